/* Attendance: who was at an event. */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "events.h"
#include "../internships/internships.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/attendance.h"

static const char *const attend_all[] = {"да", "нет", NULL};

/* clang-format off */
static const struct field fields[] = {
	{.id = ATTENDANCE_EVENT, .name = "event", .title = "Занятие", .type = FT_REF, .ref = KIND_EVENT,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 36, .help = "На каком занятии.", .example = "12"},
	{.id = ATTENDANCE_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 26, .help = "Кто.", .example = "7"},
	{.id = ATTENDANCE_MARK, .name = "mark", .title = "Отметка", .type = FT_CHOICE, .choices = attendance_marks,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 12, .help = "Был, не был, не был по уважительной причине, был дистанционно.",
	 .example = "был"},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, ATTENDANCE_TRAINEE, &trainee))
		trainee_name(tx, &trainee, out);
	buf_addf(out, " — %s", record_text(r, ATTENDANCE_MARK));
	record_release(&trainee);
}

static void beside(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, ATTENDANCE_MARK));
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	struct record event = {0};
	bool in = load_ref(tx, KIND_EVENT, r, ATTENDANCE_EVENT, &event) &&
		  school_year_of(record_date(&event, EVENT_DATE)) == year;

	record_release(&event);
	return in;
}

/* May someone be marked at the event today? */
enum err attendance_guard(struct tx *tx, const struct record *event, struct error *e)
{
	if (!strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED))
		return rule_refuse(tx, e, RULE_ATTENDANCE, "занятие отменено, посещение не отмечают");
	if (record_date(event, EVENT_DATE) > tx_session(tx)->today)
		return rule_refuse(tx, e, RULE_ATTENDANCE, "занятие ещё не прошло, посещение не отмечают");
	if (!record_has(event, EVENT_GROUPS))
		return rule_refuse(tx, e, RULE_ATTENDANCE, "у занятия не указаны группы, отмечать некого");
	return OK;
}

static enum err check_new(struct tx *tx, const struct record *event, const struct record *is, struct error *e)
{
	struct record trainee = {0};
	enum err err = attendance_guard(tx, event, e);

	if (err) {
		error_at(e, "event");
	} else if (attendance_of(tx, event->id, record_ref(is, ATTENDANCE_TRAINEE), is->id)) {
		rule_refuse(tx, e, RULE_ATTENDANCE, "этот стажёр на этом занятии уже отмечен");
		err = error_at(e, "trainee");
	} else if (load_ref(tx, KIND_TRAINEE, is, ATTENDANCE_TRAINEE, &trainee) &&
		   !refs_have(event, EVENT_GROUPS, record_ref(&trainee, TRAINEE_GROUP))) {
		rule_refuse(tx, e, RULE_ATTENDANCE, "стажёр не из групп этого занятия");
		err = error_at(e, "trainee");
	}
	record_release(&trainee);
	return err;
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct record event = {0};
	enum err err = OK;

	if ((!was || record_ref(was, ATTENDANCE_EVENT) != record_ref(is, ATTENDANCE_EVENT) ||
	     record_ref(was, ATTENDANCE_TRAINEE) != record_ref(is, ATTENDANCE_TRAINEE)) &&
	    load_ref(tx, KIND_EVENT, is, ATTENDANCE_EVENT, &event))
		err = check_new(tx, &event, is, e);
	record_release(&event);
	return err;
}

/* Who marks says that the event was held. */
static enum err stored(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct record event = {0}, held = {0};
	enum err err = OK;

	if (!was && load_ref(tx, KIND_EVENT, is, ATTENDANCE_EVENT, &event) && event_is_open(&event)) {
		record_copy(&held, &event);
		record_set_text(&held, EVENT_STATE, EVENT_HELD);
		err = model_store(tx, &event, &held, e);
	}
	record_release(&event);
	record_release(&held);
	return err;
}

/* clang-format off */
static const struct kind_rights attendance_rights = {
	.owners = {ATTENDANCE_EVENT, ATTENDANCE_TRAINEE},
};

static uint32_t twin_mark(struct tx *tx, uint32_t keep, const struct record *r)
{
	return attendance_of(tx, record_ref(r, ATTENDANCE_EVENT), keep, r->id);
}

static void twin_event(struct tx *tx, const struct record *r, struct buf *out)
{
	label_add(tx, KIND_EVENT, record_ref(r, ATTENDANCE_EVENT), out);
}

static void twin_told(const struct record *r, struct buf *out)
{
	buf_add(out, record_text(r, ATTENDANCE_MARK));
}

static const struct kind_twin twin = {
	.of = KIND_TRAINEE, .find = twin_mark, .fields = (const uint16_t[]){ATTENDANCE_MARK, 0}, .telling = 1,
	.subject = twin_event, .told = twin_told,
};

/* It tells what was: an end changes nothing of it. */
static enum closing attendance_close(struct tx *tx, const struct ending *end, const struct record *r, struct record *is,
				     const char **what)
{
	(void)tx;
	(void)end;
	(void)r;
	(void)is;
	(void)what;
	return CLOSING_NONE;
}

static const struct deadline_def attendance_dues[] = {
	{.kind = DL_ABSENCES, .code = "absences", .ended = "waive", .rule = RULE_ATTENDANCE, .alarm = true},
	{.kind = DL_HOURS, .code = "hours", .ended = "waive", .rule = RULE_ATTENDANCE, .alarm = true},
	{.code = NULL},
};

static const struct kind_more attendance_more = {
	.part = true, .twin = &twin,
	.rights = &attendance_rights, .years = {ATTENDANCE_EVENT}, .stored = stored, .beside = beside, .sheet = VIEW_ATTENDANCE,
};

const struct kind_def kind_attendance = {
	.kind = KIND_ATTENDANCE, .name = "attendance", .title = "Посещение", .plural = "Посещения",
	.genitive = "посещения", .genitive_plural = "посещений", .accusative = "посещение", .created = "отмечено",
	.gone = "удалено",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.parent = ATTENDANCE_EVENT, .name_field = ATTENDANCE_TRAINEE, .writer = ROLE_LEADER,
	.label = label, .in_year = in_year,
	.check = check, .deadlines = absence_deadlines, .dues = attendance_dues, .close = attendance_close,
	.more = &attendance_more,
};
/* clang-format on */

/* ---- the list of an event ---- */

static bool found_one(struct tx *tx, unsigned kind, unsigned field, uint32_t id, void *arg)
{
	(void)tx;
	(void)kind;
	(void)field;
	(void)id;
	*(bool *)arg = true;
	return false;
}

bool attendance_lacks(struct tx *tx, const struct record *event)
{
	struct attendee *list = NULL;
	bool marked = false;
	size_t n = 0;

	if (!record_has(event, EVENT_GROUPS))
		return false;
	refs_to(tx, KIND_EVENT, event->id, KIND_ATTENDANCE, ATTENDANCE_EVENT, found_one, &marked);
	if (!marked)
		list = attendance_list(tx, event, &n);
	attendance_free(list, n);
	return n > 0;
}

/* ---- marking ---- */

enum err attendance_write(struct tx *tx, uint32_t event, const struct attendance_mark *m, struct error *e)
{
	struct record was = {0}, is = {0};
	struct buf name = {0};
	bool there = load(tx, KIND_ATTENDANCE, attendance_of(tx, event, m->trainee, 0), &was);
	enum err err;

	if (m->rev != ATTENDANCE_ANY && record_int(&was, REC_REV) != m->rev) {
		label_add(tx, KIND_TRAINEE, m->trainee, &name);
		buf_add(&name, ", ");
		label_add(tx, KIND_EVENT, event, &name);
		if (there)
			error_set(e, ERR_CHANGED, "%s: отметку «%s» тем временем поставил другой (%s)", name.s,
				  record_text(&was, ATTENDANCE_MARK), record_text(&was, REC_CHANGED_BY));
		else
			error_set(e, ERR_CHANGED, "%s: отметку тем временем сняли", name.s);
		err = ERR_CHANGED;
		goto done;
	}
	if (there)
		record_copy(&is, &was);
	is.kind = KIND_ATTENDANCE;
	record_set_ref(&is, ATTENDANCE_EVENT, event);
	record_set_ref(&is, ATTENDANCE_TRAINEE, m->trainee);
	record_set_text(&is, ATTENDANCE_MARK, m->mark);
	err = access_check(tx, KIND_ATTENDANCE, "set", &is, e);
	if (!err && !m->mark)
		err = there ? record_trash(tx, KIND_ATTENDANCE, was.id) : OK;
	else if (!err && (!there || !record_same(&was, &is)))
		err = model_store(tx, there ? &was : NULL, &is, e);
done:
	buf_free(&name);
	record_release(&was);
	record_release(&is);
	return err;
}

struct sheet {
	uint32_t event;
	const struct attendance_mark *marks;
	size_t n, at;
	struct buf note;
	struct error *e;
};

static enum err write_all(struct tx *tx, void *arg)
{
	struct sheet *s = arg;
	enum err err = OK;

	buf_clear(&s->note); /* it may be run a second time, in a larger map */
	label_add(tx, KIND_EVENT, s->event, &s->note);
	tx_note(tx, "attend", buf_text(&s->note));
	for (s->at = 0; s->at < s->n && !err; s->at++)
		err = attendance_write(tx, s->event, &s->marks[s->at], s->e);
	s->at -= err != OK;
	if (err && tx_failed(tx) && s->e)
		*s->e = *tx_error(tx);
	return err;
}

enum err op_attend(struct session *session, uint32_t event, const struct attendance_mark *m, size_t n, size_t *at,
		   struct error *e)
{
	struct sheet s = {.event = event, .marks = m, .n = n, .e = e};
	enum err err = session_write(session, "attend", "", write_all, &s, e);

	buf_free(&s.note);
	if (err && at)
		*at = s.at < n ? s.at : 0;
	return err;
}

/* ---- the action of an event ---- */

enum { ARG_ALL = 100, ARG_PRESENT, ARG_ABSENT, ARG_EXCUSED, ARG_REMOTE };

static void suggest_all(struct tx *tx, const struct record *r, struct record *args)
{
	(void)tx;
	(void)r;
	record_set_text(args, ARG_ALL, attend_all[0]);
}

/* clang-format off */
const struct action_arg attend_args[] = {
	{.field = {.id = ARG_ABSENT, .name = "absent", .title = "Не были", .type = FT_LONG, .help = "Фамилии через точку с запятой.",
		   .example = "Ёлкина; Жуков"}},
	{.field = {.id = ARG_EXCUSED, .name = "excused", .title = "По уважительной причине", .type = FT_LONG,
		   .help = "Фамилии через точку с запятой.", .example = "Ёлкина"}},
	{.field = {.id = ARG_REMOTE, .name = "remote", .title = "Дистанционно", .type = FT_LONG,
		   .help = "Фамилии через точку с запятой.", .example = "Ёлкина"}},
	{.field = {.id = ARG_PRESENT, .name = "present", .title = "Были", .type = FT_LONG,
		   .help = "Фамилии через точку с запятой: чтобы исправить поставленную отметку. Остальных отметит «Остальные были».",
		   .example = "Ёлкина"}},
	{.field = {.id = ARG_ALL, .name = "all", .title = "Остальные были", .type = FT_CHOICE, .choices = attend_all,
		   .help = "Кто не назван и ещё не отмечен, тот был. По умолчанию — да.", .example = "да"}, .suggest = suggest_all},
	{.field = {.id = EVENT_GUESTS, .name = "guests", .title = "Гостей", .type = FT_INT, .min = 0, .max = 100000,
		   .help = "Сколько человек было со стороны, кроме стажёров."}},
	{.field = {.name = NULL}},
};
/* clang-format on */

/* Is the attendee who is named: by number or by beginnings of the words of the name? */
static bool is_named(struct tx *tx, const struct attendee *a, const char *name, const char *folded)
{
	struct record person = {0};
	struct buf full = {0}, whole = {0};
	bool named = false;

	if (*name && !name[strspn(name, "0123456789")])
		return strtoul(name, NULL, 10) == a->trainee;
	if (load(tx, KIND_PERSON, a->person, &person)) {
		person_full_name(&person, &full);
		collate_fold(buf_text(&full), full.n, &whole);
		named = collate_matches(buf_text(&whole), folded);
	}
	buf_free(&full);
	buf_free(&whole);
	record_release(&person);
	return named;
}

static enum err mark_one(struct tx *tx, struct attendee *list, size_t n, const char *name, const char *mark,
			 const char *arg, struct error *e)
{
	struct attendee *found = NULL;
	struct buf folded = {0}, several = {0};
	size_t count = 0;

	collate_fold(name, strlen(name), &folded);
	for (size_t i = 0; i < n; i++)
		if (is_named(tx, &list[i], name, buf_text(&folded))) {
			buf_addf(&several, "%s%s (%u)", count++ ? ", " : "", list[i].name, list[i].trainee);
			found = &list[i];
		}
	buf_free(&folded);
	if (count == 1) {
		found->mark = mark;
		buf_free(&several);
		return OK;
	}
	if (count)
		error_set(e, ERR_REFUSED, "«%.100s» подходит нескольким, укажите номер стажёра: %s", name, several.s);
	else
		rule_refuse(tx, e, RULE_ATTENDANCE, "«%.100s» — такого стажёра в списке нет", name);
	buf_free(&several);
	return error_at(e, arg);
}

enum err attendees_mark(struct tx *tx, struct attendee *list, size_t n, const char *told, const char *mark,
			const char *arg_name, struct error *e)
{
	char *names = mem_strdup(told), *rest = names, *one;
	enum err err = OK;

	while (!err && (one = strsep(&rest, ";\n"))) {
		const char *name = one;
		size_t length = text_trim(&name, strlen(name));

		one[(name - one) + (ptrdiff_t)length] = 0;
		if (length)
			err = mark_one(tx, list, n, name, mark, arg_name, e);
	}
	free(names);
	return err;
}

static void add_count(const struct attendee *list, size_t n, struct buf *notice)
{
	size_t present = 0, marked = 0;

	for (size_t i = 0; i < n; i++) {
		marked += list[i].mark != NULL;
		present += list[i].mark && mark_counts(list[i].mark);
	}
	buf_addf(notice, "Посещение: %zu из %zu", present, marked);
	if (marked < n)
		buf_addf(notice, ", не отмечено %zu", n - marked);
	buf_addc(notice, '\n');
}

enum err attend(struct tx *tx, struct record *event, const struct record *args, struct buf *notice, struct error *e)
{
	static const struct {
		unsigned arg;
		const char *name, *mark;
	} named[] = {{ARG_PRESENT, "present", MARK_PRESENT},
		     {ARG_ABSENT, "absent", MARK_ABSENT},
		     {ARG_EXCUSED, "excused", MARK_EXCUSED},
		     {ARG_REMOTE, "remote", MARK_REMOTE}};
	struct record now = {0}, is = {0};
	enum err err = OK;
	size_t n;
	struct attendee *list = attendance_list(tx, event, &n);
	const char **had = mem_alloc((n + 1) * sizeof(*had));

	for (size_t i = 0; i < n; i++)
		had[i] = list[i].mark;
	if (!n)
		err = rule_refuse(tx, e, RULE_ATTENDANCE,
				  "в группах занятия в этот день нет ни одного стажёра, отмечать некого");
	for (size_t i = 0; i < sizeof(named) / sizeof(*named) && !err; i++)
		err = attendees_mark(tx, list, n, record_text(args, named[i].arg), named[i].mark, named[i].name, e);
	for (size_t i = 0; i < n && !err; i++) {
		struct attendance_mark m = {list[i].trainee, ATTENDANCE_ANY, NULL};

		if (!list[i].mark && strcmp(record_text(args, ARG_ALL), attend_all[1]))
			list[i].mark = MARK_PRESENT;
		m.mark = list[i].mark;
		if (m.mark && m.mark != had[i])
			err = attendance_write(tx, event->id, &m, e);
	}
	/* the first mark has held the event, so that what is told besides goes into that revision */
	if (!err && record_has(args, EVENT_GUESTS) && load(tx, KIND_EVENT, event->id, &now)) {
		record_copy(&is, &now);
		record_set_int(&is, EVENT_GUESTS, record_int(args, EVENT_GUESTS));
		err = model_store(tx, &now, &is, e);
	}
	if (!err && notice)
		add_count(list, n, notice);
	free(had);
	attendance_free(list, n);
	record_release(&now);
	record_release(&is);
	return err;
}
