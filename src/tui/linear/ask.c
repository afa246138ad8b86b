/* Forms and grids: one place after another is asked for. */
#include <stdlib.h>
#include <string.h>

#include "stazh/tui/term.h"
#include "../driver.h"
#include "internal.h"

/* Those that are gone are forgotten; a new one stands last. */
static struct asked *asked_of(struct linear *l, struct screen *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->asked_n; i++)
		if (screen_on_stack(l->app, l->asked[i].screen))
			l->asked[kept++] = l->asked[i];
	l->asked_n = kept;
	for (size_t i = 0; i < kept; i++)
		if (l->asked[i].screen == s)
			return &l->asked[i];
	l->asked_n = kept < LINEAR_FORMS ? kept + 1 : kept;
	l->asked[l->asked_n - 1] = (struct asked){.screen = s, .place = s->ops->turn ? s->ops->current(s) : 0};
	return &l->asked[l->asked_n - 1];
}

static void tell_how(const struct linear *l, const struct screen *s)
{
	if (s->ops->turn)
		linear_say(l, "Enter — дальше, - — стереть, < — назад, > — следующий столбец, < 1 — предыдущий, номер "
			      "с точкой — к строке, ? — всё, что есть, ! — записать, << — выйти.");
	else
		linear_say(l, "Поля по одному: Enter — дальше, текст — записать, - — стереть, ? — выбрать или узнать, "
			      "< — предыдущее, номер с точкой — к полю, ?? — все поля, ! — сохранить, << — выйти, "
			      "=текст — дословно.");
}

void linear_ask(struct linear *l, struct screen *s)
{
	struct asked *a = asked_of(l, s);
	struct buf b = {0};

	if (!a->shown)
		tell_how(l, s);
	a->told = a->shown = true;
	s->ops->point(l->app, s, a->place);
	if (s->ops->item(s, a->place, &b))
		linear_say(l, b.s);
	else if (s->ops->turn)
		linear_say(l, "Столбец кончился. Enter — следующий, ! — записать, < — назад, << — выйти.");
	else
		linear_say(l, "Это все поля. ! — сохранить, < — назад, номер с точкой — поправить, << — выйти.");
	buf_free(&b);
}

/* Other places stand there then, told anew. */
static void turn(struct linear *l, struct screen *s, struct asked *a, int by)
{
	if (!s->ops->turn || !s->ops->turn(l->app, s, by)) {
		app_say(l->app, LOOK_TODAY, by > 0 ? "Дальше ничего нет." : "Раньше ничего нет.");
		return;
	}
	a->told = false;
	a->place = 0;
}

static void save(struct linear *l, struct screen *s, struct asked *a)
{
	size_t before = s->ops->current(s);

	linear_act(l, ACT_SAVE);
	if (screen_on_stack(l->app, s) && (!s->ops->turn || s->ops->current(s) != before))
		a->place = s->ops->current(s);
}

static bool may_choose(struct linear *l, struct screen *s)
{
	const struct screen_action *row = s->ops->turn ? NULL : screen_action_find(l->app, s, ACT_CHOOSE);

	return row && screen_action_may(l->app, s, row, NULL) == OK;
}

static void tell_all(struct linear *l, struct screen *s)
{
	linear_tell_places(l, s);
	linear_tell_commands(l);
	l->quiet = true;
}

static void help(struct linear *l, struct screen *s)
{
	if (may_choose(l, s)) {
		linear_act(l, ACT_CHOOSE);
	} else if (s->ops->turn) {
		tell_all(l, s);
	} else {
		linear_act(l, ACT_HELP);
	}
}

/* «F4», «Ctrl-Z»: never a value. */
static bool is_key(const char *line)
{
	return !strncmp(line, "Ctrl-", 5) || (line[0] == 'F' && line[1] >= '1' && line[1] <= '9');
}

static size_t count_places(struct screen *s)
{
	struct buf b = {0};
	size_t n = 0;

	while (s->ops->item(s, n, &b))
		n++;
	buf_free(&b);
	return n;
}

/* «<», «> 2», «3.»: false: a value. */
static bool goes(struct linear *l, struct screen *s, struct asked *a, const char *line)
{
	char *rest;
	unsigned long n = strtoul(line, &rest, 10);

	if (!strcmp(line, "<")) {
		a->place -= a->place > 0;
	} else if (s->ops->turn && (line[0] == '>' || (line[0] == '<' && line[1] == ' '))) {
		int by = atoi(line + 1);

		by = by > 0 ? by : 1;
		turn(l, s, a, line[0] == '>' ? by : -by);
	} else if (rest != line && !strcmp(rest, ".") && n && n <= count_places(s)) {
		a->place = n - 1;
	} else {
		return false;
	}
	return true;
}

/* It may have led to other places of the grid. */
static void command(struct linear *l, struct screen *s, struct asked *a, const char *line)
{
	linear_command(l, line + strspn(line, " "));
	if (s->ops->turn && !l->quiet && screen_on_stack(l->app, s)) {
		a->told = false;
		a->place = s->ops->current(s);
	}
}

/* A letter stood for a word, or one answer for several rows. */
static void confirm(struct linear *l, struct screen *s, struct asked *a)
{
	struct buf b = {0};

	if (!*l->app->message && s->ops->item(s, a->place, &b))
		linear_say(l, b.s);
	buf_free(&b);
	a->place = s->ops->current(s) + 1;
}

void linear_answer(struct linear *l, struct screen *s, const char *line)
{
	struct asked *a = asked_of(l, s);
	bool last = a->place >= count_places(s);

	if (!strcmp(line, "!")) {
		save(l, s, a);
	} else if (!strcmp(line, "<<")) {
		linear_act(l, ACT_BACK);
	} else if (!strcmp(line, "??")) {
		tell_all(l, s);
	} else if (!strcmp(line, "?")) {
		help(l, s);
	} else if (line[0] == '!' || is_key(line)) {
		command(l, s, a, line[0] == '!' ? line + 1 : line);
	} else if (goes(l, s, a, line)) {
		/* done */
	} else if (last && !*line && s->ops->turn) {
		turn(l, s, a, 1);
	} else if (last) {
		app_say(l->app, LOOK_TODAY, "Поля кончились.");
	} else if (!*line) {
		a->place++;
	} else if (s->ops->answer(l->app, s, a->place, !strcmp(line, "-") ? "" : line + (*line == '='))) {
		if (s->ops->turn)
			confirm(l, s, a);
		else
			a->place++;
	}
}
