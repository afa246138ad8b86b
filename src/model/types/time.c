/* A time of day, stored as minutes since midnight. */
#include <stdlib.h>
#include <string.h>

#include "types.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Without blanks and words, and with a colon for those of the hours: 14 ч 30 мин. */
static void plain(const char *s, struct buf *out)
{
	static const char *const words[][2] = {{" ", ""},     {"\u00a0", ""}, {"\u202f", ""}, {"часов", ":"},
					       {"часа", ":"}, {"час", ":"},   {"ч.", ":"},    {"ч", ":"},
					       {"минут", ""}, {"мин.", ""},   {"мин", ""}};
	const size_t blanks = 3, all = sizeof(words) / sizeof(*words);
	bool blank = false, worded = false;

	for (size_t i, n; *s; s += n) {
		for (i = 0; i < all && strncmp(s, words[i][0], strlen(words[i][0])) != 0;)
			i++;
		n = i < all ? strlen(words[i][0]) : 1;
		if (i == all && blank && is_digit(*s) && out->n && is_digit(out->s[out->n - 1]))
			buf_addc(out, ':'); /* 14 30 */
		if (i == all)
			buf_addc(out, *s);
		else
			buf_add(out, words[i][1]);
		worded |= i < all && *words[i][1];
		blank = i < blanks;
	}
	if (worded && out->n > 1 && out->s[out->n - 1] == ':' && is_digit(out->s[out->n - 2])) /* 14 ч */
		buf_add(out, "00");
}

/* 14:00, 9:30, 14.00, 14-00, 14:00:00, 1400, 14 ч 30 мин or 14. */
static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	struct buf typed = {0};
	const char *text;
	size_t n, rest;
	bool joined, parted;
	int hours, minutes = 0;
	char q[TEXT_QUOTED];

	plain(t->text, &typed);
	text = buf_text(&typed);
	n = strspn(text, "0123456789");
	rest = text[n] && strchr(":.-", text[n]) ? strspn(text + n + 1, "0123456789") : 0;
	joined = !text[n] && (n == 3 || n == 4);
	parted = n >= 1 && n <= 2 && rest == 2 && (!text[n + 3] || !strcmp(text + n + 3, ":00"));
	hours = atoi(text);
	if (joined) {
		minutes = hours % 100;
		hours /= 100;
	} else if (parted) {
		minutes = atoi(text + n + 1);
	} else if (n < 1 || n > 2 || text[n]) {
		hours = 24;
	}
	buf_free(&typed);
	if (hours > 23 || minutes > 59)
		return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается время, например 14:00", f->title,
				 text_quoted(t->text, q));
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
	.span = type_span_int,
};
