/* What files on a shelf are called, and how they are fetched. */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../internal.h"
#include "stazh/base/utf8.h"
#include "stazh/model/shelf.h"

#define PLAIN_MAX 20 /* letters before the ending: the line to be typed should fit */

static bool is_letter(uint32_t cp)
{
	return (cp < 0x80 && ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z')) || (cp >= '0' && cp <= '9') ||
	       (cp >= 0x400 && cp <= 0x45f) || cp == 0x490 || cp == 0x491;
}

static bool is_sign(uint32_t cp)
{
	return (cp < 0x80 && cp && strchr(" .-_()+,", (int)cp)) || cp == 0x2116; /* № */
}

static enum err refuse_name(struct error *e)
{
	return error_set(e, ERR_USAGE,
			 "имя на полке — буквы, цифры, пробел и знаки . - _ ( ) + , №, не больше %d, сначала буква или "
			 "цифра: например, список.xlsx",
			 SHELF_NAME_MAX);
}

enum err shelf_name(const char *typed, struct buf *out, struct error *e)
{
	struct buf clean = {0};
	bool fits = !utf8_clean(typed, strlen(typed), false, &clean, NULL);
	const char *s = buf_text(&clean);
	size_t n = text_trim(&s, clean.n), used;
	uint32_t cp;

	/* what is not seen is not taken out in silence: two names that look alike would be one */
	fits = fits && n && utf8_letters(s, n) <= SHELF_NAME_MAX;
	for (size_t i = 0, left = strlen(typed); fits && left; i += used, left -= used)
		fits = (used = utf8_decode(typed + i, left, &cp)) && cp >= ' ' && !utf8_unseen(cp);
	for (size_t i = 0; fits && i < n; i += used) {
		used = utf8_decode(s + i, n - i, &cp);
		fits = is_letter(cp) || (i && is_sign(cp));
	}
	if (fits)
		buf_addn(out, s, n);
	buf_free(&clean);
	return fits ? OK : refuse_name(e);
}

/* ---- in Latin letters ---- */

static const char *const latin[] = {"a",  "b",	"v",  "g",    "d", "e", "zh", "z", "i",	 "y", "k",
				    "l",  "m",	"n",  "o",    "p", "r", "s",  "t", "u",	 "f", "kh",
				    "ts", "ch", "sh", "shch", "",  "y", "",   "e", "yu", "ya"};

static bool is_quote(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == 0xab || cp == 0xbb || (cp >= 0x2018 && cp <= 0x201f);
}

static void add_latin(uint32_t cp, struct buf *out)
{
	char last = out->n ? out->s[out->n - 1] : '-';

	if (cp >= 0x410 && cp <= 0x42f)
		cp += 0x20;
	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	if (cp >= 0x430 && cp <= 0x44f)
		buf_add(out, latin[cp - 0x430]);
	else if (cp == 0x401 || cp == 0x451)
		buf_add(out, "e");
	else if ((cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9'))
		buf_addc(out, (char)cp);
	else if (cp == '.' && last >= '0' && last <= '9') /* 24.08.2021 stays a date */
		buf_addc(out, '.');
	else if (!is_quote(cp) && last == '.')
		out->s[out->n - 1] = '-';
	else if (!is_quote(cp) && last != '-')
		buf_addc(out, '-');
}

void shelf_name_plain(const char *stem, const char *ending, struct buf *out)
{
	static const char *const loose[] = {"-ot", "-za", "-na", "-po"};
	struct buf plain = {0};
	bool cut;
	uint32_t cp;

	for (size_t i = 0, n = strlen(stem), used; i < n && (used = utf8_decode(stem + i, n - i, &cp)); i += used)
		add_latin(cp, &plain);
	cut = plain.n > PLAIN_MAX;
	if (cut) {
		plain.n = PLAIN_MAX;
		while (plain.n > PLAIN_MAX / 2 && plain.s[plain.n] != '-')
			plain.n--;
	}
	while (plain.n && strchr("-.", plain.s[plain.n - 1]))
		plain.n--;
	if (cut) /* «prikaz-37-o-ot» */
		for (size_t i = 0; i < sizeof(loose) / sizeof(*loose); i++)
			if (plain.n > strlen(loose[i]) &&
			    !memcmp(plain.s + plain.n - strlen(loose[i]), loose[i], strlen(loose[i])))
				plain.n -= strlen(loose[i]);
	buf_addn(out, plain.n ? plain.s : "file", plain.n ? plain.n : 4);
	buf_add(out, ending);
	buf_free(&plain);
}

/* ---- the line ---- */

/* «address port address port»: the third and the fourth are the server's. */
static void add_server(struct buf *out)
{
	const struct passwd *account = getpwuid(geteuid());
	const char *connection = getenv("SSH_CONNECTION");
	char *parts[5], *text = mem_strdup(connection ? connection : "");
	size_t n = text_split(text, ' ', parts, 5);

	if (n >= 4 && strcmp(parts[3], "22") != 0)
		buf_addf(out, "-p %s ", parts[3]);
	buf_addf(out, "%s@%s", account ? account->pw_name : "stazh", n >= 4 ? parts[2] : "сервер");
	free(text);
}

static bool is_plain(const char *name)
{
	return !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")];
}

/* The shell at home, whichever it is, takes the outer quotes away. */
static void add_command(const struct session *s, const char *verb, const char *name, struct buf *out)
{
	const char *host = config_text(s->config, OPT_ACCESS_HOST);

	if (!s->remote) {
		buf_addf(out, is_plain(name) ? "stazh %s %s" : "stazh %s \"%s\"", verb, name);
		return;
	}
	buf_add(out, "ssh ");
	if (*host)
		buf_add(out, host);
	else
		add_server(out);
	buf_addf(out, is_plain(name) ? " %s %s" : " \"%s '%s'\"", verb, name);
}

void shelf_add_line(const struct session *s, const char *name, struct buf *out)
{
	add_command(s, "get", name, out);
	buf_addf(out, is_plain(name) ? " > %s" : " > \"%s\"", name);
}

void shelf_add_put_line(const struct session *s, const char *name, struct buf *out)
{
	add_command(s, "put", name, out);
	buf_addf(out, is_plain(name) ? " < %s" : " < \"%s\"", name);
}
