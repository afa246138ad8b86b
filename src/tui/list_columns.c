/* How wide a list's columns are: measured when its rows are new, the same until they are new
 * again. */
#include <string.h>

#include "stazh/base/columns.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/list.h"

#define SAMPLE                                                                                                         \
	200 /* rows that are looked at, those to be seen among them: a list of a hundred thousand stays virtual */

static uint64_t digest(const char *text)
{
	uint64_t h = 1469598103934665603U; /* FNV-1a */

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211U;
	return h;
}

/* Line breaks are drawn as blanks. */
static int cells_of(const struct buf *cell)
{
	int cells = utf8_width(buf_text(cell), cell->n);

	for (const char *p = buf_text(cell); (p = strpbrk(p, "\n\t")); p++)
		cells += utf8_width(p, 1) < 1;
	return cells;
}

void list_measure(struct tx *tx, struct list *l)
{
	size_t page = (size_t)l->page, first = l->first, last;
	bool begin = true;

	if (l->settled || l->whole)
		return;
	if (first + SAMPLE > l->count)
		first = l->count > SAMPLE ? l->count - SAMPLE : 0;
	last = first + SAMPLE < l->count ? first + SAMPLE : l->count;
	memset(l->widths, 0, sizeof(l->widths));
	for (size_t n = first; n < last; n++) {
		bool seen = n >= l->first && n < l->first + page;

		if (l->running && l->head(l->arg, list_at(l, n)))
			continue;
		list_row(tx, l, n);
		for (size_t i = 0; i < l->columns_n; i++) {
			struct list_width *w = &l->widths[i];
			const char *text = buf_text(&l->own.cell[i]);
			int cells = cells_of(&l->own.cell[i]);

			if (begin)
				w->same = digest(text);
			w->idle = (begin || w->idle) && (last - first > 1 || !*text) && digest(text) == w->same;
			w->more = cells > w->more ? cells : w->more;
			w->seen = seen && cells > w->seen ? cells : w->seen;
		}
		begin = false;
	}
	l->settled = l->count > 0;
	l->measured = l->first;
}

bool list_widen(struct list *l, int width, const int *w)
{
	bool widen = false;
	int spare = width + LIST_GAP;

	for (size_t i = 0; i < l->columns_n; i++)
		spare -= w[i] ? w[i] + LIST_GAP : 0;
	for (size_t i = 0; !l->whole && i < l->columns_n; i++) {
		const char *text = buf_text(&l->own.cell[i]);
		int cells = cells_of(&l->own.cell[i]);
		struct list_width *known = &l->widths[i];
		bool other = known->idle && digest(text) != known->same;
		bool cut = w[i] && cells > w[i];

		known->idle &= !other;
		known->drawn = cells > known->drawn ? cells : known->drawn;
		if (cut && spare > 0 && cells > known->more)
			known->more = cells;
		else if ((cut && !l->columns[i].grow && cells > known->seen) || (other && !w[i]))
			known->seen = cells > known->seen ? cells : known->seen;
		else
			continue;
		widen = true;
	}
	return widen;
}

static int title_of(const struct list *l, size_t i)
{
	return l->headless ? 0 : utf8_width(l->columns[i].title, strlen(l->columns[i].title));
}

#define WASTE 4 /* cells */

bool list_wastes(const struct list *l, const int *w)
{
	bool cut = false, spare = false;

	if (l->whole || !l->settled || l->measured == l->first)
		return false;
	for (size_t i = 0; i < l->columns_n; i++) {
		int need = l->widths[i].drawn > title_of(l, i) ? l->widths[i].drawn : title_of(l, i);

		cut |= w[i] && need > w[i];
		spare |= w[i] - need >= WASTE;
	}
	return cut && spare;
}

int list_columns_want(const struct list *l)
{
	int want = 0;

	for (size_t i = 0; i < l->columns_n; i++) {
		int title = title_of(l, i);

		want += (i ? LIST_GAP : 0) + (l->widths[i].more > title ? l->widths[i].more : title);
	}
	return want;
}

void list_columns_fit(const struct list *l, int width, int *out)
{
	struct column_need need[LIST_COLUMNS_MAX];

	for (size_t i = 0; i < l->columns_n; i++) {
		const struct list_column *c = &l->columns[i];
		const struct list_width *w = &l->widths[i];
		int title = title_of(l, i);
		int want = w->seen > title ? w->seen : title;

		want = want > 0 ? want : 1;
		need[i] = (struct column_need){.floor = c->grow && c->min < want ? c->min : want,
					       .want = want,
					       .wish = w->more,
					       .text = c->grow,
					       .idle = w->idle && !c->chosen,
					       .drop = c->drop};
	}
	columns_fit(need, l->columns_n, width, LIST_GAP, out);
}
