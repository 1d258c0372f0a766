struct edge@# {
    struct vertex@# *to;
    u8 weight;
};
struct vertex@# {
    u32 id;
    @?{bool|u8|u16|i32} seen;
    struct vertex@# *others[2];
    u32 count;
    struct edge@# edges[];
};
---
static struct vertex@# *vertex@#(u32 id, u32 count)
{
    struct vertex@# *v = memory(malloc(sizeof *v + count * sizeof v->edges[0]));
    v->id = id;
    v->seen = 0;
    v->count = count;
    v->others[0] = v;
    v->others[1] = NULL;
    for (u32 i = 0; i < count; i++) {
        v->edges[i].to = NULL;
        v->edges[i].weight = (u8)@e12{id, i};
    }
    return v;
}

static u32 visit@#(struct vertex@# *v, u32 depth)
{
    u32 total = v->id;
    if (v->seen)
        return 1u;
    v->seen = 1;
    for (struct edge@# *e = v->edges; e != v->edges + v->count; e++)
        total = total * 5u + e->weight * visit@#(e->to, depth + 1u) + @e12{depth, e->weight, v->id};
    return total;
}

u32 graph_@#(u32 a, u32 b)
{
    enum { N = @i{3..6} };
    struct vertex@# *all[N], **middle = &all[N / 2], **last = all + N;
    u32 result = 0;
    for (u32 i = 0; i < N; i++)
        all[i] = vertex@#(i + a, 1u + (b >> i & 1u));
    for (u32 i = 0; i < N; i++) {
        for (u32 k = 0; k < all[i]->count; k++)
            all[i]->edges[k].to = all[(i * 3u + k + 1u + (a & 1u)) % N];
        all[i]->others[1] = all[(i + 1u) % N];
    }
    result = visit@#(*middle, 0);
    struct vertex@# *around = all[0];
    for (u32 i = 0; i < 2u * N; i++) {
        result = result * 3u + around->id + @e12{i, around->id};
        around = around->others[1]->others[i & 1u];
    }
    while (last != all) {
        last--;
        result ^= (*last)->seen;
        free(*last);
    }
    return result;
}

