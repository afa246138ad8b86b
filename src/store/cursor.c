#include <string.h>

#include "internal.h"

static void step(struct cursor *c, MDB_val *key, MDB_cursor_op op)
{
	MDB_val value;
	int rc;

	c->ok = false;
	if (c->tx->writing && c->tx->error.code)
		return;
	if ((op == MDB_SET_RANGE || op == MDB_FIRST) && !tx_look(c->tx, c->table, key->mv_data, key->mv_size))
		return;
	if (op == MDB_LAST && !tx_look(c->tx, c->table, NULL, 0))
		return;
	rc = mdb_cursor_get(c->mc, key, &value, op);
	if (rc) {
		if (rc != MDB_NOTFOUND)
			tx_fail(c->tx, rc);
		return;
	}
	c->key = (struct slice){key->mv_data, key->mv_size};
	c->value = (struct slice){value.mv_data, value.mv_size};
	/* on another page than before: the ones beside it come next */
	if ((uintptr_t)c->key.p / c->tx->store->pages.size != c->page && !tx_look(c->tx, c->table, c->key.p, c->key.n))
		return;
	c->page = (uintptr_t)c->key.p / c->tx->store->pages.size;
	c->ok = true;
}

/* Ends the walk where the prefix ends. */
static void hold_prefix(struct cursor *c)
{
	if (c->ok && (c->key.n < c->prefix.n || memcmp(c->key.p, c->prefix.b, c->prefix.n)))
		c->ok = false;
}

static bool begin(struct cursor *c, struct tx *tx, enum table t, const struct key *prefix)
{
	MDB_cursor *mc;
	int rc;

	c->tx = tx;
	c->table = t;
	c->page = 0;
	c->mc = NULL;
	c->ok = false;
	c->prefix.n = 0;
	if (prefix)
		key_bytes(&c->prefix, prefix->b, prefix->n);
	if (tx->writing && tx->error.code)
		return false;
	rc = mdb_cursor_open(tx->txn, tx->store->dbi[t], &mc);
	if (rc) {
		tx_fail(tx, rc);
		return false;
	}
	c->mc = mc;
	return true;
}

/* Onto the first entry >= at. */
static void seek(struct cursor *c, const struct key *at)
{
	MDB_val key = {at->n, (void *)at->b}; /* empty: the first of all */

	step(c, &key, at->n ? MDB_SET_RANGE : MDB_FIRST);
}

void cursor_open(struct cursor *c, struct tx *tx, enum table t, const struct key *prefix, const struct key *from)
{
	if (!begin(c, tx, t, prefix))
		return;
	seek(c, from ? from : &c->prefix);
	hold_prefix(c);
}

/* Makes k the first key after all that begin with it. False: there is none. */
static bool after_prefix(struct key *k)
{
	while (k->n && k->b[k->n - 1] == 0xff)
		k->n--;
	if (!k->n)
		return false;
	k->b[k->n - 1]++;
	return true;
}

void cursor_open_last(struct cursor *c, struct tx *tx, enum table t, const struct key *prefix, const struct key *upto)
{
	struct key end = {0};
	MDB_val key;

	if (!begin(c, tx, t, prefix))
		return;
	if (upto)
		end = *upto;
	else
		key_bytes(&end, c->prefix.b, c->prefix.n);
	if (upto || after_prefix(&end)) {
		seek(c, &end);
		if (!c->ok)
			step(c, &key, MDB_LAST);
		else if (!upto || c->key.n != end.n || memcmp(c->key.p, end.b, end.n))
			step(c, &key, MDB_PREV);
	} else {
		step(c, &key, MDB_LAST);
	}
	hold_prefix(c);
}

bool cursor_ok(const struct cursor *c)
{
	return c->ok;
}

void cursor_next(struct cursor *c)
{
	MDB_val key;

	step(c, &key, MDB_NEXT);
	hold_prefix(c);
}

void cursor_prev(struct cursor *c)
{
	MDB_val key;

	step(c, &key, MDB_PREV);
	hold_prefix(c);
}

void cursor_close(struct cursor *c)
{
	if (c->mc)
		mdb_cursor_close(c->mc);
	c->mc = NULL;
	c->ok = false;
}
