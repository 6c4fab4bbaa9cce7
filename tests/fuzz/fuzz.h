/* SPDX-License-Identifier: 0BSD */
/*
 * What the fuzzers share. Each NAME.c beside NAME.seeds is one: it says in its first lines how it
 * reads its input and what must hold whatever that is. libFuzzer calls LLVMFuzzerTestOneInput().
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stddef.h>
#include <stdlib.h>

/* Something that must hold does not: libFuzzer reports it as a crash and keeps the input. */
#define FUZZ_CHECK(what) ((what) ? (void)0 : abort())

/* The input, as far as it is not read yet. */
struct fuzz {
	const uint8_t *at;
	size_t left;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Numbers, 0 at the end of the input; network order, so that an input means the same everywhere. */
static inline uint8_t fuzz_u8(struct fuzz *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static inline uint16_t fuzz_u16(struct fuzz *in)
{
	uint16_t high = fuzz_u8(in);

	return (uint16_t)(high << 8 | fuzz_u8(in));
}

/* As many of *len bytes as there are left. */
static inline const uint8_t *fuzz_bytes(struct fuzz *in, size_t *len)
{
	const uint8_t *at = in->at;

	if (*len > in->left)
		*len = in->left;
	in->at += *len;
	in->left -= *len;
	return at;
}

#endif
