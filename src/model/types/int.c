/* A whole number between the field's bounds. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "types.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the blank at s that may part thousands: of any width that a spreadsheet puts there. */
static size_t blank(const char *s)
{
	static const char *const blanks[] = {" ", "\u00a0", "\u2009", "\u202f", "\u2007"};

	for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks); i++)
		if (!strncmp(s, blanks[i], strlen(blanks[i])))
			return strlen(blanks[i]);
	return 0;
}

/* 1 200 and 15,0 as a spreadsheet shows them. 1,000 stays: it is one or a thousand. */
static void plain(const char *s, struct buf *out)
{
	for (size_t n; *s; s += n) {
		size_t digits = 0;

		n = out->n && is_digit(out->s[out->n - 1]) ? blank(s) : 0;
		while (n && is_digit(s[n + digits]))
			digits++;
		if (n && digits == 3)
			continue;
		n = 1;
		buf_addc(out, *s);
	}
	for (size_t zeros = 1; zeros <= 2 && out->n > zeros + 1; zeros++) {
		char *mark = out->s + out->n - zeros - 1;

		if ((*mark == ',' || *mark == '.') && is_digit(mark[-1]) && strspn(mark + 1, "0") == zeros) {
			out->n = (size_t)(mark - out->s);
			*mark = '\0';
			return;
		}
	}
}

enum err type_parse_int(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	const char *text = t->text;
	struct buf digits = {0};
	char q[TEXT_QUOTED], *end;
	long long v;
	bool whole;

	plain(text, &digits);
	errno = 0;
	v = strtoll(buf_text(&digits), &end, 10);
	whole = end != buf_text(&digits) && !*end && !errno;
	buf_free(&digits);
	if (!whole)
		return error_set(e, ERR_REFUSED, "%s: «%s» — не целое число", f->title, text_quoted(text, q));
	if (f->min < f->max && (v < f->min || v > f->max))
		return error_set(e, ERR_REFUSED, "%s: %lld вне пределов от %d до %d", f->title, v, f->min, f->max);
	record_set_int(r, f->id, v);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	(void)style;
	buf_addf(out, "%lld", (long long)v->num);
}

void type_sort_int(const struct field *f, const struct record *r, struct key *out)
{
	int64_t number = f->id == FIELD_ID ? (int64_t)r->id : record_int(r, f->id);

	key_u64(out, (uint64_t)number ^ UINT64_C(1) << 63);
}

enum err type_span_int(const struct typed *t, const struct field *f, int64_t *from, int64_t *to, struct error *e)
{
	struct field any = *f;
	struct record r = {0};
	enum err err;

	any.min = any.max = 0;
	err = f->type->parse(t, &any, &r, e);
	*from = *to = record_int(&r, f->id);
	record_release(&r);
	return err;
}

static void bounds(const struct field *f, struct buf *out)
{
	if (f->min < f->max)
		buf_addf(out, " от %d до %d", f->min, f->max);
}

const struct field_type ft_int = {
	.words = "целое число",
	.stored = V_INT,
	.datum = DATUM_NUMBER,
	.right = true,
	.parse = type_parse_int,
	.print = print,
	.sort = type_sort_int,
	.span = type_span_int,
	.bounds = bounds,
};
