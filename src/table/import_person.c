/* Rows that describe people instead of naming records: trainees by ФИО, school, position. */
#include <string.h>

#include "import.h"
#include "stazh/model/access.h"
#include "stazh/model/field.h"

static bool read_person(struct import *im, const struct row *row, struct record *told)
{
	struct buf number = {0}, matched = {0};
	bool ok = true;

	for (size_t i = 0; i < row->n && !im->failed; i++) {
		const struct part_of_file *p = &im->parts[row->cell[i].column];
		const char *text = row->cell[i].text ? row->cell[i].text : "";
		const char *fault = NULL, *means = text;
		struct error e = {0};
		enum err err = OK;

		if ((p->part != PART_THROUGH && p->part != PART_FULL_NAME) || !text[strspn(text, " ")])
			continue;
		buf_clear(&number);
		if (p->part == PART_FULL_NAME)
			err = person_parse_name(text, told, &e);
		else if (p->f->ref)
			import_resolve(im, p, text, &number);
		else
			means = import_read_cell(im, p->f, text, &number, &fault);
		if (fault)
			err = error_set(&e, ERR_REFUSED, "%s", fault);
		else if (p->part == PART_THROUGH)
			err = field_parse(im->tx, p->f, number.n ? number.s : means, told, &e);
		buf_clear(&number);
		if (err && !fault && p->part == PART_THROUGH && import_match(im, p->f, text, &number, &e)) {
			buf_clear(&matched);
			if (p->f->ref && !import_parse_id(number.s))
				import_resolve(im, p, number.s, &matched);
			err = field_parse(im->tx, p->f, matched.n ? matched.s : number.s, told, &e);
		}
		if (!err)
			continue;
		ok = false;
		if (!import_refused(im, err, &e))
			continue;
		import_fault(im, row->line, p->name, text, "%s", p->f ? import_without_title(&e, p->f) : e.text);
		if (p->f)
			import_note_unknown(im, p->f, text);
	}
	buf_free(&matched);
	buf_free(&number);
	import_split_surname(told);
	return ok;
}

/* The column that tells who it is. */
static const char *name_column(const struct import *im)
{
	for (size_t i = 0; i < im->n; i++)
		if (im->parts[i].part == PART_FULL_NAME ||
		    (im->parts[i].part == PART_THROUGH && im->parts[i].f->id == PERSON_SURNAME))
			return im->parts[i].name;
	return NULL;
}

static void note_doubles(struct import *im, const struct row *row, const struct record *person)
{
	uint32_t like = person_double(im->tx, person);
	struct buf text = {0};

	alike_doubt(NULL, person, &text);
	import_doubt(im, row, buf_text(&text));
	buf_clear(&text);
	if (!like) {
		buf_free(&text);
		return;
	}
	person_full_name(person, &text);
	buf_add(&text, " — новый человек; похож на того, кто уже есть: ");
	person_add_known(im->tx, like, &text);
	import_doubt(im, row, text.s);
	buf_free(&text);
}

static enum err add_person(struct import *im, const struct row *row, struct record *told, struct error *e)
{
	enum err err;

	if (!record_has(told, PERSON_ORG))
		return error_set(e, ERR_REFUSED, "такого человека ещё нет; чтобы завести, нужна школа");
	err = person_introduce(im->tx, told, e);
	if (!err) {
		note_doubles(im, row, told);
		im->report->people++;
	}
	return err;
}

/* Who the person is was said by hand, now or before; else that is a fault. */
static enum err person_told(struct import *im, const struct row *row, const struct record *told, uint32_t *id,
			    struct error *e)
{
	const struct field *f = field_by_id(im->k, kind_more(im->k)->through);
	struct record r = {.kind = im->k->kind};
	struct buf name = {0}, means = {0};
	struct error wrong = {0};
	enum err err = ERR_REFUSED;

	person_full_name(told, &name);
	if (import_match(im, f, buf_text(&name), &means, &wrong) &&
	    !field_parse(im->tx, f, buf_text(&means), &r, &wrong)) {
		*id = record_ref(&r, f->id);
		err = OK;
	} else {
		import_fault(im, row->line, name_column(im), NULL, "%s", e->text);
		import_note_unknown(im, f, buf_text(&name));
	}
	buf_free(&name);
	buf_free(&means);
	record_release(&r);
	return err;
}

bool import_set_person(struct import *im, const struct row *row, struct record *r)
{
	struct record told = {0};
	struct error e = {0};
	uint32_t id = 0;
	enum err err = OK;
	bool ok;

	model_new(im->tx, KIND_PERSON, &told);
	ok = read_person(im, row, &told);
	if (ok && !record_has(&told, PERSON_SURNAME)) {
		ok = record_has(r, kind_more(im->k)->through);
		if (!ok)
			import_fault(im, row->line, name_column(im), NULL, "не заполнено");
	} else if (ok) {
		err = person_find(im->tx, &told, &id, &e);
		if (!err && id && !access_could(im->s, KIND_PERSON, "set", NULL))
			err = model_complete(im->tx, KIND_PERSON, id, &told, &e);
		else if (!err && !id)
			err = add_person(im, row, &told, &e);
		if (err && import_refused(im, err, &e))
			err = person_told(im, row, &told, &id, &e);
		ok = !err;
		record_set_ref(r, kind_more(im->k)->through, id ? id : told.id);
	}
	record_release(&told);
	return ok;
}
