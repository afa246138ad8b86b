#include <string.h>

#include "stazh/document/document.h"
#include "stazh/document/template.h"

/* The number in «[3.3]»; its length, 0: the line is none. */
static size_t mark(const char *line, size_t n, const char **number)
{
	size_t digits = n > 2 && *line == '[' ? strspn(line + 1, "0123456789.") : 0;

	*number = line + 1;
	return digits && line[digits + 1] == ']' ? digits : 0;
}

enum err regulation_clause(const struct config *c, const char *clause, struct buf *out, struct error *e)
{
	struct buf text = {0};
	size_t want = clause ? strlen(clause) : 0, from = out->n;
	bool inside = !clause, found = inside;
	enum err err = template_read(config_text(c, OPT_REGULATION), &text, e);

	if (err)
		goto done;
	for (const char *p = text.s, *end; *p; p = end + 1) {
		const char *number;
		size_t n, length;

		end = strchr(p, '\n');
		n = (size_t)(end - p) - (end > p && end[-1] == '\r');
		length = mark(p, n, &number);
		if (length && clause) {
			inside = length >= want && !memcmp(number, clause, want) &&
				 (length == want || number[want] == '.');
			found = found || inside;
		} else if (inside && *p != '#' && !length && (n || out->n > from)) {
			buf_addn(out, p, n);
			buf_addc(out, '\n');
		}
	}
	while (out->n > from + 1 && out->s[out->n - 1] == '\n' && out->s[out->n - 2] == '\n')
		out->s[--out->n] = '\0';
	if (!found)
		err = error_set(e, ERR_NONE, "В Положении нет пункта %s", clause);
done:
	buf_free(&text);
	return err;
}

enum err regulation_each(const struct config *c, void (*fn)(const char *line, size_t n, int level, void *arg),
			 void *arg, struct error *e)
{
	struct buf text = {0};
	enum err err = template_read(config_text(c, OPT_REGULATION), &text, e);
	int level = 0;

	for (const char *p = buf_text(&text), *end; *p && !err; p = end + 1) {
		const char *number;
		size_t n, length;

		end = strchr(p, '\n');
		n = (size_t)(end - p) - (end > p && end[-1] == '\r');
		length = mark(p, n, &number);
		if (length)
			level = memchr(number, '.', length) ? 2 : 1;
		else if (n && *p != '#')
			fn(p, n, *p == '-' ? 3 : level, arg);
	}
	buf_free(&text);
	return err;
}
