/* Archives within bounds, whatever they say of themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "stazh/base/archive.h"

static char path[] = "/tmp/stazh-archive-XXXXXX";

static void write_file(const void *bytes, size_t n)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* Two entries: «mimetype», stored, and «a/Long.xml» of 100,000 letters, packed. */
static void pack(struct buf *out)
{
	struct buf type = {0}, letters = {0};

	buf_add(&type, "text/x");
	buf_fill(&letters, 'a', 100000);
	assert_true(archive_pack((struct archive_part[]){{"mimetype", &type, true}, {"a/Long.xml", &letters, false}}, 2,
				 out));
	buf_free(&type);
	buf_free(&letters);
}

static void test_there_and_back(void **state)
{
	struct buf bytes = {0}, again = {0}, entry = {0};
	struct archive *a;

	(void)state;
	pack(&bytes);
	pack(&again);
	assert_int_equal(bytes.n, again.n);
	assert_memory_equal(bytes.s, again.s, bytes.n); /* of no day */
	assert_true(bytes.n < 2000);
	assert_memory_equal(bytes.s + 30, "mimetypetext/x", 14); /* the first, as it is */
	write_file(bytes.s, bytes.n);
	assert_int_equal(archive_open(path, 2, &a), ARCHIVE_GOOD);
	assert_int_equal(archive_count(a), 2);
	assert_string_equal(archive_name(a, 1), "a/Long.xml");
	assert_int_equal(archive_find(a, "A/long.XML"), 1);
	assert_int_equal(archive_find(a, "long.xml"), SIZE_MAX);
	assert_int_equal(archive_entry_bytes(a, 0, 6, &entry), ARCHIVE_GOOD);
	assert_string_equal(entry.s, "text/x");
	assert_int_equal(archive_entry_bytes(a, 1, 100000, &entry), ARCHIVE_GOOD); /* added */
	assert_int_equal(entry.n, 100006);
	archive_close(&a);
	assert_null(a);
	buf_free(&bytes);
	buf_free(&again);
	buf_free(&entry);
}

/* The entry that is not changed is packed as it was, byte for byte. */
static void test_change(void **state)
{
	struct buf bytes = {0}, other = {0}, out = {0}, again = {0}, entry = {0};
	struct archive *a;

	(void)state;
	pack(&bytes);
	buf_add(&other, "new");
	assert_true(archive_change(&bytes, &(struct archive_change){0, &other}, 1, &out));
	assert_true(archive_change(&bytes, &(struct archive_change){0, &other}, 1, &again));
	assert_int_equal(out.n, again.n);
	assert_memory_equal(out.s, again.s, out.n);
	write_file(out.s, out.n);
	assert_int_equal(archive_open(path, 2, &a), ARCHIVE_GOOD);
	assert_string_equal(archive_name(a, 0), "mimetype");
	assert_int_equal(archive_entry_bytes(a, 0, 100, &entry), ARCHIVE_GOOD);
	assert_string_equal(entry.s, "new");
	assert_int_equal(archive_entry_bytes(a, 1, 100000, &entry), ARCHIVE_GOOD);
	assert_int_equal(entry.n, 100003);
	archive_close(&a);
	buf_clear(&out);
	assert_true(archive_change(&bytes, &(struct archive_change){1, &other}, 1, &out)); /* the start stays */
	assert_memory_equal(out.s, bytes.s, 44);
	buf_clear(&out);
	assert_true(archive_change(&bytes, NULL, 0, &out));
	assert_int_equal(out.n, bytes.n);
	assert_memory_equal(out.s, bytes.s, out.n);
	buf_clear(&out);
	assert_false(archive_change(&other, NULL, 0, &out)); /* no archive */
	buf_free(&bytes);
	buf_free(&other);
	buf_free(&out);
	buf_free(&again);
	buf_free(&entry);
}

static void test_bounds(void **state)
{
	struct buf bytes = {0}, entry = {0};
	struct archive *a;
	struct archive_entry *open;
	uint64_t size;
	char *central, block[1000];
	size_t got = 1, all = 0;
	enum archive_fault fault;

	(void)state;
	pack(&bytes);
	write_file(bytes.s, bytes.n);
	assert_int_equal(archive_open(path, 1, &a), ARCHIVE_LARGE);
	assert_null(a);
	assert_int_equal(archive_open(path, 2, &a), ARCHIVE_GOOD);
	assert_int_equal(archive_entry_bytes(a, 1, 99999, &entry), ARCHIVE_LARGE);
	assert_int_equal(entry.n, 0);
	archive_close(&a);

	/* it says that the second has a thousand letters: no more than the limit come */
	central = memmem(bytes.s, bytes.n, "PK\1\2", 4);
	central = memmem(central + 4, bytes.n - (size_t)(central + 4 - bytes.s), "PK\1\2", 4);
	memcpy(central + 24, "\xe8\3\0", 4);
	memcpy(memmem(bytes.s + 4, bytes.n - 4, "PK\3\4", 4) + 22, "\xe8\3\0", 4);
	write_file(bytes.s, bytes.n);
	assert_int_equal(archive_open(path, 2, &a), ARCHIVE_GOOD);
	assert_int_equal(archive_entry_open(a, 1, 5000, &open, &size), ARCHIVE_GOOD);
	assert_int_equal(size, 1000);
	while (!(fault = archive_entry_read(open, block, sizeof(block), &got)) && got)
		all += got;
	assert_true(fault == ARCHIVE_LARGE || fault == ARCHIVE_DAMAGED);
	assert_true(all <= 5000);
	archive_entry_close(&open);
	assert_int_not_equal(archive_entry_bytes(a, 1, 5000, &entry), ARCHIVE_GOOD);
	archive_close(&a);
	buf_free(&bytes);
	buf_free(&entry);
}

static void test_none(void **state)
{
	struct buf bytes = {0};
	struct archive *a;

	(void)state;
	assert_int_equal(archive_open("/tmp/stazh-archive/none", 9, &a), ARCHIVE_ABSENT);
	assert_null(a);
	write_file("это не архив", 20);
	assert_int_equal(archive_open(path, 9, &a), ARCHIVE_DAMAGED);
	pack(&bytes);
	write_file(bytes.s, bytes.n - 30);
	assert_int_equal(archive_open(path, 9, &a), ARCHIVE_DAMAGED);
	assert_null(a);
	buf_free(&bytes);
}

static int load(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	return close(mkstemp(path)) || archive_load("архивы", &e);
}

static int clear(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, load, clear);
}
