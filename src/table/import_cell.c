/* What a cell says, in the words of the fields: other programs write days and times in ways that nobody types. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/date.h"

/* Numbers of days that are taken for one: 1954 to 2119. Smaller ones are counts and years. */
#define SERIAL_MIN 20000
#define SERIAL_MAX 80000

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* A whole number of five digits; «46354,0» too. */
static bool is_serial(const char *s)
{
	size_t n = strspn(s, "0123456789");

	if (n != 5 || atoi(s) < SERIAL_MIN || atoi(s) >= SERIAL_MAX)
		return false;
	s += n;
	s += *s == '.' || *s == ',';
	return !s[strspn(s, "0")];
}

/* As 1C writes that there is none. */
static bool is_no_day(const char *s)
{
	return starts(s, "01.01.0001") || starts(s, "0001-01-01") || !s[strspn(s, " .")];
}

static const char *day_of(struct import *im, const char *text, struct buf *out, const char **fault)
{
	if (is_no_day(text))
		return "";
	if (date_is_ambiguous(text)) {
		*fault = "день впереди или месяц? Ожидается дд.мм.гггг";
		return text;
	}
	if (!is_serial(text))
		return text;
	xlsx_add_day(im->book, atoi(text), out);
	return out->s;
}

/* The part of a day that a number is; a clock that stands behind the day before the first. */
static const char *time_of(const char *text, struct buf *out)
{
	static const char *const zero[] = {"30.12.1899", "31.12.1899", "1899-12-30", "1899-12-31", "01.01.0001",
					   "0001-01-01", "01.01.1900", "1900-01-01", "00.01.1900"};
	long minutes;
	char *end, *copy;

	for (size_t i = 0; i < sizeof(zero) / sizeof(*zero); i++)
		if (starts(text, zero[i]) && (text[10] == ' ' || text[10] == 'T'))
			return text + 11;
	if (text[0] != '0' || (text[1] != '.' && text[1] != ',') || strlen(text) < 5)
		return text;
	copy = mem_strdup(text);
	copy[1] = '.';
	minutes = (long)(strtod(copy, &end) * 1440 + 0.5);
	if (!*end && minutes < 1440) {
		buf_addf(out, "%02ld:%02ld", minutes / 60, minutes % 60);
		text = out->s;
	}
	free(copy);
	return text;
}

/* «8,90012E+10»: as Excel shows a long number, and keeps it in text; the digits behind are gone. */
static bool is_shortened(const char *s)
{
	if (*s < '0' || *s > '9')
		return false;
	s++;
	if (*s == '.' || *s == ',')
		s += 1 + strspn(s + 1, "0123456789");
	return (*s == 'E' || *s == 'e') && s[1] == '+' && strspn(s + 2, "0123456789") == 2 &&
	       !s[4 + strspn(s + 4, " ")];
}

/* A telephone that went through a fraction, «79001234567.0», as programs write a column of numbers with gaps. */
static const char *whole_of(const char *s, struct buf *out)
{
	size_t n = strspn(s, "0123456789");

	if (n < 7 || strcmp(s + n, ".0"))
		return s;
	buf_addn(out, s, n);
	return out->s;
}

static bool is_of_name(const struct field *f)
{
	static const unsigned names[] = {PERSON_SURNAME, PERSON_NAME, PERSON_PATRONYMIC};
	bool of_name = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		of_name |= f == field_by_id(kind_def(KIND_PERSON), names[i]);
	return of_name;
}

/* «—» for a patronymic that somebody has not: no name is without a letter. */
static bool is_no_name(const char *s)
{
	while (starts(s, "–") || starts(s, "—") || starts(s, "‒"))
		s += strlen("—");
	return !s[strspn(s, "-_ ")];
}

/* What stands in a text where a program had no value, or a formula failed. */
static const char *fault_in_words(const char *s)
{
	static const char *const errors[] = {"#Н/Д", "#ССЫЛКА!", "#ИМЯ?",  "#ЗНАЧ!",  "#ДЕЛ/0!", "#ЧИСЛО!", "#ПУСТО!",
					     "#N/A", "#REF!",	 "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!",   "#NULL!"};
	static const char *const nothing[] = {"nan", "NaN", "NULL", "None", "undefined", "[object Object]"};

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (!strcmp(s, errors[i]))
			return "вместо значения в ячейке ошибка Excel";
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++)
		if (!strcmp(s, nothing[i]))
			return "так программы пишут, что значения нет; сделайте ячейку пустой";
	return NULL;
}

const char *import_read_cell(struct import *im, const struct field *f, const char *text, struct buf *out,
			     const char **fault)
{
	const char *s = text;

	*fault = NULL;
	buf_clear(out);
	if (!text_trim(&s, strlen(s)))
		return text;
	if (f->type->datum == DATUM_DATE)
		return day_of(im, s, out, fault);
	if (f->type->datum == DATUM_TIME)
		return time_of(s, out);
	if (is_of_name(f) && is_no_name(s))
		return "";
	/* elsewhere they may be somebody's words, which a table that we wrote brings back */
	if (is_of_name(f))
		*fault = fault_in_words(s);
	if (is_shortened(s))
		*fault = "длинное число сокращено, и его цифры потеряны; введите его снова в столбец с форматом "
			 "«Текстовый»";
	return f->type->datum == DATUM_TEXT && whole_of(s, out) != s ? out->s : text;
}

void import_split_surname(struct record *person)
{
	struct error e = {0};
	char *surname;

	if (!record_has(person, PERSON_SURNAME) || record_has(person, PERSON_NAME) ||
	    record_has(person, PERSON_PATRONYMIC))
		return;
	surname = mem_strdup(record_text(person, PERSON_SURNAME));
	if (strchr(surname, ' '))
		person_parse_name(surname, person, &e); /* refused: a surname of two words */
	free(surname);
}
