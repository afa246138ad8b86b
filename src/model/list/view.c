/* The text of a view: a line each for its kind, condition, columns …, all by number. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/model/condition.h"
#include "view.h"

void view_release(struct view *v)
{
	free(v->where);
	*v = (struct view){.k = NULL};
}

void view_add_columns(const struct view *v, enum path_names how, struct buf *out)
{
	for (size_t i = 0; i < v->columns_n; i++) {
		buf_add(out, !i ? "" : how == PATH_TITLE ? ", " : ",");
		path_add_name(&v->columns[i], how, out);
	}
}

/* ---- written ---- */

static enum err add_where(struct tx *tx, const struct view *v, struct buf *out, struct error *e)
{
	struct cond *c;
	enum err err;

	if (!v->where || !*v->where)
		return OK;
	err = condition_parse(tx, v->k, v->where, &c, e);
	if (err)
		return err;
	buf_add(out, "where ");
	condition_print(tx, c, PATH_NUMBERS, out);
	buf_addc(out, '\n');
	condition_free(&c);
	return OK;
}

enum err view_write(struct tx *tx, const struct view *v, struct buf *out, struct error *e)
{
	enum err err;

	buf_addf(out, "kind %u\n", v->k->kind);
	err = add_where(tx, v, out, e);
	for (size_t i = 0; i < v->columns_n; i++) {
		buf_add(out, i ? "," : "columns ");
		path_add_name(&v->columns[i], PATH_NUMBERS, out);
	}
	buf_add(out, v->columns_n ? "\n" : "");
	if (v->orders_n) {
		buf_add(out, "sorted ");
		orders_add_names(v->orders, v->orders_n, PATH_NUMBERS, out);
		buf_addc(out, '\n');
	}
	if (v->group.n) {
		buf_add(out, "grouped ");
		path_add_name(&v->group, PATH_NUMBERS, out);
		buf_addc(out, '\n');
	}
	buf_addf(out, "%s%s%s", v->by_year ? "year\n" : "", v->archived ? "archived\n" : "",
		 v->descending ? "descending\n" : "");
	return err;
}

/* ---- read ---- */

static enum err read_where(struct tx *tx, const char *text, enum path_names how, struct view *v, struct error *e)
{
	struct buf where = {0};
	struct cond *c;
	enum err err = condition_parse(tx, v->k, text, &c, e);

	if (err)
		return err;
	condition_print(tx, c, how, &where);
	free(v->where);
	v->where = buf_take(&where);
	condition_free(&c);
	return OK;
}

static enum err read_columns(const char *text, struct view *v, struct error *e)
{
	const char *one;
	size_t n;
	enum err err = OK;

	while (!err && (one = path_next(&text, &n))) {
		if (v->columns_n == VIEW_COLUMNS)
			return error_set(e, ERR_REFUSED, "в нём столбцов больше, чем показывает эта программа");
		err = path_parse(v->k, one, n, &v->columns[v->columns_n++], e);
	}
	return err;
}

static enum err read_line(struct tx *tx, const char *key, const char *text, enum path_names how, struct view *v,
			  struct error *e)
{
	if (!strcmp(key, "kind")) {
		v->k = kind_def((unsigned)strtoul(text, NULL, 10));
		return v->k ? OK : error_set(e, ERR_REFUSED, "вида записей № %.10s больше нет", text);
	}
	if (!v->k)
		return error_set(e, ERR_REFUSED, "не сказано, о каких он записях");
	if (!strcmp(key, "where"))
		return read_where(tx, text, how, v, e);
	if (!strcmp(key, "columns"))
		return read_columns(text, v, e);
	if (!strcmp(key, "sorted"))
		return orders_parse(v->k, text, v->orders, &v->orders_n, e);
	if (!strcmp(key, "grouped"))
		return path_parse(v->k, text, strlen(text), &v->group, e);
	v->by_year |= !strcmp(key, "year");
	v->archived |= !strcmp(key, "archived");
	v->descending |= !strcmp(key, "descending");
	return !strcmp(key, "year") || !strcmp(key, "archived") || !strcmp(key, "descending")
		       ? OK
		       : error_set(e, ERR_REFUSED, "в нём «%.20s», чего эта программа не знает", key);
}

enum err view_read(struct tx *tx, const char *text, enum path_names how, struct view *out, struct error *e)
{
	char *copy = mem_strdup(text), *rest = copy, *line;
	enum err err = OK;

	*out = (struct view){.where = mem_strdup("")};
	while (!err && (line = strsep(&rest, "\n"))) {
		char *value = strchr(line, ' ');

		if (value)
			*value++ = '\0';
		if (*line)
			err = read_line(tx, line, value ? value : "", how, out, e);
	}
	if (!err && !out->k)
		err = error_set(e, ERR_REFUSED, "не сказано, о каких он записях");
	free(copy);
	if (err)
		view_release(out);
	return err;
}

const struct kind_def *view_kind(const char *text)
{
	return strncmp(text, "kind ", 5) ? NULL : kind_def((unsigned)strtoul(text + 5, NULL, 10));
}
