#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/audit.h"
#include "stazh/model/cycle.h"
#include "stazh/model/fact.h"
#include "stazh/table/transfer.h"

/* The record, all that belongs to it, and all that belongs to those. */
static void collect_own(struct tx *tx, unsigned kind, uint32_t id, struct refs *own)
{
	refs_add(own, (uint8_t)kind, id);
	for (size_t i = 0; i < own->n; i++) {
		struct rec_ref of = own->r[i];

		for (unsigned child = 1; child < KIND_END; child++) {
			const struct kind_def *k = kind_def(child);
			uint32_t *ids;
			size_t n;

			if (!k->parent || field_by_id(k, k->parent)->ref != of.kind)
				continue;
			ids = refs_list(tx, of.kind, of.id, child, k->parent, &n);
			for (size_t j = 0; j < n; j++)
				refs_add(own, (uint8_t)child, ids[j]);
			free(ids);
		}
	}
}

static size_t count_kind(const struct refs *refs, unsigned kind)
{
	size_t n = 0;

	for (size_t i = 1; i < refs->n; i++)
		n += refs->r[i].kind == kind;
	return n;
}

/* ---- for people ---- */

static int title_width(const struct kind_def *k)
{
	int width = 0;

	for (size_t i = 0; i < k->n; i++) {
		int w = utf8_width(k->fields[i].title, strlen(k->fields[i].title));

		width = w > width ? w : width;
	}
	return width < 30 ? width : 30;
}

static void add_field(struct tx *tx, const struct field *f, const struct record *r, int titles, int width,
		      struct buf *out)
{
	struct buf value = {0};

	field_add(tx, f, r, STYLE_PEOPLE, &value);
	buf_add(out, "  ");
	text_fit(out, f->title, titles);
	buf_add(out, "  ");
	cli_wrap(out, value.n ? value.s : "—", titles + 4, width);
	buf_addc(out, '\n');
	buf_free(&value);
}

/* What the program itself has not told yet is nothing to be filled in. */
static void add_fields(struct tx *tx, const struct kind_def *k, const struct record *r, int width, struct buf *out)
{
	int titles = title_width(k);

	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];

		if (!(f->flags & FF_HIDDEN) && (record_has(r, f->id) || !(f->flags & FF_SYSTEM)))
			add_field(tx, f, r, titles, width, out);
	}
	if (record_has(r, REC_DEFERRED))
		add_field(tx, field_by_id(k, REC_DEFERRED), r, titles, width, out);
}

/* What is computed: "title\tvalue". */
static void add_facts(struct tx *tx, const struct record *r, int width, struct buf *out)
{
	struct facts facts = {.n = 0};
	struct buf drawn = {0};
	char *rest, *line, *value;

	facts_of(tx, r, &facts);
	facts_draw(&facts, &drawn);
	if (drawn.n)
		buf_add(out, "\nИтоги:\n");
	for (rest = drawn.s; rest && (line = strsep(&rest, "\n"));)
		if ((value = strchr(line, '\t'))) {
			*value++ = 0;
			buf_addf(out, "  %s\n    ", line);
			cli_wrap(out, value, 4, width);
			buf_addc(out, '\n');
		}
	buf_free(&drawn);
	facts_release(&facts);
}

/* t NULL: what stops nothing. */
static void add_lacking(const struct lacks *lacks, const struct record *r, const struct transition *t, int width,
			struct buf *out)
{
	struct buf lines = {0};
	char *rest, *line;

	if (!t || transition_is_from(t, r))
		lacks_add(lacks, r, t, "\n", &lines);
	if (lines.n && t)
		buf_addf(out, "\nНе хватает, чтобы «%s»:\n", t->title);
	else if (lines.n)
		buf_add(out, "\nНе хватает:\n");
	for (rest = lines.s; rest && (line = strsep(&rest, "\n"));) {
		buf_add(out, "  ");
		cli_wrap(out, line, 2, width);
		buf_addc(out, '\n');
	}
	buf_free(&lines);
}

static void add_missing(struct tx *tx, const struct kind_def *k, const struct record *r, int width, struct buf *out)
{
	const struct transition *t;
	struct lacks lacks = {0};

	lacks_of(tx, r, &lacks);
	for (size_t i = 0; (t = transition_at(k, i)); i++)
		add_lacking(&lacks, r, t, width, out);
	add_lacking(&lacks, r, NULL, width, out);
	lacks_release(&lacks);
}

static void add_line(struct tx *tx, struct rec_ref ref, int width, struct buf *out)
{
	struct buf label = {0};

	label_add(tx, ref.kind, ref.id, &label);
	buf_addf(out, "  %4u  ", ref.id);
	cli_wrap(out, buf_text(&label), 8, width);
	buf_addc(out, '\n');
	buf_free(&label);
}

static void add_own(struct tx *tx, const struct refs *own, int width, struct buf *out)
{
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		size_t n = count_kind(own, kind);

		if (!n)
			continue;
		buf_addf(out, "\n%s: %zu\n", kind_def(kind)->plural, n);
		for (size_t i = 1; i < own->n; i++)
			if (own->r[i].kind == kind)
				add_line(tx, own->r[i], width, out);
	}
}

struct pointing {
	const struct refs *own;
	struct refs refs;
};

static bool add_pointing(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct pointing *p = arg;

	(void)tx;
	(void)field;
	for (size_t i = 0; i < p->own->n; i++)
		if (p->own->r[i].kind == kind && p->own->r[i].id == id)
			return true;
	refs_add(&p->refs, (uint8_t)kind, id);
	return true;
}

/* Of what is done on a day: by when, and whether it is. */
static void add_how_far(struct tx *tx, const struct rec_ref *of, struct buf *out)
{
	const struct kind_more *more = kind_more(kind_def(of->kind));
	struct record r = {0};

	if (more->done && more->beside && record_load(tx, of->kind, of->id, &r) == OK) {
		buf_add(out, " — ");
		more->beside(tx, &r, out);
	}
	record_release(&r);
}

static void show_people(struct tx *tx, const struct kind_def *k, const struct record *r, const struct refs *own,
			struct buf *out)
{
	struct pointing p = {.own = own};
	int width = cli_width();

	cli_name(k, r->id, out);
	buf_add(out, ": ");
	label_of(tx, r, out);
	if (record_bool(r, REC_ARCHIVED))
		buf_add(out, " (в архиве)");
	buf_addc(out, '\n');
	add_fields(tx, k, r, width, out);
	add_facts(tx, r, width, out);
	add_missing(tx, k, r, width, out);
	add_own(tx, own, width, out);
	refs_to(tx, r->kind, r->id, 0, 0, add_pointing, &p);
	if (p.refs.n)
		buf_add(out, "\nСсылаются:\n");
	for (size_t i = 0; i < p.refs.n; i++) {
		buf_add(out, "  ");
		cli_name(kind_def(p.refs.r[i].kind), p.refs.r[i].id, out);
		buf_add(out, ": ");
		label_add(tx, p.refs.r[i].kind, p.refs.r[i].id, out);
		add_how_far(tx, &p.refs.r[i], out);
		buf_addc(out, '\n');
	}
	refs_release(&p.refs);
}

/* ---- for programs ---- */

static void add_json_missing(struct tx *tx, const struct record *r, struct buf *out)
{
	struct lacks lacks = {0};

	lacks_of(tx, r, &lacks);
	buf_add(out, "  \"missing\": [");
	for (size_t i = 0; i < lacks.n; i++) {
		buf_add(out, i ? ", " : "");
		json_add(out, lacks.l[i].what, strlen(lacks.l[i].what));
	}
	buf_addc(out, ']');
	lacks_release(&lacks);
}

static enum err add_json_own(struct tx *tx, const struct refs *own, struct buf *out)
{
	struct record r = {0};
	bool any_kind = false;
	enum err err = OK;

	buf_add(out, "  \"belongs\": {");
	for (unsigned kind = 1; kind < KIND_END && !err; kind++) {
		bool any = false;

		if (!count_kind(own, kind))
			continue;
		buf_addf(out, "%s\n    \"%s\": [", any_kind ? "," : "", kind_def(kind)->name);
		any_kind = true;
		for (size_t i = 1; i < own->n && !err; i++) {
			if (own->r[i].kind != kind)
				continue;
			err = record_load(tx, kind, own->r[i].id, &r);
			buf_add(out, any ? ",\n      " : "\n      ");
			any = true;
			if (!err)
				record_json(tx, &r, -1, out);
		}
		buf_add(out, "\n    ]");
	}
	buf_add(out, any_kind ? "\n  }" : "}");
	record_release(&r);
	return err;
}

static enum err show_json(struct tx *tx, const struct record *r, const struct refs *own, struct buf *out)
{
	enum err err;

	record_json(tx, r, 0, out);
	while (out->n && strchr(" \n}", out->s[out->n - 1])) /* the object goes on */
		out->s[--out->n] = '\0';
	buf_add(out, ",\n");
	add_json_missing(tx, r, out);
	buf_add(out, ",\n");
	err = add_json_own(tx, own, out);
	buf_add(out, "\n}\n");
	return err;
}

static enum err show_csv(struct tx *tx, const struct kind_def *k, const struct record *r, struct error *e)
{
	struct columns columns;
	struct sheet sheet = {0};
	enum err err = columns_choose(k, "*", &columns, e);

	if (err)
		return err;
	sheet_begin(&sheet, FORMAT_CSV, columns.column, columns.n, stdout, 0);
	sheet_record(&sheet, tx, &columns, r);
	err = sheet_end(&sheet, e);
	columns_free(&columns);
	return err;
}

enum err show_record(struct tx *tx, const struct kind_def *k, uint32_t id, enum format format, struct buf *out)
{
	struct record r = {0};
	struct refs own = {0};
	enum err err = record_load(tx, k->kind, id, &r);

	if (!err) {
		collect_own(tx, k->kind, id, &own);
		if (format == FORMAT_JSON)
			err = show_json(tx, &r, &own, out);
		else
			show_people(tx, k, &r, &own, out);
	}
	refs_release(&own);
	record_release(&r);
	return err;
}

static enum err run_show(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	struct record r = {0};
	struct buf out = {0};
	struct tx *tx;
	uint32_t id;
	enum err err = cli_record(c, &k, &id, e);

	if (err)
		return err;
	tx = tx_read(c->session.store, e);
	err = tx ? record_load(tx, k->kind, id, &r) : ERR_STORAGE;
	if (!err)
		err = audit_read(&c->session, k->kind, id, e);
	if (!err)
		err = c->format == FORMAT_CSV ? show_csv(tx, k, &r, e) : show_record(tx, k, id, c->format, &out);
	if (err && tx && tx_failed(tx))
		*e = *tx_error(tx);
	tx_end(&tx);
	if (!err) {
		utf8_put(stdout, buf_text(&out), out.n);
		fflush(stdout);
	}
	record_release(&r);
	buf_free(&out);
	return err;
}

/* clang-format off */
const struct command command_show = {
	.name = "show", .group = "Смотреть", .need = NEED_DATABASE, .min = 2, .max = 2, .remote = true,
	.run = run_show,
	.usage = "ВИД НОМЕР",
	.help = "одна запись и всё, что к ней относится",
	.more = "Вместо номера можно написать название, если оно одно: stazh show order 12-о.",
};
/* clang-format on */
