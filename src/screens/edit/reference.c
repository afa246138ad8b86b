/* References in forms: the text by which a record is found again, and choosing one. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"

/* ---- texts that are understood again ---- */

static void add_reference(struct tx *tx, unsigned kind, uint32_t id, bool many, struct buf *out)
{
	struct buf label = {0};
	uint32_t found = 0;

	label_add(tx, kind, id, &label);
	for (char *c = buf_text(&label)[0] ? label.s : NULL; many && c && (c = strchr(c, ';'));)
		*c = ',';
	buf_add(out, buf_text(&label));
	if (ref_find(tx, kind, buf_text(&label), &found, NULL) || found != id)
		buf_addf(out, " (№ %u)", id); /* its name alone does not tell which */
	buf_free(&label);
}

/* «Площадка: МБОУ «Школа» — Чтение» */
static void add_link(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	buf_addf(out, "%s: ", kind_def(kind)->title);
	add_reference(tx, kind, id, false, out);
}

void edit_text(struct tx *tx, const struct field *f, const struct record *r, struct buf *out)
{
	const struct value *v = record_get(r, f->id);
	struct pointed to;

	if (!f->type->target) {
		field_add(tx, f, r, STYLE_PEOPLE, out);
		return;
	}
	for (size_t at = 0; field_target(f, v, &at, &to);) {
		buf_add(out, at > 1 ? "; " : "");
		if (f->ref)
			add_reference(tx, to.kind, to.id, f->flags & FF_MANY, out);
		else if (kind_def(to.kind))
			add_link(tx, to.kind, to.id, out);
		else
			label_add(tx, to.kind, to.id, out);
	}
}

/* ---- choosing a reference ---- */

struct picking {
	struct form *form;
	size_t item;
	const struct field *field;
	unsigned kind; /* of the records that are chosen from */
	void (*add)(struct app *app, struct form *f, size_t item, const char *name, void *arg);
	void *arg;
};

static void add_picked(struct app *app, const char *name, void *arg)
{
	const struct picking *p = arg;

	p->add(app, p->form, p->item, name, p->arg);
}

static void picked(struct app *app, uint32_t id, void *arg)
{
	const struct picking *p = arg;
	struct tx *tx = screen_read(app);
	struct buf text = {0};

	if (!tx)
		return;
	if (p->field->ref)
		add_reference(tx, p->kind, id, p->field->flags & FF_MANY, &text);
	else
		add_link(tx, p->kind, id, &text);
	tx_end(&tx);
	if (p->field->flags & FF_MANY)
		form_add_text(p->form, p->item, text.s);
	else
		form_set_text(p->form, p->item, text.s);
	buf_free(&text);
}

/* What was typed, when it names no record yet: then the list begins with what fits it. */
static const char *unfinished(struct app *app, const struct field *field, const char *text)
{
	struct tx *tx = field->flags & FF_MANY ? NULL : screen_read(app);
	uint32_t id;
	bool found;

	if (!tx)
		return "";
	found = ref_find(tx, field->ref, text, &id, NULL) == OK;
	tx_end(&tx);
	return found ? "" : text;
}

static void kind_chosen(struct app *app, int index, void *arg)
{
	struct picking *p;

	if (index < 0)
		return;
	p = mem_alloc(sizeof(*p));
	*p = *(const struct picking *)arg;
	p->kind = (unsigned)index + 1;
	records_pick(app, p->kind, kind_def(p->kind)->plural, "", false, picked, NULL, p);
}

/* Any record: first of which kind. */
static void pick_kind(struct app *app, struct form *f, size_t item, const struct field *field)
{
	struct picking *p = mem_alloc(sizeof(*p));
	struct menu_item kinds[KIND_END] = {0};
	size_t n = 0;

	*p = (struct picking){.form = f, .item = item, .field = field};
	for (unsigned kind = 1; kind < KIND_END; kind++)
		kinds[n++].text = kind_def(kind)->plural;
	dialog_menu(app, field->title, NULL, kinds, n, 0, kind_chosen, p);
	screen_own(app, p);
}

void edit_pick(struct app *app, struct form *f, size_t item, const struct field *field, const char *text,
	       void (*add)(struct app *app, struct form *f, size_t item, const char *name, void *arg), void *arg)
{
	struct picking *p;

	if (!field->ref) {
		pick_kind(app, f, item, field);
		return;
	}
	p = mem_alloc(sizeof(*p));
	*p = (struct picking){f, item, field, field->ref, add, arg};
	records_pick(app, field->ref, field->title, unfinished(app, field, text), field->flags & FF_MANY, picked,
		     add ? add_picked : NULL, p);
}

void edit_name(struct tx *tx, const char *name, struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	struct buf cased = {0};
	bool taken = !*name;
	size_t n;

	for (const char *p = name; kind_more(k)->named && *p; p += n) { /* who searches types small letters */
		struct buf word = {0};

		n = strcspn(p, " ") + strspn(p + strcspn(p, " "), " ");
		buf_addn(&word, p, n);
		text_add_cased(&cased, buf_text(&word), true);
		buf_free(&word);
	}
	name = cased.n ? cased.s : name;
	taken = taken || (kind_more(k)->named && kind_more(k)->named(name, r, NULL) == OK);
	for (size_t i = 0; i < k->n && !taken; i++)
		taken = k->fields[i].flags & FF_SEARCH && !k->fields[i].ref &&
			field_parse(tx, &k->fields[i], name, r, NULL) == OK;
	buf_free(&cased);
}
