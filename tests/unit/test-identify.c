/* SPDX-License-Identifier: MIT */
/* Looking into bytes: containers built by hand, prologs and texts of all sorts, cut short anywhere.
 */
#include <stdlib.h>

#include "actors.h"
#include "engine/peek.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

/* A copy that ends where the bytes end, for the sanitizer to guard. */
static struct pandect_text
exact(const void *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	return (struct pandect_text){copy, size};
}

static void
drop(struct pandect_text text)
{
	free((char *)(uintptr_t)text.data);
}

/* ---- ZIP: APPNOTE.TXT 6.3.10 ---- */

static struct buffer zip;
static uint32_t zip_locals[8], n_zip;
static const char *zip_names[8];

static void
put(uint32_t value, unsigned n_bytes)
{
	for (; n_bytes; n_bytes--, value >>= 8)
		buffer_add(&zip, &(char){(char)(value & 0xff)}, 1);
}

static void
put_zeros(unsigned n)
{
	while (n--)
		put(0, 1);
}

static void
zip_local(const char *name, const char *content, uint32_t method)
{
	zip_names[n_zip] = name;
	zip_locals[n_zip++] = (uint32_t)zip.size;
	put(0x04034b50, 4);
	put(10, 2);
	put(0, 2);
	put(method, 2);
	put(0, 4);
	put(0, 4);
	put((uint32_t)strlen(content), 4);
	put((uint32_t)strlen(content), 4);
	put((uint32_t)strlen(name), 2);
	put(0, 2);
	buffer_string(&zip, name);
	buffer_string(&zip, content);
}

static void
zip_end(const char *comment)
{
	uint32_t start = (uint32_t)zip.size;

	for (uint32_t i = 0; i < n_zip; i++) {
		put(0x02014b50, 4);
		put_zeros(24);
		put((uint32_t)strlen(zip_names[i]), 2);
		put_zeros(12);
		put(zip_locals[i], 4);
		buffer_string(&zip, zip_names[i]);
	}
	put(0x06054b50, 4);
	put(0, 4);
	put(n_zip, 2);
	put(n_zip, 2);
	put((uint32_t)zip.size - start, 4);
	put(start, 4);
	put((uint32_t)strlen(comment), 2);
	buffer_string(&zip, comment);
}

static void
build_zip(void)
{
	zip = (struct buffer)BUFFER_INIT;
	n_zip = 0;
	zip_local("mimetype", "application/epub+zip", 0);
	zip_local("word/document.xml", "<w:document/>", 0);
	zip_local("packed", "PK\003\004 as it seems", 8);
}

static const struct {
	const char *name, *start;
	int is_there;
} members[] = {
	{"mimetype", "", 1},
	{"mimetype", "application/epub", 1},
	{"mimetype", "application/epub+zip", 1},
	{"mimetype", "application/vnd", 0},
	{"word/document.xml", "", 1},
	{"word/document.xml", "<w:document/>", 1},
	{"packed", "", 1},
	{"packed", "PK", 0}, /* compressed: what it begins with is not known */
	{"word/document", "", 0},
	{"document.xml", "", 0},
	{"MIMETYPE", "", 0},
	{"", "", 0},
};

START_TEST(a_zip_is_told_by_its_members)
{
	struct pandect_text bytes;

	build_zip();
	zip_end(_i % 2 ? "a comment" : "");
	bytes = exact(zip.data, zip.size);
	ck_assert_msg(peek_zip_member(bytes, members[_i / 2].name,
			      pandect_text(members[_i / 2].start)) == members[_i / 2].is_there,
		"%s %s", members[_i / 2].name, members[_i / 2].start);
	drop(bytes);
	buffer_clear(&zip);
}
END_TEST

/* Any beginning of a file, and any one byte that is wrong, is survived. */
static void
try_all_damage(struct pandect_text whole, void (*looks)(struct pandect_text))
{
	for (size_t size = 0; size <= whole.size; size++) {
		struct pandect_text cut = exact(whole.data, size);

		looks(cut);
		drop(cut);
	}
	for (size_t i = 0; i < whole.size; i++)
		for (int value = 0; value < 3; value++) {
			struct pandect_text wrong = exact(whole.data, whole.size);

			((char *)(uintptr_t)wrong.data)[i] = (char)(value ? value * 0x7f : 0);
			looks(wrong);
			drop(wrong);
		}
}

static void
look_for_member(struct pandect_text bytes)
{
	peek_zip_member(bytes, "word/document.xml", pandect_text("<w"));
	peek_zip_member(bytes, "none", pandect_text(""));
}

START_TEST(a_damaged_zip_is_survived)
{
	build_zip();
	zip_end("x");
	try_all_damage((struct pandect_text){zip.data, zip.size}, look_for_member);
	buffer_clear(&zip);
}
END_TEST

/* ---- compound files: [MS-CFB] 2.2, 2.6 ---- */

#define SECTOR 512

static unsigned char ole[4 * SECTOR]; /* header, FAT, two sectors of directory */

static void
set_u16(size_t at, uint32_t value)
{
	ole[at] = (unsigned char)value;
	ole[at + 1] = (unsigned char)(value >> 8);
}

static void
set_u32(size_t at, uint32_t value)
{
	set_u16(at, value & 0xffff);
	set_u16(at + 2, value >> 16);
}

static void
set_entry(unsigned number, const char *name, uint32_t left, uint32_t right, uint32_t child)
{
	size_t at = 2 * SECTOR + number * 128;

	for (size_t i = 0; name[i]; i++)
		set_u16(at + 2 * i, (unsigned char)name[i]);
	set_u16(at + 64, (uint32_t)(2 * strlen(name) + 2));
	set_u32(at + 68, left);
	set_u32(at + 72, right);
	set_u32(at + 76, child);
}

#define NONE 0xffffffffu

static void
build_ole(void)
{
	memset(ole, 0, sizeof ole);
	memcpy(ole, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	set_u16(30, 9);         /* sectors of 512 bytes */
	set_u32(48, 1);         /* the directory begins in sector 1 */
	set_u32(76, 0);         /* the FAT is sector 0 */
	set_u32(SECTOR + 4, 2); /* sector 2 follows sector 1 */
	set_u32(SECTOR + 8, 0xfffffffe);
	set_entry(0, "Root Entry", NONE, NONE, 2);
	set_entry(1, "WordDocument", NONE, NONE, NONE);
	set_entry(2, "Middle", 1, 4, NONE);
	set_entry(3, "Inner", NONE, NONE, NONE); /* in no tree */
	set_entry(4, "Workbook", NONE, NONE, 3);
}

static const struct {
	const char *name;
	int is_there;
} streams[] = {
	{"WordDocument", 1},
	{"Middle", 1},
	{"Workbook", 1}, /* its entry is in the second sector */
	{"workBOOK", 1},
	{"Inner", 0}, /* in a storage, not in the root */
	{"Root Entry", 0},
	{"Word", 0},
	{"A name that is longer than names are", 0},
};

START_TEST(a_compound_file_is_told_by_its_root)
{
	struct pandect_text bytes;

	build_ole();
	bytes = exact(ole, sizeof ole);
	ck_assert_msg(peek_ole_entry(bytes, streams[_i].name) == streams[_i].is_there, "%s",
		streams[_i].name);
	drop(bytes);
}
END_TEST

START_TEST(a_loop_among_siblings_ends)
{
	build_ole();
	set_entry(1, "WordDocument", 2, 2, NONE);
	set_entry(4, "Workbook", 4, 4, NONE);
	ck_assert_int_eq(peek_ole_entry((struct pandect_text){(char *)ole, sizeof ole}, "none"), 0);
	build_ole();
	set_u32(SECTOR + 4, 1); /* and in the FAT */
	ck_assert_int_eq(peek_ole_entry((struct pandect_text){(char *)ole, sizeof ole}, "none"), 0);
}
END_TEST

static void
look_for_stream(struct pandect_text bytes)
{
	peek_ole_entry(bytes, "none");
}

START_TEST(a_damaged_compound_file_is_survived)
{
	build_ole();
	try_all_damage((struct pandect_text){(char *)ole, sizeof ole}, look_for_stream);
}
END_TEST

/* ---- XML: XML 1.0, 2.8; Namespaces in XML 1.0, 3 ---- */

static const struct {
	const char *bytes;
	size_t size;
	const char *name, *uri;
	int is_it;
} roots[] = {
	{BYTES("<html>"), "html", "", 1}, {BYTES("<html/>"), "html", "", 1},
	{BYTES("<html"), "html", "", 1}, {BYTES(" \n<html a='b'>"), "html", "", 1},
	{BYTES("<HTML>"), "html", "", 0}, {BYTES("<htmlx>"), "html", "", 0},
	{BYTES("<body><html>"), "html", "", 0}, {BYTES("html"), "html", "", 0},
	{BYTES("text <html>"), "html", "", 0}, {BYTES(""), "html", "", 0},
	{BYTES("<"), "html", "", 0},
	{BYTES("\xef\xbb\xbf<?xml version='1.0'?>\n<html>"), "html", "", 1},
	{BYTES("<?xml version='1.0'?><!-- <x> --><?pi > ?><html>"), "html", "", 1},
	{BYTES("<!-- never ends <html>"), "html", "", 0},
	{BYTES("<!DOCTYPE html><html>"), "html", "", 1},
	{BYTES("<!DOCTYPE html PUBLIC '-//W3C//>' \">\"><html>"), "html", "", 1},
	{BYTES("<!DOCTYPE r [<!ENTITY a '<>]'><!ELEMENT r ANY>]><r/>"), "r", "", 1},
	{BYTES("<!DOCTYPE r [<!-- don't \" -->]><r/>"), "r", "", 1},
	{BYTES("<!DOCTYPE r [<?pi it's ?>]><r/>"), "r", "", 1},
	{BYTES("<!DOCTYPE r [<!ENTITY a 'b'"), "r", "", 0},

	{BYTES("<r xmlns='u:v'/>"), "r", "u:v", 1},
	{BYTES("<r a='1' xmlns = \"u:v\" b='2'>"), "r", "u:v", 1},
	{BYTES("<r xmlns='u:w'/>"), "r", "u:v", 0}, {BYTES("<r/>"), "r", "u:v", 0},
	{BYTES("<p:r xmlns='u:w' xmlns:p='u:v'/>"), "r", "u:v", 1},
	{BYTES("<p:r xmlns='u:v' xmlns:p='u:w'/>"), "r", "u:v", 0},
	{BYTES("<p:r xmlns:pp='u:v'/>"), "r", "u:v", 0}, {BYTES("<p:r/>"), "r", "", 1},
	{BYTES("<r xmlns='u:v"), "r", "u:v", 0}, {BYTES("<r xmlns=u:v>"), "r", "u:v", 0},
	{BYTES("<r><s xmlns='u:v'/></r>"), "r", "u:v", 0},

	{BYTES("\xff\xfe<\0?\0x\0m\0l\0?\0>\0<\0r\0/\0>\0"), "r", "", 1},
	{BYTES("\xfe\xff\0<\0?\0x\0?\0>\0<\0r\0/\0>"), "r", "", 1},
	{BYTES("<\0r\0 \0x\0m\0l\0n\0s\0=\0'\0u\0'\0>\0"), "r", "u", 1},
	{BYTES("\0<\0r\0 \0x\0m\0l\0n\0s\0=\0'\0u\0'\0>"), "r", "u", 1},
	{BYTES("\xff\xfe<\0r"), "r", "", 0}, /* half a character */
};

START_TEST(xml_is_told_by_its_root)
{
	struct pandect_text bytes = exact(roots[_i].bytes, roots[_i].size);

	ck_assert_msg(peek_xml_root(bytes, roots[_i].name, pandect_text(roots[_i].uri)) ==
			      roots[_i].is_it,
		"row %d: %.*s", _i, (int)roots[_i].size, roots[_i].bytes);
	drop(bytes);
}
END_TEST

static void
look_for_root(struct pandect_text bytes)
{
	peek_xml_root(bytes, "r", pandect_text("u:v"));
	peek_xml_root(bytes, "r", pandect_text(""));
}

START_TEST(damaged_xml_is_survived)
{
	try_all_damage(pandect_text("<?xml?><!DOCTYPE r [<!-- ' --><!ENTITY a '<>]'>]>"
				    "<p:r a='1' xmlns:p=\"u:v\">x</p:r>"),
		look_for_root);
}
END_TEST

/* ---- JSON: RFC 8259 ---- */

static const struct {
	const char *text, *key;
	int has_it;
} objects[] = {
	{"{\"cells\": []}", "cells", 1},
	{" \n{ \"a\" : 1 , \"cells\" : 2}", "cells", 1},
	{"\xef\xbb\xbf{\"cells\":1}", "cells", 1},
	{"{\"a\": {\"cells\": 1}}", "cells", 0},
	{"{\"a\": [{\"cells\": 1}], \"b\": 2}", "cells", 0},
	{"{\"a\": {\"x\": [1, {}]}, \"cells\": 2}", "cells", 1},
	{"{\"a\": \"cells\"}", "cells", 0},
	{"{\"a\": \"cells\", \"b\": 1}", "cells", 0},
	{"{\"a\": \"{\", \"cells\": 1}", "cells", 1},
	{"{\"a\": \"\\\"cells\\\":\", \"b\": 1}", "cells", 0},
	{"{\"a\\\"b\": 1, \"cells\": 2}", "cells", 1},
	{"{\"a\": \"\\\\\", \"cells\": 2}", "cells", 1},
	{"{\"cells\"", "cells", 0},
	{"{\"cells\" :", "cells", 1},
	{"{\"cellsx\": 1}", "cells", 0},
	{"[\"cells\", {\"cells\": 1}]", "cells", 0},
	{"\"cells\"", "cells", 0},
	{"", "cells", 0},
	{"{", "cells", 0},
	{"{\"", "cells", 0},
	{"{\"\\", "cells", 0},
	{"{\"a\\", "cells", 0},
	{"{}}{\"cells\": 1}", "cells", 0},
	{"{\"\": 1}", "", 1},
};

START_TEST(json_is_told_by_its_top_keys)
{
	struct pandect_text bytes = exact(objects[_i].text, strlen(objects[_i].text));

	ck_assert_msg(peek_json_key(bytes, objects[_i].key) == objects[_i].has_it, "%s",
		objects[_i].text);
	drop(bytes);
}
END_TEST

static void
look_for_key(struct pandect_text bytes)
{
	peek_json_key(bytes, "cells");
}

START_TEST(damaged_json_is_survived)
{
	try_all_damage(
		pandect_text("{\"a\\\"b\": [1, {\"c\": \"\\\\\"}], \"cells\": {}}"), look_for_key);
}
END_TEST

/* ---- text or not ---- */

static const struct {
	const char *bytes;
	size_t size;
	int is_text;
} texts[] = {
	{BYTES("plain words\n"), 1},
	{BYTES("tabs\tand\r\nline ends\f"), 1},
	{BYTES("caf\xe9 in Latin-1"), 1},
	{BYTES("\xef\xbb\xbfwith a mark"), 1},
	{BYTES("\xe6\x97\xa5\xe6\x9c\xac"), 1},
	{BYTES("\033$BF|K\\\033(B in ISO 2022"), 1},
	{BYTES("w\0i\0d\0e\0 \0t\0e\0x\0t\0 \0h\0e\0r\0e\0"), 1},
	{BYTES("\0w\0i\0d\0e\0 \0t\0e\0x\0t\0 \0h\0e\0r\0e"), 1},
	{BYTES("w\0\0\0i\0\0\0d\0\0\0e\0\0\0r\0\0\0"), 1},
	{BYTES("\0\0\0w\0\0\0i\0\0\0d\0\0\0e\0\0\0r"), 1},
	{BYTES("\xff\xfeh\0i\0"), 1},
	{BYTES("a zero \0 byte"), 0},
	{BYTES("\0"), 0},
	{BYTES("\001\002\003\004"), 0},
	{BYTES("\x7f"
	       "ELF\002\001\001\0\0\0\0\0"),
		0},
	{BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), 0},
};

START_TEST(text_is_told_from_other_bytes)
{
	struct pandect_text bytes = exact(texts[_i].bytes, texts[_i].size);

	ck_assert_msg(peek_is_text(bytes) == texts[_i].is_text, "row %d", _i);
	drop(bytes);
}
END_TEST

/* ---- what it is recognised as ---- */

static const struct pandect_magic magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 2, .bytes = "AB"},
	{.mime = "text/x-longer", .type = PANDECT_MAGIC_BYTES, .size = 4, .bytes = "ABCD"},
	{.mime = "text/x-later",
		.type = PANDECT_MAGIC_BYTES,
		.offset = 2,
		.range = 3,
		.size = 2,
		.bytes = "YZ"},
	{.mime = "text/x-masked",
		.type = PANDECT_MAGIC_BYTES,
		.size = 3,
		.bytes = "MxK",
		.mask = "\xff\0\xff"},
	{.mime = "application/x-members",
		.type = PANDECT_MAGIC_ZIP_MEMBER,
		.name = "word/document.xml"},
	{.mime = "application/x-root",
		.type = PANDECT_MAGIC_XML_ROOT,
		.size = 3,
		.bytes = "u:v",
		.name = "r"},
	{.mime = "application/x-keys", .type = PANDECT_MAGIC_JSON_KEY, .name = "cells"},
};
static const struct pandect_magic zip_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 4, .bytes = "PK\003\004"},
};
static const struct pandect_format formats[] = {
	{.mime = "text/x-short", .suffixes = "short s", .magics = PANDECT_ARRAY(magics)},
	{.mime = "text/x-text", .suffixes = "tx", .flags = PANDECT_FORMAT_TEXT},
};
static const struct pandect_format zip_formats[] = {
	{.mime = "application/zip", .suffixes = "zip", .magics = PANDECT_ARRAY(zip_magics)},
};

static const struct {
	const char *text, *name, *declared, *mime, *why;
} identities[] = {
	{"AB", "", "", "text/x-short", "by its content"},
	{"ABCD", "", "", "text/x-longer", "by its content"},
	{"..YZ", "", "", "text/x-later", "by its content"},
	{".....YZ", "", "", "text/x-later", "by its content"},
	{"......YZ", "", "", "text/x-text", "as text of some kind"},
	{".YZ", "", "", "text/x-text", "as text of some kind"},
	{"..Y", "", "", "text/x-text", "as text of some kind"},
	{"M.K", "", "", "text/x-masked", "by its content"},
	{"M.L", "", "", "text/x-text", "as text of some kind"},
	{"<r xmlns='u:v'/>", "", "", "application/x-root", "by its content"},
	{"{\"cells\": 1}", "", "", "application/x-keys", "by its content"},
	{"PK\003\004", "", "", "application/zip", "by its content"},
	{"words", "a.short", "", "text/x-short", "by the suffix of its name"},
	{"words", "a.b.S", "", "text/x-short", "by the suffix of its name"},
	{"words", "short", "", "text/x-text", "as text of some kind"},
	{"words", "a.zip", "", "application/zip", "by the suffix of its name"},
	{"ABCD", "a.zip", "application/zip; x=y", "application/zip", "as declared"},
	{"ABCD", "", "application/unknown", "text/x-longer", "by its content"},
	{"\001\001", "a.unknown", "x/y", "", "nothing in its name or content is known"},
};

static struct actor all, zipper;

START_TEST(a_document_is_recognised_by_the_strongest_evidence)
{
	const char *mime, *why;

	open_stage();
	all = (struct actor){.name = "all", .formats = PANDECT_ARRAY(formats)};
	zipper = (struct actor){
		.name = "zipper", .priority = 9, .formats = PANDECT_ARRAY(zip_formats)};
	enter_extractor(&all);
	enter_extractor(&zipper);
	pandect_job_input_memory(job, identities[_i].text, strlen(identities[_i].text));
	pandect_job_name(job, identities[_i].name);
	pandect_job_mime(job, identities[_i].declared);
	ck_status(pandect_job_identify(job, &mime, &why), PANDECT_OK);
	ck_assert_msg(
		strcmp(mime, identities[_i].mime) == 0 && strcmp(why, identities[_i].why) == 0,
		"row %d: %s %s", _i, mime, why);
	ck_assert_int_eq(all.n_initialized + zipper.n_initialized, 0); /* nothing runs */
	close_stage();
}
END_TEST

START_TEST(a_member_says_more_than_the_bytes_at_the_head)
{
	const char *mime, *why;

	open_stage();
	all = (struct actor){.name = "all", .formats = PANDECT_ARRAY(formats)};
	zipper = (struct actor){
		.name = "zipper", .priority = 9, .formats = PANDECT_ARRAY(zip_formats)};
	enter_extractor(&all);
	enter_extractor(&zipper);
	build_zip();
	zip_end("");
	pandect_job_input_memory(job, zip.data, zip.size);
	pandect_job_name(job, "a.zip");
	ck_status(pandect_job_identify(job, &mime, &why), PANDECT_OK);
	ck_assert_str_eq(mime, "application/x-members");
	ck_status(pandect_job_run(job), PANDECT_OK);
	ck_assert_ptr_null(find_finding("suffix")); /* it is a ZIP as well */
	buffer_clear(&zip);
	close_stage();
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("identify");
	TCase *tests = tcase_create("identify");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
		tests, a_zip_is_told_by_its_members, 0, 2 * sizeof members / sizeof members[0]);
	tcase_add_test(tests, a_damaged_zip_is_survived);
	tcase_add_loop_test(
		tests, a_compound_file_is_told_by_its_root, 0, sizeof streams / sizeof streams[0]);
	tcase_add_test(tests, a_loop_among_siblings_ends);
	tcase_add_test(tests, a_damaged_compound_file_is_survived);
	tcase_add_loop_test(tests, xml_is_told_by_its_root, 0, sizeof roots / sizeof roots[0]);
	tcase_add_test(tests, damaged_xml_is_survived);
	tcase_add_loop_test(
		tests, json_is_told_by_its_top_keys, 0, sizeof objects / sizeof objects[0]);
	tcase_add_test(tests, damaged_json_is_survived);
	tcase_add_loop_test(
		tests, text_is_told_from_other_bytes, 0, sizeof texts / sizeof texts[0]);
	tcase_add_loop_test(tests, a_document_is_recognised_by_the_strongest_evidence, 0,
		sizeof identities / sizeof identities[0]);
	tcase_add_test(tests, a_member_says_more_than_the_bytes_at_the_head);
	suite_add_tcase(suite, tests);
	return suite;
}
