/*
 * What only one system has, or needs care: private files, locks, boot id,
 * hardening, child processes.  Linux and macOS live behind this.
 */
#ifndef CORE_BASE_OS_H
#define CORE_BASE_OS_H

#include <sys/types.h>

#include "core/base/buf.h"
#include "core/base/err.h"

/* No core files, not dumpable, so that keys in memory stay there; umask 077, so that
 * files which libraries make are private too. Call first. */
void os_harden(void);
void os_boot_id(char out[37]);			/* "" where the system has none */
int64_t os_boot_ms(void);			/* since boot, sleep included */
void os_host_name(char out[256]);

/* Make directory and parents, 0700; an existing one must be ours and not writable
 * for group or others. */
bool os_private_dir(const char *path, struct err *err) MUST_USE;
/* A file that exists must be regular, ours (or root's), not writable for group or others. */
bool os_check_private(const char *path, struct err *err) MUST_USE;
bool os_file_exists(const char *path);
/* Whole file into out, up to out->max; ERR_LIMIT above it; ERR_IO "No such file" text. */
bool os_read_file(const char *path, struct buf *out, struct err *err) MUST_USE;
/* Write to a temporary file beside it, fsync, rename, fsync the directory; mode 0600. */
bool os_write_file(const char *path, struct str bytes, struct err *err) MUST_USE;
/* True and *ret_fd if the lock is ours now; false with ERR_BUSY if somebody holds it. */
bool os_lock(const char *path, int *ret_fd, struct err *err) MUST_USE;
bool os_is_network_fs(const char *path);
int64_t os_free_bytes(const char *path);	/* -1 if unknown */
bool os_sha256_exe(char out_hex[65]);		/* of the running program */

/*
 * A child with its stdout on a pipe; no shell; stdin /dev/null; stderr joined to a
 * second pipe; default signals; closed descriptors.
 *
 * argv     NULL-terminated; argv[0] looked up in PATH
 * Returns  descriptors the caller polls (non-blocking) and closes; reap with os_reap.
 */
struct os_child {
	pid_t pid;
	int out_fd, err_fd;	/* -1 when closed */
};
bool os_spawn(char *const argv[], struct os_child *ret, struct err *err) MUST_USE;
/* Non-blocking. True once it has ended, with its exit status (128+n for a signal). */
bool os_reap(struct os_child *c, int *ret_status) MUST_USE;
void os_kill(struct os_child *c);		/* TERM, then KILL; closes descriptors */

#endif
