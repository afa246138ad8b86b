/* The effective values of the options. */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config_parts.h"

void config_defaults(struct config *out)
{
	out->data = mem_alloc(sizeof(*out->data));
}

void config_free(struct config *c)
{
	if (!c->data)
		return;
	arena_release(&c->data->arena);
	free(c->data->users);
	free(c->data->hooks);
	free(c->data->indicators);
	buf_free(&c->data->faults);
	free(c->data);
	c->data = NULL;
}

const char *config_title(const struct config *c)
{
	const char *title = config_text(c, OPT_CENTRE_TITLE), *name = config_text(c, OPT_CENTRE_SHORT_NAME);

	return *title ? title : *name ? name : "stazh";
}

void config_set_zone(const struct config *c)
{
	const char *zone = c->data ? config_text(c, OPT_ZONE) : "";

	if (!*zone)
		return;
	setenv("TZ", zone, 1);
	tzset();
}

/* ---- values ---- */

const char *config_raw(const struct config *c, enum option_id id)
{
	const struct value *v = &c->data->values[id];
	const struct option *o = &options[id];

	return v->text ? v->text : c->data->own_centre && o->elsewhere ? o->elsewhere : o->text;
}

static int32_t number(const struct config *c, enum option_id id)
{
	struct value *v = &c->data->values[id];

	if (!v->parsed) {
		option_parse(&options[id], config_raw(c, id), &v->number);
		v->parsed = true;
	}
	return v->number;
}

int32_t config_int(const struct config *c, enum option_id id)
{
	return number(c, id);
}

bool config_bool(const struct config *c, enum option_id id)
{
	return number(c, id) != 0;
}

void config_daymonth(const struct config *c, enum option_id id, int *month, int *day)
{
	*month = number(c, id) / 100;
	*day = number(c, id) % 100;
}

bool config_list_has(const char *const *list, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], s) == 0)
			return true;
	return false;
}

static size_t count_parts(const char *s, char separator)
{
	size_t parts = 1;

	for (; *s; s++)
		parts += *s == separator;
	return parts;
}

static void add_parts(const struct config *c, struct value *v, const char *s, bool lines)
{
	char separator = lines ? '|' : ';';

	for (; s; s = strchr(s, separator), s = s ? s + 1 : NULL) {
		const char *part = s;
		size_t length = text_trim(&part, strcspn(s, lines ? "|" : ";"));
		char *word = arena_strndup(&c->data->arena, part, length);

		if (lines || (length > 0 && !config_list_has(v->list, v->n, word)))
			v->list[v->n++] = word;
	}
}

const char *const *config_list(const struct config *c, enum option_id id, size_t *n)
{
	struct value *v = &c->data->values[id];
	bool lines = options[id].type == OPTION_LINES;

	if (!v->list) {
		const char *s = config_raw(c, id), *added = v->added ? v->added : "";
		size_t parts = count_parts(s, lines ? '|' : ';') + count_parts(added, ';');

		v->list = arena_alloc(&c->data->arena, (parts + 1) * sizeof(*v->list));
		v->n = 0;
		add_parts(c, v, s, lines);
		add_parts(c, v, added, false);
		v->list[v->n] = NULL;
	}
	if (n)
		*n = v->n;
	return v->list;
}

void config_add_words(const struct config *c, enum option_id id, const char *const *words, size_t n)
{
	struct value *v = &c->data->values[id];
	struct buf text = {0};

	for (size_t i = 0; i < n; i++)
		buf_addf(&text, "%s%s", i ? ";" : "", words[i]);
	if (strcmp(buf_text(&text), v->added ? v->added : "")) {
		v->added = text.n ? arena_strndup(&c->data->arena, text.s, text.n) : NULL;
		v->list = NULL;
	}
	buf_free(&text);
}

const char *config_added(const struct config *c, enum option_id id)
{
	const char *added = c->data->values[id].added;

	return added ? added : "";
}

const char *config_home(void)
{
	const char *s = getenv("HOME");
	const struct passwd *p;

	if (!s || *s != '/') {
		p = getpwuid(getuid());
		s = p ? p->pw_dir : "/";
	}
	return s[1] ? s : ""; /* a path follows */
}

void config_own_place(struct buf *out)
{
	buf_addf(out, "%s/.config/stazh/stazh.ini", config_home());
}

void config_add_path(const char *path, struct buf *out)
{
	if (*path == '~')
		buf_add(out, config_home());
	buf_add(out, path + (*path == '~'));
}

/* Installed, as built (make puts a link to config/ beside the program), or as configured by make. */
void config_delivered(const char *file, struct buf *out)
{
	static const char *const places[] = {"/../share/stazh/", "/config/"};
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program));
	const char *slash = n > 0 ? memrchr(program, '/', (size_t)n) : NULL;

	for (size_t i = 0; slash && i < sizeof(places) / sizeof(*places); i++) {
		buf_clear(out);
		buf_addn(out, program, (size_t)(slash - program));
		buf_addf(out, "%s%s", places[i], file);
		if (access(out->s, R_OK) == 0)
			return;
	}
	buf_clear(out);
	buf_addf(out, "%s/%s", STAZH_SHARE, file);
}

static const char *resolve_path(const struct config *c, enum option_id id)
{
	struct value *v = &c->data->values[id];
	const char *s = config_raw(c, id), *slash;
	struct buf b = {0};

	if (v->path)
		return v->path;
	if (!*s && options[id].file) {
		config_delivered(options[id].file, &b);
	} else {
		slash = *s != '/' && *s != '~' && c->data->file ? strrchr(c->data->file, '/') : NULL;
		if (slash)
			buf_addn(&b, c->data->file, (size_t)(slash + 1 - c->data->file));
		config_add_path(s, &b);
	}
	v->path = arena_strndup(&c->data->arena, buf_text(&b), b.n);
	buf_free(&b);
	return v->path;
}

const char *config_text(const struct config *c, enum option_id id)
{
	return options[id].type == OPTION_PATH ? resolve_path(c, id) : config_raw(c, id);
}

const char *config_place(struct config_data *d, int line)
{
	struct buf b = {0};
	const char *s;

	buf_addf(&b, "%s:%d", d->file, line);
	s = arena_strndup(&d->arena, b.s, b.n);
	buf_free(&b);
	return s;
}

const char *config_from(const struct config *c, enum option_id id)
{
	struct value *v = &c->data->values[id];

	if (!v->from)
		v->from = v->text ? config_place(c->data, v->line) : "по умолчанию";
	return v->from;
}

bool config_own_centre(const struct config *c)
{
	return c->data->own_centre;
}

bool config_lacks(const struct config *c, enum option_id id)
{
	const struct option *o = &options[id];

	return o->min > 0 && o->elsewhere && !*o->elsewhere && id != OPT_CENTRE_TITLE && config_is_default(c, id);
}

bool config_is_default(const struct config *c, enum option_id id)
{
	return !c->data->values[id].text;
}

const char *config_faults(const struct config *c)
{
	return buf_text(&c->data->faults);
}

const char *config_file(const struct config *c)
{
	return c->data->file;
}

const struct config_hook *config_hook_at(const struct config *c, size_t i)
{
	return i < c->data->hooks_n ? &c->data->hooks[i] : NULL;
}

const struct config_indicator *config_indicator_at(const struct config *c, size_t i)
{
	return i < c->data->indicators_n ? &c->data->indicators[i] : NULL;
}

bool config_has_users(const struct config *c)
{
	return c->data->has_users;
}

const struct config_user *config_user_at(const struct config *c, size_t i)
{
	return i < c->data->users_n ? &c->data->users[i] : NULL;
}

const struct config_user *config_user(const struct config *c, const char *login)
{
	for (size_t i = 0; i < c->data->users_n; i++)
		if (strcmp(c->data->users[i].login, login) == 0)
			return &c->data->users[i];
	return NULL;
}

uint32_t config_rules_hash(const struct config *c)
{
	uint32_t hash = 2166136261u; /* FNV-1a over numbers and texts */

	for (enum option_id id = 0; id < OPT_END; id++) {
		if (!options[id].derives)
			continue;
		if (options[id].type == OPTION_CLAUSE || options[id].type == OPTION_TEXT)
			for (const char *s = config_raw(c, id);; s++) {
				hash = (hash ^ (unsigned char)*s) * 16777619u;
				if (!*s)
					break;
			}
		else
			hash = (hash ^ (uint32_t)number(c, id)) * 16777619u;
	}
	return hash;
}
