/* The kinds of records, numbers of the fields in the stored maps, kind by kind, and the fixed words of the regulation.
 * A number is never given another meaning; docs/format.md. The fields themselves (title, type, help) stand in
 * src/domain/<kind>.c. */
#ifndef STAZH_DOMAIN_KINDS_H
#define STAZH_DOMAIN_KINDS_H

#include "stazh/base/decline.h"
#include "stazh/model/schema.h"
#include "stazh/model/session.h"

/* The kinds, stored in keys: a number is never given another meaning. A kind is a line here, which tells its number,
 * and a file in src/domain/, which has its row (struct kind_def kind_…) and all that it answers. */
/* clang-format off */
#define EACH_KIND(X) \
	X(1, ORG, org)                   /* организация */ \
	X(2, PERSON, person)             /* педагог */ \
	X(3, SITE, site)                 /* площадка */ \
	X(4, TERM, term)                 /* срок статуса */ \
	X(5, ORDER, order)               /* приказ */ \
	X(6, PLANDOC, plandoc)           /* программа / тематический план / график */ \
	X(7, PLANLINE, planline)         /* строка тематического плана */ \
	X(8, EQUIPMENT, equipment)       /* оснащение */ \
	X(9, REPORT, report)             /* отчёт */ \
	X(10, REMINDER, reminder)        /* свой срок */ \
	X(11, GROUP, group)              /* рабочая группа */ \
	X(12, TRAINEE, trainee)          /* стажёр */ \
	X(13, TASK, task)                /* пункт индивидуального плана */ \
	X(14, ASSESSMENT, assessment)    /* диагностика */ \
	X(15, EVENT, event)              /* занятие */ \
	X(16, ATTENDANCE, attendance)    /* посещение */ \
	X(17, PAPER, paper)              /* выпущенный документ */ \
	X(18, WORD, word)                /* слово, добавленное в список настроек */ \
	X(19, LETTER, letter)            /* письмо о сроках */ \
	X(20, FORMMARK, formmark)        /* метка формы вышестоящих */ \
	X(21, ROADMAP, roadmap)          /* дорожная карта */ \
	/* the next one goes above */
/* clang-format on */
#define KIND_NUMBER(number, NAME, name) KIND_##NAME = number,
enum kind { EACH_KIND(KIND_NUMBER) KIND_END };
/* The screens that a kind or an action names (src/screens/views.c). */
enum kind_view {
	VIEW_CARD,
	VIEW_REPORT,	 /* a report with its texts */
	VIEW_ATTENDANCE, /* who was at an event, or at those of a group */
	VIEW_DIAGNOSIS,	 /* of a group */
	VIEW_MERGE,	 /* two records of one person or organisation */
	VIEW_ANONYMISE,	 /* a person is erased (152-ФЗ) */
	VIEW_HELD,	 /* all that is held about a person, to a file */
	VIEW_SUMMARY,	 /* the year of all sites */
	VIEW_REGISTER,	 /* the year's certificates */
	VIEW_COMPLETE,	 /* all trainees of a group, who are to complete */
	VIEW_CERTIFY,	 /* or to get their certificates */
	VIEW_END
};

/* The sorts of deadlines, stored: a number is never given another meaning. What there is to know of one stands with the
 * kind that makes it (kind_def.dues). */
enum deadline_kind {
	DL_REPORT = 1,	  /* отчёт площадки: 4.3, 6.2 */
	DL_REPORT_REVIEW, /* приёмка отчёта */
	DL_STATUS_END,	  /* окончание срока статуса: 3.3 */
	DL_STATUS_NOTICE, /* предупреждение о нём; in the list it is the end itself once its own day has passed */
	DL_PLAN,	/* программа, план, график: 4.2 */
	DL_PLAN_REVIEW, /* обсуждение в ЦИМС: 4.2 */
	DL_APPLICATION, /* заявка на рассмотрении */
	DL_EVENT,
	DL_TASK,
	DL_TRAINEE_END,
	DL_EQUIPMENT,  /* оснащение: 4.2 */
	DL_REMINDER,   /* свой срок */
	DL_ATTENDANCE, /* отметить посещение проведённого занятия */
	DL_PERSON, /* проверить педагога, которого завёл руководитель площадки */
	/* alarms, each beside what it is about */
	DL_ABSENCES,   /* пропуски подряд: an attendance's, the one that made it so many */
	DL_MARKS_LATE, /* занятие давно не отмечено: an event's */
	DL_TASK_LATE,  /* пункт плана давно просрочен */
	DL_HOURS,      /* часов плана уже не набрать: an attendance's, likewise */
	DL_STEP, /* свой срок, который исполняет руководитель площадки */
};

extern const struct schema domain_schema; /* for schema_use */

enum org_field {
	ORG_SHORT_NAME = 10,
	ORG_FULL_NAME,
	ORG_KIND,
	ORG_SETTLEMENT,
	ORG_HEAD, /* person */
	ORG_ADDRESS,
	ORG_PHONE,
	ORG_EMAIL,
	ORG_LOW_RESULTS,
	ORG_NOTE,
	ORG_FORMER, /* names that it had, or what was merged into it, one a line */
};

enum person_field {
	PERSON_SURNAME = 10,
	PERSON_NAME,	   /* name, or its initial («И.») */
	PERSON_PATRONYMIC, /* the same */
	PERSON_ORG,
	PERSON_POSITION_KIND,
	PERSON_POSITION, /* as the paper calls it: «методист», «директор» */
	PERSON_SUBJECT,
	PERSON_CATEGORY,
	PERSON_ACHIEVEMENTS,
	PERSON_EMAIL,
	PERSON_PHONE,
	PERSON_CONSENT_ON,
	PERSON_UNVERIFIED,     /* since when the methodist has it to look at: a leader added it */
	PERSON_CATEGORY_ON,    /* the day of its award */
	PERSON_CATEGORY_UNTIL, /* the last day of an old one */
	PERSON_FORMS,	       /* cases written by hand: «род. Коваля; дат. Ковалю» */
};

enum site_field {
	SITE_ORG = 10,
	SITE_TOPIC,
	SITE_DIRECTIONS, /* several */
	SITE_GOAL,
	SITE_EXPECTED,
	SITE_INITIATOR_KIND,
	SITE_INITIATOR,
	SITE_APPLIED_ON,
	SITE_EXPERIENCE,
	SITE_LEADER,
	SITE_METHODIST,
	SITE_STATE,
	SITE_TERM_TEXT,	 /* column «Сроки проведения» of the list */
	SITE_REASON,	 /* why it was returned or rejected */
	SITE_DECIDED_ON, /* approved, returned or rejected */
	SITE_GROUND,	 /* 7.1 */
	SITE_ENDED_ON,
	SITE_END_DOCUMENT,
};

enum term_field {
	TERM_SITE = 10,
	TERM_ORDER,
	TERM_FROM,
	TERM_TO,
	TERM_BEFORE,  /* the site's state before the order was signed */
	TERM_ARCHIVE, /* of an order from paper: no obligations are made of what was over by this day */
};

enum order_field {
	ORDER_NUMBER = 10,
	ORDER_DATE,
	ORDER_PLACE,
	ORDER_TITLE,
	ORDER_PREAMBLE,
	ORDER_KIND,
	ORDER_SCHOOL_YEAR,
	ORDER_ITEMS,   /* text of the items, one a line; empty: those of the order's kind */
	ORDER_SITES,   /* several; in the order of the list */
	ORDER_GROUNDS, /* several: for the sites one by one, or one for all (7.1) */
	ORDER_FROM,    /* dates of the status; empty: the school year's */
	ORDER_TO,
	ORDER_SIGNER,	  /* person */
	ORDER_CONTROLLER, /* person; the signer himself: «оставляю за собой» */
	ORDER_METHODIST,  /* person made responsible */
	ORDER_ON_PAPER,	  /* signed on paper before it was entered */
	ORDER_STATE,
	ORDER_ENDED_ON, /* of a termination: the sites' last day; empty: the order's date */
	ORDER_REGULATION, /* the regulation that it approves, in the accusative; «нет»: none; empty: one with a new text
			   */
	ORDER_REGULATION_SUM,  /* of the text that it approved when it was signed */
	ORDER_CHANGES,	       /* the order that it changes, or is about */
	ORDER_WORDING,	       /* of an amendment: what changes in the text, a line each; */
	ORDER_REMOVED,	       /* sites that leave the list (those that enter it: ORDER_SITES); */
	ORDER_RETIMED,	       /* sites whose term ends on ORDER_TO now */
	ORDER_CANCEL_DOCUMENT, /* what cancelled it, */
	ORDER_CANCELLED_BY,    /* and which order that is */
	ORDER_CHANGED_BY,      /* the amendments in force, in their order */
	ORDER_BEFORE,	       /* of an amendment: «term:2027-08-31;», the ends that it changed */
};

enum plandoc_field {
	PLANDOC_SITE = 10,
	PLANDOC_SCHOOL_YEAR,
	PLANDOC_KIND,
	PLANDOC_STATE,
	PLANDOC_DUE, /* empty: no dated obligation */
	PLANDOC_SUBMITTED_ON,
	PLANDOC_DECIDED_ON,
	PLANDOC_REMARKS,
};

enum planline_field {
	PLANLINE_PLANDOC = 10,
	PLANLINE_TOPIC,
	PLANLINE_FORM,
	PLANLINE_HOURS,
	PLANLINE_MONTH,
};

enum equipment_field {
	EQUIPMENT_SITE = 10,
	EQUIPMENT_NAME,
	EQUIPMENT_NEEDED,
	EQUIPMENT_PRESENT,
	EQUIPMENT_BY_WHEN,
};

enum report_field {
	REPORT_SITE = 10,
	REPORT_SCHOOL_YEAR,
	REPORT_DUE,
	REPORT_STATE,
	REPORT_SUBMITTED_ON,
	REPORT_ACCEPTED_ON,
	REPORT_CONFORMITY, /* 6.1 */
	REPORT_DYNAMICS,   /* 6.1 */
	REPORT_CONCLUSIONS,
	REPORT_REMARKS,
	REPORT_FIGURES, /* as they were at submission: figures_encode (figures.h) */
	REPORT_EFFECTS,
	REPORT_DEFICITS,
};

enum reminder_field {
	REMINDER_WHAT = 10,
	REMINDER_DUE,
	REMINDER_WHO,
	REMINDER_LINK,
	REMINDER_DONE_ON,
	REMINDER_REPEAT,    /* RFC 5545 rule; the record is then the open occurrence, the next one after it is done */
	REMINDER_DAY_OFF,   /* where an occurrence goes that falls on a day off: day_off_words (calendar/turn.h) */
	REMINDER_START,	    /* the day from which the rule counts */
	REMINDER_TURN,	    /* the rule's day of the open occurrence when `due` lies elsewhere */
	REMINDER_LAST,	    /* «05.12.2026, сделан 04.12.2026»: the occurrence before the open one, and */
	REMINDER_LAST_TURN, /* the rule's day of that one when it lay elsewhere */
	REMINDER_ROADMAP,   /* the roadmap that it is a step of, */
	REMINDER_STEP,	    /* its line there, */
	REMINDER_BASE,	    /* and the day from which its day was counted */
};

enum roadmap_field {
	ROADMAP_NAME = 10,
	ROADMAP_BASE,  /* what it is for: an event, a term, a school year */
	ROADMAP_FORMS, /* of an event's: forms of the events that it is offered for; none: all */
	ROADMAP_STEPS, /* a line each: «за 10 дней до: программа — руководитель» */
	ROADMAP_NOTE,
};

enum group_field {
	GROUP_SITE = 10,
	GROUP_NAME,
	GROUP_FORM, /* 5.2 */
	GROUP_SCHOOL_YEAR,
	GROUP_FROM,
	GROUP_TO,
	GROUP_NOTE,
};

enum trainee_field {
	TRAINEE_GROUP = 10,
	TRAINEE_PERSON,
	TRAINEE_FROM, /* own dates (5.2); empty: the group's */
	TRAINEE_TO,
	TRAINEE_GOAL,
	TRAINEE_STATE,
	TRAINEE_CERTIFICATE,
	TRAINEE_REASON,
	TRAINEE_CERTIFIED_ON,
	TRAINEE_CERTIFIED_HOURS, /* academic hours at that day */
	TRAINEE_ENDED_ON,	 /* completed or expelled */
	TRAINEE_ANNULLED,	 /* certificates that are not valid any more, one a line: certificate_at */
};

enum task_field {
	TASK_TRAINEE = 10,
	TASK_WHAT,
	TASK_FORM,
	TASK_DUE,
	TASK_DONE_ON,
	TASK_RESULT,
	TASK_DROPPED_ON, /* not asked for any more: the internship or the site ended before it was done */
};

enum assessment_field {
	ASSESSMENT_TRAINEE = 10,
	ASSESSMENT_DIRECTION,
	ASSESSMENT_KIND,
	ASSESSMENT_DATE,
	ASSESSMENT_SCORE,
	ASSESSMENT_OUT_OF,
	ASSESSMENT_NOTE,
};

enum event_field {
	EVENT_SITES = 10, /* several; none: an event of the whole district */
	EVENT_GROUPS,	  /* several */
	EVENT_TOPIC,
	EVENT_FORM, /* 5.1 */
	EVENT_MODE, /* 5.2 */
	EVENT_DATE,
	EVENT_TIME,    /* minutes since midnight */
	EVENT_MINUTES, /* how long */
	EVENT_HOURS,   /* academic hours; empty: from the minutes */
	EVENT_PLACE,
	EVENT_LINK,
	EVENT_SPEAKERS, /* persons */
	EVENT_PLANLINE, /* the line of the thematic plan that it fulfils */
	EVENT_REPEAT,	/* RFC 5545 rule of the series (without «RRULE:»); the same in all events of a series */
	EVENT_SERIES,	/* the first event of the series; empty in that one and in single events */
	EVENT_GUESTS,	/* how many from outside */
	EVENT_STATE,
	EVENT_SUMMARY,
	EVENT_HISTORY, /* «18.11.2026 14:00, болезнь»: the dates it was moved away from, one a line */
	EVENT_REASON,  /* why it was postponed or cancelled */
	EVENT_UID,     /* of an event that came from another calendar; ours have none and are called by their number */
	EVENT_SKIP_HOLIDAYS, /* the repeat leaves out school holidays and days off */
	EVENT_APART,	     /* moved by itself, away from its series: changes of the series leave it alone */
	EVENT_SEQUENCE = 40, /* the SEQUENCE (RFC 5545) that it came with from another calendar */
	EVENT_STAMP,	     /* its DTSTAMP, as it was told: «20260910T070000Z» */
	EVENT_REPLIES, /* who answered an invitation, by answer: «придут: …», «не придут: …», one a line */
};

enum attendance_field {
	ATTENDANCE_EVENT = 10,
	ATTENDANCE_TRAINEE,
	ATTENDANCE_MARK,
};

enum paper_field {
	PAPER_WHAT = 10, /* «приказ», «приложение 1», «тематический план» … */
	PAPER_DOCUMENT,	 /* its code: order, appendix, plan … */
	PAPER_NUMBER,
	PAPER_DATE,
	PAPER_STATE,
	PAPER_SUBJECT,	   /* what it was about, as it was called then */
	PAPER_RECORD,	   /* the record behind it */
	PAPER_TO,	   /* to whom */
	PAPER_BY,	   /* who signed or issued it */
	PAPER_AFTER,	   /* made afterwards: for a record that was final before */
	PAPER_REPLACED_BY, /* paper */
	PAPER_ENDED_ON,	   /* since when it is no longer in force, */
	PAPER_REASON,	   /* and why */
	PAPER_SHA,	   /* SHA-256 of its text, in hexadecimal */
	PAPER_SEAL,	   /* the same of its values */
	PAPER_VALUES,	   /* what its template was filled with */
	PAPER_ERASED,	   /* somebody's name was taken out of the values (152-ФЗ) */
};

enum word_field {
	WORD_LIST = 10, /* title of an option of [lists] */
	WORD_TEXT,
};

enum letter_field {
	LETTER_SORT = 10, /* what sort of letter */
	LETTER_PERSON,	  /* to whom; none of a digest */
	LETTER_TO,	  /* the address, as it was used */
	LETTER_STATE,
	LETTER_ON,	/* the day on which it was composed, or looked at again */
	LETTER_SENT_ON, /* the day on which it was sent or dropped; none while it waits, or nobody knows */
	LETTER_ABOUT,	/* the records behind its deadlines */
	LETTER_TOLD,	/* the deadlines as they were told, a line each */
	LETTER_ITEMS,	/* the same for the program (letter_item_next) */
	LETTER_NOTE,	/* what the methodist added */
	LETTER_TRIES,	/* how often the mail program was asked */
	LETTER_FAILURE, /* why it was not taken the last time */
	LETTER_SENDER,	/* the process that has it in hand: number and beginning */
	LETTER_BY,	/* who had it written */
	LETTER_SINCE,	/* the day since which it waits to be sent */
};

#define ROADMAP_APPLY "roadmap" /* the action of what a roadmap is applied to */

/* States, as they are stored and shown. */
#define SITE_DRAFT	"черновик"
#define SITE_SUBMITTED	"подана"
#define SITE_RETURNED	"возвращена"
#define SITE_REJECTED	"отклонена"
#define SITE_APPROVED	"согласована"
#define SITE_ACTIVE	"действует"
#define SITE_COMPLETED	"завершена"
#define SITE_TERMINATED "прекращена"

#define ORDER_DRAFT	"проект"
#define ORDER_SIGNED	"подписан"
#define ORDER_CANCELLED "отменён"

#define ORDER_KIND_APPROVAL    "утверждение перечня"
#define ORDER_KIND_RENEWAL     "продление"
#define ORDER_KIND_TERMINATION "прекращение"
#define ORDER_KIND_AMENDMENT   "внесение изменений"
#define ORDER_KIND_OTHER       "иной"

#define PLANDOC_DRAFT	  "черновик"
#define PLANDOC_SUBMITTED "вынесен на обсуждение"
#define PLANDOC_APPROVED  "утверждён"
#define PLANDOC_RETURNED  "возвращён с замечаниями"

#define PLANDOC_PROGRAMME "программа"
#define PLANDOC_PLAN	  "тематический план"
#define PLANDOC_SCHEDULE  "график"

#define REPORT_EXPECTED	 "ожидается"
#define REPORT_DRAFT	 "черновик"
#define REPORT_SUBMITTED "сдан"
#define REPORT_ACCEPTED	 "принят"
#define REPORT_RETURNED	 "возвращён"

#define TRAINEE_ENROLLED  "зачислен"
#define TRAINEE_ACTIVE	  "проходит"
#define TRAINEE_COMPLETED "завершил"
#define TRAINEE_EXPELLED  "отчислен"

#define EVENT_PLANNED	"запланировано"
#define EVENT_POSTPONED "перенесено" /* planned for another day than before */
#define EVENT_HELD	"проведено"
#define EVENT_CANCELLED "отменено"

#define MODE_REMOTE "дистанционно" /* of [lists] modes: such an event has no place */

#define MARK_PRESENT "был"
#define MARK_ABSENT  "не был"
#define MARK_EXCUSED "уважительная"
#define MARK_REMOTE  "дистанционно"

#define PAPER_VALID    "действует"
#define PAPER_REPLACED "заменён"
#define PAPER_ENDED    "отменён"
#define PAPER_ANNULLED "аннулирован"

#define LETTER_WAITS   "ждёт отправки"
#define LETTER_HANDED  "отправляется"
#define LETTER_SENT    "отправлено"
#define LETTER_DROPPED "снято"
#define LETTER_UNKNOWN "неизвестно"

#define LETTER_SORT_DUE	    "напоминание" /* by the rules of [mail] */
#define LETTER_SORT_BY_HAND "вручную"
#define LETTER_SORT_DIGEST  "сводка"

#define ASSESSMENT_ENTRY   "входная"
#define ASSESSMENT_INTERIM "промежуточная"
#define ASSESSMENT_EXIT	   "итоговая"

/* ---- people (src/domain/person.c) ---- */
/* 1 female, 0 male, -1 not to be told. */
int person_gender(const struct record *person);
/* «Морозовой Ирине Александровне», «Морозовой И.А.», «И.А. Морозовой», as far as it is known. What was written by hand
 * wins. */
enum name_form { NAME_FULL, NAME_SHORT, NAME_INITIALS_FIRST };
void person_add_name(const struct record *person, enum name_form form, enum word_case c, struct buf *out);
/* Adds how documents decline the surname, as a fact: «Склоняется\tИванова, Иванову, …» */
void person_add_cases(const struct record *person, struct buf *out);
/* Refuses forms written by hand (PERSON_FORMS) that cannot be read. */
enum err person_forms_check(const struct record *person, struct error *e);
/* The post, else its kind, as it is written; "" for none. */
const char *person_post(const struct record *person);
/* The same within a sentence: «старшему методисту». */
void person_add_post(const struct record *person, enum word_case c, struct buf *out);
/* «Морозова Ирина Александровна» or «Морозова И.А.», as far as it is known. */
void person_full_name(const struct record *person, struct buf *out);
/* «Морозова И.А.» */
void person_short_name(const struct record *person, struct buf *out);
/* «И.А. Морозова» */
void person_initials_first(const struct record *person, struct buf *out);
/* Takes a name of one line apart (base/fio.h) into surname, name and patronymic. ERR_REFUSED with what was expected. */
enum err person_parse_name(const char *text, struct record *person, struct error *e);
/* The likeliest double: the same surname and initials (as far as both are told) in the same organisation, else in any;
 * 0: none. */
uint32_t person_double(struct tx *tx, const struct record *person);
/* Who is told of: surname and names agree («Анна» and «А.» do), and the organisation when it is told. *id 0: nobody.
 * ERR_REFUSED: several. */
enum err person_find(struct tx *tx, const struct record *told, uint32_t *id, struct error *e);
/* «Ёлкина Анна Ивановна (№ 3, МБОУ «Ёлкинская СОШ»)» */
void person_add_known(struct tx *tx, uint32_t id, struct buf *out);
/* Could the person lead a site (4.1) on that day (DATE_NONE: on any)? Adds what stands against it, one reason a line;
 * true when nothing does. */
bool person_may_lead(struct tx *tx, uint32_t person, int32_t on, struct buf *reasons);
/* Adds somebody whom the base does not know, as who enrols has the right to: what a leader adds is marked for the
 * methodist («проверить»). The record gets its id. */
enum err person_introduce(struct tx *tx, struct record *person, struct error *e);
/* The organisation of that name, number or former name; *former: it is called otherwise now. Never by a part of a name.
 */
bool org_by_name(struct tx *tx, const char *name, uint32_t *id, bool *former);
/* Adds a line when the [users] entry names this organisation (0: any) by a former name. */
void org_tell_user(struct tx *tx, const struct config_user *u, uint32_t org, struct buf *out);
/* The same of all entries. */
void org_tell_users(struct tx *tx, uint32_t org, struct buf *out);

/* ---- diagnosis (src/domain/internships/assessment.c) ---- */
/* May the session read the scores of a trainee (a site's, a report's: of all of it)? */
bool scores_seen(struct tx *tx, const struct record *of);

/* ---- days (src/domain/events/day_doubt.c) ---- */
/* Adds what is to be looked at about the day that a record is planned for, one a line: it is gone, or outside of the
 * group, the school year, the term. was: NULL, or as it is stored: nothing is said of a day that stays. NULL: nothing;
 * else its field. */
const struct field *day_doubt(struct tx *tx, const struct record *was, const struct record *is, struct buf *out);

/* ---- terms (src/domain/sites/term.c) ---- */
/* The site's last term. False when it has none. */
bool site_last_term(struct tx *tx, uint32_t site, struct record *term);
/* The last day on which the site works under this term of its: the term's, or the day of its end (7.1) when that came
 * earlier. */
int32_t term_end(const struct record *term, const struct record *site);
/* Does the site work under the term, does it under any of its terms, on a day of this school year? For every count of a
 * year: the years after an end do not know the site. */
bool term_runs_in_year(const struct record *term, const struct record *site, int year);
bool site_runs_in_year(struct tx *tx, const struct record *site, int year);

/* The school year that is worked on that day: in summer the coming one. */
int school_year_worked_on(int32_t day);

/* ---- sites (src/domain/sites/site.c) ---- */
/* Is nobody named who leads it (4.1)? For the count of the start screen; the site's `missing` asks it too. */
bool site_lacks_leader(const struct record *site);

/* ---- orders (src/domain/orders/order.c) ---- */
/* Does it approve the regulation (appendix 2)? As it tells, and else an order that approves sites does when no signed
 * one before it has approved the text that the regulation has now (order_regulation.c). */
bool order_approves_regulation(struct tx *tx, const struct record *order);
/* The ids of the order's sites; free(). */
uint32_t *order_sites(const struct record *order, size_t *n);
/* Dates of the status that the order gives a site: those of the site's «Сроки проведения» (which are the first term's:
 * a renewal has its own), else the order's, else the school year's. */
enum err order_term(struct tx *tx, const struct record *order, const struct record *site, int32_t *from, int32_t *to,
		    struct error *e);

/* ---- orders that change others (src/domain/orders/amendment.c) ---- */
bool is_amendment(const struct record *order);
/* The sites of the order as the amendments in force left them; free(). */
uint32_t *order_composition(struct tx *tx, const struct record *order, size_t *n);
/* The amendment as an order that approves the sites that it adds: to the end that the changed order gives unless it
 * says another. out: {0}. */
void amendment_as_approval(struct tx *tx, const struct record *order, struct record *out);

/* ---- certificates (src/domain/internships/certificate.c) ---- */
/* Takes «12/2027» apart into number and year; false: it is no number of the register. */
bool certificate_parse(const char *text, long *number, int *year);
struct certificate {
	char number[64];
	int32_t on;	/* DATE_NONE: not known */
	long hours;	/* 0: not told */
	char note[400]; /* «аннулирована 05.06.2027: ошибка в часах»; "": valid */
};
/* The trainee's i-th certificate, the valid one first; false: no more. */
bool certificate_at(const struct record *trainee, size_t i, struct certificate *out);
/* The certificates of the calendar year in the order of their numbers, annulled ones too; free(). */
struct register_line {
	long number;
	uint32_t trainee;
	size_t i; /* for certificate_at */
};
struct register_line *certificates_of(struct tx *tx, int year, size_t *n);
/* The same of those that were issued in a school year; one whose day is not known counts for the one that ends in the
 * year of its number. */
struct register_line *certificates_of_school_year(struct tx *tx, int year, size_t *n);
/* When the internship ends, or ended before it was to; DATE_NONE: not told. */
int32_t trainee_end(const struct record *trainee, const struct record *group);

/* ---- events (src/domain/events/event.c) ---- */
/* Calls fn for every event, archived ones aside, of the days from … to (both included), in the order of day and time,
 * until it returns false. e lives during the call. */
void event_each(struct tx *tx, int32_t from, int32_t to, bool (*fn)(struct tx *tx, const struct record *e, void *arg),
		void *arg);
/* The same of the events that name one of the n groups, without reading others. */
void event_each_of_groups(struct tx *tx, const uint32_t *groups, size_t n, int32_t from, int32_t to,
			  bool (*fn)(struct tx *tx, const struct record *e, void *arg), void *arg);
/* Is it still to come: planned or postponed? */
bool event_is_open(const struct record *event);
/* Academic hours: as told, else from the minutes (45 to an hour, rounded), 0: not known. */
int event_hours(const struct record *event);

#endif
