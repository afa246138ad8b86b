/* The table of commands and what their functions share. One row drives parsing, help, «did you mean» and the errors of
 * usage; it stands in the file of its command (src/cli/<command>.c). */
#ifndef STAZH_CLI_COMMAND_H
#define STAZH_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/model/model.h"
#include "stazh/model/view.h"
#include "stazh/table/sheet.h"

/* An option. */
struct flag {
	const char *name;  /* as it is written: "--days", "-o" */
	const char *value; /* what its value is called; NULL: it has none */
	const char *help;
	bool many; /* may be given several times */
};

/* What is made ready before the command runs. */
enum need {
	NEED_NOTHING,
	NEED_USER,     /* configuration and who runs it: session without a database */
	NEED_DATABASE, /* the session is open */
};

struct cli;

struct command {
	const char *name;
	const char *group; /* heading in the list of commands; GROUP_RARE: only named at its end; NULL: not even that */
	const char *usage; /* its arguments: "ВИД НОМЕР ПОЛЕ=ЗНАЧЕНИЕ…" */
	const char *help;  /* one line */
	const char *more;  /* a paragraph for `help NAME`, or NULL */
	enum need need;
	enum role least;	  /* the least role, ROLE_NONE: any */
	unsigned min, max;	  /* number of arguments */
	bool remote;		  /* may be asked for in $SSH_ORIGINAL_COMMAND */
	int file_arg;		  /* which argument names a file, from 1; FILE_LAST: the last; 0: none */
	const struct flag *flags; /* name NULL ends; NULL: none */
	enum err (*run)(struct cli *c, struct error *e);
	bool batch; /* changes records: may be one of many (batch.c), and then says its word by cli_answer */
};
#define FILE_LAST  (-1)
#define ARGS_ANY   1000000
#define GROUP_RARE "Ещё"

/* name NULL ends. What --format may be stands in the value of its row, parted by |: a command's own row goes before. */
extern const struct flag global_flags[];

struct given {
	const struct flag *flag;
	const char *value; /* "" for a flag without one */
};

/* What a command of a batch tells, instead of stdout and stderr. */
struct answered {
	uint32_t id;		     /* of the record it was about */
	struct buf notice, warnings; /* of its outcome */
};

struct cli {
	const struct command *const *commands; /* the table, in the order of help; NULL ends */
	const struct command *command;	       /* NULL: the screen */
	const char **args;
	size_t n;
	struct given *given;
	size_t given_n;
	struct answered *answer; /* within a batch, else NULL: then nobody is asked and nothing printed */
	enum format format;	 /* of rows that are printed; one of a file: cli_file_format */
	bool refused;		 /* something of it was, though not all */
	bool remote;		 /* the command came in $SSH_ORIGINAL_COMMAND */
	char *words;		 /* of it, where args point to; or NULL */
	struct config config;
	struct session session;
};

/* ---- arguments (src/cli/args.c) ---- */
/* Fills c, which is {0} but for its commands; texts point into argv. ERR_USAGE. */
enum err cli_parse(struct cli *c, int argc, char **argv, struct error *e);
void cli_release(struct cli *c); /* what cli_parse allocated */
/* Value of an option: the last one given; NULL when it is not there. */
const char *cli_flag(const struct cli *c, const char *name);
/* The next value of an option that may be given several times, from *at on (0 at first); NULL: no more. */
const char *cli_flag_next(const struct cli *c, const char *name, size_t *at);
/* A whole number from min to max; *out keeps its value when the option is absent. */
enum err cli_flag_number(const struct cli *c, const char *name, int64_t min, int64_t max, int64_t *out,
			 struct error *e);
enum err cli_number(const struct cli *c, const char *what, const char *text, int64_t min, int64_t max, int64_t *out,
		    struct error *e);
/* A date as people write it; *out keeps its value when the option is absent. */
enum err cli_flag_date(const struct cli *c, const char *name, int32_t *out, struct error *e);
/* ERR_USAGE: the sentence and how the command is written. */
enum err cli_usage(const struct cli *c, struct error *e, const char *format, ...) __attribute__((format(printf, 3, 4)));

const struct command *command_by_name(const struct cli *c, const char *name);
const char *command_nearest(const struct cli *c, const char *name); /* NULL: none is near */

/* Who runs it has at least that role; ERR_REFUSED. */
enum err cli_may(const struct cli *c, enum role least, struct error *e);

/* ---- what arguments mean ---- */
enum err cli_kind(const struct cli *c, const char *name, const struct kind_def **k, struct error *e);
/* An action of the kind by its name; ERR_USAGE: it has none such. */
enum err cli_action(struct cli *c, const struct kind_def *k, const char *name, const struct transition **t,
		    struct error *e);
/* Kind and record of the arguments 0 and 1: by id or name. Reads in a transaction of its own. */
enum err cli_record(struct cli *c, const struct kind_def **k, uint32_t *id, struct error *e);
/* ПОЛЕ=ЗНАЧЕНИЕ from the argument `from` on; free() both a[0].name and a by cli_assigns_free. */
enum err cli_assigns(const struct cli *c, size_t from, struct assign **a, size_t *n, struct error *e);
void cli_assigns_free(struct assign *a, size_t n);
/* What --where, --year, --sort, --group, --archived and --view ask for; {0}, cli_query, cli_query_free. Stays where it
 * is.
 */
struct asking {
	const struct kind_def *k;
	struct query q;
	struct order orders[ORDERS_MAX];
	struct path group;
	const char **texts;
	struct view view; /* k NULL: none is named */
};
/* k may be NULL: records of that view's kind. */
enum err cli_query(const struct cli *c, const struct kind_def *k, struct asking *a, struct error *e);
/* The columns that it wants as --columns names them; NULL: those of the kind. free(). */
char *cli_query_columns(const struct cli *c, const struct asking *a);
void cli_query_free(struct asking *a);

/* ---- parts of commands that others use ---- */
/* What `show` says of a record, as a table (for people) or JSON. */
enum err show_record(struct tx *tx, const struct kind_def *k, uint32_t id, enum format format, struct buf *out);
/* The journal's entries about one record, changes and readings, newest first: a JSON array or a line each. */
enum err log_of_record(struct cli *c, struct tx *tx, unsigned kind, uint32_t id, enum format format, struct buf *out,
		       struct error *e);
/* help --complete (complete.c) */
enum err help_complete(struct cli *c);
/* check --quick (health.c): a line or a JSON object; ERR_NONE: something should be looked at. */
enum err check_health(struct cli *c, struct error *e);
/* export card person ID FILE: all that is held about one person. */
enum err export_card(struct cli *c, struct error *e);

/* do, set, delete, restore with --where (many.c). The row of each has MANY_FLAGS. */
enum err cli_many(struct cli *c, enum many_what what, struct error *e);
/* Is such a command about many? */
bool cli_of_many(const struct cli *c);
#define MANY_FLAGS                                                                                                     \
	{"--where", "УСЛОВИЕ", "со всеми такими (stazh help list)", true},                                             \
		{"--view", "НАЗВАНИЕ", "со всеми, что сохранены под этим названием (stazh help view)", false},         \
		{"--year", "ГОД", "только учебного года", false}, {"--archived", NULL, "вместе с архивными", false},   \
		{"--dry-run", NULL, "только сказать, со сколькими можно, а с какими нельзя и почему", false},          \
	{                                                                                                              \
		"--possible", NULL, "с теми, с кем можно, хотя бы с другими было нельзя", false                        \
	}

/* ---- output (src/cli/run.c) ---- */
/* A sentence on stderr with a line break; what could spoil a terminal is shown as «?». */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A command that changes records is done with one of them. False: it is to say so itself; true: it is one of a batch,
 * whose answer says it. */
bool cli_answer(struct cli *c, uint32_t id, const struct outcome *out);
int cli_width(void); /* cells of the terminal that stdout is, 0: none */
/* Adds text to out at most `width` cells wide (0: not broken); the lines after the first begin with `indent` blanks,
 * where the first one stands already. */
void cli_wrap(struct buf *out, const char *text, int indent, int width);
/* A bar on stderr when that is a terminal. */
void cli_progress(unsigned done, unsigned total);
/* Findings to stdout, line by line, with the bar. */
extern const struct watch cli_findings;
/* «Площадка 3» */
void cli_name(const struct kind_def *k, uint32_t id, struct buf *out);

/* ---- files and streams (src/cli/stream.c) ---- */
/* What a file that a command writes or reads may be. */
struct file_format {
	const char *name;   /* of --format; NULL ends */
	const char *ending; /* of its name; "": any */
	bool binary;	    /* no text for a terminal */
	int means;
};
/* Which of them is meant by --format or by the ending of the path; of FILE_STREAM, when nothing tells, the first.
 * ERR_USAGE: nothing tells, or both tell another. */
enum err cli_file_format(const struct cli *c, const char *path, const struct file_format *known,
			 const struct file_format **out, struct error *e);
/* The same for one that is written: ERR_USAGE also for what is no text when stdout is a terminal. */
enum err cli_file_output(const struct cli *c, const char *path, const struct file_format *known,
			 const struct file_format **out, struct error *e);

/* export calendar ФАЙЛ (calendar.c), and which of its flags is given, NULL: none. */
enum err cli_export_calendar(struct cli *c, struct error *e);
const char *cli_calendar_flag(const struct cli *c);

#endif
