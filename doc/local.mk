dist_man_MANS = %D%/pandect.1
dist_doc_DATA = \
	COPYING \
	NEWS \
	README.md \
	%D%/architecture.md \
	%D%/embedding.md \
	%D%/plugin-authors.md
EXTRA_DIST += HACKING.md
