#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "xlsx.h"

/* ---- number formats ---- */

/* The first section of a code: what stands in quotes, brackets or behind \ _ * is not looked at. */
static void letters_of(const char *code, bool *day, bool *clock, bool *month)
{
	for (const char *s = code; *s && *s != ';'; s++) {
		if (*s == '"') {
			s = strchr(s + 1, '"');
			if (!s)
				return;
		} else if (*s == '[') {
			*clock |= strchr("hmsHMS", s[1]) && s[1] && strspn(s + 1, "hmsHMS") == strcspn(s + 1, "]");
			s = strchr(s, ']');
			if (!s)
				return;
		} else if (strchr("\\_*", *s)) {
			if (!*++s)
				return;
		} else {
			*day |= strchr("dDyY", *s) != NULL;
			*clock |= strchr("hHsS", *s) != NULL;
			*month |= *s == 'm' || *s == 'M';
		}
	}
}

enum number_style number_style_of(int id, const char *code)
{
	bool day = false, clock = false, month = false;

	if (code) {
		if (!strncasecmp(code, "general", 7))
			return STYLE_NUMBER;
		letters_of(code, &day, &clock, &month);
		day |= strstr(code, "ДД") || strstr(code, "дд") || strstr(code, "ГГ") ||
		       strstr(code, "гг"); /* as shown */
		day |= month && !clock;
	} else {
		day = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
		      (id >= 50 && id <= 54) || id == 57 || id == 58;
		clock = (id >= 18 && id <= 22) || (id >= 32 && id <= 33) || (id >= 45 && id <= 47);
	}
	return day && clock ? STYLE_MOMENT : day ? STYLE_DAY : clock ? STYLE_CLOCK : STYLE_NUMBER;
}

/* ---- numbers ---- */

/* The day of a serial number; DATE_NONE: none of 1900–2199. Numbers of the 1900 system count a 29 February 1900. */
static int32_t day_of(double serial, bool from_1904)
{
	double day = floor(serial) + (from_1904 ? -24107 : serial < 60 ? -25568 : -25569);

	if (!from_1904 && (serial < 1 || (serial >= 60 && serial < 61)))
		return DATE_NONE;
	return day >= DATE_MIN && day <= DATE_MAX ? (int32_t)day : DATE_NONE;
}

static void clock_add(long minutes, struct buf *out)
{
	buf_addf(out, "%02ld:%02ld", minutes / 60, minutes % 60);
}

static bool moment_add(double n, enum number_style style, bool from_1904, struct buf *out)
{
	long minutes;
	int32_t day;

	if (ceil(n) - n < 1e-6) /* a tenth of a second: what sums of fractions leave of a whole day */
		n = ceil(n);
	minutes = lround((n - floor(n)) * 1440);
	if (minutes == 1440 && style != STYLE_DAY) {
		n = floor(n) + 1;
		minutes = 0;
	}
	if (style == STYLE_CLOCK) {
		if (n < 0 || n >= 10000)
			return false;
		clock_add((long)floor(n) * 1440 + minutes, out);
		return true;
	}
	day = day_of(n, from_1904);
	if (day == DATE_NONE)
		return false;
	date_add_ru(out, day);
	if (style == STYLE_MOMENT && minutes) {
		buf_addc(out, ' ');
		clock_add(minutes, out);
	}
	return true;
}

bool number_add(const char *text, enum number_style style, bool from_1904, struct buf *out)
{
	char *end;
	double n = strtod(text, &end);

	if (end == text || end[strspn(end, " \t\r\n")] || !isfinite(n))
		return false;
	if (style != STYLE_NUMBER)
		return moment_add(n, style, from_1904, out);
	if (fabs(n) < 1e15 && n == floor(n))
		buf_addf(out, "%.0f", n == 0 ? 0.0 : n);
	else
		buf_addf(out, "%.15g", n);
	return true;
}

void moment_of_iso(const char *s, struct buf *out)
{
	unsigned year, month, day, hour = 0, minute = 0;

	if (sscanf(s, "%4u-%2u-%2u", &year, &month, &day) != 3) {
		buf_add(out, s);
		return;
	}
	buf_addf(out, "%02u.%02u.%04u", day, month, year);
	if (strlen(s) > 10 && sscanf(s + 11, "%2u:%2u", &hour, &minute) == 2 && (hour || minute))
		buf_addf(out, " %02u:%02u", hour, minute);
}

/* ---- text ---- */

static int hex(const char *s)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef", *at = s[i] ? strchr(digits, s[i] | 0x20) : NULL;

		if (!at || (s[i] < '0'))
			return -1;
		value = value * 16 + (int)(at - digits);
	}
	return value;
}

void unescape(struct buf *out, size_t from)
{
	char *s = out->s, *end = s + out->n, *to = s + from, utf8[4];
	int cp;

	if (!out->n || !memmem(to, out->n - from, "_x", 2))
		return;
	for (char *p = to; p < end;) {
		if (end - p >= 7 && p[0] == '_' && p[1] == 'x' && p[6] == '_' && (cp = hex(p + 2)) > 0) {
			size_t n = utf8_write((uint32_t)cp, utf8);

			if (n) {
				memcpy(to, utf8, n);
				to += n;
				p += 7;
				continue;
			}
		}
		*to++ = *p++;
	}
	*to = 0;
	out->n = (size_t)(to - s);
}

/* ---- cells of a row ---- */

size_t xlsx_column_of(const char *reference)
{
	size_t column = 0, n = 0;

	for (; (*reference | 0x20) >= 'a' && (*reference | 0x20) <= 'z' && n < 4; reference++, n++)
		column = column * 26 + (size_t)((*reference | 0x20) - 'a') + 1;
	return n && n < 4 ? column - 1 : SIZE_MAX;
}

void xlsx_put_cell(struct xlsx *w, struct xlsx_cell cell, size_t text_at)
{
	size_t cap = w->text_cap, at = w->row.n;

	w->cell = mem_grow(w->cell, w->row.n, &w->cells_cap, sizeof(*w->cell));
	w->text_at = mem_grow(w->text_at, w->row.n, &cap, sizeof(*w->text_at));
	w->text_cap = cap;
	for (; at && w->cell[at - 1].column > cell.column; at--) {
		w->cell[at] = w->cell[at - 1];
		w->text_at[at] = w->text_at[at - 1];
	}
	w->cell[at] = cell;
	w->text_at[at] = text_at;
	w->row.n++;
}

void xlsx_add_cell(struct xlsx *w, struct xlsx_cell cell, const char *text, size_t n)
{
	size_t start = w->texts.n;

	buf_addn(&w->texts, text, n);
	buf_addc(&w->texts, 0);
	xlsx_put_cell(w, cell, start);
}
