/* Between the files of the configuration: options.c is the table of the options, option_types.c reads one value,
 * config_read.c a whole file, config.c gives the effective values, config_print.c shows them. */
#ifndef STAZH_SETTINGS_CONFIG_PARTS_H
#define STAZH_SETTINGS_CONFIG_PARTS_H

#include "stazh/base/mem.h"
#include "stazh/settings/config.h"

#define USERS	   "users"
#define HOOKS	   "hooks"
#define HOOK_AFTER "after_"
#define INDICATORS "indicators"

/* All zero: the default, nothing asked yet. */
struct value {
	const char *text; /* as the file has it, `+` carried out; NULL: the default */
	int line;
	const char *from;
	bool parsed;
	int32_t number;
	const char *path;
	const char **list;
	size_t n;
	const char *added; /* of a list: the words that config_add_words gave it; NULL: none */
};

struct config_data {
	struct arena arena;
	const char *file;
	struct value values[OPT_END];
	bool has_users, own_centre;
	struct config_user *users;
	size_t users_n, users_cap;
	struct config_hook *hooks;
	size_t hooks_n, hooks_cap;
	struct config_indicator *indicators;
	size_t indicators_n, indicators_cap;
	struct buf faults;
};

/* ---- option_types.c ---- */
/* NULL, or what is wrong with the text. *number: of an INT, BOOL (0, 1), DAYMONTH (month * 100 + day), ENUM (index). */
const char *option_parse(const struct option *o, const char *s, int32_t *number);
/* Adds what the option takes, in the nominative. */
void option_add_expected(const struct option *o, struct buf *out);

/* ---- config.c ---- */
/* As the file has it, or the default. */
const char *config_raw(const struct config *c, enum option_id id);
/* «file:line», living as long as the configuration. */
const char *config_place(struct config_data *d, int line);
const char *config_home(void);
bool config_list_has(const char *const *list, size_t n, const char *s);

#endif
