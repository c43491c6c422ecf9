# Adding a test is adding its name to a list.

# Programs over Check, of one file each: tests/unit/test-x is made of tests/unit/test-x.c.
unit_tests = \
	%D%/unit/test-abi \
	%D%/unit/test-buffer \
	%D%/unit/test-builder-page \
	%D%/unit/test-builder \
	%D%/unit/test-call \
	%D%/unit/test-chain \
	%D%/unit/test-children \
	%D%/unit/test-choose \
	%D%/unit/test-compose \
	%D%/unit/test-document \
	%D%/unit/test-editor-list \
	%D%/unit/test-editor \
	%D%/unit/test-embed \
	%D%/unit/test-identify \
	%D%/unit/test-loader \
	%D%/unit/test-module-life \
	%D%/unit/test-modules \
	%D%/unit/test-ocr \
	%D%/unit/test-options \
	%D%/unit/test-registry \
	%D%/unit/test-run \
	%D%/unit/test-source \
	%D%/unit/test-utf8

# Likewise, over the installed modules.
plugin_tests = \
	%D%/plugins/test-processors \
	%D%/plugins/test-renderers

# Of several files each, with mains that print TAP.
faults_files = \
	%D%/stress/faults.c \
	%D%/stress/injection.c
stress_files = \
	%D%/stress/actions.c \
	%D%/stress/code.c \
	%D%/stress/files.c \
	%D%/stress/stress.c

# Of one file each, with a main that prints TAP; too slow for every day: make check-slow.
slow_tests = %D%/bench/growth

# Scripts that print TAP. They see the installed command, headers and modules.
script_tests = \
	%D%/build/hardening.sh \
	%D%/build/headers.sh \
	%D%/build/install.sh \
	%D%/build/manual.sh \
	%D%/build/symbols.sh \
	%D%/cli/dropped.sh \
	%D%/cli/embedding.sh \
	%D%/cli/exit-status.sh \
	%D%/cli/interrupt.sh \
	%D%/cli/lists.sh \
	%D%/cli/output.sh \
	%D%/cli/samples.sh \
	%D%/cli/settings.sh \
	%D%/cli/streams.sh \
	%D%/cli/usage.sh \
	%D%/foreign/go.sh \
	%D%/foreign/python.sh

# Modules to be loaded, most of which misbehave: tests/mocks/x.so is made of tests/mocks/x.c.
mocks = \
	%D%/stress/failing.so \
	%D%/stress/nested.so \
	%D%/stress/plain-next.so \
	%D%/stress/plain.so \
	%D%/stress/serial.so \
	%D%/mocks/bad-array.so \
	%D%/mocks/bad-name.so \
	%D%/mocks/bad-option.so \
	%D%/mocks/data-function.so \
	%D%/mocks/future-flag.so \
	%D%/mocks/future-module-flag.so \
	%D%/mocks/good.so \
	%D%/mocks/huge-size.so \
	%D%/mocks/needs-libc.so \
	%D%/mocks/no-descriptor.so \
	%D%/mocks/no-format.so \
	%D%/mocks/no-magic.so \
	%D%/mocks/no-name.so \
	%D%/mocks/no-plugins.so \
	%D%/mocks/not-utf8.so \
	%D%/mocks/null-function.so \
	%D%/mocks/odd-size.so \
	%D%/mocks/one-at-a-time.so \
	%D%/mocks/origin.so \
	%D%/mocks/other-abi.so \
	%D%/mocks/other-kind.so \
	%D%/mocks/resident.so \
	%D%/mocks/second.so \
	%D%/mocks/twice.so \
	%D%/mocks/undefined.so \
	%D%/mocks/wild-function.so \
	%D%/mocks/wild-name.so \
	%D%/mocks/wrong-kind.so

# Documents, and what is expected of them.
samples = \
	%D%/samples/latin1.txt \
	%D%/samples/latin1.txt.md \
	%D%/samples/mail.eml \
	%D%/samples/mail.eml.md \
	%D%/samples/note.md \
	%D%/samples/note.md.md \
	%D%/samples/page.html \
	%D%/samples/page.html.md \
	%D%/samples/plain.txt \
	%D%/samples/plain.txt.md \
	%D%/samples/sample.pdf \
	%D%/samples/sample.pdf.md \
	%D%/samples/table.csv \
	%D%/samples/table.csv.md

# What scripts read.
test_data = \
	%D%/foreign/client.py \
	%D%/foreign/go/callbacks.c \
	%D%/foreign/go/callbacks.h \
	%D%/foreign/go/go.mod \
	%D%/foreign/go/host.go \
	%D%/foreign/go/main.go \
	%D%/foreign/go/plugins.go \
	%D%/foreign/pandect.py \
	%D%/foreign/plugins.py \
	%D%/model/configurations \
	%D%/model/lifetime.pml \
	%D%/model/mutants \
	%D%/model/run.sh

# What tests include.
test_headers = \
	%D%/mocks/mock.h \
	%D%/plugins/plugin.h \
	%D%/stress/code.h \
	%D%/stress/injection.h \
	%D%/stress/ledger.h \
	%D%/stress/plain.h \
	%D%/stress/stress.h \
	%D%/stress/subject.h \
	%D%/unit/actors.h \
	%D%/unit/directories.h \
	%D%/unit/edited.h \
	%D%/unit/outline.h \
	%D%/unit/sample-plugins.h \
	%D%/unit/script.h

# Those of unit_tests that look at unmapping, which is not seen where modules are kept mapped.
unmapping_tests =

# ---- how they run ----
# PANDECT, PANDECT_PLUGINS: the command and its modules as installed under PANDECT_STAGE (DESTDIR)
# with PANDECT_PREFIX. PANDECT_BUILD, PANDECT_SOURCE: the two trees. pkg-config knows the staged
# pandect; CC, CXX and CFLAGS are those of the build.
TEST_EXTENSIONS = .sh
tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
SH_LOG_DRIVER = $(tap_driver)
test_stage = $(abs_top_builddir)/%D%/stage
AM_TESTS_ENVIRONMENT = \
	PANDECT_BUILD='$(abs_top_builddir)'; export PANDECT_BUILD; \
	PANDECT_SOURCE='$(abs_top_srcdir)'; export PANDECT_SOURCE; \
	PANDECT_STAGE='$(test_stage)'; export PANDECT_STAGE; \
	PANDECT_PREFIX='$(prefix)'; export PANDECT_PREFIX; \
	PANDECT='$(test_stage)$(bindir)/pandect'; export PANDECT; \
	PANDECT_PLUGINS='$(test_stage)$(plugindir)'; export PANDECT_PLUGINS; \
	LD_LIBRARY_PATH='$(test_stage)$(libdir)'$${LD_LIBRARY_PATH:+:$$LD_LIBRARY_PATH}; \
	export LD_LIBRARY_PATH; \
	XDG_DATA_HOME='$(test_stage)/none'; export XDG_DATA_HOME; \
	PKG_CONFIG_PATH='$(test_stage)$(libdir)/pkgconfig'; export PKG_CONFIG_PATH; \
	PKG_CONFIG_SYSROOT_DIR='$(test_stage)'; export PKG_CONFIG_SYSROOT_DIR; \
	PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1; export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS; \
	PKG_CONFIG_ALLOW_SYSTEM_LIBS=1; export PKG_CONFIG_ALLOW_SYSTEM_LIBS; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX; CFLAGS='$(CFLAGS)'; export CFLAGS; \
	LSAN_OPTIONS=suppressions=$(abs_top_srcdir)/%D%/support/lsan.supp:print_suppressions=0; \
	export LSAN_OPTIONS; \
	CK_TIMEOUT_MULTIPLIER=$${CK_TIMEOUT_MULTIPLIER:-5}; export CK_TIMEOUT_MULTIPLIER; \
	unset PANDECT_PLUGIN_PATH MAKEFLAGS MAKELEVEL DESTDIR;

check_DATA += %D%/stage.stamp
CLEANFILES += %D%/stage.stamp %D%/stage.log
%D%/stage.stamp: $(installed)
	@rm -rf '$(test_stage)' && $(MKDIR_P) $(@D)
	$(AM_V_GEN)$(MAKE) $(AM_MAKEFLAGS) install DESTDIR='$(test_stage)' \
		>$(@D)/stage.log 2>&1 || { cat $(@D)/stage.log >&2; exit 1; }
	@touch $@
clean-local:
	rm -rf '$(test_stage)'

# Under LeakSanitizer modules stay mapped, else its stacks name nothing and globals of unloaded
# libraries count as leaks. Built without CFLAGS: an instrumented one would drag the sanitizer into
# the shell that runs the test.
if KEEP_MAPPED
keep_mapped = $(abs_top_builddir)/%D%/support/keep-mapped.so
check_DATA += %D%/support/keep-mapped.so
CLEANFILES += %D%/support/keep-mapped.so
%D%/support/keep-mapped.so: %D%/support/keep-mapped.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) -shared -fPIC -o $@ $(srcdir)/%D%/support/keep-mapped.c
keeping = $(SHELL) $(srcdir)/%D%/support/keep-mapped.sh $(keep_mapped) '$(unmapping_tests)'
else
keeping =
endif
# One that hangs must not hang all.
test_seconds = 900
LOG_COMPILER = timeout -k 10 $(test_seconds) $(keeping)
SH_LOG_COMPILER = $(LOG_COMPILER) $(SHELL)

# ---- mocks ----
# Bound lazily, so that it is the host that sees to it that nothing is missing.
check_DATA += $(mocks)
CLEANFILES += $(mocks)
$(mocks): include/pandect/base.h include/pandect/plugin.h $(test_headers)
SUFFIXES = .so
.c.so:
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(CC) $(MODULE_CPPFLAGS) $(CPPFLAGS) $(AM_CFLAGS) $(CFLAGS) \
		-shared -fPIC $(LDFLAGS) -Wl,-z,lazy -Wl,--as-needed -o $@ $<

# ---- programs ----
check_PROGRAMS += %D%/stress/stress
TESTS += %D%/stress/stress
%C%_stress_stress_SOURCES = $(stress_files)
%C%_stress_stress_LDADD = src/libcore.la
# The modules find the ledger in the program.
%C%_stress_stress_LDFLAGS = $(AM_LDFLAGS) -export-dynamic
check_PROGRAMS += %D%/stress/faults
TESTS += %D%/stress/faults
%C%_stress_faults_SOURCES = $(faults_files)
%C%_stress_faults_LDADD = src/libcore.la
%C%_stress_faults_LDFLAGS = $(AM_LDFLAGS) -export-dynamic \
	-Wl,--wrap=__asprintf_chk -Wl,--wrap=asprintf -Wl,--wrap=calloc \
	-Wl,--wrap=dlopen -Wl,--wrap=fopen -Wl,--wrap=free -Wl,--wrap=fstat \
	-Wl,--wrap=fstatat -Wl,--wrap=lt_dlinit -Wl,--wrap=lt_dlopen -Wl,--wrap=lt_dlsym \
	-Wl,--wrap=malloc -Wl,--wrap=memfd_create -Wl,--wrap=mmap -Wl,--wrap=open \
	-Wl,--wrap=openat -Wl,--wrap=pread -Wl,--wrap=realloc -Wl,--wrap=reallocarray \
	-Wl,--wrap=realpath -Wl,--wrap=scandirat -Wl,--wrap=stat -Wl,--wrap=strdup \
	-Wl,--wrap=strndup -Wl,--wrap=write
check_PROGRAMS += $(slow_tests)
%C%_bench_growth_LDADD = src/libcore.la

# They reach into the library: hence libcore, for what libpandect does not export.
noinst_HEADERS += $(test_headers)
if HAVE_CHECK
check_LTLIBRARIES += %D%/support/libsupport.la
%C%_support_libsupport_la_SOURCES = %D%/support/main.c %D%/support/support.h
%C%_support_libsupport_la_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
%C%_support_libsupport_la_LIBADD = src/libcore.la $(CHECK_LIBS)
LDADD = %D%/support/libsupport.la
check_PROGRAMS += $(unit_tests) $(plugin_tests)
TESTS += $(unit_tests) $(plugin_tests)
else
# Silence here would pass for success.
check_missing = check-is-there
check-is-there:
	@echo "the unit tests need Check (Debian: check); configure again when it is there" >&2; \
	exit 1
endif
TESTS += $(script_tests)

# The unit tests and the stress alone.
check-unit:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests) %D%/stress/stress'
check-slow:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(slow_tests)' test_seconds=1800
.PHONY: check-slow check-unit

EXTRA_DIST += $(script_tests) $(test_data) $(samples) $(mocks:.so=.c) %D%/cli/tap.sh \
	%D%/support/keep-mapped.c %D%/support/keep-mapped.sh %D%/support/lsan.supp
