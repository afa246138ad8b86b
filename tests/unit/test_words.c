/* What people read in a refusal, a hint or a question is words: no code names, no commands, no numbers of records. */
#include "database.h"
#include "words.h"

#include "stazh/base/text.h"
#include "stazh/demo/demo.h"
#include "stazh/model/field.h"

static struct database db;
static size_t looked, wrong;

static void look(const char *text, const char *where, const char *what)
{
	size_t n;
	const char *word = text ? words_wrong(text, db.session.user, &n) : NULL;

	looked++;
	if (word)
		print_error("%s, %s: «%.*s» in: %s\n", where, what, (int)n, word, text), wrong++;
}

static void look_at_kind(const struct kind_def *k)
{
	const struct kind_more *more = kind_more(k);
	const struct transition *t;

	look(more->no_add, k->name, "no_add");
	look(more->no_delete, k->name, "no_delete");
	look(more->no_archive, k->name, "no_archive");
	for (size_t i = 0; i < k->n; i++) {
		if (k->fields[i].flags & FF_HIDDEN)
			continue;
		look(k->fields[i].title, k->name, k->fields[i].name);
		look(k->fields[i].help, k->name, k->fields[i].name);
	}
	for (size_t i = 0; (t = transition_at(k, i)); i++) {
		look(t->title, k->name, t->action);
		look(t->past, k->name, t->action);
		look(t->consequence, k->name, t->action);
		for (const struct action_arg *a = t->args; a && a->field.name; a++) {
			if (a->field.flags & FF_SYSTEM) /* given by an answer, or typed in a command */
				continue;
			look(a->field.title, k->name, t->action);
			look(a->field.help, k->name, t->action);
		}
	}
}

static void test_tables(void **state)
{
	(void)state;
	for (unsigned kind = 1; kind < KIND_END; kind++)
		look_at_kind(kind_def(kind));
	assert_int_equal(wrong, 0);
}

/* Each action on each record, with nothing told: what it is refused with, and what it asks. */
static void try_action(const struct kind_def *k, uint32_t id, const struct transition *t)
{
	struct outcome out = {0};
	struct error e = {.code = OK};
	enum err err = op_act(&db.session, k->kind, id, 0, t->action, NULL, 0, &out, &e);

	if (err && !out.question.n)
		look(e.text, k->name, t->action);
	look(out.notice.s, k->name, t->action);
	look(out.warnings.s, k->name, t->action);
	look(out.question.text.s, k->name, t->action);
	for (size_t i = 0; i < out.question.n; i++)
		look(out.question.answers[i].title, k->name, t->action);
	outcome_clear(&out);
}

static void try_record(const struct kind_def *k, uint32_t id)
{
	const struct transition *t;
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db.session.store, NULL);

	if (model_may_delete(tx, k->kind, id, true, &e))
		look(e.text, k->name, "delete");
	tx_end(&tx);
	for (size_t i = 0; (t = transition_at(k, i)); i++)
		try_action(k, id, t);
	for (size_t i = 0; i < k->n; i++) {
		struct assign bad = {k->fields[i].name, "неверно"}, none = {k->fields[i].name, ""};
		struct outcome out = {0};

		if (k->fields[i].flags & FF_SYSTEM)
			continue;
		e = (struct error){.code = OK};
		if (op_set(&db.session, k->kind, id, 0, &bad, 1, &out, &e) && !out.question.n)
			look(e.text, k->name, k->fields[i].name);
		outcome_clear(&out);
		e = (struct error){.code = OK};
		if (op_set(&db.session, k->kind, id, 0, &none, 1, &out, &e) && !out.question.n)
			look(e.text, k->name, k->fields[i].name);
		outcome_clear(&out);
	}
}

static void test_refusals(void **state)
{
	(void)state;
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		struct query q = {.kind = kind, .archived = true};
		struct tx *tx = tx_read(db.session.store, NULL);
		uint32_t *ids = NULL;
		size_t n = 0;

		assert_int_equal(query_run(tx, &q, &ids, &n, NULL), OK);
		tx_end(&tx);
		for (size_t i = 0; i<n; i += n> 12 ? n / 12 : 1)
			try_record(kind_def(kind), ids[i]);
		free(ids);
	}
	assert_in_range(looked, 500, SIZE_MAX);
	assert_int_equal(wrong, 0);
}

static int setup(void **state)
{
	struct buf told = {0};
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2022-06-01", "");
	if (demo_scale(&db.session, 6, NULL, &told, &e))
		fail_msg("%s", e.text);
	buf_free(&told);
	db.session.interactive = true;
	return 0;
}

/* The records of the order that there is, as the paper gives them. */
static int setup_order(void **state)
{
	struct buf told = {0};
	struct error e = {.code = OK};

	(void)state;
	database_open(&db, "2022-06-01", "");
	if (demo_seed_order(&db.session, &told, &e))
		fail_msg("%s", e.text);
	buf_free(&told);
	db.session.interactive = true;
	looked = wrong = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	database_close(&db);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables), cmocka_unit_test(test_refusals)};

	const struct CMUnitTest refusals[] = {cmocka_unit_test(test_refusals)};
	int failed = cmocka_run_group_tests_name("words", tests, setup, teardown);

	return cmocka_run_group_tests_name("words of the order", refusals, setup_order, teardown) + failed;
}
