/* The tables that are the program have no holes: every number of an enumeration has its row, every row all that is
 * asked of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stazh/domain/kinds.h"
#include "stazh/model/cycle.h"
#include "stazh/model/deadline.h"
#include "stazh/model/schema.h"

static void assert_words(const char *s, const char *of, const char *what)
{
	if (!s || !*s)
		fail_msg("%s: no %s", of, what);
}

static void check_field(const struct kind_def *k, const struct field *f)
{
	char of[100];

	snprintf(of, sizeof(of), "%s.%s", k->name, f->name ? f->name : "?");
	assert_words(f->name, of, "name");
	assert_words(f->title, of, "title");
	assert_ptr_equal(field_by_id(k, f->id), f); /* no number twice */
	assert_ptr_equal(field_by_name(k, f->name), f);
	assert_true(f->id >= REC_FIRST_FIELD);
	if (!(f->flags & (FF_SYSTEM | FF_HIDDEN)))
		assert_words(f->help, of, "help");
	if (f->type == FT_REF)
		assert_non_null(kind_def(f->ref));
	if (f->type == FT_STATE)
		assert_non_null(f->choices);
	if (f->type == FT_CHOICE)
		assert_true(f->choices || f->option);
}

static void check_words(const struct kind_def *k)
{
	assert_words(k->name, "kind", "name");
	assert_words(k->title, k->name, "title");
	assert_words(k->plural, k->name, "plural");
	assert_words(k->genitive, k->name, "genitive");
	assert_words(k->genitive_plural, k->name, "genitive_plural");
	assert_words(k->accusative, k->name, "accusative");
	assert_words(k->created, k->name, "created");
	assert_words(k->gone, k->name, "gone");
	/* «заведена» and «удалена», «заведён» and «удалён» */
	if (strcmp(k->created + strlen(k->created) - 2, k->gone + strlen(k->gone) - 2))
		fail_msg("%s: «%s» and «%s» are of two genders", k->name, k->created, k->gone);
	if (kind_by_name(k->name) != k || kind_by_name(k->title) != k)
		fail_msg("%s: its name or «%s» means another kind", k->name, k->title);
}

/* A field that a column names is one of the kind's own; type: NULL, or which it has to be of. */
static void check_named(const struct kind_def *k, unsigned id, const char *column, const struct field_type *type)
{
	for (size_t i = 0; id && i < k->n; i++)
		if (k->fields[i].id == id && (!type || k->fields[i].type == type))
			return;
	if (id)
		fail_msg("%s.%s: no such field, or of another type", k->name, column);
}

static bool extra_is_bad(const struct kind_extra *extra)
{
	bool bad = false;

	for (; extra && extra->title; extra++)
		bad |= !extra->view || extra->view >= VIEW_END;
	return bad;
}

static void check_columns(const struct kind_def *k)
{
	const struct kind_more *m = kind_more(k);
	size_t shown = 0;

	check_named(k, k->sort, "sort", NULL);
	check_named(k, k->sort_then, "sort_then", NULL);
	check_named(k, k->state, "state", FT_STATE);
	check_named(k, k->parent, "parent", FT_REF);
	check_named(k, k->name_field, "name_field", NULL);
	check_named(k, m->done, "done", FT_DATE);
	check_named(k, m->through, "through", FT_REF);
	check_named(k, m->warned, "warned", NULL);
	check_named(k, m->about, "about", FT_LINK);
	check_named(k, m->day, "day", FT_DATE);
	assert_true(!k->parent || field_by_id(k, k->parent)->flags & FF_OWN);
	for (size_t i = 0; i < k->n; i++) {
		shown += (k->fields[i].flags & FF_COLUMN) != 0;
		if (k->fields[i].flags & FF_OWN && k->parent != k->fields[i].id)
			fail_msg("%s.%s: belongs to a record that is not its parent", k->name, k->fields[i].name);
		if (k->fields[i].type == FT_STATE && k->state != k->fields[i].id)
			fail_msg("%s.%s: a state that is not the kind's", k->name, k->fields[i].name);
		if (k->fields[i].flags & FF_SPAN && !m->span_year)
			fail_msg("%s.%s: of which year its words are is told by nobody", k->name, k->fields[i].name);
	}
	if (!shown)
		fail_msg("%s: its list has no columns", k->name);
	if (!k->label)
		fail_msg("%s: has no label", k->name);
	if (k->writer <= ROLE_NONE || k->writer > ROLE_METHODIST)
		fail_msg("%s: nobody may write it", k->name);
	if (m->view >= VIEW_END || m->sheet >= VIEW_END || extra_is_bad(m->extra))
		fail_msg("%s: opens a screen that is none", k->name);
	if (m->mark && !transition_by_name(k, m->mark))
		fail_msg("%s: its key does «%s», which is no action of it", k->name, m->mark);
	if (m->done && (!transition_by_name(k, "done") || !transition_by_name(k, "reopen")))
		fail_msg("%s: has a day of being done, and no actions done and reopen", k->name);
	if (m->enlist && !(k->parent && transition_by_name(kind_def(field_by_id(k, k->parent)->ref), m->enlist)))
		fail_msg("%s: «%s» is no action of what it belongs to", k->name, m->enlist);
}

static void check_actions(const struct kind_def *k)
{
	if (k->cycle && k->cycle->kind != k->kind)
		fail_msg("%s: its life cycle is another kind's", k->name);
	if (k->cycle && !k->state != !k->cycle->states)
		fail_msg("%s: has a state without states, or states without a state", k->name);
	for (size_t t = 0; transition_at(k, t); t++) {
		assert_words(transition_at(k, t)->title, transition_at(k, t)->action, "title");
		assert_words(transition_at(k, t)->past, transition_at(k, t)->action, "past");
		assert_true(transition_at(k, t)->view < VIEW_END);
		assert_true(!transition_at(k, t)->seldom || transition_at(k, t)->guard);
	}
}

/* Where people find it: among the registers, in a section of its own, or on the card of what it belongs to. */
static bool has_place(const struct kind_def *k)
{
	static const unsigned sections[] = {KIND_SITE, KIND_GROUP, KIND_REPORT, KIND_ORDER, KIND_EVENT};

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (sections[i] == k->kind)
			return true;
	return k->book || k->parent;
}

/* Every kind answers all that is asked of every kind. */
static void test_kinds(void **state)
{
	size_t n = 0;

	(void)state;
	assert_null(kind_def(KIND_NONE));
	assert_null(kind_def(KIND_END));
	for (unsigned i = 1; i < KIND_END; i++) {
		const struct kind_def *k = kind_def(i);

		if (!k) /* a number that is no longer used */
			continue;
		n++;
		assert_int_equal(k->kind, i);
		check_words(k);
		check_columns(k);
		check_actions(k);
		for (size_t f = 0; f < k->n; f++)
			check_field(k, &k->fields[f]);
		if (!has_place(k))
			fail_msg("%s: is found nowhere: give it a book, or something that it belongs to", k->name);
	}
	assert_true(n >= 17);
}

/* Does a record of the kind belong to one of these kinds, or can it point to one? */
static bool reaches(const struct kind_def *k, const bool *family)
{
	for (size_t i = 0; i < k->n; i++)
		if ((k->fields[i].type == FT_REF && family[k->fields[i].ref]) || k->fields[i].type == FT_LINK)
			return true;
	return false;
}

/* A kind whose records can be left open when a site ends tells what becomes of them. */
static void test_closings(void **state)
{
	bool family[KIND_END] = {[KIND_SITE] = true};
	size_t closed = 0;

	(void)state;
	for (bool more = true; more;) {
		more = false;
		for (unsigned i = 1; i < KIND_END; i++)
			if (!family[i] && reaches(kind_def(i), family))
				family[i] = more = true;
	}
	family[KIND_SITE] = false; /* it is what ends */
	for (unsigned i = 1; i < KIND_END; i++) {
		const struct kind_def *k = kind_def(i);

		if (family[i] && k->deadlines && !k->close)
			fail_msg("%s makes deadlines and has no close", k->name);
		closed += family[i] && k->close;
	}
	assert_true(closed >= 8);
	assert_false(family[KIND_PERSON]); /* whose deadline is no site's */
}

/* Deadlines: a number is one kind's alone, and who makes some says which they are. */
/* What is said to end it are actions of what it is looked after on, with a name each. */
static void assert_endings(const struct deadline_def *d, const struct kind_def *at)
{
	char names[80], *rest = names;

	assert_non_null(d->ended);
	assert_true(strlen(d->ended) < sizeof(names));
	strcpy(names, d->ended);
	for (const char *name; (name = strtok_r(rest, " ", &rest));)
		if (!transition_by_name(at, name))
			fail_msg("%s: ended by «%s», which %s has not", d->code, name, at->name);
}

static void test_deadlines(void **state)
{
	const struct kind_def *of[DEADLINES_MAX] = {NULL};
	size_t n = 0;

	(void)state;
	for (unsigned i = 1; i < KIND_END; i++) {
		const struct kind_def *k = kind_def(i);

		if (!k)
			continue;
		if (!k->deadlines != !k->dues)
			fail_msg("%s: has deadlines without dues, or dues without deadlines", k->name);
		for (const struct deadline_def *d = k->dues; d && d->code; d++) {
			assert_words(d->code, k->name, "code of a deadline");
			assert_true(d->kind > 0 && d->kind < DEADLINES_MAX);
			if (of[d->kind])
				fail_msg("%s: deadline %u is also one of %s", k->name, d->kind, of[d->kind]->name);
			of[d->kind] = k;
			assert_ptr_equal(deadline_def(d->kind), d);
			assert_string_equal(deadline_code(d->kind), d->code);
			assert_true(!d->at_owner || k->parent);
			assert_endings(d, d->at_owner ? kind_def(field_by_id(k, k->parent)->ref) : k);
			n++;
		}
	}
	assert_true(n >= 14);
	assert_null(deadline_def(DEADLINES_MAX));
	assert_string_equal(deadline_code(DEADLINES_MAX), "");
}

static void test_roles(void **state)
{
	(void)state;
	for (enum role r = ROLE_NONE; r <= ROLE_METHODIST; r++)
		assert_words(role_title(r), "role", "title");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_closings),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_roles),
	};

	schema_use(&domain_schema);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
