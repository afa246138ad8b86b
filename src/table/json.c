#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "stazh/base/mem.h"
#include "stazh/table/json.h"

const char *json_reason(int code)
{
	switch ((enum json_error_code)code) {
	case json_error_premature_end_of_input:
		return "файл обрывается на полуслове";
	case json_error_end_of_input_expected:
		return "лишнее после конца данных";
	case json_error_duplicate_key:
		return "одно и то же поле названо в записи дважды";
	case json_error_numeric_overflow:
		return "слишком большое число";
	case json_error_stack_overflow:
		return "слишком много скобок одна в другой";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "нулевой знак (\\u0000) в тексте";
	case json_error_invalid_utf8:
		return "текст не в кодировке UTF-8";
	case json_error_out_of_memory:
		return "не хватило памяти";
	default:
		return "это место не разобрать: проверьте запятые, кавычки и скобки";
	}
}

/* Lines on which the objects of the array begin. The text is known to be JSON. */
static void find_lines(const char *s, size_t size, bool within_records, struct json_rows *r)
{
	const int depth_of_rows = within_records ? 2 : 1;
	const char *name = NULL; /* the last string of the outermost object */
	size_t found = 0;
	int depth = 0, line = 1;

	for (size_t i = 0; i < size && found < r->n; i++) {
		bool in_rows =
			depth == depth_of_rows && (!within_records || (name && !strncmp(name, "\"records\"", 9)));

		/* every element of the array begins after its bracket or a comma */
		if (in_rows && strchr("{[\"-0123456789tfn", s[i]))
			r->line[found++] = line;
		if (s[i] == '"') {
			if (depth == 1)
				name = s + i;
			for (i++; i < size && s[i] != '"'; i++)
				i += s[i] == '\\';
		} else if (s[i] == '{' || s[i] == '[') {
			depth++;
		} else if (s[i] == '}' || s[i] == ']') {
			depth--;
		} else if (in_rows && strchr("-0123456789tfn", s[i])) {
			while (i + 1 < size && !strchr(",]} \t\r\n", s[i + 1]))
				i++;
		} else if (s[i] == '\n') {
			line++;
		}
	}
}

enum err json_rows_read(const char *s, size_t n, struct json_rows *out, struct error *e)
{
	json_error_t error;
	json_t *root = json_loadb(s, n, JSON_REJECT_DUPLICATES, &error);
	json_t *array = json_is_object(root) ? json_object_get(root, "records") : root;

	if (!root)
		return error_set(e, ERR_INPUT, "строка %d, знак %d: %s", error.line > 0 ? error.line : 1,
				 error.column > 0 ? error.column : 1, json_reason(json_error_code(&error)));
	if (!json_is_array(array)) {
		json_decref(root);
		return error_set(e, ERR_INPUT,
				 "в файле .json должен быть список записей в квадратных скобках: сам по себе или под "
				 "именем «records»");
	}
	*out = (struct json_rows){.root = root, .array = array, .n = json_array_size(array)};
	out->line = mem_alloc((out->n + 1) * sizeof(*out->line));
	find_lines(s, n, root != array, out);
	return OK;
}

void json_rows_release(struct json_rows *r)
{
	json_decref(r->root);
	free(r->line);
	*r = (struct json_rows){0};
}

static bool add_value(struct buf *out, const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		buf_addn(out, json_string_value(v), json_string_length(v));
		return true;
	case JSON_INTEGER:
		buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		return true;
	case JSON_REAL:
		buf_addf(out, "%.15g", json_real_value(v));
		return true;
	case JSON_TRUE:
		buf_add(out, "yes");
		return true;
	case JSON_FALSE:
		buf_add(out, "no");
		return true;
	case JSON_NULL:
		return true;
	default:
		return false;
	}
}

static bool add_array(struct buf *out, const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i)
			buf_addc(out, ';');
		if (!add_value(out, json_array_get(array, i)))
			return false;
	}
	return true;
}

bool json_row_each(const struct json_rows *r, size_t i, bool (*fn)(const char *key, const char *value, void *arg),
		   void *arg)
{
	json_t *row = json_array_get(r->array, i), *v;
	struct buf text = {0};
	const char *name;
	bool simple;

	if (!json_is_object(row))
		return false;
	json_object_foreach(row, name, v)
	{
		buf_clear(&text);
		simple = json_is_array(v) ? add_array(&text, v) : add_value(&text, v);
		if (!fn(name, simple ? buf_text(&text) : NULL, arg))
			break;
	}
	buf_free(&text);
	return true;
}
