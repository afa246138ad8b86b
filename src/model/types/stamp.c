/* A moment: Unix time in ms. */
#include <time.h>

#include "stazh/base/date.h"
#include "types.h"

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	time_t t = (time_t)(v->num / 1000);
	struct tm tm;
	char s[40];

	(void)tx;
	(void)f;
	localtime_r(&t, &tm);
	strftime(s, sizeof(s), style == STYLE_PEOPLE ? "%d.%m.%Y %H:%M" : "%Y-%m-%dT%H:%M:%S%z", &tm);
	buf_add(out, s);
}

/* When the day begins here. */
static int64_t midnight(int64_t day)
{
	struct tm tm = {.tm_isdst = -1};
	int y, m, d;

	date_to_ymd((int32_t)day, &y, &m, &d);
	tm.tm_year = y - 1900;
	tm.tm_mon = m - 1;
	tm.tm_mday = d;
	return (int64_t)mktime(&tm) * 1000;
}

static enum err span(const struct typed *t, const struct field *f, int64_t *from, int64_t *to, struct error *e)
{
	enum err err = type_span_days(t, f, from, to, e);

	if (err)
		return err;
	*from = midnight(*from);
	*to = midnight(*to + 1) - 1;
	return OK;
}

const struct field_type ft_stamp = {
	.words = "время",
	.stored = V_INT,
	.parse = type_parse_int,
	.print = print,
	.sort = type_sort_int,
	.span = span,
};
