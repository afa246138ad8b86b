/* The options as `stazh config` shows them. */
#include <string.h>

#include "stazh/base/utf8.h"
#include "config_parts.h"

static int wider(int width, const char *s)
{
	int w = utf8_width(s, strlen(s));

	return w > width ? w : width;
}

static void print_row(struct buf *out, const char *key, int key_width, const char *from, int from_width,
		      const char *value)
{
	buf_add(out, "  ");
	text_fit(out, key, key_width);
	buf_add(out, "  ");
	text_fit(out, from, from_width);
	buf_addf(out, "%s%s\n", *value ? "  " : "", value);
}

void config_print(const struct config *c, struct buf *out)
{
	const struct config_data *d = c->data;
	int key_width = 1, from_width = 1;
	const char *section = "";

	for (enum option_id id = 0; id < OPT_END; id++) {
		key_width = wider(key_width, options[id].key);
		from_width = wider(from_width, config_from(c, id));
		from_width = *config_added(c, id) ? wider(from_width, "база данных") : from_width;
	}
	for (size_t i = 0; i < d->users_n; i++) {
		key_width = wider(key_width, d->users[i].login);
		from_width = wider(from_width, d->users[i].from);
	}
	for (size_t i = 0; i < d->hooks_n; i++) {
		key_width = wider(key_width, d->hooks[i].name);
		from_width = wider(from_width, d->hooks[i].from);
	}
	for (size_t i = 0; i < d->indicators_n; i++)
		from_width = wider(from_width, d->indicators[i].from);
	if (d->file)
		buf_addf(out, "Файл настроек: %s\n", d->file);
	else
		buf_add(out, "Файла настроек нет: действуют значения по умолчанию\n");
	for (enum option_id id = 0; id < OPT_END; id++) {
		if (strcmp(section, options[id].section) != 0) {
			section = options[id].section;
			buf_addf(out, "\n[%s]\n", section);
		}
		print_row(out, options[id].key, key_width, config_from(c, id), from_width, config_text(c, id));
		if (*config_added(c, id)) {
			struct buf more = {0};

			buf_addf(&more, "+ %s", config_added(c, id));
			print_row(out, "", key_width, "база данных", from_width, more.s);
			buf_free(&more);
		}
		for (size_t i = 0; id == OPT_HOOK_SECONDS && i < d->hooks_n; i++)
			print_row(out, d->hooks[i].name, key_width, d->hooks[i].from, from_width, d->hooks[i].command);
	}
	if (d->indicators_n)
		buf_addf(out, "\n[%s]\n", INDICATORS);
	for (size_t i = 0; i < d->indicators_n; i++)
		print_row(out, d->indicators[i].name, key_width, d->indicators[i].from, from_width,
			  d->indicators[i].text);
	if (d->has_users)
		buf_addf(out, "\n[%s]\n", USERS);
	for (size_t i = 0; i < d->users_n; i++) {
		const struct config_user *u = &d->users[i];
		struct buf value = {0};

		buf_addf(&value, "%s%s%s", u->role, *u->own ? ":" : "", u->own);
		print_row(out, u->login, key_width, u->from, from_width, value.s);
		buf_free(&value);
	}
}
