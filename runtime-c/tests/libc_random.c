/* libc_random.c: the runtime's generators give the library's own numbers. */
#define _GNU_SOURCE
#include "../src/libc_names.h"
#include "check.h"

static const unsigned seeds[] = {0,      1,          2,           42,
                                 127773, 0x7fffffff, 0x80000000u, 0xffffffffu};

static void compare_random(void)
{
    for (int i = 0; i < 2000; i++)
        CHECK(migrt_random() == random());
}

static void compare_rand(void)
{
    for (int i = 0; i < 2000; i++)
        CHECK(migrt_rand() == rand());
}

static void states(void)
{
    static char ours[5][300], theirs[5][300];
    static const size_t sizes[5] = {8, 32, 64, 128, 300};
    CHECK(migrt_initstate(1, ours[0], 7) == NULL);
    for (int i = 0; i < 5; i++) {
        char *before = migrt_initstate(seeds[i], ours[i], sizes[i]);
        initstate(seeds[i], theirs[i], sizes[i]);
        CHECK(i == 0 || before == ours[i - 1]);
        compare_random();
    }
    for (int i = 0; i < 10; i++) {
        CHECK(migrt_setstate(ours[i % 5]) != NULL);
        setstate(theirs[i % 5]);
        compare_random();
    }
    char unknown[64] = {0};
    CHECK(migrt_setstate(unknown) == NULL);
    compare_random();
}

static void family48(void)
{
    unsigned short a[3] = {1, 2, 3}, b[3] = {1, 2, 3};
    unsigned short lcong[7] = {1, 2, 3, 4, 5, 6, 7}, seed[3] = {9, 8, 7};
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 500; i++) {
            CHECK(migrt_drand48() == drand48());
            CHECK(migrt_lrand48() == lrand48());
            CHECK(migrt_mrand48() == mrand48());
            CHECK(migrt_erand48(a) == erand48(b));
            CHECK(migrt_nrand48(a) == nrand48(b));
            CHECK(migrt_jrand48(a) == jrand48(b));
            CHECK(memcmp(a, b, sizeof a) == 0);
        }
        if (round == 0) {
            migrt_srand48(-12345);
            srand48(-12345);
        } else if (round == 1) {
            migrt_lcong48(lcong);
            lcong48(lcong);
        } else {
            unsigned short *ours = migrt_seed48(seed), *theirs = seed48(seed);
            CHECK(memcmp(ours, theirs, 6) == 0);
        }
    }
}

int main(void)
{
    compare_rand(); /* as if seeded with 1 */
    compare_random();
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        migrt_srandom(seeds[i]);
        srandom(seeds[i]);
        compare_random();
        migrt_srand(seeds[i]);
        srand(seeds[i]);
        compare_rand();
        compare_random();
    }
    states();
    family48();
    return CHECKS_DONE();
}
