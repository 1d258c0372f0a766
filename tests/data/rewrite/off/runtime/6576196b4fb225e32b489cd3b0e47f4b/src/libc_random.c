/* libc_random.c: rand, random and the drand48 family, with state an image can
 * carry. The numbers are those of the library the program is built for:
 *
 * glibc: rand() is random(), Bell's additive feedback generator
 *   r[i] = r[i-3] + r[i-31], seeded by the minimal standard generator (Park and
 *   Miller 1988), first 310 outputs dropped.
 * musl: rand() is a 64-bit linear congruential generator of its own; random()
 *   the same feedback, seeded by that, nothing dropped.
 * drand48: X' = a X + c mod 2^48 (POSIX), the same in both. */
#define _GNU_SOURCE
#include "heap.h"
#include "libc_state.h"
#include "libc_names.h"

#include <errno.h>
#include <stdlib.h>

#ifdef __GLIBC__
#define OWN_ALGORITHM MIGRT_RANDOM_GLIBC
#else
#define OWN_ALGORITHM MIGRT_RANDOM_MUSL
#endif

#define LCG64 UINT64_C(6364136223846793005)

migrt_random_state migrt_rand_state;
char migrt_random_buffer[128]; /* what initstate returns first */

/* ---- the feedback generator ------------------------------------------------------ */

static uint32_t separation(uint32_t degree)
{
    return degree == 31 || degree == 7 ? 3 : 1;
}

static uint32_t step(migrt_generator *g)
{
    if (g->degree == 0) {
        g->word[0] = (g->word[0] * 1103515245u + 12345u) & 0x7fffffff;
        return g->word[0];
    }
    uint32_t result = g->word[g->front] += g->word[g->rear];
    g->front = (g->front + 1) % g->degree;
    g->rear = (g->rear + 1) % g->degree;
    return result >> 1;
}

static void seed_glibc(migrt_generator *g, uint32_t seed)
{
    int32_t word = (int32_t)(seed ? seed : 1);
    g->word[0] = (uint32_t)word;
    for (uint32_t i = 1; i < g->degree; i++) {
        /* 16807 * word mod 2^31 - 1, by Schrage's method */
        word = 16807 * (word % 127773) - 2836 * (word / 127773);
        if (word < 0)
            word += 2147483647;
        g->word[i] = (uint32_t)word;
    }
    for (uint32_t i = 0; i < 10 * g->degree; i++)
        step(g);
}

static void seed_musl(migrt_generator *g, uint32_t seed)
{
    uint64_t s = seed;
    if (g->degree == 0) {
        g->word[0] = seed;
        return;
    }
    for (uint32_t i = 0; i < g->degree; i++) {
        s = LCG64 * s + 1;
        g->word[i] = (uint32_t)(s >> 32);
    }
    g->word[0] |= 1; /* at least one odd word */
}

static void generator_seed(migrt_generator *g, uint32_t seed)
{
    g->front = g->degree ? separation(g->degree) : 0;
    g->rear = 0;
    g->ready = 1;
    if (g->algorithm == MIGRT_RANDOM_GLIBC)
        seed_glibc(g, seed);
    else
        seed_musl(g, seed);
}

static migrt_generator *generator(void)
{
    migrt_generator *g = migrt_rand_state.current ? migrt_rand_state.current
                                                  : &migrt_rand_state.initial;
    if (!migrt_rand_state.initial.ready) {
        migrt_rand_state.initial.algorithm = OWN_ALGORITHM;
        migrt_rand_state.initial.degree = 31;
        migrt_rand_state.initial.buffer = migrt_random_buffer;
        generator_seed(&migrt_rand_state.initial, 1);
    }
    return g;
}

void migrt_srandom(unsigned seed)
{
    migrt_guard();
    generator_seed(generator(), seed);
    migrt_unguard();
}

long migrt_random(void)
{
    migrt_guard();
    long result = (long)step(generator());
    migrt_unguard();
    return result;
}

/* ---- rand -------------------------------------------------------------------------- */

/* The algorithm is that of the state: after a restore in a program built for
 * another library the sequence goes on as it began. */
void migrt_srand(unsigned seed)
{
    migrt_guard();
    migrt_rand_state.rand_musl = seed - 1u; /* wraps at 32 bits, as musl */
    if (generator()->algorithm == MIGRT_RANDOM_GLIBC)
        generator_seed(generator(), seed);
    migrt_unguard();
}

int migrt_rand(void)
{
    int result;
    migrt_guard();
    if (generator()->algorithm == MIGRT_RANDOM_GLIBC) {
        result = (int)step(generator());
    } else {
        migrt_rand_state.rand_musl = LCG64 * migrt_rand_state.rand_musl + 1;
        result = (int)(migrt_rand_state.rand_musl >> 33);
    }
    migrt_unguard();
    return result;
}

/* ---- initstate, setstate ------------------------------------------------------------ */

/* The program's buffer only names the generator: its bytes would be integers
 * in an array of char, which no conversion could know. */
static migrt_generator *generator_named(const char *buffer)
{
    generator();
    if (buffer == migrt_rand_state.initial.buffer)
        return &migrt_rand_state.initial;
    migrt_generator *g = migrt_rand_state.others;
    while (g && g->buffer != buffer)
        g = g->next;
    return g;
}

static uint32_t degree_for(size_t bytes)
{
    return bytes < 32    ? 0
           : bytes < 64  ? 7
           : bytes < 128 ? 15
           : bytes < 256 ? 31
                         : 63;
}

static migrt_generator *generator_add(char *buffer)
{
    migrt_generator *g =
        migrt_calloc_at(1, sizeof *g, &migrt_libc_sites[MIGRT_SITE_GENERATOR]);
    if (!g)
        return NULL;
    g->buffer = buffer;
    g->algorithm = OWN_ALGORITHM;
    g->next = migrt_rand_state.others;
    migrt_rand_state.others = g;
    return g;
}

char *migrt_initstate(unsigned seed, char *buffer, size_t bytes)
{
    if (bytes < 8) {
        errno = EINVAL;
        return NULL;
    }
    migrt_guard();
    char *before = generator()->buffer;
    migrt_generator *g = generator_named(buffer);
    if (!g)
        g = generator_add(buffer);
    if (g) {
        g->degree = degree_for(bytes);
        generator_seed(g, seed);
        migrt_rand_state.current = g;
    }
    migrt_unguard();
    return g ? before : NULL;
}

char *migrt_setstate(char *buffer)
{
    migrt_guard();
    char *before = generator()->buffer;
    migrt_generator *g = generator_named(buffer);
    if (g)
        migrt_rand_state.current = g;
    migrt_unguard();
    if (!g)
        errno = EINVAL;
    return g ? before : NULL;
}

/* ---- drand48 --------------------------------------------------------------------------- */

#define MASK48 UINT64_C(0xffffffffffff)

static void ready48(void)
{
    if (migrt_rand_state.ready48)
        return;
    migrt_rand_state.a48 = UINT64_C(0x5deece66d);
    migrt_rand_state.c48 = 0xb;
    migrt_rand_state.ready48 = 1;
}

/* A new seed brings back the usual multiplier in glibc, as POSIX says; in musl
 * that of lcong48 stays. */
static void reset48(void)
{
    if (generator()->algorithm == MIGRT_RANDOM_GLIBC)
        migrt_rand_state.ready48 = 0;
    ready48();
}

static uint64_t step48(uint64_t x)
{
    ready48();
    return (migrt_rand_state.a48 * x + migrt_rand_state.c48) & MASK48;
}

static uint64_t own48(void)
{
    migrt_guard();
    uint64_t x = migrt_rand_state.x48 = step48(migrt_rand_state.x48);
    migrt_unguard();
    return x;
}

static uint64_t join48(const unsigned short x[3])
{
    return (uint64_t)x[2] << 32 | (uint64_t)x[1] << 16 | x[0];
}

static void split48(uint64_t value, unsigned short x[3])
{
    for (int i = 0; i < 3; i++)
        x[i] = (unsigned short)(value >> (16 * i) & 0xffff);
}

static uint64_t given48(unsigned short x[3])
{
    migrt_guard();
    uint64_t value = step48(join48(x));
    migrt_unguard();
    split48(value, x);
    return value;
}

static double unit_interval(uint64_t x)
{
    return (double)x / (double)(MASK48 + 1); /* exact: 48 bits */
}

static long signed32(uint64_t x)
{
    uint32_t high = (uint32_t)(x >> 16);
    return high < 0x80000000u ? (long)high : -(long)(0xffffffffu - high) - 1;
}

double migrt_drand48(void)
{
    return unit_interval(own48());
}

double migrt_erand48(unsigned short x[3])
{
    return unit_interval(given48(x));
}

long migrt_lrand48(void)
{
    return (long)(own48() >> 17);
}

long migrt_nrand48(unsigned short x[3])
{
    return (long)(given48(x) >> 17);
}

long migrt_mrand48(void)
{
    return signed32(own48());
}

long migrt_jrand48(unsigned short x[3])
{
    return signed32(given48(x));
}

void migrt_srand48(long seed)
{
    migrt_guard();
    reset48();
    migrt_rand_state.x48 =
        (uint64_t)((unsigned long)seed & 0xffffffffu) << 16 | 0x330e;
    migrt_unguard();
}

unsigned short *migrt_seed48(unsigned short seed[3])
{
    migrt_guard();
    unsigned short next[3] = {seed[0], seed[1], seed[2]}; /* may be old48 */
    split48(migrt_rand_state.x48, migrt_rand_state.old48);
    reset48();
    migrt_rand_state.x48 = join48(next);
    migrt_unguard();
    return migrt_rand_state.old48;
}

void migrt_lcong48(unsigned short parameters[7])
{
    migrt_guard();
    migrt_rand_state.x48 = join48(parameters);
    migrt_rand_state.a48 = join48(parameters + 3);
    migrt_rand_state.c48 = parameters[6];
    migrt_rand_state.ready48 = 1;
    migrt_unguard();
}
