/* The register of training sites: all its kinds, and what the engine asks of it as a whole. */
#include "internal.h"
#include "stazh/domain/press.h"

static const struct kind_def *const kinds[KIND_END] = {
	[KIND_ORG] = &kind_org,		  [KIND_PERSON] = &kind_person,
	[KIND_SITE] = &kind_site,	  [KIND_TERM] = &kind_term,
	[KIND_ORDER] = &kind_order,	  [KIND_PLANDOC] = &kind_plandoc,
	[KIND_PLANLINE] = &kind_planline, [KIND_EQUIPMENT] = &kind_equipment,
	[KIND_REPORT] = &kind_report,	  [KIND_REMINDER] = &kind_reminder,
	[KIND_GROUP] = &kind_group,	  [KIND_TRAINEE] = &kind_trainee,
	[KIND_TASK] = &kind_task,	  [KIND_ASSESSMENT] = &kind_assessment,
	[KIND_EVENT] = &kind_event,	  [KIND_ATTENDANCE] = &kind_attendance,
	[KIND_PAPER] = &kind_paper,
};

/* clang-format off */
static const struct schema_act acts[] = {
	{"merge", "объединено", .rule = true},
	{"anonymise", "обезличено", .rule = true, .undo = UNDO_REFUSED, .why = "обезличивание не отменяется"},
	{"diagnose", "диагностика записана", .rule = false},
	{"demo", "образец", .undo = UNDO_GROUND},
	{"papers", "выпущенное внесено в реестр", .undo = UNDO_PASSED},
	{.action = NULL},
};
/* clang-format on */

static void opened(struct session *s)
{
	papers_catch_up(s, NULL);
}

const struct schema domain_schema = {
	.kinds = kinds,
	.end = KIND_END,
	.common = archive_actions,
	.owner = KIND_ORG,
	.acts = acts,
	.deadlines = deadline_defs,
	.deadlines_end = DL_KINDS,
	.version = DERIVE_VERSION,
	.find_self = users_find_self,
	.opened = opened,
	.written = paper_follow,
	.kept = paper_kept,
	.missing = paper_missing,
	.warn = day_doubt,
};
