/* The configuration: one const table of the known options, and their effective values. The numbers and lists of the
 * regulation are options; their defaults are those of order № 37-о. config/stazh.ini documents every one. */
#ifndef STAZH_SETTINGS_CONFIG_H
#define STAZH_SETTINGS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

enum option_id {
	/* [store] */
	OPT_STORE_PATH,	 /* PATH: folder of the database */
	OPT_BACKUP_DAYS, /* INT: a copy is to be no older, 0: nobody asks */
	/* [centre] */
	OPT_CENTRE_SHORT_NAME, /* TEXT: МБУ «ЦИМС» */
	OPT_CENTRE_NAME_GENITIVE, /* TEXT: «Управления образования»; "": as the program declines it */
	OPT_CENTRE_NAME_DATIVE,		 /* TEXT */
	OPT_CENTRE_NAME_INSTRUMENTAL,	 /* TEXT */
	OPT_CENTRE_FULL_NAME,		 /* TEXT */
	OPT_CENTRE_TITLE,		 /* TEXT: the top line of the screen */
	OPT_CENTRE_LETTERHEAD,		 /* LINES: head of an order */
	OPT_CENTRE_PLACE,		 /* TEXT: пгт. Верх-Чебула */
	OPT_CENTRE_DISTRICT,		 /* TEXT */
	OPT_CENTRE_DIRECTOR,		 /* TEXT: Гусева И.Г. */
	OPT_CENTRE_DIRECTOR_POST,	 /* TEXT: директор, without the centre's name */
	OPT_CENTRE_DIRECTOR_POST_DATIVE, /* TEXT; "": as the program declines it */
	OPT_CENTRE_METHODIST,		 /* TEXT: Морозова И.А. */
	OPT_CENTRE_DATE_YEAR, /* ENUM: «слитно»: «24.08.2021г.» in an order, «раздельно»: «24.08.2021 г.» */
	OPT_CENTRE_AFTER_SIGNATURE, /* TEXT: the same of the signature's name */
	/* [rules] */
	OPT_MAX_TERM_YEARS,	     /* INT: 3.3 */
	OPT_REPORT_DUE,		     /* DAYMONTH: 4.3, 6.2 */
	OPT_REPORT_REVIEW_DAYS,	     /* INT */
	OPT_FINAL_REPORT_DAYS,	     /* INT: 4.3, after an end (7.1) */
	OPT_STATUS_NOTICE_DAYS,	     /* INT: 3.3 */
	OPT_PLAN_DUE,		     /* DAYMONTH: 4.2 */
	OPT_PLAN_REVIEW_DAYS,	     /* INT */
	OPT_APPLICATION_REVIEW_DAYS, /* INT */
	OPT_ALARM_ABSENCES,	     /* INT: in a row, 0: off; so the next three */
	OPT_ALARM_HOURS_PERCENT,     /* INT: of the plan */
	OPT_ALARM_MARKS_DAYS,	     /* INT */
	OPT_ALARM_TASK_DAYS,	     /* INT */
	OPT_DUE_DAYS,		     /* INT: default window of the list of deadlines */
	OPT_LEADER_CATEGORIES,	     /* LIST: 4.1, words of OPT_CATEGORIES */
	OPT_LEADER_POSITIONS,	     /* LIST: 4.1, words of OPT_POSITION_KINDS */
	/* [clauses]: CLAUSE, the rules of the regulation (rule.h) */
	RULE_CERTIFICATE,
	RULE_HOST,
	RULE_GOAL,
	RULE_TASKS,
	RULE_DIRECTIONS,
	RULE_EXPERIENCE,
	RULE_INITIATOR,
	RULE_TERM,
	RULE_ORDER,
	RULE_LEADER,
	RULE_PLAN,
	RULE_EQUIPMENT,
	RULE_ANALYSIS,
	RULE_REPORT,
	RULE_FORMS,
	RULE_ATTENDANCE,
	RULE_INDIVIDUAL,
	RULE_GROUP,
	RULE_NETWORK,
	RULE_CRITERIA,
	RULE_DYNAMICS,
	RULE_ANALYSIS_DUE,
	RULE_END,
	/* [lists] */
	OPT_ORG_KINDS,	    /* LIST: 1.3 */
	OPT_POSITION_KINDS, /* LIST */
	OPT_CATEGORIES,	    /* LIST */
	OPT_DIRECTIONS,	    /* LIST: 2.3 */
	OPT_INITIATORS,	    /* LIST: 3.2 */
	OPT_FORMS,	    /* LIST: 5.1 */
	OPT_GROUNDS,	    /* LIST: 7.1 */
	OPT_GROUP_FORMS,    /* LIST: 5.2 */
	OPT_MODES,	    /* LIST: 5.2, how an event is held */
	/* [calendar] */
	OPT_WEEK,	     /* INT: school days of a week, from Monday on */
	OPT_DAYS_OFF,	     /* DAYS: of every year */
	OPT_SCHOOL_HOLIDAYS, /* DAYS */
	OPT_ZONE,	     /* ZONE: Asia/Novokuznetsk; "": the system's */
	/* [ui] */
	OPT_COLORS,   /* ENUM: auto, none */
	OPT_THEME,    /* ENUM: auto, dark, light, none: the background that colours are chosen for */
	OPT_MOUSE,    /* BOOL */
	OPT_ASCII,    /* BOOL: frames of + - | */
	OPT_CURSOR,   /* ENUM: hidden, visible */
	OPT_ESCDELAY, /* INT: ms */
	OPT_START,    /* ENUM: due, last: the section that was opened last */
	OPT_LETTERS,  /* ENUM: search, commands: what letters do in lists */
	/* [access] */
	OPT_ACCESS_KEYS,      /* PATH: folder of the public keys, LOGIN.pub */
	OPT_ACCESS_LOG_READS, /* BOOL: who read what about people goes into the journal */
	OPT_ACCESS_SYSLOG,    /* BOOL: journal entries are copied to the system's log */
	OPT_ACCESS_SECONDS,   /* INT: of a remote command */
	OPT_ACCESS_UPLOAD,    /* INT: MiB of its stdin */
	OPT_ACCESS_MEMORY,    /* INT: MiB of its memory */
	OPT_ACCESS_HOST,      /* TEXT: what is typed after ssh at home; "": as this session came */
	/* [shelf] */
	OPT_SHELF_DAYS,	 /* INT: for which a file is kept */
	OPT_SHELF_QUOTA, /* INT: MiB of one login */
	OPT_SHELF_FILE,	 /* INT: MiB of one file */
	/* [hooks], beside its commands: config_hook_at */
	OPT_HOOK_SECONDS, /* INT: each may take so long */
	/* [mail] */
	OPT_MAIL_FROM,	     /* ADDRESS; "": no letters are sent */
	OPT_MAIL_PROGRAM,    /* COMMAND */
	OPT_MAIL_TIMEOUT,    /* INT: seconds for one letter */
	OPT_MAIL_DAYS_AHEAD, /* INT */
	OPT_MAIL_REPEAT,     /* INT: days */
	OPT_MAIL_WEEKDAYS,   /* WEEKDAYS */
	OPT_MAIL_COPY,	     /* ADDRESS */
	OPT_MAIL_DIGEST,     /* ADDRESS */
	OPT_MAIL_CONSENT,    /* BOOL */
	/* [print] */
	OPT_REGULATION, /* PATH: text of the regulation */
	OPT_TEMPLATES,	/* PATH: folder of the document templates */
	OPT_END
};

enum option_type {
	OPTION_TEXT,	 /* one line; min 1: must not be empty */
	OPTION_INT,	 /* decimal, min..max */
	OPTION_BOOL,	 /* да/нет, yes/no, true/false, on/off, 1/0 */
	OPTION_DAYMONTH, /* дд.мм, a day that every year has */
	OPTION_ENUM,	 /* a word of `choices` */
	OPTION_CLAUSE,	 /* numbers of clauses parted by commas, or nothing: «4.3, 6.2» */
	OPTION_LIST,	 /* words parted by ; at least one; in a file, + before the first adds to the default list */
	OPTION_LINES,	 /* lines parted by | (an empty one stays a line) */
	OPTION_DAYS, /* days and spans with their names, parted by ;, or nothing: «04.11 День народного единства»,
		      * «28.10.2026-05.11.2026 осенние каникулы»; without years: of every year. config_list, days.h */
	OPTION_WEEKDAYS, /* «пн-пт», «вт, чт»; config_int: bit 0 Monday … bit 6 Sunday */
	OPTION_ADDRESS,	 /* e-mail addresses parted by commas (settings/address.h), or nothing */
	OPTION_COMMAND,	 /* words of a program's call, as run_split parts them (base/process.h) */
	OPTION_ZONE,	 /* a time zone by its name in the system's table, or nothing */
	OPTION_PATH, /* absolute, ~/…, or from the folder of the file that says it; "": `file` beside the program */
};

struct option {
	const char *section, *key;
	enum option_type type;
	int32_t min, max;
	const char *const *choices; /* OPTION_ENUM, NULL-terminated */
	const char *text;	    /* the default, as it would stand in the file (without quotes) */
	const char *title;	    /* what it is, in Russian */
	const char *file;	    /* OPTION_PATH: name of the file or folder that is delivered with the program */
	enum option_id within;	    /* OPTION_LIST: its words must be of that list too; OPT_STORE_PATH (0): of none */
	const char *elsewhere; /* the default when [centre] tells of another centre than that of order № 37-о; NULL: the
				  same */
	bool derives;	       /* stored deadlines depend on it */
};

extern const struct option options[OPT_END];

/* A line of [users]. The role is "methodist", "leader", "viewer" or "none"; own is a leader's organisation (never ""),
 * a methodist's name, or "". */
struct config_user {
	const char *login, *role, *own;
	const char *from; /* "file:line" */
};

/* Everything that is got from a configuration lives until config_free. Values are parsed and split when they are first
 * asked for, so a const one is not safe for several threads. */
struct config {
	struct config_data *data;
};

/* Reads the first that is there of: explicit_path (--config; may be NULL), $STAZH_CONFIG, ~/.config/stazh/stazh.ini,
 * /etc/stazh.ini; without any, the defaults. The first two must be there when they are named. ERR_USAGE: every fault of
 * the file is in config_faults, and as many as have room are in e. out is to be freed in any case; after a failure the
 * options at fault have their defaults. */
enum err config_load(const char *explicit_path, struct config *out, struct error *e);
/* Adds a path with ~ resolved. */
void config_add_path(const char *path, struct buf *out);
/* Adds the path of the file of one's own, the third of these. */
void config_own_place(struct buf *out);
/* The built-in defaults alone. */
void config_defaults(struct config *out);
void config_free(struct config *c);
/* Makes OPT_ZONE the zone of the process, if it names one: for what is the day, for times in calendar files. */
void config_set_zone(const struct config *c);

/* All faults of the file, one a line «file:line: what is wrong; what was expected»; "" when there are none. */
const char *config_faults(const struct config *c);
/* The file that was read, NULL: none. */
const char *config_file(const struct config *c);

/* The effective text: of a PATH with ~ and the program's own folder resolved, of a list with + carried out. */
const char *config_text(const struct config *c, enum option_id id);
/* What stands on the top of the screen: OPT_CENTRE_TITLE, or the centre's short name. */
const char *config_title(const struct config *c);
/* Where a file that comes with the program lies («seed-order.stazh»): the place that a PATH option has when it is "".
 * out is overwritten. */
void config_delivered(const char *file, struct buf *out);
int32_t config_int(const struct config *c, enum option_id id); /* INT; ENUM: index of the choice; WEEKDAYS */
bool config_bool(const struct config *c, enum option_id id);
void config_daymonth(const struct config *c, enum option_id id, int *month, int *day);
/* LIST, LINES: *n strings, trimmed, followed by NULL; a LIST has no word twice. n may be NULL. */
const char *const *config_list(const struct config *c, enum option_id id, size_t *n);

/* Words that a LIST has from now on behind its own (of those that are there already, none); they take the place of
 * those that it was given before. What was got from it before stays as it is. */
void config_add_words(const struct config *c, enum option_id id, const char *const *words, size_t n);
/* Those, as they would stand in a file; "": none. */
const char *config_added(const struct config *c, enum option_id id);

/* «по умолчанию» or "file:line". */
const char *config_from(const struct config *c, enum option_id id);
/* Does [centre] name another centre than the built-in one of order № 37-о? Then nothing of that holds: what it does not
 * tell is "". */
bool config_own_centre(const struct config *c);
/* Is it one of [centre] that another centre than the built-in has to tell, and does not? */
bool config_lacks(const struct config *c, enum option_id id);
/* True when no file says it. */
bool config_is_default(const struct config *c, enum option_id id);

/* Is there a [users] section? Without one the owner of the database is its methodist. */
bool config_has_users(const struct config *c);
/* The i-th line of [users], NULL after the last. */
const struct config_user *config_user_at(const struct config *c, size_t i);
/* The line of a login (exactly as written), NULL: none. */
const struct config_user *config_user(const struct config *c, const char *login);

/* A line of [hooks]: a program that the administrator wants run after an act: after_ACTION, after_KIND_ACTION. */
struct config_hook {
	const char *name, *command; /* the command begins with the whole path of a program */
	const char *from;	    /* "file:line" */
};
/* The i-th, NULL after the last. */
const struct config_hook *config_hook_at(const struct config *c, size_t i);

/* A line of [indicators]: what is counted (model/measure.h) beside the built-in figures. */
struct config_indicator {
	const char *name, *text;
	const char *from; /* "file:line" */
};
/* The i-th, NULL after the last. */
const struct config_indicator *config_indicator_at(const struct config *c, size_t i);

/* Adds every option, user, hook and indicator by section: key, where the value is from, effective value. */
void config_print(const struct config *c, struct buf *out);

/* ---- config_write.c: a new file ---- */
struct config_line {
	enum option_id option;
	const char *text;
};
/* Can the text stand in a file as this option's value? ERR_REFUSED with a sentence. Sets no e->field. */
enum err config_value_check(enum option_id id, const char *text, struct error *e);
/* Adds the lines as they stand in a file, in this order, with their sections. Each went through config_value_check. */
void config_add_lines(const struct config_line *lines, size_t n, struct buf *out);
/* Could config_create make that file? ERR_STORAGE: it cannot, and what is in the way: «/home» — нет прав. */
enum err config_place_check(const char *path, struct error *e);
/* Writes a file of them, with its folder, never over another (ERR_REFUSED). ERR_STORAGE: it cannot be written. */
enum err config_create(const char *path, const struct config_line *lines, size_t n, struct error *e);

/* Of the effective values on which stored deadlines depend: another number means that they must be derived anew. */
uint32_t config_rules_hash(const struct config *c);

#endif
