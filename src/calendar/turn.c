#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/calendar/days.h"
#include "stazh/calendar/recur.h"
#include "stazh/calendar/turn.h"

const char *const day_off_words[] = {"не переносить", "на следующий рабочий день", "на предыдущий рабочий день",
				     "пропустить", NULL};

enum day_off day_off_of(const char *word)
{
	enum day_off off = DAY_OFF_SKIPPED;

	while (off && strcmp(word, day_off_words[off]) != 0)
		off--;
	return off;
}

enum day_off day_off_usual(const char *rule)
{
	static const char workdays[] = "BYDAY=MO,TU,WE,TH,FR";
	const char *days = strstr(rule, workdays), *position = strstr(rule, "BYSETPOS=");

	if (!days || days[sizeof(workdays) - 1] == ',')
		return DAY_OFF_STAYS;
	if (position)
		return position[strlen("BYSETPOS=")] == '-' ? DAY_OFF_BEFORE : DAY_OFF_NEXT;
	return strncmp(rule, "FREQ=WEEKLY", 11) ? DAY_OFF_STAYS : DAY_OFF_SKIPPED;
}

/* ---- words ---- */

/* The stems of folded words by which one says it. */
/* clang-format off */
static const struct {
	const char *stem;
	enum day_off off;
} said[] = {
	{"следующ", DAY_OFF_NEXT}, {"ближайш", DAY_OFF_NEXT}, {"позже", DAY_OFF_NEXT}, {"после", DAY_OFF_NEXT},
	{"предыдущ", DAY_OFF_BEFORE}, {"предшеств", DAY_OFF_BEFORE}, {"накануне", DAY_OFF_BEFORE}, {"раньше", DAY_OFF_BEFORE},
	{"до него", DAY_OFF_BEFORE}, {"пропус", DAY_OFF_SKIPPED}, {"пропущ", DAY_OFF_SKIPPED}, {"не перенос", DAY_OFF_STAYS},
	{"остается", DAY_OFF_STAYS},
};
/* clang-format on */

static const char *find_if(const char *text)
{
	static const char *const words[] = {"если", "Если", "ЕСЛИ"};
	const char *at = NULL;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !at; i++)
		at = strstr(text, words[i]);
	return at;
}

bool day_off_read(const char *text, struct buf *rest, enum day_off *off, enum err *err, struct error *e)
{
	const char *at = find_if(text);
	struct buf folded = {0};
	bool known = false;
	size_t n;

	if (!at)
		return false;
	collate_fold(at, strlen(at), &folded);
	for (size_t i = 0; i < sizeof(said) / sizeof(*said) && !known; i++) {
		known = strstr(buf_text(&folded), said[i].stem) != NULL;
		if (known)
			*off = said[i].off;
	}
	buf_free(&folded);
	for (n = (size_t)(at - text); n && strchr(" ,;\t\n", text[n - 1]); n--)
		;
	buf_addn(rest, text, n);
	*err = known ? OK
		     : error_set(e, ERR_INPUT,
				 "в повторе непонятно «%s»: напишите «если выходной — на следующий рабочий день», «на "
				 "предыдущий рабочий день» или «пропустить»",
				 at);
	return true;
}

/* ---- days ---- */

#define SKIPPED_MAX 400 /* days off in a row that a rule may give */

static int32_t moved(const struct turns *t, int32_t day)
{
	switch (t->off) {
	case DAY_OFF_NEXT:
		return day_at_work(t->config, day, 1);
	case DAY_OFF_BEFORE:
		return day_at_work(t->config, day, -1);
	case DAY_OFF_SKIPPED:
		return day_is_off(t->config, day, NULL) ? DATE_NONE : day;
	default:
		return day;
	}
}

bool turn_next(const struct turns *t, const struct turn *than, struct turn *out)
{
	int32_t day = than ? than->day : t->start - 1;

	for (int i = 0; i < SKIPPED_MAX; i++) {
		day = recur_after(t->rule, t->start, day);
		if (day == DATE_NONE)
			return false;
		out->due = moved(t, day);
		if (out->due != DATE_NONE && (!than || out->due > than->due)) {
			out->day = day;
			return true;
		}
	}
	return false;
}
