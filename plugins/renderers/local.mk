if PLUGIN_RENDERER_HTML
plugin_LTLIBRARIES += %D%/renderer-html.la
%C%_renderer_html_la_SOURCES = \
	%D%/html/html.c \
	%D%/html/text.c \
	%D%/html/text.h
%C%_renderer_html_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_renderer_html_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_renderer_html_la_LIBADD = plugins/shared/libshared-prose.la
endif

if PLUGIN_RENDERER_JSON
plugin_LTLIBRARIES += %D%/renderer-json.la
%C%_renderer_json_la_SOURCES = \
	%D%/json/json.c \
	%D%/json/metadata.c \
	%D%/json/metadata.h \
	%D%/json/writer.c \
	%D%/json/writer.h
%C%_renderer_json_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_renderer_json_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_renderer_json_la_LIBADD = plugins/shared/libshared-prose.la
endif

if PLUGIN_RENDERER_MARKDOWN
plugin_LTLIBRARIES += %D%/renderer-markdown.la
%C%_renderer_markdown_la_SOURCES = \
	%D%/markdown/blocks.c \
	%D%/markdown/flanking.c \
	%D%/markdown/flanking.h \
	%D%/markdown/inline.c \
	%D%/markdown/inline.h \
	%D%/markdown/markdown.c \
	%D%/markdown/notes.c \
	%D%/markdown/notes.h \
	%D%/markdown/table.c \
	%D%/markdown/write.h \
	%D%/markdown/writing.c \
	%D%/markdown/writing.h
%C%_renderer_markdown_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_renderer_markdown_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_renderer_markdown_la_LIBADD = plugins/shared/libshared-prose.la
endif

if PLUGIN_RENDERER_PLAIN
plugin_LTLIBRARIES += %D%/renderer-plain.la
%C%_renderer_plain_la_SOURCES = %D%/plain.c
%C%_renderer_plain_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_renderer_plain_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_renderer_plain_la_LIBADD = plugins/shared/libshared-prose.la
endif
