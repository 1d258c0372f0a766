---
static void duff@#(u32 *to, const u32 *from, u32 count)
{
    u32 rounds = (count + 3u) / 4u;
    switch (count % 4u) {
    case 0:
        do {
            *to++ = *from++ + @e3{count};
    case 3:
            *to++ = *from++;
    case 2:
            *to++ = *from++ ^ @e3{rounds};
    case 1:
            *to++ = *from++;
        } while (--rounds > 0);
    }
}

u32 control_@#(u32 a, u32 b)
{
    u32 from[8] = { a, b, 3u, 4u }, to[8] = { 0 }, tries = 0, x = a;
again:
    tries++;
    duff@#(to, from, 1u + (a + tries) % 8u);
    for (u32 i = 0;; i++) {
        if (i >= @i{2..5}u)
            break;
        for (u32 k = 0; k < 3u; k++) {
            x += to[k] * @e15{i, k};
            if (@c15{x, k})
                continue;
            if (x % 11u == 0)
                goto inner;
            x ^= i;
        }
        continue;
    inner:
        x += 1u;
    }
    if (tries < @i{1..4}u && @c4{x, tries})
        goto again;
    {
        u32 left = @i{2..6}u;
    back:
        x = x * 3u + @e6{left};
        if (--left > 0)
            goto back;
    }
    switch (x % 6u) {
    case 0:
    case 1: {
        u32 inside = @e{x};
        x += inside;
        if (x & 1u)
            break;
    }
    default:
        x += to[x & 7u];
        break;
    case 4 ... 5:
        for (u32 k = 0; k < 3u; ++k)
            switch (k) {
            case 1:
                x ^= @e{k, x};
                continue;
            default:
                x++;
            }
    }
    return x + tries;
}

