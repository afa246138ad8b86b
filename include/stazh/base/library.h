/* Libraries that only few operations need (spreadsheets, calendars, archives): loaded when they are first used, so that
 * neither the start of the screen nor `due` pays for them. The program is not linked to them; their headers give the
 * types, so that a call is checked by the compiler:
 *
 *	#include <libical/ical.h>
 *	#define FUNCTIONS(X) X(icalrecur_iterator_new) X(icalrecur_iterator_free)
 *	FUNCTIONS(LIBRARY_POINTER)	  // static pointers p_icalrecur_iterator_new …
 *	static struct library ical = {LIBRARY_NAME(ical), .purpose = "файлы календаря",
 *		.symbols = (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};
 *	…
 *	err = library_load(&ical, e);
 *	if (!err) it = p_icalrecur_iterator_new(rule, start);
 */
#ifndef STAZH_BASE_LIBRARY_H
#define STAZH_BASE_LIBRARY_H

#include "stazh/base/err.h"

struct library_symbol {
	const char *name;
	void *slot; /* the pointer that is set */
};

struct library {
	const char *file;    /* soname: "libical.so.3" */
	const char *package; /* Debian's, named when it is missing */
	const char *purpose; /* what it is needed for, in the accusative: «файлы календаря» */
	const struct library_symbol *symbols; /* name NULL ends */
	void *handle;			      /* NULL: not loaded yet */
};

/* As the machine that builds has it: sonames.h, which the Makefile makes (LOADED). */
#define LIBRARY_NAME(l)	   .file = SONAME_##l, .package = PACKAGE_##l
#define LIBRARY_POINTER(f) static __typeof__(f) *p_##f;
#define LIBRARY_SYMBOL(f)  {#f, &p_##f},

/* Loads it once and for the life of the process, and sets every pointer. ERR_USAGE, naming the package, when it is not
 * installed or lacks one of the functions; nothing is set then. */
enum err library_load(struct library *l, struct error *e);

#endif
