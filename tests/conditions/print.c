/* Conditions printed and read again: conditions_print CONFIG <LINES, each a kind, a tab and a condition.
 *
 * Printed in words, in code names and with numbers, each must be read as the same condition. The last line says how
 * many were; exit 1 when one was not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/mem.h"
#include "stazh/domain/kinds.h"
#include "stazh/model/condition.h"
#include "stazh/model/model.h"

static struct config config;

static void give_up(const char *what, const struct error *e)
{
	fprintf(stderr, "print: %s: %s\n", what, e->text);
	exit(2);
}

static bool survives(struct tx *tx, const struct kind_def *k, const char *text, const struct cond *c,
		     enum path_names how)
{
	struct error e = {.code = OK};
	struct buf printed = {0};
	struct cond *again = NULL;
	bool same;

	condition_print(tx, c, how, &printed);
	same = printed.n > COND_MAX || (!condition_parse(tx, k, printed.s, &again, &e) && condition_same(c, again));
	if (!same)
		printf("%s: %s\n  printed: %s\n  %s\n", k->name, text, printed.s, e.text);
	condition_free(&again);
	buf_free(&printed);
	return same;
}

int main(int argc, char **argv)
{
	static const enum path_names hows[] = {PATH_CODES, PATH_NUMBERS, PATH_WORDS};
	struct session s = {.press = NULL};
	struct error e = {.code = OK};
	size_t n = 0, wrong = 0, cap = 0;
	char *line = NULL;
	struct tx *tx;

	schema_use(&domain_schema);
	if (argc != 2 || config_load(argv[1], &config, &e) || session_open(&s, &config, NULL, &e))
		give_up("open", &e);
	tx = tx_read(s.store, &e);
	if (!tx)
		give_up("read", &e);
	while (getline(&line, &cap, stdin) > 0) {
		char *text = strchr(line, '\t');
		const struct kind_def *k;
		struct cond *c;

		line[strcspn(line, "\n")] = '\0';
		*text++ = '\0';
		k = kind_by_name(line);
		if (condition_parse(tx, k, text, &c, &e))
			give_up(text, &e);
		for (size_t i = 0; i < sizeof(hows) / sizeof(*hows); i++)
			wrong += !survives(tx, k, text, c, hows[i]);
		condition_free(&c);
		n++;
	}
	free(line);
	tx_end(&tx);
	session_close(&s);
	config_free(&config);
	printf("%zu conditions, %zu not the same\n", n, wrong);
	return wrong > 0;
}
