/* Databases of the same make in folders of this one, for what shall neither wait for who writes to it nor make it grow:
 * the register of readings, the shelf. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

static enum err make_one(const char *path, const struct beside *b, struct error *e)
{
	char *folder = beside_folder(path, b);
	enum err err = OK;
	int rc = 0;

	if (!mkdir(folder, FOLDER_MODE))
		rc = own_as(folder, path);
	else if (errno != EEXIST)
		rc = errno;
	if (rc)
		err = store_explain(folder, rc, b->making, e);
	else if ((err = store_create(folder, e)) == ERR_REFUSED && beside_exists(path, b))
		err = OK; /* another was quicker */
	free(folder);
	return err;
}

enum err beside_open(struct store *s, const struct beside *b, bool make, struct store **slot, struct store **out,
		     struct error *e)
{
	char *folder = beside_folder(s->path, b);
	enum err err = OK;

	if (!*slot && !beside_exists(s->path, b))
		err = make ? make_one(s->path, b, e) : ERR_NONE;
	if (!*slot && !err)
		err = store_open(folder, NULL, slot, e);
	if (err && err != ERR_NONE)
		beside_advise(s->path, b, e);
	*out = err ? NULL : *slot;
	free(folder);
	return err;
}

/* ---- the shelf ---- */

enum err store_shelf(struct store *s, bool make, struct store **out, struct error *e)
{
	enum err err = beside_open(s, &beside_shelf, make, &s->shelf, out, e);

	if (!err)
		(*out)->wait = s->wait;
	return err;
}
