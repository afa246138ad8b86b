/* What may be asked for over ssh instead of the screen: the words of SSH_ORIGINAL_COMMAND. No shell has a part in it.
 */
#ifndef STAZH_CLI_REMOTE_H
#define STAZH_CLI_REMOTE_H

#include "stazh/cli/command.h"

/* Parts s into words at blanks; '…', "…" and \ keep them together as in a shell, and nothing else means anything: what
 * a shell would act upon (; | & < > $ ` ( ) and line breaks outside of quotes) is refused, so are characters that could
 * spoil a terminal. The words stand in *room; free() both. ERR_REFUSED. */
enum err remote_split(const char *s, char ***words, size_t *n, char **room, struct error *e);

/* Puts the command of a remote session in the place of c's, which is the forced command line (without a command), and
 * marks c as remote. ERR_REFUSED: not one of the commands with `remote`, or an option or argument that names a file. */
enum err remote_take(struct cli *c, const char *original, struct error *e);

/* Adds what the words ask for as it may be kept: the command, kind, number, options, fields and action by their names;
 * «…» stands for all the rest. No value, nothing that the program does not know by itself: «set person 100 phone». */
void remote_describe(const struct cli *c, const char *original, struct buf *out);

#endif
