/* What is typed into the form of a record, judged as the record would be stored. */
#include <stdio.h>
#include <string.h>

#include "edited.h"

size_t edited_assign(const struct edited *ed, const struct assign *a, size_t n, struct assign *out, char id[16])
{
	const struct kind_def *k = kind_def(ed->subject.kind);

	n = together_without(&ed->together, a, n, out);
	if (ed->parent.id) {
		snprintf(id, 16, "%u", ed->parent.id);
		out[n++] = (struct assign){field_by_id(k, k->parent)->name, id};
	}
	return n;
}

/* The record as it would be stored; was: as it is stored, of id 0 when it is new. */
static enum err preview(struct tx *tx, const struct edited *ed, const struct assign *a, size_t n, struct record *was,
			struct record *r, struct error *e)
{
	struct assign all[VALUES_MAX];
	enum err err = OK;
	char id[16];

	if (ed->subject.id && !(err = record_load(tx, ed->subject.kind, ed->subject.id, was)))
		record_copy(r, was);
	else if (!ed->subject.id)
		model_new(tx, ed->subject.kind, r);
	if (!err && ed->within)
		record_set_ref(r, ed->back->id, NOT_YET);
	if (!err) {
		n = edited_assign(ed, a, n, all, id);
		err = model_preview(tx, r, all, n, e);
	}
	return err;
}

enum err edited_check(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct tx *tx = tx_read(app->session->store, e);
	struct record was = {.kind = 0}, r = {.kind = 0};
	enum err err;

	(void)f;
	if (!tx)
		return e->code;
	err = preview(tx, arg, a, n, &was, &r, e);
	tx_end(&tx);
	record_release(&was);
	record_release(&r);
	return err;
}

bool edited_fills(struct app *app, const struct field *field, const struct assign *a, size_t n, void *arg)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record was = {.kind = 0}, r = {.kind = 0};
	bool filled = false;

	if (tx) {
		preview(tx, arg, a, n, &was, &r, NULL); /* what else is wrong is told by itself */
		filled = record_has(&r, field->id);
		tx_end(&tx);
	}
	record_release(&was);
	record_release(&r);
	return filled;
}

int edited_year(struct app *app, const struct assign *a, size_t n, void *arg)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record was = {.kind = 0}, r = {.kind = 0};
	int found = 0;

	if (tx) {
		preview(tx, arg, a, n, &was, &r, NULL); /* what is refused for another reason has a year as well */
		found = record_school_year(tx, &r);
		tx_end(&tx);
	}
	record_release(&was);
	record_release(&r);
	return found;
}

int edited_span_year(struct app *app, void *arg)
{
	const struct edited *ed = arg;
	const struct kind_def *k = kind_def(ed->subject.kind);
	struct tx *tx = kind_more(k)->span_year ? tx_read(app->session->store, NULL) : NULL;
	struct record r = {.kind = 0};
	int found = 0;

	if (tx) {
		if (ed->subject.id)
			record_load(tx, ed->subject.kind, ed->subject.id, &r);
		found = kind_more(k)->span_year(tx, &r);
		tx_end(&tx);
	}
	record_release(&r);
	return found;
}

size_t edited_warn(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct buf *out)
{
	const struct edited *ed = arg;
	const struct kind_def *k = kind_def(ed->subject.kind);
	const struct field *under = NULL;
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record was = {.kind = 0}, r = {.kind = 0};
	size_t before;
	bool whole;

	if (tx) {
		whole = !preview(tx, ed, a, n, &was, &r, NULL); /* a day is looked at while the rest is still missing */
		under = day_doubt(tx, was.id ? &was : NULL, &r, out);
		if (!under)
			under = alike_doubt(was.id ? &was : NULL, &r, out);
		before = out->n;
		if (kind_more(k)->warn && whole)
			kind_more(k)->warn(tx, was.id ? &was : NULL, &r, out);
		if (out->n > before)
			under = field_by_id(k, kind_more(k)->warned);
	}
	if (tx)
		tx_end(&tx);
	record_release(&was);
	record_release(&r);
	return under ? form_item_of(f, under->name) : n;
}

enum err edited_label(struct app *app, const struct edited *ed, const struct assign *a, size_t n, struct buf *out,
		      struct error *e)
{
	struct tx *tx = tx_read(app->session->store, e);
	struct record was = {.kind = 0}, r = {.kind = 0};
	enum err err;

	if (!tx)
		return e->code;
	err = preview(tx, ed, a, n, &was, &r, e);
	if (!err)
		label_of(tx, &r, out);
	tx_end(&tx);
	record_release(&was);
	record_release(&r);
	return err;
}
