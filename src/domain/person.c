#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "figures/facts.h"
#include "sites/sites.h"
#include "stazh/base/collate.h"
#include "stazh/base/fio.h"
#include "stazh/model/access.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/post.h"
#include "stazh/base/utf8.h"

/* clang-format off */
static const struct field fields[] = {
	{.id = PERSON_SURNAME, .name = "surname", .title = "Фамилия", .type = FT_TEXT, .max = 120,
	 .flags = FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 20, .help = "Одна фамилия, без инициалов.",
	 .example = "Коротеева"},
	{.id = PERSON_NAME, .name = "name", .title = "Имя", .type = FT_TEXT, .max = 120,
	 .flags = FF_SEARCH | FF_COLUMN, .width = 12, .help = "Имя или инициал с точкой.", .example = "Татьяна"},
	{.id = PERSON_PATRONYMIC, .name = "patronymic", .title = "Отчество", .type = FT_TEXT, .max = 120,
	 .flags = FF_SEARCH | FF_COLUMN, .width = 14, .help = "Отчество или инициал с точкой.",
	 .example = "Николаевна"},
	{.id = PERSON_ORG, .name = "org", .title = "Организация", .type = FT_REF, .ref = KIND_ORG,
	 .flags = FF_OFFER | FF_REQUIRED | FF_SEARCH | FF_COLUMN, .width = 28, .help = "Где человек работает.", .also = "school;школа;место работы;ОО",
	 .example = "МБОУ «Школа № 6»"},
	{.id = PERSON_POSITION_KIND, .name = "position_kind", .title = "Вид должности", .type = FT_CHOICE,
	 .option = OPT_POSITION_KINDS, .flags = FF_COLUMN, .width = 18, .rule = RULE_LEADER,
	 .means = post_kind, .help = "По нему видно, может ли человек руководить площадкой. Пустой заполняется по должности.",
	 .example = "учитель"},
	{.id = PERSON_POSITION, .name = "position", .title = "Должность", .type = FT_TEXT, .max = 200, .flags = FF_SEARCH,
	 .width = 18, .help = "Должность, как её пишут в приказе: в именительном падеже.", .example = "методист"},
	{.id = PERSON_SUBJECT, .name = "subject", .title = "Предмет", .type = FT_TEXT, .max = 200, .flags = FF_SEARCH, .width = 14,
	 .help = "Что преподаёт.", .example = "биология"},
	{.id = PERSON_CATEGORY, .name = "category", .title = "Категория", .type = FT_CHOICE, .option = OPT_CATEGORIES,
	 .flags = FF_COLUMN, .width = 9, .rule = RULE_LEADER,
	 .means = category_of, .help = "Квалификационная категория. Руководить площадкой можно не с любой.",
	 .example = "высшая"},
	{.id = PERSON_CATEGORY_ON, .name = "category_on", .title = "Категория с", .type = FT_DATE, .width = 11,
	 .rule = RULE_LEADER, .help = "День, с которого категория установлена. С 01.09.2023 она бессрочная, установленная раньше действует пять лет.",
	 .example = "15.03.2024"},
	{.id = PERSON_CATEGORY_UNTIL, .name = "category_until", .title = "Категория по", .type = FT_DATE, .width = 12,
	 .rule = RULE_LEADER, .help = "Последний день категории, установленной до 01.09.2023. Пустой: пять лет со дня, когда она присвоена.",
	 .example = "15.03.2027"},
	{.id = PERSON_ACHIEVEMENTS, .name = "achievements", .title = "Достижения", .type = FT_LONG, .flags = FF_SEARCH,
	 .rule = RULE_LEADER, .help = "Достижения по направлению работы площадки.",
	 .example = "победитель муниципального конкурса «Учитель года» 2020"},
	{.id = PERSON_EMAIL, .name = "email", .title = "Эл. почта", .type = FT_TEXT, .max = 200, .flags = FF_PRIVATE,
	 .help = "Видят методист и руководитель площадки, где человек работает или учится.", .example = "koroteeva@example.ru"},
	{.id = PERSON_PHONE, .name = "phone", .title = "Телефон", .type = FT_TEXT, .max = 100, .flags = FF_PRIVATE,
	 .help = "Видят методист и руководитель площадки, где человек работает или учится.", .example = "8 903 000-00-00"},
	{.id = PERSON_CONSENT_ON, .name = "consent_on", .title = "Согласие на данные", .type = FT_DATE, .width = 10,
	 .help = "Когда дано согласие на обработку персональных данных (152-ФЗ).", .example = "01.09.2026"},
	{.id = PERSON_FORMS, .name = "forms", .title = "Склонение", .type = FT_TEXT, .max = 600,
	 .help = "Падежи, если программа склоняет неверно; «муж.», «жен.»; «не склоняется». Должность — после запятой.",
	 .example = "род. Коваля; дат. Ковалю; вин. Коваля, заведующую"},
	{.id = PERSON_UNVERIFIED, .name = "unverified", .title = "Проверить", .type = FT_DATE, .flags = FF_SYSTEM, .width = 10,
	 .help = "С какого дня запись ждёт методиста: её завёл руководитель площадки, когда зачислял. Снимает действие «Проверено»."},
};
/* clang-format on */

static bool is_initial(const char *name)
{
	size_t n = strlen(name);

	return n && name[n - 1] == '.';
}

enum err person_parse_name(const char *text, struct record *person, struct error *e)
{
	struct fio f = {0};
	enum err err = fio_parse(text, &f, e);

	if (!err) {
		record_set_text(person, PERSON_SURNAME, buf_text(&f.surname));
		record_set_text(person, PERSON_NAME, buf_text(&f.name));
		record_set_text(person, PERSON_PATRONYMIC, buf_text(&f.patronymic));
	}
	fio_release(&f);
	return err;
}

static bool begin_alike(const char *a, size_t n, const char *b, size_t m)
{
	struct buf fa = {0}, fb = {0};
	bool alike;

	collate_fold(a, n, &fa);
	collate_fold(b, m, &fb);
	alike = !strcmp(buf_text(&fa), buf_text(&fb));
	buf_free(&fa);
	buf_free(&fb);
	return alike;
}

/* «Анна», «А.» and nothing agree; so do «Анна» and «Алла» as far as initials go, «Анна» and «Ольга» never. */
static bool names_agree(const char *a, const char *b, bool initials)
{
	size_t n = utf8_next(a, strlen(a), 0), m = utf8_next(b, strlen(b), 0);

	if (!n || !m)
		return true;
	if (initials || is_initial(a) || is_initial(b))
		return begin_alike(a, n, b, m);
	return name_same(a, b);
}

static bool agrees(const struct record *a, const struct record *b)
{
	return names_agree(record_text(a, PERSON_NAME), record_text(b, PERSON_NAME), false) &&
	       names_agree(record_text(a, PERSON_PATRONYMIC), record_text(b, PERSON_PATRONYMIC), false);
}

/* Those of the same surname with whose names agree, in the same organisation when person tells one. */
static size_t people_like(struct tx *tx, const struct record *person, bool initials, uint32_t *ids, size_t max)
{
	struct record other = {0};
	size_t n, count = 0;
	uint64_t *found;

	if (!record_has(person, PERSON_SURNAME))
		return 0;
	found = words_find(tx, record_text(person, PERSON_SURNAME), KIND_PERSON, &n);
	for (size_t i = 0; i < n && count < max; i++)
		if ((uint32_t)found[i] != person->id && load(tx, KIND_PERSON, (uint32_t)found[i], &other) &&
		    (!record_has(person, PERSON_ORG) ||
		     record_ref(&other, PERSON_ORG) == record_ref(person, PERSON_ORG)) &&
		    name_same(record_text(&other, PERSON_SURNAME), record_text(person, PERSON_SURNAME)) &&
		    names_agree(record_text(&other, PERSON_NAME), record_text(person, PERSON_NAME), initials) &&
		    names_agree(record_text(&other, PERSON_PATRONYMIC), record_text(person, PERSON_PATRONYMIC),
				initials))
			ids[count++] = (uint32_t)found[i];
	free(found);
	record_release(&other);
	return count;
}

uint32_t person_double(struct tx *tx, const struct record *person)
{
	struct record anywhere = {0};
	uint32_t like = 0;

	record_copy(&anywhere, person);
	if (!people_like(tx, person, true, &like, 1)) {
		record_unset(&anywhere, PERSON_ORG);
		people_like(tx, &anywhere, true, &like, 1);
	}
	record_release(&anywhere);
	return like;
}

void person_add_known(struct tx *tx, uint32_t id, struct buf *out)
{
	struct record p = {0};

	if (load(tx, KIND_PERSON, id, &p)) {
		person_full_name(&p, out);
		buf_add(out, " (");
		if (!tx_session(tx)->interactive)
			buf_addf(out, "№ %u, ", id);
		label_add(tx, KIND_ORG, record_ref(&p, PERSON_ORG), out);
		buf_addc(out, ')');
	}
	record_release(&p);
}

enum err person_find(struct tx *tx, const struct record *told, uint32_t *id, struct error *e)
{
	uint32_t ids[4];
	size_t n = people_like(tx, told, false, ids, 4);
	struct buf names = {0};
	char number[40];

	*id = n == 1 ? ids[0] : 0;
	if (n < 2)
		return OK;
	person_full_name(told, &names);
	buf_add(&names, ": таких людей несколько: ");
	for (size_t i = 0; i < n && i < 3; i++) {
		buf_add(&names, i ? "; " : "");
		person_add_known(tx, ids[i], &names);
	}
	snprintf(number, sizeof(number), " или номер (№ %u)", ids[0]);
	error_set(e, ERR_REFUSED, "%s%s; напишите имя полностью%s", names.s, n > 3 ? "…" : "",
		  session_typed(tx_session(tx), number));
	buf_free(&names);
	return ERR_REFUSED;
}

static void doubt(struct tx *tx, const struct record *r, struct buf *out)
{
	uint32_t ids[4];
	size_t n = people_like(tx, r, true, ids, 4);

	for (size_t i = 0; i < n; i++) {
		buf_add(out, i ? "; " : "Похоже, этот человек уже есть: ");
		person_add_known(tx, ids[i], out);
	}
}

/* The kind follows the post, unless it was chosen otherwise; forms written by hand are of a surname. */
static void prepare(struct tx *tx, const struct record *was, struct record *is)
{
	const struct config *c = tx_config(tx);
	const char *kind = record_text(is, PERSON_POSITION_KIND), *told;
	bool changed = !was || strcmp(record_text(was, PERSON_POSITION), record_text(is, PERSON_POSITION)) != 0;

	if (was && changed && *kind && !strcmp(kind, record_text(was, PERSON_POSITION_KIND))) {
		told = post_kind(c, record_text(was, PERSON_POSITION));
		if (told && !strcmp(told, kind))
			record_unset(is, PERSON_POSITION_KIND);
	}
	told = changed && !record_has(is, PERSON_POSITION_KIND) ? post_kind(c, record_text(is, PERSON_POSITION)) : NULL;
	if (told)
		record_set_text(is, PERSON_POSITION_KIND, told);
	if (was && strcmp(record_text(was, PERSON_SURNAME), record_text(is, PERSON_SURNAME)) != 0 &&
	    !strcmp(record_text(was, PERSON_FORMS), record_text(is, PERSON_FORMS)))
		record_unset(is, PERSON_FORMS);
}

static bool in_list(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(word, *list))
			return true;
	return false;
}

static enum err check_category(struct tx *tx, const struct record *is, struct error *e)
{
	int32_t on = record_date(is, PERSON_CATEGORY_ON), until = record_date(is, PERSON_CATEGORY_UNTIL);
	const char *category = record_text(is, PERSON_CATEGORY);
	struct buf day = {0};

	if (on != DATE_NONE && until != DATE_NONE && until < on) {
		date_add_ru(&day, on);
		error_set(e, ERR_REFUSED, "категория кончается раньше, чем присвоена (%s)", day.s);
		buf_free(&day);
		return error_at(e, "category_until");
	}
	if (on != DATE_NONE && until != DATE_NONE && on >= category_first_endless() &&
	    in_list(category, config_list(tx_config(tx), OPT_LEADER_CATEGORIES, NULL))) {
		error_set(e, ERR_REFUSED,
			  "категории, присвоенные с 01.09.2023, бессрочные: уберите «Категория по» или исправьте день");
		return error_at(e, "category_until");
	}
	return OK;
}

static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	enum err err = OK;

	(void)was;
	if (!error_enough(&err, check_category(tx, is, e), &e))
		error_enough(&err, person_forms_check(is, e), &e);
	return err;
}

static bool may_position(const struct config *c, const char *kind)
{
	const char *const *words = config_list(c, OPT_LEADER_POSITIONS, NULL);

	for (; *words; words++)
		if (post_counts_as(kind, *words))
			return true;
	return false;
}

static void add_position_reason(const struct config *c, const struct record *p, struct buf *reasons)
{
	const char *kind = record_text(p, PERSON_POSITION_KIND), *post = post_of(c, p);

	if (!*kind && !*post)
		buf_add(reasons, "не указан вид должности\n");
	else if (!may_position(c, kind) && !may_position(c, post))
		buf_addf(reasons, "должность «%s» не из тех, кто может руководить площадкой\n", *kind ? kind : post);
}

static void add_day(const char *before, int32_t day, struct buf *out)
{
	buf_add(out, before);
	date_add_ru(out, day);
}

static void add_category_reason(const struct config *c, const struct record *p, int32_t on, struct buf *reasons)
{
	const char *stored = record_text(p, PERSON_CATEGORY), *known = category_of(c, stored),
		   *category = known ? known : stored;
	int32_t first = record_date(p, PERSON_CATEGORY_ON), last = category_last(p);
	const char *implied = category_implies(category);
	size_t n;
	const char *const *wanted = config_list(c, OPT_LEADER_CATEGORIES, &n);

	if (in_list(category, wanted) || (implied && in_list(implied, wanted))) {
		if (on == DATE_NONE)
			return;
		if (first != DATE_NONE && on < first) {
			buf_addf(reasons, "категория «%s»", category);
			add_day(" присвоена ", first, reasons);
			add_day(", позже дня согласования ", on, reasons);
			buf_addc(reasons, '\n');
		} else if (last != DATE_NONE && on > last) {
			buf_addf(reasons, "категория «%s»", category);
			add_day(" действовала по ", last, reasons);
			add_day(", а день согласования ", on, reasons);
			buf_addc(reasons, '\n');
		}
		return;
	}
	buf_add(reasons, *category ? "категория «" : "категория не указана");
	if (*category)
		buf_addf(reasons, "%s»", category);
	buf_add(reasons, ", а нужна ");
	for (size_t i = 0; i < n; i++)
		buf_addf(reasons, "%s%s", i == 0 ? "" : i + 1 == n ? " или " : ", ", wanted[i]);
	buf_addc(reasons, '\n');
}

bool person_may_lead(struct tx *tx, uint32_t person, int32_t on, struct buf *reasons)
{
	const struct config *c = tx_config(tx);
	struct record p = {0};
	size_t before = reasons->n;

	if (!load(tx, KIND_PERSON, person, &p)) {
		buf_add(reasons, "такого человека нет\n");
		return false;
	}
	add_position_reason(c, &p, reasons);
	add_category_reason(c, &p, on, reasons);
	if (!record_has(&p, PERSON_ACHIEVEMENTS))
		buf_add(reasons, "не указаны достижения по направлению площадки\n");
	record_release(&p);
	return reasons->n == before;
}

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	person_short_name(r, out);
}

/* By the written-out names, which the label has as initials only. */
static void order(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	person_full_name(r, out);
}

/* Namesakes are told apart by the school: «Иванова А.П. (МБОУ «Лесная СОШ»)». */
static void names(struct tx *tx, const struct record *r, struct buf *out)
{
	struct buf school = {0}, name = {0};

	label_add(tx, KIND_ORG, record_ref(r, PERSON_ORG), &school);
	for (enum name_form form = NAME_FULL; form <= NAME_INITIALS_FIRST; form++) {
		buf_clear(&name);
		person_add_name(r, form, NOMINATIVE, &name);
		buf_addf(out, "%s\n%s (%s)\n", buf_text(&name), buf_text(&name), buf_text(&school));
	}
	buf_addf(out, "%s\n", record_text(r, PERSON_SURNAME));
	buf_free(&school);
	buf_free(&name);
}

/* ---- whom a leader added ---- */

enum err person_introduce(struct tx *tx, struct record *person, struct error *e)
{
	enum err err = access_check(tx, KIND_PERSON, "introduce", person, e);

	if (!err && access_could(tx_session(tx), KIND_PERSON, "add", NULL))
		record_set_date(person, PERSON_UNVERIFIED, tx_session(tx)->today);
	return err ? err : model_store(tx, NULL, person, e);
}

static void missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	(void)tx;
	if (record_has(r, PERSON_UNVERIFIED))
		lack_add(out, r, 0, RULE_NONE,
			 "проверка методистом: запись завёл руководитель площадки, когда зачислял")
			->action = "verify";
}

static void deadlines(struct tx *tx, const struct record *r, struct entries *out)
{
	struct deadline d = {
		.kind = DL_PERSON, .rec_kind = KIND_PERSON, .rec_id = r->id, .due = record_date(r, PERSON_UNVERIFIED)};
	struct buf what = {0}, where = {0};

	if (!record_has(r, PERSON_UNVERIFIED))
		return;
	buf_add(&what, "Проверить нового педагога: ");
	person_short_name(r, &what);
	label_add(tx, KIND_ORG, record_ref(r, PERSON_ORG), &where);
	d.what = buf_text(&what);
	d.who = config_text(tx_session(tx)->config, OPT_CENTRE_METHODIST);
	d.where = buf_text(&where);
	deadline_add(out, &d);
	buf_free(&what);
	buf_free(&where);
}

static enum err guard_verify(struct tx *tx, const struct record *r, struct error *e)
{
	(void)tx;
	return record_has(r, PERSON_UNVERIFIED) ? OK : error_set(e, ERR_REFUSED, "проверять нечего");
}

static enum err verify(struct tx *tx, struct record *r, const struct record *args, struct buf *notice, struct error *e)
{
	(void)tx;
	(void)args;
	(void)notice;
	(void)e;
	record_unset(r, PERSON_UNVERIFIED);
	return OK;
}

/* clang-format off */
static const struct transition transitions[] = {
	{.action = "verify", .title = "Проверено", .past = "проверен", .role = ROLE_METHODIST, .guard = guard_verify, .apply = verify},
};

static const struct cycle cycle = {
	.kind = KIND_PERSON, .t = transitions, .n = sizeof(transitions) / sizeof(*transitions),
};

static const struct kind_rights person_rights = {
	.owners = {PERSON_ORG}, .introduced = PERSON_UNVERIFIED,
	.exceptions = {{"introduce", RIGHT_INTRODUCE}}, /* while enrolling; marked for the methodist */
};

static const struct deadline_def person_dues[] = {
	{.kind = DL_PERSON, .code = "person", .ended = "verify", .rule = RULE_NONE, .methodists = true},
	{.code = NULL},
};

static const struct kind_extra extra[] = {{"Всё, что хранится, — в файл", VIEW_HELD, NULL},
					  {"Обезличить…", VIEW_ANONYMISE, "anonymise"},
					  {"Объединить с другой записью…", VIEW_MERGE, "merge"},
					  {.title = NULL}};

static const struct kind_more person_more = {
	.rights = &person_rights, .order = order, .doubt = doubt, .agrees = agrees, .known = person_add_known, .named = person_parse_name,
	.self = true, .audited = true, .extra = extra,
};

const struct kind_def kind_person = {
	.kind = KIND_PERSON, .name = "person", .title = "Педагог", .plural = "Педагоги",
	.genitive = "педагога", .genitive_plural = "педагогов", .accusative = "педагога", .created = "заведён",
	.gone = "удалён",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.writer = ROLE_METHODIST, .book = 2, .cycle = &cycle,
	.label = label, .names = names, .facts = person_facts, .missing = missing,
	.prepare = prepare, .check = check, .deadlines = deadlines, .dues = person_dues,
	.more = &person_more,
};
/* clang-format on */
