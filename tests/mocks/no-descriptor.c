/* SPDX-License-Identifier: MIT */
/* Exports something, but no pandect_module. */
int mock_something_else(void);

__attribute__((visibility("default"))) int
mock_something_else(void)
{
	return 1;
}
