package record

import "strconv"

// AppendString appends s, which is UTF-8, as a JSON string.
func AppendString(text []byte, s string) []byte {
	const hex = "0123456789abcdef"
	text = append(text, '"')
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		text = append(text, s[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			text = append(text, '\\', c)
		case '\n':
			text = append(text, `\n`...)
		case '\t':
			text = append(text, `\t`...)
		case '\r':
			text = append(text, `\r`...)
		default:
			text = append(text, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(text, s[done:]...), '"')
}

// AppendFloat appends a finite number so that it stays a double: 1 is 1.0.
func AppendFloat(text []byte, f float64) []byte {
	begin := len(text)
	text = strconv.AppendFloat(text, f, 'g', -1, 64)
	for _, c := range text[begin:] {
		if c == '.' || c == 'e' {
			return text
		}
	}
	return append(text, '.', '0')
}
