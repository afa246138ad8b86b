/* What every screen does on its way to the records. */
#include <string.h>
#include <time.h>

#include "internal.h"
#include "stazh/model/audit.h"

struct tx *screen_read(struct app *app)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(app->session->store, &e);

	if (!tx)
		app_say(app, LOOK_ERROR, "%s", e.text);
	return tx;
}

void bare_name_add(const char *name, struct buf *out)
{
	const char *open = strstr(name, "«"), *close = NULL;

	for (const char *p = name; open && (p = strstr(p, "»")); p += strlen("»"))
		close = p;
	if (open && close > open && !close[strlen("»")])
		buf_addn(out, open + strlen("«"), (size_t)(close - open) - strlen("«"));
	else
		buf_add(out, name);
}

enum err reading(struct app *app, struct subject what, const char *how, size_t n, struct error *e)
{
	return what.id ? audit_read(app->session, what.kind, what.id, e)
		       : audit_list(app->session, how, what.kind, n, e);
}

void journal_time(int64_t ms, const char *format, struct buf *out)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char text[40];

	localtime_r(&t, &tm);
	strftime(text, sizeof(text), format, &tm);
	buf_add(out, text);
}

struct subject due_subject(const struct deadline *d)
{
	const struct deadline_def *def = deadline_def(d->kind);
	const struct kind_def *k = kind_def(d->rec_kind);

	return def && def->at_owner ? (struct subject){field_by_id(k, k->parent)->ref, d->site}
				    : (struct subject){d->rec_kind, d->rec_id};
}
