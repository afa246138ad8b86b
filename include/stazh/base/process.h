/* What the system tells of a process, and the time that this one has. */
#ifndef STAZH_BASE_PROCESS_H
#define STAZH_BASE_PROCESS_H

#include <stdbool.h>

#include "stazh/base/err.h"

/* When the process began, in ticks of the system; 0: there is none. */
unsigned long long process_began(long pid);

/* ---- its time ---- */

/* A command from elsewhere may not go on for ever, wait for ever for what it reads, or for who reads what it writes. */
#define LATE_GRACE 3 /* seconds in which it can still end by itself */

/* From now on it has so many seconds. Then what waits in read or write is interrupted (EINTR), and LATE_GRACE later the
 * process ends with the sentence and ERR_REFUSED, unless signals are blocked: there late() is to be asked. */
void late_begin(unsigned seconds);
/* Is it over? False when it was never begun. */
bool late(void);
/* ERR_REFUSED with the sentence. */
enum err late_refuse(struct error *e);

#endif
