/* What the floors know of the database: the table `due` by the places that the program's own header gives. */
#ifndef TESTS_FLOOR_H
#define TESTS_FLOOR_H

#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stazh/model/deadline.h"

static inline unsigned be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* An entry: its day and its texts with their display widths. */
struct line {
	int32_t due;
	const char *text[3];
	unsigned len[3], width[3];
};

static inline void line_read(struct line *l, const MDB_val *key, const MDB_val *value)
{
	const uint8_t *v = value->mv_data;

	l->due = (int32_t)(be32(key->mv_data) ^ 0x80000000u);
	l->len[0] = be16(v + DEADLINE_AT_LENGTHS) - 1;
	l->len[1] = be16(v + DEADLINE_AT_LENGTHS + 2) - 1;
	l->text[0] = (const char *)v + DEADLINE_AT_TEXTS + be16(v + DEADLINE_AT_MORE) * DEADLINE_PARTY;
	l->text[1] = l->text[0] + l->len[0] + 1;
	l->text[2] = l->text[1] + l->len[1] + 1;
	l->len[2] = (unsigned)((const char *)v + value->mv_size - l->text[2]) - 1;
	for (int i = 0; i < 3; i++)
		l->width[i] = be16(v + DEADLINE_AT_WIDTHS + 2 * i);
}

/* NULL: it cannot be read. */
static inline MDB_cursor *lines_open(const char *folder)
{
	MDB_cursor *cursor;
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;

	return mdb_env_create(&env) || mdb_env_set_maxdbs(env, 16) || mdb_env_set_mapsize(env, 1u << 30) ||
			       mdb_env_open(env, folder, MDB_RDONLY, 0) || mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) ||
			       mdb_dbi_open(txn, "due", 0, &dbi) || mdb_cursor_open(txn, dbi, &cursor)
		       ? NULL
		       : cursor;
}

/* Days since 1970 of 2026-11-24; false: it is none. */
static inline bool day_read(const char *s, int32_t *out)
{
	struct tm tm = {0};

	if (sscanf(s, "%d-%d-%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) != 3)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*out = (int32_t)(timegm(&tm) / 86400);
	return true;
}

static inline struct tm day_split(int32_t day)
{
	time_t t = (time_t)day * 86400;
	struct tm tm;

	gmtime_r(&t, &tm);
	return tm;
}

/* «через 3 дня»: returns the width. */
static inline unsigned distance(long days, char *s)
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

static inline const char *sign(long days)
{
	return days < 0 ? "!" : days == 0 ? "●" : days <= 7 ? "○" : " ";
}

#endif
