/* Reading text files of unknown origin, and CSV (RFC 4180) out of them. */
#ifndef STAZH_TABLE_CSV_H
#define STAZH_TABLE_CSV_H

#include "stazh/base/err.h"
#include "stazh/base/text.h"

#define CSV_FIELDS_MAX 1000 /* of a row */

/* Reads the file into out (released first) as UTF-8; encoding, used (may be NULL) and refusals as in charset_decode.
 * ERR_INPUT with a sentence (without the path) also: not there, no plain file, larger than a
 * quarter of the memory, a workbook. */
enum err text_file_read(const char *path, const char *encoding, struct buf *out, const char **used, struct error *e);
/* The same without the decoding: adds the bytes. */
enum err file_bytes_read(const char *path, struct buf *out, struct error *e);
/* The same for bytes at hand. */
enum err text_decode(const char *s, size_t n, const char *encoding, struct buf *out, const char **used,
		     struct error *e);

/* The separator that the first row uses: `;`, `,` or a tab. */
char csv_sniff(const char *s, size_t n);
/* Is the first line «sep=;»? csv_open takes it at its word and passes it over. */
bool csv_names_separator(const char *s, size_t n);

/* Walks the rows: csv_open, then csv_next until it is not OK, csv_close. The text must live as long. */
struct csv {
	const char *s;
	size_t size, at;
	char separator;
	int line;	    /* of the row: where it begins, from 1 */
	size_t n;	    /* fields of the row */
	const char **field; /* NUL-terminated; valid until the next row */
	size_t *len;
	struct buf text;
	int next_line;
	size_t cap;
};
void csv_open(struct csv *c, const char *s, size_t n, char separator); /* 0: csv_sniff */
/* The next row; lines without a character are passed over. ERR_NONE: no more; ERR_INPUT: a quote that is not closed, a
 * character after a closing quote, or too many fields: c->line tells where (for a quote: where it opened), e why. After
 * that the walk is over. */
enum err csv_next(struct csv *c, struct error *e);
void csv_close(struct csv *c);

#endif
