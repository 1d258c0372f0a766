---
static u32 filled@#(u32 rows, u32 columns, u32 grid[rows][columns])
{
    u32 total = 0;
    for (u32 r = 0; r < rows; r++)
        for (u32 c = 0; c < columns; c++) {
            grid[r][c] = @e9{r, c, total};
            total = total * 3u + grid[r][c];
        }
    return total;
}

static u32 stacked@#(u32 count, u32 a)
{
    u32 *words = alloca(count * sizeof *words);
    u32 *at = words;
    for (u32 i = 0; i < count; i++)
        *at++ = @e4{a, i};
    return words[0] + at[-1];
}

static u32 nested@#(u32 n, u32 a)
{
    @t some[n];
    u32 (*row)[n] = memory(malloc(2u * sizeof *row));
    u32 result = 0;
    for (u32 i = 0; i < n; i++) {
        some[i] = (@?{i8|u8})(@e4{a, i} & 0x7fu);
        row[i & 1u][i] = (u32)some[i];
        row[~i & 1u][i] = a;
    }
    if (n > 2u)
        result = nested@#(n - 1u, a + row[1][0]);
    for (u32 i = 0; i < n; i++)
        result += (u32)some[i] * row[1][i] + row[0][i];
    free(row);
    return result;
}

u32 lengths_@#(u32 a, u32 b)
{
    u32 rows = 1u + a % 3u, columns = 1u + b % 3u;
    u32 grid[rows][columns], before = 0;
    u32 total = filled@#(rows, columns, grid);
    for (u32 turn = 0; turn < 2u; turn++) {
        struct pair pairs[turn + 1u];
        pairs[turn].first = @e2{a, turn};
        pairs[0].second = before;
        before = pairs[turn].first + stacked@#(turn + 2u, a) + pairs[0].second;
    }
    return total + before + grid[rows - 1u][0] + nested@#(@i{2..4}u, b) + (u32)(sizeof grid / sizeof(u32));
}

