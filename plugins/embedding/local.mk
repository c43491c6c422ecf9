if PLUGIN_EMBEDDING_HASHING
plugin_LTLIBRARIES += %D%/embedding-hashing.la
%C%_embedding_hashing_la_SOURCES = %D%/hashing.c
%C%_embedding_hashing_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_embedding_hashing_la_CFLAGS = $(AM_CFLAGS) $(EMBEDDING_HASHING_CFLAGS)
%C%_embedding_hashing_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_embedding_hashing_la_LIBADD = $(EMBEDDING_HASHING_LIBS) -lm
endif

if PLUGIN_EMBEDDING_STATIC
plugin_LTLIBRARIES += %D%/embedding-static.la
dist_plugin_DATA += %D%/english-30k.vec
%C%_embedding_static_la_SOURCES = %D%/static.c
%C%_embedding_static_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_embedding_static_la_CFLAGS = $(AM_CFLAGS) $(EMBEDDING_STATIC_CFLAGS)
%C%_embedding_static_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_embedding_static_la_LIBADD = $(EMBEDDING_STATIC_LIBS) -lm
endif

EXTRA_DIST += %D%/english-30k.LICENSE %D%/make-vectors.py
