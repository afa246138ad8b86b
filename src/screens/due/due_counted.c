/* What is behind the numbers above the list of deadlines and below it. */
#include <stdio.h>
#include <stdlib.h>

#include "due.h"

/* A number: deadlines of so many days from today on, or records that meet a condition. */
struct choice {
	const struct due *s;
	size_t n;
	struct due_number {
		char title[60], number[16];
		int from, to;		  /* of deadlines; */
		unsigned kind;		  /* else of the year, these: */
		const char *path, *where; /* path: to the site, "" of a site itself */
	} of[5 + DUE_WEEKS];
};

static struct due_number *put(struct choice *c, const char *title, size_t n)
{
	struct due_number *one = &c->of[c->n++];

	snprintf(one->title, sizeof(one->title), "%s", title);
	snprintf(one->number, sizeof(one->number), "%zu", n);
	return one;
}

static void put_records(struct choice *c, const char *title, size_t n, unsigned kind, const char *path,
			const char *where)
{
	struct due_number *one = put(c, title, n);

	one->kind = kind;
	one->path = path;
	one->where = where;
}

/* Of the sites that are one's own, as the screen counts them: those without a methodist are everybody's. */
static void add_mine(struct tx *tx, const char *path, struct buf *out)
{
	const struct session *s = tx_session(tx);

	if (s->role == ROLE_LEADER) {
		buf_addf(out, " и %sОрганизация %s", path, s->org ? "= " : "пусто");
		if (s->org)
			ref_say(tx, KIND_ORG, s->org, out);
		return;
	}
	buf_add(out, " и (");
	if (s->person) {
		buf_addf(out, "%sМетодист = ", path);
		ref_say(tx, KIND_PERSON, s->person, out);
		buf_add(out, " или ");
	}
	buf_addf(out, "%sМетодист пусто)", path);
}

static void number_chosen(struct app *app, int index, void *arg)
{
	const struct choice *c = arg;
	const struct due_number *one = index < 0 ? NULL : &c->of[index];
	struct tx *tx = one && one->kind ? screen_read(app) : NULL;
	struct buf where = {0};

	if (one && !one->kind)
		deadlines_open(app, one->title, c->s->mine, one->from, one->to);
	if (!tx)
		return;
	buf_add(&where, one->where);
	if (c->s->mine)
		add_mine(tx, one->path, &where);
	tx_end(&tx);
	records_open_counted(app, one->kind, one->title, c->s->mine ? "мои" : "весь округ", where.s, COUNTED_YEAR);
	buf_free(&where);
}

static void put_weeks(struct choice *c)
{
	const struct due *s = c->s;
	int first = -date_weekday(s->rows.today);

	for (int i = 0; i < DUE_WEEKS; i++) {
		struct buf title = {0};
		struct due_number *one;

		buf_add(&title, "Сроки недели с ");
		date_add_ru(&title, s->rows.today + first + 7 * i);
		one = put(c, title.s, s->week[i]);
		one->from = first + 7 * i > 0 ? first + 7 * i : 0;
		one->to = first + 7 * i + 6;
		buf_free(&title);
	}
}

enum next due_counted(struct app *app, struct screen *screen)
{
	const struct due *s = (const struct due *)screen;
	struct choice *c = mem_alloc(sizeof(*c));
	struct menu_item items[sizeof(c->of) / sizeof(*c->of)] = {{.text = NULL}};

	*c = (struct choice){.s = s};
	put_records(c, "Площадки со статусом", s->sites, KIND_SITE, "", "Состояние = " SITE_ACTIVE);
	put_records(c, "Без руководителя", s->leaderless, KIND_SITE, "",
		    "Состояние = " SITE_ACTIVE " и Руководитель пусто");
	put_records(c, "Отчёты за год", s->reports, KIND_REPORT, "Площадка.", "Номер > 0");
	put_records(c, "Из них сдано", s->reports_done, KIND_REPORT, "Площадка.",
		    "Состояние = " REPORT_SUBMITTED "; " REPORT_ACCEPTED);
	put(c, "Сроки на 30 дней", s->month)->to = 30;
	put_weeks(c);
	for (size_t i = 0; i < c->n; i++)
		items[i] = (struct menu_item){.text = c->of[i].title, .key = c->of[i].number};
	dialog_menu(app, "Что здесь посчитано", NULL, items, c->n, 0, number_chosen, c);
	screen_own(app, c);
	return SCREEN_DONE;
}
