#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/cli/command.h"
#include "stazh/model/cycle.h"

#define FORMAT_FLAG "--format"

const struct flag global_flags[] = {
	{"--config", "ФАЙЛ", "файл настроек", false},
	{"--as", "ИМЯ", "работать под этим именем (только владельцу базы)", false},
	{"--linear", NULL, "экран построчно: для программы чтения с экрана и простого терминала", false},
	{FORMAT_FLAG, "table|csv|json", "вид вывода", false},
	{0},
};

enum err cli_usage(const struct cli *c, struct error *e, const char *format, ...)
{
	struct buf b = {0};
	va_list ap;

	va_start(ap, format);
	buf_vaddf(&b, format, ap);
	va_end(ap);
	if (c->command)
		error_set(e, ERR_USAGE, "%.600s\nКак писать: stazh %s%s%s", buf_text(&b), c->command->name,
			  *c->command->usage ? " " : "", c->command->usage);
	else
		error_set(e, ERR_USAGE, "%.600s\nКакие есть команды, покажет stazh help", buf_text(&b));
	buf_free(&b);
	return ERR_USAGE;
}

/* ---- finding rows ---- */

const struct command *command_by_name(const struct cli *c, const char *name)
{
	for (size_t i = 0; c->commands[i]; i++)
		if (!strcmp(c->commands[i]->name, name))
			return c->commands[i];
	return NULL;
}

/* At most a third of the name may be wrong, so that a guess is not an insult. */
static void nearer(const char *name, const char *candidate, const char **best, int *distance)
{
	int d = strlen(name) < 100 ? text_distance(name, candidate) : 100;

	if (d < *distance && d <= (int)strlen(candidate) / 3 + 1 && d < (int)strlen(candidate)) {
		*best = candidate;
		*distance = d;
	}
}

const char *command_nearest(const struct cli *c, const char *name)
{
	const char *best = NULL;
	int distance = 100;

	for (size_t i = 0; c->commands[i]; i++)
		nearer(name, c->commands[i]->name, &best, &distance);
	return best;
}

/* The flag that the first n bytes of s name; *nearest otherwise. */
static const struct flag *find_flag(const struct cli *c, const char *s, size_t n, const char **nearest)
{
	const struct flag *sets[] = {c->command ? c->command->flags : NULL, global_flags};
	char *name = mem_strndup(s, n);
	const struct flag *found = NULL;
	int distance = 100;

	*nearest = NULL;
	for (size_t i = 0; i < 2 && !found; i++)
		for (const struct flag *f = sets[i]; f && f->name && !found; f++) {
			if (!strcmp(f->name, name))
				found = f;
			nearer(name, f->name, nearest, &distance);
		}
	free(name);
	return found;
}

/* ---- parsing ---- */

/* Is it one of the words that | parts? */
static bool is_among(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; n && p; p = strchr(p, '|')) {
		p += *p == '|';
		if (!strncmp(p, word, n) && (!p[n] || p[n] == '|'))
			return true;
	}
	return false;
}

/* What --format may be is known when the command is. */
static enum err check_format(struct cli *c, struct error *e)
{
	static const char *const names[] = {[FORMAT_TABLE] = "table", [FORMAT_CSV] = "csv", [FORMAT_JSON] = "json"};
	const char *told = cli_flag(c, FORMAT_FLAG), *nearest;
	const struct flag *f = find_flag(c, FORMAT_FLAG, strlen(FORMAT_FLAG), &nearest);
	struct buf known = {0};

	if (!told)
		return OK;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(told, names[i]))
			c->format = (enum format)i;
	if (is_among(f->value, told))
		return OK;
	for (const char *p = f->value; *p; p++) {
		if (*p == '|')
			buf_add(&known, strchr(p + 1, '|') ? ", " : " и ");
		else
			buf_addc(&known, *p);
	}
	error_set(e, ERR_USAGE, "--format %.100s: нет такого вида вывода; есть %s", told, known.s);
	buf_free(&known);
	return ERR_USAGE;
}

/* argv[*i] is an option; takes its value too. */
static enum err parse_flag(struct cli *c, int argc, char **argv, int *i, struct error *e)
{
	const char *s = argv[*i], *equals = !strncmp(s, "--", 2) ? strchr(s, '=') : NULL, *nearest, *value = "";
	size_t n = equals ? (size_t)(equals - s) : strlen(s);
	const struct flag *f = find_flag(c, s, n, &nearest);

	if (!f)
		return cli_usage(c, e, "неизвестный ключ %.*s%s%s%s", (int)(n < 100 ? n : 100), s,
				 nearest ? "; может быть, " : "", nearest ? nearest : "", nearest ? "?" : "");
	if (f->value && equals)
		value = equals + 1;
	else if (f->value && *i + 1 < argc)
		value = argv[++*i];
	else if (f->value)
		return cli_usage(c, e, "после ключа %s ожидается %s", f->name, f->value);
	else if (equals)
		return cli_usage(c, e, "у ключа %s нет значения", f->name);
	if (f->value && !f->many && cli_flag(c, f->name))
		return cli_usage(c, e, "ключ %s указан дважды", f->name);
	c->given[c->given_n++] = (struct given){f, value};
	return OK;
}

static enum err parse_command(struct cli *c, const char *name, struct error *e)
{
	const char *nearest;

	c->command = command_by_name(c, name);
	if (c->command)
		return OK;
	nearest = command_nearest(c, name);
	return cli_usage(c, e, "нет команды «%.100s»%s%s%s", name, nearest ? "; может быть, " : "",
			 nearest ? nearest : "", nearest ? "?" : "");
}

static bool is_one_of(const char *s, const char *a, const char *b)
{
	return !strcmp(s, a) || !strcmp(s, b);
}

enum err cli_parse(struct cli *c, int argc, char **argv, struct error *e)
{
	bool ended = false;
	enum err err = OK;

	c->args = mem_alloc(((size_t)argc + 1) * sizeof(*c->args));
	c->given = mem_alloc(((size_t)argc + 1) * sizeof(*c->given));
	for (int i = 1; i < argc && !err; i++) {
		const char *s = argv[i];

		if (!ended && is_one_of(s, "--help", "-h")) {
			c->n = c->command ? 1 : 0;
			if (c->command)
				c->args[0] = c->command->name;
			c->command = command_by_name(c, "help");
			return OK;
		}
		if (!ended && !c->command && !strcmp(s, "--version"))
			c->command = command_by_name(c, "version");
		else if (!ended && !strcmp(s, "--"))
			ended = true;
		else if (!ended && s[0] == '-' && s[1])
			err = parse_flag(c, argc, argv, &i, e);
		else if (!c->command)
			err = parse_command(c, s, e);
		else
			c->args[c->n++] = s;
	}
	if (err || !c->command)
		return err;
	if (c->n < c->command->min)
		return cli_usage(c, e, c->n ? "указано не всё" : "не указано, что нужно");
	if (c->n > c->command->max)
		return cli_usage(c, e, "лишнее слово «%.100s»", c->args[c->command->max]);
	return check_format(c, e);
}

void cli_release(struct cli *c)
{
	free(c->args);
	free(c->given);
	free(c->words);
}

/* ---- values of options ---- */

const char *cli_flag(const struct cli *c, const char *name)
{
	for (size_t i = c->given_n; i-- > 0;)
		if (!strcmp(c->given[i].flag->name, name))
			return c->given[i].value;
	return NULL;
}

const char *cli_flag_next(const struct cli *c, const char *name, size_t *at)
{
	while (*at < c->given_n) {
		const struct given *g = &c->given[(*at)++];

		if (!strcmp(g->flag->name, name))
			return g->value;
	}
	return NULL;
}

enum err cli_number(const struct cli *c, const char *what, const char *text, int64_t min, int64_t max, int64_t *out,
		    struct error *e)
{
	char *end;
	int64_t n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || n < min || n > max)
		return cli_usage(c, e, "%s: «%.100s» — ожидается целое число от %lld до %lld", what, text,
				 (long long)min, (long long)max);
	*out = n;
	return OK;
}

enum err cli_flag_number(const struct cli *c, const char *name, int64_t min, int64_t max, int64_t *out, struct error *e)
{
	const char *text = cli_flag(c, name);

	return text ? cli_number(c, name, text, min, max, out, e) : OK;
}

enum err cli_flag_date(const struct cli *c, const char *name, int32_t *out, struct error *e)
{
	const char *text = cli_flag(c, name);
	struct error cause = {0};

	if (text && date_parse(text, c->session.today, 0, out, &cause))
		return cli_usage(c, e, "%s: %s", name, cause.text);
	return OK;
}

/* ---- what arguments mean ---- */

enum err cli_kind(const struct cli *c, const char *name, const struct kind_def **k, struct error *e)
{
	const char *nearest;

	*k = kind_by_name(name);
	if (*k)
		return OK;
	nearest = strlen(name) < 100 ? kind_nearest(name) : NULL;
	return cli_usage(c, e, "нет вида записей «%.100s»%s%s%s", name,
			 nearest ? "; может быть, " : "; какие есть, покажет stazh help", nearest ? nearest : "",
			 nearest ? "?" : "");
}

static void add_names(const struct kind_def *k, struct buf *out)
{
	const struct transition *t;

	for (size_t i = 0; (t = transition_at(k, i)); i++)
		buf_addf(out, "%s%s", i ? ", " : "", t->action);
}

enum err cli_action(struct cli *c, const struct kind_def *k, const char *action, const struct transition **t,
		    struct error *e)
{
	struct buf names = {0};

	*t = transition_by_name(k, action);
	if (*t)
		return OK;
	add_names(k, &names);
	cli_usage(c, e, "у %s нет действия «%.100s»; есть %s", k->genitive, action, buf_text(&names));
	buf_free(&names);
	return ERR_USAGE;
}

enum err cli_record(struct cli *c, const struct kind_def **k, uint32_t *id, struct error *e)
{
	enum err err = cli_kind(c, c->args[0], k, e);
	struct tx *tx;

	if (err)
		return err;
	tx = tx_read(c->session.store, e);
	if (!tx)
		return ERR_STORAGE;
	err = ref_find(tx, (*k)->kind, c->args[1], id, e);
	tx_end(&tx);
	return err;
}

enum err cli_assigns(const struct cli *c, size_t from, struct assign **a, size_t *n, struct error *e)
{
	*a = mem_alloc((c->n - from + 1) * sizeof(**a));
	*n = 0;
	for (size_t i = from; i < c->n; i++) {
		const char *equals = strchr(c->args[i], '=');

		if (!equals || equals == c->args[i])
			return cli_usage(c, e, "«%.100s» — ожидается ПОЛЕ=ЗНАЧЕНИЕ", c->args[i]);
		(*a)[(*n)++] = (struct assign){mem_strndup(c->args[i], (size_t)(equals - c->args[i])), equals + 1};
	}
	return OK;
}

void cli_assigns_free(struct assign *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free((char *)a[i].name);
	free(a);
}
