/* Messages: RFC 5322, 2045–2047, as far as a letter with an attachment needs them. Debian's libraries for it (gmime,
 * vmime) bring glib or C++ along for a hundred lines; what these write is read by python's `email` in the tests. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "mail.h"
#include "stazh/base/utf8.h"
#include "stazh/settings/address.h"

#define LINE_MAX   76 /* letters of a line: of base64, and of a header with encoded words (RFC 2047, 2) */
#define WORD_BYTES 45 /* of text in an encoded word: 60 letters of base64, 12 around them (75 at most) */
#define LINE_BYTES 57 /* of text in a line of base64 */

static void add_base64(struct buf *out, const char *s, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;

	for (size_t i = 0; i < n; i += 3) {
		unsigned three =
			(unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);

		buf_addc(out, digits[three >> 18]);
		buf_addc(out, digits[three >> 12 & 63]);
		buf_addc(out, i + 1 < n ? digits[three >> 6 & 63] : '=');
		buf_addc(out, i + 2 < n ? digits[three & 63] : '=');
	}
}

/* What may stand in one line: no line ends, no control characters, valid UTF-8. */
static void add_plain(struct buf *out, const char *s)
{
	uint32_t cp;

	for (size_t n; *s; s += n) {
		n = utf8_decode(s, strlen(s), &cp);
		if (!n || cp < 0x20 || cp == 0x7f) {
			buf_addc(out, n ? ' ' : '?');
			n = n ? n : 1;
		} else {
			buf_addn(out, s, n);
		}
	}
}

static bool needs_encoding(const char *s, bool phrase)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80 || (phrase && strchr("()<>[]:;@\\,.\"", *s)) ||
		    (s[0] == '=' && s[1] == '?'))
			return true;
	return false;
}

/* Letters of the last line so far. */
static size_t used_of(const struct buf *out)
{
	size_t n = out->n;

	while (n && out->s[n - 1] != '\n')
		n--;
	return out->n - n;
}

/* Encoded words, each of whole characters, on lines of their own. */
static void add_words(struct buf *out, const char *s, size_t n)
{
	for (size_t at = 0, used = used_of(out); at < n; used = 1) {
		size_t most = used + 12 + 8 < LINE_MAX ? (LINE_MAX - used - 12) / 4 * 3 : 6, /* a character at least */
			length = most < WORD_BYTES ? most : WORD_BYTES;

		length = n - at > length ? length : n - at;
		while (at + length < n && ((unsigned char)s[at + length] & 0xc0) == 0x80)
			length--;
		buf_add(out, at ? "\n =?UTF-8?B?" : "=?UTF-8?B?");
		add_base64(out, s + at, length);
		buf_add(out, "?=");
		at += length;
	}
}

/* Plain words, folded at blanks before a line grows too long. */
static void add_folded(struct buf *out, const char *s)
{
	for (size_t n; *s; s += n) {
		n = strspn(s, " ");
		n += strcspn(s + n, " ");
		if (used_of(out) + n > LINE_MAX && *s == ' ' && s[1] && s[1] != ' ')
			buf_addc(out, '\n');
		buf_addn(out, s, n);
	}
}

void mime_header(struct buf *out, const char *name, const char *value)
{
	struct buf plain = {0};

	add_plain(&plain, value);
	buf_addf(out, "%s: ", name);
	if (needs_encoding(buf_text(&plain), false) || plain.n > 900)
		add_words(out, plain.s, plain.n);
	else
		add_folded(out, buf_text(&plain));
	buf_addc(out, '\n');
	buf_free(&plain);
}

static void add_mailbox(struct buf *out, const char *display, const char *address)
{
	struct buf plain = {0};

	add_plain(&plain, display);
	if (needs_encoding(buf_text(&plain), true) || plain.n > 60)
		add_words(out, plain.s, plain.n);
	else
		buf_add(out, buf_text(&plain));
	if (plain.n)
		buf_add(out, used_of(out) + strlen(address) + 4 > LINE_MAX ? "\n " : " "); /* and a comma */
	buf_addf(out, "<%s>", address);
	buf_free(&plain);
}

void mime_address(struct buf *out, const char *name, const char *display, const char *address)
{
	buf_addf(out, "%s: ", name);
	add_mailbox(out, display, address);
	buf_addc(out, '\n');
}

/* Is it one of those before it in the list? */
static bool is_again(const char *list, const struct address *a)
{
	struct address before;

	while (address_next(&list, &before) && before.at < a->at)
		if (before.n == a->n && !strncasecmp(before.at, a->at, a->n))
			return true;
	return false;
}

void mime_addresses(struct buf *out, const char *name, const char *list, const char *except)
{
	const char *rest = list;
	struct address a;
	bool any = false;

	while (address_next(&rest, &a)) {
		char *display, *at;

		if (a.wrong || (a.n == strlen(except) && !strncasecmp(a.at, except, a.n)) || is_again(list, &a))
			continue;
		display = mem_strndup(a.name, a.name_n);
		at = mem_strndup(a.at, a.n);
		buf_addf(out, any ? ",\n " : "%s: ", name);
		add_mailbox(out, display, at);
		any = true;
		free(display);
		free(at);
	}
	if (any)
		buf_addc(out, '\n');
}

void mime_date(struct buf *out, int64_t unix_time)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)unix_time;
	struct tm tm;
	long zone;

	localtime_r(&t, &tm);
	zone = tm.tm_gmtoff / 60;
	buf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02ld%02ld\n", days[tm.tm_wday], tm.tm_mday,
		 months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec, zone < 0 ? '-' : '+',
		 labs(zone) / 60, labs(zone) % 60);
}

static void add_part(struct buf *out, const struct mime_part *part)
{
	buf_addf(out, "Content-Type: %s\n", part->type);
	if (part->file)
		buf_addf(out, "Content-Disposition: attachment; filename=\"%s\"\n", part->file);
	buf_add(out, "Content-Transfer-Encoding: base64\n\n");
	for (size_t at = 0; at < part->n; at += LINE_BYTES) {
		add_base64(out, part->text + at, part->n - at > LINE_BYTES ? LINE_BYTES : part->n - at);
		buf_addc(out, '\n');
	}
}

void mime_body(struct buf *out, uint32_t id, const struct mime_part *parts, size_t n)
{
	/* no line of base64 begins so */
	buf_addf(out, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_stazh_%u\"\n\n", id);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "--=_stazh_%u\n", id);
		add_part(out, &parts[i]);
	}
	buf_addf(out, "--=_stazh_%u--\n", id);
}
