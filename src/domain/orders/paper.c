/* Papers: the register of what was issued, each frozen as it was issued (paper_issue.c). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "orders.h"
#include "stazh/base/collate.h"
#include "stazh/base/digest.h"
#include "stazh/model/access.h"
#include "stazh/model/lack.h"
#include "stazh/domain/press.h"

#define VALUES_MAX (16 << 20) /* bytes, of an import */

static const char *const states[] = {PAPER_VALID, PAPER_REPLACED, PAPER_ENDED, PAPER_ANNULLED, NULL};

/* clang-format off */
static const struct field fields[] = {
	{.id = PAPER_WHAT, .name = "what", .title = "Документ", .type = FT_TEXT, .flags = FF_REQUIRED | FF_SYSTEM | FF_SEARCH | FF_COLUMN, .width = 18,
	 .help = "Что выпущено: приказ, приложение, программа, план, график, отчёт, справка, письмо."},
	{.id = PAPER_NUMBER, .name = "number", .title = "Номер", .type = FT_TEXT, .flags = FF_SYSTEM | FF_SEARCH | FF_COLUMN, .width = 8,
	 .help = "Номер, с которым он выпущен."},
	{.id = PAPER_DATE, .name = "date", .title = "Дата", .type = FT_DATE, .flags = FF_SYSTEM | FF_COLUMN, .width = 10,
	 .help = "День, которым он выпущен."},
	{.id = PAPER_STATE, .name = "state", .title = "Состояние", .type = FT_STATE, .choices = states, .flags = FF_SYSTEM | FF_COLUMN, .width = 11,
	 .help = "Действует, заменён более поздним, отменён вместе с решением или аннулирован."},
	{.id = PAPER_SUBJECT, .name = "subject", .title = "О чём", .type = FT_TEXT, .max = 1000, .flags = FF_SYSTEM | FF_SEARCH | FF_COLUMN, .width = 40,
	 .help = "Как называлось то, о чём он, когда его выпускали."},
	{.id = PAPER_TO, .name = "to", .title = "Кому", .type = FT_TEXT, .flags = FF_SYSTEM | FF_SEARCH | FF_COLUMN | FF_SPARE, .width = 20,
	 .help = "Кому выдан или отправлен."},
	{.id = PAPER_RECORD, .name = "record", .title = "Запись", .type = FT_LINK, .flags = FF_REQUIRED | FF_SYSTEM, .width = 30,
	 .help = "Запись, по которой он выпущен. Дальше она может меняться, документ — нет."},
	{.id = PAPER_BY, .name = "by", .title = "Кто выпустил", .type = FT_TEXT, .flags = FF_SYSTEM, .width = 18,
	 .help = "Кто подписал приказ; об остальном — кто утвердил, принял, выдал или отправил."},
	{.id = PAPER_AFTER, .name = "made_after", .title = "Внесён позже", .type = FT_BOOL, .flags = FF_SYSTEM,
	 .help = "Сам документ был раньше, чем программа стала хранить выпущенное: сведения — какими они были в день внесения."},
	{.id = PAPER_REPLACED_BY, .name = "replaced_by", .title = "Заменён на", .type = FT_REF, .ref = KIND_PAPER, .flags = FF_SYSTEM,
	 .help = "Более поздний документ по той же записи."},
	{.id = PAPER_ENDED_ON, .name = "ended_on", .title = "Не действует с", .type = FT_DATE, .flags = FF_SYSTEM, .width = 14,
	 .help = "Когда отменён, заменён или аннулирован."},
	{.id = PAPER_REASON, .name = "reason", .title = "Отметка", .type = FT_TEXT, .max = 1000, .flags = FF_SYSTEM | FF_COLUMN, .width = 24,
	 .help = "Каким приказом изменён или отменён, почему больше не действует."},
	{.id = PAPER_SHA, .name = "sha256", .title = "Контрольная сумма", .type = FT_TEXT, .flags = FF_SYSTEM, .width = 64,
	 .help = "Контрольная сумма напечатанного текста: по ней узнают, тот ли это документ."},
	{.id = PAPER_ERASED, .name = "erased", .title = "Обезличен", .type = FT_BOOL, .flags = FF_SYSTEM,
	 .help = "Из документа стёрты сведения о человеке: контрольная сумма поэтому не сходится."},
	{.id = PAPER_DOCUMENT, .name = "document", .title = "Код документа", .type = FT_TEXT, .flags = FF_REQUIRED | FF_SYSTEM | FF_HIDDEN,
	 .help = "Какой это документ, одним словом."},
	{.id = PAPER_SEAL, .name = "seal", .title = "Сумма сведений", .type = FT_TEXT, .flags = FF_SYSTEM | FF_HIDDEN,
	 .help = "Контрольная сумма сведений, которыми заполнен шаблон."},
	{.id = PAPER_VALUES, .name = "values", .title = "Сведения", .type = FT_LONG, .max = VALUES_MAX,
	 .flags = FF_REQUIRED | FF_SYSTEM | FF_HIDDEN | FF_PRIVATE, .help = "Чем заполнен шаблон."},
};
/* clang-format on */

/* ---- the kind ---- */

void paper_add_name(const struct record *paper, struct buf *out)
{
	buf_add(out, record_text(paper, PAPER_WHAT));
	if (record_has(paper, PAPER_NUMBER))
		buf_addf(out, " № %s", record_text(paper, PAPER_NUMBER));
	if (record_has(paper, PAPER_DATE)) {
		buf_add(out, " от ");
		date_add_ru(out, record_date(paper, PAPER_DATE));
	}
}

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	paper_add_name(r, out);
	if (record_has(r, PAPER_TO) || record_has(r, PAPER_SUBJECT))
		buf_addf(out, ": %s", record_text(r, record_has(r, PAPER_TO) ? PAPER_TO : PAPER_SUBJECT));
}

/* By its day, and where the record behind it is: the order of August is of the year that it is for. */
static bool in_year(struct tx *tx, const struct record *r, int year)
{
	struct pointed link = record_link(r, PAPER_RECORD);
	const struct kind_def *k = kind_def(link.kind);
	struct record of = {0};
	bool in = record_has(r, PAPER_DATE) && school_year_of(record_date(r, PAPER_DATE)) == year;

	if (!in && k && k->in_year)
		in = load(tx, link.kind, link.id, &of) && k->in_year(tx, &of, year);
	record_release(&of);
	return in;
}

static bool seal_holds(const struct record *r)
{
	const struct value *v = record_get(r, PAPER_VALUES);
	char hex[DIGEST_HEX];

	digest_hex(v ? v->text : "", v ? v->len : 0, hex);
	return !strcmp(hex, record_text(r, PAPER_SEAL));
}

/* Also of what is imported, and of what comes back out of the trash. */
static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct pointed link = record_link(is, PAPER_RECORD);
	struct record of = {0}, other = {0};
	enum err err = OK;

	if (was)
		return OK;
	if (!paper_is_valid(is))
		err = OK;
	else if (load(tx, link.kind, link.id, &of) && paper_is_of(of.kind) && !paper_is_due(&of))
		err = error_set(e, ERR_REFUSED, "То, по чему выпущен документ, больше не в силе: %s",
				record_text(&of, kind_def(of.kind)->state));
	else if (paper_is_of(of.kind) &&
		 paper_newest(tx, record_text(is, PAPER_DOCUMENT), of.kind, of.id, true, &other) && other.id != is->id)
		err = error_set(e, ERR_REFUSED, "Такой документ уже выпущен (№ %u)", other.id);
	if (!err && !record_bool(is, PAPER_ERASED) && !seal_holds(is))
		err = error_set(e, ERR_REFUSED,
				"Сведения документа не сходятся с их контрольной суммой: он изменён или повреждён");
	record_release(&of);
	record_release(&other);
	return err;
}

static void examine(struct tx *tx, const struct record *r, struct buf *findings)
{
	(void)tx;
	if (!record_bool(r, PAPER_ERASED) && !seal_holds(r))
		buf_addf(findings, "paper %u: сведения документа не сходятся с их контрольной суммой\n", r->id);
}

/* clang-format off */
static const struct hold paper_holds[] = {
	{.states = {PAPER_VALID, PAPER_REPLACED, PAPER_ENDED, PAPER_ANNULLED}, .instead = "Он остаётся таким, каким выпущен"},
	{.states = {NULL}},
};
static const struct kind_rights paper_rights = {
	.owners = {PAPER_RECORD}, .holds = paper_holds,
};

static const struct kind_more paper_more = {
	.few = "выпущенных документа", .rights = &paper_rights, .no_add = "его выпускает действие: подписать, утвердить, принять, выдать справку",
	.no_delete = "выпущенное остаётся в реестре", .no_archive = "не убирается: выпущенное остаётся в реестре", .part = true, .examine = examine, .about = PAPER_RECORD,
};

const struct kind_def kind_paper = {
	.kind = KIND_PAPER, .name = "paper", .title = "Выпущенный документ", .plural = "Выпущенные документы",
	.genitive = "выпущенного документа", .genitive_plural = "выпущенных документов",
	.accusative = "выпущенный документ", .created = "выпущен", .gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = PAPER_DATE, .sort_then = PAPER_NUMBER, .state = PAPER_STATE, .writer = ROLE_METHODIST, .book = 8,
	.label = label, .in_year = in_year,
	.check = check,
	.more = &paper_more,
};
/* clang-format on */
