/* Public keys, and the words of a remote command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stazh/base/sshkey.h"
#include "stazh/base/utf8.h"
#include "stazh/cli/remote.h"

/* As ssh-keygen made them. */
static const char ed25519[] = "ssh-ed25519 "
			      "AAAAC3NzaC1lZDI1NTE5AAAAIJWVkIXcNplJEStH7uUNsIt6iE8cpimVLrmkz6U+wm8s";
static const char rsa[] =
	"ssh-rsa "
	"AAAAB3NzaC1yc2EAAAADAQABAAABAQDA9MNcuKdVrFUjOI4XSgV/XC3PKCgftIOagGfqtZYTiH9slwc1d1oe1tB3GygtV3VW4p8n"
	"3VPufgtrg+frTPjqMLnJFZzE3oaOZ27VWaO+NhupjAbWMnA9oVhJPyNYFzhX/WIPD/5BIUyIWxQtibBMG0DeFcVaiS9PNPf0NEiX"
	"5QP5o0fL9GWMgLt3H21Kyq6YGRPUiEigAIRuEzoWHBKM/oM+6Ml+TrRLlMeDFJ91LJ8jgmNgq0B9Xal9QLoWo0i2NIY6iPcxMVFq"
	"tU6rmzn8mKRaWwM+XZ1o/ItKyJntadz96BCkuxFHtspKF5pefU6QrYd11RaVL0qNiiPuKAB5";
static const char short_rsa[] =
	"ssh-rsa "
	"AAAAB3NzaC1yc2EAAAADAQABAAAAgQC4V/1qbsICEHkwvsW+xdIQK8lsymcQSqHr0PumZOaXort9hfXWiEmE/A3FfhA+qKrLNK1J"
	"1iyONE6L4Qx8R8bVlDuDeZjXDPHfNsYvfitOPn7nHWw+8IEKYbtaFNI3IDrJUSOzlgfWhwyq7dNVo9mzFQd3k3pERHKtnHG3vXr+"
	"Mw==";
static const char ecdsa[] =
	"ecdsa-sha2-nistp256 "
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKA7AdDzV83dMDrTm/F/xxkHeF/um/PNurh1aaY6rCRhbZ0M"
	"VXbkr7+zKCH4D0TYvyEc7vt06wAS54aBNnXTarc=";

static void assert_key(const char *line, const char *type, const char *fingerprint)
{
	struct sshkey k;
	struct error e = {0};

	if (sshkey_parse(line, strlen(line), &k, &e))
		fail_msg("%s: %s", line, e.text);
	assert_string_equal(k.type, type);
	assert_string_equal(k.fingerprint, fingerprint);
}

static void assert_refused(const char *line, const char *why)
{
	struct sshkey k;
	struct error e = {0};

	assert_int_equal(sshkey_parse(line, strlen(line), &k, &e), ERR_INPUT);
	if (!strstr(e.text, why))
		fail_msg("«%s»: в «%s» нет «%s»", line, e.text, why);
}

/* Fingerprints are those of `ssh-keygen -l`. */
static void test_keys(void **state)
{
	char line[1000];

	(void)state;
	assert_key(ed25519, "ssh-ed25519", "SHA256:SE5iW6g97hBmw225Na/0rmLc2X+JcIcYmVLvhbUDCo4");
	assert_key(rsa, "ssh-rsa", "SHA256:4uWP4SqbN3lhvtGw5ZpARzQ6n3EZEry/9uAQtmmXlko");
	assert_key(ecdsa, "ecdsa-sha2-nistp256", "SHA256:4eZnjfuH7P7QxbwogSBxrb8u4AZxDv+LuvdWZraQeYg");
	strcat(strcpy(line, ed25519), " Ёлкина Анна, ноутбук");
	assert_key(line, "ssh-ed25519", "SHA256:SE5iW6g97hBmw225Na/0rmLc2X+JcIcYmVLvhbUDCo4");
	strcat(strcpy(line, "  "), ed25519);
	assert_key(line, "ssh-ed25519", "SHA256:SE5iW6g97hBmw225Na/0rmLc2X+JcIcYmVLvhbUDCo4");
}

static void test_refused_keys(void **state)
{
	char line[1000];

	(void)state;
	assert_refused("", "не принимается");
	assert_refused("-----BEGIN OPENSSH PRIVATE KEY-----", "закрытый ключ");
	strcat(strcpy(line, "command=\"sh\" "), ed25519);
	assert_refused(line, "параметры");
	strcat(strcpy(line, "no-pty,permitopen=\"x\" "), ed25519);
	assert_refused(line, "параметры");
	assert_refused("ssh-dss AAAAB3NzaC1kc3M=", "не принимается");
	assert_refused("ssh-ed25519-cert-v01@openssh.com AAAA", "не принимается");
	assert_refused("ssh-ed25519", "повреждён");
	assert_refused("ssh-ed25519 AAAA", "повреждён");
	assert_refused("ssh-ed25519 !!!!", "повреждён");
	assert_refused(short_rsa, "короче 2048");
	strcpy(line, ed25519); /* a letter lost, a letter changed into none, another type */
	line[strlen(line) - 1] = 0;
	assert_refused(line, "повреждён");
	strcpy(line, ed25519);
	line[40] = '"';
	assert_refused(line, "повреждён");
	strcat(strcpy(line, "ssh-rsa "), ed25519 + strlen("ssh-ed25519 "));
	assert_refused(line, "повреждён");
	for (size_t n = 0; n < strlen(rsa) - 1; n++) { /* cut anywhere */
		struct sshkey k;

		assert_int_equal(sshkey_parse(rsa, n, &k, NULL), ERR_INPUT);
	}
}

/* ---- words ---- */

static void assert_words(const char *line, const char *expected)
{
	struct error e = {0};
	struct buf got = {0};
	char **words, *room;
	size_t n;

	if (remote_split(line, &words, &n, &room, &e))
		fail_msg("«%s»: %s", line, e.text);
	for (size_t i = 0; i < n; i++)
		buf_addf(&got, "%s[%s]", i ? " " : "", words[i]);
	assert_string_equal(buf_text(&got), expected);
	buf_free(&got);
	free(words);
	free(room);
}

static void test_words(void **state)
{
	(void)state;
	assert_words("", "");
	assert_words("  ", "");
	assert_words("due", "[due]");
	assert_words(" due  --days\t3 ", "[due] [--days] [3]");
	assert_words("find 'ёлк анна'", "[find] [ёлк анна]");
	assert_words("find \"ёлк анна\"", "[find] [ёлк анна]");
	assert_words("find ёлк\\ анна", "[find] [ёлк анна]");
	assert_words("list org --where 'short_name=МБОУ «Школа»'", "[list] [org] [--where] [short_name=МБОУ «Школа»]");
	assert_words("a'b'\"c\"d ''", "[abcd] []");
	assert_words("'a;b|c&d<e>f$g`h(i)'", "[a;b|c&d<e>f$g`h(i)]"); /* only themselves */
	assert_words("\"\\$HOME \\\\ \\\" \\n\"", "[$HOME \\ \" \\n]");
	assert_words("~ * ? ! # {a,b}", "[~] [*] [?] [!] [#] [{a,b}]");
	assert_words("x=\\;", "[x=;]");
	assert_words("find\u202E Пет\u200Bрова\x01", "[find] [Петрова]");
}

static void test_refused_words(void **state)
{
	static const char *const lines[] = {
		"a;b",	"a|b", "a&",  "a>b",	   "a<b",     "$(id)",	   "`id`",  "(a)",  "a\nb",
		"a\rb", "'a",  "\"a", "a\x1b[31m", "'a\x1b'", "a\xc2\x9b", "a\xff", "${x}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct error e = {0};
		char **words, *room;
		size_t n;

		if (remote_split(lines[i], &words, &n, &room, &e) != ERR_REFUSED)
			fail_msg("«%s» принято", lines[i]);
		assert_true(*e.text);
		free(words);
		free(room);
	}
}

static void test_visible(void **state)
{
	/* clang-format off */
	static const struct {
		const char *s, *shown;
	} texts[] = {
		{"Ёлкина «А»\n\tб", "Ёлкина «А»\n\tб"}, {"a\x1b[31mb", "a?[31mb"}, {"\xc2\x9b" "31m", "?31m"}, {"a\xe2\x80\xae" "b", "a?b"},
		{"\xff\xfe", "??"}, {"a\x07", "a?"}, {"a\rb", "a?b"}, {"a\r\nb", "a\r\nb"}, {"", ""}, {"\xe2\x81\xa6", "?"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf b = {0};

		utf8_add_visible(&b, texts[i].s, strlen(texts[i].s));
		assert_string_equal(buf_text(&b), texts[i].shown);
		buf_free(&b);
	}
}

/* Long texts are looked at in blocks, short ones character by character: where a text is cut changes nothing. */
static void test_visible_blocks(void **state)
{
	/* clang-format off */
	static const char *const parts[] = {
		"а", "Я", "ё", " ", "x", "~", "№", "«", "—", "…", "\n", "\t", "\r\n", "\r", "é", "\xd2\x83", "😀", "\xef\xbb\xbf", /* good */
		"\x1b", "\x7f", "\xc2\x9b", "\x80", "\x9b", "\xbf", "\xd0", "\xd1", "\xe2\x84", "\xff", "\xe2\x80\xae", "\xef\xbf\xbf",
	};
	/* clang-format on */

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t odd = (size_t)rand() % 20; /* the fewer, the longer the runs of letters */
		struct buf text = {0}, whole = {0}, single = {0};

		for (int i = 0, n = rand() % 60; i < n; i++)
			buf_add(&text, parts[(size_t)rand() % (odd ? 6 : sizeof(parts) / sizeof(*parts))]);
		if (odd && text.n)
			buf_add(&text, parts[(size_t)rand() % (sizeof(parts) / sizeof(*parts))]);
		for (int i = 0, n = rand() % 40; i < n; i++)
			buf_add(&text, parts[(size_t)rand() % 6]);
		utf8_add_visible(&whole, buf_text(&text), text.n);
		for (size_t at = 0, k; at < text.n; at += k) {
			uint32_t cp;

			k = utf8_decode(text.s + at, text.n - at, &cp);
			k = !k ? 1 : k + (cp == '\r' && text.s[at + 1] == '\n');
			utf8_add_visible(&single, text.s + at, k);
		}
		assert_string_equal(buf_text(&whole), buf_text(&single));
		buf_free(&text);
		buf_free(&whole);
		buf_free(&single);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),	cmocka_unit_test(test_refused_keys),
		cmocka_unit_test(test_words),	cmocka_unit_test(test_refused_words),
		cmocka_unit_test(test_visible), cmocka_unit_test(test_visible_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
