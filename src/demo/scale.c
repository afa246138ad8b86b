/* A generated district: plausible names, and a history that every record got by the same actions that people use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/demo/demo.h"
#include "scale.h"

static const char *const reminders[] = {
	"собрать заявки на новый учебный год", "подготовить совещание руководителей площадок",
	"обновить список площадок на сайте",   "посетить занятие площадки",
	"запросить сведения о стажёрах",
};

static void step(struct scale *s)
{
	s->done++;
	if (s->progress && (s->done % 64 == 0 || s->done == s->total))
		s->progress(s->done, s->total);
}

static void add_reminders(struct scale *s)
{
	for (unsigned i = 0, n = 3 + s->n / 20; i < n; i++) {
		int32_t due = s->today - 20 + (int32_t)scale_chance(s, 90);
		const char *what = SCALE_PICK(s, reminders);
		char link[32] = "";

		if (s->sites_n && scale_chance(s, 2))
			snprintf(link, sizeof(link), "site %u", s->sites[scale_chance(s, s->sites_n)].id);
		scale_add(s, KIND_REMINDER, "what", what, "due", scale_day(s, due), "who",
			  config_text(tx_session(s->tx)->config, OPT_CENTRE_METHODIST), "link", link, "done_on",
			  due < s->today && scale_chance(s, 4) ? scale_day(s, due) : "", NULL);
	}
}

/* ---- all ---- */

/* The person of the configuration, found or added: «Гусева И.Г.», «Гусева Ирина Геннадьевна». */
static uint32_t find_or_add(struct scale *s, enum option_id option, uint32_t org, const char *kind,
			    const char *position)
{
	const char *full = config_text(tx_session(s->tx)->config, option);
	char *name = mem_strdup(full), *rest = name, *surname, *first, *patronymic = "";
	struct buf initial = {0};
	uint32_t id = 0;

	if (s->err || ref_find(s->tx, KIND_PERSON, full, &id, NULL) == OK)
		goto done;
	surname = strsep(&rest, " ");
	first = rest ? strsep(&rest, " ") : "";
	if (rest) {
		patronymic = rest;
	} else if (strchr(first, '.')) {
		patronymic = strchr(first, '.') + 1;
		buf_addn(&initial, first, (size_t)(patronymic - first));
		first = initial.s;
	}
	id = scale_add(s, KIND_PERSON, "surname", surname, "name", first, "patronymic", patronymic, "org",
		       scale_number(s, org), "position_kind", demo_choice(s->tx, OPT_POSITION_KINDS, kind), "position",
		       position, NULL);
done:
	buf_free(&initial);
	free(name);
	return id;
}

static void centre(struct scale *s)
{
	const struct config *c = tx_session(s->tx)->config;
	uint32_t org = 0;
	bool there = ref_find(s->tx, KIND_ORG, config_text(c, OPT_CENTRE_SHORT_NAME), &org, NULL) == OK;

	if (!there)
		org = scale_add(s, KIND_ORG, "short_name", config_text(c, OPT_CENTRE_SHORT_NAME), "full_name",
				config_text(c, OPT_CENTRE_FULL_NAME), "kind",
				demo_choice(s->tx, OPT_ORG_KINDS, "методический центр"), NULL);
	s->director = find_or_add(s, OPT_CENTRE_DIRECTOR, org, "директор", "директор");
	s->methodist = find_or_add(s, OPT_CENTRE_METHODIST, org, "методист", "методист");
	if (!there)
		scale_set(s, KIND_ORG, org, "head", scale_number(s, s->director));
}

static void organisations(struct scale *s)
{
	for (unsigned i = 0; i < s->n && !s->err; i++) {
		const struct org_type *type = &org_types[i % COUNT(org_types)];
		bool site = i % 3 == 0;
		uint32_t org = scale_add_org(s, i), leader = 0, head;

		head = scale_add_person(s, org, type->head_m, type->head_m, type->head_f, "", false);
		for (unsigned k = 1, n = 6 + scale_chance(s, 4); k < n; k++) {
			uint32_t id = scale_add_colleague(s, org, type, k, site && k == 2);

			if (k == 2)
				leader = id;
		}
		scale_set(s, KIND_ORG, org, "head", scale_number(s, head));
		if (site)
			scale_add_site(s, org, type, leader);
		step(s);
	}
}

static enum err generate(struct tx *tx, void *arg)
{
	struct scale *s = arg;

	s->tx = tx;
	s->e = tx_error(tx);
	s->random = 0x9e3779b97f4a7c15u ^ (uint64_t)(uint32_t)s->today << 20 ^ s->n;
	s->sites_n = s->done = 0;
	s->total = s->n + (s->n + 2) / 3;
	memset(s->numbers, 0, sizeof(s->numbers));
	memset(s->certificates, 0, sizeof(s->certificates));
	s->err = demo_check_empty(tx, s->e);
	if (!s->err)
		centre(s);
	organisations(s);
	for (int year = s->year - YEARS + 1; year <= s->year && !s->err; year++) {
		scale_orders_of_year(s, year);
		for (size_t i = 0; i < s->sites_n && !s->err; i++)
			if (s->sites[i].until > year) {
				if (year == s->year - 1)
					scale_site_group(s, &s->sites[i], year);
				scale_report_of_year(s, &s->sites[i], year);
			}
	}
	for (size_t i = 0; i < s->sites_n && !s->err; i++) {
		if (s->sites[i].until > s->year) {
			scale_site_documents(s, &s->sites[i]);
			scale_site_equipment(s, &s->sites[i]);
			scale_site_group(s, &s->sites[i], s->year);
		}
		step(s);
	}
	if (!s->err)
		add_reminders(s);
	scale_add_roadmaps(s);
	return s->err;
}

enum err demo_scale(struct session *session, unsigned n, void (*progress)(unsigned done, unsigned total),
		    struct buf *summary, struct error *e)
{
	struct scale s = {
		.n = n, .progress = progress, .today = session->today, .year = school_year_of(session->today)};
	enum err err = session_write(session, "demo", "образец округа", generate, &s, e);

	free(s.sites);
	if (!err)
		demo_summary(session, summary, e);
	return err;
}
