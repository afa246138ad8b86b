/* XML there and back, and changed on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/document/tree.h"
#include "stazh/base/xml.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static enum tree_fault read_text(struct tree *t, const char *s, size_t *line)
{
	struct buf xml = {0};
	enum tree_fault fault;

	*t = (struct tree){.root = NULL};
	buf_add(&xml, s);
	fault = tree_read(t, &xml, line);
	buf_free(&xml);
	return fault;
}

static void assert_written(const struct tree *t, const char *expected)
{
	struct buf out = {0};

	tree_write(t, &out);
	assert_string_equal(out.s, expected);
	buf_free(&out);
}

static void test_same(void **state)
{
	static const char *const cases[][2] = {
		{"<a/>", "<a/>"},
		{"<a></a>", "<a/>"},
		{"<?xml version='1.0'?><a b='1' x:c=\"2\"><!-- aside -->т<b/>е<?do it?>к<![CDATA[<с>]]>т</a>",
		 "<a b=\"1\" x:c=\"2\">т<b/>ек&lt;с&gt;т</a>"},
		{"<a b='&lt;&quot;&#10;&#9;&amp;'>&#13;&lt;\"&#x416;</a>",
		 "<a b=\"&lt;&quot;&#10;&#9;&amp;\">&#13;&lt;\"Ж</a>"},
		{"<a>\r\n <b/> </a>\n", "<a>\n <b/> </a>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tree t;
		struct buf expected = {0};
		size_t line;

		assert_int_equal(read_text(&t, cases[i][0], &line), TREE_GOOD);
		buf_addf(&expected, HEAD "%s\n", cases[i][1]);
		assert_written(&t, expected.s);
		buf_free(&expected);
		tree_release(&t);
	}
}

static void test_broken(void **state)
{
	struct buf deep = {0};
	struct tree t;
	size_t line;

	(void)state;
	assert_int_equal(read_text(&t, "", &line), TREE_BROKEN);
	tree_release(&t);
	assert_int_equal(read_text(&t, "<a>\n<b></a>", &line), TREE_BROKEN);
	assert_int_equal(line, 2);
	tree_release(&t);
	assert_int_equal(read_text(&t, "<a>&none;</a>", &line), TREE_BROKEN);
	tree_release(&t);
	assert_int_equal(read_text(&t, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", &line), TREE_TYPES);
	tree_release(&t);
	for (int i = 0; i < 257; i++)
		buf_add(&deep, "<a>");
	for (int i = 0; i < 257; i++)
		buf_add(&deep, "</a>");
	assert_int_equal(read_text(&t, deep.s, &line), TREE_BROKEN);
	tree_release(&t);
	deep.s[deep.n - 4] = 0;
	assert_int_equal(read_text(&t, deep.s + 3, &line), TREE_GOOD);
	tree_release(&t);
	buf_free(&deep);
}

static void test_spaces(void **state)
{
	struct tree t;
	struct node *b, *c;
	size_t line;

	(void)state;
	assert_int_equal(
		read_text(&t, "<a xmlns='one' xmlns:p='two'><p:b/><c xmlns:p='three'><p:b/></c><q:b/></a>", &line),
		TREE_GOOD);
	assert_true(node_is(t.root, "one", "a"));
	b = t.root->first;
	assert_true(node_is(b, "two", "b"));
	c = b->next;
	assert_true(node_is(c, "one", "c"));
	assert_true(node_is(c->first, "three", "b"));
	assert_true(node_is(c->next, "", "b"));
	assert_false(node_is(c->next, "two", "b"));
	tree_release(&t);
}

static void test_changes(void **state)
{
	struct tree t;
	struct node *b, *fresh;
	size_t line;

	(void)state;
	assert_int_equal(read_text(&t, "<x:a xmlns:x='one'><x:b k='1'>в</x:b></x:a>", &line), TREE_GOOD);
	b = t.root->first;
	fresh = node_add_after(b, node_element(&t, b, "s"));
	node_set_attribute(&t, fresh, "c", "2<");
	assert_true(node_is(fresh, "one", "s"));
	node_add_before(b, node_text(&t, "до&"));
	node_add_last(t.root, node_copy(&t, b));
	node_set_text(&t, b->first, "г");
	assert_written(&t, HEAD "<x:a xmlns:x=\"one\">до&amp;<x:b k=\"1\">г</x:b><x:s x:c=\"2&lt;\"/>"
				"<x:b k=\"1\">в</x:b></x:a>\n");
	node_remove(t.root->last);
	node_remove(t.root->first);
	node_remove(b);
	assert_written(&t, HEAD "<x:a xmlns:x=\"one\"><x:s x:c=\"2&lt;\"/></x:a>\n");
	node_remove(fresh);
	assert_written(&t, HEAD "<x:a xmlns:x=\"one\"/>\n");
	tree_release(&t);
}

static int load(void **state)
{
	struct error e = {.code = OK};

	(void)state;
	return xml_load("документы", &e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_spaces),
		cmocka_unit_test(test_changes),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
