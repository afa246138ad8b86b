/* Processes: what the system tells of one, the time that this one has, another program run without a shell. */
#ifndef STAZH_BASE_PROCESS_H
#define STAZH_BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

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

/* ---- another program ---- */

/* Parts a command into its words, as a shell would: blanks part them, '…' and "…" keep them together, \ takes the next
 * character as it is; nothing else has a meaning. *words: NULL-terminated, pointing into *room; free() both in any
 * case. False: a quote is not closed. */
bool run_split(const char *command, char ***words, char **room);

enum run_end {
	RUN_EXITED,   /* by itself, with `status` */
	RUN_SIGNAL,   /* by the signal `status` */
	RUN_LATE,     /* it was killed, with all that it had begun: its time was over */
	RUN_NOT_FOUND /* it was never begun: errno in `status` */
};
struct run_result {
	enum run_end end;
	int status;
	struct buf said; /* what it wrote, on both outputs, at most RUN_SAID bytes, UTF-8 or not; buf_free */
};
#define RUN_SAID 4096

/* Runs words[0], which is looked for in $PATH and then in /usr/sbin and /usr/lib, in a group of processes of its own,
 * gives it the input and waits for it, `seconds` at most. What it leaves behind when it has ended by itself goes on,
 * unwaited for. out: {0}. */
void run_program(char *const *words, const char *input, size_t n, int seconds, struct run_result *out);

#endif
