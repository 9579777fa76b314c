/*
 * What only one system has, or needs care: private files, locks, boot id,
 * hardening, child processes.  Linux and macOS live behind this.
 */
#ifndef CORE_BASE_OS_H
#define CORE_BASE_OS_H

#include <sys/types.h>

#include "core/base/buf.h"
#include "core/base/err.h"

/* os.c: the machine and the process */

/*
 * No core files, not dumpable, so that keys in memory stay there; umask 077, so that
 * files which libraries make are private too; room for a descriptor a log.  Call first.
 * A build with a leak checker stays dumpable: the checker attaches to its own process.
 */
void os_harden(void);
/* Ask for so many descriptors; how many there may be. */
size_t os_descriptors(size_t wanted);
void os_boot_id(char out[37]);        /* "" where the system has none; lower case */
int64_t os_boot_ms(void);             /* since boot, sleep included */
void os_host_name(char out[256]);     /* printable ASCII */
bool os_sha256_exe(char out_hex[65]); /* of the running program; false if unknown */
bool os_clock_adrift(void); /* nobody keeps the clock right; false if unknown */
void os_trim_memory(void);  /* give free heap back to the system, where it can; ~1 ms */

/* os_file.c: files, locks, file systems.  Messages of ERR_IO are "PATH: what the
 * system says". */

/*
 * Make directory and parents, 0700; an existing one must be ours and not writable
 * for group or others.
 *
 * Errors   ERR_ARG empty or too long; ERR_IO; ERR_CONFIG not private.
 */
bool os_private_dir(const char *path, struct err *err) MUST_USE;

/*
 * A file that exists must be regular, ours (or root's), not writable for group or
 * others.  One that does not exist is fine.
 *
 * Errors   ERR_CONFIG not private; ERR_IO cannot be looked at.
 */
bool os_check_private(const char *path, struct err *err) MUST_USE;
bool os_file_exists(const char *path);

/*
 * Add a whole regular file to out, up to out->max; never waits for a pipe.
 *
 * Errors   ERR_LIMIT above the ceiling (out is then cut); ERR_IO, with "No such file
 *          or directory" for one that does not exist.
 */
bool os_read_file(const char *path, struct buf *out, struct err *err) MUST_USE;

/*
 * The same for a file whose content says what is run or believed: it must be regular,
 * ours (or root's) and not writable for group or others, and it is the open file that
 * is asked, not its name.  A symbolic link is followed: people keep such files in one
 * place; what it leads to is judged.
 *
 * Errors   as os_read_file(); ERR_CONFIG not private, and out is untouched.
 */
bool os_read_private(const char *path, struct buf *out, struct err *err) MUST_USE;

/* Write to a temporary file beside it, fsync, rename, fsync the directory; mode 0600.
 * After ERR_IO the old file is still there, except when only the last step failed. */
bool os_write_file(const char *path, struct str bytes, struct err *err) MUST_USE;

/*
 * Add to the end of a file, in one write; made with mode 0600 when it is not there.
 * Not synced: for what may be lost in a crash.
 *
 * Errors   as os_read_private(): the open file must be regular, ours and private, and
 *          its name no symbolic link.
 */
bool os_append_private(const char *path, struct str bytes, struct err *err) MUST_USE;

/* A file without a name, in memory where the system can; -1 and errno. */
int os_nameless_file(void) MUST_USE;

/* The same, but a file (or link) that is there is left alone: ERR_IO, "File exists". */
bool os_create_file(const char *path, struct str bytes, struct err *err) MUST_USE;

/*
 * Make the file (0600, never through a symbolic link) and lock it for as long as
 * *ret_fd, which is close-on-exec, stays open.
 *
 * Errors   ERR_BUSY somebody holds it; ERR_IO.
 */
bool os_lock(const char *path, int *ret_fd, struct err *err) MUST_USE;
/* The same, after a wait of up to two seconds: for what is held for a moment only. */
bool os_lock_wait(const char *path, int *ret_fd, struct err *err) MUST_USE;

/* Both ask about the nearest existing directory when the path does not exist yet. */
bool os_is_network_fs(const char *path); /* false if unknown */
int64_t os_free_bytes(const char *path); /* -1 if unknown */

/* os_watch.c: files that change */

/* A descriptor that becomes readable when a file of a watched directory was written and
 * closed, or renamed into it; close-on-exec, closed by the caller.  -1: the system
 * cannot. */
int os_watch_open(void);
/* Once is enough, again does no harm.  False: there is no such directory. */
bool os_watch_dir(int fd, const char *dir);
/* Read what the descriptor has to tell: was it a file whose name ends so?  Never
 * waits. */
bool os_watch_changed(int fd, const char *suffix);

/* os_spawn.c: children */

struct os_child {
	pid_t pid;          /* 0 once reaped */
	int out_fd, err_fd; /* -1 when closed */
};

/*
 * A child with its stdout on a pipe; no shell; stdin /dev/null; stderr on a second
 * pipe; default signals; no other descriptors; a session of its own without a
 * terminal; our environment.
 *
 * argv     NULL-terminated; argv[0] looked up in PATH
 * ret      descriptors the caller polls (non-blocking) and closes; reap with os_reap
 * Errors   ERR_ARG no program; ERR_IO "cannot start PROGRAM: what the system says".
 */
bool os_spawn(char *const argv[], struct os_child *ret, struct err *err) MUST_USE;

/*
 * The same, but the child reads `input` from its stdin: a file without a name, so that
 * nobody waits for a child that does not read.  The child must read from where its
 * stdin stands, as every filter does.  Of our environment it gets what says where
 * things are (PATH, HOME, LC_*, DISPLAY, TMUX and their like, a list in os_spawn.c), so
 * no credentials.
 */
bool os_spawn_fed(char *const argv[], struct str input, struct os_child *ret,
		  struct err *err) MUST_USE;

/* Non-blocking. True once it has ended, with its exit status (128+n for a signal, 255
 * if it was reaped before and nobody knows any more). */
bool os_reap(struct os_child *c, int *ret_status) MUST_USE;

/*
 * TERM, then KILL, for the child and all it has started; closes the descriptors.
 * Takes at most 25 ms; in the rare case that the child is not gone by then, pid stays
 * and os_reap() says later.
 */
void os_kill(struct os_child *c);

#endif
