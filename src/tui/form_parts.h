/* Between form.c, form_choose.c and form_draw.c. */
#ifndef STAZH_SRC_TUI_FORM_PARTS_H
#define STAZH_SRC_TUI_FORM_PARTS_H

#include "stazh/tui/form.h"

struct item {
	const struct field *field;
	char *label, *text; /* text: as it was */
	struct edit edit;
	bool read_only, given, visited;
	char *error, *warning;
	char *echo;   /* FF_SPAN: the days that the words mean */
	bool crossed; /* the error is one of several fields together */
};

struct form {
	struct screen base;
	struct app *app;
	struct form_spec spec; /* its strings copied, items not to be used */
	struct item *items;
	size_t n, current, first;
	int label_w, value_w; /* at the last drawing */
	int64_t kept_at;      /* term_clock of the last draft */
};

/* Sets the current item's text as if typed, and judges it. */
void form_take(struct app *app, struct form *f, const char *text);

/* The day that the item's text means; false: none. */
bool form_day(const struct app *app, const struct form *f, const struct item *it, int32_t *out);
/* Is there something to choose from with F4? */
bool form_can_choose(const struct form *f, const struct item *it);
/* ERR_REFUSED with the reason: there is not. */
enum err form_may_choose_for(const struct form *f, const struct item *it, struct error *e);
enum next form_choose(struct app *app, struct form *f);

void form_draw(struct app *app, struct screen *s, struct area a);

#endif
