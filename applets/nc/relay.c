/* SPDX-License-Identifier: 0BSD */
#include "nc.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"

/* Up from stdin; down from the network, in one piece also the largest datagram. */
#define UP_SIZE (16 * 1024)
#define DOWN_SIZE (64 * 1024)

static uint8_t room[UP_SIZE + DOWN_SIZE];

/* One direction. It is read when all that was read before is written, so it holds one piece. */
struct flow {
	uint8_t *buf;
	size_t size;
	size_t at, len; /* what is still to be written */
	bool ended;     /* nothing more will be read */
	bool done;      /* nor written */
};

struct state {
	const struct nc *nc;
	int net;
	struct flow up, down;
	uint64_t quit;
	int status;
};

static bool wants_input(const struct flow *f)
{
	return !f->ended && f->len == 0;
}

static void end(struct flow *f)
{
	f->ended = f->done = true;
	f->len = 0;
}

/* Takes n, what read() returned: false when that was an error. */
static bool filled(struct flow *f, ssize_t n)
{
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	f->at = 0;
	f->len = (size_t)n;
	return true;
}

/* Likewise of a write(). */
static bool drained(struct flow *f, ssize_t n)
{
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	f->at += (size_t)n;
	f->len -= (size_t)n;
	return true;
}

static void read_stdin(struct state *s)
{
	if (!filled(&s->up, read(STDIN_FILENO, s->up.buf, s->up.size))) {
		if (errno != EBADF) /* closed by the caller: an end as good as any */
			s->status = say_errno(NC_FAILED, errno, "standard input");
		s->up.ended = true;
	} else if (s->up.len == 0) {
		s->up.ended = true;
	}
}

static void write_stdout(struct state *s)
{
	/*
	 * Not through out.h: what comes and goes here is nobody's text, and may be held back for no
	 * longer than stdout takes. A pipe that can be written to has room for PIPE_BUF bytes, so
	 * this never waits, and the other direction goes on.
	 */
	size_t len = s->down.len < PIPE_BUF ? s->down.len : PIPE_BUF;

	if (drained(&s->down, write(STDOUT_FILENO, s->down.buf + s->down.at, len)))
		return;
	if (errno != EPIPE)
		s->status = say_errno(NC_FAILED, errno, "standard output");
	end(&s->down);
}

static void read_net(struct state *s)
{
	ssize_t n = recv(s->net, s->down.buf, s->down.size, 0);

	if (!filled(&s->down, n)) { /* reset, or nobody there: in both directions */
		s->down.ended = true;
		end(&s->up);
	} else if (n == 0 && !s->nc->udp) {
		s->down.ended = true;
	}
}

static void write_net(struct state *s)
{
	if (!drained(&s->up, send(s->net, s->up.buf + s->up.at, s->up.len, MSG_NOSIGNAL)))
		end(&s->up);
}

/* What follows from an end that has got through. */
static void settle(struct state *s)
{
	if (s->up.ended && s->up.len == 0 && !s->up.done) {
		s->up.done = true;
		if (s->nc->shut || s->nc->quit != CLOCK_NEVER)
			shutdown(s->net, SHUT_WR);
		s->quit = clock_after(s->nc->quit);
	}
	if (s->down.ended && s->down.len == 0)
		s->down.done = true;
}

static bool over(const struct state *s)
{
	return (s->up.done && s->down.done) || clock_now() >= s->quit;
}

/* Until when to wait for something to do. */
static uint64_t patience(const struct state *s)
{
	uint64_t until = clock_after(s->nc->idle);

	/* whoever called has said all: what is there to answer still goes out */
	if (s->nc->listen && s->down.done && s->up.len == 0)
		return 0;
	return until < s->quit ? until : s->quit;
}

/* Waits for something to do, and does it: false when the time is up. */
static bool step(struct state *s)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = s->net },
		{ .fd = STDOUT_FILENO },
	};
	struct pollfd *in = &fds[0], *net = &fds[1], *out = &fds[2];
	int n;

	if (!wants_input(&s->up))
		in->fd = -1;
	if (wants_input(&s->down))
		net->events |= POLLIN;
	if (s->up.len)
		net->events |= POLLOUT;
	/* Also without either, as long as something may be sent: it tells of a reset. With both
	 * directions shut it would tell of that without end. */
	if (!net->events && s->up.done)
		net->fd = -1;
	if (s->down.len)
		out->events = POLLOUT;
	if (s->down.done)
		out->fd = -1;
	n = clock_poll(fds, 3, patience(s));
	if (n <= 0)
		return n < 0 && errno == EINTR;
	if (in->revents)
		read_stdin(s);
	if (net->revents & ~POLLOUT && net->events & POLLIN)
		read_net(s);
	else if (net->revents & (POLLERR | POLLHUP) && !net->events)
		end(&s->up);
	if (net->revents && net->events & POLLOUT && s->up.len)
		write_net(s);
	if (out->revents && out->events)
		write_stdout(s);
	else if (out->revents) /* whoever read it is gone */
		end(&s->down);
	return true;
}

int nc_relay(const struct nc *nc, int net)
{
	struct state s = {
		.nc = nc,
		.net = net,
		.up = { .buf = room, .size = UP_SIZE, .ended = nc->no_input },
		.down = { .buf = room + UP_SIZE, .size = DOWN_SIZE },
		.quit = CLOCK_NEVER,
	};

	for (settle(&s); !over(&s); settle(&s))
		if (!step(&s))
			break;
	return s.status;
}
