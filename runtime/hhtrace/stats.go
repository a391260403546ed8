package hhtrace

// ExporterStats counts spans by what became of them.
type ExporterStats struct {
	Accepted int // reached the exporter, or Setup's and Attach's way to it
	Exported int // the receiver took them
	Rejected int // the receiver answered that it did not take them
	Failed   int // no receiver took them in spite of retries
	Dropped  int // the queue was full, or they ended after the shutdown
	Filtered int // left out by [WithSpanFilter]; they are not among the accepted
}
