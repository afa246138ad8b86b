/* Workbooks: what is written is read again; limits; numbers as cells hold them. */
#include <sys/stat.h>
#include <unistd.h>

#include "database.h"
#include "stazh/table/book.h"
#include "stazh/table/xlsx.h"
#include "../../src/table/books/xlsx.h"

static char path[64], folder[48];

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/stazh-book-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/книга.xlsx", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	assert_int_equal(rmdir(folder), 0); /* nothing else may be left there */
	return 0;
}

static const struct sheet_column columns[] = {
	{.title = "Площадка", .cells = 30},	  {.title = "", .only_json = true},
	{.title = "Часы", .type = COLUMN_NUMBER}, {.title = "День", .type = COLUMN_DATE},
	{.title = "Время", .type = COLUMN_TIME},  {.title = "Низкие", .type = COLUMN_BOOL}};
#define COLUMNS 6

static void add_row(struct book *b, const char *const *cells)
{
	for (size_t i = 0; i < COLUMNS; i++)
		book_cell(b, cells[i], strlen(cells[i]));
}

/* All sheets: names in [], rows as lines, cells parted by |. */
static char *whole(void)
{
	const struct xlsx_row *row;
	struct xlsx *w;
	struct buf out = {0};
	struct error e = {.code = OK};
	enum err err;

	if (xlsx_open(path, &w, &e))
		fail_msg("%s", e.text);
	for (size_t i = 0; i < xlsx_sheets(w); i++) {
		buf_addf(&out, "[%s]\n", xlsx_sheet_name(w, i));
		err = xlsx_begin(w, i, &e);
		while (!err && !(err = xlsx_next(w, &row, &e))) {
			buf_addf(&out, "%d", row->number);
			for (size_t c = 0; c < row->n; c++) {
				buf_addc(&out, '|');
				xlsx_column_name(row->cell[c].column, &out);
				buf_addf(&out, "=%s%s", row->cell[c].text, row->cell[c].fault ? "!" : "");
			}
			buf_addc(&out, '\n');
		}
		assert_int_equal(err, ERR_NONE);
	}
	xlsx_close(&w);
	return buf_take(&out);
}

static void test_sheets(void **state)
{
	const char *const rows[][COLUMNS] = {{"=1+1", "не видно", "12.5", "2022-06-15", "14:30", "yes"},
					     {"_x0041_ <&]]>\n\"😀\"", "", "-3,5", "29.02.1900", "24:00", "no"},
					     {"", "", "не число", "1900-01-01", "00:00", "может быть"},
					     {"\xFF", "", "00012", "28.02.1900", "23:59", ""},
					     {"", "", "1234567890123456", "01.03.1900", "", ""}};
	struct error e = {.code = OK};
	struct book *b;
	char *text;

	(void)state;
	assert_int_equal(book_create(path, &b, &e), OK);
	book_sheet(b, "Площадки: [2021/22]*? и всё, что слишком длинно", columns, COLUMNS);
	for (size_t i = 0; i < 3; i++)
		add_row(b, rows[i]);
	book_sheet(b, "''", columns, COLUMNS);
	book_sheet(b, "лист", columns, COLUMNS);
	book_bold(b);
	add_row(b, rows[4]);
	if (book_end(&b, OK, &e))
		fail_msg("%s", e.text);
	assert_null(b);
	text = whole();
	assert_string_equal(text, "[Площадки   2021 22    и всё, чт]\n"
				  "1|A=Площадка|B=Часы|C=День|D=Время|E=Низкие\n"
				  "2|A==1+1|B=12.5|C=15.06.2022|D=14:30|E=да\n"
				  "3|A=_x0041_ <&]]>\n\"😀\"|B=-3.5|C=29.02.1900|D=24:00|E=нет\n"
				  "4|B=не число|C=01.01.1900|D=00:00|E=может быть\n"
				  "[Лист]\n1|A=Площадка|B=Часы|C=День|D=Время|E=Низкие\n"
				  "[лист 2]\n1|A=Площадка|B=Часы|C=День|D=Время|E=Низкие\n"
				  "2|B=1234567890123456|C=01.03.1900\n");
	free(text);
}

static void test_same_names(void **state)
{
	struct error e = {.code = OK};
	struct book *b;
	char *text;

	(void)state;
	assert_int_equal(book_create(path, &b, &e), OK);
	for (int i = 0; i < 3; i++)
		book_sheet(b, i == 1 ? "ОТЧЁТ" : "Отчёт", columns, 1);
	assert_int_equal(book_end(&b, OK, &e), OK);
	text = whole();
	assert_non_null(strstr(text, "[Отчёт]"));
	assert_non_null(strstr(text, "[ОТЧЁТ 2]"));
	assert_non_null(strstr(text, "[Отчёт 3]"));
	free(text);
}

/* Refused: nothing is left, and a file that stood there stays as it was. */
static void test_limits(void **state)
{
	struct error e = {.code = OK};
	struct buf text = {0};
	struct book *b;
	char *is;

	(void)state;
	assert_int_equal(book_create(path, &b, &e), OK);
	book_sheet(b, "А", columns, 1);
	for (int i = 0; i < 16383; i++)
		buf_add(&text, "😀"); /* two units each */
	book_cell(b, text.s, text.n);
	if (book_end(&b, OK, &e))
		fail_msg("%s", e.text);
	buf_add(&text, "😀");
	assert_int_equal(book_create(path, &b, &e), OK);
	book_sheet(b, "Б", columns, 1);
	book_cell(b, "х", strlen("х"));
	book_cell(b, text.s, text.n);
	book_cell(b, "х", strlen("х"));
	assert_int_equal(book_end(&b, OK, &e), ERR_INPUT);
	assert_non_null(strstr(e.text, "лист «Б», строка 3, столбец «Площадка»: текст длиннее 32 767 знаков"));
	assert_int_equal(book_create(path, &b, &e), OK);
	book_sheet(b, "В", columns, 1);
	assert_int_equal(book_end(&b, ERR_NONE, &e), ERR_NONE); /* given up */
	assert_int_equal(book_create(path, &b, &e), OK);
	assert_int_equal(book_end(&b, OK, &e), ERR_NONE);
	is = whole();
	assert_memory_equal(is, "[А]\n", strlen("[А]\n"));
	free(is);
	buf_free(&text);
	assert_int_equal(book_create("/no/such/folder/x.xlsx", &b, &e), ERR_STORAGE);
	assert_null(b);
	assert_int_equal(book_create(folder, &b, &e), ERR_USAGE);
}

static void test_column_names(void **state)
{
	static const struct {
		size_t column;
		const char *name;
	} names[] = {{0, "A"},	 {25, "Z"},   {26, "AA"},   {51, "AZ"},
		     {52, "BA"}, {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct buf out = {0};

		xlsx_column_name(names[i].column, &out);
		assert_string_equal(out.s, names[i].name);
		buf_free(&out);
	}
}

/* Days as a workbook counts them, with the 29 February that 1900 did not have. */
static void test_serials(void **state)
{
	static const struct {
		const char *number, *text; /* "": no day */
		bool from_1904;
	} cases[] = {{"1", "01.01.1900", false},
		     {"59", "28.02.1900", false},
		     {"60", "", false},
		     {"60.5", "", false},
		     {"61", "01.03.1900", false},
		     {"0", "", false},
		     {"44727", "15.06.2022", false},
		     {"0", "01.01.1904", true},
		     {"59", "29.02.1904", true}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out = {0};

		if (number_add(cases[i].number, STYLE_DAY, cases[i].from_1904, &out))
			assert_string_equal(buf_text(&out), *cases[i].text ? cases[i].text : cases[i].number);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sheets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_same_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
		cmocka_unit_test(test_column_names),
		cmocka_unit_test(test_serials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
