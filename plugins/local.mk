# A module NAME is built of one line in configure.ac and, in the folder of its kind,
#
#	if PLUGIN_KIND_NAME
#	plugin_LTLIBRARIES += %D%/KIND-NAME.la
#	%C%_KIND_NAME_la_SOURCES = %D%/NAME.c
#	%C%_KIND_NAME_la_CPPFLAGS = $(MODULE_CPPFLAGS)
#	%C%_KIND_NAME_la_CFLAGS = $(AM_CFLAGS) $(KIND_NAME_CFLAGS)
#	%C%_KIND_NAME_la_LDFLAGS = $(MODULE_LDFLAGS)
#	%C%_KIND_NAME_la_LIBADD = $(KIND_NAME_LIBS)
#	endif
#
# with what it uses of plugins/shared in LIBADD.
include %D%/shared/local.mk
include %D%/extractors/local.mk
include %D%/ocr/local.mk
include %D%/embedding/local.mk
include %D%/processors/local.mk
include %D%/renderers/local.mk
include %D%/validators/local.mk

# What a stranger copies and builds elsewhere.
example = \
	%D%/example/Makefile \
	%D%/example/groceries.todo \
	%D%/example/todo.c
EXTRA_DIST += $(example)
