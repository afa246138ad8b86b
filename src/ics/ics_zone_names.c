/* What calendars call time zones: the database's names and all the others. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_zone.h"
#include "ics_zone_table.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"

#define JANUARY	   1767225600LL /* 2026: one of both is without summer time */
#define JULY	   1782864000LL
#define NAME_BYTES 200

#define LENGTH(a) (sizeof(a) / sizeof(*(a)))

static const char *find(const struct ics_zone_name *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (name_same(names[i].name, name))
			return names[i].zone;
	return NULL;
}

const char *ics_zone_of_windows(const char *name)
{
	const char *zone = find(windows_names, LENGTH(windows_names), name),
		   *summer = strcasestr(name, "Daylight Time");
	struct buf standard = {0};

	if (zone || !summer)
		return zone;
	buf_addf(&standard, "%.*sStandard Time", (int)(summer - name), name);
	zone = find(windows_names, LENGTH(windows_names), standard.s);
	buf_free(&standard);
	return zone;
}

/* ---- offsets ---- */

static bool read_digits(const char **s, int most, int *out)
{
	int n = 0;

	for (*out = 0; n < most && **s >= '0' && **s <= '9'; n++)
		*out = *out * 10 + *(*s)++ - '0';
	return n > 0;
}

/* «UTC+07:00», «GMT +7», «+0300», «GMT+03.00»: what follows, or NULL when it is none. */
static const char *read_offset(const char *s, int32_t *offset)
{
	int hours, minutes = 0, sign;
	bool named = !strncasecmp(s, "UTC", 3) || !strncasecmp(s, "GMT", 3);

	s += named ? 3 : 0;
	s += strspn(s, " ");
	*offset = 0;
	if (!strncmp(s, "\xe2\x88\x92", 3)) /* a minus sign */
		sign = -1, s += 3;
	else if (*s == '+' || *s == '-')
		sign = *s++ == '-' ? -1 : 1;
	else
		return named ? s : NULL;
	s += strspn(s, " ");
	if (!read_digits(&s, 2, &hours) || hours > 14)
		return NULL;
	s += *s == ':' || *s == '.';
	if (*s >= '0' && *s <= '9' && (!read_digits(&s, 2, &minutes) || minutes > 59))
		return NULL;
	*offset = sign * (hours * 3600 + minutes * 60);
	return s;
}

static int32_t standard_offset(const struct ics_zone *z)
{
	int32_t winter = ics_zone_offset(z, JANUARY), summer = ics_zone_offset(z, JULY);

	return winter < summer ? winter : summer;
}

/* ---- the database's names ---- */

/* «europe/moscow», «America/New York» */
static struct ics_zone *system_in_other_letters(const char *name)
{
	char copy[NAME_BYTES];
	bool begins = true;
	size_t n = strlen(name);

	if (n >= sizeof(copy))
		return NULL;
	for (size_t i = 0; i <= n; i++) {
		char c = name[i] == ' ' ? '_' : name[i];

		if (begins && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (!begins && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		begins = c == '/' || c == '_' || c == '-';
		copy[i] = c;
	}
	return ics_zone_system(copy);
}

/* «/mozilla.org/20050126_1/Europe/Moscow» ends in a name that is known. */
static struct ics_zone *of_system(const char *name)
{
	struct ics_zone *z = ics_zone_system(name);

	if (!z)
		z = system_in_other_letters(name);
	for (const char *s = strchr(name, '/'); !z && s && s[1]; s = strchr(s + 1, '/')) {
		z = ics_zone_system(s + 1);
		if (!z)
			z = system_in_other_letters(s + 1);
	}
	return z;
}

static struct ics_zone *of_city(const char *name)
{
	static const char *const parts[] = {"Europe", "Asia", "America", "Africa", "Australia", "Pacific", "Atlantic"};
	const char *zone = find(cities, LENGTH(cities), name);
	char path[NAME_BYTES];
	struct ics_zone *z = NULL;

	if (!zone)
		zone = find(short_names, LENGTH(short_names), name);
	if (zone)
		return ics_zone_system(zone);
	for (size_t i = 0; !z && i < LENGTH(parts) && strlen(name) < NAME_BYTES / 2; i++) {
		strcpy(path, parts[i]);
		strcat(path, "/");
		strcat(path, name);
		z = system_in_other_letters(path);
	}
	return z;
}

/* ---- as people read them ---- */

/* «(UTC+03:00) Москва, Санкт-Петербург (RTZ 2)», «(GMT+03.00) Moscow/St. Petersburg», «RTZ 6 (зима)»: the first of the
 * names that is known, if it has that offset. */
static struct ics_zone *as_shown(const char *name)
{
	int32_t offset;
	const char *rest = *name == '(' ? read_offset(name + 1, &offset) : NULL;
	char *copy, *part, *list;
	struct ics_zone *z = NULL;

	if (rest && *rest == ')')
		rest++;
	else
		rest = NULL;
	if (rest && !rest[strspn(rest, " ")])
		return ics_zone_fixed(offset);
	list = copy = mem_strdup(rest ? rest : name);
	while (!z && (part = strsep(&list, rest ? ",;/()" : ",;()"))) {
		const char *s = part;
		size_t n = text_trim(&s, strlen(s));
		char *word = mem_strndup(s, n), *dash = strstr(word, " - ");

		if (dash)
			*dash = '\0';
		if (*word)
			z = strchr(word, '/') ? of_system(word) : of_city(word);
		free(word);
	}
	free(copy);
	if (z && rest && standard_offset(z) != offset) {
		ics_zone_free(z);
		z = NULL;
	}
	return z;
}

struct ics_zone *ics_zone_of_database(const char *name)
{
	static const char *const utc[] = {"UTC", "GMT", "Z", "Zulu", "(UTC) Coordinated Universal Time"};
	int32_t offset;
	const char *rest = read_offset(name, &offset);

	for (size_t i = 0; i < LENGTH(utc); i++)
		if (!strcasecmp(name, utc[i]))
			return ics_zone_fixed(0);
	return rest && !*rest ? ics_zone_fixed(offset) : of_system(name);
}

struct ics_zone *ics_zone_named(const char *name)
{
	struct ics_zone *z = ics_zone_of_database(name);
	const char *windows = ics_zone_of_windows(name);

	if (z)
		return z;
	return windows ? ics_zone_system(windows) : as_shown(name);
}
