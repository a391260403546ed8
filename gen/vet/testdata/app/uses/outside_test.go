package uses_test

import (
	"example.com/app/chat"
	"example.com/app/uses"
)

var _ = chat.Turn{Score: 1}

var _ = uses.Exported(1)
