/*
 * What only one system has, or needs care: this file has the machine and the
 * process, os_file.c private files and locks, os_spawn.c children.
 */
#include "core/base/os.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/timex.h>
#elif defined(__APPLE__)
#include <limits.h>
#include <mach-o/dyld.h>
#include <sys/ptrace.h>
#include <sys/sysctl.h>
#include <sys/types.h>
#endif

#include "core/base/limits.h"
#include "core/base/sha.h"

/* The leak finder of a sanitizer build attaches to its own process: it may. */
#if defined(__SANITIZE_ADDRESS__)
#define MUST_STAY_TRACEABLE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MUST_STAY_TRACEABLE 1
#endif
#endif
#ifndef MUST_STAY_TRACEABLE
#define MUST_STAY_TRACEABLE 0
#endif

/* One descriptor for each log, and some for requests: the usual soft limit of 1024 is
 * too little for LIMIT_INSTALLATIONS. */
size_t os_descriptors(size_t wanted)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return 0;
	if (files.rlim_cur >= wanted)
		return (size_t)files.rlim_cur;
	files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : (rlim_t)wanted;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		(void)getrlimit(RLIMIT_NOFILE, &files); /* as it was */
	return (size_t)files.rlim_cur;
}

void os_harden(void)
{
	const struct rlimit none = { 0, 0 };
	(void)os_descriptors(LIMIT_DESCRIPTORS); /* fewer are enough for most */
	(void)setrlimit(RLIMIT_CORE, &none);     /* lowering is always allowed */
	(void)umask(S_IRWXG | S_IRWXO);
	if (MUST_STAY_TRACEABLE)
		return;
#if defined(__linux__)
	/* Also keeps other processes of the same user from reading our memory. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0,
		    0); /* fails for no value but a wrong one */
#elif defined(__APPLE__)
	(void)ptrace(PT_DENY_ATTACH, 0, NULL, 0); /* best effort */
#endif
}

void os_trim_memory(void)
{
#if defined(__GLIBC__)
	(void)malloc_trim(0);
#endif
}

static bool is_uuid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	if (strlen(text) != sizeof(shape) - 1)
		return false;
	for (size_t i = 0; text[i] != '\0'; i++) {
		bool hex = (text[i] >= '0' && text[i] <= '9') ||
			   (text[i] >= 'a' && text[i] <= 'f');
		if (shape[i] == 'x' ? !hex : text[i] != shape[i])
			return false;
	}
	return true;
}

void os_boot_id(char out[37])
{
	char text[64] = "";
	out[0] = '\0';
#if defined(__linux__)
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	(void)close(fd); /* nothing left to lose */
	text[n > 0 ? n : 0] = '\0';
#elif defined(__APPLE__)
	size_t len = sizeof(text) - 1;
	if (sysctlbyname("kern.bootsessionuuid", text, &len, NULL, 0) != 0)
		return;
#endif
	text[strcspn(text, "\n")] = '\0';
	for (char *p = text; *p; p++) {
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	}
	if (is_uuid(text))
		memcpy(out, text, 37);
}

int64_t os_boot_ms(void)
{
	struct timespec t = { 0 };
#if defined(__linux__)
	bug_unless(clock_gettime(CLOCK_BOOTTIME, &t) == 0);
#else
	bug_unless(clock_gettime(CLOCK_MONOTONIC, &t) == 0); /* macOS: counts sleep */
#endif
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void os_host_name(char out[256])
{
	if (gethostname(out, 256) != 0)
		out[0] = '\0';
	out[255] = '\0'; /* POSIX does not promise it for a name that is cut */
	for (char *p = out; *p; p++) {
		if (*p <= ' ' || *p > '~')
			*p = '?';
	}
}

static int open_own_program(void)
{
#if defined(__linux__)
	/* The file that runs, even when its name has another one by now. */
	return open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
#elif defined(__APPLE__)
	char path[PATH_MAX];
	uint32_t size = sizeof(path);
	if (_NSGetExecutablePath(path, &size) != 0)
		return -1;
	return open(path, O_RDONLY | O_CLOEXEC);
#else
	return -1;
#endif
}

bool os_sha256_exe(char out_hex[65])
{
	struct sha256 h;
	int fd = open_own_program();
	if (fd < 0)
		return false;
	bool ok = sha256_of_fd(fd, &h);
	(void)close(fd); /* nothing left to lose */
	if (ok)
		sha256_hex(&h, out_hex);
	return ok;
}

bool os_clock_adrift(void)
{
#if defined(__linux__)
	struct timex t = { .modes = 0 }; /* only asks */

	return adjtimex(&t) == TIME_ERROR;
#else
	return false;
#endif
}
