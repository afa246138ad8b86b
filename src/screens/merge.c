/* Two records of one person or organisation become one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/domain/standing.h"

struct merging {
	unsigned kind;
	uint32_t one, other;
};

/* The chosen way, and what was answered to questions about what the two tell. */
struct merge_way {
	unsigned kind;
	uint32_t keep, drop;
	bool show; /* the card of the one that stays */
	struct answer answers[2];
	size_t n;
	char choose[4000];
};

static void merge_now(struct app *app, const struct merge_way *way);

static void merge_answered(struct app *app, int index, void *arg)
{
	struct merge_way *way = arg;
	size_t n = strlen(way->choose);

	if (index < 0 || (size_t)index >= way->n)
		return;
	snprintf(way->choose + n, sizeof(way->choose) - n, "%s%s", n ? ";" : "", way->answers[index].value);
	merge_now(app, way);
}

static void merge_now(struct app *app, const struct merge_way *way)
{
	const struct assign choose = {"choose", way->choose};
	struct outcome out = {0};
	const struct question *q = &out.question;
	struct button buttons[3] = {{NULL, NULL}};
	struct merge_way *next;
	struct error e = {.code = OK};
	size_t moved = 0;

	if (op_merge_as(app->session, way->kind, way->keep, way->drop, &choose, 1, &moved, &out, &e) == OK) {
		app_say(app, LOOK_GOOD, "Объединено, переведено записей: %zu. Вернуть: Ctrl-Z", moved);
		app_reload(app);
		if (out.warnings.n)
			dialog_text(app, "Обратите внимание", out.warnings.s);
		if (way->show)
			record_open(app, (struct subject){way->kind, way->keep});
	} else if (e.code == ERR_REFUSED && q->n == 2) {
		next = mem_alloc(sizeof(*next));
		*next = *way;
		next->n = q->n;
		for (size_t i = 0; i < q->n; i++) {
			next->answers[i] = q->answers[i];
			buttons[i].title = next->answers[i].title;
		}
		buttons[2] = (struct button){"Отмена", "нт"};
		dialog_choice(app, "Что верно?", q->text.s, NULL, buttons, 3, merge_answered, next);
		screen_own(app, next);
	} else {
		dialog_error(app, &e);
	}
	outcome_clear(&out);
}

static void merge_answer(struct app *app, int index, void *arg)
{
	const struct merging *m = arg;
	struct merge_way way = {.kind = m->kind,
				.keep = index == 0 ? m->one : m->other,
				.drop = index == 0 ? m->other : m->one,
				.show = index == 1};

	if (index == 0 || index == 1)
		merge_now(app, &way);
}

/* Who it is, and what would go over to the other one. */
static void add_known(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	struct standing standing = {.certificates = 0};
	struct buf all = {0};

	if (kind_more(kind_def(kind))->known) {
		kind_more(kind_def(kind))->known(tx, id, out);
	} else {
		label_add(tx, kind, id, out);
		buf_addf(out, " (№ %u)", id);
	}
	standing_find(tx, kind, id, DATE_MIN, &standing);
	standing_add(&standing, &all);
	if (all.n)
		buf_addf(out, ": %s", all.s);
	standing_release(&standing);
	buf_free(&all);
}

static void merge_picked(struct app *app, uint32_t id, void *arg)
{
	static const struct button buttons[] = {{"Первая", "1д"}, {"Вторая", "2"}, {"Отмена", "нт"}};
	const struct subject *of = arg;
	struct tx *tx = NULL;
	struct buf text = {0};
	struct merging *m;

	if (id == of->id) {
		app_say(app, LOOK_TODAY, "Это одна и та же запись: выберите другую");
		return;
	}
	tx = screen_read(app);
	if (!tx)
		return;
	m = mem_alloc(sizeof(*m));
	*m = (struct merging){of->kind, of->id, id};
	buf_add(&text, "1. ");
	add_known(tx, m->kind, m->one, &text);
	buf_add(&text, "\n2. ");
	add_known(tx, m->kind, m->other, &text);
	buf_add(&text, "\n\nЧего в оставленной не сказано, возьмётся из другой. Всё, что указывало на другую, будет "
		       "указывать на "
		       "оставленную; другая уйдёт в корзину.");
	tx_end(&tx);
	dialog_choice(app, "Какая запись останется?", text.s, NULL, buttons, 3, merge_answer, m);
	screen_own(app, m);
	buf_free(&text);
}

void merge_open(struct app *app, struct subject one)
{
	struct subject *of = mem_alloc(sizeof(*of));
	struct tx *tx = tx_read(app->session->store, NULL);
	struct buf heading = {0};

	*of = one;
	buf_add(&heading, "С какой записью объединить: ");
	if (tx) {
		label_add(tx, one.kind, one.id, &heading);
		tx_end(&tx);
	}
	records_pick(app, one.kind, heading.s, "", false, merge_picked, NULL, of);
	buf_free(&heading);
}
