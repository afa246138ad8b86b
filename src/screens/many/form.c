/* What an act with many records is told: asked once, for all of them. */
#include <stdlib.h>
#include <string.h>

#include "many.h"

#define ITEMS_MAX 12

struct asked {
	struct kept *kept;
	const struct field *fields[ITEMS_MAX];
};

static void pick_reference(struct app *app, struct form *f, size_t item, void *arg)
{
	edit_pick(app, f, item, ((const struct asked *)arg)->fields[item], form_text(f, item), NULL, NULL);
}

/* The job goes on when the form is gone. */
static enum err save(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	struct asked *asked = arg;
	struct job j = asked->kept->job;
	struct kept *was = asked->kept;
	struct assign empty = {asked->fields[0]->name, ""};
	struct buf told = {0};

	(void)app;
	(void)f;
	(void)e;
	j.a = n || j.what == MANY_ACT ? a : &empty;
	j.a_n = n || j.what == MANY_ACT ? n : 1;
	if (j.what == MANY_SET) {
		buf_addf(&told, "«%s» станет: %s.", asked->fields[0]->title, *j.a->value ? j.a->value : "пусто");
		j.told = told.s;
	}
	asked->kept = job_keep(&j, NULL, NULL);
	free(was);
	buf_free(&told);
	return OK;
}

static void closed(struct app *app, bool saved, void *arg)
{
	if (saved)
		job_run(app, &((const struct asked *)arg)->kept->job);
}

static void release(void *arg)
{
	free(((struct asked *)arg)->kept);
	free(arg);
}

/* A few lines are soon typed again. */
static bool keep_nothing(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	(void)app, (void)step, (void)a, (void)n, (void)arg;
	return true;
}

static int year(struct app *app, const struct assign *a, size_t n, void *arg)
{
	(void)a, (void)n, (void)arg;
	return app->year;
}

void job_ask(struct app *app, const struct job *j, const struct form_item *items, size_t n)
{
	struct asked *asked = mem_alloc(sizeof(*asked));
	struct buf title = {0};

	asked->kept = job_keep(j, NULL, NULL);
	for (size_t i = 0; i < n; i++)
		asked->fields[i] = items[i].field;
	buf_addf(&title, "%s: ", j->title);
	many_counted_add(j->own ? MANY_DUES : j->kind, j->n, &title);
	form_open(app, &(struct form_spec){.title = title.s,
					   .intro = j->t ? j->t->consequence : NULL,
					   .save_label = "Дальше",
					   .items = items,
					   .n = n,
					   .popup = true,
					   .keeps = true,
					   .save_always = true,
					   .save = save,
					   .closed = closed,
					   .year = year,
					   .pick = pick_reference,
					   .draft = keep_nothing,
					   .free_arg = release,
					   .arg = asked});
	buf_free(&title);
}

/* ---- of a transition ---- */

/* What would be suggested for each of them, if it is the same for all. */
static void suggest(struct tx *tx, const struct job *j, const struct action_arg *a, struct buf *out)
{
	struct record r = {.kind = 0};
	struct buf text = {0};

	for (size_t i = 0; a->suggest && i < j->n && (!i || out->n); i++) {
		unsigned kind = j->kinds ? j->kinds[i] : j->kind;
		struct record args = {.kind = (uint8_t)kind};

		buf_clear(&text);
		if (record_load(tx, kind, j->ids[i], &r) == OK)
			a->suggest(tx, &r, &args);
		edit_text(tx, &a->field, &args, &text);
		if (!i)
			buf_add(out, buf_text(&text));
		else if (strcmp(buf_text(out), buf_text(&text)) != 0)
			buf_clear(out);
		record_release(&args);
	}
	buf_free(&text);
	record_release(&r);
}

void job_start(struct app *app, const struct job *j)
{
	struct form_item items[ITEMS_MAX] = {{.field = NULL}};
	struct buf texts[ITEMS_MAX] = {{.s = NULL}};
	bool must = false;
	size_t n = 0;
	struct tx *tx = screen_read(app);

	for (const struct action_arg *a = j->t->args; tx && a && a->field.name && n < ITEMS_MAX; a++) {
		if (a->field.flags & FF_SYSTEM) /* an answer */
			continue;
		suggest(tx, j, a, &texts[n]);
		must |= (a->field.flags & FF_REQUIRED) != 0;
		items[n] = (struct form_item){.field = &a->field, .text = buf_text(&texts[n]), .given = texts[n].n > 0};
		n++;
	}
	if (!tx)
		return;
	tx_end(&tx);
	if (n && (must || !j->at_once))
		job_ask(app, j, items, n);
	else
		job_run(app, j);
	for (size_t i = 0; i < n; i++)
		buf_free(&texts[i]);
}
