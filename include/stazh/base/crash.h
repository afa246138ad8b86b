/* What becomes of a signal that the processor raises. The terminal is given back first (mem_on_fail); all of it is safe
 * within a signal handler. */
#ifndef STAZH_BASE_CRASH_H
#define STAZH_BASE_CRASH_H

#include <stdbool.h>

/* A fault of ours is told on stderr as an internal error, with `version` and the places that called each other, as
 * offsets into the program that addr2line -e understands; then the process ends by that very signal. A damaged or
 * unreadable file that is mapped is another matter: SIGBUS, or a fault for whose address `is_file` answers true (it
 * must be safe within a signal handler). That is told in `damage` and ends with ERR_STORAGE. Nothing at all is done
 * when $STAZH_DEBUG is set, for debuggers, nor under sanitizers, which report by themselves. */
void crash_catch(const char *version, bool (*is_file)(const void *address), const char *damage);

/* Under a debugger (STAZH_DEBUG) or sanitizers? */
bool crash_left_alone(void);

#endif
