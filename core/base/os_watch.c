/*
 * Changes of files, told by the system.  Whole directories are watched, never a file:
 * editors write a new file and rename it over the old one.
 */
#include "core/base/os.h"

#include <errno.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/inotify.h>
#endif

int os_watch_open(void)
{
#ifdef __linux__
	return inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#else
	errno = ENOSYS;
	return -1;
#endif
}

bool os_watch_dir(int fd, const char *dir)
{
#ifdef __linux__
	/* written and closed, or moved there: never a file that is half written */
	return fd >= 0 &&
	       inotify_add_watch(fd, dir, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) >=
		       0;
#else
	(void)fd;
	(void)dir;
	return false;
#endif
}

#ifdef __linux__
static bool is_meant(const struct inotify_event *e, const char *suffix)
{
	if (e->mask & IN_Q_OVERFLOW)
		return true;
	return e->len > 0 && str_ends(str_of(e->name), suffix);
}

static bool look_through(const char *bytes, size_t len, const char *suffix)
{
	bool found = false;
	for (size_t at = 0; at + sizeof(struct inotify_event) <= len;) {
		const void *p = bytes + at; /* aligned: as the system lays them out */
		const struct inotify_event *e = p;
		found = found || is_meant(e, suffix);
		at += sizeof(*e) + e->len;
	}
	return found;
}
#endif

bool os_watch_changed(int fd, const char *suffix)
{
	bool found = false;
#ifdef __linux__
	_Alignas(struct inotify_event) char bytes[4096];
	ssize_t n = 0;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		found = look_through(bytes, (size_t)n, suffix) || found;
#else
	(void)fd;
	(void)suffix;
#endif
	return found;
}
