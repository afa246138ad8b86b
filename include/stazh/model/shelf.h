/* The shelf of each login: files that the screen of a remote session has made, to be fetched over ssh (`get`), and such
 * as were brought (`put`), to be imported. They lie in a database of their own (store_shelf), for [shelf] days, each
 * under a name that is a label and nothing more: it reaches no file system. Nobody has another's shelf, and what was
 * taken in a role that the login no longer has is not there any more. What is taken, fetched, brought and put away is
 * in the register of readings, without the names that people give. No act: nothing to undo, no news for others. */
#ifndef STAZH_MODEL_SHELF_H
#define STAZH_MODEL_SHELF_H

#include "stazh/model/session.h"

#define SHELF_NAME_MAX	100 /* letters */
#define SHELF_FILES_MAX 200 /* of one login */

/* What a file was made from, for the register: a record, or (id 0) `count` records of a kind. */
struct shelf_source {
	const char *what; /* «Приказ», «Педагоги»: no name of anybody */
	unsigned kind;	  /* 0: nothing in particular */
	uint32_t id;
	int64_t count;
	int64_t people; /* how many people's data; 0: nobody's, or it is not known */
};

struct shelf_file {
	char name[4 * SHELF_NAME_MAX + 1];
	char what[200]; /* of the source; "": it was brought */
	int64_t people;
	int64_t made_ms, until_ms; /* Unix time */
	uint64_t bytes;
};

struct shelf {
	struct shelf_file *files; /* the newest first */
	size_t n;
	uint64_t used, quota; /* bytes */
	uint64_t generation;  /* as it was read */
};

/* What is there; n 0: nothing. shelf_release. ERR_STORAGE. */
enum err shelf_list(struct session *s, struct shelf *out, struct error *e);
void shelf_release(struct shelf *shelf);

/* Another one after each change by anybody, a moment before it can be read; 0: there is no shelf yet. */
uint64_t shelf_generation(struct session *s);

/* Adds the label as it is kept: letters, digits, blanks and «. - _ ( ) № + ,», not beginning with a dot or a dash.
 * ERR_USAGE with what is allowed. */
enum err shelf_name(const char *typed, struct buf *out, struct error *e);
/* Adds a label for a file of the program's, to be typed in any shell: «prikaz-37-o.odt». */
void shelf_name_plain(const char *stem, const char *ending, struct buf *out);
/* Adds what is to be typed at home to have the file: «ssh stazh@сервер get имя > имя» by [access] host, else by the
 * address and account of this session. */
void shelf_add_line(const struct session *s, const char *name, struct buf *out);
/* The same to bring it: «ssh stazh@сервер put имя < имя». */
void shelf_add_put_line(const struct session *s, const char *name, struct buf *out);

/* How many bytes the login may bring under that name (which is replaced when it is there). ERR_REFUSED: none. */
enum err shelf_room(struct session *s, const char *name, uint64_t *bytes, struct error *e);
/* Brings a file, whole and durably or not at all. *replaced: one of that name was there. ERR_REFUSED: no room in the
 * quota, too large. */
enum err shelf_bring(struct session *s, const char *name, const struct buf *bytes, bool *replaced, struct error *e);
/* Puts a file of the program's there under its plain name (shelf_name_plain): of the same record instead of the older
 * one, else beside it. *put: what is there now. */
enum err shelf_take(struct session *s, const char *stem, const char *ending, const struct shelf_source *from,
		    const struct buf *bytes, struct shelf_file *put, struct error *e);
/* Adds the bytes of one, for the program itself: not noted, since they do not leave. ERR_NONE: there is none. */
enum err shelf_read(struct session *s, const char *name, struct buf *out, struct error *e);
/* Adds the bytes, when it is noted that they leave. ERR_NONE: there is none of that name. */
enum err shelf_fetch(struct session *s, const char *name, struct buf *out, struct error *e);
/* ERR_NONE: there is none of that name. */
enum err shelf_drop(struct session *s, const char *name, struct error *e);
/* Nobody's shelf has anything any more: where a person's data have to be erased, for what lies there may have them. */
enum err shelf_clear_all(struct session *s, struct error *e);

#endif
