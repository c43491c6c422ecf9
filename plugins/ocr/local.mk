if PLUGIN_OCR_TESSERACT
plugin_LTLIBRARIES += %D%/ocr-tesseract.la
%C%_ocr_tesseract_la_SOURCES = \
	%D%/tesseract/languages.c \
	%D%/tesseract/languages.h \
	%D%/tesseract/page.c \
	%D%/tesseract/page.h \
	%D%/tesseract/picture.c \
	%D%/tesseract/picture.h \
	%D%/tesseract/pool.c \
	%D%/tesseract/pool.h \
	%D%/tesseract/reading.c \
	%D%/tesseract/reading.h \
	%D%/tesseract/structure.c \
	%D%/tesseract/structure.h \
	%D%/tesseract/tesseract.c
%C%_ocr_tesseract_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_ocr_tesseract_la_CFLAGS = $(AM_CFLAGS) $(OCR_TESSERACT_CFLAGS)
%C%_ocr_tesseract_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_ocr_tesseract_la_LIBADD = plugins/shared/libshared-layout.la \
	plugins/shared/libshared-prose.la $(OCR_TESSERACT_LIBS)
endif
