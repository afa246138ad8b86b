/* VALUE{;VALUE}: what a test compares with, parsed as the field's type parses what is typed. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/model/field.h"

const struct field *cond_field(const struct cond *c)
{
	return path_end(&c->path);
}

static char *fold(const char *text)
{
	struct buf b = {0};

	collate_fold(text, strlen(text), &b);
	return buf_take(&b);
}

/* ---- one value ---- */

static enum err span_of(struct tx *tx, const struct cond *c, const char *text, int64_t *from, int64_t *to,
			struct error *e)
{
	struct typed t = {.tx = tx, .text = text};

	return cond_field(c)->type->span(&t, cond_field(c), from, to, e);
}

/* A..B, A.., ..B; of days too, where dots are in the days themselves. */
static enum err range_of(struct tx *tx, const struct cond *c, const char *text, const char *dots, struct cond_value *v,
			 struct error *e)
{
	int64_t other;
	char *from, *to;
	enum err err = OK;

	if (!strncmp(dots, "…", strlen("…")))
		to = cond_unquoted(dots + strlen("…"), strlen(dots + strlen("…")));
	else
		to = cond_unquoted(dots + 2, strlen(dots + 2));
	from = cond_unquoted(text, (size_t)(dots - text));
	v->from = INT64_MIN;
	v->to = INT64_MAX;
	if (!*from && !*to)
		err = error_set(e, ERR_REFUSED, "%s: у промежутка нет ни начала, ни конца", cond_field(c)->title);
	if (!err && *from)
		err = span_of(tx, c, from, &v->from, &other, e);
	if (!err && *to)
		err = span_of(tx, c, to, &other, &v->to, e);
	if (!err && v->from > v->to)
		err = error_set(e, ERR_REFUSED, "%s: начало промежутка «%s» идёт после его конца «%s»",
				cond_field(c)->title, from, to);
	free(from);
	free(to);
	return err;
}

static const char *dots_in(const char *text)
{
	const char *dots = strstr(text, "..");

	while (dots && dots[2] == '.') /* 15.06. and the two */
		dots++;
	return dots ? dots : strstr(text, "…");
}

static enum err parse_value(struct tx *tx, const struct cond *c, const char *text, struct cond_value *v,
			    struct error *e)
{
	const struct field *f = cond_field(c);
	struct typed t = {.tx = tx, .text = text};
	const char *dots;

	if (c->op == COND_HAS) {
		v->folded = fold(text);
		return OK;
	}
	if (f->type->span) {
		dots = dots_in(text);
		return dots ? range_of(tx, c, text, dots, v, e) : span_of(tx, c, text, &v->from, &v->to, e);
	}
	if (f->type->free_text) {
		v->folded = fold(text);
		return OK;
	}
	return f->type->parse(&t, f, &v->parsed, e);
}

enum err cond_value_add(struct tx *tx, struct cond *c, const char *text, struct error *e)
{
	enum err err;

	c->values = mem_resize(c->values, (c->values_n + 1) * sizeof(*c->values));
	c->values[c->values_n] = (struct cond_value){.text = mem_strdup(text)};
	err = parse_value(tx, c, text, &c->values[c->values_n++], e);
	if (err == ERR_NONE) /* a record of that name: to whom it is no answer */
		err = ERR_REFUSED;
	return err;
}

/* ---- where it ends ---- */

/* Bytes of «…» that begins at s; 0: none does. */
static size_t angled_at(const char *s)
{
	const char *end = strncmp(s, "«", 2) ? NULL : strstr(s, "»");

	return end ? (size_t)(end - s) + 2 : 0;
}

static size_t value_at(const struct cond_reader *r, const char *s)
{
	size_t n = cond_quoted_at(s), opened = 0;

	if (n)
		return n;
	for (n = 0; s[n] && s[n] != ';'; n++) {
		size_t whole = cond_quoted_at(s + n) + angled_at(s + n);

		if (whole)
			n += whole - 1;
		else if (s[n] == '(')
			opened++;
		else if (s[n] == ')' && !opened--)
			break;
		else if (s[n] == ',' && r->counted && !opened)
			break;
		if (n && s[n - 1] == ' ' && (cond_word_at(s + n, COND_WORD_AND) || cond_word_at(s + n, COND_WORD_OR)))
			break;
	}
	return n;
}

bool cond_means_year(const struct field *f, const char *text)
{
	return *text && f->type->span && f->type->datum != DATUM_NUMBER && f->type->datum != DATUM_TIME &&
	       cond_word_at(text, COND_WORD_YEAR) == strlen(text);
}

static char *year_text(int year)
{
	struct buf b = {0};

	school_year_add(&b, year);
	return buf_take(&b);
}

/* Printed, it goes on to mean the year that is looked at. */
static void year_said(struct cond_value *v)
{
	free(v->text);
	v->text = mem_strdup("год");
}

enum err cond_values(struct cond_reader *r, struct cond *c)
{
	const struct field *f = cond_field(c);
	bool more = true;

	while (more) {
		struct error cause = {0};
		const char *at;
		char *text;
		size_t n;
		bool year;

		cond_blanks(r);
		at = r->s;
		if (*at == '"' && !cond_quoted_at(at))
			return cond_wrong(r, at, strlen(at), "кавычка не закрыта: ожидалась вторая «\"»");
		n = value_at(r, at);
		text = cond_unquoted(at, n);
		r->joined = *at != '"' && (cond_word_at(at + n, COND_WORD_AND) || cond_word_at(at + n, COND_WORD_OR));
		r->s += n;
		n = text_trim(&at, n);
		if (!n) {
			free(text);
			return cond_wrong(r, at, 0, "ожидалось значение поля «%s» (%s)", f->title, f->type->words);
		}
		year = r->year && cond_means_year(f, text);
		if (year) {
			if (r->years_n == COND_YEARS) {
				free(text);
				return cond_wrong(r, at, n, "ожидалось не больше %d слов «год»", COND_YEARS);
			}
			r->year_at[r->years_n++] = at;
			free(text);
			text = year_text(r->year);
		}
		if (cond_value_add(r->tx, c, text, &cause)) {
			free(text);
			r->joined = false;
			return cond_wrong(r, at, n, "%s", cause.text);
		}
		free(text);
		if (year)
			year_said(&c->values[c->values_n - 1]);
		cond_blanks(r);
		more = *r->s == ';';
		r->s += more;
	}
	return OK;
}
