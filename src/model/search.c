/* Records by words: all that have them, and the one that is meant by a name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/mem.h"
#include "stazh/base/collate.h"
#include "stazh/model/access.h"
#include "stazh/model/query.h"

/* ---- words ---- */

struct hits {
	uint64_t *h;
	size_t n, cap;
};

static int compare_u64(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return (a > b) - (a < b);
}

static void hits_sort(struct hits *h)
{
	h->n = mem_sort_unique(h->h, h->n, sizeof(*h->h), compare_u64);
}

/* Where the records of the kind begin for the word that the cursor stands on, or, after them, the next word. */
static void skip_kinds(struct cursor *c, unsigned kind)
{
	size_t word = c->key.n - 6; /* the word, 0, kind u8, id u32 */
	unsigned here = c->key.p[word + 1];
	struct key prefix = c->prefix, from = {.n = 0};
	struct tx *tx = c->tx;

	key_bytes(&from, c->key.p, word);
	key_u8(&from, here > kind);
	if (here < kind)
		key_u8(&from, (uint8_t)kind);
	cursor_close(c);
	cursor_open(c, tx, T_WORD, &prefix, &from);
}

static void find_word(struct tx *tx, const char *word, size_t len, unsigned kind, struct hits *out)
{
	struct key prefix = {.n = 0};
	struct cursor c;

	key_bytes(&prefix, word, len < WORD_MAX ? len : WORD_MAX);
	cursor_open(&c, tx, T_WORD, &prefix, NULL);
	while (cursor_ok(&c)) {
		const uint8_t *end = c.key.p + c.key.n - 5;

		if (c.key.n >= prefix.n + 6 && kind && *end != kind) {
			skip_kinds(&c, kind);
			continue;
		}
		if (c.key.n >= prefix.n + 6) {
			out->h = mem_grow(out->h, out->n, &out->cap, sizeof(*out->h));
			out->h[out->n++] = (uint64_t)(kind ? 0 : *end) << 32 | key_get_u32(end + 1);
		}
		cursor_next(&c);
	}
	cursor_close(&c);
}

static void intersect(struct hits *all, const struct hits *with)
{
	size_t n = 0, j = 0;

	for (size_t i = 0; i < all->n; i++) {
		while (j < with->n && with->h[j] < all->h[i])
			j++;
		if (j < with->n && with->h[j] == all->h[i])
			all->h[n++] = all->h[i];
	}
	all->n = n;
}

/* A word like «и» begins thousands of others: few candidates are rather asked themselves. */
#define ASK_MAX 100

static void keep_matching(struct tx *tx, const char *folded, unsigned kind, struct hits *all)
{
	struct record r = {0};
	struct buf text = {0};
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		buf_clear(&text);
		if (!load(tx, kind ? kind : (unsigned)(all->h[i] >> 32), (uint32_t)all->h[i], &r))
			continue;
		search_text_add(tx, &r, true, &text);
		if (collate_matches(buf_text(&text), folded))
			all->h[n++] = all->h[i];
	}
	all->n = n;
	buf_free(&text);
	record_release(&r);
}

/* Has the kind words that the session may not read of every record? */
static bool hides_words(const struct session *s, unsigned kind)
{
	const struct kind_def *k = kind_def(kind);

	for (size_t i = 0; k && i < k->n; i++)
		if (k->fields[i].flags & FF_SEARCH && !access_sees_all(s, &k->fields[i]))
			return true;
	return false;
}

/* The index has the words of all; what was found by those that the session may not read was not found. */
static void drop_hidden(struct tx *tx, const char *folded, unsigned kind, struct hits *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		struct hits one = {.h = &all->h[i], .n = 1};

		if (hides_words(tx_session(tx), kind ? kind : (unsigned)(all->h[i] >> 32)))
			keep_matching(tx, folded, kind, &one);
		if (one.n)
			all->h[n++] = all->h[i];
	}
	all->n = n;
}

uint64_t *words_find(struct tx *tx, const char *text, unsigned kind, size_t *n)
{
	struct hits all = {0}, one = {0};
	struct buf folded = {0};
	size_t at = 0, start, len, longest = 0, longest_at = 0, words = 0;

	collate_fold(text, strlen(text), &folded);
	for (; (len = collate_word(buf_text(&folded), folded.n, &at, &start)); words++)
		if (len > longest) {
			longest = len;
			longest_at = start;
		}
	if (words) {
		find_word(tx, folded.s + longest_at, longest, kind, &all);
		hits_sort(&all);
	}
	if (words > 1 && all.n <= ASK_MAX) {
		keep_matching(tx, folded.s, kind, &all);
	} else {
		for (at = 0; words > 1 && all.n && (len = collate_word(folded.s, folded.n, &at, &start));) {
			if (start == longest_at)
				continue;
			one.n = 0;
			find_word(tx, folded.s + start, len, kind, &one);
			hits_sort(&one);
			intersect(&all, &one);
		}
	}
	free(one.h);
	drop_hidden(tx, buf_text(&folded), kind, &all);
	buf_free(&folded);
	*n = all.n;
	if (!all.n) {
		free(all.h);
		return NULL;
	}
	return all.h;
}

/* Those whose own name has the words before those that only tell of it; else the order stays. */
static void named_first(struct tx *tx, const char *text, struct rec_ref *found, size_t n)
{
	struct rec_ref *others = mem_alloc((n + 1) * sizeof(*others));
	struct buf folded = {0}, label = {0}, folded_label = {0};
	size_t named = 0, others_n = 0;

	collate_fold(text, strlen(text), &folded);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&label);
		buf_clear(&folded_label);
		label_add(tx, found[i].kind, found[i].id, &label);
		collate_fold(buf_text(&label), label.n, &folded_label);
		if (collate_matches(buf_text(&folded_label), buf_text(&folded)))
			found[named++] = found[i];
		else
			others[others_n++] = found[i];
	}
	memcpy(found + named, others, others_n * sizeof(*others));
	free(others);
	buf_free(&label);
	buf_free(&folded_label);
	buf_free(&folded);
}

size_t query_find(struct tx *tx, const char *text, struct rec_ref *out, size_t max)
{
	size_t n, count = 0;
	uint64_t *hits = words_find(tx, text, 0, &n);

	/* by kind rising, within a kind the newest first */
	for (size_t i = 0; i < n && count < max;) {
		size_t end = i;

		while (end < n && hits[end] >> 32 == hits[i] >> 32)
			end++;
		for (size_t j = end; j-- > i && count < max;)
			out[count++] = (struct rec_ref){(uint8_t)(hits[j] >> 32), (uint32_t)hits[j]};
		i = end;
	}
	free(hits);
	named_first(tx, text, out, count);
	return count;
}

/* ---- a name ---- */

void fold_bare(const char *s, struct buf *out)
{
	static const char *const marks[] = {"«", "»", "„", "“", "”", "\"", "'"};
	struct buf folded = {0};
	size_t begin = out->n;

	collate_fold(s, strlen(s), &folded);
	for (size_t i = 0; i < folded.n;) {
		size_t skip = 0;
		bool first = out->n == begin || out->s[out->n - 1] == '\n';

		for (size_t j = 0; j < sizeof(marks) / sizeof(*marks) && !skip; j++)
			if (folded.s[i] == *marks[j] && !strncmp(folded.s + i, marks[j], strlen(marks[j])))
				skip = strlen(marks[j]);
		if (!skip && folded.s[i] == ' ' && (first || out->s[out->n - 1] == ' '))
			skip = 1;
		if (!skip)
			buf_addc(out, folded.s[i]);
		i += skip ? skip : 1;
	}
	while (out->n > begin && out->s[out->n - 1] == ' ')
		out->s[--out->n] = 0;
	buf_free(&folded);
}

/* The same letters, whatever blanks are between them. */
static bool same_letters(const char *a, const char *b)
{
	for (;;) {
		const char *rest_a = a, *rest_b = b;

		text_trim(&rest_a, strlen(a));
		text_trim(&rest_b, strlen(b));
		if (*rest_a != *rest_b)
			return false;
		if (!*rest_a)
			return true;
		a = rest_a + 1;
		b = rest_b + 1;
	}
}

/* Is `wanted` (folded, bare) the record's label or one of its other names? */
static bool has_name(struct tx *tx, const struct record *r, const char *wanted)
{
	const struct kind_def *k = kind_def(r->kind);
	struct buf names = {0}, bare = {0};
	bool found = false;
	char *line, *rest;

	label_of(tx, r, &names);
	buf_addc(&names, '\n');
	if (k->names)
		k->names(tx, r, &names);
	fold_bare(buf_text(&names), &bare);
	for (rest = bare.s; !found && (line = strsep(&rest, "\n"));)
		found = *line && !strcmp(line, wanted);
	buf_free(&names);
	buf_free(&bare);
	return found;
}

static enum err ambiguous(struct tx *tx, const struct kind_def *k, const char *text, const uint64_t *ids, size_t n,
			  struct error *e)
{
	bool shown = tx_session(tx)->interactive;
	struct buf list = {0};
	char q[TEXT_QUOTED];

	for (size_t i = 0; i < n && i < 8; i++) {
		buf_addc(&list, '\n');
		if (kind_more(k)->known) {
			kind_more(k)->known(tx, (uint32_t)ids[i], &list);
			continue;
		}
		if (!shown)
			buf_addf(&list, "%u: ", (uint32_t)ids[i]);
		label_add(tx, k->kind, (uint32_t)ids[i], &list);
	}
	if (n > 8)
		buf_addf(&list, "\n… и ещё %zu", n - 8);
	error_set(e, ERR_REFUSED, "«%s» — %s %zu %s, %s:%s", text_quoted(text, q),
		  text_plural((long)n, "подходит", "подходят", "подходит"), n,
		  text_plural((long)n, "запись", "записи", "записей"),
		  shown ? "выберите из списка или напишите точнее" : "укажите номер", buf_text(&list));
	buf_free(&list);
	return ERR_REFUSED;
}

/* Where the number stands: «17», «Читательская грамотность (№ 17)». *whole: there is nothing else. */
static const char *number_in(const char *text, bool *whole)
{
	static const char mark[] = "(№ ";
	const char *at = strrchr(text, '(');
	size_t digits;

	digits = strspn(text, "0123456789");
	*whole = digits && !text[digits];
	if (*whole)
		return text;
	if (!at || strncmp(at, mark, sizeof(mark) - 1))
		return NULL;
	at += sizeof(mark) - 1;
	digits = strspn(at, "0123456789");
	return digits && !strcmp(at + digits, ")") ? at : NULL;
}

enum err ref_find(struct tx *tx, unsigned kind, const char *text, uint32_t *id, struct error *e)
{
	const struct kind_def *k = kind_def(kind);
	struct record r = {0};
	struct buf wanted = {0};
	struct buf label = {0}, bare = {0};
	uint64_t *ids = NULL;
	size_t n = 0, exact = 0, called = 0;
	enum err err = OK;
	char q[TEXT_QUOTED];
	unsigned long number;
	bool is_number;
	const char *digits = number_in(text, &is_number);

	errno = 0;
	number = digits ? strtoul(digits, NULL, 10) : 0;
	if (digits && !errno && number && number <= UINT32_MAX && record_exists(tx, kind, (uint32_t)number)) {
		*id = (uint32_t)number;
		return OK;
	}
	fold_bare(text, &wanted);
	ids = words_find(tx, buf_text(&wanted), kind, &n);
	for (size_t i = 0; i < n; i++)
		if (load(tx, kind, (uint32_t)ids[i], &r) && has_name(tx, &r, buf_text(&wanted))) {
			uint64_t swap = ids[exact];

			ids[exact++] = ids[i];
			ids[i] = swap;
		}
	if (exact || is_number) /* whoever errs in a number means no other record, whose date or phone begins so */
		n = exact;
	for (size_t i = 0; i < exact && exact > 1; i++) { /* what is called so now, before what was once */
		buf_clear(&label);
		buf_clear(&bare);
		label_add(tx, kind, (uint32_t)ids[i], &label);
		fold_bare(buf_text(&label), &bare);
		if (!strcmp(buf_text(&bare), buf_text(&wanted)))
			ids[called++] = ids[i];
	}
	if (called)
		n = called;
	for (size_t i = called = 0; i < n && n > 1 && exact;
	     i++) { /* «Сидорова» before «Cидорова» with a Latin letter */
		buf_clear(&label);
		label_add(tx, kind, (uint32_t)ids[i], &label);
		if (same_letters(buf_text(&label), text))
			ids[called++] = ids[i];
	}
	if (called)
		n = called;
	if (n == 1)
		*id = (uint32_t)ids[0];
	else if (n)
		err = ambiguous(tx, k, text, ids, n, e);
	else
		err = error_set(e, ERR_NONE, "нет такой записи: %s «%s»", k->title, text_quoted(text, q));
	free(ids);
	buf_free(&wanted);
	buf_free(&label);
	buf_free(&bare);
	record_release(&r);
	return err;
}

void ref_say(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	struct buf label = {0};
	uint32_t found = 0;

	label_add(tx, kind, id, &label);
	buf_addc(out, '"');
	for (const char *s = buf_text(&label); *s; s++)
		buf_addf(out, "%.*s", *s == '"' ? 2 : 1, *s == '"' ? "\"\"" : s);
	if (ref_find(tx, kind, buf_text(&label), &found, NULL) || found != id)
		buf_addf(out, " (№ %u)", id);
	buf_addc(out, '"');
	buf_free(&label);
}
