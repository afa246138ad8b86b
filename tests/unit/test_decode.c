/* Bytes to keys: every sequence cut at every place and with every pause gives the same or nothing, never text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "stazh/base/text.h"
#include "stazh/tui/keys.h"
#include "../../src/tui/terminal/decode.h"

#define ESCDELAY 40

struct hand {
	struct decoder d;
	int64_t now;
	struct buf got; /* what came of it: «key N», «text X», «mouse B Y X» … */
};

static void note(struct hand *h, enum decoded what)
{
	switch (what) {
	case DECODED_KEY:
		buf_addf(&h->got, "key %x ", (unsigned)h->d.key);
		break;
	case DECODED_TEXT:
		buf_addf(&h->got, "text %s ", h->d.ch);
		break;
	case DECODED_MOUSE:
		buf_addf(&h->got, "mouse %d%s %d,%d ", h->d.button, h->d.press ? "" : " up", h->d.y, h->d.x);
		break;
	case DECODED_BAD:
		buf_add(&h->got, "bad ");
		break;
	case DECODED_PASTE_START:
	case DECODED_PASTE_END:
		buf_add(&h->got, what == DECODED_PASTE_START ? "paste " : "end ");
		break;
	default:
		break;
	}
}

static void drain(struct hand *h)
{
	while (h->d.again_n)
		note(h, decode_again(&h->d, h->now));
}

static void pause_for(struct hand *h, int ms)
{
	int64_t until = h->now + ms;
	int wait;

	while ((wait = decode_wait(&h->d)) && h->now + wait <= until) {
		h->now += wait;
		note(h, decode_expire(&h->d, h->now));
		drain(h);
	}
	h->now = until;
}

static void send(struct hand *h, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		note(h, decode_feed(&h->d, (uint8_t)bytes[i], i == 0, h->now));
		drain(h);
	}
}

static void begin(struct hand *h, bool shown)
{
	memset(&h->d, 0, sizeof h->d);
	buf_clear(&h->got);
	h->d.escdelay = ESCDELAY;
	h->d.rich = true;
	h->d.shown = shown;
	h->d.esc_at = -DECODE_LATE_MS;
	h->now = 0;
}

static const struct {
	const char *bytes, *want;
	int key; /* instead of want */
} whole[] = {
	{"\033[A", .key = K_UP},
	{"\033OB", .key = K_DOWN},
	{"\033[1;2A", .key = K_UP},
	{"\033[1;5C", .key = K_CTRL_RIGHT},
	{"\033Od", .key = K_CTRL_LEFT},
	{"\033[H", .key = K_HOME},
	{"\033[7~", .key = K_HOME},
	{"\033[3~", .key = K_DELETE},
	{"\033[Z", .key = K_SHIFT_TAB},
	{"\033OP", .key = K_F1},
	{"\033[[C", .key = K_F1 + 2},
	{"\033[14~", .key = K_F1 + 3},
	{"\033[15~", .key = K_F1 + 4},
	{"\033[21~", .key = K_F10},
	{"\033[R", .key = K_F1 + 2},
	{"\033OM", .key = K_ENTER},
	{"\033[13;5u", .key = K_CTRL_ENTER},
	{"\033[27;3;13~", .key = K_ALT_ENTER},
	{"\033[13;2u", .key = K_ENTER},
	{"\n", .key = K_CTRL_ENTER},
	{"\r", .key = K_ENTER},
	{"\033[102;5u", .key = 6},
	{"\033[200~", .want = "paste "},
	{"\033[201~", .want = "end "},
	{"\033[<0;11;3M", .want = "mouse 0 2,10 "},
	{"\033[<0;11;3m", .want = "mouse 0 up 2,10 "},
	{"\033[<64;200;50M", .want = "mouse 64 49,199 "},
	{"\033[M +#", .want = "mouse 0 2,10 "},
	{"\033[32;11;3M", .want = "mouse 0 2,10 "},
	/* nothing of ours */
	{"\033[M \304\241#", .want = "mouse 0 2,-33 "}, /* UTF-8 coordinates: beyond what we know */
	{"\033[t!!", .want = ""},
	{"\033[T!!!!!!", .want = ""},
	{"\033[1;240;3&w", .want = ""},
	{"\033[<35;1;1;9M", .want = ""},
	{"\033[I", .want = ""},
	{"\033[O", .want = ""},
	{"\033[?1;2c", .want = ""},
	{"\033[>41;351;0c", .want = ""},
	{"\033[?62;1;6;9;15c", .want = ""},
	{"\033[24;80R", .want = ""},
	{"\033[1;5R", .want = ""},
	{"\033[0n", .want = ""},
	{"\033[?2026;2$y", .want = ""},
	{"\033[4;2$y", .want = ""},
	{"\033[8;24;80t", .want = ""},
	{"\033[?1u", .want = ""},
	{"\033[57399u", .want = ""},
	{"\033[1;3A", .want = ""},
	{"\033[1;2P", .want = ""},
	{"\033[23~", .want = ""},
	{"\033[15;2~", .want = ""},
	{"\033[5^", .want = ""},
	{"\033[99999999999999999999999999999999999999999999999999999999~", .want = ""},
	{"\033]11;rgb:ffff/ffff/ffff\033\\", .want = ""},
	{"\033]10;rgb:0/0/0\a", .want = ""},
	{"\033]lЗаголовок\033\\", .want = ""},
	{"\033]52;c;0YTQsA==\a", .want = ""},
	{"\033P>|xterm(379)\033\\", .want = ""},
	{"\033P1$r0m\033\\", .want = ""},
	{"\033P!|00000000\033\\", .want = ""},
	{"\033P1+r436f=323536\033\\", .want = ""},
	{"\033_Gi=31;OK\033\\", .want = ""},
	{"\033^ab\033\\", .want = ""},
	{"\033Xab\033\\", .want = ""},
};

/* In two packets, as far apart as networks do it; a lone Esc that late is the key itself, but its tail still is none.
 */
static void try_cut(size_t i, size_t cut, int ms, bool shown)
{
	const char *bytes = whole[i].bytes;
	struct hand h = {0};
	struct buf want = {0}, alone = {0};
	size_t n = strlen(bytes), early = 1;

	if (whole[i].key)
		buf_addf(&want, "key %x ", (unsigned)whole[i].key);
	else
		buf_add(&want, whole[i].want);
	buf_addf(&alone, "key %x %s", K_ESC, buf_text(&want));
	begin(&h, shown);
	send(&h, bytes, cut);
	pause_for(&h, ms);
	send(&h, bytes + cut, n - cut);
	pause_for(&h, 3000);
	if (strcmp(buf_text(&h.got), buf_text(&want)) && (cut > early || strcmp(buf_text(&h.got), buf_text(&alone))))
		fail_msg("%s cut after %zu, %d ms: «%s» instead of «%s»", bytes + 1, cut, ms, buf_text(&h.got),
			 buf_text(&want));
	buf_free(&h.got);
	buf_free(&want);
	buf_free(&alone);
}

static void test_cut(void **state)
{
	static const int pauses[] = {10, 35, 90, 350, 1000};

	(void)state;
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		for (size_t cut = 1; cut <= strlen(whole[i].bytes); cut++)
			for (size_t p = 0; p < sizeof pauses / sizeof *pauses; p++) {
				try_cut(i, cut, pauses[p], false);
				try_cut(i, cut, pauses[p], true);
			}
}

static void want(struct hand *h, const char *text)
{
	if (strcmp(buf_text(&h->got), text))
		fail_msg("«%s» instead of «%s»", buf_text(&h->got), text);
	buf_clear(&h->got);
}

/* A letter, cut anywhere, a second apart; what is none. */
static void test_letters(void **state)
{
	struct hand h = {0};

	(void)state;
	begin(&h, true);
	for (size_t cut = 1; cut < 4; cut++) {
		send(&h, "😀", cut);
		pause_for(&h, 1000);
		send(&h, &"😀"[cut], 4 - cut);
		want(&h, "text 😀 ");
	}
	send(&h, "\xd0", 1);
	pause_for(&h, 5000);
	send(&h, "\xffЖ\xd0q\xc0\xaf", 7);
	want(&h, "bad bad text Ж bad text q bad bad ");
	send(&h, "\xc2\x9b", 2); /* a control character of 8 bits is no text */
	want(&h, "");
	buf_free(&h.got);
}

/* Esc and a digit: a function key only where none has been seen. */
static void test_digits(void **state)
{
	struct hand h = {0};
	char f3[20];

	(void)state;
	snprintf(f3, sizeof f3, "key %x ", K_F1 + 2);
	begin(&h, false);
	send(&h, "\033", 1);
	pause_for(&h, 250);
	send(&h, "3", 1);
	want(&h, f3);
	send(&h, "\0333", 2);
	want(&h, f3);
	send(&h, "\033[15~", 5);
	assert_true(h.d.shown);
	buf_clear(&h.got);
	send(&h, "\033", 1);
	pause_for(&h, 45);
	want(&h, "key 1b ");
	send(&h, "3", 1);
	want(&h, "text 3 ");
	send(&h, "\0333", 2);
	want(&h, "key 1b text 3 ");
	/* an arrow shows it where terminfo has such keys; on a vt100 it shows nothing */
	begin(&h, false);
	send(&h, "\033[A", 3);
	assert_true(h.d.shown);
	begin(&h, false);
	h.d.rich = false;
	send(&h, "\033[A\033OP", 6);
	assert_false(h.d.shown);
	buf_free(&h.got);
}

/* What a hand types after Esc is what it types. */
static void test_by_hand(void **state)
{
	static const char *const typed[] = {"[", "O", "]", "P", "X", "^", "_", "\\", "a", "я"};
	struct hand h = {0};
	char expected[40];

	(void)state;
	for (int shown = 0; shown < 2; shown++)
		for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
			begin(&h, shown);
			send(&h, "\033", 1);
			pause_for(&h, 200);
			send(&h, typed[i], strlen(typed[i]));
			pause_for(&h, 150);
			send(&h, "7", 1);
			pause_for(&h, 2000);
			snprintf(expected, sizeof expected, "key 1b text %s text 7 ", typed[i]);
			want(&h, expected);
		}
	begin(&h, true);
	send(&h, "\033\r", 2);
	snprintf(expected, sizeof expected, "key %x ", K_ALT_ENTER);
	want(&h, expected);
	send(&h, "\033", 1);
	pause_for(&h, 100);
	send(&h, "\r", 1);
	want(&h, "key 1b key d ");
	/* typed ahead while the program was busy: both count */
	send(&h, "\033\033[B\033", 5);
	pause_for(&h, 50);
	snprintf(expected, sizeof expected, "key 1b key %x key 1b ", K_DOWN);
	want(&h, expected);
	/* an answer whose end is lost does not take the keyboard away */
	send(&h, "\033]11;rgb", 8);
	for (int i = 0; i < 20; i++) {
		pause_for(&h, 200);
		send(&h, "a", 1);
	}
	assert_true(h.got.n > 6 * 10);
	begin(&h, true);
	send(&h, "\033]11;rgb", 8);
	pause_for(&h, 300);
	send(&h, "\r", 1);
	want(&h, "key d ");
	buf_free(&h.got);
}

/* The keypad of PuTTY and the VT100; a terminal that calls the same keys otherwise. */
static void test_keypad(void **state)
{
	struct hand h = {0};
	char f5[20];

	(void)state;
	begin(&h, true);
	send(&h, "\033Op\033Oy\033On\033Ok\033OM", 15);
	want(&h, "text 0 text 9 text . text + key d ");
	h.d.keys[0].tail = "Ot";
	h.d.keys[0].key = K_F1 + 4;
	h.d.keys_n = 1;
	send(&h, "\033Ot", 3);
	snprintf(f5, sizeof f5, "key %x ", K_F1 + 4);
	want(&h, f5);
	buf_free(&h.got);
}

/* Any bytes at all: it always comes back to where a letter is a letter. */
static void test_any(void **state)
{
	uint64_t seed = 1;
	struct hand h = {0};

	(void)state;
	for (int round = 0; round < 20000; round++) {
		static const char likely[] = "\033\033\033[O]P<;0123456789~MRTtuAm\\\a$?\xd0\x96\xe2";

		begin(&h, round & 1);
		h.d.pasting = round & 2;
		for (int i = 0; i < 12; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			char c = seed >> 60 ? likely[(seed >> 33) % (sizeof likely - 1)] : (char)(seed >> 40);

			send(&h, &c, 1);
			if (seed >> 62 == 0)
				pause_for(&h, (int)(seed >> 50 & 0x7FF));
		}
		pause_for(&h, 4000);
		assert_int_equal(decode_wait(&h.d), 0);
		buf_clear(&h.got);
		h.d.esc_at = -DECODE_LATE_MS;
		h.now += 5000;
		send(&h, "ж", 2);
		want(&h, "text ж ");
	}
	buf_free(&h.got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),	cmocka_unit_test(test_letters), cmocka_unit_test(test_digits),
		cmocka_unit_test(test_by_hand), cmocka_unit_test(test_keypad),	cmocka_unit_test(test_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
