/* Paths: a field of a record, or of the record that its reference leads to, «person.org.low_results». Conditions
 * compare what is at their end, lists sort, group and show it. */
#ifndef STAZH_MODEL_PATH_H
#define STAZH_MODEL_PATH_H

#include "stazh/model/field.h"

#define PATH_FIELDS 6

struct path {
	const struct field *field[PATH_FIELDS]; /* each but the last a reference to records of the next one's kind */
	size_t n;
	const struct field *since; /* the last one is the state; this stands for the day on which it came to be; or NULL
				    */
};

/* Why a text is no path. */
struct path_fault {
	const struct kind_def *k; /* has no such field */
	const struct field *last; /* the field before it, which refers to nothing, or NULL */
	const char *at;		  /* the name, within the text */
	size_t n;
	bool long_; /* more than PATH_FIELDS names */
};

/* The n bytes of text as a path for records of k: names by code, in Russian, in quotes, or by the number of the field,
 * «#3», as views keep them. False: *fault (may be NULL) tells why not. */
bool path_read(const struct kind_def *k, const char *text, size_t n, struct path *out, struct path_fault *fault);
/* The same. ERR_USAGE with a sentence: «у педагога нет поля «bogus»; может быть, …». */
enum err path_parse(const struct kind_def *k, const char *text, size_t n, struct path *out, struct error *e);
/* The next of the texts that commas part, without blanks around, none of them empty; *s goes on behind it. NULL: no
 * more. Commas in quotes part nothing. */
const char *path_next(const char **s, size_t *n);
/* A field of the record itself. */
struct path path_to(const struct field *f);
/* The field at its end. */
const struct field *path_end(const struct path *p);
bool path_same(const struct path *a, const struct path *b);
/* More than one record may be at its end. */
bool path_many(const struct path *p);
/* ERR_REFUSED when the session may read one of its fields of no record. */
enum err path_ask(const struct session *s, const struct path *p, struct error *e);

enum path_names {
	PATH_CODES,   /* person.org */
	PATH_NUMBERS, /* #2.#5: as views keep it, whatever the fields are called */
	PATH_WORDS,   /* «Педагог.Организация», as a condition reads it again */
	PATH_TITLE,   /* «Педагог: Организация», for headings */
};
void path_add_name(const struct path *p, enum path_names how, struct buf *out);

/* Adds what is at its end of r, several joined, each record once. What the session may not read gives nothing. */
void path_add(struct tx *tx, const struct path *p, const struct record *r, enum style style, struct buf *out);
/* Adds the bytes by which lists are ordered by it; what the session may not read, as if it were empty. */
void path_add_key(struct tx *tx, const struct path *p, const struct record *r, struct buf *out);
/* The day on which the state of r came to be what it is; DATE_NONE: the journal does not tell. */
int32_t state_day(struct tx *tx, const struct record *r, unsigned field);

#endif
