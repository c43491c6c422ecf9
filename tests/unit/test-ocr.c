/* SPDX-License-Identifier: MIT */
/* Pages and their recognition: which are wanted, when OCR is, by whom, and where its text goes. */
#include "actors.h"

#define RICH "thirty-two letters and more of them make a page that can be read well enough"

/* A document in pages; each test fills it in. */
static struct page {
	const char *text; /* "" for none */
	int has_picture;  /* answers with pixels when it is asked to */
	float wanted_dpi; /* what it was asked for */
	pandect_status begun;
} pages[4];
static uint32_t n_pages;
static float image_dpi;
static size_t image_bytes;

static unsigned char pixels[16 * 16];

static struct pandect_image
picture(void)
{
	return (struct pandect_image){
		.size = sizeof(struct pandect_image),
		.format = PANDECT_GRAY8,
		.width = 16,
		.height = 16,
		.stride = 16,
		.dpi = image_dpi,
		.data = pixels,
		.n_bytes = image_bytes,
	};
}

static void
answer(struct pandect_builder *builder, const struct page *page)
{
	struct pandect_image image = picture();

	if (page->wanted_dpi > 0 && page->has_picture)
		pandect_builder_page_image(builder, &image);
}

static pandect_status
play_pages(struct actor *actor, const struct scene *scene)
{
	(void)actor;
	for (uint32_t i = 0; i < n_pages; i++) {
		struct page *page = &pages[i];

		page->begun = pandect_builder_page_begin(scene->builder, i + 1, n_pages, 100, 200);
		if (page->begun == PANDECT_DECLINED)
			continue;
		if (*page->text)
			pandect_builder_leaf(scene->builder, PANDECT_NODE_PARAGRAPH, 0,
				pandect_text(page->text));
		pandect_builder_page_end(scene->builder, &page->wanted_dpi);
		answer(scene->builder, page);
	}
	return PANDECT_OK;
}

/* Lines of words, with boxes in pixels: "scanned" "text", and one word that nobody can read. */
static pandect_status
play_recognition(struct actor *actor, const struct scene *scene)
{
	static const struct {
		const char *text;
		struct pandect_box box;
		float confidence;
	} words[] = {{"scanned", {4, 6, 10, 8}, 0.8f}, {"~#", {10, 6, 11, 8}, 0.1f},
		{"text", {12, 6, 16, 10}, 0.6f}};
	struct pandect_builder *builder = scene->builder;

	(void)actor;
	pandect_builder_open(builder, PANDECT_NODE_PARAGRAPH, 0);
	pandect_builder_open(builder, PANDECT_NODE_LINE, 0);
	for (int i = 0; i < 3; i++) {
		pandect_builder_open(builder, PANDECT_NODE_WORD, 0);
		pandect_builder_string(builder, words[i].text);
		pandect_builder_box(builder, &words[i].box, words[i].confidence);
		pandect_builder_close(builder);
	}
	pandect_builder_close(builder);
	return pandect_builder_close(builder);
}

static struct actor reader, ocr;

static void
open_pages(void)
{
	open_stage();
	reader = (struct actor){.name = "reader", .plays = play_pages};
	ocr = (struct actor){.name = "ocr", .plays = play_recognition};
	n_pages = 1;
	image_dpi = 72;
	image_bytes = sizeof pixels;
	memset(pages, 0, sizeof pages);
	for (int i = 0; i < 4; i++)
		pages[i].text = "";
}

static void
enter_both(void)
{
	enter_extractor(&reader);
	enter_ocr(&ocr);
}

/* ---- which pages ---- */

static const struct {
	const char *set, *document;
} wanted_pages[] = {
	{"", "doc[p\"1\" p\"2\" p\"3\" p\"4\"]"},
	{"1", "doc[p\"1\"]"},
	{"2-3", "doc[p\"2\" p\"3\"]"},
	{"1,4", "doc[p\"1\" p\"4\"]"},
	{"3-", "doc[p\"3\" p\"4\"]"},
	{"9", "doc"},
};

START_TEST(only_the_pages_that_are_wanted_are_read)
{
	static const char *const numbers[] = {"1", "2", "3", "4"};

	enter_extractor(&reader);
	n_pages = 4;
	for (int i = 0; i < 4; i++)
		pages[i].text = numbers[i];
	set("ocr.mode", "never");
	set("extract.pages", wanted_pages[_i].set);
	ck_status(run_play(), PANDECT_OK);
	ck_document(wanted_pages[_i].document);
}
END_TEST

START_TEST(pages_that_are_no_set_are_invalid)
{
	static const char *const wrong[] = {"0", "x", "3-2", "1,,2", "-4", "1 2"};

	enter_extractor(&reader);
	set("extract.pages", wrong[_i]);
	ck_status(run_play(), PANDECT_INVALID);
	ck_error("is not a set of pages: write 1-5,9 or 12-");
	ck_assert_int_eq(reader.n_played, 0);
}
END_TEST

/* ---- when it is wanted ---- */

#define GARBAGE "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"

static const struct {
	const char *mode, *text, *key, *value;
	float dpi;
} wishes[] = {
	{"auto", "", NULL, NULL, 200},
	{"auto", RICH, NULL, NULL, 0},
	{"auto", "page 7", NULL, NULL, 200},
	{"auto", "page 7", "ocr.min-characters", "5", 0},
	{"auto", RICH, "ocr.min-characters", "500", 200},
	{"auto", RICH GARBAGE GARBAGE GARBAGE GARBAGE GARBAGE GARBAGE GARBAGE, NULL, NULL, 200},
	{"auto", RICH GARBAGE, NULL, NULL, 0},
	{"auto", RICH GARBAGE, "ocr.max-garbage", "0", 200},
	{"auto", "", "ocr.dpi", "300", 300},
	{"never", "", NULL, NULL, 0},
	{"always", RICH, NULL, NULL, 200},
};

START_TEST(a_picture_is_asked_for_when_the_rules_say_so)
{
	enter_both();
	pages[0].text = wishes[_i].text;
	set("ocr.mode", wishes[_i].mode);
	if (wishes[_i].key)
		set(wishes[_i].key, wishes[_i].value);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_msg(pages[0].wanted_dpi == wishes[_i].dpi, "row %d: %g", _i,
		(double)pages[0].wanted_dpi);
	ck_assert_int_eq(ocr.n_played, 0); /* no picture came: nothing to do */
}
END_TEST

/* ---- where it goes ---- */

static struct pandect_node_info
node_of(const char *text)
{
	struct pandect_node_info info;

	for (pandect_node i = 1;
		pandect_document_node(pandect_job_document(job), i, &info) == PANDECT_OK; i++)
		if (pandect_text_is(info.text, text))
			return info;
	ck_abort_msg("no node says %s", text);
	return info;
}

static void
fill_three(void)
{
	n_pages = 3;
	pages[0].text = RICH;
	pages[1].text = "7";
	pages[1].has_picture = 1;
	pages[2].text = RICH;
}

START_TEST(recognised_text_takes_the_place_of_its_page)
{
	struct pandect_node_info info;
	struct pandect_page page;

	enter_both();
	fill_three();
	image_dpi = 144;
	ck_status(run_play(), PANDECT_OK);
	ck_document("doc[p\"" RICH "\" p\"scanned text\" p\"" RICH "\"]");
	info = node_of("scanned text");
	ck_assert_uint_eq(info.page, 2);
	ck_assert_uint_eq(info.has_box, 1);
	ck_assert_float_eq(info.box.x0, 2); /* points: half the pixels */
	ck_assert_float_eq(info.box.y0, 3);
	ck_assert_float_eq(info.box.x1, 8);
	ck_assert_float_eq(info.box.y1, 5);
	ck_assert_float_eq_tol(info.confidence, 0.7, 0.001);
	ck_assert_int_eq(pandect_document_number(pandect_job_document(job), info.parent + 2,
				 PANDECT_ATTRIBUTE_OCR, 0),
		1);
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_int_eq(
			pandect_document_page(pandect_job_document(job), i, &page), PANDECT_OK);
		ck_assert_uint_eq(page.number, i + 1);
		ck_assert_uint_eq(page.is_ocr, i == 1);
	}
}
END_TEST

START_TEST(words_below_the_confidence_that_is_wanted_are_dropped)
{
	static const struct {
		const char *least, *document;
	} rows[] = {{"0", "doc[p\"scanned ~# text\"]"}, {"0.3", "doc[p\"scanned text\"]"},
		{"0.7", "doc[p\"scanned\"]"}, {"0.9", "doc"}};

	enter_both();
	pages[0].has_picture = 1;
	set("ocr.min-confidence", rows[_i].least);
	ck_status(run_play(), PANDECT_OK);
	ck_document(rows[_i].document);
}
END_TEST

START_TEST(without_a_resolution_a_pixel_is_a_point)
{
	enter_both();
	pages[0].has_picture = 1;
	image_dpi = 0;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_float_eq(node_of("scanned text").box.x0, 4);
}
END_TEST

/* ---- when it fails ---- */

static const struct {
	pandect_status gives;
	const char *complains, *says;
} failures[] = {
	{PANDECT_MALFORMED, "too blurred", "page 2 was not recognised: too blurred"},
	{PANDECT_DECLINED, NULL, "page 2 was not recognised: not for this plugin"},
	{PANDECT_REFUSED, NULL, "page 2 was not recognised: it returned the status 6"},
	{PANDECT_NO_MEMORY, NULL, "page 2 was not recognised: out of memory"},
};

START_TEST(a_failing_ocr_is_a_warning_and_the_page_stays_as_it_was)
{
	enter_both();
	fill_three();
	ocr.plays = NULL;
	ocr.gives = failures[_i].gives;
	ocr.complains = failures[_i].complains;
	ck_status(run_play(), PANDECT_PARTIAL);
	ck_document("doc[p\"" RICH "\" p\"7\" p\"" RICH "\"]");
	ck_found("ocr-failed", failures[_i].says);
	ck_assert_uint_eq(n_findings(), 1);
}
END_TEST

static pandect_status
play_misfit(struct actor *actor, const struct scene *scene)
{
	pandect_builder_open(scene->builder, PANDECT_NODE_WORD, 0);
	(void)actor;
	return PANDECT_OK;
}

START_TEST(what_may_not_stand_in_a_fragment_is_the_backends_failure)
{
	enter_both();
	fill_three();
	ocr.plays = play_misfit;
	ck_status(run_play(), PANDECT_PARTIAL);
	ck_found("ocr-failed", "a WORD cannot stand in a DOCUMENT");
}
END_TEST

START_TEST(an_image_over_the_limit_is_not_recognised)
{
	enter_both();
	pages[0].has_picture = 1;
	set("limits.pixels", "255");
	ck_status(run_play(), PANDECT_PARTIAL);
	ck_found("ocr-failed", "limits.pixels");
	ck_assert_int_eq(ocr.n_played, 0);
}
END_TEST

START_TEST(without_a_backend_a_document_without_text_says_so)
{
	enter_extractor(&reader);
	n_pages = 2;
	pages[0].has_picture = pages[1].has_picture = 1;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_float_eq(pages[0].wanted_dpi, 0);
	ck_found("no-ocr", "2 pages have little text or none, and no OCR backend");
	ck_step("ocr", "no OCR backend is there for any of the languages en");
	set("ocr.mode", "never");
	ck_status(run_play(), PANDECT_OK);
	ck_assert_uint_eq(n_findings(), 0);
}
END_TEST

/* ---- a serial extractor ---- */

START_TEST(pictures_of_a_serial_extractor_wait_and_still_come_in_place)
{
	reader.is_serial = 1;
	enter_both();
	n_pages = 4;
	pages[1].text = pages[3].text = RICH;
	pages[0].has_picture = pages[2].has_picture = 1;
	ck_status(run_play(), PANDECT_OK);
	ck_document("doc[p\"scanned text\" p\"" RICH "\" p\"scanned text\" p\"" RICH "\"]");
	ck_assert_str_eq(journal, "reader ocr ocr ");
	ck_assert_uint_eq(node_of("scanned text").page, 1);
}
END_TEST

START_TEST(pictures_that_are_too_large_to_wait_are_told)
{
	reader.is_serial = 1;
	enter_both();
	pages[0].has_picture = 1;
	image_bytes = (256ul << 20) + 1; /* refused before it is looked at */
	ck_status(run_play(), PANDECT_PARTIAL);
	ck_found("ocr-spool", "page 1 was not recognised: the pages that wait have more than");
}
END_TEST

START_TEST(a_guess_that_fails_later_is_told)
{
	static const char *const finnish[] = {"fi"};

	reader.is_serial = 1;
	ocr.languages = (struct pandect_array)PANDECT_ARRAY(finnish);
	enter_both();
	pages[0].has_picture = 1;
	ck_status(run_play(), PANDECT_PARTIAL);
	ck_found("ocr-failed", "no OCR backend is there for any of the languages en");
}
END_TEST

START_TEST(a_serial_backend_serves_a_concurrent_extractor)
{
	ocr.is_serial = 1;
	enter_both();
	fill_three();
	ck_status(run_play(), PANDECT_OK);
	ck_document("doc[p\"" RICH "\" p\"scanned text\" p\"" RICH "\"]");
}
END_TEST

/* ---- encoded pictures and whole documents ---- */

static pandect_status picture_gave, image_gave;

static pandect_status
play_picture(struct actor *actor, const struct scene *scene)
{
	struct pandect_image image = picture();
	float dpi = 0;

	(void)actor;
	pandect_builder_page_begin(scene->builder, 1, 1, 100, 200);
	pandect_builder_open(scene->builder, PANDECT_NODE_IMAGE, 0);
	pandect_builder_number(scene->builder, PANDECT_ATTRIBUTE_WIDTH, 50);
	pandect_builder_close(scene->builder);
	pandect_builder_page_end(scene->builder, &dpi);
	picture_gave = pandect_builder_page_picture(
		scene->builder, pandect_text("image/png"), "PNG bytes", 9);
	if (picture_gave == PANDECT_UNSUPPORTED)
		image_gave = pandect_builder_page_image(scene->builder, &image);
	return PANDECT_OK;
}

static pandect_status
play_file(struct actor *actor, const struct scene *scene)
{
	static const struct pandect_box box = {1, 2, 3, 4};
	const void *data;
	size_t size;

	(void)actor;
	if (!scene->source)
		return play_recognition(actor, scene);
	pandect_source_bytes(scene->source, &data, &size);
	pandect_builder_open(scene->builder, PANDECT_NODE_PARAGRAPH, 0);
	pandect_builder_box(scene->builder, &box, 1);
	pandect_builder_text(scene->builder, data, size);
	return pandect_builder_close(scene->builder);
}

START_TEST(an_encoded_picture_goes_to_a_backend_that_takes_it)
{
	struct pandect_ocr_backend table;

	reader.plays = play_picture;
	ocr.plays = play_file;
	enter_extractor(&reader);
	table = ocr_table(&ocr);
	table.process_image_file = actor_process_source;
	enter(&ocr, &table.base);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(picture_gave, PANDECT_OK);
	ck_document("doc[p\"PNG bytes\" image]");
	ck_assert_float_eq(node_of("PNG bytes").box.x0, 2); /* 100 points are 50 pixels wide */
}
END_TEST

START_TEST(an_encoded_picture_that_nobody_takes_may_be_followed_by_pixels)
{
	reader.plays = play_picture;
	enter_both();
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(picture_gave, PANDECT_UNSUPPORTED);
	ck_assert_int_eq(image_gave, PANDECT_OK);
	ck_document("doc[p\"scanned text\" image]");
}
END_TEST

static void
enter_whole(void)
{
	struct pandect_ocr_backend table;

	ocr.flags = PANDECT_WHOLE_DOCUMENTS;
	ocr.plays = play_file;
	enter_extractor(&reader);
	table = ocr_table(&ocr);
	table.process_document = actor_process_source;
	enter(&ocr, &table.base);
}

START_TEST(a_backend_for_whole_documents_gets_one_without_text_afterwards)
{
	enter_whole();
	n_pages = 2;
	pages[0].text = "1";
	pages[0].has_picture = 1;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_float_eq(pages[0].wanted_dpi, 0);
	ck_assert_str_eq(journal, "reader ocr ");
	ck_document("doc[p\"PLAY!\"]");
	pages[1].text = RICH;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_str_eq(journal, "reader ");
	ck_document("doc[p\"1\" p\"" RICH "\"]");
}
END_TEST

/* ---- which backend ---- */

static char told[64]; /* the languages of the call that recognised */

static pandect_status
play_telling(struct actor *actor, const struct scene *scene)
{
	struct pandect_text languages = pandect_call_languages(scene->call);

	snprintf(told, sizeof told, "%.*s", (int)languages.size, languages.data);
	return play_recognition(actor, scene);
}

static int32_t
supports_everything(void *self, struct pandect_call *call, const char *bcp47)
{
	(void)call;
	((struct actor *)self)->n_asked++;
	return strcmp(bcp47, "tlh") != 0;
}

static const struct {
	const char *language, *key, *value, *backend, *told;
} choices[] = {
	{"en", NULL, NULL, "plain ", "en"},
	{"de", NULL, NULL, "german ", "de"},
	{"de en", NULL, NULL, "german ", "de en"},
	{"en,fr", NULL, NULL, "clever ", "en fr"},
	{"tlh en", NULL, NULL, "plain ", "en"},
	{"tlh", NULL, NULL, "", ""},
	{"en", "ocr.backend", "german", "german ", "en"},
	{"en", "ocr.backend", "ocr:german", "german ", "en"},
	{"en", "ocr.backend", "acting", "plain ", "en"},
	{"en", "ocr.backend", "nobody", "", ""},
	{"fr", "ocr.backend", "german", "", ""},
	{"en", "ocr.tables", "true", "clever ", "en"},
};

START_TEST(the_backend_is_chosen_by_languages_then_priority)
{
	static const char *const german_and_english[] = {"de", "en"};
	struct actor plain = {.name = "plain", .plays = play_telling, .priority = 5},
		     german = {.name = "german",
			     .plays = play_telling,
			     .languages = PANDECT_ARRAY(german_and_english)},
		     clever = {.name = "clever",
			     .plays = play_telling,
			     .priority = -5,
			     .flags = PANDECT_TABLES};
	struct pandect_ocr_backend table = ocr_table(&clever);

	table.supports_language = supports_everything;
	enter_extractor(&reader);
	enter_ocr(&plain);
	enter_ocr(&german);
	enter(&clever, &table.base);
	told[0] = '\0';
	pages[0].has_picture = 1;
	set("ocr.language", choices[_i].language);
	if (choices[_i].key)
		set(choices[_i].key, choices[_i].value);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_str_eq(journal + strlen("reader "), choices[_i].backend);
	ck_assert_str_eq(told, choices[_i].told);
}
END_TEST

START_TEST(a_language_in_the_table_is_not_asked_for)
{
	struct pandect_ocr_backend table = ocr_table(&ocr);

	table.supports_language = supports_everything;
	enter_extractor(&reader);
	enter(&ocr, &table.base);
	pages[0].has_picture = 1;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(ocr.n_asked, 0);
	set("ocr.language", "en nl");
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(ocr.n_asked, 1);
	ck_assert_int_eq(ocr.n_initialized, 1);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("ocr");
	TCase *tests = tcase_create("ocr");

	tcase_add_checked_fixture(tests, open_pages, close_stage);
	tcase_add_loop_test(tests, only_the_pages_that_are_wanted_are_read, 0,
		sizeof wanted_pages / sizeof wanted_pages[0]);
	tcase_add_loop_test(tests, pages_that_are_no_set_are_invalid, 0, 6);
	tcase_add_loop_test(tests, a_picture_is_asked_for_when_the_rules_say_so, 0,
		sizeof wishes / sizeof wishes[0]);
	tcase_add_test(tests, recognised_text_takes_the_place_of_its_page);
	tcase_add_loop_test(tests, words_below_the_confidence_that_is_wanted_are_dropped, 0, 4);
	tcase_add_test(tests, without_a_resolution_a_pixel_is_a_point);
	tcase_add_loop_test(tests, a_failing_ocr_is_a_warning_and_the_page_stays_as_it_was, 0,
		sizeof failures / sizeof failures[0]);
	tcase_add_test(tests, what_may_not_stand_in_a_fragment_is_the_backends_failure);
	tcase_add_test(tests, an_image_over_the_limit_is_not_recognised);
	tcase_add_test(tests, without_a_backend_a_document_without_text_says_so);
	tcase_add_test(tests, pictures_of_a_serial_extractor_wait_and_still_come_in_place);
	tcase_add_test(tests, pictures_that_are_too_large_to_wait_are_told);
	tcase_add_test(tests, a_guess_that_fails_later_is_told);
	tcase_add_test(tests, a_serial_backend_serves_a_concurrent_extractor);
	tcase_add_test(tests, an_encoded_picture_goes_to_a_backend_that_takes_it);
	tcase_add_test(tests, an_encoded_picture_that_nobody_takes_may_be_followed_by_pixels);
	tcase_add_test(tests, a_backend_for_whole_documents_gets_one_without_text_afterwards);
	tcase_add_loop_test(tests, the_backend_is_chosen_by_languages_then_priority, 0,
		sizeof choices / sizeof choices[0]);
	tcase_add_test(tests, a_language_in_the_table_is_not_asked_for);
	suite_add_tcase(suite, tests);
	return suite;
}
