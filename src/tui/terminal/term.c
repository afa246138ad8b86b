#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/tui/keys.h"
#include "stazh/tui/term.h"
#include "stazh/tui/draw.h"
#include "../internal.h"

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>
#undef columns

static struct terminal *state;

/* For the signal handlers, so made ready beforehand: nothing of curses may be called there. */
static volatile sig_atomic_t ending, continued;
static char give_back[400];
static size_t give_back_n;
static struct termios saved_tty;
static bool have_tty;

struct terminal *term_state(void)
{
	return state;
}

enum err term_locale(struct error *e)
{
	static const char *const old[] = {"KOI8", "CP1251", "WINDOWS-1251", "CP866", "IBM866", "8859"};
	static const char *const vars[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *wanted = "";

	for (size_t i = 0; i < 3 && !*wanted; i++) {
		const char *v = getenv(vars[i]);

		if (v)
			wanted = v;
	}
	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		if (strcasestr(wanted, old[i]))
			return error_set(e, ERR_USAGE,
					 "Terminal nastroen na kodirovku %.40s, a nuzhna UTF-8.\n"
					 "Vyberite v nastrojkah terminala (PuTTY: Window - Translation) UTF-8 i "
					 "LANG=ru_RU.UTF-8.",
					 wanted);
	if (!setlocale(LC_ALL, "") || strcasecmp(nl_langinfo(CODESET), "UTF-8")) {
		if (!setlocale(LC_CTYPE, "C.UTF-8") && !setlocale(LC_CTYPE, "en_US.UTF-8"))
			return error_set(e, ERR_USAGE, "Na etoj mashine net ni odnoj lokali UTF-8 (nuzhna C.UTF-8).");
	}
	setlocale(LC_NUMERIC, "C");
	return OK;
}

/* ---- signals ---- */

static void on_end(int sig)
{
	(void)sig;
	ending = 1;
}

static void on_continue(int sig)
{
	(void)sig;
	continued = 1;
}

/* Safe in a signal handler. */
static void restore_raw(void)
{
	ssize_t unused = 0;

	if (give_back_n)
		unused = write(STDOUT_FILENO, give_back, give_back_n);
	if (have_tty)
		tcsetattr(STDIN_FILENO, TCSANOW, &saved_tty);
	(void)unused;
}

static void handle(int sig, void (*fn)(int), int flags)
{
	struct sigaction sa = {.sa_handler = fn, .sa_flags = flags};

	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

static void install_signals(void)
{
	static const int ends[] = {SIGHUP, SIGTERM, SIGINT, SIGQUIT};
	sigset_t block;

	/* They come through only while the screen waits: no key is lost to a race, no write is interrupted. */
	sigemptyset(&block);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		handle(ends[i], on_end, 0);
		sigaddset(&block, ends[i]);
	}
	sigaddset(&block, SIGWINCH);
	handle(SIGCONT, on_continue, 0);
	sigaddset(&block, SIGCONT);
	sigprocmask(SIG_BLOCK, &block, &state->old_mask);
	handle(SIGPIPE, SIG_IGN, 0);
	handle(SIGXFSZ, SIG_IGN, 0); /* a write beyond `ulimit -f` fails, and is told */
	handle(SIGTSTP, SIG_IGN, 0);
}

bool term_ending(void)
{
	return ending;
}

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON  "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static void put_capability(const char *name)
{
	const char *s = tigetstr(name);

	if (s && s != (char *)-1)
		putp(s);
}

/* The keypad and the marks around what is pasted; the mouse where it is wanted. */
static void set_modes(bool on)
{
	put_capability(on ? "smkx" : "rmkx");
	putp(on ? PASTE_ON : PASTE_OFF);
	if (state->options.mouse)
		putp(on ? MOUSE_ON : MOUSE_OFF);
	fflush(stdout);
}

bool term_continued(void)
{
	if (!continued)
		return false;
	continued = 0;
	reset_prog_mode();
	if (!state->options.script) {
		put_capability("smcup");
		set_modes(true);
	}
	clearok(curscr, TRUE);
	return true;
}

/* ---- opening ---- */

/* NULL: no such terminal, or one on which the cursor cannot be moved. */
static const char *usable(const char *name)
{
	int rc;
	const char *cup;

	if (setupterm(name, STDOUT_FILENO, &rc) == ERR || rc != 1)
		return NULL;
	cup = tigetstr("cup");
	bool ok = cup && cup != (char *)-1;

	del_curterm(cur_term);
	return ok ? name : NULL;
}

static const char *choose_terminal(char *note, size_t note_n)
{
	static const char *const modern[] = {"xterm",	  "kitty", "foot",  "wezterm", "ghostty",
					     "alacritty", "putty", "rxvt",  "tmux",    "screen",
					     "konsole",	  "vte",   "gnome", "mintty",  "st-"};
	const char *term = getenv("TERM");
	const char *found = NULL;

	if (!term ||
	    strspn(term, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-") != strlen(term) ||
	    strlen(term) > 40)
		term = "";
	if (!strcmp(term, "dumb"))
		return NULL;
	if (*term && (found = usable(term)))
		return found;
	for (size_t i = 0; i < sizeof modern / sizeof *modern && !found; i++)
		if (strstr(term, modern[i]) || !strcmp(term, "st"))
			found = usable("xterm-256color");
	if (!found)
		found = usable("vt100");
	if (found)
		snprintf(note, note_n, "Терминал «%s» системе неизвестен, работаю с ним как с %s.", term, found);
	return found;
}

static void add_capability(const char *name)
{
	const char *s = tigetstr(name);

	/* Padding marks ($<5>) never stand in these on terminals of today. */
	if (s && s != (char *)-1 && give_back_n + strlen(s) < sizeof give_back) {
		memcpy(give_back + give_back_n, s, strlen(s));
		give_back_n += strlen(s);
	}
}

static void prepare_give_back(bool mouse)
{
	static const char paste_off[] = PASTE_OFF, mouse_off[] = MOUSE_OFF;

	give_back_n = 0;
	memcpy(give_back, paste_off, sizeof paste_off - 1);
	give_back_n = sizeof paste_off - 1;
	if (mouse) {
		memcpy(give_back + give_back_n, mouse_off, sizeof mouse_off - 1);
		give_back_n += sizeof mouse_off - 1;
	}
	add_capability("rmkx");
	add_capability("sgr0");
	add_capability("cnorm");
	add_capability("rmcup");
}

/* What this terminal's keys send, where its terminfo entry knows better than the common forms. */
static void learn_keys(struct decoder *d)
{
	static const struct {
		const char *name;
		int key;
	} named[] = {
		{"kcuu1", K_UP},     {"kcud1", K_DOWN},	  {"kcub1", K_LEFT},	 {"kcuf1", K_RIGHT},
		{"khome", K_HOME},   {"kend", K_END},	  {"kpp", K_PAGE_UP},	 {"knp", K_PAGE_DOWN},
		{"kich1", K_INSERT}, {"kdch1", K_DELETE}, {"kcbt", K_SHIFT_TAB}, {"kf1", K_F1},
		{"kf2", K_F1 + 1},   {"kf3", K_F1 + 2},	  {"kf4", K_F1 + 3},	 {"kf5", K_F1 + 4},
		{"kf6", K_F1 + 5},   {"kf7", K_F1 + 6},	  {"kf8", K_F1 + 7},	 {"kf9", K_F1 + 8},
		{"kf10", K_F10},
	};
	const char *last = tigetstr("kf10");

	d->rich = last && last != (char *)-1 && !strncmp(last, "\033[", 2);
	for (size_t i = 0; i < sizeof named / sizeof *named && d->keys_n < DECODE_KEYS_MAX; i++) {
		const char *s = tigetstr(named[i].name);

		if (s && s != (char *)-1 && s[0] == '\033' && s[1] && strlen(s) < sizeof d->seq) {
			d->keys[d->keys_n].tail = s + 1;
			d->keys[d->keys_n++].key = named[i].key;
		}
	}
}

static void setup_curses(struct terminal *t)
{
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, FALSE); /* decode.h reads keys */
	meta(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	idlok(stdscr, TRUE);
	def_prog_mode();
	draw_setup(&t->options);
}

void term_watch(int fd)
{
	if (state->watched && state->watch >= 0)
		close(state->watch);
	state->watched = true;
	state->watch = fd;
}

enum err term_open(const struct term_options *o, struct error *e)
{
	char note[300] = "";
	const char *name = "xterm-256color";
	FILE *in = stdin, *out = stdout;

	if (term_locale(e) != OK)
		return e->code;
	if (o->script) {
		in = fopen("/dev/null", "r");
		out = fopen("/dev/null", "w");
		use_env(FALSE);
		if (!in || !out)
			return error_set(e, ERR_STORAGE, "Не открывается /dev/null: %s.", error_reason(errno));
	} else {
		if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
			return error_set(e, ERR_USAGE,
					 "Экрану нужен терминал. Без него работают команды: stazh due, stazh help.");
		name = choose_terminal(note, sizeof note);
		if (!name)
			return error_set(
				e, ERR_USAGE,
				"Терминал «%.40s» не умеет двигать курсор, экран на нём не показать. Построчно: "
				"stazh --linear; работают и команды: stazh due, stazh help.",
				getenv("TERM") ? getenv("TERM") : "");
		have_tty = tcgetattr(STDIN_FILENO, &saved_tty) == 0;
	}
	state = mem_alloc(sizeof *state);
	state->options = *o;
	state->day = date_today(NULL);
	strcpy(state->note, note);
	state->click_at = -100000;
	state->decoder.escdelay = o->escdelay;
	state->decoder.esc_at = -DECODE_LATE_MS;
	ending = continued = 0;
	state->screen = newterm(name, out, in);
	if (!state->screen) {
		free(state);
		state = NULL;
		return error_set(e, ERR_USAGE, "Экран не открылся: терминал «%s» неизвестен.", name);
	}
	if (o->script) {
		state->null_in = in;
		state->null_out = out;
		resizeterm(o->rows, o->columns);
	}
	setup_curses(state);
	install_signals();
	state->watch = -1;
	if (!o->script) {
		learn_keys(&state->decoder);
		prepare_give_back(o->mouse);
		mem_on_fail = restore_raw;
		set_modes(true);
	}
	return OK;
}

bool term_take_ahead(struct event *ev)
{
	struct terminal *t = state;
	struct ahead *a = t->ahead;

	if (!a)
		return false;
	*ev = a->event;
	free(t->given);
	t->given = (char *)ev->text;
	t->ahead = a->next;
	free(a);
	return true;
}

bool term_drop_ahead(void)
{
	struct terminal *t = state;
	struct event ev;
	bool any = t->ahead;

	while (term_take_ahead(&ev))
		;
	free(t->given);
	t->given = NULL;
	return any;
}

void term_close(void)
{
	if (!state)
		return;
	if (!state->options.script)
		set_modes(false);
	endwin();
	mem_on_fail = NULL;
	delscreen(state->screen);
	if (state->null_in)
		fclose(state->null_in);
	if (state->null_out)
		fclose(state->null_out);
	if (state->watch >= 0)
		close(state->watch);
	give_back_n = 0;
	have_tty = false;
	sigprocmask(SIG_SETMASK, &state->old_mask, NULL);
	term_drop_ahead();
	buf_free(&state->paste);
	free(state);
	state = NULL;
}

const char *term_note(void)
{
	return state ? state->note : "";
}

void term_erase(int keep)
{
	if (!keep)
		erase();
	for (int y = 0; keep && y < getmaxy(stdscr) - keep; y++) {
		move(y, 0);
		clrtoeol();
	}
	draw_begin();
}

void term_show(void)
{
	draw_place_cursor();
	refresh();
}

void term_redraw(void)
{
	clearok(curscr, TRUE);
}

bool term_is_script(void)
{
	return term_state()->options.script;
}

void term_beep(void)
{
	if (!state)
		return;
	state->beeped = true;
	beep();
}

void term_resize(int columns, int rows)
{
	resizeterm(rows, columns);
}
