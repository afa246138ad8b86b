/* The configuration file of who has none yet. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/file.h"
#include "stazh/base/folder.h"
#include "stazh/base/ini.h"
#include "stazh/base/utf8.h"
#include "config_parts.h"

static const char beginning[] =
	"# Настройки stazh. Что ещё можно указать и что это значит, описано в образце stazh.ini,\n"
	"# который поставляется с программой.\n";

/* The sign that the value has to stand in: 0: none, -1: it can stand in neither. */
static int quote_for(const char *text)
{
	size_t n = strlen(text);
	bool plain = n && text[0] != ' ' && text[n - 1] != ' ' && !strpbrk(text, ";#\"'");

	return plain ? 0 : !strchr(text, '"') ? '"' : !strchr(text, '\'') ? '\'' : -1;
}

enum err config_value_check(enum option_id id, const char *text, struct error *e)
{
	const struct option *o = &options[id];

	if (quote_for(text) < 0)
		return error_set(e, ERR_REFUSED, "Прямые кавычки \" и ' вместе не записать: возьмите «ёлочки»");
	if (strlen(o->key) + strlen(text) + 8 > INI_LINE_MAX)
		return error_set(e, ERR_REFUSED, "Слишком длинно: поместится %d букв", INI_LINE_MAX / 2 - 30);
	return OK;
}

void config_add_lines(const struct config_line *lines, size_t n, struct buf *out)
{
	const char *section = "";

	for (size_t i = 0; i < n; i++) {
		const struct option *o = &options[lines[i].option];
		int quote = quote_for(lines[i].text);

		if (strcmp(section, o->section)) {
			section = o->section;
			buf_addf(out, "%s[%s]\n", out->n ? "\n" : "", section);
		}
		buf_addf(out, "%s = ", o->key);
		if (quote > 0)
			buf_addc(out, (char)quote);
		buf_add(out, lines[i].text);
		if (quote > 0)
			buf_addc(out, (char)quote);
		buf_addc(out, '\n');
	}
}

static enum err failed(const char *path, int rc, struct error *e)
{
	return rc == EEXIST
		       ? error_set(e, ERR_REFUSED, "Файл настроек «%s» тем временем появился: он не тронут", path)
		       : error_set(e, ERR_STORAGE, "Настройки не записать в «%s»: %s. Когда это исправят, повторите",
				   path, error_reason(rc));
}

enum err config_place_check(const char *path, struct error *e)
{
	char *folder = mem_strdup(path), *slash;
	struct stat st;
	int rc = 0;

	while ((slash = strrchr(folder, '/')) && !rc) {
		slash[slash == folder] = 0;
		if (!stat(folder, &st))
			break;
		if (errno != ENOENT || !folder[1])
			rc = errno;
	}
	if (!rc && !S_ISDIR(st.st_mode))
		rc = ENOTDIR;
	if (!rc && access(folder, W_OK | X_OK))
		rc = errno;
	if (rc)
		error_set(e, ERR_STORAGE, "«%s» — %s", folder, error_reason(rc));
	free(folder);
	return rc ? ERR_STORAGE : OK;
}

enum err config_create(const char *path, const struct config_line *lines, size_t n, struct error *e)
{
	char *folder = mem_strdup(path), *slash = strrchr(folder, '/');
	struct buf text = {0}, beside = {0};
	enum err err = OK;
	int rc = 0;

	if (slash && slash != folder) {
		*slash = 0;
		rc = folder_make(folder, 0700);
	}
	if (!rc && !access(path, F_OK))
		rc = EEXIST;
	buf_add(&text, beginning);
	config_add_lines(lines, n, &text);
	buf_addf(&beside, "%s.stazh-new", path);
	if (!rc)
		err = file_write_private(beside.s, &text, e);
	if (!rc && !err) {
		rc = file_put_new(beside.s, path);
		if (rc)
			unlink(beside.s);
	}
	if (rc)
		err = failed(path, rc, e);
	free(folder);
	buf_free(&text);
	buf_free(&beside);
	return err;
}
