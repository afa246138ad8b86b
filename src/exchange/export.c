#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "stazh/base/mem.h"

/* A reference as people write it: by name where that is one record's alone. */
static void add_named(struct labels *l, uint32_t id, bool many, struct buf *out)
{
	const struct label *label = labels_find(l, id);
	size_t n = 0;

	if (label)
		labels_named(l, label->text, &n);
	if (n == 1 && !(many && strchr(label->text, ';')))
		buf_add(out, label->text);
	else
		buf_addf(out, "%u", id);
}

static enum err add_names(struct tx *tx, const struct field *f, const struct record *r, struct labels *all,
			  struct buf *out, struct error *e)
{
	const struct value *v = record_get(r, f->id);
	struct labels *l = &all[f->ref];
	enum err err;

	if (!v)
		return OK;
	if (!l->n && (err = labels_load(tx, f->ref, l, e)))
		return err;
	if (v->type != V_LIST) {
		add_named(l, (uint32_t)v->num, false, out);
		return OK;
	}
	for (size_t i = 0; i < v->count; i++) {
		buf_add(out, i ? "; " : "");
		add_named(l, (uint32_t)v->items[i].num, true, out);
	}
	return OK;
}

/* As sheet_record, with names for references. */
static enum err add_row(struct sheet *s, struct tx *tx, const struct columns *c, const struct record *r,
			struct labels *all, struct error *e)
{
	enum err err = OK;

	for (size_t i = 0; i < c->n && !err; i++) {
		const struct field *f = c->field[i];

		buf_clear(&s->cell);
		if (f && f->type == FT_REF)
			err = add_names(tx, f, r, all, &s->cell, e);
		else if (f)
			data_add(tx, f, r, &s->cell);
		else if (i == 0)
			buf_addf(&s->cell, "%u", r->id);
		sheet_celln(s, buf_text(&s->cell), s->cell.n);
	}
	return err;
}

static enum err write_csv(struct tx *tx, const struct kind_def *k, const uint32_t *ids, size_t n, bool people, FILE *out,
			  struct error *e)
{
	struct labels all[KIND_END] = {{.n = 0}};
	struct sheet s = {.n = 0};
	struct columns c;
	struct record r = {.kind = 0};
	enum err err = columns_choose(k, "*", &c, e), end;

	if (err)
		return err;
	if (people)
		fputs("\xEF\xBB\xBF", out);
	sheet_begin(&s, FORMAT_CSV, c.column, c.n, out, 0);
	if (people) {
		s.separator = ';';
		s.titles = true;
		s.guard = true;
	}
	for (size_t i = 0; i < n && !err; i++) {
		if (record_load(tx, k->kind, ids[i], &r))
			continue;
		if (people)
			err = add_row(&s, tx, &c, &r, all, e);
		else
			sheet_record(&s, tx, &c, &r);
	}
	end = sheet_end(&s, e);
	for (unsigned i = 0; i < KIND_END; i++)
		labels_release(&all[i]);
	columns_free(&c);
	record_release(&r);
	return err ? err : end;
}

static void write_json(struct tx *tx, const struct kind_def *k, const uint32_t *ids, size_t n, FILE *out)
{
	struct record r = {.kind = 0};
	struct buf text = {0};
	bool more = false;

	fputs("[", out);
	for (size_t i = 0; i < n; i++) {
		if (record_load(tx, k->kind, ids[i], &r))
			continue;
		buf_clear(&text);
		buf_add(&text, more ? ",\n" : "\n");
		record_json(tx, &r, -1, &text);
		fwrite(text.s, 1, text.n, out);
		more = true;
	}
	fputs("\n]\n", out);
	buf_free(&text);
	record_release(&r);
}

static enum err cannot(const char *path, int error, struct error *e)
{
	const char *why = error == ENOSPC || error == EDQUOT ? "на диске нет места" :
			  error == EACCES || error == EPERM  ? "нет права писать сюда" :
			  error == ENOENT		     ? "нет такой папки" :
			  error == EISDIR		     ? "это папка" :
			  error == EROFS		     ? "диск только для чтения" :
							       "ошибка диска";

	return error_set(e, ERR_STORAGE, "Не удалось записать файл %s: %s. Прежний файл, если он был, остался", path, why);
}

static enum err write_file(struct tx *tx, const struct query *q, enum format format, const char *path, size_t *n,
			   struct error *e)
{
	const struct kind_def *k = kind_def(q->kind);
	bool to_stdout = !strcmp(path, "-");
	struct buf temporary = {0};
	FILE *out = stdout;
	uint32_t *ids = NULL;
	enum err err = query_run(tx, q, &ids, n, e);
	struct stat st;
	int fd = -1;

	if (err)
		return err;
	if (!to_stdout) {
		if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
			err = cannot(path, EISDIR, e);
			goto done;
		}
		buf_addf(&temporary, "%s.%ld~", path, (long)getpid());
		fd = open(temporary.s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
		out = fd < 0 ? NULL : fdopen(fd, "w");
		if (!out) {
			err = cannot(path, errno, e);
			goto done;
		}
	}
	if (format == FORMAT_JSON)
		write_json(tx, k, ids, *n, out);
	else
		err = write_csv(tx, k, ids, *n, !to_stdout, out, e);
	if (to_stdout) {
		fflush(out);
		goto done;
	}
	errno = 0;
	if (!err && (fflush(out) || ferror(out) || fsync(fd)))
		err = cannot(path, errno, e);
	if (fclose(out) && !err)
		err = cannot(path, errno, e);
	if (!err && rename(temporary.s, path))
		err = cannot(path, errno, e);
	if (err)
		unlink(temporary.s);
done:
	free(ids);
	buf_free(&temporary);
	return err;
}

enum err export_file(struct session *s, const struct query *q, const char *path, enum format format, size_t *n,
		     struct error *e)
{
	const char *dot = strrchr(path, '.');
	struct tx *tx;
	enum err err;

	if (strcmp(path, "-")) {
		if (dot && !strcmp(dot, ".csv"))
			format = FORMAT_CSV;
		else if (dot && !strcmp(dot, ".json"))
			format = FORMAT_JSON;
		else
			return error_set(e, ERR_USAGE, "%s: по концу имени не видно, что записать; ожидается .csv или .json", path);
	}
	tx = tx_read(s->store, e);
	if (!tx)
		return ERR_STORAGE;
	err = write_file(tx, q, format, path, n, e);
	tx_end(&tx);
	return err;
}
