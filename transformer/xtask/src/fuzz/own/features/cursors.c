struct cell@# {
    @t tag;
    u32 grid[2][3];
    struct pair pairs[2];
};
---
static u32 total@#(const u32 *from, const u32 *to)
{
    u32 total = 1u;
    for (; from != to; ++from)
        total = total * 3u + @e6{*from, total};
    return total;
}

static void set@#(u32 **cursor, u32 value)
{
    **cursor = value;
    ++*cursor;
}

u32 cursors_@#(u32 a, u32 b)
{
    u32 row[@i{4..8}] = { a, b };
    const u32 count = sizeof row / sizeof *row;
    u32 *cursor = row + 1, *end = row + count, **handle = &cursor;
    struct cell@# cells[2][2] = { { { .tag = 3, .grid = { { 1u, a }, { b } } } } };
    struct cell@# *inner = &cells[1][a & 1u];
    u32 *member = &inner->pairs[1].second, (*grid)[3] = inner->grid;
    const u32 *past = &cells[0][0].grid[1][3];
    while (*handle != end)
        set@#(handle, @e8{a, b, row[0]});
    *member = @e{a, row[1]};
    grid[1][2] = total@#(row, cursor);
    grid[a & 1u][1] += @e{a, grid[1][2]};
    (*handle)--;
    *cursor ^= total@#(&cells[0][0].grid[0][0], &cells[0][0].grid[0][3]);
    *inner = cells[b & 1u][0];
    inner->tag = (i8)(@e{a, b} & 63u);
    return total@#(row, end) + total@#(past - 3, past) + *member * (u32)(end - cursor) + (u32)inner->tag + (*grid)[1];
}

