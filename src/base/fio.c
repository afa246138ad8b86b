#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "stazh/base/alike.h"
#include "stazh/base/collate.h"
#include "stazh/base/fio.h"
#include "stazh/base/given.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"

#define WORDS_MAX 4
#define COUNT(a)  (sizeof(a) / sizeof(*(a)))

/* «Али оглы»: they belong to what stands before them. */
static const char *const sons[] = {"оглы", "оглу", "огли", "кызы", "кизи", "гызы", "уулу", "улы", "угли", "кызи"};
/* «фон Дервиз»: to what follows. */
static const char *const prefixes[] = {"фон", "ван", "де",  "дер", "да",  "ди", "дю",
				       "ла",  "ле",  "аль", "эль", "ибн", "бен"};

/* How a word reads as a patronymic. */
enum patronymic { NO_PATRONYMIC, LIKE_SURNAMES, SURELY };

struct word {
	struct buf text;
	bool initial, letter; /* «А.»; «А» */
	bool capitals, given, surname;
	enum patronymic patronymic;
};

/* What is which: a run of words each. */
struct run {
	size_t at, n;
};
struct places {
	struct run surname, name, patronymic;
};

struct parse {
	const char *text; /* cleaned, for people */
	struct word *words;
	size_t n;
	bool comma; /* behind the first */
	struct error *e;
};

static enum err refuse(const struct parse *p)
{
	char q[TEXT_QUOTED];

	return error_set(p->e, ERR_REFUSED, "«%s»: ожидаются фамилия, имя и отчество или фамилия и инициалы",
			 text_quoted(p->text, q));
}

static enum err refuse_word(const struct parse *p, const char *why, const char *word)
{
	char q[TEXT_QUOTED];

	return error_set(p->e, ERR_REFUSED, "«%s»: %s «%s»", text_quoted(p->text, q), why, word);
}

/* ---- letters ---- */

static bool is_lower(uint32_t cp)
{
	return utf8proc_toupper((utf8proc_int32_t)cp) != (utf8proc_int32_t)cp;
}

static bool is_capital(uint32_t cp)
{
	return utf8proc_tolower((utf8proc_int32_t)cp) != (utf8proc_int32_t)cp;
}

static bool is_letter(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
	       (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME);
}

static size_t letters(const char *s, size_t n)
{
	size_t count = 0;
	uint32_t cp;

	for (size_t at = 0, k; at < n; at += k) {
		k = utf8_decode(s + at, n - at, &cp);
		count += is_letter(cp) || alike_digit(s, n, at);
	}
	return count;
}

static bool is_one_of(const char *s, size_t n, const char *const *list, size_t count)
{
	struct buf folded = {0};
	bool is = false;

	collate_fold(s, n, &folded);
	for (size_t i = 0; i < count && !is; i++)
		is = !strcmp(buf_text(&folded), list[i]);
	buf_free(&folded);
	return is;
}

static bool ends_in(const struct buf *folded, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(list[i]);

		if (folded->n > n && !strcmp(folded->s + folded->n - n, list[i]))
			return true;
	}
	return false;
}

/* ---- the line ---- */

/* Blanks and hyphens of one sort, none around a hyphen within a name: «Иванова – Петрова». */
static void add_plain(const char *s, size_t n, struct buf *out)
{
	uint32_t cp;

	for (size_t at = 0, k; at < n; at += k) {
		struct buf folded = {0};
		bool after_hyphen = out->n && out->s[out->n - 1] == '-';

		k = utf8_decode(s + at, n - at, &cp);
		collate_fold(s + at, k, &folded);
		if (cp == '\n' || *buf_text(&folded) == ' ') {
			if (out->n && out->s[out->n - 1] != ' ' && !after_hyphen)
				buf_addc(out, ' ');
		} else if (*buf_text(&folded) == '-' || cp == '.') {
			while (out->n && out->s[out->n - 1] == ' ')
				out->s[--out->n] = 0;
			buf_addc(out, cp == '.' ? '.' : '-');
		} else {
			buf_addn(out, s + at, k);
		}
		buf_free(&folded);
	}
	while (out->n && out->s[out->n - 1] == ' ')
		out->s[--out->n] = 0;
}

/* A blank behind the dot of an initial, and before «А» in «ИвановаА.П.». */
static void part_dots(const char *s, size_t n, struct buf *out)
{
	uint32_t cp, before = 0, before_that = 0;

	for (size_t at = 0, k; at < n; at += k, before_that = before, before = cp) {
		k = utf8_decode(s + at, n - at, &cp);
		if (before == '.' && cp != ' ' && cp != '-' && cp != ',')
			buf_addc(out, ' ');
		else if (is_capital(cp) && is_lower(before) && is_letter(before_that) && at + k < n && s[at + k] == '.')
			buf_addc(out, ' ');
		buf_addn(out, s + at, k);
	}
}

static enum err check_letters(const struct parse *p, const char *s, size_t n)
{
	uint32_t cp;

	for (size_t at = 0, k; at < n; at += k) {
		char letter[5] = "";

		k = utf8_decode(s + at, n - at, &cp);
		if (is_letter(cp) || cp == 0x2019 || cp == 0x2BC || (cp < 0x80 && strchr(" -.'", (int)cp)) ||
		    alike_digit(s, n, at))
			continue;
		memcpy(letter, s + at, k);
		return refuse_word(p, "в имени человека ожидаются буквы, а стоит", letter);
	}
	return OK;
}

/* ---- words ---- */

static void judge(struct word *w)
{
	static const char *const surely[] = {"овна", "евна", "ична"};
	static const char *const perhaps[] = {"ович",  "евич",	"ильич",   "кузьмич",
					      "лукич", "фомич", "никитич", "саввич"};
	static const char *const surnames[] = {"ов",   "ова",  "ев",  "ева", "ский",  "ская", "цкий",
					       "цкая", "енко", "чук", "дзе", "швили", "ых"};
	struct buf folded = {0};
	const char *son = strrchr(w->text.s, '-');
	bool lower = false;
	uint32_t cp;

	for (size_t at = 0, k; at < w->text.n; at += k) {
		k = utf8_decode(w->text.s + at, w->text.n - at, &cp);
		lower |= is_lower(cp);
	}
	collate_fold(w->text.s, w->text.n, &folded);
	w->capitals = !lower && letters(w->text.s, w->text.n) > 1;
	w->given = given_name(w->text.s, w->text.n);
	w->patronymic = w->patronymic == SURELY || ends_in(&folded, surely, COUNT(surely)) ||
					(son && is_one_of(son + 1, strlen(son + 1), sons, COUNT(sons)))
				? SURELY
			: ends_in(&folded, perhaps, COUNT(perhaps)) || is_one_of(w->text.s, w->text.n, perhaps + 2, 6)
				? LIKE_SURNAMES
				: NO_PATRONYMIC;
	w->surname = !w->given && ends_in(&folded, surnames, COUNT(surnames));
	buf_free(&folded);
}

/* «А.», «Ж.-К.», «Дж.»; the dot behind a whole word ends but the line. */
static void judge_dot(struct word *w)
{
	size_t length = letters(w->text.s, w->text.n);
	bool dot = w->text.s[w->text.n - 1] == '.';

	w->initial = dot && (length <= 3 || strstr(w->text.s, ".-"));
	w->letter = !dot && length == 1;
	if (dot && !w->initial)
		w->text.s[--w->text.n] = 0;
}

static enum err add_word(struct parse *p, const char *s, size_t n, bool *prefixed)
{
	struct word *w = p->n ? &p->words[p->n - 1] : NULL;
	uint32_t first = 0;

	if (!*prefixed && is_one_of(s, n, sons, COUNT(sons))) {
		if (!w)
			return refuse(p);
		w->patronymic = SURELY;
	} else if (!*prefixed) {
		if (p->n == WORDS_MAX || !letters(s, n))
			return refuse(p);
		w = &p->words[p->n++];
	}
	if (w->text.n)
		buf_addc(&w->text, ' ');
	buf_addn(&w->text, s, n);
	utf8_decode(s, n, &first);
	*prefixed = is_lower(first) && is_one_of(s, n, prefixes, COUNT(prefixes));
	return OK;
}

static enum err read_words(struct parse *p, const char *s)
{
	bool prefixed = false;
	enum err err = OK;

	for (size_t n; *s && !err; s += n) {
		s += strspn(s, " ");
		n = strcspn(s, " ");
		if (n)
			err = add_word(p, s, n, &prefixed);
	}
	if (!err && (prefixed || p->n < 2))
		err = refuse(p);
	for (size_t i = 0; i < p->n && !err; i++) {
		struct word *w = &p->words[i];

		judge_dot(w);
		if (w->letter && i && i + 1 == p->n && p->words[i - 1].initial) { /* «Иванова А.П» */
			buf_addc(&w->text, '.');
			w->initial = true;
		} else if (w->letter && i) {
			char q[TEXT_QUOTED];

			err = error_set(p->e, ERR_REFUSED, "«%s»: после инициала ожидается точка",
					text_quoted(p->text, q));
		}
		judge(w);
	}
	return err;
}

/* ---- what is which ---- */

static bool put(struct places *to, struct run surname, struct run name, struct run patronymic)
{
	*to = (struct places){surname, name, patronymic};
	return true;
}

/* surname, name and patronymic stand at these words; n words each. */
#define RUN(at, n) ((struct run){at, n})
#define NONE	   RUN(0, 0)

static bool place_initials(const struct word *w, size_t n, size_t first, size_t initials, struct places *to)
{
	size_t rest = n - initials;

	if (initials > 2 || !rest || rest > 2)
		return false;
	if (!first && rest == 2 && initials == 1 && w[1].patronymic)
		return put(to, RUN(2, 1), RUN(0, 1), RUN(1, 1)); /* А. Петровна Иванова */
	if (!first)
		return put(to, RUN(initials, rest), RUN(0, 1), RUN(1, initials - 1));
	if (first == rest && rest == 2 && initials == 1 && !w[1].surname)
		return !w[0].given && put(to, RUN(0, 1), RUN(1, 1), RUN(2, 1)); /* Иванова Анна П. */
	if (first == rest)
		return put(to, RUN(0, rest), RUN(rest, 1), RUN(rest + 1, initials - 1));
	if (n != 3) /* between words */
		return false;
	if (w[2].patronymic == SURELY && !w[0].given)
		return put(to, RUN(0, 1), RUN(1, 1), RUN(2, 1)); /* Иванова А. Петровна */
	return (w[0].given || (w[2].surname && !w[0].surname)) && put(to, RUN(2, 1), RUN(0, 1), RUN(1, 1));
}

static bool place_two(const struct word *w, struct places *to)
{
	bool turned = w[0].given ? !w[1].given : !w[1].given && w[1].surname && !w[0].surname;

	if (w[0].capitals != w[1].capitals)
		turned = w[1].capitals;
	else if (w[1].patronymic || w[0].patronymic == SURELY)
		return false;
	else if (w[0].patronymic)
		turned = false;
	return put(to, RUN(turned, 1), RUN(!turned, 1), NONE);
}

static bool place_three(const struct word *w, struct places *to)
{
	const struct run a = RUN(0, 1), b = RUN(1, 1), c = RUN(2, 1);

	if (w[2].capitals && !w[0].capitals && !w[1].capitals)
		return put(to, c, a, b);
	if (w[0].capitals && !w[1].capitals && !w[2].capitals)
		return w[1].patronymic ? put(to, a, c, b) : put(to, a, b, c);
	if (w[1].patronymic) {
		if (w[1].patronymic == SURELY && w[2].given && !w[0].given)
			return put(to, a, c, b); /* Иванова Петровна Анна */
		return (w[2].patronymic != SURELY) && !w[0].surname && put(to, c, a, b);
	}
	if (w[2].patronymic) /* «Анна Иванова Петровна» is not to be told */
		return !(w[0].given && w[1].surname) && put(to, a, b, c);
	if (w[0].patronymic == SURELY)
		return false;
	if (w[0].given && w[1].surname)
		return !w[2].given && put(to, RUN(1, 2), a, NONE); /* Кузьма Петров Водкин */
	if (w[0].surname && !w[1].given && w[2].given)
		return w[1].surname && put(to, RUN(0, 2), c, NONE);
	return w[2].surname && !w[0].surname ? put(to, c, a, b) : put(to, a, b, c);
}

static bool place_four(const struct word *w, struct places *to)
{
	const struct run first = RUN(0, 1), last = RUN(3, 1);

	if (w[1].patronymic && w[0].given)
		return put(to, RUN(2, 2), first, RUN(1, 1));
	if (w[2].patronymic && w[0].given && w[1].given)
		return put(to, last, RUN(0, 2), RUN(2, 1));
	if (!w[3].patronymic)
		return false;
	if (w[1].given && w[2].given)
		return put(to, first, RUN(1, 2), last);
	return (w[2].given || (w[0].surname && w[1].surname)) && put(to, RUN(0, 2), RUN(2, 1), last);
}

static bool place(const struct parse *p, struct places *to)
{
	const struct word *w = p->words;
	size_t initials = 0, first = p->n;

	for (size_t i = p->n; i-- > 0;)
		if (w[i].initial) {
			first = i;
			initials++;
		}
	for (size_t i = first; i < p->n && i < first + initials; i++)
		if (!w[i].initial)
			return false;
	if (p->comma)
		return p->n <= 3 && !w[0].initial && put(to, RUN(0, 1), RUN(1, 1), RUN(2, p->n - 2));
	if (initials)
		return place_initials(w, p->n, first, initials, to);
	return p->n == 2 ? place_two(w, to) : p->n == 3 ? place_three(w, to) : place_four(w, to);
}

/* «Иванова АП»: two letters are a surname only beside a given name. */
static bool lacks_dots(const struct parse *p)
{
	for (size_t i = 1; i < p->n; i++)
		if (p->words[i].capitals && !p->words[i].initial && !p->words[0].capitals && !p->words[0].initial &&
		    !p->words[0].given && letters(p->words[i].text.s, p->words[i].text.n) == 2)
			return true;
	return false;
}

/* ---- how it is written ---- */

/* «ИВАНОВА-ПЕТРОВА» and «иванова-петрова» to «Иванова-Петрова»; «оглы» stays small. */
static void add_titled(const char *s, size_t n, bool capitals, struct buf *out)
{
	bool begins = true;
	uint32_t cp;

	for (size_t at = 0, k; at < n; at += k) {
		char c[4];

		k = utf8_decode(s + at, n - at, &cp);
		if (begins && is_one_of(s + at, strcspn(s + at, " -"), sons, COUNT(sons)))
			begins = false;
		if (begins)
			cp = (uint32_t)utf8proc_toupper((utf8proc_int32_t)cp);
		else if (capitals)
			cp = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
		buf_addn(out, c, utf8_write(cp, c));
		begins = strchr(" -.'", (int)(cp < 0x80 ? cp : 'x')) != NULL;
	}
}

static void add_run(const struct parse *p, struct run r, bool small, struct buf *out)
{
	for (size_t i = r.at; i < r.at + r.n; i++) {
		const struct word *w = &p->words[i];

		if (out->n)
			buf_addc(out, ' ');
		if (w->capitals || small || w->initial)
			add_titled(w->text.s, w->text.n, w->capitals, out);
		else
			buf_addn(out, w->text.s, w->text.n);
	}
}

static bool all_small(const struct parse *p)
{
	uint32_t cp;

	for (const char *s = p->text; *s; s += utf8_decode(s, strlen(s), &cp))
		if (utf8_decode(s, strlen(s), &cp) && is_capital(cp))
			return false;
	return true;
}

static enum err tell_apart(struct parse *p, const char *line, struct fio *out)
{
	struct places at;
	enum err err = read_words(p, line);
	char q[TEXT_QUOTED];

	if (err)
		return err;
	if (lacks_dots(p))
		return error_set(p->e, ERR_REFUSED, "«%s»: после инициала ожидается точка", text_quoted(p->text, q));
	if (!place(p, &at)) {
		if (p->n == 2 && p->words[0].given && p->words[1].patronymic == LIKE_SURNAMES)
			return refuse_word(p, "не понять, фамилия это или отчество:", p->words[1].text.s);
		return refuse(p);
	}
	add_run(p, at.surname, all_small(p), &out->surname);
	add_run(p, at.name, all_small(p), &out->name);
	add_run(p, at.patronymic, all_small(p), &out->patronymic);
	return OK;
}

enum err fio_parse(const char *text, struct fio *out, struct error *e)
{
	struct buf clean = {0}, plain = {0}, line = {0};
	struct word words[WORDS_MAX] = {0};
	struct parse p = {.words = words, .e = e};
	enum err err = utf8_clean(text, strlen(text), true, &clean, e);
	char *comma;

	if (err) {
		buf_free(&clean);
		return ERR_REFUSED;
	}
	add_plain(buf_text(&clean), clean.n, &plain);
	part_dots(buf_text(&plain), plain.n, &line);
	p.text = buf_text(&plain);
	comma = line.s ? strchr(line.s, ',') : NULL;
	if (comma && comma > line.s && !memchr(line.s, ' ', (size_t)(comma - line.s))) {
		p.comma = true;
		*comma = ' ';
	}
	err = check_letters(&p, buf_text(&line), line.n);
	if (!err)
		err = tell_apart(&p, buf_text(&line), out);
	for (size_t i = 0; i < WORDS_MAX; i++)
		buf_free(&words[i].text);
	buf_free(&clean);
	buf_free(&plain);
	buf_free(&line);
	return err;
}

void fio_release(struct fio *f)
{
	buf_free(&f->surname);
	buf_free(&f->name);
	buf_free(&f->patronymic);
}
