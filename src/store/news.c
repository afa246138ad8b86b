/* What others write meanwhile: who waits for it is woken, and looks. */
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "internal.h"

int news_open(const struct store *s)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	char *shelf = beside_folder(s->path, &beside_shelf);

	if (fd >= 0 && inotify_add_watch(fd, s->data_file, IN_MODIFY) < 0) {
		close(fd);
		fd = -1;
	}
	if (fd >= 0 && inotify_add_watch(fd, shelf, IN_MODIFY) < 0) /* until there is one, that it comes */
		inotify_add_watch(fd, s->path, IN_CREATE);
	free(shelf);
	return fd;
}

void news_take(int fd)
{
	char events[4096];

	while (read(fd, events, sizeof(events)) > 0)
		;
}

bool news_look(struct store *s, struct news *n, bool *again)
{
	uint64_t generation = store_generation(s), last;
	struct tx *tx;

	*again = false;
	if (generation == n->generation || !(tx = tx_read(s, NULL)))
		return false;
	n->generation = tx_generation(tx);
	last = log_last(tx);
	tx_end(&tx);
	*again = n->generation != generation;
	if (last == n->last)
		return false;
	n->last = last;
	return true;
}
