/* Lines of a thematic plan (4.2): topics, hours, months. */
#include <stdlib.h>
#include <string.h>
#include "../internal.h"
#include "../figures/facts.h"
#include "stazh/model/deadline.h"

static const char *const months[] = {"сентябрь", "октябрь", "ноябрь", "декабрь", "январь", "февраль", "март",
				     "апрель",	 "май",	    "июнь",   "июль",	 "август", NULL};

/* clang-format off */
static const struct field planline_fields[] = {
	{.id = PLANLINE_PLANDOC, .name = "plandoc", .title = "План", .type = FT_REF, .ref = KIND_PLANDOC,
	 .flags = FF_REQUIRED | FF_OWN, .width = 30, .help = "Тематический план, которому принадлежит строка.", .example = "5"},
	{.id = PLANLINE_TOPIC, .name = "topic", .title = "Тема", .type = FT_TEXT, .max = 600,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 44, .help = "Тема занятия.",
	 .example = "Читательская грамотность на уроках биологии"},
	{.id = PLANLINE_FORM, .name = "form", .title = "Форма", .type = FT_CHOICE, .option = OPT_FORMS, .flags = FF_COLUMN,
	 .width = 20, .rule = RULE_FORMS, .help = "Форма занятия из Положения.", .example = "семинар"},
	{.id = PLANLINE_HOURS, .name = "hours", .title = "Часов", .type = FT_INT, .min = 0, .max = 500, .flags = FF_COLUMN,
	 .width = 5, .help = "Академических часов.", .example = "2"},
	{.id = PLANLINE_MONTH, .name = "month", .title = "Месяц", .type = FT_CHOICE, .choices = months, .flags = FF_COLUMN,
	 .width = 8, .help = "Когда проводится.", .example = "ноябрь"},
};
/* clang-format on */

static void planline_label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_add(out, record_text(r, PLANLINE_TOPIC));
}

/* On the card of the plan: «семинар, 2 ч, ноябрь». */
static void planline_beside(struct tx *tx, const struct record *r, struct buf *out)
{
	const struct {
		unsigned field;
		const char *unit;
	} parts[] = {{PLANLINE_FORM, ""}, {PLANLINE_HOURS, " ч"}, {PLANLINE_MONTH, ""}};
	const char *comma = "";

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!record_has(r, parts[i].field))
			continue;
		buf_add(out, comma);
		field_add(tx, field_by_id(&kind_planline, parts[i].field), r, STYLE_PEOPLE, out);
		buf_add(out, parts[i].unit);
		comma = ", ";
	}
}

/* Only a thematic plan has lines. */
static bool planline_belongs(const struct record *doc)
{
	return !strcmp(record_text(doc, PLANDOC_KIND), PLANDOC_PLAN);
}

static enum err planline_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct record doc = {0};
	bool plan;

	(void)was;
	plan = load_ref(tx, KIND_PLANDOC, is, PLANLINE_PLANDOC, &doc) && planline_belongs(&doc);
	record_release(&doc);
	if (plan)
		return OK;
	error_set(e, ERR_REFUSED, "Строки бывают только у тематического плана, а выбран другой документ");
	return error_at(e, "plandoc");
}

static bool planline_in_year(struct tx *tx, const struct record *r, int year)
{
	struct record doc = {0};
	bool in = load_ref(tx, KIND_PLANDOC, r, PLANLINE_PLANDOC, &doc) && kind_plandoc.in_year(tx, &doc, year);

	record_release(&doc);
	return in;
}

static const struct hold planline_holds[] = {
	{.through = PLANLINE_PLANDOC,
	 .states = {PLANDOC_SUBMITTED, PLANDOC_APPROVED},
	 .action = "return",
	 .rule = RULE_PLAN,
	 .undo = true},
	{.states = {NULL}},
};
static const struct kind_rights planline_rights = {
	.holds = planline_holds,
};

static const struct kind_more planline_more = {.part = true,
					       .rights = &planline_rights,
					       .years = {PLANLINE_PLANDOC},
					       .belongs = planline_belongs,
					       .beside = planline_beside};

/* clang-format off */
const struct kind_def kind_planline = {
	.kind = KIND_PLANLINE, .name = "planline", .title = "Строка тематического плана",
	.plural = "Строки тематического плана",
	.genitive = "строки плана", .genitive_plural = "строк плана", .accusative = "строку плана",
	.created = "заведена", .gone = "удалена",
	.fields = planline_fields, .n = sizeof(planline_fields) / sizeof(*planline_fields),
	.parent = PLANLINE_PLANDOC, .writer = ROLE_LEADER,
	.label = planline_label, .in_year = planline_in_year, .facts = planline_facts,
	.check = planline_check,
	.more = &planline_more,
};
/* clang-format on */
