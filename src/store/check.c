#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

#define FINDINGS_SHOWN 1000
#define KINDS	       256

/* What the child sends: messages ended by a 0 byte, begun by one of these. Without MSG_END it has died on the way. */
enum { MSG_FINDING = '-', MSG_PERCENT = '%', MSG_FAILED = '!', MSG_END = '.' };

struct walk {
	struct tx *tx;
	int fd;
	size_t findings;
	size_t done, total;	  /* entries, for the progress */
	int percent;
	volatile uint8_t touched; /* every byte is read */
	bool damaged;		  /* records could not be read: what they derive is not known */
};

static void send_message(int fd, char type, const char *text)
{
	struct buf b = {0};
	const char *p;
	ssize_t n;

	buf_addc(&b, type);
	buf_addn(&b, text, strlen(text) + 1);
	for (p = b.s; b.n; p += n, b.n -= (size_t)n) {
		n = write(fd, p, b.n);
		if (n < 0 && errno != EINTR)
			_exit(ERR_STORAGE); /* nobody listens any more */
		if (n < 0)
			n = 0;
	}
	buf_free(&b);
}

__attribute__((format(printf, 2, 3))) static void find(struct walk *w, const char *format, ...)
{
	struct buf b = {0};
	va_list ap;

	if (++w->findings <= FINDINGS_SHOWN) {
		va_start(ap, format);
		buf_vaddf(&b, format, ap);
		va_end(ap);
		send_message(w->fd, MSG_FINDING, buf_text(&b));
	}
	buf_free(&b);
}

static void advance(struct walk *w, size_t entries)
{
	char text[4];
	int percent;

	w->done += entries;
	percent = w->total && w->done < w->total ? (int)(100 * w->done / w->total) : 99;
	if (percent == w->percent)
		return;
	w->percent = percent;
	snprintf(text, sizeof(text), "%d", percent);
	send_message(w->fd, MSG_PERCENT, text);
}

static void find_all(struct walk *w, struct buf *lines)
{
	char *rest = lines->s, *line;

	while (lines->n && (line = strsep(&rest, "\n")))
		if (*line)
			find(w, "%s", line);
	buf_clear(lines);
}

static bool follows(const struct key *last, struct slice key)
{
	size_t n = key.n < last->n ? key.n : last->n;
	int d = n ? memcmp(last->b, key.p, n) : 0;

	return d < 0 || (!d && last->n < key.n);
}

/* Every page of every table: each entry in its order and as many as LMDB counts. False when there are more: a page that
 * is reached twice could keep the next walk going for ever. */
static bool walk_table(struct walk *w, enum table t)
{
	struct tx *tx = w->tx;
	struct key last = {.n = 0};
	bool ordered = true;
	size_t n = 0;
	struct slice found;
	struct cursor c;
	MDB_stat st;

	if (mdb_stat(tx->txn, tx->store->dbi[t], &st)) {
		find(w, "таблица %s не читается", table_names[t]);
		return false;
	}
	for (cursor_open(&c, tx, t, NULL, NULL); cursor_ok(&c) && n <= st.ms_entries; cursor_next(&c), n++) {
		ordered = ordered && follows(&last, c.key);
		last.n = 0;
		key_bytes(&last, c.key.p, c.key.n);
		for (size_t i = 0; i < c.value.n; i++)
			w->touched ^= c.value.p[i];
		ordered = ordered && tx_get(tx, t, &last, &found) && found.p == c.value.p; /* by its key too */
		advance(w, 1);
	}
	cursor_close(&c);
	if (!ordered)
		find(w, "таблица %s: записи стоят не по порядку", table_names[t]);
	if (n != st.ms_entries)
		find(w, "таблица %s: прочитано записей %zu, должно быть %zu", table_names[t], n, (size_t)st.ms_entries);
	return n <= st.ms_entries;
}

/* ---- pages ---- */

/* Of LMDB's own layout (version 1 of its format) its header tells nothing. Its numbers of pages, of entries and of commits are
 * words of the machine that made the file. */
enum {
	WORD = sizeof(size_t),
	PAGE_FLAGS_AT = WORD + 2, /* a page begins with its number */
	PAGE_LOWER_AT = WORD + 4,
	PAGE_UPPER_AT = WORD + 6,
	PAGE_HEAD = WORD + 8,
	TABLE_SIZE = 8 + 5 * WORD, /* what it keeps of a table, the root last */
	TABLE_ROOT_AT = 8 + 4 * WORD,
	META_TABLES_AT = PAGE_HEAD + 8 + 2 * WORD, /* in a meta page: its own two tables, the last page, the commit */
	META_TXNID_AT = META_TABLES_AT + 2 * TABLE_SIZE + WORD,
};

struct pages {
	uint8_t *used; /* by number: 1 a page that a table has entries on, 2 a free one */
	size_t n;
	uintptr_t base; /* where page 0 would stand */
	size_t psize;
	bool strayed;
};

/* A page of a tree: its entries' offsets grow from below, the entries from the end down to where the room ends. A wrong end
 * of the room does no harm until something is put there. */
static bool room_agrees(const struct pages *p, const uint8_t *page)
{
	uint16_t lower, upper, at, least = (uint16_t)p->psize;

	memcpy(&lower, page + PAGE_LOWER_AT, sizeof(lower));
	memcpy(&upper, page + PAGE_UPPER_AT, sizeof(upper));
	if (lower < PAGE_HEAD || lower % 2 || lower > upper || upper > p->psize)
		return false;
	for (size_t i = PAGE_HEAD; i < lower; i += sizeof(at)) {
		memcpy(&at, page + i, sizeof(at));
		if (at < least)
			least = at;
	}
	return least == upper;
}

/* The tree below a page: the pages above the leaves, which no entry stands on, and the heads of the leaves. */
static bool tree_agrees(struct pages *p, size_t number, int depth)
{
	enum { BRANCH = 1, LEAF = 2, DEPTH_MAX = 32 };
	const uint8_t *page = (const uint8_t *)p->base + number * p->psize;
	size_t own, below;
	uint16_t flags, lower, at, child[3]; /* from the lowest bits on; where a word is 32 bits the third is not of the number */

	if (number < 2 || number >= p->n || depth > DEPTH_MAX)
		return false;
	memcpy(&own, page, sizeof(own));
	memcpy(&flags, page + PAGE_FLAGS_AT, sizeof(flags));
	if (own != number || (flags != BRANCH && flags != LEAF) || !room_agrees(p, page))
		return false;
	p->used[number] = 1;
	memcpy(&lower, page + PAGE_LOWER_AT, sizeof(lower));
	for (size_t i = PAGE_HEAD; flags == BRANCH && i < lower; i += sizeof(at)) {
		memcpy(&at, page + i, sizeof(at));
		if (at + sizeof(child) > p->psize)
			return false;
		memcpy(child, page + at, sizeof(child));
		below = child[0] | (size_t)child[1] << 16;
		if (WORD > 4)
			below |= (size_t)((uint64_t)child[2] << 32);
		if (!tree_agrees(p, below, depth + 1))
			return false;
	}
	return true;
}

/* The trees of all tables, from what LMDB keeps of each: of its own two in the meta page of the last commit, of ours in its
 * main table. */
static bool trees_agree(struct walk *w, struct pages *p)
{
	enum { MAIN_TABLE = 1 };
	const size_t none = SIZE_MAX;
	const uint8_t *meta = (const uint8_t *)p->base + (mdb_txn_id(w->tx->txn) & 1) * p->psize;
	bool agree = true;
	size_t root;

	for (int i = 0; i < 2; i++) {
		memcpy(&root, meta + META_TABLES_AT + i * TABLE_SIZE + TABLE_ROOT_AT, sizeof(root));
		agree = agree && (root == none || tree_agrees(p, root, 0));
	}
	for (enum table t = 0; t < T_COUNT && agree; t++) {
		MDB_val key = {strlen(table_names[t]), (void *)table_names[t]}, value;

		agree = !mdb_get(w->tx->txn, MAIN_TABLE, &key, &value) && value.mv_size == TABLE_SIZE;
		if (agree)
			memcpy(&root, (const uint8_t *)value.mv_data + TABLE_ROOT_AT, sizeof(root));
		agree = agree && (root == none || tree_agrees(p, root, 0));
	}
	return agree;
}

/* Pages begin with their number, so that those of other pages and those in a wrong place show. */
static void mark_entry(struct pages *p, const void *at)
{
	const uint8_t *page = (const uint8_t *)((uintptr_t)at / p->psize * p->psize);
	size_t number;

	memcpy(&number, page, sizeof(number));
	if (!p->base)
		p->base = (uintptr_t)page - number * p->psize;
	if ((uintptr_t)page - number * p->psize != p->base || number >= p->n ||
	    (!p->used[number] && !room_agrees(p, page))) /* before its offsets are followed below */
		p->strayed = true;
	else
		p->used[number] = 1;
}

static void mark_table(struct walk *w, struct pages *p, MDB_dbi dbi)
{
	MDB_cursor *c;
	MDB_val key, value;

	if (mdb_cursor_open(w->tx->txn, dbi, &c))
		return;
	while (!mdb_cursor_get(c, &key, &value, MDB_NEXT))
		mark_entry(p, key.mv_data);
	mdb_cursor_close(c);
}

/* LMDB's own list of free pages: each once, in the file, and used by no table. */
static size_t mark_free(struct walk *w, struct pages *p)
{
	MDB_cursor *c;
	MDB_val key, value;
	size_t free_n = 0, n, number;

	if (mdb_cursor_open(w->tx->txn, 0, &c))
		return 0;
	while (!mdb_cursor_get(c, &key, &value, MDB_NEXT)) {
		n = 0;
		if (value.mv_size >= sizeof(n))
			memcpy(&n, value.mv_data, sizeof(n));
		if (value.mv_size % sizeof(n) || n >= value.mv_size / sizeof(n)) {
			p->strayed = true;
			n = 0;
		}
		for (size_t i = 1; i <= n; i++, free_n++) {
			memcpy(&number, (const uint8_t *)value.mv_data + i * sizeof(number), sizeof(number));
			if (number < 2 || number >= p->n || p->used[number])
				p->strayed = true;
			else
				p->used[number] = 2;
		}
	}
	mdb_cursor_close(c);
	return free_n;
}

static size_t pages_of(MDB_txn *txn, MDB_dbi dbi)
{
	MDB_stat st;

	return mdb_stat(txn, dbi, &st) ? 0 : st.ms_branch_pages + st.ms_leaf_pages + st.ms_overflow_pages;
}

/* LMDB's two meta pages tell of the last commit and of the one before it, the even numbers on the first page. Another number
 * would let an older state pass for the newest. */
static bool metas_agree(const struct pages *p)
{
	size_t even, odd;

	memcpy(&even, (const uint8_t *)p->base + META_TXNID_AT, sizeof(even));
	memcpy(&odd, (const uint8_t *)p->base + p->psize + META_TXNID_AT, sizeof(odd));
	return even % 2 == 0 && odd % 2 == 1 && (odd == even + 1 || even == odd + 1);
}

/* Every page belongs to a table or is free: a page that is both would be written over by a later change. */
static void check_pages(struct walk *w)
{
	enum { FREE_TABLE, MAIN_TABLE, META_PAGES };
	MDB_txn *txn = w->tx->txn;
	struct pages p = {.used = NULL};
	size_t counted = META_PAGES;
	MDB_envinfo info;
	MDB_stat st;

	mdb_env_info(w->tx->store->env, &info);
	if (info.me_last_txnid != mdb_txn_id(txn) || mdb_env_stat(w->tx->store->env, &st))
		return; /* somebody has written since: their pages are not ours to count */
	p.n = info.me_last_pgno + 1;
	p.psize = st.ms_psize;
	p.used = mem_alloc(p.n);
	for (MDB_dbi dbi = FREE_TABLE; dbi <= MAIN_TABLE; dbi++) {
		mark_table(w, &p, dbi);
		counted += pages_of(txn, dbi);
	}
	for (enum table t = 0; t < T_COUNT; t++) {
		mark_table(w, &p, w->tx->store->dbi[t]);
		counted += pages_of(txn, w->tx->store->dbi[t]);
	}
	p.strayed = p.strayed || !trees_agree(w, &p);
	counted += mark_free(w, &p);
	if (!p.strayed && !metas_agree(&p)) {
		mdb_env_info(w->tx->store->env, &info);
		if (info.me_last_txnid == mdb_txn_id(txn))
			find(w, "начало файла: номер последней записи не сходится, база может быть прежней");
	}
	if (p.strayed || counted != p.n )
		find(w, "страницы файла: занятое и свободное не сходится (страниц %zu, учтено %zu)", p.n, counted);
	free(p.used);
}

/* The newest journal entry of a record tells what is stored. */
static void check_journal_of(struct walk *w, enum table t, const struct record *r, struct slice body)
{
	struct log_entry l = {0};

	if (log_load(w->tx, log_prev_of_record(w->tx, r->kind, r->id, 0), &l))
		find(w, "запись %u/%u: в журнале о ней ничего нет", r->kind, r->id);
	else if (t == T_TRASH ? l.after.n != 0 : l.after.n != body.n || memcmp(l.after.p, body.p, body.n))
		find(w, "запись %u/%u: в журнале последней стоит другая (№ %llu)", r->kind, r->id,
		     (unsigned long long)l.seq);
	log_release(&l);
}

static void check_records(struct walk *w, enum table t)
{
	const struct store_schema *schema = w->tx->store->schema;
	uint32_t counts[KINDS] = {0};
	struct record r = {0};
	struct buf lines = {0};
	struct error e;
	struct slice body;
	struct cursor c;

	for (cursor_open(&c, w->tx, t, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		advance(w, 1);
		if (c.key.n)
			counts[c.key.p[0]]++;
		if (envelope_open(c.key, c.value, &body, &e) || record_open(c.key, c.value, &r, &e)) {
			find(w, "%s", e.text);
			w->damaged = true;
			continue;
		}
		if (!r.id || r.id >= meta_next_id(w->tx, r.kind))
			find(w, "запись %u/%u: такой номер ещё не выдавался", r.kind, r.id);
		if (t == T_TRASH && record_exists(w->tx, r.kind, r.id))
			find(w, "запись %u/%u: стоит и в корзине, и на своём месте", r.kind, r.id);
		check_journal_of(w, t, &r, body);
		if (t == T_REC && schema && schema->examine) {
			schema->examine(w->tx, &r, &lines);
			find_all(w, &lines);
		}
	}
	cursor_close(&c);
	for (unsigned kind = 0; t == T_REC && kind < KINDS; kind++)
		if (counts[kind] != meta_count(w->tx, kind))
			find(w, "вид %u: записей %u, по счётчику %u", kind, counts[kind], meta_count(w->tx, kind));
	record_release(&r);
	buf_free(&lines);
}

static void check_sums(struct walk *w)
{
	for (enum table t = 0; t < T_COUNT; t++)
		if (!sum_agrees(w->tx, t))
			find(w, "таблица %s: не сходится контрольная сумма", table_names[t]);
}

static size_t count_entries(struct tx *tx, uint8_t first)
{
	struct key prefix = {.n = 0};
	struct cursor c;
	size_t n = 0;

	for (cursor_open(&c, tx, T_IDX, key_u8(&prefix, first), NULL); cursor_ok(&c); cursor_next(&c))
		n++;
	cursor_close(&c);
	return n;
}

/* The chain, and the lists of entries by record and by user. */
static void check_journal(struct walk *w)
{
	uint64_t last = log_last(w->tx), by_record = 0;
	struct log_entry l = {0};
	struct slice none;
	struct error e;

	if (log_verify(w->tx, &e)) {
		find(w, "%s", e.text);
		return;
	}
	for (uint64_t seq = 1; seq <= last && !log_load(w->tx, seq, &l); seq++) {
		struct key record = {.n = 0}, user = {.n = 0};

		if (!tx_get(w->tx, T_IDX, key_u64(key_log_user(&user, l.user), seq), &none))
			find(w, "журнал: записи № %llu нет в списке её пользователя", (unsigned long long)seq);
		if (!l.kind)
			continue;
		by_record++;
		if (!tx_get(w->tx, T_IDX, key_u64(key_log_record(&record, l.kind, l.id), seq), &none))
			find(w, "журнал: записи № %llu нет в списке записи %u/%u", (unsigned long long)seq, l.kind,
			     l.id);
	}
	log_release(&l);
	if (count_entries(w->tx, IDX_LOG_USER) != last || count_entries(w->tx, IDX_LOG_RECORD) != by_record)
		find(w, "журнал: в списках есть лишнее");
}

static void find_entries(struct walk *w, const struct entries *s, const char *what)
{
	for (size_t i = 0; i < s->n; i++) {
		struct buf hex = {0};

		for (size_t j = 0; j < s->e[i].kn; j++)
			buf_addf(&hex, "%02x", (uint8_t)s->bytes.s[s->e[i].at + j]);
		find(w, "таблица %s: %s, ключ %s", table_names[s->e[i].table], what, buf_text(&hex));
		buf_free(&hex);
	}
}

static void check_derived(struct walk *w)
{
	struct entries wanting = {0}, extra = {0};

	derive_compare(w->tx, &wanting, &extra);
	find_entries(w, &wanting, "нет нужной строки или она устарела");
	find_entries(w, &extra, "лишняя строка");
	entries_release(&wanting);
	entries_release(&extra);
}

static void walk_all(struct walk *w, const struct check *c)
{
	size_t log = tx_entries(w->tx, T_LOG), derived = tx_entries(w->tx, T_IDX) + tx_entries(w->tx, T_DUE) + tx_entries(w->tx, T_WORD);
	bool finite = true;

	if (c->journal_only) {
		w->total = 2 * log;
		if (walk_table(w, T_LOG))
			check_journal(w);
		return;
	}
	for (enum table t = 0; t < T_COUNT; t++)
		w->total += tx_entries(w->tx, t);
	w->total += tx_entries(w->tx, T_REC) + tx_entries(w->tx, T_TRASH) + log + (c->schema ? derived : 0);
	for (enum table t = 0; t < T_COUNT; t++)
		finite = walk_table(w, t) && finite;
	if (!finite)
		return;
	check_pages(w);
	check_sums(w);
	check_records(w, T_REC);
	check_records(w, T_TRASH);
	check_journal(w);
	advance(w, log);
	/* entries by rules of another time are no damage: the next opening makes them anew */
	if (c->schema && !w->damaged && (!c->schema->in_line || c->schema->in_line(w->tx)))
		check_derived(w);
}

/* In the child. */
static enum err walk(const struct check *c, int fd, struct error *e)
{
	struct walk w = {.fd = fd};
	struct store *s;
	enum err err = store_attach(c->path, c->flags, &s, e);

	if (err)
		return err;
	s->schema = c->schema;
	s->context = c->context;
	err = store_open_tables(s, e);
	if (!err) {
		w.tx = tx_read(s, e);
		err = w.tx ? OK : e->code;
	}
	if (!err) {
		walk_all(&w, c);
		if (w.tx->error.code && !w.findings)
			find(&w, "%s", w.tx->error.text);
		if (w.findings > FINDINGS_SHOWN) {
			size_t more = w.findings - FINDINGS_SHOWN;

			w.findings = 0;
			find(&w, "… и ещё %zu %s", more,
			     text_plural((long)more, "замечание", "замечания", "замечаний"));
		}
		tx_end(&w.tx);
	}
	store_close(&s);
	return err;
}

/* A damaged page may end the child by a signal; it must not touch the terminal on its way. */
static void child(const struct check *c, int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct error e = {0};

	mem_on_fail = NULL;
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	setrlimit(RLIMIT_CORE, &(struct rlimit){0});
	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	if (walk(c, fd, &e))
		send_message(fd, MSG_FAILED, e.text);
	send_message(fd, MSG_END, "");
	_exit(0);
}

struct answer {
	bool ended;
	size_t findings;
	char *failed; /* the child's sentence */
};

static void take_messages(struct answer *a, struct buf *in, const struct watch *watch)
{
	char *at = in->s, *end;

	while (at && (end = memchr(at, 0, in->n - (size_t)(at - in->s)))) {
		if (*at == MSG_FINDING) {
			a->findings++;
			if (watch && watch->line)
				watch->line(at + 1, watch->arg);
		} else if (*at == MSG_PERCENT) {
			if (watch && watch->progress)
				watch->progress((unsigned)atoi(at + 1), 100);
		} else if (*at == MSG_FAILED) {
			free(a->failed);
			a->failed = mem_strdup(at + 1);
		} else if (*at == MSG_END) {
			a->ended = true;
		}
		at = end + 1;
	}
	if (at) {
		in->n -= (size_t)(at - in->s);
		memmove(in->s, at, in->n);
	}
}

enum err check_walk(struct check *c, struct error *e)
{
	const char *path = c->path;
	struct answer a = {0};
	struct buf in = {0};
	char chunk[4096];
	enum err err;
	int fds[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return store_explain(path, errno, "проверить базу", e);
	pid = fork();
	if (pid < 0) {
		err = store_explain(path, errno, "проверить базу", e);
		close(fds[0]);
		close(fds[1]);
		return err;
	}
	if (!pid)
		child(c, fds[1]);
	close(fds[1]);
	while ((n = read(fds[0], chunk, sizeof(chunk))) != 0) {
		if (n > 0) {
			buf_addn(&in, chunk, (size_t)n);
			take_messages(&a, &in, c->watch);
		} else if (errno != EINTR) {
			break;
		}
	}
	close(fds[0]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (c->watch && c->watch->progress)
		c->watch->progress(100, 100);
	if (!a.ended)
		err = error_set(e, ERR_STORAGE,
				"база «%s» повреждена: прочесть её до конца не удалось. " FROM_A_COPY,
				path);
	else if (a.failed)
		err = error_set(e, ERR_STORAGE, "%s", a.failed);
	else if (a.findings)
		err = error_set(e, ERR_NONE, "база «%s»: %zu %s", path, a.findings,
				text_plural((long)a.findings, "замечание", "замечания", "замечаний"));
	else
		err = OK;
	c->findings = a.findings;
	free(a.failed);
	buf_free(&in);
	return err;
}

enum err store_check(const char *path, const struct store_schema *schema, void *context, const struct watch *watch,
		     struct error *e)
{
	struct check c = {.path = path, .flags = MDB_RDONLY, .schema = schema, .context = context, .watch = watch};

	return check_walk(&c, e);
}

enum err store_check_journal(const char *path, const struct watch *watch, struct error *e)
{
	struct check c = {.path = path, .flags = MDB_RDONLY, .journal_only = true, .watch = watch};

	return check_walk(&c, e);
}
