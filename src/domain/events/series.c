/* Series: an event that repeats is one record per occurrence, each with the rule and a reference to the first one. So
 * deadlines, attendance and collisions know nothing of them; a change can be taken to the others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "stazh/model/access.h"
#include "stazh/domain/collision.h"
#include "stazh/calendar/days.h"
#include "stazh/calendar/recur.h"

#define SERIES_MAX   200
#define SERIES_YEARS 5 /* a rule that tells its own end is not looked at beyond */
#define SAID_MAX     5 /* collisions of a series that are told one by one */

const char *const series_scopes[] = {"this", "following", "all", NULL};

/* ---- the days of a rule ---- */

static bool tells_end(const char *rule)
{
	return strstr(rule, "COUNT=") || strstr(rule, "UNTIL=");
}

struct laid {
	int32_t *days; /* the first is the event's own */
	size_t n;
	struct buf skipped; /* «05.11.2026, 31.12.2026» */
	int32_t last;	    /* where it was cut off, DATE_NONE: by itself */
};

static void laid_release(struct laid *l)
{
	free(l->days);
	buf_free(&l->skipped);
}

static enum err refuse_rule(struct error *e, const struct error *cause)
{
	if (!e)
		return ERR_REFUSED;
	error_set(e, ERR_REFUSED, "Повтор: %s", cause->text);
	return error_at(e, "repeat");
}

static enum err refuse_first(const struct record *event, int32_t first, struct error *e)
{
	int32_t day = record_date(event, EVENT_DATE);
	struct buf text = {0};

	date_add_ru(&text, day);
	buf_addf(&text, " — %s, а повтор «", date_weekday_short(day));
	recur_describe(record_text(event, EVENT_REPEAT), &text);
	buf_add(&text, "» начинается не с этого дня. Первый подходящий — ");
	date_add_ru(&text, first);
	error_set(e, ERR_REFUSED, "%s", text.s);
	buf_free(&text);
	return error_at(e, "date");
}

/* Lays the event's rule (canonical) out from its day on. */
static enum err lay_out(struct tx *tx, const struct record *event, struct laid *out, struct error *e)
{
	const struct config *c = tx_session(tx)->config;
	const char *rule = record_text(event, EVENT_REPEAT);
	int32_t start = record_date(event, EVENT_DATE), last = school_year_last(school_year_of(start));
	struct error cause = {.code = OK};
	size_t kept = 1;

	*out = (struct laid){.last = last};
	if (tells_end(rule)) {
		last = date_add_months(start, 12 * SERIES_YEARS);
		out->last = DATE_NONE;
	}
	if (recur_expand(rule, start, last, NULL, 0, SERIES_MAX, &out->days, &out->n, &cause))
		return refuse_rule(e, &cause);
	if (!out->n)
		return refuse_rule(e, &(struct error){.text = "правило не даёт ни одного дня"});
	if (out->days[0] != start)
		return e ? refuse_first(event, out->days[0], e) : ERR_REFUSED;
	for (size_t i = 1; i < out->n; i++) {
		if (!record_bool(event, EVENT_SKIP_HOLIDAYS) ||
		    (!day_is_off(c, out->days[i], NULL) && !day_is_holiday(c, out->days[i], NULL))) {
			out->days[kept++] = out->days[i];
			continue;
		}
		buf_add(&out->skipped, out->skipped.n ? ", " : "");
		date_add_ru(&out->skipped, out->days[i]);
	}
	out->n = kept;
	return OK;
}

enum err series_settle(struct record *event, struct error *e)
{
	struct error cause = {.code = OK};
	struct buf rule = {0};
	enum err err = recur_parse(record_text(event, EVENT_REPEAT), record_date(event, EVENT_DATE), &rule, &cause);

	if (err)
		err = refuse_rule(e, &cause);
	else
		record_set_text(event, EVENT_REPEAT, rule.s);
	buf_free(&rule);
	return err;
}

enum err series_check(struct tx *tx, const struct record *event, struct error *e)
{
	struct record settled = {0};
	struct laid laid = {0};
	enum err err;

	record_copy(&settled, event);
	err = series_settle(&settled, e);
	if (!err)
		err = lay_out(tx, &settled, &laid, e);
	laid_release(&laid);
	record_release(&settled);
	return err;
}

/* ---- making one ---- */

static void add_notice(const struct record *first, const struct laid *l, struct buf *out)
{
	buf_addf(out, "Заведено %zu %s: ", l->n, text_plural((long)l->n, "занятие", "занятия", "занятий"));
	recur_describe(record_text(first, EVENT_REPEAT), out);
	if (l->n > 1) {
		buf_add(out, ", последнее ");
		date_add_ru(out, l->days[l->n - 1]);
	}
	if (l->last != DATE_NONE)
		buf_add(out, " (до конца учебного года: в повторе не сказано, до какого дня)");
	buf_addc(out, '\n');
	if (l->skipped.n)
		buf_addf(out, "Пропущены каникулы и выходные: %s\n", l->skipped.s);
	else if (record_bool(first, EVENT_SKIP_HOLIDAYS))
		buf_add(out, "На каникулы и выходные ничего не пришлось\n");
}

enum err series_make(struct tx *tx, const struct record *first, struct error *e)
{
	static const uint16_t own[] = {EVENT_GUESTS, EVENT_SUMMARY, EVENT_HISTORY, EVENT_REASON,
				       EVENT_UID,    EVENT_APART,   EVENT_STAMP,   EVENT_REPLIES};
	struct laid laid;
	enum err err = lay_out(tx, first, &laid, e);

	for (size_t i = 1; i < laid.n && !err; i++) {
		struct record r = {0};

		record_copy(&r, first);
		r.id = 0;
		for (size_t f = 0; f < sizeof(own) / sizeof(*own); f++)
			record_unset(&r, own[f]);
		record_set_text(&r, EVENT_STATE, EVENT_PLANNED);
		record_set_date(&r, EVENT_DATE, laid.days[i]);
		record_set_ref(&r, EVENT_SERIES, first->id);
		err = model_store(tx, NULL, &r, e);
		record_release(&r);
	}
	if (!err)
		add_notice(first, &laid, &tx_outcome(tx)->notice);
	laid_release(&laid);
	return err;
}

void series_tell(const struct buf *lines, struct buf *out)
{
	const char *s = buf_text(lines), *end;
	size_t n = 0;

	for (; (end = strchr(s, '\n')); s = end + 1)
		if (n++ < SAID_MAX)
			buf_addn(out, s, (size_t)(end + 1 - s));
	if (n > SAID_MAX)
		buf_addf(out, "… и ещё %zu\n", n - SAID_MAX);
}

void series_warn(struct tx *tx, const struct record *event, struct buf *out)
{
	struct record day = {0};
	struct laid laid = {0};
	struct buf lines = {0};

	if (lay_out(tx, event, &laid, NULL))
		laid.n = 0;
	record_copy(&day, event);
	for (size_t i = 0; i < laid.n; i++) {
		record_set_date(&day, EVENT_DATE, laid.days[i]);
		collision_find_apart(tx, &day, &lines);
	}
	series_tell(&lines, out);
	laid_release(&laid);
	record_release(&day);
	buf_free(&lines);
}

/* ---- the others ---- */

struct member {
	uint32_t id;
	int32_t date;
	bool free; /* open, and moved with the others up to now */
};

static int compare_members(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;

	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* All of the event's series but the event itself, by day; free(). */
static struct member *others(struct tx *tx, const struct record *event, size_t *n)
{
	uint32_t head = series_head(event);
	size_t ids_n;
	uint32_t *ids = refs_list(tx, KIND_EVENT, head, KIND_EVENT, EVENT_SERIES, &ids_n);
	struct member *m = mem_alloc((ids_n + 1) * sizeof(*m));
	struct record r = {0};

	*n = 0;
	for (size_t i = 0; i <= ids_n; i++) {
		uint32_t id = i < ids_n ? ids[i] : head;

		if (id != event->id && load(tx, KIND_EVENT, id, &r))
			m[(*n)++] = (struct member){id, record_date(&r, EVENT_DATE),
						    event_is_open(&r) && !record_bool(&r, EVENT_APART) &&
							    !access_check(tx, KIND_EVENT, "set", &r, NULL)};
	}
	qsort(m, *n, sizeof(*m), compare_members);
	free(ids);
	record_release(&r);
	return m;
}

static enum err ask_scope(struct tx *tx, const struct record *event, size_t n, const char *verb, bool following,
			  struct error *e)
{
	struct buf text = {0};

	buf_addf(&text, "Это занятие — одно из ряда, в нём %zu", n + 1);
	if (record_has(event, EVENT_REPEAT)) {
		buf_add(&text, ": ");
		recur_describe(record_text(event, EVENT_REPEAT), &text);
	}
	buf_addf(&text, ". %s только его?", verb);
	question_ask(tx, e, text.s, "Сколько занятий ряда изменить: scope=this, following или all");
	question_answer(tx, "scope", series_scopes[0], "Только это");
	if (following)
		question_answer(tx, "scope", series_scopes[1], "Это и следующие");
	question_answer(tx, "scope", series_scopes[2], "Все");
	buf_free(&text);
	return ERR_REFUSED;
}

enum err series_pick(struct tx *tx, const struct record *event, const struct record *args, const char *verb,
		     int32_t upto, struct series_pick *out, struct error *e)
{
	const char *scope = record_text(args, ARG_SCOPE);
	int32_t day = record_date(event, EVENT_DATE);
	size_t n, free_n = 0, following = 0;
	struct member *m = others(tx, event, &n);
	enum err err = OK;

	*out = (struct series_pick){.member = n > 0, .ids = mem_alloc((n + 1) * sizeof(*out->ids))};
	for (size_t i = 0; i < n; i++) {
		bool counts = m[i].free && m[i].date <= upto;

		free_n += counts;
		following += counts && m[i].date > day;
	}
	if (free_n && !*scope && tx_session(tx)->interactive && !tx_taking_over(tx))
		err = ask_scope(tx, event, n, verb, following > 0, e);
	out->all = !strcmp(scope, series_scopes[2]);
	for (size_t i = 0; i < n && !err && (out->all || !strcmp(scope, series_scopes[1])); i++) {
		if ((!out->all && m[i].date <= day) || m[i].date > upto)
			continue;
		if (m[i].free)
			out->ids[out->n++] = m[i].id;
		else
			out->left++;
	}
	free(m);
	return err;
}

void series_pick_release(struct series_pick *p)
{
	free(p->ids);
}

/* «Вместе с ним изменено ещё 5 занятий ряда; оставлено как есть 2 (проведённые, отменённые и перенесённые отдельно)» */
void series_notice(const struct series_pick *p, const char *done, struct buf *out)
{
	if (!out || (!p->n && !p->left))
		return;
	buf_addf(out, "Вместе с ним %s ещё %zu %s ряда", done, p->n,
		 text_plural((long)p->n, "занятие", "занятия", "занятий"));
	if (p->left)
		buf_addf(out, "; %zu %s как есть: проведены, отменены или изменены отдельно", p->left,
			 text_plural((long)p->left, "осталось", "остались", "осталось"));
	buf_addc(out, '\n');
}

/* ---- a changed field ---- */

static const uint16_t common[] = {EVENT_SITES,	 EVENT_GROUPS, EVENT_TOPIC, EVENT_FORM, EVENT_MODE,	EVENT_TIME,
				  EVENT_MINUTES, EVENT_HOURS,  EVENT_PLACE, EVENT_LINK, EVENT_SPEAKERS, EVENT_PLANLINE};
#define COMMON (sizeof(common) / sizeof(*common))

static bool differs(const struct record *a, const struct record *b, unsigned field)
{
	return !value_same(record_get(a, field), record_get(b, field));
}

void series_shift_rule(struct record *event, int days)
{
	static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
	const char *rule = record_text(event, EVENT_REPEAT), *s = rule;
	struct buf out = {0};
	bool can = !strncmp(rule, "FREQ=WEEKLY", 11) || (!strncmp(rule, "FREQ=DAILY", 10) && !strstr(rule, ";BY"));

	while (can && *s) {
		size_t letters = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), digits = strspn(s, "0123456789"),
		       n = letters ? letters : digits;
		int weekday = 0, y, m, d;

		while (letters == 2 && weekday < 7 && strncmp(s, names[weekday], 2))
			weekday++;
		if (letters == 2 && weekday < 7) {
			buf_add(&out, names[((weekday + days) % 7 + 7) % 7]);
		} else if (digits == 8 && sscanf(s, "%4d%2d%2d", &y, &m, &d) == 3) {
			date_to_ymd(date_from_ymd(y, m, d) + days, &y, &m, &d);
			buf_addf(&out, "%04d%02d%02d", y, m, d);
		} else {
			buf_addn(&out, s, n ? n : 1);
		}
		s += n ? n : 1;
	}
	if (can)
		record_set_text(event, EVENT_REPEAT, buf_text(&out));
	else
		record_unset(event, EVENT_REPEAT);
	buf_free(&out);
}

/* Takes what changed to the other event. *same: it had something else there, and is left alone. */
static enum err take_over(struct tx *tx, uint32_t id, const struct record *was, const struct record *is, bool *left,
			  struct buf *collisions, struct error *e)
{
	int days = record_date(is, EVENT_DATE) - record_date(was, EVENT_DATE);
	struct record old = {0}, new = {0};
	enum err err = OK;

	if (!load(tx, KIND_EVENT, id, &old))
		return OK;
	for (size_t i = 0; i < COMMON && !*left; i++)
		*left = differs(was, is, common[i]) && differs(was, &old, common[i]);
	record_copy(&new, &old);
	for (size_t i = 0; i < COMMON; i++)
		if (differs(was, is, common[i]))
			record_set_value(&new, common[i], record_get(is, common[i]));
	record_set_date(&new, EVENT_DATE, record_date(&old, EVENT_DATE) + days);
	if (days && record_has(&new, EVENT_REPEAT))
		series_shift_rule(&new, days);
	if (!*left)
		err = model_store(tx, &old, &new, e);
	if (!err && !*left)
		collision_find_apart(tx, &new, collisions);
	record_release(&old);
	record_release(&new);
	return err;
}

/* claims: what collisions depend on is changed. */
static enum err set_others(struct tx *tx, const struct record *was, struct record *is, const struct record *args,
			   bool claims, struct error *e)
{
	int days = record_date(is, EVENT_DATE) - record_date(was, EVENT_DATE);
	struct series_pick p;
	struct buf collisions = {0};
	size_t taken = 0;
	enum err err = series_pick(tx, was, args, "Изменить", INT32_MAX, &p, e);

	for (size_t i = 0; i < p.n && !err; i++) {
		bool left = false;

		err = take_over(tx, p.ids[i], was, is, &left, &collisions, e);
		taken += !left;
		p.left += left;
	}
	p.n = taken;
	if (!err && p.member && (days || differs(was, is, EVENT_TIME))) {
		if (!p.n)
			record_set_bool(is, EVENT_APART, true);
		else if (days && record_has(is, EVENT_REPEAT))
			series_shift_rule(is, days);
	}
	if (!err)
		series_notice(&p, "изменено", &tx_outcome(tx)->notice);
	if (!err && claims)
		series_tell(&collisions, &tx_outcome(tx)->warnings);
	buf_free(&collisions);
	series_pick_release(&p);
	return err;
}

/* ---- another rule ---- */

/* Lets go of the events ids: they go to the trash; with marks they would not be open. */
static enum err trash(struct tx *tx, const uint32_t *ids, size_t n)
{
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		err = model_trash(tx, KIND_EVENT, ids[i]);
	return err;
}

/* Those that are left when `gone` leaves the series have the earliest of them as their first when the first is gone
 * too. */
static enum err rehead(struct tx *tx, const struct record *gone, struct error *e)
{
	struct record was = {0}, is = {0};
	uint32_t head = series_head(gone), first = 0;
	size_t n;
	struct member *m = others(tx, gone, &n);
	enum err err = OK;

	if (n && (head == gone->id || !record_exists(tx, KIND_EVENT, head)))
		first = m[0].id;
	for (size_t i = 0; i < n && !err; i++) {
		if (!load(tx, KIND_EVENT, m[i].id, &was))
			continue;
		record_copy(&is, &was);
		if (first)
			record_set_ref(&is, EVENT_SERIES, m[i].id == first ? 0 : first);
		if (!record_same(&was, &is))
			err = model_store(tx, &was, &is, e);
	}
	free(m);
	record_release(&was);
	record_release(&is);
	return err;
}

/* The series ends before this event, which begins a new one by its rule. */
static enum err restart(struct tx *tx, const struct record *was, struct record *is, struct error *e)
{
	struct record following = {.kind = KIND_EVENT};
	struct series_pick p;
	struct error cause = {.code = OK};
	enum err err = record_has(is, EVENT_REPEAT) ? series_check(tx, is, e) : OK;

	if (err)
		return err;
	record_set_text(&following, ARG_SCOPE, series_scopes[1]);
	err = series_pick(tx, was, &following, "", INT32_MAX, &p, &cause);
	if (!err && (err = trash(tx, p.ids, p.n)) && e)
		*e = *tx_error(tx);
	if (!err)
		err = rehead(tx, was, e);
	record_unset(is, EVENT_SERIES);
	record_unset(is, EVENT_APART);
	if (!err && p.n)
		buf_addf(&tx_outcome(tx)->notice, "Прежний ряд кончается перед этим занятием: в корзину %s %zu %s\n",
			 text_plural((long)p.n, "ушло", "ушли", "ушло"), p.n,
			 text_plural((long)p.n, "занятие", "занятия", "занятий"));
	if (!err && record_has(is, EVENT_REPEAT))
		err = series_settle(is, e);
	if (!err && record_has(is, EVENT_REPEAT))
		err = series_make(tx, is, e);
	series_pick_release(&p);
	record_release(&following);
	return err;
}

/* ---- deleting ---- */

static enum err delete_others(struct tx *tx, const struct record *event, const struct record *args, struct error *e)
{
	struct series_pick p;
	enum err err = series_pick(tx, event, args, "Удалить", INT32_MAX, &p, e);

	if (!err && (err = trash(tx, p.ids, p.n)) && e)
		*e = *tx_error(tx);
	if (!err)
		err = rehead(tx, event, e);
	if (!err)
		series_notice(&p, "удалено", &tx_outcome(tx)->notice);
	series_pick_release(&p);
	return err;
}

enum err series_spread(struct tx *tx, const struct record *was, struct record *is, const struct record *args,
		       struct error *e)
{
	bool changed = is && differs(was, is, EVENT_DATE);

	if (!is)
		return delete_others(tx, was, args, e);
	if (differs(was, is, EVENT_REPEAT) || (record_has(is, EVENT_REPEAT) && differs(was, is, EVENT_SKIP_HOLIDAYS)))
		return restart(tx, was, is, e);
	for (size_t i = 0; i < COMMON; i++)
		changed |= differs(was, is, common[i]);
	return changed ? set_others(tx, was, is, args, collision_depends(was, is), e) : OK;
}
