if PLUGIN_VALIDATOR_CONTENT
plugin_LTLIBRARIES += %D%/validator-content.la
%C%_validator_content_la_SOURCES = %D%/content.c
%C%_validator_content_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_validator_content_la_LDFLAGS = $(MODULE_LDFLAGS)
%C%_validator_content_la_LIBADD = plugins/shared/libshared-prose.la
endif

if PLUGIN_VALIDATOR_SIZE
plugin_LTLIBRARIES += %D%/validator-size.la
%C%_validator_size_la_SOURCES = %D%/size.c
%C%_validator_size_la_CPPFLAGS = $(MODULE_CPPFLAGS)
%C%_validator_size_la_LDFLAGS = $(MODULE_LDFLAGS)
endif
