/* What is told of an import: faults, rows, counts. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/utf8.h"

/* ---- faults ---- */

/* Not longer than a line, and nothing that moves the cursor. */
static void add_quoted(const char *value, struct buf *out)
{
	size_t shown = utf8_prefix(value, strlen(value), 40);

	for (size_t i = 0; i < shown; i++)
		if ((unsigned char)value[i] < 0x20)
			shown = i;
	buf_addf(out, "«%.*s%s» — ", (int)shown, value, value[shown] ? "…" : "");
}

static void keep_bad_line(struct import *im, struct bad_line *bad, const char *column, const char *reason)
{
	struct buf why = {0};

	buf_addf(&why, "%s%s%s", column ? column : "", column ? ": " : "", reason);
	bad->why = arena_strndup(&im->report->arena, why.s, why.n);
	buf_free(&why);
}

static int compare_outcomes(const void *a, const void *b)
{
	const struct row_outcome *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

const struct row_outcome *import_left_out(const struct import *im, int line)
{
	return im->left_out.n ? bsearch(&(struct row_outcome){.line = line}, im->left_out.row, im->left_out.n,
					sizeof(*im->left_out.row), compare_outcomes)
			      : NULL;
}

void import_fault(struct import *im, int line, const char *column, const char *value, const char *format, ...)
{
	struct buf reason = {0}, text = {0}, *out = &im->report->faults;
	bool printed;
	struct bad_line *bad;
	va_list ap;

	if (line && import_left_out(im, line)) /* told already */
		return;
	printed = im->report->faults_n++ < IMPORT_FAULTS_SHOWN;
	im->bad = mem_grow(im->bad, im->bad_n, &im->bad_cap, sizeof(*im->bad));
	bad = &im->bad[im->bad_n++];
	*bad = (struct bad_line){.line = line};
	if (!printed && !im->q->detail)
		return;
	va_start(ap, format);
	buf_vaddf(&reason, format, ap);
	va_end(ap);
	for (char *s = reason.s; s && (s = strchr(s, '\n')); s++)
		*s = ' ';
	/* many a reason quotes the value already */
	if (value && *value && !strstr(buf_text(&reason), value))
		add_quoted(value, &text);
	buf_add(&text, buf_text(&reason));
	if (im->q->detail)
		keep_bad_line(im, bad, column, text.s);
	if (printed) {
		buf_add(out, im->name);
		if (line)
			buf_addf(out, ", строка %d", line);
		if (column)
			buf_addf(out, ", %s «%s»", im->json ? "поле" : "столбец", column);
		buf_addf(out, ": %s\n", text.s);
	}
	buf_free(&reason);
	buf_free(&text);
}

static void add_note(struct buf *out, const struct import *im, const char *format, va_list ap)
{
	buf_addf(out, "%s: ", im->name);
	buf_vaddf(out, format, ap);
	buf_addc(out, '\n');
}

void import_note(struct import *im, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_note(&im->notes, im, format, ap);
	va_end(ap);
}

void import_note_row(struct import *im, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_note(&im->row_notes, im, format, ap);
	va_end(ap);
}

/* ---- rows ---- */

void import_keep_samples(struct import *im, const struct row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		struct part_of_file *p = &im->parts[row->cell[i].column];
		const char *text = row->cell[i].text;

		if (!p->sample && text && *text)
			p->sample = mem_strndup(text, utf8_prefix(text, strlen(text), 60));
	}
}

struct telling {
	struct import *im;
	const struct record *was, *is;
	struct buf *out;
};

static void add_change(const struct field *f, void *arg)
{
	const struct telling *t = arg;
	struct buf was = {0}, is = {0};

	if (f->flags & FF_HIDDEN)
		return;
	field_add(t->im->tx, f, t->was, STYLE_PEOPLE, &was);
	field_add(t->im->tx, f, t->is, STYLE_PEOPLE, &is);
	buf_addf(t->out, "%s%s: %s → %s", t->out->n ? "; " : "", f->title, was.n ? was.s : "—", is.n ? is.s : "—");
	buf_free(&was);
	buf_free(&is);
}

void import_tell_row(struct import *im, struct row_outcome *out, const struct record *was, const struct record *is)
{
	struct buf text = {0};
	struct telling t = {im, was, is, &text};
	const char *name;
	size_t n;

	label_of(im->tx, is, &text);
	name = buf_text(&text);
	n = text_trim(&name, text.n);
	out->what = arena_strndup(&im->report->arena, name, n);
	buf_clear(&text);
	if (out->outcome == IMPORT_CHANGED)
		model_diff(was, is, add_change, &t);
	out->why = arena_strndup(&im->report->arena, buf_text(&text), text.n);
	buf_free(&text);
}

/* ---- the whole ---- */

static int compare_bad(const void *a, const void *b)
{
	const struct bad_line *x = a, *y = b;

	return x->line != y->line ? (x->line > y->line) - (x->line < y->line) : (x->why > y->why) - (x->why < y->why);
}

void import_mark_bad(struct import *im)
{
	size_t n = im->outcomes_n, at = 0;

	if (im->bad_n)
		qsort(im->bad, im->bad_n, sizeof(*im->bad), compare_bad);
	for (size_t i = 0; i < im->bad_n; i++) {
		if (i && im->bad[i].line == im->bad[i - 1].line)
			continue;
		while (at < n && im->outcomes[at].line < im->bad[i].line)
			at++;
		if (at < n && im->outcomes[at].line == im->bad[i].line) {
			im->outcomes[at].outcome = IMPORT_BAD;
			continue;
		}
		im->outcomes = mem_grow(im->outcomes, im->outcomes_n, &im->outcomes_cap, sizeof(*im->outcomes));
		im->outcomes[im->outcomes_n++] = (struct row_outcome){.line = im->bad[i].line, .outcome = IMPORT_BAD};
	}
}

static void tell_rows(struct import *im)
{
	struct import_report *r = im->report;
	struct buf why = {0};
	size_t at = 0;

	if (im->outcomes_n)
		qsort(im->outcomes, im->outcomes_n, sizeof(*im->outcomes), compare_outcomes);
	r->row = arena_alloc(&r->arena, (im->outcomes_n + 1) * sizeof(*r->row));
	r->row_n = im->outcomes_n;
	for (size_t i = 0; i < im->outcomes_n; i++) {
		const struct row_outcome *o = &im->outcomes[i];

		r->row[i] = (struct import_row){o->line, o->outcome, o->what ? o->what : "", o->why ? o->why : ""};
		buf_clear(&why);
		for (; at < im->bad_n && im->bad[at].line <= o->line; at++)
			buf_addf(&why, "%s%s", why.n ? "; " : "", im->bad[at].why ? im->bad[at].why : "");
		if (o->outcome == IMPORT_BAD && !why.n)
			r->row[i].why = "по той же причине, что строки выше";
		else if (o->outcome == IMPORT_BAD)
			r->row[i].why = arena_strndup(&r->arena, buf_text(&why), why.n);
	}
	buf_free(&why);
}

void import_tell(struct import *im, bool counted)
{
	struct import_report *r = im->report;
	size_t *counts[] = {[IMPORT_ADDED] = &r->added,
			    [IMPORT_CHANGED] = &r->changed,
			    [IMPORT_SAME] = &r->same,
			    [IMPORT_BAD] = &r->bad};

	import_mark_bad(im);
	for (size_t i = 0; counted && i < im->outcomes_n; i++) {
		bool record = im->outcomes[i].line && im->outcomes[i].line != im->header_line;

		r->rows += record;
		*counts[im->outcomes[i].outcome] += record;
	}
	if (!counted)
		r->people = 0;
	if (im->q->detail) {
		tell_rows(im);
	}
}

void import_report_release(struct import_report *r)
{
	buf_free(&r->faults);
	buf_free(&r->sheet);
	free(r->unknown);
	arena_release(&r->arena);
	*r = (struct import_report){0};
}
