/* help --complete -- СЛОВО…: what may stand in the place of the last word, a line each; config/stazh.completion asks.
 * All of it but the names of views is read off the tables: commands and their usage, flags, kinds, fields, actions,
 * documents. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/cli/command.h"
#include "stazh/document/document.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/cycle.h"
#include "stazh/model/view.h"

#define FILES "@file" /* names of files may stand here */
#define MORE  "…"
#define KIND  "ВИД"

struct line {
	struct cli *c;
	const struct command *command; /* NULL: its name is the word in question, or unknown */
	bool unknown;
	const char *args[64]; /* before the last word */
	size_t n;
	const struct flag *flag; /* whose value the last word is, NULL: none */
	const char *last;
	struct buf out; /* a line break, and one after each */
};

static void offer(struct line *l, const char *word, const char *tail)
{
	struct buf whole = {0};

	buf_addf(&whole, "\n%s%s\n", word, tail);
	if (!strncmp(whole.s + 1, l->last, strlen(l->last)) &&
	    !strstr(l->out.s, whole.s)) /* two ways may begin alike */
		buf_add(&l->out, whole.s + 1);
	buf_free(&whole);
}

/* ---- fields ---- */

static const struct kind_def *kind_of(const struct line *l)
{
	const struct document *d = l->n ? document_by_name(l->args[0]) : NULL;

	if (l->command && !strcmp(l->command->name, "print"))
		return d && d->kind ? kind_def(d->kind) : NULL;
	for (size_t i = 0; i < l->n; i++)
		if (kind_by_name(l->args[i]))
			return kind_by_name(l->args[i]);
	return NULL;
}

/* The arguments of the action that is named, of the kind that is. */
static const struct action_arg *args_of(const struct line *l, const struct kind_def *k)
{
	const struct transition *t = l->n > 2 ? transition_by_name(k, l->args[2]) : NULL;

	return t ? t->args : NULL;
}

static void offer_values(struct line *l, const struct field *f)
{
	size_t n = 0;
	const char *const *words = f->type->editor == EDITOR_WORD ? field_choices(f, &l->c->config, &n)
								  : (const char *const[]){"да", "нет"};

	if (f->type->editor == EDITOR_FLAG)
		n = 2;
	for (size_t i = 0; i < n; i++) {
		struct buf whole = {0};

		buf_addf(&whole, "%s=%s", f->name, words[i]);
		offer(l, whole.s, "");
		buf_free(&whole);
	}
}

static void offer_field(struct line *l, const struct field *f, const char *tail)
{
	const size_t n = strlen(f->name);

	if (*tail && !strncmp(l->last, f->name, n) && l->last[n] == '=')
		offer_values(l, f);
	else
		offer(l, f->name, tail);
}

/* typed: those that whoever types may set. */
static void offer_fields(struct line *l, const char *tail, bool typed)
{
	const struct kind_def *k = kind_of(l);
	const struct action_arg *a = k ? args_of(l, k) : NULL;

	if (l->command && !strcmp(l->command->name, "do") && typed) {
		for (; a && a->field.name; a++)
			offer_field(l, &a->field, tail);
		return;
	}
	for (size_t i = 0; k && i < k->n; i++)
		if (!(k->fields[i].flags & FF_HIDDEN) && !(typed && k->fields[i].flags & FF_SYSTEM))
			offer_field(l, &k->fields[i], tail);
}

/* A list whose last name is in question. */
static void offer_columns(struct line *l)
{
	const struct kind_def *k = kind_of(l);
	const char *comma = strrchr(l->last, ',');
	char *before = mem_strndup(l->last, comma ? (size_t)(comma + 1 - l->last) : 0);

	for (size_t i = 0; k && i < k->n; i++)
		if (!(k->fields[i].flags & FF_HIDDEN))
			offer(l, before, k->fields[i].name);
	free(before);
}

/* ---- what the words of usages mean ---- */

static void offer_commands(struct line *l)
{
	for (size_t i = 0; l->c->commands[i]; i++)
		offer(l, l->c->commands[i]->name, "");
}

static void offer_kinds(struct line *l)
{
	for (unsigned i = 1; i < KIND_END; i++)
		if (kind_def(i))
			offer(l, kind_def(i)->name, "");
}

static void offer_documents(struct line *l)
{
	for (size_t i = 0; document_at(i); i++)
		offer(l, document_at(i)->name, "");
}

static void offer_actions(struct line *l)
{
	const struct kind_def *k = kind_of(l);
	const struct transition *t;

	for (size_t i = 0; k && (t = transition_at(k, i)); i++)
		offer(l, t->action, "");
}

static void offer_files(struct line *l)
{
	const char *last = l->last;

	l->last = "";
	offer(l, FILES, "");
	l->last = last;
}

/* Of views, whose names stand in the database: where there is none, none are offered. */
static void offer_views(struct line *l)
{
	struct session *session = &l->c->session;
	struct error ignored = {.code = OK};
	struct view_name *list;
	struct tx *tx;
	size_t n;

	if (l->c->remote || !l->c->config.data)
		return;
	if (!session_open(session, &l->c->config, cli_flag(l->c, "--as"), &ignored) &&
	    (tx = tx_read(session->store, NULL))) {
		n = views_list(session, tx, kind_of(l), &list);
		for (size_t i = 0; i < n; i++)
			offer(l, list[i].name, "");
		views_free(list, n);
		tx_end(&tx);
	}
	session_close(session);
}

static void offer_set(struct line *l)
{
	offer_fields(l, "=", !l->flag);
}

static void offer_names(struct line *l)
{
	offer_fields(l, "", false);
}

static const struct {
	const char *word;
	void (*offer)(struct line *l);
} words[] = {
	{KIND, offer_kinds},   {"КОМАНДА", offer_commands},  {"ДЕЙСТВИЕ", offer_actions}, {"ДОКУМЕНТ", offer_documents},
	{"ФАЙЛ", offer_files}, {"ПОЛЕ=ЗНАЧЕНИЕ", offer_set}, {"НАЗВАНИЕ", offer_views},	  {"УСЛОВИЕ", offer_set},
	{"ПОЛЕ", offer_names}, {"А,Б", offer_columns},
};

/* table|csv|json, scope=this|all */
static void offer_alternatives(struct line *l, const char *token)
{
	const char *equals = strchr(token, '='), *from = equals ? equals + 1 : token, *end;
	char *before = mem_strndup(token, (size_t)(from - token));

	for (;; from = end + 1) {
		end = from + strcspn(from, "|");
		char *word = mem_strndup(from, (size_t)(end - from));

		offer(l, before, strcmp(word, MORE) ? word : "");
		free(word);
		if (!*end)
			break;
	}
	free(before);
}

static bool is_literal(const char *token)
{
	return *token >= 'a' && *token <= 'z';
}

static void offer_token(struct line *l, const char *token)
{
	const size_t n = strcspn(token, ".|"); /* ФАЙЛ.ics, ФАЙЛ|- */

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(token, words[i].word) ||
		    (n == strlen(words[i].word) && !strncmp(token, words[i].word, n))) {
			words[i].offer(l);
			return;
		}
	if (is_literal(token))
		offer_alternatives(l, token);
}

/* ---- usages ---- */

static const struct flag *flag_named(const struct command *cmd, const char *name)
{
	const struct flag *sets[] = {cmd ? cmd->flags : NULL, global_flags};

	for (size_t i = 0; i < 2; i++)
		for (const struct flag *f = sets[i]; f && f->name; f++)
			if (!strcmp(f->name, name))
				return f;
	return NULL;
}

/* One way to write it, its tokens from *at up to a "|": offers what stands in the place of the last word. */
static void offer_way(struct line *l, char **tokens, size_t n)
{
	const char *place = NULL;
	size_t at = 0;

	for (size_t i = 0; i < n && !place; i++) {
		const struct flag *f = *tokens[i] == '-' ? flag_named(l->command, tokens[i]) : NULL;
		char *more = strstr(tokens[i], MORE);
		const bool repeated = more && !more[strlen(MORE)] && (more == tokens[i] || more[-1] != '=');

		if (*tokens[i] == '-') {
			i += f && f->value;
			continue;
		}
		if (repeated)
			*more = 0;
		if (at == l->n || (repeated && at < l->n))
			place = tokens[i];
		else if (is_literal(tokens[i]) ? strcmp(tokens[i], l->args[at]) != 0
					       : !strcmp(tokens[i], KIND) && !kind_by_name(l->args[at]))
			return;
		at++;
	}
	if (place && *place)
		offer_token(l, place);
}

static void offer_arguments(struct line *l)
{
	char *usage = mem_strdup(l->command->usage), *rest = usage, *tokens[64], *token;
	size_t n = 0;

	for (char *p = usage; *p; p++)
		if (*p == '[' || *p == ']')
			*p = ' ';
	while ((token = strsep(&rest, " ")) && n < sizeof(tokens) / sizeof(*tokens)) {
		if (!strcmp(token, "|")) {
			offer_way(l, tokens, n);
			n = 0;
		} else if (*token && strcmp(token, MORE)) {
			tokens[n++] = token;
		}
	}
	offer_way(l, tokens, n);
	free(usage);
}

static void offer_flags(struct line *l)
{
	for (const struct flag *f = l->command ? l->command->flags : NULL; f && f->name; f++)
		offer(l, f->name, "");
	for (const struct flag *f = global_flags; f->name; f++)
		offer(l, f->name, "");
}

/* ---- the words that stand there ---- */

static void take(struct line *l, const char *word)
{
	const struct flag *f = *word == '-' && word[1] ? flag_named(l->command, word) : NULL;

	if (l->flag)
		l->flag = NULL;
	else if (f)
		l->flag = f->value ? f : NULL;
	else if (*word == '-' && word[1])
		return;
	else if (!l->command)
		l->unknown = !(l->command = command_by_name(l->c, word));
	else if (l->n < sizeof(l->args) / sizeof(*l->args))
		l->args[l->n++] = word;
}

enum err help_complete(struct cli *c)
{
	struct line l = {.c = c, .last = c->n ? c->args[c->n - 1] : ""};

	buf_addc(&l.out, '\n');
	for (size_t i = 0; i + 1 < c->n; i++)
		take(&l, c->args[i]);
	if (l.flag)
		offer_token(&l, l.flag->value);
	else if (*l.last == '-')
		offer_flags(&l);
	else if (l.command)
		offer_arguments(&l);
	else if (!l.unknown)
		offer_commands(&l);
	fwrite(l.out.s + 1, 1, l.out.n - 1, stdout);
	buf_free(&l.out);
	return OK;
}
