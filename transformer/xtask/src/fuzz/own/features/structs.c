struct small@# {
    @t a;
    u8 b;
};
struct large@# {
    struct small@# inner[@i{2..4}];
    double real;
    u32 words[@i{3..9}];
    const char *name;
    struct pair pair;
};
---
static struct small@# small@#(u32 a, u32 b)
{
    struct small@# made = { 0, (u8)b };
    made.a = @?{(i8)|(u8)|(i16)}(a & 0x3fu);
    return made;
}

static struct large@# large@#(struct small@# small, u32 word)
{
    struct large@# made = { { small }, 0.25, { word }, "large", { 1u, word } };
    made.inner[1] = small@#(@e4{word, small.b}, word);
    made.words[1] = @e4{made.words[0], small.a};
    return made;
}

static u32 weigh@#(struct large@# large, struct small@# *small, struct pair pair)
{
    small->b += (u8)large.words[0];
    large.words[2] += pair.first;
    return large.words[1] + large.words[2] + (u32)large.inner[1].a + (u32)(large.real * 4.0) + (u32)strlen(large.name) + large.pair.second;
}

static struct large@# deeper@#(struct large@# large, u32 depth)
{
    if (depth == 0)
        return large;
    large.words[depth % 3u] ^= @e4{depth, large.words[0]};
    large.real += 0.5;
    return deeper@#(large, depth - 1u);
}

u32 structs_@#(u32 a, u32 b)
{
    struct small@# one = small@#(a, b), two = one;
    struct large@# big = large@#(small@#(@e{a}, 3u), b), copy;
    copy = big;
    copy.words[0] = weigh@#(big, &two, pair_of(a, @e{b}));
    big = deeper@#(copy, @i{1..4}u);
    copy.words[1] = weigh@#(deeper@#(big, 1u), &one, big.pair); /* it changes `one` */
    return copy.words[1] + large@#(two, a).words[1] + pair_sum(pair_of(one.b, two.b)) + (u32)small@#(a, 1u).a;
}

