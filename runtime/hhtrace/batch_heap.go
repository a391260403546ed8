package hhtrace

// batchHeap is a heap of batches for package container/heap. A batch is in one of the
// heaps of a courier, or is being sent.
type batchHeap struct {
	list []*batch
	less func(a, b *batch) bool
}

func (h *batchHeap) Len() int           { return len(h.list) }
func (h *batchHeap) Less(i, j int) bool { return h.less(h.list[i], h.list[j]) }

func (h *batchHeap) Swap(i, j int) {
	h.list[i], h.list[j] = h.list[j], h.list[i]
	h.list[i].index, h.list[j].index = i, j
}

// Push is called by package container/heap.
func (h *batchHeap) Push(x any) {
	b := x.(*batch)
	b.in, b.index = h, len(h.list)
	h.list = append(h.list, b)
}

// Pop is called by package container/heap.
func (h *batchHeap) Pop() any {
	n := len(h.list) - 1
	b := h.list[n]
	h.list[n] = nil
	h.list = h.list[:n]
	b.in = nil
	return b
}
