/* A form on a whole screen run by a script: which fields the keys come to, what is written, how it is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "stazh/base/mem.h"
#include "stazh/tui/form.h"
#include "stazh/tui/palette.h"

#define FIELDS 6

static const struct field fields[FIELDS] = {
	{.id = 1, .name = "first", .title = "Первое", .type = FT_TEXT, .max = 6},
	{.id = 2, .name = "second", .title = "Второе", .type = FT_TEXT},
	{.id = 3, .name = "third", .title = "Третье", .type = FT_TEXT},
	{.id = 4, .name = "fourth", .title = "Четвёртое", .type = FT_TEXT, .flags = FF_REQUIRED},
	{.id = 5, .name = "long", .title = "Длинное", .type = FT_LONG},
	{.id = 6, .name = "last", .title = "Последнее", .type = FT_BOOL, .flags = FF_REQUIRED},
};

static bool filled = true;    /* what is required */
static const char *looked_at; /* beside the form; NULL: nothing */
static struct form *form;
static struct buf saved; /* «name=value;» of each save */
static int closed_with;	 /* 1: saved, 2: not */

static enum err save(struct app *app, struct form *f, const struct assign *a, size_t n, void *arg, struct error *e)
{
	(void)app;
	(void)f;
	(void)arg;
	(void)e;
	for (size_t i = 0; i < n; i++)
		buf_addf(&saved, "%s=%s;", a[i].name, a[i].value);
	return OK;
}

static void closed(struct app *app, bool ok, void *arg)
{
	(void)app;
	(void)arg;
	closed_with = ok ? 1 : 2;
}

static bool keep(struct app *app, enum draft_step step, const struct assign *a, size_t n, void *arg)
{
	(void)app;
	(void)step;
	(void)a;
	(void)n;
	(void)arg;
	return true;
}

static void beside(struct app *app, struct buf *out, void *arg)
{
	(void)app;
	(void)arg;
	buf_add(out, looked_at);
}

static enum next base_new(struct app *app, struct screen *s)
{
	struct form_item items[FIELDS];
	const struct form_spec spec = {.title = "Форма",
				       .items = items,
				       .n = FIELDS,
				       .save = save,
				       .draft = keep,
				       .closed = closed,
				       .beside = looked_at ? beside : NULL,
				       .beside_title = "Цифры года",
				       .beside_label = "Цифры"};

	(void)s;
	for (size_t i = 0; i < FIELDS; i++)
		items[i] = (struct form_item){.field = &fields[i],
					      .text = i == 3 && filled	? "есть"
						      : i == FIELDS - 1 ? "нет"
									: ""};
	form = form_open(app, &spec);
	return SCREEN_DONE;
}

static void base_draw(struct app *app, struct screen *s, struct area a)
{
	(void)app;
	(void)s;
	(void)a;
}

static void base_done(struct app *app, struct screen *s)
{
	(void)app;
	free(s);
}

static const struct screen_action actions[] = {{.action = ACT_NEW, .run = base_new}, {.action = ACT_NONE}};
static const struct screen_ops base_ops = {
	.context = IN_LIST, .actions = actions, .draw = base_draw, .done = base_done};

static struct screen *base_open(struct app *app)
{
	struct screen *s = mem_alloc(sizeof *s);

	(void)app;
	s->ops = &base_ops;
	return s;
}

static const struct section sections[] = {{"Сроки", base_open}, {"Площадки", base_open}};
static const struct app_ops program = {.sections = sections, .sections_n = 2, .menu = palette_open};

/* Opens the form, runs the script, gives back the shots; free(). */
static char *run(const char *script)
{
	char in[] = "/tmp/stazh-script-XXXXXX", out[] = "/tmp/stazh-shots-XXXXXX";
	int in_fd = mkstemp(in), out_fd = mkstemp(out);
	FILE *f = fdopen(in_fd, "w");
	struct error e = {0};
	struct app app = {.ops = &program, .year = 2021};
	char *text = mem_alloc(1 << 18);

	assert_non_null(f);
	fprintf(f, "out %s\nkey F7\n%s", out, script);
	fclose(f);
	setenv("STAZH_SCRIPT", in, 1);
	buf_clear(&saved);
	closed_with = 0;
	if (app_run(&app, &e) != OK)
		fail_msg("%s", e.text);
	assert_true(read(out_fd, text, (1 << 18) - 1) >= 0);
	close(out_fd);
	unlink(in);
	unlink(out);
	return text;
}

static void assert_saved(const char *script, const char *what)
{
	free(run(script));
	assert_string_equal(buf_text(&saved), what);
}

static void has(const char *script, const char *part, bool there)
{
	char *shots = run(script);

	if (!strstr(shots, part) == there)
		fail_msg("«%s» is %s\n%s", part, there ? "not in" : "in", shots);
	free(shots);
}

static void test_order(void **state)
{
	(void)state;
	assert_saved("type а\nkey Tab\ntype б\nkey Tab\ntype в\nkey F2\n", "first=а;second=б;third=в;");
	assert_saved("key Shift-Tab\nkey Space\nkey F2\n", "last=да;"); /* round the form */
	assert_saved("key Tab 6\ntype а\nkey F2\n", "first=а;");
	assert_int_equal(closed_with, 1);
}

/* The cursor begins where something is asked for; whatever is wrong is told at once, each under its field. */
static void test_wrong(void **state)
{
	static const char two[] = "key Tab 2\nkey Ctrl-U\nkey F2\nshot x\n";

	(void)state;
	filled = false;
	assert_saved("type а\nkey F2\n", "fourth=а;");
	assert_saved("key Shift-Tab\ntype б\nkey F2\n", "");
	assert_saved("key Shift-Tab\ntype б\nkey F2\ntype а\nkey F2\n", "third=б;fourth=а;");
	has(two, "Не записано, поправьте: Четвёртое, Последнее", true);
	has(two, "Не заполнено поле «Четвёртое»", true);
	has(two, "Не заполнено поле «Последнее»", true);
	has(two, "поправить: 2", true);
	filled = true;
}

/* What has no room is told: the field takes six letters. */
static void test_room(void **state)
{
	(void)state;
	has("paste абвгдежз\nshot x\n", "Вставлено 6 из 8 знаков: в поле помещается 6", true);
	has("type абвгдежз\nshot x\n", "В поле помещается 6 знаков, больше не войдёт", true);
	has("type абвгде\nshot x\n", "помещается", false);
	assert_saved("paste абвгдежз\nkey F2\n", "first=абвгде;");
}

/* Two columns where the width is for them, read and walked through one after the other. */
static void test_columns(void **state)
{
	char row[200];

	(void)state;
	snprintf(row, sizeof row, "\n  Первое     —%*s▸ Четвёртое* есть", 41, "");
	has("key Tab 3\nresize 110x30\nshot x\n", row, true);
	has("resize 110x30\nkey Tab 3\nshot x\n", row, true);
	has("key Tab 3\nresize 109x30\nshot x\n", "\n▸ Четвёртое* есть", true);
	assert_saved("resize 132x43\ntype а\nkey Tab\ntype б\nkey Down 2\ntype в\nkey F2\n",
		     "first=а;second=б;fourth=в;");
}

/* What is looked at while one writes: at the right where there is room, alone by F3; what was typed waits. */
static void test_beside(void **state)
{
	(void)state;
	has("shot x\n", "3Цифры", false);
	looked_at = "Занятия\nпроведено\t11 из 16\n";
	has("shot x\n", "3Цифры", true);
	has("shot x\n", "11 из 16", false);
	has("resize 120x30\nshot x\n", " 11 из 16\n", true);
	has("type а\nkey F3\nshot x\n", "проведено: 11 из 16", true);
	assert_saved("type а\nkey F3\nkey Esc\ntype б\nkey F2\n", "first=аб;");
	looked_at = NULL;
}

/* A click goes to a field and keeps what fills it. */
static void test_click(void **state)
{
	(void)state;
	assert_saved("click 5 15\ntype !\nkey F2\n", "fourth=ес!ть;");
	assert_saved("click 4 3\ntype а\nkey F2\n", "third=а;");
	assert_saved("resize 120x30\nclick 2 79\ntype !\nkey F2\n", "fourth=есть!;");
	assert_saved("click 20 15\ntype а\nkey F2\n", "first=а;");
}

/* Enter goes on, in the last field it saves; a new line is Alt-Enter, and in one line that is Enter too. */
static void test_enter(void **state)
{
	(void)state;
	assert_saved("type а\nkey Enter\ntype б\nkey Ctrl-Enter\ntype в\nkey F2\n", "first=а;second=б;third=в;");
	assert_saved(
		"key Tab 4\ntype а\nkey Alt-Enter\ntype б\nkey Ctrl-Enter\ntype в\nkey Enter\nkey Space\nkey Enter\n",
		"long=а\nб\nв;last=да;");
	assert_int_equal(closed_with, 1);
	has("key Tab 4\nshot x\n", "Alt-Enter — новая строка", true);
	has("shot x\n", "Alt-Enter", false);
	has("key Tab 4\nkey F9\nshot x\n", "Новая строка", true);
	has("key F9\nshot x\n", "Новая строка", false);
}

/* What came filled is shown reversed and replaced by what is typed; an arrow keeps it; Ctrl-Z brings it back. */
static void test_filled(void **state)
{
	(void)state;
	has("key Tab 3\nshot x\n", "reverse", true);
	has("key Tab 3\nkey End\ntype !\nshot x\n", " есть!", true);
	assert_saved("key Tab 3\ntype но\nkey F2\n", "fourth=но;");
	assert_saved("key Tab 3\nkey End\ntype !\nkey F2\n", "fourth=есть!;");
	assert_saved("key Tab 3\ntype но\nkey Ctrl-Z\nkey Home\ntype !\nkey F2\n", "fourth=!есть;");
	assert_saved("key Tab 3\nkey Backspace\ntype а\nkey F2\n", "fourth=а;");
	assert_saved("key Tab 3\npaste вот\nkey F2\n", "fourth=вот;");
}

/* F4 stands in the key bar as what it is: greyed where the field is typed, and then it says so. */
static void test_choosing(void **state)
{
	(void)state;
	has("shot x\n", "-- 23:25-30 dim\n", true);
	has("key F4\nshot x\n", "Здесь не из чего выбирать: это поле набирают", true);
	has("key PgDn\nshot x\n", "-- 23:25-30 dim\n", false);
	assert_saved("key PgDn\nkey F4\nkey Up\nkey Enter\nkey F2\n", "last=да;");
}

/* Of what the program sets itself too. */
static void set_texts(struct app *app, struct form *f, void *arg)
{
	(void)app;
	(void)arg;
	for (size_t i = 0; i < FIELDS; i++)
		form_set_text(f, i, "новое");
}

static void test_set_text(void **state)
{
	struct form_item items[FIELDS];
	const struct form_spec spec = {
		.title = "Форма", .items = items, .n = FIELDS, .save = save, .draft = keep, .closed = closed};
	struct app app = {.ops = &program};

	(void)state;
	for (size_t i = 0; i < FIELDS; i++)
		items[i] = (struct form_item){.field = &fields[i], .text = "старое"};
	form = form_open(&app, &spec);
	set_texts(&app, form, NULL);
	for (size_t i = 0; i < FIELDS; i++)
		assert_string_equal(form_text(form, i), "новое");
	app_end(&app);
}

static void test_leaving(void **state)
{
	(void)state;
	assert_saved("type а\nkey Esc\nkey с\n", "first=а;");
	assert_saved("type а\nkey Esc\nkey н\n", "");
	assert_int_equal(closed_with, 2);
	assert_saved("type а\nkey Esc\nkey в\ntype б\nkey F2\n", "first=аб;");
	has("type а\nkey Esc\nshot x\n", "Черновик вернётся", true);
	has("key Esc\nshot x\n", "Сохранить изменения?", false);
	has("type а\nclick 1 12\nshot x\n", "Первое", true); /* where the sections are on other screens */
	has("type а\nclick 10 12\nclick 10 12 twice\nshot x\n", "Первое", true);
	assert_saved("key Tab 3\nkey Ctrl-U\nkey F2\n", ""); /* what has to be there */
	has("key Tab 3\nkey Ctrl-U\nkey F2\nshot x\n", "Не заполнено поле «Четвёртое»", true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),	 cmocka_unit_test(test_enter),	 cmocka_unit_test(test_click),
		cmocka_unit_test(test_beside),	 cmocka_unit_test(test_columns), cmocka_unit_test(test_room),
		cmocka_unit_test(test_wrong),	 cmocka_unit_test(test_filled),	 cmocka_unit_test(test_choosing),
		cmocka_unit_test(test_set_text), cmocka_unit_test(test_leaving),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&saved);
	return failed;
}
