#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "stazh/base/file.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/remote.h"
#include "stazh/model/cycle.h"

#define ORIGINAL_MAX 8192 /* bytes */

/* ---- words ---- */

/* Copies the word that begins at *s into *to, without quotes. */
static enum err take_word(const char **s, char **to, struct error *e)
{
	char quote = 0;
	const char *p = *s;

	for (; *p && (quote || (*p != ' ' && *p != '\t')); p++) {
		if (quote && *p == quote) {
			quote = 0;
		} else if (!quote && (*p == '\'' || *p == '"')) {
			quote = *p;
		} else if (*p == '\\' && quote != '\'' && p[1]) {
			if (quote && !strchr("\"\\$`", p[1]))
				*(*to)++ = *p;
			*(*to)++ = *++p;
		} else if (!quote && strchr(";|&<>$`()\n\r", *p)) {
			return *p == '\n' || *p == '\r'
				       ? error_set(e, ERR_REFUSED,
						   "команда — одна строка: перевод строки бывает только в кавычках")
				       : error_set(e, ERR_REFUSED,
						   "знак «%c» здесь ничего не значит: оболочки нет, есть только "
						   "команды stazh "
						   "(если он нужен в значении, возьмите его в кавычки)",
						   *p);
		} else {
			*(*to)++ = *p;
		}
	}
	*(*to)++ = 0;
	*s = p;
	return quote ? error_set(e, ERR_REFUSED, "кавычка «%c» не закрыта", quote) : OK;
}

enum err remote_split(const char *s, char ***words, size_t *n, char **room, struct error *e)
{
	size_t length = strlen(s), cap = 0;
	struct error cause = {0};
	struct buf clean = {0};
	enum err err = OK;
	char *to;

	*words = NULL;
	*n = 0;
	*room = to = mem_alloc(2 * length + 2); /* composed letters may be longer */
	if (length > ORIGINAL_MAX)
		return error_set(e, ERR_REFUSED, "команда слишком длинная: %zu байт при пределе %d", length,
				 ORIGINAL_MAX);
	if (utf8_clean(s, length, true, &clean, &cause))
		err = error_set(e, ERR_REFUSED, "команда: %s", cause.text);
	s = buf_text(&clean);
	while (!err && *(s += strspn(s, " \t"))) {
		*words = mem_grow(*words, *n, &cap, sizeof(**words));
		(*words)[(*n)++] = to;
		err = take_word(&s, &to, e);
	}
	buf_free(&clean);
	return err;
}

/* ---- what was asked for, without values ---- */

static void add_part(struct buf *out, const char *part)
{
	buf_addf(out, "%s%s", out->n ? " " : "", part);
}

static bool is_flag(const struct command *cmd, const char *word)
{
	for (const struct flag *f = cmd->flags; f && f->name; f++)
		if (!strcmp(f->name, word))
			return true;
	for (const struct flag *f = global_flags; f->name; f++)
		if (!strcmp(f->name, word))
			return true;
	return false;
}

/* «phone» of «phone=8-905-111»: whatever is no field's name may be a value as well. */
static const char *field_named(const struct kind_def *k, char *word)
{
	char *end = word + strcspn(word, "=<>~!");
	const struct field *f = NULL;

	if (k && *end) {
		*end = 0;
		f = field_by_name(k, word);
	}
	return f ? f->name : NULL;
}

void remote_describe(const struct cli *c, const char *original, struct buf *out)
{
	const struct kind_def *k = NULL;
	const struct command *cmd = NULL;
	char **words = NULL, *room = NULL;
	const char *field;
	size_t n = 0, i = 0;
	bool left = remote_split(original, &words, &n, &room, NULL) != OK;

	if (n && !strcmp(words[0], "stazh"))
		i++;
	if (i < n)
		cmd = command_by_name(c, words[i++]);
	add_part(out, cmd ? cmd->name : "неизвестная команда");
	for (size_t kind_at = n; cmd && i < n; i++) {
		if (!k && (k = kind_by_name(words[i]))) {
			add_part(out, k->name);
			kind_at = i;
			continue;
		}
		if (i == kind_at + 1 && strlen(words[i]) < 10 && !words[i][strspn(words[i], "0123456789")])
			add_part(out, words[i]);
		else if (is_flag(cmd, words[i]))
			add_part(out, words[i]);
		else if ((field = field_named(k, words[i])))
			add_part(out, field);
		else if (k && transition_by_name(k, words[i]))
			add_part(out, transition_by_name(k, words[i])->action);
		else
			left = true;
	}
	if (left && cmd)
		add_part(out, "…");
	free(words);
	free(room);
}

/* ---- what may be asked for ---- */

static enum err refuse_command(const struct cli *r, struct error *e)
{
	struct buf list = {0};

	for (size_t i = 0; r->commands[i]; i++)
		if (r->commands[i]->remote)
			buf_addf(&list, "%s%s", list.n ? ", " : "", r->commands[i]->name);
	error_set(e, ERR_REFUSED, "так можно только: %s; всё остальное — на экране (ssh -t без команды)",
		  buf_text(&list));
	buf_free(&list);
	return ERR_REFUSED;
}

static enum err refuse_option(const char *name, struct error *e)
{
	return error_set(e, ERR_REFUSED, "ключ %s здесь не действует: имя, настройки и файлы — дело сервера", name);
}

/* What needs no quotes in any shell. */
static bool is_plain(const char *word)
{
	return *word && *word != '-' && !word[strcspn(word, " \t\n\r'\"\\`$&|;<>()*?[]#~!{}")];
}

/* The ending of what would have been the file; `other` when it has none that says anything. */
static const char *ending_of(const char *path, const char *other)
{
	static const char *const known[] = {"csv", "xlsx", "json", "ics", "odt", "zip", "txt", "ods"};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(known) / sizeof(*known); i++)
		if (!strcasecmp(dot + 1, known[i]))
			return known[i];
	return other;
}

/* What to type at home, where the files are. file: the argument that named one; NULL: -o did. */
static enum err refuse_file(const struct cli *r, const char *file, struct error *e)
{
	const char *path = file ? file : cli_flag(r, "-o"), *ending = ending_of(path, file ? "csv" : "odt");
	bool in = r->command->file_arg > 0;
	struct buf line = {0};

	buf_addf(&line, "ssh сервер %s", r->command->name);
	for (size_t i = 0; i < r->n; i++)
		buf_addf(&line, " %s", r->args[i] == file ? FILE_STREAM : is_plain(r->args[i]) ? r->args[i] : "…");
	if (!in)
		buf_addf(&line, "%s --format %s", file ? "" : " -o -", strcmp(ending, "txt") ? ending : "text");
	error_set(e, ERR_REFUSED, "Файлов на сервере отсюда не называют. Наберите у себя: %s %c файл.%s", line.s,
		  in ? '<' : '>', ending);
	buf_free(&line);
	return ERR_REFUSED;
}

/* The argument that names a file, NULL: none does. */
static const char *file_of(const struct cli *r)
{
	int at = r->command->file_arg == FILE_LAST ? (int)r->n : r->command->file_arg;

	return at > 0 && (size_t)at <= r->n ? r->args[at - 1] : NULL;
}

static enum err check(const struct cli *r, struct error *e)
{
	/* they name a file or a user, which is for the key file to say */
	static const char *const local[] = {"--config", "--as"};
	const struct command *cmd = r->command;
	const char *out = cli_flag(r, "-o"), *file;

	if (!cmd || !cmd->remote)
		return refuse_command(r, e);
	for (size_t i = 0; i < sizeof(local) / sizeof(*local); i++)
		if (cli_flag(r, local[i]))
			return refuse_option(local[i], e);
	file = file_of(r);
	if (file && strcmp(file, FILE_STREAM) != 0)
		return refuse_file(r, file, e);
	return out && strcmp(out, FILE_STREAM) ? refuse_file(r, NULL, e) : OK;
}

enum err remote_take(struct cli *c, const char *original, struct error *e)
{
	struct cli r = {.commands = c->commands, .remote = true};
	char **words = NULL, *room = NULL;
	enum err err;
	size_t n = 0;

	c->remote = true;
	err = remote_split(original, &words, &n, &room, e);
	if (!err && n && !strcmp(words[0], "stazh")) /* as it would be typed on the server */
		memmove(words, words + 1, --n * sizeof(*words));
	if (!err && !n)
		err = refuse_command(c, e);
	if (!err && (words[0][0] == '-' || !command_by_name(c, words[0]) || !command_by_name(c, words[0])->remote))
		err = refuse_command(c, e);
	if (!err) {
		char **argv = mem_alloc((n + 1) * sizeof(*argv));

		argv[0] = "stazh";
		memcpy(argv + 1, words, n * sizeof(*argv));
		err = cli_parse(&r, (int)n + 1, argv, e);
		free(argv);
	}
	if (!err)
		err = check(&r, e);
	if (!err) { /* the forced line's own options stay */
		r.given = mem_resize(r.given, (r.given_n + c->given_n + 1) * sizeof(*r.given));
		memcpy(r.given + r.given_n, c->given, c->given_n * sizeof(*r.given));
		r.given_n += c->given_n;
		free(c->args);
		free(c->given);
		c->command = r.command;
		c->args = r.args;
		c->n = r.n;
		c->given = r.given;
		c->given_n = r.given_n;
		c->format = r.format;
	} else {
		cli_release(&r);
	}
	c->words = room;
	free(words);
	return err;
}
