/* Words of foreign tables: what a heading or a value means that the program does not know. Told once, remembered for
 * the kind with the habits of the login; what the program understands by itself is never replaced. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/domain/word.h"
#include "stazh/model/field.h"
#include "stazh/model/habit.h"

#define SHEET_READ "читать"

static const char marks[] = {[WORD_VALUE] = '=', [WORD_HEADING] = '#', [WORD_SHEET] = '@', 0};

static struct word *find(struct import *im, enum word_of of, const char *word)
{
	for (size_t i = 0; i < im->words_n; i++)
		if (im->words[i].of == of && heading_same(im->words[i].word, word))
			return &im->words[i];
	return NULL;
}

static void set(struct import *im, enum word_of of, const char *word, const char *means, bool told)
{
	struct word *w = find(im, of, word);

	if (!*word || strpbrk(word, "\t\n") || strpbrk(means, "\t\n"))
		return;
	if (!w) {
		im->words = mem_grow(im->words, im->words_n, &im->words_cap, sizeof(*im->words));
		w = &im->words[im->words_n++];
		*w = (struct word){.of = of, .word = mem_strdup(word)};
	}
	free(w->means);
	w->means = mem_strdup(means);
	w->told = told;
}

static void add_name(const struct import *im, struct buf *out)
{
	buf_addf(out, "import.%s", im->k->name);
}

void import_words_load(struct import *im)
{
	struct buf name = {0}, kept = {0};

	add_name(im, &name);
	if (habit_get(im->s, name.s, &kept))
		for (char *line = kept.s, *end; line && *line; line = end) {
			char *means;

			end = strchr(line, '\n');
			if (end)
				*end++ = 0;
			means = strchr(line, '\t');
			if (!means || !*line)
				continue;
			*means++ = 0;
			if (strchr(marks, *line))
				set(im, (enum word_of)(strchr(marks, *line) - marks), line + 1, means, false);
		}
	for (size_t i = 0; i < im->q->matches_n; i++)
		set(im, WORD_VALUE, im->q->matches[i].name, im->q->matches[i].value, true);
	buf_free(&name);
	buf_free(&kept);
}

/* Of the sheets of this book the one that was chosen by hand where there was a choice is the one from now on. */
static bool keep_sheet(struct import *im)
{
	bool choice = false;

	if (!im->q->sheet || !im->sheets)
		return false;
	for (size_t i = 0; i < xlsx_sheets(im->book); i++)
		choice |= i != im->sheet && im->sheets[i].meant;
	for (size_t i = 0; choice && i < xlsx_sheets(im->book); i++)
		set(im, WORD_SHEET, xlsx_sheet_name(im->book, i), i == im->sheet ? SHEET_READ : "", true);
	return choice;
}

void import_words_keep(struct import *im)
{
	struct buf name = {0}, kept = {0};
	bool told = im->q->matches_n || im->q->columns_n || keep_sheet(im);

	for (size_t i = 0; i < im->q->columns_n; i++) {
		const char *heading = im->q->columns[i].name;
		uint32_t at = *heading == '#' ? import_parse_id(heading + 1) : 0;

		if (at && at > im->n)
			continue;
		set(im, WORD_HEADING, at ? im->parts[at - 1].name : heading, im->q->columns[i].value, true);
	}
	for (size_t i = 0; i < im->words_n; i++) /* what means nothing is forgotten, but of headings */
		if (im->words[i].of == WORD_HEADING ||
		    (*im->words[i].means && strcmp(im->words[i].means, IMPORT_ADD) != 0))
			buf_addf(&kept, "%c%s\t%s\n", marks[im->words[i].of], im->words[i].word, im->words[i].means);
	add_name(im, &name);
	if (told)
		habit_keep(im->s, name.s, buf_text(&kept));
	buf_free(&name);
	buf_free(&kept);
}

void import_words_release(struct import *im)
{
	for (size_t i = 0; i < im->words_n; i++) {
		free(im->words[i].word);
		free(im->words[i].means);
	}
	free(im->words);
}

const char *import_heading_told_before(struct import *im, const char *heading)
{
	const struct word *w = find(im, WORD_HEADING, heading);

	return w ? w->means : NULL;
}

bool import_sheet_told_before(struct import *im, const char *name)
{
	const struct word *w = find(im, WORD_SHEET, name);

	return w && *w->means;
}

/* «поле:слово» is meant for that field alone. */
static struct word *value_of(struct import *im, const struct field *f, const char *text)
{
	struct word *w, *any;
	struct buf own = {0};

	buf_addf(&own, "%s:%s", f->name, text);
	w = find(im, WORD_VALUE, own.s);
	buf_clear(&own);
	buf_addf(&own, "%s:%s", f->title, text);
	w = w ? w : find(im, WORD_VALUE, own.s);
	buf_free(&own);
	any = w ? w : find(im, WORD_VALUE, text);
	return any && *any->means ? any : NULL;
}

/* Does the field understand this one value? */
static bool is_understood(struct import *im, const struct field *f, const char *word)
{
	const struct part_of_file p = {.part = PART_FIELD, .f = f};
	struct record r = {.kind = im->k->kind};
	struct buf resolved = {0};
	struct error e = {0};
	bool good;

	if (f->type->target)
		import_resolve(im, &p, word, &resolved);
	good = !field_parse(im->tx, f, resolved.n ? resolved.s : word, &r, &e);
	buf_free(&resolved);
	record_release(&r);
	return good;
}

/* Puts the word into its list; true: it is there now. */
static bool add_to_list(struct import *im, const struct field *f, const char *word, struct error *e)
{
	struct error cause = {0};
	struct buf why = {0};

	if (!word_may_add(f) || is_understood(im, f, word))
		return false;
	if (word_add(im->tx, f, word, &cause)) {
		text_add_cased(&why, cause.text, false);
		error_set(e, ERR_REFUSED, "нет в списке, и добавить нельзя: %s", buf_text(&why));
		buf_free(&why);
		return false;
	}
	buf_addf(&im->added, "%s: «%s» — %s в список «%s»\n", im->name, word,
		 im->q->dry_run ? "будет добавлено" : "добавлено", options[f->option].title);
	return true;
}

/* A record that was told by its number goes by its name. */
static void tell_meaning(struct import *im, const struct field *f, const char *word, const char *means)
{
	struct buf name = {0};

	if (f->ref && import_parse_id(means))
		label_add(im->tx, f->ref, import_parse_id(means), &name);
	import_note(im, "«%s» — %s, как в прошлый раз", word, name.n ? name.s : means);
	buf_free(&name);
}

bool import_match(struct import *im, const struct field *f, const char *text, struct buf *out, struct error *e)
{
	bool found = false;

	if (!im->words_n && !im->q->add_words)
		return false;
	for (const char *end; *text; text = end) {
		const char *part = text;
		struct word *w;
		bool add;
		char *word;
		size_t n;

		end = f->flags & FF_MANY ? text + strcspn(text, ";") : text + strlen(text);
		n = text_trim(&part, (size_t)(end - text));
		word = mem_strndup(part, n);
		w = value_of(im, f, word);
		add = w ? !strcmp(w->means, IMPORT_ADD) : im->q->add_words;
		buf_add(out, w && !add ? w->means : word);
		if (w && !add && !w->told && !w->noted) {
			tell_meaning(im, f, word, w->means);
			w->noted = true;
		}
		found |= add ? add_to_list(im, f, word, e) : w != NULL;
		free(word);
		if (*end)
			buf_addc(out, *end++);
	}
	return found;
}

static void note_one(struct import *im, const struct field *f, const char *word)
{
	struct import_report *r = im->report;

	for (size_t i = 0; i < r->unknown_n; i++)
		if (r->unknown[i].field == f && name_same(r->unknown[i].word, word))
			return;
	r->unknown = mem_grow(r->unknown, r->unknown_n, &r->unknown_cap, sizeof(*r->unknown));
	r->unknown[r->unknown_n++] = (struct import_unknown){f, arena_strndup(&r->arena, word, strlen(word))};
}

void import_note_unknown(struct import *im, const struct field *f, const char *text)
{
	bool asked = f->ref || (f->type->editor == EDITOR_WORD && !(f->flags & FF_OPEN));

	if (!im->q->detail || !asked || (f->flags & FF_SYSTEM && !f->ref))
		return;
	for (const char *end; *text; text = end) {
		const char *part = text;
		size_t n;
		char *word;

		end = f->flags & FF_MANY ? text + strcspn(text, ";") : text + strlen(text);
		n = text_trim(&part, (size_t)(end - text));
		word = mem_strndup(part, n);
		if (*word && !(f->flags & FF_MANY && is_understood(im, f, word)))
			note_one(im, f, word);
		free(word);
		end += *end != 0;
	}
}
