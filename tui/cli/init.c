/*
 * candor init: four questions, the file shown, one yes, written.
 *
 * The dialogue goes to standard error, answers come from standard input; nothing is
 * on disk before the yes, and then the whole file or none of it: a Ctrl-C at any time
 * leaves nothing behind.  A file that is there is never touched.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/utf8.h"
#include "tui/cli/checks.h"
#include "tui/cli/cli.h"
#include "tui/cli/init_answers.h"
#include "tui/kit/frame.h"

#define LINE_MAX_BYTES LIMIT_KIB(4)
#define WIDTH          79 /* columns of what is explained */

/* ---- asking ---- */

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text)); /* nowhere else to say it */
}

/* In lines that end with a word. */
static void explain(const char *text)
{
	struct str rest = str_of(text);
	struct str part = { 0 };
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(16));

	while (frame_wrap(&rest, WIDTH, &part)) {
		buf_add_str(&out, part);
		buf_add_char(&out, '\n');
	}
	say(buf_text(&out));
}

#define NOTHING_WRITTEN "Nothing was written.\n"

/* Ctrl-C, at a question: what "n" says, and the end that it has anyway. */
static void on_interrupt(int signal)
{
	static const char text[] = "\n" NOTHING_WRITTEN;

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)raise(signal); /* by default, once this returns */
}

static void tell_interrupt(bool on)
{
	struct sigaction action = { 0 };

	action.sa_handler = on ? on_interrupt : SIG_DFL;
	action.sa_flags = (int)SA_RESETHAND;
	(void)sigaction(SIGINT, &action, NULL); /* cannot fail */
}

/* One line without its end; false at the end of the input.  Byte by byte: what stands
 * after it belongs to whoever reads next. */
static bool read_line(struct buf *out)
{
	bool any = false;
	char c;

	for (;;) {
		ssize_t n = read(STDIN_FILENO, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return any;
		any = true;
		if (c == '\n')
			return true;
		buf_add_char(out, c);
	}
}

static void ask(struct init_answers *a, size_t number)
{
	const struct init_question *q = &init_questions[number];
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&text, "\n%zu of %d  %s\n", number + 1, INIT_QUESTIONS, q->title);
	buf_addf(&text, "%s\n", q->explain);
	init_at_hand(a, number, &text);
	explain(buf_text(&text));
	say("> ");
}

static bool answer(struct init_answers *a, size_t question, bool again, struct err *err)
{
	bool asked = !again || question != INIT_PLACE;

	for (;;) {
		AUTO(buf) line = BUF_INIT(LINE_MAX_BYTES);
		AUTO(buf) why = BUF_INIT(LIMIT_KIB(1));

		*err = ERR_INIT;
		if (!read_line(&line))
			return err_set(err, ERR_ARG,
				       "there was no answer to \"%s\"; nothing was "
				       "written",
				       init_questions[question].title);
		if (!buf_ok(&line))
			(void)err_set(err, ERR_ARG, "that line is too long");
		else if (init_take(a, question, buf_str(&line), err) &&
			 (asked || !init_doubt(a, &why)))
			return true;
		if (!again)
			return err_context(err, "%s", init_questions[question].title);
		asked = asked || why.len > 0;
		if (err->code)
			buf_addf(&why, "No: %s", err->text);
		explain(buf_text(&why));
		say("> ");
	}
}

static bool ask_all(struct init_answers *a, bool terminal, struct err *err)
{
	if (terminal)
		say("Four questions make a candor.conf. Ctrl-C gives up at any time; "
		    "nothing is\nwritten before you have seen the file and said "
		    "yes.\n");
	for (size_t i = 0; i < INIT_QUESTIONS; i++) {
		if (terminal)
			ask(a, i);
		if (!answer(a, i, terminal, err))
			return false;
	}
	return true;
}

bool cli_agreed(void)
{
	AUTO(buf) line = BUF_INIT(64);
	struct str word;

	if (!read_line(&line) || !buf_ok(&line))
		return false;
	word = str_trim(buf_str(&line));
	return str_is(word, "y") || str_is(word, "Y") || str_is(word, "yes") ||
	       str_is(word, "Yes");
}

/* ---- writing ---- */

static void show(const char *path, const struct buf *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(64));
	AUTO(buf) safe = BUF_INIT(LIMIT_KIB(8));

	utf8_safe(&safe, str_of(path), LIMIT_KIB(2));
	buf_addf(&out, "\n%s will be:\n\n", buf_text(&safe));
	buf_add_str(&out, buf_str(text));
	buf_add_char(&out, '\n');
	say(buf_text(&out));
}

/* The directory of the file, made private when it is not there. */
static bool make_directory(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));

	buf_add(&dir, path, slash ? (size_t)(slash - path) : 0);
	return dir.len == 0 || os_file_exists(buf_text(&dir)) ||
	       os_private_dir(buf_text(&dir), err);
}

/* Signals wait: between the first byte and the last nothing is left half. */
static bool write_file(const char *path, const struct buf *text, struct err *err)
{
	sigset_t all, before;
	bool ok;

	(void)sigfillset(&all); /* cannot fail */
	/* one thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	ok = make_directory(path, err) && os_create_file(path, buf_str(text), err);
	/* one thread: NOLINTNEXTLINE(concurrency-mt-unsafe) */
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}

static void print(struct cli *c, struct doc *d)
{
	const struct node *i = node_first(d->items);

	if (!i)
		return;
	out_safe(&c->out, str_of(node_text(i, "path", "")));
	out_text(&c->out, "\n");
}

static int written(struct cli *c, const char *path)
{
	AUTO(doc) d = { 0 };

	doc_init(&d, "init", cli_now(c));
	doc_text(&d, doc_item(&d), "path", path);
	d.facts.read = true;
	say("Written. Next: candor doctor\n");
	return cli_print(c, &d, print);
}

static int finish(struct cli *c, const struct init_answers *a, bool terminal)
{
	const char *path = program_paths(c->program)->config;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(32));
	struct err err = ERR_INIT;

	init_write(a, &text);
	bug_unless(buf_ok(&text)); /* each answer was judged with the rest */
	show(path, &text);
	if (!(c->options->given & OPTION_YES)) {
		if (terminal)
			say("Write it? [y/N] ");
		if (!cli_agreed()) {
			say(NOTHING_WRITTEN);
			return EXIT_CODE_PROBLEMS;
		}
	}
	tell_interrupt(false); /* from here on it would be untrue */
	if (!write_file(path, &text, &err))
		return cli_fail(c, &err);
	return written(c, path);
}

/* Where there is a file, or a link to none, nothing is asked. */
static bool is_free(const char *path, struct err *err)
{
	char target[8];

	if (!os_file_exists(path) && readlink(path, target, sizeof(target)) < 0)
		return true;
	return err_set(
		err, ERR_CONFIG,
		"%s is there already and candor init never overwrites: change it "
		"with an editor, or name another with --config",
		path);
}

int cli_init(struct cli *c)
{
	AUTO(checks) ignored = { 0 }; /* a file that is not there is no problem here */
	AUTO(init_answers) a = { .env = c->env };
	bool terminal = isatty(STDIN_FILENO);
	struct err err = ERR_INIT;
	int code = cli_open_checked(c, &ignored);

	tell_interrupt(terminal);
	if (code != EXIT_CODE_FINE)
		return code;
	if (!is_free(program_paths(c->program)->config, &err))
		return cli_fail(c, &err);
	if (!terminal && !(c->options->given & OPTION_YES))
		(void)err_set(&err, ERR_ARG,
			      "candor init asks on a terminal; from a pipe give four "
			      "answers, one a line, and --yes");
	else if (ask_all(&a, terminal, &err))
		return finish(c, &a, terminal);
	return cli_fail(c, &err);
}
