#include <stdlib.h>
#include <string.h>

#include "stazh/table/names.h"
#include "stazh/model/audit.h"
#include "stazh/base/mem.h"
#include "stazh/domain/kinds.h"
#include "stazh/table/book.h"
#include "stazh/base/file.h"
#include "stazh/table/listing.h"

#define PROGRESS_STEP 256 /* rows */

/* ---- references by name ---- */

/* A name that leads import back to this record alone; else its number. */
static enum err add_name(struct tx *tx, struct names *names, const struct field *f, struct pointed to, struct buf *out,
			 struct error *e)
{
	struct labels *l = &names->of[to.kind];
	struct label *label;
	size_t same = 0;
	enum err err = OK;

	if (!names->loaded[to.kind]) {
		err = labels_load(tx, to.kind, l, e);
		names->loaded[to.kind] = true;
	}
	if (!f->ref) /* any kind: «Площадка: МБОУ «Школа»» */
		buf_addf(out, "%s: ", kind_def(to.kind)->title);
	label = labels_find(l, to.id);
	if (label)
		labels_named(l, label->text, &same);
	if (same == 1 && *label->text && label->text[strspn(label->text, "0123456789")] &&
	    !(f->flags & FF_MANY && strchr(label->text, ';')))
		buf_add(out, label->text);
	else
		buf_addf(out, "%u", to.id);
	return err;
}

enum err names_add(struct tx *tx, struct names *names, const struct field *f, const struct record *r, struct buf *out,
		   struct error *e)
{
	const struct value *v = record_get(r, f->id);
	struct pointed to;
	enum err err = OK;

	for (size_t at = 0; !err && field_target(f, v, &at, &to);) {
		if (at > 1)
			buf_add(out, "; ");
		err = add_name(tx, names, f, to, out, e);
	}
	return err;
}

void names_release(struct names *names)
{
	for (unsigned k = 0; k < KIND_END; k++)
		labels_release(&names->of[k]);
}

/* What the columns of a file are: those of c, before them the group that a record is of, if it is asked for. */
struct contents {
	struct columns c;
	const struct path *group; /* NULL: none */
	struct sheet_column *column;
	bool whole; /* JSON: records as `show` gives them */
	bool by_name;
};

static enum err named_record(struct sheet *s, struct tx *tx, const struct columns *c, const struct record *r,
			     struct names *names, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < c->n && !err; i++) {
		const struct path *p = &c->path[i];

		buf_clear(&s->cell);
		if (p->n == 1 && p->field[0]->type->target)
			err = names_add(tx, names, p->field[0], r, &s->cell, e);
		else
			column_add(tx, c, i, r, STYLE_NAMES, &s->cell);
		sheet_celln(s, buf_text(&s->cell), s->cell.n);
	}
	return err;
}

/* ---- export ---- */

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* As `show` gives it: with the names of what it refers to. */
static void json_record(struct sheet *s, struct tx *tx, const struct record *r)
{
	buf_add(&s->text, s->rows++ ? ",\n" : "[\n");
	record_json(tx, r, -1, &s->text);
	sheet_flush(s, 1 << 16);
}

static enum err add_record(struct sheet *s, struct tx *tx, const struct contents *t, const struct record *r,
			   struct names *names, struct error *e)
{
	if (t->whole) {
		json_record(s, tx, r);
		return OK;
	}
	if (t->group) {
		buf_clear(&s->cell);
		path_add(tx, t->group, r, STYLE_NAMES, &s->cell);
		sheet_celln(s, buf_text(&s->cell), s->cell.n);
	}
	if (t->by_name)
		return named_record(s, tx, &t->c, r, names, e);
	sheet_record(s, tx, &t->c, r);
	return OK;
}

/* *n: how many ids there are, and then how many rows were written. */
static enum err add_records(struct tx *tx, const struct contents *t, const uint32_t *ids, size_t *n,
			    struct sheet *sheet, struct people *people, void (*progress)(unsigned done, unsigned total),
			    struct error *e)
{
	struct names names = {0};
	struct record r = {0};
	size_t all = *n;
	enum err err = OK;

	*n = 0;
	for (size_t i = 0; i < all && !err; i++) {
		err = record_load(tx, t->c.kind->kind, ids[i], &r);
		*n += !err;
		if (err == ERR_NONE) { /* deleted since it was found */
			err = OK;
			continue;
		}
		if (err)
			error_set(e, err = ERR_STORAGE, "не прочитана запись: %s № %u. " ERROR_CHECK, t->c.kind->title,
				  ids[i]);
		else
			err = add_record(sheet, tx, t, &r, &names, e);
		if (!err)
			people_add_record(people, tx, &r);
		tx_forget_pages(tx, i);
		if (progress && (i % PROGRESS_STEP == 0 || i + 1 == all))
			progress((unsigned)i + 1, (unsigned)all);
	}
	if (!err && (err = tx_failed(tx))) /* something is left out for that */
		*e = *tx_error(tx);
	names_release(&names);
	record_release(&r);
	return err;
}

/* ---- a file of one table ---- */

enum format export_format(const char *path)
{
	return file_ends_in(path, ".csv")    ? FORMAT_CSV
	       : file_ends_in(path, ".json") ? FORMAT_JSON
	       : file_ends_in(path, ".xlsx") ? FORMAT_XLSX
					     : FORMAT_TABLE;
}

struct table_file {
	struct new_file file;
	struct sheet sheet;
	struct book *book;
};

static enum err table_begin(struct table_file *t, const char *path, enum format format, const char *name,
			    const struct sheet_column *columns, size_t n, struct error *e)
{
	enum err err;

	*t = (struct table_file){.book = NULL};
	err = format == FORMAT_XLSX ? book_create(path, &t->book, e) : file_create(&t->file, path, e);
	if (err)
		return err;
	if (t->book)
		book_sheet(t->book, name, columns, n);
	sheet_begin(&t->sheet, format == FORMAT_CSV_PLAIN ? FORMAT_CSV : format, columns, n, t->file.f, 0);
	t->sheet.stream = true;
	t->sheet.book = t->book;
	if (format == FORMAT_CSV)
		sheet_for_people(&t->sheet);
	return OK;
}

static enum err table_end(struct table_file *t, enum err err, struct error *e)
{
	struct error cause = {0};
	enum err written;

	if (err)
		buf_clear(&t->sheet.text);
	written = sheet_end(&t->sheet, &cause);
	if (t->book)
		return book_end(&t->book, err, e);
	if (!err && written)
		err = error_set(e, written, "файл «%s»: %s", t->file.path, cause.text);
	return file_finish(&t->file, err, e);
}

/* The columns, all where none are named, under the names of files for people: there «№» is anybody's number of a row,
 * and a record's is spelled out. */
static enum err choose_columns(unsigned kind, const char *names, const struct path *group, enum format format,
			       struct contents *t, struct error *e)
{
	enum err err = columns_choose(kind_def(kind), names ? names : "*", &t->c, e);
	struct buf title = {0};

	if (err)
		return err;
	for (size_t i = 0; i < t->c.n; i++)
		if (!strcmp(t->c.column[i].name, "id"))
			t->c.column[i].title = "id";
	t->group = group;
	t->whole = format == FORMAT_JSON && !names && !group;
	t->by_name = format == FORMAT_CSV || format == FORMAT_XLSX;
	t->column = mem_alloc((t->c.n + 1) * sizeof(*t->column));
	if (group) {
		path_add_name(group, PATH_TITLE, &title);
		t->column[0] = (struct sheet_column){
			.name = "group_by", .title = arena_strndup(&t->c.names, title.s, title.n), .cells = 30};
	}
	memcpy(t->column + (group != NULL), t->c.column, t->c.n * sizeof(*t->column));
	buf_free(&title);
	return OK;
}

static void table_free(struct contents *t)
{
	free(t->column);
	columns_free(&t->c);
}

static enum err refuse_format(const char *path, struct error *e)
{
	return error_set(e, ERR_USAGE, "«%s»: вид файла узнаётся по концу имени: .csv, .xlsx или .json", path);
}

/* Before it has its name, or goes out. */
static enum err note_export(struct session *s, unsigned kind, size_t n, enum format format, size_t people,
			    struct error *e)
{
	static const char *const endings[] = {
		[FORMAT_CSV] = ".csv", [FORMAT_CSV_PLAIN] = ".csv", [FORMAT_JSON] = ".json", [FORMAT_XLSX] = ".xlsx"};
	struct buf what = {0};
	enum err err;

	buf_addf(&what, "%s %s", kind_def(kind)->plural, endings[format]);
	err = audit_out(s, "export", kind, 0, n, what.s, people, e);
	buf_free(&what);
	return err;
}

static enum err to_file(struct session *s, const struct query *q, const char *names, const uint32_t *ids, size_t *n,
			const char *path, enum format format, bool unnoted,
			void (*progress)(unsigned done, unsigned total), struct error *e)
{
	struct table_file t;
	struct contents table = {.whole = false};
	struct people people = {.n = 0};
	struct tx *tx;
	enum err err;

	if (format == FORMAT_TABLE)
		return refuse_format(path, e);
	err = file_is_nameless(path) ? OK : session_may_use_files(s, e);
	if (!err)
		err = choose_columns(q->kind, names, q->group, format, &table, e);
	if (err)
		return err;
	err = table_begin(&t, path, format, kind_def(q->kind)->plural, table.column, table.c.n + (q->group != NULL), e);
	if (!err) {
		tx = tx_read(s->store, e);
		err = tx ? add_records(tx, &table, ids, n, &t.sheet, &people, progress, e) : ERR_STORAGE;
		tx_end(&tx);
		if (!err && !unnoted)
			err = note_export(s, q->kind, *n, format, people_count(&people), e);
		err = table_end(&t, err, e);
	}
	people_release(&people);
	table_free(&table);
	return err;
}

enum err export_records(struct session *s, unsigned kind, const uint32_t *ids, size_t n, const char *path,
			enum format format, bool unnoted, void (*progress)(unsigned done, unsigned total),
			struct error *e)
{
	const struct query q = {.kind = kind};

	return to_file(s, &q, NULL, ids, &n, path, format, unnoted, progress, e);
}

/* The ids of the records that the query finds. */
static enum err find_records(struct session *s, const struct query *q, uint32_t **ids, size_t *n, struct error *e)
{
	struct tx *tx = tx_read(s->store, e);
	enum err err;

	if (!tx)
		return ERR_STORAGE;
	err = query_run(tx, q, ids, n, e);
	tx_end(&tx);
	if (*n && !q->orders_n && !q->group) /* so that they get the same numbers elsewhere */
		qsort(*ids, *n, sizeof(**ids), compare_ids);
	return err;
}

enum err export_file(struct session *s, const struct query *q, const char *names, const char *path, enum format format,
		     size_t *n, void (*progress)(unsigned done, unsigned total), struct error *e)
{
	uint32_t *ids = NULL;
	enum err err;

	*n = 0;
	err = find_records(s, q, &ids, n, e);
	if (!err)
		err = to_file(s, q, names, ids, n, path, format, false, progress, e);
	free(ids);
	return err;
}

/* ---- lists ---- */

enum err listing_write(const struct listing *l, const char *path, enum format format, struct error *e)
{
	static const enum column_type types[] = {
		[LISTING_TEXT] = COLUMN_TEXT, [LISTING_NUMBER] = COLUMN_NUMBER, [LISTING_DATE] = COLUMN_DATE};
	struct sheet_column *columns = mem_alloc((l->columns_n + 1) * sizeof(*columns));
	struct table_file t;
	enum err err;

	for (size_t i = 0; i < l->columns_n; i++)
		columns[i] = (struct sheet_column){.name = "",
						   .title = l->title(l->arg, i),
						   .type = types[l->type(l->arg, i)],
						   .cells = l->cells(l->arg, i)};
	err = table_begin(&t, path, format, l->name, columns, l->columns_n, e);
	for (size_t i = 0; i < l->rows && !err; i++) {
		const struct buf *cell = l->row(l->arg, l->tx, i);

		for (size_t c = 0; c < l->columns_n; c++)
			sheet_celln(&t.sheet, buf_text(&cell[c]), cell[c].n);
	}
	if (!err) {
		enum err read = l->tx ? tx_failed(l->tx) : OK;

		if (read)
			*e = *tx_error(l->tx);
		err = table_end(&t, read, e);
	}
	free(columns);
	return err;
}
