package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// BenchmarkFileStorage stores 1 KB as the persistent sending queue of a Collector does:
// an item, and the index of the next one, in one transaction of the extension
// file_storage. bench/README.md compares it with the durable queue of package honeyhive.
func BenchmarkFileStorage(b *testing.B) {
	for _, sync := range []bool{false, true} {
		b.Run(fmt.Sprintf("fsync=%t", sync), func(b *testing.B) { benchmarkFileStorage(b, sync, 1) })
		b.Run(fmt.Sprintf("fsync=%t_parallel", sync), func(b *testing.B) { benchmarkFileStorage(b, sync, 8) })
	}
}

func benchmarkFileStorage(b *testing.B, sync bool, parallelism int) {
	factory := filestorage.NewFactory()
	config := factory.CreateDefaultConfig().(*filestorage.Config)
	config.Directory, config.FSync = filepath.Join(b.TempDir(), "storage"), sync
	config.CreateDirectory = true
	extension, err := factory.Create(b.Context(), extensiontest.NewNopSettings(factory.Type()), config)
	if err != nil {
		b.Fatal(err)
	}
	if err := extension.Start(b.Context(), componenttest.NewNopHost()); err != nil {
		b.Fatal(err)
	}
	client, err := extension.(storage.Extension).GetClient(b.Context(), component.KindExporter, component.MustNewID("otlp_http"), "")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = client.Close(b.Context()) }()
	text := make([]byte, 1<<10)
	b.SetParallelism(parallelism)
	b.ReportAllocs()
	if parallelism == 1 {
		for n := 0; b.Loop(); n++ {
			store(b, client, fmt.Sprint(n), text)
		}
		return
	}
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			store(b, client, fmt.Sprintf("%p %d", pb, n), text)
		}
	})
}

func store(b *testing.B, client storage.Client, key string, text []byte) {
	if err := client.Batch(b.Context(), storage.SetOperation("wi", []byte(key)), storage.SetOperation(key, text)); err != nil {
		b.Error(err)
	}
}
