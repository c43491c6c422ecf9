// SPDX-License-Identifier: MIT

// The host in Go: an engine that holds nothing but what is registered from here, and jobs.
package main

// #include "callbacks.h"
import "C"

import (
	"fmt"
	"runtime/cgo"
	"unsafe"
)

const forever = C.PANDECT_FOREVER

type engine struct {
	engine   *C.struct_pandect_engine
	registry *C.struct_pandect_registry
}

var foreign = C.CString("foreign") // the name of all plugins here

func openEngine() *engine {
	e := &engine{}
	check(C.go_engine_open(&e.engine) == C.PANDECT_OK, "no engine")
	e.registry = C.pandect_engine_registry(e.engine)
	return e
}

func (e *engine) close(timeoutMs C.uint32_t) C.pandect_status {
	return C.pandect_engine_close(e.engine, timeoutMs)
}

// The status and the error's text. The table that is registered goes at once: the host has a copy.
func (e *engine) registerTable(p *counted, table *C.union_go_table, flags C.uint32_t) (
	C.pandect_status, string) {
	var problem *C.struct_pandect_error

	fleeting := C.malloc(C.sizeof_union_go_table)
	defer C.free(fleeting)
	*(*C.union_go_table)(fleeting) = *table
	nHeld.Add(1)
	status := C.go_register(e.registry, (*C.struct_pandect_plugin)(fleeting),
		C.uintptr_t(cgo.NewHandle(p)), flags, &problem)
	C.memset(fleeting, 0xff, C.sizeof_union_go_table)
	text := ""
	if problem != nil {
		text = C.GoString(problem.text)
		C.pandect_error_free(problem)
	}
	return status, text
}

func (e *engine) register(kind C.uint32_t, flags C.uint32_t) *counted {
	p := &counted{kind: kind}
	e.enter(p, flags)
	return p
}

func (e *engine) enter(p *counted, flags C.uint32_t) {
	status, text := e.registerTable(p, &C.go_tables[p.kind], flags)
	check(status == C.PANDECT_OK, "registering kind %d: %s", p.kind, text)
}

// All six, by kind; entry 0 is none.
func (e *engine) registerAll(flags C.uint32_t) (plugins [C.N_TABLES]*counted) {
	for kind := C.uint32_t(1); kind < C.N_TABLES; kind++ {
		plugins[kind] = e.register(kind, flags)
	}
	return plugins
}

func (e *engine) unregister(kind C.uint32_t, timeoutMs C.uint32_t) C.pandect_status {
	return C.pandect_registry_unregister(e.registry, kind, foreign, timeoutMs, nil)
}

// What is registered of a kind; 0: of all.
func (e *engine) nListed(kind C.uint32_t) (n C.uint32_t) {
	var list *C.struct_pandect_list

	check(C.pandect_registry_list(e.registry, kind, &list) == C.PANDECT_OK, "no list")
	defer C.pandect_list_free(list)
	for C.pandect_list_get(list, n) != nil {
		n++
	}
	return n
}

type job struct {
	job   *C.struct_pandect_job
	input unsafe.Pointer // C memory: the job keeps the address until its run has ended
}

var whole = map[string]string{"ocr.mode": "always", "ocr.backend": "go",
	"process.chain": "foreign", "embed.backend": "foreign", "validate.chain": "foreign"}
var extraction = map[string]string{"ocr.mode": "never", "process.chain": ""}

func (e *engine) newJob(options map[string]string) *job {
	j := &job{}
	check(C.pandect_job_new(e.engine, &j.job) == C.PANDECT_OK, "no job")
	for key, value := range options {
		k, v := C.CString(key), C.CString(value)
		check(C.pandect_job_set(j.job, k, v) == C.PANDECT_OK, "no option %s", key)
		C.free(unsafe.Pointer(k))
		C.free(unsafe.Pointer(v))
	}
	return j
}

func (j *job) free() {
	C.pandect_job_free(j.job)
	C.free(j.input)
}

func (j *job) run(text string) C.pandect_status {
	C.free(j.input)
	text = "FOREIGN:" + text
	j.input = C.CBytes([]byte(text))
	C.pandect_job_input_memory(j.job, j.input, C.size_t(len(text)))
	return C.pandect_job_run(j.job)
}

func (j *job) error() string {
	if problem := C.pandect_job_error(j.job); problem != nil {
		return C.GoString(problem.text)
	}
	return ""
}

// What each kind left in the document, and what is wanted for a text.
func (j *job) cameTo() string {
	document := C.pandect_job_document(j.job)
	came := lines(document)
	var meta C.struct_pandect_meta
	var chunk C.struct_pandect_chunk
	var finding C.struct_pandect_finding
	for i := C.uint32_t(0); C.pandect_document_meta(document, i, &meta) == C.PANDECT_OK; i++ {
		came += fmt.Sprintf("; %s=%s", goText(meta.key), goText(meta.value))
	}
	for i := C.uint32_t(0); C.pandect_document_chunk(document, i, &chunk) == C.PANDECT_OK; i++ {
		vector := unsafe.Slice(chunk.embedding, chunk.n_dimensions)
		came += fmt.Sprintf("; chunk %v", vector)
	}
	for i := C.uint32_t(0); C.pandect_document_finding(document, i, &finding) == C.PANDECT_OK; i++ {
		came += fmt.Sprintf("; %s: %s", goText(finding.source), goText(finding.text))
	}
	return came + "; " + j.render()
}

func wanted(text, upper string) string {
	return fmt.Sprintf("%s; foreign:processed=yes; chunk [%d 0]; "+
		"validator:foreign: it was looked at; %s", text, len(text), upper)
}

func (j *job) render() string {
	var sink *C.struct_pandect_sink

	check(C.pandect_memory_sink_new(&sink) == C.PANDECT_OK, "no sink")
	defer C.pandect_memory_sink_free(sink)
	if status := C.pandect_job_render(j.job, foreign, sink); status != C.PANDECT_OK {
		return fmt.Sprintf("not rendered: %d", status)
	}
	return goText(C.pandect_memory_sink_text(sink))
}

// One document with a job of its own: what came of it, or the error.
func (e *engine) read(options map[string]string) string {
	j := e.newJob(options)
	defer j.free()
	status := j.run("a text")
	if status != C.PANDECT_OK {
		return fmt.Sprintf("%d: %s", status, j.error())
	}
	if options["process.chain"] == "" {
		return lines(C.pandect_job_document(j.job))
	}
	return j.cameTo()
}
