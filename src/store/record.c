#include "stazh/store/record.h"

#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"

#define DEPTH_MAX 8
#define TAG_DATE  100

/* CBOR major types (RFC 8949, 3.1) */
enum { M_UINT, M_NEGATIVE, M_BYTES, M_TEXT, M_ARRAY, M_MAP, M_TAG, M_SIMPLE };
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE = 21, SIMPLE_LAST = 23 };

/* ---- the record in memory ---- */

void record_clear(struct record *r)
{
	arena_release(&r->arena);
	r->n = 0;
	r->read = NULL;
}

void record_release(struct record *r)
{
	record_clear(r);
	free(r->values);
	*r = (struct record){0};
}

/* Position of the field, or where it would be. */
static size_t find(const struct record *r, unsigned field)
{
	size_t lo = 0, hi = r->n;

	if (hi && r->values[hi - 1].field < field)
		return hi;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (r->values[mid].field < field)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Somebody looks at all of it. */
static void note_all(const struct record *r)
{
	if (r->read)
		*r->read = UINT64_MAX;
}

const struct value *record_get(const struct record *r, unsigned field)
{
	size_t i = find(r, field);

	if (r->read)
		*r->read |= RECORD_BIT(field);
	return i < r->n && r->values[i].field == field ? &r->values[i] : NULL;
}

bool record_has(const struct record *r, unsigned field)
{
	return record_get(r, field) != NULL;
}

int64_t record_int(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v && v->type == V_INT ? v->num : 0;
}

uint32_t record_ref(const struct record *r, unsigned field)
{
	int64_t n = record_int(r, field);

	return n > 0 && n <= UINT32_MAX ? (uint32_t)n : 0;
}

int32_t record_date(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v && v->type == V_DATE ? (int32_t)v->num : DATE_NONE;
}

bool record_bool(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v && v->type == V_BOOL && v->num;
}

const char *record_text(const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);

	return v && v->type == V_TEXT ? v->text : "";
}

bool value_same(const struct value *a, const struct value *b)
{
	if (!a || !b)
		return a == b;
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case V_TEXT:
	case V_BYTES:
	case V_RAW:
		return a->len == b->len && (!a->len || !memcmp(a->text, b->text, a->len));
	case V_LIST:
		if (a->count != b->count)
			return false;
		for (uint32_t i = 0; i < a->count; i++)
			if (!value_same(&a->items[i], &b->items[i]))
				return false;
		return true;
	default:
		return a->num == b->num;
	}
}

bool record_same(const struct record *a, const struct record *b)
{
	size_t i = find(a, REC_ARCHIVED), j = find(b, REC_ARCHIVED);

	note_all(a);
	note_all(b);
	if (a->n - i != b->n - j)
		return false;
	for (; i < a->n; i++, j++)
		if (a->values[i].field != b->values[j].field || !value_same(&a->values[i], &b->values[j]))
			return false;
	return true;
}

void record_unset(struct record *r, unsigned field)
{
	size_t i = find(r, field);

	if (i == r->n || r->values[i].field != field)
		return;
	memmove(&r->values[i], &r->values[i + 1], (r->n - i - 1) * sizeof(*r->values));
	r->n--;
}

/* The place for a value of the field, emptied. */
static struct value *place(struct record *r, unsigned field)
{
	size_t i = find(r, field);

	if (i == r->n || r->values[i].field != field) {
		r->values = mem_grow(r->values, r->n, &r->cap, sizeof(*r->values));
		memmove(&r->values[i + 1], &r->values[i], (r->n - i) * sizeof(*r->values));
		r->n++;
	}
	r->values[i] = (struct value){.field = (uint16_t)field};
	return &r->values[i];
}

static void set_num(struct record *r, unsigned field, enum value_type type, int64_t n)
{
	struct value *v = place(r, field);

	v->type = type;
	v->num = n;
}

void record_set_int(struct record *r, unsigned field, int64_t n)
{
	set_num(r, field, V_INT, n);
}

void record_set_ref(struct record *r, unsigned field, uint32_t id)
{
	if (id)
		set_num(r, field, V_INT, id);
	else
		record_unset(r, field);
}

void record_set_bool(struct record *r, unsigned field, bool b)
{
	if (b)
		set_num(r, field, V_BOOL, 1);
	else
		record_unset(r, field);
}

void record_set_date(struct record *r, unsigned field, int32_t date)
{
	if (date != DATE_NONE)
		set_num(r, field, V_DATE, date);
	else
		record_unset(r, field);
}

void record_set_textn(struct record *r, unsigned field, const char *s, size_t n)
{
	record_set_value(r, field, &(struct value){.type = V_TEXT, .text = s, .len = (uint32_t)n});
}

void record_set_text(struct record *r, unsigned field, const char *s)
{
	record_set_textn(r, field, s, s ? strlen(s) : 0);
}

void record_set_bytes(struct record *r, unsigned field, const void *s, size_t n)
{
	record_set_value(r, field, &(struct value){.type = V_BYTES, .text = s, .len = (uint32_t)n});
}

/* n bytes of any kind, with a NUL after them. */
static const char *keep(struct arena *a, const void *s, size_t n)
{
	char *to = arena_alloc(a, n + 1);

	if (n)
		memcpy(to, s, n);
	to[n] = 0;
	return to;
}

static void copy_content(struct arena *a, struct value *to, const struct value *from)
{
	to->type = from->type;
	to->num = from->num;
	to->len = from->len;
	to->count = from->count;
	if (from->type == V_TEXT || from->type == V_BYTES || from->type == V_RAW) {
		to->text = keep(a, from->text, from->len);
	} else if (from->type == V_LIST) {
		struct value *items = arena_alloc(a, from->count * sizeof(*items));

		memset(items, 0, from->count * sizeof(*items));
		for (uint32_t i = 0; i < from->count; i++)
			copy_content(a, &items[i], &from->items[i]);
		to->items = items;
	}
}

/* A value that stands for "nothing here". */
static bool is_empty(const struct value *v)
{
	switch (v->type) {
	case V_NONE:
		return true;
	case V_TEXT:
	case V_BYTES:
	case V_RAW:
		return v->len == 0;
	case V_LIST:
		return v->count == 0;
	case V_BOOL:
		return !v->num;
	case V_DATE:
		return v->num == DATE_NONE;
	default:
		return false;
	}
}

void record_set_value(struct record *r, unsigned field, const struct value *v)
{
	struct value copy;

	if (!v || is_empty(v)) {
		record_unset(r, field);
		return;
	}
	copy = *v; /* v may be one of r's own, which place() moves */
	copy_content(&r->arena, place(r, field), &copy);
}

void record_copy(struct record *to, const struct record *from)
{
	record_release(to);
	to->kind = from->kind;
	to->id = from->id;
	to->read = from->read;
	if (!from->n)
		return;
	to->values = mem_alloc(from->n * sizeof(*to->values));
	to->n = to->cap = from->n;
	for (size_t i = 0; i < from->n; i++) {
		to->values[i].field = from->values[i].field;
		copy_content(&to->arena, &to->values[i], &from->values[i]);
	}
}

/* ---- writing CBOR ---- */

static void put_head(struct buf *out, unsigned major, uint64_t n)
{
	static const uint8_t info[] = {[1] = 24, [2] = 25, [4] = 26, [8] = 27};
	int size = n < 24 ? 0 : n <= 0xff ? 1 : n <= 0xffff ? 2 : n <= 0xffffffff ? 4 : 8;
	uint8_t b[9];

	b[0] = (uint8_t)(major << 5 | (size ? info[size] : (unsigned)n));
	for (int i = size; i > 0; i--, n >>= 8)
		b[i] = (uint8_t)n;
	buf_addn(out, b, (size_t)size + 1);
}

static void put_int(struct buf *out, int64_t n)
{
	if (n < 0)
		put_head(out, M_NEGATIVE, (uint64_t)(-1 - n));
	else
		put_head(out, M_UINT, (uint64_t)n);
}

static void put_value(struct buf *out, const struct value *v)
{
	switch (v->type) {
	case V_INT:
		put_int(out, v->num);
		break;
	case V_BOOL:
		put_head(out, M_SIMPLE, v->num ? SIMPLE_TRUE : SIMPLE_FALSE);
		break;
	case V_DATE:
		put_head(out, M_TAG, TAG_DATE);
		put_int(out, v->num);
		break;
	case V_TEXT:
	case V_BYTES:
		put_head(out, v->type == V_TEXT ? M_TEXT : M_BYTES, v->len);
		buf_addn(out, v->text, v->len);
		break;
	case V_LIST:
		put_head(out, M_ARRAY, v->count);
		for (uint32_t i = 0; i < v->count; i++)
			put_value(out, &v->items[i]);
		break;
	default:
		buf_addn(out, v->text, v->len);
	}
}

void record_encode(const struct record *r, struct buf *out)
{
	note_all(r);
	put_head(out, M_MAP, r->n);
	for (size_t i = 0; i < r->n; i++) {
		put_head(out, M_UINT, r->values[i].field);
		put_value(out, &r->values[i]);
	}
}

/* ---- reading CBOR ---- */

struct in {
	const uint8_t *p, *end;
	struct arena *arena;
};

struct head {
	uint8_t major;
	uint64_t n;
};

static size_t left(const struct in *in)
{
	return (size_t)(in->end - in->p);
}

/* False at the end, for indefinite lengths, reserved and longer than needed forms. */
static bool get_head(struct in *in, struct head *h)
{
	unsigned info, size;
	uint64_t n = 0;

	if (in->p == in->end)
		return false;
	h->major = *in->p >> 5;
	info = *in->p++ & 31;
	if (info < 24) {
		h->n = info;
		return h->major != M_SIMPLE || (info >= SIMPLE_FALSE && info <= SIMPLE_LAST);
	}
	if (info > 27)
		return false;
	size = 1u << (info - 24);
	if (left(in) < size)
		return false;
	for (unsigned i = 0; i < size; i++)
		n = n << 8 | *in->p++;
	h->n = n;
	if (h->major == M_SIMPLE) /* floats; of one-byte simple values none is assigned */
		return size > 1;
	return n >= (size == 1 ? 24 : (uint64_t)1 << (size * 4));
}

/* A byte or text string's content. */
static bool get_string(struct in *in, const struct head *h, const char **s)
{
	if (h->n > left(in) || h->n > UINT32_MAX)
		return false;
	*s = (const char *)in->p;
	in->p += h->n;
	return h->major != M_TEXT || utf8_valid(*s, (size_t)h->n);
}

/* Passes over one item of any kind. */
static bool skip(struct in *in, int depth)
{
	struct head h;
	const char *s;
	uint64_t items = 0;

	if (depth > DEPTH_MAX || !get_head(in, &h))
		return false;
	switch (h.major) {
	case M_BYTES:
	case M_TEXT:
		return get_string(in, &h, &s);
	case M_ARRAY:
	case M_MAP:
		if (h.n > left(in))
			return false;
		items = h.major == M_MAP ? h.n * 2 : h.n;
		break;
	case M_TAG:
		items = 1;
	}
	for (; items; items--)
		if (!skip(in, depth + 1))
			return false;
	return true;
}

static bool fits_int(const struct head *h)
{
	return (h->major == M_UINT || h->major == M_NEGATIVE) && h->n <= INT64_MAX;
}

static int64_t int_of(const struct head *h)
{
	return h->major == M_NEGATIVE ? -1 - (int64_t)h->n : (int64_t)h->n;
}

static bool get_text(struct in *in, const struct head *h, struct value *v)
{
	const char *s;

	if (!get_string(in, h, &s))
		return false;
	v->type = h->major == M_TEXT ? V_TEXT : V_BYTES;
	v->len = (uint32_t)h->n;
	v->text = keep(in->arena, s, v->len);
	return true;
}

/* A list of integers or of texts. False when it is another (or broken): then it is looked at as raw. */
static bool get_list(struct in *in, uint64_t n, struct value *v)
{
	struct value *items;
	struct head h;

	if (n > left(in) || n > UINT32_MAX)
		return false;
	items = arena_alloc(in->arena, (size_t)n * sizeof(*items));
	for (uint64_t i = 0; i < n; i++) {
		items[i] = (struct value){0};
		if (!get_head(in, &h))
			return false;
		if (fits_int(&h)) {
			items[i].type = V_INT;
			items[i].num = int_of(&h);
		} else if (h.major != M_TEXT || !get_text(in, &h, &items[i])) {
			return false;
		}
		if (items[i].type != items[0].type)
			return false;
	}
	v->type = V_LIST;
	v->count = (uint32_t)n;
	v->items = items;
	return true;
}

static bool get_date(struct in *in, struct value *v)
{
	struct head h;

	if (!get_head(in, &h) || !fits_int(&h) || int_of(&h) <= DATE_NONE || int_of(&h) > INT32_MAX)
		return false;
	v->type = V_DATE;
	v->num = int_of(&h);
	return true;
}

static bool get_value(struct in *in, struct value *v)
{
	const uint8_t *start = in->p;
	struct head h;

	if (!get_head(in, &h))
		return false;
	if (fits_int(&h)) {
		v->type = V_INT;
		v->num = int_of(&h);
		return true;
	}
	if (h.major == M_BYTES || h.major == M_TEXT)
		return get_text(in, &h, v);
	if (h.major == M_ARRAY && get_list(in, h.n, v))
		return true;
	if (h.major == M_TAG && h.n == TAG_DATE && get_date(in, v))
		return true;
	if (h.major == M_SIMPLE && (*start & 31) <= SIMPLE_TRUE) {
		v->type = V_BOOL;
		v->num = h.n == SIMPLE_TRUE;
		return true;
	}
	in->p = start;
	if (!skip(in, 2))
		return false;
	v->type = V_RAW;
	v->len = (uint32_t)(in->p - start);
	v->text = keep(in->arena, start, v->len);
	return true;
}

enum err record_decode(struct record *r, const void *body, size_t n, struct error *e)
{
	struct in in = {body, (const uint8_t *)body + n, &r->arena};
	struct head h;

	record_clear(r);
	if (!get_head(&in, &h) || h.major != M_MAP || h.n > left(&in) / 2)
		goto broken;
	if (h.n > r->cap) {
		r->values = mem_resize(r->values, (size_t)h.n * sizeof(*r->values));
		r->cap = (size_t)h.n;
	}
	for (uint64_t pairs = h.n; pairs; pairs--) {
		struct value *v = &r->values[r->n];

		if (!get_head(&in, &h) || h.major != M_UINT || h.n > UINT16_MAX ||
		    (r->n && h.n <= r->values[r->n - 1].field))
			goto broken;
		*v = (struct value){.field = (uint16_t)h.n};
		if (!get_value(&in, v))
			goto broken;
		r->n++;
	}
	if (in.p != in.end)
		goto broken;
	return OK;
broken:
	n = (size_t)(in.p - (const uint8_t *)body);
	record_clear(r);
	return error_set(e, ERR_STORAGE, "содержимое записи повреждено: байт %zu не разбирается как CBOR", n);
}
