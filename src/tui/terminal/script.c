#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/tui/keys.h"
#include "stazh/tui/script.h"

struct script {
	FILE *in, *out;
	char *path;
	char line[8192];
	int number;
	bool again; /* the line was read and not carried out yet */
	/* what the line still has to give */
	const char *text;   /* type: characters left */
	int key, times;	    /* key */
	const char *choice; /* choose: not found yet, after `times` lines */
	uint64_t seed;	    /* random */
	long random;
	const char *wish; /* names of keys still to press */
	int back;	  /* Esc and «р», the answer to its question, still to press */
	struct buf paste;
	char ch[8];
};

static bool wrong(struct script *s, struct error *e, const char *what)
{
	error_set(e, ERR_USAGE, "%s:%d: %s: «%.200s»", s->path, s->number, what, s->line);
	return false;
}

/* The next command in s->line; false at the end. */
static bool next_line(struct script *s)
{
	s->text = s->choice = NULL; /* pointed into the line before */
	if (s->again) {
		s->again = false;
		return *s->line;
	}
	while (fgets(s->line, sizeof s->line, s->in)) {
		s->number++;
		s->line[strcspn(s->line, "\r\n")] = '\0';
		if (*s->line && *s->line != '#')
			return true;
	}
	return false;
}

enum err script_open(const char *path, struct script **out, int *columns, int *rows, struct error *e)
{
	FILE *in = fopen(path, "re");

	*out = NULL;
	if (!in)
		return error_set(e, ERR_USAGE, "Сценарий «%s» не открывается: %s.", path, error_reason(errno));
	struct script *s = mem_alloc(sizeof *s);

	s->in = in;
	s->out = stdout;
	s->path = mem_strdup(path);
	*columns = 80;
	*rows = 24;
	/* Only a size at the very start is the one to begin with. */
	if (!next_line(s))
		*s->line = '\0';
	s->again = sscanf(s->line, "size %dx%d", columns, rows) != 2;
	*out = s;
	return OK;
}

void script_close(struct script **s)
{
	if (!*s)
		return;
	fclose((*s)->in);
	if ((*s)->out != stdout)
		fclose((*s)->out);
	buf_free(&(*s)->paste);
	free((*s)->path);
	free(*s);
	*s = NULL;
}

bool script_at_random(const struct script *s)
{
	return s->random > 0;
}

static bool give_char(struct script *s, struct event *ev, uint32_t cp)
{
	ev->type = EVENT_KEY;
	ev->key = (int)cp;
	if (cp >= ' ' && cp < K_SPECIAL && cp != K_BACKSPACE) {
		ev->n = utf8_write(cp, s->ch);
		s->ch[ev->n] = '\0';
		ev->text = s->ch;
	}
	return true;
}

static uint32_t random_below(struct script *s, uint32_t n)
{
	s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(s->seed >> 33) % n;
}

static bool give_paste(struct script *s, struct event *ev, const char *text)
{
	buf_clear(&s->paste);
	for (const char *p = text; *p; p++) {
		bool escaped = p[0] == '\\' && (p[1] == 'n' || p[1] == 't');

		p += escaped;
		buf_addc(&s->paste, !escaped ? *p : *p == 'n' ? '\n' : '\t');
	}
	ev->type = EVENT_PASTE;
	ev->text = buf_text(&s->paste);
	ev->n = s->paste.n;
	return true;
}

/* What a hand does that wants something, or single keys would hardly ever save. In place of a key: «!» back to the
 * sections on a usual terminal, nothing kept, «…» a word, «#» a day, «?» a section, «~» a few rows down. */
static const char *const wishes[] = {
	"! 1 F7 … Tab # F2",
	"! 1 F7 … Tab # F2",
	"! 1 ~ F4 Ctrl-U … F2 Enter",
	"! 2 ~ F4 Down Tab Ctrl-U … F2 Enter",
	"! 7 Enter ~ F4 Ctrl-U … Tab … F2 Enter",
	"! ? ~ Enter ~ F4 ~ Tab Ctrl-U … F2 Enter",
	"! ? ~ Enter F2 ~ Enter … Tab # F2 Enter",
	"! ? ~ F7 … Tab … Tab # Tab Down Enter F2 Enter",
	"! 7 Enter F7 … Tab … F2 Enter",
	"! 4 F7 ~ … Tab Down Enter F2 Enter",
	"! ? ~ Enter ~ F8 Enter",
	"~ F4 Tab … F2 F2",
	"F2 Enter F2 Enter",
	"u Enter",
};

static bool give_wish(struct script *s, struct event *ev)
{
	static const char *const words[] = {"Дело", "Чтение", "5", "да", "Школа № 2", "лекция"};
	static const char *const days[] = {"завтра", "+3", "15.06.2027", "пн", "31.02.2022"};
	const char *name = s->wish;

	if (s->back > 0)
		return give_char(s, ev, s->back-- % 2 ? K_ESC : 0x440);
	size_t n = strcspn(name, " ");

	s->wish += n + (name[n] == ' ');
	if (!*s->wish)
		s->wish = NULL;
	if (!strncmp(name, "…", n))
		return give_paste(s, ev, words[random_below(s, sizeof words / sizeof *words)]);
	if (*name == '#')
		return give_paste(s, ev, days[random_below(s, sizeof days / sizeof *days)]);
	if (*name == '!') {
		s->back = 11;
		term_resize(80, 24);
		ev->type = EVENT_RESIZE;
		return true;
	}
	if (*name == '?')
		return give_char(s, ev, '1' + random_below(s, 8));
	if (*name == '~') {
		s->key = K_DOWN;
		s->times = (int)random_below(s, 5);
		return give_char(s, ev, K_DOWN);
	}
	return give_char(s, ev, (uint32_t)key_by_name(name, n));
}

/* A key as a restless hand would press it: mostly those that mean something. */
static bool give_random(struct script *s, struct event *ev)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,/-+«»№"
				      "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ世é";
	static const char *const pastes[] = {"Школа № 1", "31.12.2024", "строка\nи ещё одна\tс табуляцией", "0", "да"};
	static const int sizes[][2] = {{80, 24}, {60, 16}, {200, 50}, {10, 3}, {1, 1}, {120, 40}};
	uint32_t what = random_below(s, 100), cp = 0;

	if (s->wish)
		return give_wish(s, ev);
	if (what < 8) {
		s->wish = wishes[random_below(s, sizeof wishes / sizeof *wishes)];
		return give_wish(s, ev);
	}
	if (what < 50) {
		const struct action_def *d = &action_table[random_below(s, (uint32_t)action_table_n)];
		const char *name = d->keys;

		for (uint32_t skip = random_below(s, 3); skip && strchr(name, ' '); skip--)
			name = strchr(name, ' ') + 1;
		return give_char(s, ev, (uint32_t)key_by_name(name, strcspn(name, " ")));
	}
	if (what < 60)
		return give_char(s, ev, K_ENTER);
	if (what < 66)
		return give_char(s, ev, K_ESC);
	if (what < 95) {
		size_t at = random_below(s, sizeof letters - 1);

		while (((unsigned char)letters[at] & 0xC0) == 0x80)
			at--;
		utf8_decode(letters + at, sizeof letters - 1 - at, &cp);
		return give_char(s, ev, cp);
	}
	if (what < 97)
		return give_paste(s, ev, pastes[random_below(s, sizeof pastes / sizeof *pastes)]);
	what = random_below(s, sizeof sizes / sizeof *sizes);
	term_resize(sizes[what][0], sizes[what][1]);
	ev->type = EVENT_RESIZE;
	return true;
}

static void write_shot(struct script *s, const char *name)
{
	struct buf b = {0};

	term_shot(name, &b);
	fwrite(b.s, 1, b.n, s->out);
	fflush(s->out);
	buf_free(&b);
}

/* What the line before has left to give. */
static bool give_rest(struct script *s, struct event *ev)
{
	uint32_t cp;

	if (s->text && *s->text) {
		size_t n = utf8_decode(s->text, strlen(s->text), &cp);

		s->text += n ? n : 1;
		if (n)
			return give_char(s, ev, cp);
		ev->type = EVENT_BAD;
		return true;
	}
	if (s->times > 0) {
		s->times--;
		return give_char(s, ev, (uint32_t)s->key);
	}
	if (s->random > 0) {
		s->random--;
		return give_random(s, ev);
	}
	return false;
}

#define CHOICES_MAX 200

/* Is the text in the line of the cursor? */
static bool under_cursor(const char *text)
{
	struct buf shot = {0};
	bool found = false;
	char *line;
	int y = 0;

	term_shot("", &shot);
	sscanf(shot.s, "== %*s cursor %d,", &y);
	for (char *rest = shot.s; (line = strsep(&rest, "\n")) && y-- >= -1;)
		found = strstr(line, text);
	buf_free(&shot);
	return found;
}

/* What choose has left to give; false: too many lines. */
static bool give_choice(struct script *s, struct event *ev)
{
	bool found = under_cursor(s->choice);

	if (!found)
		return s->times-- > 0 && give_char(s, ev, K_DOWN);
	s->choice = NULL;
	s->times = 0;
	return give_char(s, ev, K_ENTER);
}

/* ---- commands: each gets the rest of its line ---- */

enum said {
	SAID_WRONG, /* nothing like this: *why may say what was expected */
	SAID_NOTHING,
	SAID_EVENT,
	SAID_END,
};

static enum said say_shot(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)ev;
	(void)why;
	write_shot(s, arg);
	return SAID_NOTHING;
}

static enum said say_type(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)ev;
	(void)why;
	s->text = arg;
	return SAID_NOTHING;
}

static enum said say_key(struct script *s, struct event *ev, const char *arg, const char **why)
{
	size_t n = strcspn(arg, " ");

	(void)ev;
	s->key = key_by_name(arg, n);
	s->times = arg[n] ? atoi(arg + n) : 1;
	if (s->key != K_NONE && s->times >= 1)
		return SAID_NOTHING;
	*why = "такой клавиши нет";
	return SAID_WRONG;
}

static enum said say_choose(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)why;
	s->choice = arg;
	s->times = CHOICES_MAX;
	return give_choice(s, ev) ? SAID_EVENT : SAID_END;
}

static enum said say_paste(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)why;
	return give_paste(s, ev, arg) ? SAID_EVENT : SAID_END;
}

static enum said say_click(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)s;
	(void)why;
	if (sscanf(arg, "%d %d", &ev->y, &ev->x) != 2)
		return SAID_WRONG;
	ev->type = EVENT_MOUSE;
	ev->twice = strstr(arg, " twice") != NULL;
	return SAID_EVENT;
}

static enum said say_size(struct script *s, struct event *ev, const char *arg, const char **why)
{
	int columns, rows;

	(void)s;
	(void)why;
	if (sscanf(arg, "%dx%d", &columns, &rows) != 2 || columns <= 0 || rows <= 0 || columns > 1000 || rows > 1000)
		return SAID_WRONG;
	term_resize(columns, rows);
	ev->type = EVENT_RESIZE;
	return SAID_EVENT;
}

static enum said say_today(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)s;
	(void)why;
	setenv("STAZH_TODAY", arg, 1);
	ev->type = EVENT_MIDNIGHT;
	return SAID_EVENT;
}

static enum said say_random(struct script *s, struct event *ev, const char *arg, const char **why)
{
	unsigned long long seed = 0;

	(void)ev;
	if (sscanf(arg, "%llu %ld", &seed, &s->random) != 2) {
		*why = "ожидается random ЧИСЛО СКОЛЬКО";
		return SAID_WRONG;
	}
	s->seed = seed * 2654435761u + 1;
	return SAID_NOTHING;
}

static enum said say_out(struct script *s, struct event *ev, const char *arg, const char **why)
{
	FILE *out = fopen(arg, "we");

	(void)ev;
	if (!out) {
		*why = "файл не создаётся";
		return SAID_WRONG;
	}
	if (s->out != stdout)
		fclose(s->out);
	s->out = out;
	return SAID_NOTHING;
}

static enum said say_quit(struct script *s, struct event *ev, const char *arg, const char **why)
{
	(void)s;
	(void)ev;
	(void)arg;
	(void)why;
	return SAID_END;
}

static const struct {
	const char *name;
	enum said (*say)(struct script *s, struct event *ev, const char *arg, const char **why);
	enum event_type event; /* without say: what it is */
} commands[] = {
	{"shot", say_shot, EVENT_NONE},	    {"type", say_type, EVENT_NONE},   {"key", say_key, EVENT_NONE},
	{"choose", say_choose, EVENT_NONE}, {"paste", say_paste, EVENT_NONE}, {"click", say_click, EVENT_NONE},
	{"resize", say_size, EVENT_NONE},   {"size", say_size, EVENT_NONE},   {"today", say_today, EVENT_NONE},
	{"random", say_random, EVENT_NONE}, {"out", say_out, EVENT_NONE},     {"quit", say_quit, EVENT_NONE},
	{"wait", NULL, EVENT_CHANGED},	    {"tick", NULL, EVENT_TIMER},
};

static enum said say_line(struct script *s, struct event *ev, const char **why)
{
	size_t n = strcspn(s->line, " "), i = 0;

	while (i < sizeof commands / sizeof *commands &&
	       (strlen(commands[i].name) != n || strncmp(s->line, commands[i].name, n) != 0))
		i++;
	if (i == sizeof commands / sizeof *commands)
		return SAID_WRONG;
	if (commands[i].say)
		return commands[i].say(s, ev, s->line + n + (s->line[n] == ' '), why);
	ev->type = commands[i].event;
	return SAID_EVENT;
}

bool script_next(struct script *s, struct event *ev, struct error *e)
{
	const char *why = "непонятная команда";
	enum said said = SAID_NOTHING;

	memset(ev, 0, sizeof *ev);
	if (s->choice)
		return give_choice(s, ev) || wrong(s, e, "такой строки нет");
	while (said == SAID_NOTHING && !give_rest(s, ev)) {
		if (!next_line(s))
			return false;
		said = say_line(s, ev, &why);
		if (said == SAID_WRONG)
			return wrong(s, e, why);
	}
	return said != SAID_END;
}
