/* What the marks of a form mean (table/blank.h): figures of a year, of the district or of a site, what documents know
 * of the centre, and expressions (model/measure.h).
 *
 *   mark  := WHAT {, QUALIFIER} | = measure
 *   WHAT  := the name or the code of a figure («стажёров завершили», trainees.completed), or a value («директор»);
 *            case, ё, punctuation and the order of words do not matter
 *   QUALIFIER := a site by its number or organisation | округ | a school year | прошлый год | позапрошлый год
 *
 * A row of a sheet or table that begins with {*площадки} is repeated for each site of the year; in it WHAT may be #,
 * организация, отчёт, сдан, срок, or what documents know of a site, and figures are the site's.
 *
 * A word of the authority that is none of these may be told what it means; that is kept (KIND_FORMMARK) and holds for
 * the next form, too. Rights are those of the figures and of conditions. */
#ifndef STAZH_DOCUMENT_FORM_H
#define STAZH_DOCUMENT_FORM_H

#include "stazh/model/session.h"
#include "stazh/table/blank.h"

struct blank_words;

/* What there is to be named, in a school year, of a site (0: of the district). Lives as long as the transaction. */
struct blank_words *blank_words_open(struct tx *tx, int year, uint32_t site);
void blank_words_close(struct blank_words **w);

struct blank_word {
	const char *name, *code; /* «стажёров завершили», trainees.completed */
	struct blank_value value;
	const char *need; /* why it has no value, and what is to be done; NULL: it has one */
};
size_t blank_words_n(const struct blank_words *w);
/* It lives until the next call. */
const struct blank_word *blank_words_at(struct blank_words *w, size_t i);

/* The code of the built-in figure that forms know by this name; NULL: none. */
const char *blank_figure_called(const char *name);

/* A word of the form and what it means: a mark; "": it stays as it stands. */
struct blank_map {
	const char *text, *means;
};

struct blank_answer {
	const char *text;  /* what stands in the braces */
	const char *means; /* what it was told to mean; NULL: nothing */
	bool kept;	   /* that was told some time before */
	enum { BLANK_FOUND, BLANK_UNKNOWN, BLANK_LACKING } state;
	const char *nearest; /* of an unknown one; NULL: nothing is near */
	char *why;	     /* what is wrong; NULL: nothing */
};

/* Gives every mark of the form its value: maps first, then those that are kept, then the names. An answer for each
 * mark, in their order: blank_answers_free. */
struct blank_answer *blank_resolve(struct blank_words *w, struct blank *f, const struct blank_map *maps, size_t n);
void blank_answers_free(struct blank_answer *a, size_t n);
/* Keeps what words of forms mean: one act. ERR_REFUSED: no right. */
enum err blank_maps_keep(struct session *s, const struct blank_map *maps, size_t n, struct error *e);
/* Adds what is to be said of a mark that has no value: «{стажеров закончило}, лист «Свод», B7: такого нет; похоже:
 * {стажёров завершили}». Nothing for one that has. */
void blank_answer_tell(const struct blank_answer *a, const struct blank_mark *m, struct buf *out);
/* How many people the values tell of by name. */
size_t blank_people(struct blank_words *w);

#endif
