/* libc_jump.c: setjmp and longjmp across a capture.
 *
 * In the process that armed it a buffer is the C library's own. Beside the
 * registers it holds a migrt_jump, whose slot lies in the frame that called
 * setjmp and moves with it. After a restore the frame's resume clone has called
 * setjmp for a buffer of its own; the slot says where that is, and a jump to a
 * buffer of an earlier life goes there. C leaves it open what a variable holds
 * that changed since setjmp (C11 7.13.2.1p3), so it does not matter that the
 * registers are those of the restore. */
#include "libc_names.h"

#include "error.h"
#include "frames.h"
#include "libc_state.h"
#include "pointers.h"
#include "prim/prim.h"
#include "state.h"

/* Restores there have been, and then some: different in any two processes of
 * which one continues the other. */
unsigned migrt_life;

unsigned long long migrt_jump_mask(void)
{
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    return migrt_signal_bits(&blocked);
}

/* What slot[0] is where slot[1] belongs to this process. */
static unsigned long long armed_here(void)
{
    return 2ull + migrt_life;
}

void migrt_jump_rearm(unsigned long long *slot, void *env)
{
    slot[0] = armed_here();
    slot[1] = (unsigned long long)(uintptr_t)env;
}

void migrt_jump_ready(void)
{
    if (!migrt_frames_resuming())
        migrt_signals_deliver();
}

static void stop(const char *why)
{
    migrt_say("longjmp stopped the program: %s", why);
    migrt_prim_exit(MIGRT_EXIT_REFUSED);
}

/* The buffer's registers are those of a process that is gone. */
static void jump_restored(const migrt_jump *jump, int value)
{
    const unsigned long long *slot = jump->slot;
    if (slot == NULL || (uintptr_t)slot == MIGRT_INVALID ||
        slot[0] != armed_here())
        stop("the function that called setjmp had returned before the program "
             "was captured");
    if (jump->tag == MIGRT_JUMP_MASK) {
        sigset_t blocked;
        migrt_signal_set(jump->mask, &blocked);
        pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    }
    longjmp(*(jmp_buf *)(uintptr_t)slot[1], value);
}

static void jump_to(void *buffer, int value)
{
    migrt_jump jump;
    memcpy(&jump, (char *)buffer + sizeof(jmp_buf) - sizeof jump, sizeof jump);
    if (migrt_unwinding)
        stop("a signal handler that the runtime does not know of jumped out "
             "during a capture: install it with sigaction() or signal()");
    if (jump.tag != MIGRT_JUMP_PLAIN && jump.tag != MIGRT_JUMP_MASK)
        return;
    migrt_hold = (int)jump.hold;
    if (jump.life != migrt_life)
        jump_restored(&jump, value);
}

void migrt_longjmp(jmp_buf buffer, int value)
{
    jump_to(buffer, value);
    longjmp(buffer, value);
}

void migrt__longjmp(jmp_buf buffer, int value)
{
    jump_to(buffer, value);
    _longjmp(buffer, value);
}

void migrt_siglongjmp(sigjmp_buf buffer, int value)
{
    jump_to(buffer, value);
    siglongjmp(buffer, value);
}

unsigned migrt_label_number(const void *label, const void *const *all,
                            unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (all[i] == label)
            return i + 1;
    return 0;
}
