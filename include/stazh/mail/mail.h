/* Telling people what is due: one letter for each who answers for something, by the rules of [mail].
 *
 * A deadline is told when it comes within `days_ahead`, and again every `repeat` days while it is open, on `weekdays`
 * alone; what would fall on another day is told before. What is told is a record of the kind `letter` (the outbox): it
 * waits until it is handed to the mail program, is looked at again just before (who did it meanwhile is not reminded,
 * who left is not written to), and is never given twice to a program that may have taken it. Two programs at once share
 * the work. Nothing of this is taken back by undo. */
#ifndef STAZH_MAIL_MAIL_H
#define STAZH_MAIL_MAIL_H

#include "stazh/domain/letter.h"
#include "stazh/model/session.h"

/* Can somebody be written to? */
enum reach {
	REACH_OK,
	REACH_UNKNOWN, /* no such person in the base, or several */
	REACH_GONE,    /* in the archive, or deleted */
	REACH_NO_ADDRESS,
	REACH_BAD_ADDRESS, /* what stands there is no address */
	REACH_NO_CONSENT,
};
/* «нет адреса почты» */
const char *reach_title(enum reach reach);

/* What one person is to be told. */
struct mail_letter {
	uint32_t id;			/* the record of the outbox, 0: there is none yet */
	uint32_t person;		/* 0: not in the base */
	const char *name;		/* «Ёлкина А.И.» */
	const char *address, *greeting; /* «Уважаемая Анна Ивановна!» */
	const char *note;		/* added by the methodist, "" */
	enum reach reach;
	bool digest;		    /* for the director: `deadlines` are everybody's */
	struct deadline *deadlines; /* overdue first; texts live as long as the plan */
	size_t n, cap;
};

struct mail_plan {
	struct mail_letter *letters; /* n, by name; those who cannot be written to among them */
	size_t n, cap;
	struct arena arena;
};
void mail_plan_release(struct mail_plan *plan);

struct mail_request {
	int days;	 /* ahead; -1: as [mail] says */
	bool any_day;	 /* also where no letters are written today: for looking */
	const char *who; /* only those whose name has these words; NULL: all */
};

/* Who follows the sending: asked before each letter, and at the end (done is total then). False: the rest is to wait.
 * Either may be NULL. */
struct mail_watch {
	bool (*go_on)(size_t done, size_t total, void *arg);
	void *arg;
};

/* Is this a day on which letters are written, and the next one after it. */
bool mail_is_day(const struct config *c, int32_t day);
int32_t mail_next_day(const struct config *c, int32_t day);

/* Who is to be told what today, by what was told before. out: {0}. */
enum err mail_plan(struct tx *tx, const struct mail_request *q, struct mail_plan *out, struct error *e);
/* How the outbox stands; reads nothing but what is not settled. */
struct mail_standing {
	size_t waiting;	     /* letters that wait to be sent */
	bool failed;	     /* the mail program did not take one of them, or one waits since another day */
	size_t unknown;	     /* of so many nobody knows whether they went */
	int32_t waits_since; /* days of the first ones; DATE_NONE: there is none */
	int32_t unknown_since;
};
struct mail_standing mail_standing(struct tx *tx);
/* For whoever looks after it: how many people are to be told something now and cannot be written to, and of how many
 * letters nobody knows whether they went. Nothing where no letters are sent. */
void mail_trouble(struct tx *tx, size_t *unreached, size_t *unknown);
/* Adds subject and text of a letter, by the template `reminder.txt` (`digest.txt`). ERR_USAGE: the template is wrong.
 */
enum err mail_text(struct tx *tx, const struct mail_letter *l, struct buf *subject, struct buf *text, struct error *e);
/* Adds the whole letter (RFC 5322, lines end with \n as mail programs take them): text, and its deadlines as a
 * calendar. now: Unix time. */
enum err mail_message(struct tx *tx, const struct mail_letter *l, int64_t now, struct buf *out, struct error *e);

/* Whom these deadlines (day, sort and record are asked) are to be told to by hand, whatever was told before. */
enum err mail_plan_of(struct tx *tx, const struct deadline *which, size_t n, struct mail_plan *out, struct error *e);

/* What became of it. */
struct mail_report {
	size_t sent, waiting, dropped; /* of the letters of this run */
	size_t unknown;		       /* of all: nobody knows whether they went */
	bool stopped;		       /* mail_watch wanted no more of them */
	struct buf why;		       /* what the mail program said when it did not take one */
	struct mail_plan plan;	       /* for those who cannot be written to */
};
void mail_report_release(struct mail_report *r);

/* Composes what is due, looks at what waits, and hands it to the mail program, one letter after another; no transaction
 * is open meanwhile. When the program is not there or does not end in time, the rest waits. ERR_USAGE: [mail] does not
 * tell from whom, or the template is wrong; ERR_REFUSED: not this session's to do. */
enum err mail_remind(struct session *s, const struct mail_request *q, const struct mail_watch *watch,
		     struct mail_report *out, struct error *e);
/* Puts letters of a plan that was made by hand into the outbox, with a note ("": none), and hands them on at once. */
enum err mail_by_hand(struct session *s, const struct mail_plan *plan, const char *note, const struct mail_watch *watch,
		      struct mail_report *out, struct error *e);

#endif
