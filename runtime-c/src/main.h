/* main.h: policy: when a capture takes place and what follows it. */
#ifndef MIGRT_MAIN_H
#define MIGRT_MAIN_H

#include "error.h"
#include "state.h"

#include <stdbool.h>

/* Installs the signal and the timer that the environment asks for and decides
 * whether polls are counted. */
bool migrt_policy_start(migrt_error *error);

/* Begins a capture to `path`: 1 in the process that unwinds now, 0 where the
 * program goes on (a child unwinds), -1 where it was refused and goes on. */
int migrt_capture_begin(enum migrt_reason reason, const char *path,
                        bool and_continue);

/* Where an image goes: `asked`, else MIGRT_IMAGE, else ./PROG.PID.mig. Valid
 * until the next call. */
const char *migrt_image_path(const char *asked);

/* What whoever sent the signal wants to follow the capture; the request is
 * used up. MIGRT_AFTER_DEFAULT: nothing was said. */
enum migrt_after migrt_requested_after(void);

/* Whether a child still writes an image. */
bool migrt_capture_at_work(void);

/* Waits for the child that writes an image: 0 when the image is complete. */
int migrt_capture_wait(void);

/* The image was to be written: unwinding has reached migrt_main. Writes it and
 * ends the process. */
void migrt_capture_finish(void);

/* Functions named by MIGRT_ON_CAPTURE and MIGRT_ON_RESTORE. */
void migrt_hooks_capture(void);
void migrt_hooks_restore(void);

/* Restores the image and resumes the program; returns the exit status of its
 * main. Refusals end the process. */
int migrt_restore_and_run(const char *path);

#endif
