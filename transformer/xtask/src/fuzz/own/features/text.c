---
static const char *const words@#[] = { "alpha", "be@i{1..9}ta", "", "gamma ray", "alpha" };

static char *join@#(const char *a, const char *b)
{
    size_t first = strlen(a), second = strlen(b);
    char *both = malloc(first + second + 2u);
    memory(both);
    memcpy(both, a, first);
    both[first] = '@i{1..9}';
    strcpy(both + first + 1u, b);
    return both;
}

static u32 hash@#(const char *text)
{
    u32 hash = @i{1..99}u;
    for (const char *p = text; *p; p++)
        hash = hash * 33u ^ (u8)*p;
    return hash + @e4{hash};
}

static u32 skip@#(const char **at, char stop)
{
    u32 n = 0;
    while (**at && **at != stop) {
        ++*at;
        if (@c9{n})
            feed(n);
        n++;
    }
    return n;
}

u32 text_@#(u32 a, u32 b)
{
    const char *literal = "one, two, three" + (a & 3u), *at = literal;
    const char *word = words@#[b % 5u], *middle;
    char buffer[@i{40..70}] = "begin:", *copy, *out = buffer + strlen(buffer);
    u32 result = skip@#(&at, ',');
    copy = join@#(word, at);
    out += sprintf(out, "%u-%s", (unsigned)(@e{a, b, result} & 0xffffu), word);
    *out++ = (char)('a' + (int)(a % 26u));
    *out = '\0';
    middle = strchr(copy, 'a');
    result = result * 7u + hash@#(buffer) + hash@#(copy);
    if (middle)
        result += (u32)(middle - copy) + hash@#(middle);
    result ^= (u32)(strcmp(copy, buffer) < 0) + (u32)(out - buffer) * hash@#(literal);
    free(copy);
    return result + skip@#(&word, 'p');
}

