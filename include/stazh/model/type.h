/* Types of fields. A type is one file of src/model/types/ with all that the program asks of it; a field names its type
 * in the kind's table (.type = FT_DATE). Elsewhere nobody asks which type a field has, but what the type answers:
 * f->type->editor, f->type->print (tests/layers.py). What holds for every type (several values, who may read them) is
 * done around these operations, in field.h. */
#ifndef STAZH_MODEL_TYPE_H
#define STAZH_MODEL_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/store/record.h"

struct field;
struct key;
struct tx;

enum style {
	STYLE_PEOPLE, /* 15.06.2022, да, «МБОУ «…»», several joined by "; " */
	STYLE_DATA, /* 2022-06-15, yes/no, references by id, several joined by ";" — what export writes, import reads */
	STYLE_NAMES, /* as data, but references by label: for CSV that people read; accepted by import too */
};

/* What a form edits it with, besides typing. */
enum editor {
	EDITOR_LINE,   /* one line of text */
	EDITOR_LINES,  /* a text of several lines */
	EDITOR_FLAG,   /* да / нет, turned by a blank */
	EDITOR_DAY,    /* a calendar */
	EDITOR_YEAR,   /* the school years around this one */
	EDITOR_WORD,   /* the field's words (field_choices) */
	EDITOR_RECORD, /* a list of records */
};

/* What a value is for a program: in JSON and in the cells of a workbook, which sorts and adds them. */
enum datum { DATUM_TEXT, DATUM_NUMBER, DATUM_BOOL, DATUM_DATE, DATUM_TIME };

/* A record that a value points to. */
struct pointed {
	unsigned kind;
	uint32_t id;
};

/* What was typed for a field. */
struct typed {
	struct tx *tx;
	const char *text; /* not empty */
	int year;	  /* the school year of which a day without a year is, 0: that of the record */
};

struct field_type {
	const char *words; /* in help: «дата» */
	const char *typing; /* how else than the example shows it may be typed: «15.06.2027, +14, сегодня»; or NULL */
	enum value_type stored; /* of one value; of several, V_LIST of them (docs/format.md) */
	enum editor editor;
	enum datum datum;
	size_t length;	   /* bytes that may be typed into a form; 0: as much as anybody would */
	bool free_text;	   /* any text: parse gets it as typed and cleans it, a condition looks for words in it; the
			    * field's `max` is its length */
	bool after_others; /* parsed after the other fields: it may be meant by what they say */
	bool own_words;	   /* holds words that a person chose */
	bool right;	   /* aligned to the right in a list */
	const char *unset; /* STYLE_DATA of no value where that says something: "no"; NULL: nothing */

	/* Sets f of r from what was typed: one value. ERR_REFUSED with a sentence. */
	enum err (*parse)(const struct typed *t, const struct field *f, struct record *r, struct error *e);
	/* Adds one value, as the style asks. */
	void (*print)(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out);
	/* Adds bytes that order as the values do; r may have none. NULL: as the printed text is collated. */
	void (*sort)(const struct field *f, const struct record *r, struct key *out);
	/* The numbers from *from to *to, as they are stored, that the text of a condition means: of a month all its
	 * days. NULL: the values are not compared as numbers. */
	enum err (*span)(const struct typed *t, const struct field *f, int64_t *from, int64_t *to, struct error *e);
	/* Adds to `words` what this field asks: « от 1 до 5», « на площадку (site)». May be NULL. */
	void (*bounds)(const struct field *f, struct buf *out);
	/* Can the stored text be a value of f? NULL: any can. */
	bool (*known)(const struct field *f, const char *text);
	/* Of types that point to records: what the number points to, and the number that points there. Else NULL. */
	struct pointed (*target)(const struct field *f, int64_t number);
	int64_t (*pointer)(struct pointed to);
};

/* clang-format off */
#define FT_TEXT   (&ft_text)   /* one line; FF_MANY: several parted by «;» */
#define FT_LONG   (&ft_long)   /* several lines */
#define FT_INT    (&ft_int)    /* min..max */
#define FT_BOOL   (&ft_bool)   /* да / нет */
#define FT_DATE   (&ft_date)   /* civil date */
#define FT_YEAR   (&ft_year)   /* school year, stored as its first year */
#define FT_TIME   (&ft_time)   /* time of day, stored as minutes since midnight */
#define FT_CHOICE (&ft_choice) /* a word of a list: from the configuration (option) or fixed (choices); stored as the word */
#define FT_STATE  (&ft_state)  /* a state of the kind's life cycle (choices); changed by actions only */
#define FT_REF    (&ft_ref)    /* id of a record of kind `ref` */
#define FT_LINK   (&ft_link)   /* any record, "site 3": stored as kind * 2^32 + id */
#define FT_RECUR  (&ft_recur)  /* a rule of repetition: typed in words or by RFC 5545 (recur.h), stored as that rule */
#define FT_DEFERRAL (&ft_deferral) /* what was decided about deadlines (deferral.h): the common field alone */
#define FT_STAMP  (&ft_stamp)  /* moment, Unix time in ms: common fields only */
/* clang-format on */
extern const struct field_type ft_text, ft_long, ft_int, ft_bool, ft_date, ft_year, ft_time, ft_choice, ft_state,
	ft_ref, ft_link, ft_recur, ft_deferral, ft_stamp;

/* The records that a value of f points to, one after another: *at begins with 0; false: no more. v may be NULL. */
bool field_target(const struct field *f, const struct value *v, size_t *at, struct pointed *to);
/* The record that a link (FT_LINK) of r points to; {0}: none. */
struct pointed record_link(const struct record *r, unsigned field);
void record_set_link(struct record *r, unsigned field, struct pointed to);
/* Can f point to a record of the kind? */
bool field_may_point(const struct field *f, unsigned kind);
/* Letters that may be typed into f. */
size_t field_length(const struct field *f);

#endif
