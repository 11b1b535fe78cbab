#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "formats/fail.h"
#include "keys/terminal.h"

/* Where the answer goes. */
struct line {
	char *buf;
	size_t size;
	struct fail *fail;
};

/* Reads the line, or leaves it when a blocked signal is there. */
static int
terminal_read(int tty, int signals, struct line line)
{
	struct pollfd fds[] = { { .fd = tty, .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };
	ssize_t n;

	while (poll(fds, 2, -1) == -1) {
		if (errno != EINTR)
			return fail_errno(line.fail, "terminal");
	}
	if (fds[1].revents != 0)
		return fail(line.fail, FAIL_SYSTEM, "interrupted");
	n = read(tty, line.buf, line.size);
	if (n == -1)
		return fail_errno(line.fail, "terminal");
	if (n == 0)
		return fail(line.fail, FAIL_USAGE, "no passphrase was typed");
	if (line.buf[n - 1] == '\n')
		n--;
	if ((size_t)n > line.size - 2)
		return fail(line.fail, FAIL_USAGE,
		    "passphrase of more than %zu bytes", line.size - 2);
	line.buf[n] = '\0';
	return 0;
}

/* Echo is off between the two settings, and the signals wait. */
static int
terminal_dialogue(int tty, int signals, const char *prompt, struct line line)
{
	struct termios shown, hidden;
	int rc = -1;

	if (tcgetattr(tty, &shown) == -1)
		return fail_errno(line.fail, "terminal");
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
	hidden.c_lflag |= ICANON | ECHONL;
	if (tcsetattr(tty, TCSAFLUSH, &hidden) == -1 ||
	    write(tty, prompt, strlen(prompt)) == -1)
		fail_errno(line.fail, "terminal");
	else
		rc = terminal_read(tty, signals, line);
	tcsetattr(tty, TCSAFLUSH, &shown);
	return rc;
}

static int
terminal_with_signals(int tty, const char *prompt, struct line line)
{
	sigset_t ends, before;
	int signals, rc;

	sigemptyset(&ends);
	sigaddset(&ends, SIGHUP);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGQUIT);
	sigaddset(&ends, SIGTERM);
	signals = signalfd(-1, &ends, SFD_CLOEXEC);
	if (signals == -1)
		return fail_errno(line.fail, "signalfd");
	pthread_sigmask(SIG_BLOCK, &ends, &before);
	rc = terminal_dialogue(tty, signals, prompt, line);
	close(signals);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

int
terminal_ask(const char *prompt, char *buf, size_t size, struct fail *f)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int rc;

	if (tty == -1)
		return fail(f, FAIL_USAGE,
		    "no terminal to ask for a passphrase on, and no file "
		    "with it");
	rc = terminal_with_signals(tty, prompt, (struct line){ buf, size, f });
	close(tty);
	return rc;
}
