#include <string.h>

#include "stazh/base/utf8.h"
#include "stazh/tui/keys.h"
#include "decode.h"

#define ESC	   27
#define BEL	   7
#define GUESS_MS   100 /* so fast no hand goes on typing after «[» */
#define BY_HAND	   8   /* bytes of a string that each had to be waited for */
#define DIGIT_MS   300 /* for Esc and a digit by hand */
#define SHIFT	   1
#define ALT	   2
#define CTRL	   4
#define PARAMS_MAX 4

static enum decoded key_is(struct decoder *d, int key)
{
	d->key = key;
	return DECODED_KEY;
}

/* The key of a sequence: an Esc with a digit is none on such a terminal. */
static enum decoded sequence_is(struct decoder *d, int key)
{
	if (!key)
		return DECODED_NOTHING;
	if (d->rich || (key >= K_F1 + 4 && key <= K_F10))
		d->shown = true;
	return key_is(d, key);
}

static enum decoded text_is(struct decoder *d, uint32_t cp)
{
	d->key = (int)cp;
	d->ch_n = utf8_write(cp, d->ch);
	d->ch[d->ch_n] = '\0';
	return DECODED_TEXT;
}

static enum decoded esc_is(struct decoder *d, int64_t now)
{
	d->esc_at = now;
	return key_is(d, K_ESC);
}

/* The byte is looked at afresh. */
static void put_back(struct decoder *d, uint8_t byte)
{
	if (d->again_n < sizeof d->again)
		d->again[d->again_n++] = byte;
}

/* ---- what a whole sequence is ---- */

static int key_of_number(int n)
{
	static const int keys[] = {
		[1] = K_HOME,	 [2] = K_INSERT,  [3] = K_DELETE,  [4] = K_END,	    [5] = K_PAGE_UP, [6] = K_PAGE_DOWN,
		[7] = K_HOME,	 [8] = K_END,	  [11] = K_F1,	   [12] = K_F1 + 1, [13] = K_F1 + 2, [14] = K_F1 + 3,
		[15] = K_F1 + 4, [17] = K_F1 + 5, [18] = K_F1 + 6, [19] = K_F1 + 7, [20] = K_F1 + 8, [21] = K_F10,
	};

	return n > 0 && n < (int)(sizeof keys / sizeof *keys) ? keys[n] : 0;
}

static int key_of_letter(char c)
{
	static const struct {
		char c;
		int key;
	} keys[] = {
		{'A', K_UP},   {'B', K_DOWN}, {'C', K_RIGHT},  {'D', K_LEFT},	{'F', K_END},
		{'H', K_HOME}, {'P', K_F1},   {'Q', K_F1 + 1}, {'R', K_F1 + 2}, {'S', K_F1 + 3},
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].c == c)
			return keys[i].key;
	return 0;
}

/* With keys held down: Shift moves as without, Ctrl goes by words; others have no meaning here. */
static int modified(int key, int modifiers)
{
	if (!modifiers)
		return key;
	if (modifiers == CTRL && (key == K_LEFT || key == K_RIGHT))
		return key == K_LEFT ? K_CTRL_LEFT : K_CTRL_RIGHT;
	if (modifiers == SHIFT && key >= K_UP && key <= K_END)
		return key;
	return 0;
}

/* A key that is told by its character (CSI u, modifyOtherKeys). */
static enum decoded spelled(struct decoder *d, int code, int modifiers)
{
	bool control = code < 0x20 || code == K_BACKSPACE;

	if (code == K_ENTER && modifiers)
		return modifiers & ALT	  ? key_is(d, K_ALT_ENTER)
		       : modifiers & CTRL ? key_is(d, K_CTRL_ENTER)
					  : key_is(d, K_ENTER);
	if (code == K_TAB && modifiers == SHIFT)
		return key_is(d, K_SHIFT_TAB);
	if (modifiers == CTRL && ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')))
		return key_is(d, code & 0x1F);
	if (modifiers & ~SHIFT || code <= 0 || code >= 0xD800)
		return DECODED_NOTHING;
	if (control)
		return key_is(d, code);
	return code >= 0x80 && code < 0xA0 ? DECODED_NOTHING : text_is(d, (uint32_t)code);
}

static enum decoded mouse_is(struct decoder *d, int button, int x, int y, bool press)
{
	d->button = button;
	d->x = x - 1;
	d->y = y - 1;
	d->press = press;
	return DECODED_MOUSE;
}

static enum decoded counted(struct decoder *d, unsigned characters)
{
	d->state = DECODE_COUNTED;
	d->want = characters;
	d->n = 0;
	d->last = 0;
	return DECODED_MORE;
}

static int read_params(const char *s, int *out)
{
	int n = 0;

	for (; n < PARAMS_MAX; s++) {
		for (out[n] = 0; *s >= '0' && *s <= '9'; s++)
			out[n] = out[n] < 1000000 ? out[n] * 10 + *s - '0' : out[n];
		n++;
		s += strcspn(s, ";"); /* what stands after a colon refines the number */
		if (*s != ';')
			break;
	}
	return n;
}

/* d->seq: «[», parameters, the last byte. */
static enum decoded csi_is(struct decoder *d)
{
	char last = d->seq[d->n - 1];
	int p[PARAMS_MAX] = {0}, n = 0, modifiers;
	bool bare = d->n == 2;

	if (d->seq[1] >= '<' && d->seq[1] <= '?') {
		if (d->seq[1] != '<' || (last != 'M' && last != 'm'))
			return DECODED_NOTHING;
		n = read_params(d->seq + 2, p);
		return n == 3 ? mouse_is(d, p[0], p[1], p[2], last == 'M') : DECODED_NOTHING;
	}
	n = bare ? 0 : read_params(d->seq + 1, p);
	modifiers = n > 1 && p[1] > 0 ? (p[1] - 1) & 7 : 0;
	if (d->n > 2 && d->seq[d->n - 2] < '0') /* between parameters and end: an answer */
		return DECODED_NOTHING;
	switch (last) {
	case 'M':
		if (bare)
			return counted(d, 3);
		return n == 3 ? mouse_is(d, p[0] - 32, p[1], p[2], true) : DECODED_NOTHING;
	case 't':
		return bare ? counted(d, 2) : DECODED_NOTHING;
	case 'T':
		return bare ? counted(d, 6) : DECODED_NOTHING;
	case '~':
		if (p[0] == 200 || p[0] == 201)
			return p[0] == 200 ? DECODED_PASTE_START : DECODED_PASTE_END;
		return p[0] == 27 && n == 3 ? spelled(d, p[2], modifiers)
					    : sequence_is(d, modified(key_of_number(p[0]), modifiers));
	case 'u':
		return spelled(d, p[0], modifiers);
	case 'Z':
		return sequence_is(d, K_SHIFT_TAB);
	case 'R': /* with numbers: where the cursor stands */
		return sequence_is(d, bare ? K_F1 + 2 : 0);
	default:
		return bare || (p[0] == 1 && n <= 2) ? sequence_is(d, modified(key_of_letter(last), modifiers))
						     : DECODED_NOTHING;
	}
}

/* d->seq: «O», a modifier perhaps, the last byte. */
static enum decoded ss3_is(struct decoder *d)
{
	static const char keypad[] = "*+,-./0123456789"; /* j … y */
	char last = d->seq[d->n - 1];

	if (d->n > 2)
		return DECODED_NOTHING;
	if (last == 'M')
		return key_is(d, K_ENTER);
	if (last >= 'j' && last <= 'y')
		return text_is(d, (uint32_t)keypad[last - 'j']);
	if (last == 'c' || last == 'd')
		return sequence_is(d, last == 'c' ? K_CTRL_RIGHT : K_CTRL_LEFT);
	return sequence_is(d, key_of_letter(last));
}

static int named(const struct decoder *d)
{
	for (size_t i = 0; i < d->keys_n; i++)
		if (strlen(d->keys[i].tail) == d->n && !memcmp(d->keys[i].tail, d->seq, d->n))
			return d->keys[i].key;
	return 0;
}

/* ---- byte by byte ---- */

static void begin(struct decoder *d, enum decode_state state, uint8_t c, bool guess)
{
	d->state = state;
	d->guess = guess;
	d->seq[0] = (char)c;
	d->n = 1;
	d->by_hand = 0;
}

static void add(struct decoder *d, uint8_t c)
{
	if (d->n < sizeof d->seq - 1)
		d->seq[d->n++] = (char)c;
	d->seq[d->n] = '\0';
}

static enum decoded end(struct decoder *d)
{
	int key = named(d);
	enum decode_state was = d->state;
	enum decoded what;

	d->state = DECODE_PLAIN;
	if (key)
		what = sequence_is(d, key);
	else if (was == DECODE_LINUX)
		what = sequence_is(d, K_F1 + d->seq[2] - 'A');
	else
		what = was == DECODE_SS3 ? ss3_is(d) : csi_is(d);
	return what;
}

/* It is none after all. What only a hand can have typed is given out as it is. */
static enum decoded give_up(struct decoder *d, int64_t now)
{
	bool typed = d->guess && d->n == 1;

	d->state = DECODE_PLAIN;
	if (!typed)
		return DECODED_NOTHING;
	if (d->given)
		return text_is(d, (uint8_t)d->seq[0]);
	memmove(d->again + 1, d->again, d->again_n);
	d->again[0] = (uint8_t)d->seq[0];
	d->again_n++;
	d->typed = 1;
	return esc_is(d, now);
}

static enum decode_state introduced(uint8_t c)
{
	switch (c) {
	case '[':
		return DECODE_CSI;
	case 'O':
		return DECODE_SS3;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		return DECODE_STRING;
	default:
		return DECODE_PLAIN;
	}
}

static enum decoded plain(struct decoder *d, uint8_t c, int64_t now)
{
	enum decode_state late = introduced(c);

	if (c == ESC) {
		d->state = DECODE_ESC;
		d->given = false;
		return DECODED_MORE;
	}
	if (c >= 0x80) {
		if (c < 0xC2 || c > 0xF4)
			return DECODED_BAD;
		d->state = DECODE_UTF8;
		d->want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
		d->ch[0] = (char)c;
		d->ch_n = 1;
		return DECODED_MORE;
	}
	if (late && !d->typed && now - d->esc_at < DECODE_LATE_MS) {
		d->given = true;
		begin(d, late, c, true);
		return DECODED_MORE;
	}
	d->typed -= d->typed > 0;
	d->esc_at = -DECODE_LATE_MS;
	if (c == 8 || c == K_BACKSPACE)
		return key_is(d, K_BACKSPACE);
	if (c == '\r' || c == '\n') /* Enter is CR; LF is what terminals make of Ctrl-Enter and Ctrl-J */
		return key_is(d, c == '\r' || d->pasting ? K_ENTER : K_CTRL_ENTER);
	return c < 0x20 ? key_is(d, c) : text_is(d, c);
}

static enum decoded after_esc(struct decoder *d, uint8_t c, bool waited, int64_t now)
{
	enum decode_state next = introduced(c);

	if (c >= '0' && c <= '9' && !d->shown && !d->pasting) {
		d->state = DECODE_PLAIN;
		return key_is(d, c == '0' ? K_F10 : K_F1 + c - '1');
	}
	if (next != DECODE_PLAIN) {
		begin(d, next, c, waited);
		return DECODED_MORE;
	}
	d->state = DECODE_PLAIN;
	if ((c == '\r' || c == '\n') && !waited)
		return key_is(d, K_ALT_ENTER);
	if (c == '\\' && !waited) /* the end of a string whose beginning was lost */
		return DECODED_NOTHING;
	d->seq[0] = (char)c;
	d->n = 1;
	if (!waited && named(d))
		return sequence_is(d, named(d));
	put_back(d, c);
	return esc_is(d, now);
}

/* What ends it though it is not complete; false: it goes on. */
static bool cut_short(struct decoder *d, uint8_t c, int64_t now, enum decoded *what)
{
	if (c >= 0x20 && c < 0x7F)
		return false;
	put_back(d, c);
	*what = give_up(d, now);
	return true;
}

static enum decoded in_csi(struct decoder *d, uint8_t c, bool waited, int64_t now)
{
	enum decoded what;

	if (cut_short(d, c, now, &what))
		return what;
	if (waited && d->seq[d->n - 1] == '$' && strspn(d->seq + 1, "0123456789") == d->n - 2) { /* rxvt with Shift */
		put_back(d, c);
		return give_up(d, now);
	}
	add(d, c);
	if (c == '[' && d->n == 2)
		d->state = DECODE_LINUX;
	else if (c >= 0x40)
		return end(d);
	return DECODED_MORE;
}

static enum decoded in_ss3(struct decoder *d, uint8_t c, int64_t now)
{
	bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= (d->guess ? 'd' : 'y'));
	bool modifier = !d->guess && ((c >= '0' && c <= '9') || c == ';');
	enum decoded what;

	if (cut_short(d, c, now, &what))
		return what;
	if (!letter && !modifier) {
		put_back(d, c);
		return give_up(d, now);
	}
	add(d, c);
	return letter ? end(d) : DECODED_MORE;
}

static enum decoded in_string(struct decoder *d, uint8_t c, bool waited, int64_t now)
{
	bool after = d->state == DECODE_STRING_ESC;

	d->by_hand = waited ? d->by_hand + 1 : 0;
	if (after || c == BEL) {
		d->state = DECODE_PLAIN;
		if (after && c != '\\') { /* another one has begun */
			put_back(d, ESC);
			put_back(d, c);
		}
		return DECODED_NOTHING;
	}
	if (c == ESC && d->n > 1) {
		d->state = DECODE_STRING_ESC;
		return DECODED_MORE;
	}
	if (c < 0x20 || d->by_hand > BY_HAND || (d->guess && d->n == 1 && waited)) {
		put_back(d, c);
		return give_up(d, now);
	}
	add(d, c);
	return DECODED_MORE;
}

static enum decoded in_counted(struct decoder *d, uint8_t c)
{
	bool second = c >= 0x80 && c < 0xC0 && d->last >= 0xC2 && d->last < 0xE0; /* of a coordinate in UTF-8 */

	d->last = c;
	if (!second && d->want == 0) {
		put_back(d, c);
	} else if (second) {
		d->seq[d->n - 1] = 0; /* beyond what is known */
	} else {
		add(d, c);
		d->want--;
	}
	/* The last one may still have its second half. */
	if (d->want || (!second && c >= 0xC2 && c < 0xE0 && !d->again_n))
		return DECODED_MORE;
	d->state = DECODE_PLAIN;
	if (d->n != 3)
		return DECODED_NOTHING;
	return mouse_is(d, (uint8_t)d->seq[0] - 32, (uint8_t)d->seq[1] - 32, (uint8_t)d->seq[2] - 32, true);
}

/* Curses' own assembly loses what follows an invalid byte. */
static enum decoded in_utf8(struct decoder *d, uint8_t c)
{
	uint32_t cp;

	if (c < 0x80 || c > 0xBF) {
		put_back(d, c);
		d->state = DECODE_PLAIN;
		return DECODED_BAD;
	}
	d->ch[d->ch_n++] = (char)c;
	if (d->ch_n < d->want)
		return DECODED_MORE;
	d->state = DECODE_PLAIN;
	d->ch[d->ch_n] = '\0';
	if (utf8_decode(d->ch, d->ch_n, &cp) != d->ch_n)
		return DECODED_BAD;
	d->key = (int)cp;
	return cp < 0xA0 ? DECODED_NOTHING : DECODED_TEXT;
}

enum decoded decode_feed(struct decoder *d, uint8_t byte, bool waited, int64_t now)
{
	d->last_byte = byte;
	switch (d->state) {
	case DECODE_ESC:
		return after_esc(d, byte, waited, now);
	case DECODE_CSI:
		return in_csi(d, byte, waited, now);
	case DECODE_LINUX:
		add(d, byte);
		if (byte >= 'A' && byte <= 'E')
			return end(d);
		put_back(d, byte);
		return give_up(d, now);
	case DECODE_SS3:
		return in_ss3(d, byte, now);
	case DECODE_STRING:
	case DECODE_STRING_ESC:
		return in_string(d, byte, waited, now);
	case DECODE_COUNTED:
		return in_counted(d, byte);
	case DECODE_UTF8:
		return in_utf8(d, byte);
	default:
		return plain(d, byte, now);
	}
}

enum decoded decode_again(struct decoder *d, int64_t now)
{
	uint8_t byte = d->again[0];

	if (!d->again_n)
		return DECODED_MORE;
	memmove(d->again, d->again + 1, --d->again_n);
	return decode_feed(d, byte, false, now);
}

int decode_wait(const struct decoder *d)
{
	switch (d->state) {
	case DECODE_PLAIN:
		return 0;
	case DECODE_ESC:
		if (d->pasting)
			return DECODE_LATE_MS;
		return d->shown || d->escdelay > DIGIT_MS ? d->escdelay : DIGIT_MS;
	default:
		return d->guess && d->n == 1 && !d->pasting && d->state != DECODE_COUNTED && d->state != DECODE_UTF8
			       ? GUESS_MS
			       : DECODE_LATE_MS;
	}
}

enum decoded decode_expire(struct decoder *d, int64_t now)
{
	enum decode_state was = d->state;

	switch (was) {
	case DECODE_UTF8:
		d->state = DECODE_PLAIN;
		return DECODED_BAD;
	case DECODE_ESC:
		d->state = DECODE_PLAIN;
		return esc_is(d, now);
	case DECODE_COUNTED:
		d->state = DECODE_PLAIN;
		return DECODED_NOTHING;
	default:
		return give_up(d, now);
	}
}
