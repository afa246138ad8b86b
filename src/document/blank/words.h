/* Between words.c, which knows the names and values, and resolve.c, which reads marks. */
#ifndef STAZH_DOCUMENT_FORM_WORDS_H
#define STAZH_DOCUMENT_FORM_WORDS_H

#include "../dossier.h"
#include "stazh/document/blank.h"

enum part { PART_VALUE, PART_ALL, PART_PERCENT };

/* What can be named. */
struct entry {
	const char *name, *code;
	const char *figure; /* the code of the figure; NULL: a value of the dossier */
	enum part part;
	size_t value;		 /* of the dossier */
	const char *const *keys; /* how it may be called: words in order; NULL ends */
};

/* One more name: as reports have it. */
struct alias {
	const char *key;
	size_t entry;
};

/* The figures of a site and a year, counted when they are first asked for. */
struct counted {
	uint32_t site;
	int year;
	struct figures figures;
};

struct blank_words {
	struct tx *tx;
	uint32_t site;
	int year;
	struct dossier dossier;
	struct entry *entries;
	size_t n, cap;
	struct alias *aliases;
	size_t aliases_n, aliases_cap;
	struct counted *counted;
	size_t counted_n, counted_cap;
	struct blank_word told; /* the last one */
	struct summary sites;	/* the rows of {*площадки}, once they are asked for */
	bool has_sites;
	struct dossier *of_site; /* what documents know of each */
	bool names_people;
};

/* The words of a name, folded and sorted, parted by blanks; free(). */
char *entry_key(const char *name);
const struct entry *entry_find(const struct blank_words *w, const char *name);
/* The nearest name that there is; NULL: none is near. */
const char *entry_nearest(const struct blank_words *w, const char *name);
/* Its value; what it tells lives as long as the words. Returns why there is none, or NULL. */
const char *entry_value(struct blank_words *w, const struct entry *entry, uint32_t site, int year,
			struct blank_value *out);

/* rows.c: the sites of the year; how many. */
size_t rows_sites(struct blank_words *w);
/* What the name means in the row of the i-th; false: nothing. */
bool rows_value(struct blank_words *w, const char *name, size_t i, struct blank_value *out);
void rows_forget(struct blank_words *w);

#endif
