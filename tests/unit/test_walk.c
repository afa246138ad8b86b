/* A walk over all screens: from each one that is new every key of the table is pressed. What it shows it does, what
 * stands in no list does nothing. */
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

static void press(int key)
{
	struct event ev = {.type = EVENT_KEY, .key = key};
	char text[8] = "";

	if (key >= ' ' && key < K_SPECIAL && key != K_BACKSPACE) {
		ev.n = utf8_write((uint32_t)key, text);
		ev.text = text;
	}
	app_event(&app, &ev);
	if (app.top)
		app_draw(&app);
}

static void go(const struct place *p)
{
	app_end(&app);
	program = screens_app;
	program.begun = NULL; /* the drafts of the walk are not offered each time */
	app = (struct app){.session = &db.session, .ops = &program};
	app_start(&app);
	app_draw(&app);
	for (size_t i = 0; i < p->n && app.top; i++)
		press(p->keys[i]);
}

static struct place here(const struct place *from, int key)
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

static void note(const struct place *p)
{
	size_t i = 0;

	while (i < places_n && (places[i].actions != p->actions || places[i].layer != p->layer ||
				places[i].below != p->below || places[i].by != p->by || p->start))
		i++;
	if (i < places_n || places_n == PLACES_MAX)
		return;
	places[places_n++] = *p;
}

static uint64_t written(void)
{
	struct tx *tx = tx_read(db.session.store, NULL);
	uint64_t n = log_last(tx);

	tx_end(&tx);
	return n;
}

/* Of the screen's own rows each does one thing, has words where it is shown, and a key by which it comes. */
static void look_at_rows(const struct screen *s)
{
	const struct screen_action *row;

	assert_true(s->ops->actions || (s->ops->layer && s->ops->layer(s, 0)));
	for (size_t i = 0; (row = app_actions_at(&app, s, i)); i++)
		for (; row->action; row++) {
			const struct action_def *d = action_def(row->action, s->ops->context);
			bool pointed = row->action == ACT_TEXT || row->action == ACT_PASTE ||
				       row->action == ACT_CLICK || row->action == ACT_OPEN;

			if (!row->run == !row->take)
				fail_msg("%s: row %d has not one thing that it does", s->ops->help, row->action);
			if (!d && !pointed && screen_actions_at(s, i))
				fail_msg("%s: no key leads to row %d", s->ops->help, row->action);
			if (d && d->bar)
				assert_true(*d->label);
		}
}

static const struct screen_action *row_of(enum action a)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = app_actions_at(&app, app.top, i)); i++)
		for (; row->action; row++)
			if (row->action == a && screen_action_may(&app, app.top, row, NULL) != ERR_NONE)
				return row;
	return NULL;
}

/* Does the key bar show it, not greyed, and is there something for it to act on? */
static bool is_bright(const struct action_def *d, const struct screen_action *row)
{
	struct screen *s = app.top;

	return d->bar && row && row == screen_action_find(&app, s, d->action) &&
	       !screen_action_may(&app, s, row, NULL) && (!s->ops->subject || s->ops->subject(s).id) &&
	       (!s->ops->list || s->ops->list(s)->count);
}

/* A record goes by its name and not by its number: «Площадка 3». */
static const char *numbered(const char *shot)
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

/* What people read is words. */
static void look_at_words(const char *shot)
{
	size_t n = 0;
	const char *word = words_wrong(shot, db.session.user, &n);

	if (word)
		fail_msg("«%.*s» is no word for people\n%s", (int)n, word, shot);
	if ((word = numbered(shot)))
		fail_msg("a record by its number: %.40s\n%s", word, shot);
}

static void try_key(const struct place *from, const struct action_def *d, int key)
{
	const struct screen_action *row;
	struct buf before = {0}, after = {0};
	const struct screen *top;
	enum key_context context;
	uint64_t seq;
	struct place to;
	bool bright;

	go(from);
	top = app.top;
	context = top->ops->context;
	row = row_of(d->action);
	bright = is_bright(d, row);
	seq = written();
	term_shot("", &before);
	press(key);
	term_shot("", &after);
	look_at_words(after.s);
	if (!row && d->action == action_of_key(context, key)) {
		if (app.top != top || written() != seq)
			fail_msg("%s is in no list, and did something\n%s", d->keys, before.s);
	} else if (bright && !strcmp(before.s, after.s)) {
		fail_msg("%s is bright and does nothing\n%s", d->keys, before.s);
	}
	if (app.top && app.top != top && from->n < DEPTH) {
		to = here(from, key);
		note(&to);
	}
	buf_free(&before);
	buf_free(&after);
}

/* Where more than one key of the table leads, and other rows of lists. */
static const char *const starts[] = {
	"",
	"Ctrl-F ш Enter",
	"3 Enter F2 End Enter",
	"7 End Enter",
	"F7 ж Esc ч D",
	"2 i Enter",
	"F7 Tab F4",
	"2 F7 F4",
	"2 Enter",
	"5 w",
	"5 Enter",
	"2 i Enter F4",
	"7 End",
	"7 Enter End",
	"8 End",
	"2 Enter End",
	"3 Enter End",
	"5 Enter End",
	"6 Enter End",
};

static void begin(const char *keys)
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

static void test_all(void **state)
{
	const void *seen[PLACES_MAX];
	enum key_context context;
	size_t lists = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		begin(starts[i]);
	for (size_t i = 0; i < places_n; i++) {
		size_t j = 0;

		go(&places[i]);
		assert_non_null(app.top);
		look_at_rows(app.top);
		context = app.top->ops->context;
		while (j < lists && seen[j] != places[i].actions)
			j++;
		if (j == lists)
			seen[lists++] = places[i].actions;
		for (size_t k = 0; k < action_table_n; k++) {
			const struct action_def *d = &action_table[k];
			int key = key_by_name(d->keys, strcspn(d->keys, " "));

			if (d->contexts & context)
				try_key(&places[i], d, key);
		}
	}
	app_end(&app);
	assert_true(places_n < PLACES_MAX);
	assert_in_range(lists, 21, PLACES_MAX); /* those of clash.c alone are not come to */
}

static int setup(void **state)
{
	struct term_options o = {.script = true, .columns = 80, .rows = 24};
	struct buf told = {0};
	struct error e = {.code = OK};
	FILE *f;

	(void)state;
	database_open(&db, "2022-06-01", "[ui]\nletters = commands\n");
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

static int teardown(void **state)
{
	(void)state;
	term_close();
	if (chdir("/"))
		return 1;
	database_close(&db);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};

	return cmocka_run_group_tests_name("walk", tests, setup, teardown);
}
