/* Moving an event with the keys: it is taken, the cursor goes to another day or hour by whatever key, Enter puts it
 * down. */
#include <string.h>

#include "calendar.h"
#include "stazh/domain/collision.h"

void move_end(struct calendar *c)
{
	buf_free(&c->moving.label);
	buf_free(&c->moving.warning);
	buf_free(&c->moving.reason);
	answers_release(&c->moving.answers);
	memset(&c->moving, 0, sizeof(c->moving));
}

/* Where the cursor stands; the minutes of the hour stay, and so does the time where the cursor tells none. */
static int target_time(const struct calendar *c)
{
	int was = c->moving.time;

	if (!c->view->hours || c->hour == WHOLE_DAY || (was >= 0 && week_same_row(c, was / 60, c->hour)))
		return was;
	return c->hour * 60 + (was >= 0 ? was % 60 : 0);
}

static bool moved(const struct calendar *c)
{
	return c->day != c->moving.date || target_time(c) != c->moving.time;
}

static void add_time(int time, struct buf *out)
{
	if (time >= 0)
		buf_addf(out, "%02d:%02d", time / 60, time % 60);
}

static void add_target(const struct calendar *c, struct buf *out)
{
	buf_addf(out, "%s ", date_weekday_short(c->day));
	date_add_ru(out, c->day);
	if (target_time(c) >= 0) {
		buf_addc(out, ' ');
		add_time(target_time(c), out);
	}
}

void move_begin(struct calendar *c, const struct item *i)
{
	struct error e = {.code = OK};
	struct record r = {.kind = 0};
	struct tx *tx;

	if (i->deadline) {
		app_say(c->app, LOOK_PLAIN, "Переносят занятия. Срок меняется там, откуда он взялся: Enter — открыть");
		return;
	}
	if (!c->view->span) { /* the list has no days to go to */
		action_start(c->app, KIND_EVENT, i->subject.id, "postpone");
		return;
	}
	tx = screen_read(c->app);
	if (!tx)
		return;
	move_end(c);
	if (record_load(tx, KIND_EVENT, i->subject.id, &r) == OK &&
	    transition_check(tx, kind_def(KIND_EVENT), transition_by_name(kind_def(KIND_EVENT), "postpone"), &r, NULL,
			     &e) == OK) {
		c->moving.id = r.id;
		c->moving.rev = record_int(&r, REC_REV);
		c->moving.date = i->date;
		c->moving.time = i->time;
		buf_addf(&c->moving.label, "«%s»", record_text(&r, EVENT_TOPIC));
		c->in_list = false;
		if (i->time >= 0)
			c->hour = i->time / 60;
	}
	tx_end(&tx);
	record_release(&r);
	if (e.code)
		dialog_error(c->app, &e);
}

void move_look(struct calendar *c)
{
	struct record r = {.kind = 0};
	struct tx *tx;

	buf_clear(&c->moving.warning);
	if (!c->moving.id || !moved(c) || !(tx = screen_read(c->app)))
		return;
	if (record_load(tx, KIND_EVENT, c->moving.id, &r) == OK) {
		record_set_date(&r, EVENT_DATE, c->day);
		if (target_time(c) >= 0)
			record_set_int(&r, EVENT_TIME, target_time(c));
		collision_find(tx, &r, &c->moving.warning);
	}
	tx_end(&tx);
	record_release(&r);
}

void move_hint(const struct calendar *c, struct buf *out)
{
	if (moved(c)) {
		buf_add(out, "На ");
		add_target(c, out);
		buf_add(out, ": Enter — сюда, Esc — оставить");
		if (c->moving.warning.n)
			buf_addf(out, " %s есть помехи", glyph(GLYPH_WARNING));
	} else {
		buf_addf(out, "Куда? Стрелки, t, =, потом Enter; Esc — оставить. Переносим %s",
			 buf_text(&c->moving.label));
	}
}

static void put_again(struct app *app, void *arg);

static void put(struct app *app, struct calendar *c)
{
	struct buf date = {0}, time = {0};
	struct outcome out = {0};
	struct assign typed[3], all[3 + ANSWERS_MAX];
	struct error e = {.code = OK};
	size_t n = 0;

	date_add_iso(&date, c->day);
	typed[n++] = (struct assign){"date", date.s};
	if (target_time(c) != c->moving.time) {
		add_time(target_time(c), &time);
		typed[n++] = (struct assign){"time", time.s};
	}
	if (c->moving.reason.n)
		typed[n++] = (struct assign){"reason", c->moving.reason.s};
	n = answers_join(&c->moving.answers, typed, n, all);
	if (op_act(app->session, KIND_EVENT, c->moving.id, c->moving.rev, "postpone", all, n, &out, &e) == OK) {
		buf_clear(&date);
		add_target(c, &date);
		app_say(app, LOOK_GOOD, "Перенесено на %s. Вернуть: Ctrl-Z", date.s);
		c->put = c->moving.id;
		move_end(c);
		app_reload(app);
	} else if (!answers_ask(app, &c->moving.answers, &out.question, &e, put_again, c)) {
		dialog_error(app, &e);
	}
	buf_free(&date);
	buf_free(&time);
	outcome_clear(&out);
}

static void put_again(struct app *app, void *arg)
{
	struct calendar *c = arg;

	if (c->moving.id)
		put(app, c);
}

static void reason_entered(struct app *app, const char *text, void *arg)
{
	struct calendar *c = arg;

	if (!text || !c->moving.id)
		return;
	buf_clear(&c->moving.reason);
	buf_add(&c->moving.reason, text);
	put(app, c);
}

static enum next put_down(struct app *app, struct screen *screen)
{
	struct calendar *c = (struct calendar *)screen;

	if (!moved(c)) {
		move_end(c);
		app_say(app, LOOK_PLAIN, "Занятие осталось, где было");
	} else {
		dialog_line(app, "Почему переносим (можно пусто)", "", NULL, reason_entered, c);
	}
	return SCREEN_DONE;
}

static enum next leave(struct app *app, struct screen *screen, const struct input *in)
{
	if (in->key == K_F10)
		return SCREEN_PASS;
	move_end((struct calendar *)screen);
	app_say(app, LOOK_PLAIN, "Занятие осталось, где было");
	return SCREEN_DONE;
}

static enum next not_now(struct app *app, struct screen *screen)
{
	(void)screen;
	app_say(app, LOOK_TODAY, "Сначала поставьте занятие: Enter — сюда, Esc — оставить, где было");
	return SCREEN_DONE;
}

const struct screen_action move_actions[] = {
	{.action = ACT_OPEN, .run = put_down},
	{.action = ACT_MOVE, .run = put_down},
	{.action = ACT_BACK, .take = leave},
	{.action = ACT_ACTIONS, .run = not_now},
	{.action = ACT_EDIT, .run = not_now},
	{.action = ACT_COPY, .run = not_now},
	{.action = ACT_FILTER, .title = "Что показать", .run = not_now},
	{.action = ACT_NEW, .label = "Новое", .title = "Назначить занятие", .run = not_now},
	{.action = ACT_DELETE, .run = not_now},
	{.action = ACT_MARK, .title = "Отметить: кто был, сделано ли", .run = not_now},
	{.action = ACT_NONE},
};
