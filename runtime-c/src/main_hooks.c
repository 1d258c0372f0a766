/* Hooks of migrt.h, run in the order of their registration. */
#include "main.h"

#include "heap.h"
#include "prim/prim.h"
#include "prim/prim_fault.h"

#include <stddef.h>

#ifndef __MIGCC__
#define __MIGCC__ 1 /* the real declarations, not the empty ones */
#endif
#include "../include/migrt.h"

/* `next` of a hook is a variable of the program, which a restore gives the value
 * it had at the sender, whose constructors may have run in another order: the list
 * is our own. */
typedef struct registered {
    migrt_hook *hook;
    struct registered *next;
} registered;

static registered *hooks;

void migrt_hook_add(migrt_hook *hook)
{
    registered **end = &hooks, *last = migrt_internal_alloc(sizeof *last);
    if (last == NULL) {
        migrt_prim_complain("migrt: ", "no memory for a hook\n");
        migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
    }
    while (*end != NULL)
        end = &(*end)->next;
    last->hook = hook;
    last->next = NULL;
    *end = last;
}

static void run(int on_restore)
{
    /* A hook may poll; what it calls has no frame that could unwind. */
    bool watched = migrt_fault_watch(false);
    migrt_hold++;
    for (const registered *one = hooks; one != NULL; one = one->next)
        if (one->hook->on_restore == on_restore)
            one->hook->function();
    migrt_hold--;
    migrt_fault_watch(watched);
}

void migrt_hooks_capture(void)
{
    run(0);
}

void migrt_hooks_restore(void)
{
    run(1);
}
