#include "stazh/base/columns.h"

/* What is left of the room when column i has width(i). */
static int left_over(const int *out, size_t n, int room, int gap)
{
	int left = room + gap;

	for (size_t i = 0; i < n; i++)
		left -= out[i] ? out[i] + gap : 0;
	return left;
}

/* The idle ones, from the right, until the others have what they want. */
static void drop_idle(const struct column_need *c, size_t n, int room, int gap, int *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = c[i].want;
	for (size_t i = n; i-- > 1 && left_over(out, n, room, gap) < 0;)
		if (c[i].idle)
			out[i] = 0;
}

static void drop_for_floors(const struct column_need *c, size_t n, int room, int gap, int *out)
{
	for (;;) {
		size_t worst = n;

		if (left_over(out, n, room, gap) >= 0)
			return;
		for (size_t i = 0; i < n; i++)
			if (out[i] && c[i].drop && (worst == n || c[i].drop >= c[worst].drop))
				worst = i;
		if (worst == n)
			return;
		out[worst] = 0;
	}
}

/* The widest gives a cell, those that may be cut before the others; false: none has more than one. */
static bool shrink(const struct column_need *c, size_t n, int *out)
{
	size_t widest = n;

	for (int pass = 0; pass < 2 && widest == n; pass++)
		for (size_t i = 0; i < n; i++)
			if (out[i] > 1 && (pass || c[i].text) && (widest == n || out[i] > out[widest]))
				widest = i;
	if (widest < n)
		out[widest]--;
	return widest < n;
}

/* Up to what they want, or wish: the narrowest gets the next cell. */
static void grow(const struct column_need *c, size_t n, bool wish, int left, int *out)
{
	while (left > 0) {
		size_t narrowest = n;

		for (size_t i = 0; i < n; i++) {
			int aim = wish ? c[i].wish : c[i].want;

			if (out[i] && out[i] < aim && (narrowest == n || out[i] <= out[narrowest]))
				narrowest = i;
		}
		if (narrowest == n)
			return;
		out[narrowest]++;
		left--;
	}
}

void columns_fit(const struct column_need *c, size_t n, int room, int gap, int *out)
{
	int left;

	drop_idle(c, n, room, gap, out);
	for (size_t i = 0; i < n; i++)
		out[i] = out[i] ? c[i].floor : 0;
	drop_for_floors(c, n, room, gap, out);
	for (left = left_over(out, n, room, gap); left < 0 && shrink(c, n, out);)
		left++;
	grow(c, n, false, left, out);
	grow(c, n, true, left_over(out, n, room, gap), out);
}
