#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "stazh/base/crash.h"
#include "stazh/cli/cli.h"
#include "stazh/cli/guard.h"
#include "stazh/domain/kinds.h"
#include "stazh/screens/screens.h"
#include "stazh/store/store.h"

static const char damaged[] =
	"stazh: база повреждена или диск не читается, работа прервана. Что записано раньше, не тронуто. "
	"Проверьте базу: stazh check. Вернуть её из копии: stazh restore ФАЙЛ\n";

/* Writing what is held about a person is the command's, and the screen has it from here. */
static enum err screen(struct session *s, const struct opening *o, struct error *e)
{
	s->write_card = person_card_write;
	return screens_run(s, o, e);
}

int main(int argc, char **argv)
{
	/* With 0, 1 or 2 closed, the data file would be opened under that number and messages written into it. */
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != fd)
			return ERR_STORAGE;
	schema_use(&domain_schema);
	guard_begin(argc, argv);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN); /* told by EFBIG */
	crash_catch(STAZH_VERSION, store_maps, damaged);
	return cli_main(commands, argc, argv, screen);
}
