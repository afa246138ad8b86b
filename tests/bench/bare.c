/* The floor for `stazh due --all`: opens the same environment, scans the table of deadlines and prints the very same
 * lines, with nothing around it: no configuration, no rights, no filters. The stored bytes: docs/format.md. */
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static unsigned be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

struct line {
	int32_t due;
	const char *text[3];
	unsigned len[3], width[3];
};

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
	static const char blanks[257] = "                                                                                        "
					"                                                                                        "
					"                                                                                ";

	while (n) {
		unsigned k = n < 256 ? n : 256;

		put(blanks, k);
		n -= k;
	}
}

/* «через 3 дня»: returns the width. */
static unsigned distance(long days, char *s)
{
	long n = labs(days), d = n % 100, u = n % 10;
	const char *word = d >= 11 && d <= 14 ? "дней" : u == 1 ? "день" : u >= 2 && u <= 4 ? "дня" : "дней";
	unsigned width = 0;

	if (days == 0)
		strcpy(s, "сегодня");
	else if (days == 1)
		strcpy(s, "завтра");
	else
		sprintf(s, "%s %ld %s", days < 0 ? "просрочено" : "через", n, word);
	for (const char *p = s; *p; p++)
		width += (*p & 0xC0) != 0x80;
	return width;
}

int main(int argc, char **argv)
{
	struct line *lines = NULL;
	size_t n = 0, lines_cap = 0;
	unsigned widest[4] = {0};
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;
	MDB_cursor *cursor;
	MDB_val key, value;
	int y, m, d;
	struct tm tm = {0};
	int32_t today, last = INT32_MIN;
	char day[16] = "", far[64] = "";
	unsigned far_width = 0;

	if (argc < 3 || sscanf(argv[2], "%d-%d-%d", &y, &m, &d) != 3)
		return 2;
	tm.tm_year = y - 1900;
	tm.tm_mon = m - 1;
	tm.tm_mday = d;
	today = (int32_t)(timegm(&tm) / 86400);
	if (mdb_env_create(&env) || mdb_env_set_maxdbs(env, 16) || mdb_env_set_mapsize(env, 1u << 30) ||
	    mdb_env_open(env, argv[1], MDB_RDONLY, 0) || mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) ||
	    mdb_dbi_open(txn, "due", 0, &dbi) || mdb_cursor_open(txn, dbi, &cursor))
		return 5;
	while (!mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) {
		const uint8_t *v = value.mv_data;
		struct line *l;

		if (n == lines_cap)
			lines = realloc(lines, (lines_cap = lines_cap ? lines_cap * 2 : 1024) * sizeof(*lines));
		l = &lines[n++];
		l->due = (int32_t)(be32(key.mv_data) ^ 0x80000000u);
		l->len[0] = be16(v + 20) - 1;
		l->len[1] = be16(v + 22) - 1;
		l->text[0] = (const char *)v + 30;
		l->text[1] = l->text[0] + l->len[0] + 1;
		l->text[2] = l->text[1] + l->len[1] + 1;
		l->len[2] = (unsigned)((const char *)v + value.mv_size - l->text[2]) - 1;
		for (int i = 0; i < 3; i++) {
			l->width[i] = be16(v + 24 + 2 * i);
			if (l->width[i] > widest[i])
				widest[i] = l->width[i];
		}
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
		long days = l->due - today;
		unsigned gap;

		if (l->due != last) {
			time_t t = (time_t)l->due * 86400;

			gmtime_r(&t, &tm);
			sprintf(day, "%02d.%02d.%04d", tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
			far_width = distance(days, far);
			last = l->due;
		}
		if (days < 0)
			put("!  ", 3);
		else if (days == 0)
			put("●  ", strlen("●  "));
		else if (days <= 7)
			put("○  ", strlen("○  "));
		else
			put("   ", 3);
		put(day, 10);
		put("  ", 2);
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
	fwrite(out, 1, used, stdout);
	return 0;
}
