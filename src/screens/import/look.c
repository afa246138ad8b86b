/* What a file would do. */
#include <stdio.h>
#include <stdlib.h>

#include "import.h"
#include "stazh/ics/calendar.h"

#define LOOKED_AGAIN 5000 /* rows: a larger file is not looked through again whenever somebody changes something */

const enum import_outcome loading_order[OUTCOMES] = {IMPORT_BAD, IMPORT_CHANGED, IMPORT_ADDED, IMPORT_SAME};

enum err loading_read(struct app *app, struct loading *s, bool dry_run, struct error *e)
{
	char id[16];
	struct assign given[2] = {{.value = id}};
	struct import_request q = {.kind = s->k->kind,
				   .path = s->path,
				   .called = s->called,
				   .readers = calendar_readers,
				   .sheet = s->sheet,
				   .zone = s->zone,
				   .columns = s->columns,
				   .columns_n = s->columns_n,
				   .update = s->update,
				   .dry_run = dry_run,
				   .skip_bad = s->skip_bad,
				   .matches = s->matches,
				   .matches_n = s->matches_n,
				   .encoding = s->encoding,
				   .detail = true,
				   .given = given};

	if (s->parent.id) {
		given[q.given_n++].name = field_by_id(s->k, s->k->parent)->name;
		snprintf(id, sizeof(id), "%u", s->parent.id);
	}
	if (s->form)
		given[q.given_n++] = (struct assign){"form", s->form};
	import_report_release(&s->report);
	return import_file(app->session, &q, &s->report, e);
}

void loading_choose_shown(struct loading *s)
{
	free(s->shown);
	s->shown = mem_alloc((s->report.row_n + 1) * sizeof(*s->shown));
	s->shown_n = 0;
	for (size_t o = 0; o < OUTCOMES; o++)
		for (size_t i = 0; i < s->report.row_n; i++)
			if (s->report.row[i].outcome == loading_order[o] &&
			    (s->outcome < 0 || (int)loading_order[o] == s->outcome))
				s->shown[s->shown_n++] = i;
	list_set_count(&s->list, s->shown_n);
}

enum err loading_look(struct app *app, struct screen *screen, struct error *e)
{
	struct loading *s = (struct loading *)screen;
	enum err err;

	(void)e;
	if (!s->path || (!s->stale && s->report.row_n > LOOKED_AGAIN))
		return OK;
	s->stale = false;
	s->e = (struct error){.code = OK};
	err = loading_read(app, s, true, &s->e);
	s->refused = err == ERR_INPUT;
	s->broken = err && err != ERR_INPUT;
	s->list.empty = s->broken	  ? s->e.text
			: s->report.row_n ? "Таких строк нет. F6 — показать другие."
					  : "В файле нет записей.";
	loading_guess(app, s);
	loading_choose_shown(s);
	return OK;
}

void loading_again(struct app *app, struct loading *s)
{
	s->stale = true;
	app_reload(app);
}
