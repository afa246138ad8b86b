#include <string.h>

#include "stazh/base/utf8.h"
#include "layout.h"

#define WIDTH	    78
#define COLUMNS_MAX 16

struct line {
	struct buf *out;
	char align;
};

static bool add_line(const char *s, size_t n, void *arg)
{
	const struct line *line = arg;
	int width = utf8_width(s, n);

	if (line->align && n && width < WIDTH)
		buf_fill(line->out, ' ', (size_t)(line->align == '^' ? (WIDTH - width) / 2 : WIDTH - width));
	buf_addn(line->out, s, n);
	buf_addc(line->out, '\n');
	return true;
}

/* The cells of «| a | b |», trimmed; returns how many. */
static size_t split_row(const char *row, size_t n, const char *cell[COLUMNS_MAX], size_t length[COLUMNS_MAX])
{
	size_t cells = 0;

	for (const char *p = row + 1, *end = row + n, *bar; p < end && cells < COLUMNS_MAX; p = bar + 1) {
		bar = memchr(p, '|', (size_t)(end - p));
		if (!bar)
			bar = end;
		cell[cells] = p;
		length[cells] = text_trim(&cell[cells], (size_t)(bar - p));
		if (bar < end || length[cells])
			cells++;
	}
	return cells;
}

static void add_rule(struct buf *out, const int *width, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_addc(out, '|');
		buf_fill(out, '-', (size_t)width[i] + 2);
	}
	buf_add(out, "|\n");
}

static void end_table(struct layout *l)
{
	const char *cell[COLUMNS_MAX], *table = buf_text(&l->table);
	size_t length[COLUMNS_MAX], n;
	int width[COLUMNS_MAX] = {0};

	for (const char *p = table; *p; p += strcspn(p, "\n") + 1) {
		n = split_row(p, strcspn(p, "\n"), cell, length);
		for (size_t i = 0; i < n; i++)
			if (utf8_width(cell[i], length[i]) > width[i])
				width[i] = utf8_width(cell[i], length[i]);
	}
	for (const char *p = table; *p; p += strcspn(p, "\n") + 1) {
		n = split_row(p, strcspn(p, "\n"), cell, length);
		for (size_t i = 0; i < n; i++) {
			buf_add(l->out, "| ");
			buf_addn(l->out, cell[i], length[i]);
			buf_fill(l->out, ' ', (size_t)(width[i] - utf8_width(cell[i], length[i]) + 1));
		}
		buf_add(l->out, "|\n");
		if (p == table)
			add_rule(l->out, width, n);
	}
	buf_clear(&l->table);
}

void layout_text(struct layout *l, const char *text, char align)
{
	struct line line = {.out = l->out, .align = align};

	end_table(l);
	text_wrap(text, WIDTH, add_line, &line);
}

void layout_row(struct layout *l, const char *row)
{
	buf_addf(&l->table, "%s\n", row);
}

void layout_end(struct layout *l)
{
	end_table(l);
	buf_free(&l->table);
}
