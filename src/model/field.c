#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../domain/internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/model/access.h"
#include "stazh/calendar/recur.h"

#define TEXT_MAX       400
#define LONG_MAX_BYTES 20000

/* What was typed, short enough for a sentence. */
static const char *quoted(const char *text, char out[160])
{
	size_t n = utf8_prefix(text, strlen(text), 40);

	snprintf(out, 160, "%.*s%s", (int)(n < 150 ? n : 150), text, text[n] ? "…" : "");
	return out;
}

/* ---- parsing ---- */

static enum err parse_text(const struct field *f, const char *text, struct record *r, struct error *e)
{
	size_t max = f->max ? (size_t)f->max : f->type == FT_LONG ? LONG_MAX_BYTES : TEXT_MAX;
	struct error cause = {0};
	struct buf clean = {0}, rows = {0};
	const char *s;
	size_t n;

	for (s = text; f->flags & FF_ROWS && *s; s++)
		buf_addc(&rows, *s == '\t' ? ';' : *s);
	if (rows.n)
		text = rows.s;
	if (utf8_clean(text, strlen(text), f->type == FT_LONG, &clean, &cause)) {
		buf_free(&clean);
		buf_free(&rows);
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	}
	buf_free(&rows);
	s = buf_text(&clean);
	n = text_trim(&s, clean.n);
	if (n > max) {
		buf_free(&clean);
		return error_set(e, ERR_REFUSED, "%s: слишком длинно, %zu байт при пределе %zu", f->title, n, max);
	}
	record_set_textn(r, f->id, s, n);
	buf_free(&clean);
	return OK;
}

static enum err parse_int(const struct field *f, const char *text, struct record *r, struct error *e)
{
	char q[160], *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		return error_set(e, ERR_REFUSED, "%s: «%s» — не целое число", f->title, quoted(text, q));
	if (f->min < f->max && (v < f->min || v > f->max))
		return error_set(e, ERR_REFUSED, "%s: %lld вне пределов от %d до %d", f->title, v, f->min, f->max);
	record_set_int(r, f->id, v);
	return OK;
}

static enum err parse_bool(const struct field *f, const char *text, struct record *r, struct error *e)
{
	static const char *const yes[] = {"да", "yes", "true", "1", "y", "д", "+"};
	static const char *const no[] = {"нет", "no", "false", "0", "n", "н", "-"};
	char q[160];

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (name_same(text, yes[i])) {
			record_set_bool(r, f->id, true);
			return OK;
		}
		if (name_same(text, no[i])) {
			record_unset(r, f->id);
			return OK;
		}
	}
	return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается «да» или «нет»", f->title, quoted(text, q));
}

/* What leads from a record to the school year it belongs to. An order's year is not that of its day: it is signed
 * before. */
static const struct {
	unsigned kind;
	uint16_t field; /* FT_YEAR, or a reference to a record that has one */
} years[] = {
	{KIND_GROUP, GROUP_SCHOOL_YEAR},       {KIND_PLANDOC, PLANDOC_SCHOOL_YEAR}, {KIND_REPORT, REPORT_SCHOOL_YEAR},
	{KIND_PLANLINE, PLANLINE_PLANDOC},     {KIND_TRAINEE, TRAINEE_GROUP},	    {KIND_TASK, TASK_TRAINEE},
	{KIND_ASSESSMENT, ASSESSMENT_TRAINEE}, {KIND_EVENT, EVENT_GROUPS},	    {KIND_EVENT, EVENT_PLANLINE},
	{KIND_ATTENDANCE, ATTENDANCE_EVENT},
};

#define YEAR_DEPTH 4 /* task, trainee, group */

static int school_year(struct tx *tx, const struct record *r, int depth)
{
	const struct kind_def *k = kind_def(r->kind);
	int year = 0;

	for (size_t i = 0; k && i < sizeof(years) / sizeof(*years) && !year && depth < YEAR_DEPTH; i++) {
		const struct value *v = record_get(r, years[i].field);
		const struct field *f = field_by_id(k, years[i].field);
		struct record of = {0};

		if (years[i].kind != r->kind || !v)
			continue;
		if (f->type == FT_YEAR)
			year = (int)record_int(r, f->id);
		else if (load(tx, f->ref, (uint32_t)(v->type == V_LIST ? v->count ? v->items[0].num : 0 : v->num), &of))
			year = school_year(tx, &of, depth + 1);
		record_release(&of);
	}
	return year;
}

int record_school_year(struct tx *tx, const struct record *r)
{
	return school_year(tx, r, 0);
}

static enum err parse_date(struct tx *tx, const struct field *f, const char *text, struct record *r, struct error *e)
{
	struct error cause = {0};
	const struct session *s = tx_session(tx);
	int year = s->year_typed ? s->year_typed : record_school_year(tx, r);
	int32_t date;

	if (date_parse(text, s->today, year ? year : s->year, &date, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	record_set_date(r, f->id, date);
	return OK;
}

static enum err parse_year(const struct field *f, const char *text, struct record *r, struct error *e)
{
	int year = school_year_parse(text);
	char q[160];

	if (!year)
		return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается учебный год, например 2026-2027", f->title,
				 quoted(text, q));
	record_set_int(r, f->id, year);
	return OK;
}

/* 14:00, 9:30, 14.00, 14-00, 1400 or 14. */
static enum err parse_time(const struct field *f, const char *text, struct record *r, struct error *e)
{
	size_t n = strspn(text, "0123456789"),
	       rest = text[n] && strchr(":.-", text[n]) ? strspn(text + n + 1, "0123456789") : 0;
	bool joined = !text[n] && (n == 3 || n == 4), parted = n >= 1 && n <= 2 && rest == 2 && !text[n + 3];
	int hours = atoi(text), minutes = 0;
	char q[160];

	if (joined) {
		minutes = hours % 100;
		hours /= 100;
	} else if (parted) {
		minutes = atoi(text + n + 1);
	} else if (n < 1 || n > 2 || text[n]) {
		hours = 24;
	}
	if (hours > 23 || minutes > 59)
		return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается время, например 14:00", f->title,
				 quoted(text, q));
	record_set_int(r, f->id, hours * 60 + minutes);
	return OK;
}

static bool fold_equal(const char *a, const char *b, bool prefix)
{
	struct buf fa = {0}, fb = {0};
	bool same;

	collate_fold(a, strlen(a), &fa);
	collate_fold(b, strlen(b), &fb);
	same = prefix ? fa.n <= fb.n && !memcmp(buf_text(&fa), buf_text(&fb), fa.n)
		      : fa.n == fb.n && !memcmp(buf_text(&fa), buf_text(&fb), fa.n);
	buf_free(&fa);
	buf_free(&fb);
	return same;
}

/* The word of the list that is meant; NULL and e otherwise. */
static const char *choose(struct tx *tx, const struct field *f, const char *text, struct error *e)
{
	size_t n;
	const char *const *words = field_choices(f, tx_session(tx)->config, &n);
	const char *found = NULL;
	struct buf list = {0};
	char q[160];
	int several = 0;

	for (size_t i = 0; i < n; i++)
		if (fold_equal(text, words[i], false))
			return words[i];
	for (size_t i = 0; i < n && f->type != FT_STATE; i++)
		if (fold_equal(text, words[i], true)) {
			found = words[i];
			several++;
		}
	if (several == 1)
		return found;
	if (f->means && (found = f->means(tx_config(tx), text)))
		return found;
	for (size_t i = 0; i < n; i++)
		buf_addf(&list, "%s%s", i ? "; " : "", words[i]);
	error_set(e, ERR_REFUSED, "%s: «%s» — %s: %s", f->title, quoted(text, q),
		  several ? "подходит несколько слов, выберите из списка" : "нет в списке", buf_text(&list));
	buf_free(&list);
	return NULL;
}

static enum err parse_choice(struct tx *tx, const struct field *f, const char *text, struct record *to, struct error *e)
{
	struct error cause = {0};
	const char *word = choose(tx, f, text, &cause);

	if (word) {
		record_set_text(to, f->id, word);
		return OK;
	}
	if (f->flags & FF_OPEN)
		return parse_text(f, text, to, e);
	return error_set(e, ERR_REFUSED, "%s", cause.text);
}

static enum err parse_ref(struct tx *tx, const struct field *f, const char *text, struct record *to, struct error *e)
{
	struct error cause = {0};
	uint32_t id;

	if (ref_find(tx, f->ref, text, &id, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	record_set_ref(to, f->id, id);
	return OK;
}

/* «site 3», «площадка 3», «приказ 37-о». */
static enum err parse_link(struct tx *tx, const struct field *f, const char *text, struct record *r, struct error *e)
{
	const struct kind_def *k = NULL, *longer;
	const char *rest = text;
	struct error cause = {0};
	char q[160], *name;
	uint32_t id;

	/* «site 3», «Рабочая группа: Первая»: the longest beginning that is a kind */
	for (const char *p = text; (p = strpbrk(p, " :")); p++) {
		name = mem_strndup(text, (size_t)(p - text));
		if ((longer = kind_by_name(name))) {
			k = longer;
			rest = p + strspn(p, " :");
		}
		free(name);
	}
	if (!k)
		return error_set(e, ERR_REFUSED,
				 "%s: «%s» — ожидается вид записи и её номер или название, например «площадка 3»",
				 f->title, quoted(text, q));
	if (ref_find(tx, k->kind, rest, &id, &cause))
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	record_set_int(r, f->id, (int64_t)k->kind << 32 | id);
	return OK;
}

static enum err parse_one(struct tx *tx, const struct field *f, const char *text, struct record *r, struct error *e)
{
	switch (f->type) {
	case FT_TEXT:
	case FT_LONG:
	case FT_RECUR: /* read when the day is known from which it counts */
		return parse_text(f, text, r, e);
	case FT_INT:
	case FT_STAMP:
		return parse_int(f, text, r, e);
	case FT_BOOL:
		return parse_bool(f, text, r, e);
	case FT_DATE:
		return parse_date(tx, f, text, r, e);
	case FT_YEAR:
		return parse_year(f, text, r, e);
	case FT_TIME:
		return parse_time(f, text, r, e);
	case FT_CHOICE:
	case FT_STATE:
		return parse_choice(tx, f, text, r, e);
	case FT_REF:
		return parse_ref(tx, f, text, r, e);
	case FT_LINK:
		return parse_link(tx, f, text, r, e);
	}
	return OK;
}

#define MANY_MAX 500

static enum err parse_many(struct tx *tx, const struct field *f, char *text, struct record *r, struct error *e)
{
	char **parts = mem_alloc(MANY_MAX * sizeof(*parts));
	size_t n = text_split(text, ';', parts, MANY_MAX), count = 0;
	struct value *items = mem_alloc((n + 1) * sizeof(*items));
	struct record one = {0};
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++) {
		struct record tmp = {0};
		const struct value *v;
		bool twice = false;

		err = parse_one(tx, f, parts[i], &tmp, e);
		v = record_get(&tmp, f->id);
		for (size_t j = 0; v && j < count; j++)
			/* one ground may hold for several sites of an order: only references are kept apart */
			twice |= f->type == FT_REF && items[j].num == v->num;
		if (v && !twice) {
			record_set_value(&one, (unsigned)(100 + count), v);
			items[count] = *record_get(&one, (unsigned)(100 + count));
			count++;
		}
		record_release(&tmp);
	}
	if (!err)
		record_set_value(r, f->id, &(struct value){.type = V_LIST, .items = items, .count = (uint32_t)count});
	record_release(&one);
	free(items);
	free(parts);
	return err;
}

enum err field_parse(struct tx *tx, const struct field *f, const char *text, struct record *r, struct error *e)
{
	const char *s = text;
	size_t n = text_trim(&s, strlen(text));
	char *typed;
	enum err err;

	if (!n) {
		record_unset(r, f->id);
		return OK;
	}
	if (f->type == FT_LONG || (f->type == FT_TEXT && !(f->flags & FF_MANY))) {
		err = parse_text(f, text, r, e);
	} else if (!utf8_valid(s, n)) {
		err = error_set(e, ERR_REFUSED, "%s: текст должен быть в кодировке UTF-8", f->title);
	} else {
		typed = mem_strndup(s, n);
		err = f->flags & FF_MANY ? parse_many(tx, f, typed, r, e) : parse_one(tx, f, typed, r, e);
		free(typed);
	}
	if (err && e)
		snprintf(e->field, sizeof(e->field), "%s", f->name);
	return err;
}

/* ---- showing ---- */

static void add_stamp(int64_t ms, enum style style, struct buf *out)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char s[40];

	localtime_r(&t, &tm);
	strftime(s, sizeof(s), style == STYLE_PEOPLE ? "%d.%m.%Y %H:%M" : "%Y-%m-%dT%H:%M:%S%z", &tm);
	buf_add(out, s);
}

static void add_one(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	switch (f->type) {
	case FT_INT:
		buf_addf(out, "%lld", (long long)v->num);
		return;
	case FT_STAMP:
		add_stamp(v->num, style, out);
		return;
	case FT_BOOL:
		buf_add(out, style == STYLE_PEOPLE ? (v->num ? "да" : "нет") : v->num ? "yes" : "no");
		return;
	case FT_DATE:
		if (style == STYLE_PEOPLE)
			date_add_ru(out, (int32_t)v->num);
		else
			date_add_iso(out, (int32_t)v->num);
		return;
	case FT_YEAR:
		school_year_add(out, (int)v->num);
		return;
	case FT_TIME:
		buf_addf(out, "%02d:%02d", (int)(v->num / 60), (int)(v->num % 60));
		return;
	case FT_REF:
		if (style == STYLE_DATA)
			buf_addf(out, "%lld", (long long)v->num);
		else
			label_add(tx, f->ref, (uint32_t)v->num, out);
		return;
	case FT_LINK: {
		const struct kind_def *k = kind_def((unsigned)(v->num >> 32));

		if (style == STYLE_PEOPLE) {
			label_add(tx, (unsigned)(v->num >> 32), (uint32_t)v->num, out);
		} else {
			buf_addf(out, "%s %u", k ? k->name : "?", (uint32_t)v->num);
		}
		return;
	}
	case FT_RECUR:
		if (style == STYLE_PEOPLE) {
			recur_describe(v->text, out);
			return;
		}
		buf_addn(out, v->text, v->len);
		return;
	case FT_CHOICE:
		if (f->means) {
			buf_add(out, choice_word(f, tx_config(tx), v->text));
			return;
		}
		buf_addn(out, v->text, v->len);
		return;
	case FT_TEXT:
	case FT_LONG:
	case FT_STATE:
		buf_addn(out, v->text, v->len);
		return;
	}
}

void field_add(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out)
{
	if (record_get(r, f->id) && !access_sees(tx, f, r))
		return;
	field_add_all(tx, f, r, style, out);
}

void field_add_all(struct tx *tx, const struct field *f, const struct record *r, enum style style, struct buf *out)
{
	const struct value *v;

	if (f->id == FIELD_ID) {
		buf_addf(out, "%u", r->id);
		return;
	}
	v = record_get(r, f->id);
	if (!v)
		return;
	if (f->flags & FF_HIDDEN && style == STYLE_PEOPLE) {
		buf_add(out, "записано");
		return;
	}
	if (v->type == V_LIST)
		for (size_t i = 0; i < v->count; i++) {
			if (i)
				buf_add(out, style == STYLE_PEOPLE ? "; " : ";");
			add_one(tx, f, &v->items[i], style, out);
		}
	else if (v->type != V_RAW && v->type != V_BYTES)
		add_one(tx, f, v, style, out);
}

/* ---- names ---- */

void label_of(struct tx *tx, const struct record *r, struct buf *out)
{
	const struct kind_def *k = kind_def(r->kind);

	if (k)
		k->label(tx, r, out);
}

void label_add(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	struct record r = {0};

	if (load(tx, kind, id, &r))
		label_of(tx, &r, out);
	else
		buf_addf(out, "№ %u (нет записи)", id);
	record_release(&r);
}

void fold_bare(const char *s, struct buf *out)
{
	static const char *const marks[] = {"«", "»", "„", "“", "”", "\""};
	struct buf folded = {0};

	collate_fold(s, strlen(s), &folded);
	for (size_t i = 0; i < folded.n;) {
		size_t skip = 0;

		for (size_t j = 0; j < sizeof(marks) / sizeof(*marks) && !skip; j++)
			if (!strncmp(folded.s + i, marks[j], strlen(marks[j])))
				skip = strlen(marks[j]);
		if (!skip)
			buf_addc(out, folded.s[i]);
		i += skip ? skip : 1;
	}
	buf_free(&folded);
}

/* Is `wanted` (folded, bare) the record's label or one of its other names? */
static bool has_name(struct tx *tx, const struct record *r, const char *wanted)
{
	const struct kind_def *k = kind_def(r->kind);
	struct buf names = {0}, bare = {0};
	bool found = false;
	char *line, *rest;

	label_of(tx, r, &names);
	buf_addc(&names, '\n');
	if (k->names)
		k->names(tx, r, &names);
	fold_bare(buf_text(&names), &bare);
	for (rest = bare.s; !found && (line = strsep(&rest, "\n"));)
		found = *line && !strcmp(line, wanted);
	buf_free(&names);
	buf_free(&bare);
	return found;
}

static enum err ambiguous(struct tx *tx, const struct kind_def *k, const char *text, const uint64_t *ids, size_t n,
			  struct error *e)
{
	struct buf list = {0};
	char q[160];

	for (size_t i = 0; i < n && i < 8; i++) {
		buf_addf(&list, "\n%u: ", (uint32_t)ids[i]);
		label_add(tx, k->kind, (uint32_t)ids[i], &list);
	}
	if (n > 8)
		buf_addf(&list, "\n… и ещё %zu", n - 8);
	error_set(e, ERR_REFUSED, "«%s» — %s %zu %s, укажите номер:%s", quoted(text, q),
		  text_plural((long)n, "подходит", "подходят", "подходят"), n,
		  text_plural((long)n, "запись", "записи", "записей"), buf_text(&list));
	buf_free(&list);
	return ERR_REFUSED;
}

enum err ref_find(struct tx *tx, unsigned kind, const char *text, uint32_t *id, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record r = {0};
	struct buf wanted = {0};
	struct buf label = {0}, bare = {0};
	uint64_t *ids = NULL;
	size_t n = 0, exact = 0, called = 0;
	enum err err = OK;
	char q[160], *end;
	unsigned long number;
	bool is_number;

	errno = 0;
	number = strtoul(text, &end, 10);
	is_number = *text >= '0' && *text <= '9' && !*end;
	if (is_number && !errno && number && number <= UINT32_MAX && record_exists(tx, kind, (uint32_t)number)) {
		*id = (uint32_t)number;
		return OK;
	}
	fold_bare(text, &wanted);
	ids = words_find(tx, buf_text(&wanted), kind, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, kind, (uint32_t)ids[i], &r) && has_name(tx, &r, buf_text(&wanted))) {
			uint64_t swap = ids[exact];

			ids[exact++] = ids[i];
			ids[i] = swap;
		}
	if (exact || is_number) /* whoever errs in a number means no other record, whose date or phone begins so */
		n = exact;
	for (size_t i = 0; i < exact && exact > 1; i++) { /* what is called so now, before what was once */
		buf_clear(&label);
		buf_clear(&bare);
		label_add(tx, kind, (uint32_t)ids[i], &label);
		fold_bare(buf_text(&label), &bare);
		if (!strcmp(buf_text(&bare), buf_text(&wanted)))
			ids[called++] = ids[i];
	}
	if (called)
		n = called;
	if (n == 1)
		*id = (uint32_t)ids[0];
	else if (n)
		err = ambiguous(tx, k, text, ids, n, e);
	else
		err = error_set(e, ERR_NONE, "нет такой записи: %s «%s»", k->title, quoted(text, q));
	free(ids);
	buf_free(&wanted);
	buf_free(&label);
	buf_free(&bare);
	record_release(&r);
	return err;
}

/* ---- who points where ---- */

void refs_to(struct tx *tx, unsigned kind, uint32_t id, unsigned src_kind, unsigned field,
	     bool (*fn)(struct tx *tx, unsigned src_kind, unsigned field, uint32_t src_id, void *arg), void *arg)
{
	struct key prefix = {.n = 0};
	struct cursor c;

	if (!id)
		return;
	tx_reads_referrers(tx, (uint8_t)kind, id, src_kind);
	key_u32(key_u8(key_u8(&prefix, IDX_REF), (uint8_t)kind), id);
	if (src_kind) {
		key_u8(&prefix, (uint8_t)src_kind);
		if (field)
			key_u16(&prefix, (uint16_t)field);
	}
	for (cursor_open(&c, tx, T_IDX, &prefix, NULL); cursor_ok(&c); cursor_next(&c)) {
		const uint8_t *p = c.key.p;

		if (c.key.n != 13 || (field && key_get_u16(p + 7) != field))
			continue;
		if (!fn(tx, p[6], key_get_u16(p + 7), key_get_u32(p + 9), arg))
			break;
	}
	cursor_close(&c);
}

struct id_list {
	uint32_t *ids;
	size_t n, cap;
};

static bool list_ref(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	struct id_list *l = arg;

	(void)tx;
	(void)kind;
	(void)field;
	l->ids = mem_grow(l->ids, l->n, &l->cap, sizeof(*l->ids));
	l->ids[l->n++] = id;
	return true;
}

uint32_t *refs_list(struct tx *tx, unsigned kind, uint32_t id, unsigned src_kind, unsigned field, size_t *n)
{
	struct id_list l = {0};

	refs_to(tx, kind, id, src_kind, field, list_ref, &l);
	*n = l.n;
	return l.ids;
}

bool refs_collect(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	(void)tx;
	(void)field;
	refs_add(arg, (uint8_t)kind, id);
	return true;
}
