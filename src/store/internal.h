/* What the files of the store share. lmdb.h is included here and nowhere else. */
#ifndef STAZH_SRC_STORE_INTERNAL_H
#define STAZH_SRC_STORE_INTERNAL_H

#include <lmdb.h>
#include <sys/types.h>

#include "stazh/base/file.h"
#include "stazh/base/folder.h"
#include "stazh/store/store.h"

#define FORMAT_VERSION 1  /* of the database and of the envelope */
#define HASH_SIZE      32 /* bytes after the body of a T_LOG value */
#define DATA_NAME      "data.mdb"
#define LOCK_FILE      "lock.mdb" /* LMDB's own */
#define FILE_MODE      0660
#define FOLDER_MODE    0770

/* What every sentence about a damaged database ends in. */
/* First bytes of the store's own keys in T_IDX; every other key there is derived from a record. */
#define IDX_LOG_RECORD 'L' /* kind u8, id u32, seq u64 */
#define IDX_LOG_USER   'U' /* login, 0, seq u64 */
/* Derived with what a record causes: on what that depends. Kind u8, id u32 of what was read, kind and id of the one
 * that causes. Value: u64, the fields read (RECORD_BIT; bit 0: any, its being there). */
#define IDX_DEPENDS 'D'
/* The same of those who looked for the referrers of a record: kind u8, id u32, kind of the referrers u8 (0: any), kind
 * and id of the one that causes. Apart, as many read a school and few ask who points to it. */
#define IDX_SEEKS 'Q'

/* ---- pages.c ---- */
/* LMDB believes what stands on its pages: a wrong number there makes it read and write anywhere. So the pages that it
 * will come to are looked through before, each once in a snapshot: that all numbers are within the file and all entries
 * within their page, not that an entry is the right one (the records have their own checksums). */
enum pages_state {
	PAGES_SOUND,
	PAGES_DAMAGED,
	PAGES_GONE,    /* two commits came after that one: its beginning is written over. Or it is damaged */
	PAGES_NO_ROOM, /* no memory for a view of the file */
};
enum { PAGES_FREE_TABLE = -2, PAGES_MAIN_TABLE }; /* LMDB's own, before ours */

struct pages {
	const uint8_t *map;  /* the file, for reading, as far as it goes */
	size_t mapped, size; /* bytes; of a page */
	bool own;	     /* the view; else it is LMDB's */
	bool moved;	     /* it was LMDB's, which has put the file elsewhere */
	size_t count;	     /* pages of the snapshot */
	size_t txnid;	     /* the snapshot; 0: none */
	uint8_t *seen;	     /* a bit for each page: it may be followed */
	size_t root[2 + T_COUNT];
	unsigned depth[2 + T_COUNT];
	bool known[2 + T_COUNT]; /* root and depth are */
};

/* The snapshot that commit `txnid` left. What is known of the same one stays known. */
enum pages_state pages_begin(struct pages *p, MDB_env *env, size_t txnid);
void pages_release(struct pages *p);
/* LMDB has found this value under the key: from now on its own view of the file serves, until it moves (pages_moved,
 * after each mdb_env_set_mapsize). */
void pages_adopt(struct pages *p, enum table t, const void *key, size_t n, const void *value);
void pages_moved(struct pages *p);
/* The way to a key (NULL: the last one) with the pages beside it may be followed. */
bool pages_way(struct pages *p, enum table t, const void *key, size_t n);
bool pages_know(struct pages *p); /* the same of LMDB's table of our tables */
/* The whole tree of a table, or one of LMDB's own. `used` (may be NULL) is told of its pages, several for a big value;
 * false ends the walk. */
bool pages_tree(struct pages *p, int t, bool (*used)(size_t number, size_t n, void *arg), void *arg);
/* The same of the list of free pages and what it says. */
bool pages_free(struct pages *p, bool (*free_page)(size_t number, void *arg), void *arg);
bool pages_all(struct pages *p); /* all trees and the list of free pages */
/* The file's two meta pages tell of two commits that follow each other, the even one on the first page, and the newer
 * one has freed pages under its number. Another number would let an older state pass for the newest. But one that took
 * the newest commit's back by two is what LMDB leaves after a commit that found no room. Holds while no commit follows.
 */
bool pages_metas_agree(struct pages *p);
/* In a compacted copy of `count` pages: what lies between the nodes of a page and behind a big value becomes 0. LMDB
 * leaves there what was erased or moved. An errno. */
int pages_clean(int fd, size_t size, size_t count);

struct tx {
	struct store *store;
	MDB_txn *txn;
	bool writing;
	int rc;		    /* the LMDB code behind `error`, 0: another cause */
	struct error error; /* code OK: has not failed */
	const struct tx_info *info;
	const char *action, *note;
	uint64_t of; /* tx_note_of */
	int64_t now_ms;
	uint32_t sum[T_COUNT];	 /* what the writes changed in the tables' sums */
	bool forget;		 /* tx_forget */
	struct reads *reads;	 /* while entries are derived: what that reads */
	const struct past *past; /* while they are as they were before a change */
	struct tx *readings;	 /* tx_readings */
	uint64_t act, log_seq;	 /* first and last journal entry of this transaction, 0: none yet */
	uint8_t log_hash[HASH_SIZE];
	bool spoilt; /* a part of it failed */
};

struct store {
	char *path, *data_file, *lock_file; /* lock_file NULL: opened for reading only */
	MDB_env *env;
	MDB_dbi dbi[T_COUNT];
	const struct store_schema *schema;
	void *context;
	bool busy;		      /* within a transaction, */
	bool reading;		      /* that reads */
	struct tx *shared;	      /* tx_share */
	uint64_t first_seq, last_seq; /* store_last_write */
	struct pages pages;
	struct tx reader;    /* its txn is kept, reset, between uses */
	struct error unread; /* store_read_failure */
	dev_t lock_dev;
	ino_t lock_ino;
	int own_lock;			/* lock.c; -1: none */
	bool alone;			/* with it */
	const struct store_wait *wait;	/* may be NULL */
	struct store *readings, *shelf; /* opened when first needed */
};

/* ---- key.c ---- */
extern const char *const table_names[T_COUNT];

/* ---- crc32c.c ---- */
/* CRC-32C (RFC 3720, B.4) of n bytes after those that gave crc; 0 to begin with. */
uint32_t crc32c(uint32_t crc, const void *p, size_t n);
uint32_t crc32c_table(uint32_t crc, const void *p, size_t n); /* the same without the processor's instruction */

/* ---- disk.c ---- */
/* The Russian sentence for an LMDB or system code met with `file` while `doing` («записать изменение»). ERR_STORAGE. */
enum err store_explain(const char *file, int rc, const char *doing, struct error *e);
enum err folder_refuse_network(const char *path, struct error *e);
/* What root makes belongs to the folder's owner, who has to work with it. 0 or errno. */
int own_as(const char *file, const char *folder);
char *path_join(const char *folder, const char *name); /* free() */

/* A database of the same make in a folder of the database. */
struct beside {
	const char *folder; /* "readings" */
	const char *name;   /* in Russian: «реестр чтений» */
	const char *making; /* what could not be done: «завести реестр чтений» */
	const char *advice; /* what to do when it is damaged, for error_set with the folder of the database */
};
extern const struct beside beside_readings, beside_shelf;
char *beside_folder(const char *path, const struct beside *b); /* of the database in path; free() */
bool beside_exists(const char *path, const struct beside *b);
/* A failure with it is mended in another way than one with the database. */
void beside_advise(const char *path, const struct beside *b, struct error *e);

/* ---- readings.c ---- */
/* Opens it into *slot, once. ERR_NONE (e untouched): there is none, and !make. */
enum err beside_open(struct store *s, const struct beside *b, bool make, struct store **slot, struct store **out,
		     struct error *e);

/* ---- store.c ---- */
/* Maps what the file holds by now, with `more` beyond it. Twice as much as before, less where the address space does
 * not allow that: LMDB gives the old map up first and would be left without any. No transaction may be open. 0, ENOMEM
 * or LMDB's code. */
int store_enlarge_map(struct store *s, bool more);
#define STORE_MAGIC "stazh"
#define MAP_SIZE    ((size_t)64 << 20) /* at least; a machine of 32 bits has 2 or 3 GB for everything */
/* The environment alone; ERR_STORAGE. */
enum err store_open_env(struct store *s, unsigned flags, size_t map_size, struct error *e);
/* Opens the environment in folder `path` (a file when flags have MDB_NOSUBDIR), not yet its tables. */
enum err store_attach(const char *path, unsigned flags, struct store **out, struct error *e);
/* The same for whoever has the lock alone, which the store gives back when it is closed, and also when it cannot be
 * opened. */
enum err store_attach_alone(const char *path, int own_lock, struct store **out, struct error *e);
/* Opens the tables; the first touch of the file's pages. Refuses what is not a database of ours. */
enum err store_open_tables(struct store *s, struct error *e);

/* ---- lock.c ---- */
enum lock_how {
	LOCK_READING, /* shared; none on a disk that nobody may write to */
	LOCK_SHARED,
	LOCK_ALONE, /* nobody has the database open, nor can open it */
};
/* Waits a second at most. *out: close() gives it back. ERR_REFUSED with who has it open; ERR_STORAGE: somebody has it
 * alone, or the lock file cannot be opened. */
enum err lock_take(const char *folder, enum lock_how how, int *out, struct error *e);
/* The lock alone is still one: its file is that of the name, and no stranger has come that knows but LMDB's. Asked once
 * more before the data file is replaced. */
enum err lock_holds(const char *folder, int fd, struct error *e);

/* «процесс 7 (ivanova): stazh import org …», as far as the system tells; nothing for 0. */
void process_add(long pid, struct buf *out);

/* ---- wait.c ---- */
/* mdb_txn_begin for writing, with signals blocked. Waits for another writer as long as info and the store's store_wait
 * let it, and none of the signals comes that end a program. EINTR: it was given up, and tx's error says so. */
int wait_begin(struct tx *tx);

/* ---- tx.c ---- */
/* Makes the failure with an LMDB code sticky; the first one stays. Returns the sticky code. */
enum err tx_fail(struct tx *tx, int rc);
/* Before LMDB is asked for the key (NULL: the last one): its way there is sound, or tx has failed. */
bool tx_look(struct tx *tx, enum table t, const void *key, size_t n);
/* The sticky code of a write, ERR_STORAGE for one that only reads. */
enum err tx_may_write(struct tx *tx);
/* As tx_put, with LMDB's flags. */
enum err tx_put_flags(struct tx *tx, enum table t, const struct key *k, const void *value, size_t n, unsigned flags);
/* A transaction begins: ERR_STORAGE within another. */
enum err tx_begin_use(struct store *s, struct error *e);
#define META_SUM "sum" /* table u8: u32, the CRC-32C of all its entries, each over key and value, by exclusive or */
/* The entry counts in the sum of its table; what it adds to that. */
bool tx_is_summed(enum table t, const struct key *k);
uint32_t tx_entry_sum(const void *key, size_t key_n, const void *value, size_t n);

/* ---- sums.c ---- */
/* The sum of a table whose entries have no checksum of their own (meta, draft) is what its entries make it, or there is
 * none yet. True for other tables. */
bool sums_agree(struct tx *tx, enum table t);
/* Before the commit. A wrong sum stays wrong by as much, and is found. */
enum err sums_seal(struct tx *tx);

/* ---- write.c ---- */
/* The files under the open environment are still those of the path: after a careless restore or clean-up, commits
 * would go to a file that nobody sees, or two writers would run at once. outcome: what has not happened. */
enum err store_same_files(struct store *s, const char *outcome, struct error *e);

/* ---- load.c ---- */
struct key *key_record(struct key *k, unsigned kind, uint32_t id);
/* Counters in meta, per kind: the id that the next new record gets; the number of live records. */
uint32_t meta_next_id(struct tx *tx, unsigned kind);
uint32_t meta_count(struct tx *tx, unsigned kind);
/* Adds the body in its envelope, to be stored under the key. */
void envelope_seal(const struct key *k, struct slice body, struct buf *out);
/* The body within an envelope; ERR_STORAGE (e filled) on a wrong checksum or a newer format. */
enum err envelope_open(struct slice key, struct slice value, struct slice *body, struct error *e);
/* Decodes an entry of T_REC or T_TRASH. r is released first. */
enum err record_open(struct slice key, struct slice value, struct record *r, struct error *e);

/* ---- reads.c ---- */
struct read {
	uint64_t fields, by_kinds;
};

struct reads {
	struct refs refs;
	struct read **at; /* of each; they stay where they are */
	size_t cap;
	struct arena arena;
	struct rec_ref own;
};

/* Adds it once only; its place in refs->r. */
size_t refs_place(struct refs *refs, uint8_t kind, uint32_t id);
bool refs_has(const struct refs *refs, uint8_t kind, uint32_t id);
/* Notes that a record is read. Where to note its fields, or NULL. */
uint64_t *derive_reads(struct tx *tx, uint8_t kind, uint32_t id);
void reads_release(struct reads *reads);

/* ---- derive.c ---- */
struct entry {
	size_t at; /* of the key in bytes; the value follows */
	uint32_t vn;
	uint16_t kn;
	uint8_t table;
};
struct entries {
	struct entry *e;
	size_t n, cap;
	struct buf bytes;
};
/* A record as it was before the change that is being written; was NULL: it did not exist. */
struct past {
	uint8_t kind;
	uint32_t id;
	const struct record *was;
};

void entries_release(struct entries *s);
void derive_record(struct tx *tx, const struct record *r, struct entries *out);
/* The same for a record as it is stored; nothing when there is none. */
void derive_stored(struct tx *tx, const struct rec_ref *ref, struct entries *out);
/* The other records whose entries depend on a change, by what it changed in the record itself (`by_fields`) or in who
 * points to another (`by_referrers`); each in one of the two. */
void derive_dependents(struct tx *tx, const struct record *was, const struct record *is, struct refs *by_fields,
		       struct refs *by_referrers);
/* Brings the tables from `before` to `after`; both get sorted. */
enum err derive_apply(struct tx *tx, struct entries *before, struct entries *after);
/* What all records derive against what the tables hold: adds to `wanting` what is missing or has another value, to
 * `extra` what belongs to no record. */
void derive_compare(struct tx *tx, struct entries *wanting, struct entries *extra);

/* ---- journal.c ---- */
/* Appends an entry; kind 0: no record. */
enum err log_write(struct tx *tx, unsigned kind, uint32_t id, struct slice before, struct slice after);
/* Before the commit: notes the newest entry in meta. */
enum err log_seal(struct tx *tx);
struct key *key_log_record(struct key *k, unsigned kind, uint32_t id);
struct key *key_log_user(struct key *k, const char *user);

/* Number and hash of the newest entry: what the next one follows. After a cut end the head goes on counting, so that
 * the gap stays to be seen. */
uint64_t log_newest(struct tx *tx, uint8_t hash[HASH_SIZE]);
/* An entry of the register of readings: of a kind, a record or (id 0) count of them, and where the journal stood. */
#define ANCHOR_SIZE                                                                                                    \
	8 /* bytes of a hash that tell the entry from another of that number, which a restored journal may have */
struct anchor {
	uint64_t seq;
	uint8_t hash[HASH_SIZE];
};
enum err log_add_reading(struct tx *tx, unsigned kind, uint32_t id, int64_t count, const struct anchor *anchor);

/* ---- backup.c ---- */
/* A compacted copy of the whole to a new file, on the disk and verified: it has no more findings than the database
 * itself. Nothing is left behind on a failure. */
enum err backup_to(struct store *s, const char *file, const struct watch *watch, struct error *e);

/* ---- check.c ---- */
struct check {
	const char *path;
	unsigned flags;			   /* LMDB's for opening it */
	const struct store_schema *schema; /* NULL: derived entries and references are not looked at */
	void *context;
	bool journal_only, derived_only;
	const struct watch *watch; /* may be NULL */
	size_t findings, stale;	   /* result: how many; of them about derived entries, which can be made anew */
};
/* What store_check says. */
enum err check_walk(struct check *c, struct error *e);

#endif
