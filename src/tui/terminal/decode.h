/* From the bytes of a terminal to keys, characters and reports. Knows neither a file nor a clock: it is told what came
 * and when. Whatever is no key and no character (answers to questions, reports of the mouse and the focus, keys that
 * mean nothing here) is taken whole and gives nothing: its rest never becomes text or a command (ECMA-48, 5.4, 8.3). */
#ifndef STAZH_SRC_TUI_DECODE_H
#define STAZH_SRC_TUI_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum decoded {
	DECODED_MORE,	 /* nothing yet */
	DECODED_NOTHING, /* something that means nothing here is over */
	DECODED_KEY,	 /* key */
	DECODED_TEXT,	 /* key: its code point; ch, ch_n */
	DECODED_PASTE_START,
	DECODED_PASTE_END,
	DECODED_MOUSE, /* button, press, y, x */
	DECODED_BAD,   /* no UTF-8 */
};

enum decode_state {
	DECODE_PLAIN,
	DECODE_ESC,
	DECODE_CSI,
	DECODE_LINUX, /* Esc [ [ */
	DECODE_SS3,
	DECODE_STRING, /* OSC, DCS, APC, PM, SOS: until ST or BEL */
	DECODE_STRING_ESC,
	DECODE_COUNTED, /* so many characters after the sequence */
	DECODE_UTF8,
};

#define DECODE_LATE_MS	1200 /* a packet cuts a sequence or a character, and the rest comes after it */
#define DECODE_KEYS_MAX 32

struct decoder {
	/* Set before the first byte. */
	int escdelay; /* ms: how long after Esc the rest of a key may come, where keys of more bytes have been seen */
	bool rich;    /* terminfo names function keys of more bytes: then an arrow shows that Esc begins keys */
	struct {
		const char *tail; /* after Esc */
		int key;
	} keys[DECODE_KEYS_MAX]; /* of terminfo */
	size_t keys_n;
	bool pasting; /* kept by who reads: an Esc is no key then, but with what follows */

	/* Learned: the terminal sends function keys of its own, so Esc and a digit are no such key. */
	bool shown;

	enum decode_state state;
	bool guess; /* the beginning came so late that a hand may have typed it */
	bool given; /* the Esc of it was given out as a key already */
	int by_hand;
	int64_t esc_at; /* when a lone Esc was given out last */
	char seq[48];
	size_t n;
	unsigned want; /* characters or bytes still to come */
	uint8_t last, last_byte;
	uint8_t again[4];
	size_t again_n;
	int typed; /* so many of `again` are characters, whatever they look like */

	int key;
	char ch[8];
	size_t ch_n;
	int y, x, button;
	bool press;
};

/* A byte that came; waited: after a pause, so not in one packet with the one before it. */
enum decoded decode_feed(struct decoder *d, uint8_t byte, bool waited, int64_t now);
/* What was read beyond the last key; DECODED_MORE: nothing more. To be asked before each byte. */
enum decoded decode_again(struct decoder *d, int64_t now);
/* How long to wait for the rest of what has begun, ms; 0: nothing has. */
int decode_wait(const struct decoder *d);
/* It did not come. */
enum decoded decode_expire(struct decoder *d, int64_t now);

#endif
