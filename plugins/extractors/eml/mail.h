/* SPDX-License-Identifier: MIT */
/* What a message holds, written to a builder. */
#ifndef EML_MAIL_H
#define EML_MAIL_H

#include <pandect/plugin.h>

#include <gmime/gmime.h>
#include <stdbool.h>

struct mail {
	struct pandect_call *call;
	struct pandect_builder *builder;
	struct pandect_text body; /* the option */
	bool is_partial;
	bool is_full;   /* the host wants no more children */
	bool is_beside; /* in a rich body whose plain form was taken: attachments only */
	unsigned n_parts;
};

/* The one message that the parser stands at. OK, PARTIAL, MALFORMED. */
pandect_status mail_read(struct mail *m, GMimeParser *parser);

/* Each message of a mailbox as a child. OK, PARTIAL, MALFORMED. */
pandect_status mail_read_mailbox(struct mail *m, GMimeParser *parser);

#endif
