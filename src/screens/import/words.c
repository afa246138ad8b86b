/* Words of the file that are in no list: what they mean is asked one after another, the nearest first. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"

/* What the lines of the menu stand for. */
struct meanings_of_word {
	struct loading *of;
	const struct import_unknown *word;
	size_t n;
	const char *choice[];
};

/* How far the word is from what it may mean: an abbreviation is near to the whole. */
static int distance(const char *word, const char *choice)
{
	struct buf a = {0}, b = {0};
	int n;

	collate_fold(word, strlen(word), &a);
	collate_fold(choice, strlen(choice), &b);
	while (a.n && a.s[a.n - 1] == '.')
		a.s[--a.n] = 0;
	n = a.n && !strncmp(b.s, a.s, a.n) ? 0 : text_distance(buf_text(&a), buf_text(&b));
	buf_free(&a);
	buf_free(&b);
	return n;
}

static void word_chosen(struct app *app, int index, void *arg)
{
	const struct meanings_of_word *m = arg;
	struct loading *s = m->of;
	struct buf name = {0};

	if (index < 0 || (size_t)index >= m->n || s->matches_n == WORDS_MAX)
		return;
	buf_addf(&name, "%s:%s", m->word->field->name, m->word->word);
	s->matches[s->matches_n++] = (struct assign){buf_take(&name), mem_strdup(m->choice[index])};
	loading_again(app, s);
}

enum next loading_word(struct app *app, struct screen *screen)
{
	struct loading *s = (struct loading *)screen;
	const struct import_unknown *u = s->report.unknown;
	struct meanings_of_word *m;
	struct menu_item *items;
	const char *const *choices;
	struct buf title = {0};
	size_t n;

	if (!s->report.unknown_n)
		return SCREEN_DONE;
	choices = field_choices(u->field, app->session->config, &n);
	m = mem_alloc(sizeof(*m) + n * sizeof(*m->choice));
	items = mem_alloc((n + 1) * sizeof(*items));
	m->of = s;
	m->word = u;
	for (size_t i = 0; i < n; i++) {
		size_t at = m->n++;

		for (; at && distance(u->word, m->choice[at - 1]) > distance(u->word, choices[i]); at--)
			m->choice[at] = m->choice[at - 1];
		m->choice[at] = choices[i];
	}
	for (size_t i = 0; i < n; i++)
		items[i].text = m->choice[i];
	buf_addf(&title, "%s: что значит «%s»", u->field->title, u->word);
	dialog_menu(app, title.s, NULL, items, n, 0, word_chosen, m);
	screen_own(app, m);
	buf_free(&title);
	free(items);
	return SCREEN_DONE;
}

enum err loading_may_word(struct app *app, struct screen *screen, enum action a, struct error *e)
{
	(void)app;
	(void)a;
	(void)e;
	return ((const struct loading *)screen)->report.unknown_n ? OK : ERR_NONE;
}
