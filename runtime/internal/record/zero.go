package record

// Zero reports whether v.IsZero() is true. A panic of IsZero is a violation under a's
// key, and counts as zero.
func Zero[T interface{ IsZero() bool }](b *Batch, a *Attr, v T) (zero bool) {
	defer func() {
		if r := recover(); r != nil {
			b.violate(a, Panicked, 0, 0)
			zero = true
		}
	}()
	return v.IsZero()
}
