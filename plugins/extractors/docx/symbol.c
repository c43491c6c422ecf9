/* SPDX-License-Identifier: MIT */
/* Characters that are named by a font and a code (17.3.3.30). */
#include "docx.h"

#include <string.h>

/* Characters of Symbol and Wingdings that stand for something in a text. */
static const char *
symbol_text(unsigned code, struct pandect_text font)
{
	static const struct {
		unsigned char code;
		const char *text;
	} wingdings[] = {{0x4A, "\xE2\x98\xBA"}, {0x6C, "\xE2\x97\x8F"}, {0x6E, "\xE2\x96\xA0"},
		{0x6F, "\xE2\x98\x90"}, {0x71, "\xE2\x9D\x91"}, {0x76, "\xE2\x9D\x96"},
		{0x9F, "\xE2\x80\xA2"}, {0xA7, "\xE2\x96\xAA"}, {0xA8, "\xE2\x98\x90"},
		{0xD8, "\xE2\x9E\xA2"}, {0xDF, "\xE2\x86\x90"}, {0xE0, "\xE2\x86\x92"},
		{0xE1, "\xE2\x86\x91"}, {0xE2, "\xE2\x86\x93"}, {0xF0, "\xE2\x87\xA8"},
		{0xFB, "\xE2\x9C\x97"}, {0xFC, "\xE2\x9C\x93"}, {0xFD, "\xE2\x98\x92"},
		{0xFE, "\xE2\x98\x91"}},
	  symbol[] = {{0x61, "\xCE\xB1"}, {0x62, "\xCE\xB2"}, {0x67, "\xCE\xB3"},
		  {0x64, "\xCE\xB4"}, {0x65, "\xCE\xB5"}, {0x6C, "\xCE\xBB"}, {0x6D, "\xCE\xBC"},
		  {0x70, "\xCF\x80"}, {0x73, "\xCF\x83"}, {0x77, "\xCF\x89"}, {0x44, "\xCE\x94"},
		  {0x53, "\xCE\xA3"}, {0x57, "\xCE\xA9"}, {0xA3, "\xE2\x89\xA4"},
		  {0xA5, "\xE2\x88\x9E"}, {0xAB, "\xE2\x86\x94"}, {0xAC, "\xE2\x86\x90"},
		  {0xAE, "\xE2\x86\x92"}, {0xB0, "\xC2\xB0"}, {0xB1, "\xC2\xB1"},
		  {0xB3, "\xE2\x89\xA5"}, {0xB4, "\xC3\x97"}, {0xB7, "\xE2\x80\xA2"},
		  {0xB8, "\xC3\xB7"}, {0xB9, "\xE2\x89\xA0"}, {0xBB, "\xE2\x89\x88"},
		  {0xD6, "\xE2\x88\x9A"}, {0xDE, "\xE2\x87\x92"}, {0xE5, "\xE2\x88\x91"}};
	bool is_symbol = font.size == 6 && memcmp(font.data, "Symbol", 6) == 0;
	size_t n = is_symbol ? sizeof symbol / sizeof symbol[0]
			     : sizeof wingdings / sizeof wingdings[0];

	for (size_t i = 0; i < n; i++) {
		if ((is_symbol ? symbol[i].code : wingdings[i].code) == (code & 0xFF))
			return is_symbol ? symbol[i].text : wingdings[i].text;
	}
	return NULL;
}

pandect_status
symbol_add(struct docx *d, const struct xml_element *element)
{
	struct pandect_text value = xml_attribute(element, NULL, "char");
	unsigned code = 0;
	char utf8[4];

	for (size_t i = 0; i < value.size && i < 4; i++) {
		char c = value.data[i] | 0x20;

		code = code * 16 + (unsigned)(c <= '9' ? (c & 0xF) : c - 'a' + 10);
	}
	code &= 0xFFFF;
	const char *text = symbol_text(code, xml_attribute(element, NULL, "font"));

	if (text)
		return paragraph_add(d, text, strlen(text));
	/* Codes of fonts of their own mean nothing in another. */
	if (code < 0x20 || (code >= 0xD800 && code < 0xF900))
		return PANDECT_OK;
	if (code < 0x80) {
		utf8[0] = (char)code;
		return paragraph_add(d, utf8, 1);
	}
	if (code < 0x800) {
		utf8[0] = (char)(0xC0 | code >> 6);
		utf8[1] = (char)(0x80 | (code & 0x3F));
		return paragraph_add(d, utf8, 2);
	}
	utf8[0] = (char)(0xE0 | code >> 12);
	utf8[1] = (char)(0x80 | (code >> 6 & 0x3F));
	utf8[2] = (char)(0x80 | (code & 0x3F));
	return paragraph_add(d, utf8, 3);
}
