/*
 * What the parts of the line dialogue share: linear.c (life, signals, waiting),
 * linear_input.c (lines), linear_news.c (what changed, messages), linear_command.c and
 * linear_session.c (what is typed).
 */
#ifndef TUI_LINEAR_IMPL_H
#define TUI_LINEAR_IMPL_H

#include "core/base/limits.h"
#include "core/watch/fleet.h"
#include "tui/cli/ask.h"
#include "tui/cli/cli.h"
#include "tui/cli/out_linear.h"
#include "tui/command.h"
#include "tui/linear.h"

#define LINEAR_MESSAGES 100
/* Before a question nothing is heard until stdin was silent for that long: a pasted
 * line is no answer to what it did not see. */
#define LINEAR_DEAF_MS 250

/* A line typed ahead waits in the terminal or the pipe, not here. */
struct linear_input {
	char bytes[2 * LIMIT_PROMPT];
	size_t n;
	bool watched;
	bool too_long; /* the rest of this line is dropped */
	bool over;     /* nothing more will come */
	bool silent;   /* nothing came for LINEAR_DEAF_MS */
};

enum linear_state {
	LINEAR_PROMPT,  /* a line is awaited */
	LINEAR_RUNNING, /* a line is carried out */
	LINEAR_ASKING,  /* carried out, and its question is open */
};

struct linear_message {
	int64_t at_sec;
	char *text;
};

struct linear {
	struct program *program;
	struct loop *loop;
	struct cli cli;
	struct cli_host host;
	struct out_linear style; /* filter and sort of the lists, too */
	char filter[LIMIT_PROMPT], sort[64];
	char inst[PLACE_INST];      /* that was opened last; "" none */
	char list[PLACE_INST + 16]; /* the line that showed the last list */

	bool tty; /* a person types */
	struct linear_input input;
	struct ask *ask; /* for an MFA code; NULL */

	enum linear_state state;
	char question[PLACE_INST + 96]; /* the open one's last line */
	bool refused;                   /* Ctrl-C was its answer */
	bool cancelled;                 /* what ran was given up */
	bool warned;                    /* Ctrl-C at the prompt: the next one leaves */
	bool over;
	int signal; /* that ended it; 0 */

	enum severity *told; /* of each installation; SEV_COUNT: nothing yet */
	bool introduced;     /* the first round was summed up */
	struct linear_message messages[LINEAR_MESSAGES]; /* oldest first */
	size_t n_messages;
};

/* linear.c: turn the loop until until(ctx) is true; false: given up. */
bool linear_wait(void *linear, bool (*until)(void *ctx), void *ctx);
bool linear_nothing_pending(void *program);
void linear_say(struct linear *l, const char *fmt, ...) PRINTF(2, 3);

/* linear_input.c: the next line, without its end, into line[LIMIT_PROMPT].  Waits in
 * turns of the loop.  False: there is none, the dialogue is over or the question was
 * refused. */
bool linear_line(struct linear *l, char *line);
/* On a terminal: drop what was typed or pasted ahead, and what comes until it was
 * silent for LINEAR_DEAF_MS.  Returns whether a line was dropped. */
bool linear_deaf(struct linear *l);
void linear_watch(struct linear *l, bool on);

/* linear_news.c */
void linear_news_init(struct linear *l);
void linear_news_release(struct linear *l);
/* A line for each installation whose state is another than was told.  Returns how many
 * there were. */
size_t linear_news(struct linear *l);
void linear_said(void *linear, enum program_tone tone, const char *text);
void linear_messages(struct linear *l);

/* linear_command.c: carry a line out. */
void linear_command(struct linear *l, const char *line);

/* linear_session.c: renew and drop; each asks first. */
void linear_renew(struct linear *l, const char *inst);
void linear_drop(struct linear *l, const char *inst);
void linear_refresh(struct linear *l, struct str scope);

#endif
