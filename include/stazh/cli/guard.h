/* The process before anything else runs: what of the environment counts, and what the system must not do with it. */
#ifndef STAZH_CLI_GUARD_H
#define STAZH_CLI_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/* Was the program started by sshd for a login that the key file names (--as)? Then nothing that the client may have
 * sent counts but the terminal's name, the locale and SSH_ORIGINAL_COMMAND. */
bool guard_remote(int argc, char **argv);

/* First thing in main. Of the environment stays: TERM, LANG, LC_ALL, LC_CTYPE, TZ when they look sane; SSH_CONNECTION,
 * SSH_USER_AUTH, SSH_ORIGINAL_COMMAND; outside of a remote session also HOME, TMPDIR, TERMINFO, STAZH_* and what
 * sanitizers read. New files are nobody else's (umask 007), no core is written and nobody may trace the process (but
 * with STAZH_DEBUG). */
void guard_begin(int argc, char **argv);
/* Before a remote command: so many seconds (process.h), so many bytes of memory of its own. */
void guard_limit(unsigned seconds, uint64_t memory);

/* As soon as it is known who it is. Neither the process nor what it begins can gain a right of its file's (setuid), but
 * for who may have letters sent: mail programs hand them over with rights of their own. */
void guard_settle(bool may_mail);

#endif
