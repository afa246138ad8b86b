/* The rows of a file, one after another. */
#include <stdio.h>
#include <string.h>

#include "import.h"
#include "stazh/base/process.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

#define PROGRESS_STEP 256 /* rows */
#define LINE_TEXT     256

static void tell_progress(struct import *im, unsigned done, unsigned total)
{
	if (late())
		im->failed = late_refuse(im->e);
	if (im->q->progress)
		im->q->progress(done, total);
}

/* ---- JSON ---- */

static bool add_member(const char *key, const char *value, void *arg)
{
	struct import *im = arg;
	struct row *row = &im->row;

	for (size_t i = 0; i < im->n; i++) {
		if (strcmp(im->parts[i].name, key))
			continue;
		row->cell[row->n].column = i;
		row->cell[row->n].at = value ? row->text.n : SIZE_MAX;
		row->n++;
		if (value)
			buf_addn(&row->text, value, strlen(value) + 1);
		return true;
	}
	row->too_many = true;
	return false;
}

static void each_json_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	struct row *row = &im->row;

	for (size_t i = 0; i < im->rows.n && !im->failed; i++) {
		row->n = 0;
		row->line = im->rows.line[i];
		row->too_many = false;
		buf_clear(&row->text);
		if (!json_row_each(&im->rows, i, add_member, im)) {
			import_fault(im, row->line, NULL, NULL, "ожидается запись: её поля в фигурных скобках");
			continue;
		}
		if (row->too_many) {
			import_fault(im, row->line, NULL, NULL, "слишком много разных полей в файле");
			continue;
		}
		for (size_t c = 0; c < row->n; c++) {
			row->cell[c].text = row->cell[c].at == SIZE_MAX ? NULL : row->text.s + row->cell[c].at;
			row->cell[c].fault = NULL;
		}
		fn(im, row);
		if (i % PROGRESS_STEP == 0)
			tell_progress(im, (unsigned)i, (unsigned)im->rows.n);
	}
}

/* ---- rows that are no records ---- */

/* Some lines, to be told at the end. */
struct lines {
	size_t n;
	int first, last;
	char text[LINE_TEXT]; /* of the first */
};

struct walk {
	struct lines outside, totals, numbers, again, pages, hidden;
	size_t short_width; /* of the row before, when it was shorter than the heading */
	int short_line;
	size_t most; /* values of a row so far */
};

static void note_line(struct lines *l, const struct xlsx_row *row)
{
	const char *text = row->cell[0].text;

	if (!l->n++) {
		l->first = row->number;
		snprintf(l->text, sizeof(l->text), "%.*s", (int)utf8_prefix(text, strcspn(text, "\r\n"), 40), text);
	}
	l->last = row->number;
}

static void tell_lines(struct import *im, const struct lines *l, const char *what)
{
	if (l->n == 1)
		import_note_row(im, "%s: строка %d («%s»)", what, l->first, l->text);
	else if (l->n)
		import_note_row(im, "%s: %zu %s, с %d по %d («%s» …)", what, l->n,
				text_plural((long)l->n, "строка", "строки", "строк"), l->first, l->last, l->text);
}

static void tell_walk(struct import *im, const struct walk *w)
{
	tell_lines(im, &w->outside, "ниже таблицы, не загружается");
	tell_lines(im, &w->totals, "итоги, не загружаются");
	tell_lines(im, &w->again, "заголовок ещё раз, не загружается");
	tell_lines(im, &w->pages, "номер страницы, не загружается");
	tell_lines(im, &w->numbers, "только номер по порядку, не загружается");
	if (w->hidden.n == 1)
		import_note_row(im, "строка %d в книге скрыта, но загружена; уберите её из файла, если она не нужна",
				w->hidden.first);
	else if (w->hidden.n)
		import_note_row(im, "скрытых строк загружено %zu (первая — %d); уберите их из файла, если они не нужны",
				w->hidden.n, w->hidden.first);
}

static bool is_read(const struct import *im, size_t column)
{
	return column >= im->n || (im->parts[column].part != PART_SKIP && im->parts[column].part != PART_UNKNOWN);
}

/* «25», «12,5 %», «25 чел.», «=»: nothing of a record. */
static bool is_amount(const char *s)
{
	size_t n = strspn(s, "0123456789.,- \xC2\xA0"), points = 0;

	for (size_t i = 0; i < n; i++)
		points += s[i] == '.' || s[i] == '-';
	if (points > 1) /* a day */
		return false;
	if (strchr("#=", *s) || !s[n] || !strcmp(s + n, "%"))
		return true;
	return n && s[n - 1] != '-' && !strpbrk(s + n, "0123456789:") && utf8_letters(s + n, strlen(s + n)) <= 8;
}

/* «Итого», «Всего педагогов: 25»: a word in front, and only amounts besides. */
static bool is_total(const struct xlsx_row *row)
{
	static const char *const words[] = {"итого", "всего", "итог", "total", "в том числе", "из них"};
	struct buf folded = {0};
	size_t at = 0;
	bool total = false;

	while (at < row->n && row->cell[at].repeated)
		at++;
	if (at < row->n)
		collate_fold(row->cell[at].text, strlen(row->cell[at].text), &folded);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && folded.n; i++) {
		size_t n = strlen(words[i]);

		total |= !strncmp(folded.s, words[i], n) && strchr(" :.,-", folded.s[n]);
	}
	for (size_t i = at + 1; i < row->n; i++)
		total &= is_amount(row->cell[i].text);
	buf_free(&folded);
	return total;
}

/* «стр. 2» alone in the row of a table of several columns, as a printed list has it. */
static bool is_page_number(const struct import *im, const struct xlsx_row *row)
{
	static const char *const words[] = {"страница", "стр"};
	struct buf folded = {0};
	bool page = false;

	if (row->n != 1 || im->n < 2)
		return false;
	collate_fold(row->cell[0].text, strlen(row->cell[0].text), &folded);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && folded.n; i++) {
		size_t n = strlen(words[i]);
		const char *number = folded.s + n;

		if (strncmp(folded.s, words[i], n))
			continue;
		number += strspn(number, ". ");
		page |= *number && !number[strspn(number, "0123456789")];
	}
	buf_free(&folded);
	return page;
}

/* The names of the columns once more, as on each printed page. */
static bool is_heading_again(const struct import *im, const struct xlsx_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cell[i].column >= im->n ||
		    !heading_same(im->parts[row->cell[i].column].name, row->cell[i].text))
			return false;
	return row->n > 1 || im->n == 1;
}

/* Its only value stands over several columns, or in one that is not read: the name of a part of the table, or what
 * stands below it. */
static bool is_outside(const struct import *im, const struct xlsx_row *row, size_t read)
{
	const struct xlsx_cell *c = &row->cell[0];

	return !read || (row->n == 1 && c->across > 1 && c->column + c->across > 1 && im->n > 1);
}

/* The names of another table's columns, of this kind or of another. */
static bool is_another_heading(const struct import *im, const struct xlsx_row *row)
{
	bool named = false;

	for (unsigned kind = 1; kind < KIND_END && !named && row->n > 1; kind++) {
		const struct kind_def *k = kind_def(kind);

		named = k != NULL;
		for (size_t i = 0; i < row->n && named; i++)
			named = field_by_name(k, row->cell[i].text) ||
				(k == im->k && import_is_known(im, row->cell[i].text));
	}
	return named;
}

/* A value that is merged over several fields belongs to none. */
static bool spans_fields(struct import *im, const struct xlsx_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct xlsx_cell *c = &row->cell[i];
		size_t fields = 0;

		for (size_t at = c->column; at < c->column + c->across && at < im->n; at++)
			fields += is_read(im, at) && im->parts[at].part != PART_EMPTY;
		if (fields < 2)
			continue;
		import_fault(im, row->number, im->parts[c->column].name, c->text,
			     "ячейка объединена с соседними столбцами; разъедините её");
		return true;
	}
	return false;
}

/* Does it begin in the middle of a sentence: with a small letter? */
static bool goes_on(const char *s)
{
	struct buf folded = {0};
	uint32_t cp;
	size_t n = utf8_decode(s, strlen(s), &cp);
	bool small;

	collate_fold(s, n, &folded);
	small = n && folded.n == n && !memcmp(folded.s, s, n) && !strchr("0123456789", *s);
	buf_free(&folded);
	return small;
}

/* An unquoted line break makes two rows of one: together they have the columns of one. */
static bool is_torn(struct import *im, struct walk *w, const struct xlsx_row *row)
{
	size_t width = im->table.width;
	bool torn = !im->book && w->short_width && width < im->n && w->short_width + width - 1 == im->n &&
		    goes_on(row->cell[0].text);

	if (torn)
		import_fault(im, row->number, NULL, NULL,
			     "похоже, строки %d и %d — одна, разорванная посередине: значение с переносом строки берут "
			     "в кавычки, а если строк две, допишите в них разделители",
			     w->short_line, row->number);
	w->short_width = !torn && width < im->n ? width : 0;
	w->short_line = row->number;
	return torn;
}

/* What a record would be said to be, though it is none; it is told. */
static bool is_doubtful(struct import *im, struct walk *w, const struct xlsx_row *row)
{
	size_t own = table_own(row);

	if (w->outside.n) {
		import_fault(
			im, w->outside.first, NULL, w->outside.text,
			"название раздела внутри таблицы: к строкам под ним не относится ни одно поле; поставьте его "
			"отдельным столбцом или уберите строку");
		w->outside.n = 0;
	}
	if (im->table.gap && is_another_heading(im, row)) {
		import_fault(
			im, row->number, NULL, row->cell[0].text,
			"здесь начинается другая таблица; загружается одна: перенесите эту на другой лист или в другой "
			"файл");
		return true;
	}
	if (im->table.gap && own == 1 && w->most > 2) {
		import_fault(im, row->number, NULL, row->cell[0].text,
			     "после пустой строки одно значение; если это подпись — уберите её, если запись — уберите "
			     "пустую "
			     "строку");
		return true;
	}
	w->most = own > w->most ? own : w->most;
	return is_torn(im, w, row) || spans_fields(im, row);
}

static bool is_record(struct import *im, struct walk *w, const struct xlsx_row *row)
{
	size_t read = 0, amounts = 0;

	for (size_t i = 0; i < row->n; i++) {
		read += !row->cell[i].repeated && is_read(im, row->cell[i].column);
		amounts += is_amount(row->cell[i].text);
	}
	if (is_heading_again(im, row)) {
		note_line(&w->again, row);
	} else if (is_page_number(im, row)) {
		note_line(&w->pages, row);
	} else if (is_total(row)) {
		note_line(&w->totals, row);
	} else if (!read && amounts == row->n) {
		note_line(&w->numbers, row);
	} else if (is_outside(im, row, read)) {
		note_line(&w->outside, row);
	} else if (!is_doubtful(im, w, row)) {
		if (row->hidden)
			note_line(&w->hidden, row);
		return true;
	}
	return false;
}

/* ---- tables ---- */

/* Sets the row's cells; false when one has no column. */
static bool set_cells(struct import *im, const struct xlsx_row *from, struct row *row)
{
	struct buf name = {0};

	row->line = from->number;
	row->n = im->n;
	for (size_t i = 0; i < im->n; i++) {
		row->cell[i].column = i;
		row->cell[i].text = "";
		row->cell[i].fault = NULL;
	}
	for (size_t i = 0; i < from->n; i++) {
		const struct xlsx_cell *c = &from->cell[i];

		if (c->column >= im->n) {
			xlsx_column_name(c->column, &name);
			import_fault(im, row->line, NULL, c->text, "значение в столбце %s, у которого нет названия",
				     name.s);
			buf_free(&name);
			return false;
		}
		row->cell[c->column].text = c->text;
		row->cell[c->column].fault = c->fault;
	}
	return true;
}

static void each_table_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	const struct xlsx_row *row;
	struct walk w = {.most = 0};
	struct error e = {0};
	size_t rows = 0;
	enum err err = table_begin(im, im->sheet, im->separator, &e);

	while (!err && !im->failed && !(err = table_next(im, &row, &e))) {
		if (row->number < im->first_line || !is_record(im, &w, row))
			continue;
		if (set_cells(im, row, &im->row))
			fn(im, &im->row);
		if (++rows % PROGRESS_STEP == 0)
			tell_progress(im, table_progress(im), 1000);
	}
	im->left_out.cut |= err == ERR_INPUT;
	if (err && err != ERR_NONE)
		import_fault(im, table_line(im), NULL, NULL, "%s", e.text);
	tell_walk(im, &w);
}

void import_each_row(struct import *im, void (*fn)(struct import *im, const struct row *row))
{
	buf_clear(&im->row_notes);
	if (im->json)
		each_json_row(im, fn);
	else
		each_table_row(im, fn);
	tell_progress(im, 1, 1);
}
