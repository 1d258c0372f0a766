struct numbers@# {
    bool flag;
    float small;
    i8 byte;
    double real;
    long number;
    long double extended;
    unsigned long count;
    enum shade shade;
    short half;
    u64 wide;
    size_t size;
    char letter;
    i64 negative;
};
---
static void next@#(struct numbers@# *n, u32 a)
{
    n->flag = !n->flag ^ (a & 1u);
    n->small = n->small * 0.5f + (float)(a & 15u);
    n->byte = (i8)(n->byte + (i8)(a & 3u));
    n->real += (double)(a & 0xffffu) * 0.0625;
    n->number = -n->number + (long)(a & 0xffffu);
    n->extended = n->extended + (long double)(a & 255u) * 0.25L;
    n->count += a & 0xffu;
    n->shade = (enum shade)((n->shade + 1u) % 3u);
    n->half = (short)(@e5{a, n->count} & 0x7fffu);
    n->wide = n->wide * 6364136223846793005ull + @w5{a, n->wide};
    n->size = (n->size + 3u) % 1000u;
    n->letter = (char)('a' + (int)(a % 26u));
    n->negative -= (i64)(a & 0xfffffffu) << 9;
}

static u32 all@#(const struct numbers@# *n)
{
    u32 total = n->flag + (u32)(n->small * 16.0f) + (u32)(u8)n->byte * 3u + (u32)(u64)(n->real * 16.0);
    total = total * 31u + (u32)n->number + (u32)(n->extended * 4.0L) + (u32)n->count;
    total = total * 31u + n->shade + (u32)n->half + (u32)n->wide + (u32)(n->wide >> 32) + (u32)n->size;
    return total + (u32)n->letter + (u32)((u64)n->negative >> 13);
}

u32 numbers_@#(u32 a, u32 b)
{
    struct numbers@# local = { .real = 0.5, .number = -3, .letter = 'q', .negative = -1 };
    struct numbers@# *heap = memory(calloc(2, sizeof *heap)), *at = heap + 1;
    long long sign = -1;
    unsigned char bytes[3] = { 1, 2, 255 };
    u32 result;
    for (u32 i = 0; i < @i{2..5}u; i++) {
        next@#(&local, @e5{a, i});
        next@#(i & 1u ? heap : at, b + i);
        *at = i == 1u ? local : *at;
        sign = sign * -3 + bytes[i % 3u];
    }
    result = all@#(&local) ^ all@#(heap) * 3u ^ all@#(at) + (u32)sign;
    free(heap);
    return result;
}

