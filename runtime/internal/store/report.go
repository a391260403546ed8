package store

import "sync"

// mostReports is how many errors wait for Config.Report. Further ones are dropped:
// then it is slow, and the same problem has been reported many times.
const mostReports = 256

// reports calls Config.Report, so slow handlers hold nobody up.
type reports struct {
	call func(error)

	mu      sync.Mutex
	waiting []error
	idle    chan struct{} // closed when the goroutine ends; nil if there is none
}

func (r *reports) add(err error) {
	if r.call == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) == mostReports {
		return
	}
	r.waiting = append(r.waiting, err)
	if r.idle == nil {
		r.idle = make(chan struct{})
		go r.run()
	}
}

// run reports what waits, and ends when that is nothing.
func (r *reports) run() {
	for {
		r.mu.Lock()
		if len(r.waiting) == 0 {
			close(r.idle)
			r.idle = nil
			r.mu.Unlock()
			return
		}
		err := r.waiting[0]
		r.waiting = r.waiting[1:]
		r.mu.Unlock()
		r.call(err)
	}
}

// done is closed when everything was reported.
func (r *reports) done() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.idle != nil {
		return r.idle
	}
	none := make(chan struct{})
	close(none)
	return none
}
