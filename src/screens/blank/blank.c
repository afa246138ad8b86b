/* «Заполнить присланную форму»: its marks with what they become, what a word of the authority means, one key that
 * writes it. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/file.h"
#include "stazh/base/text.h"
#include "stazh/base/utf8.h"
#include "stazh/document/blank.h"
#include "stazh/model/access.h"
#include "stazh/model/audit.h"

#define OFFERED	    12 /* names, the nearest */
#define TOLD_MAX    500
#define MARK_BYTES  1000
#define VALUE_WIDTH 24 /* of a name that is offered */

/* A mark, as it is shown. */
struct shown {
	size_t mark; /* of the form */
	char *value, *why, *means;
	bool unknown, lacking, kept;
};

struct filling {
	struct screen base;
	struct list list;
	char *called; /* NULL: not chosen yet */
	struct blank *form;
	struct blank_map told[TOLD_MAX]; /* by hand, now: both texts are owned */
	size_t told_n;
	struct shown *shown;
	size_t n, unknown, lacking;
	char **names, **values; /* what there is to be named, and what that is now */
	size_t names_n;
};

static const struct list_column columns[] = {
	{.title = "Метка", .min = 16, .want = 30, .grow = 2},
	{.title = "Значение", .min = 10, .want = 18, .grow = 1},
	{.title = "Где", .min = 12, .want = 26, .grow = 2, .drop = 1},
};

/* ---- what is shown ---- */

static void forget_shown(struct filling *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->shown[i].value);
		free(s->shown[i].why);
		free(s->shown[i].means);
	}
	free(s->shown);
	for (size_t i = 0; i < s->names_n; i++) {
		free(s->names[i]);
		free(s->values[i]);
	}
	free(s->names);
	free(s->values);
	s->shown = NULL;
	s->names = s->values = NULL;
	s->n = s->names_n = 0;
}

static void forget_form(struct filling *s)
{
	forget_shown(s);
	blank_close(&s->form);
	for (size_t i = 0; i < s->told_n; i++) {
		free((char *)s->told[i].text);
		free((char *)s->told[i].means);
	}
	s->told_n = 0;
	free(s->called);
	s->called = NULL;
}

static void keep_shown(struct filling *s, size_t mark, const struct blank_answer *a)
{
	const struct blank_mark *m = blank_mark(s->form, mark);
	struct shown *row = &s->shown[s->n++];
	struct buf why = {0};

	*row = (struct shown){.mark = mark,
			      .unknown = a->state == BLANK_UNKNOWN,
			      .lacking = a->state == BLANK_LACKING,
			      .kept = a->kept,
			      .means = a->means ? mem_strdup(a->means) : NULL};
	blank_answer_tell(a, m, &why);
	row->why = buf_take(&why);
	row->value = mem_strdup(row->unknown		      ? "непонятно"
				: row->lacking		      ? "нет сведений"
				: m->value.what == BLANK_KEPT ? "останется как есть"
				: m->value.text		      ? m->value.text
							      : "");
	s->unknown += row->unknown;
	s->lacking += row->lacking;
}

static void keep_names(struct filling *s, struct blank_words *w)
{
	size_t n = blank_words_n(w);

	s->names = mem_alloc((n + 1) * sizeof(*s->names));
	s->values = mem_alloc((n + 1) * sizeof(*s->values));
	for (size_t i = 0; i < n; i++) {
		const struct blank_word *word = blank_words_at(w, i);
		const char *text = word->need || !word->value.text ? "" : word->value.text;
		int width = utf8_width(text, strlen(text));
		struct buf value = {0};

		text_fit(&value, text, width < VALUE_WIDTH ? width : VALUE_WIDTH);
		s->names[i] = mem_strdup(word->name);
		s->values[i] = buf_take(&value);
		s->names_n++;
	}
}

/* What needs to be looked at stands first. */
static enum err load(struct app *app, struct screen *screen, struct error *e)
{
	struct filling *s = (struct filling *)screen;
	struct blank_words *words;
	struct blank_answer *answers;
	struct list_hold hold;
	size_t n;
	struct tx *tx;

	if (!s->form)
		return OK;
	tx = tx_read(app->session->store, e);
	if (!tx)
		return e->code;
	list_hold(&s->list, &hold);
	forget_shown(s);
	n = blank_marks(s->form);
	words = blank_words_open(tx, app->year, 0);
	answers = blank_resolve(words, s->form, s->told, s->told_n);
	s->shown = mem_alloc((n + 1) * sizeof(*s->shown));
	s->unknown = s->lacking = 0;
	for (int good = 0; good < 2; good++)
		for (size_t i = 0; i < n; i++)
			if ((answers[i].state == BLANK_FOUND) == good)
				keep_shown(s, i, &answers[i]);
	keep_names(s, words);
	blank_answers_free(answers, n);
	blank_words_close(&words);
	tx_end(&tx);
	list_set_count(&s->list, s->n);
	list_resume(&s->list, &hold);
	return OK;
}

static uint64_t key(void *arg, size_t n)
{
	return ((const struct filling *)arg)->shown[n].mark;
}

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct filling *s = arg;
	const struct shown *r = &s->shown[n];
	const struct blank_mark *m = blank_mark(s->form, r->mark);

	(void)tx;
	buf_addf(&out->cell[0], "{%s}", m->name);
	if (r->means && *r->means)
		buf_addf(&out->cell[0], " — %s", r->means);
	buf_add(&out->cell[1], r->value);
	buf_add(&out->cell[2], buf_text(&m->places));
	out->look[1] = r->unknown || r->lacking ? LOOK_ERROR : LOOK_PLAIN;
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct filling *s = (struct filling *)screen;
	struct buf b = {0};

	(void)app;
	if (!s->form)
		return;
	buf_addf(&b, "Форма «%s»: %zu %s", s->called, s->n, text_plural((long)s->n, "метка", "метки", "меток"));
	if (s->unknown)
		buf_addf(&b, ", непонятно %zu", s->unknown);
	if (s->lacking)
		buf_addf(&b, ", нет сведений %zu", s->lacking);
	draw_text(a.y, a.x + 1, a.w - 2, s->unknown || s->lacking ? LOOK_TODAY : LOOK_PLAIN, b.s);
	draw_hline(a.y + 1, a.x, a.w);
	list_draw(app, &s->list, (struct area){a.y + 2, a.x, a.h - 2, a.w}, true);
	buf_free(&b);
}

static void title(struct screen *screen, struct buf *out)
{
	(void)screen;
	buf_add(out, "Присланная форма");
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct filling *s = (const struct filling *)screen;

	if (!s->form)
		return;
	if (s->unknown)
		buf_add(out, "Enter — что значит метка: скажите один раз, запомнится");
	else if (s->lacking)
		buf_add(out, "Enter — чего не хватает");
	else
		buf_add(out, "F2 — записать заполненную форму. Ctrl-Y — за другой учебный год");
}

/* ---- what a mark means ---- */

/* What the lines of the menu stand for: the names, each with its 0, behind the mark's. */
struct asked {
	struct filling *of;
	size_t n;
	char texts[];
};

static struct asked *asked_new(struct filling *s, const char *mark, const struct buf *names, size_t n)
{
	size_t bytes = strlen(mark) + 1;
	struct asked *a = mem_alloc(sizeof(*a) + bytes + names->n);

	a->of = s;
	a->n = n;
	memcpy(a->texts, mark, bytes);
	if (names->n)
		memcpy(a->texts + bytes, names->s, names->n);
	return a;
}

static void tell(struct app *app, struct filling *s, const char *mark, const char *means)
{
	size_t at = 0;

	while (at < s->told_n && strcmp(s->told[at].text, mark) != 0)
		at++;
	if (at == TOLD_MAX)
		return;
	if (at < s->told_n)
		free((char *)s->told[at].means);
	else
		s->told[s->told_n++].text = mem_strdup(mark);
	s->told[at].means = mem_strdup(means);
	s->base.stale = true;
	(void)app;
}

static void meaning_entered(struct app *app, const char *text, void *arg)
{
	const struct asked *a = arg;

	if (text && *text)
		tell(app, a->of, a->texts, text);
}

static void meaning_chosen(struct app *app, int index, void *arg)
{
	const struct asked *a = arg;
	const char *means = a->texts;
	struct buf none = {0};
	struct asked *again;

	if (index < 0)
		return;
	if ((size_t)index == a->n) {
		again = asked_new(a->of, a->texts, &none, 0);
		dialog_prompt(app, "Показатель, сведение или =выражение", "", MARK_BYTES, meaning_entered, again);
		screen_own(app, again);
		return;
	}
	for (int i = 0; i <= index && (size_t)index < a->n; i++)
		means += strlen(means) + 1;
	tell(app, a->of, a->texts, (size_t)index < a->n ? means : "");
}

static int distance_of(const char *mark, const char *name)
{
	struct buf a = {0}, b = {0};
	int n;

	collate_fold(mark, utf8_prefix(mark, strlen(mark), 200), &a);
	collate_fold(name, strlen(name), &b);
	n = text_distance(buf_text(&a), buf_text(&b));
	buf_free(&a);
	buf_free(&b);
	return n;
}

/* The nearest names, in their order; how many. */
static size_t nearest(const struct filling *s, const char *mark, size_t out[OFFERED])
{
	int distance[OFFERED];
	size_t n = 0;

	for (size_t i = 0; i < s->names_n; i++) {
		int d = distance_of(mark, s->names[i]);
		size_t at = n;

		while (at && distance[at - 1] > d)
			at--;
		if (at == OFFERED)
			continue;
		n += n < OFFERED;
		for (size_t k = n - 1; k > at; k--) {
			distance[k] = distance[k - 1];
			out[k] = out[k - 1];
		}
		distance[at] = d;
		out[at] = i;
	}
	return n;
}

static enum next ask_meaning(struct app *app, struct screen *screen)
{
	struct filling *s = (struct filling *)screen;
	const struct shown *shown = s->list.count ? &s->shown[list_here(&s->list)] : NULL;
	struct menu_item items[OFFERED + 2] = {{.text = NULL}};
	size_t at[OFFERED], n;
	struct buf names = {0}, question = {0};
	const char *mark;
	struct asked *asked;

	if (!shown)
		return SCREEN_DONE;
	mark = blank_mark(s->form, shown->mark)->name;
	if (shown->lacking) {
		dialog_message(app, "Нет сведений", shown->why);
		return SCREEN_DONE;
	}
	n = nearest(s, shown->means && *shown->means ? shown->means : mark, at);
	for (size_t i = 0; i < n; i++) {
		items[i] = (struct menu_item){.text = s->names[at[i]], .key = s->values[at[i]]};
		buf_addn(&names, s->names[at[i]], strlen(s->names[at[i]]) + 1);
	}
	items[n].text = "Другое: написать…";
	items[n + 1].text = "Ничего: оставить в форме как есть";
	buf_addf(&question, "Что значит {%s}", mark);
	asked = asked_new(s, mark, &names, n);
	dialog_menu(app, question.s, NULL, items, n + 2, 0, meaning_chosen, asked);
	screen_own(app, asked);
	buf_free(&names);
	buf_free(&question);
	return SCREEN_DONE;
}

/* ---- writing ---- */

static enum err may_write(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct filling *s = (const struct filling *)screen;

	(void)app;
	(void)a;
	if (!s->form)
		return ERR_NONE;
	if (s->unknown)
		return error_set(e, ERR_REFUSED, "Сначала скажите, что значат непонятные метки: %zu. Enter — на метке",
				 s->unknown);
	return s->lacking
		       ? error_set(e, ERR_REFUSED, "Для меток нет сведений: %zu. Enter — чего не хватает", s->lacking)
		       : OK;
}

static enum err compose(struct app *app, struct filling *s, struct buf *out, size_t *people, struct error *e)
{
	struct tx *tx = tx_read(app->session->store, e);
	struct blank_words *words;
	enum err err;

	if (!tx)
		return e->code;
	words = blank_words_open(tx, app->year, 0);
	blank_answers_free(blank_resolve(words, s->form, s->told, s->told_n), blank_marks(s->form));
	err = blank_fill(s->form, out, e);
	*people = blank_people(words);
	blank_words_close(&words);
	tx_end(&tx);
	return err;
}

static void add_stem(const struct filling *s, struct buf *out)
{
	size_t n = strlen(s->called), ending = strlen(blank_ending(s->form));

	buf_addn(out, s->called, n > ending && file_ends_in(s->called, blank_ending(s->form)) ? n - ending : n);
	buf_add(out, ", заполнена");
}

static enum next write_now(struct app *app, struct screen *screen)
{
	struct filling *s = (struct filling *)screen;
	struct buf out = {0}, stem = {0}, what = {0};
	struct error e = {.code = OK};
	struct file_offered o = {.spool = {.fd = -1}};
	struct shelf_source from = {.kind = KIND_REPORT};
	size_t people = 0;
	enum err err = may_write(app, screen, ACT_ACTIONS, &e);

	if (err) {
		app_say(app, LOOK_ERROR, "%s", e.text);
		return SCREEN_DONE;
	}
	err = compose(app, s, &out, &people, &e);
	if (!err && access_could(app->session, KIND_FORMMARK, "add", NULL) == OK)
		err = blank_maps_keep(app->session, s->told, s->told_n, &e);
	buf_addf(&what, "Форма %s", blank_ending(s->form));
	add_stem(s, &stem);
	if (!err)
		err = audit_out(app->session, "export", KIND_REPORT, 0, 0, what.s, people, &e);
	if (!err)
		err = file_offer(app, stem.s, blank_ending(s->form), &o, &e);
	if (!err)
		err = file_write(o.path.s, &out, &e);
	from.what = what.s;
	from.people = (int64_t)people;
	file_given(app, &o, &from, err, &e);
	buf_free(&out);
	buf_free(&stem);
	buf_free(&what);
	return SCREEN_RELOAD;
}

/* ---- which form ---- */

static void open_form(struct app *app, struct filling *s, const char *path, const char *called)
{
	struct error e = {.code = OK};
	struct blank *form = NULL;
	enum err err = blank_open(path, called, &form, &e);

	if (!err && !blank_marks(form))
		err = error_set(&e, ERR_NONE,
				"%s: меток в форме нет. Впишите их туда, куда нужны числа, в фигурных скобках: "
				"«стажёров завершили»",
				called);
	if (err) {
		blank_close(&form);
		if (!s->form)
			screen_close(app, &s->base);
		dialog_error(app, &e);
		return;
	}
	forget_form(s);
	s->form = form;
	s->called = mem_strdup(called);
	s->base.stale = true;
	if (*blank_open_braces(form))
		app_say(app, LOOK_TODAY, "Скобка без пары осталась как есть: %s", blank_open_braces(form));
}

static void form_chosen(struct app *app, const char *path, const char *shelf, void *arg)
{
	struct filling *s = arg;
	struct error e = {.code = OK};
	struct spool spool = {.fd = -1};
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (path) {
		open_form(app, s, path, slash ? slash + 1 : path);
	} else if (!shelf) {
		if (!s->form)
			screen_close(app, &s->base);
	} else if (file_from_shelf(app, shelf, &spool, &e)) {
		if (!s->form)
			screen_close(app, &s->base);
		dialog_error(app, &e);
	} else {
		open_form(app, s, spool.path, shelf);
		spool_close(&spool);
	}
}

static bool is_form(const char *name, void *arg)
{
	static const char *const endings[] = {".xlsx", ".xlsm", ".odt", ".docx", ".ods"};

	(void)arg;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (file_ends_in(name, endings[i]))
			return true;
	return false;
}

static enum next other_form(struct app *app, struct screen *screen)
{
	static const struct file_wanted wanted = {.title = "Какую форму заполнить",
						  .shelf = "Какую форму заполнить",
						  .ask = "Форма (.xlsx, .odt, .docx, .ods)",
						  .none = "На полке форм нет. Положите свою: наберите у себя",
						  .like = "forma.xlsx",
						  .again = "и заполняйте снова. Годятся .xlsx, .odt, .docx, .ods.",
						  .is = is_form,
						  .chosen = form_chosen};

	file_choose(app, &wanted, NULL, screen);
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct filling *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct filling *s = (struct filling *)screen;

	(void)app;
	forget_form(s);
	list_release(&s->list);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS,
	 .label = "Запис",
	 .title = "Записать заполненную форму",
	 .may = may_write,
	 .run = write_now},
	{.action = ACT_OPEN, .label = "Смысл", .title = "Что значит метка…", .run = ask_meaning},
	{.action = ACT_IMPORT, .title = "Другая форма…", .run = other_form},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "blank", .title = title, .hint = hint, .load = load, .draw = draw,
	.list = as_list, .done = done,
};
/* clang-format on */

void blank_screen_open(struct app *app)
{
	struct filling *s = mem_alloc(sizeof(*s));

	s->base.ops = &ops;
	s->list = (struct list){.columns = columns,
				.columns_n = sizeof(columns) / sizeof(*columns),
				.row = row,
				.key = key,
				.arg = s,
				.empty = ""};
	screen_push(app, &s->base);
	other_form(app, &s->base);
}
