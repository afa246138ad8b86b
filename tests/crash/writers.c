/* Writers that are killed: writers STAZH CONFIG ROUNDS
 *
 * In each round four processes, each under a login of its own, change records by the operations that the screen and the
 * commands use, and note each change outside the database after the operation returned OK. Each is killed (-9) at a
 * random moment of its own, so that for a while some go on beside a dead neighbour. Then everything acknowledged must
 * be there, to the last word, `check --deep` must find nothing and `log --verify` must find the journal whole. What a
 * writer was about when it was killed may or may not be there. The last line says how many of what; exit 1 when
 * anything was lost. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "changes.h"
#include "stazh/document/document.h"
#include "stazh/domain/kinds.h"

enum { WRITERS = 4, LIFE_MS = 120 };

static struct config config;
static const char *stazh, *ini;
static unsigned long kills, acknowledged, lost, unacknowledged, unsound;

static void give_up(const char *what, const struct error *e)
{
	fprintf(stderr, "writers: %s: %s\n", what, e ? e->text : strerror(errno));
	exit(2);
}

/* ---- a writer ---- */

static void write_until_killed(unsigned writer, int acks)
{
	struct session s = {.press = &document_press};
	struct error e = {.code = OK};

	if (session_open(&s, &config, NULL, &e))
		give_up("open", &e);
	snprintf(s.user, sizeof(s.user), "w%u", writer);
	for (struct ack a = {.number = 1};; a.number++)
		for (a.step = ADDED; a.step <= LAST; a.step++) {
			if (take_step(&s, writer, &a, &e))
				give_up("save", &e);
			if (write(acks, &a, sizeof(a)) != sizeof(a))
				give_up("acknowledge", NULL);
		}
}

/* ---- what must be there ---- */

static void compare(struct tx *tx, unsigned writer, int acks)
{
	struct ack a, next;
	bool more = pread(acks, &a, sizeof(a), 0) == sizeof(a);

	for (off_t at = sizeof(a); more; at += (off_t)sizeof(a), a = next) {
		unsigned step;

		more = pread(acks, &next, sizeof(next), at) == sizeof(next);
		acknowledged++;
		if (more && next.number == a.number)
			continue; /* the record's last acknowledged step tells of all before */
		step = step_of(tx, writer, &a);
		if (!more && step == a.step + 1)
			unacknowledged++;
		else if (step != a.step) {
			lost++;
			printf("lost: reminder %u of writer %u: at step %u instead of %u\n", a.id, writer, step,
			       a.step);
		}
	}
}

/* Not in this process: it must not hold the database while the next writers are killed. */
static void check_round(unsigned first, const int acks[WRITERS])
{
	struct session s = {.press = &document_press};
	struct error e = {.code = OK};
	char command[1000];
	struct tx *tx;

	if (session_open(&s, &config, NULL, &e) || !(tx = tx_read(s.store, &e)))
		give_up("open", &e);
	for (unsigned w = 0; w < WRITERS; w++)
		compare(tx, first + w, acks[w]);
	tx_end(&tx);
	session_close(&s);
	snprintf(command, sizeof(command),
		 "'%s' --config '%s' check --deep >&2 && '%s' --config '%s' log --verify >/dev/null", stazh, ini, stazh,
		 ini);
	if (system(command))
		unsound++;
}

static int compare_u32(const void *a, const void *b)
{
	return *(const unsigned *)a < *(const unsigned *)b ? -1 : 1;
}

/* Until each has got going: on a busy machine the start alone may take longer than their life. */
static void wait_for_all(const int acks[WRITERS])
{
	for (unsigned w = 0; w < WRITERS; w++)
		for (int i = 0; lseek(acks[w], 0, SEEK_END) <= 0; i++) {
			if (i == 60000)
				give_up("no change within a minute", NULL);
			usleep(1000);
		}
}

static void run_round(unsigned first)
{
	unsigned when[WRITERS], now = 0;
	int acks[WRITERS];
	pid_t pids[WRITERS];

	for (unsigned w = 0; w < WRITERS; w++) {
		char name[] = "/tmp/stazh-acks-XXXXXX";

		acks[w] = mkostemp(name, O_APPEND);
		if (acks[w] < 0 || unlink(name))
			give_up("acks", NULL);
		pids[w] = fork();
		if (!pids[w])
			write_until_killed(first + w, acks[w]);
		when[w] = (unsigned)rand() % (LIFE_MS * 1000);
	}
	qsort(when, WRITERS, sizeof(*when), compare_u32);
	wait_for_all(acks);
	for (unsigned w = 0; w < WRITERS; w++) {
		int status;

		usleep(when[w] - now);
		now = when[w];
		kill(pids[w], SIGKILL);
		waitpid(pids[w], &status, 0);
		if (!WIFSIGNALED(status))
			exit(2); /* it has said why */
		kills++;
	}
	check_round(first, acks);
	for (unsigned w = 0; w < WRITERS; w++)
		close(acks[w]);
}

int main(int argc, char **argv)
{
	struct error e = {.code = OK};
	unsigned rounds = argc == 4 ? (unsigned)atoi(argv[3]) : 0;

	schema_use(&domain_schema);
	if (!rounds) {
		fprintf(stderr, "usage: writers STAZH CONFIG ROUNDS\n");
		return 2;
	}
	stazh = argv[1];
	ini = argv[2];
	if (config_load(ini, &config, &e))
		give_up("config", &e);
	srand((unsigned)time(NULL));
	for (unsigned i = 0; i < rounds; i++)
		run_round(i * WRITERS + 1);
	config_free(&config);
	printf("%u rounds, %lu writers killed, %lu changes acknowledged, %lu lost, %lu stored but killed before they "
	       "said so, "
	       "%lu rounds not sound\n",
	       rounds, kills, acknowledged, lost, unacknowledged, unsound);
	return lost || unsound || !acknowledged;
}
