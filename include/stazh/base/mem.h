/* Memory that is there or ends the program: out of memory is not handled piecemeal. Before the end `mem_on_fail` is
 * called (the screen sets it, to give the terminal back); then one Russian line on stderr and _exit(5). malloc, calloc
 * and realloc are ours too, so that the same is true of the libraries, few of which look whether they got what they
 * asked for. */
#ifndef STAZH_BASE_MEM_H
#define STAZH_BASE_MEM_H

#include <stddef.h>

extern void (*mem_on_fail)(void);
/* What was already done, and is told then, too: «изменение уже записано». NULL: nothing. */
extern const char *mem_done;

/* What is to be cleared away then: files that are not finished. The struct belongs to the caller until it is dropped;
 * the last added comes first, once. */
struct mem_cleanup {
	void (*fn)(void *arg);
	void *arg;
	struct mem_cleanup *next;
};
void mem_cleanup_add(struct mem_cleanup *c, void (*fn)(void *arg), void *arg);
void mem_cleanup_drop(struct mem_cleanup *c);
void mem_after_fork(void); /* in the child: none of this is its own */

void *mem_alloc(size_t n);		    /* zeroed; free() */
void *mem_resize(void *p, size_t n);	    /* free() */
char *mem_strdup(const char *s);	    /* free() */
char *mem_strndup(const char *s, size_t n); /* NUL-terminated; free() */

/* Makes room for one more element of `size` bytes in a growing array: doubles *cap when n == *cap. */
void *mem_grow(void *p, size_t n, size_t *cap, size_t size);

/* Bump allocator: everything given is released at once. {0} is a valid empty arena. */
struct arena {
	struct arena_block *head;
};
void *arena_alloc(struct arena *a, size_t n);		       /* aligned to 8, not zeroed */
char *arena_strndup(struct arena *a, const char *s, size_t n); /* NUL-terminated */
void arena_release(struct arena *a);

/* Sorts the n elements of `size` bytes and keeps one of those that are alike; how many are left. */
size_t mem_sort_unique(void *all, size_t n, size_t size, int (*compare)(const void *a, const void *b));

#endif
