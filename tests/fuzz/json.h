/* SPDX-License-Identifier: 0BSD */
/* Is this JSON by RFC 8259? Bytes from 0x80 on may stand in a string without being UTF-8. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

/* Values, one after the other, white space around them: each command's output is one. */
bool json_ok(const char *text, size_t len);

#endif
