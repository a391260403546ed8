package store

import (
	"context"
	"testing"
)

// meddledDisk calls something once, right after it has listed the files.
type meddledDisk struct {
	disk
	lists  int
	meddle func(lists int)
}

func (d *meddledDisk) names() ([]string, error) {
	names, err := d.disk.names()
	d.lists++
	if d.meddle != nil {
		d.meddle(d.lists)
	}
	return names, err
}

// A process that has taken a journal over may mark records as done, and end, while
// another one looks at the journal. Then the other one sees the marks.
func TestMarksWhileTheJournalChangesHands(t *testing.T) {
	p := newPlace(t)
	killed := p.open(t)
	for _, text := range []string{"a", "b", "c"} {
		mustStore(t, killed, text)
	}
	mustClose(t, killed)

	second := p.open(t)
	taken := wantTaken(t, second, "a", "b", "c")
	mustStore(t, second, "d")

	d := &meddledDisk{}
	p.wrap = func(real disk) disk {
		d.disk = real
		return d
	}
	third := p.open(t)
	before := d.lists
	d.meddle = func(lists int) {
		if lists == before+2 { // the first list is of journals, the second of one journal's files
			second.Done(taken[0].record, taken[1].record)
			_ = second.Close(context.Background())
		}
	}
	wantTaken(t, third, "c", "d")
	if len(p.all()) > 0 {
		t.Errorf("reported: %v", p.all())
	}
}
