/* Papers: what was signed, approved, accepted, certified or sent prints for ever as it was issued. Which act issues
 * what stands in one table (src/domain/orders/paper.c); the values are gathered and printed by the press, which stands
 * above the domain and is handed down with the session. */
#ifndef STAZH_DOMAIN_PRESS_H
#define STAZH_DOMAIN_PRESS_H

#include "stazh/model/schema.h"
#include "stazh/model/session.h"

struct imprint {
	struct buf values;  /* all that the document's templates may name, as docs/format.md tells */
	struct buf text;    /* the document as plain text */
	const char *number; /* given to the press: of a letter, which no record tells; NULL: it has none */
	int32_t date;
};

struct press {
	/* Prints the document (its code: order, appendix …) of the record as the transaction sees it. ERR_REFUSED,
	 * ERR_NONE: something that it must show is not known, all of it is told; ERR_USAGE: of the template. */
	enum err (*print)(struct tx *tx, const char *document, uint32_t id, struct imprint *out, struct error *e);
};

/* Is it a document that becomes a paper, so that before that it is a draft? */
bool paper_may_be(const char *document);
/* The paper by which the document of the record is printed: the one in force; of a record that is final for good (a
 * cancelled order) the last one. False: there is none. */
bool paper_find(struct tx *tx, const char *document, unsigned kind, uint32_t id, struct record *paper);
/* Issues the papers of a record that has become final by this write, and ends those of one that no longer is. Called by
 * model_store; by hand after a record_store that goes past it. ERR_REFUSED: one of them cannot be printed. */
enum err paper_follow(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
/* Annuls the papers in force of the record: they stay in the register, with the reason. */
enum err paper_annul(struct tx *tx, unsigned kind, uint32_t id, const char *reason, struct error *e);
/* Issues a letter to the organisation, as it would be printed now, under this number ("": none) and day. */
enum err paper_letter(struct tx *tx, const struct record *org, const char *number, int32_t date, struct buf *notice,
		      struct error *e);
/* Adds what the paper is called in the middle of a sentence: «приказ № 37-о от 24.08.2021». */
void paper_add_name(const struct record *paper, struct buf *out);

/* Records that were final before there were papers get theirs, marked as made afterwards, in one act; what cannot be
 * printed is left without. Nothing when that was done, or is not for this session to do. */
enum err papers_catch_up(struct session *s, struct error *e);

#endif
