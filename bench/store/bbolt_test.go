// Package store measures what the runtime's store of records is compared with. The
// store itself lies in an internal package of the runtime:
//
//	go test -run '^$' -bench Add ./internal/store        # in runtime/
//	GOWORK=off go test -run '^$' -bench Add ./store      # in bench/
package store

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// BenchmarkAdd adds records of 1 KB to bbolt, each in a transaction that also deletes
// the caller's last record. Callers at the same time share transactions.
func BenchmarkAdd(b *testing.B) {
	for _, level := range []string{"written", "synced"} {
		for _, callers := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/callers=%d", level, callers), func(b *testing.B) { benchmarkAdd(b, level == "synced", callers) })
		}
	}
}

var bucket = []byte("records")

func benchmarkAdd(b *testing.B, sync bool, callers int) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "db"), 0o600, &bbolt.Options{NoSync: !sync, NoFreelistSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.MaxBatchSize, db.MaxBatchDelay = callers, time.Millisecond
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(bucket); return err }); err != nil {
		b.Fatal(err)
	}
	change := db.Batch
	if callers == 1 {
		change = db.Update
	}
	data := make([]byte, 1<<10)
	b.ReportAllocs()
	b.ResetTimer()
	share(b.N, callers, func(n, last int) {
		if err := change(func(tx *bbolt.Tx) error {
			records := tx.Bucket(bucket)
			if err := records.Put(key(n), data); err != nil {
				return err
			}
			return records.Delete(key(last))
		}); err != nil {
			b.Error(err)
		}
	})
}

func key(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// share calls do so many times, from several goroutines, with the number of the call
// and of the last one of the same goroutine.
func share(times, callers int, do func(n, last int)) {
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for n := i; n < times; n += callers {
				do(n, n-callers)
			}
		})
	}
	all.Wait()
}
