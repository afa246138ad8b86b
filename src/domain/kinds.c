/* The register of training sites: all its kinds, and what the engine asks of it as a whole. */
#include "internal.h"
#include "orders/orders.h"
#include "stazh/domain/letter.h"
#include "stazh/domain/press.h"

_Static_assert(KIND_END <= KINDS_MAX, "what is counted by kind has so many places");

#define KIND_ROW(number, NAME, name) [number] = &kind_##name,
static const struct kind_def *const kinds[KIND_END] = {EACH_KIND(KIND_ROW)};

/* clang-format off */
static const struct schema_act acts[] = {
	{"merge", "объединено", .rule = true},
	{"anonymise", "обезличено", .rule = true, .undo = UNDO_REFUSED, .why = "обезличивание не отменяется"},
	{"diagnose", "диагностика записана", .rule = false},
	{"batch", "проведено вместе", .undo = UNDO_TURNS},
	{"hook", "обработчик не выполнен", .undo = UNDO_PASSED},
	{"demo", "внесено", .undo = UNDO_GROUND},
	{"papers", "выпущенное внесено в реестр", .undo = UNDO_PASSED},
	{"turn", "учебный год подготовлен", .rule = true, .undo = UNDO_TURNS},
	{"remind", "письмо", .undo = UNDO_PASSED},
	{.action = NULL},
};
/* clang-format on */

static void opened(struct session *s)
{
	papers_catch_up(s, NULL);
}

static enum err written(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	enum err err = roadmap_follow(tx, was, is, e);

	return err ? err : paper_follow(tx, was, is, e);
}

/* clang-format off */
const struct schema domain_schema = {
	.kinds = kinds, .end = KIND_END, .common = common_actions, .owner = KIND_ORG, .acts = acts, .version = DERIVE_VERSION,
	.find_self = users_find_self, .learn_lists = words_learn, .opened = opened, .written = written, .kept = paper_kept, .facts = letter_facts, .missing = paper_missing,
	.warn = day_doubt,
};
/* clang-format on */
