/*
 * What each key does where: one table of rows makes the look-up, the hint line and
 * the help screen.  A preset and keys.conf change it (keymap_read.h).
 */
#ifndef TUI_KIT_KEYMAP_H
#define TUI_KIT_KEYMAP_H

#include "tui/kit/frame.h"
#include "tui/kit/key.h"

#define KEYMAP_VIEWS 28
#define KEYMAP_KEYS  6          /* of one action in one line of keys.conf */
#define KEYMAP_ALL   UINT32_MAX /* mask: every view */
/* In the mask of views, beside them: what has the keys there (0 to 3: a list, a text).
 * A row without such a bit holds whatever has them.  The look-up knows no parts: a key
 * has one action in a view, and what it does depends on them. */
#define KEYMAP_PART(part) (1u << (KEYMAP_VIEWS + (part)))
#define KEYMAP_NONE       (-1)

#define KEYMAP_EVERYWHERE (-1)    /* the layer that holds in every view */
#define KEYMAP_LINE       0x10000 /* actions from here on: lines of keys.conf */
#define KEYMAP_LINE_MAX   160     /* bytes of one */

/* One row of the app's table, static for the run. */
struct binding {
	uint32_t views;   /* mask: 1u << view, KEYMAP_PART(); KEYMAP_ALL */
	int action;       /* the app's id, >= 0 */
	const char *name; /* in keys.conf: "follow" */
	const char *keys; /* blanks between: "j Down"; "" for none */
	/* In the hint line: "open", or with a shorter form for narrow screens, "next
	 * problem|next"; NULL: not there. */
	const char *hint;
	const char *help; /* sentence: "Open what the cursor stands on." */
};

enum keymap_origin {
	KEYMAP_BUILT_IN,
	KEYMAP_PRESET,
	KEYMAP_FILE
};

/* A key in force.  Entries of a view hide entries for all views. */
struct keymap_entry {
	int view; /* KEYMAP_EVERYWHERE */
	struct key key;
	int action; /* KEYMAP_NONE: does nothing here, though it does elsewhere */
	enum keymap_origin origin;
	unsigned line; /* of keys.conf; 0: none */
};

/* The keys of an action were replaced, perhaps by none: where and by what. */
struct keymap_set {
	int view;
	int action;
	enum keymap_origin origin;
	unsigned line;
};

/* A key that a line took from another action. */
struct keymap_taken {
	int view;
	struct key key;
	int from, by; /* actions */
	unsigned line;
};

/* In the order in which they are listed. */
enum keymap_problem_kind {
	KEYMAP_CONFLICT, /* two lines want the same; the later one wins */
	KEYMAP_KEPT,     /* a way out that would have been lost was kept */
	KEYMAP_WRONG,    /* a line or a key of it has no effect */
	KEYMAP_LOST,     /* as wished, but an action has no key left: no mistake */
};

struct keymap_problem {
	enum keymap_problem_kind kind;
	char *text; /* "keys.conf:7: ..." one line of safe UTF-8; owned */
};

/* What a line typed after ":" would do, a static sentence; NULL: it is no command, and
 * ret_near is one that may be meant, or NULL. */
typedef const char *keymap_line(struct str line, const char **ret_near);

struct keymap {
	/* rows[n_rows]: those of the app, most used first, then the lines that
	 * keys.conf binds, by the name ":theme light"; owned, their texts are not */
	struct binding *rows;
	size_t n_rows, cap_rows, n_app;
	char **names; /* of those lines, owned */
	size_t n_names, cap_names;
	int n_lines;              /* different ones */
	keymap_line *line;        /* NULL: no line can be bound */
	const char *const *views; /* names by number, as in keys.conf; borrowed */
	size_t n_views;
	uint32_t typing;    /* mask of views in which letters are typed, not pressed */
	const char *preset; /* name of the preset; NULL: none; borrowed */
	struct keymap_entry *entries; /* keys now bound */
	size_t n_entries, cap_entries;
	struct keymap_set *sets; /* in the order in which they came about */
	size_t n_sets, cap_sets;
	struct keymap_taken *taken; /* by keys.conf */
	size_t n_taken, cap_taken;
	struct keymap_problem *problems; /* at most LIMIT_KEYS_PROBLEMS */
	size_t n_problems, cap_problems;
	size_t n_untold; /* problems beyond that number */
};

/*
 * rows in which a key would mean two things in one view are a bug and stop the
 * program; a row for one view hides a row for all.
 */
void keymap_init(struct keymap *m, const struct binding *rows, size_t n_rows,
		 const char *const *views, size_t n_views);
void keymap_release(struct keymap *m);

/* The action of a key in a view, or KEYMAP_NONE. */
int keymap_lookup(const struct keymap *m, int view, struct key k);
/* The same as if there were neither preset nor keys.conf. */
int keymap_built_in(const struct keymap *m, int view, struct key k);

/* Does the row hold while that part of its views has the keys? */
bool keymap_in_part(const struct binding *row, int part);
/* Is there a row for the action in the view that holds while part has the keys? */
bool keymap_holds(const struct keymap *m, int view, int action, int part);

/* Keys of an action in a view as text, " " between ("j Down"); empty when unbound. */
void keymap_keys(const struct keymap *m, int view, int action, struct buf *out);
/* The first of them, for a sentence; false: it has none. */
bool keymap_first(const struct keymap *m, int view, int action, struct key *ret);
/* Name of an action ("follow", ":theme light"); never NULL. */
const char *keymap_name(const struct keymap *m, int action);
/* "fleet", or "everywhere". */
const char *keymap_view_name(const struct keymap *m, int view);
/* The layers in which an action has rows: a view or KEYMAP_EVERYWHERE. */
bool keymap_lives_in(const struct keymap *m, int action, int view);
/* The last change of an action's keys in a layer; NULL: none. */
const struct keymap_set *keymap_set_of(const struct keymap *m, int view, int action);
/* "built-in", "preset k9s", "keys.conf:12". */
void keymap_origin(const struct keymap *m, enum keymap_origin origin, unsigned line,
		   struct buf *out);

/* Asked for each row of the hint line: is it of use on the row under the cursor? */
struct keymap_filter {
	bool (*useful)(void *ctx, int action); /* NULL: all are */
	bool (*stays)(void *ctx, int action);  /* cut after all others; NULL: none */
	/* Another word for the moment; NULL, from it too: the row's. */
	const char *(*word)(void *ctx, int action);
	void *ctx;
	int part; /* what has the keys */
};

/* How many problems there are, those beyond the ceiling, too; or (lost) how many
 * actions lost a key as wished, which is none. */
size_t keymap_count(const struct keymap *m, bool lost);

/*
 * The hint line on the last row of area: "Enter open  Space mark ...   ? help", rows
 * in table order, cut from the right by whole hints until the rest fits, those that
 * stay last; the row of help_action stands fixed at the right.  Under 100 columns that
 * is "?" alone, and under 110 the shorter forms are taken.
 */
void keymap_hints(const struct keymap *m, int view, struct frame *f, struct area a,
		  int help_action, const struct keymap_filter *filter);

#endif
