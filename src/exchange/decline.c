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
	{"ой", "ого", 0},   {"й", "я", 0},	{"ь", "я", 0},	    {"бец", "бца", 0},	{"вец", "вца", 0},
	{"дец", "дца", 0},  {"лец", "льца", 0}, {"мец", "мца", 0},  {"нец", "нца", 0},	{"пец", "пца", 0},
	{"рец", "рца", 0},  {"тец", "тца", 0},	{"б", "ба", 0},	    {"в", "ва", 0},	{"г", "га", 0},
	{"д", "да", 0},	    {"ж", "жа", 0},	{"з", "за", 0},	    {"к", "ка", 0},	{"л", "ла", 0},
	{"м", "ма", 0},	    {"н", "на", 0},	{"п", "па", 0},	    {"р", "ра", 0},	{"с", "са", 0},
	{"т", "та", 0},	    {"ф", "фа", 0},	{"х", "ха", 0},	    {"ц", "ца", 0},	{"ч", "ча", 0},
	{"ш", "ша", 0},	    {"щ", "ща", 0},
};

/* «Цой», «Швец»: their only vowel does not fall out. */
static const struct rule short_surnames[] = {{"ой", "оя", 0}, {"ец", "еца", 0}};

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

static int vowels(const char *s, size_t n)
{
	static const char *const all[] = {"а", "е", "ё", "и", "о", "у", "ы", "э", "ю", "я"};
	struct buf folded = {0};
	int count = 0;

	collate_fold(s, n, &folded);
	for (size_t i = 0; i + 1 < folded.n; i += 2)
		for (size_t j = 0; j < COUNT(all); j++)
			count += !memcmp(folded.s + i, all[j], 2);
	buf_free(&folded);
	return count;
}

void decline_surname_accusative(const char *surname, int female, struct buf *out)
{
	int gender = female >= 0 ? female : person_gender(surname, "", "");

	for (const char *p = surname;; p++) {
		size_t n = strcspn(p, "-");

		if (!(vowels(p, n) == 1 && apply(short_surnames, COUNT(short_surnames), p, n, gender, out)) &&
		    !apply(surnames, COUNT(surnames), p, n, gender, out))
			buf_addn(out, p, n);
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

		if (!apply(surnames, COUNT(surnames), s, length, 0, out))
			buf_addn(out, s, length);
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
