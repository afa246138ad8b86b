/* config, version */
#include <stdio.h>

#include "stazh/cli/command.h"
#include "stazh/cli/hook.h"
#include "stazh/model/rule.h"
#include "stazh/document/blank.h"
#include "stazh/domain/indicators.h"
#include "stazh/domain/users.h"
#include "stazh/domain/word.h"
#include "stazh/model/session.h"
#include "stazh/document/document.h"

struct lookup {
	const struct config *config;
	enum option_id rule;
	struct buf *faults;
};

static void look_up(const char *clause, void *arg)
{
	struct lookup *l = arg;
	struct buf text = {0};

	if (regulation_clause(l->config, clause, &text, NULL))
		buf_addf(l->faults,
			 "%s: %s: пункта %s нет в Положении (%s); впишите в [clauses] свой номер, а если такого "
			 "правила в "
			 "Положении нет — ничего: %s =\n",
			 config_from(l->config, l->rule), options[l->rule].key, clause,
			 config_text(l->config, OPT_REGULATION), options[l->rule].key);
	buf_free(&text);
}

/* Adds each of the district's own indicators that a form could not ask for, since its name means another figure there.
 */
static void check_names(const struct config *c, struct buf *faults)
{
	const struct config_indicator *one;
	const char *code;

	for (size_t i = 0; (one = config_indicator_at(c, i)); i++)
		if ((code = blank_figure_called(one->name)))
			buf_addf(faults,
				 "%s: %s: так в формах называется встроенный показатель (%s): ожидалось другое "
				 "название\n",
				 one->from, one->name, code);
}

/* Adds each rule whose clause the text of the regulation does not have. */
static void check_clauses(const struct config *c, struct buf *faults)
{
	struct lookup l = {.config = c, .faults = faults};
	struct error e = {.code = OK};
	struct buf whole = {0};

	if (regulation_clause(c, NULL, &whole, &e))
		buf_addf(faults, "%s: regulation: %s\n", config_from(c, OPT_REGULATION), e.text);
	else
		for (l.rule = 0; l.rule < OPT_END; l.rule++)
			if (options[l.rule].type == OPTION_CLAUSE)
				clause_each(rule_clause(c, l.rule), look_up, &l);
	buf_free(&whole);
}

static enum err run_config(struct cli *c, struct error *e)
{
	struct error cause = {0};
	struct buf out = {0};
	enum err err = config_load(cli_flag(c, "--config"), &c->config, &cause);

	(void)e;
	if (err) { /* all of them, not only those that have room in an error */
		const char *faults = config_faults(&c->config);

		buf_add(&out, *faults ? faults : cause.text);
		while (out.n && out.s[out.n - 1] == '\n')
			out.s[--out.n] = '\0';
		cli_say("%s", buf_text(&out));
		buf_free(&out);
		return err;
	}
	if (cli_flag(c, "--check")) {
		struct buf outdated = {0};

		for (enum option_id id = 0; config_own_centre(&c->config) && id < OPT_END; id++)
			if (config_lacks(&c->config, id))
				cli_say("[%s] %s: не указано: %s", options[id].section, options[id].key,
					options[id].title);
		check_clauses(&c->config, &out);
		hooks_check(&c->config, &out);
		indicators_check(&c->config, &out);
		check_names(&c->config, &out);
		users_check(&c->config, &outdated, &out); /* before init there is nothing to ask */
		if (outdated.n)
			cli_say("%.*s", (int)outdated.n - 1, outdated.s);
		if (out.n) {
			cli_say("%.*s", (int)out.n - 1, out.s);
			err = ERR_USAGE;
		}
		buf_free(&outdated);
		buf_free(&out);
		if (err)
			return err;
		cli_say("Настройки в порядке: %s", config_file(&c->config) ? config_file(&c->config) : "по умолчанию");
		return OK;
	}
	if (words_look(&c->config, &cause))
		cli_say("Слова, которые добавлены в списки, не показаны: %s", cause.text);
	config_print(&c->config, &out);
	fwrite(buf_text(&out), 1, out.n, stdout);
	buf_free(&out);
	return OK;
}

static enum err run_version(struct cli *c, struct error *e)
{
	(void)c;
	(void)e;
	puts("stazh " STAZH_VERSION);
	return OK;
}

/* clang-format off */
const struct command command_config = {
	.name = "config", .group = "База", .need = NEED_NOTHING, .run = run_config,
	.usage = "[--check]",
	.help = "настройки: что действует и откуда взято",
	.flags = (const struct flag[]){
		{"--check", NULL, "только проверить файл настроек", false},
		{0},
	},
};

const struct command command_version = {
	.name = "version", .need = NEED_NOTHING, .remote = true, .run = run_version,
	.usage = "",
	.help = "версия программы",
};
/* clang-format on */
