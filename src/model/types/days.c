/* Days that a condition means. */
#include "stazh/calendar/date_span.h"
#include "types.h"

enum err type_span_days(const struct typed *t, const struct field *f, int64_t *from, int64_t *to, struct error *e)
{
	const struct session *s = tx_session(t->tx);
	struct error cause = {0};
	int32_t first, last;

	if (date_span_parse(t->text, s->today, t->year ? t->year : s->year, &first, &last, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	*from = first;
	*to = last;
	return OK;
}
