---
static u32 plus@#(u32 a, u32 b)
{
    return a + b + @e9{a};
}

u32 machine_@#(u32 a, u32 b)
{
    static const u8 code[] = { 0, 1, 2, 0, 3, 1, 4, 2, 5 };
    @?{static|} binary *const calls[] = { plus@#, plain_step };
    static void *const labels[] = { &&push, &&add, &&call, &&swap, &&twice, &&end };
    u32 stack[8] = { a, b }, *top = stack + 2, turns = 0;
    const u8 *pc = code;
    goto *labels[*pc++];
push:
    if (top == stack + 8)
        top = stack + 2;
    *top++ = @e3{a, turns};
    goto *labels[*pc++];
add:
    top[-2] += top[-1];
    top = top > stack + 2 ? top - 1 : top;
    goto *labels[*pc++];
call:
    top[-1] = calls[turns & 1u](top[-1], top[-2]);
    goto *labels[*pc++];
swap: {
        u32 last = top[-1];
        top[-1] = top[-2];
        top[-2] = last;
    }
    goto *labels[*pc++];
twice:
    top[-1] *= 2u;
    goto *labels[*pc++];
end:
    if (++turns < @i{2..4}u) {
        pc = code;
        goto *labels[*pc++];
    }
    return top[-1] * 3u + stack[0] + turns;
}

