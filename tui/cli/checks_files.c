/*
 * Files of the operator's: configuration, themes, and the directory of the journal.
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/journal/journal.h"
#include "db/verify.h"
#include "tui/cli/checks.h"
#include "tui/cli/verbs.h"
#include "tui/kit/theme_file.h"
#include "tui/views/action_keys.h"

#define JOURNAL   "journal"
#define VERIFY_MS 2000 /* what a look at all entries may take here */

/* ---- configuration ---- */

static void check_config_files(struct checks *c, const struct program *p)
{
	const struct program_paths *paths = program_paths(p);
	const char *files[CONFIG_FILES];
	size_t n = program_config_files(paths, files);

	if (n == 0)
		checks_add(c, "config", "files", CHECK_PROBLEM,
			   "candor init asks four questions and writes it.",
			   "there is no %s", paths->config);
	for (size_t i = 0; i < n; i++)
		checks_add(c, "config", "file", CHECK_OK, NULL, "%s", files[i]);
}

static void check_installations(struct checks *c, const struct config *config)
{
	if (config->n_installations > 0)
		checks_add(c, "config", "installations", CHECK_OK, NULL, "%zu, of %s",
			   config->n_installations, config->vendor_domain);
	else
		checks_add(c, "config", "installations", CHECK_WARN,
			   "Add an [installation NAME]: candor.conf(5) has an example.",
			   "none: there is nothing to watch");
}

static void check_theme(struct checks *c, const struct program *p)
{
	const struct settings *s = program_settings(p);
	const char *name = settings_get(s, SETTING_THEME);
	struct err err = ERR_INIT;
	struct theme theme;
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));

	if (settings_is(s, SETTING_THEME, "auto"))
		return;
	theme_dir_beside(program_paths(p)->config, &dir);
	if (!theme_open(&theme, buf_text(&dir), name, &err)) {
		checks_add(c, "config", "theme", CHECK_PROBLEM,
			   "Name another one, or mend its file: candor-theme(5).",
			   "%s (%s): %s", name, settings_origin(s, SETTING_THEME),
			   err.text);
		return;
	}
	for (size_t i = 0; i < theme.n_notes && i < THEME_NOTES; i++)
		checks_add(c, "config", "theme", CHECK_WARN, NULL, "%s",
			   theme.notes[i].text);
	checks_add(c, "config", "theme", CHECK_OK, NULL, "%s (%s)", name,
		   settings_origin(s, SETTING_THEME));
}

/* What is wrong with keys.conf has no effect, and nothing else stops. */
static void check_keymap(struct checks *c, const struct program *p)
{
	const struct settings *s = program_settings(p);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(keymap) m = { 0 };
	size_t n = 0;

	action_keys_path(program_paths(p)->config, &path);
	action_keymap(&m, settings_get(s, SETTING_KEYS), buf_text(&path), verbs_line);
	for (size_t i = 0; i < m.n_problems; i++) {
		if (m.problems[i].kind == KEYMAP_LOST)
			continue;
		checks_add(c, "config", "keys", CHECK_WARN, NULL, "%s",
			   m.problems[i].text);
		n++;
	}
	if (n == 0)
		checks_add(c, "config", "keys", CHECK_OK, NULL, "%s (%s)%s%s",
			   settings_get(s, SETTING_KEYS),
			   settings_origin(s, SETTING_KEYS),
			   os_file_exists(buf_text(&path)) ? ", " : "",
			   os_file_exists(buf_text(&path)) ? buf_text(&path) : "");
}

void checks_config(struct checks *c, const struct program *p)
{
	check_config_files(c, p);
	if (program_config(p))
		check_installations(c, program_config(p));
	check_theme(c, p);
	check_keymap(c, p);
}

/* ---- the journal's directory ---- */

/* What the journal of this run says of itself. */
static void check_state(struct checks *c, const struct journal *j)
{
	enum journal_state state = journal_state(j);

	if (state == JOURNAL_OK)
		return;
	checks_add(c, JOURNAL, "state", CHECK_PROBLEM,
		   state == JOURNAL_BROKEN
			   ? "Nothing is sent any more: mend it, then leave and start "
			     "candor again."
			   : "Nothing is sent until this is mended; candor journal "
			     "verify says where.",
		   "%s: %s", state == JOURNAL_BROKEN ? "BROKEN" : "READ-ONLY", j->why);
}

/* used: the journal in it is open */
static void check_directory(struct checks *c, const char *dir, bool used)
{
	struct stat st;
	bool gone = stat(dir, &st) != 0;

	if (gone && errno == ENOENT && used)
		checks_add(c, JOURNAL, "directory", CHECK_PROBLEM,
			   "Bring it back, from where it was moved or from a backup.",
			   "%s: it was deleted or moved away while in use", dir);
	else if (gone)
		checks_add(c, JOURNAL, "directory",
			   errno == ENOENT ? CHECK_OK : CHECK_PROBLEM,
			   errno == ENOENT ? NULL
					   : "Set XDG_STATE_HOME to a directory that "
					     "you may write to.",
			   "%s: %s", dir,
			   errno == ENOENT ? "not made yet" : err_errno(errno));
	else if (os_is_network_fs(dir))
		checks_add(c, JOURNAL, "directory", CHECK_PROBLEM,
			   "Set XDG_STATE_HOME to a disk of this machine.",
			   "%s is on the network: locks and fsync cannot be trusted",
			   dir);
	else
		checks_add(c, JOURNAL, "directory", CHECK_OK, NULL, "%s", dir);
}

static void check_room(struct checks *c, const char *dir)
{
	int64_t bytes = os_free_bytes(dir);
	long long mib = (long long)(bytes / (int64_t)LIMIT_MIB(1));

	if (bytes < 0)
		return;
	if (bytes < (int64_t)LIMIT_DISK_LOW)
		checks_add(c, JOURNAL, "room", CHECK_PROBLEM,
			   "Make room: with less than 64 MiB nothing new is begun.",
			   "%lld MiB are free", mib);
	else if (bytes < (int64_t)(LIMIT_DISK_LOW * 4))
		checks_add(c, JOURNAL, "room", CHECK_WARN,
			   "Make room soon: below 64 MiB nothing new is begun.",
			   "%lld MiB are free", mib);
	else
		checks_add(c, JOURNAL, "room", CHECK_OK, NULL, "%lld MiB are free",
			   mib);
}

/* A key that others can read is not only ours any more. */
static void check_key(struct checks *c, const char *path, size_t *n_open)
{
	struct stat st;

	if (lstat(path, &st) != 0 || (st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return;
	(*n_open)++;
	checks_add(
		c, JOURNAL, "keys", CHECK_PROBLEM,
		"chmod 600 it; if others had the time to read it, tell the customer.",
		"%s can be read or written by others", path);
}

static void check_keys(struct checks *c, const char *state)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	size_t n = 0, n_open = 0;

	buf_addf(&path, "%s/keys", state);

	DIR *dir = opendir(buf_text(&path));
	size_t end = path.len;

	while (dir) {
		/* one thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
		const struct dirent *d = readdir(dir);

		if (!d)
			break;
		if (!str_ends(str_of(d->d_name), ".key"))
			continue;
		n++;
		buf_cut(&path, end);
		buf_addf(&path, "/%s", d->d_name);
		check_key(c, buf_text(&path), &n_open);
	}
	if (dir)
		(void)closedir(dir); /* it was only read */
	if (n > 0 && n_open == 0)
		checks_add(c, JOURNAL, "keys", CHECK_OK, NULL, "%zu, private", n);
}

static void check_emergency(struct checks *c, const char *state)
{
	DIR *dir = opendir(state);

	while (dir) {
		/* one thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
		const struct dirent *d = readdir(dir);

		if (!d)
			break;
		if (str_starts(str_of(d->d_name), "emergency-"))
			checks_add(c, JOURNAL, "left over", CHECK_WARN,
				   "Read it, keep it for the customer, then move it "
				   "away.",
				   "%s/%s holds what the journal could not take", state,
				   d->d_name);
	}
	if (dir)
		(void)closedir(dir); /* it was only read */
}

void checks_journal(struct checks *c, const struct program *p)
{
	const char *state = program_paths(p)->state;
	const struct journal *j = program_journal(p);

	if (j)
		check_state(c, j);
	check_directory(c, state, j != NULL);
	check_room(c, state);
	check_keys(c, state);
	check_emergency(c, state);
}

/* ---- all entries, as far as the time goes ---- */

static void judge(struct checks *c, const struct db_verify *v, bool done)
{
	long long n = (long long)db_verify_at(v);

	for (size_t i = 0; i < db_verify_n_logs(v); i++) {
		struct db_verdict log = db_verify_log(v, i);

		if (!log.ok && !text_empty(log.why))
			checks_add(c, JOURNAL, "entries", CHECK_PROBLEM,
				   "Nothing is done until this is cleared up: candor "
				   "journal verify says where.",
				   "%s: %s", log.origin, log.why);
	}
	if (!done)
		checks_add(c, JOURNAL, "entries", CHECK_WARN,
			   "candor journal verify checks all of them.",
			   "%lld of %lld checked in the time there was", n,
			   (long long)db_verify_total(v));
	else if (db_verify_ok(v))
		checks_add(c, JOURNAL, "entries", CHECK_OK, NULL,
			   "%lld in %zu logs, all verified", n, db_verify_n_logs(v));
	if (!text_empty(db_verify_file_fault(v)))
		checks_add(c, JOURNAL, "file", CHECK_PROBLEM,
			   "candor journal verify says where.", "%s",
			   db_verify_file_fault(v));
}

void checks_entries(struct checks *c, const struct program *p)
{
	const struct clock *clock = program_clock(p);
	const struct db_verify_options o = { program_paths(p)->state, clock };
	int64_t until = clock_mono_us(clock) + INT64_C(1000) * VERIFY_MS;
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool ok = true, done = false;
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&path, "%s/journal.db", o.dir);
	if (!os_file_exists(buf_text(&path))) {
		checks_add(c, JOURNAL, "entries", CHECK_OK, NULL,
			   "none yet: it begins with the first call");
		return;
	}
	if (!db_verify_new(&o, &v, &err)) {
		checks_problem_of(c, JOURNAL, "entries", &err);
		return;
	}
	while (ok && !done && clock_mono_us(clock) < until)
		ok = db_verify_step(v, 50, &done, &err);
	if (ok)
		judge(c, v, done);
	else
		checks_problem_of(c, JOURNAL, "entries", &err);
	db_verify_free(v);
}
