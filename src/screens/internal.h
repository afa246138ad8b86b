/* Between the screens. */
#ifndef STAZH_SCREENS_INTERNAL_H
#define STAZH_SCREENS_INTERNAL_H

#include "stazh/model/cycle.h"
#include "stazh/model/deadline.h"
#include "stazh/model/draft.h"
#include "stazh/model/field.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/model.h"
#include "stazh/model/query.h"
#include "stazh/model/shelf.h"
#include "stazh/base/file.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/form.h"
#include "stazh/tui/keeper.h"
#include "stazh/tui/list.h"
#include "stazh/tui/palette.h"
#include "stazh/tui/screen.h"

/* ---- sections: new screens, not yet pushed ---- */
struct screen *due_section(struct app *app);
struct screen *district_section(struct app *app); /* instead of it for who looks at the district as a whole */
struct screen *sites_section(struct app *app);
struct screen *groups_section(struct app *app);
struct screen *calendar_section(struct app *app);
struct screen *reports_section(struct app *app);
struct screen *orders_section(struct app *app);
struct screen *books_section(struct app *app);
struct screen *journal_section(struct app *app);

/* ---- first/: where there is no database yet ---- */
struct opening;
/* What a first start left undone when it was ended in its midst: the centre and its people, as the settings say. */
enum err first_finish(struct session *s, struct error *e);
/* begin: the sections, on the screen that is there, with the session that was opened meanwhile. */
enum err first_run(struct session *s, const struct opening *o,
		   enum err (*begin)(struct app *app, struct session *s, struct error *e), struct error *e);

/* ---- records.c: lists of a kind ---- */
void records_open(struct app *app, unsigned kind);
/* The same of one state, NULL: of any. */
void records_open_state(struct app *app, unsigned kind, const char *state);
/* Those that meet the condition (model/condition.h); title: what they are called. */
void records_open_where(struct app *app, unsigned kind, const char *title, const char *condition);
/* Those that a figure counts (domain/figures.h). */
struct figure;
struct number {
	int year; /* 0: the one chosen, and the one that is chosen then */
	uint32_t site;
	const char *code;
	bool base;	   /* not the number: what it is a part of */
	const char *title; /* «Завершили стажировку» */
	const char *shown; /* the number, where it is not how many records there are: «48 из 60»; or NULL */
	const char *was;   /* what it was when the report was submitted, where that was other; or NULL */
};
void records_open_number(struct app *app, const struct number *n);
/* Those that meet the condition; about: whose number it is («Первая группа»). */
enum counted_also {
	COUNTED_PLAIN,
	COUNTED_ARCHIVED, /* archived ones too */
	COUNTED_YEAR	  /* of the chosen school year */
};
void records_open_counted(struct app *app, unsigned kind, const char *title, const char *about, const char *where,
			  enum counted_also also);
/* Asks first which of them, where a figure is a part of others: «12 из 16». f: that figure; was: or NULL. */
void records_open_figure(struct app *app, int year, uint32_t site, const struct figure *f, const struct figure *was);
/* All figures of a site (0: of the district) in the chosen year, each of which opens what it counts. */
void numbers_open(struct app *app, uint32_t site);
/* For a choice: Enter gives the record to picked() and closes the list; when `many`, blanks mark several and picked()
 * is called for each. search: the words that it begins with, or "". F7 calls add with what is looked for; NULL: the
 * form of a new one opens. arg is of mem_alloc or NULL; the list frees it. */
void records_pick(struct app *app, unsigned kind, const char *title, const char *search, bool many,
		  void (*picked)(struct app *app, uint32_t id, void *arg),
		  void (*add)(struct app *app, const char *name, void *arg), void *arg);
/* Those that meet the condition, all marked: F2 does t to those that still are, and closes the list. done: as a job's.
 */
void records_open_marked(struct app *app, unsigned kind, const char *title, const char *condition,
			 const struct transition *t,
			 void (*done)(struct app *app, unsigned kind, const uint32_t *ids, size_t n));
/* Closes the list for a choice that is on top, if one is. */
void records_leave_pick(struct app *app);

/* The cursor of a list that is on top goes to this record of its kind. Is it a list for a choice? */
bool records_go(struct app *app, unsigned kind, uint32_t id);

/* ---- export.c, import.c: lists to files, records from files ---- */
/* For the row ACT_EXPORT of a screen with a list: asks what of it is to be written and writes it. */
enum next export_ask(struct app *app, struct screen *s);
/* For every file that a screen writes: a new one in the current folder, called «stem 2026-11-28.ending»; in a session
 * that may name none one in memory, for the shelf. */
struct file_offered {
	struct buf path; /* where to write it */
	bool shelf;
	struct spool spool;
	struct buf stem;
	const char *ending;
};
/* ERR_REFUSED: there is no room on the shelf. */
enum err file_offer(struct app *app, const char *stem, const char *ending, struct file_offered *o, struct error *e);
/* What came of it: says where it is written, or puts it on the shelf and shows how to fetch it; err: why it is not.
 * Releases o, which may be {0} after a failure. from: for the register. */
void file_given(struct app *app, struct file_offered *o, const struct shelf_source *from, enum err err,
		struct error *e);
/* Asks for a file to be read, of the current folder or of the shelf; in a session that may name none of the shelf
 * alone. */
struct file_wanted {
	const char *title, *shelf;	 /* of the menu; of that of the shelf alone */
	const char *ask;		 /* «Какой файл (.xlsx, …)» */
	const char *none, *like, *again; /* the shelf has none: what to do, a name, and then */
	bool (*is)(const char *name, void *arg);
	/* Its path, or its name on the shelf; neither: nothing was chosen. */
	void (*chosen)(struct app *app, const char *path, const char *shelf, void *arg);
};
/* wanted lives on; now: the path that was chosen before, or NULL. */
void file_choose(struct app *app, const struct file_wanted *wanted, const char *now, void *arg);
/* A file of the shelf in memory; ERR_NONE, ERR_STORAGE. */
enum err file_from_shelf(struct app *app, const char *name, struct spool *out, struct error *e);
/* How a file of the shelf is fetched. */
void file_tell_line(struct app *app, const char *title, const struct shelf_file *f);
/* Asks which file, then shows what it would do. parent: what all of its records belong to, or {0}. */
void import_open(struct app *app, unsigned kind, struct subject parent);
/* Asks how deadlines go along, then writes the events of all days to a calendar file. filter: its days are not used; it
 * belongs to the screen on top. */
struct calendar_query;
void export_calendar_ask(struct app *app, struct calendar_query *filter);

/* ---- blank/ ---- */
#define BLANK_TITLE "Заполнить присланную форму…"
/* Asks for a form of others, shows what its marks become. */
void blank_screen_open(struct app *app);

/* ---- card.c ---- */
void card_open(struct app *app, unsigned kind, uint32_t id);
/* Of which kind the record is that the screen is the card of; 0: it is no card. */
unsigned card_kind(const struct screen *s);
/* The cursor of a card that is on top goes to this record, if it stands there. */
void card_go(struct app *app, struct subject to);
/* The record itself; {0}: it is no card. */
struct subject card_subject(const struct screen *s);
/* On a wide screen the card of the selected record stands beside its list. card_beside takes the right part of the area
 * for it (w 0: the screen is too narrow); the list keeps the cells that its rows want as long as a card can be read in
 * the rest. *card: NULL at first. */
struct card;
struct area card_beside(struct area *list, int want);
void card_show_beside(struct app *app, struct card **card, unsigned kind, uint32_t id, struct area a);
void card_free_beside(struct app *app, struct card **card);

/* ---- edit.c: forms of records ---- */
/* parent: what the new record belongs to, or {0}; its field is the kind's parent. copy_of: 0, or the record whose
 * values it begins with. */
void edit_new(struct app *app, unsigned kind, struct subject parent, uint32_t copy_of);
/* One by that name, as it was typed where it was looked for; its card is not opened afterwards. */
void edit_new_named(struct app *app, unsigned kind, const char *name);
/* With values to begin with, which may be changed. `stay`: the new record's card is not opened afterwards. */
void edit_new_with(struct app *app, unsigned kind, const struct assign *given, size_t n, bool stay);
void edit_record(struct app *app, unsigned kind, uint32_t id);
/* With the cursor on a field, by code name. */
void edit_field(struct app *app, unsigned kind, uint32_t id, const char *field);
/* Goes on with a draft of one of these; d is emptied. */
void edit_draft(struct app *app, struct draft *d);

/* ---- reference.c ---- */
/* The text by which field_parse finds the records again that field f of r points to: names, numbers where names are not
 * unambiguous. Other fields as people read them. */
void edit_text(struct tx *tx, const struct field *f, const struct record *r, struct buf *out);
/* What was typed as the name goes where a name stands: divided, or into the first field that people search by. */
void edit_name(struct tx *tx, const char *name, struct record *r);
/* F4 on a reference of any form: a list to choose from, which begins with what fits the text. add (may be NULL): for F7
 * in it, with what was looked for. */
void edit_pick(struct app *app, struct form *f, size_t item, const struct field *field, const char *text,
	       void (*add)(struct app *app, struct form *f, size_t item, const char *name, void *arg), void *arg);

/* ---- together.c: records that an unsaved form has made for its references, to be written together with it ---- */
struct together {
	struct draft made; /* its values: «head» as the form shows it, «head.surname» … */
};
/* Of a draft of the form. */
void together_take(struct together *t, const struct draft *d);
void together_release(struct together *t);
/* What the field is going to refer to; text: as the form shows it. In place of what was there. */
void together_put(struct together *t, const struct field *f, const char *text, const struct assign *a, size_t n);
/* Does the text of the field stand for such a record? */
bool together_has(const struct together *t, const char *field, const char *text);
/* The values of the record, named as its fields; out has room for TOGETHER_MAX. They live until the next put. */
#define TOGETHER_MAX 40
size_t together_values(const struct together *t, const char *field, struct assign *out);
/* Of what a form shows, those that stand for no such record. out may be a. */
size_t together_without(const struct together *t, const struct assign *a, size_t n, struct assign *out);
/* Adds to out, which has n of TOGETHER_MAX more, the values of the records («head.surname») that others in a stand for.
 */
size_t together_join(const struct together *t, const struct assign *a, size_t a_n, struct assign *out, size_t n);
/* «эта же организация» */
void together_same(const struct kind_def *k, struct buf *out);

/* ---- draft.c: what was typed and not saved ---- */
/* The drafts that are left, to be opened or thrown away. anyway: says so when there is none. */
void drafts_offer(struct app *app, bool anyway);

/* ---- may.c: rights, before anything is typed ---- */
/* May the user do `action` (access.h) to a record of `kind` that is, or will belong to, `of` (id 0: to any at all)?
 * ERR_REFUSED with the reason. */
enum err may(struct app *app, unsigned kind, const char *action, struct subject of, struct error *e);
/* The same for a key on a record: what screen_ops.may answers. OK for actions that need no right. */
enum err may_record(struct app *app, struct subject s, enum action a, struct error *e);
/* The same for a row of a screen that names what is under its cursor (screen_ops.subject). */
enum err here_may(struct app *app, struct screen *s, enum action a, struct error *e);

/* ---- here.c: rows of a screen that names what is under its cursor; SCREEN_PASS: nothing is ---- */
/* For .take of the rows ACT_OPEN, ACT_ACTIONS, ACT_EDIT, ACT_COPY, ACT_MARK, ACT_DELETE, ACT_PRINT. */
enum next here(struct app *app, struct screen *s, const struct input *in);

/* ---- many/: what is done to all marked rows of a list (tui/list.h), whose keys tell the record (subject_key) ---- */
/* many/marks.c. The rows by which a screen with such a list marks by a condition. */
enum err marks_may(struct app *app, struct screen *s, enum action a, struct error *e);
enum next marks_by(struct app *app, struct screen *s, const struct input *in);
/* clang-format off */
#define MARKS_ACTIONS(its_take)                                                                                        \
	{.action = ACT_TICK_BY, .may = marks_may, .take = its_take}, {.action = ACT_UNTICK_BY, .may = marks_may, .take = its_take}
/* clang-format on */
/* Marks the rows of the kind that fit, or unmarks them, and says so when none does. */
void marks_fit(struct app *app, struct screen *s, unsigned kind, const char *condition, bool on);
/* For list.load: forgets the marks of records that are gone. */
void marks_prune(struct list *l, struct tx *tx);
/* many/job.c. Something to be done to several records at once, in one act and one step of undo: tried first, then told
 * what it will be to how many and why not to the others, then done. */
struct job {
	enum many_what what;
	unsigned kind;		    /* 0: of several, then kinds has that of each */
	const struct transition *t; /* MANY_ACT */
	const char *title;	    /* «Завершить»; lives as long as the program */
	const uint8_t *kinds;
	const uint32_t *ids;
	size_t n;
	const char *own; /* struct many: a value that each has of its own; they live as long as the program */
	const char *const *owns;
	const struct assign *a;
	size_t a_n;
	const char *told;      /* what it does, before it is done; NULL: the transition's consequence */
	size_t hidden;	       /* of them, that have no row now */
	bool sure;	       /* nothing is asked when it can be done to all */
	bool at_once;	       /* neither is what can be left out of the form */
	bool without;	       /* those of which something would have to be asked are left out */
	struct list *marks;    /* from which the marks of those go to whom it was done; NULL: none */
	struct screen *closes; /* when it is done; NULL: none */
	/* It was done to these, which tells what there is to tell. NULL: the acts' own notices are told. */
	void (*done)(struct app *app, unsigned kind, const uint32_t *ids, size_t n);
};
/* All of j is copied. */
void job_run(struct app *app, const struct job *j);
/* many/menu.c. Where rows are marked does it to all of them; false: none is, or it is none of such actions. */
bool many_here(struct app *app, struct screen *s, enum action a);
/* many/groups.c. An action of trainees for all of a group (0: of those marked on the screen on top) to whom it can be
 * done: a list in which all are marked, for the exceptions. */
void groups_act(struct app *app, uint32_t group, const char *action);
/* Brings all marked ones of the trash back; false: none is. */
bool jobs_restore(struct app *app, struct list *l);
/* many/form.c. The same, after a form of what the transition asks; it is left out when all can be and at_once says so.
 */
void job_start(struct app *app, const struct job *j);

/* ---- ask.c: what was answered to the questions of an operation; {0}, belongs to the arg of a form ---- */
#define ANSWERS_MAX 6
struct answers {
	struct {
		char name[16];
		struct buf value;
	} given[ANSWERS_MAX];
	size_t n;
};
void answers_release(struct answers *a);
/* The typed values and the answers; out has room for n + ANSWERS_MAX. They live until the next answer. */
size_t answers_join(const struct answers *a, const struct assign *typed, size_t n, struct assign *out);
/* The question that an operation on `of` was refused with (by e), as a dialog; false: there was none. e's text is empty
 * then. answered is not called when the user goes back. */
bool question_dialog(struct app *app, const struct question *q, struct error *e, struct subject of,
		     void (*answered)(struct app *app, struct subject of, const struct answer *answer));
/* The same of an action that asks for nothing else. */
bool question_act(struct app *app, const struct question *q, struct error *e, struct subject of,
		  const struct transition *t,
		  void (*acted)(struct app *app, struct subject of, const struct transition *t,
				const struct answer *answer));
/* To be called when an operation failed with e: if it put the question q, that is asked, e's text is empty, and with
 * the answer among a, again(arg) tries once more. */
bool answers_ask(struct app *app, struct answers *a, const struct question *q, struct error *e,
		 void (*again)(struct app *app, void *arg), void *arg);
/* again for a form: saves the one on top. */
void answers_save(struct app *app, void *arg);

/* ---- clash.c: both changed a field ---- */
/* Shows the clashes of m (taken over, it is {0} then) side by side, one after another, to choose from. decided gets
 * what was chosen for each one; it is not called when the user goes back to editing. */
enum clash_choice { CLASH_MINE, CLASH_THEIRS, CLASH_BOTH /* of long texts: joined, to be edited */ };
void clash_open(struct app *app, struct meanwhile *m,
		void (*decided)(struct app *app, const struct meanwhile *m, const enum clash_choice *chosen, void *arg),
		void *arg);
/* Adds both texts as one: lines that they begin and end with alike once, between them mine, then theirs. */
void clash_join(const char *mine, const char *theirs, struct buf *out);

/* ---- lack.c ---- */
/* What an action was refused for, as a list; Enter leads to where it is told. title: the action's. l is not empty. */
void lacks_open(struct app *app, const char *title, const struct lacks *l);

/* ---- actions.c ---- */
/* The form of one action, or the action itself when it needs to know nothing. */
void action_start(struct app *app, unsigned kind, uint32_t id, const char *action);
/* Goes on with a draft of its form; d is emptied. */
void action_draft(struct app *app, struct draft *d);
/* One key: done, or open again when it was done. */
void action_mark(struct app *app, unsigned kind, uint32_t id);
void delete_ask(struct app *app, unsigned kind, uint32_t id);

/* ---- action_menu.c: what can be done with a record; first what its deadlines and its lacks ask for ---- */
void actions_open(struct app *app, unsigned kind, uint32_t id);
/* Before all that what ends a deadline of this sort (deadline.h) of it: the one under the cursor. */
void actions_open_due(struct app *app, struct subject of, unsigned due);

/* ---- print.c ---- */
/* The documents of a record: to the screen, or to a file in the current folder. */
bool print_can(unsigned kind); /* has the kind any? */
void print_menu(struct app *app, unsigned kind, uint32_t id);
/* Is there a document of a year for the list of the kind? */
bool print_listed(unsigned kind);
/* The documents of a record in a list (id 0: of none) and of the list itself: of the school year that is chosen. */
void print_list(struct app *app, unsigned kind, uint32_t id);
/* The documents of several records in one file, each on a page of its own, or in an archive. */
struct document;
struct printing {
	const struct document *document;
	const char *title, *name; /* of the whole, for people, and of the file */
	const char *without;	  /* what else is to be told */
	bool archive;
};
void print_all(struct app *app, const struct printing *p, const uint32_t *ids, size_t n);
/* A document of the school year that is chosen, into a file at once; to the screen where no file may be written. */
void print_year(struct app *app, const char *document);

/* ---- due/due_remind.c: letters about deadlines, shown before they go ---- */
struct deadline;
enum err remind_may(struct app *app, struct error *e);
void remind_ask(struct app *app, const struct deadline *which, size_t n);

/* ---- diagnosis.c: the diagnosis of a group ---- */
/* chosen: a draft to go on with (emptied), or NULL. */
void diagnosis_open(struct app *app, uint32_t group, struct draft *chosen);

/* ---- attend.c: who was at an event, or at those of a group. chosen: as for diagnosis_open ---- */
void attend_open(struct app *app, unsigned kind, uint32_t id, struct draft *chosen);

/* ---- merge.c: two records of one person or organisation ---- */
void merge_open(struct app *app, struct subject one);

/* ---- anonymise.c: a person is erased for good, once that is confirmed ---- */
void anonymise_ask(struct app *app, uint32_t person);
/* All that is held about a person into a file in the current folder. */
void held_write(struct app *app, uint32_t person);

/* ---- views.c: for app_ops.open: the screens that kinds and actions name (enum kind_view) ---- */
void views_open(struct app *app, unsigned view, struct subject of, struct draft *draft);

/* ---- turn/: what a new school year needs ---- */
void turn_open(struct app *app);
/* The school year for which it is to be offered today, 0: none; soon: it has not begun yet. No transaction is open. */
int turn_offered(struct app *app, bool *soon);
/* It is not offered for that year any more. */
void turn_decline(struct app *app, int year);

/* ---- district/ ---- */
/* What an organisation is late with. */
void late_open(struct app *app, uint32_t org, const char *name);
/* The deadlines of the days from today + from to today + to; mine: one's own. */
void deadlines_open(struct app *app, const char *title, bool mine, int from, int to);

/* ---- beside.c ---- */
/* The figures of a report as they are now, lines for form_spec.beside. */
void report_beside(struct app *app, uint32_t id, struct buf *out);

/* ---- report.c, summary.c, certificates.c ---- */
void report_open(struct app *app, uint32_t id);
void summary_open(struct app *app);
void certificates_open(struct app *app);
/* ---- journal.c, trash.c ---- */
void journal_show(struct app *app, uint64_t seq); /* one entry */
/* Who changed the record, when, and what. */
void journal_of_record(struct app *app, struct subject of);
void trash_open(struct app *app);
void shelf_open(struct app *app); /* the files that wait for this login */

/* ---- undo.c ---- */
/* Takes the last act back, or brings it forward (again), or one that was chosen in the journal by an entry of its (0:
 * none); names it and asks first, but for what this session did a moment ago to what is on the screen. */
void undo_ask(struct app *app, bool again, uint64_t chosen);

/* ---- offers.c: what the palette finds beside actions and sections (app_ops.offers, take) ---- */
enum offered {
	OFFER_RECORD,
	OFFER_BLANK,	/* a form of others is filled */
	OFFER_ALL,	/* the list of all records that were found */
	OFFER_DOCUMENT, /* kind: its number (document_at) */
	OFFER_ACTION,	/* and above: the actions of the record's kind */
};
void offers_add(struct app *app, struct screen *s, const char *text, struct palette *out);
void offers_take(struct app *app, struct offer o, const char *text);
/* print.c: the documents of a record, or (id 0) those of the school year. */
void print_offers(struct app *app, struct tx *tx, struct subject on, struct palette *out);
void print_offered(struct app *app, struct offer o);

/* ---- help.c, find.c ---- */
void help_show(struct app *app, const char *topic);
void find_open(struct app *app);
/* What is found by the text. */
void find_show(struct app *app, const char *text);

/* For the pane below a list: what the record lacks, its next deadline. */
void here_detail(struct app *app, struct subject of, const char *told, struct buf *out);

/* ---- read.c: what opens no screen ---- */
/* Where a deadline is looked after: its record, or what that belongs to. */
struct subject due_subject(const struct deadline *d);
/* Begins a read; NULL after the failure was shown in the message line. */
struct tx *screen_read(struct app *app);
/* For load(): notes that a record is going to be seen (or, id 0, n of its kind by «list» or «find»). On a failure
 * nothing of it may be shown. */
enum err reading(struct app *app, struct subject what, const char *how, size_t n, struct error *e);
/* Adds what stands between the outer quotation marks: «Усть-Чебулинская ООШ» without МБОУ says which school. */
void bare_name_add(const char *name, struct buf *out);
/* The same within a line, for names that follow their abbreviations: «МБОУ «Усть-Чебулинская ООШ» — тема» loses МБОУ
 * and the quotation marks. For what is looked at among others in a list; what is written down keeps the whole name. */
void bare_names(struct buf *text);

/* Adds a moment, by strftime's format. */
void journal_time(int64_t ms, const char *format, struct buf *out);

/* Shows a record on the screen of its kind. */
static inline void record_open(struct app *app, struct subject of)
{
	app->ops->open(app, kind_more(kind_def(of.kind))->view, of, NULL);
}

static inline uint64_t subject_key(struct subject s)
{
	return (uint64_t)s.kind << 32 | s.id;
}

static inline struct subject subject_of_key(uint64_t key)
{
	return (struct subject){(unsigned)(key >> 32) & 0xFF, (uint32_t)key};
}

#endif
