/* The language of the templates: gaps, words by number, what stands at the start of a line, paragraph or row. */
#ifndef STAZH_DOCUMENT_GAP_H
#define STAZH_DOCUMENT_GAP_H

#include <stdbool.h>

#include "stazh/document/template.h"

struct filler {
	const struct template_data *data;
	const struct template_table *table; /* that is repeated now; NULL: none */
	const struct template_value *row;   /* of it; NULL: it has none, the names alone are looked at */
	int counter;			    /* of {#} */
	bool silent; /* it will not be printed: names are looked at, nothing is counted or missed */
	struct buf *missing;
	/* Adds where in which template it is, «order.txt:12»; at is handed to it. */
	void (*where)(const void *at, struct buf *out);
	const void *at;
	struct error *e;
};

/* What stands at the start: {?name} {!name} {*name} {^} {>}. */
struct gap_start {
	size_t length; /* its bytes */
	bool print;    /* what is asked for is there */
	char align;    /* '^', '>', 0 */
};
enum err gap_start(struct filler *f, const char *s, size_t n, struct gap_start *out);
/* Its {*name} alone, as the conditions may ask for the row: the table, NULL: not repeated; *at, *length: its place. */
enum err gap_repeats(struct filler *f, const char *s, size_t n, const struct template_table **table, size_t *at,
		     size_t *length);

/* The next gap from *at on: *at and *n become its place with both braces; *n 0: no more. ERR_USAGE: a brace stands
 * alone. */
enum err gap_next(struct filler *f, const char *s, size_t length, size_t *at, size_t *n);
/* Adds what the inside of {…} stands for, with one full stop where the value and the text after it have one each. The
 * text ends with a NUL. */
enum err gap_add(struct filler *f, const char *s, size_t n, struct buf *out);
/* ERR_USAGE: «where: what: «s»». */
enum err gap_wrong(struct filler *f, const char *what, const char *s, size_t n);

#endif
