/* demo, backup, compact, check */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/file.h"
#include "stazh/cli/command.h"
#include "stazh/model/field.h"
#include "stazh/model/query.h"
#include "stazh/base/mem.h"
#include "stazh/base/collate.h"
#include "stazh/demo/demo.h"
#include "stazh/domain/kinds.h"

static enum err run_demo(struct cli *c, struct error *e)
{
	const char *scale = cli_flag(c, "--scale");
	struct buf summary = {0};
	int64_t n = 0;
	enum err err;

	if (scale && cli_flag(c, "--seed-order"))
		return cli_usage(c, e, "нужно одно из двух: --seed-order или --scale");
	err = cli_flag_number(c, "--scale", 1, 100000, &n, e);
	if (!err && scale)
		err = demo_scale(&c->session, (unsigned)n, cli_progress, &summary, e);
	else if (!err)
		err = demo_seed_order(&c->session, &summary, e);
	if (!err) {
		const char *s = buf_text(&summary);
		size_t length = text_trim(&s, summary.n);

		cli_say("%.*s", (int)length, s);
	}
	buf_free(&summary);
	return err;
}

static enum err run_backup(struct cli *c, struct error *e)
{
	struct error why = {0};
	struct buf name = {0};
	const char *file;
	enum err err;

	if (c->n && !strcmp(c->args[0], FILE_STREAM))
		return cli_usage(
			c, e,
			"копия проверяется раньше, чем её получат, поэтому ей нужен файл: назовите его, а потом "
			"передайте, куда нужно");
	buf_add(&name, "stazh-");
	date_add_iso(&name, c->session.today);
	buf_add(&name, ".mdb");
	file = c->n ? c->args[0] : name.s;
	err = store_backup(c->session.store, file, &cli_findings, e);
	if (!err || err == ERR_NONE) {
		puts(file);
		/* a copy is the more needed when the database cannot be written to */
		if (session_note_copy(&c->session, file, &why))
			cli_say("Копия сделана, но в журнал это не записано: %s", why.text);
	}
	buf_free(&name);
	return err;
}

static enum err run_compact(struct cli *c, struct error *e)
{
	struct buf text = {0};
	uint64_t before, after;
	enum err err = store_compact(config_text(&c->config, OPT_STORE_PATH), &cli_findings, &before, &after, e);

	if (!err) {
		printf("%llu %llu\n", (unsigned long long)before, (unsigned long long)after);
		buf_add(&text, "База сжата: было ");
		text_add_size(&text, before);
		buf_add(&text, ", стало ");
		text_add_size(&text, after);
		cli_say("%s", text.s);
	}
	buf_free(&text);
	return err;
}

/* ---- check ---- */

/* Every value typed anew, then the record as a whole. */
static enum err check_record(struct tx *tx, const struct kind_def *k, struct record *r, struct error *why)
{
	struct record typed = {.kind = r->kind};
	struct buf text = {0};
	enum err err = OK;

	for (size_t i = 0; i < k->n && !err; i++) {
		buf_clear(&text);
		field_add(tx, &k->fields[i], r, STYLE_DATA, &text);
		err = field_parse(tx, &k->fields[i], buf_text(&text), &typed, why);
	}
	if (!err)
		err = model_preview(tx, r, NULL, 0, why);
	record_release(&typed);
	buf_free(&text);
	return err;
}

/* All records of a kind against the rules and lists of today: how many would be refused if they were typed now. */
static size_t check_rules(struct tx *tx, const struct kind_def *k, struct buf *out)
{
	struct query q = {.kind = k->kind, .archived = true};
	struct record r = {0};
	uint32_t *ids = NULL;
	size_t n = 0, found = 0;

	if (query_run(tx, &q, &ids, &n, NULL))
		n = 0;
	for (size_t i = 0; i < n; i++) {
		struct error why = {0};

		if (record_load(tx, k->kind, ids[i], &r) || !check_record(tx, k, &r, &why))
			continue;
		cli_name(k, ids[i], out);
		buf_add(out, ": ");
		label_add(tx, k->kind, ids[i], out);
		buf_addf(out, ": %s\n", why.text);
		found++;
	}
	record_release(&r);
	free(ids);
	return found;
}

static enum err repair(struct cli *c, struct error *e)
{
	size_t wrong;
	enum err err = cli_may(c, ROLE_METHODIST, e);

	if (!err)
		err = session_open(&c->session, &c->config, cli_flag(c, "--as"), e);
	if (!err)
		err = session_repair(&c->session, &wrong, e);
	session_close(&c->session);
	if (!err && wrong)
		cli_say("Поиск, порядок и сроки выведены из записей заново: %s %zu %s",
			text_plural((long)wrong, "исправлена", "исправлены", "исправлено"), wrong,
			text_plural((long)wrong, "строка", "строки", "строк"));
	else if (!err)
		cli_say("Поиск, порядок и сроки уже сходились с записями");
	return err;
}

static enum err check_all_rules(struct cli *c, struct error *e)
{
	enum err err = session_open(&c->session, &c->config, cli_flag(c, "--as"), e);
	struct tx *tx = err ? NULL : tx_read(c->session.store, e);
	struct buf findings = {0};
	size_t found = 0;

	for (unsigned kind = 1; tx && kind < KIND_END; kind++)
		found += check_rules(tx, kind_def(kind), &findings);
	if (!err && !tx)
		err = ERR_STORAGE;
	tx_end(&tx);
	session_close(&c->session);
	fputs(buf_text(&findings), stdout);
	buf_free(&findings);
	return !err && found ? ERR_NONE : err;
}

/* ---- advice: what may stand twice ---- */

#define DOUBLES_SHOWN 20

struct named {
	uint64_t key;
	uint32_t id;
};

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->id > y->id) - (x->id < y->id);
}

/* FNV-1a of the words of a name, as names are compared. */
static uint64_t key_of_name(const struct buf *name)
{
	struct buf folded = {0};
	uint64_t h = 14695981039346656037u;
	size_t at = 0, start, n;

	collate_fold(buf_text(name), name->n, &folded);
	while ((n = collate_word(buf_text(&folded), folded.n, &at, &start)))
		for (size_t i = 0; i <= n; i++)
			h = (h ^ (i < n ? (unsigned char)folded.s[start + i] : ' ')) * 1099511628211u;
	buf_free(&folded);
	return h;
}

/* The kind itself is asked about those whose names read alike, but for the first of them. */
static size_t add_doubles(struct tx *tx, const struct kind_def *k, struct buf *out)
{
	const struct query q = {.kind = k->kind};
	struct named *all;
	struct record r = {0};
	struct buf name = {0}, why = {0};
	uint32_t *ids = NULL;
	size_t n = 0, found = 0;

	if (query_run(tx, &q, &ids, &n, NULL))
		return 0;
	all = mem_alloc((n + 1) * sizeof(*all));
	for (size_t i = 0; i < n; i++) {
		buf_clear(&name);
		label_add(tx, k->kind, ids[i], &name);
		all[i] = (struct named){key_of_name(&name), ids[i]};
	}
	qsort(all, n, sizeof(*all), compare_named);
	for (size_t i = 1; i < n; i++) {
		if (all[i].key != all[i - 1].key || record_load(tx, k->kind, all[i].id, &r))
			continue;
		buf_clear(&why);
		kind_more(k)->doubt(tx, &r, &why);
		if (!why.n || found++ >= DOUBLES_SHOWN)
			continue;
		buf_addf(out, "%s № %u, ", k->title, r.id);
		label_of(tx, &r, out);
		buf_add(out, ". ");
		buf_addn(out, why.s, strcspn(why.s, "\n"));
		buf_addc(out, '\n');
	}
	record_release(&r);
	buf_free(&name);
	buf_free(&why);
	free(all);
	free(ids);
	return found;
}

/* Advice, and no finding: the exit code stays. Opened without what a session's opening may write. */
static void tell_doubles(struct cli *c)
{
	struct session s = {.config = &c->config, .role = ROLE_METHODIST};
	struct buf out = {0};
	struct tx *tx;
	size_t found = 0, shown;

	if (store_open(config_text(&c->config, OPT_STORE_PATH), &schema_in_store, &s.store, NULL))
		return;
	store_set_context(s.store, &s);
	tx = tx_read(s.store, NULL);
	for (unsigned kind = 1; tx && kind < KIND_END; kind++)
		if (kind_def(kind) && kind_more(kind_def(kind))->doubt)
			found += add_doubles(tx, kind_def(kind), &out);
	if (tx)
		tx_end(&tx);
	store_close(&s.store);
	shown = 0;
	for (const char *p = buf_text(&out); (p = strchr(p, '\n')); p++)
		shown++;
	if (found)
		cli_say("Посмотрите, не одно ли это и то же (соединить — stazh merge):\n%.*s", (int)out.n - 1, out.s);
	if (found > shown)
		cli_say("и ещё %zu", found - shown);
	buf_free(&out);
}

static enum err run_check(struct cli *c, struct error *e)
{
	bool deep = cli_flag(c, "--deep"), derived = cli_flag(c, "--derived"), quick = cli_flag(c, "--quick");
	bool mend = cli_flag(c, "--repair");
	enum err err = OK;

	if (deep + derived + quick > 1)
		return cli_usage(c, e, "нужно одно из трёх: --deep, --derived или --quick");
	if (quick && mend)
		return cli_usage(c, e, "--quick только смотрит: --repair с ним не бывает");
	if (quick)
		return check_health(c, e);
	if (mend)
		err = repair(c, e);
	if (!err)
		err = (derived ? store_check_derived : store_check)(config_text(&c->config, OPT_STORE_PATH),
								    &schema_in_store, &c->session, &cli_findings, e);
	if (!err && deep)
		err = check_all_rules(c, e);
	if (!err && !derived)
		tell_doubles(c);
	if (!err)
		cli_say(derived ? "Поиск, порядок и сроки сходятся с записями" : "База в порядке");
	return err;
}

/* clang-format off */
const struct command command_demo = {
	.name = "demo", .group = "База", .need = NEED_DATABASE, .least = ROLE_METHODIST, .run = run_demo,
	.usage = "[--seed-order | --scale N]",
	.help = "наполнить пустую базу примером: один приказ",
	.flags = (const struct flag[]){
		{"--seed-order", NULL, "записи настоящего приказа (то же, что без ключей)", false},
		{"--scale", "N", "выдуманный район из N организаций", false},
		{0},
	},
};

const struct command command_backup = {
	.name = "backup", .group = "База", .need = NEED_DATABASE, .least = ROLE_METHODIST, .max = 1, .run = run_backup,
	.usage = "[ФАЙЛ]",
	.help = "проверенная копия базы; печатает имя файла",
	.more = "Без имени — stazh-ГГГГ-ММ-ДД.mdb в текущей папке. Имеющийся файл не затирается.",
};

const struct command command_compact = {
	.name = "compact", .need = NEED_USER, .least = ROLE_METHODIST, .run = run_compact,
	.usage = "",
	.help = "сжать файл базы; печатает размер до и после, в байтах",
	.more = "База не должна быть ни у кого открыта.",
};

const struct command command_check = {
	.name = "check", .group = "База", .need = NEED_USER, .run = run_check,
	.usage = "[--deep | --derived] [--repair] | --quick [--format json]",
	.help = "проверить базу: контрольные суммы, связи, журнал",
	.flags = (const struct flag[]){
		{"--deep", NULL, "ещё и каждую запись — по сегодняшним правилам и спискам", false},
		{"--derived", NULL, "только то, что выводится из записей: поиск, порядок, сроки", false},
		{"--quick", NULL, "за миг, одной строкой: открывается ли, журнал, место на диске, давно ли снята копия, уходят ли письма", false},
		{"--repair", NULL, "сначала вывести поиск, порядок и сроки из записей заново", false},
		{0},
	},
};
/* clang-format on */
