/* The figures of the yearly report (6.1) and of the district's summary: computed, never typed. They are rows, so that
 * the screen, the documents, the spreadsheet and the frozen copy of a submitted report read the same table.
 *
 * They go by the days of what happened, not by the year written on a group. Of a site and a school year count: the
 * groups and trainees of the site that run in it, the events of it that name the site, the marks of its trainees at
 * events of it, what of their plans was done in it or was due in it and not done, the diagnoses of it (a change on the
 * day of the exit diagnosis), the lines of its thematic plan. A trainee who was expelled by its end is in no figure but
 * those that say so. Of the district: the same over all sites, events without a site among them. */
#ifndef STAZH_DOMAIN_FIGURES_H
#define STAZH_DOMAIN_FIGURES_H

#include "stazh/model/schema.h"

enum figure_type {
	FIGURE_NUMBER,	/* value */
	FIGURE_OF,	/* value of base: held of those that were not cancelled */
	FIGURE_SHARE,	/* the same, shown as per cent: attendance of marks */
	FIGURE_MEAN,	/* value: mean in per cent; base: trainees behind it, 0: nobody */
	FIGURE_CHANGE,	/* value: change of the mean in percentage points; base: trainees who have both diagnoses */
	FIGURE_AVERAGE, /* value: mean; base: records behind it, 0: none; of: people, where not everybody may read it */
};

enum figure_section {
	FIGURES_SITES, /* of the district only */
	FIGURES_TRAINEES,
	FIGURES_EVENTS,
	FIGURES_ATTENDANCE,
	FIGURES_TASKS,
	FIGURES_RESULTS,
	FIGURES_PLAN,
	FIGURES_OWN, /* of [indicators] */
	FIGURES_SECTIONS
};

struct figure {
	char *code;  /* "events.form:семинар": the same in every version, for files and for comparing */
	char *title; /* «Семинар» */
	enum figure_section section;
	enum figure_type type;
	double value;
	long base;
	double from, to; /* of a change by direction: the means of the same people before and after */
	long of;	 /* and how many people have a result there; else 0 */
};

/* {0} is empty. In the order of the sections; within one the totals first. */
struct figures {
	struct figure *f;
	size_t n, cap;
	int rules; /* by which they were counted; FIGURES_RULES: today's. Of others nothing can be told by comparing */
};
#define FIGURES_RULES 2 /* raised when the same records give other figures */
void figures_release(struct figures *f);

const char *figures_section_title(enum figure_section s); /* «Занятия» */

/* What the row is one word of: «по организациям»; NULL: a row of its own. */
const char *figure_group_title(const struct figure *f);

/* Adds the figures of a site (0: of the district) in a school year. Rows without anything behind them are left out, but
 * for the totals. Of a site only what refers to it is read. */
void figures_of(struct tx *tx, uint32_t site, int year, struct figures *out);
/* The same of n sites and the district at once, reading each record once; total NULL: of one site alone. */
void figures_of_year(struct tx *tx, int year, const uint32_t *sites, size_t n, struct figures *of,
		     struct figures *total);

/* ---- the records behind a figure (members.c) ---- */
enum figure_part {
	FIGURE_VALUE, /* those that its number counts, or that bring it (events, of hours) */
	FIGURE_BASE   /* all of which these are a part; where the figure has no base, as FIGURE_VALUE */
};
struct figure_of {
	int year;
	uint32_t site; /* 0: of the district */
	const char *code;
	enum figure_part part;
};
/* Of which kind they are; KIND_NONE: the code is not known. */
unsigned figure_kind(struct tx *tx, const struct figure_of *of);
/* Their numbers, ascending: as many as the figure says, where it counts records. free(*ids). false: the code is not
 * known. */
bool figure_records(struct tx *tx, const struct figure_of *of, uint32_t **ids, size_t *n);
/* Adds the condition that gives them (model/condition.h), "": all, beside the school year that the list is to have,
 * *year, 0: any; false, and nothing added: none does. */
bool figure_where(struct tx *tx, const struct figure_of *of, struct buf *out, int *year);
/* Adds the condition by which records of the kind are a site's; false: none of them belongs to one. */
bool figure_within(struct tx *tx, unsigned kind, uint32_t site, struct buf *out);
/* The same as people read it. */
bool figure_within_named(struct tx *tx, unsigned kind, uint32_t site, struct buf *out);

/* Adds a row; its place. */
size_t figures_put(struct figures *out, enum figure_section section, const char *code, const char *title,
		   enum figure_type type, double value, long base);
/* Puts the rows of words («events.form:…») from the row `first` on in their order. */
void figures_sort_words(struct figures *f, size_t first);
/* The row with that code, or NULL. */
const struct figure *figures_find(const struct figures *f, const char *code);
/* «11 из 16», «91 % (142 из 156)», «67 % (n = 14)», «+12,5 п. п. (у 14 из 16)», «—» where nothing is known. */
void figure_add(const struct figure *f, struct buf *out);
/* Of a change: «у 3 из 4: 41,2 → 77,9, +36,7 п. п.»; of others as figure_add. */
void figure_add_change(const struct figure *f, struct buf *out);

/* Adds who the trainees are: «9 учителей, педагог-психолог, 2 заместителя директора», in the order of [lists]
 * position_kinds; nothing when there are none. */
void figures_add_posts(const struct figures *f, const struct config *c, struct buf *out);

/* Takes away what would tell single scores to who may not read them (dynamics.h does it while counting). */
void figures_hide_few(struct figures *f);

/* The frozen copy: one line a row, the number of the rules before them. Decoding skips lines that it does not
 * understand (of a later version). */
void figures_encode(const struct figures *f, struct buf *out);
void figures_decode(const char *text, struct figures *out);
/* Calls fn for every row that differs; was or is is NULL where a row is only on one side. */
void figures_diff(const struct figures *was, const struct figures *is,
		  void (*fn)(const struct figure *was, const struct figure *is, void *arg), void *arg);

/* Of a report: as they were when it was submitted (empty when it was not), and as they are now. Both are to be
 * released. */
void report_figures(struct tx *tx, const struct record *report, struct figures *frozen, struct figures *now);

/* ---- the district's summary of a year (src/domain/figures/summary.c) ---- */
struct summary_site {
	uint32_t site, report; /* report 0: none is expected */
	char *org, *topic;
	char *state; /* of the report; «нет отчёта»; of one that nobody began and that is late «не сдан» */
	int32_t submitted_on, due; /* of the report */
	struct figures figures;	   /* as they are now */
};

/* The columns of the table, one figure each: the built-in ones; a summary has the district's own behind them. */
struct summary_column {
	const char *code;  /* of the figure */
	const char *title; /* «Занятий проведено» */
	const char *brief; /* where there is little room: «Пров.» */
	int drop;	   /* on a narrow screen the highest go first */
	enum summary_what {
		SUMMARY_VALUE,
		SUMMARY_BASE,
		SUMMARY_PERCENT, /* value of base */
		SUMMARY_OWN	 /* of a share per cent, else the value */
	} what;
};
extern const struct summary_column summary_columns[];
extern const size_t summary_columns_n;
struct summary {
	struct summary_site *s; /* by the organisations' names */
	size_t n;
	struct figures total; /* of the district: events without a site count here only */
	struct summary_column *column;
	size_t columns_n;
	struct arena arena;
};
/* The sites that had the status in the school year or have a report about it. */
void summary_of(struct tx *tx, int year, struct summary *out);
void summary_release(struct summary *s);
/* Has the report been handed in? Was it to be by now? Is its day still to come? Where none is asked for, none of these.
 */
bool summary_has_reported(const struct summary_site *s);
bool summary_is_late(const struct summary_site *s, int32_t today);
bool summary_is_awaited(const struct summary_site *s, int32_t today);

/* The number of a column; false: nothing is known. */
bool summary_number(const struct summary_column *c, const struct figures *f, double *number);

#endif
