/* SPDX-License-Identifier: 0BSD */
/* Whole command lines of the applets that the fuzzers run, and what must hold of every one. */
#ifndef BOX_H
#define BOX_H

#include "fuzz.h"

/*
 * Runs one, whose first word is an applet's name, with the kernel's answers from input. Aborts
 * unless the exit status is one of applet.h, a failure is told in one line and a success is
 * silent on stderr (warnings aside), and JSON of a success is well-formed.
 */
void box_run(int argc, char **argv, const struct fuzz *input);

#endif
