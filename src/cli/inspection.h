/* SPDX-License-Identifier: MIT */
/* Everything that a plugin's table says, for people. */
#ifndef CLI_INSPECTION_H
#define CLI_INSPECTION_H

#include <pandect/pandect.h>

#include "cli/output.h"

void inspection_write(const struct pandect_plugin_info *info, struct output *output);

#endif
