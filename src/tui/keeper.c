#include <string.h>

#include "stazh/tui/keeper.h"

void keeper_release(struct keeper *k)
{
	draft_release(&k->draft);
	buf_free(&k->last);
}

bool keeper_open(struct app *app, struct keeper *k, struct draft *chosen)
{
	struct draft *list = NULL;
	size_t n = chosen ? 0 : draft_list(app->session, &k->draft, &list);
	struct draft *from = chosen ? chosen : n ? &list[0] : NULL;

	if (from) {
		buf_free(&k->draft.title);
		k->draft = *from;
		*from = (struct draft){.kind = 0};
	}
	draft_list_free(list, n);
	return from != NULL;
}

bool keeper_step(struct app *app, struct keeper *k, enum draft_step step, const struct assign *a, size_t n)
{
	struct draft *d = &k->draft;
	struct error e = {.code = OK};
	bool typing = step == DRAFT_TYPING;

	if (step == DRAFT_DONE || !n) {
		if (d->in_base || d->in_file)
			draft_drop(app->session, d);
		buf_clear(&k->last);
		return true;
	}
	buf_clear(&d->values);
	for (size_t i = 0; i < n; i++)
		draft_add(d, a[i].name, a[i].value);
	if (typing && d->in_base && k->last.n == d->values.n && !memcmp(k->last.s, d->values.s, d->values.n))
		return true;
	draft_save(app->session, d, typing, &e);
	buf_clear(&k->last);
	buf_addn(&k->last, d->values.s, d->values.n);
	if (!d->in_base && !k->told)
		app_say(app, LOOK_ERROR, "%s", e.text);
	else if (d->in_base && k->told)
		app_say(app, LOOK_GOOD, "Место нашлось: черновик записан в базу");
	k->told = !d->in_base;
	return d->in_base;
}
