/* The register of certificates: numbers one after another in a calendar year, without gaps and doubles. It has no
 * counter: the next number follows from the records, so what is undone gives its number back, and two who issue at once
 * are two transactions, one after the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "internships.h"
#include "stazh/base/utf8.h"
#include "stazh/domain/attendance.h"

bool certificate_parse(const char *text, long *number, int *year)
{
	char *end;

	if (*text < '0' || *text > '9' || strlen(text) > 20)
		return false;
	*number = strtol(text, &end, 10);
	if (*number < 1 || *end != '/' || strlen(end + 1) != 4 || strspn(end + 1, "0123456789") != 4)
		return false;
	*year = atoi(end + 1);
	return true;
}

#define MARK "№ "

static void copy(char *out, size_t size, const char *s, size_t n)
{
	snprintf(out, size, "%.*s", (int)utf8_prefix(s, n, (int)size / 2 - 1), s);
}

/* «№ 12/2027 от 01.06.2027, 24 ч.; аннулирована 05.06.2027: ошибка в часах» */
static void read_annulled(const char *line, size_t n, struct certificate *out)
{
	const char *number = n > strlen(MARK) && !memcmp(line, MARK, strlen(MARK)) ? line + strlen(MARK) : line;
	const char *note = memchr(line, ';', n), *end = note ? note : line + n;
	size_t length = strcspn(number, " ,;");
	int day, month, year;
	const char *hours;
	char rest[80];

	copy(out->number, sizeof(out->number), number, length);
	copy(rest, sizeof(rest), number + length, (size_t)(end - number) - length);
	if (sscanf(rest, " от %2d.%2d.%4d", &day, &month, &year) == 3)
		out->on = date_from_ymd(year, month, day);
	hours = strchr(rest, ',');
	out->hours = hours ? strtol(hours + 1, NULL, 10) : 0;
	copy(out->note, sizeof(out->note), note ? note + 2 : "аннулирована",
	     note ? n - (size_t)(note + 2 - line) : strlen("аннулирована"));
}

bool certificate_at(const struct record *trainee, size_t i, struct certificate *out)
{
	const char *p = record_text(trainee, TRAINEE_ANNULLED);
	bool valid = record_has(trainee, TRAINEE_CERTIFICATE);

	*out = (struct certificate){.on = DATE_NONE};
	if (valid && i == 0) {
		snprintf(out->number, sizeof(out->number), "%s", record_text(trainee, TRAINEE_CERTIFICATE));
		out->on = record_date(trainee, TRAINEE_CERTIFIED_ON);
		out->hours = (long)record_int(trainee, TRAINEE_CERTIFIED_HOURS);
		return true;
	}
	for (i -= valid; *p && i; i--) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	if (*p)
		read_annulled(p, strcspn(p, "\n"), out);
	return *p;
}

void certificate_annul(struct record *trainee, int32_t on, const char *reason)
{
	struct buf lines = {0};

	buf_addf(&lines, "%s%s" MARK "%s", record_text(trainee, TRAINEE_ANNULLED),
		 record_has(trainee, TRAINEE_ANNULLED) ? "\n" : "", record_text(trainee, TRAINEE_CERTIFICATE));
	if (record_has(trainee, TRAINEE_CERTIFIED_ON)) {
		buf_add(&lines, " от ");
		date_add_ru(&lines, record_date(trainee, TRAINEE_CERTIFIED_ON));
	}
	if (record_has(trainee, TRAINEE_CERTIFIED_HOURS))
		buf_addf(&lines, ", %ld ч.", (long)record_int(trainee, TRAINEE_CERTIFIED_HOURS));
	buf_add(&lines, "; аннулирована ");
	date_add_ru(&lines, on);
	buf_add(&lines, ": ");
	for (const char *p = reason; *p; p++)
		buf_addc(&lines, *p == '\n' ? ' ' : *p);
	record_set_text(trainee, TRAINEE_ANNULLED, lines.s);
	record_unset(trainee, TRAINEE_CERTIFICATE);
	record_unset(trainee, TRAINEE_CERTIFIED_ON);
	record_unset(trainee, TRAINEE_CERTIFIED_HOURS);
	buf_free(&lines);
}

static int compare(const void *a, const void *b)
{
	const struct register_line *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* The year is a word of the number, so the index of words finds them. */
struct register_line *certificates_of(struct tx *tx, int year, size_t *n)
{
	struct register_line *lines = NULL;
	struct certificate c;
	struct record r = {0};
	char word[12];
	uint64_t *ids;
	size_t found, cap = 0;

	snprintf(word, sizeof(word), "%d", year);
	ids = words_find(tx, word, KIND_TRAINEE, &found);
	*n = 0;
	for (size_t i = 0; i < found; i++)
		for (size_t j = 0; load(tx, KIND_TRAINEE, (uint32_t)ids[i], &r) && certificate_at(&r, j, &c); j++) {
			struct register_line line = {.trainee = r.id, .i = j};
			int of;

			if (!certificate_parse(c.number, &line.number, &of) || of != year)
				continue;
			lines = mem_grow(lines, *n, &cap, sizeof(*lines));
			lines[(*n)++] = line;
		}
	if (*n)
		qsort(lines, *n, sizeof(*lines), compare);
	free(ids);
	record_release(&r);
	return lines;
}

struct register_line *certificates_of_school_year(struct tx *tx, int year, size_t *n)
{
	struct register_line *all = NULL;
	struct record r = {0};
	struct certificate c;
	size_t cap = 0;

	*n = 0;
	for (int of = year; of <= year + 1; of++) { /* by the calendar it is two years */
		size_t lines_n;
		struct register_line *lines = certificates_of(tx, of, &lines_n);

		for (size_t i = 0; i < lines_n; i++) {
			if (!load(tx, KIND_TRAINEE, lines[i].trainee, &r) || !certificate_at(&r, lines[i].i, &c) ||
			    (c.on == DATE_NONE ? of - 1 : school_year_of(c.on)) != year)
				continue;
			all = mem_grow(all, *n, &cap, sizeof(*all));
			all[(*n)++] = lines[i];
		}
		free(lines);
	}
	record_release(&r);
	return all;
}

static long next_number(struct tx *tx, int year)
{
	size_t n;
	struct register_line *lines = certificates_of(tx, year, &n);
	long next = n ? lines[n - 1].number + 1 : 1;

	free(lines);
	return next;
}

/* May it be of a day between these two? */
static enum err check_days(struct tx *tx, const struct record *trainee, int32_t first, int32_t last, const char *at,
			   struct error *e)
{
	struct record group = {0};
	struct buf text = {0};
	int32_t end;

	load_ref(tx, KIND_GROUP, trainee, TRAINEE_GROUP, &group);
	end = trainee_end(trainee, &group);
	record_release(&group);
	if (first > tx_session(tx)->today) {
		rule_refuse(tx, e, RULE_CERTIFICATE, "справку нельзя выдать будущим числом");
		return error_at(e, at);
	}
	if (end != DATE_NONE && last < end) {
		buf_add(&text, "справку нельзя выдать раньше, чем кончилась стажировка, — ");
		date_add_ru(&text, end);
		rule_refuse(tx, e, RULE_CERTIFICATE, "%s", text.s);
		buf_free(&text);
		return error_at(e, at);
	}
	return OK;
}

enum err certificate_check(struct tx *tx, const struct record *trainee, int32_t on, long hours, struct error *e)
{
	enum err err = check_days(tx, trainee, on, on, "date", e);
	long held;

	if (!err && hours > (held = trainee_hours_held(tx, trainee, on))) {
		rule_refuse(tx, e, RULE_CERTIFICATE,
			    "в справке %ld %s, а к этому дню проведено %ld, из них стажёр был на %d", hours,
			    text_plural(hours, "час", "часа", "часов"), held,
			    trainee_hours(tx, trainee->id, DATE_MIN, on));
		return error_at(e, "hours");
	}
	return err;
}

void certificate_issue(struct tx *tx, struct record *trainee, int32_t on, struct buf *notice)
{
	int year, month, day;
	struct buf text = {0};
	long hours;

	date_to_ymd(on, &year, &month, &day);
	buf_addf(&text, "%ld/%d", next_number(tx, year), year);
	record_set_text(trainee, TRAINEE_CERTIFICATE, text.s);
	record_set_date(trainee, TRAINEE_CERTIFIED_ON, on);
	if (!record_has(trainee, TRAINEE_CERTIFIED_HOURS) && (hours = trainee_hours(tx, trainee->id, DATE_MIN, on)))
		record_set_int(trainee, TRAINEE_CERTIFIED_HOURS, hours);
	if (notice)
		buf_addf(notice, "Справка № %s\n", text.s);
	buf_free(&text);
}

static bool has_number(const struct record *trainee, const char *number)
{
	struct certificate c;

	for (size_t i = 0; trainee && certificate_at(trainee, i, &c); i++)
		if (!strcmp(c.number, number))
			return true;
	return false;
}

/* Another trainee with the same number; 0: none. */
static uint32_t holder(struct tx *tx, const char *certificate, uint32_t but)
{
	struct record r = {0};
	uint32_t found = 0;
	size_t n;
	uint64_t *ids = words_find(tx, certificate, KIND_TRAINEE, &n);

	for (size_t i = 0; i < n && !found; i++)
		if ((uint32_t)ids[i] != but && load(tx, KIND_TRAINEE, (uint32_t)ids[i], &r) &&
		    has_number(&r, certificate))
			found = r.id;
	free(ids);
	record_release(&r);
	return found;
}

static enum err refuse_twice(struct tx *tx, const char *number, uint32_t holder, struct error *e)
{
	struct buf label = {0};

	label_add(tx, KIND_TRAINEE, holder, &label);
	rule_refuse(tx, e, RULE_CERTIFICATE, "справка № %s уже выдана: %s", number, buf_text(&label));
	buf_free(&label);
	return error_at(e, "certificate");
}

enum err certificate_check_typed(struct tx *tx, const struct record *trainee, const char *typed, int32_t on,
				 struct error *e)
{
	uint32_t other = holder(tx, typed, 0);
	enum err err = OK;
	long number, next;
	int year;

	if (other)
		return refuse_twice(tx, typed, other, e);
	if (on != DATE_NONE && (err = check_days(tx, trainee, on, on, "certified_on", e)))
		return err;
	if (!certificate_parse(typed, &number, &year))
		return OK;
	if (on != DATE_NONE && (on < date_from_ymd(year, 1, 1) || on > date_from_ymd(year, 12, 31))) {
		rule_refuse(tx, e, RULE_CERTIFICATE, "справка № %s другого года, чем её день", typed);
		return error_at(e, "certified_on");
	}
	if ((err = check_days(tx, trainee, date_from_ymd(year, 1, 1), date_from_ymd(year, 12, 31), "certificate", e)) ||
	    number <= (next = next_number(tx, year)))
		return err;
	rule_refuse(tx, e, RULE_CERTIFICATE, "справка № %s оставила бы в журнале пропуск: следующий номер — %ld/%d",
		    typed, next, year);
	return error_at(e, "certificate");
}

static enum err refuse_gap(struct tx *tx, const char *certificate, struct error *e)
{
	enum err err = OK;
	long number, last;
	int year;

	if (!certificate_parse(certificate, &number, &year))
		return OK;
	last = next_number(tx, year) - 1;
	if (last > number) {
		rule_refuse(tx, e, RULE_CERTIFICATE,
			    "справка № %s в журнале уже не последняя, есть № %ld/%d: номер остаётся за ней, иначе в "
			    "журнале будет "
			    "пропуск",
			    certificate, last, year);
		err = error_at(e, "certificate");
	}
	return err;
}

/* «04/2027» would be a double of «4/2027» that nobody finds. */
static enum err refuse_zeros(struct tx *tx, const char *certificate, struct error *e)
{
	long number;
	int year;

	if (*certificate != '0' || !certificate_parse(certificate, &number, &year))
		return OK;
	rule_refuse(tx, e, RULE_CERTIFICATE, "номер справки пишут без нулей впереди: %ld/%d", number, year);
	return error_at(e, "certificate");
}

enum err certificate_kept(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct certificate c;
	uint32_t other;
	enum err err = OK;

	if (!is)
		return certificate_at(was, 0, &c) ? rule_refuse(tx, e, RULE_CERTIFICATE,
								"стажёру выдана справка № %s, его запись нужна журналу "
								"справок; её можно убрать в архив",
								c.number)
						  : OK;
	for (size_t i = 0; was && certificate_at(was, i, &c) && !err; i++)
		if (!has_number(is, c.number) && !holder(tx, c.number, is->id))
			err = refuse_gap(tx, c.number, e);
	for (size_t i = 0; certificate_at(is, i, &c) && !err; i++)
		if (!has_number(was, c.number)) {
			other = holder(tx, c.number, is->id);
			err = other ? refuse_twice(tx, c.number, other, e) : refuse_zeros(tx, c.number, e);
		}
	return err;
}

bool certificate_move(struct record *to, struct record *from)
{
	static const unsigned fields[] = {TRAINEE_CERTIFICATE, TRAINEE_CERTIFIED_ON, TRAINEE_CERTIFIED_HOURS,
					  TRAINEE_STATE, TRAINEE_ENDED_ON};

	if (record_has(from, TRAINEE_CERTIFICATE) && record_has(to, TRAINEE_CERTIFICATE))
		return false;
	if (record_has(from, TRAINEE_ANNULLED)) {
		struct buf lines = {0};

		buf_addf(&lines, "%s%s%s", record_text(to, TRAINEE_ANNULLED),
			 record_has(to, TRAINEE_ANNULLED) ? "\n" : "", record_text(from, TRAINEE_ANNULLED));
		record_set_text(to, TRAINEE_ANNULLED, lines.s);
		record_unset(from, TRAINEE_ANNULLED);
		buf_free(&lines);
	}
	if (!record_has(from, TRAINEE_CERTIFICATE))
		return true;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (record_has(from, fields[i]))
			record_set_value(to, fields[i], record_get(from, fields[i]));
		record_unset(from, fields[i]);
	}
	record_unset(to, TRAINEE_REASON);
	return true;
}
