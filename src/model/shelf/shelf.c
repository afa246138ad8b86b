#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/digest.h"
#include "stazh/model/audit.h"
#include "stazh/model/shelf.h"

/* A row: login, 0, name → length of the header u32, the header (a map as records have it), the bytes. */
enum {
	HEAD_NUMBER = 1, /* of those of the login: the newest has the greatest */
	HEAD_AT,	 /* Unix time, ms */
	HEAD_WHAT,
	HEAD_KIND,
	HEAD_ID,
	HEAD_PEOPLE,
	HEAD_BROUGHT,
	HEAD_ROLE, /* in which it was taken, */
	HEAD_ORG,  /* and of which organisation */
	HEAD_SUM,  /* SHA-256 of the bytes, in hexadecimal */
};

#define MIB    ((uint64_t)1 << 20)
#define DAY_MS ((int64_t)86400000)

/* A row as it lies there, while the transaction lasts. */
struct row {
	struct record head;
	char name[4 * SHELF_NAME_MAX + 1];
	struct slice bytes;
};

static struct key *login_key(const struct session *s, struct key *k)
{
	return key_u8(key_text(k, s->user), 0);
}

static struct key *file_key(const struct session *s, const char *name, struct key *k)
{
	return key_text(login_key(s, k), name);
}

/* False: it is no row of a shelf. */
static bool read_row(struct slice key, struct slice value, struct row *r)
{
	const uint8_t *name = memchr(key.p, 0, key.n);
	size_t n = name ? key.n - (size_t)(++name - key.p) : 0;
	uint32_t head = value.n > 4 ? key_get_u32(value.p) : 0;

	if (!n || n >= sizeof(r->name) || !head || head > value.n - 4 ||
	    record_decode(&r->head, value.p + 4, head, NULL))
		return false;
	memcpy(r->name, name, n);
	r->name[n] = 0;
	r->bytes = (struct slice){value.p + 4 + head, value.n - 4 - head};
	return true;
}

static int64_t ends_ms(const struct session *s, const struct row *r)
{
	return record_int(&r->head, HEAD_AT) + config_int(s->config, OPT_SHELF_DAYS) * DAY_MS;
}

/* What the login took when it had more rights, or those of another organisation, is no longer its to have. */
static bool is_allowed(const struct session *s, const struct row *r)
{
	int64_t role = record_int(&r->head, HEAD_ROLE);

	if (record_bool(&r->head, HEAD_BROUGHT) || s->role == ROLE_METHODIST || role == ROLE_VIEWER)
		return true;
	return role == (int64_t)s->role && record_int(&r->head, HEAD_ORG) == s->org;
}

/* ---- reading ---- */

static void fill_file(const struct session *s, const struct row *r, struct shelf_file *f)
{
	const char *what = record_text(&r->head, HEAD_WHAT);

	*f = (struct shelf_file){.people = record_int(&r->head, HEAD_PEOPLE),
				 .made_ms = record_int(&r->head, HEAD_AT),
				 .until_ms = ends_ms(s, r),
				 .bytes = r->bytes.n};
	strcpy(f->name, r->name);
	strncpy(f->what, what, sizeof(f->what) - 1);
}

struct numbered {
	struct shelf_file file;
	int64_t number;
};

static int newest_first(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return x->number < y->number ? 1 : x->number > y->number ? -1 : strcmp(x->file.name, y->file.name);
}

/* *newest: the number of the newest row of the login. */
static void walk(struct session *s, struct tx *tx, int64_t now, struct shelf *out, int64_t *newest)
{
	struct numbered *all = NULL;
	struct key login = {.n = 0};
	struct row r = {.head = {0}};
	size_t cap = 0;
	struct cursor c;

	for (cursor_open(&c, tx, T_DRAFT, login_key(s, &login), NULL); cursor_ok(&c); cursor_next(&c)) {
		if (!read_row(c.key, c.value, &r))
			continue;
		if (record_int(&r.head, HEAD_NUMBER) > *newest)
			*newest = record_int(&r.head, HEAD_NUMBER);
		if (ends_ms(s, &r) <= now || !is_allowed(s, &r))
			continue;
		all = mem_grow(all, out->n, &cap, sizeof(*all));
		fill_file(s, &r, &all[out->n].file);
		all[out->n++].number = record_int(&r.head, HEAD_NUMBER);
		out->used += r.bytes.n;
	}
	cursor_close(&c);
	record_release(&r.head);
	if (out->n)
		qsort(all, out->n, sizeof(*all), newest_first);
	out->files = mem_alloc((out->n + 1) * sizeof(*out->files));
	for (size_t i = 0; i < out->n; i++)
		out->files[i] = all[i].file;
	free(all);
}

void shelf_release(struct shelf *shelf)
{
	free(shelf->files);
	*shelf = (struct shelf){.files = NULL};
}

static struct tx_info info_of(const struct session *s)
{
	return (struct tx_info){.user = s->user, .from = s->from, .action = "shelf", .note = ""};
}

/* ---- what has had its days ---- */

struct change {
	struct session *s;
	int64_t now;
	const char *name;	   /* NULL: none is put, none is dropped */
	const struct record *head; /* NULL: it is dropped */
	const struct buf *bytes;
	struct shelf_file *put; /* may be NULL */
	bool beside;		/* another of that name stays, unless it is of the same record */
	bool found;		/* result: there was one */
	struct error *e;
};

static bool is_past(const struct change *w, struct slice key, const struct row *r)
{
	size_t n = strlen(w->s->user);
	bool own = key.n > n && !key.p[n] && !memcmp(key.p, w->s->user, n);

	return ends_ms(w->s, r) <= w->now || (own && !is_allowed(w->s, r));
}

/* Everybody's: who puts something there makes room. */
static enum err clear_past(struct tx *tx, const struct change *w, bool all)
{
	struct key *gone = NULL;
	size_t n = 0, cap = 0;
	struct row r = {.head = {0}};
	struct cursor c;

	for (cursor_open(&c, tx, T_DRAFT, NULL, NULL); cursor_ok(&c); cursor_next(&c))
		if (all || !read_row(c.key, c.value, &r) || is_past(w, c.key, &r)) {
			gone = mem_grow(gone, n, &cap, sizeof(*gone));
			gone[n] = (struct key){.n = 0};
			key_bytes(&gone[n++], c.key.p, c.key.n);
		}
	cursor_close(&c);
	record_release(&r.head);
	for (size_t i = 0; i < n; i++)
		tx_del(tx, T_DRAFT, &gone[i]);
	free(gone);
	return tx_failed(tx);
}

static enum err only_clear(struct tx *tx, void *arg)
{
	return clear_past(tx, arg, false);
}

/* By whoever reads. If it cannot be done now, the next one does it. */
static void clear_by_the_way(struct session *s, struct store *shelf, int64_t now)
{
	struct change w = {.s = s, .now = now};
	struct tx_info info = info_of(s);
	struct tx *tx = tx_read(shelf, NULL);
	struct row r = {.head = {0}};
	bool past = false;
	struct cursor c;

	if (!tx)
		return;
	for (cursor_open(&c, tx, T_DRAFT, NULL, NULL); !past && cursor_ok(&c); cursor_next(&c))
		past = read_row(c.key, c.value, &r) && is_past(&w, c.key, &r);
	cursor_close(&c);
	record_release(&r.head);
	tx_end(&tx);
	info.wait_ms = 100;
	if (past)
		store_write(shelf, &info, only_clear, &w, NULL);
}

uint64_t shelf_generation(struct session *s)
{
	struct store *shelf;

	return store_shelf(s->store, false, &shelf, NULL) ? 0 : store_generation(shelf);
}

enum err shelf_list(struct session *s, struct shelf *out, struct error *e)
{
	int64_t now = tx_clock(e), newest = 0;
	struct store *shelf;
	struct tx *tx;
	enum err err;

	*out = (struct shelf){.quota = (uint64_t)config_int(s->config, OPT_SHELF_QUOTA) * MIB};
	if (now < 0)
		return ERR_USAGE;
	err = store_shelf(s->store, false, &shelf, e);
	if (err)
		return err == ERR_NONE ? OK : err;
	tx = tx_read(shelf, e);
	if (!tx)
		return e ? e->code : ERR_STORAGE;
	out->generation = tx_generation(tx);
	walk(s, tx, now, out, &newest);
	tx_end(&tx);
	err = store_read_failure(shelf, e);
	if (!err)
		clear_by_the_way(s, shelf, now);
	return err;
}

static enum err no_such_file(const char *name, struct error *e)
{
	return error_set(e, ERR_NONE, "на вашей полке нет файла «%.400s»", name);
}

static bool is_whole(const struct row *r)
{
	char sum[DIGEST_HEX];

	digest_hex(r->bytes.p, r->bytes.n, sum);
	return !strcmp(sum, record_text(&r->head, HEAD_SUM));
}

/* Adds the bytes of one, and its header. */
static enum err read_file(struct session *s, const char *name, struct record *head, struct buf *out, struct error *e)
{
	int64_t now = tx_clock(e);
	struct row r = {.head = {0}};
	struct key k = {.n = 0};
	struct store *shelf;
	struct slice value;
	struct tx *tx;
	enum err err;

	if (now < 0)
		return ERR_USAGE;
	err = store_shelf(s->store, false, &shelf, e);
	if (err)
		return err == ERR_NONE ? no_such_file(name, e) : err;
	tx = tx_read(shelf, e);
	if (!tx)
		return e ? e->code : ERR_STORAGE;
	file_key(s, name, &k);
	if (!tx_get(tx, T_DRAFT, &k, &value) || !read_row((struct slice){k.b, k.n}, value, &r) ||
	    ends_ms(s, &r) <= now || !is_allowed(s, &r))
		err = no_such_file(name, e);
	else if (!is_whole(&r))
		err = error_set(e, ERR_STORAGE, "файл «%s» на полке повреждён: уберите его и возьмите заново", name);
	else
		buf_addn(out, r.bytes.p, r.bytes.n);
	if (!err)
		record_copy(head, &r.head);
	tx_end(&tx);
	record_release(&r.head);
	if (store_read_failure(shelf, err == ERR_NONE ? e : NULL))
		err = ERR_STORAGE;
	else
		clear_by_the_way(s, shelf, now);
	return err;
}

/* ---- changing ---- */

static enum err refuse_room(const struct session *s, const struct shelf *own, struct error *e)
{
	struct buf used = {0}, quota = {0};

	text_add_size(&used, own->used);
	text_add_size(&quota, own->quota);
	error_set(e, ERR_REFUSED, "На полке не хватает места: занято %s из %s, файлов %zu из %d. Уберите лишнее%s",
		  buf_text(&used), quota.s, own->n, SHELF_FILES_MAX, session_typed(s, ": get ИМЯ --delete"));
	buf_free(&used);
	buf_free(&quota);
	return ERR_REFUSED;
}

static enum err refuse_size(const struct session *s, struct error *e)
{
	return error_set(e, ERR_REFUSED, "Файл больше %d МиБ: на полку кладут только меньшие",
			 config_int(s->config, OPT_SHELF_FILE));
}

/* The most that may come in the place of one of that name. */
static uint64_t room_beside(const struct session *s, const struct shelf *own, const char *name)
{
	uint64_t most = (uint64_t)config_int(s->config, OPT_SHELF_FILE) * MIB, used = own->used, left;
	size_t others = own->n;

	for (size_t i = 0; i < own->n; i++)
		if (!strcmp(own->files[i].name, name)) {
			used -= own->files[i].bytes;
			others--;
		}
	left = own->quota > used && others < SHELF_FILES_MAX ? own->quota - used : 0;
	return left < most ? left : most;
}

static enum err check_room(const struct session *s, const struct shelf *own, const char *name, size_t n,
			   struct error *e)
{
	if (n <= room_beside(s, own, name))
		return OK;
	return n > (uint64_t)config_int(s->config, OPT_SHELF_FILE) * MIB ? refuse_size(s, e) : refuse_room(s, own, e);
}

enum err shelf_room(struct session *s, const char *name, uint64_t *bytes, struct error *e)
{
	struct shelf own;
	enum err err = shelf_list(s, &own, e);

	*bytes = err ? 0 : room_beside(s, &own, name);
	if (!err && !*bytes)
		err = refuse_room(s, &own, e);
	shelf_release(&own);
	return err;
}

/* «prikaz-37-o.odt», «prikaz-37-o-2.odt»: the first name that is free, or of the same record. */
static void choose_name(struct tx *tx, const struct change *w, struct buf *out)
{
	const char *ending = strrchr(w->name, '.');
	size_t stem = ending ? (size_t)(ending - w->name) : strlen(w->name);

	for (int i = 1; i <= SHELF_FILES_MAX + 1; i++) {
		struct row r = {.head = {0}};
		struct key k = {.n = 0};
		struct slice value;
		bool same;

		buf_clear(out);
		buf_addn(out, w->name, stem);
		if (i > 1)
			buf_addf(out, "-%d", i);
		buf_add(out, ending ? ending : "");
		if (!tx_get(tx, T_DRAFT, file_key(w->s, out->s, &k), &value))
			return;
		same = record_has(w->head, HEAD_ID) && read_row((struct slice){k.b, k.n}, value, &r) &&
		       record_int(&r.head, HEAD_ID) == record_int(w->head, HEAD_ID) &&
		       record_int(&r.head, HEAD_KIND) == record_int(w->head, HEAD_KIND) &&
		       !strcmp(record_text(&r.head, HEAD_WHAT), record_text(w->head, HEAD_WHAT));
		record_release(&r.head);
		if (same)
			return;
	}
}

static void encode_row(const struct record *head, const struct buf *bytes, struct buf *out)
{
	struct buf map = {0};
	struct key length = {.n = 0};

	record_encode(head, &map);
	key_u32(&length, (uint32_t)map.n);
	buf_addn(out, length.b, length.n);
	buf_addn(out, map.s, map.n);
	buf_addn(out, bytes->s, bytes->n);
	buf_free(&map);
}

static enum err put(struct tx *tx, const struct change *w, const struct shelf *own, int64_t newest)
{
	struct record head = {0};
	struct buf name = {0}, row = {0};
	struct key k = {.n = 0};
	enum err err;

	if (w->beside)
		choose_name(tx, w, &name);
	else
		buf_add(&name, w->name);
	err = check_room(w->s, own, name.s, w->bytes->n, w->e);
	if (err) {
		buf_free(&name);
		return err;
	}
	record_copy(&head, w->head);
	record_set_int(&head, HEAD_NUMBER, newest + 1);
	encode_row(&head, w->bytes, &row);
	err = tx_put(tx, T_DRAFT, file_key(w->s, name.s, &k), row.s, row.n);
	if (w->put) {
		*w->put = (struct shelf_file){.bytes = w->bytes->n, .made_ms = w->now};
		w->put->until_ms = w->now + config_int(w->s->config, OPT_SHELF_DAYS) * DAY_MS;
		strncpy(w->put->name, name.s, sizeof(w->put->name) - 1);
	}
	record_release(&head);
	buf_free(&name);
	buf_free(&row);
	return err;
}

static enum err change(struct tx *tx, void *arg)
{
	struct change *w = arg;
	int64_t newest = 0;
	struct shelf own = {.quota = (uint64_t)config_int(w->s->config, OPT_SHELF_QUOTA) * MIB};
	struct key k = {.n = 0};
	struct slice value;
	enum err err = OK;

	w->found = tx_get(tx, T_DRAFT, file_key(w->s, w->name, &k), &value);
	walk(w->s, tx, w->now, &own, &newest);
	if (w->head)
		err = put(tx, w, &own, newest);
	else if (w->found)
		err = tx_del(tx, T_DRAFT, &k);
	shelf_release(&own);
	return err ? err : tx_failed(tx);
}

static enum err write_change(struct change *w, struct error *e)
{
	struct tx_info info = info_of(w->s);
	struct store *shelf;
	enum err err;

	w->e = e;
	w->now = tx_clock(e);
	if (w->now < 0)
		return ERR_USAGE;
	err = store_shelf(w->s->store, w->head, &shelf, e);
	return err ? err : store_write(shelf, &info, change, w, e);
}

/* Noted first: what cannot be noted does not lie there either, not even where the disk has no room to take it away. */
static enum err write_noted(struct change *w, const char *action, const struct shelf_source *from, struct error *e)
{
	struct shelf own;
	enum err err = shelf_list(w->s, &own, e);

	if (!err)
		err = check_room(w->s, &own, w->name, w->bytes->n, e);
	shelf_release(&own);
	if (!err)
		err = audit_shelf(w->s, action, from, w->name, w->bytes->n, e);
	if (!err)
		err = write_change(w, e);
	if (!err)
		mem_done = "файл уже на полке";
	return err;
}

static void begin_head(const struct change *w, const struct buf *bytes, struct record *head)
{
	char sum[DIGEST_HEX];

	digest_hex(bytes->n ? bytes->s : "", bytes->n, sum);
	record_set_text(head, HEAD_SUM, sum);
	record_set_int(head, HEAD_AT, tx_clock(NULL));
	record_set_int(head, HEAD_ROLE, w->s->role);
	record_set_int(head, HEAD_ORG, w->s->org);
}

enum err shelf_bring(struct session *s, const char *name, const struct buf *bytes, bool *replaced, struct error *e)
{
	struct record head = {0};
	struct change w = {.s = s, .name = name, .head = &head, .bytes = bytes};
	enum err err;

	begin_head(&w, bytes, &head);
	record_set_bool(&head, HEAD_BROUGHT, true);
	err = write_noted(&w, "shelf_put", NULL, e);
	*replaced = w.found;
	record_release(&head);
	return err;
}

enum err shelf_take(struct session *s, const char *stem, const char *ending, const struct shelf_source *from,
		    const struct buf *bytes, struct shelf_file *put, struct error *e)
{
	struct record head = {0};
	struct buf name = {0};
	struct change w = {.s = s, .head = &head, .bytes = bytes, .put = put, .beside = true};
	enum err err;

	shelf_name_plain(stem, ending, &name);
	w.name = name.s;
	begin_head(&w, bytes, &head);
	record_set_text(&head, HEAD_WHAT, from->what);
	record_set_int(&head, HEAD_KIND, from->kind);
	record_set_ref(&head, HEAD_ID, from->id);
	record_set_int(&head, HEAD_PEOPLE, from->people);
	err = write_noted(&w, "shelf_take", from, e);
	record_release(&head);
	buf_free(&name);
	return err;
}

static struct shelf_source source_of(const struct record *head)
{
	return (struct shelf_source){.what = record_text(head, HEAD_WHAT),
				     .kind = (unsigned)record_int(head, HEAD_KIND),
				     .id = record_ref(head, HEAD_ID),
				     .people = record_int(head, HEAD_PEOPLE)};
}

enum err shelf_read(struct session *s, const char *name, struct buf *out, struct error *e)
{
	struct record head = {0};
	enum err err = read_file(s, name, &head, out, e);

	record_release(&head);
	return err;
}

enum err shelf_fetch(struct session *s, const char *name, struct buf *out, struct error *e)
{
	struct record head = {0};
	size_t before = out->n;
	enum err err = read_file(s, name, &head, out, e);
	struct shelf_source from = source_of(&head);

	if (!err && (err = audit_shelf(s, "shelf_get", &from, name, out->n - before, e)))
		out->n = before;
	record_release(&head);
	return err;
}

enum err shelf_drop(struct session *s, const char *name, struct error *e)
{
	struct change w = {.s = s, .name = name};
	struct record head = {0};
	struct buf bytes = {0};
	enum err err = read_file(s, name, &head, &bytes, e);
	struct shelf_source from = source_of(&head);

	if (err == ERR_STORAGE) { /* a damaged one goes too */
		error_clear(e);
		err = OK;
	}
	if (!err)
		err = audit_shelf(s, "shelf_drop", &from, name, bytes.n, e);
	if (!err)
		err = write_change(&w, e);
	if (!err && !w.found)
		err = no_such_file(name, e);
	record_release(&head);
	buf_free(&bytes);
	return err;
}

static enum err clear_all(struct tx *tx, void *arg)
{
	return clear_past(tx, arg, true);
}

enum err shelf_clear_all(struct session *s, struct error *e)
{
	struct tx_info info = info_of(s);
	struct store *shelf;
	enum err err = store_shelf(s->store, false, &shelf, e);

	if (err)
		return err == ERR_NONE ? OK : err;
	return store_write(shelf, &info, clear_all, &(struct change){.s = s}, e);
}
