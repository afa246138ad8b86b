/* Calendar files (RFC 5545): what is written, what is read, what is refused; damaged files by a seeded mutator
 * (STAZH_FUZZ: how many). */
#include <time.h>

#include "database.h"
#include "stazh/base/utf8.h"
#include "stazh/ics/calendar.h"

struct both {
	struct database db;
	char file[80];
	struct import_report report;
	struct error e;
};

static int setup(void **state)
{
	struct both *t = mem_alloc(sizeof(*t));

	setenv("TZ", "Asia/Novokuznetsk", 1);
	tzset();
	database_open(&t->db, "2026-09-01", "");
	snprintf(t->file, sizeof(t->file), "%s/a.ics", t->db.folder);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct both *t = *state;

	import_report_release(&t->report);
	database_close(&t->db);
	free(t);
	return 0;
}

static void write_file(struct both *t, const char *s, size_t n)
{
	FILE *f = fopen(t->file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, n, f), n);
	fclose(f);
}

static enum err import_again(struct both *t, bool dry_run)
{
	static const struct assign form = {"form", "консультация"};

	import_report_release(&t->report);
	t->e = (struct error){.code = OK};
	return import_file(&t->db.session,
			   &(struct import_request){.kind = KIND_EVENT,
						    .path = t->file,
						    .readers = calendar_readers,
						    .given = &form,
						    .given_n = 1,
						    .dry_run = dry_run,
						    .detail = dry_run},
			   &t->report, &t->e);
}

static enum err import_text(struct both *t, const char *text)
{
	write_file(t, text, strlen(text));
	return import_again(t, false);
}

/* The events of the text between the head and the tail of a calendar. */
static enum err import_events(struct both *t, const char *events)
{
	struct buf b = {0};
	enum err err;

	buf_addf(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n%sEND:VCALENDAR\r\n", events);
	err = import_text(t, b.s);
	buf_free(&b);
	return err;
}

static void took(struct both *t, size_t added, size_t changed, size_t same)
{
	if (t->report.added != added || t->report.changed != changed || t->report.same != same)
		fail_msg("added %zu, changed %zu, same %zu; %s%s", t->report.added, t->report.changed, t->report.same,
			 buf_text(&t->report.faults), t->e.text);
}

static char *exported(struct both *t)
{
	const struct calendar_query all = {.from = DATE_MIN, .to = DATE_MAX};
	struct calendar_written w;
	struct error e = {.code = OK};
	struct buf b = {0};
	char piece[4096];
	size_t n;
	FILE *f;

	if (calendar_export(&t->db.session, &all, false, t->file, false, &w, &e))
		fail_msg("%s", e.text);
	f = fopen(t->file, "r");
	assert_non_null(f);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_addn(&b, piece, n);
	fclose(f);
	return buf_take(&b);
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no «%s» in\n%s", part, text);
}

static void test_written(void **state)
{
	struct both *t = *state;
	uint32_t id = add(&t->db, KIND_EVENT, "topic=Раз, два; три\\",
			  "form=разработка технологической карты урока, занятия", "date=2026-09-10", "time=14:00",
			  "minutes=90", "place=каб. 5", "link=https://example.ru/a", "mode=очно", NULL);
	char *first, *again, *later;
	struct error e = {.code = OK};

	add(&t->db, KIND_EVENT, "topic=День", "form=лекция", "date=2026-12-31", NULL);
	add(&t->db, KIND_REMINDER, "what=Сдать план", "due=2026-09-15", NULL);
	first = exported(t);
	has(first, "DTSTART:20260910T070000Z\r\nDTEND:20260910T083000Z\r\n");
	has(first, "SUMMARY:Раз\\, два\\; три\\\\\r\n");
	has(first, "URL:https://example.ru/a\r\n");
	has(first, "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n");
	has(first, "UID:due-reminder-1@");
	has(first, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15H\r\n");
	again = exported(t);
	assert_string_equal(first, again);
	for (const char *s = first, *end; *s; s = end + 2) { /* 3.1 */
		end = strstr(s, "\r\n");
		assert_non_null(end);
		assert_true(end - s <= 75);
		assert_true(utf8_valid(s, (size_t)(end - s)));
	}
	assert_null(strstr(first, "SEQUENCE:1"));
	assert_int_equal(act(&t->db, &e, KIND_EVENT, id, "postpone", "date=2026-09-11", NULL), OK);
	assert_int_equal(act(&t->db, &e, KIND_EVENT, id, "cancel", NULL), OK);
	later = exported(t);
	has(later, "SEQUENCE:2\r\n");
	has(later, "STATUS:CANCELLED\r\n");
	has(later, "SUMMARY:Отменено: Раз");
	has(later, "DTSTART:20260911T070000Z\r\n");
	free(first);
	free(again);
	free(later);
}

/* To another database and back: nothing is doubled, nothing is changed. */
static void test_round_trip(void **state)
{
	struct both *t = *state, *other;
	struct error e = {.code = OK};
	void *p;
	char *text;

	add(&t->db, KIND_EVENT, "topic=Семинар о чтении", "form=семинар", "date=2026-09-10", "time=08:30", "minutes=45",
	    "place=а, б; в", "mode=дистанционно", "hours=2", "link=https://example.ru/?a=1;b=2,3", NULL);
	add(&t->db, KIND_EVENT, "topic=Два", "form=круглый стол", "date=2026-10-01", NULL);
	text = exported(t);
	assert_int_equal(import_again(t, false), OK);
	took(t, 0, 0, 2);
	setup(&p);
	other = p;
	assert_int_equal(import_text(other, text), OK);
	took(other, 2, 0, 0);
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "form"), "семинар");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "time"), "08:30");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "minutes"), "45");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "place"), "а, б; в");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "mode"), "дистанционно");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "hours"), "2");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "link"), "https://example.ru/?a=1;b=2,3");
	assert_string_equal(shown(&other->db, KIND_EVENT, 1, "summary"), "");
	assert_int_equal(import_text(other, text), OK);
	took(other, 0, 0, 2);
	free(text);

	/* back home with a change made there, then an older file */
	assert_int_equal(set(&other->db, &e, KIND_EVENT, 1, "place=каб. 7", NULL), OK);
	text = exported(other);
	assert_int_equal(import_text(t, text), OK);
	took(t, 0, 1, 1);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "place"), "каб. 7");
	assert_int_equal(import_text(t, text), OK);
	took(t, 0, 0, 2);
	free(text);
	text = exported(t);
	assert_int_equal(set(&t->db, &e, KIND_EVENT, 1, "place=каб. 8", NULL), OK);
	assert_int_equal(import_text(t, text), OK);
	took(t, 0, 0, 2);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "place"), "каб. 8");
	has(t->report.faults.s, "новее");
	free(text);
	p = other;
	teardown(&p);
}

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static void test_update_and_cancel(void **state)
{
	struct both *t = *state;

	assert_int_equal(
		import_events(t, EVENT("UID:a\r\nDTSTART;TZID=Europe/Moscow:20260910T100000\r\nDURATION:PT1H30M\r\n"
				       "SUMMARY:Очень длинная\r\n  тема\r\nCATEGORIES:Работа,лекция\r\n"
				       "DESCRIPTION:а\\nб\\, в\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDESCRIPTION:не "
				       "то\r\nEND:VALARM\r\n")),
		OK);
	took(t, 1, 0, 0);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "topic"), "Очень длинная тема");
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "time"), "14:00");
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "minutes"), "90");
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "form"), "лекция");
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "summary"), "а\nб, в");
	/* moved by the action: the old day stays in the record */
	assert_int_equal(import_events(t, EVENT("UID:a\r\nSEQUENCE:3\r\nDTSTART:20260911T070000Z\r\nSUMMARY:Тема\r\n")),
			 OK);
	took(t, 0, 1, 0);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "date"), "11.09.2026");
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "state"), "перенесено");
	has(shown(&t->db, KIND_EVENT, 1, "history"), "10.09.2026 14:00");
	assert_int_equal(
		import_events(t, EVENT("UID:a\r\nSEQUENCE:2\r\nDTSTART:20260912T070000Z\r\nSUMMARY:Старое\r\n")), OK);
	took(t, 0, 0, 1);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "topic"), "Тема");
	assert_int_equal(
		import_events(t, EVENT("UID:a\r\nSEQUENCE:4\r\nDTSTART:20260911T070000Z\r\nSTATUS:CANCELLED\r\n")), OK);
	took(t, 0, 1, 0);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "state"), "отменено");
	assert_int_equal(import_text(t, "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:unknown\nDTSTART:"
					"20260911\nEND:VEVENT\nEND:VCALENDAR\n"),
			 OK);
	took(t, 0, 0, 0);
	assert_int_equal(count(&t->db, KIND_EVENT), 1);
}

static void test_series(void **state)
{
	static const char series[] =
		EVENT("UID:s\r\nDTSTART;TZID=Asia/Novokuznetsk:20260901T140000\r\nDTEND;TZID=Asia/"
		      "Novokuznetsk:20260901T153000\r\n"
		      "RRULE:FREQ=WEEKLY;COUNT=5\r\nEXDATE;TZID=Asia/Novokuznetsk:20260908T140000\r\nSUMMARY:Ряд\r\n")
			EVENT("UID:s\r\nRECURRENCE-ID;TZID=Asia/Novokuznetsk:20260915T140000\r\nDTSTART;TZID=Asia/"
			      "Novokuznetsk:20260916T100000\r\n"
			      "SUMMARY:Ряд в среду\r\n");
	struct both *t = *state;

	assert_int_equal(import_events(t, series), OK);
	took(t, 4, 0, 0);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "date"), "01.09.2026");
	assert_string_equal(shown(&t->db, KIND_EVENT, 2, "date"), "22.09.2026");
	assert_string_equal(shown(&t->db, KIND_EVENT, 4, "date"), "16.09.2026");
	assert_string_equal(shown(&t->db, KIND_EVENT, 4, "topic"), "Ряд в среду");
	assert_string_equal(shown(&t->db, KIND_EVENT, 4, "state"), "запланировано");
	has(shown(&t->db, KIND_EVENT, 4, "series"), "01.09.2026");
	assert_string_equal(shown(&t->db, KIND_EVENT, 2, "repeat"), "каждую неделю по вт, 5 раз, кроме 08.09.2026");
	assert_int_equal(import_events(t, series), OK);
	took(t, 0, 0, 4);
	/* one more is taken out: cancelled, not forgotten */
	assert_int_equal(
		import_events(t, EVENT("UID:s\r\nSEQUENCE:1\r\nDTSTART;TZID=Asia/Novokuznetsk:20260901T140000\r\n"
				       "RRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:Ряд\r\nEXDATE:20260908T070000Z\r\n")),
		OK);
	assert_string_equal(shown(&t->db, KIND_EVENT, 3, "state"), "отменено");
	assert_string_equal(shown(&t->db, KIND_EVENT, 2, "state"), "запланировано");
	/* without an end: to the end of the school year */
	assert_int_equal(
		import_events(t, EVENT("UID:e\r\nDTSTART:20270801\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Каждый день\r\n")),
		OK);
	took(t, 31, 0, 0);
	has(t->report.faults.s, "31.08.2027");
}

static void test_refusals(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *said;
	} bad[] = {
		{"", "файл пуст"},
		{"привет\n", "строка 1: «привет» — это не файл календаря"},
		{"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "нет ни одного занятия"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", "начато в строке 2 (VEVENT), не закончено"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "строка 2: не сказано, когда занятие начинается"},
		{"BEGIN:VCALENDAR\nчто-то\nEND:VCALENDAR\n", "строка 2 не разобрана: «что-то»"},
		{"END:VEVENT\n", "строка 1: конец «END:VEVENT» без начала"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:а\nEND:VEVENT\nEND:VCALENDAR\n", "строка 2: не сказано, когда занятие начинается"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260231\nEND:VEVENT\nEND:VCALENDAR\n", "строка 3: «20260231» — такого дня"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:завтра\nEND:VEVENT\nEND:VCALENDAR\n", "строка 3: день или время не разобрать: «завтра»"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260901T250000\nEND:VEVENT\nEND:VCALENDAR\n", "строка 3"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:\n 1\nDTSTART;TZID=Луна:20260901T100000\nEND:VEVENT\nEND:VCALENDAR\n",
		 "строка 5: часовой пояс «Луна» неизвестен"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260901\nEND:VEVENT\nEND:VCALENDAR\n", "строка 2: у занятия нет темы"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:а\nDTSTART:20260901T100000\nRRULE:FREQ=SECONDLY\nEND:VEVENT\nEND:VCALENDAR\n",
		 "строка 5: правило повтора «FREQ=SECONDLY» не принято"},
		{"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:а\nDTSTART:20260901\nRRULE:FREQ=DAILY;COUNT=0\nEND:VEVENT\nEND:VCALENDAR\n",
		 "строка 5: правило повтора «FREQ=DAILY;COUNT=0» не принято: COUNT"},
		{"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19000101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\n"
		 "RRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=X:20260901T100000\nEND:VEVENT\nEND:VCALENDAR\n",
		 "часовой пояс «X» неизвестен"},
	};
	/* clang-format on */
	struct both *t = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		enum err err = import_text(t, bad[i].text);

		if (err != ERR_INPUT || !strstr(buf_text(&t->report.faults), bad[i].said))
			fail_msg("%d «%s», expected «%s»", err, buf_text(&t->report.faults), bad[i].said);
		assert_int_equal(count(&t->db, KIND_EVENT), 0);
	}
}

/* So many that nobody keeps them are cut, and it is told where. */
static void test_bounds(void **state)
{
	struct both *t = *state;

	assert_int_equal(import_events(t, EVENT("UID:1\r\nSUMMARY:а\r\nDTSTART:20260901\r\n"
						"RRULE:FREQ=DAILY;UNTIL=21260901\r\n")),
			 OK);
	took(t, 500, 0, 0);
	has(t->report.faults.s, "принято 500: с 01.09.2026 по 13.01.2028");
	assert_int_equal(import_events(t, EVENT("UID:2\r\nSUMMARY:а\r\nDTSTART:20000904T100000\r\n"
						"RRULE:FREQ=WEEKLY;BYDAY=MO\r\n")),
			 OK);
	took(t, 500, 0, 0); /* what is over goes first */
	has(t->report.faults.s, "повтор без конца; приняты занятия по 31.08.2027");
	has(t->report.faults.s, "по 30.08.2027");
}

static void test_zones_of_the_file(void **state)
{
	struct both *t = *state;

	assert_int_equal(
		import_text(
			t, "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Свой пояс\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
			   "TZOFFSETFROM:+0400\nTZOFFSETTO:+0400\nEND:STANDARD\nEND:VTIMEZONE\n"
			   "BEGIN:VEVENT\nUID:1\nSUMMARY:а\nDTSTART;TZID=\"Свой пояс\":20260901T100000\nEND:VEVENT\n"
			   "BEGIN:VEVENT\nUID:2\nSUMMARY:б\nDTSTART;TZID=/mozilla.org/20050126_1/Europe/"
			   "Berlin:20260701T100000\nEND:VEVENT\n"
			   "BEGIN:VEVENT\nUID:3\nSUMMARY:в\nDTSTART;TZID=Europe/Berlin:20260101T220000\nEND:VEVENT\n"
			   "BEGIN:VEVENT\nUID:4\nSUMMARY:г\nDTSTART:20260101T220000\nEND:VEVENT\nEND:VCALENDAR\n"),
		OK);
	assert_string_equal(shown(&t->db, KIND_EVENT, 1, "time"), "13:00");
	assert_string_equal(shown(&t->db, KIND_EVENT, 2, "time"), "15:00"); /* summer time */
	assert_string_equal(shown(&t->db, KIND_EVENT, 3, "time"), "04:00");
	assert_string_equal(shown(&t->db, KIND_EVENT, 3, "date"), "02.01.2026");
	assert_string_equal(shown(&t->db, KIND_EVENT, 4, "time"), "22:00");
}

/* ---- damaged files ---- */

static const char seed[] =
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//"
	"EN\r\nMETHOD:PUBLISH\r\nBEGIN:VTIMEZONE\r\nTZID:My\r\nBEGIN:DAYLIGHT\r\n"
	"DTSTART:19810329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-"
	"1SU\r\nEND:DAYLIGHT\r\n"
	"BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;"
	"BYMONTH=10;BYDAY=-1SU\r\n"
	"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@b\r\nSEQUENCE:1\r\nDTSTAMP:20260901T000000Z\r\n"
	"DTSTART;TZID=My:20260901T140000\r\nDTEND;TZID=My:20260901T150000\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=4;"
	"BYSETPOS=-1\r\n"
	"EXDATE;TZID=My:20260925T140000,20261030T140000\r\nRDATE;VALUE=DATE:20261101\r\nSUMMARY:Тема\\, с\\; знак\r\n "
	"ами\\n\r\n"
	"CATEGORIES:а\\,б,лекция\r\nLOCATION:Где\r\nURL:http://"
	"a\r\nX-STAZH-MODE:очно\r\nSTATUS:CONFIRMED\r\nBEGIN:VALARM\r\n"
	"TRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:a@b\r\nRECURRENCE-ID;TZID=My:"
	"20261030T140000\r\n"
	"DTSTART;VALUE=DATE:20261031\r\nDURATION:P1DT2H\r\nSUMMARY:Б\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

static uint32_t random_state;

static uint32_t pick(uint32_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % n;
}

/* Bytes changed, pieces cut, doubled and moved, numbers blown up, words of the format put in. */
static void damage(struct buf *b)
{
	static const char *const words[] = {"99999999999",
					    "-1",
					    "BEGIN:VEVENT\r\n",
					    "END:VEVENT\r\n",
					    "\r\n ",
					    ";TZID=",
					    ":",
					    "\"",
					    ",",
					    "\\",
					    "FREQ=SECONDLY",
					    "INTERVAL=1",
					    "COUNT=5000",
					    "\xff",
					    "\xd0",
					    "00010101T000000",
					    "P99999W",
					    "BYDAY=53MO",
					    "=",
					    "\n"};
	uint32_t at = pick((uint32_t)b->n), n = pick(40);
	struct buf out = {0};

	buf_addn(&out, b->s, at);
	if (n > b->n - at)
		n = (uint32_t)(b->n - at);
	switch (pick(6)) {
	case 0: /* cut */
		break;
	case 1: /* double */
		buf_addn(&out, b->s + at, n);
		buf_addn(&out, b->s + at, n);
		break;
	case 2: /* from elsewhere */
		n = 0;
		buf_addn(&out, b->s + pick((uint32_t)(b->n / 2)), pick((uint32_t)(b->n / 2)));
		break;
	case 3:
		n = 0;
		buf_add(&out, words[pick(sizeof(words) / sizeof(*words))]);
		break;
	case 4: /* one byte */
		n = n ? 1 : 0;
		buf_addc(&out, (char)pick(256));
		break;
	default: /* a digit */
		n = 0;
		for (uint32_t i = at; i < b->n; i++)
			if (b->s[i] >= '0' && b->s[i] <= '9') {
				b->s[i] = (char)('0' + pick(10));
				break;
			}
	}
	buf_addn(&out, b->s + at + n, b->n - at - n);
	buf_free(b);
	*b = out;
}

static void test_damaged(void **state)
{
	const char *wanted = getenv("STAZH_FUZZ");
	long runs = wanted ? strtol(wanted, NULL, 10) : 1500;
	struct both *t = *state;
	size_t taken = 0;

	for (long i = 0; i < runs; i++) {
		struct buf b = {0};
		enum err err;

		random_state = 37 + (uint32_t)i * 2654435761u;
		buf_add(&b, seed);
		for (uint32_t k = pick(6); k > 0; k--)
			if (b.n > 80)
				damage(&b);
		write_file(t, b.s, b.n);
		err = import_again(t, true);
		if ((err != OK && err != ERR_INPUT) || (err && !*t->e.text) ||
		    !utf8_valid(buf_text(&t->report.faults), t->report.faults.n))
			fail_msg("seed %ld: %d «%s»", i, err, t->e.text);
		taken += !err;
		buf_free(&b);
	}
	assert_true(taken > 0);
	assert_int_equal(count(&t->db, KIND_EVENT), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_written, setup, teardown),
		cmocka_unit_test_setup_teardown(test_round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(test_update_and_cancel, setup, teardown),
		cmocka_unit_test_setup_teardown(test_series, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_zones_of_the_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
