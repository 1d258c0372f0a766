/* Unbalanced binary search tree with parent pointers, compared step by step
 * with a plain table of flags. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define KEYS 4001
#define ROUNDS 16000

typedef struct tree_node tree_node;
struct tree_node {
    int key;
    tree_node *left, *right, *parent;
    double weight;
};

typedef struct {
    tree_node *root;
    int size;
    long rotations;
} tree;

static unsigned char present[KEYS];
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t random_state = 7;
static uint32_t next_random(void)
{
    random_state = random_state * 1103515245u + 12345u;
    return random_state >> 8;
}

static tree_node **slot_of(tree *t, int key, tree_node **parent)
{
    tree_node **slot = &t->root;
    *parent = NULL;
    while (*slot && (*slot)->key != key) {
        *parent = *slot;
        slot = key < (*slot)->key ? &(*slot)->left : &(*slot)->right;
    }
    return slot;
}

static int insert(tree *t, int key)
{
    tree_node *parent, **slot = slot_of(t, key, &parent);
    if (*slot)
        return 0;
    tree_node *n = calloc(1, sizeof(tree_node));
    if (!n)
        exit(2);
    n->key = key;
    n->parent = parent;
    n->weight = key / 4.0;
    *slot = n;
    t->size++;
    return 1;
}

static void replace(tree *t, tree_node *old, tree_node *with)
{
    if (!old->parent)
        t->root = with;
    else if (old->parent->left == old)
        old->parent->left = with;
    else
        old->parent->right = with;
    if (with)
        with->parent = old->parent;
}

static int erase(tree *t, int key)
{
    tree_node *parent, *n = *slot_of(t, key, &parent);
    if (!n)
        return 0;
    if (!n->left) {
        replace(t, n, n->right);
    } else if (!n->right) {
        replace(t, n, n->left);
    } else {
        tree_node *least = n->right;
        while (least->left)
            least = least->left;
        if (least->parent != n) {
            replace(t, least, least->right);
            least->right = n->right;
            least->right->parent = least;
        }
        replace(t, n, least);
        least->left = n->left;
        least->left->parent = least;
    }
    free(n);
    t->size--;
    return 1;
}

static int height(const tree_node *n)
{
    if (!n)
        return 0;
    int l = height(n->left), r = height(n->right);
    return 1 + (l > r ? l : r);
}

static tree_node *successor(tree_node *n)
{
    if (n->right) {
        for (n = n->right; n->left; n = n->left)
            ;
        return n;
    }
    while (n->parent && n->parent->right == n)
        n = n->parent;
    return n->parent;
}

/* Walks in order through parent pointers and compares with the flags. */
static int agrees(const tree *t)
{
    tree_node *n = t->root;
    while (n && n->left)
        n = n->left;
    int seen = 0;
    for (int key = 0; key < KEYS; key++) {
        if (!present[key])
            continue;
        if (!n || n->key != key || n->weight != key / 4.0)
            return 0;
        n = successor(n);
        seen++;
    }
    return !n && seen == t->size;
}

static void destroy(tree_node *n)
{
    if (!n)
        return;
    destroy(n->left);
    destroy(n->right);
    free(n);
}

int main(void)
{
    tree t = { 0 };
    int inserted = 0, erased = 0;
    puts("search-tree: start");
    for (int i = 1; i <= ROUNDS; i++) {
        int key = (int)(next_random() % KEYS);
        int grow = next_random() % 8 < (i < ROUNDS / 2 ? 5u : 3u);
        if (grow) {
            int fresh = insert(&t, key);
            check("insert", fresh == !present[key]);
            present[key] = 1;
            inserted += fresh;
        } else {
            int gone = erase(&t, key);
            check("erase", gone == present[key]);
            present[key] = 0;
            erased += gone;
        }
        if (i % (ROUNDS / 8) == 0) {
            check("agrees with the flags", agrees(&t));
            printf("%d: size %d height %d\n", i, t.size, height(t.root));
        }
    }
    printf("inserted %d erased %d\n", inserted, erased);
    check("balance", inserted - erased == t.size);
    destroy(t.root);
    puts(failures ? "search-tree: FAILED" : "search-tree: ok");
    return failures != 0;
}
