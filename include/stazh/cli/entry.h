/* An entry of the journal, and an act of several, as commands tell them: by the rights of the session. */
#ifndef STAZH_CLI_ENTRY_H
#define STAZH_CLI_ENTRY_H

#include "stazh/model/model.h"

/* One entry with its record as it was and as it became; NULL: not there. */
struct entry {
	struct tx *tx;
	const struct log_entry *l;
	const struct kind_def *k;
	uint32_t id; /* of the record that was changed or read; 0: several were read */
	struct record was_record, is_record, *was, *is;
	struct buf *out;
	bool any;
};
/* l lives until entry_release. */
void entry_begin(struct entry *en, struct tx *tx, const struct log_entry *l);
void entry_release(struct entry *en);

/* «01.06.2022 12:00», or as ISO 8601 has it. */
void entry_add_time(int64_t ms, bool people, struct buf *out);
int64_t entry_day_ms(int32_t date); /* midnight of the local zone */
/* What the record is called; for people with its kind and number. */
void entry_add_label(const struct entry *en, bool people, struct buf *out);
/* A field of the record as it was or became (NULL: nothing), as far as the session may read it. */
void entry_add_value(const struct entry *en, const struct field *f, const struct record *r, enum style style,
		     struct buf *out);
/* A JSON array: each field that differs, before and after. */
void entry_add_changes(struct entry *en, struct buf *out);
/* «, "key": "text"», null for "". */
void entry_add_text(struct buf *out, const char *key, const char *text);

/* An act as one JSON object, without a line break: who, when, what, and its records with what became of them, the first
 * ENTRIES_TOLD of them. A viewer is told the names of fields, no values and no names of records. Adds nothing, and OK,
 * when the journal has no act of that number; *last: the number of its last entry. */
#define ENTRIES_TOLD 1000
enum err act_json(struct tx *tx, uint64_t act, struct buf *out, uint64_t *last);

#endif
