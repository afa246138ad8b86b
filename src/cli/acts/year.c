/* year turn: what the new school year needs from the one before it, shown, then done in one act. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/command.h"
#include "stazh/domain/turn.h"

/* ---- what would be done ---- */

static const char *fate(const struct turn *t, size_t i)
{
	static const char *const fates[] = {[TURN_TOLD] = "", [TURN_THERE] = "уже есть", [TURN_CANNOT] = "нельзя"};

	if (turn_does(t, i))
		return "будет";
	return t->step[i].can == TURN_CAN ? "не будет" : fates[t->step[i].can];
}

/* clang-format off */
static const struct sheet_column columns[] = {
	{.name = "step", .title = "Шаг"}, {.name = "fate", .title = "Сделать"}, {.name = "what", .title = "Что"},
	{.name = "was", .title = "Было"}, {.name = "then", .title = "Станет"}, {.name = "why", .title = "Почему"},
};
/* clang-format on */

static void print_rows(const struct cli *c, const struct turn *t, struct sheet *s)
{
	sheet_begin(s, c->format, columns, sizeof(columns) / sizeof(*columns), stdout, cli_width());
	for (size_t i = 0; i < t->n; i++) {
		const struct turn_step *step = &t->step[i];
		struct buf b = {0};

		turn_name_add(step, &b);
		sheet_cell(s, b.s);
		sheet_cell(s, fate(t, i));
		buf_clear(&b);
		buf_add(&b, step->what);
		if (step->count)
			buf_addf(&b, ": %zu", step->count);
		sheet_cell(s, b.s);
		sheet_cell(s, step->was);
		sheet_cell(s, step->then);
		buf_clear(&b);
		buf_add(&b, step->why);
		if (step->count && step->sort == TURN_LETTERS)
			buf_addf(&b, ": stazh print letter --where '%s' -o письма.odt", step->where);
		else if (step->count)
			buf_addf(&b, ": stazh list %s --where '%s'", kind_def(step->kind)->name, step->where);
		sheet_cell(s, buf_text(&b));
		buf_free(&b);
	}
}

static void add_text(struct buf *out, const char *key, const char *text)
{
	if (!*text)
		return;
	buf_addf(out, ", \"%s\": ", key);
	json_add(out, text, strlen(text));
}

static void add_day(struct buf *out, const char *key, int32_t day)
{
	if (day == DATE_NONE)
		return;
	buf_addf(out, ", \"%s\": \"", key);
	date_add_iso(out, day);
	buf_addc(out, '"');
}

static void add_step(const struct turn_step *s, struct buf *out)
{
	buf_add(out, "{\"step\": \"");
	turn_name_add(s, out);
	buf_addf(out, "\", \"kind\": \"%s\"", kind_def(s->kind)->name);
	if (s->id)
		buf_addf(out, ", \"id\": %u", s->id);
	if (s->site)
		buf_addf(out, ", \"site\": %u", s->site);
	if (s->count)
		buf_addf(out, ", \"count\": %zu", s->count);
	add_text(out, "name", s->what);
	add_day(out, "from", s->from);
	add_day(out, "to", s->to);
	add_text(out, "was", s->was);
	add_text(out, "then", s->then);
	add_text(out, "why", s->why);
	add_text(out, "where", s->where);
	buf_addc(out, '}');
}

enum part { ABLE, REFUSED, TOLD };

static enum part part_of(const struct turn *t, size_t i)
{
	return turn_does(t, i) ? ABLE : t->step[i].can == TURN_TOLD ? TOLD : REFUSED;
}

static void print_json(const struct turn *t)
{
	static const char *const parts[] = {[ABLE] = "able", [REFUSED] = "refused", [TOLD] = "told"};
	struct buf b = {0};

	buf_add(&b, "{\"school_year\": \"");
	school_year_add(&b, t->to);
	buf_addc(&b, '"');
	for (int part = ABLE; part <= TOLD; part++) {
		size_t n = 0;

		buf_addf(&b, ", \"%s\": [", parts[part]);
		for (size_t i = 0; i < t->n; i++)
			if ((int)part_of(t, i) == part) {
				buf_add(&b, n++ ? ",\n" : "\n");
				add_step(&t->step[i], &b);
			}
		buf_add(&b, "]");
	}
	buf_add(&b, "}\n");
	utf8_put(stdout, b.s, b.n);
	buf_free(&b);
}

static enum err tell_plan(const struct cli *c, const struct turn *t, struct error *e)
{
	struct sheet s = {0};
	struct buf sum = {0};
	enum err err = OK;

	turn_sum(t, &sum);
	if (c->format == FORMAT_JSON) {
		print_json(t);
	} else {
		print_rows(c, t, &s);
		err = sheet_end(&s, e);
	}
	if (!err && c->format == FORMAT_TABLE)
		cli_say("Проверено, ничего не записано. На %d-%d %s: %s", t->to, t->to + 1,
			sum.n ? "будет сделано" : "делать нечего", sum.n ? sum.s : "всё уже есть или снято");
	buf_free(&sum);
	return err;
}

/* ---- doing it ---- */

static enum err carry_out(struct cli *c, struct turn *t, struct error *e)
{
	struct outcome out = {0};
	enum err err;

	if (!turn_count(t)) {
		cli_say("На %d-%d делать нечего: всё уже есть или снято. Что есть и что осталось — с ключом --dry-run",
			t->to, t->to + 1);
		return OK;
	}
	err = turn_carry_out(&c->session, t, &out, e);
	if (!err && !cli_answer(c, 0, &out))
		cli_say("%d-%d подготовлен: %s. Вернуть всё разом — stazh undo", t->to, t->to + 1,
			buf_text(&out.notice));
	outcome_clear(&out);
	return err;
}

/* ---- the command ---- */

/* --only and --skip, each of which may be given several times. */
static enum err choose(struct cli *c, struct turn *t, struct error *e)
{
	struct buf names = {0};
	const char *name;
	enum err err = OK;
	size_t at = 0;

	while ((name = cli_flag_next(c, "--only", &at)))
		buf_addf(&names, "%s;", name);
	if (names.n)
		err = turn_choose(t, names.s, true, e);
	buf_clear(&names);
	for (at = 0; (name = cli_flag_next(c, "--skip", &at));)
		buf_addf(&names, "%s;", name);
	if (names.n && !err)
		err = turn_choose(t, names.s, false, e);
	buf_free(&names);
	return err;
}

static enum err run_year(struct cli *c, struct error *e)
{
	struct turn t = {.n = 0};
	int to = c->n > 1 ? school_year_parse(c->args[1]) : turn_year(c->session.today);
	enum err err = OK;
	struct tx *tx;

	if (strcmp(c->args[0], "turn") != 0)
		return cli_usage(c, e, "year %s: ожидается turn", c->args[0]);
	if (!to)
		return cli_usage(c, e, "«%s» — не учебный год: ожидается, например, 2027-2028", c->args[1]);
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	err = turn_plan(tx, to, &t, e);
	tx_end(&tx);
	if (!err)
		err = choose(c, &t, e);
	if (!err)
		err = cli_flag(c, "--dry-run") ? tell_plan(c, &t, e) : carry_out(c, &t, e);
	turn_release(&t);
	return err;
}

/* clang-format off */
const struct command command_year = {
	.name = "year", .group = GROUP_RARE, .need = NEED_DATABASE, .least = ROLE_METHODIST, .min = 1, .max = 2, .run = run_year,
	.usage = "turn [2027-2028] [--dry-run] [--only ШАГИ]… [--skip ШАГИ]…",
	.help = "подготовить новый учебный год по прошлому",
	.more = "Проекты приказов для тех, чей срок кончился или чья заявка согласована, запрос программ, планов и графиков, "
		"строки планов, группы без стажёров, занятия с передвинутыми днями, снятые пункты тех, кто завершил, и тревоги о пропусках. Что уже есть, "
		"остаётся как есть. Шаги: approve, renew, complete, documents, plans, groups, events, close, letters; с номером — "
		"один (groups:5), все шаги площадки — site:3. Письма и прекращение вместо продления — только названные (--only). "
		"Одно действие, и stazh undo возвращает всё.",
	.flags = (const struct flag[]){
		{"--dry-run", NULL, "только показать: что будет, что уже есть, чего нельзя и почему, какие хвосты остались", false},
		{"--only", "ШАГИ", "только эти, через запятую, и то, что им нужно", true},
		{"--skip", "ШАГИ", "без этих", true},
		{0},
	},
};
/* clang-format on */
