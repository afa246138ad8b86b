/* Between book.c, which makes a workbook, and book_text.c: what stands in its cells. */
#ifndef STAZH_TABLE_BOOK_TEXT_H
#define STAZH_TABLE_BOOK_TEXT_H

#include <stdint.h>

#include "stazh/table/book.h"

/* The sum of the cells so far with one more: of texts as a reader gets them. */
uint64_t book_sum(uint64_t sum, size_t column, const char *s, size_t n);
/* Reads the file again: are these its cells, and are its parts whole? ERR_INPUT: no. ERR_USAGE: a library is missing.
 */
enum err book_read_back(const char *path, uint64_t sum, struct error *e);

/* Its length as a spreadsheet counts: in units of UTF-16. */
size_t book_units(const char *s, size_t n);
/* Adds it as valid UTF-8 that XML can hold. */
void book_add_clean(struct buf *out, const char *s, size_t n);
/* A name that Excel accepts and no other sheet has; to be freed. */
char *book_sheet_name(char *const *names, size_t n, const char *wanted);
/* How many lines of that width it takes, twenty at most. */
int book_lines(const char *s, int width);
/* The number that stands for a value of this type (a day, a time); false: it is a text. */
bool book_parse(enum column_type type, const char *s, size_t n, double *out);

#endif
