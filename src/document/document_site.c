/* What a site tells: its plan documents (4.2), its report (4.3, 6.1), its passport; a letter to its school. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/decline.h"
#include "stazh/base/mark.h"
#include "stazh/base/mem.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"
#include "stazh/domain/press.h"
#include "stazh/domain/post.h"
#include "dossier.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* ---- the site itself ---- */

static void put_org(struct dossier *d, uint32_t id)
{
	struct record org = {.kind = KIND_ORG};

	if (id)
		record_load(d->tx, KIND_ORG, id, &org);
	dossier_put(d, "org", "организация", keep_label(d, KIND_ORG, id));
	dossier_field(d, "org_full", "организация полностью", &org, ORG_FULL_NAME);
	dossier_field(d, "org_address", "адрес", &org, ORG_ADDRESS);
	dossier_field(d, "org_phone", "телефон", &org, ORG_PHONE);
	dossier_field(d, "org_email", "почта", &org, ORG_EMAIL);
	dossier_put(d, "org_head", "директор школы", keep_name(d, record_ref(&org, ORG_HEAD), NAME_INITIALS_FIRST));
	record_release(&org);
}

static void put_leader(struct dossier *d, uint32_t id)
{
	struct record p = {.kind = KIND_PERSON};
	struct buf text = {0};

	if (id)
		record_load(d->tx, KIND_PERSON, id, &p);
	dossier_put(d, "leader", "руководитель", keep_name(d, id, NAME_FULL));
	dossier_put(d, "leader_short", "подпись руководителя", keep_name(d, id, NAME_INITIALS_FIRST));
	dossier_put(d, "leader_post", "должность руководителя", keep_post(d, &p, false, true));
	category_add(d->config, &p, &text);
	dossier_put(d, "leader_category", "категория руководителя", keep(d, &text));
	record_release(&p);
}

/* «, »-joined words of a field of several. */
static const char *keep_words_of(struct dossier *d, const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);
	struct buf b = {0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		buf_addf(&b, "%s%s", i ? "; " : "", v->items[i].text);
	return keep(d, &b);
}

void dossier_put_site(struct dossier *d, uint32_t id)
{
	struct record site = {.kind = KIND_SITE};

	if (id)
		record_load(d->tx, KIND_SITE, id, &site);
	put_org(d, record_ref(&site, SITE_ORG));
	put_leader(d, record_ref(&site, SITE_LEADER));
	dossier_field(d, "topic", "тема", &site, SITE_TOPIC);
	dossier_put(d, "directions", "направления", keep_words_of(d, &site, SITE_DIRECTIONS));
	dossier_field(d, "goal", "цель", &site, SITE_GOAL);
	dossier_field(d, "expected", "ожидаемые результаты", &site, SITE_EXPECTED);
	dossier_field(d, "experience", "опыт", &site, SITE_EXPERIENCE);
	dossier_field(d, "initiator_kind", "кто предложил", &site, SITE_INITIATOR_KIND);
	dossier_field(d, "initiator", "заявитель", &site, SITE_INITIATOR);
	dossier_put(d, "applied_on", "дата заявки", keep_date(d, record_date(&site, SITE_APPLIED_ON)));
	dossier_put(d, "methodist", "методист", keep_name(d, record_ref(&site, SITE_METHODIST), NAME_FULL));
	dossier_put(d, "methodist_short", "подпись методиста",
		    keep_name(d, record_ref(&site, SITE_METHODIST), NAME_INITIALS_FIRST));
	dossier_field(d, "site_state", "состояние площадки", &site, SITE_STATE);
	record_release(&site);
}

/* Calls fn for each record of `kind` whose field points to (of, id), ascending by number. */
static void each_of(struct dossier *d, unsigned of, uint32_t id, unsigned kind, unsigned field,
		    void (*fn)(struct dossier *d, size_t table, const struct record *r), size_t table)
{
	struct record r = {0};
	size_t n;
	uint32_t *ids = refs_list(d->tx, of, id, kind, field, &n);

	for (size_t i = 0; i < n; i++)
		if (record_load(d->tx, kind, ids[i], &r) == OK && !record_bool(&r, REC_ARCHIVED))
			fn(d, table, &r);
	record_release(&r);
	free(ids);
}

static const char *keep_row_number(struct dossier *d, size_t table)
{
	return keep_number(d, (long)d->data.tables[table].rows_n);
}

/* ---- the plan documents ---- */

static const struct template_name line_columns[] = {
	{"i", "№"}, {"topic", "тема занятия"}, {"form", "форма"}, {"hours", "часы"}, {"month", "месяц"},
};

static void put_line(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = keep_row_number(d, table);
	v[1].text = keep_field(d, r, PLANLINE_TOPIC);
	v[2].text = keep_field(d, r, PLANLINE_FORM);
	v[3].text = keep_field(d, r, PLANLINE_HOURS);
	v[4].text = keep_field(d, r, PLANLINE_MONTH);
}

/* The lines of the site's thematic plan of the year; their hours together. */
static long put_lines(struct dossier *d, uint32_t site, int year)
{
	size_t table = dossier_table(d, "lines", "строки", line_columns, COUNT(line_columns)), n, lines_n;
	uint32_t *docs = refs_list(d->tx, KIND_SITE, site, KIND_PLANDOC, PLANDOC_SITE, &n), *lines;
	struct record r = {0};
	long hours = 0;

	for (size_t i = 0; i < n; i++) {
		if (record_load(d->tx, KIND_PLANDOC, docs[i], &r) || record_int(&r, PLANDOC_SCHOOL_YEAR) != year ||
		    strcmp(record_text(&r, PLANDOC_KIND), PLANDOC_PLAN))
			continue;
		each_of(d, KIND_PLANDOC, docs[i], KIND_PLANLINE, PLANLINE_PLANDOC, put_line, table);
		lines = refs_list(d->tx, KIND_PLANDOC, docs[i], KIND_PLANLINE, PLANLINE_PLANDOC, &lines_n);
		for (size_t j = 0; j < lines_n; j++)
			if (record_load(d->tx, KIND_PLANLINE, lines[j], &r) == OK && !record_bool(&r, REC_ARCHIVED))
				hours += (long)record_int(&r, PLANLINE_HOURS);
		free(lines);
	}
	record_release(&r);
	free(docs);
	return hours;
}

/* clang-format off */
static const struct template_name event_columns[] = {
	{"i", "№"}, {"date", "день"}, {"weekday", "день недели"}, {"time", "время"}, {"topic", "тема занятия"}, {"form", "форма"},
	{"mode", "как проводится"}, {"hours", "часы"}, {"place", "где"}, {"groups", "группы"}, {"speakers", "ведущие"},
	{"joint", "общее"},
};
/* clang-format on */

struct events {
	struct dossier *d;
	size_t table;
	uint32_t site;
};

static bool names_site(const struct record *event, uint32_t site)
{
	const struct value *v = record_get(event, EVENT_SITES);

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		if (v->items[i].num == site)
			return true;
	return !v; /* of the whole district */
}

/* «Морозова И.А., Жукова А.И.» */
static const char *keep_people(struct dossier *d, const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);
	struct buf b = {0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", keep_name(d, (uint32_t)v->items[i].num, NAME_SHORT));
	return keep(d, &b);
}

static bool put_event(struct tx *tx, const struct record *event, void *arg)
{
	struct events *s = arg;
	struct dossier *d = s->d;
	struct template_value *v;
	struct buf place = {0}, joint = {0};

	(void)tx;
	if (!names_site(event, s->site) || !strcmp(record_text(event, EVENT_STATE), EVENT_CANCELLED))
		return true;
	buf_add(&place, record_text(event, EVENT_PLACE));
	if (!place.n && record_has(event, EVENT_LINK))
		buf_add(&place, record_text(event, EVENT_LINK));
	v = dossier_row(d, s->table);
	v[0].text = keep_row_number(d, s->table);
	v[1].text = keep_date(d, record_date(event, EVENT_DATE));
	v[2].text = date_weekday_short(record_date(event, EVENT_DATE));
	v[3].text = keep_field(d, event, EVENT_TIME);
	v[4].text = keep_field(d, event, EVENT_TOPIC);
	v[5].text = keep_field(d, event, EVENT_FORM);
	v[6].text = keep_field(d, event, EVENT_MODE);
	v[7].text = event_hours(event) ? keep_number(d, event_hours(event)) : "";
	v[8].text = keep(d, &place);
	v[9].text = keep_field(d, event, EVENT_GROUPS);
	v[10].text = keep_people(d, event, EVENT_SPEAKERS);
	if (record_has(event, EVENT_SITES) && record_get(event, EVENT_SITES)->count > 1)
		buf_addf(&joint, "(общее занятие %u %s)", record_get(event, EVENT_SITES)->count,
			 text_plural((long)record_get(event, EVENT_SITES)->count, "площадки", "площадок", "площадок"));
	v[11].text = keep(d, &joint);
	return true;
}

static void put_events(struct dossier *d, uint32_t site, int year)
{
	struct events s = {d, dossier_table(d, "events", "занятия", event_columns, COUNT(event_columns)), site};

	event_each(d->tx, school_year_first(year), school_year_last(year), put_event, &s);
}

static enum err collect_plan(struct dossier *d, struct error *e)
{
	static const struct {
		const char *kind, *template, *title;
	} kinds[] = {{PLANDOC_PROGRAMME, "programme", "Программа"},
		     {PLANDOC_PLAN, "plan", "Тематический план"},
		     {PLANDOC_SCHEDULE, "schedule", "График"}};
	uint32_t site = record_ref(d->r, PLANDOC_SITE);
	int year = (int)record_int(d->r, PLANDOC_SCHOOL_YEAR);
	bool approved = !strcmp(record_text(d->r, PLANDOC_STATE), PLANDOC_APPROVED);
	long hours;

	(void)e;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!strcmp(record_text(d->r, PLANDOC_KIND), kinds[i].kind)) {
			d->template = kinds[i].template;
			d->title = kinds[i].title;
		}
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, year));
	dossier_field(d, "state", "состояние", d->r, PLANDOC_STATE);
	dossier_put(d, "approved_on", "дата утверждения",
		    approved ? keep_words(d, record_date(d->r, PLANDOC_DECIDED_ON)) : "");
	dossier_field(d, "remarks", "замечания", d->r, PLANDOC_REMARKS);
	dossier_put_site(d, site);
	hours = put_lines(d, site, year);
	dossier_put(d, "hours", "всего часов", hours ? keep_number(d, hours) : "");
	put_events(d, site, year);
	return OK;
}

/* ---- charts: bars of characters, the numbers beside them ---- */

#define BAR 20 /* cells of the longest */

static const struct template_name chart_columns[] = {{"what", "что"}, {"bar", "столбик"}, {"number", "число"}};

/* share: of the longest bar, 0 … 1. */
static void put_bar(struct dossier *d, size_t table, const char *what, double share, bool light, struct buf *number)
{
	struct template_value *v = dossier_row(d, table);
	struct buf bar = {0};

	mark_add_bar(share, BAR, light, &bar);
	v[0].text = what;
	v[1].text = keep(d, &bar);
	v[2].text = keep(d, number);
}

/* The rows of a group, as long as the greatest: held of what was planned. */
static void put_chart(struct dossier *d, const char *name, const char *also, const char *group, const char *unit,
		      const struct figures *f)
{
	size_t table = dossier_table(d, name, also, chart_columns, COUNT(chart_columns)), n = strlen(group);
	double longest = 0;

	for (size_t i = 0; i < f->n; i++)
		if (!strncmp(f->f[i].code, group, n) && f->f[i].value > longest)
			longest = f->f[i].value;
	for (size_t i = 0; i < f->n && longest > 0; i++) {
		struct buf number = {0};

		if (strncmp(f->f[i].code, group, n) != 0)
			continue;
		figure_add(&f->f[i], &number);
		buf_add(&number, unit);
		put_bar(d, table, keep_text(d, f->f[i].title), f->f[i].value / longest, false, &number);
	}
}

/* ---- dynamics ---- */

#define CHANGE "results.change:"

static const struct template_name dynamics_columns[] = {
	{"direction", "направление"}, {"entry", "вход"},      {"entry_n", "вход чел"},	    {"exit", "выход"},
	{"exit_n", "выход чел"},      {"change", "динамика"}, {"change_n", "динамика чел"}, {"of_n", "из скольких"},
	{"same", "у одних и тех же"},
};

static const struct figure *result_of(const struct figures *f, const char *what, const char *direction)
{
	struct buf code = {0};
	const struct figure *found;

	buf_addf(&code, "results.%s:%s", what, direction);
	found = figures_find(f, code.s);
	buf_free(&code);
	return found;
}

static const char *keep_percent(struct dossier *d, double percent, bool there, bool sign)
{
	struct buf b = {0};

	if (there)
		dynamics_add_number(&b, percent, sign);
	else
		buf_add(&b, "—");
	return keep(d, &b);
}

/* Before and after are of the same people; where nobody has both, of those who have the one. */
static void put_direction(struct dossier *d, size_t table, size_t chart, const struct figures *f,
			  const struct figure *change)
{
	const char *direction = keep_text(d, change->code + strlen(CHANGE));
	const struct figure *entry = result_of(f, "entry", direction), *exit = result_of(f, "exit", direction);
	bool same = change->base && change->of;
	double before = same	? change->from
			: entry ? entry->value
				: 0,
	       after = same   ? change->to
		       : exit ? exit->value
			      : 0;
	bool has[] = {same || (entry && entry->base), same || (exit && exit->base)};
	struct template_value *v = dossier_row(d, table);
	struct buf words = {0};

	figure_add_change(change, &words);
	v[0].text = direction;
	v[1].text = keep_percent(d, before, has[0], false);
	v[2].text = keep_number(d, same ? change->base : entry ? entry->base : 0);
	v[3].text = keep_percent(d, after, has[1], false);
	v[4].text = keep_number(d, same ? change->base : exit ? exit->base : 0);
	v[5].text = keep_percent(d, change->value, change->base, true);
	v[6].text = keep_number(d, change->base);
	v[7].text = keep_number(d, same ? change->of : entry ? entry->base : exit ? exit->base : 0);
	v[8].text = keep(d, &words);
	if (has[0] || has[1])
		dossier_row(d, chart)[0].text = direction;
	for (int i = 0; i < 2; i++) {
		struct buf number = {0};

		if (!has[i])
			continue;
		dynamics_add_number(&number, i ? after : before, false);
		buf_add(&number, " %");
		put_bar(d, chart, i ? "– выход" : "– вход", (i ? after : before) / 100, !i, &number);
	}
}

static void put_dynamics(struct dossier *d, const struct figures *f)
{
	size_t table =
		dossier_table(d, "dynamics", "динамика по направлениям", dynamics_columns, COUNT(dynamics_columns));
	size_t chart = dossier_table(d, "chart_dynamics", "график динамики", chart_columns, COUNT(chart_columns));

	for (size_t i = 0; i < f->n; i++)
		if (!strncmp(f->f[i].code, CHANGE, strlen(CHANGE)))
			put_direction(d, table, chart, f, &f->f[i]);
}

static void put_charts(struct dossier *d, const struct figures *f)
{
	put_dynamics(d, f);
	put_chart(d, "chart_forms", "график форм", "events.form:", "", f);
	put_chart(d, "chart_months", "график месяцев", "hours.month:", " ч", f);
}

/* The site's directions in which nobody has a result. */
static const char *keep_unmeasured(struct dossier *d, uint32_t site, const struct figures *f)
{
	struct record r = {0};
	const struct value *v = record_load(d->tx, KIND_SITE, site, &r) ? NULL : record_get(&r, SITE_DIRECTIONS);
	struct buf out = {0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++) {
		const struct figure *entry = result_of(f, "entry", v->items[i].text),
				    *exit = result_of(f, "exit", v->items[i].text);

		if (!(entry && entry->base) && !(exit && exit->base))
			buf_addf(&out, "%s%s", out.n ? "; " : "", v->items[i].text);
	}
	record_release(&r);
	return keep(d, &out);
}

/* ---- the report ---- */

static const struct template_name figure_columns[] = {
	{"section", "раздел"}, {"title", "показатель"}, {"value", "значение"}};

static bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* What stands in a chart or in the dynamics is not told once more, nor what has nothing behind it. */
static bool is_told_apart(const struct figure *f)
{
	if (f->value == 0 && !f->base && strcmp(f->code, "trainees") != 0 && strcmp(f->code, "events") != 0)
		return true;
	return starts(f->code, "events.form:") || starts(f->code, "hours.month:") ||
	       (starts(f->code, "results.") && strchr(f->code, ':'));
}

static void put_figures(struct dossier *d, const struct figures *f)
{
	size_t table = dossier_table(d, "figures", "показатели", figure_columns, COUNT(figure_columns));
	struct buf posts = {0};
	int section = -1;

	for (size_t i = 0; i < f->n; i++) {
		const struct figure *row = &f->f[i];
		struct template_value *v;
		const char *group = figure_group_title(row);
		struct buf title = {0}, value = {0};

		if (is_told_apart(row))
			continue;
		buf_addf(&title, "%s%s%s", group ? group : "", group ? ": " : "", row->title);
		figure_add(row, &value);
		v = dossier_row(d, table);
		v[0].text = (int)row->section != section ? figures_section_title(row->section) : "";
		v[1].text = keep(d, &title);
		v[2].text = keep(d, &value);
		section = (int)row->section;
	}
	figures_add_posts(f, d->config, &posts);
	dossier_put(d, "participants", "участники", keep(d, &posts));
}

static const char *keep_figure(struct dossier *d, const struct figures *f, const char *code)
{
	const struct figure *row = figures_find(f, code);

	return row && row->value > 0 ? keep_number(d, lround(row->value)) : "";
}

/* As they were when the report was submitted; before that as they are. Everything that is counted comes from these. */
static void put_counted(struct dossier *d, uint32_t site)
{
	struct figures frozen = {0}, now = {0}, *f;

	report_figures(d->tx, d->r, &frozen, &now);
	f = frozen.n ? &frozen : &now;
	put_figures(d, f);
	put_charts(d, f);
	dossier_put(d, "trainees", "стажёров", keep_figure(d, f, figures_find(f, "people") ? "people" : "trainees"));
	dossier_put(d, "expelled", "отчислено", keep_figure(d, f, "trainees.expelled"));
	dossier_put(d, "unmeasured", "направления без результатов", keep_unmeasured(d, site, f));
	figures_release(&frozen);
	figures_release(&now);
}

/* What people wrote, ended as a sentence. */
static const char *keep_sentence(struct dossier *d, const struct record *r, unsigned field)
{
	struct buf b = {0};

	field_add(d->tx, field_by_id(kind_def(r->kind), field), r, STYLE_PEOPLE, &b);
	if (b.n && !strchr(".!?;:", b.s[b.n - 1]) && !(b.n >= 3 && !strcmp(b.s + b.n - 3, "…")))
		buf_addc(&b, '.');
	return keep(d, &b);
}

static enum err collect_report(struct dossier *d, struct error *e)
{
	static const struct {
		const char *name, *also;
		unsigned field;
	} texts[] = {{"conformity", "соответствие целям", REPORT_CONFORMITY},
		     {"dynamics_text", "динамика словами", REPORT_DYNAMICS},
		     {"effects", "эффекты", REPORT_EFFECTS},
		     {"deficits", "дефициты", REPORT_DEFICITS},
		     {"conclusions", "выводы", REPORT_CONCLUSIONS}};
	uint32_t site = record_ref(d->r, REPORT_SITE);
	int year = (int)record_int(d->r, REPORT_SCHOOL_YEAR);
	struct record r = {.kind = KIND_SITE};

	(void)e;
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, year));
	dossier_field(d, "state", "состояние", d->r, REPORT_STATE);
	dossier_put(d, "submitted_on", "дата сдачи", keep_words(d, record_date(d->r, REPORT_SUBMITTED_ON)));
	dossier_put(d, "accepted_on", "дата приёмки", keep_words(d, record_date(d->r, REPORT_ACCEPTED_ON)));
	for (size_t i = 0; i < COUNT(texts); i++)
		dossier_put(d, texts[i].name, texts[i].also, keep_sentence(d, d->r, texts[i].field));
	if (!record_load(d->tx, KIND_SITE, site, &r)) {
		dossier_put(d, "goal", "цель", keep_sentence(d, &r, SITE_GOAL));
		dossier_put(d, "expected", "ожидаемые результаты", keep_sentence(d, &r, SITE_EXPECTED));
	}
	record_release(&r);
	dossier_put_site(d, site);
	put_counted(d, site);
	return OK;
}

/* ---- the passport ---- */

static const struct template_name term_columns[] = {{"from", "с"}, {"to", "по"}, {"order", "приказ"}};
static const struct template_name equipment_columns[] = {
	{"i", "№"}, {"name", "название"}, {"needed", "нужно"}, {"present", "есть"}, {"by_when", "к сроку"},
};
/* clang-format off */
static const struct template_name group_columns[] = {
	{"i", "№"}, {"name", "название"}, {"form", "форма"}, {"school_year", "учебный год группы"}, {"trainees", "стажёров"},
};
/* clang-format on */
static const struct template_name missing_columns[] = {{"what", "чего"}};

static void put_term(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = keep_date(d, record_date(r, TERM_FROM));
	v[1].text = keep_date(d, record_date(r, TERM_TO));
	v[2].text = keep_label(d, KIND_ORDER, record_ref(r, TERM_ORDER));
}

static void put_equipment(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = keep_row_number(d, table);
	v[1].text = keep_field(d, r, EQUIPMENT_NAME);
	v[2].text = keep_field(d, r, EQUIPMENT_NEEDED);
	v[3].text = keep_field(d, r, EQUIPMENT_PRESENT);
	v[4].text = keep_field(d, r, EQUIPMENT_BY_WHEN);
}

static void put_group(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);
	struct record trainee = {0};
	struct buf members = {0};
	size_t n, expelled = 0;
	uint32_t *ids = refs_list(d->tx, KIND_GROUP, r->id, KIND_TRAINEE, TRAINEE_GROUP, &n);

	for (size_t i = 0; i < n; i++)
		expelled += !record_load(d->tx, KIND_TRAINEE, ids[i], &trainee) &&
			    !strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED);
	free(ids);
	record_release(&trainee);
	buf_addf(&members, "%zu", n - expelled);
	if (expelled)
		buf_addf(&members, ", %s %zu", text_plural((long)expelled, "отчислен", "отчислены", "отчислены"),
			 expelled);
	v[0].text = keep_row_number(d, table);
	v[1].text = keep_field(d, r, GROUP_NAME);
	v[2].text = keep_field(d, r, GROUP_FORM);
	v[3].text = keep_field(d, r, GROUP_SCHOOL_YEAR);
	v[4].text = keep(d, &members);
}

static enum err collect_passport(struct dossier *d, struct error *e)
{
	struct lacks lacks = {0};
	size_t table;

	(void)e;
	dossier_put_site(d, d->r->id);
	table = dossier_table(d, "terms", "сроки статуса", term_columns, COUNT(term_columns));
	each_of(d, KIND_SITE, d->r->id, KIND_TERM, TERM_SITE, put_term, table);
	table = dossier_table(d, "equipment", "оснащение", equipment_columns, COUNT(equipment_columns));
	each_of(d, KIND_SITE, d->r->id, KIND_EQUIPMENT, EQUIPMENT_SITE, put_equipment, table);
	table = dossier_table(d, "groups", "группы", group_columns, COUNT(group_columns));
	each_of(d, KIND_SITE, d->r->id, KIND_GROUP, GROUP_SITE, put_group, table);
	table = dossier_table(d, "missing", "не хватает", missing_columns, COUNT(missing_columns));
	lacks_of(d->tx, d->r, &lacks);
	for (size_t i = 0; i < lacks.n; i++)
		dossier_row(d, table)[0].text = keep_text(d, lacks.l[i].what);
	lacks_release(&lacks);
	return OK;
}

/* ---- the letter ---- */

static const struct template_name deadline_columns[] = {
	{"i", "№"}, {"what", "что"}, {"due", "срок"}, {"distance", "осталось"}, {"who", "ответственный"},
};

struct deadlines {
	struct dossier *d;
	size_t table;
};

#define LETTER_DAYS 30

static void put_deadline(const struct deadline *dl, void *arg)
{
	struct deadlines *s = arg;
	struct dossier *d = s->d;
	struct template_value *v;
	struct buf distance = {0};
	bool ours = false;

	for (size_t i = 0; i <= dl->more_n && !ours; i++) /* a joint event is each organisation's */
		ours = deadline_party(dl, i).org == d->r->id;
	if (!ours || deadline_is_methodists(dl->kind))
		return;
	date_add_distance(&distance, (long)dl->due - tx_session(d->tx)->today);
	v = dossier_row(d, s->table);
	v[0].text = keep_row_number(d, s->table);
	v[1].text = keep_text(d, dl->what);
	v[2].text = keep_date(d, dl->due);
	v[3].text = keep(d, &distance);
	v[4].text = keep_text(d, dl->who);
}

/* «Директору МБОУ «Школа»», «Данильченко В.В.»: to whom. Without a head to the organisation alone. */
static void put_addressee(struct dossier *d, const struct record *head)
{
	struct buf dative = {0}, post = {0}, name = {0};

	if (record_has(head, PERSON_SURNAME)) {
		decline_post(*person_post(head) ? person_post(head) : "руководитель", DATIVE, &dative);
		text_add_cased(&post, buf_text(&dative), true);
		buf_addc(&post, ' ');
		person_add_name(head, NAME_SHORT, DATIVE, &name);
	}
	label_add(d->tx, KIND_ORG, d->r->id, &post);
	dossier_put(d, "to", "кому", keep(d, &post));
	dossier_put(d, "to_name", "кому имя", keep(d, &name));
	buf_free(&dative);
}

static enum err collect_letter(struct dossier *d, struct error *e)
{
	struct deadline_query q = {.today = tx_session(d->tx)->today, .from = DATE_NONE, .days = LETTER_DAYS};
	struct deadlines s = {d, 0};
	struct record head = {.kind = KIND_PERSON};
	const char *given, *patronymic;
	struct buf dear = {0};
	int female;

	put_org(d, d->r->id);
	if (record_has(d->r, ORG_HEAD))
		record_load(d->tx, KIND_PERSON, record_ref(d->r, ORG_HEAD), &head);
	given = record_text(&head, PERSON_NAME);
	patronymic = record_text(&head, PERSON_PATRONYMIC);
	female = person_gender(&head);
	/* initials are no form of address */
	if (*given && *patronymic && female >= 0 && !strchr(given, '.') && !strchr(patronymic, '.'))
		buf_addf(&dear, "%s %s %s!", female ? "Уважаемая" : "Уважаемый", given, patronymic);
	else
		buf_add(&dear, "Уважаемые коллеги!");
	dossier_put(d, "number", "номер", d->given ? d->given->number : "");
	dossier_put(d, "date", "дата", keep_words(d, d->given ? d->given->date : tx_session(d->tx)->today));
	dossier_put(d, "dear", "обращение", keep(d, &dear));
	put_addressee(d, &head);
	record_release(&head);
	s.table = dossier_table(d, "deadlines", "сроки", deadline_columns, COUNT(deadline_columns));
	deadline_each(d->tx, &q, put_deadline, &s);
	if (!d->data.tables[s.table].rows_n)
		return error_set(e, ERR_NONE, "%s: на ближайшие %d дней сроков нет, напоминать не о чем",
				 record_text(d->r, ORG_SHORT_NAME), LETTER_DAYS);
	return OK;
}

/* ---- the district's summary ---- */

enum { SUMMARY_ORG, SUMMARY_TOPIC, SUMMARY_STATE, SUMMARY_SUBMITTED, SUMMARY_FIGURES };
static const struct template_name late_columns[] = {
	{"org", "организация"}, {"topic", "тема"}, {"state", "отчёт"}, {"due", "срок"}};

static void put_summary_figures(struct dossier *d, struct template_value *v, const struct figures *figures)
{
	for (size_t i = 0; i < summary_columns_n; i++) {
		struct buf b = {0};
		double number;

		if (summary_number(&summary_columns[i], figures, &number))
			dynamics_add_number(&b, number, false);
		v[SUMMARY_FIGURES + i].text = keep(d, &b);
	}
}

static void put_summary_site(struct dossier *d, size_t table, size_t late, size_t awaited,
			     const struct summary_site *site)
{
	int32_t today = tx_session(d->tx)->today;
	struct template_value *v = dossier_row(d, table);

	v[SUMMARY_ORG].text = keep_text(d, site->org);
	v[SUMMARY_TOPIC].text = keep_text(d, site->topic);
	v[SUMMARY_STATE].text = keep_text(d, site->state);
	v[SUMMARY_SUBMITTED].text = keep_date(d, site->submitted_on);
	put_summary_figures(d, v, &site->figures);
	if (!summary_is_late(site, today) && !summary_is_awaited(site, today))
		return;
	v = dossier_row(d, summary_is_late(site, today) ? late : awaited);
	v[0].text = keep_text(d, site->org);
	v[1].text = keep_text(d, site->topic);
	v[2].text = keep_text(d, site->state);
	v[3].text = keep_date(d, site->due);
}

/* The columns of the screen's summary, by their titles. */
static enum err collect_summary(struct dossier *d, struct error *e)
{
	static const struct template_name first[] = {
		{"org", "организация"}, {"topic", "тема"}, {"state", "отчёт"}, {"submitted", "сдан"}};
	size_t n = SUMMARY_FIGURES + summary_columns_n, table, total, late, awaited, reported = 0;
	struct template_name *columns = arena_alloc(&d->arena, n * sizeof(*columns));
	struct summary s = {0};

	memcpy(columns, first, sizeof(first));
	for (size_t i = 0; i < summary_columns_n; i++)
		columns[SUMMARY_FIGURES + i] = (struct template_name){summary_columns[i].title, NULL};
	table = dossier_table(d, "sites", "площадки", columns, n);
	total = dossier_table(d, "total", "всего", columns, n);
	late = dossier_table(d, "late", "не сдали", late_columns, COUNT(late_columns));
	awaited = dossier_table(d, "awaited", "ожидаются", late_columns, COUNT(late_columns));
	summary_of(d->tx, d->year, &s);
	for (size_t i = 0; i < s.n; i++) {
		put_summary_site(d, table, late, awaited, &s.s[i]);
		reported += summary_has_reported(&s.s[i]);
	}
	put_charts(d, &s.total);
	dossier_put(d, "expelled", "отчислено", keep_figure(d, &s.total, "trainees.expelled"));
	put_summary_figures(d, dossier_row(d, total), &s.total);
	dossier_put(d, "school_year", "учебный год", keep_school_year(d, d->year));
	dossier_put(d, "reported", "сдали", keep_number(d, (long)reported));
	n = s.n;
	summary_release(&s);
	return n ? OK : error_set(e, ERR_NONE, "В %d-%d учебном году площадок не было", d->year, d->year + 1);
}

/* clang-format off */
const struct document site_documents[] = {
	{"plan", "Документ площадки", KIND_PLANDOC, .collect = collect_plan}, /* the record says which of the three */
	{"report", "Отчёт", KIND_REPORT, .collect = collect_report},
	{"passport", "Паспорт площадки", KIND_SITE, .collect = collect_passport},
	{"letter", "Письмо-напоминание", KIND_ORG, .collect = collect_letter},
	{"summary", "Сводка по округу", .school_year = true, .collect = collect_summary},
	{.name = NULL}
};
/* clang-format on */
