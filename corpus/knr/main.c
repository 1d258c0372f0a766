/* Functions as C was written before prototypes: parameters of narrow types are
 * passed promoted (C11 6.5.2.2p6) and converted on entry. */
#include <stdio.h>
#include <string.h>

static volatile int turns = 15;

/* Something a capture can stop in. */
int pause_here(value)
    int value;
{
    int i, sum = 0;
    for (i = 0; i < turns; i++)
        sum += i & 1 ? value : -value;
    return value + sum + (turns & 1 ? value : 0);
}

static int failures;

/* No length anywhere: one element (C11 6.9.2p5). */
long grown[];
static short kept[];

static expect(what, value, expected)
    char *what;
    long value, expected;
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

/* char, short and float arrive as int and double. */
static long narrow(c, s, f, u, d, text)
    signed char c;
    short s;
    float f;
    unsigned char u;
    double d;
    char *text;
{
    long sum = pause_here(c);
    c += 100;
    sum += pause_here(s) * 10L;
    f *= 2;
    sum += pause_here((int)f);
    u -= 7;
    sum += pause_here(u) + (long)(d * 4) + (long)strlen(text);
    return sum + c;
}

/* In another order than the list of names, and one not declared at all. */
static mixed(a, b, list, n)
    int (*b)();
    int list[];
{
    int sum = a;
    while (n-- > 0)
        sum = (*b)(sum + list[n]);
    return sum;
}

struct node {
    struct node *left, *right;
    short key;
};

static struct node pool[32];
static int pool_used;

static struct node *insert(root, key)
    struct node *root;
    short key;
{
    if (root == 0) {
        root = &pool[pool_used++];
        root->key = key;
    } else if (pause_here(key) < root->key) {
        root->left = insert(root->left, key);
    } else {
        root->right = insert(root->right, key);
    }
    return root;
}

static long walk(root, depth)
    register struct node *root;
    register int depth;
{
    long sum;
    if (root == 0)
        return 0;
    sum = walk(root->left, depth + 1);
    sum += (long)pause_here(root->key) * depth;
    return sum + walk(root->right, depth + 1);
}

/* Declared without a prototype, defined below. */
int later();
double half();

main()
{
    static short keys[] = {50, 20, 70, 10, 30, 60, 80, 25, 35, 65};
    static int list[] = {1, 2, 3, 4, 5};
    struct node *root = 0;
    unsigned i;
    printf("K&R\n");
    expect("narrow", narrow(-3, 30000, 2.5f, 3, 0.75, "text"), 300358L);
    expect("mixed", (long)mixed(10, pause_here, list, 5), 25L);
    for (i = 0; i < sizeof keys / sizeof *keys; i++) {
        root = insert(root, keys[i]);
        grown[0] += pause_here(keys[i]);
        kept[0] -= keys[i];
    }
    printf("halfway\n");
    expect("tree", walk(root, 1), 1270L);
    expect("grown", grown[0], 445L);
    expect("kept", (long)kept[0], -445L);
    expect("later", (long)later(3, 4L, 'x'), 131L);
    expect("half", (long)(half(7) * 2), 7L);
    printf("done\n");
    return failures != 0;
}

int later(a, b, c)
    long b;
    char c;
{
    return pause_here(a) * 1 + (int)b * 2 + pause_here(c);
}

double half(n)
    int n;
{
    return pause_here(n) / 2.0;
}
