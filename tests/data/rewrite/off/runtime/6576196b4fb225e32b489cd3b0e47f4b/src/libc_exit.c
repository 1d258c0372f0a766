/* libc_exit.c: exit handlers, in a list an image carries. The C library knows
 * one handler of ours for each way out, which runs the list; so a restored
 * process need not register anything but that. */
#include "libc_names.h"

#include "heap.h"
#include "libc_blocks.h"
#include "libc_state.h"

migrt_exit_handler *migrt_exit_handlers;

/* Takes the newest handler off the list: one that registers another while it
 * runs has it run next (C11 7.22.4.4). */
static migrt_exit_handler *newest(bool quick)
{
    migrt_guard();
    migrt_exit_handler **link = &migrt_exit_handlers;
    while (*link && ((*link)->kind == MIGRT_EXIT_QUICK) != quick)
        link = &(*link)->next;
    migrt_exit_handler *handler = *link;
    if (handler)
        *link = handler->next;
    migrt_unguard();
    return handler;
}

static void call(migrt_exit_handler *handler, int status)
{
    migrt_exit_handler copy = *handler;
    migrt_free(handler);
    if (copy.kind == MIGRT_EXIT_STATUS)
        copy.with_status(status, copy.argument);
    else
        copy.plain();
}

static void run(int status, bool quick)
{
    migrt_exit_handler *handler;
    migrt_hold++; /* called by the C library, which cannot be unwound */
    while ((handler = newest(quick)) != NULL)
        call(handler, status);
    migrt_hold--;
}

/* ---- after main has returned ------------------------------------------------------
 *
 * Nothing of the program is on the stack but the handler, so a capture inside
 * it need not wait. After exit() it has to: objects of the functions that called
 * exit() still exist (C11 6.2.4p6), but their frames will never be saved. */

static int resume_exit(void);
MIGRT_BLOCK_DEFINE(exit, resume_exit);

static bool captured(int status)
{
    if (migrt_unwinding)
        migrt_block_save(&migrt_block_exit)->number = status;
    return migrt_unwinding;
}

int migrt_exit_after_main(int status)
{
    migrt_exit_handler *handler;
    while ((handler = newest(false)) != NULL) {
        call(handler, status);
        if (captured(status))
            break;
    }
    return status;
}

static int resume_exit(void)
{
    int status = migrt_block_load(&migrt_block_exit).number;
    migrt_next()();
    return captured(status) ? status : migrt_exit_after_main(status);
}

static void run_quick(void)
{
    run(0, true);
}

/* glibc tells the status only to on_exit; musl has no on_exit, and a program
 * built for it no handlers that ask for it. */
#ifdef __GLIBC__
static void run_with_status(int status, void *argument)
{
    (void)argument;
    run(status, false);
}

static int register_normal(void)
{
    return on_exit(run_with_status, NULL);
}
#else
static void run_normal(void)
{
    run(0, false);
}

static int register_normal(void)
{
    return atexit(run_normal);
}
#endif

/* Tells the C library of us, once for each way out. */
static bool registered(bool quick)
{
    static bool done[2];
    if (!done[quick])
        done[quick] =
            (quick ? at_quick_exit(run_quick) : register_normal()) == 0;
    return done[quick];
}

static int add(migrt_exit_handler handler)
{
    if (!registered(handler.kind == MIGRT_EXIT_QUICK))
        return -1;
    migrt_exit_handler *block =
        migrt_malloc_at(sizeof *block, &migrt_libc_sites[MIGRT_SITE_EXIT]);
    if (!block)
        return -1;
    migrt_guard();
    *block = handler;
    block->next = migrt_exit_handlers;
    migrt_exit_handlers = block;
    migrt_unguard();
    return 0;
}

int migrt_atexit(void (*handler)(void))
{
    return add(
        (migrt_exit_handler){.plain = handler, .kind = MIGRT_EXIT_PLAIN});
}

int migrt_at_quick_exit(void (*handler)(void))
{
    return add(
        (migrt_exit_handler){.plain = handler, .kind = MIGRT_EXIT_QUICK});
}

int migrt_on_exit(void (*handler)(int, void *), void *argument)
{
    return add((migrt_exit_handler){.with_status = handler,
                                    .argument = argument,
                                    .kind = MIGRT_EXIT_STATUS});
}

void migrt_exit_restored(void)
{
    for (migrt_exit_handler *h = migrt_exit_handlers; h; h = h->next)
        registered(h->kind == MIGRT_EXIT_QUICK);
}
