/* Reading an INI file safely. libiniparser splits it into sections, keys and values; what it would take in silence or
 * refuse as a whole (duplicates, a value cut by ; or #, a lost line, a wrong encoding) is found before, with its line.
 *
 * The syntax: UTF-8 (a BOM is allowed), lines of at most INI_LINE_MAX bytes ending in LF or CRLF; [section];
 * key = value; a comment is a line of its own that begins with ; or #. A value with ; or # in it, or with blanks at its
 * ends, stands in "…" or '…' (a comment may follow the closing quote); a quote of the other kind may be inside, one of
 * the same kind may not: there is no escape. Names are equal whatever the case of their Latin letters. */
#ifndef STAZH_BASE_INI_H
#define STAZH_BASE_INI_H

#include <stddef.h>

#include "stazh/base/err.h"
#include "stazh/base/mem.h"
#include "stazh/base/text.h"

#define INI_FILE_MAX 65536
#define INI_LINE_MAX 1000
#define INI_NAME_MAX 200

struct ini_entry {
	int line;	     /* from 1 */
	const char *section; /* Latin letters small */
	const char *key;     /* as written; NULL: this is the section's own line */
	const char *value;   /* without quotes, valid UTF-8, of control characters only tabs; NULL: a section */
};

struct ini_fault {
	int line; /* 0: the file as a whole */
	const char *text;
};

/* {0} is a valid empty one. Everything it points to lives until ini_release. */
struct ini {
	const char *path;
	struct ini_entry *entries; /* in the order of the file */
	size_t n, cap;
	struct ini_fault *faults;
	size_t faults_n, faults_cap;
	struct arena arena;
};

/* Reads path into the empty `ini`. OK: it was read; what is wrong with it is in ini->faults, and the entries are those
 * of the sound lines. ERR_NONE: there is no such file (nothing is put down in faults). */
enum err ini_read(const char *path, struct ini *ini);
void ini_release(struct ini *ini);

/* Adds a fault of one's own; the text is Russian, one line, without a full stop at its end. */
void ini_add_fault(struct ini *ini, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Adds all faults in the order of their lines, each as «path:line: text\n» («path: text\n» for the whole file). */
void ini_print_faults(struct ini *ini, struct buf *out);

#endif
