/* The register of certificates: numbers one after another in a calendar year, without gaps and doubles. It has no counter: the
 * next number follows from the records, so what is undone gives its number back, and two who issue at once are two
 * transactions, one after the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/domain/attendance.h"

bool certificate_parse(const char *text, long *number, int *year)
{
	char *end;

	if (*text < '1' || *text > '9' || strlen(text) > 20)
		return false;
	*number = strtol(text, &end, 10);
	if (*end != '/' || strlen(end + 1) != 4 || strspn(end + 1, "0123456789") != 4)
		return false;
	*year = atoi(end + 1);
	return true;
}

struct entry {
	long number;
	uint32_t trainee;
};

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* The year is a word of the number, so the index of words finds them. */
static struct entry *entries_of(struct tx *tx, int year, size_t *n)
{
	struct record r = {0};
	struct entry *entries;
	char word[12];
	uint64_t *ids;
	size_t found;

	snprintf(word, sizeof(word), "%d", year);
	ids = words_find(tx, word, KIND_TRAINEE, &found);
	entries = mem_alloc((found + 1) * sizeof(*entries));
	*n = 0;
	for (size_t i = 0; i < found; i++) {
		struct entry entry = {.trainee = (uint32_t)ids[i]};
		int of;

		if (load(tx, KIND_TRAINEE, entry.trainee, &r) &&
		    certificate_parse(record_text(&r, TRAINEE_CERTIFICATE), &entry.number, &of) && of == year)
			entries[(*n)++] = entry;
	}
	qsort(entries, *n, sizeof(*entries), compare);
	free(ids);
	record_release(&r);
	return entries;
}

uint32_t *certificates_of(struct tx *tx, int year, size_t *n)
{
	struct entry *entries = entries_of(tx, year, n);
	uint32_t *ids = mem_alloc((*n + 1) * sizeof(*ids));

	for (size_t i = 0; i < *n; i++)
		ids[i] = entries[i].trainee;
	free(entries);
	return ids;
}

void certificate_issue(struct tx *tx, struct record *trainee, int32_t on, struct buf *notice)
{
	int year, month, day;
	struct entry *entries;
	struct buf text = {0};
	long hours;
	size_t n;

	date_to_ymd(on, &year, &month, &day);
	entries = entries_of(tx, year, &n);
	buf_addf(&text, "%ld/%d", n ? entries[n - 1].number + 1 : 1, year);
	record_set_text(trainee, TRAINEE_CERTIFICATE, text.s);
	record_set_date(trainee, TRAINEE_CERTIFIED_ON, on);
	if (!record_has(trainee, TRAINEE_CERTIFIED_HOURS) && (hours = trainee_hours(tx, trainee->id, DATE_MIN, on)))
		record_set_int(trainee, TRAINEE_CERTIFIED_HOURS, hours);
	if (notice)
		buf_addf(notice, "Справка № %s\n", text.s);
	free(entries);
	buf_free(&text);
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
		    !strcmp(record_text(&r, TRAINEE_CERTIFICATE), certificate))
			found = r.id;
	free(ids);
	record_release(&r);
	return found;
}

static enum err refuse_gap(struct tx *tx, const char *certificate, struct error *e)
{
	struct entry *entries;
	enum err err = OK;
	long number;
	int year;
	size_t n;

	if (!certificate_parse(certificate, &number, &year))
		return OK;
	entries = entries_of(tx, year, &n);
	if (n && entries[n - 1].number > number) {
		rule_refuse(tx, e, RULE_CERTIFICATE, "справка № %s в журнале уже не последняя, есть № %ld/%d: номер остаётся за ней, иначе в журнале будет "
			     "пропуск", certificate, entries[n - 1].number, year);
		err = error_at(e, "certificate");
	}
	free(entries);
	return err;
}

enum err certificate_kept(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *old = was ? record_text(was, TRAINEE_CERTIFICATE) : "", *now = is ? record_text(is, TRAINEE_CERTIFICATE) : "";
	uint32_t other;
	enum err err = OK;

	if (!strcmp(old, now))
		return OK;
	if (!is)
		return rule_refuse(tx, e, RULE_CERTIFICATE, "стажёру выдана справка № %s, его запись нужна журналу справок; её можно убрать в архив", old);
	if (*old && !holder(tx, old, is->id))
		err = refuse_gap(tx, old, e);
	if (!err && *now && (other = holder(tx, now, is->id))) {
		struct buf label = {0};

		label_add(tx, KIND_TRAINEE, other, &label);
		rule_refuse(tx, e, RULE_CERTIFICATE, "справка № %s уже выдана: %s", now, buf_text(&label));
		err = error_at(e, "certificate");
		buf_free(&label);
	}
	return err;
}

bool certificate_move(struct record *to, struct record *from)
{
	static const unsigned fields[] = {TRAINEE_CERTIFICATE, TRAINEE_CERTIFIED_ON, TRAINEE_CERTIFIED_HOURS, TRAINEE_STATE, TRAINEE_ENDED_ON};

	if (!record_has(from, TRAINEE_CERTIFICATE))
		return true;
	if (record_has(to, TRAINEE_CERTIFICATE))
		return false;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (record_has(from, fields[i]))
			record_set_value(to, fields[i], record_get(from, fields[i]));
		record_unset(from, fields[i]);
	}
	record_unset(to, TRAINEE_REASON);
	return true;
}
