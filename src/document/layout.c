#include <string.h>

#include "stazh/base/columns.h"
#include "stazh/base/utf8.h"
#include "layout.h"

#define COLUMNS_MAX 16

struct line {
	struct buf *out;
	int width;
	char align;
};

static int page_of(const struct layout *l)
{
	return l->width ? l->width : LAYOUT_PAGE;
}

static bool add_line(const char *s, size_t n, void *arg)
{
	const struct line *line = arg;
	int left = line->width - utf8_width(s, n);

	if (line->align && n && left > 0)
		buf_fill(line->out, ' ', (size_t)(line->align == '^' ? left / 2 : left));
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

/* ---- tables ---- */

struct grid {
	int width[COLUMNS_MAX];
	size_t n;   /* columns */
	bool plain; /* without lines */
	bool tight; /* without blanks beside the lines: whole words are worth more in a narrow window */
};

static void add_rule(struct buf *out, const struct grid *g, char rule)
{
	for (size_t i = 0; i < g->n; i++) {
		buf_addc(out, '|');
		buf_fill(out, rule, (size_t)g->width[i] + (g->tight ? 0 : 2));
	}
	buf_add(out, "|\n");
}

/* The widest part that is not to be broken: lines end at blanks and, within a word that is wider than its column,
 * behind hyphens. */
static int longest_part(const char *s, size_t n)
{
	int longest = 0;

	for (size_t from = 0, at = 0; at <= n; at++)
		if (at == n || s[at] == ' ' || s[at] == '-') {
			int width = utf8_width(s + from, at - from + (at < n && s[at] == '-'));

			longest = width > longest ? width : longest;
			from = at + 1;
		}
	return longest;
}

/* A word that is wider than its column, with a blank behind the last hyphen that still fits each line. */
static void add_word(struct buf *out, const char *s, size_t n, int width)
{
	for (size_t line = 0, from = 0, at = 0; at < n; at++) {
		if (s[at] != '-' && at + 1 < n)
			continue;
		if (from > line && utf8_width(s + line, at + 1 - line) > width) {
			buf_addc(out, ' ');
			line = from;
		}
		buf_addn(out, s + from, at + 1 - from);
		from = at + 1;
	}
}

static void add_breakable(struct buf *out, const char *s, size_t n, int width)
{
	for (size_t from = 0, at = 0; at <= n; at++) {
		if (at < n && s[at] != ' ')
			continue;
		if (utf8_width(s + from, at - from) > width)
			add_word(out, s + from, at - from, width);
		else
			buf_addn(out, s + from, at - from);
		if (at < n)
			buf_addc(out, ' ');
		from = at + 1;
	}
}

static void measure(const char *table, const struct layout *l, struct grid *g)
{
	const char *cell[COLUMNS_MAX];
	size_t length[COLUMNS_MAX];
	struct column_need need[COLUMNS_MAX] = {{0}};
	int least = 0;

	for (const char *p = table; *p; p += strcspn(p, "\n") + 1) {
		size_t n = split_row(p, strcspn(p, "\n"), cell, length);

		g->n = n > g->n ? n : g->n;
		for (size_t i = 0; i < n; i++) {
			int width = utf8_width(cell[i], length[i]), longest = longest_part(cell[i], length[i]);

			need[i].want = width > need[i].want ? width : need[i].want;
			need[i].floor = longest > need[i].floor ? longest : need[i].floor;
		}
	}
	for (size_t i = 0; i < g->n; i++) {
		need[i].want += !need[i].want;
		need[i].floor += !need[i].floor;
		least += need[i].floor + 3;
	}
	g->tight = l->width && !g->plain && least + 1 > l->width;
	if (g->tight)
		columns_fit(need, g->n, l->width - 2, 1, g->width);
	else
		columns_fit(need, g->n, page_of(l) - (g->plain ? 0 : 4), g->plain ? 2 : 3, g->width);
}

static bool add_part(const char *s, size_t n, void *arg)
{
	struct buf *lines = arg;

	buf_addn(lines, s, n);
	buf_addc(lines, '\n');
	return true;
}

/* A row in as many lines as its longest cell takes; how many. */
static int add_row(struct buf *out, const struct grid *g, const char *cell[], const size_t length[], size_t n)
{
	struct buf part[COLUMNS_MAX] = {{0}};
	const char *at[COLUMNS_MAX];
	int lines = 0;

	for (size_t i = 0; i < n; i++) {
		struct buf text = {0};

		add_breakable(&text, cell[i], length[i], g->width[i]);
		text_wrap(buf_text(&text), g->width[i] ? g->width[i] : 1, add_part, &part[i]);
		at[i] = buf_text(&part[i]);
		buf_free(&text);
	}
	for (bool more = true; more; lines++) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			size_t bytes = strcspn(at[i], "\n"), last = out->n;

			buf_add(out, g->plain ? (i ? "  " : "") : g->tight ? "|" : "| ");
			buf_addn(out, at[i], bytes);
			if (!g->plain || i + 1 < n)
				buf_fill(out, ' ',
					 (size_t)(g->width[i] - utf8_width(at[i], bytes)) + (!g->plain && !g->tight));
			else if (!bytes)
				out->n = last;
			at[i] += bytes + (at[i][bytes] == '\n');
			more |= *at[i] != 0;
		}
		while (g->plain && out->n && out->s[out->n - 1] == ' ')
			out->n--;
		buf_add(out, g->plain ? "\n" : "|\n");
	}
	for (size_t i = 0; i < n; i++)
		buf_free(&part[i]);
	return lines;
}

/* A rule stands below the head and on both sides of a row of several lines. */
static void end_table(struct layout *l)
{
	const char *cell[COLUMNS_MAX], *table = buf_text(&l->table);
	struct grid g = {.plain = l->plain};
	size_t length[COLUMNS_MAX];
	struct buf row = {0};
	char head = l->width && l->headed ? '=' : '-';
	int before = 1, row_n = 0;

	measure(table, l, &g);
	for (const char *p = table; *p; p += strcspn(p, "\n") + 1, row_n++) {
		size_t n = split_row(p, strcspn(p, "\n"), cell, length);
		int lines;

		buf_clear(&row);
		lines = add_row(&row, &g, cell, length, n);
		if (!g.plain && (row_n == 1 || (row_n && (before > 1 || lines > 1))))
			add_rule(l->out, &g, row_n == 1 ? head : '-');
		buf_add(l->out, row.s);
		before = lines;
	}
	if (row_n == 1 && !g.plain)
		add_rule(l->out, &g, head);
	buf_free(&row);
	buf_clear(&l->table);
}

void layout_text(struct layout *l, const char *text, char align)
{
	int page = page_of(l);
	struct line line = {.out = l->out, .width = page < LAYOUT_PROSE ? page : LAYOUT_PROSE, .align = align};

	end_table(l);
	text_wrap(text, line.width, add_line, &line);
}

void layout_row(struct layout *l, const char *row, bool words)
{
	bool plain = row[1] == '.';

	if (plain != l->plain)
		end_table(l);
	l->plain = plain;
	if (!l->table.n)
		l->headed = words;
	buf_addf(&l->table, "%s\n", row + plain);
}

void layout_end(struct layout *l)
{
	end_table(l);
	buf_free(&l->table);
}
