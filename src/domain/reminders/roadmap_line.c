/* The lines of a roadmap. */
#include <string.h>

#include "reminders.h"
#include "stazh/base/utf8.h"

const char *const roadmap_bases[] = {ROADMAP_EVENT, ROADMAP_TERM, ROADMAP_YEAR, NULL};

/* The number of the letter at this byte, from 1. */
static int letter_at(const char *s, size_t at)
{
	int n = 1;

	for (size_t i = 0; i < at; i += utf8_next(s, at, i))
		n++;
	return n;
}

static enum err at_place(const char *steps, const char *line, size_t at, const char *cause, struct error *e)
{
	int number = 1;

	for (const char *s = steps; s < line; s++)
		number += *s == '\n';
	return error_set(e, ERR_INPUT, "строка %d, место %d: %s", number, letter_at(line, at), cause);
}

/* Where the one responsible begins: behind the last dash that has blanks around it. */
static const char *find_dash(const char *s, size_t n, size_t *length)
{
	static const char *const dashes[] = {" — ", " – ", " - "};
	const char *found = NULL;

	for (size_t i = 0; i < n; i++)
		for (size_t d = 0; d < sizeof(dashes) / sizeof(*dashes); d++)
			if (n - i >= strlen(dashes[d]) && !memcmp(s + i, dashes[d], strlen(dashes[d]))) {
				found = s + i;
				*length = strlen(dashes[d]);
			}
	return found;
}

static enum err judge_from(const struct step_when *when, const char *base, const char **cause)
{
	bool event = !strcmp(base, ROADMAP_EVENT);

	*cause = event ? "у занятия нет начала и окончания, только день: «до занятия», «после занятия»"
		       : "эта дорожная карта не для занятия: считайте от начала, от окончания или от дня, «15 июня»";
	if (event)
		return when->from == STEP_BEGIN || when->from == STEP_END ? ERR_INPUT : OK;
	return when->from == STEP_EVENT ? ERR_INPUT : OK;
}

static enum err read_line(const char *steps, const char *base, struct roadmap_step *s, struct error *e)
{
	const char *colon = memchr(s->line, ':', s->line_n), *dash, *cause;
	struct error why = {.code = OK};
	size_t at = s->line_n, length;

	if (step_when_read(s->line, colon ? (size_t)(colon - s->line) : s->line_n, &s->when, &at, &why))
		return at_place(steps, s->line, at, why.text, e);
	if (!colon)
		return at_place(steps, s->line, s->line_n,
				"нет двоеточия перед тем, что сделать: «за 10 дней до: программа — руководитель»", e);
	if (judge_from(&s->when, base, &cause))
		return at_place(steps, s->line, 0, cause, e);
	s->what = colon + 1;
	s->what_n = s->line_n - (size_t)(s->what - s->line);
	dash = find_dash(s->what, s->what_n, &length);
	s->who = dash ? dash + length : s->what + s->what_n;
	s->who_n = dash ? s->what_n - (size_t)(s->who - s->what) : 0;
	if (dash)
		s->what_n = (size_t)(dash - s->what);
	s->what_n = text_trim(&s->what, s->what_n);
	s->who_n = text_trim(&s->who, s->who_n);
	if (!s->what_n)
		return at_place(steps, s->line, (size_t)(colon + 1 - s->line), "не сказано, что сделать", e);
	return OK;
}

enum err roadmap_step_next(const char *steps, const char *base, size_t *at, struct roadmap_step *out, struct error *e)
{
	for (; steps[*at]; *at += steps[*at] == '\n') {
		*out = (struct roadmap_step){.line = steps + *at, .line_n = strcspn(steps + *at, "\n")};
		*at += out->line_n;
		out->line_n = text_trim(&out->line, out->line_n);
		if (out->line_n)
			return read_line(steps, base, out, e);
	}
	return ERR_NONE;
}

int32_t roadmap_anchor(const struct step_when *when, const char *base, const struct span *span)
{
	int32_t usual = !strcmp(base, ROADMAP_TERM) ? span->to : span->from, day;
	int year = school_year_of(usual) + (when->month < 9);

	if (when->from == STEP_BEGIN)
		return span->from;
	if (when->from == STEP_END)
		return span->to;
	if (when->from != STEP_DAY)
		return usual;
	day = date_from_ymd(year, when->month, when->day);
	return day == DATE_NONE ? date_from_ymd(year, when->month, when->day - 1) : day; /* 29 February */
}
