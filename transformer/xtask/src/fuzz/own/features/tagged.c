---
enum kind@# { NUMBER@#, REAL@#, LINK@#, BOTH@# };
struct value@# {
    enum kind@# kind;
    union {
        @?{i32|u64|i64|u16} number;
        double real;
        struct value@# *link;
        struct pair both;
    } u;
};

static struct value@# number@#(u32 n)
{
    struct value@# value;
    value.kind = NUMBER@#;
    value.u.number = n & 0x7fffu;
    return value;
}

static struct value@# real@#(double real)
{
    struct value@# value;
    value.kind = REAL@#;
    value.u.real = real;
    return value;
}

static struct value@# link@#(struct value@# *to)
{
    struct value@# value;
    value.kind = LINK@#;
    value.u.link = to;
    return value;
}

static struct value@# both@#(u32 a, u32 b)
{
    struct value@# value;
    value.kind = BOTH@#;
    value.u.both.first = a;
    value.u.both.second = b;
    return value;
}

static u32 worth@#(const struct value@# *value)
{
    switch (value->kind) {
    case NUMBER@#:
        return (u32)value->u.number + @e8{value->kind};
    case REAL@#:
        return (u32)(value->u.real * 4.0);
    case LINK@#:
        return 1u + worth@#(value->u.link);
    case BOTH@#:
        return value->u.both.first * 3u + value->u.both.second;
    }
    return 0;
}

u32 tagged_@#(u32 a, u32 b)
{
    struct value@# all[@i{5..8}], *heap = memory(malloc(2 * sizeof *heap));
    const u32 count = sizeof all / sizeof *all;
    u32 result = 0;
    for (u32 i = 0; i < count; i++) {
        switch ((a + i * b) % 4u) {
        case 0:
            all[i] = number@#(@e8{a, i});
            break;
        case 1:
            all[i] = real@#((double)(b & 0xfffu) * 0.25);
            break;
        case 2:
            if (i > 0) {
                all[i] = link@#(&all[i - 1u]);
                break;
            }
            /* fall through */
        default:
            all[i] = both@#(@e8{b, i}, a);
        }
    }
    heap[0] = link@#(&all[count - 1u]);
    heap[1] = real@#(0.5 * (a & 31u));
    for (u32 i = 0; i < count; i++)
        result = result * 3u + worth@#(&all[i]);
    result += worth@#(heap) + worth@#(heap + 1);
    free(heap);
    return result;
}

