/* A time of day, stored as minutes since midnight. */
#include <stdlib.h>
#include <string.h>

#include "types.h"

/* 14:00, 9:30, 14.00, 14-00, 14:00:00, 1400 or 14. */
static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	const char *text = t->text;
	size_t n = strspn(text, "0123456789"),
	       rest = text[n] && strchr(":.-", text[n]) ? strspn(text + n + 1, "0123456789") : 0;
	bool joined = !text[n] && (n == 3 || n == 4),
	     parted = n >= 1 && n <= 2 && rest == 2 && (!text[n + 3] || !strcmp(text + n + 3, ":00"));
	int hours = atoi(text), minutes = 0;
	char q[TEXT_QUOTED];

	if (joined) {
		minutes = hours % 100;
		hours /= 100;
	} else if (parted) {
		minutes = atoi(text + n + 1);
	} else if (n < 1 || n > 2 || text[n]) {
		hours = 24;
	}
	if (hours > 23 || minutes > 59)
		return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается время, например 14:00", f->title,
				 text_quoted(text, q));
	record_set_int(r, f->id, hours * 60 + minutes);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	(void)style;
	buf_addf(out, "%02d:%02d", (int)(v->num / 60), (int)(v->num % 60));
}

const struct field_type ft_time = {
	.words = "время дня",
	.stored = V_INT,
	.datum = DATUM_TIME,
	.parse = parse,
	.print = print,
	.sort = type_sort_int,
};
