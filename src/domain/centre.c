#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/domain/centre.h"

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

static bool has_choice(struct tx *tx, enum option_id list, const char *word)
{
	size_t n;
	const char *const *words = config_list(tx_session(tx)->config, list, &n);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(words[i], word))
			return true;
	return false;
}

static enum err add_person(struct tx *tx, const char *full, uint32_t org, const char *kind, const char *position,
			   uint32_t *id)
{
	char number[16], *name = mem_strdup(full);
	const char *part[3];
	enum err err;

	if (!*full) {
		free(name);
		return OK;
	}
	split_name(name, part);
	snprintf(number, sizeof(number), "%u", org);
	err = model_add(tx, KIND_PERSON,
			(struct assign[]){{"surname", part[0]},
					  {"name", part[1]},
					  {"patronymic", part[2]},
					  {"org", number},
					  {"position", position},
					  {"position_kind", has_choice(tx, OPT_POSITION_KINDS, kind) ? kind : ""}},
			6, id, tx_error(tx));
	free((char *)part[2]);
	free(name);
	return err;
}

/* «Управление образования …», «МКУ «Отдел образования»», not the «Методический центр управления образования». */
static const char *kind_of(const char *name)
{
	static const char *const offices[] = {"Управление ", "Отдел ", "Комитет ", "Департамент "};

	for (size_t i = 0; i < sizeof(offices) / sizeof(*offices); i++)
		if (strstr(name, offices[i]))
			return "орган управления образованием";
	return "методический центр";
}

enum err centre_add(struct tx *tx, void *arg)
{
	const struct centre *c = arg;
	const char *kind = kind_of(c->short_name);
	uint32_t org, director = 0, methodist;
	char number[16];
	enum err err;

	err = model_add(tx, KIND_ORG,
			(struct assign[]){{"short_name", c->short_name},
					  {"full_name", *c->full_name ? c->full_name : c->short_name},
					  {"kind", has_choice(tx, OPT_ORG_KINDS, kind) ? kind : ""},
					  {"settlement", c->place}},
			4, &org, tx_error(tx));
	if (!err)
		err = add_person(tx, c->director, org, c->post, c->post, &director);
	if (!err)
		err = add_person(tx, c->methodist, org, "методист", "методист", &methodist);
	if (!err && director) {
		snprintf(number, sizeof(number), "%u", director);
		err = model_set(tx, KIND_ORG, org, 0, &(struct assign){"head", number}, 1, tx_error(tx));
	}
	return err;
}
