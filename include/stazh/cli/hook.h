/* Programs that the administrator wants run after an act ([hooks] of the configuration). */
#ifndef STAZH_CLI_HOOK_H
#define STAZH_CLI_HOOK_H

#include "stazh/model/session.h"

#define HOOK_RUNNING "STAZH_HOOK" /* in the environment of such a program: what that does calls no hooks */

/* For session.after, never of a remote session. Runs those that the last act asks for, one after the other, each for
 * OPT_HOOK_SECONDS at most: without a shell, with action, kind, number and act as its last arguments and the act
 * (act_json) as a line on its input. Only for the account that owns the database, when file of settings and program are
 * its own or root's and nobody else can write to them. The act stays whatever they do; what failed is a warning of
 * `out`, and an entry of the journal. */
void hooks_run(struct session *s, struct outcome *out);
/* Adds a line for each hook that could not be run as it stands in the file. */
void hooks_check(const struct config *c, struct buf *faults);

#endif
