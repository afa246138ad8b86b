#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/domain/dynamics.h"
#include "stazh/domain/figures.h"
#include "stazh/domain/post.h"
#include "stazh/domain/query.h"

void figures_release(struct figures *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->f[i].code);
		free(f->f[i].title);
	}
	free(f->f);
	*f = (struct figures){0};
}

const char *figures_section_title(enum figure_section s)
{
	static const char *const titles[FIGURES_SECTIONS] = {
		[FIGURES_SITES] = "Площадки", [FIGURES_TRAINEES] = "Стажёры", [FIGURES_EVENTS] = "Занятия",
		[FIGURES_ATTENDANCE] = "Посещение", [FIGURES_TASKS] = "Индивидуальные планы", [FIGURES_RESULTS] = "Динамика результатов",
		[FIGURES_PLAN] = "Тематический план",
	};

	return titles[s];
}

const struct figure *figures_find(const struct figures *f, const char *code)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->f[i].code, code))
			return &f->f[i];
	return NULL;
}

const char *figure_group_title(const struct figure *f)
{
	static const struct {
		const char *group, *title;
	} groups[] = {{"trainees.org:", "по организациям"}, {"trainees.position:", "по должностям"}, {"events.form:", "по формам"},
		      {"events.mode:", "как проводятся"}};

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (!strncmp(f->code, groups[i].group, strlen(groups[i].group)))
			return groups[i].title;
	return NULL;
}

/* ---- rows ---- */

static size_t put(struct figures *out, enum figure_section section, const char *code, const char *title, enum figure_type type,
		  double value, long base)
{
	out->f = mem_grow(out->f, out->n, &out->cap, sizeof(*out->f));
	out->f[out->n] = (struct figure){mem_strdup(code), mem_strdup(title), section, type, value, base};
	return out->n++;
}

/* The row «events.form:семинар», made when it is not there. */
static struct figure *row(struct figures *out, enum figure_section section, const char *group, const char *word, const char *title,
			  enum figure_type type)
{
	struct buf code = {0}, shown = {0};
	struct figure *found;

	buf_addf(&code, "%s:%s", group, word);
	text_add_cased(&shown, title, true);
	found = (struct figure *)figures_find(out, code.s);
	if (!found) {
		size_t at = put(out, section, code.s, shown.s, type, 0, 0); /* moves out->f */

		found = &out->f[at];
	}
	buf_free(&code);
	buf_free(&shown);
	return found;
}

/* ---- counting ---- */

struct counter {
	struct tx *tx;
	struct figures *out;
	uint32_t site;	/* 0: the district */
	int year;
	int32_t first, last; /* days of the year */
	uint32_t *trainees;
	size_t n, cap;
	size_t events, guests_row, hours_row; /* rows */
	long cancelled;
};

static bool of_site(const struct counter *c, const struct record *event)
{
	const struct value *v = record_get(event, EVENT_SITES);

	if (!c->site)
		return true;
	for (uint32_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		if (v->items[i].num == c->site)
			return true;
	return false;
}

static const char *or_none(const char *word)
{
	return *word ? word : "не указано";
}

static bool count_event(struct tx *tx, const struct record *e, void *arg)
{
	struct counter *c = arg;
	bool held = !strcmp(record_text(e, EVENT_STATE), EVENT_HELD);
	static const struct {
		const char *group;
		unsigned field;
	} by[] = {{"events.form", EVENT_FORM}, {"events.mode", EVENT_MODE}};

	(void)tx;
	if (!of_site(c, e))
		return true;
	if (!strcmp(record_text(e, EVENT_STATE), EVENT_CANCELLED)) {
		c->cancelled++;
		return true;
	}
	c->out->f[c->events].value += held;
	c->out->f[c->events].base++;
	c->out->f[c->hours_row].value += held ? event_hours(e) : 0;
	c->out->f[c->hours_row].base += event_hours(e);
	c->out->f[c->guests_row].value += held ? (double)record_int(e, EVENT_GUESTS) : 0;
	for (size_t i = 0; i < sizeof(by) / sizeof(*by); i++) {
		const char *word = or_none(record_text(e, by[i].field));
		struct figure *f = row(c->out, FIGURES_EVENTS, by[i].group, word, word, FIGURE_OF);

		f->value += held;
		f->base++;
	}
	return true;
}

static void count_events(struct counter *c)
{
	size_t cancelled;

	c->events = put(c->out, FIGURES_EVENTS, "events", "Проведено занятий", FIGURE_OF, 0, 0);
	c->hours_row = put(c->out, FIGURES_EVENTS, "hours", "Академических часов", FIGURE_OF, 0, 0);
	c->guests_row = put(c->out, FIGURES_EVENTS, "guests", "Гостей", FIGURE_NUMBER, 0, 0);
	cancelled = put(c->out, FIGURES_EVENTS, "events.cancelled", "Отменено занятий", FIGURE_NUMBER, 0, 0);
	event_each(c->tx, c->first, c->last, count_event, c);
	c->out->f[cancelled].value = (double)c->cancelled;
}

static void count_trainee(struct counter *c, const struct record *trainee, size_t all, size_t low)
{
	struct record person = {0}, org = {0};
	struct buf id = {0};

	c->out->f[all].value++;
	if (load_ref(c->tx, KIND_PERSON, trainee, TRAINEE_PERSON, &person)) {
		const char *position = or_none(post_of(tx_config(c->tx), &person));

		row(c->out, FIGURES_TRAINEES, "trainees.position", position, position, FIGURE_NUMBER)->value++;
		if (load_ref(c->tx, KIND_ORG, &person, PERSON_ORG, &org)) {
			buf_addf(&id, "%u", org.id);
			row(c->out, FIGURES_TRAINEES, "trainees.org", id.s, record_text(&org, ORG_SHORT_NAME), FIGURE_NUMBER)->value++;
			c->out->f[low].value += record_bool(&org, ORG_LOW_RESULTS);
		}
	}
	buf_free(&id);
	record_release(&person);
	record_release(&org);
}

static void count_trainees(struct counter *c)
{
	struct query groups = {.kind = KIND_GROUP, .year = c->year, .archived = true, .of_kind = c->site ? KIND_SITE : 0, .of_id = c->site};
	size_t all = put(c->out, FIGURES_TRAINEES, "trainees", "Всего стажёров", FIGURE_NUMBER, 0, 0);
	size_t completed = put(c->out, FIGURES_TRAINEES, "trainees.completed", "Завершили стажировку", FIGURE_NUMBER, 0, 0);
	size_t low = put(c->out, FIGURES_TRAINEES, "trainees.low_results", "Из школ с низкими результатами", FIGURE_NUMBER, 0, 0);
	size_t expelled = put(c->out, FIGURES_TRAINEES, "trainees.expelled", "Отчислены", FIGURE_NUMBER, 0, 0);
	size_t groups_row = put(c->out, FIGURES_TRAINEES, "groups", "Рабочих групп", FIGURE_NUMBER, 0, 0);
	struct record trainee = {0};
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(c->tx, &groups, &ids, &n, NULL))
		n = 0;
	c->out->f[groups_row].value = (double)n;
	for (size_t i = 0; i < n; i++) {
		size_t members_n;
		uint32_t *members = refs_list(c->tx, KIND_GROUP, ids[i], KIND_TRAINEE, TRAINEE_GROUP, &members_n);

		for (size_t j = 0; j < members_n; j++) {
			if (!load(c->tx, KIND_TRAINEE, members[j], &trainee))
				continue;
			c->trainees = mem_grow(c->trainees, c->n, &c->cap, sizeof(*c->trainees));
			c->trainees[c->n++] = members[j];
			if (!strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED)) {
				c->out->f[expelled].value++; /* what they did counts, they themselves do not */
				continue;
			}
			c->out->f[completed].value += !strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_COMPLETED);
			count_trainee(c, &trainee, all, low);
		}
		free(members);
	}
	free(ids);
	record_release(&trainee);
}

static void count_attendance(struct counter *c)
{
	static const char *const marks[] = {MARK_PRESENT, MARK_REMOTE, MARK_EXCUSED, MARK_ABSENT};
	static const char *const titles[] = {"Были", "Были дистанционно", "Не были по уважительной причине", "Не были"};
	long counts[4] = {0}, all = 0;
	struct record r = {0}, event = {0};
	struct buf code = {0};

	for (size_t i = 0; i < c->n; i++) {
		size_t n;
		uint32_t *ids = refs_list(c->tx, KIND_TRAINEE, c->trainees[i], KIND_ATTENDANCE, ATTENDANCE_TRAINEE, &n);

		for (size_t j = 0; j < n; j++) {
			if (!load(c->tx, KIND_ATTENDANCE, ids[j], &r) || !load_ref(c->tx, KIND_EVENT, &r, ATTENDANCE_EVENT, &event) ||
			    record_date(&event, EVENT_DATE) < c->first || record_date(&event, EVENT_DATE) > c->last)
				continue;
			all++;
			for (size_t m = 0; m < 4; m++)
				counts[m] += !strcmp(record_text(&r, ATTENDANCE_MARK), marks[m]);
		}
		free(ids);
	}
	put(c->out, FIGURES_ATTENDANCE, "attendance", "Посещение", FIGURE_SHARE, (double)(counts[0] + counts[1]), all);
	for (size_t m = 0; m < 4; m++) {
		buf_clear(&code);
		buf_addf(&code, "attendance:%s", marks[m]);
		put(c->out, FIGURES_ATTENDANCE, code.s, titles[m], FIGURE_NUMBER, (double)counts[m], 0);
	}
	buf_free(&code);
	record_release(&r);
	record_release(&event);
}

static void count_tasks(struct counter *c)
{
	long on_time = 0, late = 0, all = 0;
	struct record r = {0};

	for (size_t i = 0; i < c->n; i++) {
		size_t n;
		uint32_t *ids = refs_list(c->tx, KIND_TRAINEE, c->trainees[i], KIND_TASK, TASK_TRAINEE, &n);

		for (size_t j = 0; j < n; j++) {
			if (!load(c->tx, KIND_TASK, ids[j], &r))
				continue;
			all++;
			if (record_has(&r, TASK_DONE_ON))
				*(record_date(&r, TASK_DONE_ON) <= record_date(&r, TASK_DUE) ? &on_time : &late) += 1;
		}
		free(ids);
	}
	put(c->out, FIGURES_TASKS, "tasks.on_time", "Выполнено в срок", FIGURE_OF, (double)on_time, all);
	put(c->out, FIGURES_TASKS, "tasks.late", "Выполнено с опозданием", FIGURE_OF, (double)late, all);
	put(c->out, FIGURES_TASKS, "tasks.open", "Не выполнено", FIGURE_OF, (double)(all - on_time - late), all);
	record_release(&r);
}

static void count_results(struct counter *c)
{
	struct record site = {0};
	bool one = load(c->tx, KIND_SITE, c->site, &site);
	size_t n;
	struct dynamics *d = dynamics_of(c->tx, one ? &site : NULL, c->trainees, c->n, &n);
	size_t mean = put(c->out, FIGURES_RESULTS, "results.change", "В среднем по направлениям: изменение", FIGURE_CHANGE, 0, 0), both = 0;
	double change = 0;

	for (size_t i = 0; i < n; i++) {
		const struct {
			const char *group, *title;
			const struct measure *m;
		} rows[] = {{"results.entry", "входная", &d[i].entry}, {"results.exit", "итоговая", &d[i].exit}, {"results.change", "изменение", &d[i].change}};

		for (size_t j = 0; j < 3; j++) {
			struct buf title = {0};
			struct figure *f;

			buf_addf(&title, "%s: %s", d[i].direction, rows[j].title);
			f = row(c->out, FIGURES_RESULTS, rows[j].group, d[i].direction, title.s, j == 2 ? FIGURE_CHANGE : FIGURE_MEAN);
			f->value = rows[j].m->n ? rows[j].m->percent : 0;
			f->base = (long)rows[j].m->n;
			buf_free(&title);
		}
	}
	for (size_t i = 0; i < n; i++) {
		change += d[i].change.percent * (double)d[i].change.n;
		both += d[i].change.n;
	}
	c->out->f[mean].value = both ? change / (double)both : 0;
	c->out->f[mean].base = (long)both;
	dynamics_free(d, n);
	record_release(&site);
}

static bool any_held(struct tx *tx, uint32_t line, double *hours)
{
	struct record event = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_PLANLINE, line, KIND_EVENT, EVENT_PLANLINE, &n);
	bool held = false;

	for (size_t i = 0; i < n; i++)
		if (load(tx, KIND_EVENT, ids[i], &event) && !strcmp(record_text(&event, EVENT_STATE), EVENT_HELD)) {
			held = true;
			*hours += event_hours(&event);
		}
	free(ids);
	record_release(&event);
	return held;
}

static void count_plan(struct counter *c)
{
	struct query docs = {.kind = KIND_PLANDOC, .year = c->year, .archived = true, .of_kind = c->site ? KIND_SITE : 0, .of_id = c->site};
	struct record line = {0};
	long lines = 0, fulfilled = 0, planned = 0;
	double held = 0;
	uint32_t *ids = NULL;
	size_t n = 0;

	if (query_run(c->tx, &docs, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t lines_n;
		uint32_t *of = refs_list(c->tx, KIND_PLANDOC, ids[i], KIND_PLANLINE, PLANLINE_PLANDOC, &lines_n);

		for (size_t j = 0; j < lines_n; j++) {
			if (!load(c->tx, KIND_PLANLINE, of[j], &line))
				continue;
			lines++;
			planned += (long)record_int(&line, PLANLINE_HOURS);
			fulfilled += any_held(c->tx, of[j], &held);
		}
		free(of);
	}
	free(ids);
	record_release(&line);
	put(c->out, FIGURES_PLAN, "plan.lines", "Выполнено строк плана", FIGURE_OF, (double)fulfilled, lines);
	put(c->out, FIGURES_PLAN, "plan.hours", "Проведено часов по плану", FIGURE_OF, held, planned);
}

/* Of the district: sites that had the status in the year, and their reports. */
static void count_sites(struct counter *c)
{
	struct query reports = {.kind = KIND_REPORT, .year = c->year, .archived = true}, terms = {.kind = KIND_TERM, .archived = true};
	long all = 0, submitted = 0, accepted = 0, sites = 0;
	uint32_t *ids = NULL, *seen = NULL;
	size_t n = 0, seen_cap = 0;
	struct record r = {0}, site = {0};

	if (query_run(c->tx, &terms, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		bool twice = false;

		if (!load(c->tx, KIND_TERM, ids[i], &r) || !load_ref(c->tx, KIND_SITE, &r, TERM_SITE, &site) ||
		    !term_runs_in_year(&r, &site, c->year))
			continue;
		for (long j = 0; j < sites && !twice; j++)
			twice = seen[j] == record_ref(&r, TERM_SITE);
		if (twice)
			continue;
		seen = mem_grow(seen, (size_t)sites, &seen_cap, sizeof(*seen));
		seen[sites++] = record_ref(&r, TERM_SITE);
	}
	free(ids);
	ids = NULL;
	if (query_run(c->tx, &reports, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		const char *state;

		if (!load(c->tx, KIND_REPORT, ids[i], &r))
			continue;
		state = record_text(&r, REPORT_STATE);
		all++;
		accepted += !strcmp(state, REPORT_ACCEPTED);
		submitted += !strcmp(state, REPORT_ACCEPTED) || !strcmp(state, REPORT_SUBMITTED);
	}
	put(c->out, FIGURES_SITES, "sites", "Площадок со статусом", FIGURE_NUMBER, (double)sites, 0);
	put(c->out, FIGURES_SITES, "reports.submitted", "Отчётов сдано", FIGURE_OF, (double)submitted, all);
	put(c->out, FIGURES_SITES, "reports.accepted", "Отчётов принято", FIGURE_OF, (double)accepted, all);
	free(ids);
	free(seen);
	record_release(&r);
	record_release(&site);
}

/* Rows of words stand by group and title, after the totals of their section; results keep a direction together. */
static int compare_rows(const void *pa, const void *pb)
{
	const struct figure *a = pa, *b = pb;
	size_t na = strcspn(a->code, ":"), nb = strcspn(b->code, ":"), n = na < nb ? na : nb;
	int order;

	order = memcmp(a->code, b->code, n);
	if (!order)
		order = (na > nb) - (na < nb);
	return order ? order : collate_compare(a->title, b->title);
}

static void sort_words(struct figures *f, enum figure_section section)
{
	size_t first = 0, last;

	while (first < f->n && !(f->f[first].section == section && strchr(f->f[first].code, ':')))
		first++;
	for (last = first; last < f->n && f->f[last].section == section && strchr(f->f[last].code, ':'); last++)
		;
	if (last > first)
		qsort(f->f + first, last - first, sizeof(*f->f), compare_rows);
}

void figures_of(struct tx *tx, uint32_t site, int year, struct figures *out)
{
	struct counter c = {.tx = tx, .out = out, .site = site, .year = year, .first = school_year_first(year), .last = school_year_last(year)};

	if (!site)
		count_sites(&c);
	count_trainees(&c);
	count_events(&c);
	count_attendance(&c);
	count_tasks(&c);
	count_results(&c);
	count_plan(&c);
	sort_words(out, FIGURES_TRAINEES);
	sort_words(out, FIGURES_EVENTS);
	free(c.trainees);
}

/* ---- showing ---- */

void figure_add(const struct figure *f, struct buf *out)
{
	switch (f->type) {
	case FIGURE_NUMBER:
		dynamics_add_number(out, f->value, false);
		return;
	case FIGURE_OF:
		dynamics_add_number(out, f->value, false);
		buf_addf(out, " из %ld", f->base);
		return;
	case FIGURE_SHARE:
		if (!f->base) {
			buf_add(out, "—");
			return;
		}
		buf_addf(out, "%ld %% (", lround(100 * f->value / (double)f->base));
		dynamics_add_number(out, f->value, false);
		buf_addf(out, " из %ld)", f->base);
		return;
	case FIGURE_MEAN:
	case FIGURE_CHANGE:
		if (!f->base) {
			buf_add(out, "—");
			return;
		}
		dynamics_add_number(out, f->value, f->type == FIGURE_CHANGE);
		buf_addf(out, "%s (n = %ld)", f->type == FIGURE_CHANGE ? "" : " %", f->base);
	}
}

/* ---- the frozen copy ---- */

static void add_part(struct buf *out, const char *s)
{
	buf_addc(out, '|');
	for (; *s; s++)
		buf_addc(out, *s == '|' || *s == '\n' ? '/' : *s);
}

void figures_encode(const struct figures *f, struct buf *out)
{
	for (size_t i = 0; i < f->n; i++) {
		buf_addf(out, "%s%d|%d|%.17g|%ld", i ? "\n" : "", (int)f->f[i].section, (int)f->f[i].type, f->f[i].value, f->f[i].base);
		add_part(out, f->f[i].code);
		add_part(out, f->f[i].title);
	}
}

static bool decode_line(char *line, struct figures *out)
{
	char *part[6];

	for (size_t i = 0; i < 6; i++) {
		part[i] = strsep(&line, "|");
		if (!part[i])
			return false;
	}
	if (atoi(part[0]) < 0 || atoi(part[0]) >= FIGURES_SECTIONS || atoi(part[1]) < 0 || atoi(part[1]) > FIGURE_CHANGE)
		return false;
	put(out, (enum figure_section)atoi(part[0]), part[4], part[5], (enum figure_type)atoi(part[1]), strtod(part[2], NULL),
	    strtol(part[3], NULL, 10));
	return true;
}

void figures_decode(const char *text, struct figures *out)
{
	char *copy = mem_strdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")))
		decode_line(line, out);
	free(copy);
}

void figures_diff(const struct figures *was, const struct figures *is,
		  void (*fn)(const struct figure *was, const struct figure *is, void *arg), void *arg)
{
	for (size_t i = 0; i < is->n; i++) {
		const struct figure *old = figures_find(was, is->f[i].code);

		if (!old || fabs(old->value - is->f[i].value) > 1e-9 || old->base != is->f[i].base)
			fn(old, &is->f[i], arg);
	}
	for (size_t i = 0; i < was->n; i++)
		if (!figures_find(is, was->f[i].code))
			fn(&was->f[i], NULL, arg);
}
