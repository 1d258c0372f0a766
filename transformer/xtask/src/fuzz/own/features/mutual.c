---
static u32 odd@#(u32 n, u32 *trail);

static u32 even@#(u32 n, u32 *trail)
{
    u32 mine = @e8{n, *trail};
    *trail += mine & 3u;
    return n == 0 ? mine : odd@#(n - 1u, trail) ^ mine;
}

static u32 odd@#(u32 n, u32 *trail)
{
    u32 own = n * 5u;
    u32 *inner = n & 2u ? &own : trail;
    if (n == 0)
        return *trail;
    own += even@#(n - 1u, inner);
    return own + *trail;
}

static u32 sum@#(const char **at, u32 depth);

static u32 term@#(const char **at, u32 depth)
{
    u32 value = 0;
    if (**at == '(' && depth < 9u) {
        ++*at;
        value = sum@#(at, depth + 1u);
        ++*at;
        return value;
    }
    while (**at >= '0' && **at <= '9')
        value = value * 10u + (u32)(*(*at)++ - '0');
    return value + (@c8{value} ? 1u : 2u);
}

static u32 sum@#(const char **at, u32 depth)
{
    u32 left = term@#(at, depth);
    while (**at == '+' || **at == '*') {
        char op = *(*at)++;
        u32 right = term@#(at, depth);
        left = op == '+' ? left + right : left * right;
    }
    return left;
}

static u32 tower@#(u32 m, u32 n)
{
    if (m == 0)
        return n + 1u;
    return n == 0 ? tower@#(m - 1u, 1u) : tower@#(m - 1u, tower@#(m, n - 1u));
}

u32 mutual_@#(u32 a, u32 b)
{
    const char *text = "@i{1..99}+(2*(3+@i{4..400}))*(7+(1))", *at = text;
    u32 trail = b, result = even@#(@i{2..6}u, &trail);
    result = result * 3u + sum@#(&at, 0) + (u32)(at - text);
    return result ^ tower@#(@?{1u|2u}, a & 1u) ^ odd@#(a & 3u, &trail) + trail;
}

