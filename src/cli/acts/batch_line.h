/* A line of a batch: {"run": ["add", "reminder", "what=…"], "as": "a"}. */
#ifndef STAZH_CLI_BATCH_LINE_H
#define STAZH_CLI_BATCH_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"

#define BATCH_NAME_MAX 32 /* letters of "as" */

struct batch_line {
	void *root;
	char **words; /* n of them, then NULL; words[0] is the command */
	size_t n;
	const char *as; /* what later lines call the record, NULL: nothing */
};
/* ERR_USAGE with what was expected. out is to be released in any case. */
enum err batch_line_read(const char *s, size_t n, struct batch_line *out, struct error *e);
void batch_line_release(struct batch_line *l);

/* Names that lines gave to the records that they were about. */
struct batch_names {
	struct batch_name {
		char name[BATCH_NAME_MAX + 1];
		uint32_t id;
	} * names;
	size_t n, cap;
	uint32_t *slots; /* hash table of places in names, + 1 */
	size_t slots_n;
};
void batch_names_clear(struct batch_names *all);
void batch_names_free(struct batch_names *all);
void batch_names_add(struct batch_names *all, const char *name, uint32_t id);
const struct batch_name *batch_name_find(const struct batch_names *all, const char *name, size_t n); /* NULL: none */
/* Adds the word with the numbers of records in the place of «@a», where that is the whole word, a whole value or one of
 * several parted by «;», and the name was given. */
void batch_word_add(const struct batch_names *all, const char *word, struct buf *out);

#endif
