/* To whom something cannot be done, by reason. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"

#define FEW 8 /* refusals that are told whole on the screen; of more each one's first line */

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
			buf_add(out, strchr(".:;,?!", end > at ? why[end - 1] : '.') ? " " : ". ");
	}
}

#define NAMED 3 /* of those that have one reason, on the command line */

static void name_add(const struct refused *r, bool numbers, struct buf *out)
{
	buf_add(out, r->name);
	if (numbers)
		buf_addf(out, " (№ %u)", r->id);
}

/* All of them, or of more than a few the first: «Ёлкина А.И. (№ 1); Белова В.П. (№ 2) и ещё 54». */
static void names_add(const struct refused *const *r, size_t n, bool numbers, struct buf *out)
{
	size_t named = numbers && n > NAMED + 1 ? NAMED : n;

	for (size_t i = 0; i < named; i++) {
		buf_add(out, i ? "; " : "");
		name_add(r[i], numbers, out);
	}
	if (named < n)
		buf_addf(out, " и ещё %zu", n - named);
}

void refused_add(const struct refused *r, size_t n, const char *bullet, struct buf *out)
{
	const struct refused **order = mem_alloc((n + 1) * sizeof(*order));
	bool whole = !bullet || n <= FEW;
	size_t same, length;
	const char *why;

	for (size_t i = 0; i < n; i++)
		order[i] = &r[i];
	qsort(order, n, sizeof(*order), whole ? by_whole : by_line);
	for (size_t i = 0; i < n; i += same) {
		for (same = 1; i + same < n && !compare(order[i], order[i + same], whole);)
			same++;
		why = reason_of(order[i], whole, &length);
		if (bullet)
			buf_addf(out, "%s ", bullet);
		if (same > 1) {
			reason_add(why, length, out);
			buf_addf(out, " (%zu): ", same);
		}
		names_add(order + i, same, !bullet, out);
		if (same == 1) {
			buf_add(out, ": ");
			reason_add(why, length, out);
		}
		buf_addc(out, '\n');
	}
	free(order);
}
