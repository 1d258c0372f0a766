struct command@# {
    const char *name;
    binary *run;
    u32 count;
    struct command@# *fallback;
};
extern struct command@# commands@#[3];
---
static u32 add@#(u32 a, u32 b)
{
    return a + @e6{b};
}

static u32 mix@#(u32 a, u32 b)
{
    return a * 3u ^ @e6{b, a};
}

struct command@# commands@#[3] = {
    { "add", add@#, 0, &commands@#[1] },
    { "mix", mix@#, 1u, &commands@#[2] },
    { "step", plain_step, 2u, NULL },
};

static binary *changing@#[2] = { mix@#, add@# };

static binary *choose@#(u32 n)
{
    return n & 1u ? add@# : mix@#;
}

u32 tables_@#(u32 a, u32 b)
{
    u32 result = b;
    for (struct command@# *c = &commands@#[a % 3u]; c; c = c->fallback) {
        u32 got = c->run(result, a);
        c->count++;
        result = got + (u32)strlen(c->name) * c->count;
    }
    for (u32 i = 0; i < 3u; i++) {
        u32 got = changing@#[i & 1u](result, i);
        result ^= got;
    }
    changing@#[a & 1u] = choose@#(result);
    result += choose@#(b)(a, result);
    result ^= (*changing@#[b & 1u])(b, 1u);
    return result;
}

