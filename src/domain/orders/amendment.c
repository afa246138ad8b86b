/* Orders that change another one (3.4): what is signed is changed by nothing else. The changed order stays as it was
 * issued; what it says now follows from it and from the orders that changed it, one after another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"
#include "orders.h"
#include "../sites/sites.h"
#include "stazh/domain/press.h"

static bool is_signed(const struct record *order)
{
	return !strcmp(record_text(order, ORDER_STATE), ORDER_SIGNED);
}

/* ---- what an order says now ---- */

/* Is the amendment later than this one, by day, then by number of the record? */
static int compare_orders(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int32_t dx = record_date(x, ORDER_DATE), dy = record_date(y, ORDER_DATE);

	return dx != dy ? (dx > dy) - (dx < dy) : (x->id > y->id) - (x->id < y->id);
}

/* The signed orders that changed it, in their order; each to be released, then free(). */
static struct record *amendments_of(struct tx *tx, uint32_t order, size_t *n)
{
	size_t all_n;
	uint32_t *ids = refs_list(tx, KIND_ORDER, order, KIND_ORDER, ORDER_CHANGES, &all_n);
	struct record *all = mem_alloc((all_n + 1) * sizeof(*all));

	*n = 0;
	for (size_t i = 0; i < all_n; i++) {
		all[*n] = (struct record){.kind = 0};
		if (load(tx, KIND_ORDER, ids[i], &all[*n]) && is_amendment(&all[*n]) && is_signed(&all[*n]))
			++*n;
		else
			record_release(&all[*n]);
	}
	qsort(all, *n, sizeof(*all), compare_orders);
	free(ids);
	return all;
}

static void release_all(struct record *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		record_release(&all[i]);
	free(all);
}

uint32_t *order_composition(struct tx *tx, const struct record *order, size_t *n)
{
	size_t amendments_n, changed_n;
	struct record *amendments = amendments_of(tx, order->id, &amendments_n);
	uint32_t *now = refs_of(order, ORDER_SITES, n), *changed;

	for (size_t i = 0; i < amendments_n; i++) {
		changed = refs_of(&amendments[i], ORDER_REMOVED, &changed_n);
		for (size_t j = 0; j < changed_n; j++)
			for (size_t k = 0; k < *n; k++)
				if (now[k] == changed[j]) {
					memmove(now + k, now + k + 1, (*n - k - 1) * sizeof(*now));
					--*n;
					break;
				}
		free(changed);
		changed = refs_of(&amendments[i], ORDER_SITES, &changed_n);
		now = mem_resize(now, (*n + changed_n + 1) * sizeof(*now));
		for (size_t j = 0; j < changed_n; j++)
			now[(*n)++] = changed[j];
		free(changed);
	}
	release_all(amendments, amendments_n);
	return now;
}

void amendment_as_approval(struct tx *tx, const struct record *order, struct record *out)
{
	struct record base = {0}, none = {0};
	int32_t from, to, date = record_date(order, ORDER_DATE);

	record_copy(out, order);
	record_set_text(out, ORDER_KIND, ORDER_KIND_APPROVAL);
	if (load_ref(tx, KIND_ORDER, order, ORDER_CHANGES, &base) &&
	    order_term(tx, &base, &none, &from, &to, NULL) == OK) {
		if (!record_has(out, ORDER_FROM))
			record_set_date(out, ORDER_FROM, date != DATE_NONE && date > from ? date : from);
		if (!record_has(out, ORDER_TO))
			record_set_date(out, ORDER_TO, to);
	}
	record_release(&base);
}

/* The site's term by the changed order, or by one that changed it. */
static bool term_of(struct tx *tx, const struct record *order, uint32_t site, struct record *term)
{
	uint32_t base = record_ref(order, ORDER_CHANGES);
	struct record by = {0};
	size_t n;
	uint32_t *ids = refs_list(tx, KIND_SITE, site, KIND_TERM, TERM_SITE, &n);
	bool found = false;

	for (size_t i = n; i-- > 0 && !found;)
		found = load(tx, KIND_TERM, ids[i], term) &&
			(record_ref(term, TERM_ORDER) == base ||
			 (load_ref(tx, KIND_ORDER, term, TERM_ORDER, &by) && record_ref(&by, ORDER_CHANGES) == base));
	free(ids);
	record_release(&by);
	return found;
}

/* ---- what it needs ---- */

static void missing_site(struct tx *tx, const struct record *order, uint32_t id, unsigned field, const uint32_t *now,
			 size_t n, struct lacks *out)
{
	struct record site = {0}, term = {0};
	struct buf label = {0};
	bool there = false;

	for (size_t i = 0; i < n; i++)
		there |= now[i] == id;
	if (!load(tx, KIND_SITE, id, &site))
		goto done;
	label_of(tx, &site, &label);
	if (!there)
		lack_add(out, order, field, RULE_ORDER, "%s: этой площадки в изменяемом приказе нет", label.s)->stops =
			"sign";
	else if (strcmp(record_text(&site, SITE_STATE), SITE_ACTIVE))
		lack_add(out, &site, 0, RULE_ORDER, "действующая площадка: %s (сейчас %s)", label.s,
			 record_text(&site, SITE_STATE))
			->stops = "sign";
	else if (field == ORDER_RETIMED && !term_of(tx, order, id, &term))
		lack_add(out, order, field, RULE_ORDER, "%s: срока по изменяемому приказу нет", label.s)->stops =
			"sign";
done:
	buf_free(&label);
	record_release(&site);
	record_release(&term);
}

void amendment_missing(struct tx *tx, const struct record *r, struct lacks *out)
{
	static const uint16_t listed[] = {ORDER_REMOVED, ORDER_RETIMED};
	struct record base = {0};
	bool known = load_ref(tx, KIND_ORDER, r, ORDER_CHANGES, &base);
	uint32_t *now, *ids;
	size_t now_n, n;

	if (!known)
		lack_add(out, r, ORDER_CHANGES, RULE_ORDER, "какой приказ он изменяет")->stops = "sign";
	else if (!is_signed(&base) && strcmp(record_text(r, ORDER_STATE), ORDER_CANCELLED))
		lack_add(out, &base, 0, RULE_ORDER, "изменяемый приказ — %s, а нужен подписанный",
			 record_text(&base, ORDER_STATE))
			->stops = "sign";
	if (!record_has(r, ORDER_WORDING) && !record_has(r, ORDER_SITES) && !record_has(r, ORDER_REMOVED) &&
	    !record_has(r, ORDER_RETIMED) && !record_has(r, ORDER_ITEMS))
		lack_add(out, r, ORDER_WORDING, RULE_ORDER, "что изменяется: текст пунктов, состав перечня или срок")
			->stops = "sign";
	if (record_has(r, ORDER_REMOVED) && !record_has(r, ORDER_GROUNDS))
		lack_add(out, r, ORDER_GROUNDS, RULE_END, "основание исключения площадок")->stops = "sign";
	if (record_has(r, ORDER_RETIMED) && !record_has(r, ORDER_TO))
		lack_add(out, r, ORDER_TO, RULE_TERM, "новый последний день срока")->stops = "sign";
	if (known && !strcmp(record_text(r, ORDER_STATE), ORDER_DRAFT)) {
		now = order_composition(tx, &base, &now_n);
		for (size_t f = 0; f < sizeof(listed) / sizeof(*listed); f++) {
			ids = refs_of(r, listed[f], &n);
			for (size_t i = 0; i < n; i++)
				missing_site(tx, r, ids[i], listed[f], now, now_n, out);
			free(ids);
		}
		free(now);
	}
	record_release(&base);
}

enum err amendment_check(struct tx *tx, const struct record *is, struct error *e)
{
	struct record base = {0};
	uint32_t changes = record_ref(is, ORDER_CHANGES);
	enum err err = OK;

	if (changes && changes == is->id)
		err = error_set(e, ERR_REFUSED, "Приказ не может изменять сам себя");
	else if (is_amendment(is) && load(tx, KIND_ORDER, changes, &base) && is_amendment(&base))
		err = error_set(e, ERR_REFUSED,
				"Это тоже приказ о внесении изменений: укажите тот, который он изменил");
	if (err)
		error_at(e, "changes");
	record_release(&base);
	return err;
}

/* ---- signing ---- */

/* Marks the changed order and its papers with the orders that changed it; 0: leaves out `but`. */
static enum err mark_base(struct tx *tx, uint32_t id, uint32_t add, uint32_t but, struct error *e)
{
	struct record was = {0}, is = {0};
	struct value *items;
	struct buf note = {0};
	size_t n, count = 0;
	struct record *all;
	enum err err = OK;

	if (!load(tx, KIND_ORDER, id, &was))
		return OK;
	all = amendments_of(tx, id, &n);
	items = mem_alloc((n + 2) * sizeof(*items));
	for (size_t i = 0; i < n; i++)
		if (all[i].id != but && all[i].id != add)
			items[count++] = (struct value){.type = V_INT, .num = all[i].id};
	if (add)
		items[count++] = (struct value){.type = V_INT, .num = add};
	record_copy(&is, &was);
	record_set_value(&is, ORDER_CHANGED_BY,
			 count ? &(struct value){.type = V_LIST, .items = items, .count = (uint32_t)count} : NULL);
	for (size_t i = 0; i < count; i++) {
		buf_add(&note, i ? ", " : "изменён ");
		label_add(tx, KIND_ORDER, (uint32_t)items[i].num, &note);
	}
	if (!record_same(&was, &is))
		err = model_store(tx, &was, &is, e);
	if (!err)
		err = paper_note(tx, KIND_ORDER, id, buf_text(&note), e);
	free(items);
	release_all(all, n);
	buf_free(&note);
	record_release(&was);
	record_release(&is);
	return err;
}

static enum err set_end(struct tx *tx, struct record *term, int32_t to, struct buf *notice, struct error *e)
{
	struct record was = {0};
	enum err err;

	record_copy(&was, term);
	record_set_date(term, TERM_TO, to);
	err = record_same(&was, term) ? OK : model_store(tx, &was, term, e);
	if (!err)
		err = order_drop_reports(tx, record_ref(term, TERM_SITE), e);
	if (!err && to < record_date(&was, TERM_TO))
		err = plan_end(tx, record_ref(term, TERM_SITE), to, notice, e);
	if (!err && to > record_date(&was, TERM_TO)) { /* the years that are added have theirs */
		record_set_date(&was, TERM_FROM, record_date(&was, TERM_TO) + 1);
		record_set_date(&was, TERM_TO, to);
		err = plans_of_term(tx, &was, false, e);
	}
	if (!err && notice) {
		label_add(tx, KIND_SITE, record_ref(term, TERM_SITE), notice);
		buf_add(notice, ": срок ");
		span_add(notice, record_date(term, TERM_FROM), to);
		buf_addc(notice, '\n');
	}
	if (err == ERR_REFUSED && e)
		error_at(e, "to");
	record_release(&was);
	return err;
}

enum err amendment_sign(struct tx *tx, struct record *order, struct buf *notice, struct error *e)
{
	struct record term = {0};
	struct buf before = {0};
	size_t n;
	uint32_t *ids = refs_of(order, ORDER_RETIMED, &n);
	enum err err = OK;

	for (size_t i = 0; i < n && !err; i++)
		if (term_of(tx, order, ids[i], &term)) {
			buf_addf(&before, "%u:", term.id);
			date_add_iso(&before, record_date(&term, TERM_TO));
			buf_addc(&before, ';');
			err = set_end(tx, &term, record_date(order, ORDER_TO), notice, e);
		}
	record_set_text(order, ORDER_BEFORE, buf_text(&before));
	if (!err)
		err = mark_base(tx, record_ref(order, ORDER_CHANGES), order->id, 0, e);
	free(ids);
	buf_free(&before);
	record_release(&term);
	return err;
}

/* ---- cancelling ---- */

/* Calls fn for each term that the order changed, with the last day that it had before. */
static enum err each_before(struct tx *tx, const struct record *order, struct buf *stops, struct buf *notice,
			    struct error *e)
{
	struct record term = {0};
	enum err err = OK;

	for (const char *p = record_text(order, ORDER_BEFORE); *p && !err; p += *p == ';') {
		unsigned id;
		char day[11];
		int used = 0;

		if (sscanf(p, "%u:%10[0-9-]%n", &id, day, &used) != 2 || !used)
			break;
		p += used;
		if (!load(tx, KIND_TERM, id, &term))
			continue;
		if (record_date(&term, TERM_TO) == record_date(order, ORDER_TO)) {
			if (!stops)
				err = set_end(tx, &term, date_parse_iso(day), notice, e);
		} else if (stops) {
			label_of(tx, &term, stops);
			buf_add(stops, " — срок изменён позже\n");
		}
	}
	record_release(&term);
	return err;
}

void amendment_stops(struct tx *tx, const struct record *order, struct buf *stops)
{
	size_t n;
	struct record *all = amendments_of(tx, order->id, &n);

	for (size_t i = 0; i < n; i++) {
		buf_add(stops, "его изменил приказ ");
		label_of(tx, &all[i], stops);
		buf_add(stops, ", сначала отмените его\n");
	}
	release_all(all, n);
	each_before(tx, order, stops, NULL, NULL);
}

enum err amendment_cancel(struct tx *tx, const struct record *order, struct buf *notice, struct error *e)
{
	enum err err = each_before(tx, order, NULL, notice, e);

	return err ? err : mark_base(tx, record_ref(order, ORDER_CHANGES), 0, order->id, e);
}

/* ---- the chain, on a card ---- */

void order_facts(struct tx *tx, const struct record *order, struct facts *facts)
{
	size_t n, sites_n;
	struct record *all = amendments_of(tx, order->id, &n);
	struct buf *out = &facts->text;
	uint32_t *sites;

	if (n) {
		buf_add(out, "Изменён\t");
		for (size_t i = 0; i < n; i++) {
			buf_add(out, i ? "; " : "");
			label_of(tx, &all[i], out);
		}
		buf_addc(out, '\n');
		sites = order_composition(tx, order, &sites_n);
		buf_add(out, "Перечень с изменениями\t");
		for (size_t i = 0; i < sites_n; i++) {
			buf_add(out, i ? "; " : "");
			label_add(tx, KIND_SITE, sites[i], out);
		}
		buf_add(out, sites_n ? "\n" : "пуст\n");
		free(sites);
	}
	release_all(all, n);
}
