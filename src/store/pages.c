/* LMDB follows every number that stands on a page. Here the pages are looked through before it does. What they look
 * like is LMDB's own (mdb.c of 0.9: MDB_page, MDB_node, MDB_meta, MDB_db); the sizes of numbers are those of the
 * machine. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

enum { BRANCH = 1, LEAF = 2, OVERFLOW = 4 }; /* flags of a page */
enum { BIG = 1, TABLE = 2 };		     /* flags of a node: its value is on pages of its own; it is a table */
enum { FREE_TABLE, MAIN_TABLE, META_PAGES }; /* META_PAGES: number of the first other page too */
enum { DEPTH_MAX = 32, KEY_MAX = 511, NEAR = 2, PAGE_MIN = 512, PAGE_MAX = 65536 };

enum {
	INTEGER_KEYS = 8,
	ONE_FILE = 0x4000
}; /* flags of the table of free pages; the second: how the environment was opened */

#define MAGIC	0xBEEFC0DEu
#define NO_ROOT ((size_t)-1)

struct head {
	size_t number;
	uint16_t pad, flags;
	uint16_t lower, upper; /* of a tree; on an overflow page they are one uint32_t, how many pages there are */
};

struct node {
	uint16_t lo, hi, flags, key_n; /* lo, hi: size of the value; on a branch the child with flags above them */
	uint8_t bytes[];	       /* key, value or the number of its first page */
};

struct table_head {
	uint32_t pad;
	uint16_t flags, depth;
	size_t branches, leaves, overflows, entries, root;
};

struct meta {
	uint32_t magic, version;
	size_t address, map_size;
	struct table_head table[META_PAGES];
	size_t last, txnid;
};

_Static_assert(sizeof(struct head) == sizeof(size_t) + 8, "no holes");
_Static_assert(sizeof(struct table_head) == 8 + 5 * sizeof(size_t), "no holes");

static const void *at(const struct pages *p, size_t number)
{
	return number < p->mapped / p->size ? p->map + number * p->size : NULL;
}

static const struct node *node_of(const struct head *h, size_t i)
{
	uint16_t offset;

	memcpy(&offset, (const uint8_t *)h + sizeof(*h) + i * sizeof(offset), sizeof(offset));
	return (const struct node *)((const uint8_t *)h + offset);
}

static size_t nodes_of(const struct head *h)
{
	return (h->lower - sizeof(*h)) / sizeof(uint16_t);
}

static size_t child_of(const struct node *n)
{
	size_t number = n->lo | (size_t)n->hi << 16;

	return sizeof(number) > 4 ? number | (size_t)n->flags << (sizeof(number) > 4 ? 32 : 0) : number;
}

static size_t value_size(const struct node *n)
{
	return n->lo | (size_t)n->hi << 16;
}

static size_t pages_for(const struct pages *p, size_t value_n)
{
	return (sizeof(struct head) - 1 + value_n) / p->size + 1;
}

/* The pages that a big value stands on, from *first on; 0: they are not what they should be. */
static size_t big_pages(const struct pages *p, const struct node *n, size_t *first)
{
	const struct head *h;
	uint32_t count;

	memcpy(first, n->bytes + n->key_n, sizeof(*first));
	h = *first >= META_PAGES && *first < p->count ? at(p, *first) : NULL;
	if (!h || h->number != *first || h->flags != OVERFLOW)
		return 0;
	memcpy(&count, &h->lower, sizeof(count));
	return count < pages_for(p, value_size(n)) || count > p->count - *first || !at(p, *first + count - 1) ? 0
													      : count;
}

/* Every node within the page, none over another, all the room between them and the list of their places free. */
static bool nodes_agree(const struct pages *p, const struct head *h, bool tables)
{
	size_t used = 0, least = p->size, n = nodes_of(h), first;

	for (size_t i = 0; i < n; i++) {
		const struct node *node = node_of(h, i);
		size_t from = (size_t)((const uint8_t *)node - (const uint8_t *)h), size = sizeof(*node);

		if (from < h->upper || from % 2 || from + size > p->size)
			return false;
		size += node->key_n;
		if (h->flags == LEAF) {
			if (!node->key_n || node->flags & ~(tables ? TABLE | BIG : BIG) ||
			    (node->flags & TABLE &&
			     (node->flags & BIG || value_size(node) != sizeof(struct table_head))))
				return false;
			size += node->flags & BIG ? sizeof(first) : value_size(node);
		}
		if (node->key_n > KEY_MAX || size > p->size - from)
			return false;
		if (h->flags == LEAF ? node->flags & BIG && !big_pages(p, node, &first)
				     : child_of(node) < META_PAGES || child_of(node) >= p->count)
			return false;
		used += (size + 1) / 2 * 2;
		if (from < least)
			least = from;
	}
	return least == h->upper && used == p->size - h->upper;
}

/* A page of a tree that may be followed, or NULL. */
static const struct head *tree_page(struct pages *p, size_t number, bool tables)
{
	const struct head *h = number >= META_PAGES && number < p->count ? at(p, number) : NULL;

	if (!h || p->seen[number / CHAR_BIT] & 1 << number % CHAR_BIT)
		return h;
	if (h->number != number || (h->flags != LEAF && h->flags != BRANCH) || h->lower % 2 ||
	    h->lower < sizeof(*h) + (h->flags == LEAF ? 1 : 2) * sizeof(uint16_t) || h->lower > h->upper ||
	    h->upper > p->size || !nodes_agree(p, h, tables))
		return NULL;
	p->seen[number / CHAR_BIT] |= (uint8_t)(1 << number % CHAR_BIT);
	return h;
}

/* ---- a snapshot ---- */

static void drop_map(struct pages *p)
{
	if (p->map && p->own)
		munmap((void *)p->map, p->mapped);
	p->map = NULL;
	p->mapped = 0;
}

/* Where LMDB has put the file, NULL when the system does not tell. */
static const uint8_t *find_map(const struct stat *st)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[PATH_MAX + 100];
	const uint8_t *map = NULL;
	unsigned long long inode;
	unsigned long from;

	while (maps && !map && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%*x r--s 00000000 %*x:%*x %llu", &from, &inode) == 2 && inode == st->st_ino)
			map = (const uint8_t *)from;
	if (maps)
		fclose(maps);
	return map;
}

static enum pages_state take_map(struct pages *p, MDB_env *env, size_t need)
{
	MDB_envinfo info;
	struct stat st;
	void *map;
	int fd;

	if (p->mapped >= need)
		return PAGES_SOUND;
	if (mdb_env_get_fd(env, &fd) || mdb_env_info(env, &info) || fstat(fd, &st) || (uint64_t)st.st_size > SIZE_MAX)
		return PAGES_NO_ROOM;
	if ((size_t)st.st_size <= p->mapped)
		return PAGES_SOUND; /* a page that is not there is not followed */
	if (p->moved)
		p->map = find_map(&st);
	if (p->map && !p->own) {
		p->moved = false;
		p->mapped = (size_t)st.st_size < info.me_mapsize ? (size_t)st.st_size : info.me_mapsize;
		return PAGES_SOUND;
	}
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return PAGES_NO_ROOM;
	drop_map(p);
	p->map = map;
	p->mapped = (size_t)st.st_size;
	p->own = true;
	p->moved = false;
	return PAGES_SOUND;
}

enum pages_state pages_begin(struct pages *p, MDB_env *env, size_t txnid)
{
	const struct meta *m;
	enum pages_state state;
	MDB_stat st;

	if (p->txnid == txnid && p->seen)
		return PAGES_SOUND;
	if (mdb_env_stat(env, &st))
		return PAGES_NO_ROOM;
	p->size = st.ms_psize;
	if (p->size < PAGE_MIN || p->size > PAGE_MAX || p->size & (p->size - 1))
		return PAGES_DAMAGED;
	state = take_map(p, env, META_PAGES * p->size);
	if (state)
		return state;
	if (p->mapped < META_PAGES * p->size)
		return PAGES_DAMAGED;
	m = (const void *)(p->map + (txnid & 1) * p->size + sizeof(struct head));
	if (m->txnid != txnid)
		return PAGES_GONE;
	if (m->magic != MAGIC || m->last < MAIN_TABLE || m->last >= SIZE_MAX / p->size ||
	    (m->table[FREE_TABLE].flags & ~ONE_FILE) != INTEGER_KEYS || m->table[MAIN_TABLE].flags)
		return PAGES_DAMAGED;
	state = take_map(p, env, (m->last + 1) * p->size);
	if (state)
		return state;
	m = (const void *)(p->map + (txnid & 1) * p->size + sizeof(struct head));
	p->count = m->last + 1;
	p->seen = mem_resize(p->seen, p->count / CHAR_BIT + 1);
	memset(p->seen, 0, p->count / CHAR_BIT + 1);
	for (int i = 0; i < META_PAGES; i++) {
		p->root[i] = m->table[i].root;
		p->depth[i] = m->table[i].depth;
		p->known[i] = true;
	}
	memset(p->known + META_PAGES, 0, sizeof(p->known) - META_PAGES * sizeof(*p->known));
	p->txnid = m->txnid == txnid ? txnid : 0; /* two commits since: all this was another's */
	return p->txnid ? PAGES_SOUND : PAGES_GONE;
}

void pages_release(struct pages *p)
{
	drop_map(p);
	free(p->seen);
	*p = (struct pages){0};
}

/* ---- ways ---- */

/* The node that leads to the key: the last one that is not greater. The first node of a branch has no key. */
static size_t find_node(const struct head *h, const void *key, size_t n)
{
	size_t from = h->flags == BRANCH ? 1 : 0, to = nodes_of(h);

	while (from < to) {
		size_t middle = (from + to) / 2;
		const struct node *node = node_of(h, middle);
		size_t least = n < node->key_n ? n : node->key_n;
		int d = least ? memcmp(node->bytes, key, least) : 0;

		if (d < 0 || (!d && node->key_n <= n))
			from = middle + 1;
		else
			to = middle;
	}
	return from ? from - 1 : 0;
}

/* Down from a page to the leaf at one end. */
static bool edge_agrees(struct pages *p, size_t number, unsigned depth, bool last, bool main)
{
	for (; depth; depth--) {
		const struct head *h = tree_page(p, number, main);

		if (!h || h->flags != (depth == 1 ? LEAF : BRANCH))
			return false;
		if (depth > 1)
			number = child_of(node_of(h, last ? nodes_of(h) - 1 : 0));
	}
	return true;
}

/* The way from the root to the leaf of the key, NULL: the last one; with the pages beside it, which LMDB goes on to and
 * may join with. NULL on damage; *empty: there is no leaf. */
static const struct head *way(struct pages *p, size_t slot, const void *key, size_t n, bool *empty)
{
	size_t number = p->root[slot], beside[2] = {0};
	unsigned beside_depth[2] = {0}, depth = p->depth[slot];
	bool main = slot == MAIN_TABLE;

	*empty = number == NO_ROOT;
	if (*empty || !depth || depth > DEPTH_MAX)
		return NULL;
	for (;; depth--) {
		const struct head *h = tree_page(p, number, main);
		size_t nodes, i;

		if (!h || h->flags != (depth == 1 ? LEAF : BRANCH))
			return NULL;
		if (depth == 1) {
			if ((beside[0] && !edge_agrees(p, beside[0], beside_depth[0], true, main)) ||
			    (beside[1] && !edge_agrees(p, beside[1], beside_depth[1], false, main)))
				return NULL;
			return h;
		}
		nodes = nodes_of(h);
		i = key ? find_node(h, key, n) : nodes - 1;
		for (size_t j = i > NEAR ? i - NEAR : 0; j < nodes && j <= i + NEAR; j++)
			if (!tree_page(p, child_of(node_of(h, j)), main))
				return NULL;
		if (i > 0) {
			beside[0] = child_of(node_of(h, i - 1));
			beside_depth[0] = depth - 1;
		}
		if (i + 1 < nodes) {
			beside[1] = child_of(node_of(h, i + 1));
			beside_depth[1] = depth - 1;
		}
		number = child_of(node_of(h, i));
	}
}

/* Where the tree of one of our tables begins, from LMDB's main table. */
static bool know_root(struct pages *p, enum table t)
{
	const char *name = table_names[t];
	size_t slot = META_PAGES + t, n = strlen(name);
	struct table_head table;
	const struct node *node;
	const struct head *h;
	bool empty;

	if (p->known[slot])
		return true;
	h = way(p, MAIN_TABLE, name, n, &empty);
	if (!h)
		return empty; /* not a table of ours: LMDB tells */
	node = node_of(h, find_node(h, name, n));
	p->root[slot] = NO_ROOT;
	if (node->flags & TABLE && node->key_n == n && !memcmp(node->bytes, name, n)) {
		memcpy(&table, node->bytes + n, sizeof(table));
		if (table.flags) /* none of ours has any */
			return false;
		p->root[slot] = table.root;
		p->depth[slot] = table.depth;
	}
	p->known[slot] = true;
	return true;
}

bool pages_know(struct pages *p)
{
	for (enum table t = 0; t < T_COUNT; t++)
		if (!know_root(p, t))
			return false;
	return true;
}

void pages_adopt(struct pages *p, enum table t, const void *key, size_t n, const void *value)
{
	bool empty;
	const struct head *h = know_root(p, t) ? way(p, META_PAGES + t, key, n, &empty) : NULL;
	const struct node *node = h ? node_of(h, find_node(h, key, n)) : NULL;
	const uint8_t *map;

	if (!node || node->flags & BIG || node->key_n != n)
		return;
	map = (const uint8_t *)value - (node->bytes + n - p->map);
	if (memcmp(map, p->map, p->size)) /* cannot be */
		return;
	munmap((void *)p->map, p->mapped);
	p->map = map;
	p->own = false;
}

void pages_moved(struct pages *p)
{
	if (p->own)
		return;
	drop_map(p);
	p->moved = true;
	p->txnid = 0;
}

bool pages_way(struct pages *p, enum table t, const void *key, size_t n)
{
	bool empty;

	return know_root(p, t) && (way(p, META_PAGES + t, key, n, &empty) || empty);
}

/* ---- whole trees ---- */

struct visit {
	struct pages *p;
	bool (*used)(size_t number, size_t n, void *arg); /* may be NULL */
	bool (*free)(size_t number, void *arg);		  /* may be NULL */
	void *arg;
	size_t slot;
	bool free_list; /* the entries of this table are read as that */
};

/* An entry of the table of free pages: how many, then their numbers, falling. */
static bool free_entry_agrees(const struct visit *v, const struct node *node)
{
	size_t size = value_size(node), first, n, number, last = v->p->count;
	const uint8_t *value = node->bytes + node->key_n;

	if (node->key_n != sizeof(size_t) || size < sizeof(n))
		return false;
	if (node->flags & BIG) {
		if (!big_pages(v->p, node, &first))
			return false;
		value = (const uint8_t *)at(v->p, first) + sizeof(struct head);
	}
	memcpy(&n, value, sizeof(n));
	if (n >= size / sizeof(n))
		return false;
	for (size_t i = 1; i <= n; i++, last = number) {
		memcpy(&number, value + i * sizeof(number), sizeof(number));
		if (number < META_PAGES || number >= last || (v->free && !v->free(number, v->arg)))
			return false;
	}
	return true;
}

static bool visit_leaf(const struct visit *v, const struct head *h)
{
	for (size_t i = 0, first, n; i < nodes_of(h); i++) {
		const struct node *node = node_of(h, i);

		if (v->free_list && !free_entry_agrees(v, node))
			return false;
		if (!(node->flags & BIG) || !v->used)
			continue;
		n = big_pages(v->p, node, &first);
		if (!n || !v->used(first, n, v->arg))
			return false;
	}
	return true;
}

static bool visit_tree(const struct visit *v, size_t number, unsigned depth)
{
	const struct head *h = tree_page(v->p, number, v->slot == MAIN_TABLE);
	bool sound = true;

	if (!h || !depth || h->flags != (depth == 1 ? LEAF : BRANCH) || (v->used && !v->used(number, 1, v->arg)))
		return false;
	if (depth == 1)
		return visit_leaf(v, h);
	for (size_t i = 0; sound && i < nodes_of(h); i++)
		sound = visit_tree(v, child_of(node_of(h, i)), depth - 1);
	return sound;
}

static bool visit(const struct visit *v)
{
	struct pages *p = v->p;

	return p->root[v->slot] == NO_ROOT ||
	       (p->depth[v->slot] <= DEPTH_MAX && visit_tree(v, p->root[v->slot], p->depth[v->slot]));
}

bool pages_tree(struct pages *p, int t, bool (*used)(size_t number, size_t n, void *arg), void *arg)
{
	struct visit v = {.p = p, .used = used, .arg = arg, .slot = (size_t)(META_PAGES + t)};

	return (t < 0 || know_root(p, (enum table)t)) && visit(&v);
}

bool pages_free(struct pages *p, bool (*free_page)(size_t number, void *arg), void *arg)
{
	struct visit v = {.p = p, .free = free_page, .arg = arg, .slot = FREE_TABLE, .free_list = true};

	return visit(&v);
}

bool pages_all(struct pages *p)
{
	bool sound = pages_free(p, NULL, NULL);

	for (int t = PAGES_MAIN_TABLE; sound && t < T_COUNT; t++)
		sound = pages_tree(p, t, NULL, NULL);
	return sound;
}

/* Every commit writes pages anew and notes the old ones as free under its own number; so that is the last one in its
 * list. The first commit, and the one of a compacted file, have no list. */
static bool free_list_agrees(struct pages *p, const struct meta *m)
{
	size_t number = m->table[FREE_TABLE].root, newest;
	const struct node *node = NULL;

	if (number == NO_ROOT)
		return true;
	for (unsigned depth = m->table[FREE_TABLE].depth; depth; depth--) {
		const struct head *h = tree_page(p, number, false);

		if (!h || h->flags != (depth == 1 ? LEAF : BRANCH))
			return false;
		node = node_of(h, nodes_of(h) - 1);
		if (depth > 1)
			number = child_of(node);
	}
	if (!node || node->key_n != sizeof(newest))
		return false;
	memcpy(&newest, node->bytes, sizeof(newest));
	return newest == m->txnid;
}

bool pages_metas_agree(struct pages *p)
{
	const struct meta *even = (const void *)(p->map + sizeof(struct head)),
			  *odd = (const void *)(p->map + p->size + sizeof(struct head));

	/* Only the newer one's list: of a commit that found no room LMDB leaves the list under the number before it. */
	return even->txnid % 2 == 0 && odd->txnid % 2 == 1 &&
	       (odd->txnid == even->txnid + 1 || even->txnid == odd->txnid + 1) &&
	       free_list_agrees(p, even->txnid > odd->txnid ? even : odd);
}

/* ---- what no page says any more ---- */

/* Bytes from…end of the file become 0. */
static bool clear(int fd, size_t from, size_t end)
{
	static const uint8_t zeroes[4096];

	for (size_t n; from < end; from += n) {
		uint8_t there[sizeof(zeroes)];

		n = end - from < sizeof(zeroes) ? end - from : sizeof(zeroes);
		if (pread(fd, there, n, (off_t)from) != (ssize_t)n)
			return false;
		if (memcmp(there, zeroes, n) && pwrite(fd, zeroes, n, (off_t)from) != (ssize_t)n)
			return false;
	}
	return true;
}

/* Behind a value that stands on pages of its own. */
static bool clear_behind(int fd, size_t size, const struct node *n)
{
	struct pages p = {.size = size};
	size_t first;

	memcpy(&first, n->bytes + n->key_n, sizeof(first));
	return clear(fd, first * size + sizeof(struct head) + value_size(n),
		     (first + pages_for(&p, value_size(n))) * size);
}

int pages_clean(int fd, size_t size, size_t count)
{
	uint8_t *page = mem_alloc(size);
	const struct head *h = (const void *)page;
	bool good = true;
	uint32_t pages;

	for (size_t i = META_PAGES; i < count && good; i += h->flags == OVERFLOW && pages ? pages : 1) {
		good = pread(fd, page, size, (off_t)(i * size)) == (ssize_t)size;
		memcpy(&pages, &h->lower, sizeof(pages));
		if (!good || h->flags == OVERFLOW)
			continue;
		for (size_t n = 0; good && h->flags == LEAF && n < nodes_of(h); n++)
			if (node_of(h, n)->flags & BIG)
				good = clear_behind(fd, size, node_of(h, n));
		good = good && clear(fd, i * size + h->lower, i * size + h->upper);
	}
	free(page);
	return good ? 0 : errno ? errno : EIO;
}
