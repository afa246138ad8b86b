/* Changing a record: with its counters, what is derived from it, and the journal. */
#include <string.h>
#include <time.h>

#include "internal.h"

/* ---- counters ---- */

static enum err set_counter(struct tx *tx, const char *name, unsigned kind, uint32_t n)
{
	struct key k = {.n = 0}, v = {.n = 0};

	key_u32(&v, n);
	return tx_put(tx, T_META, key_u8(key_text(&k, name), (uint8_t)kind), v.b, v.n);
}

/* ---- changing ---- */

/* Puts `is` in place of `was` (NULL: there is none), with counters, derived entries and the journal. */
static enum err replace(struct tx *tx, unsigned kind, uint32_t id, const struct record *was, const struct record *is)
{
	struct entries before = {0}, after = {0}, others_before = {0}, others_after = {0};
	struct buf was_body = {0}, is_body = {0}, value = {0};
	struct refs by_fields = {0}, by_referrers = {0};
	struct key k = {.n = 0};

	key_record(&k, kind, id);
	derive_dependents(tx, was, is, &by_fields, &by_referrers);
	for (size_t i = 0; i < by_referrers.n; i++)
		derive_stored(tx, &by_referrers.r[i], &others_before);
	if (was) {
		derive_record(tx, was, &before);
		record_encode(was, &was_body);
	}
	if (is) {
		record_encode(is, &is_body);
		envelope_seal(&k, (struct slice){(uint8_t *)is_body.s, is_body.n}, &value);
		tx_put(tx, T_REC, &k, value.s, value.n);
		derive_record(tx, is, &after);
	} else {
		tx_del(tx, T_REC, &k);
	}
	if (!was != !is)
		set_counter(tx, "count", kind, meta_count(tx, kind) + (is ? 1 : -1));
	/* The record's own entries first: they tell the others who points where. */
	derive_apply(tx, &before, &after);
	for (size_t i = 0; i < by_referrers.n; i++)
		derive_stored(tx, &by_referrers.r[i], &others_after);
	derive_apply(tx, &others_before, &others_after);
	for (size_t i = 0; i < by_fields.n && !tx->error.code; i++) { /* each by itself: they may be many */
		const struct past past = {(uint8_t)kind, id, was};
		struct entries other_before = {0}, other_after = {0};

		tx->past = &past;
		derive_stored(tx, &by_fields.r[i], &other_before);
		tx->past = NULL;
		derive_stored(tx, &by_fields.r[i], &other_after);
		derive_apply(tx, &other_before, &other_after);
		entries_release(&other_before);
		entries_release(&other_after);
	}
	log_write(tx, kind, id, (struct slice){(uint8_t *)was_body.s, was_body.n},
		  (struct slice){(uint8_t *)is_body.s, is_body.n});
	if (tx->store->schema && tx->store->schema->changed)
		tx->store->schema->changed(tx, kind);

	entries_release(&before);
	entries_release(&after);
	entries_release(&others_before);
	entries_release(&others_after);
	refs_release(&by_fields);
	refs_release(&by_referrers);
	buf_free(&was_body);
	buf_free(&is_body);
	buf_free(&value);
	return tx->error.code;
}

/* Makes «someone else was here» sticky, with who and when from the journal. */
static enum err changed(struct tx *tx, unsigned kind, uint32_t id, const char *did)
{
	struct log_entry l = {0};
	char when[32] = "";
	struct tm tm;
	time_t at;

	if (log_load(tx, log_prev_of_record(tx, kind, id, 0), &l) || tx->error.code) {
		log_release(&l);
		return error_set(&tx->error, ERR_CHANGED, "запись тем временем %s. Откройте её заново", did);
	}
	at = l.at_ms / 1000;
	if (localtime_r(&at, &tm))
		strftime(when, sizeof(when), "%d.%m.%Y в %H:%M", &tm);
	error_set(&tx->error, ERR_CHANGED,
		  "запись тем временем %s: пользователь %s, %s. Откройте её заново и повторите своё изменение", did,
		  l.user[0] ? l.user : "без имени", when);
	log_release(&l);
	return ERR_CHANGED;
}

static const uint16_t stamps[] = {REC_REV, REC_CREATED_AT, REC_CREATED_BY, REC_CHANGED_AT, REC_CHANGED_BY};

/* `old` may be empty: the fields are cleared. */
static void copy_stamps(struct record *r, const struct record *old)
{
	for (size_t i = 0; i < sizeof(stamps) / sizeof(*stamps); i++)
		record_set_value(r, stamps[i], record_get(old, stamps[i]));
}

enum err record_store(struct tx *tx, struct record *r)
{
	struct record old = {0};
	bool fresh = !r->id;
	const char *user;
	enum err err;

	if (tx_may_write(tx))
		return tx->error.code;
	user = tx->info->user;
	if (!fresh) {
		err = record_load(tx, r->kind, r->id, &old);
		if (err == ERR_NONE)
			err = changed(tx, r->kind, r->id, "удалена");
		else if (!err && record_int(r, REC_REV) != record_int(&old, REC_REV))
			err = changed(tx, r->kind, r->id, "изменена");
		if (err)
			goto done;
		copy_stamps(r, &old);
		if (record_same(&old, r))
			goto done;
	} else {
		r->id = meta_next_id(tx, r->kind);
		err = set_counter(tx, "next", r->kind, r->id + 1);
		if (err)
			goto done;
		copy_stamps(r, &old);
		record_set_int(r, REC_CREATED_AT, tx->now_ms);
		record_set_text(r, REC_CREATED_BY, user);
	}
	record_set_int(r, REC_REV, record_int(r, REC_REV) + 1);
	record_set_int(r, REC_CHANGED_AT, tx->now_ms);
	record_set_text(r, REC_CHANGED_BY, user);
	err = replace(tx, r->kind, r->id, fresh ? NULL : &old, r);
done:
	record_release(&old);
	return err;
}

enum err record_trash(struct tx *tx, unsigned kind, uint32_t id)
{
	struct record r = {0};
	struct key k = {.n = 0};
	struct buf copy = {0};
	struct slice value;
	enum err err;

	if (tx_may_write(tx))
		return tx->error.code;
	err = record_load(tx, kind, id, &r);
	if (err)
		goto done;
	if (tx_get(tx, T_REC, key_record(&k, kind, id), &value)) {
		buf_addn(&copy, value.p, value.n); /* the entry moves when the table is written to */
		tx_put(tx, T_TRASH, &k, copy.s, copy.n);
	}
	err = replace(tx, kind, id, &r, NULL);
done:
	buf_free(&copy);
	record_release(&r);
	return err;
}

enum err record_store_trash(struct tx *tx, const struct record *r)
{
	struct buf body = {0}, value = {0};
	struct key k = {.n = 0};
	struct slice old;

	if (tx_may_write(tx) || !tx_get(tx, T_TRASH, key_record(&k, r->kind, r->id), &old))
		return tx->error.code ? tx->error.code : ERR_NONE;
	record_encode(r, &body);
	envelope_seal(&k, (struct slice){(uint8_t *)body.s, body.n}, &value);
	tx_put(tx, T_TRASH, &k, value.s, value.n);
	log_write(tx, r->kind, r->id, (struct slice){0}, (struct slice){0});
	buf_free(&body);
	buf_free(&value);
	return tx->error.code;
}

enum err record_untrash(struct tx *tx, unsigned kind, uint32_t id)
{
	struct record r = {0};
	struct key k = {.n = 0};
	enum err err;

	if (tx_may_write(tx))
		return tx->error.code;
	err = record_load_trash(tx, kind, id, &r);
	if (!err)
		err = tx_del(tx, T_TRASH, key_record(&k, kind, id));
	if (!err) {
		/* Its removal was a revision too, of which calendars were told. */
		record_set_int(&r, REC_REV, record_int(&r, REC_REV) + 2);
		err = replace(tx, kind, id, NULL, &r);
	}
	record_release(&r);
	return err;
}
