#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/decline.h"
#include "stazh/base/mem.h"
#include "stazh/cli/command.h"
#include "stazh/domain/centre.h"

enum { NAME, GENITIVE_NAME, DISTRICT, DIRECTOR, POST, METHODIST, ANSWERS };

static const struct {
	enum option_id option;
	const char *question;
} questions[ANSWERS] = {
	[NAME] = {OPT_CENTRE_SHORT_NAME, "Краткое название центра"},
	[GENITIVE_NAME] = {OPT_CENTRE_NAME_GENITIVE, "Оно же в родительном падеже: к приказу …"},
	[DISTRICT] = {OPT_CENTRE_DISTRICT, "Муниципальный округ"},
	[DIRECTOR] = {OPT_CENTRE_DIRECTOR, "Руководитель центра (фамилия и имя с отчеством или инициалы)"},
	[POST] = {OPT_CENTRE_DIRECTOR_POST, "Его должность, без названия центра"},
	[METHODIST] = {OPT_CENTRE_METHODIST, "Методист (так же: фамилия и имя с отчеством или инициалы)"},
};

struct answers {
	char *text[ANSWERS];
	bool told; /* by somebody: not only the built-in defaults */
};

/* ---- asking ---- */

/* What was typed, or the default. NULL: the input has ended. */
static char *ask(const char *question, const char *value)
{
	char *line = NULL;
	const char *s;
	size_t cap = 0, n;

	fprintf(stderr, "%s [%s]: ", question, value);
	fflush(stderr);
	if (getline(&line, &cap, stdin) < 0) {
		free(line);
		return NULL;
	}
	s = line;
	n = text_trim(&s, strlen(s));
	s = n ? mem_strndup(s, n) : mem_strdup(value);
	free(line);
	return (char *)s;
}

/* What the configuration tells; the genitive that it does not is proposed, of a name that is not its own it is declined
 * anew. */
static char *propose(const struct config *c, const struct answers *a, size_t i)
{
	const char *told = config_text(c, questions[i].option);
	struct buf b = {0};

	if (i != GENITIVE_NAME || (*told && !strcmp(a->text[NAME], config_text(c, OPT_CENTRE_SHORT_NAME))))
		return mem_strdup(told);
	decline_thing(a->text[NAME], GENITIVE, &b);
	return buf_take(&b);
}

static enum err get_answers(struct cli *c, struct answers *a, struct error *e)
{
	bool terminal = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

	a->told = terminal;
	for (size_t i = 0; i < ANSWERS; i++) {
		char *value = propose(&c->config, a, i);

		a->text[i] = terminal ? ask(questions[i].question, value) : mem_strdup(value);
		free(value);
		if (!a->text[i])
			return error_set(e, ERR_USAGE, "ответы не дописаны: база создана, но пока пуста");
		a->told = a->told || !config_is_default(&c->config, questions[i].option);
	}
	return OK;
}

/* ---- the command ---- */

/* Documents and the screen take their words from the configuration: what was answered otherwise belongs there. */
static void say_configure(struct cli *c, const struct answers *a)
{
	bool any = false, own = config_own_centre(&c->config) ||
				strcmp(a->text[NAME], config_text(&c->config, OPT_CENTRE_SHORT_NAME)) ||
				strcmp(a->text[DISTRICT], config_text(&c->config, OPT_CENTRE_DISTRICT));
	struct buf declined = {0}, lacks = {0};

	decline_thing(a->text[NAME], GENITIVE, &declined);
	for (size_t i = 0; i < ANSWERS; i++) {
		enum option_id id = questions[i].option;

		if (!strcmp(a->text[i], config_text(&c->config, id)) &&
		    !(own && *a->text[i] && config_is_default(&c->config, id)))
			continue;
		if (i == GENITIVE_NAME && !strcmp(a->text[i], buf_text(&declined)))
			continue; /* the program does it alike */
		if (!any)
			cli_say("Чтобы так же было в документах, впишите в файл настроек:\n[%s]", options[id].section);
		any = true;
		cli_say("%s = %s", options[id].key, a->text[i]);
	}
	for (enum option_id id = 0; own && id < OPT_END; id++) {
		bool asked = false;

		for (size_t i = 0; i < ANSWERS; i++)
			asked |= questions[i].option == id && *a->text[i];
		if (!asked && config_lacks(&c->config, id))
			buf_addf(&lacks, "\n%s =  (%s)", options[id].key, options[id].title);
	}
	if (lacks.n)
		cli_say("%s%s", any ? "и ещё:" : "Чтобы печатать документы, впишите в файл настроек:\n[centre]",
			lacks.s);
	buf_free(&lacks);
	buf_free(&declined);
}

static enum err fill(struct cli *c, struct answers *a, struct error *e)
{
	enum err err = get_answers(c, a, e);
	bool as_configured;
	struct centre centre;

	if (err || !a->told)
		return err;
	as_configured = !strcmp(a->text[NAME], config_text(&c->config, OPT_CENTRE_SHORT_NAME));
	centre = (struct centre){.short_name = a->text[NAME],
				 .full_name = as_configured ? config_text(&c->config, OPT_CENTRE_FULL_NAME) : "",
				 .place = as_configured ? config_text(&c->config, OPT_CENTRE_PLACE) : "",
				 .director = a->text[DIRECTOR],
				 .post = a->text[POST],
				 .methodist = a->text[METHODIST]};
	err = session_open(&c->session, &c->config, cli_flag(c, "--as"), e);
	if (!err)
		err = session_write(&c->session, "add", "новая база", centre_add, &centre, e);
	session_close(&c->session);
	if (!err)
		say_configure(c, a);
	return err;
}

static enum err run_init(struct cli *c, struct error *e)
{
	const char *path = config_text(&c->config, OPT_STORE_PATH);
	struct answers a = {0};
	enum err err = store_create(path, e);

	if (!err) {
		cli_say("База создана: «%s»", path);
		err = fill(c, &a, e);
	}
	for (size_t i = 0; i < ANSWERS; i++)
		free(a.text[i]);
	return err;
}

/* clang-format off */
const struct command command_init = {
	.name = "init", .group = "База", .need = NEED_USER, .run = run_init,
	.usage = "",
	.help = "создать базу",
	.more = "В терминале спрашивает о центре, директоре и методисте; иначе берёт их из настроек. Без своих "
		"настроек база создаётся пустой. Где она будет, задаёт [store] path: stazh config.",
};
/* clang-format on */
