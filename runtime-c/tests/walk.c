/* walk.c: a linked list, recursion with a pointer to the caller's variable, a
 * function pointer, bit-fields, long double, nested structs and longs, in the
 * form migcc emits. Prints a line a step and checks itself at the end. */
#include "emitted.h"

#include <stdio.h>
#include <string.h>

#ifndef NODES
#define NODES 12
#endif

struct flags {
    unsigned ready : 1;
    int delta : 5;
    unsigned kind : 10;
    long long wide : 40;
};

struct point {
    short x;
    long y;
    double z;
};

union number {
    int i;
    unsigned u;
    float f;
};

struct node {
    struct node *next;
    long value;
    struct point at;
    struct flags flags;
    union number number;
    const char *label;
    struct node *self;
    long *field; /* into this very node */
    char tag[3];
};

struct text {
    int length;
    struct node *owner;
    unsigned short data[];
};

typedef long step(long);

static struct node *head;
static long counts[4] = {1, 2, 3, 4};
static long *end_of_counts = counts + 4;
static long double third = 0.33333333333333333333333333333333333L;
static step *current_step;
static struct text *text;
static void *untyped;
/* One character longer than the literals: nothing begins where one ends. */
static const char migrt_str_1[6] = "even", migrt_str_2[5] = "odd";
static FILE *out;
static char ***arguments;

static long twice(long v)
{
    return 2 * v;
}

static long plus_one(long v)
{
    return v + 1;
}

/* ---- descriptors, tentative -------------------------------------------------- */

static const migrt_type T[40];
static migrt_alloc A[4];
static migrt_function fn_main, fn_build, fn_depth;

enum {
    T_UINT,
    T_INT,
    T_SHORT,
    T_LONG,
    T_DOUBLE,
    T_LDOUBLE,
    T_CHAR,
    T_USHORT,
    T_LLONG,
    T_FLOAT,
    T_NODE,
    T_NODE_P,
    T_POINT,
    T_FLAGS,
    T_NUMBER,
    T_CHAR_P,
    T_LONG_P,
    T_TAG,
    T_TEXT,
    T_DATA,
    T_TEXT_P,
    T_COUNTS,
    T_STEP,
    T_STEP_P,
    T_VOID_P,
    T_FILE_P,
    T_CHAR_PP,
    T_CHAR_PPP,
    T_R_MAIN,
    T_R_BUILD,
    T_R_DEPTH,
    T_STR,
    T_ENTRY,
    T_ENTRY_P,
    T_COUNT
};

/* ---- build(): one node a step -------------------------------------------------- */

struct rec_build {
    unsigned migrt_site;
    int n;
    int i;
};

MIGRT_COLD static void save_build(int n, int i)
{
    struct rec_build *r = migrt_frame_save(&fn_build, 1);
    r->n = n;
    r->i = i;
}

static void add_node(int i)
{
    struct node *node = migrt_malloc_at(sizeof *node, &A[0]);
    memset(node, 0, sizeof *node);
    node->next = head;
    node->value = i * 1000L - 5000;
    node->at.x = (short)(-i);
    node->at.y = -7L * i;
    node->at.z = i * 0.75;
    node->flags.ready = i & 1;
    node->flags.delta = -i % 16;
    node->flags.kind = (unsigned)i * 37u % 1024u;
    node->flags.wide = -(long long)i * 1000000007LL;
    node->number.f = (float)i * 0.5f;
    node->label = i % 2 ? migrt_str_2 : migrt_str_1;
    node->self = node;
    node->field = &node->at.y;
    memcpy(node->tag, "ab", 3);
    node->tag[1] = (char)('a' + i % 26);
    head = node;
}

static void build(int n)
{
    for (int i = 0; i < n; i++) {
        add_node(i);
        if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll()) {
            save_build(n, i);
            return;
        }
    }
}

static void resume_build(void)
{
    struct rec_build *R = migrt_frame_load(&fn_build);
    int n = R->n, i = R->i;
    goto site_1;
    for (; i < n; i++) {
        add_node(i);
        if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll()) {
            save_build(n, i);
            migrt_frame_done(R);
            return;
        }
    site_1:;
    }
    migrt_frame_done(R);
}

/* ---- depth(): recursion; adds into the first caller's variable ------------------- */

struct rec_depth {
    unsigned migrt_site;
    int n;
    struct node *node;
    long *sum;
    long double own;
    long *to_own[2];
};

/* site 1: call depth 1, site 2: poll */
MIGRT_COLD static long save_depth(unsigned site, int n, struct node *node,
                                  long *sum, long double *own, long **to_own)
{
    struct rec_depth *r = migrt_frame_save(&fn_depth, site);
    r->n = n;
    r->node = node;
    r->sum = sum;
    migrt_frame_take(&r->own, own, sizeof r->own);
    migrt_frame_take(&r->to_own, to_own, sizeof r->to_own);
    return 0;
}

static long depth(int n, struct node *node, long *sum)
{
    long double own = third * n;
    long *to_own[2];
    long inner;
    to_own[0] = sum;
    to_own[1] = &node->value;
    if (n == 0 || node == NULL)
        return 0;
    if (MIGRT_UNLIKELY(migrt_pending) && migrt_poll())
        return save_depth(2, n, node, sum, &own, to_own);
    inner = depth(n - 1, node->next, sum);
    if (MIGRT_UNLIKELY(migrt_unwinding))
        return save_depth(1, n, node, sum, &own, to_own);
    *to_own[0] += *to_own[1];
    return inner + (long)(own * 3.0L + 0.5L);
}

static long resume_depth(void)
{
    struct rec_depth *R = migrt_frame_load(&fn_depth);
    int n = R->n;
    struct node *node = R->node;
    long *sum = R->sum;
    long inner;
    switch (R->migrt_site) {
    case 1:
        inner = ((long (*)(void))migrt_next())();
        break;
    default:
        inner = depth(n - 1, node->next, sum);
    }
    if (MIGRT_UNLIKELY(migrt_unwinding)) {
        long dummy = save_depth(1, n, node, sum, &R->own, R->to_own);
        migrt_frame_done(R);
        return dummy;
    }
    *R->to_own[0] += *R->to_own[1];
    inner += (long)(R->own * 3.0L + 0.5L);
    migrt_frame_done(R);
    return inner;
}

/* ---- main ------------------------------------------------------------------------ */

struct rec_main {
    unsigned migrt_site;
    int argc;
    char **argv;
    long sum;
};

MIGRT_COLD static int save_main(unsigned site, int argc, char **argv, long *sum)
{
    struct rec_main *r = migrt_frame_save(&fn_main, site);
    r->argc = argc;
    r->argv = argv;
    migrt_frame_take(&r->sum, sum, sizeof *sum);
    return 0;
}

static void prepare(char ***argv)
{
    out = stdout;
    arguments = argv;
    current_step = plus_one;
    text = migrt_malloc_at(sizeof *text + 5 * sizeof text->data[0], &A[1]);
    text->length = 5;
    text->owner = NULL;
    for (int i = 0; i < 5; i++)
        text->data[i] = (unsigned short)(1000 * i + 1);
    untyped = migrt_malloc_at(sizeof(struct point), &A[2]);
}

static void middle(void)
{
    struct point *p = untyped;
    counts[1] = current_step(41);
    current_step = twice;
    text->owner = head->next;
    p->x = 1;
    p->y = 2;
    p->z = 3;
    head->field = &((struct point *)untyped)->y;
    fprintf(out, "built, %s\n", head->label);
}

static int failures;

static void expect(int good, const char *what)
{
    if (!good) {
        failures++;
        fprintf(out, "WRONG: %s\n", what);
    }
}

static void check_node(const struct node *node, int i)
{
    expect(node->self == node, "self");
    expect(node->value == i * 1000L - 5000, "value");
    expect(node->at.x == -i && node->at.y == -7L * i && node->at.z == i * 0.75,
           "point");
    expect(node->flags.ready == (unsigned)(i & 1) &&
               node->flags.delta == -i % 16 &&
               node->flags.kind == (unsigned)i * 37u % 1024u &&
               node->flags.wide == -(long long)i * 1000000007LL,
           "bit-fields");
    expect(node->number.f == (float)i * 0.5f, "union");
    expect(strcmp(node->label, i % 2 ? "odd" : "even") == 0, "label");
    expect(i == NODES - 1 ? *node->field == 2 : node->field == &node->at.y,
           "field pointer");
    expect(node->tag[0] == 'a' && node->tag[1] == 'a' + i % 26, "tag");
}

static int finish(int argc, char **argv, long sum, long inner)
{
    int i = NODES;
    long double difference = third * 3.0L - 1.0L;
    for (struct node *node = head; node != NULL; node = node->next)
        check_node(node, --i);
    expect(i == 0, "length of the list");
    expect(sum == NODES * (NODES - 1L) / 2 * 1000 - NODES * 5000L, "sum");
    expect(inner == NODES * (NODES + 1L) / 2, "depth");
    expect(difference < 1e-15L && difference > -1e-15L, "long double");
    expect(end_of_counts == counts + 4, "one past the end");
    expect(counts[0] == 1 && counts[1] == 42 && counts[3] == 4, "counts");
    expect(current_step == twice && current_step(4) == 8, "function pointer");
    expect(text->length == 5 && text->data[4] == 4001 &&
               text->owner == head->next,
           "flexible array");
    expect(argc >= 1 && argv[argc] == NULL && strlen(argv[0]) > 0 &&
               strcmp(argc > 1 ? argv[1] : "x", "x") == 0,
           "arguments");
    fprintf(out, "sum %ld inner %ld wrong %d\n", sum, inner, failures);
    return failures != 0;
}

static int user_main(int argc, char **argv)
{
    long sum = 0, inner;
    prepare(NULL);
    fprintf(out, "begin\n");
    build(NODES);
    if (MIGRT_UNLIKELY(migrt_unwinding))
        return save_main(1, argc, argv, &sum);
    middle();
    inner = depth(NODES, head, &sum);
    if (MIGRT_UNLIKELY(migrt_unwinding))
        return save_main(2, argc, argv, &sum);
    return finish(argc, argv, sum, inner);
}

static int resume_main(void)
{
    struct rec_main *R = migrt_frame_load(&fn_main);
    int argc = R->argc, status;
    char **argv = R->argv;
    long inner;
    switch (R->migrt_site) {
    case 1:
        ((void (*)(void))migrt_next())();
        if (MIGRT_UNLIKELY(migrt_unwinding)) {
            status = save_main(1, argc, argv, &R->sum);
            migrt_frame_done(R);
            return status;
        }
        middle();
        inner = depth(NODES, head, &R->sum);
        break;
    default:
        inner = ((long (*)(void))migrt_next())();
    }
    if (MIGRT_UNLIKELY(migrt_unwinding)) {
        status = save_main(2, argc, argv, &R->sum);
        migrt_frame_done(R);
        return status;
    }
    status = finish(argc, argv, R->sum, inner);
    migrt_frame_done(R);
    return status;
}

/* ---- descriptors ------------------------------------------------------------------ */

static const migrt_field node_fields[] = {
    FIELD(struct node, next, &T[T_NODE_P]),
    FIELD(struct node, value, &T[T_LONG]),
    FIELD(struct node, at, &T[T_POINT]),
    FIELD(struct node, flags, &T[T_FLAGS]),
    FIELD(struct node, number, &T[T_NUMBER]),
    FIELD(struct node, label, &T[T_CHAR_P]),
    FIELD(struct node, self, &T[T_NODE_P]),
    FIELD(struct node, field, &T[T_LONG_P]),
    FIELD(struct node, tag, &T[T_TAG]),
};
static const migrt_field point_fields[] = {
    FIELD(struct point, x, &T[T_SHORT]),
    FIELD(struct point, y, &T[T_LONG]),
    FIELD(struct point, z, &T[T_DOUBLE]),
};
static const migrt_field number_fields[] = {
    FIELD(union number, i, &T[T_INT]),
    FIELD(union number, u, &T[T_UINT]),
    FIELD(union number, f, &T[T_FLOAT]),
};
static const migrt_field flags_fields[] = {
    BITS(ready, &T[T_UINT], 1),
    BITS(delta, &T[T_INT], 5),
    BITS(kind, &T[T_UINT], 10),
    BITS(wide, &T[T_LLONG], 40),
};
static const migrt_field text_fields[] = {
    FIELD(struct text, length, &T[T_INT]),
    FIELD(struct text, owner, &T[T_NODE_P]),
    {"data", &T[T_DATA], offsetof(struct text, data), 0, 0},
};
static const migrt_field main_fields[] = {
    FIELD(struct rec_main, migrt_site, &T[T_UINT]),
    FIELD(struct rec_main, argc, &T[T_INT]),
    FIELD(struct rec_main, argv, &T[T_CHAR_PP]),
    STACK_FIELD(struct rec_main, sum, &T[T_LONG]),
};
static const migrt_field build_fields[] = {
    FIELD(struct rec_build, migrt_site, &T[T_UINT]),
    FIELD(struct rec_build, n, &T[T_INT]),
    FIELD(struct rec_build, i, &T[T_INT]),
};
static const migrt_field depth_fields[] = {
    FIELD(struct rec_depth, migrt_site, &T[T_UINT]),
    FIELD(struct rec_depth, n, &T[T_INT]),
    FIELD(struct rec_depth, node, &T[T_NODE_P]),
    FIELD(struct rec_depth, sum, &T[T_LONG_P]),
    STACK_FIELD(struct rec_depth, own, &T[T_LDOUBLE]),
    STACK_FIELD(struct rec_depth, to_own, &T[T_ENTRY]),
};

static void set_flags(void *object, unsigned field, unsigned long long value)
{
    struct flags *flags = object;
    switch (field) {
    case 0:
        flags->ready = (unsigned)value & 1u;
        break;
    case 1:
        flags->delta = (int)((long long)value);
        break;
    case 2:
        flags->kind = (unsigned)value & 1023u;
        break;
    case 3:
        flags->wide = (long long)value;
        break;
    }
}

static const migrt_type T[40] = {
    [T_UINT] = SCALAR(MIGRT_K_UINT, unsigned, 0),
    [T_INT] = SCALAR(MIGRT_K_SINT, int, 0),
    [T_SHORT] = SCALAR(MIGRT_K_SINT, short, 0),
    [T_LONG] = SCALAR(MIGRT_K_SINT, long, 0),
    [T_LLONG] = SCALAR(MIGRT_K_SINT, long long, 0),
    [T_USHORT] = SCALAR(MIGRT_K_UINT, unsigned short, 0),
    [T_DOUBLE] = SCALAR(MIGRT_K_FLOAT, double, 0),
    [T_FLOAT] = SCALAR(MIGRT_K_FLOAT, float, 0),
    [T_LDOUBLE] = SCALAR(MIGRT_K_LDOUBLE, long double, 0),
    [T_CHAR] = SCALAR(MIGRT_K_CHAR, char, CHAR_MIN < 0 ? MIGRT_T_SIGNED : 0),
    [T_NODE] = STRUCT(struct node, node_fields, 0),
    [T_NODE_P] = POINTER_TO(struct node *, &T[T_NODE]),
    [T_POINT] = STRUCT(struct point, point_fields, 0),
    [T_NUMBER] = UNION(union number, number_fields),
    [T_FLAGS] = STRUCT(struct flags, flags_fields, set_flags),
    [T_CHAR_P] = POINTER_TO(char *, &T[T_CHAR]),
    [T_LONG_P] = POINTER_TO(long *, &T[T_LONG]),
    [T_TAG] = ARRAY_OF(char[3], 3, &T[T_CHAR]),
    [T_TEXT] = STRUCT(struct text, text_fields, 0),
    [T_DATA] = {MIGRT_K_ARRAY, 0, 0, _Alignof(unsigned short), 0, 0,
                "unsigned short []", &T[T_USHORT], 0, 0},
    [T_TEXT_P] = POINTER_TO(struct text *, &T[T_TEXT]),
    [T_COUNTS] = ARRAY_OF(long[4], 4, &T[T_LONG]),
    [T_STEP] = {MIGRT_K_FUNCTION, 0, 0, 1, 0, 0, "step", 0, 0, 0},
    [T_STEP_P] = POINTER_TO(step *, &T[T_STEP]),
    [T_VOID_P] = POINTER_TO(void *, 0),
    [T_FILE_P] = POINTER_TO(FILE *, 0),
    [T_CHAR_PP] = POINTER_TO(char **, &T[T_CHAR_P]),
    [T_CHAR_PPP] = POINTER_TO(char ***, &T[T_CHAR_PP]),
    [T_R_MAIN] = RECORD(struct rec_main, main_fields),
    [T_R_BUILD] = RECORD(struct rec_build, build_fields),
    [T_R_DEPTH] = RECORD(struct rec_depth, depth_fields),
    [T_STR] = ARRAY_OF(char[5], 5, &T[T_CHAR]),
    [T_ENTRY] = ARRAY_OF(long *[2], 2, &T[T_LONG_P]),
};

static migrt_alloc A[4] = {
    {&T[T_NODE], "walk.c", 101, "add_node", 0, MIGRT_A_ARRAY},
    {&T[T_TEXT], "walk.c", 102, "prepare", 0, MIGRT_A_HEADER},
    {&T[T_POINT], "walk.c", 103, "prepare", 0, MIGRT_A_ARRAY},
    {&T[T_DOUBLE], "bench", 1, "capture", 0, MIGRT_A_ARRAY},
};

#define OBJECT(variable, type, flags)                                          \
    {                                                                          \
#variable, (void *)&variable, 0, type, sizeof variable, flags,         \
            "walk.c", __LINE__                                                 \
    }

static const migrt_object objects[] = {
    OBJECT(head, &T[T_NODE_P], MIGRT_O_STATIC),
    OBJECT(counts, &T[T_COUNTS], MIGRT_O_STATIC),
    OBJECT(end_of_counts, &T[T_LONG_P], MIGRT_O_STATIC),
    OBJECT(third, &T[T_LDOUBLE], MIGRT_O_STATIC),
    OBJECT(current_step, &T[T_STEP_P], MIGRT_O_STATIC),
    OBJECT(text, &T[T_TEXT_P], MIGRT_O_STATIC),
    OBJECT(untyped, &T[T_VOID_P], MIGRT_O_STATIC),
    OBJECT(out, &T[T_FILE_P], MIGRT_O_STATIC),
    OBJECT(arguments, &T[T_CHAR_PPP], MIGRT_O_STATIC),
    OBJECT(failures, &T[T_INT], MIGRT_O_STATIC),
    {"str:1", (void *)migrt_str_1, 0, &T[T_STR], sizeof migrt_str_1 - 1,
     MIGRT_O_LITERAL, "walk.c", 1},
    {"str:2", (void *)migrt_str_2, 0, &T[T_STR], sizeof migrt_str_2 - 1,
     MIGRT_O_LITERAL, "walk.c", 2},
};

static const migrt_site sites_main[] = {
    {"call build 1", "walk.c", 201, "1111"},
    {"call depth 1", "walk.c", 202, "1111"}};
static const migrt_site sites_build[] = {{"loop 1", "walk.c", 203, "111"}};
static const migrt_site sites_depth[] = {
    {"call depth 1", "walk.c", 204, "111111"},
    {"poll 1", "walk.c", 205, "111111"}};

static migrt_function fn_main = {
    "main",     &T[T_R_MAIN],      (void (*)(void))resume_main,
    sites_main, COUNT(sites_main), 0,
    0};
static migrt_function fn_build = {"build",
                                  &T[T_R_BUILD],
                                  (void (*)(void))resume_build,
                                  sites_build,
                                  COUNT(sites_build),
                                  MIGRT_O_STATIC,
                                  0};
static migrt_function fn_depth = {"depth",
                                  &T[T_R_DEPTH],
                                  (void (*)(void))resume_depth,
                                  sites_depth,
                                  COUNT(sites_depth),
                                  MIGRT_O_STATIC,
                                  0};
static migrt_function *const functions[] = {&fn_main, &fn_build, &fn_depth};

static const migrt_code codes[] = {
    {"twice", (void (*)(void))twice, MIGRT_O_STATIC},
    {"plus_one", (void (*)(void))plus_one, MIGRT_O_STATIC},
};

#ifndef FINGERPRINT
#define FINGERPRINT "f1"
#endif

static migrt_unit unit = {MIGRT_ABI_VERSION,
                          "walk.c",
                          FINGERPRINT,
                          "test",
                          T,
                          T_COUNT,
                          objects,
                          COUNT(objects),
                          functions,
                          COUNT(functions),
                          codes,
                          COUNT(codes),
                          A,
                          3,
                          0};

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
