#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "stazh/cli/cli.h"
#include "stazh/cli/guard.h"
#include "stazh/screens/screens.h"

/* A damaged page of the data file ends in one of these: the file is mapped, not read. */
static void damaged(int signal_number)
{
	static const char text[] =
		"stazh: база повреждена или диск не читается, работа прервана. Что записано раньше, не тронуто. "
		"Проверьте базу: stazh check. Вернуть её из копии: stazh restore ФАЙЛ\n";

	(void)signal_number;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(ERR_STORAGE);
	_exit(ERR_STORAGE);
}

static void catch_damage(void)
{
	static const int signals[] = {SIGBUS, SIGSEGV, SIGABRT};
	static char stack[16384];
	struct sigaction action = {.sa_handler = damaged, .sa_flags = SA_ONSTACK | SA_RESETHAND};

	sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof(stack)}, NULL);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
}

int main(int argc, char **argv)
{
	/* With 0, 1 or 2 closed, the data file would be opened under that number and messages written into it. */
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != fd)
			return ERR_STORAGE;
	guard_begin(argc, argv);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN); /* told by EFBIG */
#ifndef __SANITIZE_ADDRESS__ /* which reports these itself */
	catch_damage();
#endif
	return cli_main(argc, argv, screens_run);
}
