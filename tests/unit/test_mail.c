/* Letters of deadlines by their parts: headers and messages as python's email and mail programs want them, who is told
 * what and when, the words of a letter, and the outbox between two processes, a refusal and a kill. */
#include "database.h"

#include <signal.h>
#include <sys/wait.h>

#include "../../src/mail/mail.h"
#include "stazh/base/utf8.h"
#include "stazh/settings/address.h"

/* ---- headers ---- */

static void add_octets(const char *s, size_t n, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;

	assert_true(n % 4 == 0);
	for (size_t i = 0; i < n && s[i] != '='; i++) {
		const char *digit = strchr(digits, s[i]);

		assert_true(digit && *digit);
		bits = bits << 6 | (unsigned)(digit - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(out, (char)(bits >> have & 0xff));
		}
	}
}

static bool is_text(const char *s, size_t n)
{
	uint32_t cp;

	for (size_t one; n; s += one, n -= one) {
		one = utf8_decode(s, n, &cp);
		if (!one)
			return false;
	}
	return true;
}

/* What a reader makes of the header: unfolded (RFC 5322, 2.2.3), encoded words decoded, the blanks between two of them
 * gone (RFC 2047, 6.2). Every word is whole characters of its own and 75 letters at most (2). */
static void add_read(const char *header, struct buf *out)
{
	const char *s = strchr(header, ':') + 2, *end;
	bool was_word = false;
	size_t blanks;

	while (*s) {
		blanks = strspn(s, " \n");
		if (!s[blanks])
			break;
		if (strncmp(s + blanks, "=?UTF-8?B?", 10) != 0) {
			while (blanks--)
				if (*s++ == ' ')
					buf_addc(out, ' ');
			for (; *s && *s != ' ' && *s != '\n'; s++)
				buf_addc(out, *s);
			was_word = false;
			continue;
		}
		for (size_t i = 0; i < blanks && !was_word; i++)
			if (s[i] == ' ')
				buf_addc(out, ' ');
		s += blanks;
		end = strstr(s, "?=");
		assert_non_null(end);
		assert_true(end + 2 - s <= 75);
		was_word = true;
		blanks = out->n;
		add_octets(s + 10, (size_t)(end - s - 10), out);
		assert_true(is_text(buf_text(out) + blanks, out->n - blanks));
		s = end + 2;
	}
}

/* One header and no more: no line but the first begins without a blank, none is empty or longer than a mail program
 * takes; nothing but printable ASCII. */
static void assert_header(const struct buf *b, const char *name)
{
	const char *line = buf_text(b);
	bool first = true;

	assert_int_equal(strncmp(line, name, strlen(name)), 0);
	assert_int_equal(line[b->n - 1], '\n');
	for (size_t n; *line; line += n + 1, first = false) {
		n = strcspn(line, "\n");
		assert_true(n > 0 && n <= 998);
		if (memmem(line, n, "=?UTF-8?B?", 10))
			assert_true(n <= 76); /* RFC 2047, 2 */
		assert_int_equal(*line == ' ', !first);
		assert_true(strspn(line, " ") < n); /* a line of blanks alone: 3.2.2 */
		for (size_t i = 0; i < n; i++)
			assert_true(line[i] >= ' ' && line[i] < 0x7f);
	}
}

static void assert_reads(const char *value, const char *as)
{
	struct buf b = {0}, read = {0};

	mime_header(&b, "Subject", value);
	assert_header(&b, "Subject: ");
	add_read(buf_text(&b), &read);
	assert_string_equal(buf_text(&read), as);
	buf_free(&b);
	buf_free(&read);
}

#define RUSSIAN_60 "Отчёт за две тысячи двадцать шестой учебный год и ещё слова, "

static void test_headers(void **state)
{
	char word[3000], shown[3001];
	struct buf b = {0};

	(void)state;
	assert_reads("Deadlines", "Deadlines");
	assert_reads("", "");
	assert_reads("Отчёт", "Отчёт");
	assert_reads(RUSSIAN_60 RUSSIAN_60 RUSSIAN_60, RUSSIAN_60 RUSSIAN_60 RUSSIAN_60);
	assert_reads(
		"a longer line of plain words that has to be folded somewhere, since nobody wants it so long as this",
		"a longer line of plain words that has to be folded somewhere, since nobody wants it so long as this");
	assert_reads("=?UTF-8?B?0JA=?=", "=?UTF-8?B?0JA=?="); /* these letters, and not what they would say */
	assert_reads("one\r\nBcc: thief@x.example\r\n\r\nthe text", "one  Bcc: thief@x.example    the text");
	assert_reads("два\nBcc: thief@x.example\t\x1b[31m", "два Bcc: thief@x.example  [31m");
	assert_reads("ab\xff\xd0", "ab??");
	memset(word, 'w', sizeof(word) - 1);
	word[sizeof(word) - 1] = 0;
	assert_reads(word, word); /* a line of 3,000 letters is none (2.1.1) */
	memset(word, ' ', 400);
	snprintf(shown, sizeof(shown), "%s", word);
	assert_reads(word, shown);

	mime_header(&b, "Subject",
		    "a longer line of plain words that has to be folded somewhere, since nobody wants it so long");
	assert_true(strcspn(buf_text(&b), "\n") <= 78); /* 2.1.1 */
	buf_free(&b);
}

/* Whatever stands in a value, it is one header that reads as the value does. */
static void test_any_header(void **state)
{
	static const char *const bits[] = {" ",	 "  ", "\n", "\r\n", "\t",    "a",    "word", "Слово", "ё",
					   "=?", "?=", ":",  "<",    "\"",    "😀",    "…",    "\x01",  "\x7f",
					   ",",	 "--", ".",  "\\",   "From ", "Bcc:", "=",    "№ 7",   "n\u0301"};
	struct buf value = {0}, plain = {0};

	(void)state;
	srandom(7);
	for (int i = 0; i < 3000; i++) {
		buf_clear(&value);
		buf_clear(&plain);
		for (long n = random() % 60; n > 0; n--)
			buf_add(&value, bits[(size_t)random() % (sizeof(bits) / sizeof(*bits))]);
		for (const char *s = buf_text(&value); *s; s++)
			buf_addc(&plain, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
		while (plain.n && plain.s[plain.n - 1] == ' ') /* nobody reads blanks at the end */
			plain.s[--plain.n] = 0;
		{
			struct buf b = {0}, read = {0};

			mime_header(&b, "X", buf_text(&value));
			assert_header(&b, "X: ");
			add_read(buf_text(&b), &read);
			while (read.n && read.s[read.n - 1] == ' ')
				read.s[--read.n] = 0;
			assert_string_equal(buf_text(&read), buf_text(&plain));
			buf_clear(&b);
			mime_address(&b, "Reply-To", buf_text(&value),
				     "a-longer-name-of-somebody@school.district.example");
			assert_header(&b, "Reply-To: ");
			assert_int_equal(strcmp(buf_text(&b) + b.n - 52,
						"<a-longer-name-of-somebody@school.district.example>\n"),
					 0);
			buf_free(&b);
			buf_free(&read);
		}
	}
	buf_free(&value);
	buf_free(&plain);
}

static void assert_address(const char *display, const char *as)
{
	struct buf b = {0};

	mime_address(&b, "To", display, "a@b.example");
	assert_header(&b, "To: ");
	assert_string_equal(buf_text(&b), as);
	buf_free(&b);
}

static void assert_copies(const char *list, const char *except, const char *as)
{
	struct buf b = {0};

	mime_addresses(&b, "Cc", list, except);
	assert_string_equal(buf_text(&b), as);
	buf_free(&b);
}

static void test_addresses(void **state)
{
	static const char *const wrong[] = {
		"a",	   "a@",	  "@b",	       "a@b@c",		"a b@c",      "-a@b", "a@-b",
		"a@b..c",  "a@b c",	  "Я <a@b",    "Я <a@b> и Он",	"Я a@b>",     "<>",   "Я <Он@b>",
		"<<a@b>>", "Я\nОн <a@b>", "\"Я <a@b>", "a@b\nBcc: c@d", "Он, она, a", ", ,"};
	struct address a;
	const char *s;

	(void)state;
	assert_address("", "To: <a@b.example>\n");
	assert_address("Smith", "To: Smith <a@b.example>\n");
	assert_address("J. Smith", "To: =?UTF-8?B?Si4gU21pdGg=?= <a@b.example>\n"); /* a dot is a special: 3.2.3 */
	assert_address("Ёлкина А.И.", "To: =?UTF-8?B?0IHQu9C60LjQvdCwINCQLtCYLg==?= <a@b.example>\n");
	assert_address("x\" <thief@x.example>,\n y",
		       "To: =?UTF-8?B?eCIgPHRoaWVmQHguZXhhbXBsZT4sICB5?= <a@b.example>\n");

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		bool found = false;

		for (s = wrong[i]; address_next(&s, &a);)
			found |= a.wrong != NULL;
		if (!found)
			fail_msg("«%s» is taken", wrong[i]);
	}
	s = "Директор, ЦИМС <d@c.example>, \"Зам\" <z@c.example> ,e@f.example,";
	assert_true(address_next(&s, &a) && !a.wrong);
	assert_int_equal(strncmp(a.name, "Директор, ЦИМС <", a.name_n + 2), 0);
	assert_true(address_next(&s, &a) && !a.wrong && a.name_n == strlen("Зам"));
	assert_true(address_next(&s, &a) && !a.wrong && !a.name_n && a.n == strlen("e@f.example"));
	assert_false(address_next(&s, &a));

	assert_copies("", "a@b.example", "");
	assert_copies("A@B.example", "a@b.example", "");
	assert_copies("x@y.example, A@B.example, Я <X@y.example>", "a@b.example", "Cc: <x@y.example>\n");
	assert_copies("x@y.example, xx@y.example", "", "Cc: <x@y.example>,\n <xx@y.example>\n");
}

static void test_body(void **state)
{
	static const char text[] = ".\n..\nFrom nobody\n--=_stazh_7--\nСлова\r\n\r\nBcc: thief@x.example\n";
	struct buf b = {0}, long_line = {0}, read = {0};
	struct mime_part parts[2] = {{"text/plain; charset=utf-8", NULL, text, sizeof(text) - 1}};
	const char *at;

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_add(&long_line, "ё");
	parts[1] = (struct mime_part){"text/calendar", "sroki.ics", buf_text(&long_line), long_line.n};
	mime_body(&b, 7, parts, 2);
	assert_non_null(strstr(buf_text(&b), "boundary=\"=_stazh_7\"\n\n--=_stazh_7\n"));
	assert_non_null(strstr(buf_text(&b), "filename=\"sroki.ics\""));
	at = strstr(buf_text(&b), "base64\n\n") + 8;
	for (size_t part = 0; part < 2; part++) {
		buf_clear(&read);
		for (size_t n; *at != '-'; at += n + 1) {
			n = strcspn(at, "\n");
			assert_true(n > 0 && n <= 76); /* RFC 2045, 6.8 */
			assert_true(*at != '.');
			add_octets(at, n, &read);
		}
		assert_int_equal(read.n, parts[part].n);
		assert_memory_equal(read.s, parts[part].text, read.n);
		assert_int_equal(strncmp(at, part ? "--=_stazh_7--\n" : "--=_stazh_7\n", part ? 14 : 12), 0);
		at = part ? at : strstr(at, "base64\n\n") + 8;
	}
	assert_string_equal(at, "--=_stazh_7--\n");
	buf_clear(&b);
	mime_date(&b, 1780000000); /* 28 May 2026, 20:26:40 UTC; a Thursday */
	assert_non_null(strstr(buf_text(&b), "Date: Thu, 28 May 2026 20:26:40 +0000\n"));
	buf_free(&b);
	buf_free(&read);
	buf_free(&long_line);
}

/* ---- who is told what ---- */

#define MAIL "[mail]\nfrom = ЦИМС <metod@cims.example>\nweekdays = пн-пт\n"

/* A methodist's base of 7 June 2027, a Monday: people who are written to, or not, and what is due of each. */
static void found(struct database *db, const char *today)
{
	database_open(db, today, MAIL);
	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "patronymic=Ивановна", "org=1", "email=e@s.example",
	    "consent_on=01.09.2026", NULL);
	add(db, KIND_PERSON, "surname=Жуков", "name=Пётр", "org=1", "email=z@s.example", "consent_on=01.09.2026", NULL);
}

static struct mail_plan plan_of(struct database *db, const struct mail_request *q)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);
	struct mail_plan plan = {.letters = NULL};

	if (mail_plan(tx, q, &plan, &e))
		fail_msg("%s", e.text);
	tx_end(&tx);
	return plan;
}

/* «Ёлкина А.И.: 2; …» of today, with why not. */
static void assert_plan(struct database *db, const struct mail_request *q, const char *as)
{
	struct mail_plan plan = plan_of(db, q);
	struct buf b = {0};

	for (size_t i = 0; i < plan.n; i++)
		buf_addf(&b, "%s%s: %zu%s%s", i ? "; " : "", plan.letters[i].name, plan.letters[i].n,
			 plan.letters[i].reach ? " " : "", reach_title(plan.letters[i].reach));
	assert_string_equal(buf_text(&b), as);
	buf_free(&b);
	mail_plan_release(&plan);
}

static void on_day(struct database *db, const char *day)
{
	db->session.today = date_parse_iso(day);
	setenv("STAZH_TODAY", day, 1);
}

static const struct mail_request by_rules = {.days = -1};

static void test_reach(void **state)
{
	struct database db;
	struct error e;

	(void)state;
	found(&db, "2027-06-07");
	add(&db, KIND_PERSON, "surname=Адова", "name=Ия", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Бодрова", "name=Ия", "org=1", "email=b@s.example", NULL);
	add(&db, KIND_PERSON, "surname=Вдовина", "name=Ия", "org=1", "email=v@s.example", "consent_on=08.06.2027",
	    NULL);
	add(&db, KIND_PERSON, "surname=Грачёва", "name=Ия", "org=1", "email=g@s.example", "consent_on=07.06.2027",
	    NULL);
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Адова И.", NULL);
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Бодрова И.", NULL);
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Вдовина И.", NULL);
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Грачёва И.", NULL);
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Дубов И.", NULL);
	add(&db, KIND_REMINDER, "what=сводка", "due=01.06.2027", "who=Грачёва И.", NULL);
	assert_plan(
		&db, &by_rules,
		"Адова И.: 1 нет адреса почты; Бодрова И.: 1 согласия нет; Вдовина И.: 1 согласия нет; Грачёва И.: 2; "
		"Дубов И.: 1 такого человека нет в базе");
	assert_plan(&db, &(struct mail_request){.days = -1, .who = "грач"}, "Грачёва И.: 2");
	assert_int_equal(set(&db, &e, KIND_PERSON, 6, "consent_on=", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_PERSON, 4, "archive", NULL), OK);
	assert_plan(&db, &(struct mail_request){.days = 0, .who = "г"}, "Грачёва И.: 1 согласия нет");
	assert_plan(&db, &(struct mail_request){.days = -1, .who = "бод"}, "Бодрова И.: 1 запись в архиве");
	database_close(&db);
}

/* A week ahead; what would fall on a day without letters is told before it. */
static void test_days(void **state)
{
	struct database db;

	(void)state;
	found(&db, "2027-06-03"); /* Thursday */
	add(&db, KIND_REMINDER, "what=отчёт", "due=11.06.2027", "who=Ёлкина А.И.", NULL);
	add(&db, KIND_REMINDER, "what=сводка", "due=13.06.2027", "who=Ёлкина А.И.", NULL);
	add(&db, KIND_REMINDER, "what=письмо", "due=14.06.2027", "who=Ёлкина А.И.", NULL);
	assert_plan(&db, &by_rules, "");
	assert_plan(&db, &(struct mail_request){.days = 8}, "Ёлкина А.И.: 1");
	on_day(&db, "2027-06-04"); /* Friday: what would be told on the days until Monday is told now */
	assert_plan(&db, &by_rules, "Ёлкина А.И.: 2");
	on_day(&db, "2027-06-05");
	assert_plan(&db, &by_rules, "");
	assert_plan(&db, &(struct mail_request){.days = -1, .any_day = true}, "Ёлкина А.И.: 2");
	on_day(&db, "2027-06-07");
	assert_plan(&db, &by_rules, "Ёлкина А.И.: 3");
	assert_true(mail_is_day(&db.config, date_parse_iso("2027-06-04")));
	assert_int_equal(mail_next_day(&db.config, date_parse_iso("2027-06-04")), date_parse_iso("2027-06-07"));
	database_close(&db);
}

/* ---- the words ---- */

/* The subject and the text of the letter to the first of today. */
static void assert_words(struct database *db, const char *subject, const char *part)
{
	struct mail_plan plan = plan_of(db, &by_rules);
	struct buf head = {0}, text = {0};
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db->session.store, &e);

	assert_true(plan.n > 0);
	if (mail_text(tx, &plan.letters[0], &head, &text, &e))
		fail_msg("%s", e.text);
	assert_string_equal(buf_text(&head), subject);
	if (!strstr(buf_text(&text), part))
		fail_msg("no «%s» in:\n%s", part, buf_text(&text));
	buf_free(&head);
	buf_free(&text);
	tx_end(&tx);
	mail_plan_release(&plan);
}

static void test_words(void **state)
{
	static const struct {
		int n;
		const char *ahead, *over;
	} counts[] = {{1, "Впереди 1 дело:", "Срок уже вышел у 1 дела:"},
		      {2, "Впереди 2 дела:", "Срок уже вышел у 2 дел:"},
		      {5, "Впереди 5 дел:", "Срок уже вышел у 5 дел:"},
		      {11, "Впереди 11 дел:", "Срок уже вышел у 11 дел:"},
		      {21, "Впереди 21 дело:", "Срок уже вышел у 21 дела:"}};
	struct database db;
	struct error e;
	char subject[200];
	int n = 0;

	(void)state;
	found(&db, "2027-06-07");
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		for (; n < counts[i].n; n++)
			add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Ёлкина А.И.", NULL);
		on_day(&db, "2027-06-07");
		snprintf(subject, sizeof(subject), "Напоминание о сроках: впереди %d", n);
		assert_words(&db, subject, counts[i].ahead);
		assert_words(&db, subject, "Уважаемая Анна Ивановна!");
		assert_words(&db, subject, "- 08.06.2027, завтра: отчёт\n"); /* of no school: nothing after it */
		on_day(&db, "2027-06-09");
		snprintf(subject, sizeof(subject), "Напоминание о сроках: просрочено %d", n);
		assert_words(&db, subject, counts[i].over);
	}
	on_day(&db, "2027-06-08");
	assert_int_equal(set(&db, &e, KIND_REMINDER, 1, "due=01.06.2027", NULL), OK);
	assert_words(&db, "Напоминание о сроках: просрочено 1, впереди 20", "Впереди ещё 20 дел:");
	database_close(&db);
}

/* The whole letter, made of what the records tell, with a template that puts a record's text into the subject. */
static void test_message(void **state)
{
	struct mail_plan plan;
	struct buf b = {0};
	struct error e = {.code = OK};
	struct database db;
	struct tx *tx;
	char *end;
	char what[400] = "what=Bcc: thief@x.example";
	int headers = 0;

	(void)state;
	found(&db, "2027-06-07");
	for (size_t n = strlen(what); n + 3 < 300; n += 2)
		memcpy(what + n, "ё", 3);
	add(&db, KIND_REMINDER, what, "due=08.06.2027", "who=Ёлкина А.И.", NULL);
	plan = plan_of(&db, &by_rules);
	plan.letters[0].note = "первая\r\nBcc: thief@x.example\r\n\r\n.\r\nпоследняя";
	plan.letters[0].name = "Очень Длинное Имя, Которое Никто Не Набирает, Кроме Проверок";
	tx = tx_read(db.session.store, &e);
	if (mail_message(tx, &plan.letters[0], 1780000000, &b, &e))
		fail_msg("%s", e.text);
	tx_end(&tx);
	assert_null(strchr(buf_text(&b), '\r'));
	assert_null(strstr(buf_text(&b), "\nBcc"));
	assert_null(strstr(buf_text(&b), "\n."));
	end = strstr(buf_text(&b), "\n\n");
	assert_non_null(end);
	*end = 0;
	for (const char *line = buf_text(&b); line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		assert_true(strcspn(line, "\n") <= 78); /* RFC 5322, 2.1.1 */
		headers += *line != ' ';
	}
	assert_int_equal(headers, 8); /* From To Subject Date Message-ID Auto-Submitted MIME-Version Content-Type */
	assert_non_null(strstr(buf_text(&b), "From: =?UTF-8?B?0KbQmNCc0KE=?= <metod@cims.example>\n"));
	buf_free(&b);
	mail_plan_release(&plan);
	database_close(&db);
}

/* ---- the outbox ---- */

static size_t composed(struct database *db, uint32_t *first)
{
	struct mail_report report = {.sent = 0};
	struct error e = {.code = OK};
	struct outbox box;
	size_t n;

	if (outbox_compose(&db->session, &by_rules, &box, &report, &e))
		fail_msg("%s", e.text);
	n = box.n;
	if (first)
		*first = n ? box.ids[0] : 0;
	free(box.ids);
	mail_report_release(&report);
	return n;
}

static bool claimed(struct database *db, uint32_t id)
{
	struct mail_report report = {.sent = 0};
	struct error e = {.code = OK};
	struct buf message = {0};
	bool gone = true;

	if (outbox_claim(&db->session, id, &message, &gone, &report, &e))
		fail_msg("%s", e.text);
	assert_int_equal(gone, !message.n);
	buf_free(&message);
	mail_report_release(&report);
	return !gone;
}

static void noted(struct database *db, uint32_t id, bool sent, const char *why)
{
	struct error e = {.code = OK};

	if (outbox_note(&db->session, id, sent, why, &e))
		fail_msg("%s", e.text);
}

static struct mail_standing standing(struct database *db)
{
	struct tx *tx = tx_read(db->session.store, NULL);
	struct mail_standing m = mail_standing(tx);

	tx_end(&tx);
	return m;
}

static void test_retry(void **state)
{
	struct database db;
	struct error e;
	uint32_t id;

	(void)state;
	found(&db, "2027-06-07");
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Ёлкина А.И.", NULL);
	assert_int_equal(composed(&db, &id), 1);
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_WAITS);
	assert_int_equal(standing(&db).waiting, 1);
	assert_false(standing(&db).failed);	  /* it was not tried yet */
	assert_int_equal(composed(&db, NULL), 1); /* the same one */
	assert_int_equal(count(&db, KIND_LETTER), 1);
	assert_true(claimed(&db, id));
	assert_false(claimed(&db, id)); /* somebody has it in hand */
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_HANDED);
	assert_int_equal(composed(&db, NULL), 0); /* as good as told */
	noted(&db, id, false, "450 позже");
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_WAITS);
	assert_string_equal(shown(&db, KIND_LETTER, id, "failure"), "450 позже");
	assert_true(standing(&db).failed);

	on_day(&db, "2027-06-09");
	add(&db, KIND_REMINDER, "what=сводка", "due=10.06.2027", "who=Ёлкина А.И.", NULL);
	assert_int_equal(composed(&db, NULL), 1);
	assert_non_null(strstr(shown(&db, KIND_LETTER, id, "told"), "сводка")); /* what is due by now */
	assert_int_equal(standing(&db).waits_since, date_parse_iso("2027-06-07"));
	assert_true(claimed(&db, id));
	noted(&db, id, true, "");
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_SENT);
	assert_string_equal(shown(&db, KIND_LETTER, id, "failure"), "");
	assert_string_equal(shown(&db, KIND_LETTER, id, "tries"), "2");
	assert_string_equal(shown(&db, KIND_LETTER, id, "sent_on"), "09.06.2027");
	noted(&db, id, false, "поздно"); /* it is settled */
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_SENT);
	assert_false(claimed(&db, id));
	assert_int_equal(composed(&db, NULL), 0);
	on_day(&db, "2027-06-15");
	assert_int_equal(composed(&db, NULL), 0);
	on_day(&db, "2027-06-16");
	assert_int_equal(composed(&db, NULL), 1);
	assert_int_equal(count(&db, KIND_LETTER), 2);

	/* who waits is looked at again: all is done, or there is no consent any more */
	assert_int_equal(act(&db, &e, KIND_REMINDER, 1, "done", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_REMINDER, 2, "done", NULL), OK);
	assert_false(claimed(&db, 2));
	assert_string_equal(shown(&db, KIND_LETTER, 2, "state"), LETTER_DROPPED);
	add(&db, KIND_REMINDER, "what=список", "due=17.06.2027", "who=Ёлкина А.И.", NULL);
	assert_int_equal(composed(&db, &id), 1);
	assert_int_equal(set(&db, &e, KIND_PERSON, 1, "consent_on=", NULL), OK);
	assert_int_equal(composed(&db, NULL), 0);
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_DROPPED);
	assert_int_equal(standing(&db).waiting, 0);
	assert_sound(&db);
	database_close(&db);
}

/* Claimed by a process that is killed before its note: it is never sent by itself again. */
static void test_killed(void **state)
{
	struct database db;
	struct error e;
	int status = 0;
	uint32_t id;
	pid_t child;

	(void)state;
	found(&db, "2027-06-07");
	add(&db, KIND_REMINDER, "what=отчёт", "due=08.06.2027", "who=Ёлкина А.И.", NULL);
	assert_int_equal(composed(&db, &id), 1);
	session_close(&db.session); /* LMDB is not taken over a fork */
	child = fork();
	if (!child) {
		struct session s = {.press = &document_press};

		if (session_open(&s, &db.config, NULL, &e))
			_exit(1);
		db.session = s;
		claimed(&db, id);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	db.session = (struct session){.press = &document_press};
	assert_int_equal(session_open(&db.session, &db.config, NULL, &e), OK);
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_HANDED);
	assert_int_equal(standing(&db).unknown, 1);
	assert_false(claimed(&db, id));
	assert_int_equal(composed(&db, NULL), 0);
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_UNKNOWN);
	noted(&db, id, true, ""); /* whose it was is gone */
	assert_string_equal(shown(&db, KIND_LETTER, id, "state"), LETTER_UNKNOWN);
	on_day(&db, "2027-06-14");
	assert_int_equal(standing(&db).unknown_since, date_parse_iso("2027-06-07"));
	assert_int_equal(composed(&db, NULL), 1); /* a week later it is time again, whatever became of the first one */
	assert_int_equal(count(&db, KIND_LETTER), 2);
	assert_int_equal(act(&db, &e, KIND_LETTER, id, "arrived", NULL), OK);
	assert_string_equal(shown(&db, KIND_LETTER, id, "sent_on"), "07.06.2027");
	assert_int_equal(standing(&db).unknown, 0);
	database_close(&db);
}

/* By hand: whatever was told before; it waits on, with its note, and is not told a second time meanwhile. */
static void test_by_hand(void **state)
{
	struct deadline which = {.kind = DL_REMINDER, .rec_kind = KIND_REMINDER, .rec_id = 1};
	struct mail_plan plan = {.letters = NULL};
	struct error e = {.code = OK};
	struct outbox box;
	struct database db;
	struct tx *tx;

	(void)state;
	found(&db, "2027-06-07");
	add(&db, KIND_REMINDER, "what=отчёт", "due=10.06.2027", "who=Ёлкина А.И.; Жуков П.", NULL);
	which.due = date_parse_iso("2027-06-10");
	tx = tx_read(db.session.store, &e);
	assert_int_equal(mail_plan_of(tx, &which, 1, &plan, &e), OK);
	tx_end(&tx);
	assert_int_equal(plan.n, 2);
	assert_int_equal(outbox_put(&db.session, &plan, "Жду до пятницы.", &box, &e), OK);
	mail_plan_release(&plan);
	assert_int_equal(box.n, 2);
	assert_true(claimed(&db, box.ids[0]));
	noted(&db, box.ids[0], true, "");
	assert_true(claimed(&db, box.ids[1]));
	noted(&db, box.ids[1], false, "нет связи");
	assert_string_equal(shown(&db, KIND_LETTER, box.ids[1], "note"), "Жду до пятницы.");
	assert_int_equal(composed(&db, NULL), 1); /* the one that waits, and no other by the rules */
	assert_true(claimed(&db, box.ids[1]));
	noted(&db, box.ids[1], true, "");
	assert_int_equal(composed(&db, NULL), 0);
	assert_int_equal(count(&db, KIND_LETTER), 2);
	free(box.ids);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers), cmocka_unit_test(test_any_header), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_body),	cmocka_unit_test(test_reach),	   cmocka_unit_test(test_days),
		cmocka_unit_test(test_words),	cmocka_unit_test(test_message),	   cmocka_unit_test(test_retry),
		cmocka_unit_test(test_killed),	cmocka_unit_test(test_by_hand),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
