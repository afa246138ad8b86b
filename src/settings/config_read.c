/* A configuration file: sections, options and users, and all that is wrong with them. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/ini.h"
#include "stazh/base/process.h"
#include "stazh/base/utf8.h"
#include "stazh/settings/posts.h"
#include "config_parts.h"

static const char *const roles[] = {"methodist", "leader", "viewer", "none", NULL};

#define TYPED_MAX 64 /* bytes of what is compared with the names that there are */

/* Keeps the nearest of the names that are offered one after the other. */
static void offer(const char *typed, const char *name, const char **best, int *distance)
{
	int d = strlen(typed) <= TYPED_MAX ? text_distance(typed, name) : *distance;

	if (d < *distance) {
		*distance = d;
		*best = name;
	}
}

/* The greatest distance plus one at which a name is still worth suggesting. */
static int farthest(const char *typed)
{
	return 2 + (int)strlen(typed) / 3;
}

static char *lower(struct arena *a, const char *s)
{
	char *copy = arena_strndup(a, s, strlen(s));

	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return copy;
}

static bool section_known(const char *section)
{
	for (size_t i = 0; i < OPT_END; i++)
		if (strcmp(options[i].section, section) == 0)
			return true;
	return strcmp(section, USERS) == 0 || strcmp(section, INDICATORS) == 0;
}

/* «[store], [centre] или [users]», in the order of the table. */
static void add_sections(struct buf *out)
{
	for (size_t i = 0; i < OPT_END; i++)
		if (!i || strcmp(options[i].section, options[i - 1].section) != 0)
			buf_addf(out, "%s[%s]", i ? ", " : "", options[i].section);
	buf_addf(out, ", [%s] или [%s]", INDICATORS, USERS);
}

static void fault_section(struct ini *ini, const struct ini_entry *e)
{
	const char *best = NULL;
	int distance = farthest(e->section);
	struct buf known = {0};

	for (size_t i = 0; i < OPT_END; i++)
		offer(e->section, options[i].section, &best, &distance);
	offer(e->section, USERS, &best, &distance);
	offer(e->section, INDICATORS, &best, &distance);
	add_sections(&known);
	if (best)
		ini_add_fault(ini, e->line, "неизвестный раздел [%s]; может быть, [%s]?", e->section, best);
	else
		ini_add_fault(ini, e->line, "неизвестный раздел [%s]; ожидается %s", e->section, buf_text(&known));
	buf_free(&known);
}

static void fault_key(struct ini *ini, const struct ini_entry *e, const char *key)
{
	const char *best = NULL;
	int distance = farthest(key);

	for (size_t i = 0; i < OPT_END; i++) {
		if (strcmp(options[i].key, key) == 0) {
			ini_add_fault(ini, e->line, "параметр %s стоит не в том разделе: ожидается в [%s]", e->key,
				      options[i].section);
			return;
		}
		if (strcmp(options[i].section, e->section) == 0)
			offer(key, options[i].key, &best, &distance);
	}
	for (size_t i = 0; !best && i < OPT_END; i++)
		offer(key, options[i].key, &best, &distance);
	if (best)
		ini_add_fault(ini, e->line, "неизвестный параметр %s; может быть, %s?", e->key, best);
	else
		ini_add_fault(ini, e->line, "неизвестный параметр %s; какие есть, покажет stazh config", e->key);
}

static const struct option *option_find(const char *section, const char *key)
{
	for (size_t i = 0; i < OPT_END; i++)
		if (strcmp(options[i].section, section) == 0 && strcmp(options[i].key, key) == 0)
			return &options[i];
	return NULL;
}

/* The start of a value, short enough for a message. */
static int shown(const char *s)
{
	return (int)utf8_prefix(s, strlen(s), 40);
}

static void set_option(struct config *c, struct ini *ini, const struct ini_entry *e, const char *text)
{
	struct config_data *d = c->data;
	char *key = lower(&ini->arena, e->key);
	const struct option *o = option_find(e->section, key);
	struct buf whole = {0}, expected = {0};
	struct value *v;
	const char *why;

	if (!o) {
		fault_key(ini, e, key);
		return;
	}
	if ((o->type == OPTION_LIST || o->type == OPTION_DAYS) && *text == '+') {
		text += 1 + strspn(text + 1, " \t");
		if (*text)
			buf_addf(&whole, "%s;", config_raw(c, (enum option_id)(o - options)));
	}
	buf_add(&whole, text);
	v = &d->values[o - options];
	why = option_parse(o, buf_text(&whole), &v->number);
	if (why) {
		option_add_expected(o, &expected);
		ini_add_fault(ini, e->line, "%s = %.*s%s: %s; ожидается %s", o->key, shown(text), text,
			      text[shown(text)] ? "…" : "", why, expected.s);
	} else {
		v->text = arena_strndup(&d->arena, buf_text(&whole), whole.n);
		v->line = e->line;
		v->parsed = true;
	}
	buf_free(&expected);
	buf_free(&whole);
}

static void fault_role(struct ini *ini, const struct ini_entry *e, const char *role)
{
	const char *best = NULL;
	int distance = farthest(role);

	for (size_t i = 0; roles[i]; i++)
		offer(role, roles[i], &best, &distance);
	ini_add_fault(ini, e->line, "%s: %s «%.*s»%s%s%s; ожидается methodist, leader:ОРГАНИЗАЦИЯ, viewer или none",
		      e->key, *role ? "неизвестная роль" : "не указана роль", shown(role), role,
		      best ? " (может быть, " : "", best ? best : "", best ? "?)" : "");
}

static void set_user(struct config *c, struct ini *ini, const struct ini_entry *e, const char *text)
{
	struct config_data *d = c->data;
	const char *colon = strchr(text, ':'), *start = text, *own = colon ? colon + 1 : "";
	size_t n = text_trim(&start, colon ? (size_t)(colon - text) : strlen(text)),
	       own_n = text_trim(&own, strlen(own));
	char *typed = arena_strndup(&ini->arena, start, n), *role = lower(&ini->arena, typed);
	size_t i = 0;

	if (strpbrk(e->key, " \t")) {
		ini_add_fault(ini, e->line, "в имени входа «%s» не может быть пробела", e->key);
		return;
	}
	while (roles[i] && strcmp(roles[i], role) != 0)
		i++;
	if (!roles[i]) {
		fault_role(ini, e, role);
		return;
	}
	role = (char *)roles[i];
	if (strcmp(role, "leader") == 0 && own_n == 0) {
		ini_add_fault(ini, e->line, "%s: у руководителя не указана организация; ожидается leader:ОРГАНИЗАЦИЯ",
			      e->key);
		return;
	}
	if ((strcmp(role, "viewer") == 0 || strcmp(role, "none") == 0) && colon) {
		ini_add_fault(ini, e->line, "%s: после %s ничего не пишется", e->key, role);
		return;
	}
	d->users = mem_grow(d->users, d->users_n, &d->users_cap, sizeof(*d->users));
	d->users[d->users_n++] = (struct config_user){
		.login = arena_strndup(&d->arena, e->key, strlen(e->key)),
		.role = role,
		.own = arena_strndup(&d->arena, own, own_n),
		.from = config_place(d, e->line),
	};
}

static void set_hook(struct config *c, struct ini *ini, const struct ini_entry *e, const char *text)
{
	struct config_data *d = c->data;
	char **words, *room;
	bool whole = run_split(text, &words, &room);

	if (e->key[strspn(e->key, "abcdefghijklmnopqrstuvwxyz_")] || !e->key[strlen(HOOK_AFTER)]) {
		ini_add_fault(ini, e->line, "%s: ожидается after_ДЕЙСТВИЕ или after_ВИД_ДЕЙСТВИЕ", e->key);
	} else if (!whole || !words[0] || *words[0] != '/') {
		ini_add_fault(ini, e->line, "%s: ожидается полный путь программы и её слова%s", e->key,
			      whole ? "" : "; кавычка не закрыта");
	} else {
		d->hooks = mem_grow(d->hooks, d->hooks_n, &d->hooks_cap, sizeof(*d->hooks));
		d->hooks[d->hooks_n++] = (struct config_hook){
			.name = arena_strndup(&d->arena, e->key, strlen(e->key)),
			.command = arena_strndup(&d->arena, text, strlen(text)),
			.from = config_place(d, e->line),
		};
	}
	free(words);
	free(room);
}

/* What it counts is read when it is counted, or asked by `config --check`: that takes the register. */
static void set_indicator(struct config *c, struct ini *ini, const struct ini_entry *e, const char *text)
{
	struct config_data *d = c->data;

	if (!*text) {
		ini_add_fault(ini, e->line, "%s: не сказано, что считать; ожидается, например, число(trainee)", e->key);
		return;
	}
	d->indicators = mem_grow(d->indicators, d->indicators_n, &d->indicators_cap, sizeof(*d->indicators));
	d->indicators[d->indicators_n++] = (struct config_indicator){
		.name = arena_strndup(&d->arena, e->key, strlen(e->key)),
		.text = arena_strndup(&d->arena, text, strlen(text)),
		.from = config_place(d, e->line),
	};
}

static void set_entry(struct config *c, struct ini *ini, const struct ini_entry *e)
{
	struct error error = {0};
	struct buf text = {0};
	const char *value;
	size_t n;

	if (!e->key) {
		if (!section_known(e->section))
			fault_section(ini, e);
		else if (strcmp(e->section, USERS) == 0)
			c->data->has_users = true;
		return;
	}
	if (!section_known(e->section))
		return;
	value = e->value;
	n = text_trim(&value, strlen(value));
	if (utf8_clean(value, n, false, &text, &error) != OK)
		ini_add_fault(ini, e->line, "%s: %s", e->key, error.text);
	else if (strcmp(e->section, USERS) == 0)
		set_user(c, ini, e, buf_text(&text));
	else if (strcmp(e->section, INDICATORS) == 0)
		set_indicator(c, ini, e, buf_text(&text));
	else if (strcmp(e->section, HOOKS) == 0 && strncmp(e->key, HOOK_AFTER, strlen(HOOK_AFTER)) == 0)
		set_hook(c, ini, e, buf_text(&text));
	else
		set_option(c, ini, e, buf_text(&text));
	buf_free(&text);
}

/* A mistyped word would make a rule unfulfillable without a word about it. */
static void check_within(struct config *c, struct ini *ini)
{
	for (enum option_id id = 0; id < OPT_END; id++) {
		enum option_id within = options[id].within;
		const char *const *words, *const *all;
		size_t n, all_n;

		if (within == OPT_STORE_PATH || config_is_default(c, id))
			continue;
		words = config_list(c, id, &n);
		all = config_list(c, within, &all_n);
		for (size_t i = 0; i < n; i++)
			if (!config_list_has(all, all_n, words[i]) &&
			    (within != OPT_POSITION_KINDS || !post_is_group(words[i])))
				ini_add_fault(ini, c->data->values[id].line, "%s: слова «%s» нет в списке [%s] %s",
					      options[id].key, words[i], options[within].section, options[within].key);
	}
}

/* As many whole lines as have room in e. */
static enum err set_error(const struct buf *faults, size_t total, struct error *e)
{
	size_t n = 0, lines = 0, left;
	const char *end;

	while ((end = strchr(faults->s + n, '\n')) && (size_t)(end - faults->s) < sizeof(e->text) - 120) {
		n = (size_t)(end - faults->s) + 1;
		lines++;
	}
	left = total - lines;
	if (lines == 0)
		return error_set(e, ERR_USAGE, "%s", faults->s);
	if (left == 0)
		return error_set(e, ERR_USAGE, "%.*s", (int)n - 1, faults->s);
	return error_set(e, ERR_USAGE, "%.*s… и ещё %zu %s: stazh config --check", (int)n, faults->s, left,
			 text_plural((long)left, "ошибка", "ошибки", "ошибок"));
}

/* Is the centre of the file another one than the built-in? Who works there does not tell. */
static bool names_centre(struct ini *ini)
{
	for (size_t i = 0; i < ini->n; i++) {
		const char *key = ini->entries[i].key, *value = ini->entries[i].value;
		const struct option *o = key ? option_find(ini->entries[i].section, lower(&ini->arena, key)) : NULL;

		if (o && !strcmp(o->section, "centre") && o->elsewhere && strcmp(value, o->text) &&
		    o != &options[OPT_CENTRE_DIRECTOR] && o != &options[OPT_CENTRE_DIRECTOR_POST] &&
		    o != &options[OPT_CENTRE_METHODIST] && o != &options[OPT_CENTRE_DATE_YEAR] &&
		    o != &options[OPT_CENTRE_AFTER_SIGNATURE])
			return true;
	}
	return false;
}

/* The machine's settings; a package's file, in which everything is a remark, is none. */
static enum err read_common(struct ini *ini)
{
	enum err r = ini_read("/etc/stazh.ini", ini);
	bool told = r || ini->faults_n;

	for (size_t i = 0; i < ini->n; i++)
		told |= ini->entries[i].key != NULL; /* no heading of a section */
	if (told)
		return r;
	ini_release(ini);
	*ini = (struct ini){.n = 0};
	return ERR_NONE;
}

/* Reads the first file that is there; ERR_NONE: no file. */
static enum err read_first(const char *explicit_path, struct ini *ini)
{
	const char *named = explicit_path ? explicit_path : getenv("STAZH_CONFIG");
	struct buf own = {0};
	enum err r;

	if (explicit_path || (named && *named)) {
		if (ini_read(named, ini) == ERR_NONE) {
			ini->path = arena_strndup(&ini->arena, named, strlen(named));
			ini_add_fault(ini, 0, "нет такого файла (он задан %s)",
				      explicit_path ? "ключом --config" : "переменной STAZH_CONFIG");
		}
		return OK;
	}
	config_own_place(&own);
	r = ini_read(own.s, ini);
	buf_free(&own);
	return r == ERR_NONE ? read_common(ini) : r;
}

enum err config_load(const char *explicit_path, struct config *out, struct error *e)
{
	struct ini ini = {0};
	enum err r = OK;

	config_defaults(out);
	if (read_first(explicit_path, &ini) == OK) {
		out->data->file = arena_strndup(&out->data->arena, ini.path, strlen(ini.path));
		out->data->own_centre = names_centre(&ini);
		for (size_t i = 0; i < ini.n; i++)
			set_entry(out, &ini, &ini.entries[i]);
		check_within(out, &ini);
	}
	if (ini.faults_n > 0) {
		ini_print_faults(&ini, &out->data->faults);
		r = set_error(&out->data->faults, ini.faults_n, e);
	}
	ini_release(&ini);
	return r;
}
