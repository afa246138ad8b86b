/* Calendar files read: VEVENTs to events. */
#include <stdlib.h>
#include <strings.h>

#include "lines/ics_mend.h"
#include "ics_read.h"
#include "stazh/base/file.h"
#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/table/csv.h"

/* ---- the file ---- */

static bool is_method(const struct reader *r, const struct ics_part *p, const char *method)
{
	return !strcasecmp(ics_method(&r->file, p), method);
}

static void take_master(struct reader *r, const struct ics_part *p)
{
	struct told t;

	if (!ics_told_read(r, p, &t))
		return;
	if (t.cancelled)
		ics_same_cancel(r, &t);
	else if (is_method(r, p, "ADD"))
		ics_same_add(r, &t);
	else if (ics_find(&r->file, p, "RRULE") || ics_find(&r->file, p, "RDATE"))
		ics_take_series(r, &t);
	else
		ics_same_single(r, &t);
}

/* Nobody may write it any more (RFC 5545, 3.2.13). */
static void doubt_range(struct reader *r, const struct ics_part *p)
{
	const struct ics_line *l = ics_find(&r->file, p, "RECURRENCE-ID");
	struct buf range = {0};

	if (ics_parameter(l->text, "RANGE", &range) && !strcasecmp(buf_text(&range), "THISANDPRIOR"))
		ics_doubt(r, l->line, "изменено «это и предыдущие занятия»; принято только это");
	buf_free(&range);
}

static void take_override(struct reader *r, const struct ics_part *p)
{
	const struct override *o = ics_override_of(r, p);
	struct buf rule = {0};
	struct record first = {0};
	struct told t;

	if (o && ics_told_read(r, p, &t)) {
		if (!ics_find(&r->file, p, "DTSTART"))
			t.start = o->when;
		doubt_range(r, p);
		ics_same_occurrence(r, t.uid, o);
		memcpy(t.uid, o->uid, strlen(o->uid) + 1);
		t.series = ics_series_by_uid(r, o->uid);
		if (t.series && !record_load(r->tx, KIND_EVENT, t.series, &first)) {
			buf_add(&rule, record_text(&first, EVENT_REPEAT));
			t.rule = rule.s;
		}
		ics_take_event(r, &t);
		if (o->onwards)
			ics_same_onwards(r, &t, o);
	}
	record_release(&first);
	buf_free(&rule);
}

static void note_count(struct reader *r, size_t n, const char *format, const char *one, const char *few,
		       const char *many)
{
	struct buf words = {0};

	if (!n)
		return;
	buf_addf(&words, "%zu %s", n, text_plural((long)n, one, few, many));
	buf_addf(&r->notes, "%s: ", r->name);
	buf_addf(&r->notes, "%s %s\n", words.s, format);
	buf_free(&words);
}

static void take_notes(struct reader *r)
{
	note_count(r, r->deadlines, "не загружаем: сроки ведёт сама программа", "срок", "срока", "сроков");
	note_count(r, r->older, "не изменено: в базе новее, чем в файле", "занятие", "занятия", "занятий");
	note_count(r, r->cancelled, "не принято: это отмена, а здесь такого и не было", "занятие", "занятия",
		   "занятий");
	note_count(r, r->repeated, "есть в файле ещё раз: принято то, что новее", "занятие", "занятия", "занятий");
	note_count(r, r->closed, "не изменено: здесь уже проведено, отменено или удалено", "занятие", "занятия",
		   "занятий");
	buf_add(&r->report->faults, buf_text(&r->notes));
}

/* False: a line of it is no property, nor goes on with one. */
static bool is_whole(struct reader *r, const struct ics_part *p)
{
	for (size_t at = p->from; at < p->to; at++) {
		const struct ics_line *l = &r->file.lines[at];

		if (ics_is_property(l->text))
			continue;
		ics_fault(r, l->line, "не разобрано: «%.*s»; в файле календаря в строке имя, двоеточие и значение",
			  ics_shown(l->text), l->text);
		return false;
	}
	return true;
}

static void take(struct reader *r, const struct ics_part *p, bool override)
{
	if (late()) {
		r->failed = late_refuse(r->e);
		return;
	}
	if (ics_find(&r->file, p, ICS_DEADLINE)) {
		r->deadlines++;
		return;
	}
	if (r->twice[p - r->file.events]) {
		r->repeated++;
		return;
	}
	r->report->rows++;
	buf_clear(&r->doubts);
	if (ics_is_bad(r) || !is_whole(r, p))
		return;
	if (p->unfinished)
		ics_doubt(r, p->line, "у занятия нет конца, строки END:VEVENT; принято то, что есть");
	if (ics_is_answer(r, p))
		ics_answer_take(r, p);
	else if (override)
		take_override(r, p);
	else
		take_master(r, p);
}

/* As if nothing had been read yet, but for what is left out. */
static void start_over(struct reader *r)
{
	struct import_report *report = r->report;

	r->failed = OK;
	for (size_t i = 0; i < r->zones_n; i++)
		r->zones[i].doubted = false;
	for (size_t i = 0; i < r->file.events_n; i++)
		r->bad[i] = r->bad[i] == LEFT_OUT ? LEFT_OUT : GOOD;
	report->rows = report->added = report->changed = report->same = 0;
	report->bad = r->left_out.n;
	report->faults_n = r->left_out.faults;
	r->rows_n = r->left_out.rows;
	report->faults.n = r->left_out.bytes;
	if (report->faults.s)
		report->faults.s[report->faults.n] = '\0';
	buf_clear(&r->notes);
	r->deadlines = r->older = r->cancelled = r->closed = r->repeated = 0;
}

static enum err import_all(struct tx *tx, void *arg)
{
	struct reader *r = arg;
	struct ics_file *f = &r->file;

	/* it may be run a second time, in a larger map */
	r->tx = tx;
	tx_outcome(tx)->taking_over = true; /* the file tells every event of a series */
	start_over(r);
	ics_known_forget(r);
	ics_known_load(r);
	ics_overrides_read(r);
	ics_twice_find(r);
	for (int overrides = 0; overrides < 2; overrides++)
		for (r->now = 0; r->now < f->events_n && !r->failed; r->now++)
			if ((ics_find(f, &f->events[r->now], "RECURRENCE-ID") != NULL) == overrides)
				take(r, &f->events[r->now], overrides);
	r->now = SIZE_MAX;
	if (r->failed)
		return r->failed;
	return r->report->faults_n > r->left_out.faults ? ERR_INPUT : OK;
}

/* The events with faults, and the file is walked again: what a bad one has done before it was known to be bad must not
 * stay. False: nothing more can be left out. */
static bool leave_out(struct reader *r)
{
	size_t n = 0, rows = 0;

	for (size_t i = 0; i < r->file.events_n; i++)
		n += r->bad[i] != GOOD;
	if (r->whole_bad || n == r->left_out.n || n == r->report->rows)
		return false;
	for (size_t i = 0; i < r->file.events_n; i++)
		r->bad[i] = r->bad[i] == GOOD ? GOOD : LEFT_OUT;
	for (size_t i = 0; i < r->rows_n; i++)
		if (r->rows[i].outcome == IMPORT_BAD)
			r->rows[rows++] = r->rows[i];
	r->left_out.n = n;
	r->left_out.faults = r->report->faults_n;
	r->left_out.bytes = r->report->faults.n;
	r->left_out.rows = rows;
	return true;
}

static enum err check_given(const struct reader *r, struct error *e)
{
	const struct kind_def *k = kind_def(KIND_EVENT);

	for (size_t i = 0; i < r->given_n; i++) {
		const struct field *f = field_by_name(k, r->given[i].name);

		if (!f)
			return error_set(e, ERR_USAGE, "У вида «%s» нет поля «%.60s»", k->title, r->given[i].name);
		if (f->flags & FF_SYSTEM)
			return error_set(e, ERR_REFUSED, "Поле «%s» меняется только действиями", f->title);
	}
	return OK;
}

static void release(struct reader *r)
{
	ics_zones_release(r);
	ics_known_forget(r);
	free(r->known);
	free(r->bad);
	free(r->twice);
	free(r->overrides);
	buf_free(&r->notes);
	buf_free(&r->doubts);
	ics_file_release(&r->file);
}

bool calendar_is(const char *path)
{
	static const char first[] = "BEGIN:VCALENDAR";
	const char *ending = strrchr(path, '.');
	char head[64] = "";
	FILE *f = file_is_nameless(path) ? fopen(path, "rbe") : NULL;
	size_t n = f ? fread(head, 1, sizeof(head) - 1, f) : 0, from = strncmp(head, "\xEF\xBB\xBF", 3) ? 0 : 3;

	if (f)
		fclose(f);
	from += strspn(head + from, " \t\r\n");
	if (n)
		return !strncasecmp(head + from, first, strlen(first));
	return ending && (!strcasecmp(ending, ".ics") || !strcasecmp(ending, ".ical") || !strcasecmp(ending, ".ifb"));
}

/* What became of each, for the screen; counts only of what was, or would be, stored. */
static void tell_all(struct reader *r, bool counted)
{
	struct import_report *report = r->report;

	if (!counted)
		report->rows = report->added = report->changed = report->same = report->bad = 0;
	if (r->rows_n) {
		report->row = arena_alloc(&report->arena, r->rows_n * sizeof(*r->rows));
		memcpy(report->row, r->rows, r->rows_n * sizeof(*r->rows));
		report->row_n = r->rows_n;
	}
	free(r->rows);
}

const struct import_reader calendar_readers[] = {
	{KIND_EVENT, ".ics", calendar_is, calendar_import},
	{.read = NULL},
};

enum err calendar_import(struct session *s, const struct import_request *q, struct import_report *report,
			 struct error *e)
{
	struct error cause = {0};
	struct reader r = {.s = s,
			   .report = report,
			   .name = import_called(q),
			   .given = q->given,
			   .given_n = q->given_n,
			   .zone = q->zone,
			   .detail = q->detail,
			   .now = SIZE_MAX,
			   .e = &cause};
	struct buf raw = {0}, note = {0};
	enum err err = file_is_nameless(q->path) ? OK : session_may_use_files(s, e);

	if (!err)
		err = ics_time_begin(&r, e);
	if (!err)
		err = check_given(&r, e);
	if (err) {
		release(&r);
		return err;
	}
	err = file_bytes_read(q->path, &raw, &cause);
	if (!err)
		err = ics_scan(buf_text(&raw), raw.n, &r.file, &cause);
	if (!err && !r.file.events_n)
		err = error_set(&cause, ERR_INPUT, "в календаре нет ни одного занятия");
	if (!err)
		ics_mend(&r.file);
	if (err) {
		ics_fault(&r, 0, "%s", cause.text);
		err = ERR_INPUT;
	} else {
		buf_add(&note, "Занятия из файла ");
		utf8_add_visible(&note, r.name, strlen(r.name));
		r.twice = mem_alloc(r.file.events_n * sizeof(*r.twice));
		r.bad = mem_alloc(r.file.events_n * sizeof(*r.bad));
		do
			err = q->dry_run ? session_try(s, NULL, import_all, &r, &cause)
					 : session_write(s, "import", note.s, import_all, &r, &cause);
		while (err == ERR_INPUT && q->skip_bad && leave_out(&r));
		if (!err)
			take_notes(&r);
	}
	if (report->faults_n > IMPORT_FAULTS_SHOWN)
		buf_addf(&report->faults, "и ещё %zu\n", report->faults_n - IMPORT_FAULTS_SHOWN);
	if (err == ERR_INPUT)
		err = error_set(e, ERR_INPUT, "%s: %zu %s; ничего не загружено", r.name, report->faults_n,
				text_plural((long)report->faults_n, "ошибка", "ошибки", "ошибок"));
	else if (err)
		error_set(e, err, "%s", cause.text);
	tell_all(&r, !err || (q->dry_run && err == ERR_INPUT));
	buf_free(&raw);
	buf_free(&note);
	release(&r);
	return err;
}
