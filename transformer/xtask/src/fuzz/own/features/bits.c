struct bits@# {
    unsigned a : @i{1..7};
    signed b : @i{2..9};
    unsigned : 0;
    unsigned c : @i{9..31};
    u8 plain;
    unsigned d : @i{17..32}, : @i{1..5}, e : @i{3..12};
    u64 wide : @i{33..63};
    bool flag : 1;
    i64 deep : @i{34..50};
};
struct box@# {
    u16 before;
    struct bits@# all[2];
    struct bits@# *self;
};
---
static struct bits@# step@#(struct bits@# bits, u32 by)
{
    bits.a += by;
    bits.b = (i32)(by & 1u);
    bits.c ^= @e{by, bits.a};
    bits.e = bits.e + 1u;
    bits.flag = !bits.flag;
    bits.wide = @w{by, bits.c};
    return bits;
}

static u32 read@#(const struct bits@# *bits)
{
    u32 first = bits->a + (u32)bits->b * 3u + bits->c + bits->d;
    return first * 5u + bits->e + (u32)bits->wide + (u32)(bits->wide >> 32) + bits->flag + (u32)bits->deep + bits->plain;
}

u32 bits_@#(u32 a, u32 b)
{
    struct bits@# local = { .a = 1u, .b = -1, .d = 77u, .deep = -5 };
    struct box@# box = { 7u, { { .c = 3u } }, NULL };
    box.self = &box.all[a & 1u];
    local.d = a ^ @e{b};
    local.deep -= (i64)(b & 255u);
    for (u32 i = 0; i < @i{2..5}u; i++) {
        local = step@#(local, @e5{a, i, local.c});
        *box.self = step@#(box.all[i & 1u], i);
        box.self->plain += (u8)read@#(&local);
    }
    return read@#(&local) + read@#(box.self) * 3u + read@#(&box.all[b & 1u]) + box.before;
}

