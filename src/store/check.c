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
#define ONLY_STALE                                                                                                                                                                       \
	", все о том, что выводится из записей (поиск, порядок, сроки). Сами записи целы; исправит их stazh check " \
	"--repair"

/* What the child sends: messages ended by a 0 byte, begun by one of these. Without MSG_END it has died on the way. */
enum { MSG_FINDING = '-', MSG_PERCENT = '%', MSG_FAILED = '!', MSG_COUNTS = '#', MSG_END = '.' };

struct walk {
	struct tx *tx;
	int fd;
	size_t findings, stale; /* stale: those about derived entries */
	size_t done, total;	/* entries, for the progress */
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

/* Before LMDB follows them. False: some may not be followed, and of the rest nothing is known. */
static bool check_trees(struct walk *w)
{
	struct pages *p = &w->tx->store->pages;
	size_t before = w->findings;

	if (!pages_free(p, NULL, NULL))
		find(w, "страницы файла: список свободных страниц повреждён");
	if (!pages_tree(p, PAGES_MAIN_TABLE, NULL, NULL))
		find(w, "страницы файла: список таблиц повреждён");
	else
		for (enum table t = 0; t < T_COUNT; t++)
			if (!pages_tree(p, (int)t, NULL, NULL))
				find(w, "страницы файла: таблица %s повреждена", table_names[t]);
	return w->findings == before;
}

struct usage {
	uint8_t *used; /* by number of the page */
	size_t n;      /* how many are */
};

static bool use(size_t number, size_t n, void *arg)
{
	struct usage *u = arg;

	for (size_t i = 0; i < n; i++, u->n++)
		if (u->used[number + i]++)
			return false;
	return true;
}

static bool use_free(size_t number, void *arg)
{
	return use(number, 1, arg);
}

/* Every page belongs to a table or is free: a page that is both would be written over by a later change. */
static void check_pages(struct walk *w)
{
	struct pages *p = &w->tx->store->pages;
	struct usage u = {.used = mem_alloc(p->count), .n = 2}; /* the meta pages */
	bool once = true;
	MDB_envinfo info;

	for (int t = PAGES_FREE_TABLE; once && t < T_COUNT; t++)
		once = pages_tree(p, t, use, &u);
	once = once && pages_free(p, use_free, &u);
	if (!once || u.n != p->count)
		find(w, "страницы файла: занятое и свободное не сходится (страниц %zu, учтено %zu)", p->count, u.n);
	else if (!pages_metas_agree(p) && !mdb_env_info(w->tx->store->env, &info) && info.me_last_txnid == p->txnid)
		find(w, "начало файла: номер последней записи не сходится, база может быть прежней");
	free(u.used);
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
		if (!sums_agree(w->tx, t))
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
	w->stale = wanting.n + extra.n;
	find_entries(w, &wanting, "нет нужной строки или она устарела");
	find_entries(w, &extra, "лишняя строка");
	entries_release(&wanting);
	entries_release(&extra);
}

static void walk_all(struct walk *w, const struct check *c)
{
	size_t log = tx_entries(w->tx, T_LOG),
	       derived = tx_entries(w->tx, T_IDX) + tx_entries(w->tx, T_DUE) + tx_entries(w->tx, T_WORD);
	bool finite = true;

	if (!check_trees(w))
		return;
	if (c->derived_only) {
		w->total = derived;
		if (c->schema->in_line(w->tx))
			check_derived(w);
		return;
	}
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
static void send_counts(struct walk *w)
{
	size_t all = w->findings, more = all > FINDINGS_SHOWN ? all - FINDINGS_SHOWN : 0;
	struct buf counts = {0};

	w->findings = 0;
	if (more)
		find(w, "… и ещё %zu %s", more, text_plural((long)more, "замечание", "замечания", "замечаний"));
	buf_addf(&counts, "%zu %zu", all, w->stale);
	send_message(w->fd, MSG_COUNTS, counts.s);
	buf_free(&counts);
}

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
		send_counts(&w);
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

	mem_after_fork();
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
	size_t findings, stale;
	char *failed; /* the child's sentence */
};

static void take_messages(struct answer *a, struct buf *in, const struct watch *watch)
{
	char *at = in->s, *end;

	while (at && (end = memchr(at, 0, in->n - (size_t)(at - in->s)))) {
		if (*at == MSG_FINDING) {
			if (watch && watch->line)
				watch->line(at + 1, watch->arg);
		} else if (*at == MSG_COUNTS) {
			sscanf(at + 1, "%zu %zu", &a->findings, &a->stale);
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
		err = error_set(e, ERR_STORAGE, "база «%s» повреждена: прочесть её до конца не удалось. " ERROR_COPY,
				path);
	else if (a.failed)
		err = error_set(e, ERR_STORAGE, "%s", a.failed);
	else if (a.findings)
		err = error_set(e, ERR_NONE, "база «%s»: %zu %s%s", path, a.findings,
				text_plural((long)a.findings, "замечание", "замечания", "замечаний"),
				a.findings == a.stale ? ONLY_STALE : "");
	else
		err = OK;
	c->findings = a.findings;
	c->stale = a.stale;
	free(a.failed);
	buf_free(&in);
	return err;
}

struct told_beside {
	const struct beside *b;
	const struct watch *watch;
};

static void tell_beside(const char *text, void *arg)
{
	const struct told_beside *t = arg;
	struct buf line = {0};

	buf_addf(&line, "%s: %s", t->b->name, text);
	if (t->watch && t->watch->line)
		t->watch->line(line.s, t->watch->arg);
	buf_free(&line);
}

/* A database beside this one, after that was looked at with the result err. */
static enum err check_beside(const char *path, const struct beside *b, bool journal_only, const struct watch *watch,
			     enum err err, struct error *e)
{
	struct told_beside told = {b, watch};
	struct watch own = {tell_beside, &told, watch ? watch->progress : NULL};
	struct error why = {0};
	enum err one;
	char *folder;

	if ((err && err != ERR_NONE) || !beside_exists(path, b))
		return err;
	folder = beside_folder(path, b);
	one = check_walk(
		&(struct check){.path = folder, .flags = MDB_RDONLY, .journal_only = journal_only, .watch = &own},
		&why);
	free(folder);
	beside_advise(path, b, &why);
	if (one && (!err || one != ERR_NONE))
		error_set(e, one, "%s", why.text);
	return !err || (one && one != ERR_NONE) ? one : err;
}

enum err store_check(const char *path, const struct store_schema *schema, void *context, const struct watch *watch,
		     struct error *e)
{
	struct check c = {.path = path, .flags = MDB_RDONLY, .schema = schema, .context = context, .watch = watch};

	enum err err = check_beside(path, &beside_readings, false, watch, check_walk(&c, e), e);

	return check_beside(path, &beside_shelf, false, watch, err, e);
}

enum err store_check_derived(const char *path, const struct store_schema *schema, void *context,
			     const struct watch *watch, struct error *e)
{
	struct check c = {.path = path,
			  .flags = MDB_RDONLY,
			  .schema = schema,
			  .context = context,
			  .derived_only = true,
			  .watch = watch};

	return check_walk(&c, e);
}

enum err store_check_journal(const char *path, const struct watch *watch, struct error *e)
{
	struct check c = {.path = path, .flags = MDB_RDONLY, .journal_only = true, .watch = watch};

	return check_beside(path, &beside_readings, true, watch, check_walk(&c, e), e);
}
