/* Moments, durations and time zones of calendar files. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_read.h"
#include "ics_rule.h"

#define DAY 86400 /* seconds */

enum err ics_time_begin(struct reader *r, struct error *e)
{
	enum err err = ics_rule_begin(e);

	if (err)
		return err;
	r->ours = ics_zone_local();
	r->floating = r->ours;
	if (r->zone && *r->zone && !(r->told = ics_zone_named(r->zone)))
		return error_set(e, ERR_USAGE,
				 "часовой пояс «%.60s» неизвестен; пишут так: Europe/Moscow, Москва, UTC+3", r->zone);
	return OK;
}

void ics_zones_release(struct reader *r)
{
	for (size_t i = 0; i < r->zones_n; i++) {
		ics_zone_free(r->zones[i].zone);
		ics_zone_free(r->zones[i].described);
		free(r->zones[i].name);
	}
	free(r->zones);
	ics_zone_free(r->ours);
	ics_zone_free(r->told);
}

/* ---- zones ---- */

/* What a file describes is what its writer meant, but few describe how it was in other years: so the database's rules
 * go before it where the name is the database's own, and where the description knows one offset only. */
static void choose(const struct ics_file *f, struct zone *z)
{
	z->described = ics_zone_described(f, z->name);
	z->zone = ics_zone_of_database(z->name);
	if (!z->zone && !(z->described && ics_zone_changes(z->described))) {
		z->zone = ics_zone_located(f, z->name);
		if (!z->zone)
			z->zone = ics_zone_named(z->name);
	}
	if (!z->zone) {
		z->zone = z->described;
		z->described = NULL;
	}
}

static struct zone *zone_find(struct reader *r, const char *name)
{
	struct zone z = {.name = NULL};

	for (size_t i = 0; i < r->zones_n; i++)
		if (!strcmp(r->zones[i].name, name))
			return &r->zones[i];
	z.name = mem_strdup(name);
	choose(&r->file, &z);
	r->zones = mem_grow(r->zones, r->zones_n, &r->zones_cap, sizeof(*r->zones));
	r->zones[r->zones_n++] = z;
	return &r->zones[r->zones_n - 1];
}

/* NULL: a fault is told. */
static const struct ics_zone *known_zone(struct reader *r, const char *name, int line)
{
	const struct zone *z = zone_find(r, name);

	if (z->zone)
		return z->zone;
	if (!r->told && !r->report->zone)
		r->report->zone = arena_strndup(&r->report->arena, name, strlen(name));
	if (!r->told)
		ics_fault(r, line, "часовой пояс «%.*s» неизвестен, и в файле он не описан%s", ics_shown(name), name,
			  session_typed(r->s, "; скажите, какой это: --zone Europe/Moscow"));
	return r->told;
}

bool ics_time_enter(struct reader *r, const struct ics_part *p)
{
	const struct ics_line *l = ics_calendar_zone(&r->file, p);

	r->floating = r->told ? r->told : r->ours;
	if (r->told || !l || !*ics_value(l->text))
		return true;
	r->floating = known_zone(r, ics_value(l->text), l->line);
	return r->floating != NULL;
}

static void add_offset(struct buf *out, int32_t offset)
{
	int minutes = abs(offset) / 60;

	buf_addf(out, "UTC%s%d", offset < 0 ? "−" : "+", minutes / 60);
	if (minutes % 60)
		buf_addf(out, ":%02d", minutes % 60);
}

/* The file may know another time of a place than the database. */
static void doubt(struct reader *r, const char *name, int64_t moment, int line)
{
	struct zone *z = zone_find(r, name);

	if (z->doubted || !z->zone || !z->described ||
	    ics_zone_offset(z->zone, moment) == ics_zone_offset(z->described, moment))
		return;
	z->doubted = true;
	buf_addf(&r->notes, "%s, строка %d: часовой пояс «%.*s» в файле описан как ", r->name, line, ics_shown(name),
		 name);
	add_offset(&r->notes, ics_zone_offset(z->described, moment));
	buf_add(&r->notes, ", а там ");
	add_offset(&r->notes, ics_zone_offset(z->zone, moment));
	buf_add(&r->notes, "; время принято по второму\n");
}

/* ---- moments ---- */

bool ics_when_settle(const struct reader *r, struct when *w)
{
	int64_t here, date;

	w->moment = w->zone ? ics_zone_moment(w->zone, w->local) : w->local;
	here = w->zone ? w->moment + ics_zone_offset(r->ours, w->moment) : w->local;
	date = here / DAY - (here % DAY < 0);
	if (date < DATE_MIN || date > DATE_MAX)
		return false;
	w->date = (int32_t)date;
	w->minutes = w->zone ? (int)((here - date * DAY) / 60) : -1;
	w->seconds = w->zone ? here - here % 60 : here;
	return true;
}

static int two(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

/* One value of the line's property: «20261125», «20261125T140000», «…Z». False: a fault is told. */
bool ics_read_when(struct reader *r, const struct ics_line *l, const char *value, struct when *out)
{
	size_t digits = strspn(value, "0123456789"), n = strlen(value);
	bool day = n == 8 && digits == 8, utc = n == 16 && (value[15] == 'Z' || value[15] == 'z');
	static const char *const in_utc = "UTC";
	struct buf name = {0};
	int32_t date;

	if (!day && !((n == 15 || utc) && digits == 8 && (value[8] == 'T' || value[8] == 't') &&
		      strspn(value + 9, "0123456789") == 6)) {
		ics_fault(r, l->line,
			  "день или время не разобрать: «%.*s»; в таком файле пишут 20261125 или 20261125T140000",
			  ics_shown(value), value);
		return false;
	}
	date = date_from_ymd(two(value) * 100 + two(value + 2), two(value + 4), two(value + 6));
	if (date == DATE_NONE || (!day && (two(value + 9) > 23 || two(value + 11) > 59 || two(value + 13) > 60))) {
		ics_fault(r, l->line, "«%s» — такого дня или времени нет", value);
		return false;
	}
	*out = (struct when){.local = (int64_t)date * DAY};
	if (!day) {
		out->local += two(value + 9) * 3600 + two(value + 11) * 60 + two(value + 13);
		out->zone = r->floating;
	}
	if (utc)
		out->zone = zone_find(r, in_utc)->zone;
	else if (!day && ics_parameter(l->text, "TZID", &name) && name.n) {
		name.s[strcspn(name.s, ";")] = '\0'; /* other parameters within its quotes */
		out->zone = known_zone(r, name.s, l->line);
	}
	if (!day && !out->zone) {
		buf_free(&name);
		return false;
	}
	if (!ics_when_settle(r, out)) {
		ics_fault(r, l->line, "«%s» — такого дня нет в этом календаре: годы 1900–2199", value);
		buf_free(&name);
		return false;
	}
	if (!utc && name.n)
		doubt(r, name.s, out->moment, l->line);
	buf_free(&name);
	return true;
}
