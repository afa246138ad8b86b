#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "stazh/base/date.h"

#define MONTH 30 /* days after which a debt is an old one */

void due_rows_release(struct due_rows *r)
{
	free(r->open);
	free(r->row);
	*r = (struct due_rows){.today = 0};
}

/* ---- order ---- */

enum due_group due_group_of(int32_t due, int32_t today)
{
	if (due <= today)
		return due < today ? DUE_OVERDUE : DUE_TODAY;
	return due <= today + 6 - date_weekday(today) ? DUE_WEEK : DUE_LATER;
}

static int by_time(const struct due_line *a, const struct due_line *b)
{
	unsigned at = (unsigned)a->minute, bt = (unsigned)b->minute; /* -1, the whole day, comes last */

	return (at > bt) - (at < bt);
}

static int compare(const void *pa, const void *pb)
{
	const struct due_line *a = pa, *b = pb;
	int by = 0;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->due != b->due)
		return (a->due < b->due) == (a->group != DUE_OVERDUE) ? -1 : 1;
	by = by_time(a, b);
	if (!by)
		by = (a->kind > b->kind) - (a->kind < b->kind);
	if (!by)
		by = (a->site > b->site) - (a->site < b->site);
	if (!by && *a->name && *b->name)
		by = strcmp(a->what, b->what);
	return by ? by : (a->rec_id > b->rec_id) - (a->rec_id < b->rec_id);
}

void due_lines_order(struct due_line *lines, size_t n, int32_t today)
{
	for (size_t i = 0; i < n; i++)
		lines[i].group = due_group_of(lines[i].due, today);
	if (n)
		qsort(lines, n, sizeof(*lines), compare);
}

/* How many lines from `from` on are the same task. */
static size_t set_size(const struct due_rows *r, size_t from, size_t end)
{
	const struct due_line *a = &r->lines[from];
	size_t n = 1;

	while (*a->name && from + n < end) {
		const struct due_line *b = &r->lines[from + n];

		if (b->due != a->due || b->kind != a->kind || b->site != a->site || !*b->name ||
		    strcmp(a->what, b->what) || strcmp(a->alarmed, b->alarmed))
			break;
		n++;
	}
	return n;
}

/* ---- folding ---- */

#define KEY_HEAD (1ULL << 56)
#define KEY_MORE (2ULL << 56)
#define KEY_SET	 (3ULL << 56)
#define KEY_TURN (4ULL << 56)

static uint64_t set_key(const struct due_line *l)
{
	uint64_t hash = 14695981039346656037u;

	for (const char *p = l->what; *p; p++)
		hash = (hash ^ (uint8_t)*p) * 1099511628211u;
	hash = (hash ^ l->site) * 1099511628211u;
	hash = (hash ^ (uint32_t)l->due) * 1099511628211u;
	return KEY_SET | hash >> 8;
}

uint64_t due_line_key(const struct due_line *l)
{
	return (uint64_t)l->kind << 40 | (uint64_t)l->rec_kind << 32 | l->rec_id;
}

uint64_t due_row_key(const struct due_rows *r, size_t n)
{
	const struct due_row *row = &r->row[n];
	const struct due_line *l = row->sort == DUE_HEAD || row->sort == DUE_STEP ? NULL : &r->lines[row->line];

	switch (row->sort) {
	case DUE_HEAD:
		return KEY_HEAD | (uint64_t)row->group;
	case DUE_MORE:
		return KEY_MORE | (uint64_t)row->group;
	case DUE_STEP:
		return row->line == DUE_TURN ? KEY_TURN : 0; /* to what there is to do the cursor goes by itself */
	case DUE_SET:
		return set_key(l);
	default:
		return due_line_key(l);
	}
}

static size_t open_at(const struct due_rows *r, uint64_t key)
{
	size_t i = 0;

	while (i < r->open_n && r->open[i] != key)
		i++;
	return i;
}

static uint64_t unfold_group(struct due_rows *r, enum due_group g)
{
	r->fold[g] = r->fold[g] == DUE_CLOSED ? DUE_AUTO : DUE_OPEN;
	return 0;
}

uint64_t due_unfold(struct due_rows *r, size_t n)
{
	const struct due_row *row = &r->row[n];
	uint64_t key = due_row_key(r, n);

	if (row->sort == DUE_SET && open_at(r, key) == r->open_n) {
		r->open = mem_grow(r->open, r->open_n, &r->open_cap, sizeof(*r->open));
		r->open[r->open_n++] = key;
		return key;
	}
	if (row->sort == DUE_MORE) {
		const struct due_line *first = &r->lines[row->line];

		unfold_group(r, row->group);
		/* The row may become that of a set, which is where one looks next too. */
		return set_size(r, row->line, r->lines_n) > 1 ? set_key(first) : due_line_key(first);
	}
	if (row->sort == DUE_HEAD && r->fold[row->group] != DUE_OPEN && r->count[row->group]) {
		unfold_group(r, row->group);
		return key;
	}
	return 0;
}

uint64_t due_fold(struct due_rows *r, size_t n)
{
	const struct due_row *row = &r->row[n];
	uint64_t set = row->sort == DUE_SET || row->sort == DUE_MEMBER ? set_key(&r->lines[row->line]) : 0;
	size_t at = open_at(r, set);

	if (set && at < r->open_n) {
		r->open[at] = r->open[--r->open_n];
		return set;
	}
	if (row->sort == DUE_STEP || r->fold[row->group] == DUE_CLOSED || !r->count[row->group])
		return 0;
	r->fold[row->group] = r->fold[row->group] == DUE_OPEN && row->sort != DUE_HEAD ? DUE_AUTO : DUE_CLOSED;
	return KEY_HEAD | (uint64_t)row->group;
}

/* ---- rows ---- */

static struct due_row *add(struct due_rows *r, struct due_row row)
{
	r->row = mem_grow(r->row, r->row_n, &r->row_cap, sizeof(*r->row));
	r->row[r->row_n] = row;
	return &r->row[r->row_n++];
}

/* Rows that the lines from … end take as they are folded now; out: makes them, not more than `most`, and returns the
 * line that comes next. */
static size_t put(struct due_rows *r, enum due_group g, size_t from, size_t end, size_t most, size_t *rows)
{
	bool making = rows == NULL;
	size_t used = 0;

	while (from < end) {
		size_t n = set_size(r, from, end), needs = 1;
		bool open = n > 1 && open_at(r, set_key(&r->lines[from])) < r->open_n;

		needs += open ? n : 0;
		if (making && used + needs > most)
			break;
		used += needs;
		if (making) {
			add(r, (struct due_row){n > 1 ? DUE_SET : DUE_LINE, g, from, n, 0});
			for (size_t i = 0; open && i < n; i++)
				add(r, (struct due_row){DUE_MEMBER, g, from + i, 1, 0});
		}
		from += n;
	}
	if (rows)
		*rows = used;
	return from;
}

static size_t rows_of(struct due_rows *r, enum due_group g, size_t from, size_t end)
{
	size_t rows;

	put(r, g, from, end, 0, &rows);
	return rows;
}

/* A group in at most `most` rows; of these the last says how many more there are. recent: the lines up to there are not
 * folded by themselves. */
static void put_group(struct due_rows *r, enum due_group g, size_t from, size_t recent, size_t end, size_t most)
{
	size_t next, whole = rows_of(r, g, from, end);

	if (!most)
		return;
	if (whole <= most && (recent == end || whole == rows_of(r, g, from, recent) + 1))
		recent = end;
	else
		most--;
	next = put(r, g, from, recent, most, NULL);
	if (next < end) {
		size_t old = end - (recent > next ? recent : next);

		add(r, (struct due_row){DUE_MORE, g, next, end - next, g == DUE_OVERDUE ? old : 0});
	}
}

static size_t at_most(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many rows what is overdue and what is left of the week get, when they need so many and there are `room`. */
static void share(size_t room, size_t *overdue, size_t *week)
{
	size_t half = room / 2, to_week = at_most(*week, room - at_most(*overdue, half));

	*overdue = at_most(*overdue, room - at_most(to_week, room));
	*week = to_week;
}

void due_rows_make(struct due_rows *r, int height, bool flat)
{
	size_t start[DUE_GROUPS + 1] = {0}, recent, want[DUE_GROUPS], room, i = 0;

	r->row_n = 0;
	for (int g = 0; g < DUE_GROUPS; g++) {
		while (i < r->lines_n && r->lines[i].group == (enum due_group)g)
			i++;
		start[g + 1] = i;
		r->count[g] = i - start[g];
	}
	for (recent = 0; recent < start[1] && r->lines[recent].due >= r->today - MONTH; recent++)
		;
	r->old = start[1] - recent;
	for (i = 0; flat && i < r->lines_n; i++)
		add(r, (struct due_row){DUE_LINE, r->lines[i].group, i, 1, 0});
	if (!flat && r->turn) {
		add(r, (struct due_row){DUE_STEP, DUE_LATER, DUE_TURN, 1, 0});
		height--;
	}
	for (i = 0; !flat && !r->lines_n && i < r->steps_n; i++)
		add(r, (struct due_row){DUE_STEP, DUE_LATER, i, 1, 0});
	if (flat || !r->lines_n)
		return;
	for (int g = 0; g < DUE_GROUPS; g++)
		want[g] = r->fold[g] == DUE_CLOSED ? 0 : rows_of(r, (enum due_group)g, start[g], start[g + 1]);
	want[DUE_OVERDUE] = r->fold[DUE_OVERDUE] == DUE_CLOSED ? 0 : rows_of(r, DUE_OVERDUE, 0, recent) + (r->old > 0);
	room = (size_t)height > DUE_GROUPS + want[DUE_TODAY] ? (size_t)height - DUE_GROUPS - want[DUE_TODAY] : 0;
	share(room, &want[DUE_OVERDUE], &want[DUE_WEEK]);
	for (int g = 0; g < DUE_GROUPS; g++) {
		bool open = r->fold[g] == DUE_OPEN, overdue = g == DUE_OVERDUE;

		add(r, (struct due_row){DUE_HEAD, (enum due_group)g, start[g], r->count[g], 0});
		put_group(r, (enum due_group)g, start[g], overdue && !open ? recent : start[g + 1], start[g + 1],
			  open ? SIZE_MAX : want[g]);
	}
}
