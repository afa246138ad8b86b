/* What the years before left open and nobody waits for any more: items of plans of those who are through, alarms about
 * internships whose days are over. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../internships/internships.h"
#include "stazh/model/deadline.h"
#include "stazh/model/deferral.h"

/* ---- items of those who are through ---- */

static struct ending ending_of(struct tx *tx, const struct record *trainee)
{
	struct record group = {0};
	int32_t on = DATE_NONE;

	if (load_ref(tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group))
		on = trainee_end(trainee, &group);
	record_release(&group);
	return (struct ending){.kind = KIND_TRAINEE,
			       .id = trainee->id,
			       .on = on == DATE_NONE ? tx_session(tx)->today : on,
			       .reached = true,
			       .why = "стажировка завершена"};
}

static void add_completed(struct turning *g, const struct record *trainee)
{
	const struct ending end = ending_of(g->tx, trainee);
	struct open_items items = {.n = 0};
	struct record group = {0};
	struct buf what = {0}, was = {0}, why = {0};

	close_look(g->tx, &end, &items);
	if (items.n && load_ref(g->tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group)) {
		trainee_name(g->tx, trainee, &what);
		buf_addf(&what, ", %s", record_text(&group, GROUP_NAME));
		buf_addf(&was, "открыто %zu", items.n);
		buf_add(&why, "стажировка завершена ");
		date_add_ru(&why, end.on);
		buf_add(&why, ": несделанного больше не ждут");
		rule_cite(g->c, RULE_INDIVIDUAL, &why);
		turn_add(g, (struct turn_step){.sort = TURN_CLOSE,
					       .can = TURN_CAN,
					       .on = true,
					       .kind = KIND_TRAINEE,
					       .id = trainee->id,
					       .site = record_ref(&group, GROUP_SITE),
					       .from = DATE_NONE,
					       .to = DATE_NONE,
					       .what = buf_text(&what),
					       .was = was.s,
					       .then = "снять",
					       .why = why.s,
					       .needs = TURN_NONE,
					       .other = TURN_NONE});
	}
	open_items_release(&items);
	record_release(&group);
	buf_free(&what);
	buf_free(&was);
	buf_free(&why);
}

static void add_items(struct turning *g)
{
	const struct condition completed = {field_by_id(&kind_trainee, TRAINEE_STATE), TRAINEE_COMPLETED};
	struct query q = {.kind = KIND_TRAINEE, .where = &completed, .n = 1};
	struct record trainee = {0};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(g->tx, &q, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (load(g->tx, KIND_TRAINEE, ids[i], &trainee))
			add_completed(g, &trainee);
	free(ids);
	record_release(&trainee);
}

/* ---- alarms about internships whose days are over: nothing can be made good any more ---- */

struct alarm {
	unsigned sort;
	uint32_t mark, trainee;
};
struct alarms {
	struct tx *tx;
	int32_t first; /* of the new year */
	struct alarm *a;
	size_t n, cap;
};

static void keep_alarm(const struct deadline *d, void *arg)
{
	struct alarms *all = arg;
	struct record mark = {0}, trainee = {0}, group = {0};

	if ((d->kind != DL_ABSENCES && d->kind != DL_HOURS) || !load(all->tx, d->rec_kind, d->rec_id, &mark) ||
	    !load_ref(all->tx, KIND_TRAINEE, &mark, ATTENDANCE_TRAINEE, &trainee) ||
	    !load_ref(all->tx, KIND_GROUP, &trainee, TRAINEE_GROUP, &group))
		goto done;
	int32_t from, to;

	group_span(&group, &from, &to);
	trainee_span(&trainee, &from, &to);
	if (to < all->first) {
		all->a = mem_grow(all->a, all->n, &all->cap, sizeof(*all->a));
		all->a[all->n++] = (struct alarm){d->kind, mark.id, trainee.id};
	}
done:
	record_release(&mark);
	record_release(&trainee);
	record_release(&group);
}

static int by_trainee(const void *a, const void *b)
{
	const struct alarm *x = a, *y = b;

	if (x->trainee != y->trainee)
		return x->trainee < y->trainee ? -1 : 1;
	return x->mark != y->mark ? (x->mark > y->mark) - (x->mark < y->mark)
				  : (x->sort > y->sort) - (x->sort < y->sort);
}

/* In the order of the trainees; free(). */
static struct alarm *alarms_of(struct tx *tx, int32_t first, size_t *n)
{
	const struct deadline_query q = {.today = tx_session(tx)->today, .from = DATE_NONE};
	struct alarms all = {.tx = tx, .first = first};

	deadline_each(tx, &q, keep_alarm, &all);
	if (all.n)
		qsort(all.a, all.n, sizeof(*all.a), by_trainee);
	*n = all.n;
	return all.a;
}

static void add_alarm(struct turning *g, uint32_t id, size_t n)
{
	struct record trainee = {0}, group = {0};
	struct buf what = {0}, was = {0};

	if (load(g->tx, KIND_TRAINEE, id, &trainee) && load_ref(g->tx, KIND_GROUP, &trainee, TRAINEE_GROUP, &group)) {
		trainee_name(g->tx, &trainee, &what);
		buf_addf(&what, ", %s", record_text(&group, GROUP_NAME));
		buf_addf(&was, "%zu %s", n, text_plural((long)n, "тревога", "тревоги", "тревог"));
		turn_add(g, (struct turn_step){.sort = TURN_CLOSE,
					       .can = TURN_CAN,
					       .on = true,
					       .kind = KIND_TRAINEE,
					       .id = id,
					       .site = record_ref(&group, GROUP_SITE),
					       .from = DATE_NONE,
					       .to = DATE_NONE,
					       .what = buf_text(&what),
					       .was = was.s,
					       .then = "снять",
					       .why = "пропуски прошлого года: дни стажировки прошли",
					       .needs = TURN_NONE,
					       .other = TURN_NONE});
	}
	record_release(&trainee);
	record_release(&group);
	buf_free(&what);
	buf_free(&was);
}

void turn_add_close(struct turning *g)
{
	size_t n;
	struct alarm *a = alarms_of(g->tx, g->first, &n);

	add_items(g);
	for (size_t i = 0, many; i < n; i += many) {
		for (many = 1; i + many < n && a[i + many].trainee == a[i].trainee;)
			many++;
		add_alarm(g, a[i].trainee, many);
	}
	free(a);
}

/* ---- doing it ---- */

static enum err waive(struct turn_doing *d, const struct alarm *a)
{
	struct record was = {0}, is = {0};
	enum err err = OK;

	if (load(d->tx, KIND_ATTENDANCE, a->mark, &was)) {
		record_copy(&is, &was);
		deferral_set(&is, a->sort, DATE_NONE, "учебный год окончен");
		err = model_store(d->tx, &was, &is, d->e);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err close_one(struct turn_doing *d, const struct turn_step *s, const struct alarm *a, size_t n)
{
	struct record trainee = {0};
	enum err err = OK;

	turn_note(d, s->what);
	if (load(d->tx, KIND_TRAINEE, s->id, &trainee) &&
	    !strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_COMPLETED)) {
		const struct ending end = ending_of(d->tx, &trainee);

		err = close_family(d->tx, &end, NULL, d->e);
	}
	for (size_t i = 0; i < n && !err; i++)
		if (a[i].trainee == s->id)
			err = waive(d, &a[i]);
	record_release(&trainee);
	return err;
}

enum err turn_do_close(struct turn_doing *d)
{
	enum err err = OK;
	size_t n;
	struct alarm *a = alarms_of(d->tx, school_year_first(d->t->to), &n);

	for (size_t i = 0; i < d->t->n && !err; i++)
		if (d->t->step[i].sort == TURN_CLOSE && turn_does(d->t, i))
			err = close_one(d, &d->t->step[i], a, n);
	free(a);
	return err;
}
