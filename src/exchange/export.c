#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "stazh/base/mem.h"

/* ---- a file that appears whole or not at all ---- */

struct out_file {
	const char *path;
	char *temporary;
	FILE *f;
};

static enum err write_failed(const char *path, struct error *e)
{
	return error_set(e, ERR_STORAGE, "файл «%s» не записан: %s", path,
			 errno == ENOSPC || errno == EDQUOT ? "на диске нет места" : strerror(errno));
}

static enum err out_open(struct out_file *o, const char *path, struct error *e)
{
	struct buf name = {0};
	struct stat st;
	int fd;

	*o = (struct out_file){.path = path};
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return error_set(e, ERR_USAGE, "«%s» — %s; назовите файл", path,
				 S_ISDIR(st.st_mode) ? "папка" : "не обычный файл");
	buf_addf(&name, "%s.new-%ld", path, (long)getpid());
	o->temporary = buf_take(&name);
	fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	o->f = fd < 0 ? NULL : fdopen(fd, "w");
	if (o->f)
		return OK;
	write_failed(path, e);
	free(o->temporary);
	return ERR_STORAGE;
}

/* The name is in the folder, and the folder may lose it again at a power cut. */
static void sync_folder(const char *path)
{
	char *copy = mem_strdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

/* Puts the file into its place when err is OK. */
static enum err out_close(struct out_file *o, enum err err, struct error *e)
{
	if (!err && (fflush(o->f) || fsync(fileno(o->f))))
		err = write_failed(o->path, e);
	if (fclose(o->f) && !err)
		err = write_failed(o->path, e);
	if (!err && rename(o->temporary, o->path))
		err = write_failed(o->path, e);
	if (err)
		unlink(o->temporary);
	else
		sync_folder(o->path);
	free(o->temporary);
	return err;
}

/* ---- references by name ---- */

struct names {
	struct labels of[KIND_END];
	bool loaded[KIND_END];
};

/* A name that leads import back to this record alone; else its number. */
static enum err add_name(struct tx *tx, struct names *names, const struct field *f, uint32_t id, struct buf *out,
			 struct error *e)
{
	struct labels *l = &names->of[f->ref];
	struct label *label;
	size_t same = 0;
	enum err err = OK;

	if (!names->loaded[f->ref]) {
		err = labels_load(tx, f->ref, l, e);
		names->loaded[f->ref] = true;
	}
	label = labels_find(l, id);
	if (label)
		labels_named(l, label->text, &same);
	if (same == 1 && *label->text && label->text[strspn(label->text, "0123456789")] &&
	    !(f->flags & FF_MANY && strchr(label->text, ';')))
		buf_add(out, label->text);
	else
		buf_addf(out, "%u", id);
	return err;
}

static enum err add_names(struct tx *tx, struct names *names, const struct field *f, const struct record *r,
			  struct buf *out, struct error *e)
{
	const struct value *v = record_get(r, f->id);
	const struct value *items = v && v->type == V_LIST ? v->items : v;
	size_t n = v && v->type == V_LIST ? v->count : v != NULL;
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		if (i)
			buf_add(out, "; ");
		err = add_name(tx, names, f, (uint32_t)items[i].num, out, e);
	}
	return err;
}

static enum err named_record(struct sheet *s, struct tx *tx, const struct columns *c, const struct record *r,
			     struct names *names, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < c->n && !err; i++) {
		const struct field *f = c->field[i];

		buf_clear(&s->cell);
		if (!f && i == 0)
			buf_addf(&s->cell, "%u", r->id);
		else if (f && f->type == FT_REF)
			err = add_names(tx, names, f, r, &s->cell, e);
		else if (f)
			data_add(tx, f, r, &s->cell);
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
}

static enum err add_records(struct session *s, const struct query *q, const struct columns *c, bool by_name,
			    struct sheet *sheet, size_t *n, struct error *e)
{
	struct names names = {0};
	struct record r = {0};
	uint32_t *ids = NULL;
	struct tx *tx = tx_read(s->store, e);
	enum err err;

	if (!tx)
		return ERR_STORAGE;
	err = query_run(tx, q, &ids, n, e);
	if (*n && !q->sort) /* so that they get the same numbers elsewhere */
		qsort(ids, *n, sizeof(*ids), compare_ids);
	for (size_t i = 0; i < *n && !err; i++) {
		err = record_load(tx, q->kind, ids[i], &r);
		if (err)
			error_set(e, err = ERR_STORAGE, "запись %s %u не прочитана; проверьте базу: stazh check", c->kind->name,
				  ids[i]);
		else if (by_name)
			err = named_record(sheet, tx, c, &r, &names, e);
		else if (sheet->format == FORMAT_JSON)
			json_record(sheet, tx, &r);
		else
			sheet_record(sheet, tx, c, &r);
	}
	tx_end(&tx);
	for (unsigned k = 0; k < KIND_END; k++)
		labels_release(&names.of[k]);
	record_release(&r);
	free(ids);
	return err;
}

static bool ends_in(const char *path, const char *ending)
{
	size_t n = strlen(path), k = strlen(ending);

	return n > k && !strcasecmp(path + n - k, ending);
}

enum err export_file(struct session *s, const struct query *q, const char *path, enum format format, size_t *n,
		     struct error *e)
{
	bool to_stdout = !strcmp(path, "-"), for_people;
	struct out_file file = {0};
	struct error cause = {0};
	struct columns columns;
	struct sheet sheet;
	enum err err, written;

	*n = 0;
	if (!to_stdout) {
		if (!ends_in(path, ".csv") && !ends_in(path, ".json"))
			return error_set(e, ERR_USAGE, "«%s»: вид файла узнаётся по концу имени: .csv или .json", path);
		format = ends_in(path, ".csv") ? FORMAT_CSV : FORMAT_JSON;
		err = out_open(&file, path, e);
		if (err)
			return err;
	}
	for_people = !to_stdout && format == FORMAT_CSV;
	err = columns_choose(kind_def(q->kind), "*", &columns, e);
	if (!err) {
		sheet_begin(&sheet, format, columns.column, columns.n, to_stdout ? stdout : file.f, 0);
		if (for_people) {
			sheet.separator = ';';
			sheet.titles = sheet.guard = true;
			buf_add(&sheet.text, "\xEF\xBB\xBF");
		}
		err = add_records(s, q, &columns, for_people, &sheet, n, e);
		if (err)
			buf_clear(&sheet.text);
		written = sheet_end(&sheet, &cause);
		if (!err && written)
			err = to_stdout ? error_set(e, written, "%s", cause.text) :
					  error_set(e, written, "файл «%s»: %s", path, cause.text);
		columns_free(&columns);
	}
	return to_stdout ? err : out_close(&file, err, e);
}
