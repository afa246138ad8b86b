/* Archives (.zip): what workbooks and office documents are. Read from files of unknown origin, entry by entry, within
 * bounds; packed in memory. libzip is loaded when first used. */
#ifndef STAZH_BASE_ARCHIVE_H
#define STAZH_BASE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

/* What is wrong; the reader of a workbook and that of a document have words of their own for it. */
enum archive_fault {
	ARCHIVE_GOOD,
	ARCHIVE_ABSENT,	    /* there is no such file */
	ARCHIVE_UNREADABLE, /* the file cannot be read */
	ARCHIVE_DAMAGED,    /* it is no archive, or not whole */
	ARCHIVE_LOCKED,	    /* under a password */
	ARCHIVE_LARGE,	    /* more entries or bytes than allowed */
};

struct archive;
struct archive_entry;

/* For what the library is needed, in the accusative: «книги .xlsx». ERR_USAGE: it is not installed. Before all else. */
enum err archive_load(const char *purpose, struct error *e);

/* *out is NULL after a fault. */
enum archive_fault archive_open(const char *path, size_t entries_max, struct archive **out);
void archive_close(struct archive **a);
size_t archive_count(const struct archive *a);
/* NULL: it cannot be told. It lives as long as the archive. */
const char *archive_name(const struct archive *a, size_t i);
/* The number of the entry of that name, letters' case and the way of slashes aside; SIZE_MAX: none. */
size_t archive_find(const struct archive *a, const char *name);

/* Begins to unpack an entry that may have so many bytes. *size: what the archive says that it has, 0: nothing. */
enum archive_fault archive_entry_open(struct archive *a, size_t i, uint64_t limit, struct archive_entry **out,
				      uint64_t *size);
/* The next bytes, n at most; *got 0: the end. Whatever the archive says, never more than the limit. */
enum archive_fault archive_entry_read(struct archive_entry *entry, void *to, size_t n, size_t *got);
void archive_entry_close(struct archive_entry **entry);
/* A whole one, added to out; its size has to be what the archive says. */
enum archive_fault archive_entry_bytes(struct archive *a, size_t i, uint64_t limit, struct buf *out);

/* An entry to be packed. */
struct archive_part {
	const char *name;
	const struct buf *bytes;
	bool stored; /* not compressed */
};
/* The archive's bytes, added to out: entries in this order, of no day, so that the same content has the same bytes.
 * False: there was no memory. */
bool archive_pack(const struct archive_part *parts, size_t n, struct buf *out);

/* Other bytes for the entry of that number. */
struct archive_change {
	size_t entry;
	const struct buf *bytes;
};
/* The bytes of the archive with these entries changed, added to out: all others are kept as they are packed. False:
 * it is no archive, or one of those is damaged. */
bool archive_change(const struct buf *archive, const struct archive_change *changes, size_t n, struct buf *out);

#endif
