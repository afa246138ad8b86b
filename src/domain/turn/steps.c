/* Steps: their sorts and names, and which of them are to be done. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../sites/sites.h"

static const struct {
	const char *code, *title;
	const char *one, *few, *many; /* «группа», «группы», «групп» */
} sorts[TURN_SORTS] = {
	[TURN_SITES] = {"sites", "Площадки, которые продолжают", "площадка", "площадки", "площадок"},
	[TURN_APPROVE] = {"approve", "В проект приказа об утверждении перечня", "площадка в проекте об утверждении",
			  "площадки в проекте об утверждении", "площадок в проекте об утверждении"},
	[TURN_RENEW] = {"renew", "В проект приказа о продлении", "площадка в проекте о продлении",
			"площадки в проекте о продлении", "площадок в проекте о продлении"},
	[TURN_COMPLETE] = {"complete", "В проект приказа о прекращении", "площадка в проекте о прекращении",
			   "площадки в проекте о прекращении", "площадок в проекте о прекращении"},
	[TURN_DOCUMENTS] = {"documents", "Запросить программу, план и график", "запрос документов",
			    "запроса документов", "запросов документов"},
	[TURN_PLANS] = {"plans", "Тематические планы по прошлогодним", "тематический план", "тематических плана",
			"тематических планов"},
	[TURN_GROUPS] = {"groups", "Группы", "группа", "группы", "групп"},
	[TURN_EVENTS] = {"events", "Занятия, дни передвинуты", "занятие", "занятия", "занятий"},
	[TURN_CLOSE] = {"close", "Снять, чего больше не ждут", "стажёр со снятыми сроками",
			"стажёра со снятыми сроками", "стажёров со снятыми сроками"},
	[TURN_LETTERS] = {"letters", "Письма о документах", "письмо", "письма", "писем"},
	[TURN_ROADMAPS] = {"roadmaps", "Дорожные карты учебного года", "дорожная карта", "дорожные карты",
			   "дорожных карт"},
	[TURN_TAILS] = {"tails", "Хвосты прошлых лет", "хвост", "хвоста", "хвостов"},
};

const char *turn_sort_title(enum turn_sort sort)
{
	return sorts[sort].title;
}

const char *turn_sort_code(enum turn_sort sort)
{
	return sorts[sort].code;
}

/* ---- which year ---- */

int turn_year(int32_t today)
{
	return school_year_worked_on(today);
}

enum err turn_may(const struct session *s, int to, struct error *e)
{
	int now = school_year_of(s->today);

	if (s->role != ROLE_METHODIST)
		return error_set(e, ERR_REFUSED, "Нет права: новый учебный год готовит методист");
	if (to != now && to != now + 1)
		return error_set(e, ERR_REFUSED,
				 "Готовить можно учебный год, который идёт, или следующий: %d-%d или %d-%d, а назван "
				 "%d-%d",
				 now, now + 1, now + 1, now + 2, to, to + 1);
	return OK;
}

/* ---- making it ---- */

const char *turn_text(struct turning *g, struct buf *text)
{
	const char *kept = text->n ? arena_strndup(&g->t->arena, text->s, text->n) : "";

	buf_free(text);
	return kept;
}

struct turn_step *turn_add(struct turning *g, struct turn_step step)
{
	struct turn *t = g->t;
	const char **const texts[] = {&step.what, &step.was, &step.then, &step.why, &step.where};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = *texts[i] && **texts[i] ? arena_strndup(&t->arena, *texts[i], strlen(*texts[i])) : "";
	step.usual = step.on;
	t->step = mem_grow(t->step, t->n, &t->cap, sizeof(*t->step));
	t->step[t->n] = step;
	return &t->step[t->n++];
}

size_t turn_find(const struct turn *t, enum turn_sort sort, uint32_t id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->step[i].sort == sort && t->step[i].id == id)
			return i;
	return TURN_NONE;
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = ((const struct turn_site *)a)->site.id, y = ((const struct turn_site *)b)->site.id;

	return (x > y) - (x < y);
}

void turn_order_sites(struct turning *g)
{
	if (g->sites_n)
		qsort(g->sites, g->sites_n, sizeof(*g->sites), by_id);
}

struct turn_site *turn_site_of(const struct turning *g, uint32_t site)
{
	const struct turn_site key = {.site = {.id = site}};

	return g->sites_n ? bsearch(&key, g->sites, g->sites_n, sizeof(*g->sites), by_id) : NULL;
}

void turn_release(struct turn *t)
{
	arena_release(&t->arena);
	free(t->step);
	*t = (struct turn){.n = 0};
}

/* ---- choosing ---- */

void turn_set(struct turn *t, size_t i, bool on)
{
	struct turn_step *s = &t->step[i];

	if (s->can != TURN_CAN)
		return;
	s->on = on;
	if (on && s->other != TURN_NONE)
		t->step[s->other].on = false;
	if (on && s->needs != TURN_NONE)
		turn_set(t, s->needs, true);
}

bool turn_does(const struct turn *t, size_t i)
{
	const struct turn_step *s = &t->step[i];

	return s->can == TURN_CAN && s->on && (s->needs == TURN_NONE || turn_does(t, s->needs));
}

size_t turn_count(const struct turn *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += turn_does(t, i);
	return n;
}

void turn_name_add(const struct turn_step *s, struct buf *out)
{
	buf_add(out, sorts[s->sort].code);
	if (s->id)
		buf_addf(out, ":%u", s->id);
}

void turn_sum(const struct turn *t, struct buf *out)
{
	size_t n[TURN_SORTS] = {0}, told = 0;

	for (size_t i = 0; i < t->n; i++)
		n[t->step[i].sort] += turn_does(t, i);
	for (size_t s = 0; s < TURN_SORTS; s++)
		if (n[s])
			buf_addf(out, "%s%zu %s", told++ ? ", " : "", n[s],
				 text_plural((long)n[s], sorts[s].one, sorts[s].few, sorts[s].many));
}

/* ---- by name ---- */

static bool is_named(const struct turn_step *s, const char *name, bool *alone)
{
	struct buf its = {0};
	bool named;

	turn_name_add(s, &its);
	*alone = s->id && !strcmp(buf_text(&its), name);
	named = *alone || !strcmp(sorts[s->sort].code, name);
	buf_clear(&its);
	buf_addf(&its, "site:%u", s->site);
	named |= s->site && !strcmp(its.s, name);
	buf_free(&its);
	return named;
}

static bool is_sort(const char *name)
{
	size_t i = 0;

	while (i < TURN_SORTS && strcmp(sorts[i].code, name))
		i++;
	return i < TURN_SORTS;
}

static enum err no_such_step(const char *name, struct error *e)
{
	struct buf known = {0};

	for (size_t i = 0; i < TURN_SORTS; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", sorts[i].code);
	error_set(e, ERR_USAGE,
		  "нет шага «%.60s»; есть: %s — и с номером записи (groups:5), и все шаги площадки (site:3)", name,
		  known.s);
	buf_free(&known);
	return ERR_USAGE;
}

/* Of a sort what is usually done; what is named alone is done in any case. wanted: n places. */
static enum err choose_one(struct turn *t, const char *name, bool only, bool *wanted, struct error *e)
{
	bool found = is_sort(name);

	for (size_t i = 0; i < t->n; i++) {
		bool alone;

		if (!is_named(&t->step[i], name, &alone))
			continue;
		found = true;
		wanted[i] |= !only || alone || t->step[i].usual;
	}
	return found ? OK : no_such_step(name, e);
}

enum err turn_choose(struct turn *t, const char *names, bool only, struct error *e)
{
	bool *wanted = mem_alloc(t->n + 1);
	char *all = mem_strdup(names), *rest = all, *name;
	enum err err = OK;

	while ((name = strsep(&rest, ",;")) && !err) {
		const char *s = name;
		size_t n = text_trim(&s, strlen(s));

		name[(size_t)(s - name) + n] = '\0';
		if (n)
			err = choose_one(t, s, only, wanted, e);
	}
	for (size_t i = 0; i < t->n && !err; i++)
		if (only || wanted[i])
			t->step[i].on = false;
	for (size_t i = 0; i < t->n && !err && only; i++)
		if (wanted[i])
			turn_set(t, i, true);
	free(all);
	free(wanted);
	return err;
}
