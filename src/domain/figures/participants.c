/* Who the trainees are, in words. */
#include <stdlib.h>
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/base/decline.h"
#include "stazh/base/mem.h"
#include "stazh/domain/figures.h"

#define GROUP	"trainees.position:"
#define UNKNOWN "не указано"
#define OTHER	"иная"

struct post {
	const char *name;
	long n;
	size_t place; /* in the list */
};

static int compare(const void *pa, const void *pb)
{
	const struct post *a = pa, *b = pb;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return collate_compare(a->name, b->name);
}

/* What is in no list comes behind, what is not known last. */
static size_t place_of(const char *const *list, size_t n, const char *name)
{
	size_t i = 0;

	if (!strcmp(name, UNKNOWN))
		return n + 2;
	while (i < n && strcmp(list[i], name) != 0)
		i++;
	return !strcmp(name, OTHER) ? n + 1 : i;
}

static void add_post(const struct post *p, struct buf *out)
{
	if (!strcmp(p->name, OTHER))
		buf_addf(out, "%ld %s", p->n,
			 text_plural(p->n, "человек другой должности", "человека других должностей",
				     "человек других должностей"));
	else if (!strcmp(p->name, UNKNOWN))
		buf_addf(out, "%ld %s, чья должность не указана", p->n,
			 text_plural(p->n, "человек", "человека", "человек"));
	else
		decline_count(p->n, p->name, p->n > 1, out);
}

void figures_add_posts(const struct figures *f, const struct config *c, struct buf *out)
{
	size_t list_n, n = 0;
	const char *const *list = config_list(c, OPT_POSITION_KINDS, &list_n);
	struct post *posts = mem_alloc((f->n + 1) * sizeof(*posts));

	for (size_t i = 0; i < f->n; i++)
		if (!strncmp(f->f[i].code, GROUP, strlen(GROUP)) && f->f[i].value > 0) {
			posts[n].name = f->f[i].code + strlen(GROUP);
			posts[n].n = (long)f->f[i].value;
			posts[n].place = place_of(list, list_n, posts[n].name);
			n++;
		}
	qsort(posts, n, sizeof(*posts), compare);
	for (size_t i = 0; i < n; i++) {
		buf_add(out, i ? ", " : "");
		add_post(&posts[i], out);
	}
	free(posts);
}
