/* SPDX-License-Identifier: MIT */
/* The file that is in the directory first. */
#define SUBJECT         0
#define SUBJECT_VERSION "1.0"
#include "plain.h"
