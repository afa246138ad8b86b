/* Whatever is done, what is derived from the records (search, order, deadlines, who depends on whom) is what it would
 * be if it were derived anew. Random acts of every sort on a generated district; STAZH_ACTS says how many (300; 60 with
 * a sanitizer), STAZH_SEED with which beginning. */
#include "database.h"
#include "stazh/domain/attendance.h"
#include "stazh/domain/dynamics.h"
#include "stazh/demo/demo.h"
#include "stazh/table/import.h"

#include "../../src/domain/internal.h"
#include "../../src/store/internal.h"

static struct database db;
static uint64_t dice;

/* xorshift64: the same on every machine. */
static size_t below(size_t n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (size_t)(dice % n);
}

static struct tx *reading(void)
{
	struct error e = {.code = OK};
	struct tx *tx = tx_read(db.session.store, &e);

	if (!tx)
		fail_msg("%s", e.text);
	return tx;
}

static uint32_t any_of(unsigned kind)
{
	struct tx *tx = reading();
	struct query q = {.kind = kind, .archived = true};
	uint32_t *ids = NULL, id = 0;
	size_t n = 0;

	if (!query_run(tx, &q, &ids, &n, NULL) && n)
		id = ids[below(n)];
	free(ids);
	tx_end(&tx);
	return id;
}

static unsigned any_kind(void)
{
	return 1 + (unsigned)below(KIND_END - 1);
}

/* Something that the field may hold: often what another record holds there. */
static void any_value(const struct field *f, unsigned kind, struct buf *out)
{
	const char *const *choices;
	struct record donor = {0};
	struct tx *tx;
	size_t n = 0;

	buf_clear(out);
	buf_add(out, "");
	if (f->type == FT_REF) {
		buf_addf(out, "%u", any_of(f->ref));
		return;
	}
	if (kind && below(3)) {
		uint32_t id = any_of(kind);

		tx = reading();
		if (id && !record_load(tx, kind, id, &donor))
			field_add(tx, f, &donor, STYLE_DATA, out);
		tx_end(&tx);
		record_release(&donor);
		if (out->n)
			return;
	}
	if (f->type == FT_TEXT || f->type == FT_LONG) {
		buf_addf(out, "Слово%zu ёж", below(1000));
	} else if (f->type == FT_INT) {
		buf_addf(out, "%zu", 1 + below(12));
	} else if (f->type == FT_BOOL) {
		buf_add(out, below(2) ? "yes" : "no");
	} else if (f->type == FT_DATE) {
		date_add_iso(out, db.session.today - 200 + (int32_t)below(500));
	} else if (f->type == FT_YEAR) {
		n = 2025 + below(3);
		buf_addf(out, "%zu-%zu", n, n + 1);
	} else if (f->type == FT_TIME) {
		buf_addf(out, "%02zu:%02zu", 8 + below(10), below(60));
	} else if (f->type == FT_CHOICE || f->type == FT_STATE) {
		choices = field_choices(f, &db.config, &n);
		if (n)
			buf_add(out, choices[below(n)]);
	} else if (f->type == FT_LINK) {
		buf_addf(out, "site %u", any_of(KIND_SITE));
	}
}

/* ---- the acts: OK, or a refusal ---- */

static enum err do_set(struct buf *told, struct error *e)
{
	unsigned kind = any_kind();
	const struct kind_def *k = kind_def(kind);
	const struct field *f = &k->fields[below(k->n)];
	uint32_t id = any_of(kind);
	struct buf value = {0};
	struct assign a = {f->name, NULL};
	enum err err;

	any_value(f, kind, &value);
	a.value = below(8) ? buf_text(&value) : "";
	buf_addf(told, "set %s %u %s=%s", k->name, id, f->name, a.value);
	err = id ? op_set(&db.session, kind, id, 0, &a, 1, &db.told, e) : ERR_NONE;
	buf_free(&value);
	return err;
}

static enum err do_add(struct buf *told, struct error *e)
{
	enum { MAX = 40 };
	unsigned kind = any_kind();
	const struct kind_def *k = kind_def(kind);
	struct buf values[MAX] = {{0}};
	struct assign a[MAX];
	size_t n = 0;
	uint32_t id = 0;
	enum err err;

	for (size_t i = 0; i < k->n && n < MAX - 1; i++) {
		const struct field *f = &k->fields[i];

		if (f->flags & FF_SYSTEM || (!(f->flags & FF_REQUIRED) && below(2)))
			continue;
		any_value(f, kind, &values[n]);
		a[n] = (struct assign){f->name, buf_text(&values[n])};
		n++;
	}
	a[n++] = (struct assign){ASSIGN_ANYWAY, "yes"};
	err = op_add(&db.session, kind, a, n, &id, &db.told, e);
	buf_addf(told, "add %s → %u", k->name, id);
	for (size_t i = 0; i < MAX; i++)
		buf_free(&values[i]);
	return err;
}

static enum err do_act(struct buf *told, struct error *e)
{
	enum { MAX = 12 };
	unsigned kind = any_kind();
	const struct kind_def *k = kind_def(kind);
	const struct transition *t;
	struct buf values[MAX] = {{0}};
	struct assign a[MAX];
	uint32_t id = any_of(kind);
	size_t n = 0, all = 0;
	enum err err;

	while (transition_at(k, all))
		all++;
	t = transition_at(k, below(all));
	for (size_t i = 0; t->args && t->args[i].field.name && n < MAX; i++) {
		if (!(t->args[i].field.flags & FF_REQUIRED) && below(3))
			continue;
		any_value(&t->args[i].field, 0, &values[n]);
		a[n] = (struct assign){t->args[i].field.name, buf_text(&values[n])};
		n++;
	}
	buf_addf(told, "do %s %u %s", k->name, id, t->action);
	err = id ? op_act(&db.session, kind, id, 0, t->action, a, n, &db.told, e) : ERR_NONE;
	for (size_t i = 0; i < MAX; i++)
		buf_free(&values[i]);
	return err;
}

static enum err do_delete(struct buf *told, struct error *e)
{
	unsigned kind = any_kind();
	uint32_t id = any_of(kind);

	buf_addf(told, "delete %s %u", kind_def(kind)->name, id);
	return id ? op_delete(&db.session, kind, id, true, e) : ERR_NONE;
}

static enum err do_restore(struct buf *told, struct error *e)
{
	struct tx *tx = reading();
	struct trashed *list = NULL, one = {0};
	size_t n = query_trash(tx, &list);

	if (n)
		one = list[below(n)];
	free(list);
	tx_end(&tx);
	if (!n)
		return ERR_NONE;
	buf_addf(told, "restore %s %u", kind_def(one.kind)->name, one.id);
	return op_restore(&db.session, one.kind, one.id, e);
}

static enum err do_merge(struct buf *told, struct error *e)
{
	unsigned kind = below(2) ? KIND_PERSON : KIND_ORG;
	uint32_t keep = any_of(kind), drop = any_of(kind);

	buf_addf(told, "merge %s %u %u", kind_def(kind)->name, keep, drop);
	return op_merge(&db.session, kind, keep, drop, NULL, e);
}

static enum err do_undo(struct buf *told, struct error *e)
{
	int n = 1 + (int)below(3);

	buf_addf(told, "undo %d\n", n);
	return op_undo(&db.session, n, told, e);
}

static enum err do_redo(struct buf *told, struct error *e)
{
	enum err err;

	buf_add(told, "redo\n");
	err = op_redo(&db.session, 1, told, e); /* right after an undo alone */
	return err && !op_undo(&db.session, 1, told, e) ? op_redo(&db.session, 1, told, e) : err;
}

/* One who is known, and one who is not. */
static enum err do_enrol(struct buf *told, struct error *e)
{
	static const char *const surnames[] = {"Щукина", "Ёжикова", "Зачислова", "Подъячева", "Цаплина"};
	uint32_t group = any_of(KIND_GROUP), person = any_of(KIND_PERSON);
	char people[12], org[12], names[100];
	const struct assign a[] = {{"people", people}, {"names", names}, {"org", org}, {"create", "да"}};
	enum err err;

	snprintf(people, sizeof(people), "%u", person);
	snprintf(org, sizeof(org), "%u", any_of(KIND_ORG));
	snprintf(names, sizeof(names), "%s Анна Ивановна", surnames[below(sizeof(surnames) / sizeof(*surnames))]);
	buf_addf(told, "enrol person %u and another in group %u", person, group);
	err = op_act(&db.session, KIND_GROUP, group, 0, "enrol", a, 4, &db.told, e);
	return err;
}

static enum err do_move(struct buf *told, struct error *e)
{
	uint32_t event = any_of(KIND_EVENT);
	struct buf day = {0};
	struct assign a[] = {{"date", NULL}, {"scope", below(2) ? "this" : "all"}};
	enum err err;

	date_add_iso(&day, db.session.today + (int32_t)below(200));
	a[0].value = day.s;
	buf_addf(told, "move event %u to %s", event, day.s);
	err = op_set(&db.session, KIND_EVENT, event, 0, a, 2, &db.told, e);
	buf_free(&day);
	return err;
}

static enum err do_anonymise(struct buf *told, struct error *e)
{
	uint32_t id = any_of(KIND_PERSON);

	buf_addf(told, "anonymise person %u", id);
	return op_anonymise(&db.session, id, NULL, e);
}

static enum err do_import(struct buf *told, struct error *e)
{
	char path[80];
	uint32_t id = any_of(KIND_PERSON);
	struct import_report report;
	enum err err;
	FILE *f;

	snprintf(path, sizeof(path), "%s/people.csv", db.folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "id,surname,name,org\n%u,Импортов%zu,Иван,%u\n", id, below(1000), any_of(KIND_ORG));
	fclose(f);
	buf_addf(told, "import person %u", id);
	err = import_file(&db.session, &(struct import_request){.kind = KIND_PERSON, .path = path, .update = true},
			  &report, e);
	import_report_release(&report);
	return err;
}

static enum err do_marks(struct buf *told, struct error *e)
{
	static const char *const words[] = {MARK_PRESENT, MARK_ABSENT, NULL};
	uint32_t event = any_of(KIND_EVENT);
	struct attendance_mark list[20];
	struct attendee *people;
	struct record r = {0};
	struct tx *tx = reading();
	size_t all, n = 0;

	if (!record_load(tx, KIND_EVENT, event, &r)) {
		people = attendance_list(tx, &r, &all);
		for (; n < all && n < 20; n++)
			list[n] = (struct attendance_mark){people[n].trainee, people[n].rev, words[below(3)]};
		attendance_free(people, all);
	}
	tx_end(&tx);
	record_release(&r);
	buf_addf(told, "marks of event %u", event);
	return n ? op_attend(&db.session, event, list, n, NULL, e) : ERR_NONE;
}

static enum err do_diagnose(struct buf *told, struct error *e)
{
	uint32_t trainee = any_of(KIND_TRAINEE);
	struct diagnosis d = {.trainee = trainee,
			      .direction = "сетевое",
			      .kind = below(2) ? ASSESSMENT_ENTRY : ASSESSMENT_EXIT,
			      .date = db.session.today,
			      .score = (long)below(20),
			      .out_of = 20};

	buf_addf(told, "diagnose trainee %u", trainee);
	return op_diagnose(&db.session, &d, 1, NULL, e);
}

/* clang-format off */
static const struct {
	const char *name;
	enum err (*fn)(struct buf *told, struct error *e);
	size_t weight; /* of 100 */
} acts[] = {
	{"set", do_set, 36}, {"act", do_act, 14}, {"add", do_add, 12}, {"delete", do_delete, 5}, {"restore", do_restore, 3}, {"merge", do_merge, 4},
	{"undo", do_undo, 5}, {"redo", do_redo, 3}, {"enrol", do_enrol, 3}, {"move", do_move, 2}, {"anonymise", do_anonymise, 2},
	{"import", do_import, 3}, {"marks", do_marks, 5}, {"diagnose", do_diagnose, 3},
};
/* clang-format on */
#define ACTS (sizeof(acts) / sizeof(*acts))

static void assert_nothing_stale(const char *told)
{
	struct entries wanting = {0}, extra = {0};
	struct tx *tx = reading();

	derive_compare(tx, &wanting, &extra);
	if (wanting.n || extra.n)
		fail_msg("after «%s» %zu entries are missing or old, %zu too many", told, wanting.n, extra.n);
	tx_end(&tx);
	entries_release(&wanting);
	entries_release(&extra);
}

static void print_finding(const char *text, void *arg)
{
	(void)arg;
	print_error("%s\n", text);
}

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 60 /* all is compared after each, five times as long; all sorts of acts are done without it */
#else
#define ROUNDS 300
#endif

static void test_nothing_stale(void **state)
{
	const char *count = getenv("STAZH_ACTS"), *seed = getenv("STAZH_SEED");
	size_t rounds = count ? strtoul(count, NULL, 10) : ROUNDS, done[ACTS] = {0};
	const struct watch watch = {.line = print_finding};
	struct error e = {.code = OK};
	struct buf told = {0};

	(void)state;
	database_open(&db, "2026-11-28", "");
	dice = seed ? strtoull(seed, NULL, 10) * 2 + 1 : 20261128;
	if (demo_scale(&db.session, 60, NULL, &told, &e))
		fail_msg("%s", e.text);
	assert_nothing_stale("demo");
	for (size_t i = 0; i < rounds; i++) {
		size_t roll = below(100), a = 0;
		enum err err;

		while (roll >= acts[a].weight)
			roll -= acts[a++].weight;
		buf_clear(&told);
		e = (struct error){0};
		err = acts[a].fn(&told, &e);
		if (err == ERR_STORAGE || (err && !e.text[0] && err != ERR_NONE))
			fail_msg("«%s»: %d %s", buf_text(&told), (int)err, e.text);
		if (err)
			continue;
		done[a]++;
		assert_nothing_stale(buf_text(&told));
	}
	for (size_t a = 0; a < ACTS; a++) {
		print_message("# %-10s %zu\n", acts[a].name, done[a]);
		if (rounds >= 300 && !done[a])
			fail_msg("no «%s» of %zu acts was done", acts[a].name, rounds);
	}
	session_close(&db.session);
	if (store_check(config_text(&db.config, OPT_STORE_PATH), &schema_in_store, &db.session, &watch, &e))
		fail_msg("%s", e.text);
	if (session_open(&db.session, &db.config, NULL, &e))
		fail_msg("%s", e.text);
	database_close(&db);
	buf_free(&told);
}

/* ---- the number that says so ---- */

static uint32_t sum_of_records(struct tx *tx)
{
	struct record r = {0};
	struct buf body = {0};
	uint32_t sum = 0;
	struct cursor c;

	for (cursor_open(&c, tx, T_REC, NULL, NULL); cursor_ok(&c); cursor_next(&c)) {
		assert_int_equal(record_from_entry(tx, c.key, c.value, &r), OK);
		for (unsigned field = 1; field < REC_FIRST_FIELD; field++) /* who and when */
			record_unset(&r, field);
		buf_clear(&body);
		record_encode(&r, &body);
		sum ^= crc32c(crc32c(0, c.key.p, c.key.n), body.s, body.n);
	}
	cursor_close(&c);
	record_release(&r);
	buf_free(&body);
	return sum;
}

static uint32_t sum_of_derived(struct tx *tx)
{
	static const enum table tables[] = {T_IDX, T_DUE, T_WORD};
	uint32_t sum = 0;
	struct cursor c;

	for (size_t t = 0; t < 3; t++) {
		for (cursor_open(&c, tx, tables[t], NULL, NULL); cursor_ok(&c); cursor_next(&c))
			if (tables[t] != T_IDX || (c.key.p[0] != IDX_LOG_RECORD && c.key.p[0] != IDX_LOG_USER))
				sum ^= crc32c(crc32c((uint32_t)t, c.key.p, c.key.n), c.value.p, c.value.n);
		cursor_close(&c);
	}
	return sum;
}

/* An older database is brought in line only when the number differs. */
static void test_version(void **state)
{
	static const uint32_t version = 24, records = 0xff0f037e, derived = 0x78e65dc9;
	struct error e = {.code = OK};
	struct buf told = {0};
	uint32_t is_records, is_derived;
	struct tx *tx;

	(void)state;
	database_open(&db, "2026-11-28", "");
	if (demo_scale(&db.session, 60, NULL, &told, &e))
		fail_msg("%s", e.text);
	tx = reading();
	is_records = sum_of_records(tx);
	is_derived = sum_of_derived(tx);
	tx_end(&tx);
	if (DERIVE_VERSION != version || is_records != records)
		fail_msg("the version or the demonstration's records changed: write here version %d, records 0x%08x, "
			 "derived 0x%08x",
			 DERIVE_VERSION, is_records, is_derived);
	if (is_derived != derived)
		fail_msg("the same records derive other entries than before: raise DERIVE_VERSION "
			 "(src/domain/internal.h), then write here "
			 "derived 0x%08x",
			 is_derived);
	database_close(&db);
	buf_free(&told);
}

/* ---- a base that is stale ---- */

static enum err lose_words(struct tx *tx, void *arg)
{
	int *left = arg;
	struct cursor c;
	struct key k;

	for (; *left; --*left) {
		k.n = 0;
		cursor_open(&c, tx, T_WORD, NULL, NULL);
		key_bytes(&k, c.key.p, c.key.n);
		cursor_close(&c);
		tx_del(tx, T_WORD, &k);
	}
	return tx_failed(tx);
}

static void test_repair(void **state)
{
	char copy[80], *aside = NULL;
	const char *path;
	size_t wrong = 0, stale = 0;
	struct error e = {.code = OK};
	struct buf told = {0};
	int lost = 3;

	(void)state;
	database_open(&db, "2026-11-28", "");
	path = config_text(&db.config, OPT_STORE_PATH);
	snprintf(copy, sizeof(copy), "%s/copy.mdb", db.folder);
	if (demo_scale(&db.session, 2, NULL, &told, &e) || session_write(&db.session, "t", "", lose_words, &lost, &e))
		fail_msg("%s", e.text);
	assert_int_equal(store_check_derived(path, &schema_in_store, &db.session, NULL, &e), ERR_NONE);
	assert_non_null(strstr(e.text, "3 замечания, все о том"));
	assert_int_equal(store_check(path, &schema_in_store, &db.session, NULL, &e), ERR_NONE);
	assert_non_null(strstr(e.text, "stazh check --repair"));
	assert_int_equal(store_backup(db.session.store, copy, NULL, &e), OK);
	/* the copy is as stale, and good all the same */
	session_close(&db.session);
	assert_int_equal(store_restore(path, copy, &schema_in_store, &db.session, false, NULL, &aside, &stale, &e), OK);
	assert_int_equal(stale, 3);
	free(aside);
	assert_int_equal(session_open(&db.session, &db.config, NULL, &e), OK);
	assert_int_equal(session_repair(&db.session, &wrong, &e), OK);
	assert_int_equal(wrong, 3);
	assert_int_equal(session_repair(&db.session, &wrong, &e), OK);
	assert_int_equal(wrong, 0);
	assert_int_equal(store_check(path, &schema_in_store, &db.session, NULL, &e), OK);
	database_close(&db);
	buf_free(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_stale),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_repair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
