/* Counting the figures of a school year (6.1): each record is read once, and what it tells goes to the counts of its
 * site and of the district. Of the whole year all records are walked over; of one site what refers to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internships/internships.h"
#include "count.h"
#include "stazh/model/access.h"
#include "stazh/domain/post.h"

struct known *known_at(struct map *m, uint32_t id)
{
	if (id >= m->n) {
		size_t n = (size_t)id + id / 2 + 64;

		m->v = mem_resize(m->v, n * sizeof(*m->v));
		memset(m->v + m->n, 0, (n - m->n) * sizeof(*m->v));
		m->n = n;
	}
	return &m->v[id];
}

static void ids_add(struct ids *l, uint32_t id)
{
	l->v = mem_grow(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = id;
}

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

static void keep_member(struct pass *p, enum count c, uint32_t id)
{
	if (c == p->wanted)
		ids_add(&p->members, id);
}

static void add(struct pass *p, uint32_t site, enum count c, long by)
{
	struct tally *to[2];

	for (size_t i = 0, n = tallies_of(p, site, to); i < n; i++)
		to[i]->n[c] += by;
}

static void add_word(struct tally *t, const char *group, const char *word, long value, long base)
{
	size_t i = 0;

	if (!*word)
		word = "не указано";
	while (i < t->words_n && (t->words[i].group != group || strcmp(t->words[i].word, word)))
		i++;
	if (i == t->words_n) {
		t->words = mem_grow(t->words, t->words_n, &t->words_cap, sizeof(*t->words));
		t->words[t->words_n++] = (struct word){.group = group, .word = mem_strdup(word)};
	}
	t->words[i].value += value;
	t->words[i].base += base;
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
	add(p, g->to, GROUPS, g->from <= p->last && g->until >= p->first);
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

static void count_person(struct pass *p, uint32_t site, const struct record *trainee)
{
	struct record person = {0};
	struct tally *to[2];

	if (load_ref(p->tx, KIND_PERSON, trainee, TRAINEE_PERSON, &person)) {
		const struct known *org = org_of(p, &person);
		const char *post = post_word(p, &person);

		for (size_t i = 0, n = tallies_of(p, site, to); i < n; i++) {
			ids_add(&to[i]->people, person.id);
			add_word(to[i], "trainees.position", post, 1, 0);
			if (org->name)
				ids_add(&to[i]->orgs, record_ref(&person, PERSON_ORG));
			to[i]->n[LOW_RESULTS] += org->flag;
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
		add(p, t->to, EXPELLED, 1);
		return;
	}
	add(p, t->to, TRAINEES, 1);
	keep_member(p, TRAINEES, r->id);
	add(p, t->to, COMPLETED, !strcmp(state, TRAINEE_COMPLETED) && until <= p->last);
	count_person(p, t->to, r);
}

static void count_event(struct tally *t, const struct record *r)
{
	bool held = !strcmp(record_text(r, EVENT_STATE), EVENT_HELD);
	long hours = event_hours(r);
	int year, month, day;

	if (!strcmp(record_text(r, EVENT_STATE), EVENT_CANCELLED)) {
		t->n[EVENTS_CANCELLED]++;
		return;
	}
	date_to_ymd(record_date(r, EVENT_DATE), &year, &month, &day);
	t->n[EVENTS]++;
	t->n[EVENTS_HELD] += held;
	t->n[HOURS] += hours;
	t->n[HOURS_HELD] += held ? hours : 0;
	t->month[(month + 3) % 12] += hours;
	t->month_held[(month + 3) % 12] += held ? hours : 0;
	t->n[GUESTS] += held ? (long)record_int(r, EVENT_GUESTS) : 0;
	add_word(t, "events.form", record_text(r, EVENT_FORM), held, 1);
	add_word(t, "events.mode", record_text(r, EVENT_MODE), held, 1);
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
			count_event(&p->tallies[place - 1], r);
	}
	if (p->total)
		count_event(p->total, r);
	if (!strcmp(record_text(r, EVENT_STATE), EVENT_HELD))
		keep_member(p, EVENTS_HELD, r->id);
	if (record_has(r, EVENT_PLANLINE) && !strcmp(record_text(r, EVENT_STATE), EVENT_HELD)) {
		struct known *line = known_at(&p->lines, record_ref(r, EVENT_PLANLINE));

		line->flag = true;
		line->until += event_hours(r);
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
	add(p, t->to, t->flag ? MARKS_EXPELLED : MARKS, 1);
	keep_member(p, t->flag ? MARKS_EXPELLED : MARKS, r->id);
	if (t->flag)
		add(p, t->to, MARKS_EXPELLED_THERE, !strcmp(mark, MARK_PRESENT) || !strcmp(mark, MARK_REMOTE));
	for (size_t i = 0; !t->flag && i < sizeof(marks) / sizeof(*marks); i++)
		add(p, t->to, marks[i].count, !strcmp(mark, marks[i].mark));
}

/* Of the year in which it was done; what was not done by the end of a year, of the year in which it was due. */
static void take_task(struct pass *p, const struct record *r)
{
	const struct known *t = known_at(&p->trainees, record_ref(r, TASK_TRAINEE));
	int32_t due = record_date(r, TASK_DUE), done = record_date(r, TASK_DONE_ON);
	bool is_done = of_year(p, done), open = of_year(p, due) && (done == DATE_NONE || done > p->last);

	if (!t->known || (!is_done && !open))
		return;
	add(p, t->to, t->flag ? TASKS_EXPELLED : TASKS, 1);
	keep_member(p, t->flag ? TASKS_EXPELLED : TASKS, r->id);
	if (is_done)
		add(p, t->to, t->flag ? TASKS_EXPELLED_DONE : done <= due ? TASKS_ON_TIME : TASKS_LATE, 1);
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
	add(p, doc->to, PLAN_LINES, 1);
	add(p, doc->to, PLAN_LINES_HELD, line->flag);
	add(p, doc->to, PLAN_HOURS, (long)record_int(r, PLANLINE_HOURS));
	add(p, doc->to, PLAN_HOURS_HELD, line->until);
}

static int by_trainee(const void *pa, const void *pb)
{
	const struct result *a = pa, *b = pb;

	return a->trainee != b->trainee ? (a->trainee > b->trainee) - (a->trainee < b->trainee)
					: (a->date > b->date) - (a->date < b->date);
}

static bool has_change(const struct pass *p, const struct result *r, size_t n)
{
	struct dynamics *d = NULL;
	size_t d_n = 0;
	bool any = false;

	dynamics_take(&d, &d_n, r, n, p->first, p->last);
	for (size_t i = 0; i < d_n; i++)
		any |= d[i].change.n > 0;
	dynamics_free(d, d_n);
	return any;
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
			add(p, t->to, RESULTS_EXPELLED, inside);
		else if (p->wanted == RESULTS_BOTH && has_change(p, all->r + i, end - i))
			keep_member(p, RESULTS_BOTH, all->r[i].trainee);
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

static void count_whole(struct pass *p)
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
}

static void count_site(struct pass *p, uint32_t site)
{
	walk_refs(p, KIND_SITE, site, KIND_EVENT, EVENT_SITES, take_event);
	walk_refs(p, KIND_SITE, site, KIND_GROUP, GROUP_SITE, take_group_whole);
	walk_refs(p, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, take_plandoc_whole);
	count_results(p);
}

static void release(struct pass *p, size_t tallies_n)
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
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++)
		free(maps[i]->v);
	results_release(&p->results);
	arena_release(&p->texts);
}

static bool sees_scores_of(struct tx *tx, uint32_t site)
{
	struct record r = {0};
	bool sees = load(tx, KIND_SITE, site, &r) && scores_seen(tx, &r);

	record_release(&r);
	return sees;
}

void figures_of_year(struct tx *tx, int year, const uint32_t *sites, size_t n, struct figures *of,
		     struct figures *total)
{
	struct pass p = {.tx = tx,
			 .year = year,
			 .first = school_year_first(year),
			 .last = school_year_last(year),
			 .whole = total != NULL,
			 .wanted = COUNTS};

	p.tallies = mem_alloc((n + 1) * sizeof(*p.tallies));
	p.total = total ? &p.tallies[n] : NULL;
	for (size_t i = 0; i < n; i++)
		known_at(&p.sites, sites[i])->to = (uint32_t)i + 1;
	if (p.whole)
		count_whole(&p);
	else
		count_site(&p, sites[0]);
	for (size_t i = 0; i < n; i++)
		tally_put(&p, &p.tallies[i], sees_scores_of(tx, sites[i]), &of[i]);
	if (total) {
		sites_put(&p, total);
		tally_put(&p, p.total, access_sees_all(tx_session(tx), field_by_id(&kind_assessment, ASSESSMENT_SCORE)),
			  total);
	}
	release(&p, n + 1);
}

static const struct behind {
	const char *code;
	unsigned kind;
	enum count count;
} behind[] = {
	{"trainees", KIND_TRAINEE, TRAINEES}, {"events", KIND_EVENT, EVENTS_HELD},
	{"hours", KIND_EVENT, EVENTS_HELD},   {"attendance", KIND_ATTENDANCE, MARKS},
	{"tasks.on_time", KIND_TASK, TASKS},  {"results.change", KIND_TRAINEE, RESULTS_BOTH},
};

static const struct behind *find_behind(const char *code)
{
	for (size_t i = 0; i < sizeof(behind) / sizeof(*behind); i++)
		if (!strcmp(behind[i].code, code))
			return &behind[i];
	return NULL;
}

unsigned figure_kind(const char *code)
{
	const struct behind *b = find_behind(code);

	return b ? b->kind : KIND_NONE;
}

bool figure_records(struct tx *tx, int year, const char *code, unsigned *kind, uint32_t **ids, size_t *n)
{
	const struct behind *b = find_behind(code);
	struct pass p = {.tx = tx,
			 .year = year,
			 .first = school_year_first(year),
			 .last = school_year_last(year),
			 .whole = true,
			 .wanted = b ? b->count : COUNTS};

	if (!b)
		return false;
	p.tallies = mem_alloc(sizeof(*p.tallies));
	p.total = p.tallies;
	count_whole(&p);
	ids_sort(&p.members);
	*kind = b->kind;
	*ids = p.members.v;
	*n = p.members.n;
	release(&p, 1);
	return true;
}

void figures_of(struct tx *tx, uint32_t site, int year, struct figures *out)
{
	if (site)
		figures_of_year(tx, year, &site, 1, out, NULL);
	else
		figures_of_year(tx, year, NULL, 0, NULL, out);
}
