#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "stazh/base/crash.h"
#include "stazh/base/process.h"
#include "stazh/base/mem.h"
#include "stazh/cli/guard.h"
#include "stazh/cli/hook.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const struct {
	const char *name;
	const char *allowed; /* characters of the value; NULL: any, it is parsed by us */
	size_t max;
	bool remote; /* counts in a remote session too */
} kept[] = {
	{"TERM", LETTERS "._+-", 40, true},
	{"COLORFGBG", LETTERS ";", 20, true},
	{"LANG", LETTERS "._@-", 40, true},
	{"LC_ALL", LETTERS "._@-", 40, true},
	{"LC_CTYPE", LETTERS "._@-", 40, true},
	{"TZ", LETTERS "_+-/:,.<>", 64, true},
	{"SSH_CONNECTION", LETTERS ".:% _-", 200, true},
	{"SSH_USER_AUTH", LETTERS "/._-", 200, true},
	{"SSH_ORIGINAL_COMMAND", NULL, 1 << 20, true},
	{"HOME", NULL, 4096, false},
	{"TMPDIR", NULL, 4096, false},
	{"TERMINFO", NULL, 4096, false},
	{"STAZH_CONFIG", NULL, 4096, false},
	{"STAZH_TODAY", NULL, 100, false},
	{"STAZH_SCRIPT", NULL, 4096, false},
	{"STAZH_SHARE", NULL, 4096, false},
	{"STAZH_DEBUG", NULL, 20, false},
	{HOOK_RUNNING, LETTERS "_", 100, false},
	{"ASAN_OPTIONS", NULL, 4096, false},
	{"UBSAN_OPTIONS", NULL, 4096, false},
	{"LSAN_OPTIONS", NULL, 4096, false},
};
#define KEPT (sizeof(kept) / sizeof(*kept))

static bool sane(size_t i, const char *value)
{
	size_t n = strlen(value);

	if (!n || n > kept[i].max || (kept[i].allowed && strspn(value, kept[i].allowed) != n))
		return false;
	/* a zone is a name below the system's folder of zones, no file elsewhere */
	return strcmp(kept[i].name, "TZ") || (*value != '/' && strncmp(value, ":/", 2) && !strstr(value, ".."));
}

bool guard_remote(int argc, char **argv)
{
	const char *from = getenv("SSH_CONNECTION");
	bool as = false;

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		as |= !strcmp(argv[i], "--as") || !strncmp(argv[i], "--as=", 5);
	return as && from && *from;
}

static void clean_environment(bool remote)
{
	char *values[KEPT] = {NULL};

	for (size_t i = 0; i < KEPT; i++) {
		const char *value = remote && !kept[i].remote ? NULL : getenv(kept[i].name);

		if (value && sane(i, value))
			values[i] = mem_strdup(value);
	}
	clearenv();
	for (size_t i = 0; i < KEPT; i++) {
		if (values[i])
			setenv(kept[i].name, values[i], 1);
		free(values[i]);
	}
}

void guard_begin(int argc, char **argv)
{
	clean_environment(guard_remote(argc, argv));
	umask(007);
	if (!getenv("STAZH_DEBUG"))
		setrlimit(RLIMIT_CORE, &(struct rlimit){0});
	if (!crash_left_alone()) /* a sanitizer's search for leaks traces the process too */
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void guard_limit(unsigned seconds, uint64_t memory)
{
	struct rlimit most = {.rlim_cur = (rlim_t)memory, .rlim_max = (rlim_t)memory};

	late_begin(seconds);
	if (!crash_left_alone()) /* a sanitizer takes more from the beginning */
		setrlimit(RLIMIT_DATA, &most);
}

void guard_settle(bool may_mail)
{
	if (!may_mail)
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}
