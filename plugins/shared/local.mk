# What several plugins share, linked into each. EXTRA: built only where a plugin wants it.
EXTRA_LTLIBRARIES += \
	%D%/libshared-charset.la \
	%D%/libshared-layout.la \
	%D%/libshared-prose.la \
	%D%/libshared-xml.la \
	%D%/libshared-zip.la

# Text in any encoding, to UTF-8.
%C%_libshared_charset_la_SOURCES = \
	%D%/charset.c \
	%D%/charset.h
%C%_libshared_charset_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_libshared_charset_la_CFLAGS = $(AM_CFLAGS) $(UCHARDET_CFLAGS) $(ICU_CFLAGS)
%C%_libshared_charset_la_LIBADD = $(UCHARDET_LIBS) $(ICU_LIBS)

# From characters at places on a page to headings, paragraphs and tables in reading order.
%C%_libshared_layout_la_SOURCES = \
	%D%/layout-chars.c \
	%D%/layout-direction.c \
	%D%/layout-finish.c \
	%D%/layout-headings.c \
	%D%/layout-memory.c \
	%D%/layout-order.c \
	%D%/layout-page.h \
	%D%/layout-paragraphs.c \
	%D%/layout-recognised.c \
	%D%/layout-rows.c \
	%D%/layout-ruled.c \
	%D%/layout-text.c \
	%D%/layout-unruled.c \
	%D%/layout-walk.c \
	%D%/layout-words.c \
	%D%/layout-write.c \
	%D%/layout-write.h \
	%D%/layout.c \
	%D%/layout.h
%C%_libshared_layout_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_libshared_layout_la_LIBADD = -lm

# Characters, spans and lines of running text, in and out; no library.
%C%_libshared_prose_la_SOURCES = \
	%D%/characters.c \
	%D%/characters.h \
	%D%/entities-table.h \
	%D%/entities.c \
	%D%/entities.h \
	%D%/lines.c \
	%D%/lines.h \
	%D%/output.c \
	%D%/output.h \
	%D%/picture-size.h \
	%D%/plain-text.c \
	%D%/plain-text.h \
	%D%/prose.c \
	%D%/prose.h \
	%D%/spans.c \
	%D%/spans.h \
	%D%/table-grid.c \
	%D%/table-grid.h \
	%D%/words.h
%C%_libshared_prose_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_libshared_prose_la_LIBADD = -lm

# Parts of office files and what else is XML.
%C%_libshared_xml_la_SOURCES = \
	%D%/ooxml.c \
	%D%/ooxml.h \
	%D%/xml.c \
	%D%/xml.h
%C%_libshared_xml_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_libshared_xml_la_CFLAGS = $(AM_CFLAGS) $(LIBXML2_CFLAGS)
%C%_libshared_xml_la_LIBADD = $(LIBXML2_LIBS)

# Members of a ZIP file.
%C%_libshared_zip_la_SOURCES = \
	%D%/zip.c \
	%D%/zip.h
%C%_libshared_zip_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_libshared_zip_la_CFLAGS = $(AM_CFLAGS) $(LIBZIP_CFLAGS)
%C%_libshared_zip_la_LIBADD = $(LIBZIP_LIBS)

EXTRA_DIST += \
	%D%/make-entities.py
