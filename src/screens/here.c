/* What the keys do with the record under the cursor (screen_ops.subject): the same on every screen. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static struct subject under(const struct screen *s)
{
	return s->ops->subject ? s->ops->subject(s) : (struct subject){0, 0};
}

static void open(struct app *app, unsigned kind, uint32_t id)
{
	record_open(app, (struct subject){kind, id});
}

static void roadmap(struct app *app, unsigned kind, uint32_t id)
{
	action_start(app, kind, id, ROADMAP_APPLY);
}

static void copy(struct app *app, unsigned kind, uint32_t id)
{
	edit_new(app, kind, (struct subject){0, 0}, id);
}

enum next here(struct app *app, struct screen *s, const struct input *in)
{
	static const struct {
		enum action action;
		void (*run)(struct app *app, unsigned kind, uint32_t id);
	} can[] = {
		{ACT_OPEN, open},	 {ACT_ACTIONS, actions_open}, {ACT_EDIT, edit_record}, {ACT_COPY, copy},
		{ACT_MARK, action_mark}, {ACT_DELETE, delete_ask},    {ACT_PRINT, print_menu}, {ACT_ROADMAP, roadmap},
	};
	struct subject on = under(s);

	if (many_here(app, s, in->action))
		return SCREEN_DONE;
	for (size_t i = 0; on.id && i < sizeof(can) / sizeof(*can); i++)
		if (can[i].action == in->action) {
			can[i].run(app, on.kind, on.id);
			return SCREEN_DONE;
		}
	return SCREEN_PASS;
}

/* ---- below a list ---- */

struct nearest {
	struct subject of;
	const char *told;
	struct buf *out;
	bool found;
};

static void tell_nearest(const struct deadline *d, void *arg)
{
	struct nearest *n = arg;
	struct subject at = due_subject(d);
	struct buf day = {0};
	char *what;

	if (!((at.kind == n->of.kind && at.id == n->of.id) || (n->of.kind == KIND_SITE && d->site == n->of.id) ||
	      (d->rec_kind == n->of.kind && d->rec_id == n->of.id)))
		return;
	n->found = true;
	what = mem_strndup(d->what, d->what_n);
	buf_addf(&day, "%s ", date_weekday_short(d->due)); /* as a row of deadlines has it */
	date_add_ru(&day, d->due);
	if (!strstr(n->told, what) && !strstr(n->told, day.s)) {
		buf_addf(n->out, "%sСрок ", n->out->n ? "\n" : "");
		date_add_ru(n->out, d->due);
		buf_addf(n->out, ": %s", what);
	}
	buf_free(&day);
	free(what);
}

void here_detail(struct app *app, struct subject of, const char *told, struct buf *out)
{
	struct nearest nearest = {of, told, out, false};
	struct deadline_query q = {
		.today = app->session->today, .from = DATE_NONE, .all = true, .enough = &nearest.found};
	struct tx *tx = tx_read(app->session->store, NULL);
	struct record r = {.kind = 0};
	struct lacks lacks = {0};

	if (!tx)
		return;
	if (record_load(tx, of.kind, of.id, &r) == OK)
		lacks_of(tx, &r, &lacks);
	for (size_t i = 0; i < lacks.n; i++)
		buf_addf(out, "%s%s", i ? " · " : "Не хватает: ", lacks.l[i].what);
	deadline_each(tx, &q, tell_nearest, &nearest);
	lacks_release(&lacks);
	record_release(&r);
	tx_end(&tx);
}
