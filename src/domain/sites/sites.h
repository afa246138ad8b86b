/* Sites, their documents, terms and reports: for the files of the domain. */
#ifndef STAZH_DOMAIN_SITES_H
#define STAZH_DOMAIN_SITES_H

#include "../internal.h"

/* site_card.c: who and where of a site's deadlines; false when the site is not there. */
struct site_card {
	struct record site;
	struct buf where, leader, methodist; /* short name of the organisation; short names of people */
};
bool site_card_load(struct tx *tx, uint32_t site, struct site_card *card);
void site_card_release(struct site_card *card);
/* Adds the short name of the person in this field of the site; their id, 0: nobody. */
uint32_t site_person(struct tx *tx, const struct record *site, unsigned field, struct buf *name);
/* A deadline of the site with everything known from it; whose: the leader's or the
 * methodist's. */
enum whose { WHOSE_LEADER, WHOSE_METHODIST };
void site_deadline(const struct site_card *card, enum whose whose, struct deadline *d);
/* site_life.c */
extern const char *const site_states[];
extern const struct cycle site_cycle;
bool site_is(const struct record *site, const char *state);
/* The day as of which the leader is asked about; whether who is named may lead, else why not. */
int32_t site_approval_day(struct tx *tx, const struct record *site);
bool site_leader_fits(struct tx *tx, const struct record *site, struct error *e);
/* Opens the site's status: a new term, the reports and documents of its years; before: the site's state until now;
 * past: an order from paper makes obligations of school years that are over too. */
enum err site_grant(struct tx *tx, uint32_t site, const struct record *order, int32_t from, int32_t to,
		    const char *before, bool past, struct error *e);
struct ending site_ending(struct tx *tx, uint32_t site, int32_t on, const char *ground);
/* What the ends of n sites leave open is closed or kept by `answer`, one of
 * close_answers; "": asks when there is anything. */
enum err site_settle_ends(struct tx *tx, const struct ending *ends, size_t n, const char *answer, struct buf *notice,
			  struct error *e);
/* Refuses an end before the first term began (7.1). */
enum err site_may_end(struct tx *tx, uint32_t site, int32_t on, struct error *e);
/* The state that the ground leads to: завершена for the first ground of the list (end
 * of the programme), прекращена for the others. */
const char *site_end_state(struct tx *tx, const char *ground);

/* ---- programme, plan and schedule (4.2): plan_years.c, plan.c ---- */
extern const char *const plan_kinds[]; /* the three, NULL */
/* The school year for which an approval on that day asks for the documents: the coming
 * one after 1 March, else the running one; *due: by when. */
int plans_of_approval(struct tx *tx, int32_t on, int32_t *due);
/* The document of the site, year and kind; false: there is none. */
bool plan_find(struct tx *tx, uint32_t site, int year, const char *kind, struct record *doc);
/* Is it the leader's to bring: черновик, возвращён? */
bool plan_is_open(const struct record *doc);
/* By when those of the year are due: on its day, or a fortnight from when they are asked
 * for. */
int32_t plan_due(struct tx *tx, int year, int32_t asked_on);
/* Creates those of the school year that are missing, gives the others the day if they
 * have none. *created is increased.
 */
enum err plans_request(struct tx *tx, uint32_t site, int year, int32_t due, int *created, struct error *e);
/* For which years they are asked for when that is done today, and by when for the
 * first; the others: plan_due. */
struct plan_years {
	int first, last;
	int32_t due;
};
struct plan_years plans_to_ask(struct tx *tx, const struct record *site);
bool plans_are_asked(struct tx *tx, uint32_t site, const struct plan_years *y);
enum err plans_ask(struct tx *tx, uint32_t site, const struct plan_years *y, struct buf *notice,
		   struct error *e); /* adds to notice */
/* Those of every school year of a new term; first_one: what was asked for at the
 * approval moves into its years. */
enum err plans_of_term(struct tx *tx, const struct record *term, bool first_one, struct error *e);
/* plan.c: documents of school years that begin after the site's last day `on` are not
 * asked for (4.2, 7.1); adds to notice. */
enum err plan_end(struct tx *tx, uint32_t site, int32_t on, struct buf *notice, struct error *e);

/* ---- terms: terms.c ---- */
/* Adds what the site's status rests on: the days of its last term, the order. */
void site_since(struct tx *tx, const struct record *site, struct buf *out);
/* The site's last term, leaving out the one with the id `but`. */
bool term_last(struct tx *tx, uint32_t site, uint32_t but, struct record *term);
/* Was it over when it came in from an old paper? Then its end is nobody's to look
 * after. */
bool term_is_archive(const struct record *term);
/* Adds a line when the site has no status between its earlier terms, but for those of
 * this order, and a term that begins then. */
void term_gap_add(struct tx *tx, uint32_t site, uint32_t order, int32_t from, struct buf *out);
/* «01.09.2026–31.08.2027» */
void span_add(struct buf *out, int32_t from, int32_t to);
/* What `words` says of the text of «Сроки проведения»: refused, at term_text. */
enum err term_words_refuse(struct tx *tx, int words, const char *text, struct error *e);
/* term.c: the reports (4.3) that the term asks for and the site has not. */
enum err term_ensure_reports(struct tx *tx, const struct record *term, struct error *e);

/* ---- reports: report.c ---- */
/* Creates the expected reports (4.3) of the site for the school years of from … to
 * where they are missing. */
enum err report_ensure(struct tx *tx, uint32_t site, int32_t from, int32_t to, struct error *e);
/* What the end of the site's work does to its reports (4.3, 7.1): those of school
 * years that begin after its last day `on` are withdrawn, that of the year worked in
 * is due so many days after it, or earlier. What was handed in stays. Adds to notice.
 */
enum err report_end(struct tx *tx, uint32_t site, int32_t on, struct buf *notice, struct error *e);
/* The end on that day is taken back: what was due because of it is due with the school
 * year again. */
enum err report_reopen(struct tx *tx, uint32_t site, int32_t on, struct error *e);

/* ---- school years: years.c ---- */
/* school_year_worked_on() today. */
int school_year_at_work(struct tx *tx);
/* The day of the school year by which its report is due. */
int32_t report_due(const struct config *c, int year);
/* The day and month of an option in a school year. */
int32_t day_in_school_year(const struct config *c, enum option_id id, int year);

#endif
