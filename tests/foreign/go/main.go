// SPDX-License-Identifier: MIT

// A host and plugins of all six kinds in Go: registered, used by several threads, unregistered
// while in use, wrong on purpose, and closed under load. Prints TAP.
package main

// #include "callbacks.h"
import "C"

import (
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

const prompt = 20 * time.Second // far more than anything here takes
const all = 120 * time.Second   // for everything

func check(isRight bool, format string, values ...any) {
	if !isRight {
		panic(fmt.Sprintf(format, values...))
	}
}

func same[T comparable](got, wanted T) {
	check(got == wanted, "got %v, wanted %v", got, wanted)
}

// A function on a goroutine of its own, while it is in C on a thread of its own.
func background[T any](function func() T) chan T {
	gave := make(chan T, 1)
	go func() { gave <- function() }()
	return gave
}

func result[T any](gave chan T) T {
	select {
	case value := <-gave:
		return value
	case <-time.After(prompt):
		panic("it did not end")
	}
}

// Keeps the calls of a plugin inside until it is told to let go.
type hold struct {
	once            sync.Once
	isInside, mayGo chan struct{}
}

func newHold() *hold {
	return &hold{isInside: make(chan struct{}), mayGo: make(chan struct{})}
}

func (h *hold) inside(*C.struct_pandect_call) {
	h.once.Do(func() { close(h.isInside) })
	<-h.mayGo
}

// ---- tests ----

func allSixAreRegisteredAndDestroyedOnceUnused() {
	e := openEngine()
	plugins := e.registerAll(0)
	same(e.nListed(0), 6)
	for _, p := range plugins[1:] {
		same(e.unregister(p.kind, forever), C.PANDECT_OK)
		same(e.unregister(p.kind, 0), C.PANDECT_NOT_FOUND)
		same(p.nDestroyed.Load(), 1)
		same(p.initialized.Load(), 0)
	}
	same(e.nListed(0), 0)
	same(e.close(forever), C.PANDECT_OK)
}

func threadsShareTheSixAndAreInsideAtOnce() {
	const nThreads, nDocuments = 6, 100
	var together sync.WaitGroup
	var ends []chan string

	together.Add(nThreads)
	e := openEngine()
	plugins := e.registerAll(0)
	plugins[1].inside = func(*C.struct_pandect_call) {
		if plugins[1].called.Load() <= nThreads {
			together.Done()
			together.Wait() // only calls that run at once get past
		}
	}
	for i := 0; i < nThreads; i++ {
		ends = append(ends, background(func() string {
			j := e.newJob(whole)
			defer j.free()
			for n := 0; n < nDocuments; n++ {
				text := fmt.Sprintf("text %d", n)
				if status := j.run(text); status != C.PANDECT_OK {
					return j.error()
				}
				if got := j.cameTo(); got != wanted(text, strings.ToUpper(text)) {
					return got
				}
			}
			return ""
		}))
	}
	for _, end := range ends {
		same(result(end), "")
	}
	same(e.close(forever), C.PANDECT_OK)
	for _, p := range plugins[1:] {
		same(p.called.Load(), nThreads*nDocuments)
		same(p.initialized.Load(), 1)
		check(p.isBalanced(), "kind %d is not balanced", p.kind)
	}
}

func aPanicBecomesAnErrorThatCarriesItsText() {
	e := openEngine()
	p := e.register(C.PANDECT_DOCUMENT_EXTRACTOR, 0)
	p.inside = func(*C.struct_pandect_call) { panic("the ink is wet") }
	same(e.read(extraction), "12: the ink is wet")
	same(e.unregister(p.kind, forever), C.PANDECT_OK)
	check(p.isBalanced(), "it is not balanced")
	p = &counted{kind: C.PANDECT_DOCUMENT_EXTRACTOR, failInitialize: true}
	e.enter(p, 0)
	same(e.read(extraction), "12: the ink is wet")
	same(e.close(forever), C.PANDECT_OK)
	check(p.isBalanced() && p.shutDown.Load() == 0, "it is not balanced")
}

func aJobIsCancelledFromAnotherThread() {
	e := openEngine()
	p := e.register(C.PANDECT_DOCUMENT_EXTRACTOR, 0)
	isInside := make(chan struct{})
	p.inside = func(call *C.struct_pandect_call) {
		close(isInside)
		for C.pandect_call_should_stop(call) == C.PANDECT_OK {
			time.Sleep(time.Millisecond)
		}
	}
	j := e.newJob(extraction)
	end := background(func() C.pandect_status { return j.run("x") })
	result(isInside)
	C.pandect_job_cancel(j.job)
	same(result(end), C.PANDECT_CANCELLED)
	j.free()
	same(e.close(forever), C.PANDECT_OK)
}

// With one of each kind in a call: the two forms of unregister.
func unregisteredWhileInUse(isWaiting bool) {
	for kind := C.uint32_t(1); kind < C.N_TABLES; kind++ {
		e := openEngine()
		plugins := e.registerAll(0)
		p, h := plugins[kind], newHold()
		p.inside = h.inside
		end := background(func() string { return e.read(whole) })
		result(h.isInside)
		var waiter chan C.pandect_status
		if isWaiting {
			same(e.nListed(kind), 1)
			waiter = background(func() C.pandect_status {
				status := e.unregister(kind, forever)
				check(p.nDestroyed.Load() == 1, "it returned before destroy")
				return status
			})
			for i := 0; i < 5000 && e.nListed(kind) > 0; i++ {
				time.Sleep(time.Millisecond)
			}
			same(e.nListed(kind), 0)
		} else {
			same(e.unregister(kind, 0), C.PANDECT_OK)
			same(e.nListed(kind), 0)
		}
		same(p.nDestroyed.Load()+p.shutDown.Load(), 0)
		close(h.mayGo)
		if isWaiting {
			same(result(waiter), C.PANDECT_OK)
		}
		same(result(end), wanted("a text", "A TEXT"))
		check(p.isBalanced() && p.called.Load() == 1, "kind %d is not balanced", kind)
		same(e.close(forever), C.PANDECT_OK)
	}
}

func unregisterReturnsAtOnceAndTheCallInFlightEndsNormally() {
	unregisteredWhileInUse(false)
}

func aWaitingUnregisterReturnsWhenThePluginIsDestroyed() {
	unregisteredWhileInUse(true)
}

func aPluginUnregistersItselfButMayNotWait() {
	var gave [3]C.pandect_status

	e := openEngine()
	p := e.register(C.PANDECT_DOCUMENT_EXTRACTOR, 0)
	p.inside = func(*C.struct_pandect_call) {
		gave[0], gave[1] = e.unregister(p.kind, 100), e.unregister(p.kind, 0)
		gave[2] = C.pandect_status(p.nDestroyed.Load())
	}
	same(e.read(extraction), "not recognised")
	same(gave, [3]C.pandect_status{C.PANDECT_INVALID, C.PANDECT_OK, 0})
	check(p.isBalanced(), "it is not balanced")
	same(e.close(forever), C.PANDECT_OK)
}

// What of a document is neither right nor what it is without one of the plugins.
func oddParts(came string) (odd string) {
	usual := "; " + wanted("a text", "A TEXT") + "; not recognised; chunk [14 0]; NOT RECOGNISED; " +
		"chunk []; not rendered: 16; "
	for _, part := range strings.Split(came, "; ") {
		if !strings.Contains(usual, "; "+part+"; ") && !strings.HasPrefix(part, "engine: ") {
			odd += part + "; "
		}
	}
	return odd
}

func pluginsComeAndGoUnderThreadsThatUseThem() {
	var isOver atomic.Bool
	var ends []chan string
	var retired []*counted
	var nRead atomic.Int32

	e := openEngine()
	plugins := e.registerAll(0)
	for i := 0; i < 4; i++ {
		ends = append(ends, background(func() string {
			j := e.newJob(whole)
			defer j.free()
			for !isOver.Load() {
				status := j.run("a text")
				if status > C.PANDECT_PARTIAL && j.error() == "" {
					return fmt.Sprintf("%d, without a word", status)
				}
				if status == C.PANDECT_OK {
					nRead.Add(1)
					if odd := oddParts(j.cameTo()); odd != "" {
						return odd
					}
				}
			}
			return ""
		}))
	}
	began := time.Now()
	for i := 0; i < 300 || nRead.Load() < 100 && time.Since(began) < prompt; i++ {
		for kind := C.uint32_t(1); kind < C.N_TABLES; kind++ {
			p, timeoutMs := plugins[kind], C.uint32_t(0)
			if i%3 == 1 {
				timeoutMs = forever
			}
			if i%3 < 2 {
				same(e.unregister(kind, timeoutMs), C.PANDECT_OK)
				check(i%3 == 0 || p.nDestroyed.Load() == 1, "not destroyed")
			}
			plugins[kind] = e.register(kind, C.PANDECT_REPLACE)
			retired = append(retired, p)
		}
	}
	isOver.Store(true)
	for _, end := range ends {
		same(result(end), "")
	}
	same(e.close(forever), C.PANDECT_OK)
	for _, p := range append(retired, plugins[1:]...) {
		check(p.isBalanced(), "kind %d is not balanced", p.kind)
	}
}

func aFailedRegistrationDestroysBeforeItReturns() {
	e := openEngine()
	plugins := e.registerAll(0)
	for _, first := range plugins[1:] {
		second := &counted{kind: first.kind}
		status, text := e.registerTable(second, &C.go_tables[first.kind], 0)
		same(status, C.PANDECT_EXISTS)
		check(strings.Contains(text, "registered from code already"), "got %s", text)
		same(second.nDestroyed.Load(), 1)
		same(first.nDestroyed.Load(), 0)
	}
	e.registerAll(C.PANDECT_REPLACE)
	for _, first := range plugins[1:] {
		same(first.nDestroyed.Load(), 1)
	}
	same(e.close(forever), C.PANDECT_OK)
}

func aBadTableIsRefusedWithASentenceAndDestroyedOnce() {
	data := C.CString("readable, but no code")
	defer C.free(unsafe.Pointer(data))
	broken := []struct {
		sentence string
		breaks   func(table *C.union_go_table, base *C.struct_pandect_plugin)
	}{
		{"is NULL, but every", func(table *C.union_go_table, _ *C.struct_pandect_plugin) {
			C.go_break(table, 0)
		}},
		{"does not point to code", func(table *C.union_go_table, _ *C.struct_pandect_plugin) {
			C.go_break(table, C.uintptr_t(uintptr(unsafe.Pointer(data))))
		}},
		{"does not point to code", func(table *C.union_go_table, _ *C.struct_pandect_plugin) {
			C.go_break(table, 0x4141414141414141)
		}},
		{"its size 0 is absurd", func(_ *C.union_go_table, base *C.struct_pandect_plugin) {
			base.size = 0
		}},
		{"is absurd", func(_ *C.union_go_table, base *C.struct_pandect_plugin) {
			base.size -= 8
		}},
		{"is absurd", func(_ *C.union_go_table, base *C.struct_pandect_plugin) {
			base.size = 0xfffffff8
		}},
		{"its kind 7 is none", func(_ *C.union_go_table, base *C.struct_pandect_plugin) {
			base.kind = 7
		}},
		{"its name is missing", func(_ *C.union_go_table, base *C.struct_pandect_plugin) {
			base.name = nil
		}},
	}
	table := (*C.union_go_table)(C.malloc(C.sizeof_union_go_table))
	defer C.free(unsafe.Pointer(table))
	e := openEngine()
	for kind := C.uint32_t(1); kind < C.N_TABLES; kind++ {
		for _, fault := range broken {
			*table = C.go_tables[kind]
			fault.breaks(table, (*C.struct_pandect_plugin)(unsafe.Pointer(table)))
			p := &counted{kind: kind}
			status, text := e.registerTable(p, table, 0)
			same(status, C.PANDECT_INVALID)
			same(p.nDestroyed.Load(), 1)
			check(strings.Contains(text, fault.sentence), "kind %d: got %q, wanted %q",
				kind, text, fault.sentence)
		}
	}
	same(e.nListed(0), 0)
	same(e.close(forever), C.PANDECT_OK)
}

func closeWaitsForTheCallInFlightAndCanBeRepeated() {
	h := newHold()
	e := openEngine()
	plugins := e.registerAll(0)
	plugins[1].inside = h.inside
	end := background(func() string { return e.read(extraction) })
	result(h.isInside)
	same(e.close(20), C.PANDECT_TIMEOUT)
	same(plugins[1].nDestroyed.Load(), 0)
	close(h.mayGo)
	same(result(end), "not recognised")
	same(e.close(forever), C.PANDECT_OK)
	for _, p := range plugins[1:] {
		check(p.isBalanced(), "kind %d is not balanced", p.kind)
	}
}

func closeUnderLoadDestroysEachOnce() {
	for round := 0; round < 20; round++ {
		var ends []chan string
		var jobs []*job

		e := openEngine()
		plugins := e.registerAll(0)
		for i := 0; i < 4; i++ {
			j := e.newJob(whole)
			jobs = append(jobs, j)
			ends = append(ends, background(func() string {
				for {
					if status := j.run("a text"); status != C.PANDECT_OK {
						return fmt.Sprint(status > C.PANDECT_PARTIAL && j.error() == "")
					}
				}
			}))
		}
		for i := 0; i < 5000 && plugins[C.PANDECT_VALIDATOR].called.Load() < 8; i++ {
			time.Sleep(time.Millisecond)
		}
		same(e.close(forever), C.PANDECT_OK)
		for _, p := range plugins[1:] {
			check(p.isBalanced(), "kind %d is not balanced", p.kind)
		}
		for i, j := range jobs {
			check(result(ends[i]) == "false", "a job ended without a word")
			check(j.run("x") != C.PANDECT_OK, "a job ran in a closed engine")
			j.free()
		}
	}
}

func noHandleIsLeft() {
	same(nHeld.Load(), 0)
}

func run(number int, name string, test func()) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Printf("not ok %d - %s\n", number, name)
			text := fmt.Sprintf("%v\n%s", problem, debug.Stack())
			fmt.Println("# " + strings.ReplaceAll(text, "\n", "\n# "))
			return
		}
		fmt.Printf("ok %d - %s\n", number, name)
	}()
	test()
}

func main() {
	tests := []struct {
		name string
		test func()
	}{
		{"all six kinds are registered and destroyed once unused",
			allSixAreRegisteredAndDestroyedOnceUnused},
		{"threads share the six and are inside at once", threadsShareTheSixAndAreInsideAtOnce},
		{"a panic becomes an error that carries its text",
			aPanicBecomesAnErrorThatCarriesItsText},
		{"a job is cancelled from another thread", aJobIsCancelledFromAnotherThread},
		{"unregister returns at once and the call in flight ends normally",
			unregisterReturnsAtOnceAndTheCallInFlightEndsNormally},
		{"a waiting unregister returns when the plugin is destroyed",
			aWaitingUnregisterReturnsWhenThePluginIsDestroyed},
		{"a plugin unregisters itself but may not wait", aPluginUnregistersItselfButMayNotWait},
		{"plugins come and go under threads that use them",
			pluginsComeAndGoUnderThreadsThatUseThem},
		{"a failed registration destroys before it returns",
			aFailedRegistrationDestroysBeforeItReturns},
		{"a bad table is refused with a sentence and destroyed once",
			aBadTableIsRefusedWithASentenceAndDestroyedOnce},
		{"close waits for the call in flight and can be repeated",
			closeWaitsForTheCallInFlightAndCanBeRepeated},
		{"close under load destroys each once", closeUnderLoadDestroysEachOnce},
		{"no handle is left", noHandleIsLeft},
	}
	time.AfterFunc(all, func() {
		debug.SetTraceback("all")
		panic("it hangs")
	})
	fmt.Printf("1..%d\n", len(tests))
	for i, test := range tests {
		run(i+1, test.name, test.test)
	}
}
