#include <stdio.h>
#include <string.h>

#include "due.h"
#include "stazh/base/date.h"
#include "stazh/base/mark.h"
#include "stazh/base/utf8.h"

void due_day_add(const struct due_line *l, int32_t today, struct buf *out)
{
	int y, m, d, this_year;

	date_to_ymd(today, &this_year, &m, &d);
	date_to_ymd(l->due, &y, &m, &d);
	if (l->due < today)
		buf_addf(out, "−%ld д.", (long)today - l->due);
	else if (l->due == today && l->minute >= 0)
		buf_addf(out, "%02d:%02d", l->minute / 60, l->minute % 60);
	else if (l->due == today)
		buf_add(out, "сегодня");
	else if (y != this_year)
		buf_addf(out, "%02d.%02d.%02d", d, m, y % 100);
	else
		buf_addf(out, "%s %02d.%02d", date_weekday_short(l->due), d, m);
}

void due_head_add(const struct due_rows *r, enum due_group g, struct buf *out)
{
	static const struct {
		int days; /* for its sign */
		const char *title;
	} heads[DUE_GROUPS] = {{-1, "Просрочено"}, {0, "Сегодня"}, {1, "До конца недели"}, {0, "Дальше"}};
	int y, m, d;

	buf_addf(out, "%s %s", g == DUE_LATER ? "·" : mark_of_day(heads[g].days), heads[g].title);
	buf_addf(out, " %zu", r->count[g]);
	if (g == DUE_TODAY) {
		date_to_ymd(r->today, &y, &m, &d);
		buf_addf(out, " · %s %02d.%02d", date_weekday_short(r->today), d, m);
	}
}

void due_more_add(const struct due_row *row, bool all, struct buf *out)
{
	const char *more = all ? row->n == row->old ? "" : "все " : "ещё ";

	if (!row->old)
		buf_addf(out, "%s%zu", more, row->n);
	else if (row->old == row->n)
		buf_addf(out, "%s%zu старше месяца", more, row->n);
	else
		buf_addf(out, "%s%zu, из них %zu старше месяца", more, row->n, row->old);
}

#define DEED_MIN 12 /* cells below which a name leaves it */

void due_deed_add(const char *deed, const char *name, int width, struct buf *out)
{
	size_t deed_n = strlen(deed), name_n = strlen(name);
	int name_width = utf8_width(name, name_n), room = width - 2 - name_width;

	if (!name_n) {
		buf_add(out, deed);
		return;
	}
	if (utf8_width(deed, deed_n) <= room || room < DEED_MIN) {
		buf_addf(out, "%s: %s", deed, name);
		return;
	}
	deed_n = utf8_prefix(deed, deed_n, room - 1);
	while (deed_n && (deed[deed_n - 1] == ' ' || deed[deed_n - 1] == ','))
		deed_n--;
	buf_addn(out, deed, deed_n);
	buf_addf(out, "…: %s", name);
}

/* «Круглый стол, 14:00: Приёмы …»: where «, 14:00» stands; NULL: nowhere. */
static const char *find_time(const char *what, int *minute)
{
	for (const char *p = what; (p = strstr(p, ", ")); p += 2) {
		int h, m, n = 0;

		if (sscanf(p, ", %2d:%2d%n", &h, &m, &n) == 2 && n == 7 && p[n] == ':') {
			*minute = h * 60 + m;
			return p;
		}
	}
	return NULL;
}

void due_line_split(struct due_line *l, const struct deadline *d, int32_t today, struct arena *arena)
{
	const char *end = strchr(d->who, ';'), *time;
	size_t name_n = end ? (size_t)(end - d->who) : d->who_n;
	struct buf what = {0};

	l->minute = -1;
	l->name = "";
	if (d->kind == DL_TASK && name_n && d->what_n > name_n + 2 &&
	    !memcmp(d->what + d->what_n - name_n, d->who, name_n)) {
		l->name = arena_strndup(arena, d->who, name_n);
		l->what = arena_strndup(arena, d->what, d->what_n - name_n - strlen(": "));
		return;
	}
	time = d->kind == DL_EVENT ? find_time(d->what, &l->minute) : NULL;
	if (time && d->due >= today) { /* it stands before it, of today instead of the day */
		size_t at = (size_t)(time - d->what);

		if (d->due != today)
			buf_addf(&what, "%02d:%02d ", l->minute / 60, l->minute % 60);
		buf_addn(&what, d->what, at);
		buf_add(&what, time + strlen(", 00:00"));
	} else {
		text_add_cased(&what, d->what, true);
	}
	l->what = arena_strndup(arena, what.s, what.n);
	buf_free(&what);
}

/* «руководитель Голубева М.Е.»: each person once, and whom the deed names is told already. */
static void tell_who(const struct due_line *l, struct buf *out)
{
	size_t n = strlen(l->name);
	bool named = n && !strncmp(l->who, l->name, n);

	if (named && !strncmp(l->who + n, "; ", 2))
		buf_addf(out, " · руководитель %s", l->who + n + 2);
	else if (!named && *l->who)
		buf_addf(out, " · %s", l->who);
}

void due_alarm_add(const struct due_line *l, struct buf *out)
{
	if (!*l->alarmed)
		return;
	buf_add(out, " · ");
	text_add_cased(out, l->alarmed, false);
}

void due_row_tell(const struct due_rows *r, size_t n, struct buf *out)
{
	const struct due_row *row = &r->row[n];
	const struct due_line *l = row->sort == DUE_STEP ? NULL : &r->lines[row->line];

	if (row->sort == DUE_HEAD) {
		due_head_add(r, row->group, out);
	} else if (row->sort == DUE_MORE) {
		due_more_add(row, r->row[n - 1].sort == DUE_HEAD, out);
	} else if (l) {
		buf_addf(out, "%s ", date_weekday_short(l->due));
		date_add_ru(out, l->due);
		buf_add(out, " · ");
		if (row->sort == DUE_SET)
			buf_addf(out, "%zu %s: %s", row->n, text_plural((long)row->n, "стажёр", "стажёра", "стажёров"),
				 l->what);
		else
			due_deed_add(l->what, l->name, INT16_MAX, out);
		due_alarm_add(l, out);
		if (*l->where)
			buf_addf(out, " · %s", l->where);
		if (row->sort != DUE_SET)
			tell_who(l, out);
	}
}
