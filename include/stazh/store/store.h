/* The database: one LMDB environment in a directory of its own. Knows records, tables and keys; knows no domain.
 *
 * Rules kept here: durable commits only (no NOSYNC of any kind); a write is one function, run inside one write
 * transaction with signals blocked; nothing waits for a person inside a transaction; stale readers are cleared; the map
 * grows by itself. A failed or interrupted write changes nothing.
 *
 * Tables (named LMDB databases, docs/format.md):
 *   meta  settings and counters      rec   records by kind, id      trash  deleted records
 *   idx   secondary indexes          due   deadlines by date        word   search words
 *   log   journal by number          draft unfinished forms
 */
#ifndef STAZH_STORE_STORE_H
#define STAZH_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stazh/base/err.h"
#include "stazh/base/text.h"
#include "stazh/store/record.h"

enum table { T_META, T_REC, T_IDX, T_DUE, T_WORD, T_LOG, T_TRASH, T_DRAFT, T_COUNT };

struct store;
struct tx;

/* ---- keys: composite, big-endian, built here only; memcmp order is the order of the parts ---- */
struct key {
	uint8_t b[511];
	size_t n;
};
/* {0} is an empty key. Parts that do not fit are cut (only key_bytes can reach that). Return k, for chaining. */
struct key *key_u8(struct key *k, uint8_t v);
struct key *key_u16(struct key *k, uint16_t v);
struct key *key_u32(struct key *k, uint32_t v);
struct key *key_u64(struct key *k, uint64_t v);
struct key *key_date(struct key *k, int32_t date); /* 4 bytes, sign flipped, so that order holds */
struct key *key_bytes(struct key *k, const void *s, size_t n);
struct key *key_text(struct key *k, const char *s);
/* Readers for the same parts at p (which must have the bytes). */
uint16_t key_get_u16(const void *p);
uint32_t key_get_u32(const void *p);
uint64_t key_get_u64(const void *p);
int32_t key_get_date(const void *p);

/* Bytes that belong to the database; valid until the next write in the transaction or its end. */
struct slice {
	const uint8_t *p;
	size_t n;
};

/* ---- derived entries: what a record causes in idx, due and word ---- */
struct entries; /* a growing set of (table, key, value) */
/* table: T_IDX, T_DUE or T_WORD. A key belongs to one record alone (ends in its kind and id); in T_IDX it begins with
 * another byte than L, U (the journal's) and D (who depends on whom). Of the same key given twice the last value
 * counts. */
void entries_add(struct entries *out, enum table table, const struct key *k, const void *value, size_t n);
/* A set of one's own; entries_free. */
struct entries *entries_new(void);
void entries_free(struct entries **s);
/* The i-th that was added; false: there are no more. key and value live until the next entries_add. */
bool entries_at(const struct entries *s, size_t i, enum table *table, struct slice *key, struct slice *value);

struct rec_ref {
	uint8_t kind;
	uint32_t id;
};
struct refs { /* in the order of adding */
	struct rec_ref *r;
	size_t n, cap;
	uint32_t *slots; /* hash table of places in r, + 1 */
	size_t slots_n;
};
void refs_add(struct refs *refs, uint8_t kind, uint32_t id); /* once only */
void refs_release(struct refs *refs);

enum due_change { DUE_CAME, DUE_CHANGED, DUE_WENT };

/* The domain's part, given when the store is opened. Pure functions of the records that tx sees and of the
 * configuration. */
struct store_schema {
	/* Adds what record r causes. Called with r as it was and as it is; the difference is written. Also the repair
	 * and the check use it. What it reads of other records, by record_load, record_exists and tx_reads_referrers,
	 * is noted with the entries, field by field: when that changes, it is called again for r. So it may read
	 * nothing else, no other entries but those that tell who points where, and keep nothing between two calls. */
	void (*derive)(struct tx *tx, const struct record *r, struct entries *out);
	/* Adds the records that one of the two (NULL: did not / does not exist) points to by a field in which they
	 * differ. */
	void (*repointed)(const struct record *was, const struct record *is, struct refs *out);
	/* For store_check: adds a Russian line to `findings` for each thing wrong with r (a reference to nothing). */
	void (*examine)(struct tx *tx, const struct record *r, struct buf *findings);
	/* May be NULL. What happened to an entry of due; value: as it is, or was when it went. A moved one went and
	 * came. Called while that is written; may read and write meta. */
	void (*due_changed)(struct tx *tx, enum due_change what, struct slice key, struct slice value);
	/* May be NULL. False: the derived entries were made by other rules than today's, and will be made anew. */
	bool (*in_line)(struct tx *tx);
	/* May be NULL. A record of the kind was put, changed or taken away, in whichever way. */
	void (*changed)(struct tx *tx, unsigned kind);
};

/* Called by derive before it looks for the records of a kind (0: of any) that point to this one. */
void tx_reads_referrers(struct tx *tx, uint8_t kind, uint32_t id, unsigned by_kind);

/* ---- open and create ---- */
/* Creates the directory (mode 0770) and an empty database; ERR_REFUSED when there is one already. */
enum err store_create(const char *path, struct error *e);
/* Is there none in this folder, nor anything that could be one? */
bool store_is_absent(const char *path);
/* Takes a database away that store_create has just made, closed again, because what was to be written into it was not.
 */
void store_remove_new(const char *path);
/* Opens an existing database. ERR_STORAGE with what happened and what to do: missing (names `stazh init`), empty or
 * foreign data file, newer format, truncated (after a walk in a child), network file system, no permission. */
enum err store_open(const char *path, const struct store_schema *schema, struct store **out, struct error *e);
void store_close(struct store **s);
const char *store_path(const struct store *s);
/* Number of the last commit in the file: changes with every commit of any process. No system call. For a moment it is
 * ahead of what a transaction reads (tx_generation). */
uint64_t store_generation(const struct store *s);
/* Size of the memory map, 64 MiB at first; it grows by itself. For tests. */
void store_set_map_size(struct store *s, size_t bytes);
/* Is the address within a mapped data file? Safe within a signal handler. */
bool store_maps(const void *address);
/* Full path of the data file (never open or close it). */
const char *store_data_file(const struct store *s);

/* ---- news: what any process writes ---- */
#define NEWS_LOOK_MS  250 /* without a descriptor (a system has so many and no more) one looks so often */
#define NEWS_AGAIN_MS 2
/* A descriptor that poll() finds readable once the data file has changed, or a file of the shelf; close(). -1: none is
 * to be had. */
int news_open(const struct store *s);
void news_take(int fd); /* what made it readable */
/* As it was at the last look; {0}: there was none. */
struct news {
	uint64_t generation; /* of the database */
	uint64_t last;	     /* number of the newest journal entry: drafts raise the generation and not this */
};
/* True: the journal has grown since the last look. A commit is told of a moment before it can be read: *again, it is to
 * be looked for once more so many ms later. */
bool news_look(struct store *s, struct news *n, bool *again);

/* ---- transactions ---- */
struct tx_info {	    /* what the journal is told about a write */
	const char *user;   /* login */
	const char *from;   /* address or terminal of the session, "" when unknown */
	const char *action; /* "add", "set", "submit", "import" … */
	const char *note;   /* one line for people, or "" */
	int64_t now_ms;	    /* Unix time; 0: the clock's ($STAZH_TODAY moves it to that day) */
	bool trial;	    /* all but the commit: OK says that fn returned OK, and nothing is stored */
	int wait_ms;	    /* for another writer at most so long; 0: as long as store_wait lets it */
	void *result;	    /* what fn fills beside its error: tx_result */
};

/* One process writes at a time. Whoever waits is told after a second. SIGINT, SIGTERM, SIGHUP and SIGQUIT end the wait,
 * the write fails, and such a signal does nothing more unless it has a handler. */
struct store_wait {
	/* Several times a second, first once. who: «процесс 7 (ivanova): stazh import …», "" when that cannot be told.
	 * False: the write is to fail. */
	bool (*wait)(const char *who, bool first, void *arg);
	void *arg;
};
/* NULL, as at first: nobody is told. *wait must outlive the store. */
void store_set_wait(struct store *s, const struct store_wait *wait);

/* Runs fn inside one write transaction and commits. fn returns OK to commit, anything else to abort; after a tx_*
 * call failed the transaction is sticky: later calls do nothing and commit is refused. When the map is full it is
 * enlarged and fn is run again from the start, so fn must not change what it was given unless it can do so twice.
 * OK alone says that it is stored (of a trial: that it could be); what fn noted elsewhere says nothing of that.
 * ERR_STORAGE, ERR_CHANGED, or what fn returned; e is filled either way. */
enum err store_write(struct store *s, const struct tx_info *info, enum err (*fn)(struct tx *tx, void *arg), void *arg,
		     struct error *e);
/* First and last journal entry of the last store_write that succeeded; 0: it wrote none. */
void store_last_write(const struct store *s, uint64_t *first, uint64_t *last);
/* Within fn, until it returns: tx_read gives this transaction, and store_write runs what it is given as a part of it,
 * with the info of its own; nothing of a part is stored before the whole is. Once a part has failed the whole is
 * refused. */
void tx_share(struct tx *tx);
/* So it is now: store_write would be a part. */
bool store_shared(const struct store *s);
/* A consistent view for reading; must be ended before anything waits. One at a time per store (reading or writing).
 * NULL and e on failure. */
struct tx *tx_read(struct store *s, struct error *e);
void tx_end(struct tx **tx);

/* The first failure of a reading transaction since this was asked last, which perhaps nobody looked at: a walk that a
 * damaged page ended looks like one that came to its end. OK: there was none. */
enum err store_read_failure(struct store *s, struct error *e);

/* The clock by which the journal counts, or noon of $STAZH_TODAY, in ms; -1 and e on a wrong $STAZH_TODAY. */
int64_t tx_clock(struct error *e);
uint64_t tx_generation(const struct tx *tx); /* number of the commit that a reading one sees */
bool tx_writing(const struct tx *tx);
int64_t tx_now(const struct tx *tx);	 /* of a writing one: the moment that the journal gets, Unix time in ms */
enum err tx_failed(const struct tx *tx); /* the sticky code */
struct error *tx_error(struct tx *tx);	 /* the sticky error, for filling */
/* Names the action for the journal entries written from now on, when only fn knows it. Both strings must live until
 * fn returns. */
void tx_note(struct tx *tx, const char *action, const char *note);
/* They take back the act `of` (log_entry.of). */
void tx_note_of(struct tx *tx, uint64_t of);
void *tx_context(struct tx *tx);			/* the pointer set with store_set_context */
void *tx_result(const struct tx *tx);			/* that of the write's tx_info; NULL when reading */
void store_set_context(struct store *s, void *context); /* for the schema callbacks */

/* Gives the pages of the file that were read back to the system, which keeps them as long as there is room: in a walk
 * over everything the process would come to count the whole file as its own memory. step counts the walk's steps; only
 * now and then something is done. Slices stay valid. */
void tx_forget_pages(struct tx *tx, size_t step);

/* ---- records ---- */
/* ERR_NONE when there is none (e, tx stay untouched); ERR_STORAGE on a wrong checksum. r is released first. */
enum err record_load(struct tx *tx, unsigned kind, uint32_t id, struct record *r);
bool record_exists(struct tx *tx, unsigned kind, uint32_t id);
/* Writes r with its derived entries, a new revision and a journal entry. r->id 0: a new id is given (ids count up
 * from 1 per kind and are never given twice). Otherwise r must be the revision that is stored (ERR_CHANGED). Nothing
 * is written when nothing changed. r gets the id, revision and stamps. */
enum err record_store(struct tx *tx, struct record *r);
/* Moves the record to the trash / back. ERR_NONE when it is not there. Revision and stamps stay. */
enum err record_trash(struct tx *tx, unsigned kind, uint32_t id);
enum err record_untrash(struct tx *tx, unsigned kind, uint32_t id);
enum err record_load_trash(struct tx *tx, unsigned kind, uint32_t id, struct record *r);
/* Puts r in the place of what is in the trash under its number; journaled as a deletion. ERR_NONE when it is not there.
 */
enum err record_store_trash(struct tx *tx, const struct record *r);
uint32_t record_count(struct tx *tx, unsigned kind); /* live records of a kind, O(1) */
/* Decodes the value of a T_REC or T_TRASH entry that a cursor stands on (checksum verified). r is released first. */
enum err record_from_entry(struct tx *tx, struct slice key, struct slice value, struct record *r);
/* Brings the derived entries of all records in line with what the records cause now (after a rule in the configuration
 * changed, for a repair). *wrong (may be NULL): how many entries were missing, too many or different. */
enum err store_rederive(struct tx *tx, size_t *wrong);

/* ---- raw entries: meta, drafts ---- */
/* false when absent. */
bool tx_get(struct tx *tx, enum table t, const struct key *k, struct slice *value);
enum err tx_put(struct tx *tx, enum table t, const struct key *k, const void *value, size_t n);
enum err tx_del(struct tx *tx, enum table t, const struct key *k); /* OK when absent */

size_t tx_entries(struct tx *tx, enum table t); /* how many, O(1) */

/* ---- cursors ---- */
/* Walks the entries of a table whose keys begin with `prefix`, from the first that is >= `from` (NULL: the prefix).
 *   struct cursor c;
 *   for (cursor_open(&c, tx, T_IDX, &prefix, NULL); cursor_ok(&c); cursor_next(&c)) …
 *   cursor_close(&c);
 * Key and value are valid until the next write in the transaction. */
struct cursor {
	struct tx *tx;
	void *mc;
	enum table table;
	uintptr_t page; /* that it stands on */
	struct key prefix;
	struct slice key, value;
	bool ok;
};
void cursor_open(struct cursor *c, struct tx *tx, enum table t, const struct key *prefix, const struct key *from);
/* From the last entry of the prefix that is <= `upto` (NULL: the last of all), for walking back. */
void cursor_open_last(struct cursor *c, struct tx *tx, enum table t, const struct key *prefix, const struct key *upto);
bool cursor_ok(const struct cursor *c);
void cursor_next(struct cursor *c);
void cursor_prev(struct cursor *c);
void cursor_close(struct cursor *c);

/* ---- journal ---- */
struct log_entry {
	uint64_t seq;  /* from 1, without gaps */
	uint64_t act;  /* seq of the first entry of the same transaction: one user action */
	int64_t at_ms; /* Unix time */
	const char *user, *from, *action, *note;
	uint8_t kind; /* 0: no record (a read that is logged, a backup …) */
	uint32_t id;
	struct slice before, after; /* CBOR bodies; n == 0: did not / does not exist (or is in the trash), or erased */
	bool erased;		    /* a body was: a digest stands in its place */
	uint8_t about_kind;	    /* of a reading (kind 0): what was read, 0: nothing in particular */
	uint32_t about_id;	    /* 0: several, */
	int64_t count;		    /* so many */
	uint64_t newest;	    /* of a reading in the register: the journal's newest entry then, */
	struct slice newest_hash;   /* and the beginning of its hash */
	bool reading;		    /* set by log_walk_next: it is one of the register, with the register's number */
	uint64_t of;		    /* the act that this one takes back, 0: none, or written by an older program */
	uint8_t hash[32];	    /* SHA-256 over the previous entry's hash and this entry's bytes */
	struct record own;	    /* holds the texts; log_release */
};
/* Appends an entry without a record (kind 0) in a write transaction. */
enum err log_add(struct tx *tx, const char *action, const char *note);
/* Journal entries written from now on do not keep records as they were before. */
void tx_forget(struct tx *tx);
/* Erases parts of an entry for good. The chain stays whole: it goes over salted digests, and these stay without the
 * salt. ERR_NONE: no such entry. */
enum { LOG_ERASE_NOTE = 1, LOG_ERASE_BEFORE = 2, LOG_ERASE_AFTER = 4, LOG_ERASE_BODIES = 6 };
enum err log_erase(struct tx *tx, uint64_t seq, unsigned what);
uint64_t log_last(struct tx *tx); /* number of the newest entry, 0: none */
/* ERR_NONE when there is none. */
enum err log_load(struct tx *tx, uint64_t seq, struct log_entry *l);
void log_release(struct log_entry *l);
/* Walk numbers downwards from `below` (exclusive; 0: from the newest): of one record, of one user. 0: no more. */
uint64_t log_prev_of_record(struct tx *tx, unsigned kind, uint32_t id, uint64_t below);
uint64_t log_prev_of_user(struct tx *tx, const char *user, uint64_t below);
/* Walks the chain to its head in meta; ERR_STORAGE naming the first entry that does not fit, is missing or too much. */
enum err log_verify(struct tx *tx, struct error *e);
/* The same of the newest entry alone: it follows the one before, and is the chain's head. */
enum err log_verify_last(struct tx *tx, struct error *e);

/* ---- readings ---- */
/* Who read what is noted in a register beside the database, with a chain of its own, so that it waits for nobody who
 * writes to the database. It is made when it is first needed; entries of older databases stay in their journal. A
 * backup has it in a second file, FILE.readings; a restored database keeps the register that there is. Notes that
 * info->user read records of a kind, one of them or (id 0) `count`. ERR_STORAGE: it is not noted; e says that it cannot
 * be shown therefore. */
enum err store_note_reading(struct store *s, const struct tx_info *info, unsigned kind, uint32_t id, int64_t count,
			    struct error *e);
/* The register, for tx_read and what reads a journal; it belongs to s. ERR_NONE (e untouched): there is none. */
enum err store_readings(struct store *s, struct store **out, struct error *e);

/* The register's, from when it is first asked for to the end of tx, a reading one. NULL: there is no register, or it
 * cannot be read. */
struct tx *tx_readings(struct tx *tx);

/* ---- the shelf ---- */
/* Files that wait a few days for their owner (model/shelf.h), in a third database of the same make: what comes and goes
 * there leaves no free pages in the database, wakes nobody, is no act and in no backup; a restored database keeps the
 * shelf that there is. Of its tables T_DRAFT is used. Made when `make`; ERR_NONE (e untouched): there is none. It
 * belongs to s. */
enum err store_shelf(struct store *s, bool make, struct store **out, struct error *e);

/* Walks the journal and the register as one, newest first. */
struct log_walk {
	/* Set after log_walk_begin: of one user (NULL: all); of one record (id 0: all), by the journal's list of it. */
	const char *user;
	unsigned kind;
	uint32_t id;
	enum err err; /* result: what ended the walk before its end */
	struct log_side {
		struct tx *tx;
		uint64_t seq;
		bool begun, ended, ready;
		bool anchored; /* of a reading: the journal still has the entry that was its newest */
		struct log_entry entry;
	} side[2];
};
/* readings: of the register, may be NULL. Both must outlive the walk. */
void log_walk_begin(struct log_walk *w, struct tx *tx, struct tx *readings);
/* Valid until the next call. NULL: no more. */
const struct log_entry *log_walk_next(struct log_walk *w);
void log_walk_end(struct log_walk *w);

/* ---- how it is ---- */
struct store_health {
	uint64_t entries;      /* of the journal */
	int64_t created_ms;    /* Unix time; 0: not known */
	int64_t changed_ms;    /* the newest entry; 0: there is none */
	int64_t copied_ms;     /* tx_note_copied; 0: never */
	uint64_t size, free;   /* bytes: of the data file, on its disk for who is no root */
	bool read_only;	       /* the disk */
	struct error broken;   /* the journal's end or a counter is not what was written; code OK: it is */
	struct error readings; /* the register of readings cannot be opened; code OK: it can, or there is none */
};
/* In a moment, whatever the size: opens it, looks at what stands at its ends and walks nothing. ERR_STORAGE: it cannot
 * be opened or read. */
enum err store_health(const char *path, struct store_health *out, struct error *e);
/* A copy has been made. */
enum err tx_note_copied(struct tx *tx);

/* ---- check, backup ---- */
/* Who follows long work; each may be NULL. */
struct watch {
	void (*line)(const char *text, void *arg); /* a finding, in Russian */
	void *arg;
	void (*progress)(unsigned done, unsigned total);
};
/* Walks everything in a forked child: checksums, counts, every derived entry against its record both ways, the
 * journal's chain. ERR_NONE when there are findings, ERR_STORAGE when the walk itself died. schema->examine is asked
 * about every record (references that point nowhere). */
enum err store_check(const char *path, const struct store_schema *schema, void *context, const struct watch *watch,
		     struct error *e);
/* The same for the derived entries alone; they are not the reason to put a copy in the database's place:
 * store_rederive. */
enum err store_check_derived(const char *path, const struct store_schema *schema, void *context,
			     const struct watch *watch, struct error *e);
/* The same for the journal alone: its chain and its lists by record and by user. */
enum err store_check_journal(const char *path, const struct watch *watch, struct error *e);
/* A compacted copy: written beside `file`, verified by opening and walking it, fsync, renamed into place; the register
 * of readings likewise as FILE.readings. ERR_NONE: both are made, but the database has findings, and so has the copy.
 */
enum err store_backup(struct store *s, const char *file, const struct watch *watch, struct error *e);
/* Puts a copy (a file, or a folder with its data.mdb) in the place of the database, or where there is none. It is
 * verified first, as by store_check; findings are a refusal unless `anyway`. Nobody else may have the database open
 * (ERR_REFUSED with who has), nor does it have to be sound. *aside: the folder beside it that now has the old state,
 * free(); NULL: there was none. Set on a failure too: the copy is the database by then. A crash leaves the old or the
 * new. The caller must not have it open. The register of readings stays; where there is none, FILE.readings becomes it.
 * *stale: how many derived entries of the copy are wrong; that is no finding, but the caller's to make good. */
enum err store_restore(const char *path, const char *file, const struct store_schema *schema, void *context,
		       bool anyway, const struct watch *watch, char **aside, size_t *stale, struct error *e);
/* Replaces the data file by a compacted, verified copy; alone, as store_restore. Sizes in bytes. */
enum err store_compact(const char *path, const struct watch *watch, uint64_t *before, uint64_t *after, struct error *e);

#endif
