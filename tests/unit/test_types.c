/* Every type of fields over everything that it answers: what is typed and refused, how it is shown and understood
 * again, in which order it stands, what it is in JSON, by which condition it is found. By a table, then by every field
 * of a generated district. */
#include <time.h>

#include "database.h"
#include "stazh/base/collate.h"
#include "stazh/demo/demo.h"
#include "stazh/table/json.h"
#include "stazh/table/transfer.h"

#include "../../src/model/internal.h"

static struct database db;
static struct tx *tx;

enum { PEOPLE = 1 << STYLE_PEOPLE, DATA = 1 << STYLE_DATA, NAMES = 1 << STYLE_NAMES, ALL = PEOPLE | DATA | NAMES };

static const struct sample {
	const struct field_type *type;
	unsigned kind; /* 0: a field of every kind */
	const char *field;
	struct {
		const char *typed, *people, *data;
	} v[3];			    /* in their order */
	const char *refused, *part; /* what is no value, and what is said of it; NULL: anything is one */
	int back;		    /* the styles in which it is understood again */
} samples[] = {
	/* clang-format off */
	{FT_TEXT, KIND_ORG, "short_name", {{" арбуз ", "арбуз", "арбуз"}, {"Ёж", "Ёж", "Ёж"}, {"яма", "яма", "яма"}},
	 "а\033[2Jб", "", ALL},
	{FT_LONG, KIND_SITE, "goal", {{"Арбуз\nи ёж\n", "Арбуз\nи ёж", "Арбуз\nи ёж"}, {"ёж", "ёж", "ёж"}}, "а\xff", "", ALL},
	{FT_INT, KIND_EVENT, "minutes", {{"9", "9", "9"}, {"45", "45", "45"}, {" 120", "120", "120"}},
	 "90 минут", "не целое число", ALL},
	{FT_BOOL, KIND_ORG, "low_results", {{"Нет", "", ""}, {"+", "да", "yes"}}, "может быть", "ожидается «да» или «нет»", ALL},
	{FT_DATE, KIND_EVENT, "date", {{"сегодня", "24.11.2026", "2026-11-24"}, {"+14", "08.12.2026", "2026-12-08"},
	 {"15.6", "15.06.2027", "2027-06-15"}}, "31.02.2027", "нет такого дня", ALL},
	{FT_YEAR, KIND_REPORT, "school_year", {{"2025-2026", "2025-2026", "2025-2026"}, {"2026-27", "2026-2027", "2026-2027"}},
	 "2026-2028", "ожидается учебный год", ALL},
	{FT_TIME, KIND_EVENT, "time", {{"9.05", "09:05", "09:05"}, {"10", "10:00", "10:00"}, {"1430", "14:30", "14:30"}},
	 "24:00", "ожидается время", ALL},
	{FT_CHOICE, KIND_EVENT, "form", {{"круг", "круглый стол", "круглый стол"}, {"ЛЕКЦИЯ", "лекция", "лекция"}},
	 "танцы", "нет в списке", ALL},
	{FT_STATE, KIND_SITE, "state", {{"Действует", "действует", "действует"}, {"завершена", "завершена", "завершена"}},
	 "действ", "нет в списке", ALL},
	{FT_REF, KIND_SITE, "org", {{"2", "Арбуз", "2"}, {"яма", "Яма", "1"}}, "Ёж", "нет такой записи", ALL},
	{FT_LINK, KIND_REMINDER, "link", {{"организация 2", "Арбуз", "org 2"}, {"org: Яма", "Яма", "org 1"}},
	 "слон 3", "ожидается вид записи", DATA | NAMES},
	{FT_RECUR, KIND_EVENT, "repeat", {{"FREQ=DAILY", "каждый день", "FREQ=DAILY"}, {"FREQ=MONTHLY", "каждый месяц 1-го", "FREQ=MONTHLY"}},
	 "а\033[2Jб", "", DATA | NAMES},
	{FT_DEFERRAL, 0, "deferred", {{"report 2027-01-15 ждём приказ", "отложен до 15.01.2027: ждём приказ",
	 "report 2027-01-15 ждём приказ"}, {"report - школа закрыта", "снят: школа закрыта", "report - школа закрыта"}},
	 "report завтра ждём", "ожидается срок, день", DATA | NAMES},
	{FT_STAMP, 0, "changed_at", {{"1764000000000", "24.11.2025 16:00", "2025-11-24T16:00:00+0000"},
	 {"1764086400000", "25.11.2025 16:00", "2025-11-25T16:00:00+0000"}}, "вчера", "не целое число", 0},
	/* clang-format on */
};
#define SAMPLES	     (sizeof(samples) / sizeof(*samples))
#define MAX_OF(a)    (sizeof(a) / sizeof(*(a)))
#define KIND_OF(row) ((row)->kind ? (row)->kind : KIND_ORG)

static const struct field *field_of(const struct sample *row)
{
	const struct field *f = field_by_name(kind_def(KIND_OF(row)), row->field);

	assert_non_null(f);
	assert_ptr_equal(f->type, row->type);
	return f;
}

static void begin(unsigned scale)
{
	struct buf told = {0};
	struct error e = {.code = OK};

	setenv("TZ", "UTC", 1);
	tzset();
	database_open(&db, "2026-11-24", "");
	if (scale && demo_scale(&db.session, scale, NULL, &told, &e))
		fail_msg("%s", e.text);
	buf_free(&told);
	if (scale)
		add(&db, KIND_EVENT, "topic=Арбуз", "form=лекция", "date=2026-12-01",
		    "repeat=каждую неделю по вт, 3 раза", NULL);
	else {
		add(&db, KIND_ORG, "full_name=Муниципальное учреждение «Яма»", "short_name=Яма", NULL);
		add(&db, KIND_ORG, "full_name=Муниципальное учреждение «Арбуз»", "short_name=Арбуз", NULL);
	}
	tx = tx_read(db.session.store, &e);
	assert_non_null(tx);
}

static void end(void)
{
	tx_end(&tx);
	database_close(&db);
}

static void parse(const struct field *f, const char *text, struct record *r)
{
	struct error e = {.code = OK};

	if (field_parse(tx, f, text, r, &e))
		fail_msg("%s: «%s»: %s", f->name, text, e.text);
}

static void assert_printed(const struct field *f, const struct record *r, enum style style, const char *wanted)
{
	struct buf out = {0};

	field_add(tx, f, r, style, &out);
	assert_string_equal(buf_text(&out), wanted);
	buf_free(&out);
}

/* ---- the table ---- */

static bool has_row(const struct field_type *type)
{
	size_t i = 0;

	while (i < SAMPLES && samples[i].type != type)
		i++;
	return i < SAMPLES;
}

/* The types that fields and arguments have are those of the table, and each answers what the program asks. */
static void test_answers(void **state)
{
	(void)state;
	schema_use(&domain_schema);
	for (unsigned kind = 1; kind < KIND_END; kind++) {
		const struct kind_def *k = kind_def(kind);
		const struct transition *t;

		for (size_t i = 0; i < k->n; i++) {
			const struct field *f = &k->fields[i];

			assert_true(f->type && has_row(f->type));
			assert_int_equal(f->ref != 0, f->type == FT_REF);
			assert_true(f->type != FT_STATE || (f->id == k->state && f->flags & FF_SYSTEM));
			assert_false(f->flags & FF_MANY && f->type == FT_LONG);
			assert_false(f->flags & FF_MANY && f->type == FT_LINK && !(f->flags & FF_SYSTEM));
			assert_true(f->max >= 0);
			assert_true(!f->means || f->type == FT_CHOICE);
		}
		for (size_t i = 0; (t = transition_at(k, i)); i++)
			for (const struct action_arg *a = t->args; a && a->field.name; a++)
				assert_true(a->field.type && has_row(a->field.type));
	}
	for (size_t i = 0; i < common_fields_n; i++)
		assert_true(has_row(common_fields[i].type));
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct field_type *type = samples[i].type;
		const struct field *f = field_of(&samples[i]);

		assert_true(type->words && *type->words);
		assert_true(type->parse && type->print);
		assert_true(field_length(f) >= 400);
		assert_true(!type->free_text || type->stored == V_TEXT);
		assert_true(!type->known || type->stored == V_TEXT);
		assert_int_equal(type->target != NULL, type->pointer != NULL);
		assert_int_equal(type->target != NULL, type->editor == EDITOR_RECORD);
		for (size_t j = 0; j < i; j++)
			assert_ptr_not_equal(samples[j].type, type);
	}
}

/* In JSON numbers and yes/no are such, whatever else a text. */
static void assert_json(const struct field *f, const struct record *r, const char *data)
{
	bool bare = f->type == FT_INT || f->type == FT_REF || f->type == FT_BOOL;
	struct buf json = {0}, wanted = {0};

	if (f->id < REC_FIRST_FIELD)
		return;
	if (f->type == FT_BOOL)
		data = *data ? "true" : "false";
	record_json(tx, r, -1, &json);
	buf_addf(&wanted, bare ? "\"%s\": %.*s" : "\"%s\": \"%.*s", f->name, (int)strcspn(data, "\n"), data);
	if (!strstr(json.s, wanted.s))
		fail_msg("no %s in %s", wanted.s, json.s);
	buf_free(&json);
	buf_free(&wanted);
}

/* Typed, stored, shown, and understood again. */
static void test_values(void **state)
{
	(void)state;
	begin(0);
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct sample *row = &samples[i];
		const struct field *f = field_of(row);

		for (size_t j = 0; j < MAX_OF(row->v) && row->v[j].typed; j++) {
			const char *texts[] = {[STYLE_PEOPLE] = row->v[j].people,
					       [STYLE_DATA] = row->v[j].data,
					       [STYLE_NAMES] = f->ref ? row->v[j].people : row->v[j].data};
			struct record r = {.kind = (uint8_t)KIND_OF(row)}, again = {.kind = r.kind};
			const struct value *v;

			parse(f, row->v[j].typed, &r);
			v = record_get(&r, f->id);
			assert_int_equal(v ? v->type : V_NONE, *row->v[j].data ? row->type->stored : V_NONE);
			assert_true(!v || !row->type->known || row->type->known(f, v->text));
			for (int style = STYLE_PEOPLE; style <= STYLE_NAMES; style++) {
				assert_printed(f, &r, (enum style)style, texts[style]);
				if (!(row->back & 1 << style))
					continue;
				parse(f, texts[style], &again);
				assert_true(value_same(record_get(&again, f->id), v));
			}
			assert_json(f, &r, row->v[j].data);
			parse(f, " ", &r); /* clears */
			assert_null(record_get(&r, f->id));
			record_release(&r);
			record_release(&again);
		}
	}
	end();
}

/* What is refused says so, names the field and changes nothing. */
static void test_refused(void **state)
{
	(void)state;
	begin(0);
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct sample *row = &samples[i];
		const struct field *f = field_of(row);
		struct record r = {.kind = (uint8_t)KIND_OF(row)}, was = {.kind = r.kind};
		struct error e = {.code = OK};

		parse(f, row->v[1].typed, &r);
		record_copy(&was, &r);
		assert_int_equal(field_parse(tx, f, row->refused, &r, &e), ERR_REFUSED);
		if (strncmp(e.text, f->title, strlen(f->title)) || !strstr(e.text, row->part))
			fail_msg("%s: %s", f->name, e.text);
		assert_string_equal(e.field, f->name);
		assert_true(value_same(record_get(&r, f->id), record_get(&was, f->id)));
		record_release(&r);
		record_release(&was);
	}
	end();
}

static struct key key_of(const struct field *f, const struct record *r)
{
	struct key key = {.n = 0};

	sort_key_add(tx, kind_def(r->kind), f, r, &key);
	return key;
}

static int compare_keys(struct key a, struct key b)
{
	int d = memcmp(a.b, b.b, a.n < b.n ? a.n : b.n);

	return d ? d : (a.n > b.n) - (a.n < b.n);
}

static void test_order(void **state)
{
	(void)state;
	begin(0);
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct sample *row = &samples[i];
		const struct field *f = field_of(row);
		struct record low = {.kind = (uint8_t)KIND_OF(row)}, high = {.kind = low.kind},
			      none = {.kind = low.kind};

		for (size_t j = 0; j + 1 < MAX_OF(row->v) && row->v[j + 1].typed; j++) {
			parse(f, row->v[j].typed, &low);
			parse(f, row->v[j + 1].typed, &high);
			if (compare_keys(key_of(f, &low), key_of(f, &high)) >= 0)
				fail_msg("%s: «%s» before «%s»", f->name, row->v[j].typed, row->v[j + 1].typed);
			assert_true(compare_keys(key_of(f, &high), key_of(f, &low)) > 0);
			assert_int_equal(compare_keys(key_of(f, &high), key_of(f, &high)), 0);
			/* what is not told comes first, but for days and states: last */
			assert_true((compare_keys(key_of(f, &none), key_of(f, &high)) < 0) ==
				    (f->type != FT_DATE && f->type != FT_STATE));
		}
		if (f->type->right) {
			record_set_int(&low, f->id, -1);
			assert_true(compare_keys(key_of(f, &low), key_of(f, &none)) < 0);
		}
		record_release(&low);
		record_release(&high);
		record_release(&none);
	}
	end();
}

/* ---- every field of a district ---- */

#define OF_EACH 100 /* records of a kind that are looked at */
#define ENOUGH	5   /* values of a field that are searched by */

static void each_record(void (*fn)(const struct kind_def *k, const struct record *r, void *arg), void *arg)
{
	struct record r = {0};

	for (unsigned kind = 1; kind < KIND_END; kind++) {
		struct query q = {.kind = kind, .archived = true};
		uint32_t *ids = NULL;
		size_t n = 0;

		assert_int_equal(query_run(tx, &q, &ids, &n, NULL), OK);
		for (size_t i = 0; i < n; i += n / OF_EACH + 1) {
			assert_int_equal(record_load(tx, kind, ids[i], &r), OK);
			fn(kind_def(kind), &r, arg);
		}
		free(ids);
	}
	record_release(&r);
}

struct reading {
	const struct kind_def *k;
	const struct record *r;
	size_t met[SAMPLES]; /* values of each type that came back */
	size_t asked[60];    /* and of each field of k */
};

static size_t *met(struct reading *rd, const struct field *f)
{
	size_t i = 0;

	while (samples[i].type != f->type)
		i++;
	return &rd->met[i];
}

static bool read_member(const char *name, const char *text, void *arg)
{
	struct reading *rd = arg;
	const struct field *f = field_by_name(rd->k, name);
	struct record again = {.kind = rd->r->kind};

	if (!f || f->id < REC_FIRST_FIELD || strcmp(f->name, name)) /* id, kind, org_name */
		return true;
	assert_non_null(text);
	parse(f, text, &again);
	if (!value_same(record_get(&again, f->id), record_get(rd->r, f->id)))
		fail_msg("%s %u: %s=%s", rd->k->name, rd->r->id, name, text);
	if (record_has(rd->r, f->id))
		++*met(rd, f);
	record_release(&again);
	return true;
}

static void through_json(const struct kind_def *k, const struct record *r, void *arg)
{
	struct reading *rd = arg;
	struct json_rows rows = {0};
	struct buf text = {0};
	struct error e = {.code = OK};

	rd->k = k;
	rd->r = r;
	buf_addc(&text, '[');
	record_json(tx, r, -1, &text);
	buf_addc(&text, ']');
	if (json_rows_read(text.s, text.n, &rows, &e))
		fail_msg("%s", e.text);
	assert_true(json_row_each(&rows, 0, read_member, rd));
	json_rows_release(&rows);
	buf_free(&text);
}

/* A condition finds the record by what is printed of it. */
static void find_it(const struct kind_def *k, const struct record *r, void *arg)
{
	struct reading *rd = arg;

	if (rd->k != k)
		memset(rd->asked, 0, sizeof(rd->asked));
	rd->k = k;
	assert_true(k->n <= MAX_OF(rd->asked));
	for (size_t i = 0; i < k->n; i++) {
		const struct field *f = &k->fields[i];
		struct condition c = {.field = f};
		struct query q = {.kind = k->kind, .archived = true, .where = &c, .n = 1};
		struct error e = {.code = OK};
		struct buf text = {0};
		uint32_t *ids = NULL;
		size_t n = 0, at = 0;

		if (!record_has(r, f->id) || rd->asked[i]++ >= ENOUGH)
			continue;
		field_add(tx, f, r, STYLE_DATA, &text);
		c.value = buf_text(&text);
		if (query_run(tx, &q, &ids, &n, &e))
			fail_msg("%s %s=%s: %s", k->name, f->name, text.s, e.text);
		while (at < n && ids[at] != r->id)
			at++;
		if (at == n)
			fail_msg("%s %u is not found by %s=%s", k->name, r->id, f->name, text.s);
		++*met(rd, f);
		free(ids);
		buf_free(&text);
	}
}

/* Those that a district has; the moments are common fields, which no file gives. */
static void assert_met(const struct reading *rd)
{
	for (size_t i = 0; i < SAMPLES; i++)
		if (!rd->met[i] && samples[i].kind)
			fail_msg("no value of a type: %s", samples[i].type->words);
}

static void test_district(void **state)
{
	struct reading json = {.k = NULL}, found = {.k = NULL};

	(void)state;
	begin(40);
	each_record(through_json, &json);
	each_record(find_it, &found);
	assert_met(&json);
	assert_met(&found);
	end();
}

/* The order that a list has by any field, judged by what is in the records. */
static int by_hand(const struct field *f, const struct record *a, const struct record *b)
{
	struct buf ta = {0}, tb = {0};
	int d;

	if (f->type->known || f->type->stored == V_TEXT || f->type->target) {
		field_add(tx, f, a, STYLE_PEOPLE, &ta);
		field_add(tx, f, b, STYLE_PEOPLE, &tb);
		d = ta.n > 40 || tb.n > 40 ? 0 : collate_compare(buf_text(&ta), buf_text(&tb));
		for (size_t i = 0; f->type->known && f->choices[i]; i++) {
			bool is_a = !strcmp(f->choices[i], buf_text(&ta)), is_b = !strcmp(f->choices[i], buf_text(&tb));

			if (is_a || is_b) {
				d = is_b - is_a;
				break;
			}
		}
		buf_free(&ta);
		buf_free(&tb);
		return d;
	}
	return (record_get(a, f->id)->num > record_get(b, f->id)->num) -
	       (record_get(a, f->id)->num < record_get(b, f->id)->num);
}

static void test_lists(void **state)
{
	size_t judged = 0;

	(void)state;
	begin(40);
	for (unsigned kind = 1; kind < KIND_END; kind++)
		for (size_t i = 0; i < kind_def(kind)->n; i++) {
			const struct field *f = &kind_def(kind)->fields[i];
			const struct order order = {.by = path_to(f)};
			struct query q = {.kind = kind, .archived = true, .orders = &order, .orders_n = 1};
			struct record a = {0}, b = {0};
			uint32_t *ids = NULL;
			size_t n = 0;

			assert_int_equal(query_run(tx, &q, &ids, &n, NULL), OK);
			for (size_t at = 0; at + 1 < n; at += n / 50 + 1) {
				assert_int_equal(record_load(tx, kind, ids[at], &a), OK);
				assert_int_equal(record_load(tx, kind, ids[at + 1], &b), OK);
				if (!record_has(&a, f->id) || !record_has(&b, f->id))
					continue;
				if (by_hand(f, &a, &b) > 0)
					fail_msg("%s by %s: %u before %u", kind_def(kind)->name, f->name, a.id, b.id);
				judged++;
			}
			record_release(&a);
			record_release(&b);
			free(ids);
		}
	assert_true(judged > 1000);
	end();
}

/* ---- several values, and what points ---- */

static void test_many(void **state)
{
	struct record r = {.kind = KIND_EVENT};
	const struct field *f;
	const struct value *v;
	struct pointed to;
	size_t at = 0;

	(void)state;
	begin(0);
	f = field_by_name(kind_def(KIND_SITE), "directions");
	parse(f, "танцы;  пение ;", &r);
	assert_printed(f, &r, STYLE_PEOPLE, "танцы; пение");
	assert_printed(f, &r, STYLE_DATA, "танцы;пение");
	v = record_get(&r, f->id);
	assert_int_equal(v->type, V_LIST);
	assert_false(field_target(f, v, &at, &to));
	record_release(&r);

	/* one record once; and one after another what they point to */
	f = &(struct field){
		.id = 60, .name = "orgs", .title = "Организации", .type = FT_REF, .ref = KIND_ORG, .flags = FF_MANY};
	parse(f, "Яма; Арбуз; 1", &r);
	assert_printed(f, &r, STYLE_DATA, "1;2");
	v = record_get(&r, f->id);
	for (uint32_t id = 1; id <= 2; id++) {
		assert_true(field_target(f, v, &at, &to));
		assert_int_equal(to.kind, KIND_ORG);
		assert_int_equal(to.id, id);
		assert_int_equal(f->type->pointer(to), v->items[id - 1].num);
	}
	assert_false(field_target(f, v, &at, &to));
	assert_true(field_may_point(f, KIND_ORG));
	assert_false(field_may_point(f, KIND_SITE));
	record_release(&r);

	f = field_by_name(kind_def(KIND_REMINDER), "link");
	parse(f, "организация 2", &r);
	at = 0;
	assert_true(field_target(f, record_get(&r, f->id), &at, &to));
	assert_int_equal(to.kind, KIND_ORG);
	assert_int_equal(to.id, 2);
	assert_int_equal(f->type->pointer(to), record_int(&r, f->id));
	assert_true(field_may_point(f, KIND_SITE));
	record_release(&r);
	end();
}

/* What was deleted comes back only when all that it points to is there, whichever type of field points. */
static void test_restored(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	begin(0);
	tx_end(&tx);
	add(&db, KIND_REMINDER, "what=Позвонить", "due=2026-12-01", "link=org 1", NULL);
	assert_int_equal(op_delete(&db.session, KIND_REMINDER, 1, false, &e), OK);
	assert_int_equal(op_delete(&db.session, KIND_ORG, 1, false, &e), OK);
	assert_refused(op_restore(&db.session, KIND_REMINDER, 1, &e), e, "", "поле «К чему относится»: org 1");
	assert_int_equal(op_restore(&db.session, KIND_ORG, 1, &e), OK);
	assert_int_equal(op_restore(&db.session, KIND_REMINDER, 1, &e), OK);
	assert_sound(&db);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers), cmocka_unit_test(test_values),	 cmocka_unit_test(test_refused),
		cmocka_unit_test(test_order),	cmocka_unit_test(test_district), cmocka_unit_test(test_lists),
		cmocka_unit_test(test_many),	cmocka_unit_test(test_restored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
