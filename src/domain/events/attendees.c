/* Who is expected at an event, and what was marked. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "../internships/internships.h"
#include "stazh/base/collate.h"
#include "stazh/domain/attendance.h"

const char *const attendance_marks[] = {MARK_PRESENT, MARK_ABSENT, MARK_EXCUSED, MARK_REMOTE, NULL};

/* The mark of the trainee at the event, leaving out the one with the id `but`; 0: none. */
uint32_t attendance_of(struct tx *tx, uint32_t event, uint32_t trainee, uint32_t but)
{
	struct record r = {0};
	uint32_t found = 0;
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);

	for (size_t i = 0; i < n && !found; i++)
		if (ids[i] != but && load(tx, KIND_ATTENDANCE, ids[i], &r) && record_ref(&r, ATTENDANCE_EVENT) == event)
			found = ids[i];
	free(ids);
	record_release(&r);
	return found;
}

struct list {
	struct attendee *a;
	size_t n, cap;
};

static int32_t first_told(const struct record *a, unsigned a_field, const struct record *b, unsigned b_field)
{
	return record_has(a, a_field) ? record_date(a, a_field) : record_date(b, b_field);
}

bool attendance_expects(const struct record *trainee, const struct record *group, int32_t day)
{
	int32_t from = first_told(trainee, TRAINEE_FROM, group, GROUP_FROM),
		to = first_told(trainee, TRAINEE_TO, group, GROUP_TO);

	return strcmp(record_text(trainee, TRAINEE_STATE), TRAINEE_EXPELLED) && (from == DATE_NONE || from <= day) &&
	       (to == DATE_NONE || day <= to);
}

static struct attendee *list_add(struct tx *tx, struct list *l, const struct record *trainee)
{
	struct buf name = {0};

	trainee_name(tx, trainee, &name);
	l->a = mem_grow(l->a, l->n, &l->cap, sizeof(*l->a));
	l->a[l->n] = (struct attendee){.trainee = trainee->id,
				       .person = record_ref(trainee, TRAINEE_PERSON),
				       .group = record_ref(trainee, TRAINEE_GROUP),
				       .name = buf_take(&name)};
	return &l->a[l->n++];
}

static void add_group(struct tx *tx, struct list *l, uint32_t id, int32_t day)
{
	struct record group = {0}, trainee = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_GROUP, id, KIND_TRAINEE, TRAINEE_GROUP, &n);

	if (load(tx, KIND_GROUP, id, &group))
		for (size_t i = 0; i < n; i++)
			if (load(tx, KIND_TRAINEE, ids[i], &trainee) && attendance_expects(&trainee, &group, day))
				list_add(tx, l, &trainee);
	free(ids);
	record_release(&group);
	record_release(&trainee);
}

static void add_marks(struct tx *tx, struct list *l, uint32_t event)
{
	struct record r = {0}, trainee = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_EVENT, event, KIND_ATTENDANCE, ATTENDANCE_EVENT, &n);

	for (size_t i = 0; i < n; i++) {
		struct attendee *a = NULL;

		if (!load(tx, KIND_ATTENDANCE, ids[i], &r))
			continue;
		for (size_t j = 0; j < l->n && !a; j++)
			if (l->a[j].trainee == record_ref(&r, ATTENDANCE_TRAINEE))
				a = &l->a[j];
		if (!a && load_ref(tx, KIND_TRAINEE, &r, ATTENDANCE_TRAINEE, &trainee))
			a = list_add(tx, l, &trainee);
		if (!a)
			continue;
		a->id = r.id;
		a->rev = record_int(&r, REC_REV);
		for (const char *const *m = attendance_marks; *m; m++)
			if (!strcmp(*m, record_text(&r, ATTENDANCE_MARK)))
				a->mark = *m;
	}
	free(ids);
	record_release(&r);
	record_release(&trainee);
}

static int compare_attendees(const void *pa, const void *pb)
{
	const struct attendee *a = pa, *b = pb;
	int by_name;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	by_name = collate_compare(a->name, b->name);
	return by_name ? by_name : (a->trainee > b->trainee) - (a->trainee < b->trainee);
}

struct attendee *attendees_of_group(struct tx *tx, uint32_t group, size_t *n)
{
	struct record trainee = {0};
	struct list l = {0};
	size_t ids_n;
	uint32_t *ids = refs_list(tx, KIND_GROUP, group, KIND_TRAINEE, TRAINEE_GROUP, &ids_n);

	for (size_t i = 0; i < ids_n; i++)
		if (load(tx, KIND_TRAINEE, ids[i], &trainee))
			list_add(tx, &l, &trainee);
	if (l.n)
		qsort(l.a, l.n, sizeof(*l.a), compare_attendees);
	free(ids);
	record_release(&trainee);
	*n = l.n;
	return l.a;
}

struct attendee *attendance_list(struct tx *tx, const struct record *event, size_t *n)
{
	const struct value *groups = record_get(event, EVENT_GROUPS);
	struct list l = {0};

	for (uint32_t i = 0; groups && i < groups->count; i++)
		add_group(tx, &l, (uint32_t)groups->items[i].num, record_date(event, EVENT_DATE));
	if (event->id)
		add_marks(tx, &l, event->id);
	if (l.n)
		qsort(l.a, l.n, sizeof(*l.a), compare_attendees);
	*n = l.n;
	return l.a;
}

void attendance_free(struct attendee *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(a[i].name);
	free(a);
}
