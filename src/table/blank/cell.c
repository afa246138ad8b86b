/* What is written into a cell. */
#include <math.h>
#include <string.h>

#include "cells.h"

bool cell_number(const struct sheet *s, size_t style, const struct blank_value *v, double *out)
{
	enum shows shows = style < s->cells->styles_n ? s->cells->styles[style] : SHOWS_ANY;

	switch (v->what) {
	case BLANK_NUMBER:
		*out = v->number;
		return true;
	case BLANK_PERCENT:
		*out = shows == SHOWS_PERCENT ? v->number / 100 : round(v->number * 10) / 10;
		return true;
	case BLANK_DAY:
		*out = v->day + (s->from_1904 ? 24107 : 25569); /* of 1900-03-01 and later */
		return shows == SHOWS_DAY && *out > (s->from_1904 ? 0 : 60);
	default:
		return false;
	}
}

void cell_add_content(const struct sheet *s, const char *text, double number, struct buf *out)
{
	int prefix = (int)(strlen(s->name) - 1);

	if (!text) {
		buf_addf(out, "<%.*sv>", prefix, s->name);
		blank_add_number(out, number);
		buf_addf(out, "</%.*sv>", prefix, s->name);
	} else if (*text) { /* a formula takes an empty text for no number */
		buf_addf(out, "<%.*sis><%.*st xml:space=\"preserve\">", prefix, s->name, prefix, s->name);
		page_add_escaped(out, text, strlen(text), &(struct writing){.line = NULL});
		buf_addf(out, "</%.*st></%.*sis>", prefix, s->name, prefix, s->name);
	}
}

/* «<c r="B7" s="3" t="s"><v>12</v></c>» becomes «<c r="B7" s="3"><v>57</v></c>». */
void cell_put(struct sheet *s, const char *text, double number, size_t end)
{
	bool whole = s->page.xml.s[s->tag + s->tag_n - 2] == '/'; /* «<c r="B7" s="3"/>» */
	size_t behind = s->tag + s->tag_n - (whole ? 2 : 1);
	struct attribute type;
	struct buf content = {0};

	if (page_attribute(&s->page, s->tag, s->tag_n, "t", &type))
		page_put(&s->page, type.at, type.n, "", 0);
	buf_add(&content, text && *text ? " t=\"inlineStr\">" : ">");
	cell_add_content(s, text, number, &content);
	if (whole)
		buf_addf(&content, "</%s>", s->name);
	page_put(&s->page, behind, whole ? 2 : end - behind, content.s, content.n);
	buf_free(&content);
}
