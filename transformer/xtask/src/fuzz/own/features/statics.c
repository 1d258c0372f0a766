---
static u32 next@#(void)
{
    static u32 state = @i{1..999}u;
    static u64 history[@i{2..4}];
    static u32 at;
    history[at % (sizeof history / sizeof *history)] += state;
    at++;
    state = state * 1664525u + 1013904223u;
    return state ^ (u32)history[0];
}

static const char *label@#(u32 which)
{
    static char buffer[24];
    static const char *last = "none";
    static u32 times;
    times++;
    sprintf(buffer, "%.8s/%u", which & 1u ? "odd" : last, (unsigned)(times % 100u));
    last = which & 2u ? "two" : "other";
    return buffer;
}

u32 statics_@#(u32 a, u32 b)
{
    static struct pair *kept;
    static u32 calls;
    u32 value = next@#();
    const char *text;
    if (!kept) {
        kept = memory(calloc(2, sizeof *kept));
        kept[1].first = b;
    }
    calls++;
    kept[calls & 1u].second += value;
    feed(@e{a, b, value});
    value ^= @x{a, b};
    text = label@#(value);
    feed((u8)text[0] + strlen(text));
    kept->first += value;
    value = next@#();
    return kept[1].first + kept->second * calls + value;
}

