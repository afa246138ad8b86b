/* do, undo, redo */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/model/cycle.h"
#include "stazh/model/rule.h"

/* «ground=… [document=…]» */
static void add_args(const struct transition *t, struct buf *out)
{
	for (const struct action_arg *a = t->args; a && a->field.name; a++) {
		bool required = a->field.flags & FF_REQUIRED;

		buf_addf(out, "%s%s%s=…%s", a == t->args ? "" : " ", required ? "" : "[", a->field.name,
			 required ? "" : "]");
	}
}

/* ---- the list of actions ---- */

static const struct sheet_column action_columns[] = {
	{.name = "action"}, {.name = "title"}, {.name = "allowed", .type = COLUMN_BOOL},
	{.name = "clause"}, {.name = "args"},  {.name = "why"},
};

static void list_for_programs(struct tx *tx, const struct kind_def *k, const struct record *r, enum format format,
			      struct sheet *sheet)
{
	const struct transition *t;
	struct buf args = {0};

	sheet_begin(sheet, format, action_columns, sizeof(action_columns) / sizeof(*action_columns), stdout, 0);
	for (size_t i = 0; (t = transition_at(k, i)); i++) {
		struct error why = {0};
		bool allowed = !transition_check(tx, k, t, r, NULL, &why);

		sheet_cell(sheet, t->action);
		sheet_cell(sheet, t->title);
		sheet_cell(sheet, allowed ? "yes" : "no");
		sheet_cell(sheet, rule_clause(tx_config(tx), t->rule));
		buf_clear(&args);
		add_args(t, &args);
		sheet_cell(sheet, buf_text(&args));
		sheet_cell(sheet, why.text);
	}
	buf_free(&args);
}

static void list_for_people(struct tx *tx, const struct kind_def *k, const struct record *r, struct buf *out)
{
	int names = 1, titles = 1, width = cli_width(), w;
	const struct transition *t;
	struct buf rest = {0};

	for (size_t i = 0; (t = transition_at(k, i)); i++) {
		w = utf8_width(t->action, strlen(t->action));
		names = w > names ? w : names;
		w = utf8_width(t->title, strlen(t->title));
		titles = w > titles ? w : titles;
	}
	cli_name(k, r->id, out);
	buf_add(out, ": ");
	label_of(tx, r, out);
	if (k->state && record_has(r, k->state))
		buf_addf(out, " — %s", record_text(r, k->state));
	buf_addc(out, '\n');
	for (size_t i = 0; (t = transition_at(k, i)); i++) {
		struct error why = {0};

		buf_clear(&rest);
		if (transition_check(tx, k, t, r, NULL, &why)) {
			buf_addf(&rest, "нельзя: %s", why.text);
		} else {
			buf_add(&rest, "можно");
			if (t->args && t->args->field.name) {
				buf_add(&rest, ": ");
				add_args(t, &rest);
			}
		}
		buf_add(out, "  ");
		text_fit(out, t->action, names);
		buf_add(out, "  ");
		text_fit(out, t->title, titles);
		buf_add(out, "  ");
		cli_wrap(out, buf_text(&rest), names + titles + 6, width);
		buf_addc(out, '\n');
	}
	buf_free(&rest);
}

static enum err list_actions(struct cli *c, const struct kind_def *k, uint32_t id, struct error *e)
{
	struct tx *tx = tx_read(c->session.store, e);
	struct record r = {0};
	struct sheet sheet = {0};
	struct buf out = {0};
	enum err err = tx ? record_load(tx, k->kind, id, &r) : ERR_STORAGE;

	if (err && tx && tx_failed(tx))
		*e = *tx_error(tx);
	else if (!err && c->format == FORMAT_TABLE)
		list_for_people(tx, k, &r, &out);
	else if (!err)
		list_for_programs(tx, k, &r, c->format, &sheet);
	tx_end(&tx);
	if (!err && c->format == FORMAT_TABLE)
		utf8_put(stdout, buf_text(&out), out.n);
	else if (!err)
		err = sheet_end(&sheet, e);
	buf_free(&out);
	record_release(&r);
	return err;
}

/* ---- one action ---- */

/* What the action was refused for, all of it, each with the command by which it is told. e's text is empty then. */
static void tell_lacks(const struct cli *c, const struct lacks *lacks, const struct transition *t, struct error *e)
{
	struct buf b = {0};

	clause_add(&b, e->clause);
	buf_add(&b, *e->clause ? ": " : "");
	buf_addf(&b, "«%s» нельзя, не хватает:", t->title);
	for (size_t i = 0; i < lacks->n; i++) {
		buf_addf(&b, "\n  %s — ", lacks->l[i].what);
		lack_add_command(&lacks->l[i], &b);
	}
	if (c->answer) {
		error_set(e, ERR_REFUSED, "%s", b.s);
	} else {
		cli_say("%s", b.s);
		e->text[0] = 0;
	}
	buf_free(&b);
}

static enum err act(struct cli *c, const struct kind_def *k, uint32_t id, struct error *e)
{
	const struct transition *t;
	struct assign *a = NULL;
	struct outcome out = {0};
	size_t n = 0;
	enum err err = cli_action(c, k, c->args[2], &t, e);

	if (err)
		return err;
	err = cli_assigns(c, 3, &a, &n, e);
	if (!err)
		err = op_act(&c->session, k->kind, id, 0, t->action, a, n, &out, e);
	if (!err && !cli_answer(c, id, &out)) {
		const char *s = buf_text(&out.notice);
		size_t told = text_trim(&s, out.notice.n);

		struct buf done = {0};

		text_add_cased(&done, t->past, false);
		cli_say("%s %u: %s", k->title, id, done.s);
		buf_free(&done);
		if (told)
			cli_say("%.*s", (int)told, s);
		s = buf_text(&out.warnings);
		told = text_trim(&s, out.warnings.n);
		if (told)
			cli_say("Обратите внимание:\n%.*s", (int)told, s);
	}
	if (err == ERR_REFUSED && out.lacks.n)
		tell_lacks(c, &out.lacks, t, e);
	cli_assigns_free(a, n);
	outcome_clear(&out);
	return err;
}

static enum err run_do(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	uint32_t id;
	enum err err;

	if (cli_of_many(c))
		return cli_many(c, MANY_ACT, e);
	if (c->n == 2 && c->answer)
		return cli_usage(c, e, "в пакете нужно действие");
	err = cli_record(c, &k, &id, e);
	if (err)
		return err;
	return c->n == 2 ? list_actions(c, k, id, e) : act(c, k, id, e);
}

#define RECENT_MS (60 * 60 * 1000)

/* On a terminal: is what would be taken back next meant, when it was not done just now? *act: that one, once it was
 * asked about. */
static enum err ask_old(struct cli *c, uint64_t *act, struct error *e)
{
	struct undo_act next = {.act = 0};
	struct buf when = {0};
	char answer[16] = "";
	struct tx *tx;
	enum err err = OK;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return OK;
	tx = tx_read(c->session.store, e);
	if (!tx)
		return e->code;
	err = undo_look(tx, false, 0, &next, e);
	tx_end(&tx);
	if (!err && tx_clock(NULL) - next.at_ms > RECENT_MS) {
		undo_add_time(next.at_ms, &when);
		fprintf(stderr, "%s %s. Взять назад? [Да/нет] ", buf_text(&next.what), buf_text(&when));
		fflush(stderr);
		if (!fgets(answer, sizeof(answer), stdin))
			strcpy(answer, "no");
		answer[strcspn(answer, "\n")] = 0;
		if (*answer && !name_same(answer, "да") && !name_same(answer, "yes"))
			err = error_set(e, ERR_NONE, "Ничего не изменено");
		*act = next.act; /* not what else may be the newest by now */
	}
	buf_free(&when);
	buf_free(&next.what);
	return err;
}

static enum err take_back(struct cli *c, bool again, struct error *e)
{
	struct buf what = {0};
	int64_t n = 1;
	enum err err = c->n ? cli_number(c, "сколько действий", c->args[0], 1, 1000, &n, e) : OK;

	for (int64_t i = 0; i < n && !err; i++) {
		uint64_t act = 0;
		const char *s;

		buf_clear(&what);
		err = again ? OK : ask_old(c, &act, e);
		if (!err)
			err = again ? op_redo(&c->session, 1, &what, e)
			      : act ? op_take_back(&c->session, act, &what, e)
				    : op_undo(&c->session, 1, &what, e);
		if (err == ERR_NONE && i > 0) { /* fewer than asked for */
			err = OK;
			break;
		}
		s = buf_text(&what);
		what.n = text_trim(&s, what.n);
		if (!err)
			cli_say("%.*s", (int)what.n, s);
	}
	buf_free(&what);
	return err;
}

static enum err run_undo(struct cli *c, struct error *e)
{
	return take_back(c, false, e);
}

static enum err run_redo(struct cli *c, struct error *e)
{
	return take_back(c, true, e);
}

/* clang-format off */
const struct command command_do = {
	.name = "do", .group = "Менять", .need = NEED_DATABASE, .min = 2, .max = ARGS_ANY, .run = run_do, .batch = true,
	.usage = "ВИД НОМЕР [ДЕЙСТВИЕ [ПОЛЕ=ЗНАЧЕНИЕ…]] | ВИД --where УСЛОВИЕ ДЕЙСТВИЕ [ПОЛЕ=ЗНАЧЕНИЕ…]",
	.help = "провести действие; без действия — что можно и почему нельзя",
	.more = "Необязательные поля действия стоят в квадратных скобках. Со многими — всё или ничего, одно undo.",
	.flags = (const struct flag[]){MANY_FLAGS, {0}},
};

const struct command command_undo = {
	.name = "undo", .group = "Менять", .need = NEED_DATABASE, .max = 1, .run = run_undo,
	.usage = "[СКОЛЬКО]",
	.help = "взять назад своё последнее действие (redo — провести снова)",
	.more = "На терминале о том, что сделано больше часа назад, сначала спросит; Enter — взять назад.",
};

const struct command command_redo = {
	.name = "redo", .need = NEED_DATABASE, .max = 1, .run = run_redo,
	.usage = "[СКОЛЬКО]",
	.help = "провести снова то, что взято назад последним",
	.more = "Можно, пока после undo вы не сделали ничего другого.",
};
/* clang-format on */
