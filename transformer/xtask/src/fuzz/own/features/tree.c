struct tree@# {
    u32 key;
    struct tree@# *left, *right, *parent;
    @t load[@i{1..3}];
    @?{double|float|u64} weight;
};
typedef void visit@#(struct tree@# *, void *);
---
static struct tree@# *insert@#(struct tree@# *at, struct tree@# *parent, u32 key)
{
    if (!at) {
        at = memory(calloc(1, sizeof *at));
        at->key = key;
        at->parent = parent;
        at->load[0] = @e10{key};
        at->weight = (key & 1023u);
        return at;
    }
    if (key < at->key)
        at->left = insert@#(at->left, at, key);
    else if (key > at->key)
        at->right = insert@#(at->right, at, key);
    else
        at->load[0] += 1;
    return at;
}

static void walk@#(struct tree@# *at, visit@# *visit, void *context)
{
    if (!at)
        return;
    walk@#(at->left, visit, context);
    visit(at, context);
    walk@#(at->right, visit, context);
}

struct told@# {
    u32 total;
    struct tree@# *deepest;
    u32 *outer;
};

static void tell@#(struct tree@# *at, void *context)
{
    struct told@# *told = context;
    told->total = told->total * 17u + @e10{at->key, at->load[0], told->total};
    told->total += (u32)at->weight;
    *told->outer ^= at->key;
    if (!at->left && !at->right)
        told->deepest = at;
}

static void count@#(struct tree@# *at, void *context)
{
    u32 *count = context;
    *count += 1u + (@c10{at->key} ? 1u : 0u);
}

static u32 destroy@#(struct tree@# *at)
{
    u32 n;
    if (!at)
        return 0;
    n = destroy@#(at->left) + destroy@#(at->right) + 1u;
    free(at);
    return n;
}

u32 tree_@#(u32 a, u32 b)
{
    static visit@# *const visits[] = { tell@#, tell@# };
    struct tree@# *root = NULL;
    u32 counted = 0, outer = b;
    struct told@# told = { a, NULL, &outer };
    for (u32 i = 0; i < @i{4..10}u; i++)
        root = insert@#(root, NULL, (a * (2u * i + 1u) ^ b) % @i{7..97}u);
    walk@#(root, visits[a & 1u], &told);
    walk@#(root, count@#, &counted);
    for (struct tree@# *up = told.deepest; up; up = up->parent)
        told.total += up->key;
    return told.total ^ outer + counted * destroy@#(root);
}

