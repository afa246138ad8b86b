/* Between the files of the domain alone. */
#ifndef STAZH_DOMAIN_INTERNAL_H
#define STAZH_DOMAIN_INTERNAL_H

#include "stazh/domain/kinds.h"
#include "stazh/model/access.h"
#include "stazh/model/close.h"
#include "stazh/model/cycle.h"
#include "stazh/model/deadline.h"
#include "stazh/model/done.h"
#include "stazh/model/fact.h"
#include "stazh/model/field.h"
#include "stazh/model/load.h"
#include "stazh/model/model.h"
#include "stazh/model/query.h"
#include "stazh/model/rule.h"

/* Raised whenever records derive other entries than before (a wording of a deadline is
 * enough): tests/unit/test_derive.c. */
#define DERIVE_VERSION 15

/* What holds a record by an order (struct hold): how it is changed and taken back. */
#define ORDER_WAY                                                                                                      \
	{                                                                                                              \
		"Изменяет приказ вида «" ORDER_KIND_AMENDMENT "», снимает — действие", " приказа",                     \
			"; то и другое делает методист"                                         \
	}

/* How the text of a DL_EVENT begins in the store. */
#define DEADLINE_MARK_EVENT "Отметьте: "

extern const struct transition archive_actions[]; /* archive.c */
/* users.c: whose organisation, or who, the login is. */
void users_find_self(struct session *s, struct tx *tx);

#define KIND_EXTERN(number, NAME, name) extern const struct kind_def kind_##name;
EACH_KIND(KIND_EXTERN)

/* site.c: who and where of a site's deadlines; false when the site is not there. */
struct deadline;
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
/* What `words` says of the text of «Сроки проведения»: refused, at term_text. */
enum err term_words_refuse(struct tx *tx, int words, const char *text, struct error *e);
/* Refuses an end before the first term began (7.1). */
enum err site_may_end(struct tx *tx, uint32_t site, int32_t on, struct error *e);
/* The state that the ground leads to: завершена for the first ground of the list (end
 * of the programme), прекращена for the others. */
const char *site_end_state(struct tx *tx, const char *ground);

/* ---- programme, plan and schedule (4.2): plan_years.c, plan.c ---- */
extern const char *const plan_kinds[]; /* the three, NULL */
/* school_year_worked_on() today. */
int school_year_at_work(struct tx *tx);
/* The school year for which an approval on that day asks for the documents: the coming
 * one after 1 March, else the running one; *due: by when. */
int plans_of_approval(struct tx *tx, int32_t on, int32_t *due);
/* The document of the site, year and kind; false: there is none. */
bool plan_find(struct tx *tx, uint32_t site, int year, const char *kind, struct record *doc);
/* Is it the leader's to bring: черновик, возвращён? */
bool plan_is_open(const struct record *doc);
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

/* group.c, trainee.c: adds «Ёлкина А.И.» */
void trainee_name(struct tx *tx, const struct record *trainee, struct buf *out);
/* The trainee that the person is in the group, leaving out `but`; 0: none. */
uint32_t trainee_of(struct tx *tx, uint32_t group, uint32_t person, uint32_t but);
bool group_in_year(struct tx *tx, const struct record *group, int year);
/* When the group runs: its dates, else those of its school year. */
void group_span(const struct record *group, int32_t *from, int32_t *to);
/* The group's dates become those of its trainee: dates of his own, and the day on
 * which he completed or was expelled.
 */
void trainee_span(const struct record *trainee, int32_t *from, int32_t *to);
/* Refuses an internship that ends before it begins (5.2). */
enum err span_check(struct tx *tx, const struct record *r, unsigned from, unsigned to, struct error *e);
/* Gives the source's individual plan to everyone in its group. */
enum err plan_share(struct tx *tx, uint32_t group, uint32_t source, struct buf *notice, struct error *e);

/* facts.c: what is computed, "title\tvalue\n" */
void site_facts(struct tx *tx, const struct record *site, struct facts *out);
void person_facts(struct tx *tx, const struct record *person, struct facts *out);
void event_facts(struct tx *tx, const struct record *event, struct facts *out);
void planline_facts(struct tx *tx, const struct record *line, struct facts *out);
void plandoc_facts(struct tx *tx, const struct record *doc, struct facts *out);

/* event.c: who answers for an event: its sites', or of one without sites the centre's
 * methodist alone (one party of zeros). free(*of), the names are added. */
struct party;
size_t event_parties(struct tx *tx, const struct record *event, struct party **of, struct buf *who, struct buf *where);

/* series.c */
#define ARG_SCOPE 110 /* of actions and of kind_event.asked: how far a change goes */
extern const char *const series_scopes[];
#define SCOPE_ARG                                                                                                      \
	{                                                                                                              \
		.field = {                                                                                             \
			.id = ARG_SCOPE,                                                                               \
			.name = "scope",                                                                               \
			.title = "Сколько занятий ряда",                                                               \
			.type = FT_CHOICE,                                                                             \
			.choices = series_scopes,                                                                      \
			.flags = FF_SYSTEM,                                                                            \
			.help = "У занятия из ряда: this — только это, following — это и следующие, all — все.",       \
			.example = "following"                                                                         \
		}                                                                                                      \
	}
/* The repeat as typed → the canonical rule, by the event's day; refuses what is none.
 */
enum err series_settle(struct record *event, struct error *e);
/* Refuses a repeat that is none, gives too many days or does not begin on the event's
 * day. */
enum err series_check(struct tx *tx, const struct record *event, struct error *e);
/* Adds the other occurrences of a stored event by its rule; tells of it in the
 * session's notice. */
enum err series_make(struct tx *tx, const struct record *first, struct error *e);
/* Collisions of all days, the first ones told, the others counted. */
void series_warn(struct tx *tx, const struct record *event, struct buf *out);
/* Adds the first of the lines and how many more there are. */
void series_tell(const struct buf *lines, struct buf *out);
/* The first event of the series, the event itself when it is in none. */
uint32_t series_head(const struct record *event);
/* kind_event.spread */
enum err series_spread(struct tx *tx, const struct record *was, struct record *is, const struct record *args,
		       struct error *e);
/* The other events of the series that a change of this one (as it is stored) goes to
 * as well: by args' scope, after asking where that can be done; only those up to the
 * day `upto` that are open and were not changed apart. */
struct series_pick {
	bool member, all;
	uint32_t *ids;
	size_t n, left; /* left: in the scope, but not to be changed */
};
enum err series_pick(struct tx *tx, const struct record *event, const struct record *args, const char *verb,
		     int32_t upto, struct series_pick *out, struct error *e);
void series_pick_release(struct series_pick *p);
void series_notice(const struct series_pick *p, const char *done, struct buf *out);

/* attendance.c */
struct attendance_mark;
#define ATTENDANCE_ANY (-1) /* rev: whatever is stored */
enum err attendance_write(struct tx *tx, uint32_t event, const struct attendance_mark *m, struct error *e);
/* Is somebody of the group expected on that day: not expelled, within the dates? */
bool attendance_expects(const struct record *trainee, const struct record *group, int32_t day);
extern const char *const attendance_marks[]; /* the words, NULL */
uint32_t attendance_of(struct tx *tx, uint32_t event, uint32_t trainee, uint32_t but);
enum err attendance_guard(struct tx *tx, const struct record *event, struct error *e);
/* Has a held event trainees, and nobody was marked? */
bool attendance_lacks(struct tx *tx, const struct record *event);
extern const struct action_arg attend_args[];
/* Everybody in the group, by name; attendance_free. */
struct attendee;
struct attendee *attendees_of_group(struct tx *tx, uint32_t group, size_t *n);
/* Gives the mark to those of the list who are named («Ёлкина; 12»). ERR_REFUSED at the
 * argument: nobody, or several, of a name. */
enum err attendees_mark(struct tx *tx, struct attendee *list, size_t n, const char *told, const char *mark,
			const char *arg_name, struct error *e);
enum err attend(struct tx *tx, struct record *event, const struct record *args, struct buf *notice, struct error *e);
/* certificate.c: the register of certificates. Numbers are given in a write
 * transaction, one after another in a calendar year. */
/* Gives the trainee the next number of the day's year, and the hours when none are
 * told. */
void certificate_issue(struct tx *tx, struct record *trainee, int32_t on, struct buf *notice);
/* May a certificate of so many hours (0: none are told) be dated `on`: not in the
 * future, not before the end of the internship, no more hours than were held? */
enum err certificate_check(struct tx *tx, const struct record *trainee, int32_t on, long hours, struct error *e);
/* Refuses a number from paper after which one would be missing (e tells the next one),
 * of a year to come or over before the end of the internship, and a day `on`
 * (DATE_NONE: not told) that is not of the number's year or before that end.
 */
enum err certificate_check_typed(struct tx *tx, const struct record *trainee, const char *typed, int32_t on,
				 struct error *e);
/* The trainee's certificate is valid no more; it stays in the register. */
void certificate_annul(struct record *trainee, int32_t on, const char *reason);
/* Refuses to let go of a number that is not the last of its year, and a number that
 * another has. is NULL: deleted. */
enum err certificate_kept(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
/* What belongs to the certificate of `from` (nothing when it has none) goes to `to`,
 * which has completed by that. False: `to` has one of its own and keeps it. */
bool certificate_move(struct record *to, struct record *from);

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
/* order.c: moves the expected reports that no term asks for to the trash. */
enum err order_drop_reports(struct tx *tx, uint32_t site, struct error *e);
/* paper.c: the action «Внести в реестр» of a record that is final and has no paper. */
enum err paper_lacks(struct tx *tx, const struct record *r, struct error *e);
enum err paper_issue(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e);
#define ISSUE_ACTION                                                                                                   \
	{                                                                                                              \
		.action = "issue", .title = "Внести в реестр выпущенных", .past = "внесён в реестр выпущенных",        \
		.role = ROLE_METHODIST, .guard = paper_lacks, .apply = paper_issue, .seldom = true                     \
	}
/* Adds to what a final record lacks that it has no paper. */
void paper_missing(struct tx *tx, const struct record *r, struct lacks *out);
/* paper.c: a remark in the register beside the papers in force of the record; "":
 * none. */
enum err paper_note(struct tx *tx, unsigned kind, uint32_t id, const char *note, struct error *e);
/* paper.c: refuses to leave a record that is no longer final with papers in force
 * (undo). */
enum err paper_kept(struct tx *tx, unsigned kind, uint32_t id, struct error *e);

/* The day of an action that was done: today when none is told, never one to come. */
#define DAY_ARG(id_, title_)                                                                                           \
	{                                                                                                              \
		.field =                                                                                               \
			{                                                                                              \
				.id = id_,                                                                             \
				.name = "date",                                                                        \
				.title = title_,                                                                       \
				.type = FT_DATE,                                                                       \
				.example = "сегодня",                                                                  \
				.help = "Пусто: сегодня.",                                                             \
			},                                                                                             \
		.done = ""                                                                                             \
	}

/* standing.c: the answer to a question that tells what stands on a record. */
#define ARG_CONFIRM 111
#define CONFIRM_ARG                                                                                                    \
	{                                                                                                              \
		.field = {                                                                                             \
			.id = ARG_CONFIRM,                                                                             \
			.name = "confirm",                                                                             \
			.title = "Подтверждение",                                                                      \
			.type = FT_BOOL,                                                                               \
			.flags = FF_SYSTEM,                                                                            \
			.help = "Что стоит на этой записи, показано раньше: всё равно сделать.",                       \
			.example = "да"                                                                              \
		}                                                                                                      \
	}
/* Puts it: ERR_REFUSED. «what:\nlines\n\nthen»; lines: each with its end; yes: words
 * of the answer. */
enum err standing_ask(struct tx *tx, const char *what, const char *lines, const char *then, const char *yes,
		      struct error *e);

/* roster.c: the action «Зачислить» of a group. */
extern const struct action_arg roster_args[];
enum err roster_enrol(struct tx *tx, struct record *group, const struct record *args, struct buf *notice,
		      struct error *e);

/* org.c: the names of `gone`, which became org or was called so, are kept as former
 * ones of org. */
void org_absorb(struct record *org, const struct record *gone);

/* paper.c: does the text of an order name the annex: «(приложение 2)», «приложении №
 * 2»? */
bool names_annex(const char *text, char number);
/* order_regulation.c: the order is signed: what it approves is settled from now on. */
enum err order_settle_regulation(struct tx *tx, struct record *order, struct error *e);

/* term.c */
/* The site's last term, leaving out the one with the id `but`. */
bool term_last(struct tx *tx, uint32_t site, uint32_t but, struct record *term);
/* Was it over when it came in from an old paper? Then its end is nobody's to look
 * after. */
bool term_is_archive(const struct record *term);
/* Adds a line when the site has no status between its earlier terms, but for those of
 * this order, and a term that begins then. */
void term_gap_add(struct tx *tx, uint32_t site, uint32_t order, int32_t from, struct buf *out);
/* The reports (4.3) that the term asks for and the site has not. */
enum err term_ensure_reports(struct tx *tx, const struct record *term, struct error *e);
/* «01.09.2026–31.08.2027» */
void span_add(struct buf *out, int32_t from, int32_t to);

/* report.c */
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
/* The day of the school year by which its report is due. */
int32_t report_due(const struct config *c, int year);
/* The day and month of an option in a school year. */
int32_t day_in_school_year(const struct config *c, enum option_id id, int year);

/* suggest.c: fills in what a new event most likely says: the site of its group, form,
 * place, time and so on of the last one of its group or site. */
void event_suggest(struct tx *tx, struct record *r);

#endif
