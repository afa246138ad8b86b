/* Time zones: RFC 8536 files of the system's database, and moments of local times. The zones of libical are laid out
 * for a few decades only, and those of the C library are one at a time. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ics_zone.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/table/csv.h"

#define DATABASE   "/usr/share/zoneinfo/"
#define DAY	   86400 /* seconds */
#define NAME_BYTES 100
#define HEAD	   44 /* bytes of a file's head */

struct change {
	int64_t at;
	int32_t offset;
};

struct ics_zone {
	bool local;
	int32_t first;
	struct change *changes; /* in order */
	size_t n, cap;
};

/* ---- made by their changes ---- */

struct ics_zone *ics_zone_new(int32_t first)
{
	struct ics_zone *z = mem_alloc(sizeof(*z));

	z->first = first;
	return z;
}

struct ics_zone *ics_zone_fixed(int32_t offset)
{
	return ics_zone_new(offset);
}

struct ics_zone *ics_zone_local(void)
{
	struct ics_zone *z = ics_zone_new(0);

	z->local = true;
	return z;
}

void ics_zone_free(struct ics_zone *z)
{
	if (z)
		free(z->changes);
	free(z);
}

void ics_zone_change(struct ics_zone *z, int64_t moment, int32_t offset)
{
	z->changes = mem_grow(z->changes, z->n, &z->cap, sizeof(*z->changes));
	z->changes[z->n++] = (struct change){moment, offset};
}

static int compare_changes(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

void ics_zone_settle(struct ics_zone *z)
{
	if (z->n)
		qsort(z->changes, z->n, sizeof(*z->changes), compare_changes);
}

bool ics_zone_changes(const struct ics_zone *z)
{
	for (size_t i = 0; i < z->n; i++)
		if (z->changes[i].offset != z->first)
			return true;
	return z->local;
}

bool ics_zone_contradicts(const struct ics_zone *z)
{
	for (size_t i = 1; i < z->n; i++)
		if (z->changes[i].at == z->changes[i - 1].at && z->changes[i].offset != z->changes[i - 1].offset)
			return true;
	return false;
}

/* ---- offsets ---- */

int32_t ics_zone_offset(const struct ics_zone *z, int64_t moment)
{
	size_t from = 0, to = z->n;
	time_t t = (time_t)moment;
	struct tm tm;

	if (z->local)
		return localtime_r(&t, &tm) ? (int32_t)tm.tm_gmtoff : 0;
	while (from < to) {
		size_t middle = (from + to) / 2;

		if (z->changes[middle].at <= moment)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? z->changes[from - 1].offset : z->first;
}

int64_t ics_zone_moment(const struct ics_zone *z, int64_t local)
{
	int32_t before = ics_zone_offset(z, local - DAY), after = ics_zone_offset(z, local + DAY);

	if (ics_zone_offset(z, local - before) != before && ics_zone_offset(z, local - after) == after)
		return local - after;
	return local - before;
}

/* ---- the rule at the end of a file: POSIX TZ ---- */

static bool read_number(const char **s, int *out)
{
	char *end;
	long n = strtol(*s, &end, 10);

	if (end == *s || n < -100000 || n > 100000)
		return false;
	*s = end;
	*out = (int)n;
	return true;
}

/* «<+07>», «MSK» */
static bool skip_name(const char **s)
{
	const char *start = *s;

	if (**s == '<') {
		*s += strcspn(*s, ">");
		return *(*s)++ == '>';
	}
	while ((**s >= 'A' && **s <= 'Z') || (**s >= 'a' && **s <= 'z'))
		++*s;
	return *s > start;
}

/* «-3», «3:30», «-1:30:15» */
static bool read_time(const char **s, int32_t *seconds)
{
	bool negative = **s == '-';
	int part[3] = {0};

	*s += **s == '-' || **s == '+';
	for (int i = 0; i < 3; i++) {
		if (!read_number(s, &part[i]) || part[i] > 200)
			return false;
		if (**s != ':')
			break;
		++*s;
	}
	*seconds = part[0] * 3600 + part[1] * 60 + part[2];
	if (negative)
		*seconds = -*seconds;
	return true;
}

struct posix_day {
	char form; /* M month.week.weekday, J day without 29 February, 0 day from 0 */
	int number[3];
	int32_t time;
};

static bool read_day(const char **s, struct posix_day *d)
{
	*d = (struct posix_day){.time = 7200};
	d->form = **s == 'M' || **s == 'J' ? *(*s)++ : '0';
	if (!read_number(s, &d->number[0]))
		return false;
	for (int i = 1; d->form == 'M' && i < 3; i++)
		if (*(*s)++ != '.' || !read_number(s, &d->number[i]))
			return false;
	if (d->form == 'M' && (d->number[0] < 1 || d->number[0] > 12 || d->number[1] < 1 || d->number[1] > 5))
		return false;
	return **s != '/' || (++*s, read_time(s, &d->time));
}

static int32_t day_in(const struct posix_day *d, int year)
{
	int32_t day;

	if (d->form != 'M')
		return date_from_ymd(year, 1, 1) + d->number[0] -
		       (d->form == 'J' && !(d->number[0] > 59 && date_days_in_month(year, 2) == 29));
	day = date_from_ymd(year, d->number[0], 1);
	day += (d->number[2] + 6 - date_weekday(day)) % 7 + (d->number[1] - 1) * 7; /* Sunday is 0 there */
	return day - 7 * (day - date_from_ymd(year, d->number[0], 1) >= date_days_in_month(year, d->number[0]));
}

/* Changes after the last one that is told. */
static bool add_rule(struct ics_zone *z, const char *s)
{
	int64_t last = z->n ? z->changes[z->n - 1].at : INT64_MIN;
	int32_t standard, summer;
	struct posix_day begin, end;

	if (!skip_name(&s) || !read_time(&s, &standard))
		return false;
	if (!*s) {
		if (!z->n)
			z->first = -standard;
		return true;
	}
	summer = standard - 3600;
	if (!skip_name(&s) || (*s != ',' && !read_time(&s, &summer)) || *s++ != ',' || !read_day(&s, &begin) ||
	    *s++ != ',' || !read_day(&s, &end))
		return false;
	for (int year = 1900; year < 2200; year++) {
		int64_t on = (int64_t)day_in(&begin, year) * DAY + begin.time + standard,
			off = (int64_t)day_in(&end, year) * DAY + end.time + summer;

		if (on > last)
			ics_zone_change(z, on, -summer);
		if (off > last)
			ics_zone_change(z, off, -standard);
	}
	ics_zone_settle(z);
	return true;
}

/* ---- the system's database ---- */

static int64_t big_endian(const unsigned char *p, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | p[i];
	return bytes == 4 ? (int32_t)(uint32_t)n : (int64_t)n;
}

struct counts {
	size_t utc, standard, leaps, times, types, chars;
};

/* Bytes of the part behind the head; 0: it is none. */
static size_t read_head(const unsigned char *p, size_t n, size_t bytes, struct counts *c)
{
	size_t *const all[] = {&c->utc, &c->standard, &c->leaps, &c->times, &c->types, &c->chars}, size;

	if (n < HEAD || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return 0;
	for (size_t i = 0; i < 6; i++) {
		*all[i] = (size_t)big_endian(p + 20 + 4 * i, 4);
		if (*all[i] > 100000)
			return 0;
	}
	size = c->times * (bytes + 1) + c->types * 6 + c->chars + c->leaps * (bytes + 4) + c->standard + c->utc;
	return n - HEAD >= size && c->types ? size : 0;
}

static struct ics_zone *read_file(const unsigned char *p, size_t n)
{
	struct counts c;
	size_t size = read_head(p, n, 4, &c);
	const unsigned char *types, *footer;
	struct ics_zone *z;
	char rule[200] = "";

	if (!size)
		return NULL;
	p += HEAD + size;
	n -= HEAD + size;
	size = read_head(p, n, 8, &c);
	if (!size || c.leaps) /* «right/…» counts leap seconds, calendars do not */
		return NULL;
	p += HEAD;
	types = p + c.times * 9;
	z = ics_zone_new((int32_t)big_endian(types, 4));
	for (size_t i = 0; i < c.times; i++) {
		size_t type = p[c.times * 8 + i];

		if (type < c.types)
			ics_zone_change(z, big_endian(p + i * 8, 8), (int32_t)big_endian(types + type * 6, 4));
	}
	footer = p + size;
	n -= HEAD + size;
	if (n > 2 && n - 2 < sizeof(rule) && *footer == '\n')
		memcpy(rule, footer + 1, n - 2);
	if (*rule && !add_rule(z, rule)) {
		ics_zone_free(z);
		return NULL;
	}
	return z;
}

struct ics_zone *ics_zone_system(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
	size_t n = strlen(name);
	char path[sizeof(DATABASE) + NAME_BYTES] = DATABASE;
	struct buf bytes = {0};
	struct ics_zone *z = NULL;

	if (!n || n >= NAME_BYTES || strspn(name, letters) != n || *name == '/' || name[n - 1] == '/')
		return NULL;
	memcpy(path + strlen(DATABASE), name, n + 1);
	if (!file_bytes_read(path, &bytes, NULL))
		z = read_file((const unsigned char *)buf_text(&bytes), bytes.n);
	buf_free(&bytes);
	return z;
}
