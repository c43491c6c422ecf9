EXTRA_DIST += %D%/.clang-format
dist_doc_DATA += %D%/extract.c
