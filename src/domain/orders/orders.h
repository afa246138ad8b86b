/* Orders and papers: for the files of the domain. */
#ifndef STAZH_DOMAIN_ORDERS_H
#define STAZH_DOMAIN_ORDERS_H

#include "../internal.h"

/* order_read.c: is it of this kind («об утверждении перечня»)? */
bool order_is(const struct record *order, const char *kind);
/* The ground of its i-th site; NULL: none. */
const char *order_ground(const struct record *order, size_t i);
/* order_sign.c, order_cancel.c: the two actions and what they ask. */
extern const struct action_arg order_sign_args[], order_cancel_args[];
enum err order_sign(struct tx *tx, struct record *order, const struct record *args, struct buf *notice,
		    struct error *e);
enum err order_cancel(struct tx *tx, struct record *order, const struct record *args, struct buf *notice,
		      struct error *e);

/* paper_issue.c: do records of the kind become final, and is this one? */
bool paper_is_of(unsigned kind);
bool paper_is_due(const struct record *r);
/* Is it in force? */
bool paper_is_valid(const struct record *paper);
/* The newest paper of the document; valid: that is in force. document NULL: any. */
bool paper_newest(struct tx *tx, const char *document, unsigned kind, uint32_t id, bool valid, struct record *paper);

/* amendment.c: an order that changes another one. */
void amendment_missing(struct tx *tx, const struct record *order, struct lacks *out);
enum err amendment_check(struct tx *tx, const struct record *is, struct error *e);
/* Changes the terms that it names and marks the changed order; before the order is
 * stored. */
enum err amendment_sign(struct tx *tx, struct record *order, struct buf *notice, struct error *e);
/* Adds why the order cannot be cancelled: another changed it, or a term that it
 * changed. */
void amendment_stops(struct tx *tx, const struct record *order, struct buf *stops);
enum err amendment_cancel(struct tx *tx, const struct record *order, struct buf *notice, struct error *e);
void order_facts(struct tx *tx, const struct record *order, struct facts *out);
/* order_number.c: the number after the greatest one of the calendar year of that day;
 * nothing when the year has none.
 */
void order_next_number(struct tx *tx, int32_t date, struct buf *out);
/* order_cancel.c: moves the expected reports that no term asks for to the trash. */
enum err order_drop_reports(struct tx *tx, uint32_t site, struct error *e);
/* order_regulation.c: the order is signed: what it approves is settled from now on. */
enum err order_settle_regulation(struct tx *tx, struct record *order, struct error *e);
/* What holds a record by an order (struct hold): how it is changed and taken back. */
#define ORDER_WAY                                                                                                      \
	{                                                                                                              \
		"Изменяет приказ вида «" ORDER_KIND_AMENDMENT "», снимает — действие", " приказа",                     \
			"; то и другое делает методист"                                         \
	}

/* paper_issue.c: the action «Внести в реестр» of a record that is final and has no paper. */
enum err paper_lacks(struct tx *tx, const struct record *r, struct error *e);
enum err paper_issue(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);
#define ISSUE_ACTION                                                                                                   \
	{                                                                                                              \
		.action = "issue", .title = "Внести в реестр выпущенных", .past = "внесён в реестр выпущенных",        \
		.role = ROLE_METHODIST, .guard = paper_lacks, .apply = paper_issue, .seldom = true                     \
	}
/* Adds to what a final record lacks that it has no paper. */
void paper_missing(struct tx *tx, const struct record *r, struct lacks *out);
/* paper_issue.c: a remark in the register beside the papers in force of the record; "":
 * none. */
enum err paper_note(struct tx *tx, unsigned kind, uint32_t id, const char *note, struct error *e);
/* paper_issue.c: refuses to leave a record that is no longer final with papers in force
 * (undo). */
enum err paper_kept(struct tx *tx, unsigned kind, uint32_t id, struct error *e);
/* paper_issue.c: does the text of an order name the annex: «(приложение 2)», «приложении №
 * 2»? */
bool names_annex(const char *text, char number);

#endif
