/* Reading files of records of one kind, driven by the field table: CSV, JSON, workbooks. */
#ifndef STAZH_TABLE_IMPORT_H
#define STAZH_TABLE_IMPORT_H

#include "stazh/base/mem.h"
#include "stazh/model/model.h"

#define IMPORT_ADD	    "+" /* what a word means that is added to its list */
#define IMPORT_FAULTS_SHOWN 200 /* lines of a report; the rest is counted */

struct import_request;
struct import_report;
/* A reader of files that are no tables. */
struct import_reader {
	unsigned kind;		      /* whose files it reads */
	const char *ends;	      /* of their names: ".ics" */
	bool (*is)(const char *path); /* is it one, by its name or, without one, by its first line? */
	enum err (*read)(struct session *s, const struct import_request *q, struct import_report *report,
			 struct error *e);
};

/* What the file is called in what is told. */
const char *import_called(const struct import_request *q);
/* The one for the kind; NULL: there is none. */
const struct import_reader *import_reader_of(const struct import_reader *readers, unsigned kind);

/* What a file is; else that is found by its name and what is in it. */
enum import_form { IMPORT_ANY, IMPORT_TEXT, IMPORT_JSON, IMPORT_BOOK, IMPORT_OWN /* the kind's reader's */ };

struct import_request {
	unsigned kind;
	const char *path;
	const char *called;    /* what it is called in what is told; NULL: as it is */
	enum import_form form; /* as who sends it says */
	uint64_t sheet_max;    /* bytes of an unpacked sheet; 0: as many as a workbook can have */
	const struct import_reader
		*readers;  /* asked before the file is taken for a table; read NULL ends, NULL: none */
	const char *sheet; /* of a workbook; NULL: the one that was named the last time, else the first with columns of
			    * the kind */
	const char *zone;  /* of a calendar: of times that tell none, or one that is not known; NULL: ours */
	const struct assign *given; /* values for every row, before its own */
	size_t given_n;
	/* What columns are, where their headings do not tell: name is the heading or «#3», the third column; value a
	 * field by any of its names, or "": not to be read. */
	const struct assign *columns;
	size_t columns_n;
	/* What values mean that the field does not understand: name is the word, or «поле:слово»; value what it means,
	 * "": nothing any more, IMPORT_ADD: it is added to the list. This, columns and a sheet that had to be chosen
	 * are remembered for the kind when records were stored. */
	const struct assign *matches;
	size_t matches_n;
	bool add_words;	      /* every word that is in no list is added to that (word.h) */
	const char *encoding; /* of a text: one of charset_names; NULL: it is found */
	bool update;	      /* rows with an id, or with the name of exactly one record, change that one */
	bool dry_run;	      /* everything is checked, nothing stored */
	bool skip_bad;	      /* rows with errors are left out, and told; else one refuses the file */
	bool detail;	      /* report->row and report->column are wanted */
	void (*progress)(unsigned done, unsigned total); /* or NULL */
};

enum import_outcome { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_SAME, IMPORT_BAD };

struct import_row {
	int line; /* of the file, row of a sheet */
	enum import_outcome outcome;
	const char *what; /* the record's name */
	const char *why; /* bad: what is wrong, joined by "; "; changed: «Категория: первая → высшая»; else "" */
};

struct import_column {
	const char *name; /* as it stands in the file */
	const char *becomes; /* for people: the field's title, «не загружается»; NULL: it is not understood */
	const char *sample; /* its first value, or "" */
};

/* A word that is not in the list of its field, or the name of none of the records, or of several, that the field refers
 * to. */
struct import_unknown {
	const struct field *field;
	const char *word;
};

/* A sheet of a workbook that has values. */
struct import_sheet {
	const char *name;
	size_t rows;	    /* of values, without the heading; at most IMPORT_ROWS_COUNTED */
	bool hidden, meant; /* meant: nothing in it says that it is another one */
};
#define IMPORT_ROWS_COUNTED 20000

struct import_report {
	size_t rows, added, changed, same, bad;
	const char *zone;  /* of a calendar: the first one that nobody knows, to be asked for; NULL: none */
	bool refused;	   /* something that the session has no right to was among it */
	size_t people;	   /* made besides, as rows described them */
	struct buf faults; /* one a line: «файл, строка 3, столбец «Дата»: «31.02.2022» — нет такого дня»; after a
			    * success notes, one a line: what has to be imported again (see below) */
	size_t faults_n;   /* all of them, also those that are not printed */
	const char *encoding;	     /* in which a text was read; NULL: it is none */
	struct buf sheet;	     /* of a workbook: the one that was read */
	struct import_sheet *sheets; /* with `detail`: of a workbook in which several have values; else none */
	size_t sheets_n;
	bool sheet_guessed;	/* several of them are meant, and nobody said which, now or before */
	struct import_row *row; /* with `detail`: by line; all that follows lives until import_report_release */
	size_t row_n;
	struct import_column *column; /* with `detail` */
	size_t column_n;
	struct import_unknown *unknown; /* with `detail`: each once */
	size_t unknown_n, unknown_cap;
	struct arena arena;
};

/* May the session import records of the kind at all? ERR_REFUSED. import_file asks it too. */
enum err import_may(const struct session *s, unsigned kind, struct error *e);

/* Reads a file into records of the kind: all of them or none (ERR_INPUT, everything wrong is in report->faults). With
 * skip_bad the rows with errors are left out, and those that need them: OK, report->bad of them, faults tells why; what
 * is wrong with the file as a whole, or with all of its rows, still refuses it.
 * CSV (RFC 4180): UTF-8 with or without BOM, CP1251, UTF-16 refused with a word; separator ; , or tab; found by itself.
 * JSON (RFC 8259): an array of objects, or one with the key `records`. Workbooks: xlsx.h. The headings of a table are
 * looked for among the first thirty rows with values, as the first in which most cells name fields; a row of groups
 * above or of names below belongs to them. Of the rows below, blank ones, totals, the heading repeated and what stands
 * below the table are no records; what was passed over is told in `faults` after a success.
 *
 * Headers are code names or titles; unknown ones are faults, `id`, `kind`, `*_name` and the common fields are
 * understood and, but for id, skipped. Without `update` every row is a new record and an id in it only serves the other
 * rows (of the same file) that refer to it. A reference that may be empty, to a kind of which there is no record at
 * all, is left empty with a note (organisations name their heads, and people their organisation). States and what
 * actions set are taken over, from a methodist only. Where a number and `*_name` are given, both must mean the same
 * record. Rows of trainees may describe the person (ФИО, school, position, category) instead of naming a record:
 * whoever is known is taken, others are made, likely doubles are noted. report is zeroed first and to be released.
 * After a dry run its counts are those that would be, also when there are faults; otherwise they are zero unless
 * everything was stored. */
enum err import_file(struct session *s, const struct import_request *q, struct import_report *report, struct error *e);
void import_report_release(struct import_report *r);

#endif
