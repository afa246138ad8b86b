/* What a site tells: it and its people in every document, its passport; a letter to its school. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/decline.h"
#include "stazh/base/mem.h"
#include "stazh/model/deadline.h"
#include "stazh/domain/post.h"
#include "stazh/domain/press.h"
#include "dossier.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* ---- the site itself ---- */

static void put_org(struct dossier *d, uint32_t id)
{
	struct record org = {.kind = KIND_ORG};

	if (id)
		record_load(d->tx, KIND_ORG, id, &org);
	dossier_put(d, "org", "организация", keep_label(d, KIND_ORG, id));
	dossier_field(d, "org_full", "организация полностью", &org, ORG_FULL_NAME);
	dossier_field(d, "org_address", "адрес", &org, ORG_ADDRESS);
	dossier_field(d, "org_phone", "телефон", &org, ORG_PHONE);
	dossier_field(d, "org_email", "почта", &org, ORG_EMAIL);
	dossier_put(d, "org_head", "директор школы", keep_name(d, record_ref(&org, ORG_HEAD), NAME_INITIALS_FIRST));
	record_release(&org);
}

static void put_leader(struct dossier *d, uint32_t id)
{
	struct record p = {.kind = KIND_PERSON};
	struct buf text = {0};

	if (id)
		record_load(d->tx, KIND_PERSON, id, &p);
	dossier_put(d, "leader", "руководитель", keep_name(d, id, NAME_FULL));
	dossier_put(d, "leader_short", "подпись руководителя", keep_name(d, id, NAME_INITIALS_FIRST));
	dossier_put(d, "leader_post", "должность руководителя", keep_post(d, &p, false, true));
	category_add(d->config, &p, &text);
	dossier_put(d, "leader_category", "категория руководителя", keep(d, &text));
	record_release(&p);
}

/* «, »-joined words of a field of several. */
static const char *keep_words_of(struct dossier *d, const struct record *r, unsigned field)
{
	const struct value *v = record_get(r, field);
	struct buf b = {0};

	for (size_t i = 0; v && v->type == V_LIST && i < v->count; i++)
		buf_addf(&b, "%s%s", i ? "; " : "", v->items[i].text);
	return keep(d, &b);
}

void dossier_put_site(struct dossier *d, uint32_t id)
{
	struct record site = {.kind = KIND_SITE};

	if (id)
		record_load(d->tx, KIND_SITE, id, &site);
	put_org(d, record_ref(&site, SITE_ORG));
	put_leader(d, record_ref(&site, SITE_LEADER));
	dossier_field(d, "topic", "тема", &site, SITE_TOPIC);
	dossier_put(d, "directions", "направления", keep_words_of(d, &site, SITE_DIRECTIONS));
	dossier_field(d, "goal", "цель", &site, SITE_GOAL);
	dossier_field(d, "expected", "ожидаемые результаты", &site, SITE_EXPECTED);
	dossier_field(d, "experience", "опыт", &site, SITE_EXPERIENCE);
	dossier_field(d, "initiator_kind", "кто предложил", &site, SITE_INITIATOR_KIND);
	dossier_field(d, "initiator", "заявитель", &site, SITE_INITIATOR);
	dossier_put(d, "applied_on", "дата заявки", keep_date(d, record_date(&site, SITE_APPLIED_ON)));
	dossier_put(d, "methodist", "методист", keep_name(d, record_ref(&site, SITE_METHODIST), NAME_FULL));
	dossier_put(d, "methodist_short", "подпись методиста",
		    keep_name(d, record_ref(&site, SITE_METHODIST), NAME_INITIALS_FIRST));
	dossier_field(d, "site_state", "состояние площадки", &site, SITE_STATE);
	record_release(&site);
}

/* ---- the passport ---- */

static const struct template_name term_columns[] = {{"from", "с"}, {"to", "по"}, {"order", "приказ"}};
static const struct template_name equipment_columns[] = {
	{"i", "№"}, {"name", "название"}, {"needed", "нужно"}, {"present", "есть"}, {"by_when", "к сроку"},
};
/* clang-format off */
static const struct template_name group_columns[] = {
	{"i", "№"}, {"name", "название"}, {"form", "форма"}, {"school_year", "учебный год группы"}, {"trainees", "стажёров"},
};
/* clang-format on */
static const struct template_name missing_columns[] = {{"what", "чего"}};

static void put_term(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = keep_date(d, record_date(r, TERM_FROM));
	v[1].text = keep_date(d, record_date(r, TERM_TO));
	v[2].text = keep_label(d, KIND_ORDER, record_ref(r, TERM_ORDER));
}

static void put_equipment(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);

	v[0].text = dossier_row_number(d, table);
	v[1].text = keep_field(d, r, EQUIPMENT_NAME);
	v[2].text = keep_field(d, r, EQUIPMENT_NEEDED);
	v[3].text = keep_field(d, r, EQUIPMENT_PRESENT);
	v[4].text = keep_field(d, r, EQUIPMENT_BY_WHEN);
}

static void put_group(struct dossier *d, size_t table, const struct record *r)
{
	struct template_value *v = dossier_row(d, table);
	struct record trainee = {0};
	struct buf members = {0};
	size_t n, expelled = 0;
	uint32_t *ids = refs_list(d->tx, KIND_GROUP, r->id, KIND_TRAINEE, TRAINEE_GROUP, &n);

	for (size_t i = 0; i < n; i++)
		expelled += !record_load(d->tx, KIND_TRAINEE, ids[i], &trainee) &&
			    !strcmp(record_text(&trainee, TRAINEE_STATE), TRAINEE_EXPELLED);
	free(ids);
	record_release(&trainee);
	buf_addf(&members, "%zu", n - expelled);
	if (expelled)
		buf_addf(&members, ", %s %zu", text_plural((long)expelled, "отчислен", "отчислены", "отчислено"),
			 expelled);
	v[0].text = dossier_row_number(d, table);
	v[1].text = keep_field(d, r, GROUP_NAME);
	v[2].text = keep_field(d, r, GROUP_FORM);
	v[3].text = keep_field(d, r, GROUP_SCHOOL_YEAR);
	v[4].text = keep(d, &members);
}

static enum err collect_passport(struct dossier *d, struct error *e)
{
	struct lacks lacks = {0};
	size_t table;

	(void)e;
	dossier_put_site(d, d->r->id);
	table = dossier_table(d, "terms", "сроки статуса", term_columns, COUNT(term_columns));
	dossier_each_of(d, KIND_SITE, d->r->id, KIND_TERM, TERM_SITE, put_term, table);
	table = dossier_table(d, "equipment", "оснащение", equipment_columns, COUNT(equipment_columns));
	dossier_each_of(d, KIND_SITE, d->r->id, KIND_EQUIPMENT, EQUIPMENT_SITE, put_equipment, table);
	table = dossier_table(d, "groups", "группы", group_columns, COUNT(group_columns));
	dossier_each_of(d, KIND_SITE, d->r->id, KIND_GROUP, GROUP_SITE, put_group, table);
	table = dossier_table(d, "missing", "не хватает", missing_columns, COUNT(missing_columns));
	lacks_of(d->tx, d->r, &lacks);
	for (size_t i = 0; i < lacks.n; i++)
		dossier_row(d, table)[0].text = keep_text(d, lacks.l[i].what);
	lacks_release(&lacks);
	return OK;
}

/* ---- the letter ---- */

static const struct template_name deadline_columns[] = {
	{"i", "№"}, {"what", "что"}, {"due", "срок"}, {"distance", "осталось"}, {"who", "ответственный"},
};

struct deadlines {
	struct dossier *d;
	size_t table;
};

#define LETTER_DAYS 30

static void put_deadline(const struct deadline *dl, void *arg)
{
	struct deadlines *s = arg;
	struct dossier *d = s->d;
	struct template_value *v;
	struct buf distance = {0};
	bool ours = false;

	for (size_t i = 0; i <= dl->more_n && !ours; i++) /* a joint event is each organisation's */
		ours = deadline_party(dl, i).org == d->r->id;
	if (!ours || deadline_is_methodists(dl->kind))
		return;
	date_add_distance(&distance, (long)dl->due - tx_session(d->tx)->today);
	v = dossier_row(d, s->table);
	v[0].text = dossier_row_number(d, s->table);
	v[1].text = keep_text(d, dl->what);
	v[2].text = keep_date(d, dl->due);
	v[3].text = keep(d, &distance);
	v[4].text = keep_text(d, dl->who);
}

/* «Директору МБОУ «Школа»», «Данильченко В.В.»: to whom. Without a head to the organisation alone. */
static void put_addressee(struct dossier *d, const struct record *head)
{
	struct buf dative = {0}, post = {0}, name = {0};

	people_add(&d->people, d->tx, KIND_PERSON, head->id);
	if (record_has(head, PERSON_SURNAME)) {
		decline_post(*person_post(head) ? person_post(head) : "руководитель", DATIVE, &dative);
		text_add_cased(&post, buf_text(&dative), true);
		buf_addc(&post, ' ');
		person_add_name(head, NAME_SHORT, DATIVE, &name);
	}
	label_add(d->tx, KIND_ORG, d->r->id, &post);
	dossier_put(d, "to", "кому", keep(d, &post));
	dossier_put(d, "to_name", "кому имя", keep(d, &name));
	buf_free(&dative);
}

static enum err collect_letter(struct dossier *d, struct error *e)
{
	struct deadline_query q = {.today = tx_session(d->tx)->today, .from = DATE_NONE, .days = LETTER_DAYS};
	struct deadlines s = {d, 0};
	struct record head = {.kind = KIND_PERSON};
	const char *given, *patronymic;
	struct buf dear = {0};
	int female;

	put_org(d, d->r->id);
	if (record_has(d->r, ORG_HEAD))
		record_load(d->tx, KIND_PERSON, record_ref(d->r, ORG_HEAD), &head);
	given = record_text(&head, PERSON_NAME);
	patronymic = record_text(&head, PERSON_PATRONYMIC);
	female = person_gender(&head);
	/* initials are no form of address */
	if (*given && *patronymic && female >= 0 && !strchr(given, '.') && !strchr(patronymic, '.'))
		buf_addf(&dear, "%s %s %s!", female ? "Уважаемая" : "Уважаемый", given, patronymic);
	else
		buf_add(&dear, "Уважаемые коллеги!");
	dossier_put(d, "number", "номер", d->given ? d->given->number : "");
	dossier_put(d, "date", "дата", keep_words(d, d->given ? d->given->date : tx_session(d->tx)->today));
	dossier_put(d, "dear", "обращение", keep(d, &dear));
	put_addressee(d, &head);
	record_release(&head);
	s.table = dossier_table(d, "deadlines", "сроки", deadline_columns, COUNT(deadline_columns));
	deadline_each(d->tx, &q, put_deadline, &s);
	if (!d->data.tables[s.table].rows_n)
		return error_set(e, ERR_NONE, "%s: на ближайшие %d %s сроков нет, напоминать не о чем",
				 record_text(d->r, ORG_SHORT_NAME), LETTER_DAYS,
				 text_plural(LETTER_DAYS, "день", "дня", "дней"));
	return OK;
}

/* clang-format off */
const struct document site_documents[] = {
	{"passport", "Паспорт площадки", KIND_SITE, .collect = collect_passport},
	{"letter", "Письмо-напоминание", KIND_ORG, .collect = collect_letter},
	{.name = NULL}
};
/* clang-format on */
