/* Drafts: where they lie, who is offered them, what happens when there is no room. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "database.h"
#include "stazh/model/draft.h"

static void setup(struct database *db)
{
	database_open(db, "2026-11-24", "");
	setenv("XDG_STATE_HOME", db->folder, 1);
}

static struct draft new_org(const char *text)
{
	struct draft d = {.kind = KIND_ORG};

	buf_add(&d.title, "Организация · новая запись");
	draft_add(&d, "short_name", text);
	draft_add(&d, "note", "строка\nи ещё");
	return d;
}

static size_t count_drafts(struct database *db, const struct draft *form)
{
	struct draft *list;
	size_t n = draft_list(&db->session, form, &list);

	draft_list_free(list, n);
	return n;
}

static void test_keep(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct draft d = new_org("Школа"), second = new_org("Лицей"), *list;
	const struct draft other = {.kind = KIND_ORG, .id = 7};
	struct tx *tx;
	uint64_t entries;

	(void)state;
	setup(&db);
	tx = tx_read(db.session.store, NULL);
	entries = log_last(tx);
	tx_end(&tx);

	/* in hand: nobody is offered it; left: everybody of the login is */
	assert_int_equal(draft_save(&db.session, &d, true, &e), OK);
	assert_true(d.in_base && !d.in_file && d.number);
	assert_int_equal(count_drafts(&db, NULL), 0);
	assert_int_equal(draft_save(&db.session, &d, false, &e), OK);
	assert_int_equal(draft_list(&db.session, NULL, &list), 1);
	assert_string_equal(draft_value(&list[0], "short_name"), "Школа");
	assert_string_equal(draft_value(&list[0], "note"), "строка\nи ещё");
	assert_null(draft_value(&list[0], "phone"));
	assert_string_equal(list[0].title.s, "Организация · новая запись");
	assert_int_equal(list[0].kind, KIND_ORG);
	assert_int_equal(list[0].number, d.number);
	draft_list_free(list, 1);
	assert_int_equal(count_drafts(&db, &d), 1);
	assert_int_equal(count_drafts(&db, &other), 0);
	strcpy(db.session.user, "gusev");
	assert_int_equal(count_drafts(&db, NULL), 0);
	strcpy(db.session.user, "gusev2");
	assert_int_equal(count_drafts(&db, NULL), 0);

	/* two of one form do not overwrite each other; the newest comes first */
	strcpy(db.session.user, "gusev");
	d.number = 0;
	d.in_base = false;
	assert_int_equal(draft_save(&db.session, &d, false, &e), OK);
	usleep(2000);
	assert_int_equal(draft_save(&db.session, &second, false, &e), OK);
	assert_int_not_equal(d.number, second.number);
	assert_int_equal(draft_list(&db.session, &d, &list), 2);
	assert_string_equal(draft_value(&list[0], "short_name"), "Лицей");
	draft_list_free(list, 2);
	draft_drop(&db.session, &second);
	assert_int_equal(count_drafts(&db, NULL), 1);
	draft_drop(&db.session, &d);
	assert_int_equal(count_drafts(&db, NULL), 0);

	/* no journal entry of all that */
	tx = tx_read(db.session.store, NULL);
	assert_int_equal(log_last(tx), entries);
	tx_end(&tx);
	draft_release(&d);
	draft_release(&second);
	database_close(&db);
}

/* The program that has it in hand is killed: it is offered again, with what belongs to it. */
static void test_killed(void **state)
{
	struct database db;
	struct draft *list;
	int ready[2], status;
	char byte;
	pid_t pid;

	(void)state;
	setup(&db);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		struct session own = {.store = NULL};
		struct error e = {.code = OK};
		struct draft d = {.kind = KIND_SITE, .id = 3, .rev = 5, .action = "approve"};

		draft_add(&d, "decided_on", "24.11.2026");
		if (session_open(&own, &db.config, NULL, &e) || draft_save(&own, &d, true, &e))
			_exit(1);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(count_drafts(&db, NULL), 0);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	assert_int_equal(draft_list(&db.session, NULL, &list), 1);
	assert_int_equal(list[0].id, 3);
	assert_int_equal(list[0].rev, 5);
	assert_string_equal(list[0].action, "approve");
	draft_drop(&db.session, &list[0]);
	draft_list_free(list, 1);
	close(ready[0]);
	close(ready[1]);
	database_close(&db);
}

/* No room in the database: the draft goes to a file that is the user's alone, and moves when there is room again. */
static void test_no_room(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct draft d = new_org("Школа"), *list;
	struct rlimit limit, before;
	struct stat st;
	char path[200];

	(void)state;
	setup(&db);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(draft_save(&db.session, &d, false, &e), OK);
	assert_true(!d.in_base && d.in_file);
	assert_non_null(strstr(e.text, "База не приняла черновик"));
	assert_int_equal(draft_list(&db.session, NULL, &list), 1);
	assert_string_equal(draft_value(&list[0], "note"), "строка\nи ещё");
	assert_true(list[0].in_file && !list[0].in_base);
	draft_list_free(list, 1);
	snprintf(path, sizeof(path), "%s/stazh", db.folder);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);

	/* a newer one in the file stands before an older one in the database */
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(draft_save(&db.session, &d, false, &e), OK);
	assert_true(d.in_base && !d.in_file);
	buf_clear(&d.values);
	draft_add(&d, "short_name", "Новее");
	usleep(2000);
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(draft_save(&db.session, &d, false, &e), OK);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(draft_list(&db.session, NULL, &list), 1);
	assert_string_equal(draft_value(&list[0], "short_name"), "Новее");
	draft_drop(&db.session, &list[0]);
	draft_list_free(list, 1);
	assert_int_equal(count_drafts(&db, NULL), 0);
	draft_release(&d);
	database_close(&db);
}

/* Nowhere at all: told in one sentence, and it works when there is room. */
static void test_nowhere(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct draft d = new_org("Школа");
	struct rlimit limit, before;

	(void)state;
	setup(&db);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 0;
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(draft_save(&db.session, &d, true, &e), ERR_STORAGE);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_non_null(strstr(e.text, "не закрывайте форму"));
	assert_int_equal(draft_save(&db.session, &d, false, &e), OK);
	assert_true(d.in_base);
	assert_int_equal(count_drafts(&db, NULL), 1);
	draft_release(&d);
	database_close(&db);
}

/* Who is made nameless leaves no unfinished form behind. */
static void test_erased(void **state)
{
	struct database db;
	struct error e = {.code = OK};
	struct draft of_person = {.kind = KIND_PERSON}, of_other = {.kind = KIND_PERSON};
	uint32_t id;

	(void)state;
	setup(&db);
	add(&db, KIND_ORG, "short_name=Школа", "full_name=Школа", NULL);
	id = add(&db, KIND_PERSON, "surname=Ёлкина", "org=1", NULL);
	of_person.id = id;
	of_other.id = add(&db, KIND_PERSON, "surname=Быков", "org=1", NULL);
	draft_add(&of_person, "phone", "8-905-111");
	draft_add(&of_other, "phone", "8-905-222");
	assert_int_equal(draft_save(&db.session, &of_person, false, &e), OK);
	assert_int_equal(draft_save(&db.session, &of_other, false, &e), OK);
	assert_int_equal(count_drafts(&db, NULL), 2);
	assert_int_equal(op_anonymise(&db.session, id, NULL, &e), OK);
	assert_int_equal(count_drafts(&db, NULL), 1);
	assert_int_equal(count_drafts(&db, &of_other), 1);
	draft_release(&of_person);
	draft_release(&of_other);
	database_close(&db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keep),	cmocka_unit_test(test_killed), cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_nowhere), cmocka_unit_test(test_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
