/* For walks over all screens: how one is come to, which there are. Use with database_open's own database. */
#ifndef STAZH_TESTS_WALK_H
#define STAZH_TESTS_WALK_H

#include "database.h"
#include "words.h"

#include "stazh/base/utf8.h"
#include "stazh/demo/demo.h"
#include "stazh/screens/screens.h"
#include "stazh/tui/keys.h"
#include "stazh/tui/list.h"
#include "stazh/tui/screen.h"
#include "stazh/tui/term.h"

static struct database db;
static struct app app;
static struct app_ops program;

#define DEPTH	   10
#define PLACES_MAX 400

/* How a screen was come to, and what it is. A popup is another one over another screen and by another key. */
struct place {
	int keys[DEPTH];
	size_t n;
	const void *actions, *layer, *below, *start;
	int by;
};
static struct place places[PLACES_MAX];
static size_t places_n;

static inline void press_unseen(int key)
{
	struct event ev = {.type = EVENT_KEY, .key = key};
	char text[8] = "";

	if (key >= ' ' && key < K_SPECIAL && key != K_BACKSPACE) {
		ev.n = utf8_write((uint32_t)key, text);
		ev.text = text;
	}
	app_event(&app, &ev);
}

static inline void press(int key)
{
	press_unseen(key);
	if (app.top)
		app_draw(&app);
}

static inline void go(const struct place *p)
{
	app_end(&app);
	program = *screens_app(&db.session);
	program.begun = NULL; /* the drafts of the walk are not offered each time */
	app = (struct app){.session = &db.session, .ops = &program};
	app_start(&app);
	app_draw(&app);
	for (size_t i = 0; i < p->n && app.top; i++)
		press(p->keys[i]);
}

/* Comes to a place; shot is what is to be seen there. */
static inline void arrive(const struct place *p, struct buf *shot)
{
	go(p);
	buf_clear(shot);
	if (app.top)
		term_shot("", shot);
}

static inline bool is_as(const struct buf *arrived)
{
	struct buf now = {0};
	bool same;

	term_shot("", &now);
	same = !strcmp(buf_text(&now), buf_text(arrived));
	buf_free(&now);
	return same;
}

/* After a key, top being where it was pressed: back to where one has arrived, and as it was then. All the way is gone
 * again only when the key was not without effect and Esc does not take it back: most keys tell why nothing is done, or
 * open something. */
static inline void come_back(const struct place *p, const struct screen *top, struct buf *arrived)
{
	if (app.top && app.top != top && app.top->below == top)
		press(K_ESC);
	if (app.top == top && *app.message) { /* the next key takes it away */
		*app.message = 0;
		app_draw(&app);
	}
	if (!app.top || app.top != top || !is_as(arrived))
		arrive(p, arrived);
}

static inline struct place here(const struct place *from, int key)
{
	const struct screen *s = app.top;
	struct place p = *from;

	p.actions = s->ops->actions;
	p.layer = s->ops->layer ? s->ops->layer(s, 0) : NULL;
	p.below = s->ops->popup ? s->below->ops->actions : NULL;
	p.start = NULL;
	p.by = s->ops->popup ? key : 0;
	if (key)
		p.keys[p.n++] = key;
	return p;
}

static inline void note(const struct place *p)
{
	size_t i = 0;

	while (i < places_n && (places[i].actions != p->actions || places[i].layer != p->layer ||
				places[i].below != p->below || places[i].by != p->by || p->start))
		i++;
	if (i < places_n || places_n == PLACES_MAX)
		return;
	places[places_n++] = *p;
}

/* A record goes by its name and not by its number: «Площадка 3». */
static inline const char *numbered(const char *shot)
{
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const char *title = kind_def(kind)->title, *at = shot;
		size_t n = strlen(title);

		for (; (at = strstr(at, title)); at += n)
			if (at[n] == ' ' && at[n + 1] >= '0' && at[n + 1] <= '9')
				return at;
	}
	return NULL;
}

/* «№ 12» of an order, a school, a line of the journal is its name; what the store counts is none. */
static inline const char *counted(const char *shot)
{
	static const char *const names[] = {"Школа ", "журнала ", "чтений ", "Обезличен "};

	for (const char *at = shot; (at = strstr(at, "№ ")); at += strlen("№ ")) {
		const char *end = at + strlen("№ ");
		size_t digits = strspn(end, "0123456789");
		bool named = !digits || end[digits] == '-' || end[digits] == '/' || words_is_cut(end, 0, digits);

		for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !named; i++)
			named = (size_t)(at - shot) >= strlen(names[i]) &&
				!strncmp(at - strlen(names[i]), names[i], strlen(names[i]));
		if (!named)
			return at;
	}
	return NULL;
}

/* What people read is words. */
static inline void look_at_words(const char *shot)
{
	size_t n = 0;
	const char *word = words_wrong(shot, db.session.user, &n);

	if (word)
		fail_msg("«%.*s» is no word for people\n%s", (int)n, word, shot);
	if ((word = numbered(shot)))
		fail_msg("a record by its number: %.40s\n%s", word, shot);
	if ((word = counted(shot)))
		fail_msg("a number that is no name: %.40s\n%s", word, shot);
}

static inline uint64_t written(void)
{
	struct tx *tx = tx_read(db.session.store, NULL);
	uint64_t n = log_last(tx);

	tx_end(&tx);
	return n;
}

/* Where more than one key of the table leads, and other rows of lists. */
static const char *const starts[] = {
	"",
	"Ctrl-F ш Enter",
	"3 Enter F2 End Up Enter",
	"7 End Enter",
	"7 End Up Enter",
	"F7 ж Esc ч Ctrl-K",
	"2 Ctrl-U Enter",
	"F7 Tab F4",
	"2 F7 F4",
	"2 Enter",
	"5 Ctrl-W",
	"5 Enter",
	"2 Ctrl-U Enter F4",
	"7 End",
	"7 Enter End",
	"8 End",
	"2 Enter End",
	"3 Enter End",
	"5 Enter End",
	"6 Enter End",
};

static inline void begin(const char *keys)
{
	struct place p = {.n = 0};
	size_t n;

	for (const char *at = keys; *at; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		p.keys[p.n++] = key_by_name(at, n);
	}
	go(&p);
	p = here(&p, 0);
	p.start = keys;
	note(&p);
}

static inline void begin_all(void)
{
	places_n = 0;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		begin(starts[i]);
}

/* Notes what is new; false: it has been seen, or there is no more room. */
static inline bool is_new(const void **seen, size_t *n, const void *one)
{
	for (size_t i = 0; i < *n; i++)
		if (seen[i] == one)
			return false;
	if (*n == PLACES_MAX)
		return false;
	seen[(*n)++] = one;
	return true;
}

static inline int setup(void **state)
{
	struct term_options o = {.script = true, .columns = 80, .rows = 24};
	struct buf told = {0};
	struct error e = {.code = OK};
	FILE *f;

	(void)state;
	database_open(&db, "2022-06-01", "");
	if (demo_scale(&db.session, 2, NULL, &told, &e) || term_open(&o, &e) || chdir(db.folder))
		fail_msg("%s", e.text);
	buf_free(&told);
	db.session.interactive = true; /* as on a screen */
	f = fopen("sites.csv", "w");   /* to be imported */
	assert_non_null(f);
	fputs("Тема;Организация;Столбец\nЧтение;1;2\n", f);
	fclose(f);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	term_close();
	if (chdir("/"))
		return 1;
	database_close(&db);
	return 0;
}

#endif
