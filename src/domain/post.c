#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/domain/kinds.h"
#include "stazh/domain/post.h"
#include "stazh/settings/posts.h"

#define DEPUTY "заместитель руководителя"
#define OTHER  "иная"

#define NO_CATEGORY "без категории"

/* Other words for them. NULL: no post of the nomenclature, though it has a word of one. */
static const struct {
	const char *text, *kind;
} others[] = {
	{"психолог", "педагог-психолог"},
	{"учительница", "учитель"},
	{"воспитательница", "воспитатель"},
	{"ст. воспитатель", "старший воспитатель"},
	{"младший воспитатель", NULL},
	{"мл. воспитатель", NULL},
	{"дефектолог", "учитель-дефектолог"},
	{"учитель логопед", "учитель-логопед"},
	{"учитель дефектолог", "учитель-дефектолог"},
	{"педагог психолог", "педагог-психолог"},
	{"педагог библиотекарь", "педагог-библиотекарь"},
	{"педагог организатор", "педагог-организатор"},
	{"соцпедагог", "социальный педагог"},
	{"соц. педагог", "социальный педагог"},
	{"педагог доп. образования", "педагог дополнительного образования"},
	{"педагог доп образования", "педагог дополнительного образования"},
	{"педагог до", "педагог дополнительного образования"},
	{"пдо", "педагог дополнительного образования"},
	{"руководитель кружка", "педагог дополнительного образования"},
	{"ст. методист", "старший методист"},
	{"ст. вожатый", "старший вожатый"},
	{"старшая вожатая", "старший вожатый"},
	{"вожатая", "вожатый"},
	{"классный руководитель", "учитель"},
	{"муз. руководитель", "музыкальный руководитель"},
	{"музрук", "музыкальный руководитель"},
	{"художественный руководитель", NULL},
	{"руководитель мо", NULL},
	{"руководитель шмо", NULL},
	{"руководитель рмо", NULL},
	{"руководитель методического объединения", NULL},
	{"преподаватель организатор", "преподаватель-организатор"},
	{"инструктор по физкультуре", "инструктор по физической культуре"},
	{"инструктор по фк", "инструктор по физической культуре"},
	{"инструктор по физо", "инструктор по физической культуре"},
	{"тренер", "тренер-преподаватель"},
	{"советник директора", "советник директора по воспитанию"},
	{"советник по воспитанию", "советник директора по воспитанию"},
	{"и. о. директора", "директор"},
	{"исполняющий обязанности директора", "директор"},
	{"исполняющая обязанности директора", "директор"},
	{"врио директора", "директор"},
	{"заведующая", "заведующий"},
	{"и. о. заведующего", "заведующий"},
	{"и. о. заведующей", "заведующий"},
	{"заведующий хозяйством", NULL},
	{"заведующая хозяйством", NULL},
	{"заведующий библиотекой", NULL},
	{"заведующая библиотекой", NULL},
	{"заведующий складом", NULL},
	{"заведующая складом", NULL},
	{"заведующий производством", NULL},
	{"заведующая производством", NULL},
	{"завуч", "заместитель директора"},
	{"зам. директора", "заместитель директора"},
	{"зам директора", "заместитель директора"},
	{"замдиректора", "заместитель директора"},
	{"и. о. заместителя директора", "заместитель директора"},
	{"заместитель заведующей", "заместитель заведующего"},
	{"зам. заведующего", "заместитель заведующего"},
	{"зам. заведующей", "заместитель заведующего"},
	{"зам. начальника", "заместитель начальника"},
	{"зам. руководителя", DEPUTY},
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* ---- finding ---- */

/* A mark stays by itself, so that nothing is found across it; a dot ends its word; « - » joins as a hyphen does. */
static void add_words(const char *text, bool hyphens, struct buf *out)
{
	struct buf folded = {0};
	bool blank = true; /* a word begins here */

	collate_fold(text, strlen(text), &folded);
	buf_addc(out, ' ');
	for (const char *s = buf_text(&folded); *s; s++) {
		bool dash = *s == '-' || !strncmp(s, "–", strlen("–"));

		if (dash && hyphens) {
			while (out->n > 1 && out->s[out->n - 1] == ' ')
				out->s[--out->n] = 0;
			buf_addc(out, '-');
			s += *s == '-' ? 0 : strlen("–") - 1;
			s += strspn(s + 1, " ");
			blank = false;
		} else if (*s == ' ' || *s == '-') {
			if (!blank)
				buf_addc(out, ' ');
			blank = true;
		} else if (*s == '.') {
			buf_add(out, ". ");
			blank = true;
		} else if (strchr(",;:()/+\"\n", *s)) {
			buf_addf(out, "%s%c ", blank ? "" : " ", *s);
			blank = true;
		} else {
			buf_addc(out, *s);
			blank = false;
		}
	}
	if (!blank)
		buf_addc(out, ' ');
	buf_free(&folded);
}

struct search {
	const char *text; /* words between blanks */
	const char *kind; /* of the longest so far */
	size_t length;
	const char *at;
};

/* Is the pattern there, and longer than what was found so far? next: with its place. */
static bool leads(const struct search *s, const char *pattern, struct search *next)
{
	struct buf words = {0};
	const char *at;

	add_words(pattern, true, &words);
	at = strstr(s->text, buf_text(&words));
	*next = (struct search){.text = s->text, .length = words.n, .at = at};
	buf_free(&words);
	return at && (next->length > s->length || (next->length == s->length && at < s->at));
}

static const char *listed(const char *const *list, const char *word)
{
	for (size_t i = 0; word && list[i]; i++)
		if (!strcmp(list[i], word))
			return list[i];
	for (size_t i = 0; word && list[i]; i++)
		if (name_same(list[i], word))
			return list[i];
	return NULL;
}

/* As the list of the configuration has it: itself, else the word that it counts as. */
static const char *in_list(const char *const *list, const char *kind)
{
	const char *word = listed(list, kind);

	return word || !kind ? word : listed(list, post_group(kind));
}

/* exact: a post of the nomenclature is told by its own name, though the list has a wider word for it only. */
static const char *find(const struct config *c, const char *text, bool hyphens, bool exact)
{
	const char *const *list = config_list(c, OPT_POSITION_KINDS, NULL);
	struct search s = {0}, next;
	struct buf words = {0};
	const char *kind;

	add_words(text, hyphens, &words);
	s.text = buf_text(&words);
	for (size_t i = 0; list[i]; i++)
		if (leads(&s, list[i], &next)) {
			next.kind = list[i];
			s = next;
		}
	for (size_t i = 0; i < posts_n; i++)
		if (leads(&s, posts[i].kind, &next) && (kind = in_list(list, posts[i].kind))) {
			next.kind = exact && !listed(list, posts[i].kind) ? posts[i].kind : kind;
			s = next;
		}
	for (size_t i = 0; i < COUNT(others); i++)
		if (leads(&s, others[i].text, &next) && ((kind = in_list(list, others[i].kind)) || !others[i].kind)) {
			next.kind = kind && exact && !listed(list, others[i].kind) ? others[i].kind : kind;
			s = next;
		}
	buf_free(&words);
	return s.kind;
}

static const char *find_post(const struct config *c, const char *text, bool exact)
{
	const char *kind = find(c, text, true, exact);

	return kind || !strchr(text, '-') ? kind : find(c, text, false, exact); /* «педагог-навигатор» is a «педагог» */
}

const char *post_kind(const struct config *c, const char *text)
{
	return find_post(c, text, false);
}

bool post_counts_as(const char *kind, const char *word)
{
	const char *group = post_group(kind);

	return !strcmp(kind, word) || (group && !strcmp(group, word));
}

const char *post_of(const struct config *c, const struct record *person)
{
	const char *kind = record_text(person, PERSON_POSITION_KIND), *post = record_text(person, PERSON_POSITION),
		   *told;
	bool vague = !*kind || !strcmp(kind, OTHER);

	told = *post && (vague || post_is_wide(kind)) ? find_post(c, post, true) : NULL;
	if (told && (vague || post_counts_as(told, kind)))
		return told;
	if (vague && *post)
		return post;
	told = *kind && !listed(config_list(c, OPT_POSITION_KINDS, NULL), kind) ? post_kind(c, kind)
										: NULL; /* of an earlier list */
	return told ? told : kind;
}

/* ---- categories ---- */

static const struct {
	const char *text, *word;
} categories[] = {
	{"нет", NO_CATEGORY},
	{"не имеет", NO_CATEGORY},
	{"без кв. категории", NO_CATEGORY},
	{"высшая категория", "высшая"},
	{"высшая квалификационная категория", "высшая"},
	{"вкк", "высшая"},
	{"первая категория", "первая"},
	{"первая квалификационная категория", "первая"},
	{"1", "первая"},
	{"I", "первая"},
	{"1 категория", "первая"},
	{"соответствие", "соответствие занимаемой должности"},
	{"сзд", "соответствие занимаемой должности"},
	{"соответствует занимаемой должности", "соответствие занимаемой должности"},
	{"методист", "педагог-методист"},
	{"наставник", "педагог-наставник"},
};

const char *category_of(const struct config *c, const char *text)
{
	const char *const *list = config_list(c, OPT_CATEGORIES, NULL);
	const char *word = listed(list, text);

	for (size_t i = 0; !word && i < COUNT(categories); i++)
		if (name_same(categories[i].text, text))
			word = listed(list, categories[i].word);
	return word;
}

void category_add(const struct config *c, const struct record *person, struct buf *out)
{
	const char *stored = record_text(person, PERSON_CATEGORY), *known = category_of(c, stored),
		   *category = known ? known : stored;

	if (!*category || !strcmp(category, NO_CATEGORY) || !strcmp(category, "нет"))
		return;
	if (category_implies(category))
		buf_addf(out, "квалификационная категория «%s»", category);
	else if (!strncmp(category, "соответствие", strlen("соответствие")))
		buf_add(out, category);
	else
		buf_addf(out, "%s квалификационная категория", category);
}

const char *category_implies(const char *category) /* § 50 of order № 196 */
{
	return !strcmp(category, "педагог-методист") || !strcmp(category, "педагог-наставник") ? "высшая" : NULL;
}

#define OLD_YEARS 5 /* order № 276 of 2014 */

int32_t category_first_endless(void)
{
	return date_from_ymd(2023, 9, 1);
}

int32_t category_last(const struct record *person)
{
	int32_t on = record_date(person, PERSON_CATEGORY_ON);

	if (record_has(person, PERSON_CATEGORY_UNTIL) || on == DATE_NONE || on >= category_first_endless())
		return record_date(person, PERSON_CATEGORY_UNTIL);
	return date_add_months(on, OLD_YEARS * 12);
}
