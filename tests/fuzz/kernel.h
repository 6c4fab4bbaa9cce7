/* SPDX-License-Identifier: 0BSD */
/*
 * The system around what is fuzzed. Its calls of the sockets API, of open(), ioctl(), write() and
 * of everything that could change the machine are linked to kernel.c (-Wl,--wrap, see fuzz.t):
 * netlink sockets bring what the fuzzer's input says, files are not there, output is kept here.
 *
 * The input is read as datagrams: a byte that says what is special about one, two of its length,
 * then the datagram. At DATAGRAM_END, and when the input is used up, every message sent last that
 * waits for an answer gets an ack or the end of its dump, so a run ends; after that receives fail
 * with EAGAIN.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "fuzz.h"

/* What a datagram's first byte may say. Without any, it is the kernel's, and as it is. */
enum {
	DATAGRAM_NUMBERED = 0x01, /* all its messages answer what is to be answered next */
	DATAGRAM_STRANGER = 0x02, /* a process sent it */
	DATAGRAM_CUT = 0x04,      /* it was longer than the reader's buffer */
	DATAGRAM_ERROR = 0x08,    /* no datagram, but an error of the socket */
	DATAGRAM_BUILT = 0x10,    /* neither length nor datagram follow, but how to build one */
	DATAGRAM_END = 0x20,      /* nothing follows: the end of what was asked for last */
};

/*
 * Building a datagram of one message: a byte for its type, then the bytes of the family's header,
 * then attributes, each after a byte of what it is to be and a byte of its type. So chance finds
 * well-formed messages, and mutations of them stay so.
 */
enum {
	BUILD_LEN = 0x3f,   /* bytes of payload, which follow; all bits set: BUILD_LONG bytes */
	BUILD_TEXT = 0x40,  /* with a NUL behind them */
	BUILD_NEST = 0x80,  /* a nest of what follows, up to … */
	BUILD_END = 0xe0,   /* … the end of this nest, or of the message; so are those above it */

	BUILD_LONG = 256,
};

/* The types of messages. */
enum {
	BUILD_NEWLINK,
	BUILD_NEWADDR,
	BUILD_NEWROUTE,
	BUILD_DELLINK,
	BUILD_DELADDR,
	BUILD_DELROUTE,
	BUILD_NEWNSID,
	BUILD_NEWRULE, /* of nf_tables, likewise its generation */
	BUILD_NEWGEN,
	BUILD_TYPES,

	BUILD_INTERRUPTED = 0x80, /* the dump's table changed meanwhile */
};

/* From here to kernel_end() the calls above are kernel.c's. With FUZZ_SHOW in the environment
 * output is written as well, to see what an input leads to. */
void kernel_begin(const struct fuzz *input);
void kernel_end(void);

/* Have receives failed because there is nothing left? */
bool kernel_silent(void);

/* What was written since kernel_begin(): to stdout, with a NUL behind it; how many lines to stderr,
 * and how many of them are warnings (a line that merely speaks of one counts, too). */
const char *kernel_output(size_t *len);
unsigned kernel_lines(void);
unsigned kernel_warnings(void);

#endif
