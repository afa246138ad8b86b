#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/access.h"
#include "stazh/domain/dynamics.h"

/* ---- counting ---- */

struct result {
	bool there;
	double points, percent;
};

static struct dynamics *of_direction(struct dynamics **list, size_t *n, const char *direction)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp((*list)[i].direction, direction))
			return &(*list)[i];
	*list = mem_resize(*list, (*n + 1) * sizeof(**list));
	(*list)[*n] = (struct dynamics){.direction = mem_strdup(direction)};
	return &(*list)[(*n)++];
}

static void count(struct measure *m, unsigned *fifths, const struct result *r)
{
	int fifth = (int)(r->percent / (100.0 / FIFTHS));

	m->n++;
	m->points += r->points;
	m->percent += r->percent;
	if (fifths)
		fifths[fifth < FIFTHS ? fifth : FIFTHS - 1]++;
}

static struct result result_of(struct tx *tx, uint32_t trainee, const char *direction, const char *kind)
{
	struct record r = {0};
	struct result result = {.there = diagnosis_find(tx, trainee, direction, kind, &r)};

	result.points = (double)record_int(&r, ASSESSMENT_SCORE);
	if (result.there && record_int(&r, ASSESSMENT_OUT_OF) > 0)
		result.percent = 100 * result.points / (double)record_int(&r, ASSESSMENT_OUT_OF);
	record_release(&r);
	return result;
}

static void find_directions(struct tx *tx, uint32_t trainee, struct dynamics **list, size_t *n)
{
	struct record r = {0};
	size_t ids_n;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &ids_n);

	for (size_t i = 0; i < ids_n; i++)
		if (load(tx, KIND_ASSESSMENT, ids[i], &r))
			of_direction(list, n, record_text(&r, ASSESSMENT_DIRECTION));
	free(ids);
	record_release(&r);
}

static void take_mean(struct measure *m)
{
	if (m->n) {
		m->points /= (double)m->n;
		m->percent /= (double)m->n;
	}
}

struct dynamics *dynamics_of(struct tx *tx, const uint32_t *trainees, size_t trainees_n, size_t *n)
{
	struct dynamics *list = NULL;

	*n = 0;
	for (size_t i = 0; i < trainees_n; i++)
		find_directions(tx, trainees[i], &list, n);
	for (size_t d = 0; d < *n; d++) {
		struct dynamics *dyn = &list[d];

		for (size_t i = 0; i < trainees_n; i++) {
			struct result entry = result_of(tx, trainees[i], dyn->direction, ASSESSMENT_ENTRY);
			struct result exit = result_of(tx, trainees[i], dyn->direction, ASSESSMENT_EXIT);
			struct result change = {true, exit.points - entry.points, exit.percent - entry.percent};

			if (entry.there)
				count(&dyn->entry, dyn->entry_fifths, &entry);
			if (exit.there)
				count(&dyn->exit, dyn->exit_fifths, &exit);
			if (entry.there && exit.there)
				count(&dyn->change, NULL, &change);
		}
		take_mean(&dyn->entry);
		take_mean(&dyn->exit);
		take_mean(&dyn->change);
	}
	return list;
}

void dynamics_free(struct dynamics *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(d[i].direction);
	free(d);
}

/* ---- showing ---- */

void dynamics_add_number(struct buf *out, double number, bool sign)
{
	long tenths = lround(number * 10);
	const char *minus = tenths < 0 ? "−" : sign && tenths > 0 ? "+" : "";

	buf_addf(out, "%s%ld", minus, labs(tenths) / 10);
	if (tenths % 10)
		buf_addf(out, ",%ld", labs(tenths) % 10);
}

static void add_percent(struct buf *out, double percent, bool sign)
{
	dynamics_add_number(out, percent, sign);
	buf_add(out, " %");
}

#define BAR 20
#define SPAN 30

/* «██████▓▓░░»: the entry, what was gained, what is left; a loss is left out of the full part. */
static void add_bar(struct buf *out, double entry, double exit)
{
	int low = (int)lround(entry / 100 * BAR), high = (int)lround(exit / 100 * BAR);

	for (int i = 0; i < BAR; i++)
		buf_add(out, i < low && i < high ? "█" : i < high ? "▓" : "░");
}

/* «▁▃▇▂▁»: how many in each fifth. */
static void add_distribution(struct buf *out, const unsigned fifths[FIFTHS])
{
	static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	unsigned most = 1;

	for (int i = 0; i < FIFTHS; i++)
		most = fifths[i] > most ? fifths[i] : most;
	for (int i = 0; i < FIFTHS; i++)
		buf_add(out, fifths[i] ? heights[1 + fifths[i] * 6 / most] : heights[0]);
	buf_add(out, " ");
	for (int i = 0; i < FIFTHS; i++)
		buf_addf(out, "%s%u", i ? "·" : "", fifths[i]);
}

static void add_span(struct buf *out, const char *title, int32_t from, int32_t to, int32_t first, int32_t last)
{
	int width = SPAN, days = last - first + 1;
	int left = (int)((long)(from - first) * width / days), right = (int)((long)(to - first + 1) * width / days);

	buf_addf(out, "%s\t", title);
	for (int i = 0; i < width; i++)
		buf_add(out, i >= left && (i < right || i == left) ? "█" : "░");
	buf_add(out, "  ");
	date_add_ru(out, from);
	buf_add(out, "–");
	date_add_ru(out, to);
	buf_addc(out, '\n');
}

/* The dates that count for the trainee: its own or the group's; DATE_NONE when neither has them. */
static void dates_of(const struct record *trainee, const struct record *group, int32_t *from, int32_t *to)
{
	*from = record_has(trainee, TRAINEE_FROM) ? record_date(trainee, TRAINEE_FROM) : record_date(group, GROUP_FROM);
	*to = record_has(trainee, TRAINEE_TO) ? record_date(trainee, TRAINEE_TO) : record_date(group, GROUP_TO);
}

static bool has_own_dates(const struct record *trainee)
{
	return record_has(trainee, TRAINEE_FROM) || record_has(trainee, TRAINEE_TO);
}

/* The group's line of time and below it those who have dates of their own; nothing when nobody has. */
static void add_time(struct tx *tx, const struct record *group, const uint32_t *ids, size_t n, struct buf *out)
{
	int32_t first = record_date(group, GROUP_FROM), last = record_date(group, GROUP_TO), from, to;
	struct record trainee = {0};
	struct buf name = {0};
	bool any = false;

	if (first == DATE_NONE || last == DATE_NONE)
		return;
	for (int pass = 0; pass < 2; pass++) {
		if (pass && any)
			add_span(out, "Срок группы", record_date(group, GROUP_FROM), record_date(group, GROUP_TO), first, last);
		for (size_t i = 0; i < n; i++) {
			if (!load(tx, KIND_TRAINEE, ids[i], &trainee) || !has_own_dates(&trainee))
				continue;
			any = true;
			dates_of(&trainee, group, &from, &to);
			if (!pass) {
				first = from < first ? from : first;
				last = to > last ? to : last;
				continue;
			}
			buf_clear(&name);
			trainee_name(tx, &trainee, &name);
			add_span(out, name.s, from, to, first, last);
		}
	}
	buf_free(&name);
	record_release(&trainee);
}

static void add_result(const struct dynamics *d, bool alone, struct buf *out)
{
	buf_addf(out, "%s\t", d->direction);
	if (d->entry.n || d->exit.n)
		add_bar(out, d->entry.n ? d->entry.percent : 0, d->exit.n ? d->exit.percent : d->entry.percent);
	if (!d->entry.n)
		buf_add(out, " входной нет");
	for (int i = 0; i < 2; i++) {
		const struct measure *m = i ? &d->exit : &d->entry;

		if (!m->n)
			continue;
		buf_add(out, i ? ", итоговая " : " входная ");
		dynamics_add_number(out, m->points, false);
		buf_add(out, " (");
		add_percent(out, m->percent, false);
		buf_addf(out, alone ? ")" : ", n = %zu)", m->n);
	}
	if (!d->exit.n)
		buf_add(out, ", итоговой ещё нет");
	if (d->change.n) {
		buf_add(out, ": ");
		dynamics_add_number(out, d->change.points, true);
		buf_add(out, " (");
		add_percent(out, d->change.percent, true);
		buf_addf(out, alone ? ")" : ", n = %zu)", d->change.n);
	}
	if (!alone) {
		buf_add(out, "; по пятым долям: ");
		add_distribution(out, d->entry_fifths);
		if (d->exit.n) {
			buf_add(out, " → ");
			add_distribution(out, d->exit_fifths);
		}
	}
	buf_addc(out, '\n');
}

void dynamics_trainee_facts(struct tx *tx, const struct record *trainee, struct buf *out)
{
	struct record group = {0};
	struct dynamics *d;
	size_t n;

	d = dynamics_of(tx, &trainee->id, 1, &n);
	for (size_t i = 0; i < n; i++)
		add_result(&d[i], true, out);
	dynamics_free(d, n);
	if (has_own_dates(trainee) && load_ref(tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group))
		add_time(tx, &group, &trainee->id, 1, out);
	record_release(&group);
}

void dynamics_group_facts(struct tx *tx, const struct record *group, struct buf *out)
{
	struct dynamics *d;
	size_t n, ids_n;
	uint32_t *ids = refs_list(tx, KIND_GROUP, group->id, KIND_TRAINEE, TRAINEE_GROUP, &ids_n);

	d = dynamics_of(tx, ids, ids_n, &n);
	for (size_t i = 0; i < n; i++)
		add_result(&d[i], false, out);
	dynamics_free(d, n);
	add_time(tx, group, ids, ids_n, out);
	free(ids);
}

/* ---- a grid of them ---- */

bool diagnosis_find(struct tx *tx, uint32_t trainee, const char *direction, const char *kind, struct record *out)
{
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &n);
	bool found = false;

	for (size_t i = n; i-- > 0 && !found;) /* of several interim ones the last */
		found = load(tx, KIND_ASSESSMENT, ids[i], out) && !strcmp(record_text(out, ASSESSMENT_KIND), kind) &&
			!strcmp(record_text(out, ASSESSMENT_DIRECTION), direction);
	free(ids);
	if (!found)
		record_release(out);
	return found;
}

struct grid {
	const struct diagnosis *d;
	size_t n, at;
	struct error *e;
};

static enum err write_one(struct tx *tx, const struct diagnosis *d, struct error *e)
{
	struct record was = {0}, is = {0};
	bool there = diagnosis_find(tx, d->trainee, d->direction, d->kind, &was);
	enum err err;

	if (there)
		record_copy(&is, &was);
	is.kind = KIND_ASSESSMENT;
	record_set_ref(&is, ASSESSMENT_TRAINEE, d->trainee);
	err = access_check(tx, KIND_ASSESSMENT, "set", kind_assessment.writer, &is, e);
	if (!err && d->score < 0) {
		err = there ? record_trash(tx, KIND_ASSESSMENT, was.id) : OK;
	} else if (!err) {
		record_set_text(&is, ASSESSMENT_DIRECTION, d->direction);
		record_set_text(&is, ASSESSMENT_KIND, d->kind);
		record_set_date(&is, ASSESSMENT_DATE, d->date);
		record_set_int(&is, ASSESSMENT_SCORE, d->score);
		record_set_int(&is, ASSESSMENT_OUT_OF, d->out_of);
		if (!there || !record_same(&was, &is))
			err = model_store(tx, there ? &was : NULL, &is, e);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err write_all(struct tx *tx, void *arg)
{
	struct grid *g = arg;
	enum err err = OK;

	for (g->at = 0; g->at < g->n && !err; g->at++)
		err = write_one(tx, &g->d[g->at], g->e);
	g->at -= err != OK;
	if (err && tx_failed(tx) && g->e)
		*g->e = *tx_error(tx);
	return err;
}

enum err op_diagnose(struct session *s, const struct diagnosis *d, size_t n, size_t *at, struct error *e)
{
	struct grid g = {.d = d, .n = n, .e = e};
	enum err err = session_write(s, "diagnose", "", write_all, &g, e);

	if (err && at)
		*at = g.at < n ? g.at : 0;
	return err;
}
