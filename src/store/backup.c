/* Copies of the database: made, put in its place, made in its place to save room. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define COPYING	   "сделать копию базы"
#define RESTORING  "вернуть базу из копии"
#define COMPACTING "сжать базу"
#define CHUNK	   (1 << 20)
#define NAMES_MAX  100
#define COPY_FLAGS (MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK)

/* What is wrong with the database is wrong with its copy too, and no reason to have none. */
static enum err verify(struct store *s, const char *file, const struct watch *watch, struct error *e)
{
	struct watch quiet = {.progress = watch ? watch->progress : NULL};
	struct check copy = {.path = file, .flags = COPY_FLAGS, .watch = &quiet};
	struct check own = {.path = s->path, .flags = MDB_RDONLY | (s->alone ? MDB_NOLOCK : 0), .watch = watch};
	enum err err = check_walk(&copy, e);

	if (err != ERR_NONE || (check_walk(&own, e) == ERR_NONE && own.findings == copy.findings))
		return err;
	return error_set(e, ERR_STORAGE,
			 "копия «%s» не сошлась с базой: она не сохранена. Проверьте диск и базу: stazh check", file);
}

static int clean(struct store *s, int fd)
{
	struct stat st;

	errno = 0;
	return fstat(fd, &st) ? errno : pages_clean(fd, s->pages.size, (size_t)st.st_size / s->pages.size);
}

enum err backup_to(struct store *s, const char *file, const struct watch *watch, struct error *e)
{
	struct tx *tx = tx_read(s, e);
	int fd, rc, dead;
	enum err err;
	bool sound;

	if (!tx)
		return e->code;
	sound = pages_all(&s->pages);
	tx_end(&tx);
	if (!sound)
		return store_explain(s->data_file, MDB_CORRUPTED, COPYING, e);
	fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return store_explain(file, errno, COPYING, e);
	mdb_reader_check(s->env, &dead);
	rc = mdb_env_copyfd2(s->env, fd, MDB_CP_COMPACT);
	if (rc == MDB_MAP_RESIZED && !(rc = store_enlarge_map(s, false)))
		rc = mdb_env_copyfd2(s->env, fd, MDB_CP_COMPACT);
	if (!rc)
		rc = clean(s, fd);
	if (!rc && fsync(fd))
		rc = errno;
	if (close(fd) && !rc)
		rc = errno;
	err = rc ? store_explain(file, rc, COPYING, e) : verify(s, file, watch, e);
	if (err && err != ERR_NONE)
		unlink(file);
	return err;
}

/* Where a copy of the register of readings lies beside a copy of the database. */
static char *readings_beside(const char *file)
{
	struct buf name = {0};

	buf_addf(&name, "%s.readings", file);
	return buf_take(&name);
}

static enum err backup_readings(struct store *s, const char *file, const struct watch *watch, struct error *e)
{
	char *name = readings_beside(file);
	struct store *readings;
	struct error why = {0};
	enum err err = store_readings(s, &readings, &why);

	err = err == ERR_NONE ? OK : err ? err : store_backup(readings, name, watch, &why);
	if (err)
		error_set(e, err, "копия базы «%s» сделана, но с реестром чтений не всё в порядке: %s", file, why.text);
	free(name);
	return err;
}

/* A file that is not what it should be is not left behind under any name. */
enum err store_backup(struct store *s, const char *file, const struct watch *watch, struct error *e)
{
	struct mem_cleanup cleanup;
	char *readings = readings_beside(file);
	struct buf name = {0};
	const char *temporary, *there = !access(file, F_OK) ? file : !access(readings, F_OK) ? readings : NULL;
	enum err err = OK, more;
	int rc;

	if (s->busy)
		err = error_set(e, ERR_STORAGE, "внутренняя ошибка: копия базы внутри транзакции");
	else if (there)
		err = error_set(e, ERR_REFUSED, "файл «%s» уже есть: он не тронут. Назовите другой", there);
	if (err) {
		free(readings);
		return err;
	}
	buf_addf(&name, "%s.tmp-%ld", file, (long)getpid());
	temporary = buf_text(&name);
	mem_cleanup_add(&cleanup, file_remove, (void *)temporary);
	err = backup_to(s, temporary, watch, e);
	if (err && err != ERR_NONE)
		goto done;
	rc = file_put_new(temporary, file);
	if (!rc)
		mem_done = "копия уже сделана";
	if (rc) {
		unlink(temporary);
		err = rc == EEXIST
			      ? error_set(e, ERR_REFUSED, "файл «%s» уже есть: он не тронут. Назовите другой", file)
			      : store_explain(file, rc, COPYING, e);
	} else if (err == ERR_NONE) {
		error_set(
			e, ERR_NONE,
			"копия «%s» сделана и не хуже базы, но в самой базе есть замечания. Проверьте её: stazh check",
			file);
	}
	if (!rc && (more = backup_readings(s, file, watch, e)))
		err = more;
done:
	mem_cleanup_drop(&cleanup);
	free(readings);
	buf_free(&name);
	return err;
}

/* ---- restore ---- */

struct restore {
	const char *folder;
	char *file;	  /* the copy */
	char *data_file;  /* of the database */
	char *aside;	  /* folder beside it for the old state */
	char *unfinished; /* the same until all is in it */
	int lock;	  /* alone */
	bool exchanged;
	size_t stale; /* derived entries of the copy that are not what they should be */
	struct error *e;
};

static enum err explain(struct restore *r, const char *file, int rc)
{
	return store_explain(file, rc, RESTORING, r->e);
}

/* «… Верните её из копии» is no advice about a copy. */
static void about_copy(struct error *e)
{
	size_t n = strlen(e->text), m = strlen(ERROR_COPY);

	if (n >= m && !strcmp(e->text + n - m, ERROR_COPY))
		e->text[n - m] = 0;
	n = strlen(e->text);
	while (n && (e->text[n - 1] == ' ' || e->text[n - 1] == '.'))
		e->text[--n] = 0;
	if (n + sizeof(". База не тронута") <= sizeof(e->text))
		strcpy(e->text + n, ". База не тронута");
}

static enum err verify_copy(struct restore *r, const struct store_schema *schema, void *context, bool anyway,
			    const struct watch *watch)
{
	struct check check = {
		.path = r->file, .flags = COPY_FLAGS, .schema = schema, .context = context, .watch = watch};
	struct error why = {0};
	struct stat st, own;
	enum err err;

	if (stat(r->file, &st))
		return explain(r, r->file, errno);
	if (!stat(r->data_file, &own) && own.st_dev == st.st_dev && own.st_ino == st.st_ino)
		return error_set(r->e, ERR_REFUSED, "«%s» — не копия, а сама база", r->file);
	err = check_walk(&check, &why);
	r->stale = check.stale;
	if (!err || (err == ERR_NONE && (anyway || check.findings == check.stale)))
		return OK;
	if (err == ERR_NONE)
		return error_set(r->e, ERR_REFUSED,
				 "в копии «%s» %zu %s, база не тронута. Возьмите другую копию; если её нет, повторите "
				 "с ключом --anyway",
				 r->file, check.findings,
				 text_plural((long)check.findings, "замечание", "замечания", "замечаний"));
	about_copy(&why);
	if (r->e)
		*r->e = why;
	return err;
}

static enum err name_aside(struct restore *r)
{
	char *real = realpath(r->folder, NULL), when[32];
	struct buf name = {0};
	time_t now = time(NULL);
	struct tm tm;
	int rc = EEXIST;

	if (!real)
		return explain(r, r->folder, errno);
	strftime(when, sizeof(when), "%Y%m%d-%H%M%S", localtime_r(&now, &tm));
	for (int i = 1; rc == EEXIST && i < NAMES_MAX; i++) {
		buf_clear(&name);
		buf_addf(&name, "%s.%s", real, when);
		if (i > 1)
			buf_addf(&name, "-%d", i);
		free(r->aside);
		free(r->unfinished);
		r->aside = mem_strdup(name.s);
		buf_add(&name, ".new");
		r->unfinished = mem_strdup(name.s);
		rc = !access(r->aside, F_OK) ? EEXIST : mkdir(r->unfinished, FOLDER_MODE) ? errno : 0;
	}
	free(real);
	buf_free(&name);
	return rc ? explain(r, r->unfinished, rc) : OK;
}

/* 0 or errno; *at: the file of which it tells. */
static int copy_bytes(const char *from, const char *to, const char **at)
{
	char *chunk = mem_alloc(CHUNK);
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1, rc = 0;
	ssize_t n = 0;

	*at = from;
	if (in < 0)
		rc = errno;
	if (!rc && (out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE)) < 0) {
		*at = to;
		rc = errno;
	}
	while (!rc && (n = read(in, chunk, CHUNK)) != 0) {
		if (n < 0) {
			rc = errno == EINTR ? 0 : errno;
		} else if ((rc = file_write_all(out, chunk, (size_t)n))) {
			*at = to;
		}
	}
	if (!rc && fsync(out)) {
		*at = to;
		rc = errno;
	}
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) && !rc) {
		*at = to;
		rc = errno;
	}
	free(chunk);
	return rc;
}

/* One rename makes the new the database and the old what is aside: at no moment is there none. */
static int exchange(const char *new, const char *old, const char *folder)
{
	char *beside, *second;
	int rc = 0;

	if (!renameat2(AT_FDCWD, new, AT_FDCWD, old, RENAME_EXCHANGE))
		return 0;
	if (errno == ENOENT)
		return file_put_new(new, old); /* there was none */
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	/* a file system that cannot: both get a second name first */
	beside = path_join(folder, ".stazh-restore");
	second = path_join(folder, ".stazh-old");
	unlink(beside);
	unlink(second);
	if (link(new, beside) || link(old, second) || rename(second, new) || rename(beside, old)) {
		rc = errno;
		unlink(beside);
		unlink(second);
	}
	free(beside);
	free(second);
	return rc;
}

/* Nothing is as it was before. */
static enum err after_exchange(struct restore *r, bool had, int rc)
{
	return error_set(
		r->e, ERR_STORAGE,
		"база уже возвращена из копии «%s», но диск не подтвердил, что сохранил это: %s.%s%s%s Проверьте "
		"диск и базу: stazh check",
		r->file, error_reason(rc), had ? " Прежняя база отложена: «" : "", had ? r->aside : "",
		had ? "»." : "");
}

static enum err put_in_place(struct restore *r)
{
	struct check check = {.flags = COPY_FLAGS};
	char *new = path_join(r->unfinished, DATA_NAME);
	const char *at = r->aside;
	enum err err;
	int rc;

	rc = copy_bytes(r->file, new, &at);
	if (!rc && ((rc = own_as(r->unfinished, r->folder)) || (rc = own_as(new, r->folder))))
		at = new;
	if (rc)
		goto done;
	check.path = new;
	err = check_walk(&check, r->e);
	if (err && err != ERR_NONE) {
		about_copy(r->e);
		goto failed;
	}
	err = lock_holds(r->folder, r->lock, r->e);
	if (err)
		goto failed;
	/* from here on the folder has the name under which the old state will be found, whatever happens */
	if ((rc = folder_sync(r->unfinished)) || (rc = file_put_new(r->unfinished, r->aside)))
		goto done;
	free(new);
	new = path_join(r->aside, DATA_NAME);
	at = r->data_file;
	rc = exchange(new, r->data_file, r->folder);
	r->exchanged = !rc;
	if (r->exchanged)
		mem_done = "база уже возвращена из копии";
	if (!rc && ((rc = folder_of_sync(r->data_file)) || (rc = folder_sync(r->aside)))) {
		err = after_exchange(r, !access(new, F_OK), rc);
		goto failed;
	}
done:
	err = rc ? explain(r, at, rc) : OK;
failed:
	free(new);
	return err;
}

/* Before the exchange there is but the copy in the folder; after it the old state, if there was any. */
static void clear_away(void *restore)
{
	const struct restore *r = restore;
	const char *folders[] = {r->unfinished, r->aside};
	char data[PATH_MAX];

	for (size_t i = 0; i < 2; i++) {
		if (!folders[i])
			continue;
		snprintf(data, sizeof(data), "%s/%s", folders[i], DATA_NAME);
		if (!r->exchanged)
			unlink(data);
		rmdir(folders[i]);
	}
}

/* A register that is there stays; into a folder without one comes that of the copy. */
static enum err restore_readings(struct restore *r)
{
	char *copy = readings_beside(r->file), *folder = beside_folder(r->folder, &beside_readings),
	     *new = path_join(folder, ".stazh-restore"), *data = path_join(folder, DATA_NAME);
	struct error why = {0};
	const char *at = folder;
	enum err err = OK;
	int rc = 0;

	if (beside_exists(r->folder, &beside_readings) || access(copy, F_OK))
		goto done;
	err = check_walk(&(struct check){.path = copy, .flags = COPY_FLAGS}, &why);
	if (err) {
		about_copy(&why);
		err = error_set(r->e, err == ERR_NONE ? ERR_REFUSED : err,
				"реестр чтений «%s» не годится: %s. Чтобы вернуть базу без него, "
				"переименуйте его",
				copy, why.text);
		goto done;
	}
	rc = folder_make(folder, FOLDER_MODE);
	if (!rc) {
		unlink(new);
		rc = copy_bytes(copy, new, &at);
	}
	if (!rc &&
	    ((rc = own_as(folder, r->folder)) || (rc = own_as(new, r->folder)) || (rc = file_put_new(new, data))))
		at = data;
	err = rc ? explain(r, at, rc) : OK;
done:
	free(copy);
	free(folder);
	free(new);
	free(data);
	return err;
}

enum err store_restore(const char *path, const char *file, const struct store_schema *schema, void *context,
		       bool anyway, const struct watch *watch, char **aside, size_t *stale, struct error *e)
{
	struct restore r = {.folder = path, .data_file = path_join(path, DATA_NAME), .lock = -1, .e = e};
	struct mem_cleanup cleanup;
	struct stat st;
	enum err err;
	int rc;

	*aside = NULL;
	r.file = !stat(file, &st) && S_ISDIR(st.st_mode) ? path_join(file, DATA_NAME) : mem_strdup(file);
	err = verify_copy(&r, schema, context, anyway, watch);
	*stale = r.stale;
	if (err)
		goto done;
	if ((rc = folder_make(path, FOLDER_MODE))) {
		err = explain(&r, path, rc);
		goto done;
	}
	err = folder_refuse_network(path, e);
	if (!err)
		err = lock_take(path, LOCK_ALONE, &r.lock, e);
	if (!err)
		err = restore_readings(&r);
	if (!err)
		err = name_aside(&r);
	if (err)
		goto done;
	mem_cleanup_add(&cleanup, clear_away, &r);
	err = put_in_place(&r);
	mem_cleanup_drop(&cleanup);
	clear_away(&r);
	if (r.exchanged && !access(r.aside, F_OK)) {
		*aside = r.aside;
		r.aside = NULL;
	}
done:
	if (r.lock >= 0)
		close(r.lock);
	free(r.file);
	free(r.data_file);
	free(r.aside);
	free(r.unfinished);
	return err;
}

/* ---- compact ---- */

/* What was on the shelf is in free pages of its file. Nobody has it open who has not the database. */
static enum err compact_shelf(const char *path, const struct watch *watch, struct error *e)
{
	struct watch quiet = {.progress = watch ? watch->progress : NULL};
	char *folder = beside_folder(path, &beside_shelf);
	struct error why = {0};
	uint64_t before, after;
	enum err err = OK;

	if (beside_exists(path, &beside_shelf))
		err = store_compact(folder, &quiet, &before, &after, &why);
	if (err) {
		beside_advise(path, &beside_shelf, &why);
		error_set(e, err, "база сжата, но с полкой не всё в порядке: %s", why.text);
	}
	free(folder);
	return err;
}

enum err store_compact(const char *path, const struct watch *watch, uint64_t *before, uint64_t *after, struct error *e)
{
	struct store *s = NULL;
	char *new = path_join(path, ".stazh-compact");
	struct mem_cleanup cleanup = {.fn = NULL};
	struct stat st;
	bool put = false;
	enum err err;
	int fd, rc;

	err = check_walk(&(struct check){.path = path, .flags = MDB_RDONLY},
			 e); /* before this process touches a page */
	/* alone before the file is opened: what a shared lock was exchanged for would be that of another moment */
	if (!err || err == ERR_NONE)
		err = lock_take(path, LOCK_ALONE, &fd, e);
	if (!err)
		err = store_attach_alone(path, fd, &s, e);
	if (err)
		goto done;
	unlink(new); /* of one that was killed: nobody else is here */
	mem_cleanup_add(&cleanup, file_remove, new);
	err = stat(s->data_file, &st) ? store_explain(s->data_file, errno, COMPACTING, e) : OK;
	*before = (uint64_t)st.st_size;
	if (!err)
		err = backup_to(s, new, watch, e);
	if (err && err != ERR_NONE)
		goto done;
	err = store_same_files(s, "она не сжата", e);
	if (!err)
		err = lock_holds(path, s->own_lock, e);
	if (err) {
		unlink(new);
		goto done;
	}
	mdb_env_close(s->env);
	s->env = NULL;
	rc = stat(new, &st) ? errno : own_as(new, path);
	if (!rc)
		rc = file_put_over(new, s->data_file, &put);
	if (rc)
		err = store_explain(put ? path : s->data_file, rc, COMPACTING, e);
	if (put)
		*after = (uint64_t)st.st_size;
	else
		unlink(new);
	if (!err)
		err = compact_shelf(path, watch, e);
done:
	mem_cleanup_drop(&cleanup);
	free(new);
	store_close(&s);
	return err;
}
