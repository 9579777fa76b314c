/*
 * One report a process.  All that crash_write() reads is written before it is armed;
 * in it there is no allocation, no stdio and no lock, but backtrace() may take the
 * dynamic linker's: hence what matters is written first, and an alarm ends the rest.
 */
#include "core/base/crash.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include <link.h>
#endif

#define FRAMES_MAX 32
#define WALK_SEC   2

static char report_path[1024];
static const char *report_version;
static char build_id[65];
static uintptr_t low, high; /* where the program lies */
static volatile sig_atomic_t armed;

static const struct {
	int number;
	const char *name;
} names[] = {
	{ SIGSEGV, "SIGSEGV" }, { SIGBUS, "SIGBUS" }, { SIGABRT, "SIGABRT" },
	{ SIGFPE, "SIGFPE" },   { SIGILL, "SIGILL" },
};

const char *crash_signal_name(int number)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].number == number)
			return names[i].name;
	}
	return "a signal";
}

/* ---- before ---- */

#if defined(__linux__)

/* The note of ELF that the linker leaves (--build-id), as hexadecimal. */
static void read_notes(const char *p, size_t len)
{
	AUTO(buf) hex = BUF_INIT(sizeof(build_id) - 1);
	ElfW(Nhdr) n;

	while (len >= sizeof(n)) {
		memcpy(&n, p, sizeof(n));

		size_t name = ((size_t)n.n_namesz + 3) & ~(size_t)3;
		size_t desc = ((size_t)n.n_descsz + 3) & ~(size_t)3;

		if (name + desc > len - sizeof(n))
			return;
		if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 &&
		    memcmp(p + sizeof(n), "GNU", 4) == 0) {
			buf_add_hex(&hex, p + sizeof(n) + name, n.n_descsz);
			(void)!text_copy(build_id, sizeof(build_id), buf_str(&hex));
			return;
		}
		p += sizeof(n) + name + desc;
		len -= sizeof(n) + name + desc;
	}
}

static void see_segment(const struct dl_phdr_info *info, const ElfW(Phdr) * h)
{
	uintptr_t at = info->dlpi_addr + h->p_vaddr;

	if (h->p_type == PT_LOAD && (low == 0 || at < low))
		low = at;
	if (h->p_type == PT_LOAD && at + h->p_memsz > high)
		high = at + h->p_memsz;
	if (h->p_type == PT_NOTE && !build_id[0])
		/* the linker says where as a number:
		 * NOLINTNEXTLINE(performance-no-int-to-ptr) */
		read_notes((const char *)at, h->p_memsz);
}

/* The first one is the program itself. */
static int see_program(struct dl_phdr_info *info, size_t size, void *ctx)
{
	(void)size;
	(void)ctx;
	for (size_t i = 0; i < info->dlpi_phnum; i++)
		see_segment(info, &info->dlpi_phdr[i]);
	return 1;
}

static void find_program(void)
{
	if (high == 0)
		(void)dl_iterate_phdr(see_program, NULL);
}

#else

static void find_program(void)
{
}

#endif

void crash_arm(const char *path, const char *version)
{
	void *frames[1];

	armed = 0;
	if (!text_copy(report_path, sizeof(report_path), str_of(path)))
		return;
	report_version = version;
	find_program();
	(void)backtrace(frames, 1); /* loads its library now */
	armed = 1;
}

/* ---- in the handler ---- */

/* A line that grows without memory of others. */
struct line {
	char text[1024];
	size_t len;
};

static void add(struct line *l, const char *text)
{
	while (*text && l->len < sizeof(l->text))
		l->text[l->len++] = *text++;
}

static void add_number(struct line *l, uintptr_t n, unsigned base)
{
	char digits[32];
	size_t at = sizeof(digits);

	digits[--at] = '\0';
	do {
		digits[--at] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n > 0 && at > 0);
	add(l, digits + at);
}

static void put(int fd, const struct line *l)
{
	ssize_t n = write(fd, l->text, l->len);
	(void)n; /* half a report is better than none */
}

static void put_head(int fd, int number)
{
	struct line l = { .len = 0 };

	add(&l, "signal: ");
	add_number(&l, (uintptr_t)number, 10);
	add(&l, " ");
	add(&l, crash_signal_name(number));
	add(&l, "\nversion: ");
	add(&l, report_version);
	add(&l, "\nbuild: ");
	add(&l, build_id[0] ? build_id : "unknown");
	add(&l, "\n");
	put(fd, &l);
}

/* Offsets into the program, for addr2line; of libraries only that it was one. */
static void put_stack(int fd)
{
	struct line l = { .len = 0 };
	void *frames[FRAMES_MAX];
	int n = backtrace(frames, FRAMES_MAX);

	add(&l, "stack:");
	for (int i = 0; i < n; i++) {
		uintptr_t at = (uintptr_t)frames[i];

		if (at < low || at >= high) {
			add(&l, " library");
			continue;
		}
		add(&l, " +0x");
		add_number(&l, at - low, 16);
	}
	add(&l, "\n");
	put(fd, &l);
}

static void limit_time(void)
{
	struct sigaction end = { 0 };
	sigset_t set;

	end.sa_handler = SIG_DFL;
	(void)sigemptyset(&end.sa_mask);
	(void)sigaction(SIGALRM, &end, NULL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGALRM);
	(void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	(void)alarm(WALK_SEC);
}

void crash_write(int number)
{
	int fd = -1;

	if (!armed)
		return;
	armed = 0;
	fd = open(report_path,
		  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		  S_IRUSR | S_IWUSR);
	if (fd < 0)
		return;
	put_head(fd, number);
	limit_time();
	put_stack(fd);
	(void)alarm(0);
	(void)close(fd); /* nothing to do about it here */
}

/* ---- at the next start ---- */

static void take_number(struct str value, struct crash_report *r)
{
	int64_t n = 0;

	if (str_int(str_cut(&value, ' '), 1, 128, &n))
		r->number = (int)n;
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '!' || s.p[i] > '~')
			return false;
	}
	return true;
}

static void take_word(struct str value, char *to, size_t size)
{
	if (!is_plain(value) || str_is(value, "unknown") || !text_copy(to, size, value))
		to[0] = '\0';
}

void crash_read(struct str text, struct crash_report *ret)
{
	*ret = (struct crash_report){ .number = 0 };
	while (text.len > 0) {
		struct str value = str_cut(&text, '\n');
		struct str key = str_cut(&value, ':');

		value = str_trim(value);
		if (str_is(key, "signal"))
			take_number(value, ret);
		else if (str_is(key, "version"))
			take_word(value, ret->version, sizeof(ret->version));
		else if (str_is(key, "build"))
			take_word(value, ret->build, sizeof(ret->build));
		else if (str_is(key, "journal"))
			ret->told = true;
	}
}

void crash_told(struct str text, const char *id, struct buf *out)
{
	size_t room = CRASH_FILE_MAX - sizeof("\njournal: \n") - strlen(id);

	if (text.len > room)
		text.len = room;
	buf_add_str(out, text);
	if (text.len > 0 && !str_ends(text, "\n"))
		buf_add_char(out, '\n');
	buf_addf(out, "journal: %s\n", id);
}
