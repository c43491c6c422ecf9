if PLUGIN_PROCESSOR_CHUNKS
plugin_LTLIBRARIES += %D%/processor-chunks.la
%C%_processor_chunks_la_SOURCES = \
	%D%/chunks/chunks.c \
	%D%/chunks/sentences.c \
	%D%/chunks/sentences.h \
	%D%/chunks/units.c \
	%D%/chunks/units.h
%C%_processor_chunks_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_processor_chunks_la_CFLAGS = $(AM_CFLAGS) $(PROCESSOR_CHUNKS_CFLAGS)
%C%_processor_chunks_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_processor_chunks_la_LIBADD = plugins/shared/libshared-prose.la $(PROCESSOR_CHUNKS_LIBS)
endif

if PLUGIN_PROCESSOR_CLEANUP
plugin_LTLIBRARIES += %D%/processor-cleanup.la
%C%_processor_cleanup_la_SOURCES = %D%/cleanup.c
%C%_processor_cleanup_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_processor_cleanup_la_CFLAGS = $(AM_CFLAGS) $(PROCESSOR_CLEANUP_CFLAGS)
%C%_processor_cleanup_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_processor_cleanup_la_LIBADD = plugins/shared/libshared-prose.la $(PROCESSOR_CLEANUP_LIBS)
endif

if PLUGIN_PROCESSOR_LANGUAGE
plugin_LTLIBRARIES += %D%/processor-language.la
%C%_processor_language_la_SOURCES = %D%/language.cc
%C%_processor_language_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_processor_language_la_CXXFLAGS = $(AM_CXXFLAGS) $(PROCESSOR_LANGUAGE_CFLAGS)
%C%_processor_language_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_processor_language_la_LIBADD = $(PROCESSOR_LANGUAGE_LIBS) -lstdc++
# By the C compiler: libtool links C++ with -nostdlib, which leaves sanitizers out.
%C%_processor_language_la_LINK = $(LIBTOOL) $(AM_V_lt) --tag=CC $(LIBTOOLFLAGS) --mode=link \
	$(CC) $(CFLAGS) $(MODULE_LDFLAGS) $(LDFLAGS) -o $@
endif
