/*
 * What the parts of the metrics screen share: metrics.c (keys), metrics_draw.c and
 * metrics_panel.c (what it looks like), metrics_time.c (what is shown),
 * metrics_events.c (what
 * happened), metrics_visits.c (who of us was there).
 */
#ifndef TUI_VIEWS_METRICS_IMPL_H
#define TUI_VIEWS_METRICS_IMPL_H

#include "tui/kit/chart.h"
#include "tui/views/metrics.h"

#define METRICS_CHARTS    6              /* shown until others are chosen */
#define METRICS_EVENTS    256            /* of what is shown */
#define METRICS_LOOKS     2              /* sessions, and what was more than looking */
#define METRICS_VISITS    512            /* of each that are known */
#define METRICS_USUAL_SEC INT64_C(10800) /* shown at first */

/* Something that happened at the installation. */
struct metrics_event {
	int64_t at_sec;
	const char *sign; /* "■", "↑"; "○" is one of us; static */
	enum role ink;    /* of the sign */
	enum role mark;   /* of the line through the charts */
	char subject[96]; /* "stack acme-ingest"; "" none */
	char text[96];    /* "failed", "you: observe" */
};

/* One of us, on record. */
struct metrics_visit {
	int64_t n; /* its record */
	int64_t at_sec;
	char text[96];
};

/* What the journal was searched for. */
struct metrics_look {
	struct metrics_visit items[METRICS_VISITS]; /* newest first */
	size_t n;
	int64_t next; /* from this record on it is not looked at yet; 0: it is */
	bool begun;
};

struct metrics_events {
	struct metrics_event items[METRICS_EVENTS]; /* oldest first */
	struct chart_mark marks[METRICS_EVENTS];
	size_t n;
	/* of the journal, kept while it grows */
	struct metrics_look looks[METRICS_LOOKS];
	uint64_t stamp;
	bool stamped;
};

struct metrics_view {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct fleet_row *row; /* NULL: it is not there */
	char inst[PLACE_INST];
	struct metric all[METRICS_MAX];
	size_t n_all;
	bool chosen;             /* the ids below are shown, else the usual ones */
	bool usual[METRICS_MAX]; /* METRICS_CHARTS of all: in trouble, then with values
				  */
	char ids[METRICS_MAX][METRIC_ID];
	size_t n_ids;
	size_t shown[METRICS_MAX]; /* shown[n_shown]: indexes into all */
	size_t n_shown;
	size_t focus; /* index into shown */
	bool whole;   /* the focused chart has the whole body */

	int64_t span_sec;
	int64_t from_sec, to_sec; /* what is shown */
	bool follow;              /* up to the newest value */
	bool has_cursor;          /* else it stands on the newest value */
	int64_t cursor_sec;
	int64_t asked_span_sec, asked_to_sec; /* what the source was asked for */
	bool asked;
	int step_cells; /* columns of a plot at the last drawing */
	size_t per_row; /* charts beside each other then */

	struct metrics_events events;
};

/* metrics_time.c */
void metrics_time_update(struct metrics_view *v);
/* Seconds between two values of the focused chart. */
int32_t metrics_view_period(const struct metrics_view *v);
/* The period under the cursor has ended: its value is the whole one. */
bool metrics_ended(const struct metrics_view *v);
/* The source is asked for what is shown, once for each. */
void metrics_ask(struct metrics_view *v);
/* By a column of the charts, or (fine) by one value. */
void metrics_step(struct metrics_view *v, int steps, bool fine);
void metrics_to_end(struct metrics_view *v, bool newest);
bool metrics_zoom(struct metrics_view *v, int way); /* false: not further */
bool metrics_pan(struct metrics_view *v, int way);
/* "13:52", with letter "13:52Z"; with the day where a day is shown or more; an age in
 * relative display. */
void metrics_when(const struct metrics_view *v, int64_t sec, bool letter,
		  struct buf *out);
/* "3 h", "15 min". */
void metrics_span_text(int64_t sec, struct buf *out);

/* metrics_events.c */
void metrics_events_update(struct metrics_view *v);
/* The next one after the cursor, or the one before; NULL. */
const struct metrics_event *metrics_event_next(const struct metrics_view *v, int way);

/* metrics_visits.c */
void metrics_visits_forget(struct metrics_view *v);
void metrics_visits_update(struct metrics_view *v);
/* There is more to look at than one turn has time for: go on. */
bool metrics_visits_looking(const struct metrics_view *v);
void metrics_visits_go_on(struct metrics_view *v);
/* What was before is not kept: seconds since 1970 UTC; 0: all is. */
int64_t metrics_visits_since(const struct metrics_view *v);

/* metrics_panel.c: of the charts that stand on the screen, so many at once. */
void metrics_draw_panel(const struct metrics_view *v, size_t charts, bool wide,
			struct frame *f, struct area a);

/* metrics.c: what is wanted is not there yet. */
bool metrics_reading(const struct metrics_view *v);
/* The key that does it on this screen, or otherwise. */
void metrics_key(const struct metrics_view *v, enum action a, const char *otherwise,
		 struct buf *out);

/* metrics_draw.c */
void metrics_draw(struct metrics_view *v, struct frame *f, struct area body);

#endif
