/* Between the files of the filler: blank.c knows what a form is, page.c has the parts of its archive, passage.c a text
 * and its marks, flow.c the paragraphs of texts and the sheets of .ods, looks.c what these show, cells.c the sheets
 * of .xlsx. */
#ifndef STAZH_TABLE_BLANK_PARTS_H
#define STAZH_TABLE_BLANK_PARTS_H

#include "stazh/base/xml.h"
#include "stazh/table/blank.h"
#include "../books/xlsx.h"

/* ---- page.c: a part of the archive ---- */

/* Bytes that give way to others. */
struct edit {
	size_t at, n;
	size_t from, length; /* of what stands there then, in `texts` */
};

struct page {
	struct blank *form;
	struct buf xml;
	struct xml parser;
	struct edit *edits;
	size_t n, cap;
	struct buf texts;
	void (*place)(const void *at, struct buf *out); /* adds where in the form it is */
	const void *at;
	const char *fault; /* why it cannot be read, in words */
	size_t rows_mark;  /* + 1: of the row that is repeated; 0: none */
	size_t row;	   /* which of them is filled */
};

enum shows { SHOWS_ANY, SHOWS_PERCENT, SHOWS_DAY }; /* what a cell shows its number as */

struct blank {
	char *called;
	const char *ending;
	struct spool *spool;
	struct buf bytes;
	struct archive *zip;
	struct xlsx *book; /* of an .xlsx */
	uint64_t left;	   /* bytes that may still be unpacked */
	struct blank_mark *marks;
	size_t n, cap;
	struct buf open_braces;
	size_t open_n;
	bool filling;  /* the marks have values */
	bool changing; /* one of them does not stay as it is */
	struct archive_change *changes;
	size_t changes_n, changes_cap;
	struct cells *cells; /* of an .xlsx */
	struct looks *looks; /* of an .ods */
	struct error *e;
};

/* Reads the part, hands it to the parser and, while the form is filled, notes what it becomes. The part may be missing.
 * ERR_INPUT. */
enum err page_walk(struct blank *f, const char *name, const struct xml_handlers *handlers, void *arg, struct page *p);
/* Every part whose name begins so and ends in .xml, in the order of the archive. */
enum err page_each(struct blank *f, const char *begins,
		   enum err (*walk)(struct blank *f, const char *name, const void *arg), const void *arg);
void page_put(struct page *p, size_t at, size_t n, const char *s, size_t length);
/* Adds the bytes from .. to as they become. */
void page_apply(struct page *p, size_t from, size_t to, struct buf *out);
/* Takes the value of an attribute of the tag that stands there, with its name and the blank before it; false: it has
 * none. *value: where what stands in quotes begins. */
struct attribute {
	size_t at, n, value, value_n;
};
bool page_attribute(const struct page *p, size_t tag, size_t tag_n, const char *name, struct attribute *out);
/* How values are written there. */
struct writing {
	const char *line; /* a new line: "<text:line-break/>"; NULL: as it is */
	bool header;	  /* of a sheet: «&» is «&&», digits must not run into a size before them */
};
/* Adds a text as XML has it. */
void page_add_escaped(struct buf *out, const char *s, size_t n, const struct writing *w);
#define PARTS_MAX (192ull << 20) /* bytes of all that is unpacked */
/* ERR_INPUT: «form.xlsx: what». */
enum err blank_wrong(struct blank *f, const char *what);
/* Refuses the form from within a handler. */
void page_refuse(struct page *p, const char *why);

/* ---- passage.c: what people read as one text, with the places that its letters come from ---- */

struct piece {
	size_t text, text_n; /* in the passage */
	size_t at, n;	     /* in the part */
	size_t keeper;	     /* where «xml:space» is to be added when its text changes; 0: nowhere */
};
struct passage {
	struct buf text;
	struct piece *pieces;
	size_t n, cap;
};
void passage_clear(struct passage *p);
void passage_release(struct passage *p);
/* The value of an attribute as a text. */
void passage_attribute(struct passage *p, const struct page *page, const struct attribute *a);
/* A text that came while the page is parsed; a sign that stands for a blank. */
void passage_text(struct passage *p, const struct page *page, const char *s, int n, size_t keeper);
void passage_gap(struct passage *p, size_t at, size_t n);
/* The next {…} of a text from *at on, the innermost; false: no more. */
bool passage_next_mark(const char *s, size_t all, size_t *at, size_t *n);
/* Nothing but blanks? */
bool passage_is_gap(const char *s, size_t n);
/* The mark with these braces, in a row of that mark (+ 1; 0: in none); NULL: it was not noted. */
const struct blank_mark *passage_mark(const struct blank *f, const char *s, size_t n, size_t rows_of);
/* Notes where a mark stands; its number. */
size_t passage_note(struct page *page, const char *s, size_t n);
/* The mark that the passage is, blanks aside; NULL: it has none, or more than that. Noted. */
const struct blank_mark *passage_alone(const struct passage *p, struct page *page);
/* Notes its marks, and while the form is filled puts their values into the page. How many it has. */
size_t passage_fill(const struct passage *p, struct page *page, const struct writing *w);
/* Adds a number as files have it. */
void blank_add_number(struct buf *out, double n);

/* ---- flow.c: texts ---- */

enum err flow_text(struct blank *f);	 /* .odt */
enum err flow_sheets(struct blank *f);	 /* .ods */
enum err flow_document(struct blank *f); /* .docx */
enum err flow_drawings(struct blank *f); /* what is drawn on the sheets of a workbook */

/* ---- looks.c: what cells of an .ods show ---- */

/* {0} is empty. */
struct looks {
	struct look *l;
	size_t n, cap;
};
/* Takes over what an element tells of a style, if it is of one. */
void looks_take(struct looks *all, const char *local, const char **attributes);
/* style: a name, or NULL. */
enum shows looks_of(const struct looks *all, const char *style);
void looks_release(struct looks *all);
/* Reads the styles that a part tells. */
enum err looks_read(struct blank *f, const char *name, struct looks *all);

/* ---- cells.c: .xlsx ---- */

enum err cells_walk(struct blank *f);
void cells_release(struct blank *f);

#endif
