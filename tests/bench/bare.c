/* The floor for `stazh due --all`: bare FOLDER TODAY opens the same environment, scans the table of deadlines and
 * prints the very same lines, with nothing around it: no configuration, no rights, no filters, no look at what is
 * printed. */
#include "floor.h"

static char *out;
static size_t used, cap;

static void put(const char *s, size_t n)
{
	if (used + n > cap)
		out = realloc(out, cap = (used + n) * 2);
	memcpy(out + used, s, n);
	used += n;
}

static void pad(unsigned n)
{
	static const char blanks[] = "                                                                ";

	while (n) {
		unsigned k = n < sizeof(blanks) - 1 ? n : sizeof(blanks) - 1;

		put(blanks, k);
		n -= k;
	}
}

int main(int argc, char **argv)
{
	struct line *lines = NULL;
	size_t n = 0, lines_cap = 0;
	unsigned widest[4] = {0}, far_width = 0;
	char day[40] = "", far[64] = "";
	int32_t today, last = INT32_MIN;
	MDB_cursor *cursor;
	MDB_val key, value;

	if (argc < 3 || !day_read(argv[2], &today))
		return 2;
	cursor = lines_open(argv[1]);
	if (!cursor)
		return 5;
	while (!mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
		struct line *l;

		if (n == lines_cap)
			lines = realloc(lines, (lines_cap = lines_cap ? lines_cap * 2 : 1024) * sizeof(*lines));
		l = &lines[n++];
		line_read(l, &key, &value);
		for (int i = 0; i < 3; i++)
			if (l->width[i] > widest[i])
				widest[i] = l->width[i];
		if (l->due != last) {
			far_width = distance(l->due - today, far);
			if (far_width > widest[3])
				widest[3] = far_width;
			last = l->due;
		}
	}
	last = INT32_MIN;
	for (size_t i = 0; i < n; i++) {
		const struct line *l = &lines[i];
		const char *mark = sign((long)l->due - today);
		unsigned gap;

		if (l->due != last) {
			struct tm tm = day_split(l->due);

			sprintf(day, "  %02d.%02d.%04d  ", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
			far_width = distance((long)l->due - today, far);
			last = l->due;
		}
		put(mark, strlen(mark));
		put(day, 14);
		put(far, strlen(far));
		gap = widest[3] - far_width + 2;
		for (int k = 0; k < 3; k++) {
			if (l->len[k]) {
				pad(gap);
				gap = 0;
				put(l->text[k], l->len[k]);
			}
			gap += widest[k] - l->width[k] + 2;
		}
		put("\n", 1);
	}
	return fwrite(out, 1, used, stdout) != used;
}
