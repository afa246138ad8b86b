/* The driver: what a screen is given. What it does not show it is not asked to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stazh/base/mem.h"
#include "stazh/tui/dialog.h"
#include "stazh/tui/screen.h"

static int given[ACT_COUNT], everywhere[ACT_COUNT];

static enum next take(struct app *app, struct screen *s, const struct input *in)
{
	(void)app;
	(void)s;
	given[in->action]++;
	return SCREEN_PASS;
}

static enum next find(struct app *app, struct screen *s)
{
	(void)app;
	(void)s;
	everywhere[ACT_FIND]++;
	return SCREEN_DONE;
}

static void draw(struct app *app, struct screen *s, struct area a)
{
	(void)app;
	(void)s;
	(void)a;
}

static struct screen_action shown[2] = {{.take = take}};
static struct screen_ops ops = {.actions = shown, .draw = draw};

static struct screen *open_it(struct app *app)
{
	struct screen *s = mem_alloc(sizeof(*s));

	(void)app;
	s->ops = &ops;
	return s;
}

static const struct section sections[] = {{"Один", open_it}};
static const struct screen_action of_app[] = {{.action = ACT_FIND, .run = find}, {.action = ACT_NONE}};
static const struct app_ops app_ops = {.sections = sections, .sections_n = 1, .actions = of_app};

/* Every action in every context: in the list, it comes; not in it, it does not. */
static void test_only_what_is_shown(void **state)
{
	static const enum key_context contexts[] = {IN_LIST, IN_FORM, IN_DIALOG};
	struct app app = {.ops = &app_ops};
	int tried = 0;

	(void)state;
	for (size_t c = 0; c < 3; c++) {
		ops.context = contexts[c];
		app_start(&app);
		for (enum action a = ACT_TEXT; a < ACT_COUNT; a++) {
			if (a == ACT_HELP || a == ACT_MENU || a == ACT_BACK || a == ACT_REDRAW) /* these open or shut */
				continue;
			tried++;
			shown[0].action = ACT_NONE;
			given[a] = everywhere[a] = 0;
			app_act(&app, a);
			assert_int_equal(given[a], 0);
			assert_int_equal(everywhere[a], a == ACT_FIND);
			shown[0].action = a;
			app_act(&app, a);
			assert_int_equal(given[a], 1);
		}
		app_end(&app);
	}
	assert_int_equal(tried, 3 * (ACT_COUNT - ACT_TEXT - 4));
}

/* A row whose `may` says that there is no such thing here counts as absent, and the next one of the action is taken. */
static enum err none;

static enum err may(struct app *app, struct screen *s, enum action a, struct error *e)
{
	(void)app;
	(void)s;
	(void)a;
	(void)e;
	return none;
}

static void test_absent_rows(void **state)
{
	static const struct screen_action rows[] = {{.action = ACT_FIND, .label = "Первая", .may = may, .take = take},
						    {.action = ACT_FIND, .label = "Вторая", .run = find},
						    {.action = ACT_NONE}};
	struct app app = {.ops = &app_ops};

	(void)state;
	ops.context = IN_LIST;
	ops.actions = rows;
	app_start(&app);
	given[ACT_FIND] = everywhere[ACT_FIND] = 0;
	none = ERR_NONE;
	assert_string_equal(screen_action_find(&app, app.top, ACT_FIND)->label, "Вторая");
	app_act(&app, ACT_FIND);
	assert_int_equal(given[ACT_FIND], 0);
	assert_int_equal(everywhere[ACT_FIND], 1);
	none = ERR_REFUSED; /* told why when it is tried */
	assert_string_equal(screen_action_find(&app, app.top, ACT_FIND)->label, "Первая");
	app_act(&app, ACT_FIND);
	assert_int_equal(given[ACT_FIND], 1);
	app_end(&app);
	ops.actions = shown;
}

/* A callback's own: of two dialogs of one kind each has what it was opened with, and it goes with the dialog. */
static int answers[2], answered;

static void chosen(struct app *app, int index, void *arg)
{
	(void)app;
	(void)index;
	answers[answered++] = *(int *)arg;
}

static void open_menu(struct app *app, int which)
{
	static const struct menu_item item = {.text = "одно"};
	int *own = mem_alloc(sizeof(*own));

	*own = which;
	dialog_menu(app, "Меню", NULL, &item, 1, 0, chosen, own);
	screen_own(app, own);
}

static void test_own(void **state)
{
	struct app app = {.ops = &app_ops};

	(void)state;
	ops.context = IN_LIST;
	app_start(&app);
	open_menu(&app, 1);
	open_menu(&app, 2);
	app_act(&app, ACT_ENTER);
	app_act(&app, ACT_ENTER);
	assert_int_equal(answers[0], 2);
	assert_int_equal(answers[1], 1);
	open_menu(&app, 3); /* never answered: freed with the screens */
	app_end(&app);
	assert_int_equal(answered, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_only_what_is_shown),
					   cmocka_unit_test(test_absent_rows), cmocka_unit_test(test_own)};

	return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
