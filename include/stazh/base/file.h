/* Files that the program writes, for people and for itself: the one place that makes them. A file is there whole, or
 * the old one stays: it is written beside, brought to the disk, and only then gets its name. */
#ifndef STAZH_BASE_FILE_H
#define STAZH_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "stazh/base/err.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"

/* ---- files without a name in any folder ---- */

#define FILE_STREAM "-" /* where a file is named: stdin or stdout */

/* Bytes in memory that are read and written by a path as a file's are; gone with the process. What comes from stdin is
 * read from one, and what goes to stdout is composed in one, so that both have the bytes of a file. */
struct spool {
	int fd;
	char path[32];
};
/* ERR_STORAGE. */
enum err spool_open(struct spool *s, struct error *e);
void spool_close(struct spool *s);
/* Takes over all that comes from a descriptor, `limit` bytes at most (0: any number). ERR_INPUT: there are more;
 * ERR_REFUSED: late; ERR_STORAGE. */
enum err spool_fill(struct spool *s, int from, uint64_t limit, struct error *e);
/* Adds all that was written to it; ERR_STORAGE. */
enum err spool_take(const struct spool *s, struct buf *out, struct error *e);
/* At the end of what came on stdin from elsewhere: a connection that broke off ends it as well, but then nobody reads
 * stdout any more. ERR_INPUT: so it is, and whether that was all is not known. */
enum err file_sender_there(struct error *e);
/* Is it FILE_STREAM or the path of a spool: no name that anybody gave? */
bool file_is_nameless(const char *path);

/* ---- a new file, by a stream ---- */

/* A write that failed stays known; the writer need not ask. The struct may not be moved until file_finish. */
struct new_file {
	char *path, *temporary;
	FILE *f; /* of the temporary one */
	int fd;
	size_t written; /* bytes, by f; 0: somebody else writes it by its name */
	int failed;	/* errno of the first write that failed */
	struct mem_cleanup cleanup;
	struct spool spool; /* of a stream */
	bool in_place;	    /* neither moved nor removed: it has no name */
};
/* FILE_STREAM: stdout gets all of it in file_finish. ERR_USAGE: path is a folder or no plain file; ERR_STORAGE: it
 * cannot be made. */
enum err file_create(struct new_file *o, const char *path, struct error *e);
/* Puts it into its place when err is OK, else removes what was written; returns err, or why that failed. */
enum err file_finish(struct new_file *o, enum err err, struct error *e);

/* Both, with these bytes. */
enum err file_write(const char *path, const struct buf *bytes, struct error *e);
/* The same for its owner's eyes alone (mode 0600), also in a folder where strangers write. */
enum err file_write_private(const char *path, const struct buf *bytes, struct error *e);

/* ---- its steps, for those who write by descriptor or whom a library writes a file ---- */

/* All bytes, whatever interrupts. 0 or errno. */
int file_write_all(int fd, const void *bytes, size_t n);
/* The folder for the temporary files of what writes the file at path: its own, for a nameless one memory, if there is
 * such a folder. free() */
char *file_folder_beside(const char *path);
/* For mem_cleanup_add: removes the file of this name. */
void file_remove(void *path);
/* Gives a file its name and brings that to the disk, never over another. 0, or errno and it has its old name; EEXIST:
 * `to` is there. */
int file_put_new(const char *from, const char *to);
/* The same over what is there. 0 or errno; *put: it has its new name, though the disk may not have confirmed that. */
int file_put_over(const char *from, const char *to, bool *put);

/* ---- names ---- */

/* Adds the path of a new file in the current folder, named by the program: «Педагоги 2022-06-01.xlsx», with « (2)» when
 * that is there already. Signs of `stem` that a file name cannot have are left out. */
void file_name_new(int32_t today, const char *stem, const char *ending, struct buf *out);
/* Does the name end so (letters' case aside)? */
bool file_ends_in(const char *path, const char *ending);

#endif
