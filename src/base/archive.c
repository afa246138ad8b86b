#include <stdlib.h>
#include <string.h>

#include <zip.h>

#include "sonames.h"
#include "stazh/base/archive.h"
#include "stazh/base/library.h"
#include "stazh/base/mem.h"

/* clang-format off */
#define FUNCTIONS(X) \
	X(zip_open) X(zip_open_from_source) X(zip_discard) X(zip_close) X(zip_get_num_entries) X(zip_get_name) \
	X(zip_name_locate) X(zip_stat_index) X(zip_fopen_index) X(zip_fread) X(zip_fclose) X(zip_get_error) \
	X(zip_error_code_zip) X(zip_file_add) X(zip_file_replace) X(zip_file_set_dostime) X(zip_set_file_compression) \
	X(zip_source_buffer) X(zip_source_buffer_create) X(zip_source_keep) X(zip_source_free) X(zip_source_open) \
	X(zip_source_read) X(zip_source_close) X(zip_source_stat)
/* clang-format on */
FUNCTIONS(LIBRARY_POINTER)
static struct library library = {LIBRARY_NAME(zip),
				 .symbols = (const struct library_symbol[]){FUNCTIONS(LIBRARY_SYMBOL){NULL, NULL}}};

enum err archive_load(const char *purpose, struct error *e)
{
	library.purpose = purpose;
	return library_load(&library, e);
}

/* ---- reading ---- */

struct archive {
	zip_t *zip;
};

struct archive_entry {
	zip_file_t *file;
	uint64_t left; /* bytes that may still come */
};

enum archive_fault archive_open(const char *path, size_t entries_max, struct archive **out)
{
	int code = 0;
	zip_t *zip = p_zip_open(path, ZIP_RDONLY, &code);

	*out = NULL;
	if (!zip)
		return code == ZIP_ER_NOENT						   ? ARCHIVE_ABSENT
		       : code == ZIP_ER_OPEN || code == ZIP_ER_READ || code == ZIP_ER_SEEK ? ARCHIVE_UNREADABLE
											   : ARCHIVE_DAMAGED;
	*out = mem_alloc(sizeof(**out));
	(*out)->zip = zip;
	if (archive_count(*out) <= entries_max)
		return ARCHIVE_GOOD;
	archive_close(out);
	return ARCHIVE_LARGE;
}

void archive_close(struct archive **a)
{
	if (*a)
		p_zip_discard((*a)->zip);
	free(*a);
	*a = NULL;
}

size_t archive_count(const struct archive *a)
{
	zip_int64_t n = p_zip_get_num_entries(a->zip, 0);

	return n > 0 ? (size_t)n : 0;
}

const char *archive_name(const struct archive *a, size_t i)
{
	return p_zip_get_name(a->zip, i, 0);
}

size_t archive_find(const struct archive *a, const char *name)
{
	zip_int64_t at = p_zip_name_locate(a->zip, name, ZIP_FL_NOCASE);
	char *other;

	if (at < 0 && strchr(name, '/')) {
		other = mem_strdup(name);
		for (char *s = other; (s = strchr(s, '/'));)
			*s = '\\';
		at = p_zip_name_locate(a->zip, other, ZIP_FL_NOCASE);
		free(other);
	}
	return at < 0 ? SIZE_MAX : (size_t)at;
}

enum archive_fault archive_entry_open(struct archive *a, size_t i, uint64_t limit, struct archive_entry **out,
				      uint64_t *size)
{
	zip_stat_t st; /* past its sizes ours has another layout than the library's where its time_t has 32 bits */
	zip_file_t *file;

	*out = NULL;
	*size = 0;
	if (p_zip_stat_index(a->zip, i, 0, &st))
		return ARCHIVE_DAMAGED;
	if (st.valid & ZIP_STAT_SIZE && st.size > limit)
		return ARCHIVE_LARGE;
	file = p_zip_fopen_index(a->zip, i, 0);
	if (!file)
		return p_zip_error_code_zip(p_zip_get_error(a->zip)) == ZIP_ER_NOPASSWD ? ARCHIVE_LOCKED
											: ARCHIVE_DAMAGED;
	*size = st.valid & ZIP_STAT_SIZE ? st.size : 0;
	*out = mem_alloc(sizeof(**out));
	**out = (struct archive_entry){file, limit};
	return ARCHIVE_GOOD;
}

enum archive_fault archive_entry_read(struct archive_entry *entry, void *to, size_t n, size_t *got)
{
	zip_int64_t k = p_zip_fread(entry->file, to, n);

	*got = 0;
	if (k < 0)
		return ARCHIVE_DAMAGED;
	if ((uint64_t)k > entry->left)
		return ARCHIVE_LARGE;
	entry->left -= (uint64_t)k;
	*got = (size_t)k;
	return ARCHIVE_GOOD;
}

void archive_entry_close(struct archive_entry **entry)
{
	if (*entry)
		p_zip_fclose((*entry)->file);
	free(*entry);
	*entry = NULL;
}

enum archive_fault archive_entry_bytes(struct archive *a, size_t i, uint64_t limit, struct buf *out)
{
	struct archive_entry *entry;
	char block[16384];
	size_t before = out->n, got;
	uint64_t size;
	enum archive_fault fault = archive_entry_open(a, i, limit, &entry, &size);

	while (!fault && !(fault = archive_entry_read(entry, block, sizeof(block), &got)) && got)
		buf_addn(out, block, got);
	archive_entry_close(&entry);
	return fault ? fault : out->n - before == size ? ARCHIVE_GOOD : ARCHIVE_DAMAGED;
}

/* ---- packing ---- */

#define DAY_NONE (1 << 5 | 1) /* 01.01.1980, as MS-DOS counts */

static bool add_part(zip_t *zip, const struct archive_part *part)
{
	zip_source_t *source = p_zip_source_buffer(zip, buf_text(part->bytes), part->bytes->n, 0);
	zip_int64_t index = source ? p_zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8) : -1;

	if (source && index < 0)
		p_zip_source_free(source);
	return index >= 0 && !p_zip_file_set_dostime(zip, (zip_uint64_t)index, 0, DAY_NONE, 0) &&
	       !p_zip_set_file_compression(zip, (zip_uint64_t)index, part->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0);
}

static bool take_bytes(zip_source_t *memory, struct buf *out)
{
	zip_stat_t st = {.valid = 0};
	char *bytes;
	bool good;

	if (p_zip_source_stat(memory, &st) || p_zip_source_open(memory))
		return false;
	bytes = mem_alloc(st.size + 1);
	good = p_zip_source_read(memory, bytes, st.size) == (zip_int64_t)st.size;
	buf_addn(out, bytes, good ? st.size : 0);
	free(bytes);
	p_zip_source_close(memory);
	return good;
}

/* Writes the archive, if all went well so far, and hands its bytes over. */
static bool finish(zip_t *zip, zip_source_t *memory, bool good, struct buf *out)
{
	if (zip && (!good || p_zip_close(zip))) {
		p_zip_discard(zip);
		good = false;
	}
	good = good && take_bytes(memory, out);
	if (memory)
		p_zip_source_free(memory);
	return good;
}

bool archive_pack(const struct archive_part *parts, size_t n, struct buf *out)
{
	zip_source_t *memory = p_zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = memory ? p_zip_open_from_source(memory, ZIP_TRUNCATE, NULL) : NULL;
	bool good = zip;

	if (good)
		p_zip_source_keep(memory);
	for (size_t i = 0; good && i < n; i++)
		good = add_part(zip, &parts[i]);
	return finish(zip, memory, good, out);
}

static bool change_entry(zip_t *zip, const struct archive_change *change)
{
	zip_source_t *source = p_zip_source_buffer(zip, buf_text(change->bytes), change->bytes->n, 0);
	bool replaced = source && !p_zip_file_replace(zip, change->entry, source, 0);

	if (source && !replaced)
		p_zip_source_free(source);
	return replaced && !p_zip_file_set_dostime(zip, change->entry, 0, DAY_NONE, 0) &&
	       !p_zip_set_file_compression(zip, change->entry, ZIP_CM_DEFLATE, 0);
}

bool archive_change(const struct buf *archive, const struct archive_change *changes, size_t n, struct buf *out)
{
	char *copy = mem_alloc(archive->n + 1); /* what is kept at its start, libzip frees, whosever it is */
	zip_source_t *memory;
	zip_t *zip;
	bool good;

	memcpy(copy, buf_text(archive), archive->n);
	memory = p_zip_source_buffer_create(copy, archive->n, 1, NULL);
	if (!memory)
		free(copy);
	zip = memory ? p_zip_open_from_source(memory, 0, NULL) : NULL;
	good = zip;
	if (good)
		p_zip_source_keep(memory);
	for (size_t i = 0; good && i < n; i++)
		good = change_entry(zip, &changes[i]);
	return finish(zip, memory, good, out);
}
