#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/cli/cli.h"
#include "stazh/screens/screens.h"

int main(int argc, char **argv)
{
	/* With 0, 1 or 2 closed, the data file would be opened under that number and messages written into it. */
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != fd)
			return ERR_STORAGE;
	umask(007);
	signal(SIGPIPE, SIG_DFL);
	return cli_main(argc, argv, screens_run);
}
