/* The same screens line by line, for a screen reader and for a terminal that cannot move its cursor: what was composed
 * is told in lines, what can be chosen is numbered, a form is asked field by field. No screen knows of it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/list.h"
#include "stazh/tui/term.h"
#include "driver.h"
#include "internal.h"
#include "linear.h"

#define LINE_MAX_BYTES (1 << 20)

struct linear {
	struct app *app;
	struct buf came; /* read and not used yet */
	struct buf line;
	const struct screen *told; /* the form whose fields are being asked */
	size_t field;
	int width;  /* cells of a line; 0: no end */
	bool quiet; /* nothing has changed: not told again */
};

/* ---- out ---- */

static bool put_line(const char *s, size_t n, void *arg)
{
	(void)arg;
	fwrite(s, 1, n, stdout);
	putchar('\n');
	return true;
}

static void say(const struct linear *l, const char *s)
{
	text_wrap(s, l->width ? l->width : 1000000, put_line, NULL);
}

static bool is_block(uint32_t cp)
{
	return cp >= 0x2580 && cp <= 0x259F;
}

/* Frames, marks of scrolling and of the cursor; bars, whose number stands beside them. */
static bool is_drawing(uint32_t cp, uint32_t before, uint32_t after)
{
	return (cp >= 0x2500 && cp <= 0x257F) || cp == 0x25B2 || cp == 0x25BC || cp == 0x25B8 ||
	       (is_block(cp) && (is_block(before) || is_block(after)));
}

/* Adds what a row of the screen says: without frames and marks of scrolling, columns parted by semicolons. */
static void add_words(const char *row, size_t n, struct buf *out)
{
	size_t blanks = 2, before = out->n;
	uint32_t last = 0;

	for (size_t at = 0, len; at < n; at += len) {
		uint32_t cp = 0, after = 0, was = last;

		len = utf8_next(row, n, at);
		utf8_decode(row + at, len, &cp);
		if (at + len < n)
			utf8_decode(row + at + len, n - at - len, &after);
		last = cp;
		if (cp == ' ' || is_drawing(cp, was, after)) {
			blanks += cp == ' ' ? 1 : 2;
			continue;
		}
		if (blanks && out->n > before)
			buf_add(out, blanks > 1 ? "; " : " ");
		buf_addn(out, row + at, len);
		blanks = 0;
	}
}

/* Columns x … x + w of the rows y … below end. */
static void tell_rows(const struct linear *l, int y, int end, int x, int w)
{
	struct buf row = {0}, words = {0};

	for (; y < end; y++) {
		buf_clear(&row);
		buf_clear(&words);
		term_text(y, x, w, &row);
		add_words(buf_text(&row), row.n, &words);
		if (words.n)
			say(l, words.s);
	}
	buf_free(&row);
	buf_free(&words);
}

/* Its list as it stands on the screen; NULL: it has none there. */
static struct list *list_of(struct screen *s)
{
	struct list *list = s->ops->list ? s->ops->list(s) : NULL;

	return list && list->count && list->drawn.h > 0 ? list : NULL;
}

static void tell_list(const struct linear *l, struct list *list)
{
	struct area a = list->drawn;
	struct buf words = {0}, row = {0};

	for (int i = 0; i < a.h && list->first + (size_t)i < list->count; i++) {
		size_t n = list->first + (size_t)i;

		buf_clear(&words);
		buf_addf(&words, "%s%zu. ", n == list->selected ? "* " : "", n + 1);
		if (list->row) {
			list_tell(l->app, list, n, &words);
		} else { /* it is drawn by its screen alone */
			buf_clear(&row);
			term_text(a.y + i, a.x, a.w, &row);
			add_words(buf_text(&row), row.n, &words);
		}
		say(l, words.s);
	}
	if (list->first + (size_t)a.h < list->count || list->first) {
		buf_clear(&words);
		buf_addf(&words, "Всего строк: %zu. + — дальше, - — раньше.", list->count);
		say(l, words.s);
	}
	buf_free(&row);
	buf_free(&words);
}

static void tell_items(struct linear *l, struct screen *s)
{
	struct buf b = {0};

	if (s->ops->tell)
		s->ops->tell(s, &b);
	if (b.n)
		say(l, b.s);
	for (size_t i = 0; s->ops->item; i++) {
		buf_clear(&b);
		buf_addf(&b, "%zu. ", i + 1);
		if (!s->ops->item(s, i, &b))
			break;
		say(l, b.s);
	}
	buf_free(&b);
}

/* The top line and the row of sections are of no use to the ear. */
static void tell_composed(const struct linear *l, struct screen *s)
{
	struct area whole = {s->below ? 2 : 3, 0, 0, draw_columns()}, framed = draw_framed();
	struct list *list = list_of(s);
	struct buf title = {0};

	whole.h = draw_rows() - 2 - whole.y;
	if (s->ops->popup && framed.h)
		whole = framed;
	screen_add_title(s, &title);
	if (title.n)
		say(l, title.s);
	int y = whole.y, right = whole.x + whole.w;

	if (list) {
		struct area a = list->drawn;

		tell_rows(l, y, a.y, whole.x, whole.w);
		tell_list(l, list);
		tell_rows(l, a.y, a.y + a.h, whole.x, a.x - whole.x);
		tell_rows(l, a.y, a.y + a.h, a.x + a.w, right - a.x - a.w);
		y = a.y + a.h;
	}
	tell_rows(l, y, whole.y + whole.h, whole.x, whole.w);
	buf_free(&title);
}

static bool is_form(const struct screen *s)
{
	return s->ops->item && s->ops->answer;
}

static void tell_screen(struct linear *l)
{
	struct screen *s = l->app->top;

	putchar('\n');
	if (is_form(s) && l->told == s)
		return;
	if (s->ops->tell || s->ops->item)
		tell_items(l, s);
	else
		tell_composed(l, s);
}

/* What is asked now. */
static void prompt(struct linear *l)
{
	struct screen *s = l->app->top;
	struct buf b = {0};

	if (is_form(s) && l->told != s) {
		l->told = s;
		l->field = 0;
		say(l, "Поля по одному: Enter — дальше, текст — записать, - — стереть, ? — выбрать или узнать, "
		       "< — предыдущее, номер с точкой — к полю, ! — сохранить, << — выйти, =текст — дословно.");
	}
	if (is_form(s)) {
		s->ops->point(l->app, s, l->field);
		if (s->ops->item(s, l->field, &b))
			say(l, b.s);
		else
			say(l, "Это все поля. ! — сохранить, < — назад, номер с точкой — поправить, << — выйти.");
	}
	buf_free(&b);
	fputs("> ", stdout);
	fflush(stdout);
}

/* ---- in ---- */

/* False: the end. */
static bool read_line(struct linear *l)
{
	struct terminal *t = term_state();
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	char *end, part[4096];
	ssize_t n = 1;

	while (!(end = memchr(buf_text(&l->came), '\n', l->came.n)) && n > 0 && l->came.n < LINE_MAX_BYTES) {
		if (term_ending() || (ppoll(&p, 1, NULL, &t->old_mask) < 0 && errno != EINTR))
			return false;
		if (term_ending())
			return false;
		n = read(STDIN_FILENO, part, sizeof part);
		if (n > 0)
			buf_addn(&l->came, part, (size_t)n);
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	size_t used = end ? (size_t)(end - l->came.s) : l->came.n;

	if (!end && !used)
		return false;
	buf_clear(&l->line);
	for (size_t at = 0, len; at < used; at += len) { /* what is no text is left out */
		uint32_t cp;

		len = utf8_decode(l->came.s + at, used - at, &cp);
		if (len && cp >= ' ' && cp != 127)
			buf_addn(&l->line, l->came.s + at, len);
		len = len ? len : 1;
	}
	used += end ? 1 : 0;
	memmove(l->came.s, l->came.s + used, l->came.n - used);
	l->came.n -= used;
	return true;
}

/* ---- what is done ---- */

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

static bool press(struct linear *l, const char *name)
{
	struct event ev = {.type = EVENT_KEY, .key = key_by_name(name, strlen(name))};
	uint32_t cp;

	if (!ev.key || utf8_decode(name, strlen(name), &cp) == strlen(name))
		return false;
	app_event(l->app, &ev);
	return true;
}

static void act(struct linear *l, enum action a)
{
	app_act(l->app, a);
	stack_bury(l->app);
}

/* The cursor to row n, counted from 1; false: there is none. */
static bool point(struct linear *l, size_t n)
{
	struct screen *s = l->app->top;
	struct list *list = list_of(s);
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

static void search(struct linear *l, const char *text)
{
	struct list *list = app_typed_list(l->app);

	if (!list) {
		app_say(l->app, LOOK_TODAY, "Здесь искать не в чем.");
		return;
	}
	while (list->search.n)
		act(l, ACT_BACK);
	if (*text)
		list_type(l->app, list, text, strlen(text));
}

static const struct {
	const char *name, *latin; /* what is typed */
	enum action action;
	const char *help;
} words[] = {
	{"м", "m", ACT_MENU, "меню: всё, что можно сделать здесь"},
	{"д", "a", ACT_ACTIONS, "действия с записью, на которой курсор (3 д — с третьей)"},
	{"+", NULL, ACT_PAGE_DOWN, "дальше"},
	{"-", NULL, ACT_PAGE_UP, "раньше"},
	{"0", "b", ACT_BACK, "назад"},
	{"?", NULL, ACT_HELP, "помощь"},
};

static void tell_commands(const struct linear *l)
{
	struct buf b = {0};

	buf_add(&b, "Номер — открыть или выбрать; номер и точка — поставить курсор; р 2 — раздел 2; /текст — искать; ");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		buf_addf(&b, "%s — %s; ", words[i].name, words[i].help);
	buf_add(&b, "имя клавиши (F7, Enter, Down, Ctrl-F) — нажать её; =текст — набрать; пустая строка — повторить; "
		    "?? — это перечень; выход — закончить.");
	say(l, b.s);
	buf_free(&b);
}

static void carry_out(struct linear *l, const char *line);

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
		carry_out(l, rest + 1);
	else if (!only)
		act(l, s->ops->context == IN_LIST		 ? ACT_OPEN
		       : screen_action_find(l->app, s, ACT_MARK) ? ACT_MARK
								 : ACT_ENTER);
	return true;
}

static void carry_out(struct linear *l, const char *line)
{
	if (!strcmp(line, "??")) {
		tell_commands(l);
		l->quiet = true;
		return;
	}
	if (line[0] == '/') {
		search(l, line + 1);
		return;
	}
	if (line[0] == '=') {
		type(l, line + 1);
		return;
	}
	if (!strncmp(line, "р ", 3) || !strncmp(line, "s ", 2)) {
		int n = atoi(strchr(line, ' ') + 1);

		if (n < 1 || n > 8)
			app_say(l->app, LOOK_TODAY, "Разделы — от 1 до 8.");
		else
			app_switch(l->app, (size_t)n - 1), stack_bury(l->app);
		return;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(line, words[i].name) || (words[i].latin && !strcmp(line, words[i].latin))) {
			act(l, words[i].action);
			return;
		}
	if (!numbered(l, line) && !press(l, line)) {
		app_say(l->app, LOOK_TODAY, "Непонятно: «%.60s». ?? — что можно набрать.", line);
		l->quiet = true;
	}
}

/* The answer to a field of a form. */
static void answer_field(struct linear *l, struct screen *s, const char *line)
{
	struct buf b = {0};
	bool last = !s->ops->item(s, l->field, &b);
	char *rest;
	unsigned long n = strtoul(line, &rest, 10);

	buf_free(&b);
	if (!strcmp(line, "!")) {
		act(l, ACT_SAVE);
		l->field = screen_on_stack(l->app, s) ? s->ops->current(s) : 0;
	} else if (!strcmp(line, "<<")) {
		act(l, ACT_BACK);
	} else if (!strcmp(line, "<")) {
		l->field -= l->field > 0;
	} else if (rest != line && !strcmp(rest, ".") && n && s->ops->item(s, n - 1, &b)) {
		l->field = n - 1;
	} else if (last) {
		app_say(l->app, LOOK_TODAY, "Поля кончились.");
	} else if (!strcmp(line, "?")) {
		act(l,
		    screen_action_find(l->app, s, ACT_CHOOSE) &&
				    screen_action_may(l->app, s, screen_action_find(l->app, s, ACT_CHOOSE), NULL) == OK
			    ? ACT_CHOOSE
			    : ACT_HELP);
	} else if (!*line) {
		l->field++;
	} else if (s->ops->answer(l->app, s, l->field, !strcmp(line, "-") ? "" : line + (*line == '='))) {
		l->field++;
	}
	buf_free(&b);
}

static void answer(struct linear *l, const char *line)
{
	struct screen *s = l->app->top;

	l->app->message[0] = '\0';
	if (!strcmp(line, "выход") || !strcmp(line, "quit")) {
		app_event(l->app, &(struct event){.type = EVENT_HANGUP});
	} else if (is_form(s)) {
		answer_field(l, s, line);
	} else if (s->ops->answer) { /* one line is asked for */
		if (!strcmp(line, "<<"))
			act(l, ACT_BACK);
		else
			s->ops->answer(l->app, s, 0, !strcmp(line, "-") ? "" : line + (*line == '='));
		stack_bury(l->app);
	} else if (s->ops->item && !*line) {
		act(l, ACT_ENTER);
	} else if (*line) {
		carry_out(l, line);
	}
}

static int width_of_terminal(void)
{
	struct winsize size = {0};

	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col - 1 : 79;
}

void linear_run(struct app *app)
{
	struct linear l = {.app = app, .width = width_of_terminal()};

	tell_commands(&l);
	while (!app->quit) {
		const struct screen *s = app->top;
		struct list *list = s->ops->list ? s->ops->list(app->top) : NULL;

		if (list)
			list->drawn = (struct area){0, 0, 0, 0};
		app_event(app, &(struct event){.type = EVENT_TIMER}); /* what is shown when the cursor has rested */
		app->said = true;
		app_draw(app);
		if (!l.quiet)
			tell_screen(&l);
		l.quiet = false;
		if (*app->message)
			say(&l, app->message);
		prompt(&l);
		if (!read_line(&l)) {
			app_event(app, &(struct event){.type = EVENT_HANGUP});
			break;
		}
		term_state()->beeped = false;
		answer(&l, buf_text(&l.line));
		if (term_state()->beeped && !*app->message)
			app_say(app, LOOK_TODAY, "Здесь так нельзя.");
	}
	buf_free(&l.came);
	buf_free(&l.line);
}
