/* Words of the file that are in no list, and names that none of the records has, or several have: what they mean is
 * asked one after another, the nearest first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/domain/word.h"
#include "stazh/model/access.h"
#include "stazh/model/query.h"

#define RECORDS_ASKED 12 /* of a menu */
#define SEARCH_BYTES  100

/* What the lines of the menu stand for; its own texts, as the report may be another one by the time that one is chosen:
 * the word, then what each line means, each with its 0. */
struct asked {
	struct loading *of;
	const struct field *field;
	size_t n;
	char texts[];
};

static struct asked *asked_new(struct loading *s, const struct field *f, const char *word, const struct buf *means,
			       size_t n)
{
	size_t bytes = strlen(word) + 1;
	struct asked *a = mem_alloc(sizeof(*a) + bytes + means->n);

	a->of = s;
	a->field = f;
	a->n = n;
	memcpy(a->texts, word, bytes);
	if (means->n)
		memcpy(a->texts + bytes, means->s, means->n);
	return a;
}

static void ask_title(const struct field *f, const char *word, struct buf *out)
{
	buf_addf(out, "%s: что значит «%s»", f->title, word);
}

/* ---- words of lists ---- */

/* How far the word is from what it may mean: an abbreviation is near to the whole. */
static int distance(const char *word, const char *choice)
{
	struct buf a = {0}, b = {0};
	int n;

	collate_fold(word, strlen(word), &a);
	collate_fold(choice, strlen(choice), &b);
	while (a.n && a.s[a.n - 1] == '.')
		a.s[--a.n] = 0;
	n = a.n && !strncmp(buf_text(&b), a.s, a.n) ? 0 : text_distance(buf_text(&a), buf_text(&b));
	buf_free(&a);
	buf_free(&b);
	return n;
}

static void ask_record(struct app *app, struct loading *s, const struct field *f, const char *word, const char *like);

static void search_entered(struct app *app, const char *text, void *arg)
{
	const struct asked *a = arg;

	if (text && *text)
		ask_record(app, a->of, a->field, a->texts, text);
}

static void meaning_chosen(struct app *app, int index, void *arg)
{
	const struct asked *a = arg;
	struct loading *s = a->of;
	const char *means = a->texts;
	struct asked *again;
	struct buf name = {0};

	if (index < 0 || s->matches_n == WORDS_MAX)
		return;
	if ((size_t)index >= a->n) {
		again = asked_new(s, a->field, a->texts, &name, 0);
		dialog_prompt(app, "Кого или что искать", "", SEARCH_BYTES, search_entered, again);
		screen_own(app, again);
		return;
	}
	for (int i = 0; i <= index; i++)
		means += strlen(means) + 1;
	buf_addf(&name, "%s:%s", a->field->name, a->texts);
	s->matches[s->matches_n++] = (struct assign){buf_take(&name), mem_strdup(means)};
	loading_again(app, s);
}

static void ask_choice(struct app *app, struct loading *s, const struct field *f, const char *word)
{
	size_t n, from = 0;
	const char *const *choices = field_choices(f, app->session->config, &n);
	struct menu_item *items = mem_alloc((n + 2) * sizeof(*items));
	struct buf title = {0}, means = {0}, add = {0};
	struct asked *asked;

	if (word_may_add(f) && !access_could(app->session, KIND_WORD, "add", NULL)) {
		buf_addf(&add, "Добавить «%s» в список", word);
		items[from++].text = add.s;
		buf_addn(&means, IMPORT_ADD, strlen(IMPORT_ADD) + 1);
	}
	for (size_t i = 0; i < n; i++) {
		size_t at = from + i;

		for (; at > from && distance(word, items[at - 1].text) > distance(word, choices[i]); at--)
			items[at].text = items[at - 1].text;
		items[at].text = choices[i];
	}
	for (size_t i = from; i < from + n; i++)
		buf_addn(&means, items[i].text, strlen(items[i].text) + 1);
	ask_title(f, word, &title);
	asked = asked_new(s, f, word, &means, from + n);
	dialog_menu(app, title.s, NULL, items, from + n, n ? from : 0, meaning_chosen, asked);
	screen_own(app, asked);
	buf_free(&title);
	buf_free(&means);
	buf_free(&add);
	free(items);
}

/* ---- records ---- */

/* How much of the text's words the name has, or begins or abbreviates, in bytes; both are folded. */
static int shared(const char *text, const char *name)
{
	size_t n = strlen(text), m = strlen(name), at = 0, start, k;
	size_t found = 0;

	while ((k = collate_word(text, n, &at, &start))) {
		size_t to = 0, begin, l;
		bool has = false;

		while (!has && (l = collate_word(name, m, &to, &begin)))
			has = !memcmp(text + start, name + begin, k < l ? k : l) &&
			      (k == l || !strchr("0123456789", text[start]));
		found += has ? k : 0;
	}
	return (int)found;
}

struct near {
	uint32_t id;
	int score;
};

/* Puts it among the nearest, the first first. */
static void put_near(struct near *near, size_t *n, struct near one)
{
	size_t at = *n;

	while (at && near[at - 1].score < one.score)
		at--;
	if (at == RECORDS_ASKED)
		return;
	*n += *n < RECORDS_ASKED;
	memmove(&near[at + 1], &near[at], (*n - at - 1) * sizeof(*near));
	near[at] = one;
}

static size_t find_near(struct tx *tx, unsigned kind, const char *like, struct near *near)
{
	const struct query q = {.kind = kind};
	uint32_t *ids = NULL;
	size_t n = 0, found = 0;
	struct buf text = {0}, label = {0}, folded = {0};

	if (query_run(tx, &q, &ids, &n, NULL))
		return 0;
	collate_fold(like, strlen(like), &text);
	for (size_t i = 0; i < n; i++) {
		int words;

		buf_clear(&label);
		buf_clear(&folded);
		label_add(tx, kind, ids[i], &label);
		collate_fold(buf_text(&label), label.n, &folded);
		words = shared(buf_text(&text), buf_text(&folded));
		if (words)
			put_near(
				near, &found,
				(struct near){ids[i], words * 100 - text_distance(buf_text(&text), buf_text(&folded))});
	}
	free(ids);
	buf_free(&text);
	buf_free(&label);
	buf_free(&folded);
	return found;
}

/* Its name, where that leads back to it alone; else its number. */
static void add_means(struct tx *tx, unsigned kind, uint32_t id, struct buf *out)
{
	struct buf name = {0};
	uint32_t back;

	label_add(tx, kind, id, &name);
	if (!name.n || strchr(name.s, ';') || ref_find(tx, kind, name.s, &back, NULL) || back != id) {
		buf_clear(&name);
		buf_addf(&name, "%u", id);
	}
	buf_addn(out, name.s, name.n + 1);
	buf_free(&name);
}

static void ask_record(struct app *app, struct loading *s, const struct field *f, const char *word, const char *like)
{
	struct tx *tx = tx_read(app->session->store, NULL);
	struct near near[RECORDS_ASKED + 1];
	struct menu_item items[RECORDS_ASKED + 1] = {{.text = NULL}};
	struct buf names[RECORDS_ASKED] = {{.s = NULL}}, means = {0}, title = {0};
	struct asked *asked;
	size_t n = tx ? find_near(tx, f->ref, like, near) : 0;

	for (size_t i = 0; i < n; i++) {
		if (kind_more(kind_def(f->ref))->known)
			kind_more(kind_def(f->ref))->known(tx, near[i].id, &names[i]);
		else
			label_add(tx, f->ref, near[i].id, &names[i]);
		add_means(tx, f->ref, near[i].id, &means);
		items[i].text = buf_text(&names[i]);
	}
	if (tx)
		tx_end(&tx);
	items[n].text = "Найти по названию…";
	ask_title(f, word, &title);
	asked = asked_new(s, f, word, &means, n);
	dialog_menu(app, title.s, NULL, items, n + 1, 0, meaning_chosen, asked);
	screen_own(app, asked);
	for (size_t i = 0; i < n; i++)
		buf_free(&names[i]);
	buf_free(&means);
	buf_free(&title);
}

/* ---- the screen ---- */

enum next loading_word(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	const struct import_unknown *u = s->report.unknown;

	if (!s->report.unknown_n)
		return SCREEN_DONE;
	if (u->field->ref)
		ask_record(app, s, u->field, u->word, u->word);
	else
		ask_choice(app, s, u->field, u->word);
	return SCREEN_DONE;
}

enum err loading_may_word(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct loading *)screen)->report.unknown_n ? OK : ERR_NONE;
}
