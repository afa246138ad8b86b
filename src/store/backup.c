#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

#define COPYING "сделать копию базы"

/* A file that is not what it should be is not left behind under any name. */
enum err store_backup(struct store *s, const char *file, const struct watch *watch, struct error *e)
{
	struct check check = {.flags = MDB_RDONLY | MDB_NOSUBDIR | MDB_NOLOCK, .watch = watch};
	struct buf name = {0};
	const char *temporary;
	enum err err;
	int fd, rc, dead;

	if (s->busy)
		return error_set(e, ERR_STORAGE, "внутренняя ошибка: копия базы внутри транзакции");
	if (!access(file, F_OK))
		return error_set(e, ERR_REFUSED, "файл «%s» уже есть: он не тронут. Назовите другой", file);
	buf_addf(&name, "%s.tmp-%ld", file, (long)getpid());
	check.path = temporary = buf_text(&name);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	if (fd < 0) {
		err = store_explain(temporary, errno, COPYING, e);
		buf_free(&name);
		return err;
	}
	mdb_reader_check(s->env, &dead);
	rc = mdb_env_copyfd2(s->env, fd, MDB_CP_COMPACT);
	if (!rc && fsync(fd))
		rc = errno;
	err = rc ? store_explain(temporary, rc, COPYING, e) : OK;
	if (close(fd) && !err)
		err = store_explain(temporary, errno, COPYING, e);
	if (!err)
		err = check_walk(&check, e);
	if (err == ERR_NONE) /* the copy is as good as the database: what is wrong is there */
		err = error_set(e, ERR_STORAGE,
				"копия не сделана: в базе «%s» есть повреждения. Проверьте её: stazh check", s->path);
	if (!err) {
		rc = file_put_in_place(temporary, file);
		if (rc == EEXIST)
			err = error_set(e, ERR_REFUSED, "файл «%s» уже есть: он не тронут. Назовите другой", file);
		else if (rc)
			err = store_explain(file, rc, COPYING, e);
	}
	if (err)
		unlink(temporary);
	buf_free(&name);
	return err;
}
