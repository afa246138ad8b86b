/* A moment: Unix time in ms. */
#include <time.h>

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

const struct field_type ft_stamp = {
	.words = "время",
	.stored = V_INT,
	.parse = type_parse_int,
	.print = print,
	.sort = type_sort_int,
};
