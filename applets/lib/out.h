/* SPDX-License-Identifier: 0BSD */
/*
 * Text and JSON from one walk over the data; the only writer of stdout.
 *
 * A field has a key for JSON and a format for text, in which `%` stands for the value. A NULL key
 * leaves it out of JSON, a NULL format out of the text; the key "" is an element of a list. So a
 * caller says once what there is, and never asks which of the two is wanted.
 *
 * Layout of text and of JSON (also pretty) is iproute2's, to the byte.
 */
#ifndef OUT_H
#define OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options;

/* Chooses the format. To be called before anything is put out. */
void out_init(const struct options *opt);

/* Writes what is buffered. Returns 0, or -errno of the first write that failed, ever. */
int out_flush(void);

/* A JSON array and object; nothing in the text. At the outermost one's end a newline follows. */
void out_list(const char *key);
void out_list_end(void);
void out_record(const char *key);
void out_record_end(void);

void out_str(const char *key, const char *format, const char *value);
void out_uint(const char *key, const char *format, uint64_t value);
void out_int(const char *key, const char *format, int64_t value);
void out_hex(const char *key, const char *format, uint64_t value);  /* 0x…; JSON: a string */
void out_true(const char *key, const char *text);                   /* JSON true; text as it is */
void out_xdigits(const char *key, const char *format, uint32_t value); /* no 0x */
void out_centi(const char *key, const char *format, uint64_t value); /* hundredths: 12.05 */
void out_bool(const char *key, const char *format, bool value);     /* true, false; on, off */
void out_null(const char *key, const char *text);

/* Text only. */
void out_text(const char *text);
void out_column(unsigned width, const char *text);   /* padded on the right */
void out_padded(unsigned width, const char *text);   /* padded on the left */
void out_number(unsigned width, uint64_t value);     /* padded on the left */
void out_break(void);                                /* a line's end inside a record: `\` with -o */
void out_end(void);                                  /* a record's end */

/* Decimal digits of value at the end of buf; returns where they start. */
#define OUT_DIGITS 21
char *out_digits(char buf[OUT_DIGITS], uint64_t value);

#endif
