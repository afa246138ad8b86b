/* Calendar files as other programs write them: what they mean is what is stored. Each is made anew after the thread of
 * a public repository that is named beside it. */
#include <time.h>

#include "database.h"
#include "stazh/ics/calendar.h"

struct both {
	struct database db;
	char file[80];
	struct import_report report;
	struct error e;
	bool skip_bad;
};

static int setup(void **state)
{
	struct both *t = mem_alloc(sizeof(*t));

	setenv("TZ", "Asia/Novokuznetsk", 1);
	tzset();
	database_open(&t->db, "2026-09-10", "");
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

static enum err import_bytes(struct both *t, const char *s, size_t n)
{
	static const struct assign form = {"form", "консультация"};
	FILE *f = fopen(t->file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, n, f), n);
	fclose(f);
	import_report_release(&t->report);
	t->e = (struct error){.code = OK};
	return import_file(&t->db.session,
			   &(struct import_request){.kind = KIND_EVENT,
						    .path = t->file,
						    .readers = calendar_readers,
						    .given = &form,
						    .given_n = 1,
						    .skip_bad = t->skip_bad,
						    .detail = true},
			   &t->report, &t->e);
}

/* Takes the calendar, which is without its first and last line. */
static void take(struct both *t, const char *inside)
{
	struct buf b = {0};

	buf_addf(&b, "BEGIN:VCALENDAR\r\n%sEND:VCALENDAR\r\n", inside);
	if (import_bytes(t, b.s, b.n))
		fail_msg("%s%s", buf_text(&t->report.faults), t->e.text);
	buf_free(&b);
}

static void is(struct both *t, uint32_t id, const char *field, const char *wanted)
{
	assert_string_equal(shown(&t->db, KIND_EVENT, id, field), wanted);
}

#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define DAY	     "DTSTART:20260914T140000\r\n"

/* nextcloud/calendar#4871, SimpleMobileTools/Simple-Calendar#1435, runbox7#1946 */
static void test_old_phones(void **state)
{
	struct both *t = *state;

	take(t, "VERSION:1.0\r\n"
	     /* a soft line end within a letter, and one before a line that looks like a property */
	     EVENT("UID:1\r\n" DAY "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=A1=D0=B5=D0=\r\n"
		   "=BC=D0=B8=D0=BD=D0=B0=D1=80=3A =\r\nA:B\r\n"
		   "LOCATION;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=CA=E0=E1. 12\r\n"
		   "DESCRIPTION;QUOTED-PRINTABLE;CHARSET=KOI8-R:=D0=C5=D2=D7=CF=C5=0D=0A=D7=D4=CF=D2=CF=C5; C:=5CX\r\n")
		     EVENT("UID:2\r\n" DAY "SUMMARY;ENCODING=QUOTED-PRINTABLE:=D1=E5=EC=E8=ED=E0=F0\r\n"
			   "LOCATION;ENCODING=BASE64;CHARSET=UTF-8:0JrQsNCx\r\n"));
	is(t, 1, "topic", "Семинар: A:B");
	is(t, 1, "place", "Каб. 12");
	is(t, 1, "summary", "первое\nвторое; C:\\X");
	is(t, 2, "topic", "Семинар");
	is(t, 2, "place", "Каб");
	assert_int_equal(import_bytes(t,
				      "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" DAY
				      "SUMMARY;CHARSET=МОЯ;ENCODING=QUOTED-PRINTABLE:=D0\nEND:VEVENT\nEND:VCALENDAR\n",
				      120),
			 ERR_INPUT);
}

/* A file in CP1251 has a line of its own letters and one that is told to be in UTF-8; and the other way round. */
static void test_letters_of_a_line(void **state)
{
	static const char text[] =
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n" DAY "SUMMARY:\xD1\xE5\xEC\xE8\xED\xE0\xF0\r\n"
		"LOCATION;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=9A=D0=B0=D0=B1\r\n"
		"DESCRIPTION;CHARSET=KOI8-R:\xD0\xC5\xD2\xD7\xCF\xC5\r\n"
		"END:VEVENT\r\nEND:VCALENDAR\r\n";
	struct both *t = *state;

	assert_int_equal(import_bytes(t, text, sizeof(text) - 1), OK);
	is(t, 1, "topic", "Семинар");
	is(t, 1, "place", "Каб");
	is(t, 1, "summary", "первое");
}

/* lfos/calcurse#274, nextcloud/calendar#336 and files that a mail program has been through */
static void test_line_ends(void **state)
{
	static const char letter[] =
		"BEGIN:VCALENDAR%sMETHOD:PUBLISH%s%sBEGIN:VEVENT%sUID:%zu%sDTSTART:20260914T1400%s 00%s"
		"SUMMARY:Пер\xD0%s \xB2ое%s%s  и второе%sDESCRIPTION:%sEND:VEVENT%sEND:VCALENDAR%s";
	static const char *const ends[] = {"\n", "\r\n", "\r\r\n", "\r"};
	struct both *t = *state;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		const char *n = ends[i];
		struct buf b = {0};

		buf_add(&b, i & 1 ? "\xEF\xBB\xBF" : "");
		buf_addf(&b, letter, n, n, n, n, i, n, n, n, n, n, n, n, n, n, n);
		if (import_bytes(t, b.s, b.n))
			fail_msg("%zu: %s", i, buf_text(&t->report.faults));
		buf_free(&b);
		is(t, (uint32_t)i + 1, "topic", "Первое и второе");
		is(t, (uint32_t)i + 1, "time", "14:00");
	}
}

/* nextcloud/calendar#336, jacobmischka/ics-merger#44: letters saved one behind the other; METHOD behind the events */
static void test_calendars_of_one_file(void **state)
{
	static const char text[] = "BEGIN:VCALENDAR\r\n" EVENT("UID:1\r\n" DAY "SUMMARY:а\r\n") EVENT(
		"UID:2\r\n" DAY "SUMMARY:б\r\n") "END:VCALENDAR\r\n\r\n\xEF\xBB\xBF"
						 "BEGIN:VCALENDAR\r\n" EVENT(
							 "UID:2\r\nSEQUENCE:1\r\n" DAY
							 "SUMMARY:б\r\n") "METHOD:CANCEL\r\nEND:VCALENDAR\r\n"
									  "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n" EVENT(
										  "UID:3\r\n" DAY
										  "SUMMARY:в\r\n") "END:VCALENDAR\r\n";
	struct both *t = *state;

	assert_int_equal(import_bytes(t, text, sizeof(text) - 1), OK);
	/* the second was there only to be cancelled */
	assert_int_equal(count(&t->db, KIND_EVENT), 2);
	is(t, 1, "topic", "а");
	is(t, 2, "topic", "в");
	is(t, 1, "state", "запланировано");
	is(t, 2, "state", "запланировано");
}

/* Twenty mebibytes of a picture in one line, and folded, are passed over. */
static void test_attachments(void **state)
{
	struct both *t = *state;
	struct buf b = {0};

	buf_add(&b, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n" DAY "ATTACH;ENCODING=BASE64;VALUE=BINARY:");
	buf_fill(&b, 'A', 10 << 20);
	buf_add(&b, "\r\nX-ALT-DESC;FMTTYPE=text/html:");
	for (size_t i = 0; i < (10 << 20) / 74; i++) {
		buf_fill(&b, 'A', 74);
		buf_add(&b, "\r\n ");
	}
	buf_add(&b, "\r\nSUMMARY:После\r\nBEGIN:VALARM\r\nSUMMARY:Не то\r\nDESCRIPTION:Не то\r\nDTSTART:20260101\r\n"
		    "END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
	assert_int_equal(import_bytes(t, b.s, b.n), OK);
	buf_free(&b);
	is(t, 1, "topic", "После");
	is(t, 1, "date", "14.09.2026");
	is(t, 1, "summary", "");
}

/* What a bad event has done before it was known to be bad does not stay. */
static void test_left_out(void **state)
{
	static const char text[] = "BEGIN:VCALENDAR\r\n" EVENT("UID:1\r\n" DAY "SUMMARY:а\r\n") EVENT("UID:2\r\n" DAY)
		EVENT("UID:3\r\nDTSTART:20260931\r\nSUMMARY:в\r\n") EVENT("UID:4\r\n" DAY "SUMMARY:г\r\n")
		/* moved, and then of a place that is too long */
		"BEGIN:VEVENT\r\nUID:0\r\nDTSTART:20260916T140000\r\nSUMMARY:Прежнее\r\nLOCATION:";
	struct both *t = *state;
	struct buf b = {0};

	take(t, EVENT("UID:0\r\n" DAY "SUMMARY:Прежнее\r\n"));
	buf_add(&b, text);
	buf_fill(&b, 'x', 5000);
	buf_add(&b, "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
	assert_int_equal(import_bytes(t, b.s, b.n), ERR_INPUT);
	assert_int_equal(count(&t->db, KIND_EVENT), 1);
	t->skip_bad = true;
	if (import_bytes(t, b.s, b.n))
		fail_msg("%s%s", t->report.faults.s, t->e.text);
	assert_int_equal(count(&t->db, KIND_EVENT), 3);
	assert_int_equal(t->report.added, 2);
	assert_int_equal(t->report.bad, 3);
	assert_int_equal(t->report.row_n, 5);
	assert_non_null(strstr(t->report.faults.s, "строка 7: у занятия нет темы"));
	assert_non_null(strstr(t->report.faults.s, "строка 13: «20260931»"));
	is(t, 1, "date", "14.09.2026");
	is(t, 1, "history", "");
	buf_free(&b);
	/* nothing would be left */
	buf_addf(&b, "BEGIN:VCALENDAR\r\n" EVENT("UID:9\r\n" DAY) "END:VCALENDAR\r\n");
	assert_int_equal(import_bytes(t, b.s, b.n), ERR_INPUT);
	buf_free(&b);
}

/* Ericsson/exchangecalendar#436, mguessan/davmail#351, icalendar/icalendar#71 */
static void test_whole_days(void **state)
{
	struct both *t = *state;
	static const struct {
		const char *lines, *day;
	} cases[] = {
		{"DTSTART:20260915T000000\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n", "15.09.2026"},
		{"DTSTART;TZID=Europe/Moscow:20260916T000000\r\nDTEND;TZID=Europe/Moscow:20260917T000000\r\n",
		 "16.09.2026"},
		/* Moscow's midnight, and that of Vladivostok */
		{"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nDTSTART:20260916T210000Z\r\nDTEND:20260917T210000Z\r\n",
		 "17.09.2026"},
		{"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nDTSTART:20260917T140000Z\r\nDTEND:20260918T140000Z\r\n",
		 "18.09.2026"},
		{"DTSTART:20260919T000000Z\r\nDURATION:P1D\r\n", "19.09.2026"},
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_clear(&b);
		buf_addf(&b, EVENT("UID:%zu\r\n%sSUMMARY:День\r\n"), i, cases[i].lines);
		take(t, b.s);
		is(t, (uint32_t)i + 1, "date", cases[i].day);
		is(t, (uint32_t)i + 1, "time", "");
		is(t, (uint32_t)i + 1, "minutes", "");
	}
	buf_free(&b);
	/* a lesson at midnight, and one of an hour that Exchange marks for no reason */
	take(t, EVENT("UID:a\r\nDTSTART:20260915T000000\r\nDURATION:PT1H\r\nSUMMARY:Час\r\n")
			EVENT("UID:b\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nDTSTART:20260915T100000\r\n"
			      "DTEND:20260915T110000\r\nSUMMARY:Час\r\n"));
	is(t, 6, "time", "00:00");
	is(t, 7, "time", "10:00");
	/* a series of days, with one taken out */
	take(t, EVENT("UID:c\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nDTSTART;TZID=Europe/Moscow:20260915T000000\r\n"
		      "DTEND;TZID=Europe/Moscow:20260916T000000\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
		      "EXDATE;TZID=Europe/Moscow:20260916T000000\r\nSUMMARY:Дни\r\n"));
	assert_int_equal(t->report.added, 2);
	is(t, 9, "date", "17.09.2026");
	is(t, 9, "time", "");
}

/* Rules of vCalendar 1.0. */
static void test_old_rules(void **state)
{
	struct both *t = *state;

	take(t, "VERSION:1.0\r\n" EVENT("UID:1\r\n" DAY "SUMMARY:а\r\nRRULE:W2 MO #3\r\n"));
	assert_int_equal(t->report.added, 3);
	is(t, 3, "date", "12.10.2026");
	take(t, "VERSION:1.0\r\n" EVENT("UID:2\r\n" DAY "SUMMARY:б\r\nRRULE:D1 20260917T235959\r\n"
					"EXDATE:20260915T140000;20260916T140000\r\n"));
	assert_int_equal(t->report.added, 2);
	take(t, "VERSION:1.0\r\n" EVENT("UID:3\r\n" DAY "SUMMARY:в\r\nRRULE:MP1 2+ MO #2\r\n"));
	is(t, 7, "date", "12.10.2026");
	assert_int_equal(import_bytes(t,
				      "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" DAY
				      "SUMMARY:г\nRRULE:W1 MO TU #3\nEND:VEVENT\nEND:VCALENDAR\n",
				      109),
			 ERR_INPUT);
}

/* HTML of Google and Outlook; line ends that nobody escaped. */
static void test_descriptions(void **state)
{
	static const struct {
		const char *value, *text;
	} cases[] = {
		{"", ""},
		{"a < b, b > a", "a < b, b > a"},
		{"Раз\\, два\\; три\\\\\\nчетыре", "Раз, два; три\\\nчетыре"},
		{"<p>Первое&nbsp;<b>важное</b></p><p>Второе<br>строка</p>", "Первое важное\n\nВторое\nстрока"},
		{"<html><head><style>p {x}</style></head><body>\\n<ul><li>а</li>\\n<li>б</li></ul></body></html>",
		 "– а\n– б"},
		{"<a href=\"https://e.ru/1\">Вход</a> и <a href='https://e.ru/2'>https://e.ru/2</a>",
		 "Вход (https://e.ru/1) и https://e.ru/2"},
		{"Раз<br>два\\nтри &lt;4&gt; &#1078;&#x416;", "Раз\nдва\nтри <4> жЖ"},
		{"Первая\r\nвторая: и\r\nhttps://e.ru/?a:b\r\nZoom ID: 1",
		 "Первая\nвторая: и\nhttps://e.ru/?a:b\nZoom ID: 1"},
	};
	struct both *t = *state;
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_clear(&b);
		buf_addf(&b, EVENT("UID:%zu\r\n" DAY "DESCRIPTION:%s\r\nSUMMARY:а\r\n"), i, cases[i].value);
		take(t, b.s);
		is(t, (uint32_t)i + 1, "summary", cases[i].text);
	}
	buf_free(&b);
}

/* tutao/tutanota#1916, tutao/tutanota#3764, pimutils/khal#129, pimutils/khal#1251: the beginning is good, and the doubt
 * is told beside it. */
static void test_ends(void **state)
{
	static const struct {
		const char *lines, *time, *minutes, *said;
	} cases[] = {
		{DAY "DTEND;VALUE=DATE:20260914\r\n", "14:00", "",
		 "строка 5: у начала есть время, а конец — просто день"},
		{"DTSTART;VALUE=DATE:20260914\r\nDTEND:20260914T150000\r\n", "", "",
		 "начало — просто день, а у конца есть время"},
		{DAY "DTEND:20260914T130000\r\n", "14:00", "", "конец раньше начала"},
		{"DTSTART;VALUE=DATE:20260914\r\nDTEND;VALUE=DATE:20260913\r\n", "", "", "конец раньше начала"},
		{DAY "DTEND:вечером\r\n", "14:00", "", "конец не разобрать: «вечером»"},
		{DAY "DTEND;TZID=Луна:20260914T150000\r\n", "14:00", "", "конец не разобрать"},
		{DAY "DURATION:-PT15M\r\n", "14:00", "", "сколько длится, не разобрать: «-PT15M»"},
		{DAY "DTEND:20260914T130000\r\nDURATION:PT45M\r\n", "14:00", "45", "конец раньше начала"},
		{DAY "DTEND:20260914T150000\r\nDURATION:PT45M\r\n", "14:00", "60", "не сходятся; принят конец"},
		{DAY "DTEND:20260914T144500\r\nDURATION:PT45M\r\n", "14:00", "45", NULL},
		{DAY "DTEND:20260914T140000\r\n", "14:00", "", NULL},
		{DAY "DURATION:PT0S\r\n", "14:00", "", NULL},
		{"DTSTART;VALUE=DATE:20260914\r\nDTEND;VALUE=DATE:20260914\r\n", "", "", NULL},
		{DAY "DTEND:20260917T140000\r\n", "14:00", "", "занятие длится не один день; принят первый"},
	};
	struct both *t = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf b = {0};
		const char *said = cases[i].said;

		buf_addf(&b, EVENT("UID:%zu\r\n%sSUMMARY:а\r\n"), i, cases[i].lines);
		take(t, b.s);
		buf_free(&b);
		is(t, (uint32_t)i + 1, "date", "14.09.2026");
		is(t, (uint32_t)i + 1, "time", cases[i].time);
		is(t, (uint32_t)i + 1, "minutes", cases[i].minutes);
		assert_int_equal(t->report.row_n, 1);
		if (said ? !strstr(buf_text(&t->report.faults), said) || !*t->report.row[0].why : *t->report.row[0].why)
			fail_msg("%zu: «%s», «%s»", i, buf_text(&t->report.faults), t->report.row[0].why);
	}
}

/* The days of the events that are not cancelled, in order of their numbers: «14 21 28». */
static const char *open_days(struct both *t)
{
	static char days[400];
	size_t n = 0;

	*days = '\0';
	for (uint32_t id = 1; id <= count(&t->db, KIND_EVENT); id++)
		if (strcmp(shown(&t->db, KIND_EVENT, id, "state"), "отменено") != 0)
			n += (size_t)snprintf(days + n, sizeof(days) - n, "%s%.5s", n ? " " : "",
					      shown(&t->db, KIND_EVENT, id, "date"));
	return days;
}

static void has_days(struct both *t, const char *wanted)
{
	assert_string_equal(open_days(t), wanted);
}

#define WEEKLY "RRULE:FREQ=WEEKLY;COUNT=4\r\n"

/* odoo/odoo#271787 */
static void test_single_and_series(void **state)
{
	struct both *t = *state;
	static const char one[] = EVENT("UID:1\r\nSUMMARY:а\r\nDTSTART:20260921T140000\r\n");

	/* a series of it, in which it is not the first */
	take(t, one);
	take(t, EVENT("UID:1\r\nSEQUENCE:1\r\nSUMMARY:а\r\n" DAY WEEKLY));
	has_days(t, "21.09 14.09 28.09 05.10");
	is(t, 1, "uid", "1/20260921");
	/* that letter comes late */
	take(t, one);
	has_days(t, "21.09 14.09 28.09 05.10");
	/* and the same series again */
	take(t, EVENT("UID:1\r\nSEQUENCE:1\r\nSUMMARY:а\r\n" DAY WEEKLY));
	assert_int_equal(t->report.same, 4);
	/* a single one again, moved: one is left */
	take(t, EVENT("UID:1\r\nSEQUENCE:2\r\nSUMMARY:а\r\nDTSTART:20260928T150000\r\n"));
	has_days(t, "28.09");
	is(t, 3, "time", "15:00");
	is(t, 3, "repeat", "");
	is(t, 3, "uid", "1");
	/* the series of before is older */
	take(t, EVENT("UID:1\r\nSEQUENCE:1\r\nSUMMARY:а\r\n" DAY WEEKLY));
	has_days(t, "28.09");
	assert_int_equal(count(&t->db, KIND_EVENT), 4);
}

/* jacobmischka/ics-merger#44, bitfireAT/davdroid#429 */
static void test_cancelled(void **state)
{
	struct both *t = *state;
	static const char series[] = EVENT("UID:1\r\nSEQUENCE:3\r\nSUMMARY:а\r\n" DAY WEEKLY);

	take(t, series);
	take(t, "METHOD:CANCEL\r\n" EVENT("UID:1\r\nSEQUENCE:3\r\nSUMMARY:а\r\nRECURRENCE-ID:20260921T140000\r\n"
					  "DTSTART:20260921T140000\r\n"));
	has_days(t, "14.09 28.09 05.10");
	take(t, "METHOD:CANCEL\r\n" EVENT("UID:1\r\nSEQUENCE:2\r\nSUMMARY:а\r\n" DAY));
	has_days(t, "14.09 28.09 05.10");
	take(t, "METHOD:CANCEL\r\n" EVENT("UID:1\r\nSEQUENCE:4\r\nSUMMARY:а\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:"
					  "20260928T140000\r\nDTSTART:20260928T140000\r\n"));
	has_days(t, "14.09");
	take(t, "METHOD:CANCEL\r\n" EVENT("UID:1\r\nSEQUENCE:5\r\nSUMMARY:а\r\n" DAY));
	has_days(t, "");
	/* nothing of what is cancelled is made */
	take(t, "METHOD:CANCEL\r\n" EVENT("UID:2\r\nSUMMARY:б\r\n" DAY WEEKLY));
	assert_int_equal(count(&t->db, KIND_EVENT), 4);
	assert_non_null(strstr(t->report.faults.s, "это отмена, а здесь такого и не было"));
}

/* This and later ones, in the file of the series and by itself. */
static void test_onwards(void **state)
{
	static const char series[] = EVENT("UID:1\r\nSUMMARY:а\r\n" DAY WEEKLY),
			  later[] = EVENT("UID:1\r\nSUMMARY:б\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260921T140000\r\n"
					  "DTSTART:20260922T160000\r\n");
	struct both *t = *state;
	struct buf both = {0};

	take(t, series);
	take(t, later);
	has_days(t, "14.09 22.09 29.09 06.10");
	is(t, 4, "topic", "б");
	is(t, 4, "time", "16:00");
	take(t, later);
	assert_int_equal(t->report.same, 3);
	buf_addf(&both, "%s%s", series, later);
	take(t, both.s);
	assert_int_equal(t->report.same, 4);
	for (char *s = both.s; (s = strstr(s, "UID:1")); s++)
		s[4] = '2';
	take(t, both.s);
	assert_int_equal(t->report.added, 4);
	has_days(t, "14.09 22.09 29.09 06.10 14.09 29.09 06.10 22.09");
	buf_free(&both);
}

/* mifi/ical-expander#24: an occurrence comes without its series, before it, and of an event that is single here. */
static void test_occurrences_alone(void **state)
{
	struct both *t = *state;

	take(t, EVENT("UID:1\r\nSUMMARY:а\r\n" DAY));
	take(t, EVENT("UID:1\r\nSUMMARY:а\r\nRECURRENCE-ID:20260914T140000\r\nDTSTART:20260915T140000\r\n"));
	has_days(t, "15.09");
	take(t, EVENT("UID:1\r\nSUMMARY:а\r\nRECURRENCE-ID:20260921T140000\r\nDTSTART:20260921T140000\r\n"));
	take(t, "METHOD:ADD\r\n" EVENT("UID:1\r\nSUMMARY:а\r\nDTSTART:20261012T140000\r\n"));
	has_days(t, "15.09 21.09 12.10");
	take(t, EVENT("UID:1\r\nSUMMARY:а\r\n" DAY WEEKLY "RDATE:20261012T140000\r\n"));
	has_days(t, "14.09 21.09 12.10 28.09 05.10");
}

/* «Unicode» of Windows; and what is no text. */
static void test_two_bytes_a_letter(void **state)
{
	static const char text[] =
		"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n" DAY "SUMMARY:ab\r\n cd\r\nEND:VEVENT\r\n"
		"END:VCALENDAR\r\n";
	struct both *t = *state;
	struct buf b = {0};

	buf_addn(&b, "\xFF\xFE", 2);
	for (const char *s = text; *s; s++)
		buf_addn(&b, (char[]){*s, 0}, 2);
	assert_int_equal(import_bytes(t, b.s, b.n), OK);
	is(t, 1, "topic", "abcd");
	buf_free(&b);
	assert_int_equal(import_bytes(t, "BEGIN:VCALENDAR\n\0\nEND:VCALENDAR\n", 32), ERR_INPUT);
}

#define ANSWER(name, status) "ATTENDEE;CN=\"" name "\";PARTSTAT=" status ":mailto:a@e.ru\r\n"

/* Outlook's and Google's letters of who comes: kept at the event, which stays as it is. */
static void test_answers(void **state)
{
	struct both *t = *state;

	take(t, EVENT("UID:1\r\nSEQUENCE:2\r\nSUMMARY:а\r\n" DAY));
	take(t, "METHOD:REPLY\r\n" EVENT("UID:1\r\nSUMMARY:Принято: а\r\nDTSTART:20260920T100000\r\n" ANSWER(
			"Иванова, М.П.", "ACCEPTED")));
	assert_int_equal(t->report.changed, 1);
	take(t, "METHOD:REPLY\r\n" EVENT("UID:1\r\n" ANSWER("Ким А.", "DECLINED"))
			EVENT("UID:1\r\n" ANSWER("Ли О.", "ACCEPTED"))
				EVENT("UID:1\r\nATTENDEE;PARTSTAT=TENTATIVE:MAILTO:b@e.ru\r\n"));
	is(t, 1, "replies", "придут: Иванова  М.П., Ли О.\nне придут: Ким А.\nможет быть, придут: b@e.ru");
	take(t, "METHOD:REPLY\r\n" EVENT("UID:1\r\n" ANSWER("Ким А.", "ACCEPTED"))
			EVENT("UID:1\r\n" ANSWER("Ли О.", "NEEDS-ACTION")));
	is(t, 1, "replies", "придут: Иванова  М.П., Ким А.\nможет быть, придут: b@e.ru");
	take(t, "METHOD:COUNTER\r\n" EVENT("UID:1\r\nDTSTART:20260920T100000\r\n" ANSWER("Ли О.", "TENTATIVE")));
	assert_non_null(
		strstr(t->report.faults.s, "Ли О. — предлагают другое время: 20.09.2026 10:00; занятие не изменено"));
	is(t, 1, "date", "14.09.2026");
	is(t, 1, "topic", "а");
	take(t, "METHOD:REPLY\r\n" EVENT("UID:9\r\n" ANSWER("Ли О.", "ACCEPTED")));
	assert_non_null(strstr(t->report.faults.s, "ответ о занятии, которого здесь нет"));
	assert_int_equal(count(&t->db, KIND_EVENT), 1);
	/* one day of a series */
	take(t, EVENT("UID:2\r\nSUMMARY:б\r\n" DAY WEEKLY));
	take(t, "METHOD:REPLY\r\n" EVENT("UID:2\r\nRECURRENCE-ID:20260921T140000\r\n" ANSWER("Ли О.", "DECLINED")));
	is(t, 2, "replies", "");
	is(t, 3, "replies", "не придут: Ли О.");
	has_days(t, "14.09 14.09 21.09 28.09 05.10");
}

/* Several versions of one event; what is stored is newer; two events of one name. */
static void test_versions(void **state)
{
	struct both *t = *state;
	static const char twins[] = EVENT("UID:1\r\nSUMMARY:а\r\nDTSTART:20260914\r\n")
		EVENT("UID:1\r\nSUMMARY:б\r\nDTSTART:20260915\r\n") EVENT("UID:2\r\nSUMMARY:в\r\nDTSTART:20260916\r\n");
	struct buf b = {0};

	take(t, EVENT("UID:1\r\nSEQUENCE:2\r\nSUMMARY:новое\r\n" DAY)
			EVENT("UID:1\r\nSEQUENCE:1\r\nSUMMARY:старое\r\n" DAY) EVENT("SUMMARY:без номера\r\n" DAY)
				EVENT("SUMMARY:без номера\r\n" DAY));
	assert_int_equal(t->report.added, 2);
	is(t, 1, "topic", "новое");
	assert_non_null(strstr(t->report.faults.s, "2 занятия есть в файле ещё раз"));
	take(t, EVENT("UID:3\r\nDTSTAMP:20260905T100000Z\r\nSUMMARY:позже\r\n" DAY));
	take(t, EVENT("UID:3\r\nDTSTAMP:20260901T100000Z\r\nSUMMARY:раньше\r\n" DAY));
	is(t, 3, "topic", "позже");
	assert_non_null(strstr(t->report.faults.s, "в базе новее, чем в файле"));
	take(t, EVENT("UID:3\r\nDTSTAMP:20260906T100000Z\r\nSUMMARY:ещё позже\r\n" DAY));
	is(t, 3, "topic", "ещё позже");
	buf_addf(&b, "BEGIN:VCALENDAR\r\n%sEND:VCALENDAR\r\n", twins);
	for (char *s = b.s; (s = strstr(s, "UID:")); s++)
		s[4] = (char)(s[4] + 5);
	assert_int_equal(import_bytes(t, b.s, b.n), ERR_INPUT);
	assert_non_null(strstr(t->report.faults.s, "обозначено так же, как занятие в строке 7"));
	t->skip_bad = true;
	assert_int_equal(import_bytes(t, b.s, b.n), OK);
	assert_int_equal(t->report.added, 2);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_old_phones, setup, teardown),
		cmocka_unit_test_setup_teardown(test_letters_of_a_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_line_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_calendars_of_one_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_attachments, setup, teardown),
		cmocka_unit_test_setup_teardown(test_left_out, setup, teardown),
		cmocka_unit_test_setup_teardown(test_whole_days, setup, teardown),
		cmocka_unit_test_setup_teardown(test_old_rules, setup, teardown),
		cmocka_unit_test_setup_teardown(test_descriptions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(test_single_and_series, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cancelled, setup, teardown),
		cmocka_unit_test_setup_teardown(test_onwards, setup, teardown),
		cmocka_unit_test_setup_teardown(test_occurrences_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_two_bytes_a_letter, setup, teardown),
		cmocka_unit_test_setup_teardown(test_answers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_versions, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
