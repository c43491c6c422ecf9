if PLUGIN_EXTRACTOR_CSV
plugin_LTLIBRARIES += %D%/extractor-csv.la
%C%_extractor_csv_la_SOURCES = %D%/csv.c
%C%_extractor_csv_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_csv_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_CSV_CFLAGS)
%C%_extractor_csv_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_csv_la_LIBADD = plugins/shared/libshared-charset.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_CSV_LIBS)
endif

if PLUGIN_EXTRACTOR_DOCX
plugin_LTLIBRARIES += %D%/extractor-docx.la
%C%_extractor_docx_la_SOURCES = \
	%D%/docx/body.c \
	%D%/docx/docx.c \
	%D%/docx/docx.h \
	%D%/docx/fields.c \
	%D%/docx/math-symbols.h \
	%D%/docx/math-write.c \
	%D%/docx/math.c \
	%D%/docx/math.h \
	%D%/docx/media.c \
	%D%/docx/notes.c \
	%D%/docx/numbering.c \
	%D%/docx/paragraph.c \
	%D%/docx/styles.c \
	%D%/docx/symbol.c \
	%D%/docx/tables.c \
	%D%/docx/tag.c \
	%D%/docx/tag.h
%C%_extractor_docx_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_docx_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_DOCX_CFLAGS)
%C%_extractor_docx_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_docx_la_LIBADD = plugins/shared/libshared-xml.la \
	plugins/shared/libshared-zip.la plugins/shared/libshared-prose.la \
	$(EXTRACTOR_DOCX_LIBS)
endif

if PLUGIN_EXTRACTOR_EML
plugin_LTLIBRARIES += %D%/extractor-eml.la
%C%_extractor_eml_la_SOURCES = \
	%D%/eml/eml.c \
	%D%/eml/header.c \
	%D%/eml/header.h \
	%D%/eml/mail.c \
	%D%/eml/mail.h \
	%D%/eml/part.c \
	%D%/eml/part.h
%C%_extractor_eml_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_eml_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_EML_CFLAGS)
%C%_extractor_eml_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_eml_la_LIBADD = plugins/shared/libshared-charset.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_EML_LIBS)
endif

if PLUGIN_EXTRACTOR_HTML
plugin_LTLIBRARIES += %D%/extractor-html.la
%C%_extractor_html_la_SOURCES = \
	%D%/html/blocks.c \
	%D%/html/elements.c \
	%D%/html/events.c \
	%D%/html/flow.c \
	%D%/html/html.c \
	%D%/html/html.h \
	%D%/html/math.c \
	%D%/html/metadata.c \
	%D%/html/page.c
%C%_extractor_html_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_html_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_HTML_CFLAGS)
%C%_extractor_html_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_html_la_LIBADD = plugins/shared/libshared-charset.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_HTML_LIBS)
endif

if PLUGIN_EXTRACTOR_IMAGE
plugin_LTLIBRARIES += %D%/extractor-image.la
%C%_extractor_image_la_SOURCES = \
	%D%/image/exif.c \
	%D%/image/exif.h \
	%D%/image/image.c
%C%_extractor_image_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_image_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_IMAGE_CFLAGS)
%C%_extractor_image_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_image_la_LIBADD = plugins/shared/libshared-prose.la $(EXTRACTOR_IMAGE_LIBS)
endif

if PLUGIN_EXTRACTOR_MARKDOWN
plugin_LTLIBRARIES += %D%/extractor-markdown.la
%C%_extractor_markdown_la_SOURCES = \
	%D%/markdown/front-matter.c \
	%D%/markdown/inline.c \
	%D%/markdown/markdown.c \
	%D%/markdown/markdown.h \
	%D%/markdown/notes.c
%C%_extractor_markdown_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_markdown_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_MARKDOWN_CFLAGS)
%C%_extractor_markdown_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_markdown_la_LIBADD = plugins/shared/libshared-charset.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_MARKDOWN_LIBS)
endif

if PLUGIN_EXTRACTOR_MUPDF
plugin_LTLIBRARIES += %D%/extractor-mupdf.la
%C%_extractor_mupdf_la_SOURCES = \
	%D%/mupdf/drawing.c \
	%D%/mupdf/mupdf.c \
	%D%/mupdf/pages.c \
	%D%/mupdf/reader.h
%C%_extractor_mupdf_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_mupdf_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_MUPDF_CFLAGS)
%C%_extractor_mupdf_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_mupdf_la_LIBADD = plugins/shared/libshared-layout.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_MUPDF_LIBS)
endif

if PLUGIN_EXTRACTOR_POPPLER
plugin_LTLIBRARIES += %D%/extractor-poppler.la
%C%_extractor_poppler_la_SOURCES = %D%/poppler.c
%C%_extractor_poppler_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_poppler_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_POPPLER_CFLAGS)
%C%_extractor_poppler_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_poppler_la_LIBADD = plugins/shared/libshared-layout.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_POPPLER_LIBS)
endif

if PLUGIN_EXTRACTOR_TEXT
plugin_LTLIBRARIES += %D%/extractor-text.la
%C%_extractor_text_la_SOURCES = %D%/text.c
%C%_extractor_text_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_text_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_TEXT_CFLAGS)
%C%_extractor_text_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_text_la_LIBADD = plugins/shared/libshared-charset.la \
	plugins/shared/libshared-prose.la \
	$(EXTRACTOR_TEXT_LIBS)
endif

if PLUGIN_EXTRACTOR_ZIP
plugin_LTLIBRARIES += %D%/extractor-zip.la
%C%_extractor_zip_la_SOURCES = %D%/zip.c
%C%_extractor_zip_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_extractor_zip_la_CFLAGS = $(AM_CFLAGS) $(EXTRACTOR_ZIP_CFLAGS)
%C%_extractor_zip_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_extractor_zip_la_LIBADD = plugins/shared/libshared-zip.la \
	plugins/shared/libshared-charset.la plugins/shared/libshared-prose.la \
	$(EXTRACTOR_ZIP_LIBS)
endif
