#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ics_html.h"
#include "stazh/base/utf8.h"

#define TAG_MAX 12 /* bytes of a name */

struct html {
	struct buf *out;
	size_t start;	 /* of the text in out */
	struct buf link; /* the address of the one that is open */
	size_t link_at;	 /* where its words begin */
	bool pre;	 /* blanks are kept */
	bool lines;	 /* a line end of its own is meant, as Google mixes both */
};

/* The name of the tag at s («<br/>», «</p>») in small letters, with its slash; its length, 0: it is none. */
static size_t tag_name(const char *s, char *name)
{
	size_t n = 0, i = 1;

	if (*s != '<')
		return 0;
	if (s[i] == '/')
		name[n++] = s[i++];
	for (; n < TAG_MAX && ((s[i] | 0x20) >= 'a' ? (s[i] | 0x20) <= 'z' : s[i] >= '1' && s[i] <= '6'); i++)
		name[n++] = (char)(s[i] | 0x20);
	name[n] = '\0';
	return n && strchr(" \t\r\n/>", s[i]) && s[i] && strchr(s, '>') ? i : 0;
}

static bool is_one_of(const char *name, const char *const *of)
{
	for (; *of; of++)
		if (!strcmp(name + (*name == '/'), *of))
			return true;
	return false;
}

bool ics_html_is(const char *s)
{
	static const char *const usual[] = {"html", "body", "p",  "br",	 "div",	 "span",  "a",	    "b",  "i", "u",
					    "ul",   "ol",   "li", "pre", "font", "table", "strong", "em", NULL};
	char name[TAG_MAX + 1];

	for (; (s = strchr(s, '<')); s++)
		if (tag_name(s, name) && is_one_of(name, usual))
			return true;
	return false;
}

/* At most one empty line between two. */
static void break_line(struct html *h, size_t breaks)
{
	size_t have = 0;

	while (h->out->n > h->start && h->out->s[h->out->n - 1] == ' ')
		h->out->n--;
	while (have < h->out->n - h->start && h->out->s[h->out->n - 1 - have] == '\n')
		have++;
	if (h->out->n > h->start && have < 2)
		for (; have < breaks; have++)
			buf_addc(h->out, '\n');
}

static void add_blank(struct html *h)
{
	char last = h->out->n > h->start ? h->out->s[h->out->n - 1] : '\n';

	if (last != '\n' && last != ' ')
		buf_addc(h->out, ' ');
}

/* «&nbsp;» at s: its length, 0: it is none that is known. */
static size_t add_entity(struct html *h, const char *s)
{
	static const struct {
		const char *name, *text;
	} known[] = {{"&nbsp;", " "},	{"&amp;", "&"},	  {"&lt;", "<"},    {"&gt;", ">"},    {"&quot;", "\""},
		     {"&apos;", "'"},	{"&laquo;", "«"}, {"&raquo;", "»"}, {"&mdash;", "—"}, {"&ndash;", "–"},
		     {"&hellip;", "…"}, {"&bull;", "•"},  {"&ldquo;", "“"}, {"&rdquo;", "”"}};
	char *end, text[4];
	unsigned long cp;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strncmp(s, known[i].name, strlen(known[i].name))) {
			buf_add(h->out, known[i].text);
			return strlen(known[i].name);
		}
	if (s[1] != '#')
		return 0;
	cp = (s[2] | 0x20) == 'x' ? strtoul(s + 3, &end, 16) : strtoul(s + 2, &end, 10);
	if (*end != ';' || end == s + 2 || cp < ' ' || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		return 0;
	buf_addn(h->out, text, utf8_write((uint32_t)cp, text));
	return (size_t)(end + 1 - s);
}

static void begin_link(struct html *h, const char *tag, const char *end)
{
	const char *href = strcasestr(tag, "href=");
	char quote;

	buf_clear(&h->link);
	h->link_at = h->out->n;
	if (!href || href > end)
		return;
	href += 5;
	quote = *href == '"' || *href == '\'' ? *href++ : ' ';
	while (href < end && *href != quote && *href != '>')
		buf_addc(&h->link, *href++);
}

/* The address is told unless the words are it. */
static void end_link(struct html *h)
{
	if (h->link.n && strncmp(h->link.s, "mailto:", 7) != 0 &&
	    (h->link_at > h->out->n || !strstr(buf_text(h->out) + h->link_at, h->link.s)))
		buf_addf(h->out, " (%s)", h->link.s);
	buf_clear(&h->link);
}

/* What is behind the tag. */
static const char *take_tag(struct html *h, const char *s, const char *name)
{
	static const char *const lines[] = {"br", "div", "tr", "li", "ul", "ol", "table", NULL},
				 *const paragraphs[] = {"p",  "pre", "blockquote", "hr", "h1",
							"h2", "h3",  "h4",	   "h5", NULL},
				 *const silent[] = {"head", "style", "script", "title", NULL};
	const char *end = strchr(s, '>') + 1;

	if (*name != '/' && is_one_of(name, silent)) {
		char closing[TAG_MAX + 3] = "</";
		const char *behind = strcasestr(end, strcat(closing, name));

		return behind ? behind : end;
	}
	if (!strcmp(name, "br") && h->out->n > h->start)
		buf_addc(h->out, '\n');
	else if (is_one_of(name, lines))
		break_line(h, 1);
	else if (is_one_of(name, paragraphs))
		break_line(h, 2);
	if (!strcmp(name, "li"))
		buf_add(h->out, "– ");
	else if (!strcmp(name, "td") || !strcmp(name, "/td") || !strcmp(name, "th"))
		add_blank(h);
	else if (!strcmp(name, "a"))
		begin_link(h, s, end);
	else if (!strcmp(name, "/a"))
		end_link(h);
	else if (!strcmp(name + (*name == '/'), "pre"))
		h->pre = *name != '/';
	return end;
}

void ics_html_text(const char *s, struct buf *out)
{
	struct html h = {.out = out, .start = out->n, .lines = !strcasestr(s, "<p") && !strcasestr(s, "<html")};
	char name[TAG_MAX + 1];

	while (*s) {
		size_t n = *s == '&' ? add_entity(&h, s) : 0;
		const char *comment = !strncmp(s, "<!--", 4) ? strstr(s, "-->") : NULL;

		if (n) {
			s += n;
		} else if (comment) {
			s = comment + 3;
		} else if (!strncmp(s, "<!", 2) && strchr(s, '>')) {
			s = strchr(s, '>') + 1;
		} else if (tag_name(s, name)) {
			s = take_tag(&h, s, name);
		} else if (strchr(" \t\r\n", *s) && !h.pre) {
			if (*s == '\n' && h.lines)
				break_line(&h, 1);
			else
				add_blank(&h);
			s++;
		} else {
			buf_addc(out, *s++);
		}
	}
	while (out->n > h.start && strchr(" \n", out->s[out->n - 1]))
		out->s[--out->n] = '\0';
	buf_free(&h.link);
}
