/* What is told when the process dies, and how it ends. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "database.h"
#include "stazh/base/crash.h"
#include "stazh/store/store.h"

#define DAMAGE "повреждена\n"

static char said[4000];
static volatile int *volatile nowhere = NULL;

/* Runs fn in a child that catches; its status as wait(2) has it, what it said in `said`. */
static int dies(void (*fn)(void))
{
	int fds[2], status;
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDERR_FILENO);
		for (int sig = 1; sig < 32; sig++) /* the runner's own */
			signal(sig, SIG_DFL);
		crash_catch("9.9", store_maps, DAMAGE);
		fn();
		_exit(0);
	}
	close(fds[1]);
	while ((got = read(fds[0], said + n, sizeof(said) - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = 0;
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void wild(void)
{
	*nowhere = 1;
}

static void gives_up(void)
{
	abort();
}

/* A file called data.mdb, mapped so that its pages cannot be read (0) or longer than it is (1). */
static void map(int past_end)
{
	char folder[] = "/tmp/stazh-test-XXXXXX", file[60];
	volatile char *p;
	int fd;

	if (!mkdtemp(folder))
		_exit(1);
	snprintf(file, sizeof(file), "%s/data.mdb", folder);
	fd = open(file, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || ftruncate(fd, 4096))
		_exit(1);
	p = mmap(NULL, 1 << 20, past_end ? PROT_READ : PROT_NONE, MAP_SHARED, fd, 0);
	unlink(file);
	rmdir(folder);
	if (p[past_end ? 500000 : 0])
		_exit(2);
}

static void reads_page(void)
{
	map(0);
}

static void reads_past_end(void)
{
	map(1);
}

/* A sanitizer tells of signals by itself. */
static void no_signals(const char *test)
{
	print_message("skip %s: the sanitizer tells of signals by itself\n", test);
	skip();
}

static void told_as_internal(int status, int sig, const char *name)
{
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), sig);
	assert_non_null(strstr(said, "внутренняя ошибка программы (версия 9.9, "));
	assert_non_null(strstr(said, name));
	assert_non_null(strstr(said, "Место: 0x"));
	assert_null(strstr(said, DAMAGE));
}

static void test_own_fault(void **state)
{
	(void)state;
	if (crash_left_alone())
		no_signals("test_own_fault");
	told_as_internal(dies(wild), SIGSEGV, "SIGSEGV");
	told_as_internal(dies(gives_up), SIGABRT, "SIGABRT");
}

static void test_damaged_file(void **state)
{
	(void)state;
	if (crash_left_alone())
		no_signals("test_damaged_file");
	for (int i = 0; i < 2; i++) {
		int status = dies(i ? reads_past_end : reads_page);

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 5);
		assert_string_equal(said, DAMAGE);
	}
}

static void test_debugger(void **state)
{
	int status;

	(void)state;
	if (crash_left_alone())
		no_signals("test_debugger");
	setenv("STAZH_DEBUG", "1", 1);
	status = dies(wild);
	unsetenv("STAZH_DEBUG");
	assert_true(WIFSIGNALED(status));
	assert_string_equal(said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_fault),
		cmocka_unit_test(test_damaged_file),
		cmocka_unit_test(test_debugger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
