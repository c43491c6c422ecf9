/* SPDX-License-Identifier: MIT */
/* Language tags to Tesseract's names: ISO 639-2 codes with additions of its own. Several stand
 * where the data has been renamed, or where one is a fair stand-in for another. */
#include <ctype.h>
#include <stdbool.h>

#include "languages.h"

struct name {
	const char *from, *codes;
};

static const struct name language_names[] = {
	{"af", "afr"},
	{"am", "amh"},
	{"ang", "enm"},
	{"ar", "ara"},
	{"as", "asm"},
	{"az", "aze"},
	{"az-cyrl", "aze_cyrl"},
	{"be", "bel"},
	{"bg", "bul"},
	{"bn", "ben"},
	{"bo", "bod"},
	{"br", "bre"},
	{"bs", "bos"},
	{"ca", "cat"},
	{"ceb", "ceb"},
	{"chr", "chr"},
	{"ckb", "kur_ara"},
	{"co", "cos"},
	{"cs", "ces"},
	{"cy", "cym"},
	{"da", "dan"},
	{"de", "deu"},
	{"de-latf", "deu_latf frk deu"},
	{"div", "div"},
	{"dv", "div"},
	{"dz", "dzo"},
	{"el", "ell"},
	{"en", "eng"},
	{"enm", "enm"},
	{"eo", "epo"},
	{"es", "spa"},
	{"et", "est"},
	{"eu", "eus"},
	{"fa", "fas"},
	{"fi", "fin"},
	{"fil", "fil"},
	{"fo", "fao"},
	{"fr", "fra"},
	{"frk", "deu_latf frk"},
	{"frm", "frm"},
	{"fy", "fry"},
	{"ga", "gle"},
	{"gd", "gla"},
	{"gl", "glg"},
	{"grc", "grc"},
	{"gu", "guj"},
	{"he", "heb"},
	{"hi", "hin"},
	{"hr", "hrv"},
	{"ht", "hat"},
	{"hu", "hun"},
	{"hy", "hye"},
	{"id", "ind"},
	{"is", "isl"},
	{"it", "ita"},
	{"iu", "iku"},
	{"iw", "heb"},
	{"ja", "jpn"},
	{"jv", "jav"},
	{"ka", "kat"},
	{"kk", "kaz"},
	{"km", "khm"},
	{"kmr", "kmr"},
	{"kn", "kan"},
	{"ko", "kor"},
	{"ku", "kmr kur"},
	{"ky", "kir"},
	{"la", "lat"},
	{"lb", "ltz"},
	{"lo", "lao"},
	{"lt", "lit"},
	{"lv", "lav"},
	{"mi", "mri"},
	{"mk", "mkd"},
	{"ml", "mal"},
	{"mn", "mon"},
	{"mr", "mar"},
	{"ms", "msa"},
	{"mt", "mlt"},
	{"my", "mya"},
	{"nb", "nor"},
	{"ne", "nep"},
	{"nl", "nld"},
	{"nn", "nor"},
	{"no", "nor"},
	{"oc", "oci"},
	{"or", "ori"},
	{"pa", "pan"},
	{"pl", "pol"},
	{"ps", "pus"},
	{"pt", "por"},
	{"qu", "que"},
	{"ro", "ron"},
	{"ru", "rus"},
	{"sa", "san"},
	{"sd", "snd"},
	{"sh", "hrv srp_latn"},
	{"si", "sin"},
	{"sk", "slk"},
	{"sl", "slv"},
	{"sq", "sqi"},
	{"sr", "srp"},
	{"sr-latn", "srp_latn hrv"},
	{"su", "sun"},
	{"sv", "swe"},
	{"sw", "swa"},
	{"syr", "syr"},
	{"ta", "tam"},
	{"te", "tel"},
	{"tg", "tgk"},
	{"th", "tha"},
	{"ti", "tir"},
	{"tl", "tgl fil"},
	{"to", "ton"},
	{"tr", "tur"},
	{"tt", "tat"},
	{"ug", "uig"},
	{"uk", "ukr"},
	{"ur", "urd"},
	{"uz", "uzb"},
	{"uz-cyrl", "uzb_cyrl"},
	{"vi", "vie"},
	{"yi", "yid"},
	{"yo", "yor"},
	{"yue", "chi_tra"},
	{"zh", "chi_sim chi_tra"},
	{"zh-hans", "chi_sim"},
	{"zh-hant", "chi_tra"},
	{"zh-hk", "chi_tra"},
	{"zh-mo", "chi_tra"},
	{"zh-tw", "chi_tra"},
};

static const struct name script_names[] = {
	{"Arabic", "ara fas script/Arabic"},
	{"Armenian", "hye script/Armenian"},
	{"Bengali", "ben script/Bengali"},
	{"Cyrillic", "rus ukr script/Cyrillic"},
	{"Devanagari", "hin script/Devanagari"},
	{"Ethiopic", "amh script/Ethiopic"},
	{"Fraktur", "deu_latf frk script/Fraktur"},
	{"Georgian", "kat script/Georgian"},
	{"Greek", "ell script/Greek"},
	{"Gujarati", "guj script/Gujarati"},
	{"Gurmukhi", "pan script/Gurmukhi"},
	{"Han", "chi_sim chi_tra jpn script/HanS script/HanT"},
	{"Hangul", "kor script/Hangul"},
	{"Hebrew", "heb script/Hebrew"},
	{"Hiragana", "jpn script/Japanese"},
	{"Japanese", "jpn script/Japanese"},
	{"Kannada", "kan script/Kannada"},
	{"Katakana", "jpn script/Japanese"},
	{"Khmer", "khm script/Khmer"},
	{"Korean", "kor script/Hangul"},
	{"Lao", "lao script/Lao"},
	{"Malayalam", "mal script/Malayalam"},
	{"Myanmar", "mya script/Myanmar"},
	{"Oriya", "ori script/Oriya"},
	{"Sinhala", "sin script/Sinhala"},
	{"Tamil", "tam script/Tamil"},
	{"Telugu", "tel script/Telugu"},
	{"Thai", "tha script/Thai"},
	{"Tibetan", "bod script/Tibetan"},
};

/* ASCII case does not count in tags (RFC 5646, 2.1.1). */
static bool
tag_is(struct pandect_text tag, const char *name)
{
	if (tag.size != strlen(name))
		return false;
	for (size_t i = 0; i < tag.size; i++)
		if (tolower((unsigned char)tag.data[i]) != name[i])
			return false;
	return true;
}

const char *
language_codes(struct pandect_text tag)
{
	while (tag.size) {
		for (size_t i = 0; i < sizeof language_names / sizeof *language_names; i++)
			if (tag_is(tag, language_names[i].from))
				return language_names[i].codes;
		while (tag.size && tag.data[tag.size - 1] != '-')
			tag.size--;
		if (tag.size)
			tag.size--;
	}
	return NULL;
}

const char *
script_codes(const char *script)
{
	for (size_t i = 0; i < sizeof script_names / sizeof *script_names; i++)
		if (strcmp(script, script_names[i].from) == 0)
			return script_names[i].codes;
	return NULL;
}
