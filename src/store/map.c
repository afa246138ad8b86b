/* The map of the data file grows. */
#include <errno.h>
#include <sys/mman.h>

#include "internal.h"

#define MAP_STEP ((size_t)1 << 20)

int store_enlarge_map(struct store *s, bool more)
{
	MDB_envinfo info;
	MDB_stat st;
	uint64_t wanted, size;

	mdb_env_info(s->env, &info);
	mdb_env_stat(s->env, &st);
	wanted = ((uint64_t)info.me_last_pgno + 1) * st.ms_psize + more;
	for (uint64_t step = info.me_mapsize; step >= MAP_STEP; step /= 2) {
		void *room = MAP_FAILED;

		size = info.me_mapsize + step;
		while (size < wanted)
			size += step;
		if (size <= SIZE_MAX / 2)
			room = mmap(NULL, (size_t)size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (room == MAP_FAILED)
			continue;
		munmap(room, (size_t)size);
		pages_moved(&s->pages);
		return mdb_env_set_mapsize(s->env, (size_t)size);
	}
	return ENOMEM;
}

void store_set_map_size(struct store *s, size_t bytes)
{
	mdb_env_set_mapsize(s->env, bytes);
	pages_moved(&s->pages);
}
