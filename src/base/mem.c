#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stazh/base/err.h"
#include "stazh/base/mem.h"

#define BLOCK 8000

void (*mem_on_fail)(void);
const char *mem_done;
static struct mem_cleanup *cleanups;

void mem_cleanup_add(struct mem_cleanup *c, void (*fn)(void *arg), void *arg)
{
	*c = (struct mem_cleanup){fn, arg, cleanups};
	cleanups = c;
}

void mem_cleanup_drop(struct mem_cleanup *c)
{
	for (struct mem_cleanup **at = &cleanups; *at; at = &(*at)->next)
		if (*at == c) {
			*at = c->next;
			return;
		}
}

void mem_after_fork(void)
{
	mem_on_fail = NULL;
	mem_done = NULL;
	cleanups = NULL;
}

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(16) char bytes[];
};

static _Noreturn void fail(void)
{
	char message[300] = "stazh: не хватает памяти";

	if (mem_on_fail)
		mem_on_fail();
	for (struct mem_cleanup *c; (c = cleanups);) {
		cleanups = c->next; /* should it need memory itself */
		c->fn(c->arg);
	}
	if (mem_done)
		strncat(strcat(message, "; "), mem_done, 200);
	strcat(message, "\n");
	if (write(STDERR_FILENO, message, strlen(message)) < 0)
		_exit(ERR_STORAGE); /* which says it as well */
	_exit(ERR_STORAGE);
}

#ifdef __has_feature
#define HAS(feature) __has_feature(feature)
#else
#define HAS(feature) 0
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !HAS(address_sanitizer)

/* More than that is a number in a damaged file, and who asks for it looks at the answer. */
#define LARGE ((size_t)256 << 20)

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static void *given(void *p, size_t n, size_t size)
{
	if (!p && n && size && size <= LARGE / n)
		fail();
	return p;
}

void *malloc(size_t n)
{
	return given(__libc_malloc(n), n, 1);
}

void *calloc(size_t n, size_t size)
{
	return given(__libc_calloc(n, size), n, size);
}

void *realloc(void *p, size_t n)
{
	return given(__libc_realloc(p, n), n, 1);
}

#endif

void *mem_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		fail();
	return p;
}

void *mem_resize(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		fail();
	return p;
}

char *mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t n)
{
	char *p = mem_resize(NULL, n + 1);

	if (n)
		memcpy(p, s, n);
	p[n] = 0;
	return p;
}

void *mem_grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap * 2 : 16;
	if (*cap > SIZE_MAX / 2 / size)
		fail();
	return mem_resize(p, *cap * size);
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b = a->head;
	void *p;

	if (n > SIZE_MAX / 2)
		fail();
	n = (n + 7) & ~(size_t)7;
	if (!b || n > b->size - b->used) {
		size_t size = n > BLOCK ? n : BLOCK;
		struct arena_block *fresh = mem_resize(NULL, sizeof(*fresh) + size);

		*fresh = (struct arena_block){.size = size};
		/* The block with more room left stays in use. */
		if (b && size - n < b->size - b->used) {
			fresh->next = b->next;
			b->next = fresh;
		} else {
			fresh->next = b;
			a->head = fresh;
		}
		b = fresh;
	}
	p = b->bytes + b->used;
	b->used += n;
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, s, n);
	p[n] = 0;
	return p;
}

void arena_release(struct arena *a)
{
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
}

size_t mem_sort_unique(void *all, size_t n, size_t size, int (*compare)(const void *a, const void *b))
{
	char *p = all;
	size_t kept = n > 0;

	if (n)
		qsort(all, n, size, compare);
	for (size_t i = 1; i < n; i++)
		if (compare(p + i * size, p + (kept - 1) * size))
			memmove(p + kept++ * size, p + i * size, size);
	return kept;
}
