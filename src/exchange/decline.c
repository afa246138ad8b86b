/* Accusative of surnames and posts by their endings. What the endings do not tell stays as it is: a name that is not
 * declined reads better than one declined wrongly. */
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/exchange/document.h"

struct rule {
	const char *ending;
	const char *becomes; /* in its place; NULL: unchanged */
	int gender;	     /* 1, 0: only then; -1: always. In the tables of genders: what the ending tells */
};

/* The first that fits holds: longer endings stand before shorter ones. */
static const struct rule surnames[] = {
	{"ая", "ую", -1},   {"яя", "юю", -1},	{"иа", NULL, -1},   {"уа", NULL, -1},	{"оа", NULL, -1},
	{"эа", NULL, -1},   {"а", "у", -1},	{"я", "ю", -1},	    {"их", NULL, -1},	{"ых", NULL, -1},
	{"кий", "кого", 0}, {"гий", "гого", 0}, {"хий", "хого", 0}, {"ний", "него", 0}, {"ший", "шего", 0},
	{"жий", "жего", 0}, {"чий", "чего", 0}, {"щий", "щего", 0}, {"ый", "ого", 0},	{"ий", "ия", 0},
	{"овей", "овья", 0}, {"авей", "авья", 0}, {"обей", "обья", 0},
	{"ой", "ого", 0},   {"й", "я", 0},	{"ь", "я", 0},	    {"б", "ба", 0},	{"в", "ва", 0},
	{"г", "га", 0},	    {"д", "да", 0},	{"ж", "жа", 0},	    {"з", "за", 0},	{"к", "ка", 0},
	{"л", "ла", 0},	    {"м", "ма", 0},	{"н", "на", 0},	    {"п", "па", 0},	{"р", "ра", 0},
	{"с", "са", 0},	    {"т", "та", 0},	{"ф", "фа", 0},	    {"х", "ха", 0},	{"ц", "ца", 0},
	{"ч", "ча", 0},	    {"ш", "ша", 0},	{"щ", "ща", 0},
};

/* «Цой», «Кий»: no adjectives. */
static const struct rule short_surnames[] = {{"ой", "оя", 0}, {"ий", "ия", 0}};

static const struct rule adjectives[] = {
	{"ший", "шего", -1}, {"щий", "щего", -1}, {"жий", "жего", -1}, {"чий", "чего", -1},
	{"ний", "него", -1}, {"кий", "кого", -1}, {"гий", "гого", -1}, {"хий", "хого", -1},
	{"ый", "ого", -1},   {"ой", "ого", -1},	  {"ая", "ую", -1},    {"яя", "юю", -1},
};

/* Adjectives that are posts by themselves: nothing after them is declined. */
static const char *const heads[] = {"заведующ", "управляющ", "исполняющ", "командующ"};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static bool ends_with(const char *s, size_t n, const char *ending)
{
	size_t length = strlen(ending);

	return n >= length && !memcmp(s + n - length, ending, length);
}

/* Adds s by the first rule that fits; false: none did, nothing is added. */
static bool apply(const struct rule *rules, size_t rules_n, const char *s, size_t n, int gender, struct buf *out)
{
	for (size_t i = 0; i < rules_n; i++) {
		if (!ends_with(s, n, rules[i].ending) || (rules[i].gender >= 0 && rules[i].gender != gender))
			continue;
		buf_addn(out, s, rules[i].becomes ? n - strlen(rules[i].ending) : n);
		buf_add(out, rules[i].becomes ? rules[i].becomes : "");
		return true;
	}
	return false;
}

static const char vowel[] = "аеёиоуыэюяАЕЁИОУЫЭЮЯ";

static bool is_vowel(const char *letter) /* of two bytes */
{
	for (size_t i = 0; vowel[i]; i += 2)
		if (!memcmp(letter, vowel + i, 2))
			return true;
	return false;
}

static int vowels(const char *s, size_t n)
{
	struct buf folded = {0};
	int count = 0;

	collate_fold(s, n, &folded);
	for (size_t i = 0; i + 1 < folded.n; i += 2)
		count += is_vowel(folded.s + i);
	buf_free(&folded);
	return count;
}

/* «Кравец», «Стрелец», «Бабаец»: the vowel falls out, but not after two consonants («Кузнец») nor when it is the only one («Швец»).
 * False: it is no such word. */
static bool apply_ec(const char *s, size_t n, struct buf *out)
{
	static const char ending[] = "ец";
	const char *before = s + n - sizeof(ending) + 1 - 2; /* the letter before it */

	if (n < sizeof(ending) - 1 + 4 || !ends_with(s, n, ending))
		return false;
	buf_addn(out, s, n - sizeof(ending) + 1);
	if (is_vowel(before))
		buf_add(out, "йца");
	else if (!memcmp(before, "ь", 2) || vowels(s, n) == 1 || !is_vowel(before - 2))
		buf_add(out, "еца");
	else
		buf_add(out, memcmp(before, "л", 2) ? "ца" : "ьца");
	return true;
}

static void add_declined(const char *s, size_t n, int gender, struct buf *out)
{
	if (gender == 0 && apply_ec(s, n, out))
		return;
	if (vowels(s, n) == 1 && apply(short_surnames, COUNT(short_surnames), s, n, gender, out))
		return;
	if (!apply(surnames, COUNT(surnames), s, n, gender, out))
		buf_addn(out, s, n);
}

void decline_surname_accusative(const char *surname, int female, struct buf *out)
{
	int gender = female >= 0 ? female : person_gender(surname, "", "");

	for (const char *p = surname;; p++) {
		size_t n = strcspn(p, "-");

		add_declined(p, n, gender, out);
		p += n;
		if (!*p)
			return;
		buf_addc(out, '-');
	}
}

static bool is_head(const char *s, size_t n)
{
	for (size_t i = 0; i < COUNT(heads); i++)
		if (n > strlen(heads[i]) && !memcmp(s, heads[i], strlen(heads[i])))
			return true;
	return false;
}

/* «учитель-логопед» is declined in both parts. Posts of women («учительница») are told by their ending alone. */
static void add_noun(const char *s, size_t n, struct buf *out)
{
	for (const char *end = s + n;;) {
		const char *hyphen = memchr(s, '-', (size_t)(end - s));
		size_t length = (size_t)((hyphen ? hyphen : end) - s);

		add_declined(s, length, 0, out);
		if (!hyphen)
			return;
		buf_addc(out, '-');
		s = hyphen + 1;
	}
}

void decline_post_accusative(const char *post, struct buf *out)
{
	bool open = strncmp(post, "и.", strlen("и.")) &&
		    strncmp(post, "врио", strlen("врио")); /* the post's noun is still to come */

	for (const char *p = post; *p;) {
		size_t n = strcspn(p, " ,");
		bool adjective = open && apply(adjectives, COUNT(adjectives), p, n, 0, out);

		if (adjective)
			open = !is_head(p, n);
		else if (open && n) {
			add_noun(p, n, out);
			open = false;
		} else {
			buf_addn(out, p, n);
		}
		for (p += n; *p == ' ' || *p == ','; p++) {
			open = open || *p == ',';
			buf_addc(out, *p);
		}
	}
}

static const struct rule patronymic_genders[] = {
	{"вна", NULL, 1}, {"чна", NULL, 1}, {"кызы", NULL, 1}, {"ич", NULL, 0}, {"оглы", NULL, 0},
};
static const struct rule surname_genders[] = {
	{"ова", NULL, 1}, {"ева", NULL, 1},  {"ёва", NULL, 1},	{"ина", NULL, 1}, {"ына", NULL, 1},
	{"ая", NULL, 1},  {"ов", NULL, 0},   {"ев", NULL, 0},	{"ёв", NULL, 0},  {"ин", NULL, 0},
	{"ын", NULL, 0},  {"ский", NULL, 0}, {"цкий", NULL, 0}, {"ый", NULL, 0},
};
/* Only when neither patronymic nor surname told it. */
static const struct rule name_genders[] = {
	{"Илья", NULL, 0},   {"Никита", NULL, 0}, {"Лука", NULL, 0},   {"Фома", NULL, 0}, {"Кузьма", NULL, 0},
	{"Данила", NULL, 0}, {"Савва", NULL, 0},  {"Любовь", NULL, 1}, {"а", NULL, 1},	  {"я", NULL, 1},
	{".", NULL, -1},     {"ь", NULL, -1},	  {"", NULL, 0},
};

static int gender_of(const char *s, const struct rule *rules, size_t rules_n)
{
	for (size_t i = 0; i < rules_n && *s; i++)
		if (ends_with(s, strlen(s), rules[i].ending))
			return rules[i].gender;
	return -1;
}

int person_gender(const char *surname, const char *name, const char *patronymic)
{
	int gender = gender_of(patronymic, patronymic_genders, COUNT(patronymic_genders));

	if (gender < 0)
		gender = gender_of(surname, surname_genders, COUNT(surname_genders));
	return gender < 0 ? gender_of(name, name_genders, COUNT(name_genders)) : gender;
}
