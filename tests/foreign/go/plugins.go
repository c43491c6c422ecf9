// SPDX-License-Identifier: MIT

// Plugins in Go. The host holds a cgo.Handle of each, never a pointer; go_destroy gives it up.
package main

// #cgo pkg-config: pandect
// #include "callbacks.h"
import "C"

import (
	"fmt"
	"runtime/cgo"
	"strings"
	"sync/atomic"
	"unsafe"
)

// What the host did to one registration. inside, if any, runs in the middle of its calls.
type counted struct {
	kind                                            C.uint32_t
	inside                                          func(call *C.struct_pandect_call)
	failInitialize                                  bool
	initialized, shutDown, called, late, nDestroyed atomic.Int32
}

var nHeld atomic.Int32 // handles that the host may still use

func plugin(key C.uintptr_t) *counted {
	return cgo.Handle(key).Value().(*counted)
}

func (p *counted) isBalanced() bool {
	return p.nDestroyed.Load() == 1 && p.initialized.Load() == p.shutDown.Load() &&
		p.late.Load() == 0
}

func (p *counted) enter(call *C.struct_pandect_call) {
	p.called.Add(1)
	p.late.Add(p.shutDown.Load() + p.nDestroyed.Load())
	if p.inside != nil {
		p.inside(call)
	}
	p.late.Add(p.shutDown.Load() + p.nDestroyed.Load())
}

// A panic may not pass through C: it becomes the error of the call. To be deferred.
func caught(call *C.struct_pandect_call, status *C.pandect_status) {
	if problem := recover(); problem != nil {
		text := C.CString(fmt.Sprint(problem))
		defer C.free(unsafe.Pointer(text))
		*status = C.pandect_call_fail(call, C.PANDECT_PLUGIN, text)
	}
}

// ---- every kind ----

//export goInitialize
func goInitialize(key C.uintptr_t, call *C.struct_pandect_call) (status C.pandect_status) {
	defer caught(call, &status)
	if plugin(key).failInitialize {
		panic("the ink is wet")
	}
	plugin(key).initialized.Add(1)
	return C.PANDECT_OK
}

//export goShutdown
func goShutdown(key C.uintptr_t) {
	plugin(key).shutDown.Add(1)
}

//export goDestroy
func goDestroy(key C.uintptr_t) {
	plugin(key).nDestroyed.Add(1)
	cgo.Handle(key).Delete() // panics if it was given up before
	nHeld.Add(-1)
}

// ---- extractor: "FOREIGN:TEXT"; TEXT is on the page's picture, a byte of it a pixel ----

//export goCanHandle
func goCanHandle(key C.uintptr_t, call *C.struct_pandect_call,
	source *C.struct_pandect_source) C.int32_t {
	if C.pandect_source_length(source) > 8 {
		return C.PANDECT_BID_SURE
	}
	return C.PANDECT_BID_NO
}

//export goExtract
func goExtract(key C.uintptr_t, call *C.struct_pandect_call, source *C.struct_pandect_source,
	builder *C.struct_pandect_builder) (status C.pandect_status) {
	var data unsafe.Pointer
	var size C.size_t
	var wantDpi C.float

	defer caught(call, &status)
	plugin(key).enter(call)
	if status := C.pandect_source_bytes(source, &data, &size); status != C.PANDECT_OK {
		return status
	}
	C.pandect_builder_page_begin(builder, 1, 1, 100, 100)
	leaf(builder, []byte("not recognised"))
	status = C.pandect_builder_page_end(builder, &wantDpi)
	if wantDpi > 0 {
		status = C.go_page_image(builder, unsafe.Add(data, 8), C.uint32_t(size-8))
	}
	if stop := C.pandect_call_should_stop(call); stop != C.PANDECT_OK {
		return stop
	}
	return status
}

func leaf(builder *C.struct_pandect_builder, text []byte) C.pandect_status {
	C.pandect_builder_open(builder, C.PANDECT_NODE_PARAGRAPH, 0)
	C.pandect_builder_text(builder, (*C.char)(unsafe.Pointer(&text[0])), C.size_t(len(text)))
	return C.pandect_builder_close(builder)
}

// ---- OCR backend ----

//export goSupportsLanguage
func goSupportsLanguage(key C.uintptr_t, call *C.struct_pandect_call, bcp47 *C.char) C.int32_t {
	if C.GoString(bcp47) == "en" {
		return 1
	}
	return 0
}

//export goProcessImage
func goProcessImage(key C.uintptr_t, call *C.struct_pandect_call, image *C.struct_pandect_image,
	builder *C.struct_pandect_builder) (status C.pandect_status) {
	defer caught(call, &status)
	plugin(key).enter(call)
	return leaf(builder, C.GoBytes(image.data, C.int(image.n_bytes)))
}

// ---- embedding backend ----

//export goDimensionsOf
func goDimensionsOf(key C.uintptr_t, call *C.struct_pandect_call,
	retDimensions *C.uint32_t) C.pandect_status {
	*retDimensions = 2
	return C.PANDECT_OK
}

//export goEmbed
func goEmbed(key C.uintptr_t, call *C.struct_pandect_call, texts *C.struct_pandect_text,
	n C.uint32_t, retVectors *C.float, nFloats C.size_t) (status C.pandect_status) {
	defer caught(call, &status)
	plugin(key).enter(call)
	vectors := unsafe.Slice(retVectors, nFloats)
	for i, text := range unsafe.Slice(texts, n) {
		vectors[2*i], vectors[2*i+1] = C.float(text.size), C.float(i)
	}
	return C.PANDECT_OK
}

// ---- post-processor, renderer, validator ----

//export goShouldLook
func goShouldLook(key C.uintptr_t, call *C.struct_pandect_call,
	document *C.struct_pandect_document) C.int32_t {
	return 1
}

//export goEstimate
func goEstimate(key C.uintptr_t, call *C.struct_pandect_call,
	document *C.struct_pandect_document) C.uint32_t {
	return 1
}

//export goProcess
func goProcess(key C.uintptr_t, call *C.struct_pandect_call, document *C.struct_pandect_document,
	editor *C.struct_pandect_editor) (status C.pandect_status) {
	defer caught(call, &status)
	plugin(key).enter(call)
	for number, node := range nodes(document) {
		if node.text.size == 0 {
			continue
		}
		C.pandect_editor_chunk(editor, &C.struct_pandect_chunk{
			size:  C.sizeof_struct_pandect_chunk,
			first: C.pandect_node(number + 1), last: C.pandect_node(number + 1),
			end: C.uint32_t(node.text.size), n_tokens: 1, text: node.text})
	}
	name, value := C.CString("foreign:processed"), C.CString("yes")
	defer C.free(unsafe.Pointer(name))
	defer C.free(unsafe.Pointer(value))
	return C.pandect_editor_meta(editor, name, C.pandect_text(value))
}

//export goRender
func goRender(key C.uintptr_t, call *C.struct_pandect_call, document *C.struct_pandect_document,
	sink *C.struct_pandect_sink) (status C.pandect_status) {
	defer caught(call, &status)
	plugin(key).enter(call)
	text := []byte(strings.ToUpper(lines(document)))
	return C.pandect_sink_write(sink, unsafe.Pointer(&text[0]), C.size_t(len(text)))
}

//export goValidate
func goValidate(key C.uintptr_t, call *C.struct_pandect_call, document *C.struct_pandect_document,
	findings *C.struct_pandect_findings) (status C.pandect_status) {
	defer caught(call, &status)
	plugin(key).enter(call)
	code, text := C.CString("seen"), C.CString("it was looked at")
	defer C.free(unsafe.Pointer(code))
	defer C.free(unsafe.Pointer(text))
	return C.pandect_findings_add(findings, C.PANDECT_NOTE, code, 1, C.pandect_text(text))
}

// ---- documents ----

func nodes(document *C.struct_pandect_document) (all []C.struct_pandect_node_info) {
	var node C.struct_pandect_node_info

	for i := C.pandect_node(1); C.pandect_document_node(document, i, &node) == C.PANDECT_OK; i++ {
		all = append(all, node)
	}
	return all
}

func goText(text C.struct_pandect_text) string {
	return C.GoStringN(text.data, C.int(text.size))
}

func lines(document *C.struct_pandect_document) string {
	var found []string

	for _, node := range nodes(document) {
		if node.text.size > 0 {
			found = append(found, goText(node.text))
		}
	}
	return strings.Join(found, "\n")
}
