/*
 * The custody "file": a private key in a file of its own, and beside it the size and
 * root that it signed last.
 *
 * Always true: the memory is read and written under flock() on its own descriptor; it
 * is written after the commit of the checkpoint it speaks of, in one write of one
 * length, so a process that dies in between leaves the older memory, which is the safe
 * side.
 */
#include "core/journal/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"

#define LOCK_TRIES    20
#define LOCK_PAUSE_NS 500000
#define SIZE_DIGITS   20
#define ROOT_CHARS    44                                 /* base64 of 32 bytes */
#define MARK_LEN      (SIZE_DIGITS + 1 + ROOT_CHARS + 1) /* "SIZE ROOT" LF */

struct signer_file {
	struct signer base;
	struct note_secret *secret;
	char *mark_path;
	int fd;     /* of mark_path; the lock is on it */
	bool dirty; /* written, and perhaps not on the disk yet */
};

bool signer_lock(struct signer *s, struct err *err)
{
	bug_unless(!s->locked);
	s->locked = s->ops->lock(s, err);
	return s->locked;
}

bool signer_sign(struct signer *s, struct str text, unsigned char ret[NOTE_SIG_LEN],
		 struct err *err)
{
	bug_unless(s->locked);
	return s->ops->sign(s, text, ret, err);
}

bool signer_mark(struct signer *s, const struct signer_mark *m, struct err *err)
{
	bug_unless(s->locked && m->size >= s->last.size);
	if (!s->ops->mark(s, m, err))
		return false;
	s->last = *m;
	return true;
}

void signer_unlock(struct signer *s)
{
	if (!s->locked)
		return;
	s->ops->unlock(s);
	s->locked = false;
}

void signer_free(struct signer *s)
{
	if (!s)
		return;
	signer_unlock(s);
	s->ops->free(s);
}

static struct signer_file *file_of(struct signer *s)
{
	return (struct signer_file *)(void *)s; /* base is the first member */
}

static bool try_flock(int fd, int how)
{
	struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, how | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		(void)nanosleep(&pause,
				NULL); /* the other one holds it for microseconds */
	}
	return false;
}

static bool parse_mark(struct str text, struct signer_mark *ret)
{
	size_t len = 0;
	if (text.len == 0) {
		*ret = (struct signer_mark){ 0 };
		return true;
	}
	if (text.len != MARK_LEN || text.p[MARK_LEN - 1] != '\n')
		return false;
	text.len--;
	struct str size = str_cut(&text, ' ');
	return str_int(size, 0, INT64_MAX, &ret->size) &&
	       base64_decode(text, ret->root.b, SHA256_LEN, &len) && len == SHA256_LEN;
}

static bool read_mark(int fd, const char *path, struct signer_mark *ret,
		      struct err *err)
{
	char text[MARK_LEN + 1];
	ssize_t n = pread(fd, text, sizeof(text), 0);
	if (n >= 0 && parse_mark((struct str){ text, (size_t)n }, ret))
		return true;
	return err_set(
		err, ERR_JOURNAL,
		"%s is damaged: it must hold the size and root that were signed last",
		path);
}

static bool file_lock(struct signer *s, struct err *err)
{
	struct signer_file *f = file_of(s);
	if (!try_flock(f->fd, LOCK_EX))
		return err_set(err, ERR_BUSY, "%s: another process is signing",
			       f->mark_path);
	if (read_mark(f->fd, f->mark_path, &s->last, err))
		return true;
	(void)flock(f->fd, LOCK_UN); /* the file is of no use anyway */
	return false;
}

bool signer_file_read_mark(const char *path, struct signer_mark *ret, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_set(err, ERR_IO, "cannot open %s: %s", path,
			       err_errno(errno));
	(void)try_flock(fd,
			LOCK_SH); /* a write of 66 bytes is not seen by halves anyway */
	bool ok = read_mark(fd, path, ret, err);
	(void)close(fd); /* only read */
	return ok;
}

static bool file_sign(struct signer *s, struct str text,
		      unsigned char ret[NOTE_SIG_LEN], struct err *err)
{
	return note_secret_sign(file_of(s)->secret, text, ret, err);
}

static bool file_mark(struct signer *s, const struct signer_mark *m, struct err *err)
{
	struct signer_file *f = file_of(s);
	AUTO(buf) text = BUF_INIT(MARK_LEN);
	buf_addf(&text, "%0*lld ", SIZE_DIGITS, (long long)m->size);
	buf_add_base64(&text, m->root.b, SHA256_LEN);
	buf_add_char(&text, '\n');
	bug_unless(buf_ok(&text) && text.len == MARK_LEN);
	f->dirty = true;
	if (pwrite(f->fd, text.p, text.len, 0) != (ssize_t)text.len)
		return err_set(err, ERR_IO, "cannot write %s: %s", f->mark_path,
			       err_errno(errno));
	return true;
}

static void file_unlock(struct signer *s)
{
	(void)flock(file_of(s)->fd, LOCK_UN); /* closing would free it as well */
}

static void file_free(struct signer *s)
{
	struct signer_file *f = file_of(s);
	if (f->fd >= 0) {
		if (f->dirty)
			(void)fsync(f->fd); /* else the older mark: the safe side */
		(void)close(f->fd);
	}
	note_secret_free(f->secret);
	free(f->mark_path);
	free(f);
}

static const struct signer_ops file_ops = {
	.lock = file_lock,
	.sign = file_sign,
	.mark = file_mark,
	.unlock = file_unlock,
	.free = file_free,
};

static bool read_key(struct signer_file *f, const char *path, const char *name,
		     struct err *err)
{
	AUTO(buf) text = BUF_SECRET(LIMIT_KIB(1));
	if (!os_check_private(path, err) || !os_read_file(path, &text, err))
		return false;
	struct str line = buf_str(&text);
	if (str_ends(line, "\n"))
		line.len--;
	if (!note_secret_parse(line, &f->base.key, &f->secret, err))
		return err_context(err, "%s", path);
	if (!text_eq(f->base.key.name, name))
		return err_set(err, ERR_JOURNAL, "%s is the key of another log, %s",
			       path, f->base.key.name);
	return true;
}

static bool write_key(const char *path, const char *name, const struct rng *rng,
		      struct err *err)
{
	AUTO(buf) text = BUF_SECRET(LIMIT_KIB(1));
	unsigned char pub[NOTE_PUB_LEN];
	struct note_key key;
	struct note_secret *s = note_secret_new(rng);
	note_secret_public(s, pub);
	bool ok = note_key_init(&key, name, pub, err);
	if (ok) {
		note_secret_write(&text, s, &key);
		buf_add_char(&text, '\n');
	}
	note_secret_free(s);
	return ok && os_write_file(path, buf_str(&text), err);
}

/* Under the lock, so that of two processes one makes the key and the other reads it. */
static bool load(struct signer_file *f, const char *path, const char *name,
		 const struct rng *create, struct err *err)
{
	if (os_file_exists(path))
		return read_key(f, path, name, err);
	if (!create)
		return err_set(err, ERR_JOURNAL,
			       "%s is gone: without it the log %s cannot be"
			       " signed; bring it back from a backup",
			       path, name);
	return write_key(path, name, create, err) && read_key(f, path, name, err);
}

bool signer_file_open(const char *dir, const char *stem, const char *name,
		      const struct rng *create, struct signer **ret, struct err *err)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct signer_file *f = mem_new(1, sizeof(*f));
	f->base.ops = &file_ops;
	f->base.custody = "file";
	buf_addf(&path, "%s/%s.size", dir, stem);
	f->mark_path = buf_take(&path);
	path = BUF_INIT(LIMIT_KIB(8));
	buf_addf(&path, "%s/%s.key", dir, stem);
	f->fd = open(f->mark_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = f->fd >= 0 || err_set(err, ERR_IO, "cannot open %s: %s", f->mark_path,
					err_errno(errno));
	ok = ok && signer_lock(&f->base, err);
	ok = ok && load(f, buf_text(&path), name, create, err);
	signer_unlock(&f->base);
	if (!ok) {
		signer_free(&f->base);
		return false;
	}
	*ret = &f->base;
	return true;
}
