/* SPDX-License-Identifier: MIT */
/* The file that takes its place. */
#define SUBJECT         1
#define SUBJECT_VERSION "2.0"
#include "plain.h"
