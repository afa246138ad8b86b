/* keys: the file of forced commands for sshd */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/base/sshkey.h"
#include "stazh/cli/command.h"
#include "stazh/base/file.h"

#define PUB_MAX 65536 /* bytes of a .pub file */

struct keys {
	struct buf out;
	char *program, *config;
	struct {
		char fingerprint[SSHKEY_FINGERPRINT];
		const char *login;
	} * seen; /* one key is one person: sshd takes the first line that fits */
	size_t n, cap;
};

/* The forced command goes through a shell: only what that leaves as it is may stand in it. */
static bool is_plain(const char *s)
{
	return *s && *s != '-' && !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-")];
}

/* A path between single quotes, where the shell changes nothing; sshd takes the whole between double ones, with no sign
 * of its own but a backslash before one. NULL: it cannot stand there. free() */
static char *quoted(const char *path)
{
	struct buf b = {0};

	if (*path != '/')
		return NULL;
	for (const char *s = path; *s; s++)
		if ((unsigned char)*s < ' ' || strchr("'\"\\!\x7f", *s))
			return NULL;
	buf_addf(&b, is_plain(path) ? "%s" : "'%s'", path);
	return buf_take(&b);
}

/* Nobody but the owner of the machine can have put a key there. */
static enum err check_owner(const struct stat *st, const char *name, struct error *e)
{
	if ((st->st_uid && st->st_uid != geteuid()) || st->st_mode & (S_IWGRP | S_IWOTH))
		return error_set(
			e, ERR_REFUSED,
			"%s: принадлежит не администратору или открыто для записи другим; ключам отсюда верить нельзя "
			"(chown root, chmod go-w)",
			name);
	return OK;
}

static enum err add_key(struct keys *k, const char *login, const struct sshkey *key, const char *where, struct error *e)
{
	for (size_t i = 0; i < k->n; i++)
		if (!strcmp(k->seen[i].fingerprint, key->fingerprint))
			return error_set(e, ERR_INPUT, "%s: этот же ключ уже есть у %s; у каждого должен быть свой",
					 where, k->seen[i].login);
	k->seen = mem_grow(k->seen, k->n, &k->cap, sizeof(*k->seen));
	strcpy(k->seen[k->n].fingerprint, key->fingerprint);
	k->seen[k->n++].login = login;
	buf_addf(&k->out, "restrict,pty,command=\"%s --config %s --as %s\" %s %s %s\n", k->program, k->config, login,
		 key->type, key->text, login);
	return OK;
}

/* The keys of one file, one a line; blank lines and # are passed over. */
static enum err add_file(struct keys *k, const char *login, const char *path, char *text, struct error *e)
{
	char *rest = text, *line;
	enum err err = OK;
	int number = 0;

	while (!err && (line = strsep(&rest, "\n"))) {
		struct buf where = {0};
		struct error cause = {0};
		struct sshkey key;

		number++;
		line += strspn(line, " \t");
		if (!*line || *line == '#' || *line == '\r')
			continue;
		buf_addf(&where, "%s, строка %d", path, number);
		err = sshkey_parse(line, strlen(line), &key, &cause);
		if (err)
			error_set(e, err, "%s: %s", where.s, cause.text);
		else
			err = add_key(k, login, &key, where.s, e);
		buf_free(&where);
	}
	return err;
}

/* ERR_NONE: the login has no file. */
static enum err read_login(struct keys *k, const char *folder, const char *login, struct error *e)
{
	struct buf path = {0};
	char *text = NULL;
	struct stat st;
	ssize_t n = -1;
	enum err err = OK;
	int fd;

	buf_addf(&path, "%s/%s.pub", folder, login);
	fd = open(path.s, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		err = ERR_NONE;
	else if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > PUB_MAX)
		err = error_set(e, ERR_INPUT, "%s: не читается или это не файл ключа", path.s);
	else
		err = check_owner(&st, path.s, e);
	if (!err) {
		text = mem_alloc(PUB_MAX + 1);
		n = read(fd, text, PUB_MAX);
		if (n < 0 || strlen(text) != (size_t)n)
			err = error_set(e, ERR_INPUT, "%s: не читается или это не файл ключа", path.s);
	}
	if (!err)
		err = add_file(k, login, path.s, text, e);
	if (fd >= 0)
		close(fd);
	free(text);
	buf_free(&path);
	return err;
}

static enum err find_self(struct cli *c, struct keys *k, struct error *e)
{
	const char *config = config_file(&c->config);
	char *program = realpath("/proc/self/exe", NULL), *real = config ? realpath(config, NULL) : NULL;
	enum err err = OK;

	k->program = program ? quoted(program) : NULL;
	k->config = real ? quoted(real) : NULL;
	if (!real)
		err = error_set(e, ERR_USAGE, "файла настроек нет, и кто допущен, не сказано: нужен раздел [users]");
	else if (!k->program || !k->config)
		err = error_set(e, ERR_USAGE,
				"в пути программы или настроек (%s, %s) есть кавычка, восклицательный знак, обратная "
				"косая черта "
				"или управляющий знак: в файл ключей его не записать",
				program ? program : "?", real);
	free(program);
	free(real);
	return err;
}

static enum err collect(struct cli *c, struct keys *k, struct buf *without, struct error *e)
{
	const char *folder = config_text(&c->config, OPT_ACCESS_KEYS);
	const struct config_user *u;
	struct stat st;
	enum err err = OK;

	if (stat(folder, &st) || !S_ISDIR(st.st_mode))
		return error_set(e, ERR_INPUT,
				 "нет папки открытых ключей «%s» ([access] keys); положите в неё файлы ИМЯ.pub",
				 folder);
	err = check_owner(&st, folder, e);
	for (size_t i = 0; !err && (u = config_user_at(&c->config, i)); i++) {
		if (!strcmp(u->role, "none"))
			continue;
		if (!is_plain(u->login) || strchr(u->login, '/'))
			err = error_set(e, ERR_USAGE,
					"%s: имя входа «%s» в файл ключей не записать; ожидаются латинские буквы, "
					"цифры и . _ -",
					u->from, u->login);
		else
			err = read_login(k, folder, u->login, e);
		if (err == ERR_NONE) {
			buf_addf(without, "%s%s", without->n ? ", " : "", u->login);
			err = OK;
		}
	}
	return err;
}

/* sshd reads it as the account that logs in. */
static enum err write_keys(const char *file, const struct buf *text, struct error *e)
{
	struct new_file f;
	enum err err = file_create(&f, file, e);

	if (err)
		return err;
	fwrite(buf_text(text), 1, text->n, f.f);
	if (fchmod(f.fd, 0644))
		err = error_set(e, ERR_STORAGE, "«%s»: права на файл не поставлены", file);
	return file_finish(&f, err, e);
}

static enum err run_keys(struct cli *c, struct error *e)
{
	const char *file = cli_flag(c, "-o");
	struct keys k = {.n = 0};
	struct buf without = {0};
	enum err err = config_load(cli_flag(c, "--config"), &c->config, e);

	if (!err)
		err = find_self(c, &k, e);
	if (!err)
		err = collect(c, &k, &without, e);
	if (!err && file && strcmp(file, "-") != 0)
		err = write_keys(file, &k.out, e);
	else if (!err)
		fwrite(buf_text(&k.out), 1, k.out.n, stdout);
	if (!err && without.n)
		cli_say("Нет ключа: %s", without.s);
	if (!err && file && strcmp(file, "-") != 0)
		cli_say("%s: %s %zu %s", file, text_plural((long)k.n, "записан", "записаны", "записано"), k.n,
			text_plural((long)k.n, "ключ", "ключа", "ключей"));
	free(k.program);
	free(k.config);
	free(k.seen);
	buf_free(&k.out);
	buf_free(&without);
	return err;
}

/* clang-format off */
const struct command command_keys = {
	.name = "keys", .group = GROUP_RARE, .need = NEED_NOTHING, .run = run_keys,
	.usage = "[-o ФАЙЛ]",
	.help = "файл ключей для sshd: кто входит под каким именем",
	.more = "Открытые ключи берутся из папки [access] keys, из файлов ИМЯ.pub (по ключу в строке), имена — из "
		"раздела [users]. У кого ключа нет, будет назван. Файл должен принадлежать root: sudo stazh keys -o "
		"/etc/ssh/stazh_keys",
	.flags = (const struct flag[]){
		{"-o", "ФАЙЛ", "в файл, а не на вывод", false},
		{0},
	},
};
/* clang-format on */
