/* Results: entry, interim and exit diagnosis by direction (4.2, 6.1). */
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "internships.h"
#include "stazh/model/access.h"
#include "stazh/domain/dynamics.h"

static const char *const assessment_kinds[] = {ASSESSMENT_ENTRY, ASSESSMENT_INTERIM, ASSESSMENT_EXIT, NULL};

/* clang-format off */
static const struct field assessment_fields[] = {
	{.id = ASSESSMENT_TRAINEE, .name = "trainee", .title = "Стажёр", .type = FT_REF, .ref = KIND_TRAINEE,
	 .flags = FF_REQUIRED | FF_OWN | FF_COLUMN, .width = 26, .help = "Чей результат.", .example = "7"},
	{.id = ASSESSMENT_DIRECTION, .name = "direction", .title = "Направление", .type = FT_CHOICE, .option = OPT_DIRECTIONS,
	 .flags = FF_REQUIRED | FF_OPEN | FF_COLUMN, .width = 30, .rule = RULE_DYNAMICS,
	 .help = "По какому направлению стажировки.", .example = "сетевое взаимодействие образовательных учреждений"},
	{.id = ASSESSMENT_KIND, .name = "assessment_kind", .also = "kind", .title = "Диагностика", .type = FT_CHOICE, .choices = assessment_kinds,
	 .flags = FF_REQUIRED | FF_COLUMN, .width = 13, .rule = RULE_DYNAMICS, .help = "Входная, промежуточная или итоговая.",
	 .example = "входная"},
	{.id = ASSESSMENT_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_REQUIRED | FF_COLUMN, .width = 10,
	 .help = "Когда проведена.", .example = "15.10.2026"},
	{.id = ASSESSMENT_SCORE, .name = "score", .title = "Баллы", .type = FT_INT, .min = 0, .max = 100000,
	 .flags = FF_REQUIRED | FF_COLUMN | FF_PRIVATE, .width = 5, .help = "Сколько набрано. Видят методист и руководитель площадки.", .example = "14"},
	{.id = ASSESSMENT_OUT_OF, .name = "out_of", .title = "Из скольких", .type = FT_INT, .min = 1, .max = 100000,
	 .flags = FF_REQUIRED | FF_COLUMN | FF_PRIVATE, .width = 11, .help = "Сколько можно было набрать.", .example = "20"},
	{.id = ASSESSMENT_NOTE, .name = "note", .title = "Примечание", .type = FT_LONG, .flags = FF_SEARCH | FF_PRIVATE, .help = "Что заметили."},
};
/* clang-format on */

static void assessment_label(struct tx *tx, const struct record *r, struct buf *out)
{
	struct record trainee = {0};

	if (load_ref(tx, KIND_TRAINEE, r, ASSESSMENT_TRAINEE, &trainee))
		trainee_name(tx, &trainee, out);
	buf_addf(out, " — %s ", record_text(r, ASSESSMENT_KIND)); /* without the score: not everybody may read it */
	date_add_ru(out, record_date(r, ASSESSMENT_DATE));
	record_release(&trainee);
}

static void assessment_defaults(struct tx *tx, struct record *r)
{
	record_set_date(r, ASSESSMENT_DATE, tx_session(tx)->today);
}

bool diagnosis_find(struct tx *tx, uint32_t trainee, const char *direction, const char *kind, uint32_t but,
		    struct record *out)
{
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_TRAINEE, trainee, KIND_ASSESSMENT, ASSESSMENT_TRAINEE, &n);
	bool found = false;

	for (size_t i = n; i-- > 0 && !found;) /* of several interim ones the last */
		found = ids[i] != but && load(tx, KIND_ASSESSMENT, ids[i], out) &&
			!strcmp(record_text(out, ASSESSMENT_KIND), kind) &&
			!strcmp(record_text(out, ASSESSMENT_DIRECTION), direction);
	free(ids);
	if (!found)
		record_release(out);
	return found;
}

/* One entry and one exit diagnosis in a direction: the dynamics are their difference. */
static enum err assessment_check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	const char *kind = record_text(is, ASSESSMENT_KIND);
	struct record other = {0};
	enum err err = OK;
	bool twice;

	(void)was;
	if (record_int(is, ASSESSMENT_SCORE) > record_int(is, ASSESSMENT_OUT_OF)) {
		rule_refuse(tx, e, RULE_DYNAMICS, "набрано %lld, а можно было только %lld",
			    (long long)record_int(is, ASSESSMENT_SCORE), (long long)record_int(is, ASSESSMENT_OUT_OF));
		if (error_enough(&err, error_at(e, "score"), &e))
			return err;
	}
	if (!strcmp(kind, ASSESSMENT_INTERIM))
		return err;
	twice = diagnosis_find(tx, record_ref(is, ASSESSMENT_TRAINEE), record_text(is, ASSESSMENT_DIRECTION), kind,
			       is->id, &other);
	record_release(&other);
	if (!twice)
		return err;
	rule_refuse(tx, e, RULE_DYNAMICS, "%s диагностика по этому направлению у стажёра уже есть", kind);
	error_enough(&err, error_at(e, "assessment_kind"), &e);
	return err;
}

static bool assessment_in_year(struct tx *tx, const struct record *r, int year)
{
	(void)tx;
	return school_year_of(record_date(r, ASSESSMENT_DATE)) == year;
}

static void assessment_beside(struct tx *tx, const struct record *r, struct buf *out)
{
	buf_add(out, record_text(r, ASSESSMENT_KIND));
	if (access_sees(tx, field_by_id(&kind_assessment, ASSESSMENT_SCORE), r))
		buf_addf(out, ": %lld из %lld", (long long)record_int(r, ASSESSMENT_SCORE),
			 (long long)record_int(r, ASSESSMENT_OUT_OF));
}

static const struct kind_rights assessment_rights = {
	.about = ASSESSMENT_TRAINEE,
};

static uint32_t twin_diagnosis(struct tx *tx, uint32_t keep, const struct record *r)
{
	struct record other = {0};
	uint32_t id = strcmp(record_text(r, ASSESSMENT_KIND), ASSESSMENT_INTERIM) &&
				      diagnosis_find(tx, keep, record_text(r, ASSESSMENT_DIRECTION),
						     record_text(r, ASSESSMENT_KIND), r->id, &other)
			      ? other.id
			      : 0;

	record_release(&other);
	return id;
}

static void twin_subject(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "Диагностика (%s), %s", record_text(r, ASSESSMENT_KIND), record_text(r, ASSESSMENT_DIRECTION));
}

static void twin_told(const struct record *r, struct buf *out)
{
	buf_addf(out, "%lld из %lld, ", (long long)record_int(r, ASSESSMENT_SCORE),
		 (long long)record_int(r, ASSESSMENT_OUT_OF));
	date_add_ru(out, record_date(r, ASSESSMENT_DATE));
}

static const struct kind_twin twin = {
	.of = KIND_TRAINEE,
	.find = twin_diagnosis,
	.fields = (const uint16_t[]){ASSESSMENT_SCORE, ASSESSMENT_OUT_OF, ASSESSMENT_DATE, ASSESSMENT_NOTE, 0},
	.telling = 2,
	.subject = twin_subject,
	.told = twin_told};

static const struct kind_more assessment_more = {.twin = &twin,
						 .rights = &assessment_rights,
						 .years = {ASSESSMENT_TRAINEE},
						 .beside = assessment_beside,
						 .sheet = VIEW_DIAGNOSIS,
						 .sheet_of = KIND_GROUP};

/* clang-format off */
const struct kind_def kind_assessment = {
	.kind = KIND_ASSESSMENT, .name = "assessment", .title = "Диагностика", .plural = "Диагностика",
	.genitive = "диагностики", .genitive_plural = "диагностик", .accusative = "диагностику", .created = "записана",
	.gone = "удалена",
	.fields = assessment_fields, .n = sizeof(assessment_fields) / sizeof(*assessment_fields),
	.sort = ASSESSMENT_DATE, .parent = ASSESSMENT_TRAINEE, .name_field = ASSESSMENT_DIRECTION,
	.writer = ROLE_LEADER,
	.label = assessment_label, .in_year = assessment_in_year,
	.defaults = assessment_defaults, .check = assessment_check,
	.more = &assessment_more,
};
/* clang-format on */

/* ---- a grid of them ---- */

struct grid {
	const struct diagnosis *d;
	size_t n, at;
	struct buf note; /* of the journal: the group */
	struct error *e;
};

static enum err refuse_changed(struct tx *tx, const struct diagnosis *d, struct record *now, struct error *e)
{
	struct buf name = {0};

	label_add(tx, KIND_TRAINEE, d->trainee, &name);
	error_set(e, ERR_CHANGED, "%s, %s, %s: диагностика тем временем %s%s%s", name.s, d->direction, d->kind,
		  now->id ? "записана (" : "удалена", record_text(now, REC_CHANGED_BY), now->id ? ")" : "");
	buf_free(&name);
	record_release(now);
	return ERR_CHANGED;
}

static enum err write_one(struct tx *tx, const struct diagnosis *d, struct error *e)
{
	struct record was = {0}, is = {0};
	bool there = diagnosis_find(tx, d->trainee, d->direction, d->kind, 0, &was);
	enum err err;

	if (record_int(&was, REC_REV) != d->rev)
		return refuse_changed(tx, d, &was, e);
	if (there)
		record_copy(&is, &was);
	is.kind = KIND_ASSESSMENT;
	record_set_ref(&is, ASSESSMENT_TRAINEE, d->trainee);
	err = access_check(tx, KIND_ASSESSMENT, "set", &is, e);
	if (!err && d->score < 0) {
		err = there ? record_trash(tx, KIND_ASSESSMENT, was.id) : OK;
	} else if (!err) {
		record_set_text(&is, ASSESSMENT_DIRECTION, d->direction);
		record_set_text(&is, ASSESSMENT_KIND, d->kind);
		if (!there || d->new_date)
			record_set_date(&is, ASSESSMENT_DATE, d->date);
		record_set_int(&is, ASSESSMENT_SCORE, d->score);
		record_set_int(&is, ASSESSMENT_OUT_OF, d->out_of);
		if (!there || !record_same(&was, &is))
			err = model_store(tx, there ? &was : NULL, &is, e);
	}
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err write_all(struct tx *tx, void *arg)
{
	struct grid *g = arg;
	struct record trainee = {0};
	enum err err = OK;

	buf_clear(&g->note); /* it may be run a second time, in a larger map */
	if (g->n && load(tx, KIND_TRAINEE, g->d->trainee, &trainee))
		label_add(tx, KIND_GROUP, record_ref(&trainee, TRAINEE_GROUP), &g->note);
	tx_note(tx, "diagnose", buf_text(&g->note));
	record_release(&trainee);
	for (g->at = 0; g->at < g->n && !err; g->at++)
		err = write_one(tx, &g->d[g->at], g->e);
	g->at -= err != OK;
	if (err && tx_failed(tx) && g->e)
		*g->e = *tx_error(tx);
	return err;
}

enum err op_diagnose(struct session *s, const struct diagnosis *d, size_t n, size_t *at, struct error *e)
{
	struct grid g = {.d = d, .n = n, .e = e};
	enum err err = session_write(s, "diagnose", "", write_all, &g, e);

	buf_free(&g.note);
	if (err && at)
		*at = g.at < n ? g.at : 0;
	return err;
}

bool scores_seen(struct tx *tx, const struct record *of)
{
	return access_sees(tx, field_by_id(&kind_assessment, ASSESSMENT_SCORE), of);
}
