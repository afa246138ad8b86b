#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

#include "stazh/base/crash.h"
#include "stazh/base/err.h"
#include "stazh/base/mem.h"

#define PLACES_MAX 40
#define STACK_SIZE 65536

static struct {
	const char *version, *damage;
	bool (*is_file)(const void *address);
	uintptr_t base; /* where the program is loaded */
} crash;

static void say(const char *s)
{
	ssize_t n = write(STDERR_FILENO, s, strlen(s));

	(void)n; /* it is the last that we do */
}

static void say_hex(uintptr_t v)
{
	char digits[2 * sizeof(v) + 3], *p = digits + sizeof(digits) - 1;

	*p = 0;
	do {
		*--p = "0123456789abcdef"[v % 16];
		v /= 16;
	} while (v);
	*--p = 'x';
	*--p = '0';
	say(p);
}

static _Unwind_Reason_Code say_place(struct _Unwind_Context *context, void *arg)
{
	uintptr_t at = _Unwind_GetIP(context);
	int *places = arg;

	if (!at || ++*places > PLACES_MAX)
		return _URC_END_OF_STACK;
	say(" ");
	say_hex(at - crash.base);
	return _URC_NO_REASON;
}

static const char *name_of(int sig)
{
	return sig == SIGSEGV  ? "SIGSEGV"
	       : sig == SIGBUS ? "SIGBUS"
	       : sig == SIGFPE ? "SIGFPE"
	       : sig == SIGILL ? "SIGILL"
			       : "SIGABRT";
}

static void caught(int sig, siginfo_t *info, void *context)
{
	bool by_processor = info->si_code > 0; /* not by kill(2) */
	int places = 0;

	(void)context;
	if (mem_on_fail)
		mem_on_fail();
	if (by_processor && (sig == SIGBUS || (sig == SIGSEGV && crash.is_file(info->si_addr)))) {
		say(crash.damage);
		_exit(ERR_STORAGE);
	}
	say("stazh: внутренняя ошибка программы (версия ");
	say(crash.version);
	say(", ");
	say(name_of(sig));
	say("). Что записано раньше, цело. Пришлите разработчику эти строки и напишите, что вы делали перед "
	    "этим.\nМесто:");
	_Unwind_Backtrace(say_place, &places);
	say("\n");
	raise(sig); /* its action is the default one again */
}

/* The program itself comes first. */
static int note_base(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	crash.base = info->dlpi_addr;
	return 1;
}

bool crash_left_alone(void)
{
#ifdef __SANITIZE_ADDRESS__
	return true;
#else
	return getenv("STAZH_DEBUG") != NULL;
#endif
}

void crash_catch(const char *version, bool (*is_file)(const void *address), const char *damage)
{
	static const int signals[] = {SIGBUS, SIGSEGV, SIGABRT, SIGFPE, SIGILL};
	static char stack[STACK_SIZE];
	struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};

	if (crash_left_alone())
		return;
	crash.version = version;
	crash.is_file = is_file;
	crash.damage = damage;
	dl_iterate_phdr(note_base, NULL);
	sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof(stack)}, NULL);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
}
