/* What the system tells of a process. */
#ifndef STAZH_BASE_PROCESS_H
#define STAZH_BASE_PROCESS_H

/* When the process began, in ticks of the system; 0: there is none. */
unsigned long long process_began(long pid);

#endif
