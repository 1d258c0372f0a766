/* cases.c: one situation a run, in the form migcc emits: cases NAME sets it up,
 * polls once, and checks after that whether all is as it was. Situations that
 * must be refused on some machines are named so in tests/runtime_image.rs. */
#include "emitted.h"

#ifndef __MIGCC__
#define __MIGCC__ 1
#endif
#include "../include/migrt.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

union mixed {
    long long whole;
    double real;
    char bytes[8];
};

union same {
    int a;
    unsigned b;
    float c;
};

struct link {
    struct link *next;
    long number;
};

struct base {
    int kind;
};

struct derived {
    struct base base;
    double weight;
};

struct hack {
    short length;
    long last[1];
};

struct with_transient {
    long kept;
    long lost;
};

typedef int compare(const void *, const void *);

static long big;
static unsigned long all_ones;
static size_t size;
static struct link *list;
static void *anything;
static char *arena;
static struct link *in_arena;
static union mixed mixed;
static union same same;
static long *dangling;
static void *constants[3];
static struct base *base;
static struct hack *hack;
static struct with_transient transient;
static char *variable;
static long transient_variable;
static long double wide[3];
static float complex_parts[2];
static compare *comparison;
static int hooks_run;
static long long counter;
static wchar_t letters[4];
static unsigned char *large;

enum {
    T_UINT, T_INT, T_LONG, T_ULONG, T_LLONG, T_DOUBLE, T_LDOUBLE, T_CHAR, T_FLOAT,
    T_LINK, T_LINK_P, T_VOID_P, T_CHAR_P, T_MIXED, T_EIGHT, T_SAME, T_LONG_P,
    T_CONSTANTS, T_BASE, T_BASE_P, T_DERIVED, T_SHORT, T_ONE, T_HACK, T_HACK_P,
    T_TRANSIENT, T_WIDE, T_PARTS, T_FUNCTION, T_FUNCTION_P, T_LETTERS, T_WCHAR,
    T_UCHAR, T_UCHAR_P, T_SIZE, T_R_MAIN, T_R_DEEP, T_COUNT
};
static const migrt_type T[T_COUNT];
static migrt_alloc A[];
static migrt_function fn_main, fn_deep;

static int failures;

static void expect(int good, const char *what)
{
    if (!good) {
        failures++;
        printf("WRONG: %s\n", what);
    }
}

/* ---- situations ------------------------------------------------------------- */

static struct link *links(long count, const migrt_alloc *site)
{
    struct link *all = NULL;
    for (long i = 0; i < count; i++) {
        struct link *link = migrt_malloc_at(sizeof *link, site);
        link->next = all;
        link->number = i;
        all = link;
    }
    return all;
}

static void check_links(const struct link *link, long count)
{
    for (; link != NULL; link = link->next)
        if (link->number != --count) {
            expect(0, "number in the list");
            return;
        }
    expect(count == 0, "length of the list");
}

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) -
           (*(const int *)a < *(const int *)b);
}

static void set_narrow(void)
{
    big = (long)((long long)1 << (sizeof(long) == 8 ? 40 : 20));
}
static void check_narrow(void)
{
    expect(big == (long)((long long)1 << 40) || big == 1L << 20, "big");
}
static void set_ones(void)
{
    all_ones = (unsigned long)-1;
    size = 77777;
    big = -123456789;
}
static void check_ones(void)
{
    expect(all_ones == (unsigned long)-1 || all_ones == 0xFFFFFFFFul, "ones");
    expect(size == 77777 && big == -123456789, "size");
}
static void set_inferred(void)
{
    list = links(50000, &A[1]);
}
static void check_inferred(void)
{
    check_links(list, 50000);
}
static void set_list(void)
{
    list = links(1000, &A[0]);
}
static void check_list(void)
{
    check_links(list, 1000);
}
static void set_untyped(void)
{
    anything = migrt_malloc_at(32, &A[1]);
    memset(anything, 7, 32);
}
static void check_untyped(void)
{
    expect(((char *)anything)[31] == 7, "untyped bytes");
}
static void set_unreachable(void)
{
    memset(migrt_malloc_at(32, &A[1]), 7, 32);
    big = 5;
}
static void check_unreachable(void)
{
    expect(big == 5, "big");
}
static void set_bytes(void)
{
    arena = migrt_malloc_at(256, &A[2]);
    in_arena = (struct link *)(void *)(arena + 64);
    in_arena->number = 9;
    in_arena->next = NULL;
}
static void check_bytes(void)
{
    expect(in_arena->number == 9, "in_arena");
}
static void set_union(void)
{
    mixed.real = 1.5;
}
static void check_union(void)
{
    expect(mixed.real == 1.5, "union");
}
static void set_same(void)
{
    same.c = -2.25f;
}
static void check_same(void)
{
    expect(same.c == -2.25f, "union of equal width");
}
static void set_dangling(void)
{
    dangling = migrt_malloc_at(64, &A[3]);
    migrt_free(dangling);
}
static void check_dangling(void)
{
    uintptr_t value = (uintptr_t)dangling;
    uint64_t pattern = UINT64_C(0xDEADF00DDEADF00D);
    expect(value == (uintptr_t)pattern || getenv("SAME") != NULL, "dangling");
}
static void set_constants(void)
{
    constants[0] = (void *)(intptr_t)-1;
    constants[1] = (void *)(intptr_t)7;
    constants[2] = constants + 1;
    dangling = (long *)migrt_malloc_at(3 * sizeof(long), &A[3]) + 3;
    dangling[-1] = 77;
}
static void check_constants(void)
{
    expect(constants[0] == (void *)(intptr_t)-1, "-1");
    expect(constants[1] == (void *)(intptr_t)7, "7");
    expect(constants[2] == constants + 1, "interior");
    expect(dangling[-1] == 77, "one past the end");
}
static void set_base(void)
{
    struct derived *derived = migrt_malloc_at(sizeof *derived, &A[4]);
    derived->weight = 2.5;
    derived->base.kind = 3;
    base = &derived->base;
}
static void check_base(void)
{
    expect(((struct derived *)(void *)base)->weight == 2.5, "derived");
}
static void set_hack(void)
{
    hack = migrt_malloc_at(sizeof *hack + 4 * sizeof(long), &A[5]);
    hack->length = 5;
    for (int i = 0; i < 5; i++)
        hack->last[i] = 100 - i;
}
static void check_hack(void)
{
    expect(hack->length == 5 && hack->last[4] == 96, "struct hack");
}
static void set_transient(void)
{
    transient.kept = 11;
    transient.lost = 22;
    transient_variable = 33;
}
static void check_transient(void)
{
    int restored = getenv("RESTORED") != NULL || transient.lost == 0;
    expect(transient.kept == 11, "kept");
    expect(!restored || (transient.lost == 0 && transient_variable == 0),
           "transient");
}
static void set_environment(void)
{
    variable = getenv("CASE_VARIABLE");
    errno = ENOTDIR;
}
static void check_environment(void)
{
    expect(errno == ENOTDIR, "errno");
    expect(variable != NULL && strcmp(variable, "hello") == 0, "variable");
    expect(getenv("CASE_VARIABLE") == variable, "same string");
}
static void set_floats(void)
{
    wide[0] = 0.1L;
    wide[1] = -3.0e300L;
    wide[2] = 0.0L;
    complex_parts[0] = 1.5f;
    comparison = by_number;
    counter = -(1LL << 60);
    letters[0] = L'x';
    letters[1] = (wchar_t)0x20AC;
}
static void check_floats(void)
{
    expect(wide[0] > 0.0999999999999999L && wide[0] < 0.1000000000000001L,
           "0.1L");
    expect(wide[1] < -2.9e300L && wide[1] > -3.1e300L, "-3e300L");
    expect(wide[2] == 0, "0.0L");
    expect(complex_parts[0] == 1.5f, "float");
    expect(comparison == by_number, "comparison");
    expect(counter == -(1LL << 60), "long long");
    expect(letters[0] == L'x' && letters[1] == (wchar_t)0x20AC, "wchar_t");
}
static void set_huge(void)
{
    wide[0] = sizeof(long double) > 8 ? 1e200L : 1.0L;
    if (sizeof(long double) > 8 && wide[0] * wide[0] / wide[0] == wide[0])
        wide[0] *= wide[0]; /* 1e400 where the format has the range */
}
static void check_huge(void)
{
    expect(wide[0] >= 1.0L, "huge");
}
static void set_large(void)
{
    large = migrt_malloc_at(3000001, &A[2]);
    for (long i = 0; i < 3000001; i++)
        large[i] = (unsigned char)(i * 7 + (i >> 9));
}
static void check_large(void)
{
    for (long i = 0; i < 3000001; i++)
        if (large[i] != (unsigned char)(i * 7 + (i >> 9))) {
            expect(0, "large block");
            return;
        }
}
static void nothing(void)
{
}

static const struct {
    const char *name;
    void (*set)(void), (*check)(void);
} situations[] = {
    {"narrow", set_narrow, check_narrow},
    {"ones", set_ones, check_ones},
    {"list", set_list, check_list},
    {"inferred", set_inferred, check_inferred},
    {"untyped", set_untyped, check_untyped},
    {"unreachable", set_unreachable, check_unreachable},
    {"bytes", set_bytes, check_bytes},
    {"union", set_union, check_union},
    {"same", set_same, check_same},
    {"dangling", set_dangling, check_dangling},
    {"constants", set_constants, check_constants},
    {"base", set_base, check_base},
    {"hack", set_hack, check_hack},
    {"transient", set_transient, check_transient},
    {"environment", set_environment, check_environment},
    {"floats", set_floats, check_floats},
    {"huge", set_huge, check_huge},
    {"large", set_large, check_large},
    {"deep", nothing, nothing},
    {"api", nothing, nothing},
    {"loop", nothing, nothing},
};

/* ---- deep(): recursion that ends in a poll ------------------------------------ */

struct rec_deep {
    unsigned migrt_site;
    long n;
    long *below;
    long own;
};

MIGRT_COLD static long save_deep(unsigned site, long n, long *below, long *own)
{
    struct rec_deep *r = migrt_frame_save(&fn_deep, site);
    r->n = n;
    r->below = below;
    migrt_frame_take(&r->own, own, sizeof *own);
    return 0;
}

static long deep(long n, long *below)
{
    long own = n, inner = 0;
    if (n == 0) {
        if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll())
            return save_deep(2, n, below, &own);
    } else {
        inner = deep(n - 1, &own);
        if (MIGRT_UNLIKELY(migrt_unwinding))
            return save_deep(1, n, below, &own);
    }
    *below += 1;
    return inner + (own == n || own == n + 1);
}

static long resume_deep(void)
{
    struct rec_deep *R = migrt_frame_load(&fn_deep);
    long inner = 0;
    if (R->migrt_site == 1)
        inner = ((long (*)(void))migrt_next())();
    if (MIGRT_UNLIKELY(migrt_unwinding)) {
        save_deep(1, R->n, R->below, &R->own);
        migrt_frame_done(R);
        return 0;
    }
    *R->below += 1;
    inner += R->own == R->n || R->own == R->n + 1;
    migrt_frame_done(R);
    return inner;
}

/* ---- main --------------------------------------------------------------------- */

enum { DEPTH = 20000 };

struct rec_main {
    unsigned migrt_site;
    int which;
    int i;
    long bottom;
};

/* sites: 1 poll, 2 call deep, 3 call migrt_checkpoint, 4 loop */
MIGRT_COLD static int save_main(unsigned site, int which, int i, long *bottom)
{
    struct rec_main *r = migrt_frame_save(&fn_main, site);
    r->which = which;
    r->i = i;
    migrt_frame_take(&r->bottom, bottom, sizeof *bottom);
    return 0;
}

static void on_restore(void)
{
    hooks_run++;
}

static int finish(int which)
{
    situations[which].check();
    printf("%s wrong %d hooks %d\n", situations[which].name, failures,
           hooks_run);
    return failures != 0;
}

static int finish_deep(int which, long result, long bottom)
{
    expect(result == DEPTH + 1, "depth");
    expect(bottom == 1, "bottom");
    return finish(which);
}

static int finish_api(int which, int result)
{
    printf("checkpoint %d\n", result);
    return finish(which);
}

static int which_of(const char *name)
{
    for (int i = 0; i < (int)COUNT(situations); i++)
        if (strcmp(situations[i].name, name) == 0)
            return i;
    fprintf(stderr, "no such case\n");
    exit(2);
}

/* Long enough to be interrupted; prints the same whatever happens. */
static long work(int i)
{
    long sum = 0;
    for (long j = 0; j < 20000; j++)
        sum += (j * (i + 1)) % 7;
    return sum;
}

static int user_main(int argc, char **argv)
{
    long bottom = 0, result;
    int which = which_of(argc > 1 ? argv[1] : "");
    int loops = argc > 2 ? atoi(argv[2]) : 100;
    situations[which].set();
    if (argc > 3) /* loops with something besides */
        situations[which_of(argv[3])].set();
    if (strcmp(argv[1], "deep") == 0) {
        result = deep(DEPTH, &bottom);
        if (MIGRT_UNLIKELY(migrt_unwinding))
            return save_main(2, which, 0, &bottom);
        return finish_deep(which, result, bottom);
    }
    if (strcmp(argv[1], "api") == 0) {
        result = migrt_checkpoint(argc > 2 ? argv[2] : NULL);
        if (MIGRT_UNLIKELY(migrt_unwinding))
            return save_main(3, which, 0, &bottom);
        return finish_api(which, (int)result);
    }
    if (strcmp(argv[1], "loop") == 0)
        for (int i = 0; i < loops; i++) {
            bottom += work(i);
            if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll())
                return save_main(4, which, loops - i, &bottom);
        }
    else if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll())
        return save_main(1, which, 0, &bottom);
    return finish(which);
}

static int resume_main(void)
{
    struct rec_main *R = migrt_frame_load(&fn_main);
    int which = R->which, status;
    unsigned site = R->migrt_site;
    long result = 0;
    if (site == 2)
        result = ((long (*)(void))migrt_next())();
    else if (site == 3)
        result = ((int (*)(void))migrt_next())();
    if (MIGRT_UNLIKELY(migrt_unwinding)) {
        status = save_main(site, which, R->i, &R->bottom);
        migrt_frame_done(R);
        return status;
    }
    if (site == 4)
        for (int left = R->i; left > 1; left--) {
            R->bottom += work(left);
            if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll()) {
                status = save_main(4, which, left - 1, &R->bottom);
                migrt_frame_done(R);
                return status;
            }
        }
    status = site == 2   ? finish_deep(which, result, R->bottom)
             : site == 3 ? finish_api(which, (int)result)
                         : finish(which);
    migrt_frame_done(R);
    return status;
}

MIGRT_ON_RESTORE(on_restore);

/* ---- descriptors ---------------------------------------------------------------- */

static const migrt_field link_fields[] = {
    FIELD(struct link, next, &T[T_LINK_P]),
    FIELD(struct link, number, &T[T_LONG]),
};
static const migrt_field mixed_fields[] = {
    FIELD(union mixed, whole, &T[T_LLONG]),
    FIELD(union mixed, real, &T[T_DOUBLE]),
    FIELD(union mixed, bytes, &T[T_EIGHT]),
};
static const migrt_field same_fields[] = {
    FIELD(union same, a, &T[T_INT]),
    FIELD(union same, b, &T[T_UINT]),
    FIELD(union same, c, &T[T_FLOAT]),
};
static const migrt_field base_fields[] = {
    FIELD(struct base, kind, &T[T_INT]),
};
static const migrt_field derived_fields[] = {
    FIELD(struct derived, base, &T[T_BASE]),
    FIELD(struct derived, weight, &T[T_DOUBLE]),
};
static const migrt_field hack_fields[] = {
    FIELD(struct hack, length, &T[T_SHORT]),
    FIELD(struct hack, last, &T[T_ONE]),
};
static const migrt_field transient_fields[] = {
    FIELD(struct with_transient, kept, &T[T_LONG]),
    {"lost", &T[T_LONG], offsetof(struct with_transient, lost), 0,
     MIGRT_F_TRANSIENT},
};
static const migrt_field main_fields[] = {
    FIELD(struct rec_main, migrt_site, &T[T_UINT]),
    FIELD(struct rec_main, which, &T[T_INT]),
    FIELD(struct rec_main, i, &T[T_INT]),
    STACK_FIELD(struct rec_main, bottom, &T[T_LONG]),
};
static const migrt_field deep_fields[] = {
    FIELD(struct rec_deep, migrt_site, &T[T_UINT]),
    FIELD(struct rec_deep, n, &T[T_LONG]),
    FIELD(struct rec_deep, below, &T[T_LONG_P]),
    STACK_FIELD(struct rec_deep, own, &T[T_LONG]),
};

static const migrt_type T[T_COUNT] = {
    [T_UINT] = SCALAR(MIGRT_K_UINT, unsigned, 0),
    [T_INT] = SCALAR(MIGRT_K_SINT, int, 0),
    [T_SHORT] = SCALAR(MIGRT_K_SINT, short, 0),
    [T_LONG] = SCALAR(MIGRT_K_SINT, long, 0),
    [T_ULONG] = SCALAR(MIGRT_K_UINT, unsigned long, 0),
    [T_SIZE] = SCALAR(MIGRT_K_UINT, size_t, 0),
    [T_LLONG] = SCALAR(MIGRT_K_SINT, long long, 0),
    [T_DOUBLE] = SCALAR(MIGRT_K_FLOAT, double, 0),
    [T_FLOAT] = SCALAR(MIGRT_K_FLOAT, float, 0),
    [T_LDOUBLE] = SCALAR(MIGRT_K_LDOUBLE, long double, 0),
    [T_CHAR] = SCALAR(MIGRT_K_CHAR, char, CHAR_MIN < 0 ? MIGRT_T_SIGNED : 0),
    [T_UCHAR] = SCALAR(MIGRT_K_UINT, unsigned char, 0),
    [T_UCHAR_P] = POINTER_TO(unsigned char *, &T[T_UCHAR]),
    [T_WCHAR] = SCALAR((wchar_t)-1 < 0 ? MIGRT_K_SINT : MIGRT_K_UINT, wchar_t,
                       0),
    [T_LETTERS] = ARRAY_OF(wchar_t[4], 4, &T[T_WCHAR]),
    [T_LINK] = STRUCT(struct link, link_fields, 0),
    [T_LINK_P] = POINTER_TO(struct link *, &T[T_LINK]),
    [T_VOID_P] = POINTER_TO(void *, 0),
    [T_CHAR_P] = POINTER_TO(char *, &T[T_CHAR]),
    [T_MIXED] = UNION(union mixed, mixed_fields),
    [T_EIGHT] = ARRAY_OF(char[8], 8, &T[T_CHAR]),
    [T_SAME] = UNION(union same, same_fields),
    [T_LONG_P] = POINTER_TO(long *, &T[T_LONG]),
    [T_CONSTANTS] = ARRAY_OF(void *[3], 3, &T[T_VOID_P]),
    [T_BASE] = STRUCT(struct base, base_fields, 0),
    [T_BASE_P] = POINTER_TO(struct base *, &T[T_BASE]),
    [T_DERIVED] = STRUCT(struct derived, derived_fields, 0),
    [T_ONE] = ARRAY_OF(long[1], 1, &T[T_LONG]),
    [T_HACK] = STRUCT(struct hack, hack_fields, 0),
    [T_HACK_P] = POINTER_TO(struct hack *, &T[T_HACK]),
    [T_TRANSIENT] = STRUCT(struct with_transient, transient_fields, 0),
    [T_WIDE] = ARRAY_OF(long double[3], 3, &T[T_LDOUBLE]),
    [T_PARTS] = ARRAY_OF(float[2], 2, &T[T_FLOAT]),
    [T_FUNCTION] = {MIGRT_K_FUNCTION, 0, 0, 1, 0, 0, "compare", 0, 0, 0},
    [T_FUNCTION_P] = POINTER_TO(compare *, &T[T_FUNCTION]),
    [T_R_MAIN] = RECORD(struct rec_main, main_fields),
    [T_R_DEEP] = RECORD(struct rec_deep, deep_fields),
};

static migrt_alloc A[] = {
    {&T[T_LINK], "cases.c", 101, "links", 0, MIGRT_A_ARRAY},
    {NULL, "cases.c", 102, "unknown", 0, MIGRT_A_ARRAY},
    {&T[T_CHAR], "cases.c", 103, "set_bytes", 0, MIGRT_A_ARRAY},
    {&T[T_LONG], "cases.c", 104, "set_dangling", 0, MIGRT_A_ARRAY},
    {&T[T_DERIVED], "cases.c", 105, "set_base", 0, MIGRT_A_ARRAY},
    {&T[T_HACK], "cases.c", 106, "set_hack", 0, MIGRT_A_HEADER},
};

#define OBJECT(variable, type, flags)                                          \
    {                                                                          \
        #variable, (void *)&variable, 0, type, sizeof variable,                \
            MIGRT_O_STATIC | flags, "cases.c", __LINE__                        \
    }

static const migrt_object objects[] = {
    OBJECT(big, &T[T_LONG], 0),
    OBJECT(all_ones, &T[T_ULONG], 0),
    OBJECT(size, &T[T_SIZE], 0),
    OBJECT(list, &T[T_LINK_P], 0),
    OBJECT(anything, &T[T_VOID_P], 0),
    OBJECT(arena, &T[T_CHAR_P], 0),
    OBJECT(in_arena, &T[T_LINK_P], 0),
    OBJECT(mixed, &T[T_MIXED], 0),
    OBJECT(same, &T[T_SAME], 0),
    OBJECT(dangling, &T[T_LONG_P], 0),
    OBJECT(constants, &T[T_CONSTANTS], 0),
    OBJECT(base, &T[T_BASE_P], 0),
    OBJECT(hack, &T[T_HACK_P], 0),
    OBJECT(transient, &T[T_TRANSIENT], 0),
    OBJECT(transient_variable, &T[T_LONG], MIGRT_O_TRANSIENT),
    OBJECT(variable, &T[T_CHAR_P], 0),
    OBJECT(wide, &T[T_WIDE], 0),
    OBJECT(complex_parts, &T[T_PARTS], 0),
    OBJECT(comparison, &T[T_FUNCTION_P], 0),
    OBJECT(failures, &T[T_INT], 0),
    OBJECT(counter, &T[T_LLONG], 0),
    OBJECT(letters, &T[T_LETTERS], 0),
    OBJECT(large, &T[T_UCHAR_P], 0),
};

static const migrt_site sites_main[] = {
    {"poll 1", "cases.c", 201, "1111"},
    {"call deep 1", "cases.c", 202, "1111"},
    {"call migrt_checkpoint 1", "cases.c", 203, "1111"},
    {"loop 1", "cases.c", 204, "1111"},
};
static const migrt_site sites_deep[] = {{"call deep 1", "cases.c", 205, "1111"},
                                        {"poll 1", "cases.c", 206, "1111"}};

static migrt_function fn_main = {"main", &T[T_R_MAIN],
                                 (void (*)(void))resume_main, sites_main,
                                 COUNT(sites_main), 0, 0};
static migrt_function fn_deep = {"deep", &T[T_R_DEEP],
                                 (void (*)(void))resume_deep, sites_deep,
                                 COUNT(sites_deep), MIGRT_O_STATIC, 0};
static migrt_function *const functions[] = {&fn_main, &fn_deep};

static const migrt_code codes[] = {
    {"by_number", (void (*)(void))by_number, MIGRT_O_STATIC},
};

static migrt_unit unit = {
    MIGRT_ABI_VERSION, "cases.c", "f1", "test", T, T_COUNT,
    objects, COUNT(objects), functions, COUNT(functions), codes, COUNT(codes),
    A, COUNT(A), 0};

MIGRT_CONSTRUCTOR static void start(void)
{
    migrt_register(&unit);
}

static int user(int argc, char **argv, char **envp)
{
    (void)envp;
    return user_main(argc, argv);
}

int main(int argc, char **argv)
{
    extern char **environ;
    return migrt_main(argc, argv, environ, user);
}
