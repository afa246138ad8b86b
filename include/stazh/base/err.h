/* Errors. A function that can fail takes a `struct error *` last, fills it where the cause is known and returns
 * its code; OK leaves it untouched. Only the top (a command or the screen driver) shows the text. */
#ifndef STAZH_BASE_ERR_H
#define STAZH_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The values are the program's exit codes. */
enum err {
	OK = 0,
	ERR_NONE = 1,	 /* nothing found; a check found problems */
	ERR_USAGE = 2,	 /* wrong usage, wrong configuration */
	ERR_REFUSED = 3, /* refused by a rule or a right */
	ERR_CHANGED = 4, /* the data changed meanwhile */
	ERR_STORAGE = 5, /* storage failure or damage */
	ERR_INPUT = 6,	 /* an input file is wrong */
};

struct error {
	enum err code;
	char clause[40];    /* clause of the regulation behind a refusal ("3.3", "4.3, 6.2"), or "" */
	char field[32];	    /* code name of the field at fault, or "" */
	struct error *more; /* where the fault after this one is told; NULL: nobody asks for more than the first */
	char text[1000];    /* whole Russian sentence(s), lines parted by \n; cut at a character boundary when longer */
};

/* Fills e (may be NULL) and returns code. The format is printf's; the text is Russian, without a final newline. */
enum err error_set(struct error *e, enum err code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same with the clause that is behind a refusal ("": none); the text is begun with «п. CLAUSE: », or with a
 * capital. Code is ERR_REFUSED. A clause is the district's, so this is called by rule_refuse alone (model/rule.h). */
enum err error_clause(struct error *e, const char *clause, const char *format, va_list ap)
	__attribute__((format(printf, 3, 0)));

/* What is to be done about a damaged database, for who sits before a screen: the end of a text. */
#define ERROR_CHECK "Базу надо проверить: позовите администратора"
#define ERROR_COPY  "Базу надо вернуть из копии: позовите администратора"
/* Adds the text with the command that does it in their place, for who types commands. */
void error_add_typed(const char *text, struct buf *out);

/* An errno in Russian, as far as it is a usual one. */
const char *error_reason(int error);

#define ERRORS_MAX 12 /* that are told at once */
/* An empty chain of so many; the first of it. */
struct error *errors_chain(struct error e[ERRORS_MAX]);
/* Empties e (may be NULL) and those after it. */
void error_clear(struct error *e);
/* For rules that are judged one by one, each for itself: takes what one of them said into *all. True: no more are to be
 * judged. False: the next one is, with *e, which is the next of the chain if this one was refused. */
bool error_enough(enum err *all, enum err one, struct error **e);

/* Adds one more fault to the chain, if there is room. */
void error_more(struct error *e, const struct error *one);

/* Begins the sentence with whom of several it is about. */
void error_named(struct error *e, const char *name);

/* Names the field at fault; returns e's code (e NULL: ERR_REFUSED, which a fault of a field is). */
enum err error_at(struct error *e, const char *field);

#endif
