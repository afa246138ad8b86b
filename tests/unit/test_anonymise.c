/* 152-ФЗ: after anonymise and compact no byte of what was erased stands anywhere in the folder of the base or among the
 * drafts, in any of the ways in which the store writes a text. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "database.h"
#include "stazh/base/collate.h"
#include "stazh/model/draft.h"
#include "stazh/model/view.h"

static const char *const secrets[] = {"Щукозубова",
				      "Щукозубовой",
				      "Щукозубову",
				      "Девичьева",
				      "Аделаида",
				      "Спиридоновна",
				      "8-905-777-66-55",
				      "2-77-66-55",
				      "schukozub@example.ru",
				      "старая-почта@example.ru"};

/* ---- what is searched for ---- */

struct needle {
	const char *secret, *way;
	uint8_t bytes[200];
	size_t n;
};

static size_t needles(struct needle *out)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		const char *s = secrets[i];
		struct buf folded = {0};
		uint8_t *end;

		out[n] = (struct needle){.secret = s, .way = "как есть", .n = strlen(s)};
		memcpy(out[n++].bytes, s, strlen(s));
		collate_fold(s, strlen(s), &folded);
		out[n] = (struct needle){.secret = s, .way = "слово поиска", .n = folded.n};
		memcpy(out[n++].bytes, folded.s, folded.n);
		out[n] = (struct needle){.secret = s, .way = "ключ порядка"};
		collate_key(s, strlen(s), out[n].bytes, sizeof(out[n].bytes));
		end = memchr(out[n].bytes, 0, sizeof(out[n].bytes));
		out[n].n = (size_t)(end - out[n].bytes);
		assert_true(out[n].n >= 6);
		n++;
		buf_free(&folded);
	}
	return n;
}

/* How many of the needles stand in the file; tells the first. */
static size_t count_in(const char *path, const struct needle *list, size_t n)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	size_t found = 0;
	void *at;

	assert_true(fd >= 0 && !fstat(fd, &st));
	if (!st.st_size) {
		close(fd);
		return 0;
	}
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(at != MAP_FAILED);
	for (size_t i = 0; i < n; i++)
		if (memmem(at, (size_t)st.st_size, list[i].bytes, list[i].n)) {
			print_error("%s: %s (%s)\n", path, list[i].secret, list[i].way);
			found++;
		}
	munmap(at, (size_t)st.st_size);
	close(fd);
	return found;
}

static size_t count_under(const char *folder, const struct needle *list, size_t n)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	size_t found = 0;

	while (dir && (e = readdir(dir))) {
		char path[600];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (*e->d_name == '.' && (!e->d_name[1] || e->d_name[1] == '.'))
			continue;
		if (!lstat(path, &st) && S_ISDIR(st.st_mode))
			found += count_under(path, list, n);
		else if (S_ISREG(st.st_mode))
			found += count_in(path, list, n);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* ---- a life in the base ---- */

static void login(struct database *db, const char *user)
{
	snprintf(db->session.user, sizeof(db->session.user), "%s", user);
}

static void put_draft(struct database *db, const struct draft *form, const char *title, const char *field,
		      const char *text)
{
	struct draft d = *form;
	struct error e = {.code = OK};

	buf_add(&d.title, title);
	draft_add(&d, field, text);
	draft_add(&d, "note", "кабинет 12");
	assert_int_equal(draft_save(&db->session, &d, false, &e), OK);
	draft_release(&d);
}

/* A file as the program leaves it when the base has no room. */
static void put_file(struct database *db, const char *name, const char *pairs, size_t n)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/stazh", db->folder);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/stazh/stazh-%lu-%s.draft", db->folder, (unsigned long)geteuid(), name);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "=base%c%s%c", 0, store_path(db->session.store), 0);
	fwrite(pairs, 1, n, f);
	fclose(f);
}

static void put_view(struct database *db, const char *name, const char *where, bool shared)
{
	struct view v = {.k = kind_def(KIND_PERSON), .where = (char *)where};
	struct error e = {.code = OK};

	if (view_save(&db->session, name, &v, shared, NULL, &e))
		fail_msg("%s", e.text);
}

static void live(struct database *db)
{
	struct error e = {.code = OK};
	uint32_t twin;

	add(db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	add(db, KIND_PERSON, "surname=Девичьева", "name=Аделаида", "patronymic=Спиридоновна", "org=1",
	    "phone=2-77-66-55", "email=старая-почта@example.ru", NULL);
	assert_int_equal(set(db, &e, KIND_PERSON, 1, "surname=Щукозубова", "phone=8-905-777-66-55",
			     "email=schukozub@example.ru", "achievements=Щукозубова — победитель", "category=высшая",
			     "position_kind=учитель", NULL),
			 OK);
	/* entered twice, and made one */
	twin = add(db, KIND_PERSON, "surname=Щукозубова", "name=Аделаида", "patronymic=Спиридоновна", "org=1",
		   "phone=8-905-777-66-55", "anyway=да", NULL);
	add(db, KIND_SITE, "org=1", "topic=Опыт Щукозубовой", "leader=1", NULL);
	assert_int_equal(set(db, &e, KIND_ORG, 1, "head=1", "note=звонить Аделаиде Щукозубовой, 8-905-777-66-55", NULL),
			 OK);
	add(db, KIND_GROUP, "site=1", "name=Первая", "school_year=2026-2027", NULL);
	login(db, "koroteeva");
	assert_int_equal(set(db, &e, KIND_GROUP, 1, "note=просили Щукозубову А.С.", NULL), OK);
	assert_int_equal(set(db, &e, KIND_GROUP, 1, "note=никого не просили", NULL), OK);
	add(db, KIND_TRAINEE, "group=1", "person=1", NULL);
	add(db, KIND_TASK, "trainee=1", "what=урок", "due=завтра", NULL);
	add(db, KIND_ASSESSMENT, "trainee=1", "direction=сетевое", "kind=входная", "score=5", "out_of=10",
	    "note=Щукозубова робеет", NULL);
	add(db, KIND_EVENT, "sites=1", "groups=1", "topic=Урок Щукозубовой", "form=семинар", "date=сегодня",
	    "speakers=1", NULL);
	assert_int_equal(act(db, &e, KIND_EVENT, 1, "attend", NULL), OK);
	add(db, KIND_REMINDER, "what=написать Щукозубовой на schukozub@example.ru", "due=завтра", "link=person 1",
	    NULL);
	assert_int_equal(op_delete(&db->session, KIND_REMINDER, 1, true, &e), OK);
	add(db, KIND_REMINDER, "what=спросить про 2-77-66-55", "due=завтра", NULL);
	add(db, KIND_ORDER, "title=О Щукозубовой", "school_year=2026-2027", "signer=1", "number=7-о", "date=сегодня",
	    NULL);
	/* papers that name her: an order to her school, signed by her, and her certificate */
	login(db, "morozova");
	add(db, KIND_ORDER, "title=О поощрении", "kind=иной",
	    "items=Поощрить Щукозубову А.С.\nПозвонить Щукозубовой\nАделаиде Спиридоновне", "signer=1", "number=8-о",
	    "date=сегодня", NULL);
	assert_int_equal(act(db, &e, KIND_ORDER, 2, "sign", NULL), OK);
	assert_int_equal(set(db, &e, KIND_GROUP, 1, "from=01.10.2026", "to=20.11.2026", NULL), OK);
	assert_int_equal(act(db, &e, KIND_TRAINEE, 1, "complete", "obligations=оставить", NULL), OK);
	assert_int_equal(act(db, &e, KIND_TRAINEE, 1, "certify", NULL), OK);
	login(db, "koroteeva");
	login(db, "morozova");
	assert_int_equal(op_merge(&db->session, KIND_PERSON, 1, twin, NULL, &e), OK);
	assert_int_equal(session_note(&db->session, "refused", "set person 1 phone=8-905-777-66-55", &e),
			 OK); /* of an older program */
	add(db, KIND_PERSON, "surname=Громова", "name=Вера", "org=1", NULL);
	assert_int_equal(op_delete(&db->session, KIND_PERSON, 3, true, &e), OK);
	put_draft(db, &(struct draft){.kind = KIND_PERSON, .id = 1}, "Педагог: Щукозубова А.С.", "phone",
		  "8-905-777-66-55");
	put_draft(db, &(struct draft){.kind = KIND_PERSON}, "Педагог · новая запись", "surname", "Щукозубова");
	login(db, "koroteeva");
	put_draft(db, &(struct draft){.kind = KIND_REMINDER}, "Свой срок · новая запись", "what",
		  "позвонить Щукозубовой: 8-905-777-66-55");
	put_draft(db, &(struct draft){.kind = KIND_ORG, .id = 1}, "Организация: Школа", "address", "ул. Советская, 1");
	put_view(db, "Ученики Щукозубовой", "surname = Щукозубова или phone = 8-905-777-66-55", false);
	login(db, "morozova");
	put_view(db, "Щукозубова и другие", "surname = Щукозубова", true);
	put_file(db, "0000000000000001", "=key\0006d\0=title\0Свой срок\0what\0к Щукозубовой\0",
		 sizeof("=key\0006d\0=title\0Свой срок\0what\0к Щукозубовой\0") - 1);
	put_file(db, "0000000000000002", "=key\0006d\0=title\0Свой срок\0what\0к Громовой\0",
		 sizeof("=key\0006d\0=title\0Свой срок\0what\0к Громовой\0") - 1);
	login(db, "morozova");
}

static void compact(struct database *db)
{
	struct error e = {.code = OK};
	uint64_t before, after;

	session_close(&db->session);
	if (store_compact(config_text(&db->config, OPT_STORE_PATH), NULL, &before, &after, &e) ||
	    session_open(&db->session, &db->config, NULL, &e))
		fail_msg("%s", e.text);
}

static void test_no_byte(void **state)
{
	struct needle list[3 * sizeof(secrets) / sizeof(*secrets)];
	size_t n = needles(list), drafts;
	struct error e = {.code = OK};
	struct buf left = {0};
	struct draft *found;
	struct database db;

	(void)state;
	database_open(&db, "2026-11-24", "");
	setenv("XDG_STATE_HOME", db.folder, 1);
	login(&db, "morozova");
	live(&db);
	if (op_anonymise(&db.session, 1, &left, &e))
		fail_msg("%s", e.text);
	compact(&db);
	assert_int_equal(count_under(db.folder, list, n), 0);
	/* what is told to people stands, and what is others' */
	assert_string_equal(shown(&db, KIND_SITE, 1, "topic"), "Опыт [стёрто]");
	assert_string_equal(shown(&db, KIND_ORG, 1, "note"), "звонить [стёрто], [стёрто]");
	assert_string_equal(shown(&db, KIND_GROUP, 1, "note"), "никого не просили");
	assert_string_equal(shown(&db, KIND_TASK, 1, "what"), "урок");
	assert_string_equal(shown(&db, KIND_PERSON, 1, "category"), "высшая");
	for (uint32_t id = 1; id <= 2; id++) { /* the register keeps them, and tells why their sums do not hold */
		assert_string_equal(shown(&db, KIND_PAPER, id, "erased"), "да");
		assert_string_equal(shown(&db, KIND_PAPER, id, "state"), PAPER_VALID);
	}
	assert_string_equal(shown(&db, KIND_PAPER, 2, "to"), "[стёрто]");
	assert_int_equal(op_restore(&db.session, KIND_PERSON, 3, &e), OK);
	assert_string_equal(shown(&db, KIND_PERSON, 3, "surname"), "Громова");
	login(&db, "koroteeva");
	drafts = draft_list(&db.session, NULL, &found);
	assert_int_equal(drafts, 2); /* the reminder, without the name, and the organisation */
	draft_list_free(found, drafts);
	login(&db, "morozova"); /* the person's own form, and that of a new person who is the same */
	drafts = draft_list(&db.session, NULL, &found);
	assert_int_equal(drafts, 0);
	draft_list_free(found, drafts);
	assert_sound(&db);
	buf_free(&left);
	database_close(&db);
}

/* Who has the same surname keeps it, and so do the texts that may mean either: these are named. */
static void test_namesake(void **state)
{
	struct error e = {.code = OK};
	struct buf left = {0};
	struct database db;

	(void)state;
	database_open(&db, "2026-11-24", "");
	setenv("XDG_STATE_HOME", db.folder, 1);
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа",
	    "note=просили Ёлкину; Мороз А. у входа, а на улице мороз, Морозова права", NULL);
	add(&db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Ёлкин", "name=Пётр", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Мороз", "name=Анна", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Морозова", "name=Ирина", "org=1", NULL);
	/* of her own certificate nobody else can be meant */
	add(&db, KIND_SITE, "org=1", "topic=Т", NULL);
	add(&db, KIND_GROUP, "site=1", "name=Первая", "from=01.10.2026", "to=20.11.2026", NULL);
	add(&db, KIND_TRAINEE, "group=1", "person=1", NULL);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "complete", NULL), OK);
	assert_int_equal(act(&db, &e, KIND_TRAINEE, 1, "certify", NULL), OK);
	assert_string_equal(shown(&db, KIND_PAPER, 1, "to"), "Ёлкина А.");
	if (op_anonymise(&db.session, 1, &left, &e))
		fail_msg("%s", e.text);
	assert_non_null(strstr(left.s, "Организация 1"));
	assert_non_null(strstr(left.s, "Педагог 2"));
	assert_string_equal(shown(&db, KIND_PAPER, 1, "to"), "[стёрто]");
	assert_string_equal(shown(&db, KIND_ORG, 1, "note"),
			    "просили Ёлкину; Мороз А. у входа, а на улице мороз, Морозова права");
	assert_string_equal(shown(&db, KIND_PERSON, 2, "surname"), "Ёлкин");
	/* a namesake in the trash is one still; who is called Морозова is none of Мороз, nor is the frost outside */
	assert_int_equal(op_delete(&db.session, KIND_PERSON, 2, true, &e), OK);
	add(&db, KIND_PERSON, "surname=Ёлкина", "name=Зоя", "org=1", NULL);
	assert_int_equal(op_anonymise(&db.session, 5, &left, &e), OK);
	assert_string_equal(shown(&db, KIND_ORG, 1, "note"),
			    "просили Ёлкину; Мороз А. у входа, а на улице мороз, Морозова права");
	buf_clear(&left);
	assert_int_equal(op_anonymise(&db.session, 3, &left, &e), OK);
	assert_string_equal(shown(&db, KIND_ORG, 1, "note"),
			    "просили Ёлкину; [стёрто] у входа, а на улице мороз, Морозова права");
	assert_string_equal(left.s, "Организация 1\n");
	assert_string_equal(shown(&db, KIND_PERSON, 4, "surname"), "Морозова");
	assert_sound(&db);
	buf_free(&left);
	database_close(&db);
}

/* Papers write names in full: «Ивановна» is none of «Иванов», nor «Ильич» of «Ильин». */
static void test_patronymic(void **state)
{
	struct error e = {.code = OK};
	struct buf left = {0};
	struct database db;

	(void)state;
	database_open(&db, "2026-11-24", "");
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа",
	    "note=Ёлкину Анну Ивановну Иванову П.; Анны Ивановны с Ивановым; Фомой Ильичом, Ильину и Кузьме Ильичу",
	    NULL);
	add(&db, KIND_PERSON, "surname=Иванов", "name=Пётр", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Ильина", "name=Анна", "org=1", NULL);
	add(&db, KIND_PERSON, "surname=Ёлкина", "name=Анна", "patronymic=Ивановна", "org=1", NULL);
	assert_int_equal(op_anonymise(&db.session, 1, &left, &e), OK);
	assert_int_equal(op_anonymise(&db.session, 2, &left, &e), OK);
	assert_string_equal(
		shown(&db, KIND_ORG, 1, "note"),
		"Ёлкину Анну Ивановну [стёрто]; Анны Ивановны с [стёрто]; Фомой Ильичом, [стёрто] и Кузьме Ильичу");
	assert_true(!left.n);
	assert_sound(&db);
	buf_free(&left);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_byte), cmocka_unit_test(test_namesake),
					   cmocka_unit_test(test_patronymic)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
