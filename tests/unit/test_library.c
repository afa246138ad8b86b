/* Loading libraries when they are needed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include "stazh/base/library.h"

#define FUNCTIONS(X) X(floor) X(hypot)
FUNCTIONS(LIBRARY_POINTER)

static void test_found(void **state)
{
	struct library m = {"libm.so.6", "libc6", "числа",
			    (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}, NULL};
	struct error e = {.code = OK};

	(void)state;
	assert_int_equal(library_load(&m, &e), OK);
	assert_true(p_floor(2.5) == 2);
	assert_true(p_hypot(3, 4) == 5);
	assert_int_equal(library_load(&m, &e), OK); /* again: nothing happens */
}

static void test_not_installed(void **state)
{
	struct library none = {"libstazh-none.so.1", "libstazh-none1", "файлы календаря",
			       (const struct library_symbol[]){{NULL, NULL}}, NULL};
	struct error e = {.code = OK};

	(void)state;
	assert_int_equal(library_load(&none, &e), ERR_USAGE);
	assert_non_null(strstr(e.text, "apt install libstazh-none1"));
	assert_null(none.handle);
}

static void test_lacks_a_function(void **state)
{
	double (*slot)(double) = NULL, (*other)(double) = NULL;
	const struct library_symbol symbols[] = {{"floor", &slot}, {"stazh_no_such_function", &other}, {NULL, NULL}};
	struct library m = {"libm.so.6", "libc6", "числа", symbols, NULL};
	struct error e = {.code = OK};

	(void)state;
	assert_int_equal(library_load(&m, &e), ERR_USAGE);
	assert_null(m.handle);
	assert_null(slot); /* all or nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_not_installed),
		cmocka_unit_test(test_lacks_a_function),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
