/* Hooks of migrt.h, run in the order of their registration. */
#include "main.h"
#include "prim/prim_fault.h"

#include <stddef.h>

#ifndef __MIGCC__
#define __MIGCC__ 1 /* the real declarations, not the empty ones */
#endif
#include "../include/migrt.h"

static migrt_hook *hooks;

void migrt_hook_add(migrt_hook *hook)
{
    migrt_hook **end = &hooks;
    while (*end != NULL)
        end = &(*end)->next;
    hook->next = NULL;
    *end = hook;
}

static void run(int on_restore)
{
    /* A hook may poll; what it calls has no frame that could unwind. */
    bool watched = migrt_fault_watch(false);
    migrt_hold++;
    for (migrt_hook *hook = hooks; hook != NULL; hook = hook->next)
        if (hook->on_restore == on_restore)
            hook->function();
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
