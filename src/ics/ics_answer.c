/* Letters about an event that neither make nor change it (RFC 5546): answers to an invitation, another time that is
 * asked for. */
#include <stdlib.h>
#include <strings.h>

#include "ics_read.h"

static const struct {
	const char *status, *word;
} answers[] = {
	{"ACCEPTED", "придут: "},
	{"DECLINED", "не придут: "},
	{"TENTATIVE", "может быть, придут: "},
	{"DELEGATED", "придёт кто-то вместо них: "},
};
#define ANSWERS (sizeof(answers) / sizeof(*answers))

/* Who it is, as a word of a list. */
static void add_name(const char *attendee, struct buf *out)
{
	const char *value = ics_value(attendee);

	ics_parameter(attendee, "CN", out);
	if (!out->n)
		buf_add(out, !strncasecmp(value, "mailto:", 7) ? value + 7 : value);
	for (size_t i = 0; i < out->n; i++)
		if (strchr(",;\n\r\t", out->s[i]))
			out->s[i] = ' ';
}

/* The line of the answer without the name, or with it at its end. */
static void add_answer(const char *lines, const char *word, const char *name, bool with, struct buf *out)
{
	size_t before = out->n, n = strlen(name);
	const char *s = lines;

	while (*s && strncmp(s, word, strlen(word)) != 0) {
		s += strcspn(s, "\n");
		s += *s == '\n';
	}
	if (*s)
		s += strlen(word);
	while (*s && *s != '\n') {
		size_t one = strcspn(s, ",\n");

		if (one != n || strncmp(s, name, n) != 0)
			buf_addf(out, "%s%.*s", out->n > before ? ", " : word, (int)one, s);
		s += one;
		s += strspn(s, ", ");
	}
	if (with)
		buf_addf(out, "%s%s", out->n > before ? ", " : word, name);
	if (out->n > before)
		buf_addc(out, '\n');
}

/* With what the letter's ATTENDEEs answer. */
static void take_answers(const struct reader *r, const struct ics_part *p, struct buf *lines)
{
	for (size_t at = p->from; (at = ics_next(&r->file, p, "ATTENDEE", at)) != SIZE_MAX; at++) {
		const char *attendee = r->file.lines[at].text;
		struct buf status = {0}, name = {0}, now = {0};
		size_t answer = 0;

		ics_parameter(attendee, "PARTSTAT", &status);
		add_name(attendee, &name);
		while (answer < ANSWERS && strcasecmp(buf_text(&status), answers[answer].status) != 0)
			answer++;
		if (name.n && (answer < ANSWERS || !strcasecmp(buf_text(&status), "NEEDS-ACTION"))) {
			for (size_t i = 0; i < ANSWERS; i++)
				add_answer(buf_text(lines), answers[i].word, name.s, i == answer, &now);
			buf_free(lines);
			*lines = now;
		}
		buf_free(&status);
		buf_free(&name);
	}
}

static void keep_answers(struct reader *r, const struct ics_part *p, const struct record *was)
{
	struct record is = {0};
	struct buf lines = {0};

	record_copy(&is, was);
	if (record_has(was, EVENT_REPLIES))
		buf_addf(&lines, "%s\n", record_text(was, EVENT_REPLIES));
	take_answers(r, p, &lines);
	if (lines.n)
		lines.s[--lines.n] = '\0';
	record_set_text(&is, EVENT_REPLIES, lines.n ? lines.s : NULL);
	if (record_same(was, &is))
		ics_tell(r, p, IMPORT_SAME, NULL, was);
	else if (ics_store(r, p, was, &is))
		ics_tell(r, p, IMPORT_CHANGED, was, &is);
	record_release(&is);
	buf_free(&lines);
}

/* What is asked for is told: who planned the event decides. */
static void tell_letter(struct reader *r, const struct ics_part *p)
{
	const struct ics_line *l = ics_find(&r->file, p, "ATTENDEE"), *start = ics_find(&r->file, p, "DTSTART");
	const char *method = ics_method(&r->file, p);
	struct buf name = {0}, day = {0};
	struct when when;

	if (l)
		add_name(l->text, &name);
	if (start && ics_read_when(r, start, ics_value(start->text), &when)) {
		buf_add(&day, ": ");
		date_add_ru(&day, when.date);
		if (when.minutes >= 0)
			buf_addf(&day, " %02d:%02d", when.minutes / 60, when.minutes % 60);
	}
	if (!strcasecmp(method, "COUNTER"))
		ics_doubt(r, p->line, "%s%sпредлагают другое время%s; занятие не изменено", buf_text(&name),
			  name.n ? " — " : "", buf_text(&day));
	else if (!strcasecmp(method, "REFRESH"))
		ics_doubt(r, p->line, "%s%sпросят прислать занятие ещё раз", buf_text(&name), name.n ? " — " : "");
	else
		ics_doubt(r, p->line, "другое время, которое предлагали, не приняли; занятие не изменено");
	buf_free(&name);
	buf_free(&day);
}

void ics_answer_take(struct reader *r, const struct ics_part *p)
{
	const struct override *o = ics_override_of(r, p);
	bool reply = !strcasecmp(ics_method(&r->file, p), "REPLY"), any = false;
	struct record was = {0};
	struct buf uid = {0};

	if (!ics_uid_read(r, p, &uid) || !ics_time_enter(r, p)) {
		buf_free(&uid);
		return;
	}
	if (!reply)
		tell_letter(r, p);
	/* who answers for a series answers for each of its days */
	for (size_t i = 0; i < r->known_n && !r->failed && !ics_is_bad(r); i++) {
		const struct known *k = &r->known[i];

		if (o ? strcmp(k->uid, o->uid) != 0 && (strcmp(k->uid, uid.s) != 0)
		      : strcmp(k->uid, buf_text(&uid)) != 0 && !ics_uid_is_day(k->uid, buf_text(&uid), uid.n))
			continue;
		if (record_load(r->tx, KIND_EVENT, k->id, &was))
			continue;
		any = true;
		if (reply)
			keep_answers(r, p, &was);
		else
			ics_tell(r, p, IMPORT_SAME, NULL, &was);
	}
	if (!any && ics_uid_own(r->tx, buf_text(&uid)) &&
	    !record_load(r->tx, KIND_EVENT, ics_uid_own(r->tx, uid.s), &was)) {
		any = true;
		if (reply)
			keep_answers(r, p, &was);
		else
			ics_tell(r, p, IMPORT_SAME, NULL, &was);
	}
	if (!any)
		ics_doubt(r, p->line, "ответ о занятии, которого здесь нет: не принят");
	record_release(&was);
	buf_free(&uid);
}
