/* Between card.c and sheet.c. */
#ifndef STAZH_SCREENS_CARD_H
#define STAZH_SCREENS_CARD_H

#include "../internal.h"
#include "stazh/model/fact.h"

/* A line of the list below: a group's heading or a record in it. */
struct line {
	struct subject subject; /* id 0: heading */
	unsigned kind;		/* of the group */
	uint16_t field;		/* by which its records point here; 0: this record points to them */
	size_t count;		/* heading */
	const char *title;	/* heading of what this record lists: the field's; NULL: the kind's */
	bool adds;		/* heading: F7 adds to the group */
};

struct card {
	struct screen base;
	struct list list;
	struct app *app;
	struct subject subject;
	struct buf label, text, life, since, missing; /* life: states; text: fields, "title\tvalue\n" */
	int scroll;				      /* lines of `text` that are passed over */
	bool more;				      /* of them do not fit below */
	struct facts facts; /* of which `text` has the words; which records are behind their numbers */
	struct line *lines;
	size_t n, cap;
	bool told; /* the pane is there: from the first record on that the cursor rests on */
	bool gone;
	struct subject wanted; /* what was added here: the cursor goes to it with the next load; id 0: stays */
	struct buf refused;    /* why it is not shown */
};

/* ---- counted.c ---- */
/* Asks which number of the card is meant and opens what it counts. */
enum next card_counted(struct app *app, struct screen *screen);
enum err card_may_counted(struct app *app, struct screen *screen, enum action a, struct error *e);
/* Opens the records of the heading; false: it has none that a condition gives. */
bool card_open_group(struct app *app, const struct card *s, const struct line *l);

/* ---- sheet.c ---- */
struct card *card_new(struct app *app);
enum err card_load(struct app *app, struct screen *screen, struct error *e);
void card_draw(struct app *app, struct card *s, struct area a, bool focused);
void card_done(struct app *app, struct screen *screen);

/* text.c: adds the fields that the session may read, "title\tvalue\n" each; of a text with rows each row. */
void card_text(struct tx *tx, const struct record *r, struct buf *out);
/* A date that is followed by a time of day is a moment. */
bool card_is_moment(const struct kind_def *k, const struct field *f);

#endif
