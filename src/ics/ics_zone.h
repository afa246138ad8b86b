/* Time zones as offsets from UTC by moment: of the system's database, of a file's VTIMEZONE, a fixed one, or our own.
 * Moments are seconds since 1970 in UTC, local times the same count of what a clock there shows. */
#ifndef STAZH_ICS_ICS_ZONE_H
#define STAZH_ICS_ICS_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ics_zone; /* to be freed by ics_zone_free */

/* ---- ics_zone.c ---- */
struct ics_zone *ics_zone_local(void); /* the process's own, as the C library has it */
struct ics_zone *ics_zone_fixed(int32_t offset);
/* «Europe/Moscow» from /usr/share/zoneinfo (RFC 8536); NULL: there is none of that name. */
struct ics_zone *ics_zone_system(const char *name);
void ics_zone_free(struct ics_zone *z);
/* For who makes one by its changes, in any order: the offset before the first one, then each of them. */
struct ics_zone *ics_zone_new(int32_t first);
void ics_zone_change(struct ics_zone *z, int64_t moment, int32_t offset);
void ics_zone_settle(struct ics_zone *z); /* after the last */
/* More than one offset. */
bool ics_zone_changes(const struct ics_zone *z);
/* Two offsets from one moment on: nobody can say which holds. */
bool ics_zone_contradicts(const struct ics_zone *z);

/* Seconds east of UTC. */
int32_t ics_zone_offset(const struct ics_zone *z, int64_t moment);
/* RFC 5545, 3.3.5: of a local time that comes twice the first one; one that does not come is told by the offset before
 * the gap. */
int64_t ics_zone_moment(const struct ics_zone *z, int64_t local);

/* ---- ics_zone_names.c ---- */
/* A zone by any name that calendars give: of the database, with a prefix or in another case, of Windows (CLDR), as
 * Outlook shows it in English or Russian, «UTC+7». NULL: not known. */
struct ics_zone *ics_zone_named(const char *name);
/* Only by the database's names, with a prefix or in another case, and by offsets. */
struct ics_zone *ics_zone_of_database(const char *name);
/* The database's name for one of Windows; NULL: it is none. */
const char *ics_zone_of_windows(const char *name);

/* ---- ics_zone_file.c ---- */
struct ics_file;
/* As the file's VTIMEZONE of that TZID describes it; NULL: there is none, or nothing can be made of it. */
struct ics_zone *ics_zone_described(const struct ics_file *f, const char *name);
/* By the place that the VTIMEZONE names besides (X-LIC-LOCATION); NULL: none. */
struct ics_zone *ics_zone_located(const struct ics_file *f, const char *name);

#endif
