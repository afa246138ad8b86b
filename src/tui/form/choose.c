#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/tui/dialog.h"
#include "form_parts.h"

static const char *const yes_no[] = {"да", "нет", NULL};

static const char *const *words_of(struct app *app, const struct item *it, size_t *n)
{
	*n = 0;
	if (it->field->type->editor == EDITOR_FLAG) {
		*n = 2;
		return yes_no;
	}
	if (!it->field->choices && !app->session)
		return NULL;
	return field_choices(it->field, app->session ? app->session->config : NULL, n);
}

/* Is `word` one of the values parted by «;»? */
static bool listed(const char *list, const char *word)
{
	char *copy = mem_strdup(list), *parts[100];
	size_t n = text_split(copy, ';', parts, 100), i = 0;

	while (i < n && collate_compare(parts[i], word))
		i++;
	free(copy);
	return i < n;
}

static void word_chosen(struct app *app, int index, void *arg)
{
	struct form *f = arg;
	size_t n;
	const char *const *words = words_of(app, &f->items[f->current], &n);

	if (index >= 0 && (size_t)index < n)
		form_take(app, f, words[index]);
}

/* Adds the values of the list that are none of the words: typed by hand, they stay. */
static void keep_others(const char *list, const char *const *words, size_t n, struct buf *out)
{
	char *old = mem_strdup(list), *parts[100];
	size_t parts_n = text_split(old, ';', parts, 100);

	for (size_t i = 0; i < parts_n; i++) {
		size_t j = 0;

		while (j < n && collate_compare(parts[i], words[j]))
			j++;
		if (j == n)
			buf_addf(out, "%s%s", out->n ? "; " : "", parts[i]);
	}
	free(old);
}

static void words_marked(struct app *app, const bool *marked, size_t n, void *arg)
{
	struct form *f = arg;
	size_t words_n;
	const char *const *words = words_of(app, &f->items[f->current], &words_n);
	struct buf b = {0};

	for (size_t i = 0; marked && i < n && i < words_n; i++)
		if (marked[i])
			buf_addf(&b, "%s%s", b.n ? "; " : "", words[i]);
	if (marked)
		keep_others(form_text(f, f->current), words, words_n, &b);
	if (marked)
		form_take(app, f, buf_text(&b));
	buf_free(&b);
}

static void choose_word(struct app *app, struct form *f)
{
	struct item *it = &f->items[f->current];
	size_t n, selected = 0;
	const char *const *words = words_of(app, it, &n);
	struct menu_item *items = mem_alloc((n + 1) * sizeof *items);

	for (size_t i = 0; i < n; i++) {
		items[i].text = words[i];
		items[i].marked = listed(buf_text(&it->edit.text), words[i]);
		if (items[i].marked && !selected)
			selected = i;
	}
	if (it->field->flags & FF_MANY)
		dialog_check(app, it->label, items, n, words_marked, f);
	else
		dialog_menu(app, it->label, NULL, items, n, selected, word_chosen, f);
	free(items);
}

static void date_chosen(struct app *app, int32_t date, void *arg)
{
	struct buf b = {0};

	date_add_ru(&b, date);
	if (b.n)
		form_take(app, arg, b.s);
	buf_free(&b);
}

#define YEARS_BACK 5
#define YEARS	   12

static void year_chosen(struct app *app, int index, void *arg)
{
	struct buf b = {0};

	if (index < 0)
		return;
	school_year_add(&b, app->year - YEARS_BACK + index);
	form_take(app, arg, b.s);
	buf_free(&b);
}

static void choose_year(struct app *app, struct form *f)
{
	struct menu_item items[YEARS] = {{0}};
	struct buf years[YEARS] = {{0}};
	int now = school_year_parse(form_text(f, f->current));

	for (int i = 0; i < YEARS; i++) {
		school_year_add(&years[i], app->year - YEARS_BACK + i);
		items[i].text = years[i].s;
	}
	int at = now ? now - app->year + YEARS_BACK : YEARS_BACK;

	dialog_menu(app, f->items[f->current].label, NULL, items, YEARS, at < 0 ? 0 : (size_t)at, year_chosen, f);
	for (int i = 0; i < YEARS; i++)
		buf_free(&years[i]);
}

bool form_can_choose(const struct form *f, const struct item *it)
{
	switch (it->field->type->editor) {
	case EDITOR_LINE:
	case EDITOR_LINES:
		return false;
	case EDITOR_RECORD:
		return f->spec.pick;
	default:
		return true;
	}
}

enum err form_may_choose_for(const struct form *f, const struct item *it, struct error *e)
{
	if (form_can_choose(f, it))
		return OK;
	return error_set(e, ERR_REFUSED, "Здесь не из чего выбирать: это поле набирают");
}

enum next form_choose(struct app *app, struct form *f)
{
	struct item *it = &f->items[f->current];
	struct error e = {.code = OK};
	int32_t date = DATE_NONE;

	if (form_may_choose_for(f, it, &e)) {
		app_say(app, LOOK_PLAIN, "%s", e.text);
		return SCREEN_DONE;
	}
	it->visited = true;
	switch (it->field->type->editor) {
	case EDITOR_DAY:
		form_day(app, f, it, &date);
		dialog_date(app, date, date_chosen, f);
		break;
	case EDITOR_YEAR:
		choose_year(app, f);
		break;
	case EDITOR_RECORD:
		f->spec.pick(app, f, f->current, f->spec.arg);
		break;
	default:
		choose_word(app, f);
	}
	return SCREEN_DONE;
}
