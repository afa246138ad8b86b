/* Opening a database for work, and making a new one. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/* A file shorter than its last page says is damaged, or ends in pages that were freed at once: only reading it whole
 * tells, and a missing page in use kills the reader. */
static enum err check_length(struct store *s, off_t size, struct error *e)
{
	MDB_envinfo info;
	MDB_stat st;

	mdb_env_info(s->env, &info);
	mdb_env_stat(s->env, &st);
	if ((uint64_t)size >= (uint64_t)(info.me_last_pgno + 1) * st.ms_psize)
		return OK;
	if (check_walk(&(struct check){.path = s->path, .flags = MDB_RDONLY}, NULL) == OK)
		return OK;
	return error_set(e, ERR_STORAGE, "файл «%s» обрезан: его конца нет. " ERROR_COPY, s->data_file);
}

enum err store_open(const char *path, const struct store_schema *schema, struct store **out, struct error *e)
{
	struct store *s;
	struct stat st;
	enum err err = store_attach(path, 0, &s, e);
	int dead;

	if (err)
		return err;
	s->schema = schema;
	mdb_reader_check(s->env, &dead);
	err = stat(s->data_file, &st) ? store_explain(s->data_file, errno, "открыть базу", e)
				      : check_length(s, st.st_size, e);
	if (!err)
		err = store_open_tables(s, e);
	if (err)
		store_close(&s);
	else
		*out = s;
	return err;
}

/* ---- creation ---- */

static int put_meta(MDB_txn *txn, MDB_dbi meta, const char *name, void *value, size_t n)
{
	MDB_val k = {strlen(name), (void *)name}, v = {n, value};

	return mdb_put(txn, meta, &k, &v, 0);
}

static int fill_new(MDB_env *env, int64_t created)
{
	struct key magic = {0}, at = {0};
	MDB_dbi dbi[T_COUNT];
	uint8_t uuid[16];
	MDB_txn *txn;
	int rc;

	if (getrandom(uuid, sizeof(uuid), 0) != sizeof(uuid))
		return errno;
	uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x40); /* RFC 9562, version 4 */
	uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
	key_u16(key_text(&magic, STORE_MAGIC), FORMAT_VERSION);
	key_u64(&at, (uint64_t)created);
	rc = mdb_txn_begin(env, NULL, 0, &txn);
	if (rc)
		return rc;
	for (int t = 0; !rc && t < T_COUNT; t++)
		rc = mdb_dbi_open(txn, table_names[t], MDB_CREATE, &dbi[t]);
	if (!rc)
		rc = put_meta(txn, dbi[T_META], "magic", magic.b, magic.n);
	if (!rc)
		rc = put_meta(txn, dbi[T_META], "created", at.b, at.n);
	if (!rc)
		rc = put_meta(txn, dbi[T_META], "uuid", uuid, sizeof(uuid));
	if (!rc)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return rc;
}

static void remove_new(void *folder)
{
	char file[PATH_MAX];

	for (int i = 0; i < 2; i++) {
		snprintf(file, sizeof(file), "%s/%s", (const char *)folder, i ? LOCK_FILE : DATA_NAME);
		unlink(file);
	}
	rmdir(folder);
}

/* The database is made whole in a folder of its own and then put into place: two at once, or one killed half-way, leave
 * either no database or one. */
enum err store_create(const char *path, struct error *e)
{
	struct store s = {0};
	struct mem_cleanup cleanup = {.fn = NULL};
	char *target = path_join(path, DATA_NAME);
	int64_t now = tx_clock(e);
	enum err err = ERR_USAGE;
	struct stat st;
	int rc, fd = -1;

	if (now < 0)
		goto done;
	rc = folder_make(path, FOLDER_MODE);
	if (!rc && !stat(target, &st))
		rc = EEXIST;
	if (rc)
		goto explain;
	err = folder_refuse_network(path, e);
	if (!err)
		err = lock_take(path, LOCK_SHARED, &fd, e); /* a copy may just be coming into its place */
	if (err)
		goto done;
	s.path = path_join(path, ".init-XXXXXX");
	if (!mkdtemp(s.path)) {
		rc = errno;
		goto explain;
	}
	mem_cleanup_add(&cleanup, remove_new, s.path);
	s.data_file = path_join(s.path, DATA_NAME);
	err = store_open_env(&s, 0, MAP_SIZE, e);
	if (err)
		goto clean;
	rc = fill_new(s.env, now);
	mdb_env_close(s.env);
	if (!rc)
		rc = own_as(s.data_file, path);
	if (!rc)
		rc = file_put_new(s.data_file, target);
clean:
	mem_cleanup_drop(&cleanup);
	remove_new(s.path);
	if (err)
		goto done;
explain:
	if (!rc)
		mem_done = "база уже создана";
	err = rc == EEXIST ? error_set(e, ERR_REFUSED, "в папке «%s» уже есть база: она не тронута", path)
	      : rc ? store_explain(path, rc, "завести базу", e)
		   : OK;
done:
	if (fd >= 0)
		close(fd);
	free(s.path);
	free(s.data_file);
	free(target);
	return err;
}
