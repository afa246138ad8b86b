/* Results: entry, interim and exit diagnosis by direction (4.2, 6.1). */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const char *const assessment_kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_INTERIM, ASSESSMENT_EXIT, NULL};

static const struct field assessment_fields[] = {
	{.id = ASSESSMENT_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 26, .help = "Чей результат.", .example = "7"},
	{.id = ASSESSMENT_DIRECTION, .name = "direction", .title = "Направление", .type = FT_CHOICE, .option = OPT_DIRECTIONS,
	 .flags = FF_REQUIRED | FF_OPEN | FF_SHOWN | FF_COLUMN, .width = 30, .clause = "6.1",
	 .help = "По какому направлению стажировки.", .example = "сетевое взаимодействие образовательных учреждений"},
	{.id = ASSESSMENT_KIND, .name = "assessment_kind", .also = "kind", .title = "Диагностика", .type = FT_CHOICE, .choices = assessment_kinds,
	 .flags = FF_REQUIRED | FF_SHOWN | FF_COLUMN, .width = 13, .clause = "6.1", .help = "Входная, промежуточная или итоговая.",
	 .example = "входная"},
	{.id = ASSESSMENT_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .help = "Когда проведена.", .example = "15.10.2026"},
	{.id = ASSESSMENT_SCORE, .name = "score", .title = "Баллы", .type = FT_INT, .min = 0, .max = 100000,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 5, .help = "Сколько набрано.", .example = "14"},
	{.id = ASSESSMENT_OUT_OF, .name = "out_of", .title = "Из скольких", .type = FT_INT, .min = 1, .max = 100000,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 11, .help = "Сколько можно было набрать.", .example = "20"},
	{.id = ASSESSMENT_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH, .help = "Что заметили."},
};

static void assessment_label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, ASSESSMENT_TRAINEE, &trainee))
		trainee_name(tx, &trainee, out);
	buf_addf(out, " — %s: %lld из %lld", record_text(r, ASSESSMENT_KIND), (long long)record_int(r, ASSESSMENT_SCORE),
		 (long long)record_int(r, ASSESSMENT_OUT_OF));
	record_release(&trainee);
}

static void assessment_defaults(struct tx *tx, struct record *r)
{
	record_set_date(r, ASSESSMENT_DATE, tx_session(tx)->today);
}

/* One entry and one exit diagnosis in a direction: the dynamics are their difference. */
static enum err assessment_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *kind = record_text(is, ASSESSMENT_KIND);
	struct record other = {0};
	bool twice = false;
	uint32_t *ids;
	size_t n;

	(void)was;
	if (record_int(is, ASSESSMENT_SCORE) > record_int(is, ASSESSMENT_OUT_OF)) {
		error_refuse(e, "6.1", "набрано %lld, а можно было только %lld", (long long)record_int(is, ASSESSMENT_SCORE),
			     (long long)record_int(is, ASSESSMENT_OUT_OF));
		return error_at(e, "score");
	}
	if (!strcmp(kind, ASSESSMENT_INTERIM))
		return OK;
	ids = refs_list(tx, KIND_TRAINEE, record_ref(is, ASSESSMENT_TRAINEE), KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &n);
	for (size_t i = 0; i < n && !twice; i++)
		twice = ids[i] != is->id && load(tx, KIND_ASSESSMENT, ids[i], &other) &&
			!strcmp(record_text(&other, ASSESSMENT_KIND), kind) &&
			!strcmp(record_text(&other, ASSESSMENT_DIRECTION), record_text(is, ASSESSMENT_DIRECTION));
	free(ids);
	record_release(&other);
	if (!twice)
		return OK;
	error_refuse(e, "6.1", "%s диагностика по этому направлению у стажёра уже есть", kind);
	return error_at(e, "assessment_kind");
}

static bool assessment_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, ASSESSMENT_DATE)) == year;
}

const struct kind_def kind_assessment = {
	.kind = KIND_ASSESSMENT, .name = "assessment", .title = "Диагностика", .plural = "Диагностика", .genitive = "диагностики",
	.genitive_plural = "диагностик", .accusative = "диагностику", .created = "записана", .gone = "удалена",
	.fields = assessment_fields, .n = sizeof(assessment_fields) / sizeof(*assessment_fields), .sort = ASSESSMENT_DATE,
	.parent = ASSESSMENT_TRAINEE, .name_field = ASSESSMENT_DIRECTION, .writer = ROLE_LEADER, .label = assessment_label, .check = assessment_check,
	.defaults = assessment_defaults, .in_year = assessment_in_year,
};
