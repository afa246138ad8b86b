/* Attendance: who was at an event. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const char *const marks[] = {MARK_PRESENT, MARK_ABSENT, MARK_EXCUSED, MARK_REMOTE, NULL};

static const struct field fields[] = {
	{.id = ATTENDANCE_EVENT, .name = "event", .title = "Занятие", .type = FT_REF, .ref = KIND_EVENT,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 36, .help = "На каком занятии.", .example = "12"},
	{.id = ATTENDANCE_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 26, .help = "Кто.", .example = "7"},
	{.id = ATTENDANCE_MARK, .name = "mark", .title = "Отметка", .type = FT_CHOICE, .choices = marks,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 12, .help = "Был, не был, не был по уважительной причине, был дистанционно.",
	 .example = "был"},
};

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, ATTENDANCE_TRAINEE, &trainee))
		trainee_name(tx, &trainee, out);
	buf_addf(out, " — %s", record_text(r, ATTENDANCE_MARK));
	record_release(&trainee);
}

static bool in_year(struct tx *tx, const struct record *r, int year)
{
	struct record event = {0};
	bool in = load_ref(tx, KIND_EVENT, r, ATTENDANCE_EVENT, &event) && school_year_of(record_date(&event, EVENT_DATE)) == year;

	record_release(&event);
	return in;
}

const struct kind_def kind_attendance = {
	.kind = KIND_ATTENDANCE, .name = "attendance", .title = "Посещение", .plural = "Посещения", .genitive = "посещения",
	.genitive_plural = "посещений", .accusative = "посещение", .created = "отмечено", .gone = "удалено", .fields = fields,
	.n = sizeof(fields) / sizeof(*fields), .parent = ATTENDANCE_EVENT, .name_field = ATTENDANCE_TRAINEE, .writer = ROLE_LEADER,
	.label = label, .in_year = in_year,
};
