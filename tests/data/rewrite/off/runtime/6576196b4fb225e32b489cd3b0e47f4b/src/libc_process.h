/* libc_process.h: what the system keeps of the process besides files: umask,
 * blocked signals, interval timers, children. */
#ifndef MIGRT_LIBC_PROCESS_H
#define MIGRT_LIBC_PROCESS_H

#include "libc_text.h"

#include <signal.h>
#include <stdbool.h>

/* The program's signal mask while libc_wait.c holds all signals back. */
extern const sigset_t *migrt_held_back;

extern int migrt_timers; /* made by timer_create, not deleted */

void migrt_thread_started(const char *by);

/* Line "process NAME VALUE..." for each. */
void migrt_note_process(migrt_text *text);
/* Reads the rest of such a line; it takes effect with the next function. */
bool migrt_load_process(migrt_reader *line);
void migrt_process_restored(void);

#endif
