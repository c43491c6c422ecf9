pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = %D%/pandect.pc

# Layers from the bottom up: support, document, registry, engine. None includes one above it.
# The library without its symbol map, so that unit tests reach what it does not export.
noinst_LTLIBRARIES += %D%/libcore.la
src_libcore_la_SOURCES = \
	%D%/support/arena.c \
	%D%/support/arena.h \
	%D%/support/buffer.c \
	%D%/support/buffer.h \
	%D%/support/clock.c \
	%D%/support/clock.h \
	%D%/support/error.c \
	%D%/support/error.h \
	%D%/support/suggest.c \
	%D%/support/suggest.h \
	%D%/support/utf8.c \
	%D%/support/utf8.h \
	%D%/document/block.c \
	%D%/document/block.h \
	%D%/document/builder-internal.h \
	%D%/document/builder-page.c \
	%D%/document/builder-span.c \
	%D%/document/builder.c \
	%D%/document/builder.h \
	%D%/document/compose.c \
	%D%/document/compose.h \
	%D%/document/copy.c \
	%D%/document/copy.h \
	%D%/document/editor-apply.c \
	%D%/document/editor-internal.h \
	%D%/document/editor.c \
	%D%/document/editor.h \
	%D%/document/fragment.c \
	%D%/document/model.c \
	%D%/document/model.h \
	%D%/document/reader.c \
	%D%/document/sections.h \
	%D%/registry/address.c \
	%D%/registry/address.h \
	%D%/registry/discovery.c \
	%D%/registry/discovery.h \
	%D%/registry/foreign.c \
	%D%/registry/foreign.h \
	%D%/registry/frame.c \
	%D%/registry/frame.h \
	%D%/registry/list.c \
	%D%/registry/loader.c \
	%D%/registry/loader.h \
	%D%/registry/module.c \
	%D%/registry/module.h \
	%D%/registry/option.c \
	%D%/registry/option.h \
	%D%/registry/path.c \
	%D%/registry/path.h \
	%D%/registry/register.c \
	%D%/registry/registration.c \
	%D%/registry/registration.h \
	%D%/registry/registry.c \
	%D%/registry/registry.h \
	%D%/registry/retire.c \
	%D%/registry/table.c \
	%D%/registry/table.h \
	%D%/engine/call.c \
	%D%/engine/call.h \
	%D%/engine/chain.c \
	%D%/engine/chain.h \
	%D%/engine/child.c \
	%D%/engine/embed.c \
	%D%/engine/embed.h \
	%D%/engine/engine.c \
	%D%/engine/engine.h \
	%D%/engine/extract.c \
	%D%/engine/extract.h \
	%D%/engine/identify.c \
	%D%/engine/identify.h \
	%D%/engine/input.c \
	%D%/engine/job.c \
	%D%/engine/job.h \
	%D%/engine/ocr.c \
	%D%/engine/ocr.h \
	%D%/engine/options.c \
	%D%/engine/options.h \
	%D%/engine/page.c \
	%D%/engine/pages.c \
	%D%/engine/pages.h \
	%D%/engine/peek-ole.c \
	%D%/engine/peek-text.c \
	%D%/engine/peek-zip.c \
	%D%/engine/peek.h \
	%D%/engine/reading.c \
	%D%/engine/reading.h \
	%D%/engine/render.c \
	%D%/engine/run.c \
	%D%/engine/run.h \
	%D%/engine/source.c \
	%D%/engine/source.h \
	%D%/engine/trace.c \
	%D%/engine/trace.h
src_libcore_la_CPPFLAGS = $(AM_CPPFLAGS) -DPANDECT_PLUGINDIR='"$(plugindir)"'
src_libcore_la_LIBADD = $(LIBLTDL_LIBS) -lm

lib_LTLIBRARIES += %D%/libpandect.la
src_libpandect_la_SOURCES =
src_libpandect_la_LDFLAGS = $(AM_LDFLAGS) $(DEFS_LDFLAGS) -version-info $(LIBPANDECT_VERSION) \
	-no-undefined -Wl,--version-script=$(srcdir)/%D%/libpandect.map
src_libpandect_la_LIBADD = src/libcore.la
EXTRA_src_libpandect_la_DEPENDENCIES = $(srcdir)/%D%/libpandect.map
EXTRA_DIST += %D%/libpandect.map

# The command, over the public headers only.
bin_PROGRAMS += %D%/pandect
src_pandect_SOURCES = \
	%D%/cli/arguments.c \
	%D%/cli/arguments.h \
	%D%/cli/cmd-detect.c \
	%D%/cli/cmd-explain.c \
	%D%/cli/cmd-extract.c \
	%D%/cli/cmd-formats.c \
	%D%/cli/cmd-help.c \
	%D%/cli/cmd-plugins.c \
	%D%/cli/command.h \
	%D%/cli/destination.c \
	%D%/cli/destination.h \
	%D%/cli/escape.c \
	%D%/cli/escape.h \
	%D%/cli/inspection.c \
	%D%/cli/inspection.h \
	%D%/cli/interrupt.c \
	%D%/cli/interrupt.h \
	%D%/cli/json.c \
	%D%/cli/json.h \
	%D%/cli/language.c \
	%D%/cli/language.h \
	%D%/cli/main.c \
	%D%/cli/message.c \
	%D%/cli/message.h \
	%D%/cli/options.c \
	%D%/cli/options.h \
	%D%/cli/output.c \
	%D%/cli/output.h \
	%D%/cli/plugin-table.c \
	%D%/cli/plugin-table.h \
	%D%/cli/reading.c \
	%D%/cli/reading.h \
	%D%/cli/session.c \
	%D%/cli/session.h \
	%D%/cli/settings.c \
	%D%/cli/settings.h \
	%D%/cli/suggest.c \
	%D%/cli/suggest.h \
	%D%/cli/table.c \
	%D%/cli/table.h
src_pandect_LDADD = src/libpandect.la
