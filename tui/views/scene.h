/*
 * What screens draw from: one snapshot of the program, borrowed while it is drawn.
 * The console fills it before each key and each frame; tests fill it by hand.  A view
 * reads a scene and never asks the program itself.
 */
#ifndef TUI_VIEWS_SCENE_H
#define TUI_VIEWS_SCENE_H

#include "core/access/identity.h"
#include "core/access/session.h"
#include "core/watch/alarms.h"
#include "core/watch/beats.h"
#include "core/watch/fleet.h"
#include "core/watch/service.h"
#include "tui/kit/theme_file.h"
#include "tui/views/metric.h"
#include "tui/views/pages.h"
#include "tui/views/records.h"
#include "tui/views/state.h"

/* Rows that its loads rejected, of the summaries in its metadata bucket. */
#define LOAD_CELLS    12
#define LOAD_CELL_SEC 7200
#define LOAD_CAUSES   5
struct site_loads {
	bool known;               /* there are summaries of the last day */
	int64_t n;                /* of 24 h; -1: not known */
	double cells[LOAD_CELLS]; /* the newest last; NAN: no summary tells of it */
	struct {
		const char *code; /* "1204"; safe, borrowed */
		int64_t n;
	} causes[LOAD_CAUSES]; /* the most first */
	size_t n_causes;
};

/* One installation as the screens see it. */
struct site {
	const struct fleet_row *row;
	const struct session *session; /* of OBSERVE; NULL: candor has not started */
	int64_t entries;               /* of its account's log; -1: not known */
	/* What it tells besides its stacks; NULL: nothing was read of it yet, or
	 * candor reads none of it here. */
	const struct beats *beats;
	const struct services *services;
	const struct alarms *alarms;
	struct site_loads loads;
};

/* A sentence for the operator, kept for :messages. */
struct message {
	int64_t at_sec; /* the newest time it was said */
	enum program_tone tone;
	char *text;
	unsigned times; /* said in a row */
};

/* All of this run, oldest first.  It grows while a key is acted on: keep the list,
 * never its items. */
struct messages {
	struct message *items;
	size_t n, cap;
};

/* How the console looks, for :theme and its inspector. */
struct scene_theme {
	const struct theme *now; /* drawn */
	enum depth depth;
	const char *name; /* drawn: in use, or tried on */
	const char *kept; /* in use; name when none is tried on */
	const char *why;  /* a few words: how it came to be in use */
	const char *dir;  /* where the operator's own are looked for */
	const struct theme_names *names;
};

/* Something that runs. */
struct job {
	char id[64];    /* stays the same while it runs */
	char what[48];  /* "stacks.refresh", "journal.verify" */
	char inst[65];  /* "" none */
	char state[96]; /* "waits for cloudformation:DescribeStacks", "12 of 80 entries"
			 */
	int64_t since_us;           /* monotonic; 0: not known */
	unsigned attempt, attempts; /* of the call it waits for; 0: none */
	int64_t next_us;            /* when that is tried again; 0: no pause */
	bool throttled;             /* the pause is because AWS said so */
};
/* ", next try in 8 s (3 of 5)" */
void job_next_text(const struct job *j, int64_t now_us, struct buf *out);

struct scene {
	int64_t now_sec; /* since 1970 UTC */
	int64_t now_us;  /* monotonic */

	const struct config *config; /* NULL: there is none */
	const struct keymap *keys;   /* in force; NULL: none */

	struct site *sites; /* worst first */
	size_t n_sites, cap_sites;
	uint64_t stamp; /* changes with the rows of sites; 0: not known */
	struct fleet_progress progress; /* of the newest round */
	struct fleet_progress done;     /* of the newest round that has ended */
	bool sleeping;                  /* no key for 15 minutes: nothing is read */

	size_t pending;  /* calls and wishes under way */
	int64_t busy_us; /* since when, monotonic; 0: nothing is */
	unsigned spin;   /* which shape the spinner has */
	bool mouse;      /* rows and the wheel are ours */
	bool ascii;      /* plain signs */
	bool still;      /* reduced motion: words instead of the spinner */

	size_t n_running; /* kinds of work under way: readings, verification... */
	struct job *jobs; /* oldest first; only while the jobs are on the screen */
	size_t n_jobs, cap_jobs;
	const char *waits_for; /* operation of the oldest act; NULL or "" none */
	struct job throttled;  /* an act that pauses; id "" none */

	enum program_stage stage;
	const struct err *trouble;   /* why the stage is FAILED; NULL or ERR_NONE */
	const struct caller *caller; /* NULL before GetCallerIdentity */
	enum program_place place;
	const char *host; /* of an endpoint override; "" */

	bool journal_open;
	enum journal_state journal;
	const char *journal_why; /* "" while it is well */
	bool journal_low;        /* the disk is nearly full: nothing new is begun */
	int64_t entries;         /* of this device, all logs */
	struct program_verification verification;
	const struct records *records; /* NULL: the index is not open */
	const char *records_why;       /* why not; "" */

	const struct pages *pages; /* NULL: none */

	const struct metrics_source *metrics; /* NULL: none are known */

	const struct scene_theme *theme; /* NULL: nothing is known of it (tests) */

	const struct messages *messages; /* NULL: none */
	struct door_stats calls;         /* of this run */
};

void scene_release(struct scene *s);

/* By name; NULL. */
const struct site *scene_find(const struct scene *s, const char *inst);
/* By name; NULL when the installation or its stack is not there. */
const struct stack *scene_stack(const struct scene *s, const char *inst,
				const char *stack);
/* Different customers among the installations. */
size_t scene_customers(const struct scene *s);
/* Who acts; "unverified" before it is known. */
const char *scene_who(const struct scene *s);

#endif
