#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/cycle.h"
#include "stazh/model/rule.h"

#define HOME_WIDTH 80

static int width(void)
{
	int cells = cli_width();

	return cells ? cells : HOME_WIDTH;
}

/* A row of two columns, the second wrapped. */
static void add_row(struct buf *out, int indent, int first, const char *name, const char *text)
{
	buf_fill(out, ' ', (size_t)indent);
	if (utf8_width(name, strlen(name)) > first) {
		buf_addf(out, "%s\n", name);
		buf_fill(out, ' ', (size_t)(indent + first));
	} else {
		text_fit(out, name, first);
	}
	buf_add(out, "  ");
	cli_wrap(out, text, indent + first + 2, width());
	buf_addc(out, '\n');
}

/* ---- all commands: one screen ---- */

#define NAMES_AT 10

/* One of those that stand one after another; *at: the cell where it begins. */
static void add_name(const char *name, size_t *at, struct buf *out)
{
	if (*at + strlen(name) > 79) {
		buf_addc(out, '\n');
		buf_fill(out, ' ', *at = NAMES_AT);
	}
	buf_addf(out, "%s ", name);
	*at += strlen(name) + 1;
}

static void add_commands(const struct command *const *commands, struct buf *out)
{
	const char *group = "";
	size_t at = NAMES_AT;

	buf_add(out, "stazh [--config ФАЙЛ] [--as ИМЯ] [--linear] [КОМАНДА …] · stazh help КОМАНДА\n");
	for (size_t i = 0; commands[i]; i++) {
		const struct command *cmd = commands[i];

		if (!cmd->group || !strcmp(cmd->group, GROUP_RARE))
			continue;
		text_fit(out, strcmp(group, cmd->group) != 0 ? cmd->group : " ", NAMES_AT);
		group = cmd->group;
		text_fit(out, cmd->name, 9);
		buf_addf(out, "%s\n", cmd->help);
	}
	text_fit(out, GROUP_RARE, NAMES_AT);
	for (size_t i = 0; commands[i]; i++)
		if (commands[i]->group && !strcmp(commands[i]->group, GROUP_RARE))
			add_name(commands[i]->name, &at, out);
	buf_addc(out, '\n');
	text_fit(out, "Виды", at = NAMES_AT);
	for (unsigned i = 1; i < KIND_END; i++)
		if (kind_def(i))
			add_name(kind_def(i)->name, &at, out);
	out->s[out->n - 1] = '\n';
}

/* ---- one command ---- */

static void add_flags(const struct flag *flags, struct buf *out)
{
	struct buf name = {0};

	for (const struct flag *f = flags; f && f->name; f++) {
		buf_clear(&name);
		buf_addf(&name, "%s%s%s", f->name, f->value ? " " : "", f->value ? f->value : "");
		add_row(out, 2, 24, name.s, f->help);
	}
	buf_free(&name);
}

static void add_command(const struct command *cmd, struct buf *out)
{
	buf_addf(out, "stazh %s ", cmd->name);
	cli_wrap(out, cmd->usage, 7 + (int)strlen(cmd->name), width());
	buf_addf(out, "\n\n%s\n", cmd->help);
	if (cmd->more) {
		cli_wrap(out, cmd->more, 0, width());
		buf_addc(out, '\n');
	}
	if (cmd->flags) {
		buf_add(out, "\nКлючи:\n");
		add_flags(cmd->flags, out);
	}
	buf_add(out, "\nДля всех команд:\n");
	add_flags(global_flags, out);
}

/* ---- one kind ---- */

static void add_type(const struct field *f, struct buf *out)
{
	buf_add(out, f->type->words);
	if (f->type->bounds)
		f->type->bounds(f, out);
	if (f->flags & FF_MANY)
		buf_add(out, ", можно несколько через «;»");
	if (f->flags & FF_REQUIRED)
		buf_add(out, ", обязательно");
	if (f->flags & FF_SYSTEM)
		buf_add(out, ", ставит программа");
}

static void add_choices(const struct field *f, const struct config *c, struct buf *out)
{
	size_t n;
	const char *const *words = field_choices(f, c, &n);

	buf_add(out, "\nСлова: ");
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%s", i ? "; " : "", words[i]);
	if (f->flags & FF_OPEN)
		buf_add(out, "; или своё");
}

static void add_field(const struct field *f, const struct config *c, struct buf *out)
{
	struct buf text = {0};

	buf_addf(&text, "%s: ", f->title);
	add_type(f, &text);
	rule_cite(c, f->rule, &text);
	if (f->help)
		buf_addf(&text, "\n%s", f->help);
	if (f->type->editor == EDITOR_WORD)
		add_choices(f, c, &text);
	if (f->example)
		buf_addf(&text, strchr(f->example, ' ') ? "\nНапример: '%s=%s'" : "\nНапример: %s=%s", f->name,
			 f->example);
	add_row(out, 2, 16, f->name, text.s);
	buf_free(&text);
}

static void add_actions(const struct kind_def *k, const struct config *c, struct buf *out)
{
	const struct transition *t;
	struct buf text = {0};

	for (size_t i = 0; (t = transition_at(k, i)); i++) {
		buf_clear(&text);
		buf_add(&text, t->title);
		for (size_t j = 0; t->from && t->from[j]; j++)
			buf_addf(&text, "%s%s", j ? ", " : ": ", t->from[j]);
		if (t->to)
			buf_addf(&text, " → %s", t->to);
		rule_cite(c, t->rule, &text);
		for (const struct action_arg *a = t->args; a && a->field.name; a++) {
			buf_addf(&text, "\n%s=… %s: ", a->field.name, a->field.title);
			add_type(&a->field, &text);
		}
		add_row(out, 2, 16, t->action, text.s);
	}
	buf_free(&text);
}

static void add_kind(const struct kind_def *k, const struct config *c, struct buf *out)
{
	buf_addf(out, "%s (%s)\n\nПоля:\n", k->title, k->name);
	for (size_t i = 0; i < k->n; i++)
		add_field(&k->fields[i], c, out);
	buf_add(out, "\nДействия (stazh do ");
	buf_addf(out, "%s НОМЕР ДЕЙСТВИЕ):\n", k->name);
	add_actions(k, c, out);
}

static enum err unknown_topic(struct cli *c, const char *name, struct error *e)
{
	const char *nearest = command_nearest(c, name);

	if (!nearest && strlen(name) < 100)
		nearest = kind_nearest(name);
	return cli_usage(c, e, "нет ни команды, ни вида «%.100s»%s%s%s", name, nearest ? "; может быть, " : "",
			 nearest ? nearest : "", nearest ? "?" : "");
}

static enum err run_help(struct cli *c, struct error *e)
{
	const struct command *cmd = c->n ? command_by_name(c, c->args[0]) : NULL;
	const struct kind_def *k = c->n && !cmd ? kind_by_name(c->args[0]) : NULL;
	struct error ignored;
	struct buf out = {0};

	if (cli_flag(c, "--complete")) {
		config_load(cli_flag(c, "--config"), &c->config, &ignored);
		return help_complete(c);
	}
	if (c->n > 1)
		return cli_usage(c, e, "лишнее слово «%.100s»", c->args[1]);
	if (c->n && !cmd && !k)
		return unknown_topic(c, c->args[0], e);
	config_load(cli_flag(c, "--config"), &c->config, &ignored); /* faulty: help is given all the same */
	if (cmd)
		add_command(cmd, &out);
	else if (k)
		add_kind(k, &c->config, &out);
	else
		add_commands(c->commands, &out);
	fwrite(buf_text(&out), 1, out.n, stdout);
	buf_free(&out);
	return OK;
}

/* clang-format off */
const struct command command_help = {
	.name = "help", .need = NEED_NOTHING, .max = ARGS_ANY, .remote = true, .run = run_help,
	.usage = "[КОМАНДА | ВИД]",
	.help = "эта справка; о команде; о полях вида",
	.flags = (const struct flag[]){
		{"--complete", NULL, "чем дополнить последнее из слов, которые стоят после --: для оболочки", false},
		{0},
	},
};
/* clang-format on */
