#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/model/schema.h"
#include "gap.h"

enum err gap_wrong(struct filler *f, const char *what, const char *s, size_t n)
{
	struct buf where = {0};

	f->where(f->at, &where);
	error_set(f->e, ERR_USAGE, "%s: %s: «%.*s»", buf_text(&where), what, (int)utf8_prefix(s, n, 60), s);
	buf_free(&where);
	return ERR_USAGE;
}

static bool is_name(const struct template_name *name, const char *s)
{
	return name_same(name->name, s) || (name->also && name_same(name->also, s));
}

/* In the place of one that was not yet gathered when the paper was issued. */
static const struct template_table no_table;

static const struct template_table *find_table(const struct filler *f, const char *name)
{
	for (size_t i = 0; i < f->data->tables_n; i++)
		if (is_name(&f->data->tables[i].name, name))
			return &f->data->tables[i];
	return NULL;
}

static const struct template_name *find_column(const struct template_table *t, const char *name)
{
	for (size_t i = 0; i < t->columns_n; i++)
		if (is_name(&t->columns[i], name))
			return &t->columns[i];
	return NULL;
}

/* The nearest name that may stand here. */
struct nearest {
	const char *typed, *name;
	int distance;
};

static void nearer(struct nearest *near, const struct template_name *name)
{
	const char *names[] = {name->name, name->also};

	for (size_t i = 0; i < 2 && names[i]; i++) {
		int distance = text_distance(near->typed, names[i]);

		if (distance < near->distance) {
			near->name = names[i];
			near->distance = distance;
		}
	}
}

static enum err refuse_name(struct filler *f, const char *name)
{
	struct nearest near = {name, NULL, (int)strlen(name) / 2 + 1};
	const struct template_table *of = NULL;
	struct buf what = {0};
	enum err err;

	for (size_t i = 0; i < f->data->n; i++)
		nearer(&near, &f->data->names[i]);
	for (size_t i = 0; i < f->data->tables_n; i++) {
		nearer(&near, &f->data->tables[i].name);
		if (find_column(&f->data->tables[i], name))
			of = &f->data->tables[i];
	}
	for (size_t i = 0; f->table && i < f->table->columns_n; i++)
		nearer(&near, &f->table->columns[i]);
	if (of)
		buf_addf(&what, "такое сведение бывает только в строке, которая повторяется; начните её с {*%s}",
			 of->name.also ? of->name.also : of->name.name);
	else
		buf_addf(&what, "такого сведения нет%s%s%s", near.name ? " (может быть, {" : "",
			 near.name ? near.name : "", near.name ? "})" : "");
	err = gap_wrong(f, what.s, name, strlen(name));
	buf_free(&what);
	return err;
}

/* The value of a name; that of a table is the number of its rows. false: no such name. */
static bool find(const struct filler *f, const char *name, struct template_value *out, struct buf *number)
{
	const struct template_name *column = f->table ? find_column(f->table, name) : NULL;
	const struct template_table *t;

	if (column) {
		*out = f->row ? f->row[column - f->table->columns] : (struct template_value){NULL, NULL};
		return true;
	}
	for (size_t i = 0; i < f->data->n; i++)
		if (is_name(&f->data->names[i], name)) {
			*out = f->data->values[i];
			return true;
		}
	t = find_table(f, name);
	if (t && t->rows_n)
		buf_addf(number, "%zu", t->rows_n);
	*out = (struct template_value){t ? buf_text(number) : NULL, NULL};
	return t || f->data->frozen;
}

static void note_missing(const struct filler *f, const char *need)
{
	size_t n = strlen(need);

	for (const char *p = buf_text(f->missing); (p = strstr(p, need)); p += n)
		if (p[n] == '\n')
			return;
	buf_addf(f->missing, "%s\n", need);
}

/* The word for a number, of those after the | at s. */
static void add_word(struct buf *out, long number, const char *s)
{
	char *copy = mem_strdup(s), *rest = NULL, *word[3] = {NULL};

	for (size_t i = 0; i < 3; i++)
		word[i] = strtok_r(i ? NULL : copy, "|", &rest);
	if (word[0])
		buf_add(out, word[2]		       ? text_plural(number, word[0], word[1], word[2])
			     : number == 1 || !word[1] ? word[0]
						       : word[1]);
	free(copy);
}

enum err gap_add(struct filler *f, const char *s, size_t n, struct buf *out)
{
	char *name = mem_strndup(s, n), *words = strchr(name, '|');
	struct template_value v;
	struct buf number = {0};
	size_t had = out->n;
	enum err err = OK;

	if (words)
		*words++ = '\0';
	if (!strcmp(name, "#")) {
		buf_addf(out, "%d", f->silent ? 0 : ++f->counter);
	} else if (*name && strchr("?!*^>", *name)) {
		err = gap_wrong(f, "это пишется только в самом начале строки, абзаца или ячейки", s, n);
	} else if (!find(f, name, &v, &number)) {
		err = refuse_name(f, name);
	} else {
		if ((!v.text || !*v.text) && v.need && !f->silent)
			note_missing(f, v.need);
		if (words)
			add_word(out, v.text ? atol(v.text) : 0, words);
		else
			buf_add(out, v.text ? v.text : "");
		/* «…на Ли А.» at the end of a sentence: one full stop is both. */
		if (out->n > had && out->s[out->n - 1] == '.' && s[n] == '}' && s[n + 1] == '.' && s[n + 2] != '.')
			out->s[--out->n] = '\0';
	}
	free(name);
	buf_free(&number);
	return err;
}

enum err gap_next(struct filler *f, const char *s, size_t length, size_t *at, size_t *n)
{
	size_t from = *at;
	const char *end;

	while (from < length && s[from] != '{' && s[from] != '}')
		from++;
	*at = from;
	*n = 0;
	if (from == length)
		return OK;
	end = s[from] == '{' ? memchr(s + from, '}', length - from) : NULL;
	if (!end || memchr(s + from + 1, '{', (size_t)(end - s) - from - 1))
		return gap_wrong(f, "скобка без пары", s + from, length - from);
	*n = (size_t)(end - s) + 1 - from;
	return OK;
}

/* One of the marks of the start at s: its length with braces, 0: none. */
static size_t mark(const char *s, size_t n)
{
	const char *end = n > 2 && *s == '{' && strchr("?!*^>", s[1]) ? memchr(s, '}', n) : NULL;

	return end ? (size_t)(end - s) + 1 : 0;
}

enum err gap_repeats(struct filler *f, const char *s, size_t n, const struct template_table **table, size_t *at,
		     size_t *length)
{
	enum err err = OK;

	*table = NULL;
	for (size_t i = 0, marked; !err && (marked = mark(s + i, n - i)); i += marked) {
		char *name = s[i + 1] == '*' ? mem_strndup(s + i + 2, marked - 3) : NULL;

		if (name && *table)
			err = gap_wrong(f, "повторяется уже другое", s + i, marked);
		else if (name && f->table)
			err = gap_wrong(f, "повтор внутри повтора не бывает", s + i, marked);
		else if (name && !*name && !f->data->tables_n && !f->data->frozen)
			err = gap_wrong(f, "в этом документе нечего повторять", s + i, marked);
		else if (name && !(*table = *name || !f->data->tables_n ? find_table(f, name) : f->data->tables) &&
			 !(*table = f->data->frozen ? &no_table : NULL))
			err = refuse_name(f, name);
		if (name) {
			*at = i;
			*length = marked;
		}
		free(name);
	}
	return err;
}

enum err gap_start(struct filler *f, const char *s, size_t n, struct gap_start *out)
{
	enum err err = OK;

	*out = (struct gap_start){.print = true};
	for (size_t length; !err && (length = mark(s + out->length, n - out->length)); out->length += length) {
		const char *p = s + out->length;
		struct template_value v;
		struct buf number = {0};
		char *name;

		if (p[1] == '*')
			continue;
		if (p[1] == '^' || p[1] == '>') {
			out->align = p[1];
			continue;
		}
		name = mem_strndup(p + 2, length - 3);
		if (find(f, name, &v, &number))
			out->print = out->print && (v.text && *v.text) == (p[1] == '?');
		else
			err = refuse_name(f, name);
		free(name);
		buf_free(&number);
	}
	return err;
}
