/* What is said before something is done to many: to how many it can be, to whom not and why. */
#include <stdlib.h>
#include <string.h>

#include "many.h"

void many_counted_add(unsigned kind, size_t n, struct buf *out)
{
	if (kind == MANY_DUES)
		buf_addf(out, "%zu %s", n, text_plural((long)n, "срок", "срока", "сроков"));
	else if (kind)
		counted_add(kind_def(kind), n, out);
	else
		buf_addf(out, "%zu %s", n, text_plural((long)n, "запись", "записи", "записей"));
}

#define FEW 8 /* refusals that are told whole; of more each one's first line */

/* Why, without the name that it may begin with; *n bytes of it. */
static const char *reason_of(const struct refused *r, bool whole, size_t *n)
{
	size_t name = strlen(r->name);
	const char *why = r->why;

	if (!strncmp(why, r->name, name))
		why += name + strspn(why + name, " :");
	*n = whole ? strlen(why) : strcspn(why, "\n");
	while (*n && strchr(": ", why[*n - 1]))
		--*n;
	return why;
}

static int compare(const struct refused *a, const struct refused *b, bool whole)
{
	size_t a_n, b_n;
	const char *as = reason_of(a, whole, &a_n), *bs = reason_of(b, whole, &b_n);
	int d = memcmp(as, bs, a_n < b_n ? a_n : b_n);

	return d ? d : (a_n > b_n) - (a_n < b_n);
}

static int by_whole(const void *pa, const void *pb)
{
	const struct refused *const *a = pa, *const *b = pb;
	int d = compare(*a, *b, true);

	return d ? d : (*a > *b) - (*a < *b);
}

static int by_line(const void *pa, const void *pb)
{
	const struct refused *const *a = pa, *const *b = pb;
	int d = compare(*a, *b, false);

	return d ? d : (*a > *b) - (*a < *b);
}

/* On one line. */
static void reason_add(const char *why, size_t n, struct buf *out)
{
	for (size_t at = 0, end; at < n; at = end + 1) {
		end = at;
		while (end < n && why[end] != '\n')
			end++;
		buf_addn(out, why + at, end - at);
		if (end + 1 < n)
			buf_add(out, strchr(".:;,", end > at ? why[end - 1] : '.') ? " " : ". ");
	}
}

void refused_add(const struct refused *r, size_t n, struct buf *out)
{
	const struct refused **order = mem_alloc((n + 1) * sizeof(*order));
	bool whole = n <= FEW;
	size_t same, length;
	const char *why;

	for (size_t i = 0; i < n; i++)
		order[i] = &r[i];
	qsort(order, n, sizeof(*order), whole ? by_whole : by_line);
	for (size_t i = 0; i < n; i += same) {
		for (same = 1; i + same < n && !compare(order[i], order[i + same], whole);)
			same++;
		why = reason_of(order[i], whole, &length);
		buf_addf(out, "%s ", glyph(GLYPH_BULLET));
		if (same > 1) {
			reason_add(why, length, out);
			buf_addf(out, " (%zu): ", same);
		}
		for (size_t k = 0; k < same; k++)
			buf_addf(out, "%s%s", k ? "; " : "", order[i + k]->name);
		if (same == 1) {
			buf_add(out, ": ");
			reason_add(why, length, out);
		}
		buf_addc(out, '\n');
	}
	free(order);
}

void hidden_add(size_t hidden, struct buf *out)
{
	if (hidden)
		buf_addf(out, "Среди отмеченных %zu %s сейчас нет в списке (поиск или фильтр).\n", hidden,
			 text_plural((long)hidden, "запись, которой", "записи, которых", "записей, которых"));
}

void many_confirm(struct app *app, const char *title, const char *text, const struct marked *able,
		  const struct refused *refused, size_t refused_n,
		  void (*chosen)(struct app *app, int index, void *arg), void *arg)
{
	struct button buttons[] = {{refused_n ? "С остальными" : title, "со"}, {"Ничего не делать", "н"}};
	struct buf all = {0}, heading = {0};

	buf_addf(&heading, "%s: ", title);
	many_counted_add(able->kind, able->n + refused_n, &heading);
	if (able->n && refused_n) {
		buf_add(&all, "Можно: ");
		many_counted_add(able->kind, able->n, &all);
		buf_add(&all, ".\n");
	}
	buf_add(&all, able->n ? text : "");
	hidden_add(able->hidden, &all);
	if (refused_n) {
		buf_add(&all, able->n ? "Нельзя: " : "Нельзя ни с одной записью: ");
		many_counted_add(able->kind, refused_n, &all);
		buf_add(&all, ".\n");
		refused_add(refused, refused_n, &all);
	}
	if (able->n)
		buf_add(&all,
			refused_n ? "Сделать с остальными?" : "Всё это — одно действие: Ctrl-Z возьмёт его назад.");
	if (able->n) {
		dialog_choice(app, heading.s, all.s, NULL, buttons, 2, chosen, arg);
		screen_own(app, arg);
	} else {
		dialog_message(app, heading.s, all.s);
		free(arg);
	}
	buf_free(&heading);
	buf_free(&all);
}
