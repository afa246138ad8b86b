/* The documents of a record, of a list's year: which there are, to the screen or to a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "stazh/document/document.h"
#include "stazh/model/audit.h"

bool print_can(unsigned kind)
{
	return document_of(kind, 0);
}

bool print_listed(unsigned kind)
{
	return document_listed(kind, 0);
}

struct shown {
	const struct document *document;
	uint32_t id;
};

static void lay(struct app *app, int width, struct buf *out, void *arg)
{
	const struct shown *s = arg;
	struct tx *tx = screen_read(app);
	size_t before = out->n;

	if (tx && document_show(tx, s->document, s->id, width, out, NULL))
		out->n = before;
	tx_end(&tx);
}

static void show(struct app *app, const struct document *document, uint32_t id)
{
	struct shown *s = mem_alloc(sizeof(*s));

	*s = (struct shown){document, id};
	dialog_document(app, document->title, lay, s);
	screen_own(app, s);
}

static void give(struct app *app, const char *name, const char *ending, const struct shelf_source *from,
		 const struct buf *bytes)
{
	struct error e = {.code = OK};
	struct file_offered o;
	enum err err = file_offer(app, name, ending, &o, &e);

	if (!err)
		err = file_write(o.path.s, bytes, &e);
	file_given(app, &o, from, err, &e);
}

static void print_one(struct app *app, const struct document *document, uint32_t id, bool to_file)
{
	struct shelf_source from = {.what = document->title};
	struct buf text = {0}, name = {0}, notice = {0};
	struct error e = {.code = OK};
	struct tx *tx = screen_read(app);
	struct subject of;

	if (!tx)
		return;
	of.id = id;
	of.kind = document_about(tx, document, &of.id);
	document_file_name(tx, document, id, &name);
	if (to_file) {
		from.kind = of.kind;
		from.id = of.kind ? of.id : 0;
		from.people = (int64_t)document_people(tx, document, &id, 1);
	}
	if (!reading(app, of, NULL, 0, &e)) /* what cannot be noted is not shown */
		document_print(tx, document, id, to_file ? DOCUMENT_ODT : DOCUMENT_TEXT, &text, &notice, &e);
	tx_end(&tx);
	if (e.code == ERR_NONE) /* nothing to tell of in that year */
		app_say(app, LOOK_TODAY, "%s", e.text);
	else if (e.code)
		dialog_error(app, &e);
	else if (to_file)
		give(app, name.s, ".odt", &from, &text);
	else
		show(app, document, id);
	if (!e.code && notice.n)
		dialog_text(app, document->title, notice.s);
	buf_free(&notice);
	buf_free(&text);
	buf_free(&name);
}

void print_year(struct app *app, const char *document)
{
	print_one(app, document_by_name(document), (uint32_t)app->year, true);
}

#define MANY 50 /* which take a while */

void print_all(struct app *app, const struct printing *p, const uint32_t *ids, size_t n)
{
	struct buf text = {0}, notice = {0};
	struct error e = {.code = OK};
	struct tx *tx = screen_read(app);
	struct shelf_source from = {.what = p->title, .kind = p->document->kind, .count = (int64_t)n};

	if (!tx)
		return;
	if (n > MANY)
		app_working(app, "Составляется файл, документов в нём: %zu…", n);
	from.people = (int64_t)document_people(tx, p->document, ids, n);
	if (!n)
		error_set(&e, ERR_NONE, "%s: печатать нечего", p->title);
	else if (app->session->remote || /* the shelf notes it */
		 !audit_out(app->session, "print", from.kind, 0, n, p->title, (size_t)from.people, &e))
		document_print_all(tx, p->document, ids, n, DOCUMENT_ODT, p->archive, &text, &notice, &e);
	tx_end(&tx);
	buf_add(&notice, p->without);
	if (!e.code)
		give(app, p->name, p->archive ? ".zip" : ".odt", &from, &text);
	else if (!notice.n)
		dialog_error(app, &e);
	if (notice.n)
		dialog_text(app, e.code ? e.text : p->title, notice.s);
	buf_free(&notice);
	buf_free(&text);
}

/* Documents of all that belong to the record, in one file. */
static void print_set(struct app *app, const struct document_set *set, uint32_t id)
{
	struct printing p = {.document = document_by_name(set->document), .title = set->title};
	struct buf name = {0}, without = {0};
	struct tx *tx = screen_read(app);
	uint32_t *ids;
	size_t n;

	if (!tx)
		return;
	buf_addf(&name, "%s ", set->title);
	label_add(tx, set->of, id, &name);
	ids = document_set_ids(tx, set, id, &n, &without);
	tx_end(&tx);
	p.name = name.s;
	p.without = buf_text(&without);
	print_all(app, &p, ids, n);
	free(ids);
	buf_free(&without);
	buf_free(&name);
}

/* ---- the menu: each document twice, to the screen, then as a file for an office program ---- */

#define PRINTS_MAX 24
struct prints {
	struct print_row {
		const struct document *document; /* of the record, or of the year */
		const struct document_set *set;	 /* or of all that belong to it */
		uint32_t id;
		bool to_file;
		struct buf text;
	} row[PRINTS_MAX];
	size_t n;
};

static void title_add(const struct document *document, uint32_t id, struct buf *title)
{
	buf_add(title, document->title);
	if (!document->kind && document->school_year) {
		buf_addc(title, ' ');
		school_year_add(title, (int)id);
	} else if (!document->kind) {
		buf_addf(title, ", %u", id);
	}
}

static const char *as_file(const struct app *app)
{
	return app->session->remote ? " — взять файл .odt" : " — в файл .odt";
}

static void offer(const struct app *app, struct prints *p, const struct document *document, uint32_t id)
{
	for (int to_file = 0; to_file < 2 && p->n < PRINTS_MAX; to_file++) {
		struct print_row *row = &p->row[p->n++];

		*row = (struct print_row){.document = document, .id = id, .to_file = to_file};
		title_add(document, id, &row->text);
		buf_add(&row->text, to_file ? as_file(app) : "");
	}
}

static void offer_set(const struct app *app, struct prints *p, const struct document_set *set, uint32_t id)
{
	struct print_row *row = &p->row[p->n];

	if (p->n == PRINTS_MAX)
		return;
	*row = (struct print_row){.set = set, .id = id, .to_file = true};
	buf_addf(&row->text, "%s%s", set->title, as_file(app));
	p->n++;
}

static void document_chosen(struct app *app, int index, void *arg)
{
	const struct print_row *row = index < 0 ? NULL : &((const struct prints *)arg)->row[index];

	if (row && row->set)
		print_set(app, row->set, row->id);
	else if (row)
		print_one(app, row->document, row->id, row->to_file);
}

static void menu(struct app *app, const struct prints *documents)
{
	struct menu_item items[PRINTS_MAX] = {{.text = NULL}};
	struct prints *p = mem_alloc(sizeof(*p));

	*p = *documents;
	for (size_t i = 0; i < p->n; i++)
		items[i].text = p->row[i].text.s;
	dialog_menu(app, "Документы", NULL, items, p->n, 0, document_chosen, p);
	screen_own(app, p);
	for (size_t i = 0; i < p->n; i++)
		buf_free(&p->row[i].text);
}

static void offer_record(const struct app *app, struct prints *p, unsigned kind, uint32_t id)
{
	for (size_t i = 0; document_of(kind, i); i++)
		offer(app, p, document_of(kind, i), id);
	for (size_t i = 0; document_set_of(kind, i); i++)
		offer_set(app, p, document_set_of(kind, i), id);
}

void print_menu(struct app *app, unsigned kind, uint32_t id)
{
	struct prints p = {.n = 0};

	offer_record(app, &p, kind, id);
	menu(app, &p);
}

void print_list(struct app *app, unsigned kind, uint32_t id)
{
	struct prints p = {.n = 0};
	const struct document *d;

	if (id)
		offer_record(app, &p, kind, id);
	for (size_t i = 0; (d = document_listed(kind, i)); i++)
		/* a school year lies in two calendar years */
		for (int y = 0; y < (d->school_year ? 1 : 2); y++)
			offer(app, &p, d, (uint32_t)(app->year + y));
	menu(app, &p);
}

/* ---- for the palette ---- */

static void offer_one(unsigned number, struct subject on, struct tx *tx, struct palette *out)
{
	const struct document *document = document_at(number);
	struct buf title = {0};

	title_add(document, on.id, &title);
	if (on.kind) {
		buf_add(&title, ": ");
		label_add(tx, on.kind, on.id, &title);
		bare_names(&title);
	}
	if (palette_fits(out, title.s))
		palette_add(out, title.s, "документ", NULL, (struct offer){OFFER_DOCUMENT, number, on.id});
	buf_free(&title);
}

void print_offers(struct app *app, struct tx *tx, struct subject on, struct palette *out)
{
	const struct document *d;

	for (unsigned i = 0; (d = document_at(i)); i++)
		if (d->kind == on.kind && on.kind)
			offer_one(i, on, tx, out);
		else if (d->kind == on.kind) /* a school year lies in two calendar years */
			for (int y = 0; y < (d->school_year ? 1 : 2); y++)
				offer_one(i, (struct subject){KIND_NONE, (uint32_t)(app->year + y)}, tx, out);
}

void print_offered(struct app *app, struct offer o)
{
	print_one(app, document_at(o.kind), o.id, false);
}
