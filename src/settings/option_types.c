/* One value of the INI file, by the type of its option. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "stazh/settings/address.h"
#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/settings/days.h"
#include "config_parts.h"

/* ---- parsing: NULL, or what is wrong with the text ---- */

static const char *parse_int(const char *s, int32_t min, int32_t max, int32_t *out)
{
	const char *digits = *s == '-' ? s + 1 : s;
	size_t n = strspn(digits, "0123456789");
	int64_t number;

	if (n == 0 || digits[n])
		return "это не целое число";
	if (*digits == '0' && n > 1)
		return "лишний ноль впереди";
	number = n > 9 ? INT64_MAX : strtoll(s, NULL, 10);
	if (number < min || number > max)
		return "число вне пределов";
	*out = (int32_t)number;
	return NULL;
}

static const char *parse_bool(const char *s, int32_t *out)
{
	static const char *const words[] = {"нет", "да", "no", "yes", "false", "true", "off", "on", "0", "1"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (name_same(s, words[i])) {
			*out = i % 2;
			return NULL;
		}
	}
	return "это не «да» и не «нет»";
}

/* Month * 100 + day. */
static const char *parse_daymonth(const char *s, int32_t *out)
{
	size_t d = strspn(s, "0123456789"), m = s[d] == '.' ? strspn(s + d + 1, "0123456789") : 0;
	int day, month;

	if (d < 1 || d > 2 || m < 1 || m > 2 || s[d + 1 + m])
		return "это не день и месяц";
	day = atoi(s);
	month = atoi(s + d + 1);
	if (day == 29 && month == 2)
		return "29 февраля есть не в каждом году";
	if (month < 1 || month > 12 || day < 1 || day > date_days_in_month(2001, month))
		return "такого дня нет";
	*out = month * 100 + day;
	return NULL;
}

static const char *parse_choice(const char *s, const char *const *choices, int32_t *out)
{
	for (int32_t i = 0; choices[i]; i++) {
		if (strcasecmp(s, choices[i]) == 0) {
			*out = i;
			return NULL;
		}
	}
	return "такого слова здесь нет";
}

static const char *parse_path(const char *s)
{
	return *s == '~' && s[1] && s[1] != '/' ? "понимается только своя домашняя папка: ~/" : NULL;
}

static const char *parse_zone(const char *s)
{
	struct buf path = {0};
	bool known;

	if (!*s)
		return NULL; /* the system's */
	buf_addf(&path, "/usr/share/zoneinfo/%s", s);
	known = *s != '/' && !strstr(s, "..") && s[strlen(s) - 1] != '/' && !access(path.s, R_OK);
	buf_free(&path);
	return known ? NULL : "такого часового пояса нет в системе";
}

/* As a refusal has room for (struct error): numbers with dots, perhaps a letter behind, «3.2», «4.3, 6.2», «5.1а». */
static const char *parse_clause(const char *s)
{
	const struct error *e = NULL;

	if (strlen(s) >= sizeof(e->clause))
		return "слишком длинно";
	for (; s && *s; s = strchr(s, ','), s = s ? s + 1 : NULL) {
		const char *part = s;
		size_t n = text_trim(&part, strcspn(s, ",")), digits = strspn(part, "0123456789.");

		if (n == 0 || *part == '.' || digits == 0)
			return "это не номер пункта";
		if (part[digits - 1] == '.')
			return "лишняя точка";
		if (n > digits &&
		    (utf8_prefix(part + digits, n - digits, 1) != n - digits || strchr(" ;()\"", part[digits])))
			return "это не номер пункта";
	}
	return NULL;
}

static const char *parse_days(const char *s)
{
	const char *why = NULL;

	for (; s && !why; s = strchr(s, ';'), s = s ? s + 1 : NULL) {
		const char *part = s;
		size_t n = text_trim(&part, strcspn(s, ";"));
		char *one = mem_strndup(part, n);
		struct days days;

		if (n)
			why = days_parse(one, &days);
		free(one);
	}
	return why;
}

/* 0 Monday … 6 Sunday; -1: it is none. */
static int weekday_read(const char *s, size_t n)
{
	static const char *const english[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	char *word = mem_strndup(s, n);
	int found = -1;

	for (int d = 0; d < 7; d++)
		if (name_same(word, date_weekday_name(d, false)) || name_same(word, date_weekday_name(d, true)) ||
		    !strcasecmp(word, english[d]) || (n == 1 && *word == '1' + d))
			found = d;
	free(word);
	return found;
}

/* «пн-пт», «вт, чт», «все»: a bit for each. */
static const char *parse_weekdays(const char *s, int32_t *out)
{
	int first = 0, last = 0;
	int32_t days = 0;

	for (const char *p = s; *(p += strspn(p, " ,;")); p += strcspn(p, " ,;")) {
		size_t n = strcspn(p, " ,;"), dash = strcspn(p, "-");
		bool span = dash < n;

		if (n == strlen("все") && !strncmp(p, "все", n)) {
			days |= 0x7f;
			continue;
		}
		first = weekday_read(p, span ? dash : n);
		last = span ? weekday_read(p + dash + 1, n - dash - 1) : first;
		if (first < 0 || last < 0)
			return "это не дни недели";
		for (int d = first;; d = (d + 1) % 7) {
			days |= 1 << d;
			if (d == last)
				break;
		}
	}
	*out = days;
	return days ? NULL : "нет ни одного дня";
}

static const char *parse_addresses(const char *s, int32_t max)
{
	struct address a;

	for (int32_t n = 1; address_next(&s, &a); n++)
		if (a.wrong || (max && n > max))
			return a.wrong ? a.wrong : "адрес нужен один";
	return NULL;
}

static const char *parse_command(const char *s)
{
	char **words = NULL, *room = NULL;
	bool closed = run_split(s, &words, &room);
	bool any = closed && words[0] && *words[0];

	free(words);
	free(room);
	return !closed ? "кавычка не закрыта" : any ? NULL : "нет имени программы";
}

const char *option_parse(const struct option *o, const char *s, int32_t *number)
{
	if (!*s && (o->min > 0 || (o->type != OPTION_TEXT && o->type != OPTION_DAYS && o->type != OPTION_ZONE &&
				   o->type != OPTION_PATH && o->type != OPTION_CLAUSE && o->type != OPTION_ADDRESS)))
		return "пустое значение";
	switch (o->type) {
	case OPTION_INT:
		return parse_int(s, o->min, o->max, number);
	case OPTION_BOOL:
		return parse_bool(s, number);
	case OPTION_DAYMONTH:
		return parse_daymonth(s, number);
	case OPTION_ENUM:
		return parse_choice(s, o->choices, number);
	case OPTION_CLAUSE:
		return parse_clause(s);
	case OPTION_LIST:
		return s[strspn(s, "; \t")] ? NULL : "в списке нет ни одного слова";
	case OPTION_LINES:
		return s[strspn(s, "| \t")] ? NULL : "нет ни одной строки";
	case OPTION_DAYS:
		return parse_days(s);
	case OPTION_ZONE:
		return parse_zone(s);
	case OPTION_PATH:
		return parse_path(s);
	case OPTION_WEEKDAYS:
		return parse_weekdays(s, number);
	case OPTION_ADDRESS:
		return parse_addresses(s, o->max);
	case OPTION_COMMAND:
		return parse_command(s);
	case OPTION_TEXT:
		break;
	}
	return NULL;
}

void option_add_expected(const struct option *o, struct buf *out)
{
	switch (o->type) {
	case OPTION_TEXT:
		buf_add(out, "текст");
		break;
	case OPTION_INT:
		buf_addf(out, "целое число от %d до %d", o->min, o->max);
		break;
	case OPTION_BOOL:
		buf_add(out, "да или нет (yes или no)");
		break;
	case OPTION_DAYMONTH:
		buf_addf(out, "день и месяц через точку, например %s", o->text);
		break;
	case OPTION_ENUM:
		for (size_t i = 0; o->choices[i]; i++)
			buf_addf(out, "%s%s", i ? " или " : "", o->choices[i]);
		break;
	case OPTION_CLAUSE:
		buf_add(out, "список номеров пунктов через запятую, например 4.3, 6.2");
		break;
	case OPTION_LIST:
		buf_add(out, "слова через ; в кавычках, например \"высшая;первая\"");
		break;
	case OPTION_LINES:
		buf_add(out, "строки через |");
		break;
	case OPTION_DAYS:
		buf_add(out,
			"дни через ; в кавычках, например \"04.11 День народного единства;28.10.2026-05.11.2026\"");
		break;
	case OPTION_ZONE:
		buf_add(out, "часовой пояс, например Asia/Novokuznetsk или Europe/Moscow");
		break;
	case OPTION_WEEKDAYS:
		buf_add(out, "дни недели: пн-пт или вт, чт");
		break;
	case OPTION_ADDRESS:
		buf_add(out, "адрес почты, например metod@cims.example или ЦИМС <metod@cims.example>");
		if (o->max != 1)
			buf_add(out, "; несколько — через запятую");
		break;
	case OPTION_COMMAND:
		buf_add(out, "программа и её ключи, например sendmail -t");
		break;
	case OPTION_PATH:
		buf_add(out, "путь: от корня, от ~/ или от папки этого файла");
		break;
	}
}
