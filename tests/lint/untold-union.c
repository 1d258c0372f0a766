#include <stdint.h>

struct value {
    union { // finds
        long number;
        char *text;
    } u;
    int flags;
};
struct value current;

union word { // finds
    uint32_t all;
    unsigned char bytes[4];
};
static union word words[4];

struct widths {
    union { // finds
        int narrow;
        long long wide;
    };
};
static struct widths widths;

struct nested {
    union { // finds
        struct {
            char *name;
            int n;
        } a;
        struct {
            int n;
            char *name;
        } b;
    } u;
};
struct nested *first;
int use_nested(void)
{
    return first->u.a.n + widths.narrow;
}

union bits { // finds
    double d;
    uint32_t halves[2];
};
int poll_input(void);
int saved(double d)
{
    union bits b;
    b.d = d;
    while (poll_input())
        ;
    return (int)b.halves[1];
}

union same { // near miss
    float f;
    uint32_t u;
};
static union same converted;

union pointers { // near miss
    void *any;
    char *text;
    struct value *value;
};
static union pointers pointer;

union scratch { // near miss
    uint64_t word;
    unsigned char bytes[8];
};
unsigned low(uint64_t n)
{
    union scratch s;
    s.word = n;
    return s.bytes[0];
}

struct told {
    int is_text;
    union { // near miss
        long number;
        char *text;
    } u;
};
void set(struct told *t, char *text, long n)
{
    if (text) {
        t->is_text = 1;
        t->u.text = text;
    } else {
        t->is_text = 2;
        t->u.number = n;
    }
}

union signs { // near miss
    int i;
    unsigned u;
};
static union signs sign;

union prefix { // near miss
    int head;
    struct {
        int head, more;
    } body;
};
static union prefix prefix;

int use(void)
{
    return (int)converted.f + sign.i + prefix.head + (pointer.any != 0) + (int)words[0].all
        + current.flags;
}

union view { // near miss
    struct told told;
    struct value value;
};
static const union { // near miss
    int one;
    char little;
} order = {1};
int looked_at(void *object)
{
    return ((union view *)object)->told.is_text + order.little;
}

union most_aligned { // finds
    double widest_double;
    void *widest_pointer;
    long widest_long;
};

union headed { // near miss
    union most_aligned only_for_alignment;
    struct {
        int head_kind;
        char head_text[28];
    } real;
};

union headed *newest;
int kind_of(union headed *h)
{
    newest = h;
    return h->real.head_kind;
}
