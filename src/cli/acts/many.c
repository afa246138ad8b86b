/* do, set, delete, restore with --where: many records in one act. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/model/cycle.h"
#include "stazh/table/sheet.h"

/* What is asked for, and to whom it can be done. */
struct asked {
	const struct kind_def *k;
	struct many many;
	const char *title; /* «Завершить» */
	uint32_t *ids, *able;
	struct refused *refused;
	size_t able_n, refused_n;
};

static void asked_free(struct asked *a)
{
	cli_assigns_free((struct assign *)a->many.a, a->many.a_n);
	refused_free(a->refused, a->refused_n);
	free(a->ids);
	free(a->able);
}

bool cli_of_many(const struct cli *c)
{
	return cli_flag(c, "--where") || cli_flag(c, "--view");
}

static enum err find(struct cli *c, struct asked *a, struct error *e)
{
	struct asking asking = {.texts = NULL};
	struct tx *tx;
	enum err err = cli_query(c, a->k, &asking, e);

	asking.q.trash = a->many.what == MANY_RESTORE;
	tx = err ? NULL : tx_read(c->session.store, e);
	if (!err)
		err = tx ? query_run(tx, &asking.q, &a->ids, &a->many.n, e) : ERR_STORAGE;
	tx_end(&tx);
	cli_query_free(&asking);
	a->many.ids = a->ids;
	if (!err && !a->many.n)
		err = error_set(e, ERR_NONE, "таких %s нет", a->k->genitive_plural);
	return err;
}

static void tell_refused(const struct asked *a)
{
	struct buf lines = {0};

	refused_add(a->refused, a->refused_n, NULL, &lines);
	if (lines.n)
		cli_say("%.*s", (int)lines.n - 1, lines.s);
	buf_free(&lines);
}

static void add_counts(const struct asked *a, struct buf *out)
{
	buf_addf(out, "«%s»: ", a->title);
	if (!a->able_n)
		buf_add(out, "ни с одной записью нельзя");
	else
		counted_add(a->k, a->able_n, out);
	if (a->refused_n && a->able_n)
		buf_addf(out, ", нельзя — %zu", a->refused_n);
}

static void print_json(const struct asked *a)
{
	struct buf b = {0};

	buf_add(&b, "{\"able\": [");
	for (size_t i = 0; i < a->able_n; i++)
		buf_addf(&b, "%s%u", i ? ", " : "", a->able[i]);
	buf_add(&b, "], \"refused\": [");
	for (size_t i = 0; i < a->refused_n; i++) {
		buf_addf(&b, "%s{\"id\": %u, \"name\": ", i ? ", " : "", a->refused[i].id);
		json_add(&b, a->refused[i].name, strlen(a->refused[i].name));
		buf_add(&b, ", \"why\": ");
		json_add(&b, a->refused[i].why, strlen(a->refused[i].why));
		buf_add(&b, "}");
	}
	buf_add(&b, "]}\n");
	utf8_put(stdout, b.s, b.n);
	buf_free(&b);
}

/* Before anything is done: what would be, to how many, and to which not. */
static void tell_plan(const struct cli *c, const struct asked *a)
{
	struct buf b = {0};

	if (c->format == FORMAT_JSON) {
		print_json(a);
		return;
	}
	tell_refused(a);
	add_counts(a, &b);
	cli_say("Проверено, ничего не записано. %s", b.s);
	buf_free(&b);
}

static void tell_done(struct cli *c, const struct asked *a, const struct outcome *out)
{
	const char *s = buf_text(&out->notice);
	size_t n = text_trim(&s, out->notice.n);
	struct buf b = {0};

	if (cli_answer(c, 0, out))
		return;
	tell_refused(a);
	add_counts(a, &b);
	cli_say("%s", b.s);
	if (n)
		cli_say("%.*s", (int)n, s);
	s = buf_text(&out->warnings);
	n = text_trim(&s, out->warnings.n);
	if (n)
		cli_say("Обратите внимание:\n%.*s", (int)n, s);
	buf_free(&b);
}

/* Within a batch nothing can be tried: all is done, or the batch is not. */
static enum err try_all(struct cli *c, struct asked *a, struct error *e)
{
	if (!c->answer)
		return op_many_try(&c->session, &a->many, &a->able, &a->able_n, &a->refused, &a->refused_n, e);
	if (cli_flag(c, "--dry-run") || cli_flag(c, "--possible"))
		return cli_usage(c, e, "в пакете --where действует на все записи: без --dry-run и --possible");
	a->able = a->ids;
	a->able_n = a->many.n;
	a->ids = NULL;
	return OK;
}

static enum err carry_out(struct cli *c, struct asked *a, struct error *e)
{
	struct outcome out = {0};
	enum err err;

	if (cli_flag(c, "--dry-run")) {
		tell_plan(c, a);
		return OK;
	}
	if (a->able_n && a->refused_n && !cli_flag(c, "--possible")) {
		tell_refused(a);
		return error_set(e, ERR_REFUSED,
				 "Ничего не сделано: «%s» нельзя с %zu из %zu %s. С остальными — с ключом --possible",
				 a->title, a->refused_n, a->many.n, a->k->genitive_plural);
	}
	if (!a->able_n) {
		tell_refused(a);
		return error_set(e, ERR_REFUSED, "Ничего не сделано: ни с одной записью нельзя");
	}
	a->many.ids = a->able;
	a->many.n = a->able_n;
	err = op_many(&c->session, &a->many, &out, e);
	if (!err)
		tell_done(c, a, &out);
	outcome_clear(&out);
	return err;
}

enum err cli_many(struct cli *c, enum many_what what, struct error *e)
{
	static const char *const titles[] = {
		[MANY_SET] = "Изменить", [MANY_DELETE] = "Удалить", [MANY_RESTORE] = "Вернуть"};
	struct asked a = {.many = {.what = what, .with_own = cli_flag(c, "--with-own") != NULL}};
	const struct transition *t = NULL;
	struct assign *values;
	size_t from = what == MANY_ACT ? 2 : 1;
	enum err err = cli_kind(c, c->args[0], &a.k, e);

	if (!err && what == MANY_ACT) {
		err = c->n < 2 ? cli_usage(c, e, "не указано действие") : cli_action(c, a.k, c->args[1], &t, e);
		a.many.action = t ? t->action : NULL;
	}
	if (!err && what == MANY_SET && c->n < 2)
		err = cli_usage(c, e, "не указано, что изменить");
	if (!err) {
		err = cli_assigns(c, from, &values, &a.many.a_n, e);
		a.many.a = values;
	}
	a.title = t ? t->title : titles[what];
	a.many.kind = a.k ? a.k->kind : 0;
	if (!err)
		err = find(c, &a, e);
	if (!err)
		err = try_all(c, &a, e);
	if (!err)
		err = carry_out(c, &a, e);
	asked_free(&a);
	return err;
}
