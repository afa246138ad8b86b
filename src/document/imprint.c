/* The values of a paper as text, and back: what a template was filled with, kept so that it can be filled again, in any
 * format and also when the template has changed. docs/format.md has the form. Each value says who may read it: what a
 * session without the right to private (inner) fields would not have been told carries a mark, and is not told to such
 * a session by the paper either. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"
#include "dossier.h"

enum mark { OPEN = '=', PRIVATE = '!', INNER = '~' }; /* no part of a word */

/* ---- writing ---- */

/* Line ends go on in the next line after a blank. What parts the values, and tabs, which a file of records loses, are
 * written otherwise. */
static void add_text(struct buf *out, const char *s)
{
	for (; s && *s; s++) {
		if (*s == '\n')
			buf_add(out, "\n ");
		else if (*s == '\t')
			buf_add(out, "\\>");
		else if (*s == '|')
			buf_add(out, "\\!");
		else if (*s == '\\')
			buf_add(out, "\\\\");
		else
			buf_addc(out, *s);
	}
}

static void add_value(struct buf *out, const char *text, enum mark mark)
{
	buf_addc(out, '|');
	buf_addc(out, text && *text ? (char)mark : OPEN);
	add_text(out, text);
}

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* What the three sessions were told of one value. */
static enum mark mark_of(const char *full, const char *viewer, const char *leader)
{
	return !same_text(full, viewer) ? PRIVATE : !same_text(full, leader) ? INNER : OPEN;
}

static bool same_shape(const struct template_table *a, const struct template_table *b)
{
	return a->rows_n == b->rows_n && a->columns_n == b->columns_n;
}

/* The three dossiers were gathered by the same function: the same names in the same order. */
static void add_values(const struct template_data *full, const struct template_data *viewer,
		       const struct template_data *leader, struct buf *out)
{
	for (size_t i = 0; i < full->n; i++) {
		const char *text = full->values[i].text;
		size_t first = 0; /* which is the one that counts */

		while (strcmp(full->names[first].name, full->names[i].name))
			first++;
		if (first < i || !text || !*text)
			continue;
		buf_addf(out, "v|%s|%s", full->names[i].name, full->names[i].also ? full->names[i].also : "");
		add_value(out, text,
			  i < viewer->n && i < leader->n ? mark_of(text, viewer->values[i].text, leader->values[i].text)
							 : PRIVATE);
		buf_addc(out, '\n');
	}
}

static void add_table(const struct template_table *t, const struct template_table *viewer,
		      const struct template_table *leader, struct buf *out)
{
	bool alike = viewer && leader && same_shape(t, viewer) && same_shape(t, leader);

	buf_addf(out, "t|%s|%s", t->name.name, t->name.also ? t->name.also : "");
	for (size_t i = 0; i < t->columns_n; i++)
		buf_addf(out, "|%s|%s", t->columns[i].name, t->columns[i].also ? t->columns[i].also : "");
	buf_addc(out, '\n');
	for (size_t i = 0; i < t->rows_n; i++) {
		buf_addc(out, 'r');
		for (size_t j = 0; j < t->columns_n; j++) {
			size_t at = i * t->columns_n + j;

			add_value(out, t->rows[at].text,
				  alike ? mark_of(t->rows[at].text, viewer->rows[at].text, leader->rows[at].text)
					: PRIVATE);
		}
		buf_addc(out, '\n');
	}
}

void imprint_write(const struct dossier *full, const struct dossier *viewer, const struct dossier *leader,
		   struct buf *out)
{
	buf_addf(out, "d|%s\n", full->template);
	add_values(&full->data, &viewer->data, &leader->data, out);
	for (size_t i = 0; i < full->data.tables_n; i++)
		add_table(&full->data.tables[i], i < viewer->data.tables_n ? &viewer->data.tables[i] : NULL,
			  i < leader->data.tables_n ? &leader->data.tables[i] : NULL, out);
	buf_addc(out, '.'); /* no blank at the end, which a file may lose */
}

/* ---- reading ---- */

struct reading {
	struct dossier *d;
	bool sees_private, sees_inner;
	size_t table; /* SIZE_MAX: none yet */
};

/* The next part of a line up to its end or a «|», which may go on in the next ones; *at NULL: it was the last. */
static char *next_part(char **at)
{
	char *s = *at, *to = s, *from = s;

	for (; *from && *from != '|'; from++) {
		if (*from == '\n') {
			*to++ = '\n';
			from++; /* the blank */
		} else if (*from == '\\') {
			from++;
			*to++ = *from == '>' ? '\t' : *from == '!' ? '|' : *from;
			from -= !*from;
		} else {
			*to++ = *from;
		}
	}
	*at = *from ? from + 1 : NULL;
	*to = '\0';
	return s;
}

static const char *told(const struct reading *r, char *value)
{
	bool hidden = (*value == PRIVATE && !r->sees_private) || (*value == INNER && !r->sees_inner);

	return *value && !hidden ? value + 1 : "";
}

static void read_table(struct reading *r, char *rest)
{
	struct template_name *columns = NULL;
	size_t n = 0, cap = 0;
	char *name = next_part(&rest), *also = rest ? next_part(&rest) : "";
	struct template_name *kept;

	while (rest) {
		columns = mem_grow(columns, n, &cap, sizeof(*columns));
		columns[n].name = next_part(&rest);
		columns[n].also = rest ? next_part(&rest) : "";
		if (!*columns[n].also)
			columns[n].also = NULL;
		n++;
	}
	kept = arena_alloc(&r->d->arena, (n + 1) * sizeof(*kept));
	if (n)
		memcpy(kept, columns, n * sizeof(*kept));
	free(columns);
	r->table = dossier_table(r->d, name, *also ? also : NULL, kept, n);
}

static void read_row(struct reading *r, char *rest)
{
	size_t columns;
	struct template_value *v;

	if (r->table == SIZE_MAX || !(columns = r->d->data.tables[r->table].columns_n))
		return;
	v = dossier_row(r->d, r->table);
	for (size_t i = 0; rest && i < columns; i++)
		v[i].text = told(r, next_part(&rest));
}

static void read_line(struct reading *r, char *line)
{
	char *rest = line[1] == '|' ? line + 2 : NULL, *name, *also;

	if (!rest)
		return;
	switch (*line) {
	case 'd':
		r->d->template = next_part(&rest);
		return;
	case 'v':
		name = next_part(&rest);
		also = rest ? next_part(&rest) : "";
		dossier_put(r->d, name, *also ? also : NULL, rest ? told(r, next_part(&rest)) : "");
		return;
	case 't':
		read_table(r, rest);
		return;
	case 'r':
		read_row(r, rest);
		return;
	default:
		return;
	}
}

void imprint_read(const struct record *paper, struct dossier *d)
{
	struct pointed link = record_link(paper, PAPER_RECORD);
	const struct value *v = record_get(paper, PAPER_VALUES);
	struct reading r = {.d = d, .table = SIZE_MAX};
	struct record of = {0};
	char *text = arena_strndup(&d->arena, v ? v->text : "", v ? v->len : 0);

	record_load(d->tx, link.kind, link.id, &of);
	r.sees_private = access_sees(d->tx, &(struct field){.flags = FF_PRIVATE}, &of);
	r.sees_inner = access_sees(d->tx, &(struct field){.flags = FF_INNER}, &of);
	d->data.frozen = true;
	for (char *line = text; *line;) {
		char *end = line + strcspn(line, "\n");

		while (*end && end[1] == ' ')
			end += 1 + strcspn(end + 1, "\n");
		if (*end)
			*end++ = '\0';
		read_line(&r, line);
		line = end;
	}
	record_release(&of);
}
