/* One event of a calendar file: known by its UID, added or changed. */
#include <stdlib.h>
#include <strings.h>

#include "ics_read.h"
#include "stazh/model/access.h"

#define UNSORTED_MAX 100 /* UIDs that are looked through one by one */

/* ---- UIDs ---- */

static int compare_known(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->uid, ((const struct known *)b)->uid);
}

void ics_know(struct reader *r, const char *uid, uint32_t id)
{
	r->known = mem_grow(r->known, r->known_n, &r->known_cap, sizeof(*r->known));
	r->known[r->known_n++] = (struct known){mem_strdup(uid), id, true};
}

static bool know_stored(struct tx *tx, const struct calendar_item *item, void *arg)
{
	struct reader *r = arg;

	(void)tx;
	if (record_has(item->event, EVENT_UID)) {
		ics_know(r, record_text(item->event, EVENT_UID), item->event->id);
		r->known[r->known_n - 1].seen = false;
	}
	return true;
}

static void sort_known(struct reader *r)
{
	if (r->known_n)
		qsort(r->known, r->known_n, sizeof(*r->known), compare_known);
	r->known_sorted = r->known_n;
}

void ics_known_load(struct reader *r)
{
	const struct calendar_query all = {.from = DATE_MIN, .to = DATE_MAX, .no_deadlines = true};

	calendar_each(r->tx, &all, know_stored, r);
	sort_known(r);
}

struct known *ics_known_find(struct reader *r, const char *uid)
{
	struct known wanted = {.uid = (char *)uid}, *k;

	if (r->known_n - r->known_sorted > UNSORTED_MAX)
		sort_known(r);
	k = r->known_sorted ? bsearch(&wanted, r->known, r->known_sorted, sizeof(*r->known), compare_known) : NULL;
	for (size_t i = r->known_sorted; !k && i < r->known_n; i++)
		if (!strcmp(r->known[i].uid, uid))
			k = &r->known[i];
	return k;
}

void ics_known_rename(struct reader *r, struct known *k, const char *uid)
{
	free(k->uid);
	k->uid = mem_strdup(uid);
	sort_known(r);
}

void ics_known_forget(struct reader *r)
{
	for (size_t i = 0; i < r->known_n; i++)
		free(r->known[i].uid);
	for (size_t i = 0; i < r->overrides_n; i++)
		free(r->overrides[i].uid);
	r->known_n = r->known_sorted = r->overrides_n = 0;
}

/* Some calendars give none: then the event is known by its day and title. */
bool ics_uid_read(struct reader *r, const struct ics_part *p, struct buf *uid)
{
	const struct ics_line *l = ics_find(&r->file, p, "UID");

	if (l)
		ics_text(ics_value(l->text), false, uid);
	if (!uid->n) {
		const struct ics_line *start = ics_find(&r->file, p, "DTSTART"),
				      *title = ics_find(&r->file, p, "SUMMARY");

		buf_addf(uid, "%s %s", start ? ics_value(start->text) : "", title ? ics_value(title->text) : "");
	}
	for (size_t i = 0; i < uid->n; i++)
		if ((unsigned char)uid->s[i] < ' ')
			uid->s[i] = ' ';
	if (uid->n > UID_MAX)
		ics_fault(r, l ? l->line : p->line,
			  "обозначение занятия длиннее %d байт: так его не пишет ни один календарь", UID_MAX);
	return uid->n <= UID_MAX;
}

/* Of an occurrence: the UID of the series and the day that the rule gave. */
void ics_uid_add_day(struct buf *uid, int32_t day)
{
	int y, m, d;

	date_to_ymd(day, &y, &m, &d);
	buf_addf(uid, "/%04d%02d%02d", y, m, d);
}

/* ---- one event ---- */

bool ics_is_answer(const struct reader *r, const struct ics_part *p)
{
	static const char *const methods[] = {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"};

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (!strcasecmp(ics_method(&r->file, p), methods[i]))
			return true;
	return false;
}

/* Some write the beginning of the event for it. */
const char *ics_stamp(const struct reader *r, const struct ics_part *p)
{
	const struct ics_line *stamp = ics_find(&r->file, p, "DTSTAMP"), *start = ics_find(&r->file, p, "DTSTART");
	const char *s = stamp ? ics_value(stamp->text) : "";

	return strlen(s) == 16 && s[15] == 'Z' && (!start || strcmp(s, ics_value(start->text)) != 0) ? s : NULL;
}

bool ics_told_read(struct reader *r, const struct ics_part *p, struct told *t)
{
	const struct ics_line *start = ics_find(&r->file, p, "DTSTART"), *status = ics_find(&r->file, p, "STATUS"),
			      *sequence = ics_find(&r->file, p, "SEQUENCE");
	struct buf uid = {0};
	bool good = ics_uid_read(r, p, &uid);

	*t = (struct told){.part = p, .minutes = -1};
	if (good)
		memcpy(t->uid, buf_text(&uid), uid.n + 1);
	buf_free(&uid);
	if (!good)
		return false;
	if (sequence)
		t->sequence = strtol(ics_value(sequence->text), NULL, 10);
	if (t->sequence < 0 || t->sequence > INT32_MAX / 2)
		t->sequence = 0;
	t->stamp = ics_stamp(r, p);
	t->cancelled = !strcasecmp(ics_method(&r->file, p), "CANCEL") ||
		       (status && (!strcasecmp(ics_value(status->text), "CANCELLED") ||
				   !strcasecmp(ics_value(status->text), "CANCELED")));
	if (!ics_time_enter(r, p))
		return false;
	if (!start && t->cancelled) /* its UID is enough (RFC 5546, 3.2.5) */
		return true;
	if (!start) {
		ics_fault(r, p->line, "не сказано, когда занятие начинается");
		return false;
	}
	if (!ics_read_when(r, start, ics_value(start->text), &t->start))
		return false;
	ics_read_minutes(r, p, &t->start, &t->minutes);
	return true;
}

static const struct field *event_field(unsigned id)
{
	return field_by_id(kind_def(KIND_EVENT), id);
}

/* False: a fault is told. */
static bool set(struct reader *r, struct record *to, unsigned field, const char *text, int line)
{
	struct error e = {0};
	enum err err = field_parse(r->tx, event_field(field), text, to, &e);

	ics_refused(r, line, err, &e);
	return !err;
}

/* A line of text, as titles and places are. */
static bool set_line(struct reader *r, const struct told *t, struct record *to, unsigned field, const char *property)
{
	const struct ics_line *l = ics_find(&r->file, t->part, property);
	struct buf text = {0};
	const char *s;
	bool good = true;

	if (!l)
		return true;
	ics_text(ics_value(l->text), false, &text);
	for (size_t i = 0; i < text.n; i++)
		if (text.s[i] == '\n' || text.s[i] == '\r' || text.s[i] == '\t')
			text.s[i] = ' ';
	s = buf_text(&text);
	if (t->cancelled && field == EVENT_TOPIC && !strncmp(s, ICS_CANCELLED, strlen(ICS_CANCELLED)))
		s += strlen(ICS_CANCELLED);
	if (s[strspn(s, " ")])
		good = set(r, to, field, s, l->line);
	buf_free(&text);
	return good;
}

/* The first of its categories that is a form of work (5.1). */
static void set_form(struct reader *r, const struct told *t, struct record *to)
{
	for (size_t at = t->part->from; (at = ics_next(&r->file, t->part, "CATEGORIES", at)) != SIZE_MAX; at++) {
		const char *s = ics_value(r->file.lines[at].text);

		while (s) {
			struct buf word = {0};
			bool is_form;

			s = ics_text(s, true, &word);
			is_form = word.n && !field_parse(r->tx, event_field(EVENT_FORM), word.s, to, NULL);
			buf_free(&word);
			if (is_form)
				return;
		}
	}
}

/* X-STAZH-…: what a reference of another database names may not be here. */
static void set_fields(struct reader *r, const struct told *t, struct record *to, const unsigned *fields)
{
	for (size_t i = 0; fields[i]; i++) {
		const struct field *f = event_field(fields[i]);
		struct buf name = {0}, text = {0};
		struct error e = {0};
		const struct ics_line *l;

		ics_own_name(f, &name);
		l = ics_find(&r->file, t->part, name.s);
		if (l)
			ics_text(ics_value(l->text), false, &text);
		if (text.n && field_parse(r->tx, f, text.s, to, &e))
			buf_addf(&r->notes, "%s, строка %d: «%s» не принято: %s\n", r->name, l->line, f->title, e.text);
		buf_free(&name);
		buf_free(&text);
	}
}

static bool set_link(struct reader *r, const struct told *t, struct record *to)
{
	const struct ics_line *l = ics_find(&r->file, t->part, "URL");

	return !l || !*ics_value(l->text) || set(r, to, EVENT_LINK, ics_value(l->text), l->line);
}

/* What there is no field for is kept with what will be said of the event. */
static bool set_description(struct reader *r, const struct told *t, struct record *to)
{
	const struct ics_line *l = ics_find(&r->file, t->part, "DESCRIPTION");
	struct buf text = {0};
	bool good = true;

	if (!l || ics_find(&r->file, t->part, ICS_STATE) || record_has(to, EVENT_SUMMARY))
		return true;
	ics_text(ics_value(l->text), false, &text);
	if (text.n && text.s[strspn(text.s, " \n\t")])
		good = set(r, to, EVENT_SUMMARY, text.s, l->line);
	buf_free(&text);
	return good;
}

static void set_when(const struct told *t, struct record *to)
{
	record_set_date(to, EVENT_DATE, t->start.date);
	if (t->start.minutes < 0)
		record_unset(to, EVENT_TIME);
	else
		record_set_int(to, EVENT_TIME, t->start.minutes);
}

/* All but day and time. */
static bool set_values(struct reader *r, const struct told *t, struct record *to)
{
	bool good = set_line(r, t, to, EVENT_TOPIC, "SUMMARY");

	good = set_line(r, t, to, EVENT_PLACE, "LOCATION") && good; /* all faults are told, not the first alone */
	good = set_link(r, t, to) && good;
	good = set_description(r, t, to) && good;
	set_form(r, t, to);
	set_fields(r, t, to, ics_own_fields);
	if (t->minutes > 0)
		record_set_int(to, EVENT_MINUTES, t->minutes);
	if (good && !record_has(to, EVENT_FORM)) {
		ics_fault(r, t->part->line, "не сказано, какой формы занятие%s",
			  session_typed(r->s, "; добавьте, например, form=консультация"));
		good = false;
	}
	if (good && !record_has(to, EVENT_TOPIC)) {
		ics_fault(r, t->part->line, "у занятия нет темы%s", session_typed(r->s, "; добавьте topic=…"));
		good = false;
	}
	return good && !r->failed;
}

bool ics_store(struct reader *r, const struct ics_part *p, const struct record *was, struct record *is)
{
	struct error e = {0};
	enum err err = access_write(r->tx, was ? "set" : "add", was, is, &e);

	if (!err)
		err = model_store(r->tx, was, is, &e);
	ics_refused(r, p->line, err, &e);
	return !err;
}

/* ---- our own exports ---- */

/* Under which the reader knows the first event here. */
static bool series_key(struct reader *r, const struct told *t, struct buf *key)
{
	const struct ics_line *l = ics_find(&r->file, t->part, ICS_SERIES);

	if (!l)
		return false;
	buf_addc(key, '\1');
	ics_text(ics_value(l->text), false, key);
	return key->n > 1 && key->n <= UID_MAX;
}

/* A new event joins the series that it names, if another one of it is there. */
static void join_series(struct reader *r, const struct told *t, struct record *to)
{
	struct record other = {0};
	struct buf key = {0};
	struct known *k;
	uint32_t id = 0;

	if (series_key(r, t, &key)) {
		k = ics_known_find(r, key.s);
		if (!k)
			k = ics_known_find(r, key.s + 1);
		id = k ? k->id : ics_uid_own(r->tx, key.s + 1);
	}
	if (id && !record_load(r->tx, KIND_EVENT, id, &other))
		record_set_ref(to, EVENT_SERIES,
			       record_has(&other, EVENT_SERIES) ? record_ref(&other, EVENT_SERIES) : id);
	record_release(&other);
	buf_free(&key);
}

/* It is stored: those that are told later join it. */
static void begin_series(struct reader *r, const struct told *t, uint32_t id)
{
	struct buf key = {0};

	if (series_key(r, t, &key) && !ics_known_find(r, key.s))
		ics_know(r, key.s, id);
	buf_free(&key);
}

/* What our own export tells of where an event has come to; of what is to come nobody is told that it was held. */
static void set_history(struct reader *r, const struct told *t, struct record *to)
{
	const struct ics_line *l = ics_find(&r->file, t->part, ICS_STATE);
	struct error e = {0};
	struct buf state = {0};

	if (!l || r->s->role < ROLE_METHODIST)
		return;
	ics_text(ics_value(l->text), false, &state);
	if (strcmp(buf_text(&state), EVENT_HELD) || t->start.date <= r->s->today)
		field_parse(r->tx, event_field(EVENT_STATE), buf_text(&state), to, &e);
	buf_free(&state);
	set_fields(r, t, to, ics_history_fields);
	join_series(r, t, to);
}

/* Is it an event of our own export that was cancelled, not deleted? */
static bool is_kept(const struct reader *r, const struct told *t)
{
	const struct ics_line *l = ics_find(&r->file, t->part, ICS_STATE);

	return l && r->s->role >= ROLE_METHODIST && !strcmp(ics_value(l->text), EVENT_CANCELLED) &&
	       ics_find(&r->file, t->part, "DTSTART");
}

static uint32_t add_event(struct reader *r, const struct told *t)
{
	struct record is = {0};
	uint32_t id = 0;
	bool good = true;

	if (t->cancelled && !is_kept(r, t)) {
		r->cancelled++;
		return 0;
	}
	model_new(r->tx, KIND_EVENT, &is);
	for (size_t i = 0; i < r->given_n && good; i++)
		good = set(r, &is, field_by_name(kind_def(KIND_EVENT), r->given[i].name)->id, r->given[i].value, 0);
	good = good && set_values(r, t, &is);
	set_when(t, &is);
	record_set_text(&is, EVENT_UID, t->uid);
	if (t->sequence)
		record_set_int(&is, EVENT_SEQUENCE, t->sequence);
	record_set_text(&is, EVENT_STAMP, t->stamp);
	record_set_text(&is, EVENT_REPEAT, t->rule);
	record_set_ref(&is, EVENT_SERIES, t->series);
	if (good)
		set_history(r, t, &is);
	if (good && ics_store(r, t->part, NULL, &is)) {
		id = is.id;
		ics_know(r, t->uid, id);
		begin_series(r, t, id);
		ics_tell(r, t->part, IMPORT_ADDED, NULL, &is);
	}
	record_release(&is);
	return id;
}

static bool act(struct reader *r, const struct told *t, uint32_t id, const char *action, const struct assign *a,
		size_t n)
{
	struct error e = {0};
	enum err err = model_act(r->tx, KIND_EVENT, id, 0, action, a, n, NULL, &e);

	ics_refused(r, t->part->line, err, &e);
	return !err;
}

/* By the action, so that the old day stays in the record. */
static bool move(struct reader *r, const struct told *t, uint32_t id)
{
	struct buf date = {0}, time = {0};
	struct assign a[2] = {{"date", NULL}, {"time", NULL}};
	bool good;

	date_add_iso(&date, t->start.date);
	if (t->start.minutes >= 0)
		buf_addf(&time, "%02d:%02d", t->start.minutes / 60, t->start.minutes % 60);
	a[0].value = date.s;
	a[1].value = buf_text(&time);
	good = act(r, t, id, "postpone", a, time.n ? 2 : 1);
	buf_free(&date);
	buf_free(&time);
	return good;
}

static bool is_moved(const struct told *t, const struct record *was)
{
	return record_date(was, EVENT_DATE) != t->start.date ||
	       (t->start.minutes >= 0 &&
		(!record_has(was, EVENT_TIME) || record_int(was, EVENT_TIME) != t->start.minutes));
}

/* So that what is older than the end brings nothing back. */
static bool keep_sequence(struct reader *r, const struct told *t, const struct record *was)
{
	struct record is = {0};
	bool good = true;

	if (record_has(was, EVENT_UID) && t->sequence > record_int(was, EVENT_SEQUENCE)) {
		record_copy(&is, was);
		record_set_int(&is, EVENT_SEQUENCE, t->sequence);
		good = ics_store(r, t->part, was, &is);
	}
	record_release(&is);
	return good;
}

/* Was it cancelled by a file, and does a newer one have it again? */
static bool is_again(const struct reader *r, const struct told *t, const struct record *was)
{
	struct log_entry l = {0};
	bool again = !t->cancelled && !strcmp(record_text(was, EVENT_STATE), EVENT_CANCELLED) &&
		     record_has(was, EVENT_UID) && t->sequence > record_int(was, EVENT_SEQUENCE) &&
		     !log_load(r->tx, log_prev_of_record(r->tx, KIND_EVENT, was->id, 0), &l) &&
		     !strcmp(l.action, "import");

	log_release(&l);
	return again;
}

void ics_change_open(struct reader *r, const struct told *t, struct record *was)
{
	struct record before = {0}, is = {0};
	bool changed = t->again;

	record_copy(&before, was);
	if (t->cancelled) {
		if (act(r, t, was->id, "cancel", NULL, 0) && !record_load(r->tx, KIND_EVENT, was->id, was) &&
		    keep_sequence(r, t, was))
			ics_tell(r, t->part, IMPORT_CHANGED, &before, was);
		goto end;
	}
	if (is_moved(t, was)) {
		if (!move(r, t, was->id) || record_load(r->tx, KIND_EVENT, was->id, was))
			goto end;
		changed = true;
	}
	record_copy(&is, was);
	if (!set_values(r, t, &is))
		goto end;
	set_when(t, &is);
	if (t->rule)
		record_set_text(&is, EVENT_REPEAT, t->rule);
	if (t->single) {
		record_unset(&is, EVENT_REPEAT);
		record_unset(&is, EVENT_SERIES);
	}
	if (record_has(was, EVENT_UID))
		record_set_text(&is, EVENT_UID, t->uid);
	changed |= !record_same(was, &is);
	if (changed && record_has(was, EVENT_UID) && t->stamp)
		record_set_text(&is, EVENT_STAMP, t->stamp);
	/* so that what is exported next is newer than what was read */
	if (t->sequence > ics_sequence(was))
		record_set_int(&is, EVENT_SEQUENCE, t->sequence);
	if (record_same(was, &is) || ics_store(r, t->part, was, &is))
		ics_tell(r, t->part, changed ? IMPORT_CHANGED : IMPORT_SAME, &before, &is);
end:
	record_release(&before);
	record_release(&is);
}

bool ics_is_older(const struct reader *r, const struct told *t, const struct record *was)
{
	bool ours = !record_has(was, EVENT_UID) || ics_find(&r->file, t->part, ICS_STATE);

	int64_t stored = ours ? ics_sequence(was) : record_int(was, EVENT_SEQUENCE);

	/* of the same number the later one, RFC 5546, 2.1.5 */
	return t->sequence < stored || (!ours && t->sequence == stored && t->stamp && record_has(was, EVENT_STAMP) &&
					strcmp(t->stamp, record_text(was, EVENT_STAMP)) < 0);
}

/* An event that there is already. */
static void change_event(struct reader *r, const struct told *t, uint32_t id)
{
	struct told again = *t;
	struct record was = {0};
	bool there = !record_load(r->tx, KIND_EVENT, id, &was);

	if (!there) {
		r->closed++;
	} else if (ics_is_older(r, t, &was)) {
		r->older++;
		ics_tell(r, t->part, IMPORT_SAME, NULL, &was);
	} else if (event_is_open(&was)) {
		ics_change_open(r, t, &was);
	} else if (is_again(r, t, &was)) {
		if (act(r, t, id, "reopen", NULL, 0) && !record_load(r->tx, KIND_EVENT, id, &was)) {
			again.again = true;
			ics_change_open(r, &again, &was);
		}
	} else {
		if (!t->cancelled && (is_moved(t, &was) || !strcmp(record_text(&was, EVENT_STATE), EVENT_CANCELLED)))
			r->closed++;
		ics_tell(r, t->part, IMPORT_SAME, NULL, &was);
	}
	record_release(&was);
}

/* Returns the event's number, 0: there is none. */
uint32_t ics_take_event(struct reader *r, const struct told *t)
{
	struct known *k = ics_known_find(r, t->uid);
	uint32_t id = k ? k->id : ics_uid_own(r->tx, t->uid);

	if (k)
		k->seen = true;
	if (!id)
		return add_event(r, t);
	change_event(r, t, id);
	return id;
}
