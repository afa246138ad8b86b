#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/exchange/sheet.h"

#define PIECE 65536
#define NARROWEST 6 /* a text column is not cut below this while another one can give */

struct sheet_cell {
	size_t end; /* in sheet.text; it begins where the cell before ends */
	int width;
};

static bool shown(const struct sheet *s, const struct column *c)
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
	bool guard = !formulas && formula(text, n);
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

void sheet_begin(struct sheet *s, enum format format, const struct column *columns, size_t n, FILE *out, int width)
{
	*s = (struct sheet){
		.format = format, .columns = columns, .n = n, .out = out, .width = width, .separator = ',',
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

/* width: -1, not known. */
static void table_cell(struct sheet *s, const char *text, size_t n, int width)
{
	size_t start = s->text.n;
	struct sheet_cell *cell;

	buf_addn(&s->text, text, n);
	s->cells = mem_grow(s->cells, s->filled, &s->cap, sizeof(*s->cells));
	cell = &s->cells[s->filled++];
	cell->end = s->text.n;
	cell->width = width >= 0 ? width : n ? flatten(s->text.s + start, n) : 0;
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
	const struct column *c = &s->columns[s->column];

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

void sheet_celln(struct sheet *s, const char *text, size_t n)
{
	sheet_cell_measured(s, text, n, -1);
}

void sheet_cell_measured(struct sheet *s, const char *text, size_t n, int width)
{
	bool is_shown = shown(s, &s->columns[s->column]);

	if (s->format == FORMAT_CSV && !s->rows && !s->column)
		csv_header(s);
	if (s->format == FORMAT_JSON)
		json_member(s, text, n);
	else if (is_shown && s->format == FORMAT_CSV)
		csv_cell(s, text, n);
	else if (is_shown)
		table_cell(s, text, n, width);
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
}

/* ---- the table ---- */

static bool is_text(const struct column *c)
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

/* Adds text in `room` cells. Blanks on its right are owed in *gap, so that none trail. */
static void place(struct buf *out, const char *text, size_t n, int width, int room, bool right, size_t *gap)
{
	bool cut = width > room;

	if (cut) {
		n = utf8_fit(text, n, room - 1, &width);
		width++;
	}
	if (right)
		*gap += (size_t)(room - width);
	if (n || cut) {
		if (*gap)
			buf_fill(out, ' ', *gap);
		*gap = 0;
		buf_addn(out, text, n);
		if (cut)
			buf_add(out, "…");
	}
	if (!right)
		*gap += (size_t)(room - width);
	*gap += 2;
}

static void write_out(struct sheet *s, struct buf *piece, size_t least)
{
	if (piece->n && piece->n >= least) {
		fwrite(piece->s, 1, piece->n, s->out);
		buf_clear(piece);
	}
}

static void write_table(struct sheet *s)
{
	struct buf piece = {0};
	size_t at = 0, gap = 0;
	bool titles = false;

	for (size_t i = 0; i < s->n; i++)
		if (shown(s, &s->columns[i]) && *s->columns[i].title) {
			int width = utf8_width(s->columns[i].title, strlen(s->columns[i].title));

			titles = true;
			if (width > s->widths[i])
				s->widths[i] = width;
		}
	narrow(s);
	for (size_t i = 0; i < s->n && titles; i++) {
		const char *title = s->columns[i].title;

		if (shown(s, &s->columns[i]))
			place(&piece, title, strlen(title), utf8_width(title, strlen(title)), s->widths[i],
			      s->columns[i].right, &gap);
	}
	if (titles)
		buf_addc(&piece, '\n');
	for (size_t i = 0; i < s->filled;) {
		gap = 0;
		for (size_t c = 0; c < s->n; c++) {
			const struct sheet_cell *cell = &s->cells[i];

			if (!shown(s, &s->columns[c]))
				continue;
			place(&piece, s->text.s + at, cell->end - at, cell->width, s->widths[c], s->columns[c].right, &gap);
			at = cell->end;
			i++;
		}
		while (piece.n && piece.s[piece.n - 1] == ' ')
			piece.n--;
		buf_addc(&piece, '\n');
		write_out(s, &piece, PIECE);
	}
	write_out(s, &piece, 0);
	buf_free(&piece);
}

enum err sheet_end(struct sheet *s, struct error *e)
{
	enum err err = OK;

	errno = 0;
	if (s->format == FORMAT_CSV && !s->rows)
		csv_header(s);
	if (s->format == FORMAT_JSON)
		buf_add(&s->text, s->rows ? "\n]\n" : "[]\n");
	if (s->format != FORMAT_TABLE)
		write_out(s, &s->text, 0);
	else if (s->rows)
		write_table(s);
	if (fflush(s->out) || ferror(s->out))
		err = error_set(e, ERR_STORAGE, "вывод не записан: %s",
				errno == ENOSPC || errno == EDQUOT ? "на диске нет места" : strerror(errno));
	buf_free(&s->text);
	buf_free(&s->cell);
	free(s->cells);
	free(s->widths);
	*s = (struct sheet){0};
	return err;
}
