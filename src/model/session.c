#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"
#include "stazh/base/sshkey.h"
#include "stazh/model/deadline.h"

/* The key of this login: sshd with ExposeAuthInfo names a file with «publickey type base64». */
static bool login_key(struct sshkey *key)
{
	const char *path = getenv("SSH_USER_AUTH"), *at;
	char text[SSHKEY_TEXT_MAX + 200] = "";
	int fd = path ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	close(fd);
	at = strncmp(text, "publickey ", 10) ? NULL : text + 10;
	return at && !sshkey_parse(at, strcspn(at, "\n"), key, NULL);
}

static void where_from(char *out, size_t n)
{
	const char *ssh = getenv("SSH_CONNECTION"), *tty;
	struct sshkey *key;

	if (ssh) {
		size_t len = strcspn(ssh, " ");

		snprintf(out, n, "%.*s", (int)(len < n ? len : n - 1), ssh);
		key = mem_alloc(sizeof(*key));
		if (login_key(key))
			snprintf(out + strlen(out), n - strlen(out), " %s", key->fingerprint);
		free(key);
		return;
	}
	tty = isatty(STDIN_FILENO) ? ttyname(STDIN_FILENO) : NULL;
	snprintf(out, n, "%s", tty ? tty : "");
}

/* The account that runs the program owns the database (or the folder where it will be), or is root. */
static bool is_owner(const struct config *config)
{
	struct stat st;

	if (geteuid() == 0)
		return true;
	return stat(config_text(config, OPT_STORE_PATH), &st) || st.st_uid == geteuid();
}

static enum role role_by_name(const char *name)
{
	static const struct {
		const char *name;
		enum role role;
	} roles[] = {{"methodist", ROLE_METHODIST}, {"leader", ROLE_LEADER}, {"viewer", ROLE_VIEWER}};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (!strcmp(roles[i].name, name))
			return roles[i].role;
	return ROLE_NONE;
}

enum err session_identify(struct session *s, const struct config *config, const char *as, struct error *e)
{
	const struct passwd *account = getpwuid(geteuid());
	const struct config_user *user;
	bool owner = is_owner(config);

	*s = (struct session){
		.config = config, .wait = s->wait, .press = s->press, .write_card = s->write_card, .after = s->after};
	if (account)
		snprintf(s->user, sizeof(s->user), "%s", account->pw_name);
	else
		snprintf(s->user, sizeof(s->user), "%lu", (unsigned long)geteuid());
	where_from(s->from, sizeof(s->from));
	s->today = date_today(e);
	if (s->today == DATE_NONE)
		return ERR_USAGE;
	if (as) {
		if (!owner)
			return error_set(e, ERR_REFUSED,
					 "Ключ --as действует только для учётной записи, которой принадлежит база");
		if (!*as || strlen(as) >= sizeof(s->user) || strpbrk(as, " \t\n"))
			return error_set(e, ERR_USAGE, "После --as ожидается имя входа");
		snprintf(s->user, sizeof(s->user), "%s", as);
	}
	if (!config_has_users(config)) {
		if (!owner)
			return error_set(
				e, ERR_REFUSED,
				"Вы не допущены: база принадлежит другому, а раздела [users] в настройках нет. "
				"Попросите её владельца вписать вас: %s",
				s->user);
		s->role = ROLE_METHODIST;
		return OK;
	}
	user = config_user(config, s->user);
	s->role = user ? role_by_name(user->role) : ROLE_NONE;
	if (s->role == ROLE_NONE)
		return error_set(e, ERR_REFUSED,
				 "Вы не допущены: имени «%s» нет в разделе [users] настроек. Попросите того, кто ведёт "
				 "базу, вписать его",
				 s->user);
	snprintf(s->own, sizeof(s->own), "%s", user->own);
	return OK;
}

static enum err follow_rules(struct tx *tx, void *arg)
{
	return bring_in_line(tx, arg, NULL);
}

struct repair {
	const struct session *s;
	size_t wrong;
};

static enum err repair(struct tx *tx, void *arg)
{
	struct repair *r = arg;
	struct buf note = {0};
	enum err err = bring_in_line(tx, r->s, &r->wrong);

	buf_addf(&note, "%zu", r->wrong);
	if (!err)
		err = log_add(tx, "repair", note.s);
	buf_free(&note);
	return err;
}

enum err session_repair(struct session *s, size_t *wrong, struct error *e)
{
	struct repair r = {.s = s};
	enum err err = session_write(s, "repair", "", repair, &r, e);

	*wrong = r.wrong;
	return err;
}

void session_find_self(struct session *s, struct tx *tx)
{
	if (schema_used()->find_self)
		schema_used()->find_self(s, tx);
}

enum err session_open(struct session *s, const struct config *config, const char *as, struct error *e)
{
	enum err err = session_identify(s, config, as, e);
	struct tx *tx;
	bool stale;

	if (!err)
		err = store_open(config_text(config, OPT_STORE_PATH), &schema_in_store, &s->store, e);
	if (err)
		return err;
	store_set_context(s->store, s);
	store_set_wait(s->store, s->wait);
	tx = tx_read(s->store, e);
	if (!tx) {
		err = ERR_STORAGE;
		goto fail;
	}
	session_find_self(s, tx);
	schema_learn_lists(s, tx);
	stale = !rules_in_line(tx);
	tx_end(&tx);
	if (stale && (err = session_write(s, "rules", "", follow_rules, s, e)))
		goto fail;
	if (schema_used()->opened)
		schema_used()->opened(s);
	return OK;
fail:
	session_close(s);
	return err;
}

enum err session_may_use_files(const struct session *s, struct error *e)
{
	return s->remote ? error_set(e, ERR_REFUSED,
				     "Нет права: файлы сервера отсюда недоступны. Выгрузка — на своём компьютере%s",
				     session_typed(s, ": ssh … export ВИД - > файл"))
			 : OK;
}

void session_close(struct session *s)
{
	for (size_t i = 0; i < DEADLINES_MAX; i++)
		buf_free(&s->passed[i]);
	while (s->missed_n)
		free(s->missed[--s->missed_n]);
	free(s->missed);
	s->missed = NULL;
	s->missed_cap = 0;
	free(s->seen);
	s->seen = NULL;
	s->seen_n = s->seen_cap = 0;
	if (s->store)
		store_close(&s->store);
}
