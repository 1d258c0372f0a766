static u64 sum;

void feed(u64 value)
{
    value ^= value >> 29;
    value *= 0x9E3779B97F4A7C15ull;
    value ^= value >> 32;
    sum += value;
}

void show(const char *what, u32 value)
{
    printf("%s %08lx %08lx%08lx\n", what, (unsigned long)value,
           (unsigned long)(sum >> 32), (unsigned long)(sum & 0xffffffffu));
}

void apply(u32 *place, binary *function, u32 value)
{
    u32 before = *place;
    *place = function(before, value);
    feed(before ^ *place);
}

u32 plain_step(u32 a, u32 b)
{
    return a * 3u + b;
}

struct pair pair_of(u32 first, u32 second)
{
    struct pair pair = { second, first };
    return pair;
}

u32 pair_sum(struct pair pair)
{
    pair.first ^= pair.second >> 3;
    return pair.first + pair.second;
}

u32 pair_at(const struct pair *pair)
{
    return pair->first * 7u ^ pair->second;
}

void *memory(void *got)
{
    if (got == NULL) {
        puts("no memory");
        exit(99);
    }
    return got;
}

