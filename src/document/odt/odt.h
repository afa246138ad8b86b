/* Between the files of the filler of .odt templates: odt.c has the archive and its parts, odt_fill.c what is left out
 * and repeated, odt_text.c a paragraph as one text. */
#ifndef STAZH_DOCUMENT_ODT_H
#define STAZH_DOCUMENT_ODT_H

#include "../gap.h"
#include "../tree.h"

#define NS_TEXT	  "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define NS_TABLE  "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define NS_STYLE  "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
#define NS_OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

/* Where in the document. */
struct place {
	const char *path;
	const char *part;		 /* " (колонтитул)" or "" */
	int paragraph, table, row, cell; /* from 1; row 0: not in a table */
};

struct odt {
	struct filler filler;
	struct place place;
	struct tree *tree; /* of the part that is filled */
	int depth;
};

/* ---- odt_package.c ---- */
#define SAVE_AS "откройте его в LibreOffice или Word и сохраните как «Текст OpenDocument (.odt)»"

/* What is in the archive. */
struct entry {
	char *name;
	struct buf bytes;
};
struct package {
	char *path; /* of the template */
	struct entry *entries;
	size_t n;
};
/* path is set. ERR_USAGE. */
enum err package_read(struct package *p, struct error *e);
/* ERR_USAGE: it is no text that can be read. */
enum err package_check(struct package *p, struct error *e);
/* A pattern becomes a document, signatures go. */
void package_settle(struct package *p);
/* Adds the bytes of the archive to out. */
enum err package_write(const struct package *p, struct buf *out, struct error *e);
struct entry *package_find(struct package *p, const char *name); /* NULL: none */
void package_release(struct package *p);

/* ---- odt_join.c ---- */
/* Documents that were made with the same styles. */
struct odt_look {
	struct buf key; /* the styles themselves */
	char *suffix;	/* of the names that they got; "" for those of the first */
	char *page;	/* the name of their page */
};
/* Several documents in one, each on a page of its own. {0} before. */
struct odt_join {
	struct package first; /* gets them all */
	struct tree content, styles;
	struct buf own;	     /* the first's styles.xml */
	struct tree **other; /* those of the others, whose nodes stand in the first two */
	size_t n, other_n, other_cap;
	struct odt_look *look;
	size_t look_n, look_cap, last; /* of the last document */
};
/* Takes the package over in any case. ERR_USAGE: it does not go together with the first. */
enum err odt_join_add(struct odt_join *j, struct package *p, struct error *e);
/* Puts the parts into the first package, which is then the whole. */
void odt_join_end(struct odt_join *j);
void odt_join_release(struct odt_join *j);

/* ---- odt_fill.c ---- */
/* Fills all that stands below; ERR_USAGE: the template is wrong, and where. */
enum err odt_fill(struct odt *o, struct node *container);
/* The first below `node`, itself included, that fits; NULL: none. */
struct node *odt_first_below(struct node *node, bool (*fits)(const struct node *));

/* ---- odt_text.c ---- */
bool odt_is_paragraph(const struct node *node);
/* An element within a paragraph whose text is the paragraph's own: spans, links, fields, controls of forms. */
bool odt_is_inline(const struct node *node);

/* A paragraph as one text, with the places that its letters come from: an editor breaks a gap into several spans as it
 * likes. */
struct piece {
	struct node *node; /* a text, or an element that stands for blanks */
	size_t at, n;	   /* in the text */
};
struct flat {
	struct buf text;
	struct piece *pieces;
	size_t n, cap;
};
/* {0} before. */
void flat_read(struct flat *f, struct node *paragraph);
void flat_release(struct flat *f);

/* Letters of a paragraph that give way to a value. */
struct cut {
	size_t at, n;
	struct buf value;
};
/* The cuts are in the order of the text. */
void odt_make_cuts(struct odt *o, struct node *paragraph, const struct cut *cuts, size_t n);
/* Takes letters away. */
void odt_cut_out(struct odt *o, struct node *paragraph, size_t at, size_t n);
/* A value of several lines that stands alone: a paragraph for each. */
void odt_put_paragraphs(struct odt *o, struct node *paragraph, const struct cut *whole);
/* No line of the document ends between «№» and its number: blanks between words of the text itself become no-break. */
void odt_bind_blanks(struct odt *o, struct node *below);

#endif
