package honeyhive

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

// Names in the folder of a spool.
const (
	spoolSuffix   = ".jsonl"
	tempSuffix    = ".tmp"
	damagedSuffix = ".damaged"
	lockName      = "lock"
)

// spool is a folder that keeps operations for the next start.
type spool struct {
	dir   string
	lock  *flock.Flock // held while files of the folder are being sent
	left  int          // files that are not done; Client.mu guards it
	files files

	problem func(error)
}

// spoolFile is a file whose operations are being sent. Client.mu guards open.
type spoolFile struct {
	path    string
	open    int   // operations in the queue that were read from it
	rest    int64 // offset of the first line that was not read, -1 if all were
	damaged bool  // it is renamed, not removed
}

// files are the operations on files that tests replace with failing ones.
type files struct {
	create func(name string) (file, error)
	rename func(from, to string) error
	sync   func(dir string) error
}

type file interface {
	io.Writer
	Sync() error
	Close() error
}

func osFiles() files {
	return files{create: createFile, rename: os.Rename, sync: syncDir}
}

// createFile creates a file that only its owner can read. It fails if the file
// exists.
func createFile(name string) (file, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// syncDir makes the names in a folder survive a loss of power, if the system can do
// that.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// openSpool makes the folder if it does not exist.
func openSpool(dir string, problem func(error)) (*spool, error) {
	dir, err := filepath.Abs(dir) // the process may change its working directory
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("honeyhive: WithSpool: %w", err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	return &spool{dir: dir, lock: lock, files: osFiles(), problem: problem}, nil
}

// write writes operations to a new file and returns its path. If it fails, it
// leaves no file. An operation that cannot be encoded is skipped and reported.
func (s *spool) write(ops []*operation) (path string, err error) {
	return s.create(newStamp(), func(w io.Writer) error {
		for _, o := range ops {
			text, err := encodeLine(o)
			if err != nil {
				o.lost = true
				s.problem(fmt.Errorf("honeyhive: an operation of the event %q cannot be spooled: %w", o.id, err))
				continue
			}
			if _, err := w.Write(text); err != nil {
				return err
			}
		}
		return nil
	})
}

// newStamp begins the name of a file, so files are read in the order in which they
// were written.
func newStamp() string { return time.Now().UTC().Format("20060102T150405.000000000Z") }

// create creates a file with the content that content writes. The file appears
// complete or not at all.
func (s *spool) create(stamp string, content func(io.Writer) error) (path string, err error) {
	path = filepath.Join(s.dir, stamp+"-"+uuid.NewString()+spoolSuffix)
	temp := path + tempSuffix
	f, err := s.files.create(temp)
	if err != nil {
		return "", err
	}
	w := bufio.NewWriter(f)
	err = content(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = s.files.rename(temp, path)
	}
	if err != nil {
		_ = os.Remove(temp)
		return "", err
	}
	if err := s.files.sync(s.dir); err != nil {
		// The file exists, and only a loss of power could remove it. Not all file
		// systems can sync a folder.
		s.problem(fmt.Errorf("honeyhive: the folder of the spool cannot be synced: %w", err))
	}
	return path, nil
}

// add notes that o was read from f, at least in part.
func (o *operation) add(f *spoolFile) {
	if f == nil || slices.Contains(o.files, f) {
		return
	}
	o.files = append(o.files, f)
	f.open++
}

// release notes that an operation is done, and returns the files whose operations
// are all done now.
func (o *operation) release() []*spoolFile {
	var done []*spoolFile
	for _, f := range o.files {
		if f.open--; f.open == 0 {
			done = append(done, f)
		}
	}
	o.files = nil
	return done
}

// retire removes files that are done, and unlocks the spool after the last one.
func (c *Client) retire(done []*spoolFile) {
	if len(done) == 0 {
		return
	}
	for _, f := range done {
		if err := c.spool.remove(f); err != nil {
			c.handle(fmt.Errorf("honeyhive: the spool file %q is done, but stays and will be sent again: %w", f.path, err))
		}
	}
	c.mu.Lock()
	c.spool.left -= len(done)
	last := c.spool.left == 0
	c.mu.Unlock()
	if last {
		c.unlockSpool()
	}
}

// remove removes a file, or renames it if it is damaged. If lines of it were not
// read, remove first copies them to a new file.
func (s *spool) remove(f *spoolFile) error {
	if f.rest >= 0 {
		if err := s.copyRest(f); err != nil {
			return err
		}
	}
	if f.damaged {
		return s.files.rename(f.path, f.path+damagedSuffix)
	}
	return os.Remove(f.path)
}

// copyRest copies the lines of a file that were not read to a new file, which takes
// the same place in the order of files.
func (s *spool) copyRest(f *spoolFile) error {
	from, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	if _, err := from.Seek(f.rest, io.SeekStart); err != nil {
		return err
	}
	_, err = s.create(stampOf(f.path), func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	})
	return err
}

// unlockSpool allows other processes to send the files of the spool.
func (c *Client) unlockSpool() {
	if c.spool == nil {
		return
	}
	if err := c.spool.lock.Unlock(); err != nil {
		c.handle(fmt.Errorf("honeyhive: the spool stays locked: %w", err))
	}
}
