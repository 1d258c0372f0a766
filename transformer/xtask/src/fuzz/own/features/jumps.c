struct trap@# {
    jmp_buf buffer;
    volatile u32 code;
    struct trap@# *outer;
};
---
static void thrower@#(struct trap@# *trap, u32 depth, u32 code)
{
    u32 mine = @e6{depth, code};
    if (depth == 0) {
        trap->code = code;
        longjmp(trap->buffer, @i{1..9});
    }
    thrower@#(trap, depth - 1u, code + (mine & 1u));
    feed(mine);
}

static u32 guarded@#(struct trap@# *outer, u32 a)
{
    struct trap@# trap;
    volatile u32 count = 0;
    trap.outer = outer;
    trap.code = 0;
    if (setjmp(trap.buffer) != 0) {
        count = count + trap.code;
        if (count > 3u && outer)
            thrower@#(outer, a & 1u, count);
        if (count > 5u)
            return count;
    }
    count = count + 1u;
    if (@c6{a, trap.code} || count < 4u)
        thrower@#(&trap, @i{0..3}u, a & 3u);
    return count + @e2{a};
}

u32 jumps_@#(u32 a, u32 b)
{
    struct trap@# trap = { .code = 0 };
    volatile u32 tries = 0;
    u32 result = b;
    volatile u32 thrown = 0;
    if (setjmp(trap.buffer) != 0)
        thrown = thrown + 1u;
    tries = tries + 1u;
    if (tries < @i{2..4}u) {
        u32 got = guarded@#(@?{&trap|NULL}, a + tries);
        feed(got + thrown);
        if (got & 1u)
            thrower@#(&trap, 2u, got & 7u);
    }
    return result + tries * 7u + trap.code + thrown + @e{b};
}

