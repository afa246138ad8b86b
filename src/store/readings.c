/* Databases of the same make in folders of this one. The register of readings, of which only the journal is used: so
 * who reads waits for no writer, and what holds for the journal (its chain, its lists, its check) holds for the
 * register. The shelf, whose megabytes shall not make this one grow. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"

/* ---- the databases beside this one ---- */

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

/* ---- readings ---- */

enum err store_readings(struct store *s, struct store **out, struct error *e)
{
	return beside_open(s, &beside_readings, false, &s->readings, out, e);
}

struct reading {
	unsigned kind;
	uint32_t id;
	int64_t count;
	struct anchor anchor;
};

static enum err append(struct tx *tx, void *arg)
{
	const struct reading *r = arg;

	return log_add_reading(tx, r->kind, r->id, r->count, &r->anchor);
}

enum err store_note_reading(struct store *s, const struct tx_info *info, unsigned kind, uint32_t id, int64_t count,
			    struct error *e)
{
	struct reading r = {kind, id, count, {0}};
	struct store *readings = NULL;
	const bool was_reading = s->reading; /* the caller's transaction serves */
	struct error why = {0};
	enum err err = beside_open(s, &beside_readings, true, &s->readings, &readings, &why);
	struct tx *tx;

	tx = err ? NULL : was_reading ? &s->reader : tx_read(s, &why);
	if (tx) {
		r.anchor.seq = log_newest(tx, r.anchor.hash);
		if (!was_reading)
			tx_end(&tx);
		readings->wait = s->wait;
		err = store_write(readings, info, append, &r, &why);
	} else if (!err) {
		err = why.code;
	}
	if (!err)
		return OK;
	beside_advise(s->path, &beside_readings, &why);
	return error_set(e, ERR_STORAGE,
			 "Показать нельзя: кто что читал, должно быть записано, а записать не удалось. %s", why.text);
}

struct tx *tx_readings(struct tx *tx)
{
	struct store *readings;

	if (!tx->readings && !store_readings(tx->store, &readings, NULL))
		tx->readings = tx_read(readings, NULL);
	return tx->readings;
}

/* ---- both, newest first ---- */

void log_walk_begin(struct log_walk *w, struct tx *tx, struct tx *readings)
{
	*w = (struct log_walk){.side = {{.tx = tx}, {.tx = readings}}};
	for (size_t i = 0; i < 2; i++) {
		w->side[i].ended = !w->side[i].tx;
		log_release(&w->side[i].entry);
	}
}

/* A restored database may have another entry of that number, or none. */
static bool is_anchored(struct tx *tx, const struct log_entry *reading)
{
	struct log_entry l = {0};
	bool same = !reading->newest;

	if (!same && log_load(tx, reading->newest, &l) == OK)
		same = reading->newest_hash.n == ANCHOR_SIZE && !memcmp(reading->newest_hash.p, l.hash, ANCHOR_SIZE);
	log_release(&l);
	return same;
}

/* By the place in the journal that the reading itself names, so that no clock matters; else by time. */
static bool is_later(const struct log_side *readings, const struct log_side *own)
{
	if (readings->anchored)
		return readings->entry.newest >= own->entry.seq;
	return readings->entry.at_ms != own->entry.at_ms ? readings->entry.at_ms > own->entry.at_ms
							 : readings->entry.newest > own->entry.seq;
}

/* Makes the next entry of a side ready. */
static void look(struct log_walk *w, struct log_side *side)
{
	enum err err;

	while (!side->ready && !side->ended && !w->err) {
		if (w->id)
			side->seq = log_prev_of_record(side->tx, w->kind, w->id, side->seq);
		else if (w->user)
			side->seq = log_prev_of_user(side->tx, w->user, side->seq);
		else
			side->seq = side->begun ? side->seq - 1 : log_last(side->tx);
		side->begun = true;
		side->ended = !side->seq;
		err = side->ended ? OK : log_load(side->tx, side->seq, &side->entry);
		side->ready = !side->ended && !err;
		side->entry.reading = side == &w->side[1];
		side->anchored = side->ready && side->entry.reading && is_anchored(w->side[0].tx, &side->entry);
		if (err != ERR_NONE) /* that one was cut away: the check tells */
			w->err = err ? err : tx_failed(side->tx);
	}
}

const struct log_entry *log_walk_next(struct log_walk *w)
{
	struct log_side *own = &w->side[0], *readings = &w->side[1], *next;

	look(w, own);
	look(w, readings);
	if (w->err || (!own->ready && !readings->ready))
		return NULL;
	next = !own->ready || (readings->ready && is_later(readings, own)) ? readings : own;
	next->ready = false;
	return &next->entry;
}

void log_walk_end(struct log_walk *w)
{
	for (size_t i = 0; i < 2; i++)
		log_release(&w->side[i].entry);
}
