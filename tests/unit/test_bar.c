/* The key bar tells the truth: on each screen, for each role, what stands bright at a key is done by it, what is dim is
 * refused with a reason, where nothing stands nothing is done. */
#include "walk.h"

#include "../../src/tui/frame.h"
#include "../../src/tui/palette/parts.h"

#define K_CTRL_P 16

static size_t wrong;

/* What only trying tells, for all that belongs to a record, or to an act, would have to be read while one moves. */
static const char *const found_out[] = {"не удалить, на эту запись ссылаются", "Взять назад нельзя"};

/* Was it said that it cannot be done? */
static bool is_refused(const char *shot)
{
	return strstr(shot, "Так нельзя") || strstr(shot, "Не получилось") || !strncmp(app.message, "Нельзя", 12) ||
	       (*app.message && app.message_look == LOOK_ERROR);
}

struct pressed {
	int slot;
	char label[40]; /* "": none */
	bool bright, refused, same, elsewhere, wrote;
	struct buf before, after;
};

static void fault(const struct pressed *p, const char *what)
{
	printf("role %u: F%d, «%s», %s\n%s\n%s\n", db.session.role, p->slot, p->label, what, p->before.s, p->after.s);
	wrong++;
}

static bool is_found_out(const char *shot)
{
	return strstr(shot, found_out[0]) || strstr(shot, found_out[1]);
}

static void judge(const struct pressed *p)
{
	bool something = p->elsewhere || p->wrote;

	if (!*p->label && something)
		fault(p, "says nothing, and does something");
	else if (*p->label && !p->bright && (p->wrote || !(*app.message || strstr(p->after.s, "[ Понятно ]"))))
		fault(p, "is dim, and no reason is told");
	else if (*p->label && p->bright && p->same && !something)
		fault(p, "is bright, and does nothing");
	else if (*p->label && p->bright && p->refused && !is_found_out(p->after.s))
		fault(p, "is bright, and refused");
}

static void try_slot(const struct place *from, int slot)
{
	struct pressed p = {.slot = slot};
	const struct screen *top;
	const char *label;
	struct place to;
	uint64_t seq;
	enum err may;

	go(from);
	top = app.top;
	label = frame_bar_label(&app, slot, &may);
	snprintf(p.label, sizeof(p.label), "%s", label ? label : "");
	p.bright = !may;
	seq = written();
	term_shot("", &p.before);
	press(K_F1 + slot - 1);
	term_shot("", &p.after);
	p.same = !strcmp(p.before.s, p.after.s);
	p.elsewhere = app.top != top;
	p.wrote = written() != seq;
	p.refused = is_refused(p.after.s) && !strstr(p.before.s, "Так нельзя");
	judge(&p);
	if (app.top && app.top != top && from->n < DEPTH) {
		to = here(from, K_F1 + slot - 1);
		note(&to);
	}
	buf_free(&p.before);
	buf_free(&p.after);
}

static void test_bar(void **state)
{
	static const enum role roles[] = {ROLE_METHODIST, ROLE_LEADER, ROLE_VIEWER};
	struct record site = {.kind = 0};
	struct tx *tx = tx_read(db.session.store, NULL);

	(void)state;
	assert_int_equal(record_load(tx, KIND_SITE, 1, &site), OK);
	tx_end(&tx);
	for (size_t r = 0; r < sizeof(roles) / sizeof(*roles); r++) {
		db.session.role = roles[r];
		db.session.org = roles[r] == ROLE_LEADER ? record_ref(&site, SITE_ORG) : 0;
		begin_all();
		for (size_t i = 0; i < places_n; i++)
			for (int slot = 1; slot <= 10; slot++)
				try_slot(&places[i], slot);
		app_end(&app);
		printf("role %u: %zu screens\n", roles[r], places_n);
		assert_in_range(places_n, 40, PLACES_MAX - 1);
	}
	record_release(&site);
	assert_int_equal(wrong, 0);
}

/* ---- the palette has them all ---- */

static const struct screen_action *row_of(enum action a)
{
	const struct screen_action *row;

	for (size_t i = 0; (row = app_actions_at(&app, app.top, i)); i++)
		for (; row->action; row++)
			if (row->action == a && screen_action_may(&app, app.top, row, NULL) != ERR_NONE)
				return row;
	return NULL;
}

static const char *words_of(const struct action_def *d)
{
	const struct screen_action *row = row_of(d->action);

	if (d->action >= ACT_SECTION_1 && d->action <= ACT_SECTION_8)
		return app.ops->sections[d->action - ACT_SECTION_1].title;
	return row->title ? row->title : d->title ? d->title : d->help;
}

/* Opens it and types what the action is called; its line is under the cursor then. NULL: it is not there. */
static const struct entry *look_up(const struct action_def *d)
{
	struct event typed = {.type = EVENT_PASTE, .text = words_of(d)};
	struct palette *p;
	size_t i = 0;

	typed.n = strlen(typed.text);
	press(K_CTRL_P);
	p = (struct palette *)app.top;
	app_event(&app, &typed);
	app_draw(&app);
	while (i < p->n && p->rows[i].action != d->action)
		i++;
	list_select(&p->list, i);
	return i < p->n ? &p->rows[i] : NULL;
}

/* What stands in the palette does what its key does, and is explained. */
static bool try_palette(const struct place *at, const struct action_def *d)
{
	struct buf by_key = {0}, chosen = {0};
	uint64_t seq = written();
	const struct entry *e;
	bool told, can;

	go(at);
	press(key_by_name(d->keys, strcspn(d->keys, " ")));
	if (app.top)
		term_shot("", &by_key);
	can = app.top && written() == seq; /* what was written changes what is seen next */
	go(at);
	e = look_up(d);
	if (!e) {
		buf_free(&by_key);
		return false;
	}
	can &= !e->why && d->action != ACT_MINE && d->action != ACT_PERIOD &&
	       d->action != ACT_VIEW; /* a choice that is remembered goes on */
	press(K_F1);
	term_shot("", &chosen);
	told = strstr(chosen.s, "Понятно") && strstr(chosen.s, e->text);
	if (!told)
		printf("no help for «%s»\n%s", e->text, chosen.s);
	press(K_ESC);
	buf_clear(&chosen);
	press(K_ENTER);
	if (app.top)
		term_shot("", &chosen);
	if (can && strcmp(buf_text(&by_key), buf_text(&chosen)) != 0) {
		printf("%s does not what its key does\n%s\n%s", d->keys, buf_text(&by_key), buf_text(&chosen));
		told = false;
	}
	buf_free(&by_key);
	buf_free(&chosen);
	return told;
}

/* One that is written has its figures beside it. */
static void return_reports(void)
{
	struct error e = {.code = OK};

	for (uint32_t id = 1; id <= count(&db, KIND_REPORT); id++)
		act(&db, &e, KIND_REPORT, id, "return", "remarks=Дописать", NULL);
}

static void test_palette(void **state)
{
	static const char *const more[] = {"5", "4", "4 x", "5 Enter F4"};
	bool reached[ACT_COUNT] = {[ACT_MENU] = true};

	(void)state;
	db.session.role = ROLE_METHODIST;
	db.session.org = 0;
	return_reports();
	begin_all();
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		begin(more[i]);
	for (size_t i = 0; i < places_n; i++) {
		go(&places[i]);
		for (size_t k = 0; k < action_table_n && screen_has_menu(app.top); k++) {
			const struct action_def *d = &action_table[k];

			if (!reached[d->action] && d->contexts & app.top->ops->context && row_of(d->action)) {
				reached[d->action] = try_palette(&places[i], d);
				go(&places[i]);
			}
		}
	}
	app_end(&app);
	for (size_t k = 0; k < action_table_n; k++)
		if (!reached[action_table[k].action])
			fail_msg("%s (%s) is not to be had from the palette", action_table[k].keys,
				 action_table[k].help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_bar), cmocka_unit_test(test_palette)};

	return cmocka_run_group_tests_name("bar", tests, setup, teardown);
}
