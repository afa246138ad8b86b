/* What the writer and the reader of calendar files share. */
#ifndef STAZH_ICS_ICS_H
#define STAZH_ICS_ICS_H

#include "stazh/table/names.h"

/* The end of our UIDs («event-12@0b1c…», «due-report-3@0b1c…»): stable while the database lives, also in copies of it.
 */
void ics_uid_add(struct tx *tx, uint32_t id, struct buf *out);
/* The number of our own event; 0: it came from elsewhere. */
uint32_t ics_uid_own(struct tx *tx, const char *uid);
/* What the next SEQUENCE of the event is: greater than the one it came with, greater with each change. */
int64_t ics_sequence(const struct record *event);

/* Fields that have no standard property: X-STAZH-SITES … */
extern const unsigned ics_own_fields[]; /* 0 ends */
/* The same of what actions set: only a new event is given them, by who may everything. */
extern const unsigned ics_history_fields[];
void ics_own_name(const struct field *f, struct buf *out);

#define ICS_CANCELLED "Отменено: " /* before a summary, as not every calendar shows STATUS:CANCELLED */
#define ICS_MET	      "Закрыто: "  /* the same, of a deadline that is no longer one */
#define ICS_DEADLINE  "X-STAZH-DEADLINE"
#define ICS_STATE     "X-STAZH-STATE"  /* of every event that this program wrote */
#define ICS_SERIES    "X-STAZH-SERIES" /* of an event of a series: the UID of the first one */

#endif
