/* The walk over all screens for words: in each base there is, as each role. What a key tells is read too. */
#include "walk.h"

static size_t looked;

static void look(void)
{
	struct buf shot = {0};

	if (!app.top)
		return;
	term_shot("", &shot);
	look_at_words(shot.s);
	looked++;
	buf_free(&shot);
}

/* Each key that the screen has a row for, allowed or not: a refusal is read as well. */
static bool has_row(enum action a)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = app_actions_at(&app, app.top, i)); i++)
		for (; row->action; row++)
			if (row->action == a)
				return true;
	return false;
}

static void look_from(const struct place *from)
{
	bool rows[ACT_COUNT] = {false};
	struct buf arrived = {0};
	enum key_context context;

	arrive(from, &arrived);
	if (!app.top)
		return;
	look();
	context = app.top->ops->context;
	for (size_t a = 0; a < ACT_COUNT; a++)
		rows[a] = has_row((enum action)a);
	for (size_t k = 0; k < action_table_n; k++) {
		const struct action_def *d = &action_table[k];
		const struct screen *top;
		struct place to;
		int key = key_by_name(d->keys, strcspn(d->keys, " "));
		bool moves = d->action >= ACT_UP && d->action <= ACT_END && d->action != ACT_LEFT &&
			     d->action != ACT_RIGHT; /* shows the same words */

		if (!(d->contexts & context) || !rows[d->action] || moves)
			continue;
		top = app.top;
		press(key);
		look();
		if (app.top && app.top != top && from->n < DEPTH) {
			to = here(from, key);
			note(&to);
		}
		come_back(from, top, &arrived);
	}
	buf_free(&arrived);
}

static void walk_words(void)
{
	static const enum role roles[] = {ROLE_METHODIST, ROLE_LEADER, ROLE_VIEWER};
	struct tx *tx = tx_read(db.session.store, NULL);
	struct record site = {.kind = 0};
	uint32_t org = record_load(tx, KIND_SITE, 1, &site) ? 0 : record_ref(&site, SITE_ORG);

	tx_end(&tx);
	record_release(&site);
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		looked = 0;
		db.session.role = roles[i];
		db.session.org = roles[i] == ROLE_LEADER ? org : 0;
		strcpy(db.session.own, roles[i] == ROLE_LEADER ? "МБОУ «Лицей»" : "");
		begin_all();
		for (size_t j = 0; j < places_n; j++)
			look_from(&places[j]);
		app_end(&app);
		printf("role %u: %zu places, %zu screens read\n", roles[i], places_n, looked);
		assert_in_range(looked, 100, SIZE_MAX);
	}
}

static void walk_base(enum err (*fill)(struct session *s, struct buf *told, struct error *e))
{
	struct term_options o = {.script = true, .columns = 80, .rows = 24};
	struct buf told = {0};
	struct error e = {.code = OK};

	database_open(&db, "2022-06-01", "");
	if ((fill && fill(&db.session, &told, &e)) || term_open(&o, &e) || chdir(db.folder))
		fail_msg("%s", e.text);
	buf_free(&told);
	db.session.interactive = true;
	walk_words();
	term_close();
	assert_int_equal(chdir("/"), 0);
	database_close(&db);
}

static enum err scale_5(struct session *s, struct buf *told, struct error *e)
{
	return demo_scale(s, 5, NULL, told, e);
}

static void test_order(void **state)
{
	(void)state;
	walk_base(demo_seed_order);
}

static void test_scale(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	(void)scale_5;
	print_message("skip test_scale: the same screens as of the order, four times as long\n");
	skip();
#else
	walk_base(scale_5);
#endif
}

static void test_empty(void **state)
{
	(void)state;
	walk_base(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_scale),
					   cmocka_unit_test(test_empty)};

	return cmocka_run_group_tests_name("words of all screens", tests, NULL, NULL);
}
