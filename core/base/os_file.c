/*
 * Private directories, whole files, locks, and what kind of file system they
 * stand on.
 *
 * What always holds: each descriptor is close-on-exec; opening waits for nobody
 * (a named pipe in place of a file is refused, not waited for); a file that is
 * replaced is either the old one or the new one, whole, at every moment.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#include <sys/param.h>
#endif

#include "core/base/os.h"
#include "core/base/secret.h"

#define WAIT_TRIES         100
#define WAIT_PAUSE_NS      20000000

#define WRITABLE_BY_OTHERS (S_IWGRP | S_IWOTH)

static bool io_error(struct err *err, const char *path, int number)
{
	return err_set(err, ERR_IO, "%s: %s", path, err_errno(number));
}

static bool make_dir(const char *path, struct err *err)
{
	if (mkdir(path, S_IRWXU) == 0 || errno == EEXIST)
		return true;
	int number = errno;
	struct stat st;
	/* Some systems answer EROFS or EACCES for a directory that stands there. */
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	return io_error(err, path, number);
}

bool os_private_dir(const char *path, struct err *err)
{
	char dir[PATH_MAX];
	if (text_empty(path) || !text_copy(dir, sizeof(dir), str_of(path)))
		return err_set(err, ERR_ARG,
			       "the name of a directory is empty or too long");
	for (char *p = dir + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (!make_dir(dir, err))
			return false;
		*p = '/';
	}
	if (!make_dir(dir, err))
		return false;
	struct stat st;
	if (stat(path, &st) != 0)
		return io_error(err, path, errno);
	if (!S_ISDIR(st.st_mode))
		return io_error(err, path, ENOTDIR);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_CONFIG, "%s: belongs to another user", path);
	if (st.st_mode & WRITABLE_BY_OTHERS)
		return err_set(
			err, ERR_CONFIG,
			"%s: writable for group or others; chmod go-w makes it private",
			path);
	return true;
}

/* Whether what st tells of is one that only we, or root, can have written. */
static bool is_private(const struct stat *st, const char *path, struct err *err)
{
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a regular file", path);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return err_set(err, ERR_CONFIG, "%s: belongs to another user", path);
	if (st->st_mode & WRITABLE_BY_OTHERS)
		return err_set(
			err, ERR_CONFIG,
			"%s: writable for group or others; chmod go-w makes it private",
			path);
	return true;
}

bool os_check_private(const char *path, struct err *err)
{
	struct stat st;
	if (stat(path, &st) != 0) {
		int number = errno;
		return number == ENOENT || io_error(err, path, number);
	}
	return is_private(&st, path, err);
}

bool os_file_exists(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	char chunk[16 * 1024];
	int number = 0;
	while (buf_ok(out)) {
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			number = errno;
		if (n <= 0)
			break;
		buf_add(out, chunk, (size_t)n);
	}
	if (out->wipe)
		secret_wipe(chunk, sizeof(chunk));
	if (number != 0)
		return io_error(err, path, number);
	if (!buf_ok(out))
		return err_set(err, ERR_LIMIT, "%s: larger than %zu bytes", path,
			       out->max);
	return true;
}

/* The descriptor answers for itself: a name can lead to another file a moment later. */
static bool read_file(const char *path, bool ours_only, struct buf *out,
		      struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return io_error(err, path, errno);
	struct stat st;
	bool ok = false;
	if (fstat(fd, &st) != 0)
		ok = io_error(err, path, errno);
	else if (ours_only)
		ok = is_private(&st, path, err) && read_all(fd, path, out, err);
	else if (!S_ISREG(st.st_mode))
		ok = err_set(err, ERR_IO, "%s: not a regular file", path);
	else
		ok = read_all(fd, path, out, err);
	(void)close(fd); /* only read from */
	return ok;
}

bool os_read_file(const char *path, struct buf *out, struct err *err)
{
	return read_file(path, false, out, err);
}

bool os_read_private(const char *path, struct buf *out, struct err *err)
{
	return read_file(path, true, out, err);
}

static bool sync_fd(int fd)
{
#if defined(__APPLE__)
	/* fsync() there leaves the bytes in the disk's own memory. */
	if (fcntl(fd, F_FULLFSYNC) == 0)
		return true;
#endif
	return fsync(fd) == 0;
}

/* A rename is on disk only when the directory is. */
static bool sync_dir_of(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct str name = { path, slash ? (size_t)(slash - path) : 0 };
	if (slash == path)
		name = STR("/");
	if (!slash)
		name = STR(".");
	if (!text_copy(dir, sizeof(dir), name))
		return false;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* Some file systems cannot sync a directory and need no such thing. */
	bool ok = sync_fd(fd) || errno == EINVAL;
	(void)close(fd); /* only synced */
	return ok;
}

static bool write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.p, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes = (struct str){ bytes.p + n, bytes.len - (size_t)n };
	}
	return true;
}

static int take_name(const char *from, const char *to)
{
	return rename(from, to);
}

/* link() is what a rename is not: it never takes the place of another file. */
static int take_free_name(const char *from, const char *to)
{
	if (link(from, to) != 0)
		return -1;
	return unlink(from);
}

static bool write_as(const char *path, struct str bytes,
		     int (*name)(const char *from, const char *to), struct err *err)
{
	AUTO(buf) temp = BUF_INIT(PATH_MAX - 1);
	buf_addf(&temp, "%s.XXXXXX", path);
	if (!buf_ok(&temp))
		return io_error(err, path, ENAMETOOLONG);
	int fd = mkostemp(temp.p, O_CLOEXEC); /* mode 0600 */
	if (fd < 0)
		return io_error(err, path, errno);
	bool ok = write_all(fd, bytes) && sync_fd(fd);
	int number = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		number = errno;
	}
	if (ok && name(temp.p, path) != 0) {
		ok = false;
		number = errno;
	}
	if (!ok) {
		(void)unlink(temp.p); /* the error that counts is the first one */
		return io_error(err, path, number);
	}
	return sync_dir_of(path) || io_error(err, path, errno);
}

bool os_write_file(const char *path, struct str bytes, struct err *err)
{
	return write_as(path, bytes, take_name, err);
}

bool os_create_file(const char *path, struct str bytes, struct err *err)
{
	return write_as(path, bytes, take_free_name, err);
}

bool os_append_private(const char *path, struct str bytes, struct err *err)
{
	int fd = open(path,
		      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
			      O_NONBLOCK | O_NOCTTY,
		      S_IRUSR | S_IWUSR);
	if (fd < 0)
		return io_error(err, path, errno);
	struct stat st;
	bool ok = false;
	if (fstat(fd, &st) != 0)
		ok = io_error(err, path, errno);
	else
		ok = is_private(&st, path, err) &&
		     (write_all(fd, bytes) || io_error(err, path, errno));
	if (close(fd) != 0 && ok)
		ok = io_error(err, path, errno);
	return ok;
}

int os_nameless_file(void)
{
#if defined(__linux__)
	return memfd_create("candor", MFD_CLOEXEC);
#else
	char path[] = "/tmp/candor-XXXXXX";
	int fd = mkstemp(path);
	if (fd >= 0) {
		(void)unlink(path);
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	return fd;
#endif
}

/* Whether path still names the file behind fd: its owner may have removed it. */
static bool is_same_file(const char *path, int fd)
{
	struct stat a;
	struct stat b;
	return stat(path, &a) == 0 && fstat(fd, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static int flock_now(int fd)
{
	int rc = -1;
	do {
		rc = flock(fd, LOCK_EX | LOCK_NB);
	} while (rc != 0 && errno == EINTR);
	return rc;
}

bool os_lock(const char *path, int *ret_fd, struct err *err)
{
	/* A file removed between open and lock is tried again, but not for ever. */
	for (int i = 0; i < 10; i++) {
		int fd = open(path,
			      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
			      S_IRUSR | S_IWUSR);
		if (fd < 0)
			return io_error(err, path, errno);
		if (flock_now(fd) != 0) {
			int number = errno;
			(void)close(fd); /* not locked */
			if (number == EWOULDBLOCK)
				return err_set(err, ERR_BUSY,
					       "%s: another process holds this lock",
					       path);
			return io_error(err, path, number);
		}
		if (is_same_file(path, fd)) {
			*ret_fd = fd;
			return true;
		}
		(void)close(fd); /* the lock of a file that is gone */
	}
	return err_set(err, ERR_BUSY, "%s: another process keeps removing this lock",
		       path);
}

bool os_lock_wait(const char *path, int *ret_fd, struct err *err)
{
	const struct timespec pause = { .tv_nsec = WAIT_PAUSE_NS };
	struct err last = ERR_INIT;
	for (int i = 0; i < WAIT_TRIES; i++) {
		if (os_lock(path, ret_fd, &last))
			return true;
		if (last.code != ERR_BUSY)
			break;
		(void)nanosleep(&pause, NULL); /* shorter is fine */
	}
	return err_set(err, last.code, "%s", last.text);
}

/* The path, or the nearest directory above it that exists, as there it will stand. */
static bool nearest(const char *path, char out[PATH_MAX])
{
	struct stat st;
	if (text_empty(path) || !text_copy(out, PATH_MAX, str_of(path)))
		return false;
	while (stat(out, &st) != 0) {
		char *slash = strrchr(out, '/');
		if (!slash || slash == out)
			return text_copy(out, PATH_MAX, slash ? STR("/") : STR("."));
		*slash = '\0';
	}
	return true;
}

#if defined(__linux__)

/* The part of a mountinfo line (proc(5)) that starts at field n, from 0. */
static struct str field(struct str line, unsigned n)
{
	for (; n > 0; n--)
		(void)str_cut(&line, ' ');
	return str_cut(&line, ' ');
}

/* "fuse.sshfs" for the file system on device dev; "" if it is not found. */
static void mount_type(dev_t dev, char *out, size_t size)
{
	AUTO(buf) text = BUF_INIT((size_t)1024 * 1024);
	char device[32];
	out[0] = '\0';
	(void)snprintf(device, sizeof(device), "%u:%u", major(dev), minor(dev));
	if (!os_read_file("/proc/self/mountinfo", &text, NULL))
		return;
	struct str rest = buf_str(&text);
	while (rest.len > 0) {
		struct str line = str_cut(&rest, '\n');
		if (!str_is(field(line, 2), device))
			continue;
		/* Optional fields end at a single '-'; the type comes after it. */
		while (line.len > 0 && !str_is(str_cut(&line, ' '), "-"))
			;
		if (!text_copy(out, size, field(line, 0)))
			out[0] = '\0';
	}
}

/* FUSE is one number for local and remote ones alike; the type's name tells. */
static bool is_remote_fuse(const char *path)
{
	static const char *const remote[] = { "sshfs",     "s3fs",      "rclone",
					      "gcsfuse",   "glusterfs", "davfs",
					      "curlftpfs", "mount-s3",  "smbnetfs",
					      "cephfs",    "juicefs",   "seaweedfs",
					      "blobfuse" };
	struct stat st;
	char type[64];
	if (stat(path, &st) != 0)
		return false;
	mount_type(st.st_dev, type, sizeof(type));
	for (size_t i = 0; i < ARRAY_LEN(remote); i++) {
		if (strstr(type, remote[i]))
			return true;
	}
	return false;
}

bool os_is_network_fs(const char *path)
{
	/* Numbers of statfs(2) and linux/magic.h.  9p is left out: it is how virtual
	 * machines and containers show the disk of their own host. */
	static const uint32_t remote[] = {
		0x6969,     /* NFS */
		0x517B,     /* SMB */
		0xFF534D42, /* CIFS */
		0xFE534D42, /* SMB2 */
		0x5346414F, /* AFS */
		0x6B414653, /* kAFS */
		0x73757245, /* Coda */
		0x564C,     /* NCP */
		0x00C36400, /* Ceph */
		0x0BD00BD0, /* Lustre */
		0x47504653, /* GPFS */
		0x01161970, /* GFS2 */
		0x7461636F, /* OCFS2 */
		0x19830326, /* BeeGFS */
	};
	const uint32_t fuse = 0x65735546;
	char there[PATH_MAX];
	struct statfs st;
	if (!nearest(path, there) || statfs(there, &st) != 0)
		return false;
	uint32_t magic =
		(uint32_t)st.f_type; /* signed and 64 bits wide on some machines */
	for (size_t i = 0; i < ARRAY_LEN(remote); i++) {
		if (magic == remote[i])
			return true;
	}
	return magic == fuse && is_remote_fuse(there);
}

#else

bool os_is_network_fs(const char *path)
{
	char there[PATH_MAX];
	struct statfs st;
	if (!nearest(path, there) || statfs(there, &st) != 0)
		return false;
	return (st.f_flags & MNT_LOCAL) == 0;
}

#endif

int64_t os_free_bytes(const char *path)
{
	char there[PATH_MAX];
	struct statvfs st;
	if (!nearest(path, there) || statvfs(there, &st) != 0)
		return -1;
	uint64_t unit = st.f_frsize;
	uint64_t n = st.f_bavail;
	if (unit != 0 && n > (uint64_t)INT64_MAX / unit)
		return INT64_MAX;
	return (int64_t)(n * unit);
}
