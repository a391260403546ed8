// Package catalogue makes of schemas what people read: all keys that services record,
// with their meaning, as Markdown and as one page of HTML.
//
//	c := catalogue.Of(modules, catalogue.Options{Title: "Keys of example.com/app"})
//	c.Markdown()
//	c.HTML()
//
// A [Key] is a place in event data, such as metadata.feature. Records of several
// packages may have it, by embedding one struct or by declaring it each: what they say
// is one [Declaration] if it is the same, and several if it is not.
//
// Everything is sorted and depends on the schemas alone, so files can be compared.
package catalogue
