/* The command line: one operation of the domain for each command, the same that the screen uses. */
#ifndef STAZH_CLI_CLI_H
#define STAZH_CLI_CLI_H

#include "stazh/model/session.h"

struct command;
extern const struct command *const commands[]; /* src/cli/table.c, for cli_main */

/* Carries out the command line by the table of commands (NULL ends it): data on stdout, sentences on stderr. Without a
 * command `screen` is run with an open session; its store is NULL when there is no database yet, and somebody at a
 * terminal who may make one. Returns the exit code, an enum err. */
int cli_main(const struct command *const *table, int argc, char **argv,
	     enum err (*screen)(struct session *s, const struct opening *o, struct error *e));

/* All that is held about one person to a file, as `export card person` does it; for struct session. */
enum err person_card_write(struct session *s, uint32_t person, const char *path, struct error *e);

#endif
