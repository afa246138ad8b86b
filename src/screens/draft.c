/* What was typed and not saved: kept in the database, so that it survives a lost line. */
#include <string.h>

#include "internal.h"

struct draft {
	const struct key *key;
	struct buf value; /* name NUL value NUL … */
};

static enum err put(struct tx *tx, void *arg)
{
	struct draft *d = arg;

	return d->value.n ? tx_put(tx, T_DRAFT, d->key, d->value.s, d->value.n) : tx_del(tx, T_DRAFT, d->key);
}

static bool is_there(struct app *app, const struct key *k)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct slice v;
	bool there = tx && tx_get(tx, T_DRAFT, k, &v);

	if (tx)
		tx_end(&tx);
	return there;
}

void draft_keep(struct app *app, const struct key *key, const struct assign *a, size_t n)
{
	struct error e = {.code = OK};
	struct draft d = {.key = key};

	for (size_t i = 0; i < n; i++) {
		buf_addn(&d.value, a[i].name, strlen(a[i].name) + 1);
		buf_addn(&d.value, a[i].value, strlen(a[i].value) + 1);
	}
	if ((n || is_there(app, key)) && session_write(app->session, "draft", "", put, &d, &e))
		app_say(app, LOOK_ERROR, "%s", e.text);
	buf_free(&d.value);
}

const char *draft_value(const struct buf *draft, const char *name)
{
	for (size_t at = 0; at < draft->n;) {
		const char *key = draft->s + at, *value = key + strlen(key) + 1;

		if (!strcmp(key, name))
			return value;
		at = (size_t)(value - draft->s) + strlen(value) + 1;
	}
	return NULL;
}

void draft_load(struct tx *tx, const struct key *key, struct buf *out)
{
	struct slice v;

	if (tx_get(tx, T_DRAFT, key, &v) && v.n && !v.p[v.n - 1])
		buf_addn(out, v.p, v.n);
}
