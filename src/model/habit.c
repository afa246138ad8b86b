#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/habit.h"

#define WAIT_MS 100 /* for another writer: a habit is not worth more */

/* Shorter than that of any draft, so that none of the login's drafts is taken for it. */
static struct key *habit_key(const struct session *s, struct key *k)
{
	return key_u8(key_u8(key_text(k, s->user), 0), 0);
}

/* The text of a name among pairs «name, 0, text, 0»; NULL: none. *pair: where it begins, *end: where the next does. */
static const char *find(struct slice pairs, const char *name, size_t *pair, size_t *end)
{
	const char *p = (const char *)pairs.p;

	if (!pairs.n || p[pairs.n - 1])
		return NULL;
	for (size_t at = 0; at < pairs.n;) {
		size_t text = at + strlen(p + at) + 1;

		if (text >= pairs.n)
			return NULL;
		*end = text + strlen(p + text) + 1;
		*pair = at;
		if (!strcmp(p + at, name))
			return p + text;
		at = *end;
	}
	return NULL;
}

bool habit_get(struct session *s, const char *name, struct buf *out)
{
	struct tx *tx = tx_read(s->store, NULL);
	struct key k = {.n = 0};
	const char *text = NULL;
	struct slice pairs;
	size_t at, end;

	if (!tx)
		return false;
	if (tx_get(tx, T_DRAFT, habit_key(s, &k), &pairs))
		text = find(pairs, name, &at, &end);
	buf_add(out, text ? text : "");
	tx_end(&tx);
	return text;
}

long habit_number(struct session *s, const char *name, long otherwise)
{
	struct buf text = {0};
	long n = habit_get(s, name, &text) ? strtol(buf_text(&text), NULL, 10) : otherwise;

	buf_free(&text);
	return n;
}

struct keeping {
	const struct session *s;
	const char *name, *value;
};

static enum err put(struct tx *tx, void *arg)
{
	const struct keeping *w = arg;
	struct buf pairs = {0};
	struct key k = {.n = 0};
	struct slice was;
	size_t at, end;
	enum err err;

	if (tx_get(tx, T_DRAFT, habit_key(w->s, &k), &was)) {
		if (find(was, w->name, &at, &end)) {
			buf_addn(&pairs, was.p, at);
			buf_addn(&pairs, (const char *)was.p + end, was.n - end);
		} else {
			buf_addn(&pairs, was.p, was.n);
		}
	}
	buf_addn(&pairs, w->name, strlen(w->name) + 1);
	buf_addn(&pairs, w->value, strlen(w->value) + 1);
	err = tx_put(tx, T_DRAFT, &k, pairs.s, pairs.n);
	buf_free(&pairs);
	return err;
}

void habit_keep(struct session *s, const char *name, const char *value)
{
	struct tx_info info = {.user = s->user, .from = s->from, .action = "habit", .note = "", .wait_ms = WAIT_MS};
	struct keeping w = {s, name, value};

	store_write(s->store, &info, put, &w, NULL);
}

void habit_keep_number(struct session *s, const char *name, long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", value);
	habit_keep(s, name, text);
}
