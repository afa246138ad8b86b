/* What the marks of a form mean. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/formmark.h"
#include "stazh/model/measure.h"
#include "stazh/model/model.h"
#include "words.h"

/* Of which site and year. */
struct about {
	uint32_t site;
	int year;
};

static bool says(const char *text, const char *one, const char *other)
{
	return name_same(text, one) || name_same(text, other);
}

/* A site, a year: false: it is neither; *why (a buffer) may tell then that several are meant. */
static bool qualify(struct blank_words *w, const char *text, struct about *about, struct buf *why)
{
	struct error e = {.code = OK};
	int year = school_year_parse(text);

	if (year && strchr(text, '-')) {
		about->year = year;
	} else if (says(text, "прошлый год", "год назад")) {
		about->year = w->year - 1;
	} else if (says(text, "позапрошлый год", "два года назад")) {
		about->year = w->year - 2;
	} else if (says(text, "округ", "по округу")) {
		about->site = 0;
	} else if (ref_find(w->tx, KIND_SITE, text, &about->site, &e)) {
		if (e.code == ERR_REFUSED) {
			buf_clear(why);
			buf_add(why, e.text);
		}
		return false;
	}
	return true;
}

/* «WHAT, QUALIFIER»: from the last separator on, until both sides are understood. */
static const struct entry *read_name(struct blank_words *w, const char *text, struct about *about, struct buf *why)
{
	const struct entry *entry = entry_find(w, text);
	size_t n = strlen(text);

	while (!entry && n--) {
		struct about other = *about;
		const char *right = text + n + 1;
		char *left;

		if (!strchr(",;:", text[n]))
			continue;
		text_trim(&right, strlen(right));
		left = mem_strndup(text, n);
		if (*right && qualify(w, right, &other, why) && (entry = read_name(w, left, &other, why)))
			*about = other;
		free(left);
	}
	return entry;
}

/* Quotation marks that an editor made of plain ones. */
static char *plain_quotes(const char *text)
{
	static const char *const quotes[] = {"«", "»", "“", "”", "„"};
	struct buf out = {0};

	while (*text) {
		size_t n = 0;

		for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes) && !n; i++)
			n = strncmp(text, quotes[i], strlen(quotes[i])) ? 0 : strlen(quotes[i]);
		buf_addc(&out, n ? '"' : *text);
		text += n ? n : 1;
	}
	return buf_take(&out);
}

static bool measure(struct blank_words *w, const char *text, uint32_t site, struct blank_value *out, struct buf *why)
{
	struct measure_scope scope = {
		.year = w->year, .within = site ? figure_within : NULL, .of = site, .single = true};
	struct error e = {.code = OK};
	struct measure *m = NULL;
	double number;
	struct measured is;

	if (measure_parse(w->tx, text, &scope, &m, &e)) {
		buf_add(why, e.text);
		return false;
	}
	is = measure_take(w->tx, m);
	if (!measured_number(measure_how(m), is, &number)) {
		*out = (struct blank_value){.what = BLANK_TEXT, .text = "—"};
	} else {
		struct buf shown = {0};

		dynamics_add_number(&shown, number, false);
		*out = (struct blank_value){.what = measure_how(m) == MEASURE_SHARE ? BLANK_PERCENT : BLANK_NUMBER,
					    .number = number,
					    .text = keep(&w->dossier, &shown)};
	}
	measure_free(&m);
	return true;
}

/* What `text` stands for, of the site and year. */
static void answer(struct blank_words *w, const char *text, struct about about, struct blank_answer *a,
		   struct blank_value *out)
{
	const struct entry *entry;
	const char *need;
	struct buf why = {0};

	if (*text == '=') {
		char *plain = plain_quotes(text + 1);

		a->state = measure(w, plain, about.site, out, &why) ? BLANK_FOUND : BLANK_UNKNOWN;
		free(plain);
	} else if ((entry = read_name(w, text, &about, &why))) {
		need = entry_value(w, entry, about.site, about.year, out);
		a->state = need ? BLANK_LACKING : BLANK_FOUND;
		buf_clear(&why);
		buf_add(&why, need ? need : "");
	} else {
		a->state = BLANK_UNKNOWN;
		a->nearest = entry_nearest(w, text);
	}
	free(a->why);
	a->why = why.n ? buf_take(&why) : NULL;
	buf_free(&why);
}

/* «*площадки»: there has to be room for them. */
static void answer_rows(struct blank_words *w, struct blank *f, size_t mark, const char *means, struct blank_answer *a)
{
	struct blank_mark *m = blank_mark(f, mark);
	size_t room = blank_rows_room(f, mark);
	struct buf why = {0};

	if (!says(means + (*means == '*'), "площадки", "sites")) {
		a->state = BLANK_UNKNOWN;
		a->nearest = "*площадки";
		return;
	}
	m->rows = rows_sites(w);
	if (!room)
		buf_add(&why, "строки повторяются на листах .xlsx и в таблицах .odt и .docx");
	else if (m->rows > room)
		buf_addf(&why, "площадок %zu, а пустых строк для них в форме %zu: вставьте в неё строки", m->rows,
			 room);
	a->state = why.n ? BLANK_LACKING : BLANK_FOUND;
	a->why = why.n ? buf_take(&why) : NULL;
	buf_addf(&why, "%zu %s", m->rows, text_plural((long)m->rows, "строка", "строки", "строк"));
	m->value = (struct blank_value){.what = BLANK_TEXT, .text = keep(&w->dossier, &why)};
}

/* A mark in such a row: a value for each of them; told are all of them. */
static void answer_each(struct blank_words *w, struct blank *f, struct blank_mark *m, const char *text,
			struct blank_answer *a)
{
	size_t n = blank_mark(f, m->rows_of - 1)->rows;
	struct blank_value *each = arena_alloc(&w->dossier.arena, (n + 1) * sizeof(*each));
	struct buf all = {0};

	for (size_t i = 0; i < n && a->state == BLANK_FOUND; i++) {
		each[i] = (struct blank_value){.what = BLANK_KEPT};
		if (*text && !rows_value(w, text, i, &each[i]))
			answer(w, text, (struct about){w->sites.s[i].site, w->year}, a, &each[i]);
		buf_addf(&all, "%s%s", i ? "; " : "", each[i].text ? each[i].text : "");
	}
	m->each = each;
	m->value = (struct blank_value){.what = *text ? BLANK_TEXT : BLANK_KEPT, .text = keep(&w->dossier, &all)};
}

struct blank_answer *blank_resolve(struct blank_words *w, struct blank *f, const struct blank_map *maps, size_t n)
{
	struct blank_answer *answers = mem_alloc((blank_marks(f) + 1) * sizeof(*answers));

	for (size_t i = 0; i < blank_marks(f); i++) {
		struct blank_mark *m = blank_mark(f, i);
		struct blank_answer *a = &answers[i];
		const char *means;
		char *kept;

		a->text = m->name;
		m->value = (struct blank_value){.what = BLANK_KEPT};
		m->rows = 0;
		m->each = NULL;
		for (size_t k = 0; k < n; k++)
			if (name_same(maps[k].text, m->name))
				a->means = keep_text(&w->dossier, maps[k].means);
		if (!a->means && (kept = formmark_means(w->tx, m->name))) {
			a->means = keep_text(&w->dossier, kept);
			a->kept = true;
			free(kept);
		}
		means = a->means ? a->means : m->name;
		if (*m->name == '*')
			answer_rows(w, f, i, means, a);
		else if (m->rows_of)
			answer_each(w, f, m, means, a);
		else if (*means)
			answer(w, means, (struct about){w->site, w->year}, a, &m->value);
	}
	return answers;
}

void blank_answers_free(struct blank_answer *a, size_t n)
{
	for (size_t i = 0; a && i < n; i++)
		free(a[i].why);
	free(a);
}

void blank_answer_tell(const struct blank_answer *a, const struct blank_mark *m, struct buf *out)
{
	if (a->state == BLANK_FOUND)
		return;
	buf_addf(out, "{%s}, %s", a->text, buf_text(&m->places));
	if (m->n > BLANK_PLACES)
		buf_addf(out, " … (ещё %zu)", m->n - BLANK_PLACES);
	buf_add(out, ": ");
	if (a->means)
		buf_addf(out, "{%s} — ", a->means);
	if (a->why)
		buf_add(out, a->why);
	else
		buf_add(out, "такого нет");
	if (a->nearest)
		buf_addf(out, "; похоже: {%s}", a->nearest);
}

/* ---- what is kept ---- */

struct keeping {
	const struct blank_map *maps;
	size_t n;
	struct error *e;
};

static enum err keep_all(struct tx *tx, void *arg)
{
	const struct keeping *k = arg;
	enum err err = OK;

	for (size_t i = 0; i < k->n && !err; i++)
		err = formmark_keep(tx, k->maps[i].text, k->maps[i].means, k->e);
	return err;
}

enum err blank_maps_keep(struct session *s, const struct blank_map *maps, size_t n, struct error *e)
{
	struct keeping keeping = {maps, n, e};
	struct tx *tx = n ? tx_read(s->store, e) : NULL;
	bool known = false;

	if (!n || !tx)
		return n ? e->code : OK;
	for (size_t i = 0; i < n; i++) {
		char *means = formmark_means(tx, maps[i].text);

		known |= means != NULL;
		free(means);
	}
	tx_end(&tx);
	return session_write(s, known ? "set" : "add", "", keep_all, &keeping, e);
}
