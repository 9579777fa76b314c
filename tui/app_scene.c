/*
 * What the screens see: read from the program before each key and each frame.  Cheap:
 * pointers and numbers, no text is made here.
 */
#include "core/base/vec.h"
#include "db/journal.h"
#include "tui/app_impl.h"

/* Once for each time the journal has grown; a look-up an installation a frame. */
static void gather_accounts(struct app *a)
{
	struct db_journal *store = program_store(a->program);
	size_t n = store ? db_journal_n_logs(store) : 0;
	int64_t entries = store ? journal_count(db_journal_of(store), -1) : 0;

	if (!accounts_outdated(&a->accounts, n, entries))
		return;
	for (size_t i = 0; i < n; i++) {
		struct db_log_info log = db_journal_log_info(store, (int)i);

		if (log.ours) /* not of a domain that was configured before */
			accounts_add(&a->accounts, log.account, log.size);
	}
	accounts_sort(&a->accounts);
}

static void fill_sites(struct app *a)
{
	struct scene *s = &a->scene;
	struct fleet *fleet = program_fleet(a->program);
	struct sessions *sessions = program_sessions(a->program);

	gather_accounts(a);
	s->n_sites = 0;
	for (size_t i = 0; fleet && i < fleet_n(fleet); i++) {
		struct site *site = VEC_PUSH(s->sites, s->n_sites, s->cap_sites);

		*site = (struct site){
			.row = fleet_row(fleet, fleet_sorted(fleet, i)),
		};
		if (sessions)
			site->session =
				sessions_get(sessions, site->row->index, MODE_OBSERVE);
		site->entries = accounts_size(&a->accounts, site->row->inst->account);
		app_signals(site, s->now_sec);
	}
	if (!fleet)
		return;
	s->stamp = fleet_stamp(fleet);
	s->progress = fleet_progress(fleet);
	if (s->progress.ended_sec)
		s->done = s->progress;
	s->sleeping = fleet_sleeping(fleet);
}

static void fill_journal(struct app *a)
{
	struct scene *s = &a->scene;
	struct journal *j = program_journal(a->program);

	s->journal_open = j != NULL;
	s->journal = j ? journal_state(j) : JOURNAL_OK;
	s->journal_why = j ? j->why : "";
	s->journal_low =
		program_store(a->program) && db_journal_low(program_store(a->program));
	s->entries = j ? journal_count(j, -1) : 0;
	s->verification = program_verification(a->program);
	s->records = a->records ? records_db_of(a->records) : NULL;
	s->records_why = a->records_err.text;
}

static void fill_who(struct app *a)
{
	struct scene *s = &a->scene;
	struct identity *id = program_identity(a->program);

	s->stage = program_stage(a->program);
	s->trouble = program_trouble(a->program);
	s->caller = id ? identity_caller(id) : NULL;
	s->place = program_place(a->program, &s->host);
}

/* Wishes that wait for credentials or for a code are nothing that runs. */
static bool waits_for_person(const struct app *a)
{
	enum program_stage stage = program_stage(a->program);

	return stage == PROGRAM_FAILED ||
	       (stage == PROGRAM_IDENTIFYING && console_asking(a->console));
}

void app_scene(struct app *a)
{
	struct scene *s = &a->scene;
	struct door *door = program_door(a->program);

	s->keys = console_keys(a->console);
	s->now_sec = clock_wall_us(a->clock) / CLOCK_SEC_US;
	s->now_us = clock_mono_us(a->clock);
	s->config = program_config(a->program);
	s->pending = waits_for_person(a) ? 0 : program_pending(a->program);
	if (!s->pending)
		a->busy_us = 0;
	else if (!a->busy_us)
		a->busy_us = s->now_us;
	s->busy_us = a->busy_us;
	s->spin = a->spin;
	s->mouse = a->mouse;
	s->ascii = a->ascii;
	fill_sites(a);
	fill_who(a);
	fill_journal(a);
	app_theme_scene(a);
	console_notice(a->console, s);
	s->messages = console_messages(a->console);
	if (door)
		s->calls = door_stats(door);
	app_jobs(a);
}
