/* The tables that a register is: every record kind with its fields. The list's columns, the form, validation,
 * sorting, search, CSV/JSON columns, the journal's before/after, references and help all read them. A new field is one
 * line in the kind's file. The engine names no kind: which there are it is told by schema_use. */
#ifndef STAZH_MODEL_SCHEMA_H
#define STAZH_MODEL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/model/type.h"
#include "stazh/settings/config.h"
#include "stazh/store/record.h"
#include "stazh/store/store.h"

#define KIND_NONE     0	 /* no kind has this number */
#define KINDS_MAX     32 /* numbers of kinds are below: what is counted by kind has so many places */
#define DEADLINES_MAX 32 /* and numbers of the sorts of deadlines */

enum field_flag {
	FF_REQUIRED = 1 << 0,
	FF_MANY = 1 << 1,    /* FT_CHOICE, FT_REF: several values */
	FF_SEARCH = 1 << 2,  /* its words are found by `find` and / */
	FF_SYSTEM = 1 << 3,  /* set by actions, not in the form (an argument of an action: given by an answer) */
	FF_PRIVATE = 1 << 4, /* a viewer does not see it, a leader of the own people alone (phones, e-mails, scores) */
	FF_INNER = 1 << 5,   /* a leader sees it of the own sites alone (texts of reports) */
	FF_COLUMN = 1 << 6,  /* a default column of lists */
	FF_OWN = 1 << 7,     /* FT_REF: the record belongs to that one and goes with it (a term to its site) */
	FF_ROWS = 1 << 9,    /* FT_LONG: rows of a table, one a line; pasted tabs are «;» */
	FF_HIDDEN = 1 << 12, /* of the program's own making: in JSON, the journal's too; not shown to people */
	FF_LOOSE =
		1 << 13, /* FT_REF: does not keep the record that it points to from being deleted; `spread` mends it */
	FF_SINGLE = 1 << 14, /* this record's alone: not taken into a copy (a number, a repeat) */
	FF_SPARE = 1 << 15,  /* with FF_COLUMN: on the screen only where all of it has room */
	FF_OPEN = 1 << 8,    /* FT_CHOICE: other words than the list's are accepted */
	FF_SPAN = 1 << 16,   /* FT_TEXT: a span of days in words (term_words.h): a form shows which days that are */
	FF_RULE = 1 << 10,   /* only the methodist sets it, whoever may write the record */
	FF_MAIN = 1 << 17,   /* FT_REF: of several to one kind the usual one, told without its title; the others only
			      * where there are any */
	FF_OFFER = 1 << 11,  /* FT_REF: the card of that record offers to add one of these, as it does for FF_OWN */
};

struct field {
	uint16_t id;		       /* number in the stored map, never given another meaning */
	const char *name;	       /* code name: short_name */
	const char *title;	       /* «Краткое название» */
	const struct field_type *type; /* FT_DATE … (type.h) */
	unsigned flags;
	uint8_t width;		    /* cells in a list, 0: as its title */
	unsigned ref;		    /* FT_REF, and no other type: the kind of the records that it points to */
	enum option_id option;	    /* FT_CHOICE: the list's option in the configuration */
	const char *const *choices; /* FT_CHOICE, FT_STATE: fixed list, NULL-terminated; NULL: `option` is used */
	const char *(*means)(const struct config *c, const char *text); /* FT_CHOICE: the word of the list that other
									   words stand for; NULL: none; or NULL */
	int32_t min, max;    /* FT_INT; FT_TEXT, FT_LONG: max is the greatest length in letters, 0: 400 / 20,000 */
	enum option_id rule; /* rule behind the field (rule.h), or RULE_NONE */
	const char *help;    /* one or two sentences */
	const char *example; /* what may be typed */
	const char *also; /* other names that are understood when read, parted by ";" (a column «школа»); or NULL */
};

struct facts;
struct cycle;
struct action_arg;
struct kind_rights;
struct lacks;

/* A record (a site, an internship) that ends, and what becomes then of a record that belongs to it or points to it. */
struct ending {
	unsigned kind; /* of what ends */
	uint32_t id;
	int32_t on;	 /* its last day */
	bool reached;	 /* as it was meant to: завершена, завершил */
	const char *why; /* «площадка прекратила деятельность» */
	/* Also the records of the kind `src` that point by `field` to this one (the events of a group in which nobody
	 * is left); id 0: none. */
	struct {
		unsigned kind;
		uint32_t id;
		unsigned src;
		uint16_t field;
	} also;
};
enum closing {
	CLOSING_NONE,  /* nothing of it is open */
	CLOSING_STAYS, /* it is open, and nothing but the work itself closes it */
	CLOSING_DONE,  /* closed by what `is` has now */
};

/* What can be done to a record besides its actions: opening one of the register's screens. title NULL ends. */
struct kind_extra {
	const char *title;  /* «Объединить с другой записью…» */
	uint8_t view;	    /* which */
	const char *action; /* whose right it needs (access.h); NULL: none, it is looked at too */
};

/* What some kinds answer besides: whose row leaves it out has none of it. */
/* Where two records of `of` become one, and each has one of this kind that tells of the same (two marks of an event).
 */
struct kind_twin {
	unsigned of;
	/* That of the record `keep` which tells of the same as r, another one's; 0: none. */
	uint32_t (*find)(struct tx *tx, uint32_t keep, const struct record *r);
	/* The fields of which one of the two counts whole, 0 ends; the first `telling` say whether they tell the same.
	 * NULL: they are made one, too, and nobody is asked. */
	const uint16_t *fields;
	size_t telling;
	void (*subject)(struct tx *tx, const struct record *r, struct buf *out); /* adds what both tell of, */
	void (*told)(const struct record *r, struct buf *out);			 /* and what one of them says */
};

struct kind_more {
	/* How one comes to be and goes. */
	const char *no_add;	/* why none is added by hand and what to do instead */
	const char *no_delete;	/* why it is never deleted by hand and what to do instead */
	const char *no_archive; /* why none leaves the lists */
	const char *enlist;	/* the action of the parent by which several are added at once */
	/* Can it belong to this one? NULL: to each of its parent's kind. */
	bool (*belongs)(const struct record *parent);
	const struct kind_twin *twin;
	/* A record that came of the one to which its FT_LINK field `comes_of` points goes into the trash with it and
	 * comes back with it, as if it belonged to it (a step of a roadmap with its event). 0: none does. */
	uint16_t comes_of;
	bool (*came)(const struct record *r);
	uint16_t through; /* its reference to one of another kind that an imported row may describe instead (a
				  trainee's person) */
	/* Divides a whole name over the fields that it has (a person's; a column «ФИО» of a file has it whole). NULL: a
	 * name is one field. */
	enum err (*named)(const char *text, struct record *r, struct error *e);
	/* Adds why a new record should perhaps not be made: «похоже, этот человек уже есть: …»; nothing: no doubt. */
	void (*doubt)(struct tx *tx, const struct record *r, struct buf *out);
	/* Fills in what a new record most likely says besides the values that it has: an event what the last one of its
	 * group said. For forms. */
	void (*suggest)(struct tx *tx, struct record *r);

	/* How it is changed. */
	uint16_t done;	  /* its day of being done: has the actions done and reopen, which one key does */
	uint16_t done_by; /* by which day that is to be, of a kind with such a day */
	const char *mark; /* the action that this key does to one without such a day */
	/* How an add, a set or a delete is to be made, beside the fields: never stored, given on the command line or by
	 * an answer (how far a change in a series goes); name NULL ends. */
	const struct action_arg *asked;
	/* Takes a set (not yet stored, `is` may be altered) or a delete (is NULL) to the records that belong together
	 * with this one. May ask. args: the values of `asked`. What it did goes to the session's notice. */
	enum err (*spread)(struct tx *tx, const struct record *was, struct record *is, const struct record *args,
			   struct error *e);
	/* Follows up a write in the same transaction (a new term gives its site the status and its reports). */
	enum err (*stored)(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
	/* Refuses to let go of what may not get lost (a number in the middle of a register): asked before every write,
	 * undoing and deleting too; is is NULL for deleting, was for a new record. */
	enum err (*kept)(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
	/* Adds what is allowed but to be looked at, one a line: collisions. was NULL: new. */
	void (*warn)(struct tx *tx, const struct record *was, const struct record *is, struct buf *out);
	uint16_t about;	 /* FT_LINK: the record whose data it tells (a paper's): who reads it, reads that one */
	uint16_t warned; /* the field under which a form shows that */
	/* The school year that is meant by words of a FF_SPAN field that name none. Of a kind with such a field. */
	int (*span_year)(struct tx *tx, const struct record *r);
	/* For the check of the database: adds a line for each thing wrong with the record alone. */
	void (*examine)(struct tx *tx, const struct record *r, struct buf *findings);

	/* When and whose it is. */
	/* What a number field that is not filled in says all the same (an event's hours by its minutes); false:
	 * nothing. */
	bool (*implied)(const struct record *r, unsigned field, int64_t *number);
	bool part;    /* of what is counted anyway: not told by itself where one tells what stands on a record */
	uint16_t day; /* on which it happens, when that is less than its school year says */
	/* Has anybody begun it? NULL: yes. What the program asked for by itself stands on nothing yet. */
	bool (*begun)(struct tx *tx, const struct record *r);
	uint16_t years[2]; /* what leads to its school year: a FT_YEAR field, or a reference to a record that has one;
			    * the first that tells one */
	const struct kind_rights *rights; /* who may what with it (access.h) */
	bool lists;			  /* its records add words to the lists of the configuration */
	bool self;			  /* the session's own organisation or person is one of these */
	bool audited;			  /* reading one is noted (audit.h) */

	/* How it is told. Screens are named by numbers that the register gives them (its enum kind_view). */
	/* Adds what its state rests on («01.09.2021–31.08.2022, приказ № 37-о»), for its card; NULL: nothing. */
	void (*since)(struct tx *tx, const struct record *r, struct buf *out);
	uint8_t view;	   /* what it is opened on, 0: its card */
	uint8_t sheet;	   /* on which several of it are typed at once, 0: none, */
	unsigned sheet_of; /* of a record of this kind; 0: of any that has it */
	uint8_t year_view; /* what tells of its year, asked for from its list, 0: nothing */
	bool newest_first; /* in lists, unless asked otherwise */
	bool listed_alone; /* nothing is added or marked on its card */
	const struct kind_extra *extra;
	uint16_t noun; /* the field with the word that it goes by («программа»), 0: its title */
	/* May the two, whose labels are the same, be one («Иванова А.П.» as Анна and as Алла may not)? NULL: they may.
	 */
	bool (*agrees)(const struct record *a, const struct record *b);
	/* Adds what tells it from another one of the same name; NULL: its label and number. */
	void (*known)(struct tx *tx, uint32_t id, struct buf *out);
	/* Adds what its line on another's card tells besides its name; NULL: its state and its day. */
	void (*beside)(struct tx *tx, const struct record *r, struct buf *out);
	const char *few; /* «своих срока» (2 чего?) where that is not the genitive */
	/* Adds the text by which the kind is sorted when `sort` is 0 and that is not the label. */
	void (*order)(struct tx *tx, const struct record *r, struct buf *out);
};

/* What every kind answers. A member that may be left out says what then is. */
struct kind_def {
	unsigned kind;		     /* its number, stored in keys: never given another meaning */
	const char *name;	     /* "site" */
	const char *title;	     /* «Площадка» */
	const char *plural;	     /* «Площадки» */
	const char *genitive;	     /* «площадки» (нет чего?) */
	const char *genitive_plural; /* «площадок» */
	const char *accusative;	     /* «площадку» (завести что?) */
	const char *created; /* «заведена», «заведён», «заведено»: agrees with title */
	const char *gone;    /* «удалена», «удалён», «удалено» */

	const struct field *fields;
	size_t n;
	uint16_t sort;	     /* the field by which lists are sorted unless asked otherwise; 0: by label */
	uint16_t sort_then;  /* the field that orders those alike in `sort`, 0: by id */
	uint16_t state;	     /* its FT_STATE field, 0: no life cycle */
	uint16_t parent;     /* its FF_OWN reference, 0: none */
	uint16_t name_field; /* what it is called by where its parent is known (a task by what is to be done), 0: by its
				label */
	uint8_t writer;	     /* enum role: the least that may add and change; a leader those of the own sites */
	uint8_t book; /* its place in the list of registers; 0: it has a section, or is found on its owner's card */
	const struct cycle *cycle; /* its states and actions; NULL: none */

	/* Adds the one-line name by which people know the record. */
	void (*label)(struct tx *tx, const struct record *r, struct buf *out);
	/* Adds other names under which a reference finds it, one a line (a number of an order, a topic). Or NULL. */
	void (*names)(struct tx *tx, const struct record *r, struct buf *out);
	/* Does the record concern this school year? NULL: always. */
	bool (*in_year)(struct tx *tx, const struct record *r, int year);
	/* Adds what is computed, never typed: "title\tvalue\n" (the results of a group). Or NULL. */
	void (*facts)(struct tx *tx, const struct record *r, struct facts *out);
	/* Adds what the regulation asks and the record does not tell, what stops an action marked (lack.h). Or NULL. */
	void (*missing)(struct tx *tx, const struct record *r, struct lacks *out);

	/* Sets what a new record gets by itself (state, school year …) before the given values. Or NULL. */
	void (*defaults)(struct tx *tx, struct record *r);
	/* Sets what follows from the other values (a report with a text is no longer «ожидается»), before the checks.
	 * Or NULL. */
	void (*prepare)(struct tx *tx, const struct record *was, struct record *is);
	/* Rules that no single field can tell, asked before every write; was is NULL for a new record. Or NULL. */
	enum err (*check)(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
	/* Adds the deadlines that it causes (deadline_add). Or NULL. */
	void (*deadlines)(struct tx *tx, const struct record *r, struct entries *out);
	const struct deadline_def
		*dues; /* of which sorts these are (deadline.h); code NULL ends; NULL: it makes none */
	/* What becomes of it when what it belongs to ends: alters `is`, a copy of r, and tells what that is («срок
	 * снят») in words that live as long as the program. A kind that makes deadlines has one. */
	enum closing (*close)(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
			      const char **what);

	const struct kind_more *more; /* NULL: nothing of that; read by kind_more() */
};

/* A register: its kinds, and what the engine asks of it as a whole. Each of the functions may be NULL. */
struct session;
struct transition;
enum undoing {
	UNDO_TURNS,   /* it is taken back as any act of a user */
	UNDO_REFUSED, /* it never is, and whoever wants that is told so */
	UNDO_PASSED,  /* nor this, but what was done before it is */
	UNDO_GROUND,  /* neither it nor what was done before it */
};
struct schema_act {
	const char *action, *title; /* in the journal: "merge", «объединено» */
	bool rule;		    /* only the methodist does it (access_right) */
	enum undoing undo;
	const char *why; /* UNDO_REFUSED: «обезличивание не отменяется» */
};
struct schema {
	const struct kind_def *const *kinds; /* by number; NULL for a number that is none */
	unsigned end;			     /* one more than the greatest number, at most KINDS_MAX */
	const struct transition *common;     /* actions that every kind has; ends with action NULL */
	unsigned owner;			     /* the kind that records belong to, one of which a leader answers for */
	const struct schema_act *acts;	     /* what is done with the register besides; ends with action NULL */
	uint32_t version; /* raised whenever the same records derive other entries than before (a wording of a
			   * deadline is enough): they are made anew at the next opening */
	/* Sets the session's org and person by the records that there are. */
	void (*find_self)(struct session *s, struct tx *tx);
	/* Gives the lists of the session's configuration the words that records add to them. */
	void (*learn_lists)(struct session *s, struct tx *tx);
	/* The database was opened, everything derived is in line. What fails is tried again at the next opening. */
	void (*opened)(struct session *s);
	/* Follows up the write of any record, in the same transaction, after its kind's `stored`. */
	enum err (*written)(struct tx *tx, const struct record *was, const struct record *is, struct error *e);
	/* An undoing has left the record as it is now: refuses what may not be so. */
	enum err (*kept)(struct tx *tx, unsigned kind, uint32_t id, struct error *e);
	/* Adds what is computed of any record beside its kind's `facts` (how often its deadlines were told). */
	void (*facts)(struct tx *tx, const struct record *r, struct facts *out);
	/* Adds what any record lacks beside its kind's `missing`. */
	void (*missing)(struct tx *tx, const struct record *r, struct lacks *out);
	/* Adds what is to be looked at in any record beside its kind's `warn`; the field that it is about, or NULL. */
	const struct field *(*warn)(struct tx *tx, const struct record *was, const struct record *is, struct buf *out);
};
/* From now on the engine serves this register: called once, before anything else of it. s lives as long as the program.
 */
void schema_use(const struct schema *s);
/* The one that is served. */
const struct schema *schema_used(void);
/* Brings the lists of the session's configuration in line with the words that are in the database: done at the opening,
 * before and after each write; the screen does it when others have written. */
void schema_learn_lists(struct session *s, struct tx *tx);
/* What it knows of an act; NULL: it is none of its own. */
const struct schema_act *schema_act(const char *action);

/* A sort of deadlines by its number; NULL: none of the kinds makes it. */
const struct deadline_def *deadline_def(unsigned number);
/* Definition of a kind; NULL for a number that is none. */
const struct kind_def *kind_def(unsigned kind);
/* What it answers besides; never NULL. */
const struct kind_more *kind_more(const struct kind_def *k);
/* By code name ("site") or Russian title in either number («площадка», «Площадки», «группа»: Рабочая группа), case
 * aside; NULL: none. */
const struct kind_def *kind_by_name(const char *name);
/* Of «site 3», «Рабочая группа: Первая»: the longest beginning that is a kind, *rest: what follows. NULL: none is. */
const struct kind_def *kind_at_start(const char *text, const char **rest);
/* The nearest code name to a mistyped one, or NULL. */
const char *kind_nearest(const char *name);

const struct field *field_by_id(const struct kind_def *k, unsigned id);
/* By code name, Russian title or what `also` tells, case and ё aside; NULL: none. */
const struct field *field_by_name(const struct kind_def *k, const char *name);
const char *field_nearest(const struct kind_def *k, const char *name);
/* The words of a field that has some (EDITOR_WORD); valid as long as the configuration. NULL and *n 0: it has none. */
const char *const *field_choices(const struct field *f, const struct config *c, size_t *n);

/* A stored word of a FT_CHOICE field as today's list has it: «нет» of an older list is «без категории». Itself when
 * nothing is known of it. */
const char *choice_word(const struct field *f, const struct config *c, const char *stored);

/* The example for who types on the screen; NULL: none, or numbers of records, which a person never sees. */
const char *field_example(const struct field *f);

/* A message as it is shown on the screen: without the code names behind titles of fields and actions, «Тема (topic)»,
 * and without commands, «номер (stazh set order 1 number=…)». */
void text_add_shown(const char *text, struct buf *out);

#define FIELD_ID 0 /* of the common field `id`; no stored field has this number */
/* Fields that every record has besides its own, as fields: id, rev, created_at, created_by, changed_at, changed_by,
 * archived, deferred. For columns, JSON, help. */
extern const struct field common_fields[];
extern const size_t common_fields_n;

/* The callbacks of the store (derive, repointed, examine, in_line) over the schema that is used. */
extern const struct store_schema schema_in_store;

#endif
