#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/table/book.h"

#define STREAMED  65536 /* bytes that are kept at most while streaming */
#define NARROWEST 6	/* a text column is not cut below this while another one can give */

static bool shown(const struct sheet *s, const struct sheet_column *c)
{
	return !c->only_json && (s->format != FORMAT_TABLE || !c->hidden);
}

/* Cells of s; makes blanks of what would move the cursor. */
static int flatten(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7F)
			s[i] = ' ';
	return utf8_width(s, n);
}

/* ---- CSV, JSON ---- */

static bool formula(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] == '\'')
		i++;
	return i < n && memchr("=+-@\t\r", s[i], 6);
}

size_t csv_unguard(const char *s, size_t n)
{
	return n && *s == '\'' && formula(s, n);
}

void csv_add(struct buf *out, const char *text, size_t n, char separator, bool formulas)
{
	bool guard = formulas ? csv_unguard(text, n) : formula(text, n);
	bool quote = n && (text[0] == ' ' || text[n - 1] == ' ');

	for (size_t i = 0; i < n && !quote; i++)
		quote = text[i] == '"' || text[i] == '\n' || text[i] == '\r' || text[i] == separator;
	if (quote)
		buf_addc(out, '"');
	if (guard)
		buf_addc(out, '\'');
	if (quote) {
		for (const char *q; (q = n ? memchr(text, '"', n) : NULL); n -= (size_t)(q + 1 - text), text = q + 1) {
			buf_addn(out, text, (size_t)(q - text));
			buf_add(out, "\"\"");
		}
	}
	buf_addn(out, text, n);
	if (quote)
		buf_addc(out, '"');
}

void json_add(struct buf *out, const char *text, size_t n)
{
	bool valid = utf8_valid(text, n);
	size_t from = 0;

	buf_addc(out, '"');
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)text[i];
		uint32_t cp;
		size_t k = 1;

		if (c >= 0x80 && !valid)
			k = utf8_decode(text + i, n - i, &cp);
		if (k && c >= 0x20 && c != '"' && c != '\\') {
			i += k;
			continue;
		}
		buf_addn(out, text + from, i - from);
		if (!k)
			buf_add(out, "\xEF\xBF\xBD");
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c == '\n')
			buf_add(out, "\\n");
		else
			buf_addf(out, "\\u%04x", c);
		from = ++i;
	}
	buf_addn(out, text + from, n - from);
	buf_addc(out, '"');
}

/* RFC 8259, 6: digits without leading zeros, perhaps a minus. */
static bool is_number(const char *s, size_t n)
{
	size_t digits = n && *s == '-' ? n - 1 : n;

	s += n - digits;
	if (!digits || (digits > 1 && *s == '0'))
		return false;
	while (digits && *s >= '0' && *s <= '9')
		s++, digits--;
	return !digits;
}

static void json_scalar(struct buf *out, enum column_type type, const char *text, size_t n)
{
	if (!n)
		buf_add(out, "null");
	else if ((type == COLUMN_NUMBER || type == COLUMN_NUMBERS) && is_number(text, n))
		buf_addn(out, text, n);
	else if (type == COLUMN_BOOL && n == 3 && !memcmp(text, "yes", 3))
		buf_add(out, "true");
	else if (type == COLUMN_BOOL && n == 2 && !memcmp(text, "no", 2))
		buf_add(out, "false");
	else
		json_add(out, text, n);
}

static void json_list(struct buf *out, enum column_type type, const char *text, size_t n)
{
	const char *end = text + n;
	bool more = false;

	buf_addc(out, '[');
	while (text < end) {
		const char *stop = memchr(text, ';', (size_t)(end - text));
		const char *part = text;
		size_t len = text_trim(&part, (size_t)((stop ? stop : end) - text));

		if (len) {
			if (more)
				buf_add(out, ", ");
			json_scalar(out, type, part, len);
			more = true;
		}
		text = stop ? stop + 1 : end;
	}
	buf_addc(out, ']');
}

void json_cell(struct buf *out, enum column_type type, const char *text, size_t n)
{
	if (type == COLUMN_LIST || type == COLUMN_NUMBERS)
		json_list(out, type, text, n);
	else
		json_scalar(out, type, text, n);
}

/* ---- rows ---- */

void sheet_begin(struct sheet *s, enum format format, const struct sheet_column *columns, size_t n, FILE *out,
		 int width)
{
	*s = (struct sheet){
		.format = format,
		.columns = columns,
		.n = n,
		.out = out,
		.width = width,
		.separator = ',',
	};
	s->widths = mem_alloc((n + 1) * sizeof(*s->widths));
}

static void csv_header(struct sheet *s)
{
	bool more = false;

	for (size_t i = 0; i < s->n; i++) {
		const char *name = s->titles ? s->columns[i].title : s->columns[i].name;

		if (!shown(s, &s->columns[i]))
			continue;
		if (more)
			buf_addc(&s->text, s->separator);
		csv_add(&s->text, name, strlen(name), s->separator, true);
		more = true;
	}
	buf_add(&s->text, "\r\n");
}

static struct sheet_cell *add_cells(struct sheet *s, size_t n)
{
	while (s->filled + n > s->cap)
		s->cells = mem_grow(s->cells, s->cap, &s->cap, sizeof(*s->cells));
	s->filled += n;
	return s->cells + s->filled - n;
}

static void table_cell(struct sheet *s, const char *text, size_t n)
{
	struct sheet_cell *cell = add_cells(s, 1);

	*cell = (struct sheet_cell){.at = s->text.n, .n = (uint32_t)n};
	buf_addn(&s->text, text, n);
	cell->width = n ? flatten(s->text.s + cell->at, n) : 0;
	if (cell->width > s->widths[s->column])
		s->widths[s->column] = cell->width;
}

static void csv_cell(struct sheet *s, const char *text, size_t n)
{
	if (s->begun)
		buf_addc(&s->text, s->separator);
	s->begun = true;
	csv_add(&s->text, text, n, s->separator, !s->guard || s->columns[s->column].type == COLUMN_NUMBER);
}

static void json_member(struct sheet *s, const char *text, size_t n)
{
	const struct sheet_column *c = &s->columns[s->column];

	if (s->column)
		buf_add(&s->text, ", ");
	else
		buf_add(&s->text, s->rows ? ",\n{" : "[\n{");
	json_add(&s->text, c->name, strlen(c->name));
	buf_add(&s->text, ": ");
	json_cell(&s->text, c->type, text, n);
}

void sheet_cell(struct sheet *s, const char *text)
{
	sheet_celln(s, text, strlen(text));
}

void sheet_for_people(struct sheet *s)
{
	if (s->format != FORMAT_CSV)
		return;
	s->separator = ';';
	s->titles = s->guard = true;
	buf_add(&s->text, "\xEF\xBB\xBF");
}

void sheet_flush(struct sheet *s, size_t kept)
{
	if (!s->stream || s->text.n <= kept)
		return;
	utf8_put(s->out, buf_text(&s->text), s->text.n); /* a failure stays with s->out */
	buf_clear(&s->text);
}

static void end_cell(struct sheet *s)
{
	if (++s->column < s->n)
		return;
	s->column = 0;
	s->rows++;
	if (s->format == FORMAT_CSV) {
		buf_add(&s->text, "\r\n");
		s->begun = false;
	} else if (s->format == FORMAT_JSON) {
		buf_addc(&s->text, '}');
	}
	sheet_flush(s, STREAMED);
}

void sheet_celln(struct sheet *s, const char *text, size_t n)
{
	bool is_shown = shown(s, &s->columns[s->column]);

	if (s->format == FORMAT_CSV && !s->rows && !s->column)
		csv_header(s);
	if (s->format == FORMAT_XLSX)
		book_cell(s->book, text, n);
	else if (s->format == FORMAT_JSON)
		json_member(s, text, n);
	else if (is_shown && s->format == FORMAT_CSV)
		csv_cell(s, text, n);
	else if (is_shown)
		table_cell(s, text, n);
	end_cell(s);
}

void sheet_line(struct sheet *s, const char *text)
{
	char *copy;

	if (s->format != FORMAT_TABLE)
		return;
	copy = mem_strdup(text);
	flatten(copy, strlen(copy));
	s->lines = mem_grow(s->lines, s->lines_n, &s->lines_cap, sizeof(*s->lines));
	s->lines[s->lines_n++] = (struct sheet_line){s->rows, copy};
}

void sheet_row_borrowed(struct sheet *s, const struct sheet_cell *cells)
{
	struct sheet_cell *row = add_cells(s, s->n);

	for (size_t i = 0; i < s->n; i++) {
		row[i] = cells[i];
		if (cells[i].width > s->widths[i])
			s->widths[i] = cells[i].width;
	}
	s->rows++;
}

/* ---- the table ---- */

static bool is_text(const struct sheet_column *c)
{
	return c->type == COLUMN_TEXT || c->type == COLUMN_LIST;
}

/* Takes cells from the widest text column, then from the widest of all, until the row fits. */
static void narrow(struct sheet *s)
{
	int total = -2;

	for (size_t i = 0; i < s->n; i++)
		if (shown(s, &s->columns[i]))
			total += s->widths[i] + 2;
	for (; s->width > 0 && total > s->width; total--) {
		int *text = NULL, *any = NULL;

		for (size_t i = 0; i < s->n; i++) {
			if (is_text(&s->columns[i]) && s->widths[i] > NARROWEST && (!text || s->widths[i] > *text))
				text = &s->widths[i];
			if (s->widths[i] > 1 && (!any || s->widths[i] > *any))
				any = &s->widths[i];
		}
		if (!any)
			return;
		--*(text ? text : any);
	}
}

/* Where a row is put together: room for it was made before. */
struct pen {
	char *p;
	size_t gap; /* blanks owed, so that none trail */
};

/* Text in `room` cells; at most n + room + gap + 3 bytes. */
static inline void place(struct pen *pen, const char *text, size_t n, int width, int room, bool right)
{
	bool cut = width > room;

	if (cut) {
		n = utf8_fit(text, n, room - 1, &width);
		width++;
	}
	if (right)
		pen->gap += (size_t)(room - width);
	if (n || cut) {
		memset(pen->p, ' ', pen->gap);
		pen->p += pen->gap;
		pen->gap = 0;
		memcpy(pen->p, text, n);
		pen->p += n;
		if (cut)
			pen->p = stpcpy(pen->p, "…");
	}
	if (!right)
		pen->gap += (size_t)(room - width);
	pen->gap += 2;
}

/* Makes room for `more` bytes behind what is there. */
static struct pen pen_at(struct buf *out, size_t more)
{
	if (out->cap < out->n + more + 1) {
		out->cap = (out->n + more + 1) * 2;
		out->s = mem_resize(out->s, out->cap);
	}
	return (struct pen){out->s + out->n, 0};
}

static void end_row(struct buf *out, struct pen *pen)
{
	while (pen->p > out->s + out->n && pen->p[-1] == ' ')
		pen->p--;
	*pen->p++ = '\n';
	*pen->p = '\0';
	out->n = (size_t)(pen->p - out->s);
}

static void compose_titles(struct sheet *s, struct buf *out)
{
	struct pen pen;
	size_t room = 0;
	bool titles = false;

	for (size_t i = 0; i < s->n; i++) {
		const char *title = s->columns[i].title;
		int width;

		if (!shown(s, &s->columns[i]))
			continue;
		width = utf8_width(title, strlen(title));
		titles |= width > 0;
		if (width > s->widths[i])
			s->widths[i] = width;
		room += strlen(title) + (size_t)s->widths[i] + 5;
	}
	narrow(s);
	if (!titles)
		return;
	pen = pen_at(out, room);
	for (size_t i = 0; i < s->n; i++) {
		const char *title = s->columns[i].title;

		if (shown(s, &s->columns[i]))
			place(&pen, title, strlen(title), utf8_width(title, strlen(title)), s->widths[i],
			      s->columns[i].right);
	}
	end_row(out, &pen);
}

/* Those that stand before row `row`, from line `from` on; the next one. */
static size_t compose_lines(const struct sheet *s, size_t row, size_t from, struct buf *out)
{
	for (; from < s->lines_n && s->lines[from].row == row; from++) {
		const char *text = s->lines[from].text;
		struct pen pen = pen_at(out, strlen(text) + 5);
		int width = utf8_width(text, strlen(text));

		place(&pen, text, strlen(text), width, s->width > 0 && width > s->width ? s->width : width, false);
		end_row(out, &pen);
	}
	return from;
}

static void compose_rows(struct sheet *s, struct buf *out)
{
	size_t *at = mem_alloc((s->n + 1) * sizeof(*at)), n = 0, blank = 0, line = 0, number = 0;

	for (size_t i = 0; i < s->n; i++)
		if (shown(s, &s->columns[i])) {
			at[n++] = i;
			blank += (size_t)s->widths[i] + 5;
		}
	for (const struct sheet_cell *row = s->cells, *end = row + s->filled; n && row < end; row += n) {
		size_t room = blank;
		struct pen pen;

		line = compose_lines(s, number++, line, out);
		for (size_t i = 0; i < n; i++)
			room += row[i].n;
		pen = pen_at(out, room);
		for (size_t i = 0; i < n; i++)
			place(&pen, row[i].text ? row[i].text : s->text.s + row[i].at, row[i].n, row[i].width,
			      s->widths[at[i]], s->columns[at[i]].right);
		end_row(out, &pen);
	}
	compose_lines(s, number, line, out);
	free(at);
}

void sheet_compose(struct sheet *s)
{
	struct buf out = {0};

	if (s->format == FORMAT_CSV && !s->rows)
		csv_header(s);
	if (s->format == FORMAT_JSON)
		buf_add(&s->text, s->rows ? "\n]\n" : "[]\n");
	if (s->format == FORMAT_TABLE) {
		if (s->rows) {
			compose_titles(s, &out);
			compose_rows(s, &out);
		}
		buf_free(&s->text);
		s->text = out;
	}
	s->composed = true;
}

enum err sheet_end(struct sheet *s, struct error *e)
{
	enum err err = OK;

	if (!s->composed)
		sheet_compose(s);
	errno = 0;
	if (s->text.n)
		utf8_put(s->out, buf_text(&s->text), s->text.n);
	if (s->format != FORMAT_XLSX && (fflush(s->out) || ferror(s->out)))
		err = error_set(e, ERR_STORAGE, "вывод не записан: %s", error_reason(errno));
	buf_free(&s->text);
	buf_free(&s->cell);
	for (size_t i = 0; i < s->lines_n; i++)
		free(s->lines[i].text);
	free(s->lines);
	free(s->cells);
	free(s->widths);
	*s = (struct sheet){0};
	return err;
}
