/* How the database is, from what stands at its ends. */
#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "internal.h"

#define META_CREATED "created"
#define META_COPIED  "copied"

enum err tx_note_copied(struct tx *tx)
{
	struct key k = {.n = 0}, at = {.n = 0};

	key_u64(&at, (uint64_t)tx->now_ms);
	return tx_put(tx, T_META, key_text(&k, META_COPIED), at.b, at.n);
}

static int64_t time_of(struct tx *tx, const char *name)
{
	struct key k = {.n = 0};
	struct slice v;

	return tx_get(tx, T_META, key_text(&k, name), &v) && v.n == 8 ? (int64_t)key_get_u64(v.p) : 0;
}

static enum err look_at_disk(struct store *s, struct store_health *out, struct error *e)
{
	struct statvfs fs;
	struct stat st;

	if (stat(s->data_file, &st) || statvfs(s->path, &fs))
		return store_explain(s->path, errno, "узнать о диске", e);
	out->size = (uint64_t)st.st_size;
	out->free = (uint64_t)fs.f_bavail * fs.f_frsize;
	out->read_only = fs.f_flag & ST_RDONLY;
	return OK;
}

static enum err look_at_journal(struct tx *tx, struct store_health *out, struct error *e)
{
	struct log_entry l = {0};
	enum err err = log_verify_last(tx, &out->broken);

	out->entries = log_last(tx);
	if (!err && out->entries && !log_load(tx, out->entries, &l))
		out->changed_ms = l.at_ms;
	log_release(&l);
	if (!err && !sums_agree(tx, T_META))
		err = error_set(&out->broken, ERR_STORAGE, "таблица meta: не сходится контрольная сумма");
	out->created_ms = time_of(tx, META_CREATED);
	out->copied_ms = time_of(tx, META_COPIED);
	return tx_failed(tx) ? error_set(e, tx_failed(tx), "%s", tx_error(tx)->text) : OK;
}

enum err store_health(const char *path, struct store_health *out, struct error *e)
{
	struct store *s = NULL, *readings = NULL;
	struct error why = {0};
	enum err err = store_open(path, NULL, &s, e);
	struct tx *tx;

	*out = (struct store_health){0};
	if (err)
		return err;
	err = look_at_disk(s, out, e);
	tx = err ? NULL : tx_read(s, e);
	if (tx)
		err = look_at_journal(tx, out, e);
	else if (!err)
		err = e ? e->code : ERR_STORAGE;
	tx_end(&tx);
	if (!err && store_readings(s, &readings, &why) == ERR_STORAGE)
		out->readings = why;
	store_close(&s);
	return err;
}
