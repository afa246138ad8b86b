/* Files that the program writes for people: one place that makes them. */
#ifndef STAZH_TABLE_FILE_H
#define STAZH_TABLE_FILE_H

#include <stdio.h>

#include "stazh/base/err.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"
#include "stazh/model/session.h"

/* A file that appears whole or not at all: written beside, flushed to the disk, counted, renamed into place. A write
 * that failed stays known; the writer need not ask. The struct may not be moved until file_finish. */
struct new_file {
	char *path, *temporary;
	FILE *f; /* of the temporary one */
	int fd;
	size_t written; /* bytes, by f; 0: somebody else writes it by its name */
	int failed;	/* errno of the first write that failed */
	struct mem_cleanup cleanup;
};
/* ERR_USAGE: path is a folder or no plain file; ERR_STORAGE: it cannot be made. */
enum err file_create(struct new_file *o, const char *path, struct error *e);
/* Puts it into its place when err is OK, else removes what was written; returns err, or why that failed. */
enum err file_finish(struct new_file *o, enum err err, struct error *e);

/* Both, with these bytes. */
enum err file_write(const char *path, const struct buf *bytes, struct error *e);

/* Adds the path of a new file in the current folder, named by the program: «Педагоги 2022-06-01.xlsx», with « (2)» when
 * that is there already. Signs of `stem` that a file name cannot have are left out. */
void file_name_new(const struct session *s, const char *stem, const char *ending, struct buf *out);
/* Does the name end so (letters' case aside)? */
bool file_ends_in(const char *path, const char *ending);

#endif
