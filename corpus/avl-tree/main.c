/* AVL tree whose nodes come from one array (a free list threads through it),
 * with recursive insertion and deletion that return the new subtree. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define POOL 3000

struct avl {
    struct avl *child[2];
    uint64_t key;
    int8_t height;
    char label[9];
};

static struct avl *pool, *free_list;
static int in_use, failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void pool_init(void)
{
    pool = calloc(POOL, sizeof(struct avl));
    if (!pool)
        exit(2);
    for (struct avl *n = pool + POOL; n-- > pool;) {
        n->child[0] = free_list;
        free_list = n;
    }
}

static struct avl *node_new(uint64_t key)
{
    struct avl *n = free_list;
    if (!n)
        exit(3);
    free_list = n->child[0];
    n->child[0] = n->child[1] = NULL;
    n->key = key;
    n->height = 1;
    for (int i = 0; i < 8; i++)
        n->label[i] = "0123456789abcdef"[key >> (4 * (7 - i)) & 15];
    n->label[8] = '\0';
    in_use++;
    return n;
}

static void node_free(struct avl *n)
{
    n->child[0] = free_list;
    free_list = n;
    in_use--;
}

static int height(const struct avl *n) { return n ? n->height : 0; }

static void measure(struct avl *n)
{
    int l = height(n->child[0]), r = height(n->child[1]);
    n->height = (int8_t)(1 + (l > r ? l : r));
}

static struct avl *rotate(struct avl *n, int side)
{
    struct avl *up = n->child[!side];
    n->child[!side] = up->child[side];
    up->child[side] = n;
    measure(n);
    measure(up);
    return up;
}

static struct avl *balance(struct avl *n)
{
    measure(n);
    int lean = height(n->child[1]) - height(n->child[0]);
    if (lean >= -1 && lean <= 1)
        return n;
    int heavy = lean > 0;
    struct avl *c = n->child[heavy];
    if (height(c->child[!heavy]) > height(c->child[heavy]))
        n->child[heavy] = rotate(c, heavy);
    return rotate(n, !heavy);
}

static struct avl *insert(struct avl *n, uint64_t key)
{
    if (!n)
        return node_new(key);
    if (key == n->key)
        return n;
    int side = key > n->key;
    n->child[side] = insert(n->child[side], key);
    return balance(n);
}

static struct avl *take_least(struct avl *n, struct avl **least)
{
    if (!n->child[0]) {
        *least = n;
        return n->child[1];
    }
    n->child[0] = take_least(n->child[0], least);
    return balance(n);
}

static struct avl *erase(struct avl *n, uint64_t key)
{
    if (!n)
        return NULL;
    if (key != n->key) {
        int side = key > n->key;
        n->child[side] = erase(n->child[side], key);
        return balance(n);
    }
    struct avl *left = n->child[0], *right = n->child[1], *least;
    node_free(n);
    if (!right)
        return left;
    right = take_least(right, &least);
    least->child[0] = left;
    least->child[1] = right;
    return balance(least);
}

/* Counts the nodes; -1 when order, balance or a label is wrong. */
static int validate(const struct avl *n, uint64_t low, uint64_t high)
{
    if (!n)
        return 0;
    if (n->key < low || n->key > high)
        return -1;
    if (strtoul(n->label, NULL, 16) != (n->key & 0xffffffffu))
        return -1;
    int l = validate(n->child[0], low, n->key - 1);
    int r = validate(n->child[1], n->key + 1, high);
    int lean = height(n->child[1]) - height(n->child[0]);
    return l < 0 || r < 0 || lean < -1 || lean > 1 ? -1 : l + r + 1;
}

static uint64_t key_of(int i)
{
    return 1 + (uint64_t)i * 2654435761u % 100000007u;
}

int main(void)
{
    struct avl *root = NULL;
    puts("avl-tree: start");
    pool_init();
    for (int i = 0; i < POOL; i++) {
        root = insert(root, key_of(i));
        if ((i & (i + 1)) == 0)
            printf("%d keys: height %d, root %s\n", i + 1, height(root), root->label);
    }
    check("all inserted", validate(root, 1, UINT64_MAX - 1) == POOL && in_use == POOL);
    for (int i = 0; i < POOL; i += 3)
        root = erase(root, key_of(i));
    printf("after erasing: %d keys, height %d, root %s\n", in_use, height(root), root->label);
    check("a third erased", validate(root, 1, UINT64_MAX - 1) == POOL - POOL / 3);
    for (int i = 0; i < POOL; i++)
        root = erase(root, key_of(POOL - 1 - i));
    check("empty", root == NULL && in_use == 0);
    int free_nodes = 0;
    for (struct avl *n = free_list; n; n = n->child[0])
        free_nodes++;
    printf("free nodes: %d\n", free_nodes);
    check("free list", free_nodes == POOL);
    free(pool);
    puts(failures ? "avl-tree: FAILED" : "avl-tree: ok");
    return failures != 0;
}
