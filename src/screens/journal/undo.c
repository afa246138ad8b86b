/* Taking back, and bringing forward again. */
#include <string.h>

#include "../internal.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/draw.h"

#define FRESH_MS (5 * 60 * 1000)

static void take_back(struct app *app, uint64_t act)
{
	struct error e = {.code = OK};
	struct buf what = {0};

	if (op_take_back(app->session, act, &what, &e) == OK) {
		const char *key =
			strncmp(buf_text(&what), "Взято", strlen("Взято")) ? ". Назад: Ctrl-Z" : ". Снова: Ctrl-R";

		if (what.n && what.s[what.n - 1] == '.') /* «Сорокина А.Р.» */
			what.s[--what.n] = 0;
		/* What was done comes first where there is no room for both. */
		if (utf8_width(buf_text(&what), what.n) + utf8_width(key, strlen(key)) > draw_columns() - 2)
			key = "";
		app_say(app, LOOK_GOOD, "%s%s", buf_text(&what), key);
		app_reload(app);
	} else {
		dialog_error(app, &e);
	}
	buf_free(&what);
}

static void answered(struct app *app, int index, void *arg)
{
	if (index == 0)
		take_back(app, *(const uint64_t *)arg);
}

/* «сегодня в 10:15», «20.11.2026 в 10:15» */
static void add_when(const struct app *app, int64_t ms, struct buf *out)
{
	struct buf day = {0}, today = {0};

	journal_time(ms, "%d.%m.%Y", &day);
	date_add_ru(&today, app->session->today);
	buf_add(out, strcmp(day.s, today.s) ? day.s : "сегодня");
	journal_time(ms, " в %H:%M", out);
	buf_free(&day);
	buf_free(&today);
}

static void ask(struct app *app, const struct undo_act *u)
{
	const struct button buttons[] = {{u->again ? "Провести снова" : "Взять назад", NULL}, {"Оставить", NULL}};
	uint64_t *act = mem_alloc(sizeof(*act));
	struct buf text = {0};

	*act = u->act;
	buf_addf(&text, "%s\n\n%s ", buf_text(&u->what), u->again ? "Взято назад" : "Сделано вами");
	add_when(app, u->at_ms, &text);
	buf_addc(&text, '.');
	dialog_choice(app, u->again ? "Провести снова?" : "Взять назад?", text.s, NULL, buttons, 2, answered, act);
	screen_own(app, act);
	buf_free(&text);
}

void undo_ask(struct app *app, bool again, uint64_t chosen)
{
	const struct session *s = app->session;
	struct screen *top = app->top;
	struct undo_act u = {.act = 0};
	struct error e = {.code = OK};
	struct tx *tx;

	if (app_keeps_input(app)) {
		app_say(app, LOOK_TODAY, "Сначала закончите ввод: F2 — сохранить, Esc — выйти из формы.");
		return;
	}
	tx = screen_read(app);
	if (!tx)
		return;
	undo_look(tx, again, chosen, &u, &e);
	tx_end(&tx);
	if (e.code == ERR_NONE)
		app_say(app, LOOK_PLAIN, "%s", e.text);
	else if (e.code)
		dialog_error(app, &e);
	else if (!chosen && u.last <= s->began)
		app_say(app, LOOK_PLAIN, "Больше %s нечего; прежнее — в журнале (8): F2",
			again ? "проводить снова" : "брать назад");
	else if (!chosen && u.last == s->acted && !u.again && tx_clock(NULL) - u.at_ms < FRESH_MS && top->ops->shows &&
		 top->ops->shows(top, u.kind, u.id))
		take_back(app, u.act);
	else
		ask(app, &u);
	buf_free(&u.what);
}
