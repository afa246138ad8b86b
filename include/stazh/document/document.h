/* Documents, as text and for an office program. The words stand in templates (config/templates) and in the text of the
 * regulation (config/regulation.txt); the values come from the records. */
#ifndef STAZH_DOCUMENT_DOCUMENT_H
#define STAZH_DOCUMENT_DOCUMENT_H

#include <stdbool.h>

#include "stazh/model/session.h"
#include "stazh/store/record.h"

struct dossier;

/* A document: a row, which stands in the file that gathers it (src/document/document_….c). */
struct document {
	const char *name;  /* word of the command and its template's file: appendix */
	const char *title; /* «Приложение 1: перечень» */
	unsigned kind;	   /* of which records it is; KIND_NONE: of a year, which is then the id */
	bool school_year;  /* without a kind: of a school year, by its first; else of a calendar year */
	unsigned listed;   /* without a kind: the kind whose list it tells, with which it is offered */
	/* Gathers what the record tells (dossier.h). */
	enum err (*collect)(struct dossier *d, struct error *e);
};

/* The i-th of all; NULL: no more. */
const struct document *document_at(size_t i);
/* The i-th of those of a kind; NULL: no more. */
const struct document *document_of(unsigned kind, size_t i);
/* The i-th of those of a year that are offered with the list of a kind; NULL: no more. */
const struct document *document_listed(unsigned kind, size_t i);
/* By the word of the command; NULL: none. */
const struct document *document_by_name(const char *name);

/* Prints what acts make final; for struct session. */
struct press;
extern const struct press document_press;

enum document_format { DOCUMENT_TEXT, DOCUMENT_ODT };

/* The path of a template, in out. In a folder of one's own ([print] templates) only those need be that are changed. */
void document_template(const struct config *c, const char *name, enum document_format format, struct buf *out);

/* Adds the document made for the record; when it was issued, as it was issued, else what is a draft of a paper with
 * «ПРОЕКТ» on top: text, or the bytes of an .odt. ERR_NONE: there is no such record; ERR_REFUSED when something that it
 * must show is not known (number, date, signer, a school's head): all of it is named, with what to do; ERR_USAGE when a
 * template is missing or wrong (which file and where), or a library is not installed. notice (may be NULL) gets what
 * who prints it is to be told. */
enum err document_print(struct tx *tx, const struct document *what, uint32_t id, enum document_format format,
			struct buf *out, struct buf *notice, struct error *e);
/* The same for several records at once, in their order: one document in which each begins a page, or an archive with a
 * file for each. All or none: ERR_REFUSED names every one that lacks something, ERR_NONE one of which there is nothing
 * to tell. */
#define DOCUMENTS_MAX 2000
enum err document_print_all(struct tx *tx, const struct document *what, const uint32_t *ids, size_t n,
			    enum document_format format, bool archive, struct buf *out, struct buf *notice,
			    struct error *e);
/* Documents of all that belong to one record: the certificates of a group. */
struct document_set {
	unsigned of;	      /* the kind of that record */
	const char *title;    /* «Справки всем» */
	const char *document; /* which each of them gets */
	unsigned through;     /* 0: the records themselves; else the kind that they are of */
};
/* The i-th of those of a kind; NULL: no more. */
const struct document_set *document_set_of(unsigned kind, size_t i);
/* The records that get one, in the order of their names; free(). without: adds a line for those that none was issued to
 * yet, unless that is everybody. */
uint32_t *document_set_ids(struct tx *tx, const struct document_set *set, uint32_t id, size_t *n, struct buf *without);
/* Whose data the document of record *id tells: that record, of a paper the one behind it; its kind. */
unsigned document_about(struct tx *tx, const struct document *what, uint32_t *id);
/* How many people the documents of these records name, each once; as the records are now. */
size_t document_people(struct tx *tx, const struct document *what, const uint32_t *ids, size_t n);
/* The same text for a screen of so many cells: tables take what they need of them. */
enum err document_show(struct tx *tx, const struct document *what, uint32_t id, int width, struct buf *out,
		       struct error *e);
/* Adds what its templates may name, and what that is for this record: a line for each. */
enum err document_names(struct tx *tx, const struct document *what, uint32_t id, struct buf *out, struct error *e);
/* Adds a name for its file, without an ending: «Справка 12-2027 Ёлкина А.И.». No slash, no dot at its start. */
void document_file_name(struct tx *tx, const struct document *what, uint32_t id, struct buf *out);

/* The text of a clause of the regulation ("3.3", "2"), heading and all below it; NULL: the whole. ERR_NONE: no such
 * clause; ERR_USAGE: the file cannot be read. */
enum err regulation_clause(const struct config *c, const char *clause, struct buf *out, struct error *e);
/* Calls fn for every line but empty ones. level: 0 the title, 1 the heading of a section, 2 a clause, 3 an item («-
 * …»). */
enum err regulation_each(const struct config *c, void (*fn)(const char *line, size_t n, int level, void *arg),
			 void *arg, struct error *e);

#endif
