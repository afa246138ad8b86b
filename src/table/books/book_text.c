/* What stands in the cells of a workbook: texts, names, values of a type; and whether it does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/utf8.h"
#include "stazh/table/xlsx.h"
#include "stazh/model/schema.h"
#include "book.h"

#define NAME_MAX_U16 31

size_t book_units(const char *s, size_t n)
{
	size_t units = 0, k;
	uint32_t cp;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		k = k ? k : 1;
		units += cp > 0xFFFF ? 2 : 1;
	}
	return units;
}

/* «_x0041_» would be read as a sign's number (ECMA-376, 22.9.2.19): its first sign is written as one itself. */
static bool looks_escaped(const char *s, size_t n)
{
	bool hex = n >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_';

	for (size_t i = 2; hex && i < 6; i++)
		hex = memchr("0123456789abcdefABCDEF", s[i], 22);
	return hex;
}

void book_add_clean(struct buf *out, const char *s, size_t n)
{
	size_t k;
	uint32_t cp;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_decode(s + i, n - i, &cp);
		if (!k || cp == 0 || (cp & 0xFFFE) == 0xFFFE) {
			buf_add(out, "\xEF\xBF\xBD");
			k = k ? k : 1;
			continue;
		}
		if (looks_escaped(s + i, n - i))
			buf_add(out, "_x005F");
		buf_addn(out, s + i, k);
	}
}

char *book_sheet_name(char *const *names, size_t names_n, const char *wanted)
{
	struct buf name = {0};
	size_t n = strlen(wanted), k, units = 0, base;
	uint32_t cp;

	for (size_t i = 0; i < n; i += k) {
		k = utf8_decode(wanted + i, n - i, &cp);
		if (!k || cp < ' ') {
			k = k ? k : 1;
			continue;
		}
		units += cp > 0xFFFF ? 2 : 1;
		if (units > NAME_MAX_U16)
			break;
		if (strchr("[]:*?/\\", (int)cp) && cp < 0x80)
			buf_addc(&name, ' ');
		else if (cp != '\'' || (name.n && i + k < n))
			buf_addn(&name, wanted + i, k);
	}
	if (!name.n)
		buf_add(&name, "Лист");
	base = utf8_prefix(name.s, name.n, NAME_MAX_U16 - 4);
	for (size_t i = 0, copy = 2; i < names_n; i++)
		if (name_same(names[i], name.s)) {
			name.n = base;
			buf_addf(&name, " %zu", copy++);
			i = (size_t)-1;
		}
	return buf_take(&name);
}

static bool count_line(const char *s, size_t n, void *arg)
{
	(void)s;
	(void)n;
	return ++*(int *)arg < 20;
}

int book_lines(const char *s, int width)
{
	int lines = 0;

	text_wrap(s, width > 1 ? width - 1 : 1, count_line, &lines);
	return lines;
}

/* A number of at most 15 digits: Excel keeps no more. */
static bool parse_number(const char *s, size_t n, double *out)
{
	size_t digits = 0;
	char copy[20], *end;

	for (size_t i = 0; i < n && i < sizeof(copy); i++) {
		digits += s[i] >= '0' && s[i] <= '9';
		if (!memchr("0123456789.,", s[i], 12) && !(s[i] == '-' && !i))
			return false;
	}
	if (!digits || digits > 15 || n >= sizeof(copy))
		return false;
	memcpy(copy, s, n);
	copy[n] = 0;
	if (memchr(copy, ',', n))
		*strchr(copy, ',') = '.';
	*out = strtod(copy, &end);
	return !*end;
}

/* Days since 1899-12-30, as spreadsheets count; before March 1900 they count a day that was not. */
static bool parse_day(const char *s, size_t n, double *out)
{
	int32_t day;
	char text[11];

	if (n != 10)
		return false;
	memcpy(text, s, n);
	text[n] = 0;
	if (text[2] == '.' && text[5] == '.')
		day = date_from_ymd(atoi(text + 6), atoi(text + 3), atoi(text));
	else
		day = date_parse_iso(text);
	if (day == DATE_NONE)
		return false;
	*out = day + 25569 - (day < -25508);
	return true;
}

static bool parse_time(const char *s, size_t n, double *out)
{
	char copy[6] = "";
	int hour, minute;

	if (n == 5)
		memcpy(copy, s, n);
	if (sscanf(copy, "%2d:%2d", &hour, &minute) != 2 || hour > 23 || minute > 59 || hour < 0 || minute < 0)
		return false;
	*out = (hour * 60 + minute) / 1440.0;
	return true;
}

bool book_parse(enum column_type type, const char *s, size_t n, double *out)
{
	switch (type) {
	case COLUMN_NUMBER:
		return parse_number(s, n, out);
	case COLUMN_DATE:
		return parse_day(s, n, out);
	case COLUMN_TIME:
		return parse_time(s, n, out);
	default:
		return false;
	}
}

/* ---- read again ---- */

/* FNV-1a: enough against accidents. */
uint64_t book_sum(uint64_t sum, size_t column, const char *s, size_t n)
{
	sum = (sum ^ column) * 0x100000001B3u;
	for (size_t i = 0; i < n; i++)
		sum = (sum ^ (unsigned char)s[i]) * 0x100000001B3u;
	return sum;
}

/* When the disk gets full, the library writes a book with holes and calls it good: it is read again before it takes its
 * place. */
enum err book_read_back(const char *path, uint64_t expected, struct error *e)
{
	const struct xlsx_row *row;
	struct xlsx *w;
	struct error cause = {0};
	uint64_t sum = 0;
	enum err err = xlsx_open(path, &w, &cause);

	if (err == ERR_USAGE)
		return error_set(e, err, "%s", cause.text);
	for (size_t i = 0; !err && i < xlsx_sheets(w); i++) {
		err = xlsx_begin(w, i, &cause);
		while (!err && !(err = xlsx_next(w, &row, &cause)))
			for (size_t c = 0; c < row->n; c++)
				sum = book_sum(sum, row->cell[c].column, row->cell[c].text, strlen(row->cell[c].text));
		err = err == ERR_NONE ? OK : err;
	}
	if (!err)
		err = xlsx_check_parts(w, &cause);
	xlsx_close(&w);
	return err || sum != expected ? ERR_INPUT : OK;
}
