/* The files of a database: whose they are, where they may lie, and what is told when something with them fails. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "internal.h"

#define ROOM_LEFT (1 << 20) /* bytes; less than this on the disk counts as full */

/* ---- what is told ---- */

static const struct {
	int rc;
	const char *text;
} causes[] = {
	{ENOSPC, "на диске нет места. Освободите место и повторите; записанное раньше цело"},
	{EDQUOT, "исчерпана ваша доля места на диске. Освободите место и повторите; записанное раньше цело"},
	{EFBIG, "достигнут предел размера файла (ulimit -f). Снимите его и повторите; записанное раньше цело"},
	{EIO, "ошибка диска. Сделайте копию базы и проверьте диск; записанное раньше цело"},
	{EACCES, "нет прав на чтение и запись. Попросите администратора дать вашей учётной записи доступ к папке базы"},
	{EPERM, "нет прав на чтение и запись. Попросите администратора дать вашей учётной записи доступ к папке базы"},
	{EROFS, "диск доступен только для чтения. Подключите его для записи"},
	{ENOENT, "файла или папки нет. Проверьте путь"},
	{ENOTDIR, "это не папка. Проверьте путь"},
	{EEXIST, "такой файл уже есть. Назовите другой"},
	{ENAMETOOLONG, "слишком длинное имя. Назовите короче"},
	{ENOMEM, "не хватает памяти. Закройте лишние программы или снимите предел (ulimit -v)"},
	{EMFILE, "открыто слишком много файлов. Снимите предел (ulimit -n)"},
	{ENFILE, "в системе открыто слишком много файлов. Повторите позже"},
	{EAGAIN, "база занята другим процессом. Повторите позже"},
	{EBUSY, "база занята другим процессом. Повторите позже"},
	{MDB_INVALID, "это не база программы, или её начало повреждено. " ERROR_COPY},
	{MDB_VERSION_MISMATCH, "файл записан другой версией LMDB. Откройте его той программой, что его вела"},
	{MDB_CORRUPTED, "база повреждена. " ERROR_COPY},
	{MDB_PAGE_NOTFOUND, "база повреждена. " ERROR_COPY},
	{MDB_PANIC, "после ошибки диска запись остановлена. Закройте программу, проверьте диск и откройте её снова"},
	{MDB_READERS_FULL, "слишком много сеансов сразу. Повторите, когда кто-нибудь закончит работу"},
	{MDB_TXN_FULL, "изменение слишком велико для одного раза. Разделите его на части"},
	{MDB_BAD_VALSIZE, "слишком длинное значение ключа. Сократите название"},
};

static const char *cause_of(int rc)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(*causes); i++)
		if (causes[i].rc == rc)
			return causes[i].text;
	return NULL;
}

/* LMDB reports a short write as EIO: asks the system what really happened. */
static int true_cause(const char *file, int rc)
{
	struct statvfs fs;
	struct stat st;
	struct rlimit limit;

	if (rc != EIO)
		return rc;
	if (!statvfs(file, &fs) && (uint64_t)fs.f_bavail * fs.f_frsize < ROOM_LEFT)
		return ENOSPC;
	if (!getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur != RLIM_INFINITY && !stat(file, &st) &&
	    (rlim_t)st.st_size + ROOM_LEFT > limit.rlim_cur)
		return EFBIG;
	return rc;
}

enum err store_explain(const char *file, int rc, const char *doing, struct error *e)
{
	const char *cause = cause_of(true_cause(file, rc));

	if (!cause)
		return error_set(e, ERR_STORAGE, "не удалось %s («%s»): сбой с кодом %d. Сообщите администратору",
				 doing, file, rc);
	return error_set(e, ERR_STORAGE, "не удалось %s («%s»): %s", doing, file, cause);
}

/* ---- folders ---- */

char *path_join(const char *folder, const char *name)
{
	struct buf b = {0};

	buf_addf(&b, "%s/%s", folder, name);
	return buf_take(&b);
}

/* LMDB keeps its promises only on a local disk: locks and mapped memory have to be shared by all. */
enum err folder_refuse_network(const char *path, struct error *e)
{
	static const uint32_t network[] = {
		0x6969,	    /* NFS */
		0x517b,	    /* SMB */
		0xfe534d42, /* SMB2 */
		0xff534d42, /* CIFS */
		0x65735546, /* FUSE */
	};
	struct statfs fs;

	if (statfs(path, &fs))
		return store_explain(path, errno, "открыть базу", e);
	for (size_t i = 0; i < sizeof(network) / sizeof(*network); i++)
		if ((uint32_t)fs.f_type == network[i])
			return error_set(
				e, ERR_STORAGE,
				"папка «%s» на сетевом диске: там база портится. Перенесите её на диск самого сервера "
				"и укажите путь в [store] path",
				path);
	return OK;
}

int own_as(const char *file, const char *folder)
{
	struct stat st;

	if (geteuid() || stat(folder, &st) || !st.st_uid)
		return 0;
	return chown(file, st.st_uid, st.st_gid) ? errno : 0;
}

/* ---- of the databases beside this one (readings.c) ---- */

const struct beside beside_readings = {
	.folder = "readings",
	.name = "реестр чтений",
	.making = "завести реестр чтений",
	.advice = "Это не сама база, а её реестр чтений. Переименуйте папку «%s/readings» и сохраните её: заведётся "
		  "новый",
};
const struct beside beside_shelf = {
	.folder = "shelf",
	.name = "полка",
	.making = "завести полку",
	.advice = "Это не сама база, а полка с файлами на несколько дней. Удалите папку «%s/shelf»: заведётся новая",
};

char *beside_folder(const char *path, const struct beside *b)
{
	return path_join(path, b->folder);
}

bool beside_exists(const char *path, const struct beside *b)
{
	char *folder = beside_folder(path, b), *data = path_join(folder, DATA_NAME);
	bool exist = !access(data, F_OK) || errno != ENOENT;

	free(folder);
	free(data);
	return exist;
}

void beside_advise(const char *path, const struct beside *b, struct error *e)
{
	static const char from_a_copy[] = ERROR_COPY;
	char *at = e ? strstr(e->text, from_a_copy) : NULL, *mark = strstr(b->advice, "%s");
	struct error was;

	if (!at)
		return;
	was = *e;
	was.text[at - e->text] = 0;
	error_set(e, e->code, "%s%.*s%s%s%s", was.text, (int)(mark - b->advice), b->advice, path, mark + strlen("%s"),
		  at + sizeof(from_a_copy) - 1);
}
