/* «Загрузить из файла»: what a file of records would do, its columns, and one key that does it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"

static const char *const outcomes[] = {[IMPORT_ADDED] = "новая",
				       [IMPORT_CHANGED] = "изменится",
				       [IMPORT_SAME] = "без изменений",
				       [IMPORT_BAD] = "ошибка"};

static const struct list_column columns[] = {
	{.title = "Строка", .min = 6, .want = 6, .right = true},
	{.title = "Что будет", .min = 9, .want = 13},
	{.title = "Запись", .min = 12, .want = 26, .grow = 1, .drop = 1},
	{.title = "Что изменится или что не так", .min = 24, .want = 40, .grow = 3},
};

/* ---- the picture ---- */

static void row(void *arg, struct tx *tx, size_t n, struct row *out)
{
	const struct loading *s = arg;
	const struct import_row *r = &s->report.row[s->shown[n]];
	enum look look = r->outcome == IMPORT_BAD ? LOOK_ERROR : r->outcome == IMPORT_SAME ? LOOK_DIM : LOOK_PLAIN;

	(void)tx;
	if (r->line)
		buf_addf(&out->cell[0], "%d", r->line);
	buf_add(&out->cell[1], outcomes[r->outcome]);
	buf_add(&out->cell[2], r->what);
	buf_add(&out->cell[3], r->why);
	out->look[1] = out->look[2] = look;
}

static void add_columns(const struct import_report *r, struct buf *out, bool *good)
{
	size_t unknown = 0, read = 0;

	for (size_t i = 0; i < r->column_n; i++) {
		if (!r->column[i].becomes)
			buf_addf(out, "%s«%s»", unknown++ ? ", " : "Не узнаны столбцы: ", r->column[i].name);
		else
			read += strncmp(r->column[i].becomes, "не ", strlen("не ")) != 0;
	}
	*good = !unknown;
	if (unknown)
		buf_add(out, ". F4 — сказать, что они значат");
	else
		buf_addf(out, "Столбцов %zu, загружается %zu. F4 — какой что значит", r->column_n, read);
}

static void add_looks(const struct loading *s, struct buf *out)
{
	buf_addf(out, "Это похоже на таблицу «%s», а не «%s». F7 — загружать так", s->looks->plural, s->k->plural);
}

static void draw(struct app *app, struct screen *screen, struct area a)
{
	struct loading *s = (struct loading *)screen;
	const struct import_report *r = &s->report;
	struct buf b = {0};
	bool good;

	(void)app;
	if (!s->path)
		return;
	buf_addf(&b, "Файл «%s»", s->called);
	if (r->sheet.n)
		buf_addf(&b, ", лист «%s»%s", r->sheet.s, r->sheets_n ? " (Ctrl-W — другой)" : "");
	if (r->encoding && strcmp(r->encoding, "UTF-8") != 0)
		buf_addf(&b, ", кодировка %s", r->encoding);
	draw_text(a.y, a.x + 1, a.w - 2, LOOK_PLAIN, b.s);
	buf_clear(&b);
	if (r->column_n) {
		buf_addf(&b, "Записей %zu: с ошибками %zu · новых %zu · изменится %zu · без изменений %zu", r->rows,
			 r->bad, r->added, r->changed, r->same);
		draw_text(a.y + 1, a.x + 1, a.w - 2, LOOK_ACCENT, b.s);
		buf_clear(&b);
		add_columns(r, &b, &good);
	}
	if (s->looks) {
		buf_clear(&b);
		add_looks(s, &b);
		draw_text(a.y + 2, a.x + 1, a.w - 2, LOOK_TODAY, b.s);
	} else if (r->column_n) {
		draw_text(a.y + 2, a.x + 1, a.w - 2, good ? LOOK_DIM : LOOK_TODAY, b.s);
	}
	draw_hline(a.y + 3, a.x, a.w);
	list_draw(app, &s->list, (struct area){a.y + 4, a.x, a.h - 4, a.w}, true);
	buf_free(&b);
}

static void title(struct screen *screen, struct buf *out)
{
	buf_addf(out, "Загрузка: %s", ((const struct loading *)screen)->k->plural);
}

static void status(struct screen *screen, struct buf *out)
{
	const struct loading *s = (const struct loading *)screen;

	if (s->outcome >= 0)
		buf_addf(out, "%s · ", outcomes[s->outcome]);
	buf_addf(out, "%s%s", s->update ? "имеющиеся обновлять" : "всё — новые записи",
		 s->skip_bad ? " · без строк с ошибками" : "");
}

static void hint(struct screen *screen, struct buf *out)
{
	const struct loading *s = (const struct loading *)screen;

	if (s->broken || !s->path)
		return;
	if (s->refused && s->report.unknown_n)
		buf_addf(out,
			 s->report.unknown->field->ref
				 ? "Ctrl-N — кто это или что: «%s». F8 — без строк с ошибками"
				 : "Ctrl-N — что значит «%s»: нет в списке. F8 — без строк с ошибками",
			 s->report.unknown->word);
	else if (s->refused && s->report.added + s->report.changed && !s->skip_bad)
		buf_add(out, "Всё или ничего: Ctrl-U — прочесть снова, F4 — столбцы, F8 — без этих строк");
	else if (s->refused)
		buf_add(out, "Всё или ничего: исправьте файл (Ctrl-U — прочесть снова) или столбцы");
	else if (s->report.bad && s->report.added + s->report.changed)
		buf_addf(out, "F2 — загрузить без %zu %s с ошибками. F8 — всё или ничего", s->report.bad,
			 text_plural((long)s->report.bad, "строки", "строк", "строк"));
	else if (s->report.added + s->report.changed)
		buf_add(out, "F2 — загрузить. F5 — обновлять имеющиеся или заводить все как новые");
	else
		buf_add(out, "Загружать нечего: всё уже так и есть");
}

/* ---- loading ---- */

static enum err may_load(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct loading *s = (const struct loading *)screen;
	bool faulty = s->refused || s->broken;
	struct buf looks = {0};

	(void)app;
	(void)a;
	if (faulty && s->looks) {
		add_looks(s, &looks);
		error_set(e, ERR_REFUSED, "%s", looks.s);
		buf_free(&looks);
		return ERR_REFUSED;
	}
	if (faulty)
		return error_set(
			e, ERR_REFUSED,
			"Загружается всё или ничего, а строк с ошибками %zu: исправьте их, или F8 — не брать их",
			s->report.bad);
	return s->report.added + s->report.changed ? OK
						   : error_set(e, ERR_REFUSED, "Загружать нечего: всё уже так и есть");
}

static enum next load_now(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	struct error e = {.code = OK};
	struct buf left = {0};
	enum err err;

	if (may_load(app, screen, ACT_ACTIONS, &e)) {
		app_say(app, s->refused || s->broken ? LOOK_ERROR : LOOK_PLAIN, "%s", e.text);
		return SCREEN_DONE;
	}
	err = loading_read(app, s, false, &e);
	app_reload(app);
	if (err) { /* changed since: it is shown again, with what is wrong now */
		s->stale = true;
		dialog_error(app, &e);
		return SCREEN_DONE;
	}
	app_say(app, LOOK_GOOD, "Загружено: новых %zu, изменено %zu. Вернуть: Ctrl-Z", s->report.added,
		s->report.changed);
	if (s->report.bad)
		buf_addf(&left, "%zu %s с ошибками не %s:\n", s->report.bad,
			 text_plural((long)s->report.bad, "строка", "строки", "строк"),
			 text_plural((long)s->report.bad, "взята", "взяты", "взято"));
	buf_add(&left, buf_text(&s->report.faults));
	screen_close(app, screen);
	if (left.n)
		dialog_message(app, "Загружено, но", left.s);
	buf_free(&left);
	return SCREEN_DONE;
}

static void outcome_chosen(struct app *app, int index, void *arg)
{
	struct loading *s = arg;

	(void)app;
	if (index < 0)
		return;
	s->outcome = index ? (int)loading_order[index - 1] : -1;
	loading_choose_shown(s);
}

static enum next choose_outcome(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	const size_t counts[] = {[IMPORT_ADDED] = s->report.added,
				 [IMPORT_CHANGED] = s->report.changed,
				 [IMPORT_SAME] = s->report.same,
				 [IMPORT_BAD] = s->report.bad};
	struct menu_item items[5] = {{.text = "все строки"}};
	char texts[4][16];

	for (size_t i = 0; i < 4; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%zu", counts[loading_order[i]]);
		items[i + 1] = (struct menu_item){.text = outcomes[loading_order[i]], .key = texts[i]};
	}
	dialog_menu(app, "Какие строки показать", NULL, items, 5, 0, outcome_chosen, s);
	return SCREEN_DONE;
}

static enum next update(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;

	s->update = !s->update;
	loading_again(app, s);
	return SCREEN_DONE;
}

static enum next skip_bad(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;

	s->skip_bad = !s->skip_bad;
	loading_again(app, s);
	return SCREEN_DONE;
}

static enum err may_skip_bad(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	const struct loading *s = (const struct loading *)screen;

	(void)app;
	(void)a;
	(void)e;
	return s->skip_bad || (s->report.bad && s->report.added + s->report.changed) ? OK : ERR_NONE;
}

static enum next as_other(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;

	s->k = s->looks;
	s->parent = (struct subject){0, 0};
	s->outcome = -1;
	loading_forget_columns(s);
	loading_again(app, s);
	return SCREEN_DONE;
}

static enum err may_as_other(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct loading *)screen)->looks ? OK : ERR_NONE;
}

static enum next other_file(struct app *app, struct screen *screen)
{
	loading_ask_file(app, (struct loading *)screen);
	return SCREEN_DONE;
}

static enum next show_row(struct app *app, struct screen *screen)
{
	const struct loading *s = (const struct loading *)screen;
	const struct import_row *r = s->list.count ? &s->report.row[s->shown[list_here(&s->list)]] : NULL;
	struct buf text = {0};

	if (!r)
		return SCREEN_DONE;
	buf_addf(&text, "%s%s%s", r->what, *r->what ? "\n" : "", outcomes[r->outcome]);
	if (*r->why)
		buf_addf(&text, "\n\n%s", r->why);
	for (char *p = text.s; (p = strstr(p, "; ")); p++)
		*p = '\n', p[1] = ' ';
	dialog_message(app, r->line ? "Строка файла" : "Файл", text.s);
	buf_free(&text);
	return SCREEN_DONE;
}

static struct list *as_list(struct screen *screen)
{
	return &((struct loading *)screen)->list;
}

static void done(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;

	(void)app;
	loading_forget_columns(s);
	import_report_release(&s->report);
	list_release(&s->list);
	free(s->shown);
	free(s->path);
	free(s->called);
	spool_close(&s->spool);
	free(s->sheet);
	free(s->zone);
	free(s);
}

static const struct screen_action actions[] = {
	{.action = ACT_ACTIONS, .label = "Загруз", .title = "Загрузить", .may = may_load, .run = load_now},
	{.action = ACT_OPEN, .label = "Строка", .title = "Строка целиком", .run = show_row},
	{.action = ACT_EDIT, .label = "Столбц", .title = "Что значат столбцы", .run = loading_headings},
	{.action = ACT_COPY,
	 .label = "Обновл",
	 .title = "Обновлять имеющиеся или заводить все как новые",
	 .run = update},
	{.action = ACT_DELETE,
	 .label = "Ошибки",
	 .title = "Строки с ошибками не брать, или всё или ничего",
	 .may = may_skip_bad,
	 .run = skip_bad},
	{.action = ACT_FILTER, .label = "Строки", .title = "Какие строки показать", .run = choose_outcome},
	{.action = ACT_NEW,
	 .label = "Вид",
	 .title = "Загружать как таблицу того вида, на который она похожа",
	 .may = may_as_other,
	 .run = as_other},
	{.action = ACT_PERIOD,
	 .title = "Что значит слово или название, которого нет…",
	 .may = loading_may_word,
	 .run = loading_word},
	{.action = ACT_SUMMARY, .title = "Лист книги…", .may = loading_may_sheet, .run = loading_sheet},
	{.action = ACT_SORT, .title = "Кодировка файла…", .run = loading_encoding},
	{.action = ACT_IMPORT, .title = "Другой файл…", .run = other_file},
	{.action = ACT_EXPORT, .run = export_ask},
	{.action = ACT_NONE},
};

/* clang-format off */
static const struct screen_ops ops = {
	.context = IN_LIST, .actions = actions, .help = "import", .title = title, .status = status, .hint = hint, .load = loading_look,
	.draw = draw, .list = as_list, .done = done,
};
/* clang-format on */

void import_open(struct app *app, unsigned kind, struct subject parent)
{
	struct error e = {.code = OK};
	struct loading *s;

	if (may(app, kind, "add", (struct subject){0, 0}, &e)) {
		dialog_error(app, &e);
		return;
	}
	s = mem_alloc(sizeof(*s));
	s->base.ops = &ops;
	s->k = kind_def(kind);
	s->parent = parent;
	s->update = true;
	s->outcome = -1;
	s->spool.fd = -1;
	s->list = (struct list){
		.columns = columns, .columns_n = sizeof(columns) / sizeof(*columns), .row = row, .arg = s, .empty = ""};
	screen_push(app, &s->base);
	loading_ask_file(app, s);
}
