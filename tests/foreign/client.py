# SPDX-License-Identifier: MIT
"""A host and plugins of all six kinds in Python, with the standard library alone: registered, used
by several threads, unregistered while in use, wrong on purpose, and closed under load. Prints TAP.
"""
import ctypes
import faulthandler
import gc
import itertools
import os
import shlex
import subprocess
import sys
import threading
import time
import traceback
import weakref
from ctypes import byref, c_void_p

sys.dont_write_bytecode = True  # the folder may be another's
import pandect as p  # noqa: E402
from plugins import (  # noqa: E402
    KINDS, NAME, Embedding, Engine, Extractor, Job, Ocr, Processor, Renderer, Validator, expected,
    library)

PROMPT = 20.0  # s; far more than anything here takes, so that a hang is a failure
ALL = 120  # s for everything; after that, where each thread is
EXTRACT = {"process.chain": "", "ocr.mode": "never"}  # options for the extractor alone
lost = []  # exceptions that reached C, which drops them
sys.unraisablehook = lambda problem: lost.append(repr(problem.exc_value))


def run_once(engine, text="a text", options=Job.WHOLE):
    with Job(engine, options) as job:
        status = job.run(text)
        return status, job.error()


def whole(engine):
    """A document through all six."""
    with Job(engine) as job:
        same(job.run("a text"), p.OK)
        return job.came_to()


class Held:
    """Keeps the calls of a plugin inside until it is told to let go."""

    def __init__(self):
        self.is_inside, self.may_go = threading.Event(), threading.Event()

    def __call__(self, call):
        self.is_inside.set()
        assert self.may_go.wait(PROMPT)


class Background(threading.Thread):
    """A function on a thread of its own; result() joins it."""

    def __init__(self, function, *arguments):
        super().__init__(daemon=True)
        self.function, self.arguments, self.gave = function, arguments, "it did not end"
        self.start()

    def run(self):
        try:
            self.gave = self.function(*self.arguments)
        except BaseException:
            self.gave = traceback.format_exc()

    def result(self):
        self.join(PROMPT)
        return self.gave


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def until(is_so):
    end = time.monotonic() + PROMPT
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.001)


# ---- tests: each a function whose name is a sentence ----

def the_structures_are_laid_out_as_the_headers_say():
    compiler = shlex.split(os.environ.get("CC", "")) + shlex.split(
        os.environ.get("PANDECT_CPPFLAGS", ""))
    if not compiler:
        return "no compiler is named in CC"
    done = subprocess.run([*compiler, "-fsyntax-only", "-x", "c", "-"], text=True,
                          input="\n".join(p.layout()) + "\n", capture_output=True, check=False)
    same((done.returncode, done.stderr), (0, ""))


def the_excerpts_in_the_documentation_are_of_these_files():
    folder = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(folder, "..", "..", "doc", "embedding.md")
    if not os.path.exists(path):
        return "doc/embedding.md is not there"
    known = {""}
    for name in itertools.chain(os.listdir(folder), ["go/" + each for each in os.listdir(
            os.path.join(folder, "go"))]):
        if name.endswith((".py", ".go", ".c")):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                known.update(line.strip() for line in file)
    with open(path, encoding="utf-8") as file:
        section = file.read().split("## From other languages\n")[1].split("\n## ")[0]
    excerpts = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    assert len(excerpts) > 20
    same([line for line in excerpts if line not in known], [])


def all_six_kinds_are_registered_and_destroyed_once_unused():
    with Engine() as engine:
        plugins = engine.register_all()
        same(sorted(engine.listed()), [(kind, NAME) for kind in range(1, 7)])
        for plugin in plugins:
            same(engine.unregister(plugin.kind, p.FOREVER), p.OK)
            same(engine.unregister(plugin.kind, 0), p.NOT_FOUND)
            same((plugin.initialized, plugin.n_destroyed), (0, 1))
        same(engine.listed(), [])


def a_document_goes_through_all_six():
    with Engine() as engine:
        plugins = engine.register_all()
        with Job(engine) as job:
            same(job.run("Häuser"), p.OK)
            same(job.came_to(), {**expected("Häuser"), "vectors": [[7, 0]]})
        same([plugin.called for plugin in plugins], [1] * 6)
        same(engine.close(), p.OK)
        assert all(plugin.is_balanced() for plugin in plugins)


def threads_share_the_six_and_are_inside_at_once():
    n_threads, n_documents = 6, 40
    together, met = threading.Barrier(n_threads), set()

    def read(number):
        with Job(engine) as job:
            for i in range(n_documents):
                text = f"text {number} {i}"
                same(job.run(text), p.OK)
                same(job.came_to(), expected(text))

    def meet(call):
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            together.wait(PROMPT)  # only calls that run at once get past

    with Engine() as engine:
        plugins = engine.register_all()
        plugins[0].inside = meet
        threads = [Background(read, number) for number in range(n_threads)]
        same([thread.result() for thread in threads], [None] * n_threads)
        same([plugin.called for plugin in plugins], [n_threads * n_documents] * 6)
        same([plugin.initialized for plugin in plugins], [1] * 6)


def a_plugin_that_is_not_concurrent_is_entered_by_one_thread():
    most = [0, 0]  # inside now, at most

    def crowd(call):
        most[0] += 1
        most[1] = max(most)
        time.sleep(0.002)
        most[0] -= 1

    with Engine() as engine:
        plugin = Extractor(crowd)
        plugin.flags = 0
        engine.register(plugin)
        threads = [Background(run_once, engine, "x", EXTRACT) for _ in range(6)]
        same([thread.result() for thread in threads], [(p.OK, "")] * 6)
        same(most, [0, 1])


def an_exception_becomes_an_error_that_carries_its_text():
    def fail(call):
        raise ValueError("the ink is wet")

    with Engine() as engine:
        engine.register_all()[0].inside = fail
        same(run_once(engine), (p.PLUGIN, "ValueError: the ink is wet"))
    with Engine() as engine:
        plugin = Extractor()
        plugin.initialize = fail
        engine.register(plugin)
        same(run_once(engine, "x", EXTRACT), (p.PLUGIN, "ValueError: the ink is wet"))
        same((plugin.shut_down, plugin.n_destroyed), (0, 0))


def a_job_is_cancelled_from_another_thread():
    def work(call):
        is_inside.set()
        while call.should_stop() == p.OK:
            time.sleep(0.001)

    is_inside = threading.Event()
    with Engine() as engine, Job(engine, EXTRACT) as job:
        engine.register(Extractor(work))
        thread = Background(job.run, "x")
        assert is_inside.wait(PROMPT)
        library.pandect_job_cancel(job.job)
        same(thread.result(), p.CANCELLED)


def unregister_returns_at_once_and_the_call_in_flight_ends_normally():
    for number, kind in enumerate(KINDS):
        hold = Held()
        with Engine() as engine:
            plugins = engine.register_all()
            plugins[number].inside = hold
            thread = Background(whole, engine)
            assert hold.is_inside.wait(PROMPT)
            same(engine.unregister(kind.kind, 0), p.OK)
            assert (kind.kind, NAME) not in engine.listed()
            same((plugins[number].shut_down, plugins[number].n_destroyed), (0, 0))
            hold.may_go.set()
            same(thread.result(), expected("a text"))
            same((plugins[number].called, plugins[number].n_destroyed), (1, 1))
            assert plugins[number].is_balanced()


def a_waiting_unregister_returns_when_the_plugin_is_destroyed():
    def retire():
        return engine.unregister(kind.kind, p.FOREVER), plugins[number].n_destroyed

    for number, kind in enumerate(KINDS):
        hold = Held()
        with Engine() as engine:
            plugins = engine.register_all()
            plugins[number].inside = hold
            thread = Background(whole, engine)
            assert hold.is_inside.wait(PROMPT)
            waiter = Background(retire)
            until(lambda: (kind.kind, NAME) not in engine.listed())
            assert waiter.is_alive() and not plugins[number].n_destroyed
            hold.may_go.set()
            same(waiter.result(), (p.OK, 1))
            same(thread.result(), expected("a text"))
            assert plugins[number].is_balanced()


def a_waiting_unregister_gives_up_at_its_deadline():
    hold = Held()
    with Engine() as engine:
        plugin = Extractor(hold)
        engine.register(plugin)
        thread = Background(run_once, engine, "x", EXTRACT)
        assert hold.is_inside.wait(PROMPT)
        same(engine.unregister(plugin.kind, 20), p.TIMEOUT)
        same(plugin.n_destroyed, 0)
        hold.may_go.set()
        same(thread.result(), (p.OK, ""))
        assert plugin.is_balanced()


def a_plugin_unregisters_itself_but_may_not_wait():
    def retire(call):
        gave.append(engine.unregister(p.DOCUMENT_EXTRACTOR, 100))
        gave.append(engine.unregister(p.DOCUMENT_EXTRACTOR, 0))
        gave.append(plugin.n_destroyed)

    gave = []
    with Engine() as engine:
        plugin = Extractor(retire)
        engine.register(plugin)
        same(run_once(engine, "x", EXTRACT), (p.OK, ""))
        same(gave, [p.INVALID, p.OK, 0])
        assert plugin.is_balanced()


def plugins_come_and_go_under_threads_that_use_them():
    """The two forms of unregister, and replacing, in turn; what a run gives is right, or says what
    was not there."""
    n_rounds, over, retired, wrong, done = 60, threading.Event(), [], [], []

    def read():
        while not over.is_set():
            with Job(engine) as job:
                status = job.run("a text")
                if status != p.OK:
                    if status != p.PARTIAL and not job.error():
                        wrong.append(status)
                    continue
                done.append(1)
                came, right = job.came_to(), expected("a text")
                said = [text for text in came["findings"] if text.startswith("engine ")]
                if any("no OCR backend" in text for text in said):
                    right = expected("not recognised")
                right["findings"] = said + right["findings"]
                absent = {"meta": [[]], "vectors": [[], [[]]], "findings": [said],
                          "rendered": [(p.NOT_FOUND, "")]}
                wrong.extend(came for part in came
                             if came[part] not in [right[part], *absent.get(part, [])])

    with Engine() as engine:
        plugins = engine.register_all()
        threads = [Background(read) for _ in range(4)]
        for i in range(n_rounds):
            for number, kind in enumerate(KINDS):
                plugin = kind()
                if i % 3 < 2:
                    same(engine.unregister(kind.kind, p.FOREVER if i % 3 else 0), p.OK)
                    assert i % 3 == 0 or plugins[number].n_destroyed == 1
                same(engine.register(plugin, p.REPLACE), (p.OK, ""))
                retired.append(plugins[number])
                plugins[number] = plugin
        until(lambda: len(done) > 20 or wrong)
        over.set()
        same([thread.result() for thread in threads], [None] * 4)
        same(wrong[:1], [])
    same(len(retired), 6 * n_rounds)
    assert all(plugin.is_balanced() for plugin in retired + plugins)


def replacing_leaves_no_moment_without_a_plugin():
    def read():
        while not over.is_set():
            same(whole(engine), expected("a text"))
            done.append(1)

    over, done = threading.Event(), []
    with Engine() as engine:
        plugins = engine.register_all()
        threads = [Background(read) for _ in range(4)]
        for _ in range(40):
            for kind in KINDS:
                plugins.append(kind())
                same(engine.register(plugins[-1], p.REPLACE), (p.OK, ""))
        until(lambda: len(done) > 20 or not any(thread.is_alive() for thread in threads))
        over.set()
        same([thread.result() for thread in threads], [None] * 4)
    assert all(plugin.is_balanced() for plugin in plugins)


def a_failed_registration_destroys_before_it_returns():
    with Engine() as engine:
        first = engine.register_all()
        for kind in KINDS:
            second = kind()
            status, text = engine.register(second)
            same((status, second.n_destroyed), (p.EXISTS, 1))
            assert "registered from code already" in text, text
        same([plugin.n_destroyed for plugin in first], [0] * 6)
        same([engine.register(kind(), p.REPLACE) for kind in KINDS], [(p.OK, "")] * 6)
        same([plugin.n_destroyed for plugin in first], [1] * 6)


def a_table_may_be_gone_after_registration():
    with Engine() as engine:
        for kind in KINDS:
            plugin = kind()
            vtable = plugin.table()
            same(engine.register(plugin, 0, vtable), (p.OK, ""))
            ctypes.memset(ctypes.addressof(vtable), 0xFF, ctypes.sizeof(vtable))
        same(whole(engine), expected("a text"))


REQUIRED = {Extractor: "extract", Ocr: "process_image", Embedding: "embed", Processor: "process",
            Renderer: "render", Validator: "validate"}
data = ctypes.create_string_buffer(64)  # readable, but no code
BROKEN = (
    ("is NULL, but every", lambda table, slot: set_slot(table, slot, 0)),
    ("does not point to code", lambda table, slot: set_slot(table, slot, ctypes.addressof(data))),
    ("does not point to code", lambda table, slot: set_slot(table, slot, 0x4141414141414141)),
    ("its initialize does not point to code",
     lambda table, slot: set_slot(table.base, "initialize", 0x10)),
    ("its size 0 is absurd", lambda table, slot: set_member(table, "size", 0)),
    ("is absurd", lambda table, slot: set_member(table, "size", ctypes.sizeof(table) - 8)),
    ("is absurd", lambda table, slot: set_member(table, "size", 0xFFFFFFF8)),
    ("is absurd", lambda table, slot: set_member(table, "size", ctypes.sizeof(table) + 1)),
    ("its kind 7 is none of the six", lambda table, slot: set_member(table, "kind", 7)),
    ("its name is missing", lambda table, slot: set_member(table, "name", None)),
    ("points to where nothing can be read",
     lambda table, slot: set_slot(table.base, "description", 0x10)),
    ("ask for something", lambda table, slot: set_member(table, "flags", 1 << 31)),
    ("cannot be read",
     lambda table, slot: set_member(table, "options", p.Array(0x10, 1, 40))),
)


def set_slot(table, slot, address):
    at = ctypes.addressof(table) + getattr(type(table), slot).offset
    c_void_p.from_address(at).value = address


def set_member(table, member, value):
    setattr(table.base, member, value)


def a_bad_table_is_refused_with_a_sentence_and_destroyed_once():
    with Engine() as engine:
        for kind, (sentence, breaks) in itertools.product(KINDS, BROKEN):
            plugin = kind()
            vtable = plugin.table()
            breaks(vtable, REQUIRED[kind])
            status, text = engine.register(plugin, 0, vtable)
            same((status, plugin.n_destroyed), (p.INVALID, 1))
            assert sentence in text, f"{kind.__name__}: got {text!r}, wanted {sentence!r}"
        same(engine.listed(), [])
        plugin = Renderer()
        page = p.Renderer.from_address(0x1000)
        status, text = engine.register(plugin, 0, page)
        same((status, plugin.n_destroyed), (p.INVALID, 1))
        assert "the table's address cannot be read" in text, text


def close_waits_for_the_call_in_flight_and_can_be_repeated():
    hold = Held()
    with Engine() as engine:
        plugins = engine.register_all(hold)
        thread = Background(run_once, engine, "x", EXTRACT)
        assert hold.is_inside.wait(PROMPT)
        same(engine.close(20), p.TIMEOUT)
        same([plugin.n_destroyed for plugin in plugins], [0, 1, 1, 1, 1, 1])
        hold.may_go.set()
        same(thread.result(), (p.OK, ""))
        same(engine.close(), p.OK)
        assert all(plugin.is_balanced() for plugin in plugins)


def close_under_load_destroys_each_once():
    def read(job):
        n = 0
        while True:
            status = job.run(f"text {n}")
            if status != p.OK:
                return n, bool(job.error() or status == p.PARTIAL)
            n += 1

    for _ in range(20):
        with Engine() as engine:
            plugins = engine.register_all()
            jobs = [Job(engine) for _ in range(4)]
            threads = [Background(read, job) for job in jobs]
            until(lambda: plugins[-1].called >= 8)
            same(engine.close(), p.OK)
            same([plugin.n_destroyed for plugin in plugins], [1] * 6)
            ends = [thread.result() for thread in threads]
            assert all(is_explained is True for _, is_explained in ends), ends
            for job in jobs:
                with job:
                    assert job.run("x") != p.OK
            assert all(plugin.is_balanced() for plugin in plugins)


def nothing_is_kept_of_a_plugin_that_was_destroyed():
    with Engine() as engine:
        traces = [weakref.ref(plugin) for plugin in engine.register_all()]
        same(whole(engine), expected("a text"))
        gc.collect()
        assert all(trace() for trace in traces)
        same(library.pandect_registry_clear(
            engine.registry, 0, p.ORIGIN_ANY, p.FOREVER, None), p.OK)
    gc.collect()
    same([trace() for trace in traces], [None] * 6)
    same(p.held, {})


def no_exception_was_lost_in_c():
    same(lost, [])


TESTS = (
    the_structures_are_laid_out_as_the_headers_say,
    the_excerpts_in_the_documentation_are_of_these_files,
    all_six_kinds_are_registered_and_destroyed_once_unused,
    a_document_goes_through_all_six,
    threads_share_the_six_and_are_inside_at_once,
    a_plugin_that_is_not_concurrent_is_entered_by_one_thread,
    an_exception_becomes_an_error_that_carries_its_text,
    a_job_is_cancelled_from_another_thread,
    unregister_returns_at_once_and_the_call_in_flight_ends_normally,
    a_waiting_unregister_returns_when_the_plugin_is_destroyed,
    a_waiting_unregister_gives_up_at_its_deadline,
    a_plugin_unregisters_itself_but_may_not_wait,
    plugins_come_and_go_under_threads_that_use_them,
    replacing_leaves_no_moment_without_a_plugin,
    a_failed_registration_destroys_before_it_returns,
    a_table_may_be_gone_after_registration,
    a_bad_table_is_refused_with_a_sentence_and_destroyed_once,
    close_waits_for_the_call_in_flight_and_can_be_repeated,
    close_under_load_destroys_each_once,
    nothing_is_kept_of_a_plugin_that_was_destroyed,
    no_exception_was_lost_in_c,
)


def main():
    faulthandler.dump_traceback_later(ALL, exit=True)
    print(f"1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        name, problem, skipped = test.__name__.replace("_", " "), "", None
        try:
            skipped = test()
        except BaseException:
            problem = traceback.format_exc()
        print(f"{'not ok' if problem else 'ok'} {number} - {name}"
              f"{' # SKIP ' + skipped if skipped else ''}")
        for line in problem.splitlines():
            print("# " + line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
