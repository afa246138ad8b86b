#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/cli/entry.h"
#include "stazh/cli/hook.h"
#include "stazh/model/cycle.h"

#define AFTER	 "after_"
#define SAID_MAX 200 /* bytes of what a program said that are told */

/* The record that a hook is run for: the first of the act that its name means. */
struct call {
	const struct config_hook *hook;
	unsigned kind;
	uint32_t id;
	char action[40];
};

/* ---- which ---- */

/* Parts «after_order_sign» into kind (NULL: any) and action. */
static const char *action_of(const struct config_hook *h, const struct kind_def **k)
{
	const char *rest = h->name + strlen(AFTER), *end = strchr(rest, '_');
	char *kind = end ? mem_strndup(rest, (size_t)(end - rest)) : NULL;

	*k = kind ? kind_by_name(kind) : NULL;
	free(kind);
	return *k ? end + 1 : rest;
}

static void look_at_entry(const struct log_entry *l, struct call *calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct kind_def *k;
		const char *action = action_of(calls[i].hook, &k);

		if (calls[i].id || strcmp(action, l->action) || (k && k->kind != l->kind))
			continue;
		calls[i].kind = l->kind;
		calls[i].id = l->id;
		snprintf(calls[i].action, sizeof(calls[i].action), "%s", l->action);
	}
}

/* ---- may it ---- */

/* Can nobody but root and this account write to the file? */
static bool is_ours(const char *path, mode_t *mode)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	*mode = st.st_mode;
	return (st.st_uid == 0 || st.st_uid == geteuid()) && !(st.st_mode & (S_IWGRP | S_IWOTH));
}

/* NULL, or why not. */
static const char *unsafe(const struct config *c, const char *program)
{
	mode_t mode;

	if (!config_file(c) || !is_ours(config_file(c), &mode))
		return "файл настроек могут изменить другие";
	if (access(program, F_OK))
		return "такой программы нет";
	if (!is_ours(program, &mode))
		return "программу могут изменить другие";
	return mode & S_IXUSR ? NULL : "программу нельзя запустить";
}

/* ---- running ---- */

static void tell(struct session *s, struct outcome *out, const struct config_hook *h, const char *why,
		 const struct buf *said)
{
	const uint64_t acted = s->acted;
	struct buf note = {0}, line = {0};

	buf_addf(&note, "%s: %s", h->name, why);
	buf_addf(&line, "Обработчик %s", note.s);
	if (said && said->n) {
		size_t n = strcspn(said->s, "\n");

		buf_add(&line, ": ");
		utf8_add_visible(&line, said->s, n < SAID_MAX ? n : utf8_prefix(said->s, n, SAID_MAX / 2));
	}
	buf_add(&line, ". Само действие проведено");
	if (out)
		buf_addf(&out->warnings, "%s\n", line.s);
	else if (!s->interactive)
		fprintf(stderr, "%s\n", line.s);
	session_note(s, "hook", note.s, NULL);
	s->acted = acted;
	buf_free(&note);
	buf_free(&line);
}

static void run(struct session *s, struct outcome *out, const struct call *call, uint64_t act, const struct buf *input)
{
	struct run_result result = {.status = 0};
	char **words, *room, number[2][24];
	struct buf why = {0};
	const char *no;
	size_t n = 0;

	if (!run_split(call->hook->command, &words, &room) || !words[0])
		goto done;
	no = unsafe(s->config, words[0]);
	if (no) {
		tell(s, out, call->hook, no, NULL);
		goto done;
	}
	while (words[n])
		n++;
	words = mem_resize(words, (n + 5) * sizeof(*words));
	snprintf(number[0], sizeof(number[0]), "%u", call->id);
	snprintf(number[1], sizeof(number[1]), "%llu", (unsigned long long)act);
	words[n] = (char *)call->action;
	words[n + 1] = (char *)kind_def(call->kind)->name;
	words[n + 2] = number[0];
	words[n + 3] = number[1];
	words[n + 4] = NULL;
	setenv(HOOK_RUNNING, call->hook->name, 1);
	run_program(words, input->s, input->n, config_int(s->config, OPT_HOOK_SECONDS), &result);
	unsetenv(HOOK_RUNNING);
	if (result.end == RUN_EXITED && result.status)
		buf_addf(&why, "код %d", result.status);
	else if (result.end == RUN_SIGNAL)
		buf_addf(&why, "прерван сигналом %d", result.status);
	else if (result.end == RUN_LATE)
		buf_addf(&why, "не кончил за %d с и остановлен", (int)config_int(s->config, OPT_HOOK_SECONDS));
	else if (result.end == RUN_NOT_FOUND)
		buf_addf(&why, "не запустился: %s", error_reason(result.status));
	if (why.n)
		tell(s, out, call->hook, why.s, &result.said);
done:
	buf_free(&result.said);
	buf_free(&why);
	free(words);
	free(room);
}

static bool may_call(const struct session *s)
{
	struct stat st;

	return !s->remote && !getenv("SSH_ORIGINAL_COMMAND") && !getenv(HOOK_RUNNING) &&
	       !stat(config_text(s->config, OPT_STORE_PATH), &st) && st.st_uid == geteuid();
}

void hooks_run(struct session *s, struct outcome *out)
{
	struct call *calls = NULL;
	struct log_entry l = {0};
	struct buf line = {0};
	struct tx *tx = NULL;
	uint64_t first, last;
	size_t n = 0, cap = 0;
	bool any = false;

	if (!config_hook_at(s->config, 0) || !may_call(s))
		return;
	for (const struct config_hook *h; (h = config_hook_at(s->config, n));) {
		calls = mem_grow(calls, n, &cap, sizeof(*calls));
		calls[n++] = (struct call){.hook = h};
	}
	store_last_write(s->store, &first, &last);
	if (first)
		tx = tx_read(s->store, NULL);
	for (uint64_t seq = first; tx && seq <= last && !log_load(tx, seq, &l); seq++)
		if (l.kind && kind_def(l.kind))
			look_at_entry(&l, calls, n);
	for (size_t i = 0; i < n; i++)
		any |= calls[i].id;
	if (tx && any)
		act_json(tx, first, &line, &last);
	buf_addc(&line, '\n');
	tx_end(&tx); /* a program may take its time, and may want to write */
	log_release(&l);
	for (size_t i = 0; i < n; i++)
		if (calls[i].id)
			run(s, out, &calls[i], first, &line);
	free(calls);
	buf_free(&line);
}

/* ---- the file ---- */

static bool known(const struct kind_def *k, const char *action)
{
	static const char *const of_all[] = {"add", "set", "delete", "restore", "import", "attend", "undo", "redo"};

	for (size_t i = 0; i < sizeof(of_all) / sizeof(*of_all); i++)
		if (!strcmp(of_all[i], action))
			return true;
	if (schema_act(action))
		return true;
	for (unsigned i = 1; i < schema_used()->end; i++)
		if (kind_def(i) && (!k || k == kind_def(i)) && transition_by_name(kind_def(i), action))
			return true;
	return false;
}

void hooks_check(const struct config *c, struct buf *faults)
{
	const struct config_hook *h;

	for (size_t i = 0; (h = config_hook_at(c, i)); i++) {
		const struct kind_def *k;
		const char *action = action_of(h, &k), *no;
		char **words, *room;

		if (!known(k, action))
			buf_addf(faults, "%s: %s: нет действия «%s»\n", h->from, h->name, action);
		run_split(h->command, &words, &room);
		no = unsafe(c, words[0] ? words[0] : "");
		if (no)
			buf_addf(faults, "%s: %s: %s\n", h->from, h->name, no);
		free(words);
		free(room);
	}
}
