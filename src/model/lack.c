#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/model/lack.h"
#include "stazh/model/rule.h"

struct lack *lack_add(struct lacks *out, const struct record *of, unsigned field, enum option_id rule,
		      const char *format, ...)
{
	struct buf what = {0};
	struct lack *l;
	va_list ap;

	va_start(ap, format);
	buf_vaddf(&what, format, ap);
	va_end(ap);
	rule_cite(out->config, rule, &what);
	out->l = mem_grow(out->l, out->n, &out->cap, sizeof(*out->l));
	l = &out->l[out->n++];
	*l = (struct lack){
		.what = buf_take(&what), .rule = rule, .kind = of->kind, .id = of->id, .field = (uint16_t)field};
	return l;
}

bool lack_stops(const struct lack *l, const char *action)
{
	size_t n = strlen(action);

	for (const char *p = l->stops; p && *p; p += strspn(p, " ")) {
		size_t word = strcspn(p, " ");

		if (word == n && !memcmp(p, action, n))
			return true;
		p += word;
	}
	return false;
}

void lacks_of(struct tx *tx, const struct record *r, struct lacks *out)
{
	const struct kind_def *k = kind_def(r->kind);

	out->config = tx_config(tx);
	if (k && k->missing)
		k->missing(tx, r, out);
	if (k && schema_used()->missing)
		schema_used()->missing(tx, r, out);
}

static bool is_asked(const struct transition *t, const struct record *r, const struct lack *l)
{
	if (l->kind != r->kind || l->id != r->id || !l->field)
		return false;
	for (const struct action_arg *a = t->args; a && a->field.name; a++)
		if (a->keep && a->field.id == l->field)
			return true;
	return false;
}

/* Those of l that stop t. */
static void keep_stopping(struct lacks *l, const struct transition *t, const struct record *r, bool asked)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (lack_stops(&l->l[i], t->action) && !(asked && is_asked(t, r, &l->l[i])))
			l->l[n++] = l->l[i];
		else
			free(l->l[i].what);
	l->n = n;
}

enum err lacks_check(struct tx *tx, const struct transition *t, const struct record *r, bool asked, struct lacks *l,
		     struct error *e)
{
	enum option_id rule = t->rule;
	struct buf all = {0};
	enum err err = OK;

	lacks_release(l);
	lacks_of(tx, r, l);
	keep_stopping(l, t, r, asked);
	if (l->n) {
		for (size_t i = l->n; i-- > 0;)
			rule = l->l[i].rule != RULE_NONE ? l->l[i].rule : rule;
		lacks_add(l, r, t, ", ", &all);
		err = rule_refuse(tx, e, rule, "не хватает: %s", all.s);
		if (l->l[0].kind == r->kind && l->l[0].id == r->id && l->l[0].field)
			error_at(e, field_by_id(kind_def(r->kind), l->l[0].field)->name);
	}
	buf_free(&all);
	return err;
}

/* Does it stop something that the record could do now? */
static bool stops_now(const struct lack *l, const struct record *r)
{
	const struct kind_def *k = kind_def(r->kind);
	const struct transition *t;

	for (size_t i = 0; (t = transition_at(k, i)); i++)
		if (transition_is_from(t, r) && lack_stops(l, t->action))
			return true;
	return false;
}

void lacks_add(const struct lacks *l, const struct record *r, const struct transition *t, const char *between,
	       struct buf *out)
{
	size_t begin = out->n;

	for (size_t i = 0; i < l->n; i++)
		if (t ? lack_stops(&l->l[i], t->action) : !stops_now(&l->l[i], r))
			buf_addf(out, "%s%s", out->n > begin ? between : "", l->l[i].what);
}

/* The field of kind `add` by which its records point to `kind`. */
static const char *pointer_of(unsigned add, unsigned kind)
{
	const struct kind_def *k = kind_def(add);

	for (size_t i = 0; i < k->n; i++)
		if ((unsigned)k->fields[i].ref == kind)
			return k->fields[i].name;
	return "id";
}

void lack_add_command(const struct lack *l, struct buf *out)
{
	const struct kind_def *k = kind_def(l->kind);

	if (l->add)
		buf_addf(out, "stazh add %s %s=%u …", kind_def(l->add)->name, pointer_of(l->add, l->kind), l->id);
	else if (l->action)
		buf_addf(out, "stazh do %s %u %s", k->name, l->id, l->action);
	else if (l->field)
		buf_addf(out, "stazh set %s %u %s=…", k->name, l->id, field_by_id(k, l->field)->name);
	else
		buf_addf(out, "stazh show %s %u", k->name, l->id);
}
