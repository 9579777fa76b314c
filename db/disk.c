/*
 * What stands beside journal.db: the device's id, locks of runs, ballast, emergency
 * file.
 *
 * Always true: a run's file is there, and locked, as long as the run may still write;
 * it is removed by the run itself when each of its intents has its outcome, else by the
 * process that has written act.lost for them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/base/os.h"
#include "db/journal_impl.h"

#define DEVICE_BYTES  (DEVICE_LEN / 2)
#define BALLAST_CHUNK LIMIT_KIB(64)

static bool device_ok(struct str s)
{
	if (s.len != (size_t)DEVICE_BYTES * 2)
		return false;
	unsigned char bytes[DEVICE_BYTES];
	return hex_decode(s, bytes, sizeof(bytes));
}

bool db_device_read(const char *dir, char ret[DEVICE_LEN + 1], struct err *err)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	buf_addf(&path, "%s/device", dir);
	if (!os_read_file(buf_text(&path), &text, err))
		return false;
	struct str id = buf_str(&text);
	if (str_ends(id, "\n"))
		id.len--;
	if (!device_ok(id) || !text_copy(ret, DEVICE_LEN + 1, id))
		return err_set(
			err, ERR_JOURNAL,
			"%s must hold 12 hex digits: it names this device in every log",
			buf_text(&path));
	return true;
}

/* Called under setup.lock. */
bool db_device(struct db_journal *j, struct err *err)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	unsigned char bytes[DEVICE_BYTES];
	buf_addf(&path, "%s/device", j->dir);
	if (!os_file_exists(buf_text(&path))) {
		rng_fill(j->rng, bytes, sizeof(bytes));
		buf_add_hex(&text, bytes, sizeof(bytes));
		buf_add_char(&text, '\n');
		if (!os_write_file(buf_text(&path), buf_str(&text), err))
			return false;
	}
	return db_device_read(j->dir, j->device, err);
}

/* RUN.lock holds n, the number of entries when the run began: recovery looks after it.
 */
bool db_run_lock(struct db_journal *j, struct err *err)
{
	struct buf path = BUF_INIT(LIMIT_KIB(4));
	char text[32];
	buf_addf(&path, "%s/run/%s.lock", j->dir, j->run.text);
	j->run_path = buf_take(&path);
	if (!os_lock(j->run_path, &j->run_fd, err))
		return false;
	int len = snprintf(text, sizeof(text), "%lld\n", (long long)j->n);
	if (len < 0 || pwrite(j->run_fd, text, (size_t)len, 0) != len)
		return err_set(err, ERR_IO, "cannot write %s: %s", j->run_path,
			       err_errno(errno));
	return true;
}

void db_run_unlock(struct db_journal *j)
{
	if (j->run_fd < 0)
		return;
	if (j->open_intents <= 0)
		(void)unlink(
			j->run_path); /* if it stays, recovery finds nothing in it */
	(void)close(j->run_fd);       /* the lock goes with it */
	j->run_fd = -1;
}

static bool write_zeros(int fd, size_t len)
{
	char *zeros = mem_new(1, BALLAST_CHUNK);
	bool ok = true;
	for (size_t at = 0; ok && at < len; at += BALLAST_CHUNK)
		ok = write(fd, zeros, BALLAST_CHUNK) == (ssize_t)BALLAST_CHUNK;
	free(zeros);
	return ok;
}

void db_ballast_make(struct db_journal *j)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	struct stat st;
	int64_t room = os_free_bytes(j->dir);
	buf_addf(&path, "%s/ballast", j->dir);
	const char *name = buf_text(&path);
	if (stat(name, &st) == 0 && (uintmax_t)st.st_size >= LIMIT_BALLAST)
		return;
	if (room < j->disk_low + (int64_t)LIMIT_BALLAST)
		return;
	int fd =
		open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	if (!write_zeros(fd, LIMIT_BALLAST))
		(void)unlink(name); /* half of it only takes room */
	(void)close(fd);            /* nothing is lost with it */
}

void db_ballast_drop(struct db_journal *j)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	buf_addf(&path, "%s/ballast", j->dir);
	if (unlink(buf_text(&path)) == 0)
		log_line("journal: ballast given up");
}

bool db_journal_emergency(const char *path, const char *text, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
		      0600);
	size_t len = strlen(text);
	size_t at = 0;
	if (fd < 0)
		return err_set(err, ERR_IO, "cannot open %s: %s", path,
			       err_errno(errno));
	while (at < len) {
		ssize_t n = write(fd, text + at, len - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	bool ok = at == len && fsync(fd) == 0;
	int number = errno;
	(void)close(fd); /* synced or failed */
	return ok ||
	       err_set(err, ERR_IO, "cannot write %s: %s", path, err_errno(number));
}
