/* The environment of LMDB and its tables. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define READERS_MAX   512
#define OPEN_TRIES    5
#define OPEN_PAUSE_MS 20
#define MAP_STEP      ((size_t)1 << 20)

/* A broken page makes LMDB give up the process: the terminal is given back and the reason told before. */
static void on_assert(MDB_env *env, const char *message)
{
	const char *path = "";
	struct buf advice = {0};

	(void)message;
	mdb_env_get_path(env, &path);
	if (mem_on_fail)
		mem_on_fail();
	error_add_typed(ERROR_COPY, &advice);
	dprintf(STDERR_FILENO, "база «%s» повреждена. %s\n", path, advice.s);
	_exit(ERR_STORAGE);
}

/* Room for what the file holds and a quarter more: who writes would else begin by enlarging the map. */
static size_t map_size_for(off_t size)
{
	size_t map = MAP_SIZE;

	while ((uint64_t)map < (uint64_t)size + (uint64_t)size / 4 && map <= SIZE_MAX / 4)
		map *= 2;
	return map;
}

/* LMDB's files are made of the machine's words: those of 4 bytes and those of 8 cannot be read by each other. Where its
 * magic number stands tells which they are, on the first page or, should that be damaged, on the second. 0: neither. */
static unsigned bits_of(const char *file)
{
	enum { MAGIC_AT_32 = 12, MAGIC_AT_64 = 16, PAGE_MIN = 4096, PAGE_MAX = 65536 };
	const uint32_t lmdb = 0xbeefc0de;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	unsigned bits = 0;
	uint8_t head[MAGIC_AT_64 + sizeof(lmdb)];

	for (off_t at = 0; fd >= 0 && !bits && at <= PAGE_MAX; at = at ? at * 2 : PAGE_MIN) {
		if (pread(fd, head, sizeof(head), at) != (ssize_t)sizeof(head))
			break;
		if (!memcmp(head + MAGIC_AT_64, &lmdb, sizeof(lmdb)))
			bits = 64;
		else if (!memcmp(head + MAGIC_AT_32, &lmdb, sizeof(lmdb)))
			bits = 32;
	}
	if (fd >= 0)
		close(fd);
	return bits;
}

static enum err open_failed(struct store *s, int rc, struct error *e)
{
	const unsigned own = 8 * sizeof(size_t), bits = rc == MDB_INVALID ? bits_of(s->data_file) : 0;

	if (!bits || bits == own)
		return store_explain(s->data_file, rc, "открыть базу", e);
	return error_set(
		e, ERR_STORAGE,
		"«%s» — база %u-разрядной программы, а эта программа %u-разрядная и прочесть её не может. Перенесите "
		"данные: "
		"на том компьютере «mdb_dump -a ПАПКА_БАЗЫ > stazh.dump», на этом, в новую пустую папку, «mdb_load -f "
		"stazh.dump ПАПКА_БАЗЫ» (пакет lmdb-utils)",
		s->data_file, bits, own);
}

/* LMDB gives its lock file a length and maps it: on a full disk the first touch of what has no room there ends the
 * program. So the room is made before; the length stays, as it tells LMDB how many readers others can see. A file
 * system without the call is left to its luck. 0 or errno. */
static int reserve_lock_file(const char *path, unsigned flags)
{
	enum { SLOT = 64, HEAD = 16 }; /* bytes for a reader; slots for what stands before them, generously */
	char *file = path_join(path, LOCK_FILE);
	int fd = open(file, O_RDWR | (flags & MDB_RDONLY ? 0 : O_CREAT) | O_CLOEXEC, FILE_MODE), rc = 0;

	if (fd >= 0 && fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (READERS_MAX + HEAD) * SLOT))
		rc = errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? errno : 0;
	if (fd >= 0)
		close(fd);
	free(file);
	return rc;
}

enum err store_open_env(struct store *s, unsigned flags, size_t map_size, struct error *e)
{
	int rc = flags & MDB_NOLOCK ? 0 : reserve_lock_file(s->path, flags), tries = 0;

	if (rc)
		return store_explain(s->path, rc, "открыть базу", e);

	for (;;) {
		rc = mdb_env_create(&s->env);
		if (rc)
			return store_explain(s->path, rc, "открыть базу", e);
		mdb_env_set_mapsize(s->env, map_size);
		mdb_env_set_maxdbs(s->env, T_COUNT);
		mdb_env_set_maxreaders(s->env, READERS_MAX);
		mdb_env_set_assert(s->env, on_assert);
		rc = mdb_env_open(s->env, s->path, flags, FILE_MODE);
		if (!rc)
			return OK;
		mdb_env_close(s->env);
		s->env = NULL;
		if (rc == ENOMEM && map_size > MAP_SIZE) {
			map_size = MAP_SIZE; /* LMDB takes what the file needs */
			continue;
		}
		if ((rc != EAGAIN && rc != EBUSY) || ++tries == OPEN_TRIES)
			return open_failed(s, rc, e);
		nanosleep(&(struct timespec){.tv_nsec = OPEN_PAUSE_MS * 1000000L}, NULL);
	}
}

static enum err attach(const char *path, unsigned flags, int own_lock, struct store **out, struct error *e)
{
	struct store *s = mem_alloc(sizeof(*s));
	struct stat st;
	enum err err;

	s->path = mem_strdup(path);
	s->reader.store = s;
	s->own_lock = own_lock;
	s->alone = own_lock >= 0;
	s->data_file = flags & MDB_NOSUBDIR ? mem_strdup(path) : path_join(path, DATA_NAME);
	if (stat(s->data_file, &st)) {
		if (errno == ENOENT)
			err = error_set(
				e, ERR_STORAGE,
				"базы в «%s» нет. Заведите её командой stazh init или укажите путь в [store] path",
				path);
		else
			err = store_explain(path, errno, "открыть базу", e);
		goto fail;
	}
	if (!S_ISREG(st.st_mode) || st.st_size == 0) {
		err = error_set(e, ERR_STORAGE,
				"«%s» — %s, а не база. Если данных ещё не было, удалите его и заведите базу: stazh "
				"init. Если были — верните их из копии: stazh restore ФАЙЛ",
				s->data_file, S_ISREG(st.st_mode) ? "пустой файл" : "не файл");
		goto fail;
	}
	err = folder_refuse_network(path, e);
	if (err)
		goto fail;
	if (!(flags & MDB_NOLOCK) && !s->alone)
		err = lock_take(path, flags & MDB_RDONLY ? LOCK_READING : LOCK_SHARED, &s->own_lock, e);
	if (!err)
		err = store_open_env(s, flags, map_size_for(st.st_size), e);
	if (err)
		goto fail;
	if (!(flags & MDB_RDONLY)) {
		s->lock_file = path_join(path, LOCK_FILE);
		own_as(s->lock_file, path);
		if (stat(s->lock_file, &st)) {
			err = store_explain(s->lock_file, errno, "открыть базу", e);
			goto fail;
		}
		s->lock_dev = st.st_dev;
		s->lock_ino = st.st_ino;
	}
	*out = s;
	return OK;
fail:
	store_close(&s);
	return err;
}

enum err store_attach(const char *path, unsigned flags, struct store **out, struct error *e)
{
	return attach(path, flags, -1, out, e);
}

enum err store_attach_alone(const char *path, int own_lock, struct store **out, struct error *e)
{
	return attach(path, 0, own_lock, out, e);
}

enum err store_open_tables(struct store *s, struct error *e)
{
	MDB_val key = {sizeof("magic") - 1, "magic"}, value = {0};
	enum pages_state state;
	MDB_txn *txn;
	int rc, dead;

	rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (rc == MDB_READERS_FULL && !mdb_reader_check(s->env, &dead))
		rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (rc == MDB_MAP_RESIZED && !(rc = store_enlarge_map(s, false)))
		rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &txn);
	if (rc)
		return store_explain(s->data_file, rc, "открыть базу", e);
	state = pages_begin(&s->pages, s->env, mdb_txn_id(txn));
	for (int i = 0; state == PAGES_GONE && i < OPEN_TRIES; i++) { /* others are quick */
		mdb_txn_reset(txn);
		rc = mdb_txn_renew(txn);
		if (rc)
			break;
		state = pages_begin(&s->pages, s->env, mdb_txn_id(txn));
	}
	if (!rc && (state || !pages_know(&s->pages) || !pages_way(&s->pages, T_META, key.mv_data, key.mv_size)))
		rc = state == PAGES_NO_ROOM ? ENOMEM : MDB_CORRUPTED;
	for (int t = 0; !rc && t < T_COUNT; t++)
		rc = mdb_dbi_open(txn, table_names[t], 0, &s->dbi[t]);
	if (!rc)
		rc = mdb_get(txn, s->dbi[T_META], &key, &value);
	if (!rc &&
	    (value.mv_size != sizeof(STORE_MAGIC) + 1 || memcmp(value.mv_data, STORE_MAGIC, sizeof(STORE_MAGIC) - 1)))
		rc = MDB_NOTFOUND;
	if (rc) {
		mdb_txn_abort(txn);
		if (rc == MDB_NOTFOUND || rc == MDB_INCOMPATIBLE)
			return error_set(
				e, ERR_STORAGE,
				"«%s» — база другой программы. Проверьте путь в [store] path; новую базу заводит "
				"stazh init в другой папке",
				s->data_file);
		return store_explain(s->data_file, rc, "открыть базу", e);
	}
	rc = key_get_u16((uint8_t *)value.mv_data + sizeof(STORE_MAGIC) - 1);
	pages_adopt(&s->pages, T_META, key.mv_data, key.mv_size, value.mv_data);
	mdb_txn_commit(txn); /* keeps the table handles */
	if (rc != FORMAT_VERSION)
		return error_set(
			e, ERR_STORAGE,
			"база «%s» записана более новой программой (формат %d, эта знает %d). Обновите программу",
			s->path, rc, FORMAT_VERSION);
	return OK;
}

void store_close(struct store **sp)
{
	struct store *s = *sp;

	if (!s)
		return;
	store_close(&s->readings);
	store_close(&s->shelf);
	if (s->reader.txn)
		mdb_txn_abort(s->reader.txn);
	pages_release(&s->pages);
	if (s->env)
		mdb_env_close(s->env);
	if (s->own_lock >= 0)
		close(s->own_lock);
	free(s->path);
	free(s->data_file);
	free(s->lock_file);
	free(s);
	*sp = NULL;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

const char *store_data_file(const struct store *s)
{
	return s->data_file;
}

uint64_t store_generation(const struct store *s)
{
	MDB_envinfo info;

	mdb_env_info(s->env, &info);
	return info.me_last_txnid;
}

void store_set_context(struct store *s, void *context)
{
	s->context = context;
}

int store_enlarge_map(struct store *s, bool more)
{
	MDB_envinfo info;
	MDB_stat st;
	uint64_t wanted, size;

	mdb_env_info(s->env, &info);
	mdb_env_stat(s->env, &st);
	wanted = ((uint64_t)info.me_last_pgno + 1) * st.ms_psize + more;
	for (uint64_t step = info.me_mapsize; step >= MAP_STEP; step /= 2) {
		void *room = MAP_FAILED;

		size = info.me_mapsize + step;
		while (size < wanted)
			size += step;
		if (size <= SIZE_MAX / 2)
			room = mmap(NULL, (size_t)size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (room == MAP_FAILED)
			continue;
		munmap(room, (size_t)size);
		pages_moved(&s->pages);
		return mdb_env_set_mapsize(s->env, (size_t)size);
	}
	return ENOMEM;
}

void store_set_map_size(struct store *s, size_t bytes)
{
	mdb_env_set_mapsize(s->env, bytes);
	pages_moved(&s->pages);
}
