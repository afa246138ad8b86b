/* Forms of others, with marks in braces: workbooks (.xlsx, .xlsm, .ods) and texts (.odt, .docx) are filled in place.
 * Only what has a mark changes: parts of the archive without one are kept as they are packed, and of a part every byte
 * outside the marks. What a mark means is told by the caller. libzip and libexpat are loaded when they are first
 * needed; sizes are bounded, document types (DTD) refused. */
#ifndef STAZH_TABLE_FORM_H
#define STAZH_TABLE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* What stands in the place of a mark. A cell that is the mark alone becomes a number or a day; within a text, and where
 * the form has no cells, the text stands. */
struct blank_value {
	enum {
		BLANK_KEPT, /* the mark stays as it is */
		BLANK_TEXT,
		BLANK_NUMBER,
		BLANK_PERCENT, /* number: of a hundred; in a cell that shows per cent a hundredth of it */
		BLANK_DAY,     /* day; where the cell shows days, else the text */
	} what;
	const char *text; /* belongs to the caller; one that is not there yet may be NULL */
	double number;
	int32_t day;
};

#define BLANK_PLACES 5 /* that are told of a mark */
struct blank_mark {
	char *name; /* what stands within the braces, with single blanks: «стажёров завершили» */
	struct buf places; /* «лист «Свод», B7; лист «Свод», B9 … (ещё 3)» */
	size_t n;	   /* in how many places */
	struct blank_value value;
	/* Of one that stands in a row that is repeated: the number of the mark that begins the row + 1, and a value for
	 * each of its rows, told by the caller, to whom they belong. */
	size_t rows_of;
	const struct blank_value *each;
	bool grows;  /* of one that begins such a row: the form gets as many as there are */
	size_t rows; /* of one that begins such a row («*площадки»): how many there are, told by the caller */
};

struct blank;

#define BLANK_MAX (32u << 20) /* bytes of a form, as it is packed */
/* Reads the form and looks for its marks. called: how sentences name it. ERR_INPUT with a sentence: no form that can be
 * filled, damaged, too large, under a password, signed; ERR_USAGE: a library is not installed. */
enum err blank_open(const char *path, const char *called, struct blank **out, struct error *e);
void blank_close(struct blank **f);
/* «.xlsx»: what a filled one's name has to end in. */
const char *blank_ending(const struct blank *f);

/* The marks, each once, in the order in which they stand. */
size_t blank_marks(const struct blank *f);
struct blank_mark *blank_mark(struct blank *f, size_t i);
/* How many rows the form has for a mark that begins a row, itself among them; 0: rows are not repeated in such a form.
 */
size_t blank_rows_room(const struct blank *f, size_t mark);
/* Places of braces that open and are not closed, which stay; "": none. */
const char *blank_open_braces(const struct blank *f);

/* Adds the bytes of the filled form to out: each mark gets its value. ERR_INPUT: a part that stays is damaged;
 * ERR_STORAGE. */
enum err blank_fill(struct blank *f, struct buf *out, struct error *e);

#endif
