/* What the headings of a table mean. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "stazh/base/collate.h"
#include "stazh/base/utf8.h"

/* ---- what they mean ---- */

/* The reference «head» for «head_name», NULL: it is none. */
static const struct field *named_reference(const struct kind_def *k, const char *name)
{
	const char *tail = strrchr(name, '_');
	const struct field *f;
	char *copy;

	if (!tail || strcmp(tail, "_name"))
		return NULL;
	copy = mem_strndup(name, (size_t)(tail - name));
	f = field_by_name(k, copy);
	free(copy);
	return f && f->type->target ? f : NULL;
}

/* What «show --format json» adds to the record. */
static bool is_beside(const char *name)
{
	static const char *const known[] = {"missing", "belongs", "links", "referred"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(name, known[i]))
			return true;
	return false;
}

/* The number of a row, as every table has it: never that of a record, which is spelled out («id»). */
static bool is_row_number(const char *name)
{
	static const char *const known[] = {"№",
					    "№№",
					    "№ п/п",
					    "№п/п",
					    "№ пп",
					    "№ п.п.",
					    "п/п",
					    "пп",
					    "№ строки",
					    "N",
					    "N п/п",
					    "Nп/п",
					    "No",
					    "No.",
					    "Nr",
					    "#",
					    "номер п/п",
					    "номер по порядку",
					    "порядковый номер",
					    "пор. №",
					    "№ по порядку"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (name_same(known[i], name))
			return true;
	return false;
}

bool import_is_full_name(const struct kind_def *k, const char *name)
{
	static const char *const known[] = {
		"ФИО", "Ф.И.О.", "fio", "Фамилия, имя, отчество", "Фамилия Имя Отчество", "Ф. И. О.", "Ф И О"};
	const struct field *through = kind_more(k)->through ? field_by_id(k, kind_more(k)->through) : NULL;

	if (!kind_more(through ? kind_def(through->ref) : k)->named)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (name_same(known[i], name))
			return true;
	return false;
}

static bool is_own(const struct kind_def *k, const struct field *f)
{
	return f >= k->fields && f < k->fields + k->n;
}

const char *import_told(const struct import *im, const char *name, size_t at)
{
	for (size_t i = 0; i < im->q->columns_n; i++) {
		const char *wanted = im->q->columns[i].name;

		if (heading_same(wanted, name) || (*wanted == '#' && import_parse_id(wanted + 1) == at + 1))
			return im->q->columns[i].value;
	}
	return NULL;
}

static void understand_text(const struct import *im, const char *name, struct part_of_file *p)
{
	const struct kind_def *through =
		kind_more(im->k)->through ? kind_def(field_by_id(im->k, kind_more(im->k)->through)->ref) : NULL;
	const struct field *f = *name ? field_by_name(im->k, name) : NULL;

	p->part = PART_SKIP;
	if (!*name) {
		p->part = PART_EMPTY;
	} else if (is_row_number(name)) {
		return;
	} else if (!strcmp(name, "kind")) {
		p->part = PART_KIND;
		p->f = f;
	} else if (import_is_full_name(im->k, name)) {
		p->part = PART_FULL_NAME;
	} else if (f && is_own(im->k, f)) {
		p->part = PART_FIELD;
		p->f = f;
		p->later = !im->update && !(f->flags & FF_REQUIRED) && field_may_point(f, im->k->kind);
	} else if (f) {
		if (!strcmp(f->name, "id"))
			p->part = PART_ID;
	} else if (through && (f = field_by_name(through, name)) && is_own(through, f)) {
		p->part = PART_THROUGH;
		p->f = f;
	} else if ((f = named_reference(im->k, name))) {
		p->part = PART_NAME;
		p->f = f;
	} else if (!is_beside(name)) {
		p->part = PART_UNKNOWN;
	}
}

void import_understand(const struct import *im, const char *name, struct part_of_file *p)
{
	struct buf text[2] = {0}, *now = &text[0], *before = &text[1], *swap;

	understand_text(im, name, p);
	buf_add(before, name);
	for (int way = 0; way < 4 && p->part == PART_UNKNOWN; way++) { /* joined or not, stripped or not */
		buf_clear(now);
		heading_add(name, way & 1, now);
		if (way & 2)
			heading_strip(now);
		if (!strcmp(now->s, before->s)) /* most headings are clean */
			continue;
		understand_text(im, now->s, p);
		swap = now, now = before, before = swap;
	}
	buf_free(now);
	buf_free(before);
}

bool import_is_known(const struct import *im, const char *text)
{
	struct part_of_file p = {.name = NULL};

	import_understand(im, text, &p);
	return p.part != PART_UNKNOWN && p.part != PART_EMPTY;
}

/* Two columns of it would say two things of one field. */
static bool is_set_by(enum part part)
{
	return part == PART_FIELD || part == PART_ID || part == PART_FULL_NAME || part == PART_THROUGH;
}

void import_add_part(struct import *im, const char *header, int line)
{
	struct part_of_file *p;
	const char *near, *by_hand;
	struct buf name = {0};

	if (line)
		heading_add(header, false, &name);
	else /* a key is looked up as it is */
		buf_add(&name, header);
	im->parts = mem_grow(im->parts, im->n, &im->cap, sizeof(*im->parts));
	p = &im->parts[im->n++];
	*p = (struct part_of_file){.name = buf_take(&name), .part = PART_SKIP};
	by_hand = import_told(im, p->name, im->n - 1);
	if (!by_hand || *by_hand)
		import_understand(im, by_hand ? by_hand : header, p);
	if (p->part == PART_UNKNOWN && !by_hand && (by_hand = import_heading_told_before(im, p->name))) {
		p->part = PART_SKIP;
		if (*by_hand)
			import_understand(im, by_hand, p);
		import_note(im, "столбец «%s» — %s, как в прошлый раз", p->name, *by_hand ? by_hand : "не загружается");
	}
	im->any_later |= p->later;
	im->through |= kind_more(im->k)->through && (p->part == PART_FULL_NAME || p->part == PART_THROUGH);
	if (p->part == PART_UNKNOWN) {
		near = field_nearest(im->k, by_hand ? by_hand : p->name);
		import_fault(im, line, p->name, by_hand, "такого поля у вида «%s» нет%s%s%s", im->k->title,
			     near ? "; может быть, " : "", near ? near : "", near ? "?" : "");
	}
	for (size_t i = 0; i + 1 < im->n; i++)
		if (p->part == im->parts[i].part && im->parts[i].f == p->f && is_set_by(p->part)) {
			import_fault(im, line, p->name, NULL, "это поле уже есть в столбце «%s»", im->parts[i].name);
			p->part = PART_SKIP;
		}
}
