#include "stazh/cli/cli.h"
#include "stazh/cli/command.h"

/* The commands, in the order of help; the row of each stands in its file. */
/* clang-format off */
#define COMMANDS(X) \
	X(due) \
	X(list) \
	X(view) \
	X(show) \
	X(find) \
	X(log) \
	X(watch) \
	X(add) \
	X(set) \
	X(delete) \
	X(merge) \
	X(restore) \
	X(do) \
	X(batch) \
	X(undo) \
	X(redo) \
	X(import) \
	X(export) \
	X(print) \
	X(form) \
	X(get) \
	X(put) \
	X(init) \
	X(demo) \
	X(backup) \
	X(remind) \
	X(year) \
	X(compact) \
	X(check) \
	X(anonymise) \
	X(keys) \
	X(config) \
	X(version) \
	X(help)
/* clang-format on */

#define DECLARE(name) extern const struct command command_##name;
#define ROW(name)     &command_##name,

COMMANDS(DECLARE)

const struct command *const commands[] = {COMMANDS(ROW) NULL};
