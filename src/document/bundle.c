/* The same document of many records: one after another, or an archive of files. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/archive.h"
#include "stazh/base/collate.h"
#include "stazh/base/mem.h"
#include "stazh/base/utf8.h"
#include "dossier.h"

#define NAME_BYTES 120 /* of a file in the archive, without its ending */
#define TOLD_MAX   12  /* records of which there is nothing to tell that are named */

struct bundle {
	struct tx *tx;
	const struct document *what;
	enum document_format format;
	struct template_join *join;
	struct buf *out, *notice;
	struct archive_part *parts; /* of an archive; NULL: one document */
	struct buf *bytes, lacking, silent;
	size_t n, lacking_n, silent_n; /* printed, that lack something, of which there is nothing to tell */
};

/* «Ёлкина А.И. (Читатели): номер справки: она ещё не выдана; …» */
static void tell_lacking(struct bundle *b, uint32_t id, const char *why)
{
	b->lacking_n++;
	label_add(b->tx, b->what->kind, id, &b->lacking);
	buf_add(&b->lacking, ": ");
	for (size_t n; *why; why += n + (why[n] == '\n')) {
		n = strcspn(why, "\n");
		buf_addn(&b->lacking, why, n);
		if (why[n] && why[n + 1])
			buf_add(&b->lacking, "; ");
	}
	buf_addc(&b->lacking, '\n');
}

static void tell_silent(struct bundle *b, uint32_t id)
{
	if (b->silent_n++ >= TOLD_MAX)
		return;
	buf_add(&b->silent, b->silent.n ? "; " : "");
	label_add(b->tx, b->what->kind, id, &b->silent);
}

static void tell_notice(struct bundle *b, uint32_t id, const struct buf *notice)
{
	if (!notice->n || !b->notice)
		return;
	label_add(b->tx, b->what->kind, id, b->notice);
	buf_addf(b->notice, ": %s", notice->s);
}

/* A name that no other file of the archive has. */
static char *name_in_archive(const struct bundle *b, uint32_t id)
{
	struct buf whole = {0}, name = {0};
	const char *ending = b->format == DOCUMENT_ODT ? ".odt" : ".txt";
	bool taken = true;

	document_file_name(b->tx, b->what, id, &whole);
	whole.n = utf8_prefix(whole.s, whole.n, NAME_BYTES);
	for (size_t i = 0; i < whole.n; i++)
		if (strchr("\\:*?\"<>|", whole.s[i]) || (unsigned char)whole.s[i] < ' ')
			whole.s[i] = ' ';
	for (int again = 1; taken; again++) {
		buf_clear(&name);
		buf_addn(&name, whole.s, whole.n);
		if (again > 1)
			buf_addf(&name, " (%d)", again);
		buf_add(&name, ending);
		taken = false;
		for (size_t i = 0; i < b->n && !taken; i++)
			taken = !strcmp(b->parts[i].name, name.s);
	}
	buf_free(&whole);
	return buf_take(&name);
}

static enum err add_one(struct bundle *b, uint32_t id, struct error *e)
{
	struct buf text = {0}, notice = {0}, missing = {0};
	struct composed to = {.out = &text, .notice = &notice, .missing = &missing};
	struct error cause = {.code = OK};
	enum err err;

	if (!b->parts && b->format == DOCUMENT_ODT)
		to.join = &b->join;
	err = document_compose(b->tx, b->what, id, b->format, &to, &cause);
	if (err == ERR_NONE) {
		tell_silent(b, id);
	} else if (err == ERR_REFUSED) {
		tell_lacking(b, id, missing.n ? missing.s : cause.text);
	} else if (err) {
		*e = cause;
	} else if (b->parts) {
		b->bytes[b->n] = text;
		b->parts[b->n] = (struct archive_part){name_in_archive(b, id), &b->bytes[b->n], false};
		text = (struct buf){0};
		b->n++;
	} else {
		if (b->n++ && !to.join)
			buf_addc(b->out, '\f');
		buf_addn(b->out, buf_text(&text), text.n);
	}
	if (!err)
		tell_notice(b, id, &notice);
	buf_free(&text);
	buf_free(&notice);
	buf_free(&missing);
	return err == ERR_NONE || err == ERR_REFUSED ? OK : err;
}

static enum err refuse_lacking(const struct bundle *b, struct error *e)
{
	if (b->notice) {
		buf_clear(b->notice);
		buf_add(b->notice, b->lacking.s);
	}
	return error_set(e, ERR_REFUSED, "%s: напечатать нельзя ни одного документа, не всё есть для %zu из %zu",
			 b->what->title, b->lacking_n, b->lacking_n + b->n + b->silent_n);
}

static enum err finish(struct bundle *b, struct error *e)
{
	enum err err = OK;

	if (b->lacking_n)
		return refuse_lacking(b, e);
	if (!b->n)
		return error_set(e, ERR_NONE, "%s: печатать нечего", b->what->title);
	if (b->silent_n && b->notice) {
		buf_addf(b->notice, "Нечего печатать: %s", b->silent.s);
		if (b->silent_n > TOLD_MAX)
			buf_addf(b->notice, " и ещё %zu", b->silent_n - TOLD_MAX);
		buf_addc(b->notice, '\n');
	}
	if (b->parts && !(err = archive_load("архивы .zip", e)) && !archive_pack(b->parts, b->n, b->out))
		err = error_set(e, ERR_STORAGE, "архив не собран: не хватило памяти");
	else if (!b->parts && b->join)
		err = template_join_write(b->join, b->out, e);
	return err;
}

enum err document_print_all(struct tx *tx, const struct document *what, const uint32_t *ids, size_t n,
			    enum document_format format, bool archive, struct buf *out, struct buf *notice,
			    struct error *e)
{
	struct bundle b = {.tx = tx, .what = what, .format = format, .out = out, .notice = notice};
	enum err err = OK;

	if (n > DOCUMENTS_MAX)
		return error_set(e, ERR_USAGE,
				 "документов было бы %zu, за один раз печатается не больше %d: отберите часть", n,
				 DOCUMENTS_MAX);
	if (archive) {
		b.parts = mem_alloc((n + 1) * sizeof(*b.parts));
		b.bytes = mem_alloc((n + 1) * sizeof(*b.bytes));
	}
	for (size_t i = 0; i < n && !err; i++)
		err = add_one(&b, ids[i], e);
	if (!err)
		err = finish(&b, e);
	for (size_t i = 0; archive && i < b.n; i++) {
		free((char *)b.parts[i].name);
		buf_free(&b.bytes[i]);
	}
	free(b.parts);
	free(b.bytes);
	buf_free(&b.lacking);
	buf_free(&b.silent);
	template_join_release(&b.join);
	return err;
}

/* ---- all that belong to a record ---- */

static const struct document_set sets[] = {
	{KIND_GROUP, "Справки всем", "certificate", 0},
	{KIND_GROUP, "Письма организациям стажёров", "letter", KIND_ORG},
};

const struct document_set *document_set_of(unsigned kind, size_t i)
{
	for (size_t at = 0; at < sizeof(sets) / sizeof(*sets); at++)
		if (sets[at].of == kind && !i--)
			return &sets[at];
	return NULL;
}

/* The trainee's certificate is issued; in a state that gets none nobody waits for it. */
static bool has_certificate(struct tx *tx, const struct record *trainee, struct buf *without)
{
	bool has = record_has(trainee, TRAINEE_CERTIFICATE);

	if (!has && strcmp(record_text(trainee, TRAINEE_STATE), TRAINEE_EXPELLED) != 0) {
		buf_add(without, without->n ? "; " : "");
		label_add(tx, KIND_TRAINEE, trainee->id, without);
	}
	return has;
}

static uint32_t org_of_trainee(struct tx *tx, const struct record *trainee)
{
	struct record person = {0};
	uint32_t org = record_load(tx, KIND_PERSON, record_ref(trainee, TRAINEE_PERSON), &person)
			       ? 0
			       : record_ref(&person, PERSON_ORG);

	record_release(&person);
	return org;
}

static bool is_among(const uint32_t *ids, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

struct named {
	uint32_t id;
	struct buf label;
};

static int compare_named(const void *a, const void *b)
{
	return collate_compare(buf_text(&((const struct named *)a)->label),
			       buf_text(&((const struct named *)b)->label));
}

static void sort_by_name(struct tx *tx, unsigned kind, uint32_t *ids, size_t n)
{
	struct named *all = mem_alloc((n + 1) * sizeof(*all));

	for (size_t i = 0; i < n; i++) {
		all[i] = (struct named){.id = ids[i]};
		label_add(tx, kind, ids[i], &all[i].label);
	}
	qsort(all, n, sizeof(*all), compare_named);
	for (size_t i = 0; i < n; i++) {
		ids[i] = all[i].id;
		buf_free(&all[i].label);
	}
	free(all);
}

uint32_t *document_set_ids(struct tx *tx, const struct document_set *set, uint32_t id, size_t *n, struct buf *without)
{
	size_t all, kept = 0;
	uint32_t *ids = refs_list(tx, set->of, id, KIND_TRAINEE, TRAINEE_GROUP, &all);
	struct buf lacking = {0};
	struct record r = {0};

	for (size_t i = 0; i < all; i++) {
		uint32_t whose;

		if (record_load(tx, KIND_TRAINEE, ids[i], &r) || record_bool(&r, REC_ARCHIVED))
			continue;
		whose = set->through ? org_of_trainee(tx, &r) : has_certificate(tx, &r, &lacking) ? r.id : 0;
		if (whose && !is_among(ids, kept, whose))
			ids[kept++] = whose; /* no more than were read */
	}
	sort_by_name(tx, set->through ? set->through : KIND_TRAINEE, ids, kept);
	if (lacking.n)
		buf_addf(without, "Справка ещё не выдана: %s\n", lacking.s);
	record_release(&r);
	buf_free(&lacking);
	*n = kept;
	return ids;
}
