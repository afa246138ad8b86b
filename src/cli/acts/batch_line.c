#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "stazh/base/mem.h"
#include "stazh/table/json.h"
#include "batch_line.h"

#define EXPECTED "ожидается {\"run\": [\"add\", \"reminder\", \"what=…\"]}"
#define LETTERS	 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static enum err take_words(const json_t *run, struct batch_line *out, struct error *e)
{
	size_t n = json_array_size(run);

	if (!json_is_array(run) || !n)
		return error_set(e, ERR_USAGE, "в «run» нет слов команды; " EXPECTED);
	out->words = mem_alloc((n + 1) * sizeof(*out->words));
	for (size_t i = 0; i < n; i++) {
		const json_t *v = json_array_get(run, i);
		struct buf number = {0};

		if (json_is_string(v)) {
			out->words[out->n++] = mem_strdup(json_string_value(v));
		} else if (json_is_integer(v) && json_integer_value(v) >= 0) {
			buf_addf(&number, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
			out->words[out->n++] = mem_strdup(number.s);
		} else {
			return error_set(e, ERR_USAGE, "слово %zu в «run» — не текст и не номер; " EXPECTED, i + 1);
		}
		buf_free(&number);
	}
	return OK;
}

static enum err take_name(const json_t *as, struct batch_line *out, struct error *e)
{
	const char *s = json_string_value(as);

	if (!s || !*s || strlen(s) > BATCH_NAME_MAX || s[strspn(s, LETTERS)])
		return error_set(e, ERR_USAGE,
				 "«as» — имя для следующих строк: ожидаются латинские буквы и цифры, не больше %d",
				 BATCH_NAME_MAX);
	out->as = s;
	return OK;
}

enum err batch_line_read(const char *s, size_t n, struct batch_line *out, struct error *e)
{
	json_error_t error;
	json_t *v;
	const char *key;
	enum err err = OK;

	*out = (struct batch_line){.root = json_loadb(s, n, JSON_REJECT_DUPLICATES, &error)};
	if (!out->root)
		return error_set(e, ERR_USAGE, "знак %d: %s; " EXPECTED, error.column > 0 ? error.column : 1,
				 json_reason(json_error_code(&error)));
	if (!json_is_object((json_t *)out->root))
		return error_set(e, ERR_USAGE, "не объект JSON; " EXPECTED);
	json_object_foreach((json_t *)out->root, key, v)
	{
		if (!strcmp(key, "run"))
			err = take_words(v, out, e);
		else if (!strcmp(key, "as"))
			err = take_name(v, out, e);
		else
			err = error_set(e, ERR_USAGE, "лишнее «%.60s»; " EXPECTED, key);
		if (err)
			return err;
	}
	return out->n ? OK : error_set(e, ERR_USAGE, "нет «run»; " EXPECTED);
}

void batch_line_release(struct batch_line *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->words[i]);
	free(l->words);
	json_decref(l->root);
	*l = (struct batch_line){0};
}

void batch_names_clear(struct batch_names *all)
{
	all->n = 0;
	if (all->slots_n)
		memset(all->slots, 0, all->slots_n * sizeof(*all->slots));
}

void batch_names_free(struct batch_names *all)
{
	free(all->names);
	free(all->slots);
	*all = (struct batch_names){0};
}

/* Where the name is, or would be. */
static uint32_t *slot_of(const struct batch_names *all, const char *name, size_t n)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (uint8_t)name[i]) * 16777619u;
	for (size_t at = hash;; at++) {
		uint32_t *slot = &all->slots[at % all->slots_n];
		const char *there = *slot ? all->names[*slot - 1].name : NULL;

		if (!there || (strlen(there) == n && !memcmp(there, name, n)))
			return slot;
	}
}

static void enlarge(struct batch_names *all)
{
	all->slots_n = all->slots_n ? all->slots_n * 2 : 64;
	free(all->slots);
	all->slots = mem_alloc(all->slots_n * sizeof(*all->slots));
	for (size_t i = 0; i < all->n; i++)
		*slot_of(all, all->names[i].name, strlen(all->names[i].name)) = (uint32_t)i + 1;
}

void batch_names_add(struct batch_names *all, const char *name, uint32_t id)
{
	struct batch_name *one;

	if (2 * all->n >= all->slots_n)
		enlarge(all);
	all->names = mem_grow(all->names, all->n, &all->cap, sizeof(*all->names));
	one = &all->names[all->n++];
	*one = (struct batch_name){.id = id};
	strncpy(one->name, name, BATCH_NAME_MAX);
	*slot_of(all, one->name, strlen(one->name)) = (uint32_t)all->n;
}

const struct batch_name *batch_name_find(const struct batch_names *all, const char *name, size_t n)
{
	uint32_t at = all->slots_n ? *slot_of(all, name, n) : 0;

	return at ? &all->names[at - 1] : NULL;
}

void batch_word_add(const struct batch_names *all, const char *word, struct buf *out)
{
	const char *equals = strchr(word, '='), *s = word;

	if (equals && *word != '@') {
		s = equals + 1;
		buf_addn(out, word, (size_t)(s - word));
	}
	for (;;) {
		size_t n = strcspn(s, ";");
		const struct batch_name *named = *s == '@' ? batch_name_find(all, s + 1, n - 1) : NULL;

		if (named)
			buf_addf(out, "%u", named->id);
		else
			buf_addn(out, s, n);
		s += n;
		if (!*s)
			return;
		buf_addc(out, *s++);
	}
}
