#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/decline.h"
#include "stazh/base/mem.h"
#include "stazh/cli/command.h"
#include "stazh/domain/kinds.h"

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

/* ---- the first records ---- */

/* «Гусева И.Г.», «Гусева Ирина Геннадьевна»: the parts point into s, which is cut; absent ones are "". */
static void split_name(char *s, const char *part[3])
{
	char *rest = NULL, *dot;

	part[0] = strtok_r(s, " ", &rest);
	part[0] = part[0] ? part[0] : "";
	part[1] = strtok_r(NULL, " ", &rest);
	part[1] = part[1] ? part[1] : "";
	part[2] = rest ? rest : "";
	dot = strchr(part[1], '.');
	if (!*part[2] && dot && dot[1]) {
		part[2] = mem_strdup(dot + 1);
		dot[1] = '\0';
	} else {
		part[2] = mem_strdup(part[2]);
	}
}

static bool has_choice(const struct config *c, enum option_id list, const char *word)
{
	size_t n;
	const char *const *words = config_list(c, list, &n);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return true;
	return false;
}

static enum err add_person(struct tx *tx, const struct config *c, const char *full, uint32_t org, const char *kind,
			   const char *position, uint32_t *id, struct error *e)
{
	char number[16], *name = mem_strdup(full);
	const char *part[3];
	enum err err;

	if (!*full) {
		free(name);
		return OK; /* not told: it is entered later */
	}
	split_name(name, part);
	snprintf(number, sizeof(number), "%u", org);
	err = model_add(tx, KIND_PERSON,
			(struct assign[]){{"surname", part[0]},
					  {"name", part[1]},
					  {"patronymic", part[2]},
					  {"org", number},
					  {"position", position},
					  {"position_kind", has_choice(c, OPT_POSITION_KINDS, kind) ? kind : ""}},
			6, id, e);
	free((char *)part[2]);
	free(name);
	return err;
}

/* «Управление образования …», «МКУ «Отдел образования»», not the «Методический центр управления образования». */
static const char *centre_kind(const char *name)
{
	static const char *const offices[] = {"Управление ", "Отдел ", "Комитет ", "Департамент "};

	for (size_t i = 0; i < sizeof(offices) / sizeof(*offices); i++)
		if (strstr(name, offices[i]))
			return "орган управления образованием";
	return "методический центр";
}

static enum err add_centre(struct tx *tx, void *arg)
{
	struct answers *a = arg;
	const struct config *c = tx_session(tx)->config;
	const char *name = a->text[NAME], *kind = centre_kind(name);
	bool as_configured = !strcmp(name, config_text(c, OPT_CENTRE_SHORT_NAME));
	const char *full =
		as_configured && *config_text(c, OPT_CENTRE_FULL_NAME) ? config_text(c, OPT_CENTRE_FULL_NAME) : name;
	struct error *e = tx_error(tx);
	uint32_t org, director = 0, methodist;
	char number[16];
	enum err err;

	err = model_add(tx, KIND_ORG,
			(struct assign[]){{"short_name", name},
					  {"full_name", full},
					  {"kind", has_choice(c, OPT_ORG_KINDS, kind) ? kind : ""},
					  {"settlement", as_configured ? config_text(c, OPT_CENTRE_PLACE) : ""}},
			4, &org, e);
	if (!err)
		err = add_person(tx, c, a->text[DIRECTOR], org, a->text[POST], a->text[POST], &director, e);
	if (!err)
		err = add_person(tx, c, a->text[METHODIST], org, "методист", "методист", &methodist, e);
	if (!err && director) {
		snprintf(number, sizeof(number), "%u", director);
		err = model_set(tx, KIND_ORG, org, 0, &(struct assign){"head", number}, 1, e);
	}
	return err;
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

	if (err || !a->told)
		return err;
	err = session_open(&c->session, &c->config, cli_flag(c, "--as"), e);
	if (!err)
		err = session_write(&c->session, "add", "новая база", add_centre, a, e);
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
