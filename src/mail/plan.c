/* Who is to be told what today. */
#include <stdlib.h>
#include <string.h>

#include "mail.h"
#include "stazh/settings/address.h"
#include "stazh/base/collate.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/load.h"
#include "stazh/model/model.h"
#include "stazh/model/query.h"
#include "stazh/model/rule.h"

const char *reach_title(enum reach reach)
{
	static const char *const titles[] = {
		[REACH_OK] = "",
		[REACH_UNKNOWN] = "такого человека нет в базе",
		[REACH_GONE] = "запись в архиве",
		[REACH_NO_ADDRESS] = "нет адреса почты",
		[REACH_BAD_ADDRESS] = "адрес почты записан с ошибкой",
		[REACH_NO_CONSENT] = "согласия нет",
	};

	return titles[reach];
}

/* ---- days ---- */

bool mail_is_day(const struct config *c, int32_t day)
{
	return config_int(c, OPT_MAIL_WEEKDAYS) >> date_weekday(day) & 1;
}

int32_t mail_next_day(const struct config *c, int32_t day)
{
	do
		day++;
	while (!mail_is_day(c, day));
	return day;
}

/* ---- letters in the making ---- */

void mail_plan_release(struct mail_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		free(plan->letters[i].deadlines);
	free(plan->letters);
	arena_release(&plan->arena);
	*plan = (struct mail_plan){.letters = NULL};
}

static const char *keep(struct mail_plan *plan, const char *s)
{
	return arena_strndup(&plan->arena, s, strlen(s));
}

struct mail_letter *plan_new(struct mail_plan *plan)
{
	plan->letters = mem_grow(plan->letters, plan->n, &plan->cap, sizeof(*plan->letters));
	plan->letters[plan->n] = (struct mail_letter){.name = "", .address = "", .greeting = "", .note = ""};
	return &plan->letters[plan->n++];
}

void plan_add(struct mail_plan *plan, struct mail_letter *l, const struct deadline *d)
{
	struct deadline *to;

	for (size_t i = 0; i < l->n; i++)
		if (l->deadlines[i].due == d->due && l->deadlines[i].kind == d->kind &&
		    l->deadlines[i].rec_kind == d->rec_kind && l->deadlines[i].rec_id == d->rec_id)
			return;
	l->deadlines = mem_grow(l->deadlines, l->n, &l->cap, sizeof(*l->deadlines));
	to = &l->deadlines[l->n++];
	*to = *d;
	to->what = arena_strndup(&plan->arena, d->what, d->what_n);
	to->who = arena_strndup(&plan->arena, d->who, d->who_n);
	to->alarmed = arena_strndup(&plan->arena, d->alarmed, d->alarmed_n);
	to->where = arena_strndup(&plan->arena, d->where, d->where_n);
	to->more = NULL;
	to->more_n = 0;
}

/* «Уважаемая Анна Ивановна!» as far as both names are known. */
static void add_greeting(const struct record *person, struct buf *out)
{
	const char *name = record_text(person, PERSON_NAME), *patronymic = record_text(person, PERSON_PATRONYMIC);
	int gender = person_gender(person);

	if (gender < 0 || !*name || !*patronymic || strchr(name, '.') || strchr(patronymic, '.'))
		buf_add(out, "Здравствуйте!");
	else
		buf_addf(out, "%s %s %s!", gender ? "Уважаемая" : "Уважаемый", name, patronymic);
}

static enum reach reach_of(struct tx *tx, const struct record *person)
{
	const char *address = record_text(person, PERSON_EMAIL);
	const struct session *s = tx_session(tx);

	if (record_bool(person, REC_ARCHIVED))
		return REACH_GONE;
	if (!*address)
		return REACH_NO_ADDRESS;
	if (!address_is(address, strlen(address)))
		return REACH_BAD_ADDRESS;
	if (config_bool(s->config, OPT_MAIL_CONSENT) &&
	    (!record_has(person, PERSON_CONSENT_ON) || record_date(person, PERSON_CONSENT_ON) > s->today))
		return REACH_NO_CONSENT;
	return REACH_OK;
}

void plan_person(struct tx *tx, struct mail_plan *plan, struct mail_letter *l)
{
	struct record person = {0};
	struct buf text = {0};

	if (!l->person) {
		l->reach = REACH_UNKNOWN;
	} else if (!load(tx, KIND_PERSON, l->person, &person)) {
		l->reach = REACH_GONE;
	} else {
		person_short_name(&person, &text);
		l->name = keep(plan, buf_text(&text));
		buf_clear(&text);
		add_greeting(&person, &text);
		l->greeting = keep(plan, buf_text(&text));
		l->address = keep(plan, record_text(&person, PERSON_EMAIL));
		l->reach = reach_of(tx, &person);
	}
	record_release(&person);
	buf_free(&text);
}

/* ---- what was told ---- */

struct told {
	uint32_t person, id;
	int32_t due, on;
	uint8_t sort, kind;
};

struct planning {
	struct tx *tx;
	struct mail_plan *plan;
	int32_t today, next; /* the next day of letters: what is to be told before it is told now */
	int ahead, repeat;
	struct told *told; /* sorted, the last of each */
	size_t told_n, told_cap;
	struct answering answering;
	const struct deadline *d; /* whose answering persons are asked for */
	uint32_t *places;	  /* hash table of the letters by person, place + 1 */
	size_t places_n;
};

/* The same but for the day. */
static int compare_told(const void *pa, const void *pb)
{
	const struct told *a = pa, *b = pb;

	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind - b->kind;
	if (a->sort != b->sort)
		return a->sort - b->sort;
	return (a->due > b->due) - (a->due < b->due);
}

static int compare_last(const void *pa, const void *pb)
{
	const struct told *a = pa, *b = pb;
	int order = compare_told(a, b);

	return order ? order : (a->on < b->on) - (a->on > b->on);
}

static bool note_letter(struct tx *tx, const struct record *letter, void *arg)
{
	struct letter_place at = {0};
	struct planning *p = arg;
	struct letter_item item;
	/* what the methodist has put there to be sent is about to be told */
	bool told = letter_was_told(letter) ||
		    (letter_is(letter, LETTER_WAITS) && !strcmp(record_text(letter, LETTER_SORT), LETTER_SORT_BY_HAND));

	(void)tx;
	while (told && letter_item_next(letter, &at, &item)) {
		p->told = mem_grow(p->told, p->told_n, &p->told_cap, sizeof(*p->told));
		p->told[p->told_n++] = (struct told){.person = record_ref(letter, LETTER_PERSON),
						     .id = item.id,
						     .due = item.due,
						     .sort = (uint8_t)item.sort,
						     .kind = (uint8_t)item.kind,
						     .on = letter_told_on(letter)};
	}
	return true;
}

static void learn_told(struct planning *p)
{
	size_t n = 0;

	letter_each(p->tx, p->today - p->repeat, note_letter, p);
	if (p->told_n)
		qsort(p->told, p->told_n, sizeof(*p->told), compare_last);
	for (size_t i = 0; i < p->told_n; i++)
		if (!n || compare_told(&p->told[n - 1], &p->told[i]))
			p->told[n++] = p->told[i];
	p->told_n = n;
}

/* Would it be told before the next day of letters? */
static bool is_time(const struct planning *p, uint32_t person)
{
	const struct told key = {
		.person = person, .id = p->d->rec_id, .due = p->d->due, .sort = p->d->kind, .kind = p->d->rec_kind};
	const struct told *last = p->told_n ? bsearch(&key, p->told, p->told_n, sizeof(key), compare_told) : NULL;

	return !last || last->on + p->repeat < p->next;
}

/* ---- the walk ---- */

static size_t slot_of(const struct planning *p, uint32_t person)
{
	size_t i = person * 2654435761u % p->places_n;

	while (p->places[i] && p->plan->letters[p->places[i] - 1].person != person)
		i = (i + 1) % p->places_n;
	return i;
}

static void grow_places(struct planning *p)
{
	if (p->places_n > 2 * (p->plan->n + 1))
		return;
	free(p->places);
	p->places_n = 4 * (p->plan->n + 16);
	p->places = mem_alloc(p->places_n * sizeof(*p->places));
	for (size_t i = 0; i < p->plan->n; i++)
		if (p->plan->letters[i].person)
			p->places[slot_of(p, p->plan->letters[i].person)] = (uint32_t)i + 1;
}

/* The letter to the person, or to whom the name means. */
static struct mail_letter *letter_to(struct planning *p, uint32_t person, const char *name)
{
	struct mail_letter *l;
	size_t slot;

	if (!person) {
		for (size_t i = 0; i < p->plan->n; i++)
			if (!p->plan->letters[i].person && !strcmp(p->plan->letters[i].name, name))
				return &p->plan->letters[i];
	} else {
		grow_places(p);
		slot = slot_of(p, person);
		if (p->places[slot])
			return &p->plan->letters[p->places[slot] - 1];
		p->places[slot] = (uint32_t)p->plan->n + 1;
	}
	l = plan_new(p->plan);
	l->person = person;
	l->name = keep(p->plan, name);
	plan_person(p->tx, p->plan, l);
	return l;
}

static void tell(uint32_t person, const char *name, void *arg)
{
	struct planning *p = arg;

	if (is_time(p, person))
		plan_add(p->plan, letter_to(p, person, name), p->d);
}

static void look(const struct deadline *d, void *arg)
{
	struct planning *p = arg;

	if ((int64_t)d->due - p->ahead >= p->next) /* an end of which the notice has passed */
		return;
	p->d = d;
	answering_each(&p->answering, d, tell, p);
}

static int by_name(const void *pa, const void *pb)
{
	const struct mail_letter *a = pa, *b = pb;
	int order = collate_compare(a->name, b->name);

	return order ? order : (a->person > b->person) - (a->person < b->person);
}

static void keep_those(struct mail_plan *plan, const char *who)
{
	struct buf words = {0}, name = {0};
	size_t n = 0;

	collate_fold(who, strlen(who), &words);
	for (size_t i = 0; i < plan->n; i++) {
		buf_clear(&name);
		collate_fold(plan->letters[i].name, strlen(plan->letters[i].name), &name);
		if (collate_matches(buf_text(&name), buf_text(&words)))
			plan->letters[n++] = plan->letters[i];
		else
			free(plan->letters[i].deadlines);
	}
	plan->n = n;
	buf_free(&words);
	buf_free(&name);
}

static void tell_now(uint32_t person, const char *name, void *arg)
{
	struct planning *p = arg;

	plan_add(p->plan, letter_to(p, person, name), p->d);
}

static enum err end_plan(struct planning *p, struct error *e)
{
	if (p->plan->n)
		qsort(p->plan->letters, p->plan->n, sizeof(*p->plan->letters), by_name);
	answering_release(&p->answering);
	free(p->told);
	free(p->places);
	if (tx_failed(p->tx) && e)
		*e = *tx_error(p->tx);
	return tx_failed(p->tx);
}

enum err mail_plan_of(struct tx *tx, const struct deadline *which, size_t n, struct mail_plan *out, struct error *e)
{
	struct planning p = {.tx = tx, .plan = out, .today = tx_session(tx)->today, .answering = {.tx = tx}};
	struct deadline d;

	for (size_t i = 0; i < n; i++)
		if (deadline_find(tx, p.today, &which[i], &d)) {
			p.d = &d;
			answering_each(&p.answering, &d, tell_now, &p);
		}
	return end_plan(&p, e);
}

enum err mail_plan(struct tx *tx, const struct mail_request *q, struct mail_plan *out, struct error *e)
{
	const struct session *s = tx_session(tx);
	struct planning p = {.tx = tx,
			     .plan = out,
			     .today = s->today,
			     .next = mail_next_day(s->config, s->today),
			     .ahead = q->days < 0 ? config_int(s->config, OPT_MAIL_DAYS_AHEAD) : q->days,
			     .repeat = config_int(s->config, OPT_MAIL_REPEAT),
			     .answering = {.tx = tx}};
	struct deadline_query due = {.today = s->today, .from = DATE_NONE};

	due.days = p.next - 1 - p.today + p.ahead;
	if (q->any_day || mail_is_day(s->config, s->today)) {
		learn_told(&p);
		deadline_each(tx, &due, look, &p);
	}
	if (q->who)
		keep_those(out, q->who);
	return end_plan(&p, e);
}
