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

static void test_kinds(void **state)
{
	(void)state;
	assert_null(kind_def(KIND_NONE));
	assert_null(kind_def(KIND_END));
	for (unsigned i = 1; i < KIND_END; i++) {
		const struct kind_def *k = kind_def(i);

		assert_non_null(k);
		assert_int_equal(k->kind, i);
		assert_words(k->name, "kind", "name");
		assert_words(k->title, k->name, "title");
		assert_words(k->plural, k->name, "plural");
		assert_words(k->genitive, k->name, "genitive");
		assert_words(k->genitive_plural, k->name, "genitive_plural");
		assert_words(k->accusative, k->name, "accusative");
		assert_words(k->created, k->name, "created");
		assert_words(k->gone, k->name, "gone");
		assert_non_null(k->label);
		for (size_t f = 0; f < k->n; f++)
			check_field(k, &k->fields[f]);
		assert_true(!k->parent || field_by_id(k, k->parent)->flags & FF_OWN);
		assert_true(!k->state || field_by_id(k, k->state)->type == FT_STATE);
		for (size_t t = 0; transition_at(k, t); t++) {
			assert_words(transition_at(k, t)->title, transition_at(k, t)->action, "title");
			assert_words(transition_at(k, t)->past, transition_at(k, t)->action, "past");
		}
	}
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

static void test_deadlines(void **state)
{
	(void)state;
	for (unsigned i = 1; i < DL_KINDS; i++)
		assert_words(deadline_code(i), "deadline", "code");
	assert_string_equal(deadline_code(DL_KINDS), "");
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
