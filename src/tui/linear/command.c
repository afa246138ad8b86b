/* What is typed where nothing is asked for: numbers of rows, names of actions and keys. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/list.h"
#include "stazh/tui/term.h"
#include "../driver.h"
#include "internal.h"

static void type(struct linear *l, const char *text)
{
	struct event ev = {.type = EVENT_PASTE, .text = text, .n = strlen(text)};
	struct event key = {.type = EVENT_KEY};
	uint32_t cp;

	if (utf8_decode(text, ev.n, &cp) == ev.n) { /* one character is a key */
		key.key = (int)cp;
		key.text = text;
		key.n = ev.n;
		app_event(l->app, &key);
	} else if (ev.n) {
		app_event(l->app, &ev);
	}
}

bool linear_press(struct linear *l, const char *name)
{
	struct event ev = {.type = EVENT_KEY, .key = key_by_name(name, strlen(name))};
	uint32_t cp;

	if (!ev.key || (utf8_decode(name, strlen(name), &cp) == strlen(name) && cp != '*'))
		return false;
	app_event(l->app, &ev);
	return true;
}

void linear_act(struct linear *l, enum action a)
{
	app_act(l->app, a);
	stack_bury(l->app);
}

/* The cursor to row n, counted from 1; false: there is none. */
static bool point(struct linear *l, size_t n)
{
	struct screen *s = l->app->top;
	struct list *list = linear_list(s);
	struct buf b = {0};
	bool there;

	if (s->ops->item) {
		there = n && s->ops->item(s, n - 1, &b);
		if (there)
			s->ops->point(l->app, s, n - 1);
		buf_free(&b);
		return there;
	}
	if (!list || !n || n > list->count)
		return false;
	list_select(list, n - 1);
	return true;
}

/* The list that is narrowed to what is typed; NULL: there is none. */
static struct list *searched(struct linear *l)
{
	struct screen *s = l->app->top;

	return s->ops->list && screen_action_find(l->app, s, ACT_TEXT) ? s->ops->list(s) : app_typed_list(l->app);
}

static void search(struct linear *l, const char *text)
{
	struct list *list = searched(l);

	if (linear_is_text(l->app->top)) {
		if (!linear_seek(l, text))
			app_say(l->app, LOOK_TODAY, "Дальше этого нет.");
		return;
	}
	if (!list) {
		app_say(l->app, LOOK_TODAY, "Здесь искать не в чем.");
		return;
	}
	while (list->search.n)
		linear_act(l, ACT_BACK);
	if (*text)
		list_type(l->app, list, text, strlen(text));
}

/* The next rows, none of them twice. */
static bool turn_list(struct list *list, int by)
{
	size_t page = (size_t)list->drawn.h, to = list->first;

	if (by > 0 ? to + page >= list->count : !to)
		return false;
	to = by > 0 ? to + page : to < page ? 0 : to - page;
	list_select(list, to);
	list->first = to;
	return true;
}

/* To the page, the week, the month that comes next. */
static void turn(struct linear *l, int by)
{
	struct screen *s = l->app->top;
	struct list *list = linear_list(s);
	bool there = true;

	if (linear_is_text(s))
		there = linear_turn_page(l, by);
	else if (s->ops->turn)
		there = s->ops->turn(l->app, s, by);
	else if (list)
		there = turn_list(list, by);
	else
		linear_act(l, by > 0 ? ACT_PAGE_DOWN : ACT_PAGE_UP);
	if (!there)
		app_say(l->app, LOOK_TODAY, by > 0 ? "Дальше ничего нет." : "Раньше ничего нет."), l->quiet = true;
}

static void further(struct linear *l)
{
	turn(l, 1);
}

static void before(struct linear *l)
{
	turn(l, -1);
}

static void menu(struct linear *l)
{
	linear_act(l, ACT_MENU);
}

static void actions(struct linear *l)
{
	linear_act(l, ACT_ACTIONS);
}

static void back(struct linear *l)
{
	linear_act(l, ACT_BACK);
}

static void commands(struct linear *l)
{
	linear_tell_commands(l);
	l->quiet = true;
}

static void help(struct linear *l)
{
	linear_act(l, ACT_HELP);
}

static const struct {
	const char *name, *latin; /* what is typed */
	void (*run)(struct linear *l);
	const char *help;
} words[] = {
	{"м", "m", menu, "меню: всё, что можно сделать здесь; м слово — найти действие, раздел, запись, документ"},
	{"д", "a", actions, "действия с записью, на которой курсор (3 д — с третьей)"},
	{"+", NULL, further, "дальше"},
	{"-", NULL, before, "раньше"},
	{"0", "b", back, "назад"},
	{"помощь", "help", help, "что это за экран"},
	{"?", "??", commands, "этот перечень"},
};

/* ---- actions by their names ---- */

static const char *title_of(const struct screen *s, const struct screen_action *row)
{
	const struct action_def *d = action_def(row->action, s->ops->context);

	return row->title ? row->title : d ? d->title : NULL;
}

/* Each action of the screen that has a name, once. */
static void each_named(struct app *app, bool (*take)(const struct screen_action *row, const char *title, void *arg),
		       void *arg)
{
	const struct screen_action *row;
	bool seen[ACT_COUNT] = {false};

	for (size_t i = 0; (row = app_actions_at(app, app->top, i)); i++)
		for (; row->action; row++) {
			const char *title = title_of(app->top, row);

			if (!title || seen[row->action] || screen_action_may(app, app->top, row, NULL) == ERR_NONE)
				continue;
			seen[row->action] = true;
			if (!take(row, title, arg))
				return;
		}
}

struct tellable {
	struct app *app;
	struct buf *out;
};

static bool add_named(const struct screen_action *row, const char *title, void *arg)
{
	const struct tellable *t = arg;
	const struct action_def *d = action_def(row->action, t->app->top->ops->context);
	struct buf key = {0};

	if (d)
		key_add_shown(d->keys, 1, false, &key);
	buf_add(t->out, t->out->n ? "; " : "");
	text_add_cased(t->out, title, false);
	if (key.n)
		buf_addf(t->out, ", %s", key.s);
	buf_free(&key);
	return true;
}

void linear_tell_commands(const struct linear *l)
{
	struct buf b = {0};

	buf_add(&b, "Номер — открыть или выбрать; номер и точка — поставить курсор; р 2 или площадки — раздел; /текст "
		    "— искать; ");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		buf_addf(&b, "%s — %s; ", words[i].name, words[i].help);
	buf_add(&b, "имя клавиши (F7, Enter, Down, Ctrl-F) — нажать её; =текст — набрать; пустая строка — повторить; "
		    "выход — закончить.");
	linear_say(l, b.s);
	buf_clear(&b);
	if (l->app->top)
		each_named(l->app, add_named, &(struct tellable){l->app, &b});
	if (b.n) {
		buf_add(&b, ".");
		linear_say(l, linear_asks(l->app->top)
				      ? "Здесь можно ещё, начало названия после восклицательного знака:"
				      : "Здесь можно ещё, хватит начала названия:");
		linear_say(l, b.s);
	}
	buf_free(&b);
}

struct sought {
	struct buf words;
	const struct screen_action *row;
	struct buf names; /* of those that begin so, when it is not clear which */
	size_t n;
};

static bool take_named(const struct screen_action *row, const char *title, void *arg)
{
	struct sought *s = arg;
	struct buf folded = {0};
	bool same, begins;

	collate_fold(title, strlen(title), &folded);
	begins = !strncmp(buf_text(&folded), s->words.s, s->words.n);
	same = begins && folded.n == s->words.n;
	buf_free(&folded);
	if (!begins)
		return true;
	s->row = row;
	s->n = same ? 1 : s->n + 1;
	buf_addf(&s->names, "%s%s", s->names.n ? "; " : "", title);
	return !same;
}

/* «новая»: false: no action is called so. */
static bool named(struct linear *l, const char *line)
{
	struct sought s = {0};
	struct error e = {.code = OK};
	uint32_t cp;

	if (!*line || utf8_decode(line, strlen(line), &cp) == strlen(line))
		return false;
	collate_fold(line, strlen(line), &s.words);
	if (s.words.n)
		each_named(l->app, take_named, &s);
	if (s.n > 1)
		app_say(l->app, LOOK_TODAY, "Что из этого: %s?", s.names.s), l->quiet = true;
	else if (s.n && screen_action_may(l->app, l->app->top, s.row, &e))
		app_say(l->app, LOOK_TODAY, "%s", e.text), l->quiet = true;
	else if (s.n)
		linear_act(l, s.row->action);
	buf_free(&s.words);
	buf_free(&s.names);
	return s.n > 0;
}

/* «календарь»: false: no section is called so. */
static bool section_named(struct linear *l, const char *line)
{
	struct buf typed = {0}, title = {0};
	size_t found = l->app->ops->sections_n;

	collate_fold(line, strlen(line), &typed);
	for (size_t i = 0; i < l->app->ops->sections_n && typed.n > 2; i++) {
		buf_clear(&title);
		collate_fold(l->app->ops->sections[i].title, strlen(l->app->ops->sections[i].title), &title);
		if (!strncmp(buf_text(&title), typed.s, typed.n))
			found = i;
	}
	if (found < l->app->ops->sections_n) {
		app_switch(l->app, found);
		stack_bury(l->app);
	}
	buf_free(&typed);
	buf_free(&title);
	return found < l->app->ops->sections_n;
}

/* ---- a line ---- */

/* What is under the cursor. */
static void choose(struct linear *l)
{
	struct screen *s = l->app->top;

	linear_act(l, s->ops->context == IN_LIST		? ACT_OPEN
		      : screen_action_find(l->app, s, ACT_MARK) ? ACT_MARK
								: ACT_ENTER);
}

/* «3», «3.», «3 д»: false: no number. */
static bool numbered(struct linear *l, const char *line)
{
	char *rest;
	unsigned long n = strtoul(line, &rest, 10);
	bool only = *rest == '.' && !rest[1];
	struct screen *s = l->app->top;

	if (rest == line || (*rest && *rest != ' ' && !only) || !n)
		return false;
	if (!point(l, n))
		app_say(l->app, LOOK_TODAY, "Строки %lu нет.", n), l->quiet = true;
	else if (*rest == ' ')
		linear_command(l, rest + 1);
	else if (only)
		linear_tell_place(l, s, n - 1);
	else
		choose(l);
	return true;
}

/* «диагностика»: the line of a menu that begins so; false: none does, or several do. */
static bool line_named(struct linear *l, const char *line)
{
	struct screen *s = l->app->top;
	struct buf typed = {0}, text = {0}, folded = {0};
	size_t found = 0, n = 0;

	if (!s->ops->item || s->ops->context == IN_LIST)
		return false;
	collate_fold(line, strlen(line), &typed);
	for (size_t i = 0; typed.n && s->ops->item(s, i, &text); i++) {
		buf_clear(&folded);
		collate_fold(text.s, text.n, &folded);
		buf_clear(&text);
		if (strncmp(buf_text(&folded), typed.s, typed.n) != 0)
			continue;
		found = i;
		n++;
	}
	if (n == 1) {
		s->ops->point(l->app, s, found);
		choose(l);
	}
	buf_free(&typed);
	buf_free(&text);
	buf_free(&folded);
	return n == 1;
}

static void switch_section(struct linear *l, int n)
{
	if (n < 1 || n > 8)
		app_say(l->app, LOOK_TODAY, "Разделы — от 1 до 8.");
	else
		app_switch(l->app, (size_t)n - 1), stack_bury(l->app);
}

void linear_command(struct linear *l, const char *line)
{
	if (line[0] == '/') {
		search(l, line + 1);
		return;
	}
	if (line[0] == '=' && line[1]) {
		type(l, line + 1);
		return;
	}
	if (!strncmp(line, "м ", 3) || !strncmp(line, "m ", 2)) {
		menu(l);
		search(l, strchr(line, ' ') + 1);
		return;
	}
	if (!strncmp(line, "р ", 3) || !strncmp(line, "s ", 2)) {
		switch_section(l, atoi(strchr(line, ' ') + 1));
		return;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(line, words[i].name) || (words[i].latin && !strcmp(line, words[i].latin))) {
			words[i].run(l);
			return;
		}
	if (!numbered(l, line) && !linear_press(l, line) && !line_named(l, line) && !named(l, line) &&
	    !section_named(l, line)) {
		app_say(l->app, LOOK_TODAY, "Непонятно: «%.60s». ? — что можно набрать.", line);
		l->quiet = true;
	}
}
