/* The key bar tells the truth: on each screen, for each role, what stands bright at a key is done by it, what is dim is
 * refused with a reason, where nothing stands nothing is done. */
#include "walk.h"

#include "../../src/tui/frame.h"

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
	else if (*p->label && !p->bright && (p->wrote || !(p->refused || *app.message)))
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

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_bar)};

	return cmocka_run_group_tests_name("bar", tests, setup, teardown);
}
