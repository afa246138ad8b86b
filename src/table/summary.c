#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/domain/figures.h"
#include "stazh/domain/kinds.h"
#include "stazh/table/book.h"
#include "stazh/base/file.h"
#include "stazh/table/summary.h"

/* ---- one row a figure ---- */

static const struct sheet_column row_columns[] = {
	{.name = "site", .title = "№ площадки", .type = COLUMN_NUMBER, .right = true},
	{.name = "org", .title = "Организация"},
	{.name = "section", .title = "Раздел"},
	{.name = "code", .title = "Код"},
	{.name = "title", .title = "Показатель"},
	{.name = "value", .title = "Значение", .type = COLUMN_NUMBER, .right = true},
	{.name = "base", .title = "Из скольких", .type = COLUMN_NUMBER, .right = true},
};
#define ROW_COLUMNS (sizeof(row_columns) / sizeof(*row_columns))

/* Where cells go: a book or a sheet of text. */
struct target {
	struct book *book;
	struct sheet *sheet;
};

static void cell(const struct target *t, const char *text)
{
	if (t->book)
		book_cell(t->book, text, strlen(text));
	else
		sheet_cell(t->sheet, text);
}

static void number_cell(const struct target *t, double number)
{
	char text[40];

	snprintf(text, sizeof(text), "%.10g", number);
	cell(t, text);
}

static bool has_base(const struct figure *f)
{
	return f->type != FIGURE_NUMBER;
}

static void add_rows(const struct target *t, uint32_t site, const char *org, const struct figures *f)
{
	for (size_t i = 0; i < f->n; i++) {
		number_cell(t, site);
		cell(t, org);
		cell(t, figures_section_title(f->f[i].section));
		cell(t, f->f[i].code);
		cell(t, f->f[i].title);
		if (f->f[i].type >= FIGURE_MEAN && !f->f[i].base)
			cell(t, "");
		else
			number_cell(t, f->f[i].value);
		if (has_base(&f->f[i]))
			number_cell(t, (double)f->f[i].base);
		else
			cell(t, "");
	}
}

static void add_all(const struct target *t, const struct summary *s)
{
	for (size_t i = 0; i < s->n; i++)
		add_rows(t, s->s[i].site, s->s[i].org, &s->s[i].figures);
	add_rows(t, 0, "весь округ", &s->total);
}

/* ---- the book: to be read and printed as it opens ---- */

#define TEXT_COLUMNS 4 /* before the figures */

static void add_site(struct target *t, const struct summary_site *s)
{
	struct buf date = {0};

	date_add_iso(&date, s->submitted_on);
	cell(t, s->org);
	cell(t, s->topic);
	cell(t, s->state);
	cell(t, buf_text(&date));
	buf_free(&date);
}

static void add_columns(struct target *t, const struct summary *s, const struct figures *f)
{
	for (size_t i = 0; i < s->columns_n; i++) {
		double number;

		if (summary_number(&s->column[i], f, &number))
			number_cell(t, round(number * 10) / 10);
		else
			cell(t, "");
	}
}

static void sheet_sites(struct target *t, const struct summary *s, struct sheet_column *columns)
{
	static const struct sheet_column text[TEXT_COLUMNS] = {{.title = "Организация", .cells = 26, .wrap = true},
							       {.title = "Тема", .cells = 30, .wrap = true},
							       {.title = "Отчёт"},
							       {.title = "Сдан", .type = COLUMN_DATE}};

	memcpy(columns, text, sizeof(text));
	for (size_t i = 0; i < s->columns_n; i++)
		columns[TEXT_COLUMNS + i] = (struct sheet_column){
			.title = s->column[i].title, .type = COLUMN_NUMBER, .right = true, .tall = true};
	book_sheet(t->book, "Площадки", columns, TEXT_COLUMNS + s->columns_n);
	book_to_read(t->book);
	for (size_t i = 0; i < s->n; i++) {
		add_site(t, &s->s[i]);
		add_columns(t, s, &s->s[i].figures);
	}
	book_bold(t->book);
	cell(t, "Всего по округу");
	for (int i = 1; i < TEXT_COLUMNS; i++)
		cell(t, "");
	add_columns(t, s, &s->total);
}

/* clang-format off */
static const struct sheet_column figure_columns[] = {
	{.title = "Показатель", .cells = 60, .wrap = true}, {.title = "Значение", .type = COLUMN_NUMBER},
	{.title = "Из скольких", .type = COLUMN_NUMBER}, {.title = "%", .type = COLUMN_NUMBER},
};
/* clang-format on */
#define FIGURE_COLUMNS (sizeof(figure_columns) / sizeof(*figure_columns))

static void add_figure(const struct target *t, const struct figure *f, bool within)
{
	bool shown = f->type < FIGURE_MEAN || f->base;
	struct buf title = {0};

	buf_addf(&title, "%s%s", within ? "   " : "", f->title);
	if (f->type == FIGURE_CHANGE && f->of) { /* «…: изменение — у 3 из 4: 41,2 → 77,9, +36,7 п. п.» */
		buf_add(&title, " — ");
		figure_add_change(f, &title);
	}
	cell(t, title.s);
	if (shown)
		number_cell(t, round(f->value * 10) / 10);
	else
		cell(t, "—");
	if (has_base(f))
		number_cell(t, (double)f->base);
	else
		cell(t, "");
	if ((f->type == FIGURE_OF || f->type == FIGURE_SHARE) && f->base)
		number_cell(t, round(1000 * f->value / (double)f->base) / 10);
	else
		cell(t, "");
	buf_free(&title);
}

static void add_figures(const struct target *t, const struct figures *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const char *group = figure_group_title(&f->f[i]), *before = i ? figure_group_title(&f->f[i - 1]) : NULL;

		if (!i || f->f[i].section != f->f[i - 1].section)
			book_heading(t->book, figures_section_title(f->f[i].section), 2);
		if (group && group != before) {
			struct buf title = {0};

			text_add_cased(&title, group, true);
			cell(t, title.s);
			for (size_t c = 1; c < FIGURE_COLUMNS; c++)
				cell(t, "");
			buf_free(&title);
		}
		add_figure(t, &f->f[i], group != NULL);
	}
}

static void sheet_figures(const struct target *t, const struct summary *s)
{
	book_sheet(t->book, "Показатели округа", figure_columns, FIGURE_COLUMNS);
	book_to_read(t->book);
	add_figures(t, &s->total);
	book_sheet(t->book, "Показатели площадок", figure_columns, FIGURE_COLUMNS);
	book_to_read(t->book);
	for (size_t i = 0; i < s->n; i++) {
		struct buf site = {0};

		buf_addf(&site, "%s — %s", s->s[i].org, s->s[i].topic);
		book_heading(t->book, site.s, 1);
		add_figures(t, &s->s[i].figures);
		buf_free(&site);
	}
}

static bool is_in_order(const struct summary_site *s, int32_t today)
{
	return !summary_is_late(s, today) && !summary_is_awaited(s, today);
}

static void sheet_reports(const struct target *t, const struct summary *s, int32_t today)
{
	static const struct sheet_column columns[] = {{.title = "Организация", .cells = 40, .wrap = true},
						      {.title = "Тема", .cells = 50, .wrap = true},
						      {.title = "Отчёт"},
						      {.title = "Срок", .type = COLUMN_DATE},
						      {.title = "Сдан", .type = COLUMN_DATE}};
	static const struct {
		const char *title;
		bool (*fits)(const struct summary_site *s, int32_t today);
	} groups[] = {{"Не сдали отчёт в срок", summary_is_late},
		      {"Ожидаются, срок ещё не вышел", summary_is_awaited},
		      {"Сданы", is_in_order}};

	book_sheet(t->book, "Отчёты", columns, sizeof(columns) / sizeof(*columns));
	book_to_read(t->book);
	for (size_t g = 0; g < sizeof(groups) / sizeof(*groups); g++) {
		bool any = false;

		for (size_t i = 0; i < s->n; i++) {
			struct buf due = {0}, submitted = {0};

			if (!groups[g].fits(&s->s[i], today))
				continue;
			if (!any)
				book_heading(t->book, groups[g].title, 1);
			any = true;
			date_add_iso(&due, s->s[i].due);
			date_add_iso(&submitted, s->s[i].submitted_on);
			cell(t, s->s[i].org);
			cell(t, s->s[i].topic);
			cell(t, s->s[i].state);
			cell(t, buf_text(&due));
			cell(t, buf_text(&submitted));
			buf_free(&due);
			buf_free(&submitted);
		}
	}
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* The rows of a group of figures with a chart beside them. */
struct picture {
	const char *title, *group, *head[4]; /* of the columns; "" : not used */
	bool upright;
};

static void add_picture(const struct target *t, const struct picture *p, const struct figures *f)
{
	bool change = *p->head[2]; /* before and after of the same people */
	struct book_chart chart = {.title = p->title,
				   .top = book_row(t->book),
				   .names = 0,
				   .values = 1,
				   .series = {p->head[1], change ? p->head[2] : NULL},
				   .upright = p->upright};
	bool any = false;
	size_t covered;

	for (size_t i = 0; i < f->n; i++) {
		const struct figure *row = &f->f[i];

		if (!begins(row->code, p->group) || (change && !row->of))
			continue;
		if (!any) {
			book_heading(t->book, p->title, 1);
			book_bold(t->book);
			for (size_t c = 0; c < 4; c++)
				cell(t, p->head[c]);
			chart.first = book_row(t->book);
		}
		any = true;
		chart.last = book_row(t->book);
		cell(t, change ? row->code + strlen(p->group) : row->title);
		number_cell(t, round(10 * (change ? row->from : row->value)) / 10);
		if (change)
			number_cell(t, round(10 * row->to) / 10);
		else
			cell(t, "");
		number_cell(t, (double)row->base);
	}
	if (!any)
		return;
	covered = book_chart(t->book, &chart);
	while (book_row(t->book) < chart.top + covered)
		book_heading(t->book, "", 2);
}

static void sheet_charts(const struct target *t, const struct summary *s)
{
	static const struct sheet_column columns[] = {{.title = "По округу", .cells = 40, .wrap = true},
						      {.title = "", .type = COLUMN_NUMBER},
						      {.title = "", .type = COLUMN_NUMBER},
						      {.title = "", .type = COLUMN_NUMBER}};
	/* clang-format off */
	static const struct picture pictures[] = {
		{"Результаты одних и тех же педагогов", "results.change:", {"Направление", "Вход, %", "Выход, %", "У скольких"}, false},
		{"Проведено занятий по формам", "events.form:", {"Форма", "Проведено", "", "Назначено"}, false},
		{"Академические часы по месяцам", "hours.month:", {"Месяц", "Проведено", "", "Назначено"}, true},
	};
	/* clang-format on */

	book_sheet(t->book, "Диаграммы", columns, sizeof(columns) / sizeof(*columns));
	book_to_read(t->book);
	for (size_t i = 0; i < sizeof(pictures) / sizeof(*pictures); i++)
		add_picture(t, &pictures[i], &s->total);
}

static enum err write_book(const struct summary *s, const char *path, int32_t today, struct error *e)
{
	struct sheet_column *columns = mem_alloc((TEXT_COLUMNS + s->columns_n) * sizeof(*columns));
	struct target t = {NULL, NULL};
	enum err err = book_create(path, &t.book, e);

	if (!err) {
		sheet_sites(&t, s, columns);
		sheet_figures(&t, s);
		sheet_charts(&t, s);
		sheet_reports(&t, s, today);
		err = book_end(&t.book, OK, e);
	}
	free(columns);
	return err;
}

/* ---- text ---- */

static enum err write_text(const struct summary *s, const char *path, enum format format, struct error *e)
{
	struct new_file file;
	struct sheet sheet;
	enum err err = file_create(&file, path, e);

	if (err)
		return err;
	sheet_begin(&sheet, format == FORMAT_CSV_PLAIN ? FORMAT_CSV : format, row_columns, ROW_COLUMNS, file.f, 0);
	if (format == FORMAT_CSV)
		sheet_for_people(&sheet);
	add_all(&(struct target){NULL, &sheet}, s);
	err = sheet_end(&sheet, e);
	return file_finish(&file, err, e);
}

enum err summary_export(struct session *s, int year, const char *path, enum format format, size_t *n, struct error *e)
{
	struct summary summary;
	struct tx *tx;
	enum err err = file_is_nameless(path) ? OK : session_may_use_files(s, e);

	if (err)
		return err;
	tx = tx_read(s->store, e);
	if (!tx)
		return ERR_STORAGE;
	summary_of(tx, year, &summary);
	err = tx_failed(tx);
	if (err)
		*e = *tx_error(tx);
	tx_end(&tx);
	*n = summary.n;
	if (err)
		;
	else if (!summary.n)
		err = error_set(e, ERR_NONE, "В %d-%d учебном году площадок нет", year, year + 1);
	else if (format == FORMAT_XLSX)
		err = write_book(&summary, path, s->today, e);
	else if (format != FORMAT_TABLE)
		err = write_text(&summary, path, format, e);
	else
		err = error_set(e, ERR_USAGE, "«%s»: вид файла узнаётся по концу имени: .xlsx, .csv или .json", path);
	summary_release(&summary);
	return err;
}
