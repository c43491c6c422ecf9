# SPDX-License-Identifier: MIT
"""Plugins of all six kinds that count what the host does to them, an engine that holds nothing
else, and a job that goes through all six."""
import ctypes
import itertools
import os
import threading
from ctypes import byref, c_float, c_void_p

import pandect as p

library = p.load(os.environ.get("PANDECT_LIBRARY", "libpandect.so.0"))
NAME = b"foreign"


# ---- plugins that count ----

class Counted(p.Plugin):
    """What the host did to one registration. inside(call) runs in the middle of its calls."""
    name, description = "foreign", "A plugin in Python"

    def __init__(self, inside=None):
        self.lock = threading.Lock()
        self.inside = inside
        self.initialized = self.shut_down = self.called = self.late = self.n_destroyed = 0

    def initialize(self, call):
        self.initialized += 1

    def shutdown(self):
        self.shut_down += 1

    def destroyed(self):
        with self.lock:
            self.n_destroyed += 1

    def enter(self, call):
        with self.lock:
            self.called += 1
            self.late += self.shut_down or self.n_destroyed
        if self.inside:
            self.inside(call)
        with self.lock:
            self.late += self.shut_down or self.n_destroyed

    def is_balanced(self):
        return self.n_destroyed == 1 and self.initialized == self.shut_down and not self.late


class Extractor(Counted):
    """Reads "FOREIGN:TEXT": TEXT is on the page's picture, a byte of it a pixel."""
    kind, structure = p.DOCUMENT_EXTRACTOR, p.DocumentExtractor
    magics = (p.Magic * 1)(p.Magic(type=p.MAGIC_BYTES, size=8, bytes=b"FOREIGN:"))
    formats = (p.Format * 1)(p.Format(b"text/x-foreign", magics=p.Array.of(magics)))

    def members(self):
        return {"formats": p.Array.of(self.formats), "can_handle": p.enter_can_handle,
                "extract": p.enter_extract}

    def can_handle(self, call, source):
        return 3 if source.length() > 8 else 0

    def extract(self, call, source, builder):
        self.enter(call)
        text = source.content()[8:]
        want_dpi = c_float()
        builder.page_begin(1, 1, 100.0, 100.0)
        builder.leaf(p.NODE_PARAGRAPH, 0, b"not recognised")
        status = builder.page_end(byref(want_dpi))
        if want_dpi.value > 0:
            pixels = ctypes.create_string_buffer(text, len(text))
            picture = p.Image(ctypes.sizeof(p.Image), p.GRAY8, len(text), 1, len(text), 72.0,
                              ctypes.addressof(pixels), len(text))
            status = builder.page_image(byref(picture))
        return call.should_stop() or status


class Ocr(Counted):
    kind, structure = p.OCR_BACKEND, p.OcrBackend

    def members(self):
        return {"backend_type": b"python", "supports_language": p.enter_supports_language,
                "process_image": p.enter_process_image}

    def supports_language(self, call, language):
        return int(language == "en")

    def process_image(self, call, image, builder):
        self.enter(call)
        return builder.leaf(p.NODE_PARAGRAPH, 0, ctypes.string_at(image.data, image.n_bytes))


class Embedding(Counted):
    kind, structure = p.EMBEDDING_BACKEND, p.EmbeddingBackend

    def members(self):
        return {"batch": 4, "dimensions_of": p.enter_dimensions_of, "embed": p.enter_embed}

    def dimensions_of(self, call, ret_dimensions):
        ret_dimensions[0] = 2

    def embed(self, call, texts, n, ret_vectors, n_floats):
        self.enter(call)
        for i in range(n):
            ret_vectors[2 * i], ret_vectors[2 * i + 1] = texts[i].size, i


class Processor(Counted):
    kind, structure = p.POST_PROCESSOR, p.PostProcessor

    def members(self):
        return {"stage": p.STAGE_MIDDLE, "should_process": p.enter_should_process,
                "process": p.enter_process,
                "estimated_duration_ms": p.enter_estimated_duration_ms}

    def should_process(self, call, document):
        return int(bool(document.lines()))

    def estimated_duration_ms(self, call, document):
        return 1

    def process(self, call, document, editor):
        self.enter(call)
        for number, node in enumerate(document.nodes(), 1):
            if node.text.size:
                editor.chunk(byref(p.Chunk(
                    ctypes.sizeof(p.Chunk), number, number, 0, node.text.size, n_tokens=1,
                    text=node.text)))
        return editor.meta(b"foreign:processed", p.Text("yes"))


class Renderer(Counted):
    kind, structure = p.RENDERER, p.Renderer

    def members(self):
        return {"mime": b"text/plain", "suffix": b"txt", "render": p.enter_render}

    def render(self, call, document, sink):
        self.enter(call)
        text = "\n".join(document.lines()).upper().encode()
        return sink.write(text, len(text))


class Validator(Counted):
    kind, structure = p.VALIDATOR, p.Validator

    def members(self):
        return {"stage": p.STAGE_FINAL, "should_validate": p.enter_should_validate,
                "validate": p.enter_validate}

    def should_validate(self, call, document):
        return 1

    def validate(self, call, document, findings):
        self.enter(call)
        return findings.add(p.NOTE, b"seen", 1, p.Text("it was looked at"))


KINDS = Extractor, Ocr, Embedding, Processor, Renderer, Validator


# ---- the host ----

class Engine:
    """An engine with nothing in it but what is registered from here."""

    def __init__(self):
        config = p.EngineConfig(ctypes.sizeof(p.EngineConfig), p.ENGINE_NO_DEFAULT_PATH)
        engine = c_void_p()
        assert library.pandect_engine_open(byref(config), byref(engine), None) == p.OK
        self.engine = engine
        self.registry = library.pandect_engine_registry(engine)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        if self.engine:
            assert self.close() == p.OK

    def close(self, timeout_ms=p.FOREVER):
        status = library.pandect_engine_close(self.engine, timeout_ms)
        if status == p.OK:
            self.engine = None
        return status

    def register(self, plugin, flags=0, vtable=None):
        return p.register(library, self.registry, plugin, flags, vtable)

    def register_all(self, inside=None):
        plugins = [kind(inside) for kind in KINDS]
        for plugin in plugins:
            assert self.register(plugin) == (p.OK, "")
        return plugins

    def unregister(self, kind, timeout_ms):
        return library.pandect_registry_unregister(self.registry, kind, NAME, timeout_ms, None)

    def listed(self):
        """What is registered: kind and name."""
        entries = c_void_p()
        assert library.pandect_registry_list(self.registry, 0, byref(entries)) == p.OK
        found = []
        for i in itertools.count():
            entry = library.pandect_list_get(entries, i)
            if not entry:
                library.pandect_list_free(entries)
                return found
            found.append((entry[0].table[0].kind, entry[0].table[0].name))


class Job:
    """One document at a time, through all six."""
    WHOLE = {"ocr.mode": "always", "ocr.backend": "python", "process.chain": "foreign",
             "embed.backend": "foreign", "validate.chain": "foreign"}

    def __init__(self, engine, options=WHOLE):
        self.job = c_void_p()
        assert library.pandect_job_new(engine.engine, byref(self.job)) == p.OK
        for key, value in options.items():
            assert library.pandect_job_set(self.job, key.encode(), value.encode()) == p.OK

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        library.pandect_job_free(self.job)

    def run(self, text):
        self.data = b"FOREIGN:" + text.encode()  # must stay until the run has ended
        library.pandect_job_input_memory(self.job, self.data, len(self.data))
        return library.pandect_job_run(self.job)

    def error(self):
        error = library.pandect_job_error(self.job)
        return error[0].text.decode() if error else ""

    def document(self):
        return p.Document(library.pandect_job_document(self.job))

    def render(self):
        sink = c_void_p()
        assert library.pandect_memory_sink_new(byref(sink)) == p.OK
        status = library.pandect_job_render(self.job, NAME, sink)
        text = str(library.pandect_memory_sink_text(sink))
        library.pandect_memory_sink_free(sink)
        return status, text

    def came_to(self):
        """What each kind left in the document."""
        document = self.document()
        return {
            "text": document.lines(),
            "meta": [str(meta.value) for meta in document.entries(p.Meta, document.meta)
                     if str(meta.key) == "foreign:processed"],
            "vectors": [chunk.embedding[:chunk.n_dimensions]
                        for chunk in document.entries(p.Chunk, document.chunk)],
            "findings": [f"{finding.source} {finding.text}"
                         for finding in document.entries(p.Finding, document.finding)],
            "rendered": self.render(),
        }


def expected(text):
    return {"text": [text], "meta": ["yes"], "vectors": [[len(text), 0]],
            "findings": ["validator:foreign it was looked at"], "rendered": (p.OK, text.upper())}
