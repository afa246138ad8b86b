#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "sonames.h"
#include "stazh/base/date.h"
#include "stazh/base/library.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/table/book.h"
#include "stazh/base/file.h"
#include "book.h"
#include "xlsx.h"

/* clang-format off */
#define FUNCTIONS(X) \
	X(workbook_new_opt) X(workbook_set_properties) X(workbook_add_worksheet) X(workbook_add_format) X(workbook_add_chart) \
	X(workbook_close) X(worksheet_write_string) X(worksheet_write_number) X(worksheet_set_column) \
	X(worksheet_freeze_panes) X(worksheet_autofilter) X(worksheet_repeat_rows) X(worksheet_set_landscape) \
	X(worksheet_set_row) X(worksheet_set_margins) X(worksheet_set_portrait) X(worksheet_insert_chart_opt) \
	X(chart_add_series) X(chart_series_set_categories) X(chart_series_set_values) X(chart_series_set_name) \
	X(chart_series_set_labels) X(chart_title_set_name) X(chart_legend_set_position) \
	X(chart_axis_set_reverse) X(worksheet_set_paper) X(worksheet_fit_to_pages) X(format_set_bold) \
	X(format_set_num_format) X(format_set_text_wrap) X(format_set_align) X(format_set_bottom) \
	X(format_set_font_size) X(format_set_rotation)
/* clang-format on */
FUNCTIONS(LIBRARY_POINTER)
static struct library writer = {LIBRARY_NAME(xlsxwriter), .purpose = "книги .xlsx",
				.symbols = (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

#define PAPER_A4      9
#define SHEETS_MAX    100
#define WIDTH_MIN     8
#define WIDTH_MAX     60
#define FILTER_BUTTON 3	   /* cells that it covers */
#define UPRIGHT_MAX   95   /* cells that an upright page has at a readable size */
#define COLUMNS_MAX   64   /* whose width follows what is in them */
#define CHART_ROWS    14.4 /* of a chart that is not scaled */
#define LINE	      15.0 /* points */
#define TALL	      120.0
#define TALL_WIDTH    7 /* cells: two lines of a title on its side */

enum look { CELL_TEXT, CELL_WRAPPED, CELL_NUMBER, CELL_DATE, CELL_TIME, CELL_HEADER, CELL_TALL, CELL_HEADING, CELLS };

struct book {
	struct new_file file;
	char *folder; /* of the file */
	lxw_workbook *workbook;
	lxw_worksheet *sheet;
	lxw_format *format[CELLS][2]; /* plain, bold */
	const struct sheet_column *columns;
	size_t n, column;
	lxw_col_t shown, at; /* columns of the sheet; of the next cell */
	lxw_row_t row;
	bool bold, to_read;
	int heading;		  /* the row is one, of that level */
	int lines;		  /* of the row so far */
	int content[COLUMNS_MAX]; /* the widest text of each column so far */
	char *names[SHEETS_MAX];
	size_t names_n;
	struct buf text;
	uint64_t sum; /* of all cells, as a reader gets them */
	struct error failed;
	struct mem_cleanup cleanup;
};

/* ---- the book ---- */

/* Of the text as it is, and what the sheet gets. */
static const char *clean(struct book *b, const char *s, size_t n)
{
	b->sum = book_sum(b->sum, b->at, s, n);
	buf_clear(&b->text);
	book_add_clean(&b->text, s, n);
	return buf_text(&b->text);
}

static void fail(struct book *b, const char *reason)
{
	const struct sheet_column *c = b->column < b->n ? &b->columns[b->column] : NULL;

	if (!b->failed.code)
		error_set(&b->failed, ERR_INPUT, "лист «%s», строка %u, столбец «%s»: %s", b->names[b->names_n - 1],
			  b->row + 1, c ? c->title : "", reason);
}

static void make_formats(struct book *b)
{
	static const char *const shown[CELLS] = {
		[CELL_TEXT] = "@",   [CELL_WRAPPED] = "@", [CELL_DATE] = "dd.mm.yyyy", [CELL_TIME] = "hh:mm",
		[CELL_HEADER] = "@", [CELL_TALL] = "@",	   [CELL_HEADING] = "@"};

	for (int look = 0; look < CELLS; look++)
		for (int bold = 0; bold < 2; bold++) {
			lxw_format *f = p_workbook_add_format(b->workbook);

			b->format[look][bold] = f;
			if (shown[look])
				p_format_set_num_format(f, shown[look]);
			if (bold || look >= CELL_HEADER)
				p_format_set_bold(f);
			p_format_set_align(f, look == CELL_TALL ? LXW_ALIGN_VERTICAL_BOTTOM : LXW_ALIGN_VERTICAL_TOP);
			if (look == CELL_HEADER || look == CELL_TALL || look == CELL_WRAPPED)
				p_format_set_text_wrap(f);
			if (look == CELL_HEADER || look == CELL_TALL)
				p_format_set_bottom(f, LXW_BORDER_THIN);
			if (look == CELL_TALL)
				p_format_set_rotation(f, 90);
			if (look == CELL_HEADING && bold) /* of the first level */
				p_format_set_font_size(f, 13);
		}
}

/* The library opens a temporary file and takes its name away; memory may end in between. Nobody needs one that is
 * empty. */
static void remove_unnamed(void *folder)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d)))
		if (!strncmp(entry->d_name, "tmp.", 4) && strlen(entry->d_name) == 14 &&
		    !fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode) && !st.st_size &&
		    st.st_uid == geteuid())
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
}

/* Made today, at no hour: the same content has the same bytes. Of the library's own layout only the end is another
 * where its time_t has 32 bits. */
static void set_day(struct book *b)
{
	int32_t today = date_today(NULL);
	lxw_doc_properties day = {.created = today == DATE_NONE ? 1 : (time_t)today * 86400};

	p_workbook_set_properties(b->workbook, &day);
}

enum err book_create(const char *path, struct book **out, struct error *e)
{
	lxw_workbook_options how = {.constant_memory = LXW_TRUE};
	struct book *b;
	enum err err = library_load(&writer, e);

	*out = NULL;
	if (err)
		return err;
	b = mem_alloc(sizeof(*b));
	err = file_create(&b->file, path, e);
	if (err) {
		free(b);
		return err;
	}
	b->folder = file_folder_beside(path);
	mem_cleanup_add(&b->cleanup, remove_unnamed, b->folder);
	how.tmpdir = b->folder; /* /tmp is no place for people's names */
	b->workbook = p_workbook_new_opt(b->file.temporary, &how);
	set_day(b);
	make_formats(b);
	*out = b;
	return OK;
}

static enum look look_of(const struct sheet_column *c)
{
	return c->type == COLUMN_NUMBER ? CELL_NUMBER
	       : c->type == COLUMN_DATE ? CELL_DATE
	       : c->type == COLUMN_TIME ? CELL_TIME
	       : c->wrap		? CELL_WRAPPED
					: CELL_TEXT;
}

/* What the title asks for: its words whole, a short one in one line. */
static int title_width(const struct book *b, const struct sheet_column *c)
{
	int button = b->to_read ? 1 : FILTER_BUTTON, width = utf8_width(c->title, strlen(c->title)) + button,
	    longest = 0;

	if (c->tall)
		return TALL_WIDTH;
	if (width <= 24 && !b->to_read)
		return width;
	for (const char *p = c->title, *end; *p; p = end + (*end == ' ')) {
		end = p + strcspn(p, " ");
		width = utf8_width(p, (size_t)(end - p)) + button + 1;
		longest = width > longest ? width : longest;
	}
	return longest;
}

/* Without what is in it. */
static int column_least(const struct book *b, const struct sheet_column *c)
{
	int width = c->type == COLUMN_DATE ? 11
		    : c->wrap		   ? 0
					   : c->cells,
	    title = title_width(b, c), least = c->tall ? TALL_WIDTH : WIDTH_MIN;

	width = width < title ? title : width;
	return width < least ? least : width;
}

/* As its column says and as what is in it needs, but that longer texts are wrapped or run over. */
static int column_width(const struct book *b, size_t shown, const struct sheet_column *c)
{
	int least = column_least(b, c), content = shown < COLUMNS_MAX ? b->content[shown] + 1 : 0,
	    max = c->wrap ? c->cells : WIDTH_MAX;

	content = content > max ? max : content;
	return content > least ? content : least;
}

/* An office program does not always make the row as high as what is wrapped in it. */
static void set_title_height(struct book *b)
{
	double height = LINE;

	for (size_t i = 0; i < b->n; i++) {
		const struct sheet_column *c = &b->columns[i];
		double own = c->only_json ? 0
			     : c->tall	  ? TALL
					  : LINE * book_lines(c->title, column_least(b, c) - (b->to_read ? 0 : 2));

		height = own > height ? own : height;
	}
	p_worksheet_set_row(b->sheet, 0, height, NULL);
}

/* The filter's range and the widths are known when all rows are. */
static void end_sheet(struct book *b)
{
	int all = 0;

	if (!b->sheet)
		return;
	for (size_t i = 0, shown = 0; i < b->n; i++) {
		const struct sheet_column *c = &b->columns[i];
		int width = column_width(b, shown, c);

		if (c->only_json)
			continue;
		p_worksheet_set_column(b->sheet, (lxw_col_t)shown, (lxw_col_t)shown, width, b->format[look_of(c)][0]);
		all += width;
		shown++;
	}
	if (!b->to_read && b->shown && b->row)
		p_worksheet_autofilter(b->sheet, 0, 0, b->row - 1, (lxw_col_t)(b->shown - 1));
	if (b->to_read && all <= UPRIGHT_MAX)
		p_worksheet_set_portrait(b->sheet);
	b->sheet = NULL;
}

void book_sheet(struct book *b, const char *name, const struct sheet_column *columns, size_t n)
{
	if (b->failed.code)
		return;
	end_sheet(b);
	if (b->names_n == SHEETS_MAX) {
		error_set(&b->failed, ERR_INPUT, "в книге больше %d листов", SHEETS_MAX);
		return;
	}
	b->names[b->names_n] = book_sheet_name(b->names, b->names_n, name);
	b->sheet = p_workbook_add_worksheet(b->workbook, b->names[b->names_n++]);
	b->columns = columns;
	b->n = n;
	b->shown = 0;
	b->row = 0;
	b->column = 0;
	b->at = 0;
	b->bold = false;
	b->to_read = false;
	b->heading = 0;
	b->lines = 1;
	memset(b->content, 0, sizeof(b->content));
	if (!b->sheet) {
		error_set(&b->failed, ERR_INPUT, "имя листа «%s» не подходит для книги .xlsx",
			  b->names[b->names_n - 1]);
		return;
	}
	for (size_t i = 0; i < n; i++)
		b->shown = (lxw_col_t)(b->shown + !columns[i].only_json);
	p_worksheet_freeze_panes(b->sheet, 1, 0);
	p_worksheet_repeat_rows(b->sheet, 0, 0);
	p_worksheet_set_paper(b->sheet, PAPER_A4);
	p_worksheet_set_landscape(b->sheet);
	p_worksheet_fit_to_pages(b->sheet, 1, 0);
	set_title_height(b);
	for (size_t i = 0; i < n; i++) {
		const char *title = columns[i].title;

		if (!columns[i].only_json && *title)
			p_worksheet_write_string(b->sheet, 0, b->at, clean(b, title, strlen(title)),
						 b->format[columns[i].tall ? CELL_TALL : CELL_HEADER][0]);
		b->at = (lxw_col_t)(b->at + !columns[i].only_json);
	}
	b->row = 1;
	b->at = 0;
}

static void write_number(struct book *b, enum look look, double number)
{
	static const enum number_style styles[CELLS] = {[CELL_DATE] = STYLE_DAY, [CELL_TIME] = STYLE_CLOCK};
	char text[32];

	snprintf(text, sizeof(text), "%.16g", number);
	buf_clear(&b->text);
	number_add(text, styles[look], false, &b->text);
	b->sum = book_sum(b->sum, b->at, b->text.s, b->text.n);
	p_worksheet_write_number(b->sheet, b->row, b->at, number, b->format[look][b->bold]);
}

static void write_cell(struct book *b, const struct sheet_column *c, const char *s, size_t n)
{
	enum look look = look_of(c);
	lxw_error rc;
	double number;

	if (c->type == COLUMN_BOOL && n == 3 && !memcmp(s, "yes", 3))
		s = "да", n = strlen(s);
	else if (c->type == COLUMN_BOOL && n == 2 && !memcmp(s, "no", 2))
		s = "нет", n = strlen(s);
	if (b->row >= BOOK_ROWS_MAX)
		fail(b, "больше 1 048 575 записей на лист .xlsx не входит; выгрузите частями или в .csv");
	else if (book_parse(c->type, s, n, &number))
		write_number(b, look, number);
	else if (book_units(s, n) > BOOK_TEXT_MAX)
		fail(b, "текст длиннее 32 767 знаков в ячейку .xlsx не входит; выгрузите в .csv");
	else {
		look = b->heading ? CELL_HEADING : c->wrap ? CELL_WRAPPED : CELL_TEXT;
		rc = p_worksheet_write_string(b->sheet, b->row, b->at, clean(b, s, n),
					      b->format[look][b->heading ? b->heading == 1 : b->bold]);
		if (rc)
			fail(b, "такого текста ячейка .xlsx не вмещает; выгрузите в .csv");
	}
}

void book_cell(struct book *b, const char *text, size_t n)
{
	const struct sheet_column *c = &b->columns[b->column];

	if (b->failed.code)
		return;
	if (n && !c->only_json)
		write_cell(b, c, text, n);
	if (n && !c->only_json && !b->heading && b->at < COLUMNS_MAX) {
		int width = utf8_width(text, n);

		b->content[b->at] = width > b->content[b->at] ? width : b->content[b->at];
		if (c->wrap && width >= c->cells) {
			int lines = book_lines(buf_text(&b->text), c->cells);

			b->lines = lines > b->lines ? lines : b->lines;
		}
	}
	b->at = (lxw_col_t)(b->at + !c->only_json);
	if (++b->column < b->n)
		return;
	if (b->lines > 1)
		p_worksheet_set_row(b->sheet, b->row, LINE * b->lines, NULL);
	b->column = 0;
	b->at = 0;
	b->row++;
	b->bold = false;
	b->lines = 1;
}

void book_bold(struct book *b)
{
	b->bold = true;
}

void book_to_read(struct book *b)
{
	if (b->failed.code)
		return;
	b->to_read = true;
	p_worksheet_set_margins(b->sheet, 0.4, 0.4, 0.5, 0.5);
	set_title_height(b);
}

void book_heading(struct book *b, const char *text, int level)
{
	b->heading = level;
	book_cell(b, text, strlen(text));
	while (b->column && !b->failed.code)
		book_cell(b, "", 0);
	b->heading = 0;
}

size_t book_row(const struct book *b)
{
	return b->row;
}

size_t book_chart(struct book *b, const struct book_chart *c)
{
	size_t bars = (c->last - c->first + 1) * (c->series[1] ? 3 : 2);
	lxw_chart_options place = {
		.x_offset = 10, .y_offset = 5, .x_scale = 1.3, .y_scale = c->upright ? 1 : 0.4 + 0.06 * (double)bars};
	lxw_chart *chart;

	if (b->failed.code || c->last < c->first)
		return 0;
	chart = p_workbook_add_chart(b->workbook, c->upright ? LXW_CHART_COLUMN : LXW_CHART_BAR);
	for (size_t i = 0; c->series[i]; i++) {
		lxw_col_t column = (lxw_col_t)(c->values + i);
		lxw_chart_series *series = p_chart_add_series(chart, NULL, NULL);
		const char *sheet = b->names[b->names_n - 1];

		p_chart_series_set_categories(series, sheet, (lxw_row_t)c->first, (lxw_col_t)c->names,
					      (lxw_row_t)c->last, (lxw_col_t)c->names);
		p_chart_series_set_values(series, sheet, (lxw_row_t)c->first, column, (lxw_row_t)c->last, column);
		p_chart_series_set_name(series, c->series[i]);
		p_chart_series_set_labels(series);
	}
	p_chart_title_set_name(chart, c->title);
	p_chart_legend_set_position(chart, c->series[1] ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE);
	if (!c->upright)
		p_chart_axis_set_reverse(chart->y_axis); /* the first on top */
	p_worksheet_insert_chart_opt(b->sheet, (lxw_row_t)c->top, (lxw_col_t)(b->shown), chart, &place);
	return (size_t)(CHART_ROWS * place.y_scale) + 2;
}

static enum err write_failed(const struct book *b, struct error *e)
{
	return file_is_nameless(b->file.path)
		       ? error_set(e, ERR_STORAGE, "книга не собрана: не хватило места для неё")
		       : error_set(e, ERR_STORAGE,
				   "файл «%s» не записан: место на диске кончилось или папка недоступна", b->file.path);
}

/* The library tells of failures on stderr, over the screen; what ends the program needs the descriptor all the same. */
static lxw_error close_quietly(lxw_workbook *w)
{
	FILE *kept = stderr, *null = fopen("/dev/null", "we");
	lxw_error rc;

	stderr = null ? null : kept;
	rc = p_workbook_close(w);
	stderr = kept;
	if (null)
		fclose(null);
	return rc;
}

static enum err read_back(const struct book *b, struct error *e)
{
	enum err err = book_read_back(b->file.temporary, b->sum, e);

	return err == ERR_INPUT ? write_failed(b, e) : err;
}

enum err book_end(struct book **book, enum err err, struct error *e)
{
	struct book *b = *book;
	lxw_error closed;

	*book = NULL;
	if (!b)
		return err;
	if (!err && !b->failed.code && !b->names_n)
		error_set(&b->failed, ERR_NONE, "в книге нет ни одного листа");
	if (!err && b->failed.code)
		err = file_is_nameless(b->file.path)
			      ? error_set(e, b->failed.code, "%s", b->failed.text)
			      : error_set(e, b->failed.code, "файл «%s»: %s", b->file.path, b->failed.text);
	end_sheet(b);
	closed = close_quietly(b->workbook); /* given up, too: only this closes the temporary files */
	if (!err)
		err = closed ? write_failed(b, e) : read_back(b, e);
	mem_cleanup_drop(&b->cleanup);
	err = file_finish(&b->file, err, e);
	for (size_t i = 0; i < b->names_n; i++)
		free(b->names[i]);
	free(b->folder);
	buf_free(&b->text);
	free(b);
	return err;
}
