#include <string.h>

#include "stazh/base/text.h"
#include "stazh/settings/address.h"

#define LOCAL_MAX  64 /* 4.5.3.1 */
#define DOMAIN_MAX 255
#define LABEL_MAX  63

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Parts between dots, none of them empty. */
static bool are_parts(const char *s, size_t n, const char *also, size_t longest)
{
	size_t part = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			if (!part)
				return false;
			part = 0;
			continue;
		}
		if ((!is_alnum(s[i]) && (!s[i] || !strchr(also, s[i]))) || ++part > longest)
			return false;
	}
	return part;
}

bool address_is(const char *s, size_t n)
{
	const char *at = n ? memchr(s, '@', n) : NULL;
	size_t local = at ? (size_t)(at - s) : 0, domain = at ? n - local - 1 : 0;

	/* what begins with a dash is an option to some programs */
	if (!local || local > LOCAL_MAX || !domain || domain > DOMAIN_MAX || *s == '-')
		return false;
	for (size_t i = 0; i <= domain; i++) { /* no label begins or ends with a dash */
		char before = i ? at[i] : '.', now = i < domain ? at[i + 1] : '.';

		if ((before == '.' && now == '-') || (before == '-' && now == '.'))
			return false;
	}
	return are_parts(s, local, "!#$%&'*+-/=?^_`{|}~", LOCAL_MAX) && are_parts(at + 1, domain, "-", LABEL_MAX);
}

/* Up to the comma after an address: one within a name goes on. */
static size_t length_of_one(const char *s)
{
	size_t n = strcspn(s, ",");

	while (s[n] && !memchr(s, '@', n))
		n += 1 + strcspn(s + n + 1, ",");
	return n;
}

static const char *part_name(struct address *a)
{
	if (a->name_n > 1 && *a->name == '"' && a->name[a->name_n - 1] == '"') {
		a->name++;
		a->name_n -= 2;
	}
	for (size_t i = 0; i < a->name_n; i++)
		if (strchr("<>@\"", a->name[i]) || (unsigned char)a->name[i] < ' ')
			return "в имени перед адресом лишний знак";
	return NULL;
}

bool address_next(const char **list, struct address *out)
{
	const char *s = *list, *open;
	size_t whole = s ? length_of_one(s) : 0, n;

	if (!s || !*s)
		return false;
	*list = s[whole] ? s + whole + 1 : NULL;
	n = text_trim(&s, whole);
	open = memchr(s, '<', n);
	*out = (struct address){.name = s, .at = s, .n = n};
	if (open) {
		out->at = open + 1;
		out->n = n - (size_t)(open + 1 - s);
		out->name_n = text_trim(&out->name, (size_t)(open - s));
		out->wrong = part_name(out);
		if (!out->n || out->at[--out->n] != '>')
			out->wrong = "после имени ожидается адрес в скобках < >";
	}
	if (!out->wrong && !address_is(out->at, out->n))
		out->wrong = "это не адрес почты";
	return true;
}
