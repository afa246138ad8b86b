/* What was decided about a record's deadlines (deferral.h): set by actions only. */
#include <stdio.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/model/deferral.h"
#include "types.h"

bool deferral_next(const char *text, size_t *at, struct deferral *out)
{
	const char *line = text + *at, *day, *end = line + strcspn(line, "\n");
	char iso[11] = "";

	*out = (struct deferral){.code = line, .code_n = strcspn(line, " \n"), .until = DATE_NONE};
	day = line + out->code_n;
	if (!out->code_n || *day++ != ' ')
		return false;
	if (strncmp(day, "- ", 2) != 0) {
		snprintf(iso, sizeof(iso), "%s", day);
		out->until = date_parse_iso(iso);
		if (out->until == DATE_NONE || day[10] != ' ')
			return false;
	}
	out->reason = day + (*iso ? strlen(iso) : 1) + 1;
	out->reason_n = (size_t)(end - out->reason);
	*at = (size_t)(end - text) + (*end == '\n');
	return true;
}

void deferral_add(const struct deferral *d, struct buf *out)
{
	if (d->until == DATE_NONE) {
		buf_add(out, "снят");
	} else {
		buf_add(out, "отложен до ");
		date_add_ru(out, d->until);
	}
	buf_addf(out, ": %.*s", (int)d->reason_n, d->reason);
}

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	struct deferral d;
	size_t at = 0;

	do {
		if (!deferral_next(t->text, &at, &d))
			return error_set(e, ERR_REFUSED, "%s: ожидается срок, день или «-» и причина", f->title);
	} while (t->text[at]);
	record_set_text(r, f->id, t->text);
	return OK;
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	struct deferral d;
	size_t at = 0;

	if (style != STYLE_PEOPLE) {
		type_print_text(tx, f, v, style, out);
		return;
	}
	for (bool first = true; deferral_next(v->text, &at, &d); first = false) {
		buf_add(out, first ? "" : "; ");
		deferral_add(&d, out);
	}
}

const struct field_type ft_deferral = {
	.words = "решение о сроке",
	.stored = V_TEXT,
	.own_words = true,
	.parse = parse,
	.print = print,
};
