/* batch: many commands from stdin as one transaction, one act, one step of undo. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "batch_line.h"

#define BYTES_MAX (64 << 20) /* of the whole */
#define ITEM_MAX  (1 << 20)  /* of a line */
#define LINES_MAX 100000
#define BOM	  "\xEF\xBB\xBF"

struct item {
	const char *s; /* of the text, without its line break */
	size_t n;
	unsigned line;
};

struct batch {
	struct cli *c;
	struct buf text;
	struct item *items;
	struct answered *answers; /* of each */
	size_t n, cap;
	size_t at; /* the item that is being done, or was refused */
	struct batch_names names;
	struct error *e;
};

/* ---- what came ---- */

static enum err read_all(struct buf *out, struct error *e)
{
	char bytes[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(e, ERR_INPUT, "пакет не прочесть: %s", error_reason(errno));
		buf_addn(out, bytes, (size_t)n);
		if (out->n > BYTES_MAX)
			return error_set(e, ERR_INPUT, "пакет больше %d МБ: разделите его", BYTES_MAX >> 20);
	}
	return OK;
}

static enum err add_item(struct batch *b, const char *s, size_t n, unsigned line, struct error *e)
{
	n -= n && s[n - 1] == '\r';
	if (!n || strspn(s, " \t") >= n)
		return OK;
	if (b->n == LINES_MAX)
		return error_set(e, ERR_INPUT, "в пакете больше %d строк: разделите его", LINES_MAX);
	b->items = mem_grow(b->items, b->n, &b->cap, sizeof(*b->items));
	b->at = b->n;
	b->items[b->n++] = (struct item){s, n, line};
	if (n > ITEM_MAX)
		return error_set(e, ERR_INPUT, "строка длиннее %d МБ", ITEM_MAX >> 20);
	if (!utf8_valid(s, n))
		return error_set(e, ERR_INPUT, "текст не в кодировке UTF-8");
	return OK;
}

/* Is each line a command that may stand here? Before anything is done: nobody waits for one who mistyped. */
static enum err look_at(struct batch *b, struct error *e)
{
	enum err err = OK;

	for (b->at = 0; b->at < b->n && !err; b->at += !err) {
		const struct item *item = &b->items[b->at];
		struct batch_line line;
		const struct command *cmd;

		err = batch_line_read(item->s, item->n, &line, e);
		cmd = err ? NULL : command_by_name(b->c, line.words[0]);
		if (!err && !cmd)
			err = error_set(e, ERR_USAGE,
					"нет команды «%.100s»; в пакете бывают add, set, delete, "
					"restore, merge и do",
					line.words[0]);
		else if (!err && !cmd->batch)
			err = error_set(e, ERR_USAGE,
					"%s — не для пакета: в нём бывают add, set, delete, restore, "
					"merge и do",
					cmd->name);
		if (!err && line.as && batch_name_find(&b->names, line.as, strlen(line.as)))
			err = error_set(e, ERR_USAGE, "имя «%s» уже дано другой строкой", line.as);
		else if (!err && line.as)
			batch_names_add(&b->names, line.as, 0);
		batch_line_release(&line);
	}
	batch_names_clear(&b->names);
	return err;
}

static enum err take_in(struct batch *b, struct error *e)
{
	enum err err = read_all(&b->text, e);
	unsigned line = 1;
	const char *s, *end;

	if (err)
		return err;
	s = buf_text(&b->text);
	end = s + b->text.n;
	s += b->text.n >= 3 && !memcmp(s, BOM, 3) ? 3 : 0;
	for (const char *next; s < end && !err; s = next, line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));

		stop = stop ? stop : end;
		next = stop + (stop < end);
		err = add_item(b, s, (size_t)(stop - s), line, e);
	}
	if (!err && !b->n)
		return error_set(e, ERR_NONE, "в пакете нет ни одной команды");
	return err ? err : look_at(b, e);
}

/* ---- what is done ---- */

/* The forced command line's own options (--config, --as) count for all. */
static enum err refuse_options(const struct cli *c, struct error *e)
{
	for (size_t i = 0; i < c->given_n; i++)
		for (const struct flag *f = global_flags; f->name; f++)
			if (c->given[i].flag == f)
				return cli_usage(c, e, "ключ %s внутри пакета не действует", f->name);
	return OK;
}

/* The command of the words runs in the place of the batch's own. */
static enum err run_words(struct cli *c, char **argv, int argc, struct answered *answer, struct error *e)
{
	const struct cli own = *c;
	enum err err;

	c->command = NULL;
	c->args = NULL;
	c->given = NULL;
	c->n = c->given_n = 0;
	c->answer = answer;
	err = cli_parse(c, argc, argv, e);
	if (!err && (!c->command || !c->command->batch))
		err = error_set(e, ERR_USAGE, "ожидается команда с её словами");
	if (!err)
		err = refuse_options(c, e);
	if (!err)
		err = cli_may(c, c->command->least, e);
	if (!err)
		err = c->command->run(c, e);
	free(c->args);
	free(c->given);
	c->command = own.command;
	c->args = own.args;
	c->n = own.n;
	c->given = own.given;
	c->given_n = own.given_n;
	c->format = own.format;
	c->answer = NULL;
	return err;
}

static enum err run_item(struct batch *b, size_t i, struct error *e)
{
	struct answered *answer = &b->answers[i];
	struct batch_line line;
	enum err err = batch_line_read(b->items[i].s, b->items[i].n, &line, e);
	char **argv = mem_alloc((line.n + 2) * sizeof(*argv));

	buf_clear(&answer->notice);
	buf_clear(&answer->warnings);
	argv[0] = mem_strdup("stazh");
	for (size_t w = 0; w < line.n; w++) {
		struct buf word = {0};

		batch_word_add(&b->names, line.words[w], &word);
		argv[w + 1] = mem_strdup(buf_text(&word));
		buf_free(&word);
	}
	if (!err)
		err = run_words(b->c, argv, (int)line.n + 1, answer, e);
	if (!err && line.as)
		batch_names_add(&b->names, line.as, answer->id);
	for (size_t w = 0; w <= line.n; w++)
		free(argv[w]);
	free(argv);
	batch_line_release(&line);
	return err;
}

/* It may be run a second time, in a larger map. */
static enum err carry_out(struct tx *tx, void *arg)
{
	struct batch *b = arg;
	struct buf note = {0};
	enum err err;

	batch_names_clear(&b->names);
	error_clear(b->e);
	buf_addf(&note, "%zu %s", b->n, text_plural((long)b->n, "команда", "команды", "команд"));
	err = log_add(tx, "batch", note.s);
	buf_free(&note);
	tx_share(tx);
	for (b->at = 0; b->at < b->n && !err; b->at += !err) {
		err = run_item(b, b->at, b->e);
		cli_progress((unsigned)b->at + 1, (unsigned)b->n);
	}
	return err;
}

/* ---- answers ---- */

static void add_text(struct buf *out, const char *key, const struct buf *text)
{
	if (!text->n)
		return;
	buf_addf(out, ", \"%s\": ", key);
	json_add(out, text->s, text->n);
}

static void print_answers(const struct batch *b)
{
	struct buf out = {0};

	for (size_t i = 0; i < b->n; i++) {
		buf_clear(&out);
		buf_addf(&out, "{\"ok\": true, \"id\": %u", b->answers[i].id);
		add_text(&out, "notice", &b->answers[i].notice);
		add_text(&out, "warnings", &b->answers[i].warnings);
		buf_add(&out, "}\n");
		utf8_put(stdout, out.s, out.n);
	}
	buf_free(&out);
}

/* The line that was refused, on stdout for the program, and before the sentence for people. */
static void tell_refusal(const struct batch *b, enum err err, struct error *e)
{
	struct buf text = {0}, out = {0};
	unsigned line = b->at < b->n ? b->items[b->at].line : 0;

	for (const struct error *one = e; one && *one->text; one = one->more)
		buf_addf(&text, "%s%s", text.n ? "\n" : "", one->text);
	buf_addf(&out, "{\"ok\": false, \"line\": %u, \"code\": %d", line, (int)err);
	add_text(&out, "error", &text);
	if (*e->field)
		add_text(&out, "field", &(struct buf){.s = e->field, .n = strlen(e->field)});
	buf_add(&out, "}\n");
	utf8_put(stdout, out.s, out.n);
	cli_say("Пакет не проведён, ничего не записано: строка %u", line);
	buf_free(&out);
	buf_free(&text);
}

static enum err run_batch(struct cli *c, struct error *e)
{
	struct batch b = {.c = c, .e = e};
	bool dry = cli_flag(c, "--dry-run");
	enum err err = take_in(&b, e);

	b.answers = mem_alloc((b.n + 1) * sizeof(*b.answers));
	if (!err)
		err = dry ? session_try(&c->session, NULL, carry_out, &b, e)
			  : session_perform(&c->session, NULL, "batch", "", carry_out, &b, e);
	if (!err) {
		print_answers(&b);
		cli_say("%s: %zu %s", dry ? "Проверено, ничего не записано" : "Проведено вместе", b.n,
			text_plural((long)b.n, "команда", "команды", "команд"));
	} else if (b.n) {
		if (err == ERR_NONE) /* one of many that is not there: the whole is refused */
			e->code = err = ERR_REFUSED;
		tell_refusal(&b, err, e);
	}
	for (size_t i = 0; i < b.n; i++) {
		buf_free(&b.answers[i].notice);
		buf_free(&b.answers[i].warnings);
	}
	free(b.answers);
	free(b.items);
	batch_names_free(&b.names);
	buf_free(&b.text);
	return err;
}

/* clang-format off */
const struct command command_batch = {
	.name = "batch", .group = GROUP_RARE, .need = NEED_DATABASE, .run = run_batch,
	.usage = "[--dry-run] < ФАЙЛ",
	.help = "провести много команд как одно действие",
	.more = "На вводе — строки JSON; бывают add, set, delete, restore, merge и do:\n"
		"{\"run\": [\"add\", \"reminder\", \"what=…\", \"due=…\"], \"as\": \"a\"}\n"
		"Всё или ничего: первый отказ отменяет пакет и называет свою строку. Взять назад — одним undo. На выводе, "
		"когда всё записано, ответ на каждую строку: ok и номер записи id. Имя из as стоит дальше вместо номера: "
		"@a, org=@a.",
	.flags = (const struct flag[]){
		{"--dry-run", NULL, "только проверить", false},
		{0},
	},
};
/* clang-format on */
