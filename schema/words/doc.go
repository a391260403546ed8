// Package words has the facts about the words of keys by which rules judge keys.
//
//	words.Split("step1_output")    // step, 1, output
//	words.Split("p95_latency_ms")  // p95, latency, ms
//
// A key is its words: underscores and dots separate them, and so does the border
// between letters and digits. A letter with a number is one word (p95, f1, s3).
// Lists know words in the singular, and find plurals too.
//
// The lists are data, in lists/, each with a comment that names its sources.
// They say what a word is, and not which rule uses it:
//
//	abbreviations.tsv  words that have a longer form, and beside which words
//	numbered.tsv       words beside which a number is part of a name, or data
//	vague.tsv          words that say nothing about a value
//	quantities.tsv     words that name what a value measures
//	endings.tsv        words at the beginning and the end of keys, such as is and count
//	units.tsv          units, and the ends of keys that stand for them
//	currencies.txt     codes of currencies
//	namespaces.tsv     words with which a key repeats its namespace
package words
