---
static u32 index@#(u32 a)
{
    feed(a);
    return @e20{a} & 3u;
}

static bool yes@#(u32 a)
{
    return (index@#(a) & 1u) != 0;
}

u32 positions_@#(u32 a, u32 b)
{
    u32 array[4] = { index@#(a), @e{b}, index@#(b) + index@#(1u) }, x = 0;
    u32 *const pointer = &array[1];
    u32 last = yes@#(a) && !yes@#(b) || yes@#(a ^ b) ? index@#(x) : (feed(2u), @e{a});
    array[index@#(a)] += index@#(b) * 3u;
    array[index@#(last) ^ 1u]++;
    *pointer ^= @e{a, last};
    for (u32 i = index@#(a) & 1u; i < 2u + index@#(b) % 3u; i += 1u + (index@#(i) & 1u))
        x += @e5{i, x} + array[i & 3u];
    while (yes@#(x) && x % 7u)
        x = x / 2u;
    do
        x = x * 3u + 1u;
    while (x % 3u == 0 || (yes@#(x) && (x & 8u)));
    switch (index@#(x)) {
    case 0:
        x += index@#(x + 1u);
        /* fall through */
    case 1:
        x ^= @e{x};
        break;
    default:
        x = yes@#(b) ? plain_step(index@#(x), plain_step(@e{a}, index@#(b))) : x;
    }
    if (!yes@#(x))
        return index@#(plain_step(x, array[index@#(x)])) + last;
    return (x += index@#(x), x) + array[0] * 3u + array[3] + (u32)sizeof(char[3]);
}

