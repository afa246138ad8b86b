/* The district's own indicators: rows of [indicators] in the configuration beside the built-in figures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "stazh/domain/indicators.h"
#include "stazh/model/measure.h"

#define OWN "own."

/* By name and text: another text is another figure, whatever it is called. */
void own_add_code(const struct config_indicator *i, struct buf *out)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (const char *part = i->name;; part = i->text) {
		for (const char *s = part;; s++) {
			hash = (hash ^ (unsigned char)*s) * 16777619u;
			if (!*s)
				break;
		}
		if (part == i->text)
			break;
	}
	buf_addf(out, OWN "%08x", hash);
}

/* named: its condition is to be read by people. */
static enum err parse(struct tx *tx, const struct config_indicator *i, uint32_t site, int year, bool named,
		      struct measure **m, struct error *e)
{
	const struct measure_scope scope = {.year = year,
					    .within = !site   ? NULL
						      : named ? figure_within_named
							      : figure_within,
					    .of = site,
					    .common = true};

	return measure_parse(tx, i->text, &scope, m, e);
}

static void put(struct figures *out, const char *code, const char *title, enum measure_how how, struct measured is)
{
	static const enum figure_type types[] = {[MEASURE_COUNT] = FIGURE_NUMBER,
						 [MEASURE_SUM] = FIGURE_NUMBER,
						 [MEASURE_SHARE] = FIGURE_SHARE,
						 [MEASURE_MEAN] = FIGURE_AVERAGE};
	size_t at = figures_put(out, FIGURES_OWN, code, title, types[how], is.value,
				types[how] == FIGURE_NUMBER ? 0 : is.base);

	out->f[at].of = is.people;
}

static void put_words(struct tx *tx, const struct measure *m, const char *code, struct figures *out)
{
	size_t n;
	struct measured_word *w = measure_words(tx, m, &n);

	for (size_t i = 0; i < n; i++) {
		struct buf of_word = {0}, title = {0};

		buf_addf(&of_word, "%s:%s", code, w[i].key);
		text_add_cased(&title, *w[i].word ? w[i].word : WORD_NONE, true);
		put(out, of_word.s, title.s, measure_how(m), w[i].is);
		buf_free(&of_word);
		buf_free(&title);
	}
	measured_words_free(w, n);
}

void own_put(struct tx *tx, uint32_t site, int year, struct figures *out)
{
	const struct config_indicator *one;

	for (size_t i = 0; (one = config_indicator_at(tx_config(tx), i)); i++) {
		struct error cause = {0};
		struct buf code = {0};
		struct measure *m;
		enum err err = parse(tx, one, site, year, false, &m, &cause);

		own_add_code(one, &code);
		if (!err) {
			put(out, code.s, one->name, measure_how(m), measure_take(tx, m));
			if (measure_by(m))
				put_words(tx, m, code.s, out);
		} else if (err != ERR_NONE) { /* `config --check` tells why */
			struct buf title = {0};

			buf_addf(&title, "%s (ошибка в настройках)", one->name);
			put(out, code.s, title.s, MEASURE_MEAN, (struct measured){0});
			buf_free(&title);
		}
		measure_free(&m);
		buf_free(&code);
	}
}

/* ---- the records behind one ---- */

bool own_is(const char *code)
{
	return !strncmp(code, OWN, strlen(OWN));
}

static bool find(struct tx *tx, const struct figure_of *of, bool named, struct measure **m, const char **key)
{
	const struct config_indicator *one;
	size_t n = strcspn(of->code, ":");
	bool found = false;

	*m = NULL;
	*key = of->code[n] ? of->code + n + 1 : NULL;
	for (size_t i = 0; !found && (one = config_indicator_at(tx_config(tx), i)); i++) {
		struct buf code = {0};

		own_add_code(one, &code);
		found = code.n == n && !strncmp(of->code, code.s, n);
		if (found && parse(tx, one, of->site, of->year, named, m, NULL))
			found = false;
		buf_free(&code);
	}
	return found;
}

static enum measure_part part_of(const struct measure *m, enum figure_part part)
{
	enum measure_how how = measure_how(m);

	return how == MEASURE_MEAN || (how == MEASURE_SHARE && part == FIGURE_VALUE) ? MEASURE_PART : MEASURE_BASE;
}

unsigned own_kind(struct tx *tx, const struct figure_of *of)
{
	struct measure *m;
	const char *key;
	unsigned kind = find(tx, of, false, &m, &key) ? measure_kind(m)->kind : KIND_NONE;

	measure_free(&m);
	return kind;
}

bool own_records(struct tx *tx, const struct figure_of *of, uint32_t **ids, size_t *n)
{
	struct measure *m;
	const char *key;
	bool found = find(tx, of, false, &m, &key);

	if (found)
		*ids = measure_records(tx, m, part_of(m, of->part), key, n);
	measure_free(&m);
	return found;
}

bool own_where(struct tx *tx, const struct figure_of *of, struct buf *out, int *year)
{
	struct measure *m;
	const char *key;
	bool found = find(tx, of, true, &m, &key) && measure_add_where(tx, m, part_of(m, of->part), key, out, year);

	measure_free(&m);
	return found;
}

/* ---- the check of the configuration ---- */

enum err indicators_check(const struct config *config, struct buf *faults)
{
	struct session s = {.config = config, .role = ROLE_METHODIST};
	const struct config_indicator *one;
	enum err err = config_indicator_at(config, 0)
			       ? store_open(config_text(config, OPT_STORE_PATH), &schema_in_store, &s.store, NULL)
			       : ERR_NONE;
	struct tx *tx;

	if (err)
		return err;
	s.today = date_today(NULL);
	store_set_context(s.store, &s);
	tx = tx_read(s.store, NULL);
	for (size_t i = 0; tx && (one = config_indicator_at(config, i)); i++) {
		struct error cause = {0};
		struct measure *m;

		if (parse(tx, one, 0, school_year_of(s.today), false, &m, &cause))
			buf_addf(faults, "%s: %s: %s\n", one->from, one->name, cause.text);
		measure_free(&m);
	}
	err = tx ? OK : ERR_STORAGE;
	if (tx)
		tx_end(&tx);
	store_close(&s.store);
	return err;
}
