#include "stazh/cli/command.h"

extern const struct command command_due, command_list, command_show, command_find, command_log, command_add,
	command_set, command_delete, command_merge, command_restore, command_do, command_undo, command_redo,
	command_import, command_export, command_print, command_init, command_demo, command_backup, command_compact,
	command_check, command_config, command_version, command_help, command_keys, command_anonymise;

/* clang-format off */
const struct command *const commands[] = {
	&command_due,	 &command_list,	  &command_show,   &command_find,   &command_log,  &command_add,
	&command_set,	 &command_delete, &command_merge, &command_restore, &command_do,    &command_undo, &command_redo, &command_import,
	&command_export, &command_print,  &command_init,   &command_demo,   &command_backup, &command_compact, &command_check,
	&command_anonymise, &command_keys,	 &command_config, &command_version, &command_help,  NULL,
};
/* clang-format on */
