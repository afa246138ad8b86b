#include <string.h>

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
