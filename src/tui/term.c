#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/inotify.h>
#include <termios.h>
#include <unistd.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/tui/term.h"
#include "stazh/tui/draw.h"
#include "internal.h"

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

bool term_continued(void)
{
	if (!continued)
		return false;
	continued = 0;
	reset_prog_mode();
	if (!state->options.script) {
		const char *keypad_on = tigetstr("smkx"), *screen_on = tigetstr("smcup");

		if (screen_on && screen_on != (char *)-1)
			putp(screen_on);
		if (keypad_on && keypad_on != (char *)-1)
			putp(keypad_on);
		putp("\033[?2004h");
		if (state->options.mouse)
			putp("\033[?1000h\033[?1006h");
		fflush(stdout);
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
	static const char *const modern[] = {"xterm",	  "kitty", "foot", "wezterm", "ghostty",
					     "alacritty", "putty", "rxvt", "tmux",    "screen"};
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
		if (strstr(term, modern[i]))
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
	static const char paste_off[] = "\033[?2004l", mouse_off[] = "\033[?1000l\033[?1006l";

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

/* Sequences that terminals send although their terminfo entry does not say so. */
/* clang-format off */
static const struct {
	const char *sequence;
	int key;
} extra[] = {
	{"\033[200~", PASTE_START}, {"\033[201~", PASTE_END},
	{"\033[1;5D", OWN_CTRL_LEFT}, {"\033[1;5C", OWN_CTRL_RIGHT}, {"\033Od", OWN_CTRL_LEFT},
	{"\033Oc", OWN_CTRL_RIGHT},
	{"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},
	{"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT},
	{"\033[H", KEY_HOME}, {"\033OH", KEY_HOME}, {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
	{"\033[F", KEY_END}, {"\033OF", KEY_END}, {"\033[4~", KEY_END}, {"\033[8~", KEY_END},
	{"\033[2~", KEY_IC}, {"\033[3~", KEY_DC}, {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
	{"\033[Z", KEY_BTAB},
	{"\033OP", KEY_F(1)}, {"\033OQ", KEY_F(2)}, {"\033OR", KEY_F(3)}, {"\033OS", KEY_F(4)},
	{"\033[11~", KEY_F(1)}, {"\033[12~", KEY_F(2)}, {"\033[13~", KEY_F(3)}, {"\033[14~", KEY_F(4)},
	{"\033[[A", KEY_F(1)}, {"\033[[B", KEY_F(2)}, {"\033[[C", KEY_F(3)}, {"\033[[D", KEY_F(4)},
	{"\033[[E", KEY_F(5)}, {"\033[15~", KEY_F(5)}, {"\033[17~", KEY_F(6)}, {"\033[18~", KEY_F(7)},
	{"\033[19~", KEY_F(8)}, {"\033[20~", KEY_F(9)}, {"\033[21~", KEY_F(10)},
};
/* clang-format on */

int term_sequence(const char *tail)
{
	for (size_t i = 0; i < sizeof extra / sizeof *extra; i++)
		if (!strcmp(extra[i].sequence + 1, tail))
			return extra[i].key;
	return 0;
}

static void define_keys(void)
{
	for (size_t i = 0; i < sizeof extra / sizeof *extra; i++)
		if (key_defined(extra[i].sequence) == 0)
			define_key(extra[i].sequence, extra[i].key);
}

static void setup_curses(struct terminal *t)
{
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	meta(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	idlok(stdscr, TRUE);
	set_escdelay(t->options.escdelay);
	def_prog_mode();
	draw_setup(t->options.colors, t->options.ascii);
}

static void watch_file(struct terminal *t)
{
	t->watch = -1;
	if (!t->options.watch)
		return;
	t->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (t->watch >= 0 && inotify_add_watch(t->watch, t->options.watch, IN_MODIFY) < 0) {
		close(t->watch);
		t->watch = -1;
	}
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
			return error_set(e, ERR_USAGE,
					 "Терминал «%.40s» не умеет двигать курсор, экран на нём не показать. Работают "
					 "команды: stazh due, stazh help.",
					 getenv("TERM") ? getenv("TERM") : "");
		have_tty = tcgetattr(STDIN_FILENO, &saved_tty) == 0;
	}
	state = mem_alloc(sizeof *state);
	state->options = *o;
	state->day = date_today(NULL);
	strcpy(state->note, note);
	state->esc_at = state->click_at = -100000;
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
	watch_file(state);
	if (!o->script) {
		define_keys();
		if (o->mouse) {
			mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
			mouseinterval(0);
		}
		prepare_give_back(o->mouse);
		mem_on_fail = restore_raw;
		putp("\033[?2004h");
		fflush(stdout);
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
	endwin();
	if (!state->options.script) {
		fputs("\033[?2004l", stdout);
		fflush(stdout);
	}
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

void term_erase(void)
{
	erase();
	draw_cursor(0, 0, false);
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

void term_beep(void)
{
	if (state)
		beep();
}

void term_resize(int columns, int rows)
{
	resizeterm(rows, columns);
}
