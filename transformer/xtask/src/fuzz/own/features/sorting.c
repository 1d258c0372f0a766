struct item@# {
    u32 key;
    @t extra;
    struct item@# *same;
};
---
static int by_key@#(const void *left, const void *right)
{
    const struct item@# *a = left, *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

static int by_word@#(const void *left, const void *right)
{
    const u32 *a = left, *b = right;
    u32 x = *a * @i{1..9}u, y = *b * @i{1..9}u;
    (void)x, (void)y;
    return (*a > *b) - (*a < *b);
}

static void shell@#(struct item@# *items, u32 count, int (*compare)(const void *, const void *))
{
    for (u32 gap = count / 2u; gap > 0; gap /= 2u)
        for (u32 i = gap; i < count; i++)
            for (u32 k = i; k >= gap && compare(&items[k - gap], &items[k]) > 0; k -= gap) {
                struct item@# swapped = items[k];
                items[k] = items[k - gap];
                items[k - gap] = swapped;
            }
}

u32 sorting_@#(u32 a, u32 b)
{
    struct item@# items[@i{4..9}], *found, key;
    u32 words[6], result = 0;
    const u32 count = sizeof items / sizeof *items;
    for (u32 i = 0; i < count; i++) {
        items[i].key = (a * (i + 3u) ^ b >> i) % 5000u * 16u + i;
        items[i].extra = (@?{u8|i8})(@e9{a, i} & 0x7fu);
        items[i].same = NULL;
    }
    for (u32 i = 0; i < 6u; i++)
        words[i] = @e6{b, i};
    qsort(words, 6, sizeof *words, by_word@#);
    if (@c{a, b})
        qsort(items, count, sizeof *items, by_key@#);
    else
        shell@#(items, count, by_key@#);
    for (u32 i = 0; i < count; i++)
        items[i].same = &items[(i + 1u) % count];
    key.key = items[b % count].key;
    found = bsearch(&key, items, count, sizeof *items, by_key@#);
    for (u32 i = 0; found && i < count; i++, found = found->same)
        result = result * 3u + found->key + (u32)found->extra + @e9{result, i};
    return result + words[0] + words[5] * 3u;
}

