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

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Bytes at s that are nothing but such, blanks too when asked. */
static size_t unseen(const char *s, size_t n, bool blanks)
{
	size_t at = 0, k;
	uint32_t c;

	while (at < n && (k = utf8_decode(s + at, n - at, &c)) && (utf8_unseen(c) || (blanks && is_blank(c))))
		at += k;
	return at;
}

/* A name as it was meant: one blank for several of any kind and for line ends, none at the ends. */
static char *name_read(const char *s, size_t n)
{
	struct buf name = {0};

	for (size_t at = unseen(s, n, true), k; at < n; at += k) {
		size_t gap = unseen(s + at, n - at, true), none = unseen(s + at, n - at, false);
		uint32_t c;

		k = gap ? gap : utf8_decode(s + at, n - at, &c);
		k = k ? k : 1;
		if (!gap)
			buf_addn(&name, s + at, k);
		else if (none < gap && at + gap < n)
			buf_addc(&name, ' ');
	}
	return buf_take(&name);
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
	const char *bar = memchr(s, '|', n);
	char *words = bar ? mem_strndup(bar + 1, n - (size_t)(bar + 1 - s)) : NULL;
	char *name = name_read(s, bar ? (size_t)(bar - s) : n);
	struct template_value v;
	struct buf number = {0};
	size_t had = out->n;
	enum err err = OK;

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
	free(words);
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

/* One of the marks of the start. */
struct mark {
	size_t length; /* with braces; 0: none stands here */
	char sign;     /* one of ?!*^> */
	char *name;    /* the caller's */
};

static struct mark mark_read(const char *s, size_t n)
{
	size_t open = unseen(s, n, false), sign, close;
	const char *end = open < n && s[open] == '{' ? memchr(s + open, '}', n - open) : NULL;

	if (!end)
		return (struct mark){.length = 0};
	close = (size_t)(end - s);
	sign = open + 1 + unseen(s + open + 1, close - open - 1, true);
	if (sign == close || !strchr("?!*^>", s[sign]))
		return (struct mark){.length = 0};
	return (struct mark){close + 1, s[sign], name_read(s + sign + 1, close - sign - 1)};
}

static enum err find_repeated(struct filler *f, const char *name, const struct template_table **table)
{
	*table = *name || !f->data->tables_n ? find_table(f, name) : f->data->tables;
	if (!*table && f->data->frozen)
		*table = &no_table;
	return *table ? OK : refuse_name(f, name);
}

enum err gap_repeats(struct filler *f, const char *s, size_t n, const struct template_table **table, size_t *at,
		     size_t *length)
{
	enum err err = OK;
	struct mark m;

	*table = NULL;
	for (size_t i = 0; !err && (m = mark_read(s + i, n - i)).length; i += m.length) {
		if (m.sign == '*') {
			if (*table)
				err = gap_wrong(f, "повторяется уже другое", s + i, m.length);
			else if (f->table)
				err = gap_wrong(f, "повтор внутри повтора не бывает", s + i, m.length);
			else if (!*m.name && !f->data->tables_n && !f->data->frozen)
				err = gap_wrong(f, "в этом документе нечего повторять", s + i, m.length);
			else
				err = find_repeated(f, m.name, table);
			*at = i;
			*length = m.length;
		}
		free(m.name);
	}
	return err;
}

enum err gap_start(struct filler *f, const char *s, size_t n, struct gap_start *out)
{
	enum err err = OK;
	struct mark m;

	*out = (struct gap_start){.print = true};
	for (; !err && (m = mark_read(s + out->length, n - out->length)).length; out->length += m.length) {
		struct template_value v;
		struct buf number = {0};

		if (m.sign == '^' || m.sign == '>')
			out->align = m.sign;
		else if (m.sign != '*' && !find(f, m.name, &v, &number))
			err = refuse_name(f, m.name);
		else if (m.sign != '*')
			out->print = out->print && (v.text && *v.text) == (m.sign == '?');
		free(m.name);
		buf_free(&number);
	}
	return err;
}
