#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/habit.h"

#define WAIT_MS 100 /* for another writer: a habit is not worth more */

/* Shorter than that of any draft, so that none of the login's drafts is taken for it. */
static struct key *habit_key(const char *login, struct key *k)
{
	return key_u8(key_u8(key_text(k, login), 0), 0);
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

bool habit_read(struct tx *tx, const char *login, const char *name, struct buf *out)
{
	struct key k = {.n = 0};
	const char *text = NULL;
	struct slice pairs;
	size_t at, end;

	if (tx_get(tx, T_DRAFT, habit_key(login, &k), &pairs))
		text = find(pairs, name, &at, &end);
	buf_add(out, text ? text : "");
	return text;
}

void habit_each(struct tx *tx, const char *login, void (*fn)(const char *name, const char *text, void *arg), void *arg)
{
	struct key k = {.n = 0};
	struct slice pairs;

	if (!tx_get(tx, T_DRAFT, habit_key(login, &k), &pairs) || !pairs.n || pairs.p[pairs.n - 1])
		return;
	for (size_t at = 0; at < pairs.n;) {
		const char *name = (const char *)pairs.p + at, *text = name + strlen(name) + 1;

		if (text >= (const char *)pairs.p + pairs.n)
			return;
		fn(name, text, arg);
		at = (size_t)(text + strlen(text) + 1 - (const char *)pairs.p);
	}
}

enum err habit_write(struct tx *tx, const char *login, const char *name, const char *value)
{
	struct buf pairs = {0};
	struct key k = {.n = 0};
	struct slice was;
	size_t at, end;
	enum err err;

	if (tx_get(tx, T_DRAFT, habit_key(login, &k), &was)) {
		if (find(was, name, &at, &end)) {
			buf_addn(&pairs, was.p, at);
			buf_addn(&pairs, (const char *)was.p + end, was.n - end);
		} else {
			buf_addn(&pairs, was.p, was.n);
		}
	}
	if (value) {
		buf_addn(&pairs, name, strlen(name) + 1);
		buf_addn(&pairs, value, strlen(value) + 1);
	}
	err = pairs.n ? tx_put(tx, T_DRAFT, &k, pairs.s, pairs.n) : tx_del(tx, T_DRAFT, &k);
	buf_free(&pairs);
	return err;
}

bool habit_get(struct session *s, const char *name, struct buf *out)
{
	struct tx *tx = tx_read(s->store, NULL);
	bool is = tx && habit_read(tx, s->user, name, out);

	if (tx)
		tx_end(&tx);
	else
		buf_add(out, "");
	return is;
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

	return habit_write(tx, w->s->user, w->name, w->value);
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
