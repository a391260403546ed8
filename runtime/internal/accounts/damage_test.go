package accounts

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hhgen/hhgen/runtime/testdata/faults"
)

const damagedFolders = 100

// A folder whose files are damaged in any way costs operations, and the service is
// told; but nothing that arrives is wrong, and the client works on.
func TestDamagedFolders(t *testing.T) {
	server, err := faults.New()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	seed := *seedFlag
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d", seed)
	for _, way := range waysToTest() {
		for range damagedFolders {
			seed++
			t.Run(fmt.Sprintf("%s/%d", way, seed), func(t *testing.T) { testDamage(t, server, way, rand.New(rand.NewPCG(seed, 2))) })
		}
	}
}

func testDamage(t *testing.T, server *faults.Server, way string, random *rand.Rand) {
	before := len(server.Log())
	book := &ledger{}
	o := orders{
		Server: server.Address, Keeps: way, Dir: filepath.Join(t.TempDir(), "kept"), Life: before*2 + 1, Seed: random.Uint64(),
		Lanes: 2, Ops: 1 + random.IntN(60), Shutdown: time.Nanosecond,
	}
	server.Set("500")
	first := &life{orders: o}
	first.runHere()
	server.Set("")
	what := damage(t, o.Dir, random)
	o.Life, o.Recover, o.Shutdown = o.Life+1, true, time.Minute
	last := &life{orders: o}
	last.runHere()
	book.add(first)
	book.add(last)
	book.post(server.Log()[before:])
	missing := 0
	for _, op := range book.order {
		if op.result == "kept" && len(op.applied) == 0 && len(op.refused) == 0 && !(op.kind == "bare" && book.replaced(op)) {
			missing++
		}
	}
	// A file that ends early is what a process leaves that is killed while it writes.
	cut := strings.HasPrefix(what, "cut")
	if told := strings.Contains(strings.Join(last.lines, "\n"), "said "); missing > 0 && !told && !cut {
		t.Errorf("%s: %d operations are lost, and nothing is reported: %q", what, missing, last.lines)
	}
	if last.ended == nil || last.ended.Stats.Pending != 0 {
		t.Errorf("%s: the client ended with %+v", what, last.ended)
	}
	for _, p := range book.problems {
		t.Errorf("%s: %s", what, p.text)
	}
}

// damage damages a file of a folder, and says how.
func damage(t *testing.T, dir string, random *rand.Rand) string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			if info, _ := entry.Info(); info.Size() > 0 {
				files = append(files, path)
			}
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no file to damage: %v", err)
	}
	path := files[random.IntN(len(files))]
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged, what := damageText(text, random)
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	return what
}

// damageText damages the content of a file, and says how.
func damageText(text []byte, random *rand.Rand) ([]byte, string) {
	at := random.IntN(len(text))
	end := at + random.IntN(len(text)-at+1)
	how := random.IntN(8)
	if end == len(text) && how == 4 {
		how = 0
	}
	if end == at && how >= 2 && how <= 5 {
		how = 1 // else nothing is damaged
	}
	switch how {
	case 0:
		return text[:at], fmt.Sprintf("cut to %d of %d bytes", at, len(text))
	case 1:
		text[at] ^= 1 << random.IntN(8)
		return text, fmt.Sprintf("a bit of byte %d of %d flipped", at, len(text))
	case 2:
		clear(text[at:end])
		return text, fmt.Sprintf("bytes %d to %d of %d are zero", at, end, len(text))
	case 3:
		for i := at; i < end; i++ {
			text[i] = byte(random.Uint32())
		}
		return text, fmt.Sprintf("bytes %d to %d of %d are random", at, end, len(text))
	case 4:
		return append(text[:at:at], text[end:]...), fmt.Sprintf("bytes %d to %d of %d are missing", at, end, len(text))
	case 5:
		return append(text[:end:end], text[at:]...), fmt.Sprintf("bytes %d to %d of %d are there twice", at, end, len(text))
	case 6:
		garbage := make([]byte, 1+random.IntN(100_000))
		for i := range garbage {
			garbage[i] = byte(random.Uint32())
		}
		return append(text, garbage...), fmt.Sprintf("%d bytes of garbage behind %d", len(garbage), len(text))
	default:
		for range 1 + random.IntN(20) {
			text[random.IntN(len(text))] ^= 1 << random.IntN(8)
		}
		return text, fmt.Sprintf("bits of %d bytes flipped", len(text))
	}
}
