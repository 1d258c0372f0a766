struct vector@# {
    u32 count, room;
    @t *items;
};
struct blob@# {
    u32 size;
    struct blob@# *next;
    struct pair tail[];
};
---
static void add@#(struct vector@# *v, u32 item)
{
    if (v->count == v->room) {
        v->room = v->room * 2u + 1u;
        v->items = memory(realloc(v->items, v->room * sizeof *v->items));
    }
    v->items[v->count++] = (@?{u8|i8})(item & 0x7fu);
}

static struct blob@# *blob@#(struct blob@# *next, u32 size, u32 a)
{
    struct blob@# *made = memory(malloc(offsetof(struct blob@#, tail) + size * sizeof(struct pair)));
    made->size = size;
    made->next = next;
    for (struct pair *p = made->tail; p < made->tail + size; p++) {
        p->first = @e9{a, size};
        p->second = size;
    }
    return made;
}

u32 growth_@#(u32 a, u32 b)
{
    struct vector@# one = { 0, 0, NULL }, two = one, *which[2] = { &one, &two };
    struct blob@# *blobs = NULL, *gone;
    u32 result = 0;
    for (u32 i = 0; i < @i{5..12}u; i++) {
        add@#(which[(a >> i) & 1u], @e12{i, b, result});
        if (i % 4u == 0)
            blobs = blob@#(blobs, i / 2u + 1u, a + i);
        result += which[i & 1u]->count;
    }
    for (u32 i = 0; i < one.count; i++)
        result = result * 3u + (u32)one.items[i];
    for (@?{const struct vector@# *v = &two|struct vector@# *v = which[1]}; v->count > 0 && v == &two; ) {
        result ^= (u32)two.items[two.count - 1u];
        two.count--;
    }
    while (blobs) {
        gone = blobs;
        blobs = gone->next;
        result += gone->tail[gone->size - 1u].first * gone->size;
        free(gone);
    }
    free(one.items);
    free(two.items);
    return result;
}

