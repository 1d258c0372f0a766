/* libc_state.h: the hidden state of the C library, as typed data that an image
 * carries like any global of the program. The list of these objects, and the
 * descriptors of their types, is libc_unit.c. */
#ifndef MIGRT_LIBC_STATE_H
#define MIGRT_LIBC_STATE_H

#include "../include/migrt_abi.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "libc.h"
#include "prim/prim.h"

/* Around every use of what this file declares, once threads exist. */
static inline void migrt_guard(void)
{
    if (migrt_threads_started)
        migrt_prim_lock();
}

static inline void migrt_unguard(void)
{
    if (migrt_threads_started)
        migrt_prim_unlock();
}

/* ---- libc_random.c ------------------------------------------------------------ */

#define MIGRT_DEGREE_MOST 63

/* Which library's algorithm: a restored program goes on with the one it
 * began with. */
enum { MIGRT_RANDOM_GLIBC, MIGRT_RANDOM_MUSL };

typedef struct migrt_generator {
    uint32_t ready;     /* 0: as if seeded with 1 */
    uint32_t algorithm; /* MIGRT_RANDOM_* */
    uint32_t degree;    /* 0: linear congruential */
    uint32_t front, rear;
    uint32_t word[MIGRT_DEGREE_MOST];
    char *buffer; /* the program's, for initstate and setstate */
    struct migrt_generator *next;
} migrt_generator;

typedef struct migrt_random_state {
    migrt_generator initial;
    migrt_generator *current; /* NULL: initial */
    migrt_generator *others;  /* made by initstate, on the user's heap */
    uint64_t rand_musl;       /* musl: rand() has a generator of its own */
    uint64_t x48, a48;        /* drand48 */
    uint32_t c48, ready48;
    unsigned short old48[3]; /* what seed48 returns */
} migrt_random_state;

extern migrt_random_state migrt_rand_state;
extern char migrt_random_buffer[128]; /* names the initial generator */

/* ---- libc_static.c -------------------------------------------------------------- */

typedef struct migrt_interned {
    struct migrt_interned *next;
    char *text;
} migrt_interned;

typedef struct migrt_static_state {
    char *strtok_next;
    migrt_interned *interned;
    char time_text[128]; /* asctime, ctime: a year may have ten digits */
} migrt_static_state;

extern migrt_static_state migrt_static;
extern struct tm migrt_static_tm[2]; /* localtime, gmtime */

/* A copy of `text` on the user's heap, the same for the same text; NULL for
 * NULL or when memory ends. */
char *migrt_intern(const char *text);

/* ---- libc_exit.c ----------------------------------------------------------------- */

enum { MIGRT_EXIT_PLAIN, MIGRT_EXIT_STATUS, MIGRT_EXIT_QUICK };

typedef struct migrt_exit_handler {
    struct migrt_exit_handler *next; /* registered before this one */
    void (*plain)(void);
    void (*with_status)(int, void *);
    void *argument;
    uint32_t kind; /* MIGRT_EXIT_* */
} migrt_exit_handler;

extern migrt_exit_handler *migrt_exit_handlers;

/* Tells the C library of the handlers an image brought. */
void migrt_exit_restored(void);

/* ---- libc_signal.c ---------------------------------------------------------------- */

#define MIGRT_SIGNALS 64 /* by our own numbers: the system's differ */

typedef struct migrt_disposition {
    void (*handler)(int);
    uint32_t what;  /* MIGRT_SIG_* */
    uint32_t flags; /* MIGRT_SA_* */
    uint64_t mask;  /* by our own numbers */
} migrt_disposition;

enum {
    MIGRT_SIG_UNTOUCHED,
    MIGRT_SIG_DEFAULT,
    MIGRT_SIG_IGNORE,
    MIGRT_SIG_HANDLER,
    MIGRT_SIG_INFO /* handler takes siginfo_t */
};

enum {
    MIGRT_SA_RESTART = 1,
    MIGRT_SA_NODEFER = 2,
    MIGRT_SA_RESETHAND = 4,
    MIGRT_SA_NOCLDSTOP = 8,
    MIGRT_SA_NOCLDWAIT = 16,
    MIGRT_SA_ONSTACK = 32
};

extern migrt_disposition migrt_dispositions[MIGRT_SIGNALS];

/* Installs what an image brought. */
void migrt_signals_restored(void);

/* Signals that came while the program had no stack to run a handler on, by our
 * own numbers; and their handlers now. */
extern volatile uint64_t migrt_signals_postponed;
void migrt_signals_deliver(void);

/* A set of signals by our own numbers, and back. */
uint64_t migrt_signal_bits(const void *sigset);
void migrt_signal_set(uint64_t bits, void *sigset);

/* ---- allocation sites of the library's own blocks (libc_unit.c) -------------------- */

enum {
    MIGRT_SITE_CHARS,
    MIGRT_SITE_WIDE,
    MIGRT_SITE_INTERNED,
    MIGRT_SITE_GENERATOR,
    MIGRT_SITE_EXIT,
    MIGRT_SITES
};

extern migrt_alloc migrt_libc_sites[MIGRT_SITES];

#endif
