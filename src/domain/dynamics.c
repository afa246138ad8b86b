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
	struct result result = {.there = diagnosis_find(tx, trainee, direction, kind, 0, &r)};

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

static void hide(struct measure *m, unsigned *fifths)
{
	if (m->n >= DYNAMICS_FEW)
		return;
	*m = (struct measure){.n = 0};
	for (int i = 0; fifths && i < FIFTHS; i++)
		fifths[i] = 0;
}

struct dynamics *dynamics_of(struct tx *tx, const struct record *of, const uint32_t *trainees, size_t trainees_n, size_t *n)
{
	const struct field *score = field_by_id(&kind_assessment, ASSESSMENT_SCORE);
	bool seen = of ? access_sees_scores(tx, of) : access_sees_all(tx_session(tx), score);
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
		if (!seen) {
			hide(&dyn->entry, dyn->entry_fifths);
			hide(&dyn->exit, dyn->exit_fifths);
			hide(&dyn->change, NULL);
		}
	}
	return list;
}

void dynamics_free(struct dynamics *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(d[i].direction);
	free(d);
}
