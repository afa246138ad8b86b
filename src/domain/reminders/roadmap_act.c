/* A roadmap is applied: each step becomes an own deadline. */
#include <stdlib.h>
#include <string.h>

#include "../events/events.h"
#include "reminders.h"
#include "stazh/model/query.h"

enum { ARG_ROADMAP = 100, ARG_YEAR };

#define NAMED_MAX 3 /* steps that are told one by one */

/* ---- the steps that are there ---- */

struct made {
	struct record *steps;
	size_t n;
};

/* Those of this roadmap that stand at the subject. */
static struct made made_find(struct tx *tx, const struct record *roadmap, struct pointed subject)
{
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_ROADMAP, roadmap->id, KIND_REMINDER, REMINDER_ROADMAP, &n);
	struct made made = {.steps = mem_alloc((n + 1) * sizeof(*made.steps))};

	for (size_t i = 0; i < n; i++) {
		struct record *r = &made.steps[made.n];
		struct pointed link;

		if (!load(tx, KIND_REMINDER, ids[i], r))
			continue;
		link = record_link(r, REMINDER_LINK);
		made.n += link.kind == subject.kind && link.id == subject.id;
	}
	free(ids);
	return made;
}

static void made_release(struct made *m, size_t all)
{
	for (size_t i = 0; i < all; i++)
		record_release(&m->steps[i]);
	free(m->steps);
}

/* Of a year the day tells which year it was. */
static bool is_made(const struct made *m, const struct roadmap_step *step, bool of_year, int32_t anchor)
{
	for (size_t i = 0; i < m->n; i++) {
		const char *line = record_text(&m->steps[i], REMINDER_STEP);

		if (strlen(line) == step->line_n && !memcmp(line, step->line, step->line_n) &&
		    (!of_year || record_date(&m->steps[i], REMINDER_BASE) == anchor))
			return true;
	}
	return false;
}

/* ---- new ones ---- */

struct told {
	size_t added, there, past;
	struct buf past_names;
	int32_t first, last;
};

static void note(struct told *t, const struct record *r, int32_t today)
{
	int32_t due = record_date(r, REMINDER_DUE);

	t->first = !t->added || due < t->first ? due : t->first;
	t->last = !t->added || due > t->last ? due : t->last;
	t->added++;
	if (due >= today)
		return;
	if (t->past++ < NAMED_MAX) {
		buf_addf(&t->past_names, "%s%s — ", t->past_names.n ? ", " : "", record_text(r, REMINDER_WHAT));
		date_add_ru(&t->past_names, due);
	}
}

static enum err add_step(struct tx *tx, const struct record *roadmap, const struct roadmap_step *step,
			 struct pointed subject, int32_t anchor, struct told *told, struct error *e)
{
	struct record r = {0};
	enum err err;

	model_new(tx, KIND_REMINDER, &r);
	record_set_textn(&r, REMINDER_WHAT, step->what, step->what_n);
	record_set_textn(&r, REMINDER_WHO, step->who, step->who_n);
	record_set_textn(&r, REMINDER_STEP, step->line, step->line_n);
	record_set_date(&r, REMINDER_DUE, step_day(tx_config(tx), &step->when, anchor));
	record_set_date(&r, REMINDER_BASE, anchor);
	record_set_ref(&r, REMINDER_ROADMAP, roadmap->id);
	if (subject.kind)
		record_set_link(&r, REMINDER_LINK, subject);
	err = model_store(tx, NULL, &r, e);
	note(told, &r, tx_session(tx)->today);
	record_release(&r);
	return err;
}

static enum err refuse_again(const struct record *roadmap, size_t there, struct error *e)
{
	return error_set(e, ERR_REFUSED, "Дорожная карта «%s» сюда уже применена: %zu %s",
			 record_text(roadmap, ROADMAP_NAME), there, text_plural((long)there, "шаг", "шага", "шагов"));
}

/* Many at once are told one after another: each says of what it is. */
static void tell(struct tx *tx, const struct told *t, struct pointed subject, struct buf *notice)
{
	buf_addf(notice, "%s %zu %s: ", text_plural((long)t->added, "Заведён", "Заведено", "Заведено"), t->added,
		 text_plural((long)t->added, "срок", "срока", "сроков"));
	date_add_ru(notice, t->first);
	if (t->last != t->first) {
		buf_add(notice, "–");
		date_add_ru(notice, t->last);
	}
	if (subject.kind) {
		buf_add(notice, " · ");
		label_add(tx, subject.kind, subject.id, notice);
	}
	buf_addc(notice, '\n');
	if (t->there)
		buf_addf(notice, "Применена не впервые: %zu %s уже есть\n", t->there,
			 text_plural((long)t->there, "шаг", "шага", "шагов"));
	if (t->past)
		buf_addf(notice, "Уже в прошлом %zu %s: %s%s\n", t->past,
			 text_plural((long)t->past, "срок", "срока", "сроков"), t->past_names.s,
			 t->past > NAMED_MAX ? " …" : "");
}

enum err roadmap_apply(struct tx *tx, const struct record *roadmap, struct pointed subject, const struct span *span,
		       struct buf *notice, struct error *e)
{
	const char *base = record_text(roadmap, ROADMAP_BASE);
	struct made made = made_find(tx, roadmap, subject);
	struct roadmap_step step;
	struct told told = {.added = 0};
	size_t at = 0, all = made.n + 1;
	enum err err = OK;

	while (!err && !roadmap_step_next(record_text(roadmap, ROADMAP_STEPS), base, &at, &step, NULL)) {
		int32_t anchor = roadmap_anchor(&step.when, base, span);

		if (is_made(&made, &step, !strcmp(base, ROADMAP_YEAR), anchor))
			told.there++;
		else
			err = add_step(tx, roadmap, &step, subject, anchor, &told, e);
	}
	if (!err && !told.added)
		err = refuse_again(roadmap, told.there, e);
	else if (!err)
		tell(tx, &told, subject, notice);
	buf_free(&told.past_names);
	made_release(&made, all);
	return err;
}

/* ---- the action of what it is applied to ---- */

static bool fits(const struct record *roadmap, const struct record *r)
{
	const char *base = record_text(roadmap, ROADMAP_BASE);
	const struct value *forms = record_get(roadmap, ROADMAP_FORMS);

	if (record_bool(roadmap, REC_ARCHIVED))
		return false;
	if (r->kind != KIND_EVENT)
		return !strcmp(base, ROADMAP_TERM) || (r->kind == KIND_SITE && !strcmp(base, ROADMAP_YEAR));
	if (strcmp(base, ROADMAP_EVENT) != 0)
		return false;
	for (uint32_t i = 0; forms && i < forms->count; i++)
		if (!strcmp(forms->items[i].text, record_text(r, EVENT_FORM)))
			return true;
	return !forms;
}

/* How many there are for r; *one: the last of them. */
static size_t find_fitting(struct tx *tx, const struct record *r, uint32_t *one)
{
	struct record roadmap = {0};
	uint32_t *ids;
	size_t n, found = 0;

	if (query_run(tx, &(struct query){.kind = KIND_ROADMAP}, &ids, &n, NULL))
		return 0;
	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_ROADMAP, ids[i], &roadmap) && fits(&roadmap, r)) {
			*one = ids[i];
			found++;
		}
	free(ids);
	record_release(&roadmap);
	return found;
}

enum err roadmap_guard(struct tx *tx, const struct record *r, struct error *e)
{
	uint32_t one;

	if (r->kind == KIND_EVENT && !strcmp(record_text(r, EVENT_STATE), EVENT_CANCELLED))
		return error_set(e, ERR_REFUSED, "занятие уже отменено");
	if (r->kind == KIND_EVENT && record_bool(r, REC_ARCHIVED))
		return error_set(e, ERR_REFUSED, "занятие в архиве: сначала верните его");
	if (find_fitting(tx, r, &one))
		return OK;
	return error_set(e, ERR_REFUSED, "подходящей дорожной карты ещё не завели: Справочники, «Дорожные карты»");
}

static void suggest(struct tx *tx, const struct record *r, struct record *args)
{
	uint32_t one = 0;

	if (find_fitting(tx, r, &one) == 1)
		record_set_ref(args, ARG_ROADMAP, one);
}

static enum err refuse_unfit(const struct record *roadmap, const struct record *r, struct error *e)
{
	const char *base = record_text(roadmap, ROADMAP_BASE);
	bool form = r->kind == KIND_EVENT && !strcmp(base, ROADMAP_EVENT);

	if (record_bool(roadmap, REC_ARCHIVED))
		error_set(e, ERR_REFUSED, "Дорожная карта «%s» в архиве", record_text(roadmap, ROADMAP_NAME));
	else
		error_set(e, ERR_REFUSED, "Дорожная карта «%s» — %s%s", record_text(roadmap, ROADMAP_NAME),
			  form ? "для занятий других форм" : "не для этого, она считается от другого: ",
			  form ? "" : base);
	return e ? error_at(e, "roadmap") : ERR_REFUSED;
}

enum err roadmap_act(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	const struct session *s = tx_session(tx);
	int year = record_has(args, ARG_YEAR) ? (int)record_int(args, ARG_YEAR)
		   : s->year		      ? s->year
					      : school_year_worked_on(s->today);
	struct record roadmap = {0};
	struct span span;
	enum err err;

	if (!load(tx, KIND_ROADMAP, record_ref(args, ARG_ROADMAP), &roadmap))
		return error_set(e, ERR_REFUSED, "такой дорожной карты нет");
	if (!fits(&roadmap, r))
		err = refuse_unfit(&roadmap, r, e);
	else if (!roadmap_span(tx, record_text(&roadmap, ROADMAP_BASE), r, year, &span))
		err = error_set(e, ERR_REFUSED, "у площадки нет срока статуса: считать не от чего");
	else
		err = roadmap_apply(tx, &roadmap, (struct pointed){r->kind, r->id}, &span, notice, e);
	record_release(&roadmap);
	return err;
}

/* clang-format off */
#define ARG_WHICH {.field = {.id = ARG_ROADMAP, .name = "roadmap", .title = "Дорожная карта", .type = FT_REF, .ref = KIND_ROADMAP, \
	.flags = FF_REQUIRED, .help = "Какая: её шаги станут своими сроками.", .example = "Занятие на площадке"}, .suggest = suggest}
const struct action_arg roadmap_args[] = {ARG_WHICH, {.field = {.name = NULL}}};
const struct action_arg roadmap_site_args[] = {
	ARG_WHICH,
	{.field = {.id = ARG_YEAR, .name = "year", .title = "Учебный год", .type = FT_YEAR, .example = "2026-2027",
		   .help = "Для карты учебного года: за какой. Пусто: за текущий."}},
	{.field = {.name = NULL}},
};
/* clang-format on */
