/* libc.h: what the C library keeps out of sight, brought within reach of an
 * image: open files, signal dispositions, atexit handlers, hidden state.
 *
 * The names the user's source calls are in include/migrt_libc.def. State that
 * is plain data (random generators, strtok, exit handlers, ...) lives in typed
 * objects of the unit "migrt:libc", registered with migrt_register() by a
 * constructor, and is saved and converted like any global of the program. What
 * only the system knows (files, locale, ...) goes through the functions below
 * as text, one `key value` line each, so it needs no conversion. */
#ifndef MIGRT_LIBC_H
#define MIGRT_LIBC_H

#include "error.h"
#include "../include/migrt_abi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Registers the unit "migrt:libc". A constructor does it; migrt_main calls it,
 * too, for compilers that have no constructors (tcc 0.9.27). Once is enough. */
void migrt_libc_start(void);

/* Order at capture:
 *   migrt_libc_before_fork   only for a capture after which the program goes on:
 *   migrt_libc_after_fork    the two processes share the offsets of files
 *   migrt_libc_check         once frames are saved and hooks have run
 *   migrt_libc_capture
 * At restore, before the heap is placed (so that FILE * can be translated):
 *   migrt_libc_restore  may refuse
 * and after every block is in its place:
 *   migrt_libc_restored */

/* Flushes output and notes positions, which the process that goes on moves.
 * pre: children of migrt_prim_fork have been waited for. */
/* False: what the program has printed cannot be written, errno tells why. */
bool migrt_libc_before_fork(void);
void migrt_libc_after_fork(bool child);

/* True when all that the C library holds can be saved: then output streams have
 * been flushed and positions noted. Otherwise `why` has a sentence: what cannot
 * be saved, and what to do. */
bool migrt_libc_check(char *why, size_t room);

/* Takes bytes of an image; nonzero ends the capture. */
typedef int migrt_put(void *to, const void *bytes, size_t count);

/* Hands what was noted to `put`. Nonzero: what `put` returned, or an errno
 * value. */
int migrt_libc_capture(migrt_put *put, void *to);

/* Opens the files again, seeks, fills stdin. `text` need not be trusted. False
 * with a sentence in `why`; nothing of the program has run then. */
bool migrt_libc_restore(const char *text, size_t count, char *why, size_t room);

/* Installs what the restored typed objects describe: signal handlers. */
void migrt_libc_restored(void);

/* The program's exit handlers, after its main returned `status`, which is the
 * result; a capture may begin in them. */
int migrt_exit_after_main(int status);

/* Number of an open stream, the same in the restored process; 0..2 are stdin,
 * stdout, stderr. False: not a stream this process has open. */
bool migrt_file_id(const void *file, uint32_t *id);
void *migrt_file_of(uint32_t id); /* NULL: none */

/* errno by name, "ENOENT": its numbers differ between systems. "" and 0 for what
 * is not known. */
const char *migrt_errno_name(int number);
int migrt_errno_number(const char *name);

/* Threads the program has started so far, ended ones included, and where: the
 * function that started the first one, with the place of the call where it is
 * known. */
extern int migrt_threads_started;
extern const char *migrt_threads_started_by;

/* False, with the place in `error`, while the program has memory from mmap or
 * sbrk. */
bool migrt_nothing_mapped(migrt_error *error);

#endif
