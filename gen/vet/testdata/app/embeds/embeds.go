// Package embeds has an output, so that what it embeds makes a record.
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
