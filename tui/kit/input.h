/*
 * From what curses hands out to events: lone Esc, Alt, pastes, the mouse (SGR, 1006),
 * and sequences nobody knows, which are swallowed whole and never typed into a prompt.
 * Knows no curses and no clock, so that it can be tested and fuzzed.
 */
#ifndef TUI_KIT_INPUT_H
#define TUI_KIT_INPUT_H

#include "core/base/buf.h"
#include "tui/kit/key.h"
#include "tui/kit/term_query.h"

#define INPUT_PASTE_MAX ((size_t)64 * 1024)
#define INPUT_REST_MS   100   /* the rest of a sequence must come within this */
#define INPUT_STRING_MS 500   /* of an OSC, a DCS, a report (CSI ?) */
#define INPUT_PASTE_MS  10000 /* next byte of a paste, else it is given up */
#define INPUT_LOST_MS   2000  /* silence after which its rest has come */

enum input_state {
	INPUT_GROUND,
	INPUT_ESC,        /* after ESC */
	INPUT_EARLY,      /* after one that came before the first frame: it is no key */
	INPUT_CSI,        /* ESC [ parameters, until a final byte */
	INPUT_LINUX,      /* ESC [ [, one byte follows: F1 to F5 of the Linux console */
	INPUT_X10,        /* ESC [ M, three follow: a mouse without 1006; swallowed */
	INPUT_SS3,        /* ESC O, one byte follows */
	INPUT_STRING,     /* OSC, DCS, APC, PM, SOS: until BEL or ESC \ */
	INPUT_STRING_ESC, /* ESC inside of a string */
	INPUT_PASTE,      /* until ESC [ 201 ~ */
	INPUT_LOST,       /* of a paste that was given up: its rest, dropped */
};

enum input_event {
	INPUT_NONE, /* nothing yet */
	INPUT_KEY,
	INPUT_PASTED, /* text in `paste`; state INPUT_LOST: its end never came */
	INPUT_MOUSED, /* what it did in `mouse` */
};

/* Of a mouse only what this is worth: a press of the left button, the wheel. */
enum mouse_what {
	MOUSE_PRESS,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN
};

struct mouse {
	enum mouse_what what;
	int row, col; /* from 0; below 10,000 */
};

struct input {
	enum input_state state;
	char params[32]; /* of a CSI; cut */
	size_t n_params;
	unsigned n_x10; /* bytes of an old mouse report so far */
	bool mouse_on;  /* reports are expected: the caller's; else all are swallowed */
	struct mouse mouse;
	int64_t since_ms; /* last code point */
	struct buf paste; /* bytes so far; valid until input_forget(); wiped */
	size_t end_seen;  /* code points of the paste's end that matched */
	/* Keys are dropped after a paste until the terminal has been silent once: text
	 * that carries the mark of a paste's end presses nothing. */
	bool drop;
	bool lost_seen;           /* some of INPUT_LOST has come */
	int64_t answer_until_ms;  /* see input_expect() */
	struct term_query answer; /* what the terminal has said of itself so far */
};

void input_init(struct input *in);
void input_release(struct input *in);
/* The paste was taken: wipe it, since it may be a code.  Nothing while one is coming.
 */
void input_forget(struct input *in);

/*
 * What the terminal has answered so far (tui/kit/term_query.h): what comes is read on
 * from there, were it in the middle of a sequence.  While something is to come a lone
 * Esc waits longer for its rest, so that what follows it is no key, and a sequence
 * waits for its rest until until_ms; the answer to CSI c ends this.
 */
void input_expect(struct input *in, const struct term_query *begun, int64_t now_ms,
		  int64_t until_ms);

/* One code point (not a decoded function key).  ret_key is set for INPUT_KEY. */
enum input_event input_code(struct input *in, uint32_t code, int64_t now_ms,
			    struct key *ret_key);
/* A key that curses decoded: ends what was begun; ignored inside of a paste. */
enum input_event input_keycap(struct input *in, struct key k, struct key *ret_key);
/*
 * No byte is there now.  A lone Esc is a key at once (curses waited for its rest); a
 * sequence or paste that stopped coming is given up after its time.
 *
 * The rest of a paste may come whenever the link recovers, so what follows one that was
 * given up is no key until its end came, or INPUT_LOST_MS passed after a byte of it:
 * who types into that loses keys, but presses nothing by a text's letters.  Ctrl-C
 * alone counts at once and ends this: it only gives up, and few terminals paste it.
 */
enum input_event input_idle(struct input *in, int64_t now_ms, struct key *ret_key);
/* Milliseconds until input_idle() has something to give up; -1: never. */
int input_wait_ms(const struct input *in, int64_t now_ms);

#endif
