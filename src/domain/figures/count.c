/* Counting the figures of a school year (6.1): each record is read once, and what it tells goes to the counts of its
 * site and of the district. Of the whole year all records are walked over; of one site what refers to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internships/internships.h"
#include "count.h"
#include "stazh/model/access.h"
#include "stazh/domain/post.h"

/* ---- adding up ---- */

/* The tallies that something of the site counts in; how many. */
static size_t tallies_of(struct pass *p, uint32_t site, struct tally *out[2])
{
	uint32_t place = site ? known_at(&p->sites, site)->to : 0;
	size_t n = 0;

	if (place)
		out[n++] = &p->tallies[place - 1];
	if (p->total)
		out[n++] = p->total;
	return n;
}

static void add(struct pass *p, uint32_t site, enum count c, long by, uint32_t id)
{
	struct tally *to[2];

	for (size_t i = 0, n = tallies_of(p, site, to); i < n; i++)
		tally_add(p, to[i], c, by, id);
}

/* value, base: how much of the record `id` counts. */
static void add_word(struct pass *p, struct tally *t, const char *group, const char *word, long value, long base,
		     uint32_t id)
{
	size_t i = 0;

	if (!*word)
		word = WORD_NONE;
	while (i < t->words_n && (t->words[i].group != group || strcmp(t->words[i].word, word)))
		i++;
	if (i == t->words_n) {
		t->words = mem_grow(t->words, t->words_n, &t->words_cap, sizeof(*t->words));
		t->words[t->words_n++] = (struct word){.group = group, .word = mem_strdup(word)};
	}
	t->words[i].value += value;
	t->words[i].base += base;
	if (p->group && (p->in_base ? base : value) && !strcmp(p->group, group) && !strcmp(p->word, word))
		ids_add(&p->members, id);
}

static bool of_year(const struct pass *p, int32_t date)
{
	return date != DATE_NONE && date >= p->first && date <= p->last;
}

/* ---- one record ---- */

static void take_group(struct pass *p, const struct record *r)
{
	struct known *g = known_at(&p->groups, r->id);

	*g = (struct known){.known = true, .to = record_ref(r, GROUP_SITE)};
	group_span(r, &g->from, &g->until);
	add(p, g->to, GROUPS, g->from <= p->last && g->until >= p->first, r->id);
}

static const char *keep(struct pass *p, const char *s)
{
	return arena_strndup(&p->texts, s, strlen(s));
}

static const struct known *org_of(struct pass *p, const struct record *person)
{
	struct known *org = known_at(&p->orgs, record_ref(person, PERSON_ORG));
	struct record r = {0};

	if (!org->known && load_ref(p->tx, KIND_ORG, person, PERSON_ORG, &r)) {
		org->flag = record_bool(&r, ORG_LOW_RESULTS);
		org->name = keep(p, record_text(&r, ORG_SHORT_NAME));
	}
	org->known = true;
	record_release(&r);
	return org;
}

static const char *post_word(struct pass *p, const struct record *person)
{
	const char *position = record_text(person, PERSON_POSITION), *kind = record_text(person, PERSON_POSITION_KIND);

	for (size_t i = 0; i < p->posts_n; i++)
		if (!strcmp(p->posts[i].position, position) && !strcmp(p->posts[i].kind, kind))
			return p->posts[i].word;
	p->posts = mem_grow(p->posts, p->posts_n, &p->posts_cap, sizeof(*p->posts));
	p->posts[p->posts_n] =
		(struct post){keep(p, position), keep(p, kind), keep(p, post_of(tx_config(p->tx), person))};
	return p->posts[p->posts_n++].word;
}

static void add_org(struct pass *p, struct tally *t, uint32_t org, uint32_t trainee)
{
	ids_add(&t->orgs, org);
	if (p->group && !strcmp(p->group, "trainees.org") && strtoul(p->word, NULL, 10) == org)
		ids_add(&p->members, trainee);
}

static void count_person(struct pass *p, uint32_t site, const struct record *trainee)
{
	struct record person = {0};
	struct tally *to[2];

	if (load_ref(p->tx, KIND_PERSON, trainee, TRAINEE_PERSON, &person)) {
		const struct known *org = org_of(p, &person);
		const char *post = post_word(p, &person);

		for (size_t i = 0, n = tallies_of(p, site, to); i < n; i++) {
			ids_add(&to[i]->people, person.id);
			tally_add(p, to[i], PEOPLE, 1, person.id);
			add_word(p, to[i], "trainees.position", post, 1, 0, trainee->id);
			if (org->name)
				add_org(p, to[i], record_ref(&person, PERSON_ORG), trainee->id);
			tally_add(p, to[i], LOW_RESULTS, org->flag, trainee->id);
		}
	}
	record_release(&person);
}

static void take_trainee(struct pass *p, const struct record *r)
{
	const struct known *g = known_at(&p->groups, record_ref(r, TRAINEE_GROUP));
	struct known *t = known_at(&p->trainees, r->id);
	const char *state = record_text(r, TRAINEE_STATE);
	int32_t from = g->from, until = g->until;

	if (!g->known)
		return;
	trainee_span(r, &from, &until);
	*t = (struct known){.known = true, .to = g->to, .flag = !strcmp(state, TRAINEE_EXPELLED) && until <= p->last};
	if (from > p->last || until < p->first)
		return;
	if (t->flag) {
		add(p, t->to, EXPELLED, 1, r->id);
		return;
	}
	add(p, t->to, TRAINEES, 1, r->id);
	add(p, t->to, COMPLETED, !strcmp(state, TRAINEE_COMPLETED) && until <= p->last, r->id);
	count_person(p, t->to, r);
}

static void count_event(struct pass *p, struct tally *t, const struct record *r)
{
	bool held = !strcmp(record_text(r, EVENT_STATE), EVENT_HELD);
	long hours = event_hours(r);
	int year, month, day;

	if (!strcmp(record_text(r, EVENT_STATE), EVENT_CANCELLED)) {
		tally_add(p, t, EVENTS_CANCELLED, 1, r->id);
		return;
	}
	date_to_ymd(record_date(r, EVENT_DATE), &year, &month, &day);
	tally_add(p, t, EVENTS, 1, r->id);
	tally_add(p, t, EVENTS_HELD, held, r->id);
	tally_add(p, t, HOURS, hours, r->id);
	tally_add(p, t, HOURS_HELD, held ? hours : 0, r->id);
	t->month[(month + 3) % 12] += hours;
	t->month_held[(month + 3) % 12] += held ? hours : 0;
	if (p->group && !strcmp(p->group, HOURS_GROUP) && atoi(p->word + strcspn(p->word, "-") + 1) == month &&
	    (held || p->in_base))
		ids_add(&p->members, r->id);
	tally_add(p, t, GUESTS, held ? (long)record_int(r, EVENT_GUESTS) : 0, r->id);
	add_word(p, t, "events.form", record_text(r, EVENT_FORM), held, 1, r->id);
	add_word(p, t, "events.mode", record_text(r, EVENT_MODE), held, 1, r->id);
}

/* Of several sites: in each of them, and once in the district. */
static void take_event(struct pass *p, const struct record *r)
{
	const struct value *sites = record_get(r, EVENT_SITES);
	struct known *e = known_at(&p->events, r->id);

	*e = (struct known){.known = true, .flag = of_year(p, record_date(r, EVENT_DATE))};
	if (!e->flag)
		return;
	for (uint32_t i = 0; sites && i < sites->count; i++) {
		uint32_t place = known_at(&p->sites, (uint32_t)sites->items[i].num)->to;

		if (place)
			count_event(p, &p->tallies[place - 1], r);
	}
	if (p->total)
		count_event(p, p->total, r);
	if (record_has(r, EVENT_PLANLINE) && !strcmp(record_text(r, EVENT_STATE), EVENT_HELD)) {
		struct known *line = known_at(&p->lines, record_ref(r, EVENT_PLANLINE));

		line->flag = true;
		line->until += event_hours(r);
		if (p->wanted[0] == PLAN_HOURS_HELD) {
			ids_add(&p->held, r->id);
			ids_add(&p->held_lines, record_ref(r, EVENT_PLANLINE));
		}
	}
}

/* Was the event in this year? One of another site was not met on the way. */
static bool event_of_year(struct pass *p, uint32_t id)
{
	struct record r = {0};
	struct known *e = known_at(&p->events, id);

	if (!e->known && !p->whole) {
		e->flag = load(p->tx, KIND_EVENT, id, &r) && of_year(p, record_date(&r, EVENT_DATE));
		e->known = true;
		record_release(&r);
	}
	return e->flag;
}

static void take_attendance(struct pass *p, const struct record *r)
{
	static const struct {
		const char *mark;
		enum count count;
	} marks[] = {{MARK_PRESENT, MARKS_PRESENT},
		     {MARK_REMOTE, MARKS_REMOTE},
		     {MARK_EXCUSED, MARKS_EXCUSED},
		     {MARK_ABSENT, MARKS_ABSENT}};
	const struct known *t = known_at(&p->trainees, record_ref(r, ATTENDANCE_TRAINEE));
	const char *mark = record_text(r, ATTENDANCE_MARK);

	if (!t->known || !event_of_year(p, record_ref(r, ATTENDANCE_EVENT)))
		return;
	add(p, t->to, t->flag ? MARKS_EXPELLED : MARKS, 1, r->id);
	if (t->flag)
		add(p, t->to, MARKS_EXPELLED_THERE, !strcmp(mark, MARK_PRESENT) || !strcmp(mark, MARK_REMOTE), r->id);
	for (size_t i = 0; !t->flag && i < sizeof(marks) / sizeof(*marks); i++)
		add(p, t->to, marks[i].count, !strcmp(mark, marks[i].mark), r->id);
}

/* Of the year in which it was done; what was not done by the end of a year, of the year in which it was due. */
static void take_task(struct pass *p, const struct record *r)
{
	const struct known *t = known_at(&p->trainees, record_ref(r, TASK_TRAINEE));
	int32_t due = record_date(r, TASK_DUE), done = record_date(r, TASK_DONE_ON);
	bool is_done = of_year(p, done), open = of_year(p, due) && (done == DATE_NONE || done > p->last);

	if (!t->known || (!is_done && !open))
		return;
	add(p, t->to, t->flag ? TASKS_EXPELLED : TASKS, 1, r->id);
	if (is_done)
		add(p, t->to, t->flag ? TASKS_EXPELLED_DONE : done <= due ? TASKS_ON_TIME : TASKS_LATE, 1, r->id);
	else if (!t->flag)
		add(p, t->to, TASKS_OPEN, 1, r->id);
}

static void take_assessment(struct pass *p, const struct record *r)
{
	if (known_at(&p->trainees, record_ref(r, ASSESSMENT_TRAINEE))->known)
		results_take(&p->results, r);
}

static void take_plandoc(struct pass *p, const struct record *r)
{
	if (record_int(r, PLANDOC_SCHOOL_YEAR) == p->year)
		*known_at(&p->docs, r->id) = (struct known){.known = true, .to = record_ref(r, PLANDOC_SITE)};
}

static void take_planline(struct pass *p, const struct record *r)
{
	const struct known *doc = known_at(&p->docs, record_ref(r, PLANLINE_PLANDOC)),
			   *line = known_at(&p->lines, r->id);

	if (!doc->known)
		return;
	add(p, doc->to, PLAN_LINES, 1, r->id);
	add(p, doc->to, PLAN_LINES_HELD, line->flag, r->id);
	add(p, doc->to, PLAN_HOURS, (long)record_int(r, PLANLINE_HOURS), r->id);
	add(p, doc->to, PLAN_HOURS_HELD, line->until, 0);
}

/* The hours of a plan are those of the events that were held for its lines. */
static void settle_held(struct pass *p)
{
	struct record line = {0};

	if (p->wanted[0] != PLAN_HOURS_HELD)
		return;
	p->members.n = 0;
	for (size_t i = 0; i < p->held.n; i++)
		if (load(p->tx, KIND_PLANLINE, p->held_lines.v[i], &line) &&
		    known_at(&p->docs, record_ref(&line, PLANLINE_PLANDOC))->known)
			ids_add(&p->members, p->held.v[i]);
	record_release(&line);
}

static int by_trainee(const void *pa, const void *pb)
{
	const struct result *a = pa, *b = pb;

	return a->trainee != b->trainee ? (a->trainee > b->trainee) - (a->trainee < b->trainee)
					: (a->date > b->date) - (a->date < b->date);
}

/* A change needs both diagnoses of a person, so results are counted at last, one trainee after another. */
static void count_results(struct pass *p)
{
	struct results *all = &p->results;
	struct tally *to[2];

	if (all->n)
		qsort(all->r, all->n, sizeof(*all->r), by_trainee);
	for (size_t i = 0, end; i < all->n; i = end) {
		const struct known *t = known_at(&p->trainees, all->r[i].trainee);
		bool inside = false;

		for (end = i; end < all->n && all->r[end].trainee == all->r[i].trainee; end++)
			inside |= of_year(p, all->r[end].date);
		if (t->flag)
			add(p, t->to, RESULTS_EXPELLED, inside, all->r[i].trainee);
		else
			results_keep(p, all->r + i, end - i);
		for (size_t j = 0, n = t->flag ? 0 : tallies_of(p, t->to, to); j < n; j++)
			dynamics_take(&to[j]->dynamics, &to[j]->dynamics_n, all->r + i, end - i, p->first, p->last);
	}
}

/* ---- which records ---- */

static void walk_all(struct pass *p, unsigned kind, void (*take)(struct pass *p, const struct record *r))
{
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct cursor c;
	size_t step = 0;

	key_u8(&prefix, (uint8_t)kind);
	for (cursor_open(&c, p->tx, T_REC, &prefix, NULL); cursor_ok(&c); cursor_next(&c)) {
		if (record_from_entry(p->tx, c.key, c.value, &r))
			break;
		take(p, &r);
		tx_forget_pages(p->tx, step++);
	}
	cursor_close(&c);
	record_release(&r);
}

/* By the order of their dates; archived ones have happened too. */
static void walk_events(struct pass *p)
{
	struct key prefix = {.n = 0}, first;
	struct record r = {0};
	struct cursor c;
	size_t step = 0;

	key_u8(key_u8(&prefix, IDX_SORT), KIND_EVENT);
	first = prefix;
	key_date(&first, p->first);
	for (cursor_open(&c, p->tx, T_IDX, &prefix, &first); cursor_ok(&c); cursor_next(&c)) {
		if (c.key.n < prefix.n + 8 || key_get_date(c.key.p + prefix.n) > p->last)
			break;
		if (load(p->tx, KIND_EVENT, key_get_u32(c.key.p + c.key.n - 4), &r))
			take_event(p, &r);
		tx_forget_pages(p->tx, step++);
	}
	cursor_close(&c);
	record_release(&r);
}

static void walk_refs(struct pass *p, unsigned of, uint32_t id, unsigned kind, unsigned field,
		      void (*take)(struct pass *p, const struct record *r))
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(p->tx, of, id, kind, field, &n);

	for (size_t i = 0; i < n; i++)
		if (load(p->tx, kind, ids[i], &r))
			take(p, &r);
	free(ids);
	record_release(&r);
}

static void take_trainee_whole(struct pass *p, const struct record *r)
{
	take_trainee(p, r);
	walk_refs(p, KIND_TRAINEE, r->id, KIND_ATTENDANCE, ATTENDANCE_TRAINEE, take_attendance);
	walk_refs(p, KIND_TRAINEE, r->id, KIND_TASK, TASK_TRAINEE, take_task);
	walk_refs(p, KIND_TRAINEE, r->id, KIND_ASSESSMENT, ASSESSMENT_TRAINEE, take_assessment);
}

static void take_group_whole(struct pass *p, const struct record *r)
{
	take_group(p, r);
	walk_refs(p, KIND_GROUP, r->id, KIND_TRAINEE, TRAINEE_GROUP, take_trainee_whole);
}

static void take_plandoc_whole(struct pass *p, const struct record *r)
{
	take_plandoc(p, r);
	if (known_at(&p->docs, r->id)->known)
		walk_refs(p, KIND_PLANDOC, r->id, KIND_PLANLINE, PLANLINE_PLANDOC, take_planline);
}

void count_whole(struct pass *p)
{
	walk_all(p, KIND_GROUP, take_group);
	walk_all(p, KIND_TRAINEE, take_trainee);
	walk_events(p);
	walk_all(p, KIND_ATTENDANCE, take_attendance);
	walk_all(p, KIND_TASK, take_task);
	walk_all(p, KIND_ASSESSMENT, take_assessment);
	walk_all(p, KIND_PLANDOC, take_plandoc);
	walk_all(p, KIND_PLANLINE, take_planline);
	count_results(p);
	settle_held(p);
}

void count_site(struct pass *p, uint32_t site)
{
	walk_refs(p, KIND_SITE, site, KIND_EVENT, EVENT_SITES, take_event);
	walk_refs(p, KIND_SITE, site, KIND_GROUP, GROUP_SITE, take_group_whole);
	walk_refs(p, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, take_plandoc_whole);
	count_results(p);
	settle_held(p);
}

void pass_release(struct pass *p, size_t tallies_n)
{
	struct map *maps[] = {&p->sites, &p->groups, &p->trainees, &p->events, &p->lines, &p->docs, &p->orgs};

	for (size_t i = 0; i < tallies_n; i++) {
		struct tally *t = &p->tallies[i];

		for (size_t j = 0; j < t->words_n; j++)
			free(t->words[j].word);
		free(t->words);
		free(t->orgs.v);
		free(t->people.v);
		dynamics_free(t->dynamics, t->dynamics_n);
	}
	free(p->tallies);
	free(p->posts);
	free(p->held.v);
	free(p->held_lines.v);
	free(p->pairs);
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++)
		free(maps[i]->v);
	results_release(&p->results);
	arena_release(&p->texts);
}
