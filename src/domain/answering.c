/* Who answers for a deadline. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/letter.h"
#include "stazh/model/audit.h"

struct asked {
	struct answering *a;
	uint32_t *told; /* of this deadline */
	size_t n, cap;
	void (*fn)(uint32_t person, const char *name, void *arg);
	void *arg;
};

void answering_release(struct answering *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->names[i].name);
	free(a->names);
	*a = (struct answering){.tx = NULL};
}

/* The one of that name; 0: nobody, or several. */
static uint32_t person_named(struct answering *a, const char *name)
{
	struct answering_name *known;
	size_t i = 0;

	while (i < a->n && strcmp(a->names[i].name, name) != 0)
		i++;
	if (i < a->n)
		return a->names[i].person;
	a->names = mem_grow(a->names, a->n, &a->cap, sizeof(*a->names));
	known = &a->names[a->n++];
	*known = (struct answering_name){.name = mem_strdup(name)};
	if (ref_find(a->tx, KIND_PERSON, name, &known->person, NULL))
		known->person = 0;
	return known->person;
}

static void give(struct asked *q, uint32_t person, const char *name)
{
	for (size_t i = 0; person && i < q->n; i++)
		if (q->told[i] == person)
			return;
	q->told = mem_grow(q->told, q->n, &q->cap, sizeof(*q->told));
	q->told[q->n++] = person;
	q->fn(person, name, q->arg);
}

/* «Лебедева А.С., Морозова И.А.» */
static void give_named(struct asked *q, const char *names)
{
	char *all = mem_strdup(names), *rest = NULL;
	bool any = false;

	for (char *part = strtok_r(all, ",;", &rest); part; part = strtok_r(NULL, ",;", &rest)) {
		const char *name = part;
		size_t n = text_trim(&name, strlen(part));

		part[(size_t)(name - part) + n] = '\0';
		if (!n)
			continue;
		give(q, person_named(q->a, name), name);
		any = true;
	}
	free(all);
	if (!any) {
		names = config_text(tx_session(q->a->tx)->config, OPT_CENTRE_METHODIST);
		give(q, *names ? person_named(q->a, names) : 0, *names ? names : "методист");
	}
}

/* A site's, else its organisation's. */
static void give_party(struct asked *q, const struct party *p)
{
	struct record org = {0};
	struct buf name = {0};
	uint32_t person = p->person;

	if (!person && p->org && load(q->a->tx, KIND_ORG, p->org, &org))
		person = record_ref(&org, ORG_HEAD);
	if (!person && p->org) {
		buf_add(&name, "руководитель не назначен, ");
		label_add(q->a->tx, KIND_ORG, p->org, &name);
	}
	if (person || p->org)
		give(q, person, buf_text(&name));
	else
		give_named(q, "");
	record_release(&org);
	buf_free(&name);
}

static void give_trainee(struct asked *q, uint32_t task)
{
	struct record r = {0}, trainee = {0};

	if (load(q->a->tx, KIND_TASK, task, &r) && load_ref(q->a->tx, KIND_TRAINEE, &r, TASK_TRAINEE, &trainee))
		give(q, record_ref(&trainee, TRAINEE_PERSON), "");
	record_release(&r);
	record_release(&trainee);
}

void answering_each(struct answering *a, const struct deadline *d,
		    void (*fn)(uint32_t person, const char *name, void *arg), void *arg)
{
	struct asked q = {.a = a, .fn = fn, .arg = arg};

	if (deadline_is_methodists(d->kind)) {
		if (d->person)
			give(&q, d->person, "");
		else /* the site has no methodist; or whoever it names */
			give_named(&q, d->site && d->rec_kind != KIND_REMINDER ? "" : d->who);
	} else {
		if (d->rec_kind == KIND_TASK)
			give_trainee(&q, d->rec_id);
		for (size_t i = 0; i <= d->more_n; i++) {
			struct party p = deadline_party(d, i);

			give_party(&q, &p);
		}
	}
	free(q.told);
}

struct naming {
	struct tx *tx;
	struct people *out;
};

static void add_person(uint32_t person, const char *name, void *arg)
{
	const struct naming *n = arg;

	(void)name;
	people_add(n->out, n->tx, KIND_PERSON, person);
}

void answering_people(struct answering *a, const struct deadline *d, struct people *out)
{
	struct naming naming = {a->tx, out};
	struct record r = {0};

	answering_each(a, d, add_person, &naming);
	people_add(out, a->tx, d->rec_kind, d->rec_id);
	if ((d->rec_kind == KIND_TASK || d->rec_kind == KIND_ATTENDANCE) && load(a->tx, d->rec_kind, d->rec_id, &r))
		people_add_record(out, a->tx, &r);
	record_release(&r);
}
