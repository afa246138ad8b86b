#include <math.h>

#include "stazh/base/mark.h"

#define BAR  20 /* cells */
#define SPAN 30

/* From the lowest to the whole one, then those of less ink. */
enum { WHOLE = 7, DARK, LIGHT, MARKS };
static const char *const blocks[MARKS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█", "▓", "░"};

static void add_bar(const struct mark *m, struct buf *out)
{
	int from = (int)lround(m->from * BAR / m->of), to = (int)lround(m->to * BAR / m->of);

	for (int i = 0; i < BAR; i++)
		buf_add(out, blocks[i < from && i < to ? WHOLE : i < to ? DARK : LIGHT]);
}

static void add_span(const struct mark *m, struct buf *out)
{
	int left = (int)(m->from * SPAN / m->of), right = (int)(m->to * SPAN / m->of);

	for (int i = 0; i < SPAN; i++)
		buf_add(out, blocks[i >= left && (i < right || i == left) ? WHOLE : LIGHT]);
}

void mark_add(const struct mark *m, struct buf *out)
{
	int level;

	switch (m->sort) {
	case MARK_BAR:
		add_bar(m, out);
		break;
	case MARK_SPAN:
		add_span(m, out);
		break;
	case MARK_COLUMN: /* by tenths: those of 71 % and 79 % are alike */
		level = (int)(m->to * 10 / m->of) * WHOLE / 10;
		buf_add(out, blocks[m->to > 0 && !level ? 1 : level]);
		break;
	case MARK_COUNT:
		buf_add(out, blocks[m->to > 0 ? 1 + (int)(m->to * (WHOLE - 1) / m->of) : 0]);
		break;
	}
}

void mark_add_bar(double share, int cells, bool light, struct buf *out)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	int n = (int)lround(share * cells * 8);

	for (int i = 0; i < (light ? (n + 4) / 8 : n / 8); i++)
		buf_add(out, light ? "▒" : "█");
	if (!light)
		buf_add(out, eighths[n % 8]);
}

const char *mark_of_day(long days)
{
	return days < 0 ? "!" : days == 0 ? "●" : days <= 7 ? "○" : " ";
}
