/* A walk over all screens: from each one that is new every key of the table is pressed. What it shows it does, what
 * stands in no list does nothing; letters change no record and leave no list. */
#include "walk.h"

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

static void try_key(const struct place *from, const struct action_def *d, int key, struct buf *before)
{
	const struct screen *top = app.top;
	const struct screen_action *row = row_of(d->action);
	enum key_context context = top->ops->context;
	bool bright = is_bright(d, row);
	bool typed = key_is_letter(key) ? app_takes_letters(&app) : key > ' ' && key < K_SPECIAL && row_of(ACT_TEXT);
	uint64_t seq = written();
	struct buf after = {0};
	struct place to;

	press(key);
	term_shot("", &after);
	look_at_words(after.s);
	if (!row && !typed && d->action == action_of_key(context, key)) {
		if (app.top != top || written() != seq)
			fail_msg("%s is in no list, and did something\n%s", d->keys, before->s);
	} else if (bright && !strcmp(before->s, after.s)) {
		fail_msg("%s is bright and does nothing\n%s", d->keys, before->s);
	}
	if (app.top && app.top != top && from->n < DEPTH) {
		to = here(from, key);
		note(&to);
	}
	come_back(from, top, before);
	buf_free(&after);
}

static void test_all(void **state)
{
	const void *seen[PLACES_MAX];
	enum key_context context;
	struct buf arrived = {0};
	size_t lists = 0;

	(void)state;
	begin_all();
	for (size_t i = 0; i < places_n; i++) {
		arrive(&places[i], &arrived);
		assert_non_null(app.top);
		look_at_rows(app.top);
		context = app.top->ops->context;
		is_new(seen, &lists, places[i].actions);
		for (size_t k = 0; k < action_table_n; k++) {
			const struct action_def *d = &action_table[k];
			int key = key_by_name(d->keys, strcspn(d->keys, " "));

			if (d->contexts & context)
				try_key(&places[i], d, key, &arrived);
		}
	}
	app_end(&app);
	buf_free(&arrived);
	assert_true(places_n < PLACES_MAX);
	assert_in_range(lists, 21, PLACES_MAX); /* those of clash.c alone are not come to */
}

/* ---- letters ---- */

static const char *const layouts[] = {"qwertyuiopasdfghjklzxcvbnmQWERTYIADMXGKj",
				      "йцукенгшщзфывапролдячсмитьЙЦУКЕНШФВЬЧПЛо"};

static int next_letter(const char **at)
{
	uint32_t cp;

	*at += utf8_decode(*at, strlen(*at), &cp);
	return (int)cp;
}

/* What is to be seen after the key; one is back then. */
static void shot_after(const struct place *p, int key, struct buf *arrived, struct buf *shot)
{
	const struct screen *top = app.top;

	press(key);
	term_shot("", shot);
	come_back(p, top, arrived);
}

/* The letters do here what the first key does. */
static void compare_letters(const struct place *p, const struct action_def *d, struct buf *arrived)
{
	int first = key_by_name(d->keys, strcspn(d->keys, " "));
	struct buf start = {0}, wanted = {0}, shot = {0};

	for (const char *at = d->keys; *at; at += *at == ' ') {
		size_t n = strcspn(at, " ");
		int key = key_by_name(at, n);

		at += n;
		if (!key_is_letter(key))
			continue;
		if (!wanted.n) {
			buf_add(&start, buf_text(arrived));
			shot_after(p, first, arrived, &wanted);
		}
		/* what one likes to see is kept, and goes round: «мои», days */
		for (int i = 0; i < 4 && strcmp(start.s, arrived->s); i++)
			shot_after(p, first, arrived, &shot);
		buf_clear(&shot);
		shot_after(p, key, arrived, &shot);
		assert_string_equal(wanted.s, shot.s);
	}
	buf_free(&start);
	buf_free(&wanted);
	buf_free(&shot);
}

/* Those who like letters to be commands in lists have them. */
static void test_commands(void **state)
{
	struct error e = {.code = OK};
	struct buf arrived = {0};
	struct config commands;
	char ini[80];
	FILE *f;

	(void)state;
	snprintf(ini, sizeof(ini), "%s/commands.ini", db.folder);
	f = fopen(ini, "w");
	assert_non_null(f);
	fputs("[ui]\nletters = commands\n", f);
	fclose(f);
	assert_int_equal(config_load(ini, &commands, &e), OK);
	db.session.config = &commands;
	begin_all();
	for (size_t i = 0; i < places_n; i++) {
		arrive(&places[i], &arrived);
		for (size_t k = 0; app.top->ops->context == IN_LIST && k < action_table_n; k++)
			if (action_table[k].contexts & IN_LIST)
				compare_letters(&places[i], &action_table[k], &arrived);
	}
	app_end(&app);
	buf_free(&arrived);
	db.session.config = &db.config;
	config_free(&commands);
}

/* Whatever is typed goes to what is searched for: no record changes, and one is where one was. */
static void type_in_list(struct list *l, const char *text)
{
	struct screen *top = app.top;
	size_t section = app.section, letters = utf8_letters(text, strlen(text));

	for (const char *at = text; *at;) {
		int key = next_letter(&at);

		press_unseen(key);
		if (app.top != top || app.section != section || app.quit)
			fail_msg("a letter of «%s» left the list", text);
	}
	app_draw(&app);
	assert_int_equal(utf8_letters(buf_text(&l->search), l->search.n), letters);
	press(' ');
	press('2');
	if (app.top != top || app.section != section || utf8_letters(buf_text(&l->search), l->search.n) != letters + 2)
		fail_msg("«%s»: what is typed on does not go on with it", text);
	press(K_BACKSPACE);
	press(K_BACKSPACE);
	assert_int_equal(utf8_letters(buf_text(&l->search), l->search.n), letters);
	press(K_ESC);
	assert_true(app.top == top && !l->search.n);
}

/* Where nothing can be marked a blank does nothing, and says nothing. */
static void press_blank(const struct place *p)
{
	const struct screen *top;
	size_t selected;

	go(p);
	top = app.top;
	selected = app_typed_list(&app)->selected;
	if (row_of(ACT_MARK))
		return;
	press(' ');
	assert_true(app.top == top && app_typed_list(&app)->selected == selected);
	assert_string_equal(app.message, "");
}

/* Returns whether a list stands there. */
static bool try_letters(const struct place *p)
{
	uint64_t before = written();
	struct list *l = NULL;

	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
		go(p);
		l = app_typed_list(&app);
		if (l)
			type_in_list(l, layouts[i]);
		for (const char *at = layouts[i]; !l && *at;)
			press(next_letter(&at));
		if (written() != before)
			fail_msg("letters changed a record");
	}
	if (l)
		press_blank(p);
	assert_int_equal(written(), before);
	return l;
}

/* Every section, and every list of records that stands in «Справочники». */
static void begin_sections(void)
{
	static const char *const sections[] = {"2", "3", "4", "5", "6", "7", "8"};
	char keys[80] = "7 Home";

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		begin(sections[i]);
	for (size_t down = 0; down + 3 < DEPTH; down++) {
		size_t n = strlen(keys);

		snprintf(keys + n, sizeof(keys) - n, " Enter");
		begin(keys);
		snprintf(keys + n, sizeof(keys) - n, " Down");
	}
}

/* The screens that the keys of lists lead to. */
static void find_lists(void)
{
	struct buf arrived = {0};
	const struct screen *top;
	struct place to;

	begin_all();
	begin_sections();
	for (size_t i = 0; i < places_n; i++) {
		bool leads[ACT_COUNT] = {false};

		arrive(&places[i], &arrived);
		for (size_t k = 0; app.top->ops->context == IN_LIST && k < action_table_n; k++)
			leads[action_table[k].action] = row_of(action_table[k].action);
		for (size_t k = 0; places[i].n < DEPTH && k < action_table_n; k++) {
			const struct action_def *d = &action_table[k];
			int key = key_by_name(d->keys, strcspn(d->keys, " "));

			if (!(d->contexts & IN_LIST) || !leads[d->action] ||
			    (d->action >= ACT_UP && d->action <= ACT_END))
				continue;
			top = app.top;
			press(key);
			if (app.top && app.top->ops->context == IN_LIST) {
				to = here(&places[i], key);
				note(&to);
			}
			come_back(&places[i], top, &arrived);
		}
	}
	buf_free(&arrived);
}

static void test_letters(void **state)
{
	static const struct {
		enum role role;
		size_t lists; /* at least */
	} users[] = {{ROLE_METHODIST, 12}, {ROLE_LEADER, 9}, {ROLE_VIEWER, 8}};
	struct record site = {.kind = 0};
	struct tx *tx = tx_read(db.session.store, NULL);

	(void)state;
	assert_int_equal(record_load(tx, KIND_SITE, 1, &site), OK);
	tx_end(&tx);
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
#ifdef __SANITIZE_ADDRESS__ /* the same functions; what the roles differ in is not memory */
		if (i)
			break;
#endif
		const void *seen[PLACES_MAX];
		size_t lists = 0;

		db.session.role = users[i].role;
		db.session.org = users[i].role == ROLE_LEADER ? record_ref(&site, SITE_ORG) : 0;
		find_lists();
		for (size_t j = 0; j < places_n; j++) {
			go(&places[j]);
			if (app.top->ops->context == IN_LIST && try_letters(&places[j]))
				is_new(seen, &lists, places[j].actions);
		}
		app_end(&app);
		printf("role %u: %zu lists\n", users[i].role, lists);
		assert_in_range(lists, users[i].lists, PLACES_MAX);
	}
	db.session.role = ROLE_METHODIST;
	db.session.org = 0;
	record_release(&site);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_all), cmocka_unit_test(test_commands),
					   cmocka_unit_test(test_letters)};

	return cmocka_run_group_tests_name("walk", tests, setup, teardown);
}
