/* Between first.c (its screens) and begin.c (what they write). */
#ifndef STAZH_SCREENS_FIRST_H
#define STAZH_SCREENS_FIRST_H

#include "../internal.h"
#include "stazh/base/mem.h"

enum page { PAGE_CENTRE, PAGE_PEOPLE, PAGE_WORDS, PAGE_PLACE, PAGES };

struct first {
	struct session *session;
	const struct opening *opening;
	struct buf file;     /* where the settings are, or will be */
	bool has_file;	     /* they are there: not written to */
	char *text[OPT_END]; /* what was told so far, NULL: not asked yet */
	char *proposed[OPT_END];
	struct error hindered; /* why the settings could not be written; without a text: they can */
	bool keep;	       /* the database in the folder that was chosen is to be worked with as it is */
};

const char *first_text(const struct first *f, enum option_id id); /* "" when it was not told */

/* Writes the settings, unless there are some, makes the database, with the centre and its people as they were told (or
 * as the settings say, where nothing was asked), and opens the session. After a failure there is nothing of all this.
 */
enum err first_make(struct first *f, struct error *e);
/* Opens the database with the example, which is made when it is not there. folder: where that is. */
enum err first_example(struct first *f, struct buf *folder, struct error *e);
/* Adds the lines that belong into settings that were there already; nothing when they say all of it. */
void first_lines(const struct first *f, struct buf *out);

#endif
