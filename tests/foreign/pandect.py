# SPDX-License-Identifier: MIT
"""libpandect by ctypes: constants and structures of the headers, the functions, and a base class
for plugins that are written in Python.

What the host is given of a plugin is a key, never a Python object's address. Each slot has one
trampoline that lives as long as this file is loaded, so its code outlasts whatever it removes;
it looks the key up, and lets no exception out.
"""
import ctypes
import itertools
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_float, c_int32, c_int64, c_size_t
from ctypes import c_uint32, c_void_p

status = c_int32

# PANDECT_ of the headers, by the rest of its name.
CONSTANTS = {
    "OK": 0, "PARTIAL": 1, "UNSUPPORTED": 5, "TIMEOUT": 8, "CANCELLED": 9, "PLUGIN": 12,
    "INVALID": 14, "EXISTS": 15, "NOT_FOUND": 16,
    "DOCUMENT_EXTRACTOR": 1, "OCR_BACKEND": 2, "EMBEDDING_BACKEND": 3, "POST_PROCESSOR": 4,
    "RENDERER": 5, "VALIDATOR": 6,
    "NODE_HEADING": 3, "NODE_PARAGRAPH": 4, "GRAY8": 1, "CONCURRENT": 1, "MAGIC_BYTES": 1,
    "STAGE_MIDDLE": 2, "STAGE_FINAL": 2, "NOTE": 1,
    "ENGINE_NO_DEFAULT_PATH": 1, "FOREVER": 0xFFFFFFFF, "ORIGIN_ANY": 3, "REPLACE": 1,
}
globals().update(CONSTANTS)


# ---- structures ----

class Text(Structure):
    _fields_ = [("data", c_char_p), ("size", c_size_t)]

    def __init__(self, text=b""):
        data = text.encode() if isinstance(text, str) else text
        super().__init__(data, len(data))

    def __str__(self):
        address = c_void_p.from_buffer(self)  # .data would be read up to a NUL, which it has not
        return ctypes.string_at(address, self.size).decode() if self.size else ""


class Array(Structure):
    _fields_ = [("items", c_void_p), ("n", c_uint32), ("item_size", c_uint32)]

    @classmethod
    def of(cls, items):
        """An array that the caller keeps until the table has been registered."""
        return cls(ctypes.addressof(items), len(items), ctypes.sizeof(items._type_))


class Error(Structure):
    _fields_ = [("size", c_uint32), ("status", status), ("text", c_char_p), ("where", c_char_p),
                ("plugin", c_char_p), ("context", c_char_p)]


class EngineConfig(Structure):
    _fields_ = [("size", c_uint32), ("flags", c_uint32), ("directories", POINTER(c_char_p)),
                ("n_directories", c_uint32), ("reserved", c_uint32), ("log", c_void_p),
                ("log_data", c_void_p)]


class Image(Structure):
    _fields_ = [("size", c_uint32), ("format", c_uint32), ("width", c_uint32),
                ("height", c_uint32), ("stride", c_uint32), ("dpi", c_float), ("data", c_void_p),
                ("n_bytes", c_size_t)]


class Box(Structure):
    _fields_ = [("x0", c_float), ("y0", c_float), ("x1", c_float), ("y1", c_float)]


class NodeInfo(Structure):
    _fields_ = [("size", c_uint32), ("kind", c_uint32), ("parent", c_uint32), ("first", c_uint32),
                ("next", c_uint32), ("last", c_uint32), ("page", c_uint32), ("n_spans", c_uint32),
                ("arg", c_int64), ("text", Text), ("box", Box), ("confidence", c_float),
                ("has_box", c_uint32)]


class Meta(Structure):
    _fields_ = [("size", c_uint32), ("document", c_uint32), ("key", Text), ("value", Text)]


class Chunk(Structure):
    _fields_ = [("size", c_uint32), ("first", c_uint32), ("last", c_uint32), ("start", c_uint32),
                ("end", c_uint32), ("first_page", c_uint32), ("last_page", c_uint32),
                ("n_tokens", c_uint32), ("n_dimensions", c_uint32),
                ("embedding", POINTER(c_float)), ("text", Text), ("headings", Text)]


class Finding(Structure):
    _fields_ = [("size", c_uint32), ("severity", c_uint32), ("node", c_uint32),
                ("reserved", c_uint32), ("code", Text), ("text", Text), ("source", Text)]


def table(*slots):
    """The members of a table of the host's functions; the object comes first, as an address."""
    return [("size", c_uint32), ("reserved", c_uint32)] + [
        (name, CFUNCTYPE(result, c_void_p, *arguments)) for name, result, *arguments in slots]


class SourceOps(Structure):
    _fields_ = table(
        ("name", Text), ("mime", Text), ("length", ctypes.c_uint64),
        ("bytes", status, POINTER(c_void_p), POINTER(c_size_t)),
        ("read_at", c_int64, ctypes.c_uint64, c_void_p, c_size_t), ("descriptor", ctypes.c_int))


class SinkOps(Structure):
    _fields_ = table(("write", status, c_char_p, c_size_t))


class BuilderOps(Structure):
    _fields_ = table(
        ("open", status, c_uint32, c_int64), ("close", status),
        ("text", status, c_char_p, c_size_t), ("span_open", status, c_uint32, Text),
        ("span_close", status), ("number", status, c_uint32, c_int64),
        ("attribute", status, c_uint32, Text), ("box", status, POINTER(Box), c_float),
        ("data", status, Text, c_void_p, c_size_t), ("annotate", status, c_void_p),
        ("meta", status, c_char_p, Text),
        ("page_begin", status, c_uint32, c_uint32, c_float, c_float),
        ("page_end", status, POINTER(c_float)), ("page_image", status, POINTER(Image)),
        ("page_picture", status, Text, c_void_p, c_size_t),
        ("child", status, Text, Text, POINTER(c_void_p)),
        ("child_end", status, c_void_p, status))


class EditorOps(Structure):
    _fields_ = table(
        ("replace_text", status, c_uint32, c_uint32, c_uint32, Text),
        ("attribute", status, c_uint32, c_uint32, Text),
        ("number", status, c_uint32, c_uint32, c_int64), ("remove", status, c_uint32),
        ("insert_before", status, c_uint32, POINTER(c_void_p)), ("meta", status, c_char_p, Text),
        ("language", status, c_void_p), ("annotate", status, c_void_p),
        ("chunk", status, POINTER(Chunk)))


class FindingsOps(Structure):
    _fields_ = table(("add", status, c_uint32, c_char_p, c_uint32, Text))


class DocumentOps(Structure):
    _fields_ = table(
        ("node", status, c_uint32, POINTER(NodeInfo)),
        ("span", status, c_uint32, c_uint32, c_void_p),
        ("text", status, c_uint32, c_uint32, POINTER(Text)),
        ("number", status, c_uint32, c_uint32, POINTER(c_int64)),
        ("data", status, c_uint32, POINTER(Text), POINTER(Text)),
        ("meta", status, c_uint32, POINTER(Meta)), ("page", status, c_uint32, c_void_p),
        ("language", status, c_uint32, c_void_p), ("chunk", status, c_uint32, POINTER(Chunk)),
        ("finding", status, c_uint32, POINTER(Finding)),
        ("annotation", status, c_uint32, c_void_p), ("step", status, c_uint32, c_void_p))


class Host(Structure):
    _fields_ = [("size", c_uint32), ("abi_minor", c_uint32)] + table(
        ("should_stop", status), ("progress", None, ctypes.c_uint64, ctypes.c_uint64),
        ("log", None, c_uint32, c_char_p, c_size_t),
        ("warn", status, c_char_p, c_char_p, c_size_t),
        ("fail", status, status, c_char_p, c_size_t), ("alloc", c_void_p, c_size_t),
        ("option", status, c_char_p, c_uint32, c_void_p),
        ("data", status, c_char_p, POINTER(c_void_p)), ("languages", Text),
        ("ocr", status, POINTER(Image), c_void_p),
        ("embed", status, POINTER(Text), c_uint32, POINTER(c_float), c_size_t))[2:]


# The slots of plugins: self, the call, and what the kind adds.
Initialize = CFUNCTYPE(status, c_void_p, c_void_p, POINTER(c_void_p))
Shutdown = CFUNCTYPE(None, c_void_p)
Destroy = CFUNCTYPE(None, c_void_p)
Look = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)
Work = CFUNCTYPE(status, c_void_p, c_void_p, c_void_p, c_void_p)
Speaks = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_char_p)
Measure = CFUNCTYPE(status, c_void_p, c_void_p, POINTER(c_uint32))
Embed = CFUNCTYPE(status, c_void_p, c_void_p, POINTER(Text), c_uint32, POINTER(c_float), c_size_t)
Duration = CFUNCTYPE(c_uint32, c_void_p, c_void_p, c_void_p)


class PluginTable(Structure):
    _fields_ = [("size", c_uint32), ("kind", c_uint32), ("name", c_char_p), ("version", c_char_p),
                ("description", c_char_p), ("priority", c_int32), ("flags", c_uint32),
                ("options", Array), ("data_paths", Array), ("extra", Array),
                ("initialize", Initialize), ("shutdown", Shutdown)]


class Magic(Structure):
    _fields_ = [("mime", c_char_p), ("type", c_uint32), ("offset", c_uint32), ("range", c_uint32),
                ("size", c_uint32), ("bytes", c_char_p), ("mask", c_char_p), ("name", c_char_p)]


class Format(Structure):
    _fields_ = [("mime", c_char_p), ("names", c_char_p), ("suffixes", c_char_p),
                ("flags", c_uint32), ("reserved", c_uint32), ("magics", Array)]


class DocumentExtractor(Structure):
    _fields_ = [("base", PluginTable), ("formats", Array), ("can_handle", Look), ("extract", Work)]


class OcrBackend(Structure):
    _fields_ = [("base", PluginTable), ("backend_type", c_char_p), ("languages", Array),
                ("supports_language", Speaks), ("process_image", Work),
                ("process_image_file", Work), ("process_document", Work)]


class EmbeddingBackend(Structure):
    _fields_ = [("base", PluginTable), ("dimensions", c_uint32), ("batch", c_uint32),
                ("token_limit", c_uint32), ("reserved", c_uint32), ("dimensions_of", Measure),
                ("embed", Embed)]


class PostProcessor(Structure):
    _fields_ = [("base", PluginTable), ("stage", c_uint32), ("reserved", c_uint32),
                ("should_process", Look), ("process", Work), ("estimated_duration_ms", Duration)]


class Renderer(Structure):
    _fields_ = [("base", PluginTable), ("mime", c_char_p), ("suffix", c_char_p), ("render", Work)]


class Validator(Structure):
    _fields_ = [("base", PluginTable), ("stage", c_uint32), ("reserved", c_uint32),
                ("should_validate", Look), ("validate", Work)]


class PluginInfo(Structure):
    _fields_ = [("size", c_uint32), ("state", c_uint32), ("origin", c_uint32),
                ("n_calls", c_uint32), ("table", POINTER(PluginTable)), ("path", c_char_p),
                ("module", c_char_p), ("license", c_char_p), ("reason", c_char_p)]


STRUCTURES = {
    "text": Text, "array": Array, "error": Error, "engine_config": EngineConfig, "image": Image,
    "box": Box, "node_info": NodeInfo, "meta": Meta, "chunk": Chunk, "finding": Finding,
    "source_ops": SourceOps, "sink_ops": SinkOps, "builder_ops": BuilderOps,
    "editor_ops": EditorOps, "findings_ops": FindingsOps, "document_ops": DocumentOps,
    "host": Host, "plugin": PluginTable, "magic": Magic, "format": Format,
    "document_extractor": DocumentExtractor, "ocr_backend": OcrBackend,
    "embedding_backend": EmbeddingBackend, "post_processor": PostProcessor, "renderer": Renderer,
    "validator": Validator, "plugin_info": PluginInfo,
}


def layout():
    """C that compiles only where the headers say the same as this file."""
    yield "#include <pandect/pandect.h>"
    for name, value in CONSTANTS.items():
        yield f'_Static_assert(PANDECT_{name} == {value}, "PANDECT_{name}");'
    for name, structure in STRUCTURES.items():
        kind = f"struct pandect_{name}"
        yield f'_Static_assert(sizeof({kind}) == {ctypes.sizeof(structure)}, "{kind}");'
        for member, _ in structure._fields_:
            place = getattr(structure, member)
            yield (f"_Static_assert(offsetof({kind}, {member}) == {place.offset} && "
                   f'sizeof((({kind} *)0)->{member}) == {place.size}, "{kind}: {member}");')


# ---- the library ----

def load(path="libpandect.so.0"):
    """CDLL, not PyDLL: whoever waits in the library must not hold the interpreter's lock."""
    library = ctypes.CDLL(path)
    registry, job, error = c_void_p, c_void_p, POINTER(POINTER(Error))
    for name, result, *arguments in (
            ("version", c_char_p), ("status_name", c_char_p, status),
            ("error_free", None, POINTER(Error)),
            ("engine_open", status, POINTER(EngineConfig), POINTER(c_void_p), error),
            ("engine_close", status, c_void_p, c_uint32), ("engine_registry", registry, c_void_p),
            ("registry_register", status, registry, c_void_p, c_void_p, Destroy, c_uint32, error),
            ("registry_unregister", status, registry, c_uint32, c_char_p, c_uint32, error),
            ("registry_clear", status, registry, c_uint32, c_uint32, c_uint32, error),
            ("registry_list", status, registry, c_uint32, POINTER(c_void_p)),
            ("list_get", POINTER(PluginInfo), c_void_p, c_uint32), ("list_free", None, c_void_p),
            ("job_new", status, c_void_p, POINTER(c_void_p)), ("job_free", None, job),
            ("job_set", status, job, c_char_p, c_char_p),
            ("job_input_memory", status, job, c_char_p, c_size_t), ("job_run", status, job),
            ("job_cancel", None, job), ("job_document", c_void_p, job),
            ("job_error", POINTER(Error), job), ("job_render", status, job, c_char_p, c_void_p),
            ("memory_sink_new", status, POINTER(c_void_p)), ("memory_sink_text", Text, c_void_p),
            ("memory_sink_free", None, c_void_p)):
        function = getattr(library, "pandect_" + name)
        function.restype, function.argtypes = result, arguments
    return library


class Object:
    """An object of the host's: its first word points to the table of its functions."""

    def __init__(self, ops, address):
        self.address = address
        self.ops = ctypes.cast(address, POINTER(POINTER(ops)))[0][0]

    def __getattr__(self, slot):
        function = getattr(self.ops, slot)
        return lambda *arguments: function(self.address, *arguments)


class Call(Object):
    def __init__(self, address):
        super().__init__(Host, address)

    def failed(self, why, text):
        data = text.encode()
        return self.fail(why, data, len(data))


class Source(Object):
    def __init__(self, address):
        super().__init__(SourceOps, address)

    def content(self):
        data, size = c_void_p(), c_size_t()
        if self.bytes(ctypes.byref(data), ctypes.byref(size)) != 0:
            raise OSError("the source cannot be read")
        return ctypes.string_at(data.value, size.value)


class Builder(Object):
    def __init__(self, address):
        super().__init__(BuilderOps, address)

    def leaf(self, kind, arg, text):
        self.open(kind, arg)
        self.text(text, len(text))
        return self.close()


class Document(Object):
    def __init__(self, address):
        super().__init__(DocumentOps, address)

    def entries(self, structure, slot, first=0):
        """What a list has, an entry at a time; valid as long as the document."""
        for i in itertools.count(first):
            entry = structure(size=ctypes.sizeof(structure))
            if slot(i, ctypes.byref(entry)) != 0:
                return
            yield entry

    def nodes(self):
        return self.entries(NodeInfo, self.node, 1)

    def lines(self):
        return [str(node.text) for node in self.nodes() if node.text.size]


# ---- plugins ----

held = {}  # key → plugin: what the host may still call. destroy takes it out.
keys = itertools.count(1)


def trampoline(prototype, slot, *wraps, failure=lambda status: status):
    """A slot's one function: the plugin that the key means does the work."""
    def enter(key, call, *arguments):
        call = Call(call)
        try:
            wrapped = [wrap(argument) for wrap, argument in zip(wraps, arguments)]
            result = getattr(held[key], slot)(call, *wrapped, *arguments[len(wraps):])
            return CONSTANTS["OK"] if result is None else result
        except BaseException as problem:  # whatever it is, C cannot pass it on
            text = f"{type(problem).__name__}: {problem}"
            return failure(call.failed(CONSTANTS["PLUGIN"], text))
    return prototype(enter)


@Initialize
def enter_initialize(call, key, ret_self):
    try:
        held[key].initialize(Call(call))
        ret_self[0] = key
        return CONSTANTS["OK"]
    except BaseException as problem:
        return Call(call).failed(CONSTANTS["PLUGIN"], f"{type(problem).__name__}: {problem}")


@Shutdown
def enter_shutdown(key):
    held[key].shutdown()


@Destroy
def destroy(key):
    held.pop(key).destroyed()


def negative(why):
    return -why


@Duration
def enter_estimated_duration_ms(key, call, document):
    try:
        return held[key].estimated_duration_ms(Call(call), Document(document))
    except BaseException:
        return 0  # not known: this slot has no way to fail


enter_can_handle = trampoline(Look, "can_handle", Source, failure=negative)
enter_extract = trampoline(Work, "extract", Source, Builder)
enter_supports_language = trampoline(
    Speaks, "supports_language", bytes.decode, failure=negative)
enter_process_image = trampoline(
    Work, "process_image", lambda image: ctypes.cast(image, POINTER(Image))[0], Builder)
enter_dimensions_of = trampoline(Measure, "dimensions_of")
enter_embed = trampoline(Embed, "embed")
enter_should_process = trampoline(Look, "should_process", Document, failure=negative)
enter_process = trampoline(
    Work, "process", Document, lambda editor: Object(EditorOps, editor))
enter_render = trampoline(Work, "render", Document, lambda sink: Object(SinkOps, sink))
enter_should_validate = trampoline(Look, "should_validate", Document, failure=negative)
enter_validate = trampoline(
    Work, "validate", Document, lambda findings: Object(FindingsOps, findings))


class Plugin:
    """A plugin in Python. A subclass says kind, structure and slots, and has their methods."""
    kind = structure = None
    name, version, description, flags = "python", "1", "Written in Python", CONSTANTS["CONCURRENT"]

    def initialize(self, call):
        pass

    def shutdown(self):
        pass

    def destroyed(self):
        pass

    def members(self):
        """The members of the table that the kind adds."""
        return {}

    def table(self):
        base = PluginTable(
            ctypes.sizeof(self.structure), self.kind, self.name.encode(), self.version.encode(),
            self.description.encode(), 0, self.flags, Array(), Array(), Array(),
            enter_initialize, enter_shutdown)
        return self.structure(base=base, **self.members())


def register(library, registry, plugin, flags=0, vtable=None):
    """Registers; gives the status and the error's text. The table is copied by the host: what is
    made of it here may go."""
    vtable = vtable if vtable is not None else plugin.table()
    error = POINTER(Error)()
    key = next(keys)
    held[key] = plugin
    result = library.pandect_registry_register(
        registry, ctypes.addressof(vtable), key, destroy, flags, ctypes.byref(error))
    text = error.contents.text.decode() if error else ""
    library.pandect_error_free(error)
    return result, text
