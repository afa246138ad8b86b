/* Which records a command is about: --where, --year, --sort, --group, --archived, --view. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/date.h"
#include "stazh/base/mem.h"
#include "stazh/cli/command.h"

/* A path of a flag, or several: who mistyped one is told where to look. */
static enum err wrong_path(const struct cli *c, const struct kind_def *k, const char *flag, const struct error *cause,
			   struct error *e)
{
	bool told = strstr(cause->text, "может быть") || !strstr(cause->text, "нет поля");

	return cli_usage(c, e, "%s: %s%s%s", flag, cause->text, told ? "" : "; какие есть, покажет stazh help ",
			 told ? "" : k->name);
}

static enum err query_orders(const struct cli *c, const struct kind_def *k, struct asking *a, struct error *e)
{
	const char *sort = cli_flag(c, "--sort"), *group = cli_flag(c, "--group");
	struct error cause = {0};

	if (sort && orders_parse(k, sort, a->orders, &a->q.orders_n, &cause))
		return wrong_path(c, k, "--sort", &cause, e);
	if (group && path_parse(k, group, strlen(group), &a->group, &cause))
		return wrong_path(c, k, "--group", &cause, e);
	if (sort && !a->q.orders_n)
		return cli_usage(c, e, "--sort: ожидается поле или несколько через запятую");
	a->q.orders = a->orders;
	a->q.group = a->group.n ? &a->group : NULL;
	return OK;
}

/* What the view asks for, which the other flags narrow or replace. */
static enum err query_view(const struct cli *c, const char *name, struct asking *a, struct error *e)
{
	struct session *s = (struct session *)&c->session; /* is not changed by reading */
	struct tx *tx = tx_read(s->store, e);
	enum err err = tx ? view_find(s, tx, name, PATH_CODES, &a->view, NULL, e) : ERR_STORAGE;

	tx_end(&tx);
	if (err)
		return err;
	if (a->k && a->k != a->view.k)
		return cli_usage(c, e, "--view: вид «%.60s» — %s, а не %s", name, a->view.k->plural, a->k->plural);
	a->k = a->view.k;
	a->q.archived |= a->view.archived;
	a->q.descending = a->view.descending;
	a->q.year = a->view.by_year ? school_year_of(s->today) : 0;
	if (*a->view.where)
		a->texts[a->q.asked_n++] = a->view.where;
	memcpy(a->orders, a->view.orders, sizeof(a->orders));
	a->q.orders_n = a->view.orders_n;
	a->group = a->view.group;
	return OK;
}

enum err cli_query(const struct cli *c, const struct kind_def *k, struct asking *a, struct error *e)
{
	const char *s, *year = cli_flag(c, "--year"), *view = cli_flag(c, "--view");
	size_t at = 0;
	enum err err = OK;

	*a = (struct asking){.k = k, .texts = mem_alloc((c->given_n + 2) * sizeof(*a->texts))};
	a->q = (struct query){.asked = a->texts, .archived = cli_flag(c, "--archived") != NULL};
	if (view)
		err = query_view(c, view, a, e);
	if (err)
		return err;
	a->q.kind = a->k->kind;
	while ((s = cli_flag_next(c, "--where", &at)))
		a->texts[a->q.asked_n++] = s;
	if (year && (name_same(year, "год") || name_same(year, "year")))
		a->q.year = school_year_of(c->session.today);
	else if (year && !(a->q.year = school_year_parse(year)))
		return cli_usage(c, e, "--year %.100s: ожидается учебный год, например 2021-2022", year);
	return query_orders(c, a->k, a, e);
}

char *cli_query_columns(const struct cli *c, const struct asking *a)
{
	const char *told = cli_flag(c, "--columns");
	struct buf names = {0};

	if (told || !a->view.columns_n)
		return told ? mem_strdup(told) : NULL;
	view_add_columns(&a->view, PATH_CODES, &names);
	return buf_take(&names);
}

void cli_query_free(struct asking *a)
{
	free(a->texts);
	a->texts = NULL;
	if (a->view.k)
		view_release(&a->view);
}
