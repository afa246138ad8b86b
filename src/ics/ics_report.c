/* What is told of a calendar that is read: faults, and what became of its events. */
#include <stdarg.h>
#include <string.h>

#include "ics_read.h"

static void add_row(struct reader *r, int line, enum import_outcome outcome, const char *what, const char *why)
{
	struct arena *a = &r->report->arena;

	if (!r->detail)
		return;
	r->rows = mem_grow(r->rows, r->rows_n, &r->rows_cap, sizeof(*r->rows));
	r->rows[r->rows_n++] = (struct import_row){line, outcome, arena_strndup(a, what, strlen(what)),
						   arena_strndup(a, why, strlen(why))};
}

bool ics_is_bad(const struct reader *r)
{
	return r->now == SIZE_MAX ? r->whole_bad : r->bad[r->now] != GOOD;
}

void ics_fault(struct reader *r, int line, const char *format, ...)
{
	struct buf text = {0}, *out = &r->report->faults;
	va_list ap;

	if (r->quiet)
		return;
	r->report->bad += !ics_is_bad(r);
	if (r->now == SIZE_MAX)
		r->whole_bad = true;
	else
		r->bad[r->now] = BAD;
	va_start(ap, format);
	buf_vaddf(&text, format, ap);
	va_end(ap);
	for (size_t i = 0; i < text.n; i++)
		if (text.s[i] == '\n')
			text.s[i] = ' ';
	add_row(r, line, IMPORT_BAD, "", buf_text(&text));
	if (r->report->faults_n++ < IMPORT_FAULTS_SHOWN) {
		buf_add(out, r->name);
		if (line)
			buf_addf(out, ", строка %d", line);
		buf_addf(out, ": %s\n", buf_text(&text));
	}
	buf_free(&text);
}

void ics_doubt(struct reader *r, int line, const char *format, ...)
{
	size_t start;
	va_list ap;

	if (r->quiet)
		return;
	buf_add(&r->doubts, r->doubts.n ? "; " : "");
	start = r->doubts.n;
	va_start(ap, format);
	buf_vaddf(&r->doubts, format, ap);
	va_end(ap);
	buf_addf(&r->notes, "%s, строка %d: %s\n", r->name, line, r->doubts.s + start);
}

static void add_title(const struct field *f, void *arg)
{
	struct buf *out = arg;

	buf_addf(out, "%s%s", out->n ? ", " : "", f->title);
}

void ics_tell(struct reader *r, const struct ics_part *p, enum import_outcome outcome, const struct record *before,
	      const struct record *is)
{
	size_t *counts[] = {[IMPORT_ADDED] = &r->report->added,
			    [IMPORT_CHANGED] = &r->report->changed,
			    [IMPORT_SAME] = &r->report->same,
			    [IMPORT_BAD] = &r->report->bad};
	struct buf what = {0}, why = {0};

	++*counts[outcome];
	if (!r->detail)
		return;
	label_of(r->tx, is, &what);
	if (before)
		model_diff(before, is, add_title, &why);
	if (r->doubts.n) {
		buf_addf(&why, "%s%s", why.n ? "; " : "", r->doubts.s);
		buf_clear(&r->doubts); /* of a series the first tells it */
	}
	add_row(r, p->line, outcome, buf_text(&what), buf_text(&why));
	buf_free(&what);
	buf_free(&why);
}

void ics_refused(struct reader *r, int line, enum err err, const struct error *e)
{
	if (err == ERR_STORAGE || tx_failed(r->tx)) {
		r->failed = tx_failed(r->tx) ? tx_failed(r->tx) : err;
		if (r->e)
			*r->e = *e;
	} else if (err) {
		ics_fault(r, line, "%s", e->text);
	}
}
