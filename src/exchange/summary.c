#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/domain/figures.h"
#include "stazh/domain/kinds.h"
#include "stazh/exchange/book.h"
#include "stazh/exchange/file.h"
#include "stazh/exchange/summary.h"

/* ---- one row a figure ---- */

static const struct column row_columns[] = {
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

/* ---- the book ---- */

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

static void add_columns(struct target *t, const struct figures *f)
{
	for (size_t i = 0; i < summary_columns_n; i++) {
		double number;

		if (summary_number(&summary_columns[i], f, &number))
			number_cell(t, round(number * 10) / 10);
		else
			cell(t, "");
	}
}

static void sheet_sites(struct target *t, const struct summary *s)
{
	static const struct column text[TEXT_COLUMNS] = {
		{.title = "Организация"}, {.title = "Тема"}, {.title = "Отчёт"}, {.title = "Сдан", .type = COLUMN_DATE}};
	struct column *columns = mem_alloc((TEXT_COLUMNS + summary_columns_n) * sizeof(*columns));

	memcpy(columns, text, sizeof(text));
	for (size_t i = 0; i < summary_columns_n; i++)
		columns[TEXT_COLUMNS + i] = (struct column){.title = summary_columns[i].title, .type = COLUMN_NUMBER, .right = true};
	book_sheet(t->book, "Площадки", columns, TEXT_COLUMNS + summary_columns_n);
	for (size_t i = 0; i < s->n; i++) {
		add_site(t, &s->s[i]);
		add_columns(t, &s->s[i].figures);
	}
	book_bold(t->book);
	cell(t, "Всего по округу");
	for (int i = 1; i < TEXT_COLUMNS; i++)
		cell(t, "");
	add_columns(t, &s->total);
	book_sheet(t->book, "Показатели округа", row_columns, ROW_COLUMNS); /* ends the sheet whose columns go */
	free(columns);
	add_rows(t, 0, "весь округ", &s->total);
}

static enum err write_book(const struct summary *s, const char *path, struct error *e)
{
	static const struct column late[] = {{.title = "Организация"}, {.title = "Тема"}, {.title = "Отчёт"}};
	struct target t = {NULL, NULL};
	enum err err = book_create(path, &t.book, e);

	if (err)
		return err;
	sheet_sites(&t, s);
	book_sheet(t.book, "Показатели площадок", row_columns, ROW_COLUMNS);
	for (size_t i = 0; i < s->n; i++)
		add_rows(&t, s->s[i].site, s->s[i].org, &s->s[i].figures);
	book_sheet(t.book, "Не сдали отчёт", late, 3);
	for (size_t i = 0; i < s->n; i++)
		if (!summary_has_reported(&s->s[i])) {
			cell(&t, s->s[i].org);
			cell(&t, s->s[i].topic);
			cell(&t, s->s[i].state);
		}
	return book_end(&t.book, OK, e);
}

/* ---- text ---- */

static enum err write_text(const struct summary *s, const char *path, enum format format, struct error *e)
{
	bool to_stdout = !strcmp(path, "-");
	struct new_file file = {0};
	struct sheet sheet;
	enum err err = to_stdout ? OK : file_create(&file, path, e);

	if (err)
		return err;
	sheet_begin(&sheet, format == FORMAT_CSV_PLAIN ? FORMAT_CSV : format, row_columns, ROW_COLUMNS, to_stdout ? stdout : file.f, 0);
	if (format == FORMAT_CSV)
		sheet_for_people(&sheet);
	add_all(&(struct target){NULL, &sheet}, s);
	err = sheet_end(&sheet, e);
	return to_stdout ? err : file_finish(&file, err, e);
}

enum err summary_export(struct session *s, int year, const char *path, enum format format, size_t *n, struct error *e)
{
	struct summary summary;
	struct tx *tx = tx_read(s->store, e);
	enum err err;

	if (!tx)
		return ERR_STORAGE;
	if (strcmp(path, "-") && session_may_use_files(s, e)) {
		tx_end(&tx);
		return ERR_REFUSED;
	}
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
	else if (!strcmp(path, "-"))
		err = write_text(&summary, path, format, e);
	else if (file_ends_in(path, ".xlsx"))
		err = write_book(&summary, path, e);
	else if (file_ends_in(path, ".csv") || file_ends_in(path, ".json"))
		err = write_text(&summary, path, file_ends_in(path, ".csv") ? FORMAT_CSV : FORMAT_JSON, e);
	else
		err = error_set(e, ERR_USAGE, "«%s»: вид файла узнаётся по концу имени: .xlsx, .csv или .json", path);
	summary_release(&summary);
	return err;
}
