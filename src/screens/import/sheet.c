/* Which sheet of a workbook is loaded. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

/* What the lines of the menu stand for: names one after another, as the report may be another one by the time that one
 * is chosen. */
struct sheets {
	struct loading *of;
	size_t n;
	char names[];
};

static void sheet_chosen(struct app *app, int index, void *arg)
{
	const struct sheets *m = arg;
	struct loading *s = m->of;
	const char *name = m->names;

	if (index < 0 || (size_t)index >= m->n)
		return;
	while (index--)
		name += strlen(name) + 1;
	free(s->sheet);
	s->sheet = mem_strdup(name);
	loading_forget_columns(s); /* «#3» is another one there */
	s->outcome = -1;
	loading_again(app, s);
}

static void add_count(const struct import_sheet *s, struct buf *out)
{
	buf_addf(out, "%s%s%zu %s", s->hidden ? "скрыт, " : "", s->rows == IMPORT_ROWS_COUNTED ? "от " : "", s->rows,
		 text_plural((long)s->rows, "строка", "строки", "строк"));
}

static void ask(struct app *app, struct loading *s)
{
	const struct import_report *r = &s->report;
	struct menu_item *items = mem_alloc((r->sheets_n + 1) * sizeof(*items));
	struct buf *counts = mem_alloc((r->sheets_n + 1) * sizeof(*counts));
	struct sheets *m;
	size_t bytes = 0, selected = 0;

	for (size_t i = 0; i < r->sheets_n; i++)
		bytes += strlen(r->sheets[i].name) + 1;
	m = mem_alloc(sizeof(*m) + bytes);
	m->of = s;
	bytes = 0;
	/* those that may be meant stand first */
	for (int meant = 1; meant >= 0; meant--)
		for (size_t i = 0; i < r->sheets_n; i++) {
			const struct import_sheet *sheet = &r->sheets[i];

			if (sheet->meant != (meant != 0))
				continue;
			counts[m->n] = (struct buf){0};
			add_count(sheet, &counts[m->n]);
			items[m->n] = (struct menu_item){.text = sheet->name, .key = counts[m->n].s};
			selected = !strcmp(sheet->name, buf_text(&r->sheet)) ? m->n : selected;
			m->n++;
			memcpy(m->names + bytes, sheet->name, strlen(sheet->name) + 1);
			bytes += strlen(sheet->name) + 1;
		}
	dialog_menu(app, "Какой лист книги загружать", NULL, items, m->n, selected, sheet_chosen, m);
	for (size_t i = 0; i < m->n; i++)
		buf_free(&counts[i]);
	free(counts);
	free(items);
	screen_own(app, m);
}

enum next loading_sheet(struct app *app, struct screen *screen)
{
	ask(app, (struct loading *)screen);
	return SCREEN_DONE;
}

enum err loading_may_sheet(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct loading *)screen)->report.sheets_n ? OK : ERR_NONE;
}

void loading_ask_sheet(struct app *app, struct loading *s)
{
	loading_again(app, s);
	loading_look(app, &s->base, NULL);
	if (s->report.sheet_guessed)
		ask(app, s);
}
