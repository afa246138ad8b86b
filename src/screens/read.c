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

/* Bytes of the capitals of an abbreviation and the blanks between and behind them («МБУ ДО »); 0: there is none. */
static size_t abbreviation(const char *s)
{
	size_t n = 0, letters = 0;

	for (;; letters++) {
		unsigned char a = (unsigned char)s[n], b = a ? (unsigned char)s[n + 1] : 0;

		if (a == 0xD0 && ((b >= 0x90 && b <= 0xAF) || b == 0x81)) /* А … Я, Ё */
			n += 2;
		else if (a == ' ' && letters)
			n++;
		else
			break;
	}
	return letters > 1 && s[n - 1] == ' ' && !strncmp(s + n, "«", strlen("«")) ? n : 0;
}

/* The mark that closes the one at s; NULL: none does. */
static const char *closing(const char *s)
{
	int depth = 0;

	for (const char *p = s; *p; p++) {
		depth += !strncmp(p, "«", strlen("«"));
		if (!strncmp(p, "»", strlen("»")) && --depth == 0)
			return p;
	}
	return NULL;
}

void bare_names(struct buf *text)
{
	struct buf out = {0};
	const char *s = buf_text(text), *close;
	bool begins = true; /* a word does, here */

	if (!strstr(s, "«"))
		return;
	while (*s) {
		size_t n = begins ? abbreviation(s) : 0;

		if (n && (close = closing(s + n))) {
			s += n + strlen("«");
			buf_addn(&out, s, (size_t)(close - s));
			s = close + strlen("»");
			begins = false;
		} else {
			begins = strchr(" (,", *s);
			buf_addc(&out, *s++);
		}
	}
	buf_clear(text);
	buf_add(text, buf_text(&out));
	buf_free(&out);
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
