/* Which of a list's rows stand on the screen: those that fit what is searched for; and their cells. */
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/tui/list.h"

size_t list_at(const struct list *l, size_t n)
{
	return n >= l->count ? l->all : l->narrowed ? l->fit[n] : n;
}

size_t list_here(const struct list *l)
{
	return list_at(l, l->selected);
}

void list_row_of(struct tx *tx, struct list *l, size_t n)
{
	for (size_t i = 0; i < l->columns_n; i++) {
		buf_clear(&l->own.cell[i]);
		l->own.look[i] = LOOK_PLAIN;
	}
	l->row(l->arg, tx, n, &l->own);
}

void list_row(struct tx *tx, struct list *l, size_t n)
{
	list_row_of(tx, l, list_at(l, n));
}

/* Adds what row n says. */
static void add_row(struct tx *tx, struct list *l, size_t n, struct buf *out)
{
	if (l->told)
		l->told(l->arg, tx, n, out);
	else
		list_row_of(tx, l, n);
	for (size_t i = 0; !l->told && i < l->columns_n; i++)
		buf_addf(out, " %s", buf_text(&l->own.cell[i]));
}

static bool has_words(const struct buf *text, const struct buf *words)
{
	struct buf folded = {0};
	bool fits;

	collate_fold(buf_text(text), text->n, &folded);
	fits = collate_matches(buf_text(&folded), buf_text(words));
	buf_free(&folded);
	return fits;
}

static void fit_add(struct list *l, size_t n)
{
	l->fit = mem_grow(l->fit, l->count, &l->fit_cap, sizeof(*l->fit));
	l->fit[l->count++] = n;
}

void list_narrow(struct tx *tx, struct list *l)
{
	struct buf words = {0}, head = {0}, text = {0};
	size_t last_head = l->all;

	if (!l->search.n || l->searches)
		return;
	collate_fold(l->search.s, l->search.n, &words);
	l->narrowed = true;
	l->count = l->headings = 0;
	for (size_t n = 0; n < l->all; n++) {
		bool is_head = l->head && l->head(l->arg, n);

		buf_clear(&text);
		if (is_head) {
			buf_clear(&head);
			add_row(tx, l, n, &head);
			last_head = n;
		} else {
			add_row(tx, l, n, &text);
		}
		buf_add(&text, buf_text(&head));
		if (!has_words(&text, &words))
			continue;
		if (!is_head && last_head < n && (!l->count || l->fit[l->count - 1] < last_head))
			l->headings++, fit_add(l, last_head);
		l->headings += is_head;
		fit_add(l, n);
	}
	buf_free(&words);
	buf_free(&head);
	buf_free(&text);
}
