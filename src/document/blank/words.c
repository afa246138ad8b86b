/* What forms may ask for by name. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/domain/dynamics.h"
#include "words.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* Figures that there always are. The first name is the one that is shown; by the titles of the report they are found
 * besides. */
/* clang-format off */
static const struct {
	const char *code, *figure;
	enum part part;
	const char *names;
} figures[] = {
	{"sites", "sites", PART_VALUE, "площадок"},
	{"reports.submitted", "reports.submitted", PART_VALUE, "отчётов сдано"},
	{"reports.accepted", "reports.accepted", PART_VALUE, "отчётов принято"},
	{"reports", "reports.submitted", PART_ALL, "отчётов всего|отчётов"},
	{"trainees", "trainees", PART_VALUE, "стажёров|стажёры|стажёров всего"},
	{"people", "people", PART_VALUE, "разных стажёров|разных людей среди стажёров"},
	{"trainees.completed", "trainees.completed", PART_VALUE, "стажёров завершили|завершили|стажёров завершили стажировку"},
	{"trainees.low_results", "trainees.low_results", PART_VALUE, "стажёров из школ с низкими результатами"},
	{"trainees.expelled", "trainees.expelled", PART_VALUE, "стажёров отчислены|стажёров отчислено|отчислены|отчислено"},
	{"groups", "groups", PART_VALUE, "рабочих групп|групп"},
	{"events", "events", PART_VALUE, "занятий проведено"},
	{"events.all", "events", PART_ALL, "занятий назначено|занятий"},
	{"events.cancelled", "events.cancelled", PART_VALUE, "занятий отменено"},
	{"hours", "hours", PART_VALUE, "часов проведено|академических часов проведено"},
	{"hours.all", "hours", PART_ALL, "часов назначено|академических часов назначено"},
	{"guests", "guests", PART_VALUE, "гостей"},
	{"attendance", "attendance", PART_PERCENT, "посещение, %|посещаемость"},
	{"attendance.present", "attendance", PART_VALUE, "посещений"},
	{"attendance.all", "attendance", PART_ALL, "отметок о посещении"},
	{"attendance.expelled", "attendance.expelled", PART_PERCENT, "посещение отчисленных, %"},
	{"tasks.all", "tasks.on_time", PART_ALL, "пунктов планов|пунктов индивидуальных планов"},
	{"tasks.on_time", "tasks.on_time", PART_VALUE, "пунктов выполнено в срок"},
	{"tasks.late", "tasks.late", PART_VALUE, "пунктов выполнено с опозданием|с опозданием"},
	{"tasks.open", "tasks.open", PART_VALUE, "пунктов не выполнено"},
	{"tasks.expelled", "tasks.expelled", PART_VALUE, "пунктов выполнено отчисленными"},
	{"results.change", "results.change", PART_VALUE, "рост результатов, п. п.|рост результатов"},
	{"results.change.n", "results.change", PART_ALL, "по скольким результатам"},
	{"results.expelled", "results.expelled", PART_VALUE, "диагностика у отчисленных"},
	{"plan.lines", "plan.lines", PART_VALUE, "строк плана выполнено|выполнено строк"},
	{"plan.lines.all", "plan.lines", PART_ALL, "строк плана"},
	{"plan.hours", "plan.hours", PART_VALUE, "часов плана проведено"},
	{"plan.hours.all", "plan.hours", PART_ALL, "часов плана"},
};
/* clang-format on */

/* ---- names ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

#define WORDS_MAX 60 /* of a name */

char *entry_key(const char *name)
{
	struct buf folded = {0}, key = {0};
	char *words[WORDS_MAX];
	size_t n = 0, at = 0, start, length;

	collate_fold(name, strlen(name), &folded);
	while (n < WORDS_MAX && (length = collate_word(buf_text(&folded), folded.n, &at, &start)))
		words[n++] = mem_strndup(folded.s + start, length);
	if (n)
		qsort(words, n, sizeof(*words), by_text);
	for (size_t i = 0; i < n; i++) {
		buf_addf(&key, "%s%s", i ? " " : "", words[i]);
		free(words[i]);
	}
	buf_free(&folded);
	return buf_take(&key);
}

const char *blank_figure_called(const char *name)
{
	char *wanted = entry_key(name), *key;
	const char *found = NULL;

	for (size_t i = 0; !found && i < COUNT(figures); i++) {
		char *names = mem_strdup(figures[i].names), *one, *rest = names;

		while (!found && (one = strsep(&rest, "|"))) {
			key = entry_key(one);
			found = strcmp(key, wanted) ? NULL : figures[i].code;
			free(key);
		}
		free(names);
	}
	free(wanted);
	return found;
}

/* names: parted by |. */
static struct entry *add(struct blank_words *w, const char *code, const char *names)
{
	struct arena *arena = &w->dossier.arena;
	char *copy = arena_strndup(arena, names, strlen(names)), *parts[12], *key;
	size_t n = text_split(copy, '|', parts, COUNT(parts));
	const char **keys = arena_alloc(arena, (n + 2) * sizeof(*keys));
	struct entry *entry;

	for (size_t i = 0; i <= n; i++) {
		key = entry_key(i < n ? parts[i] : code);
		keys[i] = arena_strndup(arena, key, strlen(key));
		free(key);
	}
	keys[n + 1] = NULL;
	w->entries = mem_grow(w->entries, w->n, &w->cap, sizeof(*w->entries));
	entry = &w->entries[w->n++];
	*entry = (struct entry){
		.name = n ? parts[0] : code, .code = arena_strndup(arena, code, strlen(code)), .keys = keys};
	return entry;
}

const struct entry *entry_find(const struct blank_words *w, const char *name)
{
	char *key = entry_key(name);
	const struct entry *found = NULL;

	for (size_t i = 0; i < w->n && !found && *key; i++)
		for (const char *const *k = w->entries[i].keys; *k && !found; k++)
			if (!strcmp(*k, key))
				found = &w->entries[i];
	for (size_t i = 0; i < w->aliases_n && !found; i++)
		if (!strcmp(w->aliases[i].key, key))
			found = &w->entries[w->aliases[i].entry];
	free(key);
	return found;
}

const char *entry_nearest(const struct blank_words *w, const char *name)
{
	struct buf typed = {0}, other = {0};
	const char *nearest = NULL;
	int least;

	collate_fold(name, strlen(name) < 200 ? strlen(name) : 200, &typed);
	least = (int)typed.n / 2 + 1;
	for (size_t i = 0; i < w->n; i++)
		for (int which = 0; which < 2; which++) {
			const char *one = which ? w->entries[i].code : w->entries[i].name;
			int distance;

			buf_clear(&other);
			collate_fold(one, strlen(one), &other);
			distance = text_distance(buf_text(&typed), buf_text(&other));
			if (distance < least) {
				least = distance;
				nearest = one;
			}
		}
	buf_free(&typed);
	buf_free(&other);
	return nearest;
}

/* ---- values ---- */

static const struct figures *counted(struct blank_words *w, uint32_t site, int year)
{
	struct counted *c;

	for (size_t i = 0; i < w->counted_n; i++)
		if (w->counted[i].site == site && w->counted[i].year == year)
			return &w->counted[i].figures;
	w->counted = mem_grow(w->counted, w->counted_n, &w->counted_cap, sizeof(*w->counted));
	c = &w->counted[w->counted_n++];
	*c = (struct counted){.site = site, .year = year};
	figures_of(w->tx, site, year, &c->figures);
	return &c->figures;
}

static const char *as_number(struct blank_words *w, double number, int what, struct blank_value *out)
{
	struct buf text = {0};

	dynamics_add_number(&text, number, false);
	*out = (struct blank_value){.what = what, .number = number, .text = keep(&w->dossier, &text)};
	return NULL;
}

static double rounded(double number)
{
	return round(number * 10) / 10;
}

static const char *not_known(struct blank_value *out)
{
	*out = (struct blank_value){.what = BLANK_TEXT, .text = "—"};
	return NULL;
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* A figure that has no row: nobody is behind it. */
static const char *absent(struct blank_words *w, const struct entry *entry, uint32_t site, struct blank_value *out)
{
	if (site && (begins(entry->figure, "sites") || begins(entry->figure, "reports.")))
		return "это число бывает только по всему округу";
	return begins(entry->figure, "results.change") || begins(entry->figure, "results.entry") ||
			       begins(entry->figure, "results.exit") || begins(entry->figure, "attendance.")
		       ? not_known(out)
		       : as_number(w, 0, BLANK_NUMBER, out);
}

static const char *figure_value(struct blank_words *w, const struct entry *entry, uint32_t site, int year,
				struct blank_value *out)
{
	const struct figures *all = counted(w, site, year);
	const struct figure *f = figures_find(all, entry->figure);

	if (!f && !strcmp(entry->figure, "people")) /* it is told where it differs */
		f = figures_find(all, "trainees");
	if (!f)
		return absent(w, entry, site, out);
	if (entry->part == PART_ALL)
		return as_number(w, (double)f->base, BLANK_NUMBER, out);
	if (entry->part == PART_PERCENT)
		return f->base ? as_number(w, 100 * f->value / (double)f->base, BLANK_PERCENT, out) : not_known(out);
	if (f->type == FIGURE_MEAN || f->type == FIGURE_CHANGE || f->type == FIGURE_AVERAGE)
		return !f->base			? not_known(out)
		       : f->type == FIGURE_MEAN ? as_number(w, f->value, BLANK_PERCENT, out)
						: as_number(w, rounded(f->value), BLANK_NUMBER, out);
	return as_number(w, f->value, BLANK_NUMBER, out);
}

const char *entry_value(struct blank_words *w, const struct entry *entry, uint32_t site, int year,
			struct blank_value *out)
{
	const struct template_value *value;
	struct buf need = {0};

	if (entry->figure)
		return figure_value(w, entry, site, year, out);
	if (!strcmp(entry->code, "today")) {
		*out = (struct blank_value){.what = BLANK_DAY,
					    .day = tx_session(w->tx)->today,
					    .text = keep_words(&w->dossier, tx_session(w->tx)->today)};
		return NULL;
	}
	if (begins(entry->code, "year."))
		return as_number(w, year + !strcmp(entry->code, "year.last"), BLANK_NUMBER, out);
	if (!strcmp(entry->code, "school_year")) {
		*out = (struct blank_value){.what = BLANK_TEXT, .text = keep_school_year(&w->dossier, year)};
		return NULL;
	}
	value = &w->dossier.data.values[entry->value];
	*out = (struct blank_value){.what = BLANK_TEXT, .text = value->text ? value->text : ""};
	w->names_people |= site && site == w->site;
	if (!value->need || *out->text)
		return NULL;
	buf_addf(&need, "не указано: %s", value->need);
	return keep(&w->dossier, &need);
}

/* ---- what there is ---- */

static void add_figure(struct blank_words *w, const char *code, const char *figure, enum part part, const char *names)
{
	struct entry *entry = add(w, code, names);

	entry->figure = arena_strndup(&w->dossier.arena, figure, strlen(figure));
	entry->part = part;
}

/* «Занятия по формам: семинар» */
static void add_word(struct blank_words *w, const struct figure *f)
{
	const char *group = figure_group_title(f);
	struct buf names = {0}, section = {0};

	if (entry_find(w, f->code))
		return;
	text_add_cased(&section, figures_section_title(f->section), false);
	if (!group)
		buf_addf(&names, "%s: ", section.s);
	else if (begins(f->code, "hours."))
		buf_addf(&names, "%s: ", group);
	else
		buf_addf(&names, "%s %s: ", section.s, group);
	text_add_cased(&names, f->title, false);
	if (!group)
		buf_addf(&names, "|%s", f->title);
	add_figure(w, f->code, f->code, f->type == FIGURE_SHARE ? PART_PERCENT : PART_VALUE, names.s);
	buf_free(&section);
	buf_free(&names);
}

/* «Завершили стажировку», and with what it stands under. */
static void add_alias(struct blank_words *w, const char *code, const char *section, const char *title)
{
	const struct entry *entry = entry_find(w, code);
	struct buf name = {0};
	char *key;

	buf_addf(&name, "%s %s", section, title);
	key = entry_key(name.s);
	if (entry) {
		w->aliases = mem_grow(w->aliases, w->aliases_n, &w->aliases_cap, sizeof(*w->aliases));
		w->aliases[w->aliases_n++] = (struct alias){arena_strndup(&w->dossier.arena, key, strlen(key)),
							    (size_t)(entry - w->entries)};
	}
	free(key);
	buf_free(&name);
}

/* Words of lists of which nothing has happened: none. */
static void add_listed(struct blank_words *w, enum figure_section section, const char *group, enum option_id list)
{
	for (const char *const *word = config_list(w->dossier.config, list, NULL); *word; word++) {
		struct buf code = {0};
		struct figure f = {.section = section, .title = (char *)*word};

		buf_addf(&code, "%s%s", group, *word);
		f.code = code.s;
		add_word(w, &f);
		buf_free(&code);
	}
}

static void add_values(struct blank_words *w)
{
	struct dossier *d = &w->dossier;

	dossier_put(d, "methodist", "методист", config_text(d->config, OPT_CENTRE_METHODIST));
	if (w->site)
		dossier_put_site(d, w->site);
	dossier_put_centre(d);
	add(w, "school_year", "учебный год");
	add(w, "year.first", "год начала");
	add(w, "year.last", "год окончания");
	add(w, "today", "сегодня|дата");
	for (size_t i = 0; i < d->data.n; i++) {
		const struct template_name *name = &d->data.names[i];

		if (entry_find(w, name->name))
			continue;
		add(w, name->name, name->also ? name->also : name->name)->value = i;
	}
}

struct blank_words *blank_words_open(struct tx *tx, int year, uint32_t site)
{
	struct blank_words *w = mem_alloc(sizeof(*w));
	const struct figures *all;

	w->tx = tx;
	w->year = year;
	w->site = site;
	w->dossier = (struct dossier){.tx = tx, .config = tx_session(tx)->config, .title = "Форма", .year = year};
	for (size_t i = 0; i < COUNT(figures); i++)
		add_figure(w, figures[i].code, figures[i].figure, figures[i].part, figures[i].names);
	add_values(w);
	all = counted(w, site, year);
	for (size_t i = 0; i < all->n; i++) {
		const struct figure *f = &all->f[i];

		add_word(w, f);
		if (!strchr(f->code, ':')) {
			add_alias(w, f->code, "", f->title);
			add_alias(w, f->code, figures_section_title(f->section), f->title);
		}
	}
	for (size_t i = 0; i < summary_columns_n; i++)
		if (summary_columns[i].what == SUMMARY_VALUE)
			add_alias(w, summary_columns[i].code, "", summary_columns[i].title);
	add_listed(w, FIGURES_TRAINEES, "trainees.position:", OPT_POSITION_KINDS);
	add_listed(w, FIGURES_EVENTS, "events.form:", OPT_FORMS);
	add_listed(w, FIGURES_EVENTS, "events.mode:", OPT_MODES);
	return w;
}

void blank_words_close(struct blank_words **words)
{
	struct blank_words *w = *words;

	*words = NULL;
	if (!w)
		return;
	for (size_t i = 0; i < w->counted_n; i++)
		figures_release(&w->counted[i].figures);
	free(w->counted);
	free(w->entries);
	free(w->aliases);
	rows_forget(w);
	dossier_release(&w->dossier);
	free(w);
}

size_t blank_words_n(const struct blank_words *w)
{
	return w->n;
}

const struct blank_word *blank_words_at(struct blank_words *w, size_t i)
{
	const struct entry *entry = &w->entries[i];

	w->told = (struct blank_word){.name = entry->name, .code = entry->code};
	w->told.need = entry_value(w, entry, w->site, w->year, &w->told.value);
	return &w->told;
}

size_t blank_people(struct blank_words *w)
{
	struct people all = {.n = 0};
	size_t count;

	for (size_t i = 0; i < w->dossier.people.n && w->names_people; i++)
		people_add(&all, w->tx, KIND_PERSON, (uint32_t)w->dossier.people.who[i]);
	for (size_t s = 0; w->of_site && s < w->sites.n && w->names_people; s++)
		for (size_t i = 0; i < w->of_site[s].people.n; i++)
			people_add(&all, w->tx, KIND_PERSON, (uint32_t)w->of_site[s].people.who[i]);
	count = people_count(&all);
	people_release(&all);
	return count;
}
