/* The text of a measure, to what is counted. */
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/field.h"

static const struct {
	enum cond_word word;
	bool number; /* of a field */
} hows[] = {
	[MEASURE_COUNT] = {COND_WORD_COUNT, false},
	[MEASURE_SUM] = {COND_WORD_SUM, true},
	[MEASURE_SHARE] = {COND_WORD_SHARE, false},
	[MEASURE_MEAN] = {COND_WORD_MEAN, true},
};

void measure_free(struct measure **m)
{
	struct measure *all = *m;

	*m = NULL;
	if (!all)
		return;
	condition_free(&all->within);
	condition_free(&all->where);
	condition_free(&all->of);
	condition_free(&all->number);
	condition_free(&all->by);
	free(all->within_text);
	free(all->where_text);
	free(all->of_text);
	free(all);
}

const struct kind_def *measure_kind(const struct measure *m)
{
	return m->k;
}

bool measure_by(const struct measure *m)
{
	return m->by != NULL;
}

enum measure_how measure_how(const struct measure *m)
{
	return m->how;
}

/* ---- reading ---- */

static enum err read_how(struct cond_reader *r, struct measure *m)
{
	cond_blanks(r);
	for (size_t i = 0; i < sizeof(hows) / sizeof(*hows); i++) {
		size_t n = cond_word_at(r->s, hows[i].word);

		if (!n)
			continue;
		m->how = (enum measure_how)i;
		r->s += n;
		cond_blanks(r);
		if (*r->s == '(') {
			r->s++;
			return OK;
		}
		return cond_wrong(r, r->s, strlen(r->s), "ожидалась скобка и вид записей: count(trainee, условие)");
	}
	return cond_wrong(r, r->s, strlen(r->s), "ожидалось, как считать: число(…), сумма(…), среднее(…) или доля(…)");
}

/* KIND, up to a dot, a comma or a bracket. */
static enum err read_kind(struct cond_reader *r, struct measure *m)
{
	const char *at, *nearest;
	size_t n;
	char *name;

	cond_blanks(r);
	at = r->s;
	n = cond_quoted_at(at);
	n += strcspn(at + n, ".,()");
	name = cond_unquoted(at, n);
	m->k = kind_by_name(name);
	r->s += n;
	n = text_trim(&at, n);
	nearest = !m->k && n && n < 100 ? kind_nearest(name) : NULL;
	free(name);
	if (m->k)
		return OK;
	return cond_wrong(r, at, n, "ожидался вид записей%s%s%s%s",
			  session_typed(tx_session(r->tx), ": какие есть, покажет stazh help"),
			  nearest ? "; может быть, " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* «.PATH», and that it is a number. */
static enum err read_number(struct cond_reader *r, struct measure *m)
{
	const char *at;
	enum err err;

	cond_blanks(r);
	if (*r->s != '.')
		return cond_wrong(r, r->s, strcspn(r->s, ",)"),
				  "ожидалась точка и поле с числом, например event.hours");
	r->s++;
	cond_blanks(r);
	at = r->s;
	m->number = cond_node(COND_TEST, NULL, NULL);
	r->mean = m->how == MEASURE_MEAN;
	err = cond_path(r, m->k, m->number);
	r->mean = false;
	if (!err && (!m->number->path.field[m->number->path.n - 1]->type->span || cond_field(m->number)->ref ||
		     cond_field(m->number)->type->datum != DATUM_NUMBER))
		err = cond_wrong(r, at, (size_t)(r->s - at), "«%s» (%s) не складывают: ожидалось поле с числом",
				 cond_field(m->number)->title, cond_field(m->number)->type->words);
	return err;
}

/* The text from `at` to what is still to be read, with the year in the place of «год». */
static char *said(const struct cond_reader *r, const char *at)
{
	size_t n = (size_t)(r->s - at);
	struct buf b = {0};
	const char *end;

	n = text_trim(&at, n);
	end = at + n;
	for (size_t i = 0; i < r->years_n; i++) {
		if (r->year_at[i] < at || r->year_at[i] >= end)
			continue;
		buf_addn(&b, at, (size_t)(r->year_at[i] - at));
		school_year_add(&b, r->year);
		at = r->year_at[i];
		at += cond_quoted_at(at) ? cond_quoted_at(at) : cond_word_at(at, COND_WORD_YEAR);
	}
	buf_addn(&b, at, (size_t)(end - at));
	return buf_take(&b);
}

static enum err read_cond(struct cond_reader *r, struct measure *m, struct cond **out, char **text)
{
	const char *at = ++r->s; /* behind the comma */
	enum err err = cond_read(r, m->k, out);

	free(*text);
	*text = said(r, at);
	return err;
}

/* «по PATH» */
static enum err read_by(struct cond_reader *r, struct measure *m)
{
	const char *at = r->s += cond_word_at(r->s, COND_WORD_BY);
	enum err err;

	m->by = cond_node(COND_TEST, NULL, NULL);
	err = cond_path(r, m->k, m->by);
	if (!err && m->by->path.since)
		err = cond_wrong(r, at, (size_t)(r->s - at), "по дням не считают: ожидалось поле");
	return err;
}

static enum err read_measure(struct cond_reader *r, struct measure *m, bool single)
{
	enum err err = read_how(r, m);

	if (!err)
		err = read_kind(r, m);
	if (!err && hows[m->how].number)
		err = read_number(r, m);
	cond_blanks(r);
	r->counted = true;
	if (!err && m->how == MEASURE_SHARE && *r->s != ',')
		err = cond_wrong(r, r->s, strcspn(r->s, ")"), "ожидалась запятая и условие: доля каких из них");
	if (!err && *r->s == ',')
		err = read_cond(r, m, &m->where, &m->where_text);
	if (!err && m->how == MEASURE_SHARE && *r->s == ',') {
		err = read_cond(r, m, &m->of, &m->of_text);
	} else if (!err && m->how == MEASURE_SHARE) {
		char *none = m->of_text;

		m->of = m->where;
		m->of_text = m->where_text;
		m->where = NULL;
		m->where_text = none;
	}
	if (!err && *r->s != ')')
		err = cond_wrong(r, r->s, strlen(r->s), "ожидалась закрывающая скобка после того, что сосчитать");
	r->s += !err;
	r->counted = false;
	cond_blanks(r);
	if (!err && cond_word_at(r->s, COND_WORD_BY))
		err = single ? cond_wrong(r, r->s, strlen(r->s), "здесь одно число: ожидался конец выражения, без «по»")
			     : read_by(r, m);
	cond_blanks(r);
	if (!err && *r->s)
		err = cond_wrong(r, r->s, strlen(r->s), "ожидалось «по» и поле либо конец выражения");
	return err;
}

/* ---- what it is bound to ---- */

static enum err bind(struct tx *tx, struct measure *m, const struct measure_scope *in, struct error *e)
{
	struct buf text = {0};
	enum err err = OK;

	if (!in->within)
		return OK;
	if (in->within(tx, m->k->kind, in->of, &text))
		err = condition_parse(tx, m->k, buf_text(&text), &m->within, e);
	else
		err = error_set(e, ERR_NONE, "%s не относятся к одной записи, по которой считают", m->k->plural);
	free(m->within_text);
	m->within_text = buf_take(&text);
	return err;
}

enum err measure_parse(struct tx *tx, const char *text, const struct measure_scope *scope, struct measure **out,
		       struct error *e)
{
	static const struct measure_scope any = {0};
	const struct measure_scope *in = scope ? scope : &any;
	struct cond_reader r = {.tx = tx, .e = e, .what = "Выражение", .common = in->common};
	struct measure *m = mem_alloc(sizeof(*m));
	struct error cause = {0};
	struct buf clean = {0};
	enum err err;

	*out = NULL;
	*m = (struct measure){.within_text = mem_strdup(""),
			      .where_text = mem_strdup(""),
			      .of_text = mem_strdup(""),
			      .common = in->common};
	r.year = in->year ? in->year : cond_year(tx_session(tx));
	if (strlen(text) > COND_MAX) {
		err = error_set(e, ERR_USAGE, "Выражение слишком длинное: %zu байт при пределе %d", strlen(text),
				COND_MAX);
	} else if (utf8_clean(text, strlen(text), false, &clean, &cause)) {
		err = error_set(e, ERR_USAGE, "Выражение: %s", cause.text);
	} else {
		r.text = r.s = buf_text(&clean);
		err = read_measure(&r, m, in->single);
	}
	if (!err)
		err = bind(tx, m, in, e);
	m->year = !err && in->year && !r.years_n && m->k->in_year ? in->year : 0;
	m->archived = !err && in->year && (m->year || r.years_n);
	buf_free(&clean);
	if (err)
		measure_free(&m);
	*out = m;
	return err;
}

/* Not where the program or not everybody knows whether there is a number. */
static bool add_filled(const struct measure *m, struct buf *out)
{
	const struct kind_def *k = m->k;

	for (size_t i = 0; i < m->number->path.n; i++) {
		const struct field *f = m->number->path.field[i];

		if ((f->flags & (FF_PRIVATE | FF_INNER)) || kind_more(k)->implied)
			return false;
		k = kind_def(f->ref);
	}
	path_add_name(&m->number->path, PATH_WORDS, out);
	buf_add(out, " не пусто");
	return true;
}

static void add_of_key(struct tx *tx, const struct measure *m, const char *key, struct buf *out)
{
	unsigned of = path_end(&m->by->path)->ref;

	path_add_name(&m->by->path, PATH_WORDS, out);
	if (!*key) {
		buf_add(out, " пусто");
	} else if (of) {
		buf_add(out, " = ");
		ref_say(tx, of, (uint32_t)strtoul(key, NULL, 10), out);
	} else {
		buf_addf(out, " = \"%s\"", key);
	}
}

bool measure_add_where(struct tx *tx, const struct measure *m, enum measure_part part, const char *key, struct buf *out,
		       int *year)
{
	struct buf filled = {0}, of_key = {0};
	const char *parts[5] = {m->where_text, part == MEASURE_PART ? m->of_text : "", m->within_text};
	size_t all = 0, n = 0;
	bool exact = part == MEASURE_BASE || !m->number || add_filled(m, &filled);

	if (key && m->by)
		add_of_key(tx, m, key, &of_key);
	parts[3] = buf_text(&filled);
	parts[4] = buf_text(&of_key);
	for (size_t i = 0; i < 5; i++)
		all += *parts[i] != '\0';
	for (size_t i = 0; exact && i < 5; i++)
		if (*parts[i])
			buf_addf(out, all > 1 && i < 3 ? "%s(%s)" : "%s%s", n++ ? " и " : "", parts[i]);
	*year = m->year;
	buf_free(&filled);
	buf_free(&of_key);
	return exact;
}
