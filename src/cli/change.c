/* add, set, delete, restore */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/collate.h"
#include "stazh/base/file.h"
#include "stazh/cli/command.h"
#include "stazh/domain/standing.h"

/* «Площадка 3 заведена: Функциональная грамотность…» */
static void say_done(struct cli *c, const struct kind_def *k, uint32_t id, const char *done)
{
	struct buf b = {0};
	struct tx *tx = tx_read(c->session.store, NULL);

	cli_name(k, id, &b);
	buf_addf(&b, " %s", done);
	if (tx && record_exists(tx, k->kind, id)) {
		buf_add(&b, ": ");
		label_add(tx, k->kind, id, &b);
	}
	tx_end(&tx);
	cli_say("%s", buf_text(&b));
	buf_free(&b);
}

/* What was done besides, and what should be looked at. */
static void say_besides(const struct outcome *out)
{
	const struct buf *said[] = {&out->notice, &out->warnings};

	for (size_t i = 0; i < 2; i++) {
		const char *s = buf_text(said[i]);
		size_t n = text_trim(&s, said[i]->n);

		if (n)
			cli_say("%s%.*s", i ? "Обратите внимание:\n" : "", (int)n, s);
	}
}

static enum err run_add(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	struct assign *a = NULL;
	struct outcome out = {0};
	size_t n = 0;
	uint32_t id;
	enum err err = cli_kind(c, c->args[0], &k, e);

	if (!err)
		err = cli_assigns(c, 1, &a, &n, e);
	if (!err && cli_flag(c, "--anyway")) /* there is room for one more */
		a[n++] = (struct assign){mem_strdup(ASSIGN_ANYWAY), "да"};
	if (!err)
		err = op_add(&c->session, k->kind, a, n, &id, &out, e);
	if (!err && !cli_answer(c, id, &out)) {
		printf("%u\n", id);
		say_done(c, k, id, k->created);
		say_besides(&out);
	}
	cli_assigns_free(a, n);
	outcome_clear(&out);
	return err;
}

static void add_title(const struct field *f, void *arg)
{
	struct buf *b = arg;

	if (!(f->flags & FF_HIDDEN))
		buf_addf(b, "%s%s", b->n ? ", " : "", f->title);
}

static void load(struct cli *c, const struct kind_def *k, uint32_t id, struct record *r)
{
	struct tx *tx = tx_read(c->session.store, NULL);

	if (tx)
		record_load(tx, k->kind, id, r);
	tx_end(&tx);
}

static enum err run_set(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	struct assign *a = NULL;
	struct record was = {0}, is = {0};
	struct buf titles = {0};
	struct outcome out = {0};
	size_t n = 0;
	uint32_t id;
	enum err err;

	if (cli_of_many(c))
		return cli_many(c, MANY_SET, e);
	err = c->n < 3 ? cli_usage(c, e, "указано не всё") : cli_record(c, &k, &id, e);
	if (!err)
		err = cli_assigns(c, 2, &a, &n, e);
	if (!err) {
		if (!c->answer)
			load(c, k, id, &was);
		err = op_set(&c->session, k->kind, id, 0, a, n, &out, e);
	}
	if (!err && !cli_answer(c, id, &out)) {
		load(c, k, id, &is);
		model_diff(&was, &is, add_title, &titles);
		cli_say("%s %u: %s%s", k->title, id, titles.n ? "изменено: " : "ничего не изменилось",
			buf_text(&titles));
		say_besides(&out);
	}
	cli_assigns_free(a, n);
	outcome_clear(&out);
	record_release(&was);
	record_release(&is);
	buf_free(&titles);
	return err;
}

static enum err run_delete(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	struct assign *a = NULL;
	struct outcome out = {0};
	size_t n = 0;
	uint32_t id;
	enum err err;

	if (cli_of_many(c))
		return cli_many(c, MANY_DELETE, e);
	err = c->n < 2 ? cli_usage(c, e, "указано не всё") : cli_record(c, &k, &id, e);
	if (!err)
		err = cli_assigns(c, 2, &a, &n, e);
	if (!err)
		err = op_delete_as(&c->session, k->kind, id, cli_flag(c, "--with-own"), a, n, &out, e);
	if (!err && !cli_answer(c, id, &out)) {
		cli_say("%s %u %s; вернуть: stazh restore %s %u", k->title, id, k->gone, k->name, id);
		say_besides(&out);
	}
	cli_assigns_free(a, n);
	outcome_clear(&out);
	return err;
}

/* Tells what goes over from `drop`, and on a terminal asks first. moving is added to. */
static enum err confirm_merge(struct cli *c, const struct kind_def *k, uint32_t keep, uint32_t drop, struct buf *moving,
			      struct error *e)
{
	struct standing standing = {.certificates = 0};
	struct buf names[2] = {{.s = NULL}};
	char answer[16] = "";
	struct tx *tx = tx_read(c->session.store, e);
	bool ask = !c->answer && isatty(STDIN_FILENO) && isatty(STDERR_FILENO), yes = true;

	if (!tx)
		return e->code;
	standing_find(tx, k->kind, drop, DATE_MIN, &standing);
	standing_add(&standing, moving);
	label_add(tx, k->kind, drop, &names[0]);
	label_add(tx, k->kind, keep, &names[1]);
	tx_end(&tx);
	if (ask && moving->n) {
		fprintf(stderr, "%s (№ %u) → %s (№ %u): %s. Объединить? [да/нет] ", buf_text(&names[0]), drop,
			buf_text(&names[1]), keep, moving->s);
		fflush(stderr);
		if (!fgets(answer, sizeof(answer), stdin))
			answer[0] = 0;
		answer[strcspn(answer, "\n")] = 0;
		yes = name_same(answer, "да") || name_same(answer, "yes");
	}
	standing_release(&standing);
	buf_free(&names[0]);
	buf_free(&names[1]);
	return yes ? OK : error_set(e, ERR_NONE, "Ничего не изменено");
}

static enum err run_merge(struct cli *c, struct error *e)
{
	const struct kind_def *k;
	uint32_t keep;
	int64_t drop;
	size_t moved = 0, n = 0;
	struct assign *a = NULL;
	struct buf moving = {0};
	struct outcome out = {0};
	enum err err = cli_record(c, &k, &keep, e);

	if (!err)
		err = cli_number(c, "номер", c->args[2], 1, UINT32_MAX, &drop, e);
	if (!err)
		err = cli_assigns(c, 3, &a, &n, e);
	if (!err)
		err = confirm_merge(c, k, keep, (uint32_t)drop, &moving, e);
	if (!err)
		err = op_merge_as(&c->session, k->kind, keep, (uint32_t)drop, a, n, &moved, &out, e);
	cli_assigns_free(a, n);
	if (!err && !cli_answer(c, keep, &out)) {
		cli_say("%s %u: принято всё от %lld (%s %zu %s)%s%s", k->title, keep, (long long)drop,
			text_plural((long)moved, "переведена", "переведены", "переведено"), moved,
			text_plural((long)moved, "запись", "записи", "записей"), moving.n ? ": " : "",
			buf_text(&moving));
		say_besides(&out);
	}
	buf_free(&moving);
	outcome_clear(&out);
	return err;
}

static enum err restore_record(struct cli *c, struct error *e)
{
	const struct outcome none = {.question = {.n = 0}};
	const struct kind_def *k;
	int64_t id;
	enum err err = cli_kind(c, c->args[0], &k, e);

	if (!err && !c->answer)
		err = session_open(&c->session, &c->config, cli_flag(c, "--as"), e);
	if (!err && cli_of_many(c)) {
		err = cli_many(c, MANY_RESTORE, e);
		if (!c->answer)
			session_close(&c->session);
		return err;
	}
	if (!err)
		err = cli_number(c, "номер", c->args[1], 1, UINT32_MAX, &id, e);
	if (!err)
		err = op_restore(&c->session, k->kind, (uint32_t)id, e);
	if (!err && !cli_answer(c, (uint32_t)id, &none))
		say_done(c, k, (uint32_t)id, "снова на месте");
	if (!c->answer)
		session_close(&c->session);
	return err;
}

static enum err restore_database(struct cli *c, struct error *e)
{
	const char *path = config_text(&c->config, OPT_STORE_PATH), *file = c->args[0];
	struct error why = {0};
	char *aside = NULL;
	size_t stale = 0;
	bool replaced;
	enum err err = cli_may(c, ROLE_METHODIST, e);

	if (!err && kind_by_name(file) && access(file, F_OK))
		err = cli_usage(c, e, "после вида нужен номер записи");
	else if (!err && !strcmp(file, FILE_STREAM))
		err = cli_usage(c, e, "копия проверяется раньше, чем станет базой: сначала положите её в файл");
	if (!err)
		err = store_restore(path, file, &schema_in_store, &c->session, cli_flag(c, "--anyway"), &cli_findings,
				    &aside, &stale, e);
	replaced = !err;
	if (!err)
		err = session_open(&c->session, &c->config, cli_flag(c, "--as"), &why);
	if (!err)
		err = session_note(&c->session, "restore-base", file, &why);
	if (!err && stale)
		err = session_repair(&c->session, &stale, &why);
	if (replaced && err)
		error_set(e, err, "База возвращена из копии «%s»%s%s%s, но в журнал это не записано: %s", file,
			  aside ? "; прежняя отложена: «" : "", aside ? aside : "", aside ? "»" : "", why.text);
	else if (!err && aside)
		cli_say("База возвращена из копии «%s»; прежняя отложена: «%s»", file, aside);
	else if (!err)
		cli_say("База возвращена из копии «%s»", file);
	if (aside)
		puts(aside);
	session_close(&c->session);
	free(aside);
	return err;
}

static enum err run_restore(struct cli *c, struct error *e)
{
	if (cli_of_many(c))
		return restore_record(c, e);
	if (c->n == 1 && c->answer)
		return cli_usage(c, e, "в пакете возвращают записи, а не базу");
	return c->n == 1 ? restore_database(c, e) : restore_record(c, e);
}

/* clang-format off */
const struct command command_add = {
	.name = "add", .group = "Менять", .need = NEED_DATABASE, .min = 2, .max = ARGS_ANY, .run = run_add, .batch = true,
	.usage = "ВИД ПОЛЕ=ЗНАЧЕНИЕ… [--anyway]",
	.help = "завести запись; печатает её номер",
	.more = "Ссылка — номером или однозначным названием, несколько значений — через «;», даты — 15.03.2022, "
		"15.6, +14 или завтра. Поля вида покажет stazh help ВИД.",
	.flags = (const struct flag[]){
		{"--anyway", NULL, "завести, хотя похожая запись уже есть", false},
		{0},
	},
};

const struct command command_set = {
	.name = "set", .group = "Менять", .need = NEED_DATABASE, .min = 2, .max = ARGS_ANY, .run = run_set, .batch = true,
	.usage = "ВИД НОМЕР ПОЛЕ=ЗНАЧЕНИЕ… | ВИД --where УСЛОВИЕ ПОЛЕ=ЗНАЧЕНИЕ…",
	.help = "изменить поля записи",
	.more = "ПОЛЕ= без значения очищает поле. Занятие из ряда: scope=this (только это, если не сказано иначе), "
		"following (это и следующие) или all (все). Со многими — всё или ничего, одно undo.",
	.flags = (const struct flag[]){MANY_FLAGS, {0}},
};

const struct command command_delete = {
	.name = "delete", .group = "Менять", .need = NEED_DATABASE, .min = 1, .max = 3, .run = run_delete, .batch = true,
	.usage = "ВИД НОМЕР [--with-own] [scope=this|following|all] | ВИД --where УСЛОВИЕ",
	.help = "удалить запись в корзину",
	.more = "scope — сколько занятий ряда: только это (если не сказано иначе), это и следующие, все.",
	.flags = (const struct flag[]){
		{"--with-own", NULL, "вместе с тем, что принадлежит ей одной", false},
		MANY_FLAGS, {0},
	},
};

const struct command command_merge = {
	.name = "merge", .group = GROUP_RARE, .need = NEED_DATABASE, .min = 3, .max = ARGS_ANY, .run = run_merge, .batch = true,
	.usage = "ВИД НОМЕР ЛИШНИЙ [choose=…]",
	.help = "объединить две записи об одном (person, org)",
	.more = "Всё, что указывало на лишнюю запись, указывает на оставшуюся; лишняя уходит в корзину. Были оба в "
		"одной группе и отметки или диагностики расходятся — спросит, что верно; ответ — choose.",
};

const struct command command_restore = {
	.name = "restore", .group = "Менять", .need = NEED_USER, .min = 1, .max = 2, .run = run_restore, .batch = true,
	.usage = "ВИД НОМЕР | ВИД --where УСЛОВИЕ | ФАЙЛ [--anyway]",
	.help = "вернуть запись из корзины или всю базу из копии",
	.more = "Базу возвращают, когда она ни у кого не открыта. Копия сначала проверяется, прежняя база остаётся "
		"рядом, в папке с датой и временем в имени; её имя печатается. Вместо файла годится и такая папка.",
	.flags = (const struct flag[]){
		{"--anyway", NULL, "вернуть базу, хотя в копии есть замечания", false},
		MANY_FLAGS, {0},
	},
};
/* clang-format on */
