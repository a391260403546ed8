// Package embeds has an output, so a struct that embeds a record is one too.
package embeds

import (
	"example.com/app"
	"example.com/app/chat"
)

type Turn struct {
	chat.Turn
	app.Common
	Locale string
}
