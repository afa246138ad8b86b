/* The sorts of deadlines (DOMAIN.md §4). */
#include "internal.h"
#include "stazh/model/deadline.h"

/* clang-format off */
const struct deadline_def deadline_defs[DL_KINDS] = {
	[DL_REPORT] = {.code = "report", .rule = RULE_REPORT},
	[DL_REPORT_REVIEW] = {.code = "report_review", .rule = RULE_REPORT, .methodists = true},
	[DL_STATUS_END] = {.code = "status_end", .rule = RULE_TERM, .methodists = true, .passed = "Срок статуса истёк"},
	[DL_STATUS_NOTICE] = {.code = "status_notice", .rule = RULE_TERM, .methodists = true, .end = DL_STATUS_END},
	[DL_PLAN] = {.code = "plan", .rule = RULE_PLAN},
	[DL_PLAN_REVIEW] = {.code = "plan_review", .rule = RULE_PLAN, .methodists = true},
	[DL_APPLICATION] = {.code = "application", .rule = RULE_NONE, .methodists = true},
	[DL_EVENT] = {.code = "event", .rule = RULE_FORMS, .mark = DEADLINE_MARK_EVENT},
	[DL_TASK] = {.code = "task", .rule = RULE_INDIVIDUAL},
	[DL_TRAINEE_END] = {.code = "trainee_end", .rule = RULE_INDIVIDUAL},
	[DL_EQUIPMENT] = {.code = "equipment", .rule = RULE_EQUIPMENT},
	[DL_REMINDER] = {.code = "reminder", .rule = RULE_NONE, .methodists = true},
	[DL_ATTENDANCE] = {.code = "attendance", .rule = RULE_ATTENDANCE},
	[DL_PERSON] = {.code = "person", .rule = RULE_NONE, .methodists = true},
};
/* clang-format on */
