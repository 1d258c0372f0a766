struct frame@# {
    struct frame@# *outer;
    u32 *word;
    u32 own;
    @t tag;
};
---
static u32 descend@#(struct frame@# *outer, u32 depth, u32 *const *top)
{
    u32 local = @e8{depth};
    struct frame@# frame = { outer, outer ? &outer->own : &local, depth, 1 };
    struct frame@# *at = &frame;
    u32 total = 0;
    *frame.word += depth;
    if (depth > 0)
        total = descend@#(&frame, depth - 1u, top);
    while (at) {
        total = total * 3u + at->own + *at->word + (u32)at->tag;
        at = at->outer;
    }
    **top ^= total;
    frame.own += @e8{local, total};
    return total + local + frame.own;
}

static void swap@#(u32 **a, u32 **b)
{
    u32 *kept = *a;
    feed(@e6{*kept, **b});
    *a = *b;
    *b = kept;
}

u32 frames_@#(u32 a, u32 b)
{
    u32 first = a, second = b, third[3] = { a, b, 1u };
    u32 *p = &first, *q = &third[1], *none = NULL, **which = a & 1u ? &p : &q;
    u32 *past = third + 3;
    swap@#(&p, &q);
    **which += @e{first, second};
    swap@#(which, &p);
    second ^= descend@#(NULL, @i{1..5}u, which);
    if (!none)
        *--past += *p;
    {
        u32 inner = @e{*q};
        u32 *keep = q;
        q = &inner;
        swap@#(&p, &q);
        feed(*p + *q);
        swap@#(&p, &q);
        q = keep;
    }
    return first + second * 3u + third[0] + third[1] * 5u + third[2] + *p + (u32)(past - third);
}

