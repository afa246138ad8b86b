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

static enum next act(struct app *app, struct screen *s, const struct input *in)
{
	(void)app;
	(void)s;
	given[in->action]++;
	return SCREEN_PASS;
}

static enum next act_app(struct app *app, const struct input *in)
{
	(void)app;
	everywhere[in->action]++;
	return SCREEN_DONE;
}

static void draw(struct app *app, struct screen *s, struct area a)
{
	(void)app;
	(void)s;
	(void)a;
}

static struct screen_action shown[2];
static struct screen_ops ops = {.actions = shown, .draw = draw, .act = act};

static struct screen *open_it(struct app *app)
{
	struct screen *s = mem_alloc(sizeof(*s));

	(void)app;
	s->ops = &ops;
	return s;
}

static const struct section sections[] = {{"Один", open_it}};
static const struct screen_action of_app[] = {{.action = ACT_FIND}, {.action = ACT_NONE}};
static const struct app_ops app_ops = {.sections = sections, .sections_n = 1, .act = act_app, .actions = of_app};

/* Every action in every context: shown, it comes; not shown, it comes only if it is no command. */
static void test_only_what_is_shown(void **state)
{
	static const enum key_context contexts[] = {IN_LIST, IN_FORM, IN_DIALOG};
	struct app app = {.ops = &app_ops};
	int commands = 0;

	(void)state;
	for (size_t c = 0; c < 3; c++) {
		ops.context = contexts[c];
		app_start(&app);
		for (enum action a = ACT_ACTIONS; a < ACT_COUNT; a++) {
			const struct action_def *d = action_def(a, contexts[c]);
			bool command = d && (d->title || d->bar) && a != ACT_HELP && a != ACT_MENU && a != ACT_BACK &&
				       a != ACT_REDRAW;

			if (!d || !command)
				continue;
			commands++;
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
	assert_true(commands > 30);
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
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_only_what_is_shown), cmocka_unit_test(test_own)};

	return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
