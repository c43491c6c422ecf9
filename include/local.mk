pandectincludedir = $(includedir)/pandect
pandectinclude_HEADERS = \
	%D%/pandect/base.h \
	%D%/pandect/document.h \
	%D%/pandect/pandect.h \
	%D%/pandect/plugin.h
EXTRA_DIST += %D%/.clang-format
