#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"
#include "stazh/base/file.h"
#include "stazh/base/process.h"
#include "stazh/model/draft.h"

/* Names that no field has: what a stored draft says about itself. */
#define NAME_REV   "=rev"
#define NAME_AT	   "=at"
#define NAME_TITLE "=title"
#define NAME_OWNER "=owner" /* number and start of the process that has it in hand */
#define NAME_KEY   "=key"   /* of a file: the key that it has in the database, in hexadecimal */
#define NAME_BASE  "=base"  /* and the database */

#define WAIT_MS	       100 /* for another writer, while somebody types; then a file serves */
#define FILE_BYTES_MAX (1 << 20)

void draft_release(struct draft *d)
{
	buf_free(&d->title);
	buf_free(&d->values);
	*d = (struct draft){.kind = 0};
}

static void add_pair(struct buf *out, const char *name, const char *text)
{
	buf_addn(out, name, strlen(name) + 1);
	buf_addn(out, text, strlen(text) + 1);
}

static const char *find_pair(const struct buf *pairs, const char *wanted)
{
	for (size_t at = 0; at < pairs->n;) {
		const char *name = pairs->s + at, *text = name + strlen(name) + 1;

		if (!strcmp(name, wanted))
			return text;
		at = (size_t)(text - pairs->s) + strlen(text) + 1;
	}
	return NULL;
}

void draft_add(struct draft *d, const char *name, const char *text)
{
	add_pair(&d->values, name, text);
}

const char *draft_value(const struct draft *d, const char *name)
{
	return find_pair(&d->values, name);
}

/* ---- whose it is ---- */

static bool in_hand(const struct buf *pairs)
{
	const char *owner = find_pair(pairs, NAME_OWNER);
	unsigned long long start = 0;
	long pid = 0;

	return owner && sscanf(owner, "%ld %llu", &pid, &start) == 2 && start && process_began(pid) == start;
}

/* ---- as bytes ---- */

static void form_key(const struct session *s, const struct draft *d, struct key *k)
{
	key_text(k, s->user);
	key_u32(key_u8(key_u8(k, 0), d->kind), d->id);
	key_u32(key_u8(k, d->parent_kind), d->parent);
}

static struct key *full_key(const struct session *s, const struct draft *d, struct key *k)
{
	form_key(s, d, k);
	if (!d->number) /* of a program before there were several of one form */
		return k;
	return key_u32(key_u8(key_text(k, d->action), 0), d->number);
}

static void encode(const struct draft *d, bool mine, struct buf *out)
{
	char number[60];

	snprintf(number, sizeof(number), "%lld", (long long)d->rev);
	add_pair(out, NAME_REV, number);
	snprintf(number, sizeof(number), "%lld", (long long)d->at_ms);
	add_pair(out, NAME_AT, number);
	add_pair(out, NAME_TITLE, buf_text(&d->title));
	if (mine) {
		snprintf(number, sizeof(number), "%ld %llu", (long)getpid(), process_began(getpid()));
		add_pair(out, NAME_OWNER, number);
	}
	buf_addn(out, buf_text(&d->values), d->values.n);
}

/* Reads what stands behind the login in a key. */
static bool decode_key(struct draft *d, struct slice key, size_t login)
{
	const uint8_t *p = key.p;
	size_t at = login + 1, rest;

	if (key.n < at + 10)
		return false;
	d->kind = p[at];
	d->id = key_get_u32(p + at + 1);
	d->parent_kind = p[at + 5];
	d->parent = key_get_u32(p + at + 6);
	at += 10;
	rest = key.n - at;
	if (!rest)
		return true;
	if (rest < 5 || rest - 5 >= sizeof(d->action) || p[key.n - 5])
		return false;
	memcpy(d->action, p + at, rest - 5);
	d->number = key_get_u32(p + key.n - 4);
	return true;
}

static void decode(struct draft *d, const struct buf *pairs)
{
	const char *rev = find_pair(pairs, NAME_REV), *at = find_pair(pairs, NAME_AT),
		   *title = find_pair(pairs, NAME_TITLE);

	d->rev = rev ? strtoll(rev, NULL, 10) : 0;
	d->at_ms = at ? strtoll(at, NULL, 10) : 0;
	buf_add(&d->title, title ? title : "");
	for (size_t i = 0; i < pairs->n;) {
		const char *name = pairs->s + i, *text = name + strlen(name) + 1;

		if (*name != '=')
			draft_add(d, name, text);
		i = (size_t)(text - pairs->s) + strlen(text) + 1;
	}
}

/* ---- the second place ---- */

/* The i-th folder to try; NULL: no more. The first one survives a reboot, but may be on the disk that is full. */
static const char *folder(int i, char *path, size_t n)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (i == 0 && state && *state == '/')
		snprintf(path, n, "%s/stazh", state);
	else if (i == 0)
		snprintf(path, n, "%s/.local/state/stazh", home && *home == '/' ? home : "/nonexistent");
	else
		snprintf(path, n, "%s", i == 1 ? "/dev/shm" : "/tmp");
	return i < 3 ? path : NULL;
}

/* Those that are everybody's have thousands of files, and rarely one of these: so once one was put there, a file tells.
 */
static void marker_name(const char *where, char *path, size_t n)
{
	snprintf(path, n, "%s/stazh-%lu.drafts", where, (unsigned long)geteuid());
}

static bool has_files(int i, const char *where)
{
	char marker[400];

	marker_name(where, marker, sizeof(marker));
	return i == 0 || !access(marker, F_OK);
}

static void mark_files(const char *where)
{
	char marker[400];
	int fd;

	marker_name(where, marker, sizeof(marker));
	fd = open(marker, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

static void make_folders(char *path)
{
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = 0;
		mkdir(path, 0700);
		*p = '/';
	}
	mkdir(path, 0700);
}

static void hex(const void *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%02x", ((const uint8_t *)bytes)[i]);
}

/* stazh-UID-HASH.draft: the same name for the same draft of the same database. */
static void file_name(const struct session *s, const struct draft *d, char *name, size_t n)
{
	struct key k = {.n = 0};
	uint64_t hash = 14695981039346656037u;

	full_key(s, d, &k);
	for (size_t i = 0; i < k.n; i++)
		hash = (hash ^ k.b[i]) * 1099511628211u;
	for (const char *p = store_path(s->store); *p; p++)
		hash = (hash ^ (uint8_t)*p) * 1099511628211u;
	snprintf(name, n, "stazh-%lu-%016llx.draft", (unsigned long)geteuid(), (unsigned long long)hash);
}

static bool save_file(const struct session *s, const struct draft *d, bool mine, char *where, size_t n)
{
	struct key k = {.n = 0};
	struct buf content = {0}, key = {0};
	struct error e = {.code = OK};
	char name[80], path[400];
	bool good = false;

	full_key(s, d, &k);
	hex(k.b, k.n, &key);
	add_pair(&content, NAME_BASE, store_path(s->store));
	add_pair(&content, NAME_KEY, buf_text(&key));
	encode(d, mine, &content);
	file_name(s, d, name, sizeof(name));
	for (int i = 0; !good && folder(i, where, n); i++) {
		if (i == 0)
			make_folders(where);
		snprintf(path, sizeof(path), "%s/%s", where, name);
		good = !file_write_private(path, &content, &e);
		if (good && i > 0)
			mark_files(where);
	}
	buf_free(&content);
	buf_free(&key);
	return good;
}

static void drop_file(const struct session *s, const struct draft *d)
{
	char name[80], where[300], path[400];

	file_name(s, d, name, sizeof(name));
	for (int i = 0; folder(i, where, sizeof(where)); i++) {
		snprintf(path, sizeof(path), "%s/%s", where, name);
		unlink(path);
	}
}

/* A file of this user's alone. */
static bool read_file(const char *path, struct buf *out)
{
	struct stat st;
	bool good;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	good = !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_size > 0 &&
	       st.st_size < FILE_BYTES_MAX;
	if (good) {
		char *text = mem_alloc((size_t)st.st_size);

		good = read(fd, text, (size_t)st.st_size) == st.st_size && !text[st.st_size - 1];
		if (good)
			buf_addn(out, text, (size_t)st.st_size);
		free(text);
	}
	close(fd);
	return good;
}

static size_t unhex(const char *text, uint8_t *out, size_t max)
{
	size_t n = 0;
	unsigned byte;

	while (n < max && sscanf(text, "%2x", &byte) == 1 && text[1]) {
		out[n++] = (uint8_t)byte;
		text += 2;
	}
	return n;
}

/* ---- saving ---- */

struct saving {
	const struct session *s;
	struct draft *d;
	const struct buf *value; /* NULL: forget it */
};

static enum err put(struct tx *tx, void *arg)
{
	struct saving *w = arg;
	struct key k = {.n = 0};

	full_key(w->s, w->d, &k);
	return w->value ? tx_put(tx, T_DRAFT, &k, w->value->s, w->value->n) : tx_del(tx, T_DRAFT, &k);
}

/* Not session_write: a question that is being asked must not be forgotten over a draft. */
static enum err write_base(struct session *s, struct draft *d, const struct buf *value, struct error *e)
{
	struct tx_info info = {.user = s->user, .from = s->from, .action = "draft", .note = "", .wait_ms = WAIT_MS};
	struct saving w = {s, d, value};

	return store_write(s->store, &info, put, &w, e);
}

/* A number that no draft of the form has: the process's, or the next one. */
static void give_number(struct session *s, struct draft *d)
{
	struct tx *tx = tx_read(s->store, NULL);
	struct slice v;

	for (d->number = (uint32_t)getpid(); tx; d->number++) {
		struct key k = {.n = 0};

		if (!tx_get(tx, T_DRAFT, full_key(s, d, &k), &v))
			break;
	}
	if (tx)
		tx_end(&tx);
}

enum err draft_save(struct session *s, struct draft *d, bool mine, struct error *e)
{
	struct buf value = {0};
	struct timespec now;
	char where[300];
	enum err err;

	clock_gettime(CLOCK_REALTIME, &now);
	d->at_ms = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
	if (!d->number && !d->in_base)
		give_number(s, d);
	encode(d, mine, &value);
	err = write_base(s, d, &value, NULL);
	buf_free(&value);
	d->in_base = !err;
	if (!err) {
		if (d->in_file)
			drop_file(s, d);
		d->in_file = false;
		return OK;
	}
	d->in_file = save_file(s, d, mine, where, sizeof(where));
	if (!d->in_file)
		return error_set(e, ERR_STORAGE, "Черновик не записан, нет места: не закрывайте форму, набранное цело");
	error_set(e, OK, "База не приняла черновик (занята или нет места), пока он в %s", where);
	return OK;
}

void draft_drop(struct session *s, struct draft *d)
{
	write_base(s, d, NULL, NULL); /* an older one may lie there while the newest is in a file */
	if (d->in_file)
		drop_file(s, d);
	d->in_base = d->in_file = false;
	d->number = 0;
}

/* ---- finding ---- */

struct listing {
	const struct session *s;
	const struct draft *form;
	struct draft *list;
	size_t n, cap;
};

static bool same_form(const struct draft *a, const struct draft *b)
{
	return a->kind == b->kind && a->id == b->id && a->parent_kind == b->parent_kind && a->parent == b->parent &&
	       !strcmp(a->action, b->action);
}

static struct draft *find_same(struct listing *l, const struct draft *d)
{
	for (size_t i = 0; i < l->n; i++)
		if (same_form(&l->list[i], d) && l->list[i].number == d->number)
			return &l->list[i];
	return NULL;
}

/* key: with the login. A draft that lies in both places counts once, the newer one. */
static void take(struct listing *l, struct slice key, const struct buf *pairs, bool in_file)
{
	size_t login = strlen(l->s->user);
	struct draft d = {.in_base = !in_file, .in_file = in_file}, *same;

	if (key.n <= login || memcmp(key.p, l->s->user, login + 1) || !decode_key(&d, key, login) || in_hand(pairs) ||
	    (l->form && !same_form(l->form, &d)))
		return;
	decode(&d, pairs);
	same = find_same(l, &d);
	if (same && same->at_ms >= d.at_ms) {
		same->in_file |= in_file;
		draft_release(&d);
		return;
	}
	if (same) {
		d.in_base = true;
		draft_release(same);
		*same = d;
		return;
	}
	l->list = mem_grow(l->list, l->n, &l->cap, sizeof(*l->list));
	l->list[l->n++] = d;
}

static void take_from_base(struct listing *l, struct tx *tx)
{
	struct key login = {.n = 0};
	struct buf pairs = {0};
	struct cursor c;

	key_u8(key_text(&login, l->s->user), 0);
	for (cursor_open(&c, tx, T_DRAFT, &login, NULL); cursor_ok(&c); cursor_next(&c)) {
		if (!c.value.n || c.value.p[c.value.n - 1])
			continue;
		buf_clear(&pairs);
		buf_addn(&pairs, c.value.p, c.value.n);
		take(l, c.key, &pairs, false);
	}
	cursor_close(&c);
	buf_free(&pairs);
}

/* Calls fn for each file of this user and database in the folder. Returns how many of this user there are, of whatever
 * database; fn may be NULL. */
static size_t each_file(const struct session *s, const char *where,
			void (*fn)(const char *path, struct slice key, const struct buf *pairs, void *arg), void *arg)
{
	char ours[40], path[600];
	struct dirent *entry;
	DIR *dir = opendir(where);
	size_t found = 0;

	snprintf(ours, sizeof(ours), "stazh-%lu-", (unsigned long)geteuid());
	while (dir && (entry = readdir(dir))) {
		size_t n = strlen(entry->d_name);
		struct buf pairs = {0};
		const char *base, *key;
		struct key k = {.n = 0};

		if (strncmp(entry->d_name, ours, strlen(ours)) || n < 6 || strcmp(entry->d_name + n - 6, ".draft"))
			continue;
		found++;
		snprintf(path, sizeof(path), "%s/%s", where, entry->d_name);
		if (fn && read_file(path, &pairs) && (base = find_pair(&pairs, NAME_BASE)) &&
		    !strcmp(base, store_path(s->store)) && (key = find_pair(&pairs, NAME_KEY))) {
			k.n = unhex(key, k.b, sizeof(k.b));
			fn(path, (struct slice){k.b, k.n}, &pairs, arg);
		}
		buf_free(&pairs);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* In all folders that may have any. The sign goes with the last one; who puts one there does so before its sign. */
static void each_folder(const struct session *s,
			void (*fn)(const char *path, struct slice key, const struct buf *pairs, void *arg), void *arg)
{
	char where[300], marker[400];

	for (int i = 0; folder(i, where, sizeof(where)); i++) {
		if (!has_files(i, where) || each_file(s, where, fn, arg) || i == 0)
			continue;
		marker_name(where, marker, sizeof(marker));
		unlink(marker);
		if (each_file(s, where, NULL, NULL))
			mark_files(where);
	}
}

static void take_file(const char *path, struct slice key, const struct buf *pairs, void *arg)
{
	(void)path;
	take(arg, key, pairs, true);
}

struct change {
	enum draft_fate (*fn)(struct slice key, const struct buf *pairs, struct buf *out, void *arg);
	void *arg;
};

static void change_file(const char *path, struct slice key, const struct buf *pairs, void *arg)
{
	const struct change *c = arg;
	struct buf out = {0};
	struct error e = {.code = OK};
	enum draft_fate fate = c->fn(key, pairs, &out, c->arg);

	if (fate == DRAFT_GOES || (fate == DRAFT_CHANGES && file_write_private(path, &out, &e)))
		unlink(path);
	buf_free(&out);
}

void draft_files_change(struct session *s,
			enum draft_fate (*fn)(struct slice key, const struct buf *pairs, struct buf *out, void *arg),
			void *arg)
{
	struct change c = {fn, arg};

	each_folder(s, change_file, &c);
}

static int newer(const void *a, const void *b)
{
	int64_t x = ((const struct draft *)a)->at_ms, y = ((const struct draft *)b)->at_ms;

	return x < y ? 1 : x > y ? -1 : 0;
}

size_t draft_list(struct session *s, const struct draft *form, struct draft **list)
{
	struct listing l = {.s = s, .form = form};
	struct tx *tx = tx_read(s->store, NULL);

	if (tx) {
		take_from_base(&l, tx);
		tx_end(&tx);
	}
	each_folder(s, take_file, &l);
	if (l.n)
		qsort(l.list, l.n, sizeof(*l.list), newer);
	*list = l.list;
	return l.n;
}

void draft_list_free(struct draft *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		draft_release(&list[i]);
	free(list);
}
