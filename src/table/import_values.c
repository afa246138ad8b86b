/* Values of a row, and what they refer to. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

bool import_refused(struct import *im, enum err err, const struct error *e)
{
	im->report->refused |= err == ERR_REFUSED;
	if (err == ERR_STORAGE || tx_failed(im->tx)) {
		im->failed = tx_failed(im->tx) ? tx_failed(im->tx) : err;
		if (im->e)
			*im->e = *e;
	}
	return !im->failed;
}

const char *import_without_title(const struct error *e, const struct field *f)
{
	size_t n = strlen(f->title);

	return !strncmp(e->text, f->title, n) && !strncmp(e->text + n, ": ", 2) ? e->text + n + 2 : e->text;
}

/* States and what actions set are taken over from an export; that is for the methodist alone. */
static bool may_set(struct import *im, const struct field *f, const struct record *before, const struct record *r)
{
	return im->s->role >= ROLE_METHODIST || !(f->flags & FF_SYSTEM) ||
	       value_same(record_get(before, f->id), record_get(r, f->id));
}

/* Where a file gives number and name, as JSON does, both must mean the same record: in another database the number may
 * be another one's. */
static bool names_agree(struct import *im, const struct row *row, const struct field *f, const struct record *r)
{
	const struct value *v = record_get(r, f->id);
	const struct part_of_file *p;
	struct buf names = {0};
	struct pointed to;
	bool agree = true;

	for (size_t i = 0; i < row->n; i++) {
		p = &im->parts[row->cell[i].column];
		if (p->part != PART_NAME || p->f != f || !row->cell[i].text || !*row->cell[i].text)
			continue;
		buf_clear(&names);
		for (size_t at = 0; field_target(f, v, &at, &to);) {
			buf_add(&names, at > 1 ? ";" : "");
			label_add(im->tx, to.kind, to.id, &names);
		}
		agree = !strcmp(buf_text(&names), row->cell[i].text);
		if (!agree)
			import_fault(im, row->line, p->name, row->cell[i].text,
				     "под номером, который стоит в поле «%s», другая запись: «%s»", f->title,
				     buf_text(&names));
	}
	buf_free(&names);
	return agree;
}

/* «kind» is the record's kind, which is known; any other word in it is meant for the field of the kind so called. */
static bool is_value(const struct import *im, const struct part_of_file *p, const char *text)
{
	return p->part == PART_FIELD || (p->part == PART_KIND && p->f && !(text && !strcmp(text, im->k->name)));
}

/* Organisations name their heads, and people their organisation: one kind has to be first. A reference to a kind of
 * which there is no record at all waits for the second import. */
static bool is_premature(struct import *im, const struct field *f, const char *text)
{
	return f->ref && !(f->flags & FF_REQUIRED) && f->ref != im->k->kind && text[strspn(text, " ")] &&
	       !record_count(im->tx, f->ref);
}

/* What is wrong with a cell whatever its value means. */
static bool check_cell(struct import *im, const struct row *row, size_t cell, struct record *r)
{
	const struct part_of_file *p = &im->parts[row->cell[cell].column];
	const char *text = row->cell[cell].text;
	struct error e = {0};

	if (!text || !*text)
		return true;
	switch (p->part) {
	case PART_EMPTY:
		import_fault(im, row->line, NULL, text, "значение в столбце без названия");
		return false;
	case PART_KIND:
		if (p->f || !strcmp(text, im->k->name))
			return true;
		import_fault(im, row->line, p->name, text, "запись другого вида, ожидается %s", im->k->name);
		return false;
	case PART_FULL_NAME:
		if (kind_more(im->k)->through || !text[strspn(text, " ")] || !person_parse_name(text, r, &e))
			return true;
		import_fault(im, row->line, p->name, text, "%s", e.text);
		return false;
	default:
		return true;
	}
}

/* before: the record as it was before the row. */
static bool set_value(struct import *im, const struct row *row, const struct part_of_file *p, const char *text,
		      const struct record *before, struct record *r)
{
	struct buf said = {0}, resolved = {0};
	struct error e = {0};
	int year = record_school_year(im->tx, &im->given_values);
	const char *fault, *means = import_read_cell(im, p->f, text, &said, &fault);
	enum err err;

	im->needs_line = 0;
	if (p->f->type->target)
		import_resolve(im, p, text, &said);
	if (im->needs_line)
		import_fault(im, row->line, p->name, text, "указывает на строку %d, которая не взята", im->needs_line);
	else if (fault)
		import_fault(im, row->line, p->name, text, "%s", fault);
	if (im->needs_line || fault) {
		buf_free(&said);
		return false;
	}
	err = field_parse_in(im->tx, p->f, said.n ? said.s : means, year, r, &e);
	buf_clear(&said);
	if (err && import_match(im, p->f, text, &said, &e)) {
		e = (struct error){0};
		if (p->f->type->target && !import_parse_id(said.s)) /* a number was told by hand: one of the base's */
			import_resolve(im, p, said.s, &resolved);
		err = field_parse_in(im->tx, p->f, resolved.n ? resolved.s : said.s, year, r, &e);
	}
	buf_free(&said);
	buf_free(&resolved);
	if (err) {
		if (import_refused(im, err, &e)) {
			import_fault(im, row->line, p->name, text, "%s", import_without_title(&e, p->f));
			import_note_unknown(im, p->f, text);
		}
		return false;
	}
	if (!may_set(im, p->f, before, r)) {
		import_fault(im, row->line, p->name, text, "это ставит программа; загрузить может только методист");
		return false;
	}
	return !p->f->type->target || names_agree(im, row, p->f, r);
}

static bool set_cell(struct import *im, const struct row *row, size_t cell, const struct record *before,
		     struct record *r)
{
	struct part_of_file *p = &im->parts[row->cell[cell].column];
	const char *text = row->cell[cell].text;

	if (!text) {
		import_fault(im, row->line, p->name, NULL, "здесь должно стоять одно значение или список значений");
		return false;
	}
	if (p->f->id == im->k->state && !text[strspn(text, " ")])
		return true; /* no record is without a state: it keeps the one it has */
	if (is_premature(im, p->f, text)) {
		p->left += p->left_line != row->line;
		p->left_line = row->line;
		record_unset(r, p->f->id);
		return true;
	}
	return set_value(im, row, p, text, before, r);
}

bool import_set_values(struct import *im, const struct row *row, bool later, struct record *r)
{
	struct record before = {0};
	bool ok = true;

	record_copy(&before, r);
	for (size_t i = 0; i < row->n && !im->failed; i++) {
		const struct part_of_file *p = &im->parts[row->cell[i].column];
		const char *text = row->cell[i].text, *fault = row->cell[i].fault;

		if (fault && !later && p->part != PART_SKIP && p->part != PART_EMPTY) {
			import_fault(im, row->line, p->name, strcmp(text, "=") ? text : NULL, "%s", fault);
			ok = false;
			continue;
		}
		if (!later)
			ok &= check_cell(im, row, i, r);
		if (is_value(im, p, text) && p->later == later)
			ok &= set_cell(im, row, i, &before, r);
	}
	if (im->k->kind == KIND_PERSON && !later)
		import_split_surname(r);
	record_release(&before);
	return ok;
}
