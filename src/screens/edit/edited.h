/* Between edit.c (the forms of records) and judge.c (what is typed into them, judged). */
#ifndef STAZH_SCREENS_EDITED_H
#define STAZH_SCREENS_EDITED_H

#include "../internal.h"

struct edited {
	struct subject subject; /* id 0: new */
	uint32_t added;		/* the new record's, once it is there */
	struct subject parent;	/* of a new one */
	bool stay;		/* its card is not opened */
	int64_t rev;		/* that the typing began with: what others change since then is merged */
	int64_t shown;		/* that the untouched fields show */
	struct form *form;
	const char *at;	   /* the field that the cursor begins on, or NULL */
	bool as_new;	   /* it was deleted meanwhile, and is added again */
	const char *named; /* the name that a new one begins with, as it was typed; or NULL */
	struct answers answers;
	struct keeper keeper;
	struct together together;
	/* It is made for field `of` of the form of `within`, a new record too, and is written together with it; its own
	 * field `back` is going to refer to that. NULL: by itself. */
	struct edited *within;
	const struct field *of, *back;
};

#define FIELDS_MAX 40
#define VALUES_MAX (FIELDS_MAX + 1 + ANSWERS_MAX + TOGETHER_MAX)
#define NOT_YET	   UINT32_MAX /* stands for the number of `within` while it has none */

/* ---- judge.c ---- */
/* The given values and, for a new record, what it belongs to; those that stand for a record which is written together
 * with it are left out. out has room for VALUES_MAX. */
size_t edited_assign(const struct edited *ed, const struct assign *a, size_t n, struct assign *out, char id[16]);
/* For form_spec, arg: the edited. */
enum err edited_check(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e);
bool edited_fills(struct app *app, const struct field *field, const struct assign *a, size_t n, void *arg);
int edited_year(struct app *app, const struct assign *a, size_t n, void *arg);
int edited_span_year(struct app *app, void *arg);
size_t edited_warn(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct buf *out);
/* How a new record will be called. e: why it would not be stored. */
enum err edited_label(struct app *app, const struct edited *ed, const struct assign *a, size_t n, struct buf *out,
		      struct error *e);

#endif
