/* What people and their posts are called on paper. */
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/domain/kinds.h"

/* ---- forms written by hand ---- */

/* «род. Коваля; дат. Ковалю Ивану Ивановичу, заведующему складом; муж.; не склоняется»: a part of it. */
struct part {
	const char *s; /* what stands behind the case */
	size_t n;
	enum word_case c; /* NOMINATIVE: none */
	int gender;	  /* -1: not this */
	bool stiff;	  /* the name has no cases */
};

static const char *const case_words[] = {
	[GENITIVE] = "род", [DATIVE] = "дат", [ACCUSATIVE] = "вин", [INSTRUMENTAL] = "твор", [PREPOSITIONAL] = "предл"};

static bool begins(const char *s, size_t n, const char *word)
{
	return n >= strlen(word) && !memcmp(s, word, strlen(word));
}

static bool read_part(const char *s, size_t n, struct part *out)
{
	size_t length = 0;

	*out = (struct part){.gender = -1};
	while (length < n && s[length] != ' ' && s[length] != '.' && s[length] != ':')
		length++;
	for (enum word_case c = GENITIVE; c < WORD_CASES; c++)
		if (begins(s, length, case_words[c]))
			out->c = c;
	out->gender = begins(s, length, "муж") ? 0 : begins(s, length, "жен") ? 1 : -1;
	out->stiff = begins(s, n, "не склоняется");
	while (length < n && strchr(" .:", s[length]))
		length++;
	out->s = s + length;
	out->n = n - length;
	if (out->c)
		return out->n > 0;
	return out->stiff || (out->gender >= 0 && !out->n);
}

/* The next part of the text, which *at walks through; false at the end. *known: it could be read. */
static bool next_part(const char **at, struct part *out, bool *known)
{
	const char *s;
	size_t n;

	do {
		s = *at;
		n = strcspn(s, ";");
		*at += n + (s[n] == ';');
		n = text_trim(&s, n);
	} while (!n && **at);
	*known = n && read_part(s, n, out);
	return n > 0;
}

enum err person_forms_check(const struct record *p, struct error *e)
{
	const char *at = record_text(p, PERSON_FORMS);
	struct part part;
	bool known;

	while (next_part(&at, &part, &known))
		if (!known) {
			error_set(e, ERR_REFUSED,
				  "Склонение: ожидаются падежи через «;», например «род. Коваля; дат. Ковалю», «муж.», "
				  "«жен.» "
				  "или «не склоняется»");
			return error_at(e, "forms");
		}
	return OK;
}

static int told_gender(const struct record *p)
{
	const char *at = record_text(p, PERSON_FORMS);
	struct part part;
	bool known;

	while (next_part(&at, &part, &known))
		if (known && part.gender >= 0)
			return part.gender;
	return -1;
}

/* What was written for the case. */
static bool find_form(const struct record *p, enum word_case c, struct part *out)
{
	const char *at = record_text(p, PERSON_FORMS);
	bool known;

	while (c != NOMINATIVE && next_part(&at, out, &known))
		if (known && (out->c == c || out->stiff))
			return true;
	return false;
}

static size_t words_in(const char *s)
{
	size_t n = *s != 0;

	for (; *s; s++)
		n += *s == ' ';
	return n;
}

/* Takes `words` words off the front of s (up to a comma); 0: there are not so many. */
static size_t take_words(const char **s, const char *end, size_t words, const char **taken)
{
	const char *p = *s;

	*taken = p;
	for (size_t i = 0; i < words; i++) {
		if (i)
			p++;
		if (p >= end || *p == ' ')
			return 0;
		while (p < end && *p != ' ')
			p++;
	}
	*s = p + (p < end);
	return (size_t)(p - *taken);
}

/* The name in the form that was written: what it does not say is declined. */
struct hand {
	const char *surname, *name, *patronymic; /* not ended by 0; NULL: not told */
	size_t surname_n, name_n, patronymic_n;
	const char *post; /* NULL: not told */
	size_t post_n;
	bool stiff;
};

static struct hand read_hand(const struct record *p, enum word_case c)
{
	struct hand h = {0};
	struct part part;
	const char *s, *end, *comma;

	if (!find_form(p, c, &part))
		return h;
	h.stiff = part.stiff;
	if (part.stiff)
		return h;
	s = part.s;
	end = part.s + part.n;
	comma = memchr(s, ',', part.n);
	if (comma) {
		h.post = comma + 1;
		h.post_n = text_trim(&h.post, (size_t)(end - comma - 1));
		end = comma;
	}
	h.surname_n = take_words(&s, end, words_in(record_text(p, PERSON_SURNAME)), &h.surname);
	if (s < end)
		h.name_n = take_words(&s, end, words_in(record_text(p, PERSON_NAME)), &h.name);
	if (s < end) {
		h.patronymic = s;
		h.patronymic_n = (size_t)(end - s);
	}
	return h;
}

int person_gender(const struct record *p)
{
	int gender = told_gender(p);

	return gender >= 0 ? gender
			   : decline_gender(record_text(p, PERSON_SURNAME), record_text(p, PERSON_NAME),
					    record_text(p, PERSON_PATRONYMIC));
}

/* ---- names ---- */

/* «И.» of «Ирина» and of «И.»; nothing of nothing. */
static void add_initial(const char *name, struct buf *out)
{
	size_t n = strlen(name);

	if (!n)
		return;
	buf_addn(out, name, utf8_next(name, n, 0));
	buf_addc(out, '.');
}

static void add_initials(const struct record *p, struct buf *out)
{
	add_initial(record_text(p, PERSON_NAME), out);
	add_initial(record_text(p, PERSON_PATRONYMIC), out);
}

static bool is_initial(const char *name)
{
	size_t n = strlen(name);

	return n && name[n - 1] == '.';
}

static void add_surname(const struct record *p, enum word_case c, struct buf *out)
{
	struct hand hand = read_hand(p, c);

	if (hand.surname_n)
		buf_addn(out, hand.surname, hand.surname_n);
	else
		decline_surname(record_text(p, PERSON_SURNAME), person_gender(p), hand.stiff ? NOMINATIVE : c, out);
}

void person_add_name(const struct record *p, enum name_form form, enum word_case c, struct buf *out)
{
	const char *name = record_text(p, PERSON_NAME), *patronymic = record_text(p, PERSON_PATRONYMIC);
	struct hand hand = read_hand(p, c);
	int gender = person_gender(p);

	if (hand.stiff)
		c = NOMINATIVE;
	if (form == NAME_INITIALS_FIRST && *name) {
		add_initials(p, out);
		buf_addc(out, ' ');
	}
	add_surname(p, c, out);
	if (form == NAME_SHORT && *name) {
		buf_addc(out, ' ');
		add_initials(p, out);
	}
	if (form != NAME_FULL)
		return;
	if (*name) {
		buf_addc(out, ' ');
		if (hand.name_n)
			buf_addn(out, hand.name, hand.name_n);
		else
			decline_name(name, gender, c, out);
	}
	if (*patronymic) {
		buf_add(out, is_initial(name) && is_initial(patronymic) ? "" : " ");
		if (hand.patronymic_n)
			buf_addn(out, hand.patronymic, hand.patronymic_n);
		else
			decline_patronymic(patronymic, c, out);
	}
}

void person_add_cases(const struct record *p, struct buf *out)
{
	const char *surname = record_text(p, PERSON_SURNAME);
	struct buf cases = {0}, one = {0};
	bool any = false;

	for (enum word_case c = GENITIVE; c < WORD_CASES; c++) {
		buf_clear(&one);
		add_surname(p, c, &one);
		any = any || strcmp(buf_text(&one), surname) != 0;
		buf_addf(&cases, "%s%s", cases.n ? ", " : "", buf_text(&one));
	}
	if (any)
		buf_addf(out, "Склоняется\t%s\n", cases.s);
	buf_clear(&one);
	decline_surname(surname, 0, GENITIVE, &one);
	if (!any && person_gender(p) < 0 && strcmp(buf_text(&one), surname) != 0)
		buf_add(out, "Не склоняется\tпол не виден: впишите «муж.» или «жен.» в поле «Склонение»\n");
	buf_free(&cases);
	buf_free(&one);
}

void person_short_name(const struct record *p, struct buf *out)
{
	person_add_name(p, NAME_SHORT, NOMINATIVE, out);
}

void person_initials_first(const struct record *p, struct buf *out)
{
	person_add_name(p, NAME_INITIALS_FIRST, NOMINATIVE, out);
}

void person_full_name(const struct record *p, struct buf *out)
{
	person_add_name(p, NAME_FULL, NOMINATIVE, out);
}

const char *person_post(const struct record *p)
{
	const char *post = record_text(p, PERSON_POSITION);

	return *post ? post : record_text(p, PERSON_POSITION_KIND);
}

void person_add_post(const struct record *p, enum word_case c, struct buf *out)
{
	struct hand hand = read_hand(p, c);
	struct buf post = {0};

	if (hand.post)
		buf_addn(out, hand.post, hand.post_n);
	else {
		text_add_cased(&post, person_post(p), false);
		decline_post(buf_text(&post), c, out);
	}
	buf_free(&post);
}
