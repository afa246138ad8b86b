#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/model/deadline.h"

/* Of a number that is none (an entry of a newer program): one without anything. */
static inline const struct deadline_def *def_of(unsigned kind)
{
	static const struct deadline_def none = {.code = ""};
	const struct deadline_def *def = deadline_def(kind);

	return def ? def : &none;
}

const char *deadline_code(unsigned kind)
{
	return def_of(kind)->code;
}

enum option_id deadline_rule(unsigned kind)
{
	return def_of(kind)->rule;
}

bool deadline_is_methodists(unsigned kind)
{
	return def_of(kind)->methodists;
}

bool deadline_is_alarm(unsigned kind)
{
	return def_of(kind)->alarm;
}

static void key_party(struct key *k, const struct party *p)
{
	key_u32(key_u32(k, p->site), p->org);
	key_u32(key_u32(k, p->person), p->methodist);
}

static struct party read_party(const uint8_t *p)
{
	return (struct party){key_get_u32(p), key_get_u32(p + 4), key_get_u32(p + 8), key_get_u32(p + 12)};
}

struct party deadline_party(const struct deadline *d, size_t i)
{
	return i ? read_party(d->more + (i - 1) * DEADLINE_PARTY)
		 : (struct party){d->site, d->org, d->person, d->methodist};
}

void deadline_add(struct entries *out, const struct deadline *d)
{
	deadline_add_shared(out, d, NULL, 0);
}

void deadline_add_shared(struct entries *out, const struct deadline *d, const struct party *others, size_t n)
{
	const char *texts[] = {d->what ? d->what : "", d->who ? d->who : "", d->where ? d->where : ""};
	struct key k = {.n = 0}, head = {.n = 0};
	struct buf value = {0};

	key_u8(key_u8(key_date(&k, d->due), d->kind), d->rec_kind);
	key_u32(&k, d->rec_id);
	key_u32(key_u32(&head, d->site), d->org);
	key_u32(key_u32(&head, d->person), d->methodist);
	key_date(&head, d->until);
	key_u16(key_u16(&head, (uint16_t)(strlen(texts[0]) + 1)), (uint16_t)(strlen(texts[1]) + 1));
	for (size_t i = 0; i < 3; i++)
		key_u16(&head, (uint16_t)utf8_width(texts[i], strlen(texts[i])));
	key_u16(&head, (uint16_t)n);
	buf_addn(&value, head.b, head.n);
	for (size_t i = 0; i < n; i++) {
		struct key party = {.n = 0};

		key_party(&party, &others[i]);
		buf_addn(&value, party.b, party.n);
	}
	for (size_t i = 0; i < 3; i++)
		buf_addn(&value, texts[i], strlen(texts[i]) + 1);
	entries_add(out, T_DUE, &k, value.s, value.n);
	buf_free(&value);
}

bool deadline_read(struct slice key, struct slice value, struct deadline *d)
{
	const uint8_t *k = key.p, *v = value.p;
	size_t what, who, texts;

	if (key.n != DEADLINE_KEY_SIZE || value.n < DEADLINE_MIN || v[value.n - 1])
		return false;
	what = key_get_u16(v + DEADLINE_AT_LENGTHS);
	who = key_get_u16(v + DEADLINE_AT_LENGTHS + 2);
	d->more_n = key_get_u16(v + DEADLINE_AT_MORE);
	d->more = v + DEADLINE_AT_TEXTS;
	texts = DEADLINE_AT_TEXTS + (size_t)d->more_n * DEADLINE_PARTY;
	if (!what || !who || texts + what + who >= value.n || v[texts + what - 1] || v[texts + what + who - 1])
		return false;
	d->due = key_get_date(k);
	d->kind = k[4];
	d->rec_kind = k[5];
	d->rec_id = key_get_u32(k + 6);
	d->site = key_get_u32(v);
	d->org = key_get_u32(v + 4);
	d->person = key_get_u32(v + 8);
	d->methodist = key_get_u32(v + 12);
	d->until = key_get_date(v + DEADLINE_AT_UNTIL);
	d->what_n = (uint16_t)(what - 1);
	d->who_n = (uint16_t)(who - 1);
	d->where_n = (uint16_t)(value.n - texts - what - who - 1);
	d->what_width = key_get_u16(v + DEADLINE_AT_WIDTHS);
	d->who_width = key_get_u16(v + DEADLINE_AT_WIDTHS + 2);
	d->where_width = key_get_u16(v + DEADLINE_AT_WIDTHS + 4);
	d->what = (const char *)v + texts;
	d->who = d->what + what;
	d->where = d->who + who;
	d->alarmed = "";
	d->alarmed_n = 0;
	return true;
}

static bool name_has(const char *name, const char *folded_words)
{
	struct buf folded = {0};
	bool found;

	collate_fold(name, strlen(name), &folded);
	found = collate_matches(buf_text(&folded), folded_words);
	buf_free(&folded);
	return found;
}

struct reader {
	struct tx *tx;
	const struct session *s;
	const struct deadline_query *q;
	char *who, *own; /* folded */
	int32_t last;	 /* of the window */
	struct alarm {
		uint64_t record;
		int32_t due;
		const char *text; /* up to what it is about */
		uint16_t text_n;
		bool told; /* with another deadline */
	} * alarms;	   /* by record; of a joined query */
	size_t alarms_n, alarms_cap;
	void (*fn)(const struct deadline *d, void *arg);
	void *arg;
	size_t n;
};

static bool is_own(const struct session *s, const struct party *p)
{
	return s->role == ROLE_LEADER ? p->org && p->org == s->org : p->methodist && p->methodist == s->person;
}

/* What has no methodist is that of the one who is named. own: folded words of a methodist's name. */
static bool is_named(const struct session *s, const char *own, uint32_t methodist, const char *who)
{
	return s->role != ROLE_LEADER && !methodist && (!*who || !*own || name_has(who, own));
}

static bool is_mine(const struct session *s, const char *own, const struct deadline *d)
{
	for (size_t i = 0; i <= d->more_n; i++) {
		struct party p = deadline_party(d, i);

		if (is_own(s, &p))
			return true;
	}
	return is_named(s, own, d->methodist, d->who);
}

static bool is_of_site(const struct deadline *d, uint32_t site)
{
	for (size_t i = 0; i <= d->more_n; i++)
		if (deadline_party(d, i).site == site)
			return true;
	return false;
}

static bool wanted(const struct reader *r, const struct deadline *d)
{
	if (r->q->site && !is_of_site(d, r->q->site))
		return false;
	if (r->who && !name_has(d->who, r->who))
		return false;
	return !r->q->mine || is_mine(r->s, r->own, d);
}

void deadline_word(struct tx *tx, int32_t today, struct deadline *d)
{
	const struct deadline_def *def = def_of(d->kind);

	if (def->passed && d->due < today) {
		struct buf *passed = &tx_session(tx)->passed[d->kind]; /* lives as long as what the index gives */

		if (!passed->n) {
			buf_add(passed, def->passed);
			rule_cite(tx_config(tx), def->rule, passed);
		}
		d->what = passed->s;
		d->what_n = (uint16_t)passed->n;
		d->what_width = (uint16_t)utf8_width(d->what, d->what_n);
	}
	if (def->mark && d->due >= today && !strncmp(d->what, def->mark, strlen(def->mark))) {
		d->what += strlen(def->mark); /* nothing to mark yet */
		d->what_n -= (uint16_t)strlen(def->mark);
		d->what_width -= (uint16_t)utf8_width(def->mark, strlen(def->mark));
	}
}

/* Says besides how often it was not met. The text lives as long as the session, told once however often it is read. */
static void word_missed(struct tx *tx, int32_t today, struct deadline *d)
{
	const struct deadline_def *def = def_of(d->kind);
	struct session *s = tx_session(tx);
	size_t n = def->missed && d->until > d->due && d->until < today ? def->missed(tx, d, today) : 0, i = 0;
	struct buf text = {0};

	if (n < 2)
		return;
	buf_addn(&text, d->what, d->what_n);
	buf_addf(&text, " · пропущено %zu %s", n, text_plural((long)n, "раз", "раза", "раз"));
	while (i < s->missed_n && strcmp(s->missed[i], text.s) != 0)
		i++;
	if (i == s->missed_n) {
		s->missed = mem_grow(s->missed, s->missed_n, &s->missed_cap, sizeof(*s->missed));
		s->missed[s->missed_n++] = mem_strdup(text.s);
	}
	d->what = s->missed[i];
	d->what_n = (uint16_t)text.n;
	d->what_width = (uint16_t)utf8_width(d->what, d->what_n);
	buf_free(&text);
}

static void give(struct reader *r, struct deadline *d)
{
	deadline_word(r->tx, r->q->today, d);
	if (r->s) /* what is open now; a calendar tells the day */
		word_missed(r->tx, r->q->today, d);
	r->n++;
	if (r->fn)
		r->fn(d, r->arg);
}

bool deadline_find(struct tx *tx, int32_t today, const struct deadline *like, struct deadline *d)
{
	struct key k = {.n = 0};
	struct slice value;

	key_u8(key_u8(key_date(&k, like->due), like->kind), like->rec_kind);
	key_u32(&k, like->rec_id);
	if (!tx_get(tx, T_DUE, &k, &value) || !deadline_read((struct slice){k.b, k.n}, value, d))
		return false;
	deadline_word(tx, today, d);
	return true;
}

/* Of a notice whose own day is over the end itself is told, unless the window shows it anyway. */
static bool notice_passed(const struct reader *r, struct deadline *d)
{
	if (d->until <= r->last)
		return false;
	d->due = d->until;
	d->kind = def_of(d->kind)->end;
	return true;
}

static int compare_due(const void *pa, const void *pb)
{
	const struct deadline *a = pa, *b = pb;

	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	return (a->rec_id > b->rec_id) - (a->rec_id < b->rec_id);
}

static char *fold(const char *s)
{
	struct buf b = {0};

	collate_fold(s, strlen(s), &b);
	return buf_take(&b);
}

bool party_is_mine(const struct session *s, const struct party *of, size_t n, const char *who)
{
	char *own = fold(s->own);
	bool mine = is_named(s, own, of->methodist, who);

	for (size_t i = 0; i < n; i++)
		mine |= is_own(s, &of[i]);
	free(own);
	return mine;
}

/* An alarm whose day has not come may still not become true. */
static bool is_to_come(const struct deadline *d, int32_t today)
{
	return d->due > today && def_of(d->kind)->alarm;
}

size_t deadline_span(struct tx *tx, int32_t today, int32_t from, int32_t to,
		     void (*fn)(const struct deadline *d, void *arg), void *arg)
{
	const struct deadline_query q = {.today = today};
	struct reader r = {.tx = tx, .q = &q, .fn = fn, .arg = arg};
	struct key none = {.n = 0}, first = {.n = 0};
	struct cursor c;

	key_date(&first, from);
	for (cursor_open(&c, tx, T_DUE, &none, &first); cursor_ok(&c); cursor_next(&c)) {
		struct deadline d;

		if (!deadline_read(c.key, c.value, &d))
			continue;
		if (d.due > to)
			break;
		if (is_to_come(&d, today))
			continue;
		if (d.due >= today || !def_of(d.kind)->end) /* of one whose day is over the end itself is told */
			give(&r, &d);
	}
	cursor_close(&c);
	return r.n;
}

/* ---- alarms that are told with what they are about ---- */

static uint64_t record_of(const struct deadline *d)
{
	return (uint64_t)d->rec_kind << 32 | d->rec_id;
}

static int compare_alarms(const void *pa, const void *pb)
{
	const struct alarm *a = pa, *b = pb;

	return (a->record > b->record) - (a->record < b->record);
}

/* Those that have come. */
static void gather_alarms(struct reader *r)
{
	struct key none = {.n = 0};
	struct deadline d;
	struct cursor c;

	for (cursor_open(&c, r->tx, T_DUE, &none, NULL); cursor_ok(&c); cursor_next(&c)) {
		if (c.key.n == DEADLINE_KEY_SIZE && key_get_date(c.key.p) > r->q->today)
			break;
		if (c.key.n != DEADLINE_KEY_SIZE || !def_of(c.key.p[4])->alarm || !deadline_read(c.key, c.value, &d))
			continue;
		r->alarms = mem_grow(r->alarms, r->alarms_n, &r->alarms_cap, sizeof(*r->alarms));
		r->alarms[r->alarms_n++] = (struct alarm){.record = record_of(&d),
							  .due = d.due,
							  .text = d.what,
							  .text_n = (uint16_t)strcspn(d.what, ":")};
	}
	cursor_close(&c);
	if (r->alarms_n)
		qsort(r->alarms, r->alarms_n, sizeof(*r->alarms), compare_alarms);
}

/* Takes its alarm along; false: it is one itself, and was told. */
static bool join(struct reader *r, struct deadline *d)
{
	const struct alarm key = {.record = record_of(d)};
	struct alarm *a = r->alarms_n ? bsearch(&key, r->alarms, r->alarms_n, sizeof(key), compare_alarms) : NULL;

	if (!a)
		return true;
	if (def_of(d->kind)->alarm)
		return !a->told;
	a->told = true;
	d->alarmed = a->text;
	d->alarmed_n = a->text_n;
	return true;
}

static bool is_enough(const struct deadline_query *q)
{
	return q->enough && *q->enough;
}

size_t deadline_each(struct tx *tx, const struct deadline_query *q, void (*fn)(const struct deadline *d, void *arg),
		     void *arg)
{
	int32_t from = q->from == DATE_NONE ? q->today : q->from;
	struct reader r = {.tx = tx, .s = tx_session(tx), .q = q, .fn = fn, .arg = arg};
	struct deadline *later = NULL;
	size_t later_n = 0, later_cap = 0;
	struct key none = {.n = 0};
	struct cursor c;

	r.last = q->all || (int64_t)from + q->days > DATE_MAX ? INT32_MAX : from + q->days;
	r.who = q->who && *q->who ? fold(q->who) : NULL;
	r.own = fold(r.s->own);
	if (q->joined)
		gather_alarms(&r);
	for (cursor_open(&c, tx, T_DUE, &none, NULL); cursor_ok(&c); cursor_next(&c)) {
		struct deadline d;

		if (!deadline_read(c.key, c.value, &d))
			continue;
		if (d.due > r.last)
			break;
		if ((d.due >= q->today && d.due < from) || is_to_come(&d, q->today))
			continue;
		if (!wanted(&r, &d) || !join(&r, &d))
			continue;
		if (d.due < q->today && def_of(d.kind)->end) {
			if (notice_passed(&r, &d)) {
				later = mem_grow(later, later_n, &later_cap, sizeof(*later));
				later[later_n++] = d;
			}
			continue;
		}
		give(&r, &d);
		if (is_enough(q))
			break;
	}
	cursor_close(&c);
	if (later_n)
		qsort(later, later_n, sizeof(*later), compare_due);
	for (size_t i = 0; i < later_n && !is_enough(q); i++)
		give(&r, &later[i]);
	free(later);
	free(r.alarms);
	free(r.who);
	free(r.own);
	return r.n;
}
