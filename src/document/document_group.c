/* What a group and its people tell: the list of a group, who was at an event, certificates and their register. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/domain/attendance.h"
#include "stazh/model/query.h"
#include "dossier.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct template_name trainee_columns[] = {
	{"i", "№"},	   {"name", "фио"},	  {"short", "фамилия и инициалы"},
	{"org", "школа"},  {"post", "должность"}, {"category", "категория"},
	{"from", "с"},	   {"to", "по"},	  {"state", "состояние"},
	{"hours", "часы"}, {"mark", "отметка"},	  {"span", "срок"},
};

struct person_row {
	uint32_t trainee;
	char *name;
};

static int compare_rows(const void *a, const void *b)
{
	return collate_compare(((const struct person_row *)a)->name, ((const struct person_row *)b)->name);
}

/* Trainees by surname. */
struct trainees {
	struct person_row *rows;
	size_t n;
};

static void trainees_add(struct dossier *d, struct trainees *p, uint32_t group)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(d->tx, KIND_GROUP, group, KIND_TRAINEE, TRAINEE_GROUP, &n);

	p->rows = mem_resize(p->rows, (p->n + n + 1) * sizeof(*p->rows));
	for (size_t i = 0; i < n; i++) {
		struct buf name = {0};

		if (record_load(d->tx, KIND_TRAINEE, ids[i], &r) || record_bool(&r, REC_ARCHIVED))
			continue;
		buf_add(&name, keep_name(d, record_ref(&r, TRAINEE_PERSON), NAME_FULL));
		p->rows[p->n++] = (struct person_row){ids[i], buf_take(&name)};
	}
	qsort(p->rows, p->n, sizeof(*p->rows), compare_rows);
	free(ids);
	record_release(&r);
}

static void trainees_release(struct trainees *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->rows[i].name);
	free(p->rows);
}

static int32_t date_or(const struct record *r, unsigned field, const struct record *other, unsigned other_field)
{
	return record_has(r, field) ? record_date(r, field) : record_date(other, other_field);
}

/* «01.10.2026 – 30.04.2027», «15.10.2026» */
static const char *keep_span(struct dossier *d, int32_t from, int32_t to)
{
	struct buf b = {0};

	if (from == to)
		return keep_date(d, from);
	date_add_ru(&b, from);
	buf_add(&b, " – ");
	date_add_ru(&b, to);
	return keep(d, &b);
}

/* «с 1 октября 2026 г. по 30 апреля 2027 г.», «15 октября 2026 г.» */
static const char *keep_span_words(struct dossier *d, int32_t from, int32_t to)
{
	struct buf b = {0};

	if (from == DATE_NONE || to == DATE_NONE)
		return "";
	if (from == to)
		return keep_words(d, from);
	buf_add(&b, "с ");
	date_add_words(&b, from);
	buf_add(&b, " по ");
	date_add_words(&b, to);
	return keep(d, &b);
}

static struct template_value *put_trainee(struct dossier *d, size_t table, uint32_t id)
{
	struct record r = {.kind = KIND_TRAINEE}, person = {.kind = KIND_PERSON}, group = {.kind = KIND_GROUP};
	struct template_value *v = dossier_row(d, table);
	long hours = trainee_hours(d->tx, id, DATE_MIN, DATE_MAX);

	record_load(d->tx, KIND_TRAINEE, id, &r);
	record_load(d->tx, KIND_PERSON, record_ref(&r, TRAINEE_PERSON), &person);
	record_load(d->tx, KIND_GROUP, record_ref(&r, TRAINEE_GROUP), &group);
	v[0].text = keep_number(d, (long)d->data.tables[table].rows_n);
	v[1].text = keep_name(d, person.id, NAME_FULL);
	v[2].text = keep_name(d, person.id, NAME_SHORT);
	v[3].text = keep_label(d, KIND_ORG, record_ref(&person, PERSON_ORG));
	v[4].text = keep_post(d, &person, false, false);
	v[5].text = keep_field(d, &person, PERSON_CATEGORY);
	v[6].text = keep_date(d, date_or(&r, TRAINEE_FROM, &group, GROUP_FROM));
	v[7].text = keep_date(d, date_or(&r, TRAINEE_TO, &group, GROUP_TO));
	v[8].text = keep_field(d, &r, TRAINEE_STATE);
	v[9].text = hours ? keep_number(d, hours) : "";
	v[11].text =
		keep_span(d, date_or(&r, TRAINEE_FROM, &group, GROUP_FROM), date_or(&r, TRAINEE_TO, &group, GROUP_TO));
	record_release(&r);
	record_release(&person);
	record_release(&group);
	return v;
}

static void put_group(struct dossier *d, uint32_t id)
{
	struct record group = {.kind = KIND_GROUP};

	if (id)
		record_load(d->tx, KIND_GROUP, id, &group);
	dossier_field(d, "group", "группа", &group, GROUP_NAME);
	dossier_field(d, "group_form", "форма группы", &group, GROUP_FORM);
	dossier_put(d, "school_year", "учебный год", keep_field(d, &group, GROUP_SCHOOL_YEAR));
	dossier_put(d, "from", "с", keep_words(d, record_date(&group, GROUP_FROM)));
	dossier_put(d, "to", "по", keep_words(d, record_date(&group, GROUP_TO)));
	dossier_put_site(d, record_ref(&group, GROUP_SITE));
	record_release(&group);
}

static enum err collect_roster(struct dossier *d, struct error *e)
{
	size_t table = dossier_table(d, "trainees", "стажёры", trainee_columns, COUNT(trainee_columns));
	struct trainees people = {.n = 0};

	(void)e;
	put_group(d, d->r->id);
	trainees_add(d, &people, d->r->id);
	for (size_t i = 0; i < people.n; i++)
		put_trainee(d, table, people.rows[i].trainee);
	trainees_release(&people);
	return OK;
}

/* ---- an event ---- */

static const char *mark_of(struct dossier *d, uint32_t trainee)
{
	struct record r = {0};
	const char *mark = "";
	size_t n;
	uint32_t *ids = refs_list(d->tx, KIND_EVENT, d->r->id, KIND_ATTENDANCE, ATTENDANCE_EVENT, &n);

	for (size_t i = 0; i < n && !*mark; i++)
		if (record_load(d->tx, KIND_ATTENDANCE, ids[i], &r) == OK &&
		    record_ref(&r, ATTENDANCE_TRAINEE) == trainee)
			mark = keep_field(d, &r, ATTENDANCE_MARK);
	free(ids);
	record_release(&r);
	return mark;
}

static const struct template_name site_columns[] = {{"org", "организация"}, {"leader_short", "подпись руководителя"}};

/* The sites of the event, each with its leader, who signs. */
static void put_event_sites(struct dossier *d, const struct value *sites)
{
	size_t table = dossier_table(d, "event_sites", "площадки занятия", site_columns, COUNT(site_columns));
	struct record site = {0};
	struct buf names = {0};

	for (size_t i = 0; sites && i < sites->count; i++) {
		struct template_value *v;

		if (record_load(d->tx, KIND_SITE, (uint32_t)sites->items[i].num, &site) != OK)
			continue;
		v = dossier_row(d, table);
		v[0].text = keep_label(d, KIND_ORG, record_ref(&site, SITE_ORG));
		v[1].text = keep_name(d, record_ref(&site, SITE_LEADER), NAME_INITIALS_FIRST);
		buf_addf(&names, "%s%s", names.n ? ", " : "", v[0].text);
	}
	dossier_put(d, "orgs", "организации", keep(d, &names));
	dossier_put(d, "one_site", "одна площадка", sites && sites->count == 1 ? "да" : "");
	record_release(&site);
}

/* Groups of the same name are told once: the sites stand above, everybody's organisation below. */
static const char *keep_groups(struct dossier *d, const struct value *groups)
{
	struct buf b = {0};

	for (size_t i = 0; groups && i < groups->count; i++) {
		const char *label = keep_label(d, KIND_GROUP, (uint32_t)groups->items[i].num);
		bool told = false;

		for (size_t j = 0; j < i && !told; j++)
			told = !strcmp(label, keep_label(d, KIND_GROUP, (uint32_t)groups->items[j].num));
		if (!told)
			buf_addf(&b, "%s%s", b.n ? "; " : "", label);
	}
	return keep(d, &b);
}

static enum err collect_attendance(struct dossier *d, struct error *e)
{
	const struct value *groups = record_get(d->r, EVENT_GROUPS), *sites = record_get(d->r, EVENT_SITES);
	const struct value *speakers = record_get(d->r, EVENT_SPEAKERS);
	size_t table = dossier_table(d, "trainees", "стажёры", trainee_columns, COUNT(trainee_columns));
	struct trainees people = {.n = 0};
	struct buf speaking = {0};
	long was = 0;

	(void)e;
	dossier_field(d, "event_topic", "тема занятия", d->r, EVENT_TOPIC);
	dossier_field(d, "form", "форма", d->r, EVENT_FORM);
	dossier_field(d, "mode", "как проводится", d->r, EVENT_MODE);
	dossier_put(d, "date", "дата", keep_words(d, record_date(d->r, EVENT_DATE)));
	dossier_field(d, "time", "время", d->r, EVENT_TIME);
	dossier_put(d, "hours", "часов", event_hours(d->r) ? keep_number(d, event_hours(d->r)) : "");
	dossier_field(d, "event_place", "где", d->r, EVENT_PLACE);
	dossier_field(d, "event_state", "состояние", d->r, EVENT_STATE);
	for (size_t i = 0; speakers && i < speakers->count; i++)
		buf_addf(&speaking, "%s%s", i ? ", " : "", keep_name(d, (uint32_t)speakers->items[i].num, NAME_SHORT));
	dossier_put(d, "speakers", "ведущие", keep(d, &speaking));
	for (size_t i = 0; groups && i < groups->count; i++)
		trainees_add(d, &people, (uint32_t)groups->items[i].num);
	dossier_put(d, "groups", "группы", keep_groups(d, groups));
	put_event_sites(d, sites);
	dossier_put_site(d, sites && sites->count ? (uint32_t)sites->items[0].num : 0);
	for (size_t i = 0; i < people.n; i++) {
		const char *mark = mark_of(d, people.rows[i].trainee);

		put_trainee(d, table, people.rows[i].trainee)[10].text = mark;
		was += mark_counts(mark);
	}
	dossier_put(d, "was", "присутствовало", was ? keep_number(d, was) : "");
	trainees_release(&people);
	return OK;
}

/* ---- certificates ---- */

static enum err collect_certificate(struct dossier *d, struct error *e)
{
	struct record person = {.kind = KIND_PERSON}, group = {.kind = KIND_GROUP};
	struct buf issued = {0}, need = {0};
	int32_t from, to, on;
	int female;
	long hours;

	(void)e;
	record_load(d->tx, KIND_PERSON, record_ref(d->r, TRAINEE_PERSON), &person);
	record_load(d->tx, KIND_GROUP, record_ref(d->r, TRAINEE_GROUP), &group);
	female = person_gender(&person);
	from = date_or(d->r, TRAINEE_FROM, &group, GROUP_FROM);
	to = trainee_end(d->r, &group);
	on = record_has(d->r, TRAINEE_CERTIFIED_ON) ? record_date(d->r, TRAINEE_CERTIFIED_ON)
						    : tx_session(d->tx)->today;
	/* given on paper before the register was kept here: by what is known today */
	hours = record_has(d->r, TRAINEE_CERTIFIED_HOURS) ? (long)record_int(d->r, TRAINEE_CERTIFIED_HOURS)
							  : trainee_hours(d->tx, d->r->id, DATE_MIN, DATE_MAX);
	if (!record_has(d->r, TRAINEE_CERTIFICATE))
		buf_addf(&d->missing,
			 tx_session(d->tx)->interactive
				 ? "номер справки: она ещё не выдана\n"
				 : "номер справки: она ещё не выдана (stazh do trainee %u certify)\n",
			 d->r->id);
	dossier_field(d, "number", "номер", d->r, TRAINEE_CERTIFICATE);
	dossier_put(d, "date", "дата", keep_words(d, record_date(d->r, TRAINEE_CERTIFIED_ON)));
	if (record_has(d->r, TRAINEE_CERTIFIED_ON))
		buf_addf(&issued, "от %s", keep_words(d, record_date(d->r, TRAINEE_CERTIFIED_ON)));
	dossier_put(d, "issued", "от", keep(d, &issued));
	dossier_put(d, "name", "фио", keep_name(d, person.id, NAME_FULL));
	dossier_put(d, "person_post", "должность", keep_post(d, &person, false, true));
	dossier_put(d, "passed", "прошёл",
		    to > on	  ? "проходит"
		    : female > 0  ? "прошла"
		    : female == 0 ? "прошёл"
				  : "прошёл(-ла)");
	if (from == DATE_NONE)
		buf_addf(&need, "%s", keep_need(d, "начало стажировки", KIND_GROUP, group.id, "from"));
	dossier_need(d, "from", "с", keep_words(d, from), keep_text(d, buf_text(&need)));
	if (to == DATE_NONE)
		buf_addf(&need, "%s%s", need.n ? "\n" : "",
			 keep_need(d, "конец стажировки", KIND_GROUP, group.id, "to"));
	dossier_need(d, "to", "по", keep_words(d, to), keep_need(d, "конец стажировки", KIND_GROUP, group.id, "to"));
	dossier_need(d, "when", "когда", keep_span_words(d, from, to), keep(d, &need));
	dossier_put(d, "hours", "часов", hours ? keep_number(d, hours) : "");
	dossier_put_site(d, record_ref(&group, GROUP_SITE));
	record_release(&person);
	record_release(&group);
	return OK;
}

static const struct template_name register_columns[] = {
	{"number", "номер"}, {"date", "дата"},	   {"name", "фио"},	   {"org", "школа"},
	{"hours", "часы"},   {"site", "площадка"}, {"note", "примечание"},
};

static enum err collect_register(struct dossier *d, struct error *e)
{
	size_t table = dossier_table(d, "certificates", "справки", register_columns, COUNT(register_columns)), n;
	struct register_line *lines = certificates_of(d->tx, d->year, &n);
	struct record r = {0}, person = {0}, group = {0}, site = {0};
	struct certificate c;

	for (size_t i = 0; i < n; i++) {
		struct template_value *v = dossier_row(d, table);

		record_load(d->tx, KIND_TRAINEE, lines[i].trainee, &r);
		certificate_at(&r, lines[i].i, &c);
		record_load(d->tx, KIND_PERSON, record_ref(&r, TRAINEE_PERSON), &person);
		record_load(d->tx, KIND_GROUP, record_ref(&r, TRAINEE_GROUP), &group);
		record_load(d->tx, KIND_SITE, record_ref(&group, GROUP_SITE), &site);
		v[0].text = keep_text(d, c.number);
		v[1].text = keep_date(d, c.on);
		v[2].text = keep_name(d, person.id, NAME_FULL);
		v[3].text = keep_label(d, KIND_ORG, record_ref(&person, PERSON_ORG));
		v[4].text = c.hours ? keep_number(d, c.hours) : "";
		v[5].text = keep_label(d, KIND_ORG, record_ref(&site, SITE_ORG));
		v[6].text = keep_text(d, c.note);
	}
	free(lines);
	dossier_put(d, "year", "год", keep_number(d, d->year));
	record_release(&r);
	record_release(&person);
	record_release(&group);
	record_release(&site);
	return n ? OK : error_set(e, ERR_NONE, "В %d году справок не выдавали", d->year);
}

/* ---- the register of papers ---- */

static const struct template_name paper_columns[] = {
	{"i", "№"},	{"what", "документ"},	{"number", "номер"},	{"date", "дата"},    {"subject", "о чём"},
	{"to", "кому"}, {"by", "кто выпустил"}, {"state", "состояние"}, {"note", "отметка"}, {"sha", "сумма"},
};

static enum err collect_papers(struct dossier *d, struct error *e)
{
	static const uint16_t fields[] = {PAPER_WHAT, PAPER_NUMBER, PAPER_DATE,	  PAPER_SUBJECT, PAPER_TO,
					  PAPER_BY,   PAPER_STATE,  PAPER_REASON, PAPER_SHA};
	size_t table = dossier_table(d, "papers", "документы", paper_columns, COUNT(paper_columns)), n = 0;
	struct query q = {.kind = KIND_PAPER, .year = d->year};
	struct record r = {0};
	uint32_t *ids = NULL;
	enum err err = query_run(d->tx, &q, &ids, &n, e);

	for (size_t i = 0; i < n && !err; i++) {
		struct template_value *v = dossier_row(d, table);

		if (record_load(d->tx, KIND_PAPER, ids[i], &r))
			continue;
		v[0].text = keep_number(d, (long)ids[i]);
		for (size_t f = 0; f < COUNT(fields); f++)
			v[f + 1].text = keep_field(d, &r, fields[f]);
		/* «Воробей О.П. (Читатели, 2026-2027)» needs no «Воробей О.П.» after it */
		if (v[5].text && *v[5].text && v[4].text && !strncmp(v[4].text, v[5].text, strlen(v[5].text)))
			v[5].text = "";
	}
	free(ids);
	record_release(&r);
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, d->year));
	return err || n ? err
			: error_set(e, ERR_NONE, "В %d-%d учебном году документов не выпускали", d->year, d->year + 1);
}

/* clang-format off */
const struct document group_documents[] = {
	{"roster", "Список группы", KIND_GROUP, .collect = collect_roster},
	{"attendance", "Лист посещения", KIND_EVENT, .collect = collect_attendance},
	{"certificate", "Справка о стажировке", KIND_TRAINEE, .collect = collect_certificate},
	{"register", "Журнал выдачи справок", .listed = KIND_TRAINEE, .collect = collect_register},
	{"papers", "Реестр выпущенных документов", .school_year = true, .listed = KIND_PAPER, .collect = collect_papers},
	{.name = NULL}
};
/* clang-format on */
