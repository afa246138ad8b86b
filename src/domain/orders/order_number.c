/* Numbers of orders: one after another in a calendar year, as «37-о» or «37». */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "orders.h"

/* The number that a text begins with, and what follows it; -1: it begins with none. */
static long leading(const char *text, const char **rest)
{
	char *end;
	long n = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1;

	if (n >= 0)
		*rest = end;
	return n;
}

void order_next_number(struct tx *tx, int32_t date, struct buf *out)
{
	struct key prefix = {.n = 0};
	struct record r = {0};
	struct buf tail = {0};
	struct cursor c;
	int year, of, month, day;
	long greatest = 0;

	date_to_ymd(date, &year, &month, &day);
	for (cursor_open(&c, tx, T_REC, key_u8(&prefix, KIND_ORDER), NULL); cursor_ok(&c); cursor_next(&c)) {
		const char *rest = "";
		long n;

		if (record_from_entry(tx, c.key, c.value, &r) || !record_has(&r, ORDER_DATE))
			continue;
		date_to_ymd(record_date(&r, ORDER_DATE), &of, &month, &day);
		n = leading(record_text(&r, ORDER_NUMBER), &rest);
		if (of != year || n <= greatest)
			continue;
		greatest = n;
		buf_clear(&tail);
		if (!strpbrk(rest, "0123456789")) /* «12/1-о» is one of its own */
			buf_add(&tail, rest);
	}
	cursor_close(&c);
	if (greatest)
		buf_addf(out, "%ld%s", greatest + 1, buf_text(&tail));
	record_release(&r);
	buf_free(&tail);
}
