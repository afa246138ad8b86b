/* Who is to be written to, which roadmaps are to be applied, and what the years before left open. */
#include <stdlib.h>
#include <string.h>

#include "turn.h"
#include "../sites/sites.h"

/* So many records meet the condition; nothing when none does. */
static void add_count(struct turning *g, enum turn_sort sort, const char *what, unsigned kind, const char *where,
		      const char *why)
{
	struct query q = {.kind = kind, .asked = &where, .asked_n = 1};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(g->tx, &q, &ids, &n, NULL))
		n = 0;
	free(ids);
	if (!n)
		return;
	turn_add(g, (struct turn_step){.sort = sort,
				       .can = TURN_TOLD,
				       .kind = kind,
				       .from = DATE_NONE,
				       .to = DATE_NONE,
				       .what = what,
				       .why = why,
				       .needs = TURN_NONE,
				       .other = TURN_NONE,
				       .where = where,
				       .count = n});
}

/* ---- letters ---- */

uint32_t turn_bringer(struct tx *tx, const struct record *site)
{
	struct record org = {0};
	uint32_t person = record_ref(site, SITE_LEADER);

	if (!person && load_ref(tx, KIND_ORG, site, SITE_ORG, &org))
		person = record_ref(&org, ORG_HEAD);
	record_release(&org);
	return person;
}

/* Is there a letter about the document: one that waits, or was sent? */
static bool is_told(struct tx *tx, uint32_t doc)
{
	size_t n;

	free(refs_list(tx, KIND_PLANDOC, doc, KIND_LETTER, LETTER_ABOUT, &n));
	return n;
}

/* Has the site documents of the new year that are still to be brought, and nobody was written to about one of them? */
static bool is_to_be_told(struct turning *g, uint32_t site)
{
	struct record doc = {0};
	bool open = false;

	for (size_t i = 0; plan_kinds[i] && !open; i++)
		open = plan_find(g->tx, site, g->t->to, plan_kinds[i], &doc) && plan_is_open(&doc) &&
		       record_has(&doc, PLANDOC_DUE) && !is_told(g->tx, doc.id);
	record_release(&doc);
	return open;
}

static void add_letter(struct turning *g, const struct turn_site *s, bool asked)
{
	uint32_t person = turn_bringer(g->tx, &s->site);
	size_t at = turn_find(g->t, TURN_LETTERS, person);
	struct record r = {0};
	struct buf what = {0};
	const char *why = "останется ждать отправки; отправленное назад не взять";
	enum turn_can can = TURN_CAN;

	if (at != TURN_NONE && asked) /* one of her sites needs nothing */
		g->t->step[at].needs = TURN_NONE;
	if (!person || at != TURN_NONE || !load(g->tx, KIND_PERSON, person, &r))
		return;
	label_of(g->tx, &r, &what);
	if (!record_has(&r, PERSON_EMAIL)) {
		can = TURN_CANNOT;
		why = "нет адреса почты";
	}
	turn_add(g, (struct turn_step){.sort = TURN_LETTERS,
				       .can = can,
				       .kind = KIND_PERSON,
				       .id = person,
				       .from = DATE_NONE,
				       .to = DATE_NONE,
				       .what = buf_text(&what),
				       .then = s->name,
				       .why = why,
				       .needs = asked ? TURN_NONE : s->documents,
				       .other = TURN_NONE});
	record_release(&r);
	buf_free(&what);
}

/* On paper: the reminder of an organisation tells a month ahead. */
#define LETTER_DAYS 30

static void add_papers(struct turning *g)
{
	struct buf where = {0};

	buf_add(&where, "count(site, Состояние = " SITE_ACTIVE " и count(plandoc, Учебный год = ");
	school_year_add(&where, g->t->to);
	buf_add(&where, " и Состояние = " PLANDOC_DRAFT ";" PLANDOC_RETURNED " и Представить до <= ");
	date_add_ru(&where, g->today + LETTER_DAYS);
	buf_add(&where, ") > 0) > 0");
	add_count(g, TURN_LETTERS, "Письма школам на бумаге", KIND_ORG, where.s,
		  "где документы ещё не представлены: отметить все и напечатать «Письмо-напоминание»");
	buf_free(&where);
}

void turn_add_letters(struct turning *g)
{
	bool sent = *config_text(g->c, OPT_MAIL_FROM);

	for (size_t i = 0; i < g->sites_n && sent; i++) {
		const struct turn_site *s = &g->sites[i];
		bool asked = s->documents != TURN_NONE && g->t->step[s->documents].can != TURN_CAN;

		if (s->documents != TURN_NONE && (!asked || is_to_be_told(g, s->site.id)))
			add_letter(g, s, asked);
	}
	add_papers(g);
}

/* ---- roadmaps ---- */

void turn_add_roadmaps(struct turning *g)
{
	struct buf where = {0};

	buf_add(&where, "К чему = учебный год и count(reminder, Считается от >= ");
	date_add_ru(&where, g->first);
	buf_add(&where, " и Считается от <= ");
	date_add_ru(&where, g->last);
	buf_add(&where, ") = 0");
	add_count(g, TURN_ROADMAPS, "Ещё не применены", KIND_ROADMAP, where.s,
		  "применить к этому году: на карточке карты F2, «Применить», или с площадок");
	buf_free(&where);
}

/* ---- what is still open ---- */

void turn_add_tails(struct turning *g)
{
	static const struct {
		const char *what;
		unsigned kind;
		const char *where; /* %s: the year before; %d: the first day that is not looked at */
		const char *why;
	} tails[] = {
		{"Отчёты не приняты", KIND_REPORT, "Учебный год <= %s и Состояние != принят",
		 "принять, вернуть или ждать сдачи"},
		{"Стажёры не завершили", KIND_TRAINEE,
		 "Состояние = зачислен;проходит и Группа.Учебный год <= %s и не Группа.По >= %d",
		 "завершить, отчислить или продлить группу"},
		{"Завершили, а справки нет", KIND_TRAINEE,
		 "Состояние = завершил и Номер справки пусто и Группа.Учебный год <= %s", "выдать справки"},
		{"Занятия не отмечены", KIND_EVENT, "Дата < %d и Состояние = запланировано;перенесено",
		 "отметить, проведены ли они"},
		{"Заявки на рассмотрении", KIND_SITE, "Состояние = подана", "согласовать, вернуть или отклонить"},
		{"Площадки без руководителя", KIND_SITE, "Состояние = действует и Руководитель пусто", "назначить"},
		{"Свои сроки просрочены", KIND_REMINDER, "Сделано пусто и Срок < %d", "отметить или перенести"},
	};
	struct buf year = {0}, day = {0};

	school_year_add(&year, g->t->from);
	date_add_ru(&day, g->today < g->first ? g->today : g->first);
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		struct buf where = {0};

		for (const char *p = tails[i].where; *p; p++)
			if (*p == '%')
				buf_add(&where, *++p == 's' ? year.s : day.s);
			else
				buf_addc(&where, *p);
		add_count(g, TURN_TAILS, tails[i].what, tails[i].kind, where.s, tails[i].why);
		buf_free(&where);
	}
	buf_free(&year);
	buf_free(&day);
}
