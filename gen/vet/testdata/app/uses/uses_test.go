package uses

import "example.com/app/chat"

var _ = chat.WithScore(1)
