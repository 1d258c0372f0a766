/* alloca across captures: typed by its size, by a cast, by the pointer that
 * holds it; in loops, in recursion, passed down, and never freed before the
 * function ends. */
#include <alloca.h>
#include <stdio.h>
#include <string.h>

static volatile int turns = 20;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? value : -value;
    return value + sum;
}

static int fail(const char *what)
{
    printf("FAILED: %s\n", what);
    return 1;
}

struct node {
    struct node *next;
    const char *name;
    int value;
};

/* A list whose nodes are all on the stack. */
static int list(int n)
{
    struct node *head = NULL, **tail = &head;
    int sum = 0;
    for (int i = 0; i < n; i++) {
        struct node *one = alloca(sizeof *one);
        one->next = NULL;
        one->name = i % 3 == 0 ? "fizz" : "plain";
        one->value = pause_here(i);
        *tail = one;
        tail = &one->next;
    }
    for (struct node *p = head; p != NULL; p = p->next)
        sum = sum * 3 + pause_here(p->value + (p->name[0] == 'f'));
    *tail = alloca(sizeof(struct node));
    (*tail)->next = head;
    (*tail)->name = "last";
    (*tail)->value = n;
    for (int i = 0; i < n; i++)
        head = head->next;
    if (head != *tail || strcmp(head->name, "last") != 0)
        return fail("the list does not end in its last node");
    printf("list %d\n", sum & 0xffff);
    return 0;
}

/* Arrays of types of different width. */
static int arrays(int n)
{
    int *small = alloca((size_t)n * sizeof(int));
    int **pointers = (int **)__builtin_alloca((size_t)n * sizeof(int *));
    char *text = alloca((size_t)n + 1);
    double *real = alloca(sizeof(double) * (size_t)n);
    int *end = small + n, seen = 0;
    memset(pointers, 0, (size_t)n * sizeof(int *)); /* no garbage is pointed to */
    for (int i = 0; i < n; i++) {
        small[i] = pause_here(i * i);
        pointers[n - 1 - i] = &small[i];
        real[i] = i / 2.0;
        text[i] = (char)('a' + pause_here(i) % 26);
    }
    text[n] = '\0';
    for (int i = 0; i < n; i++)
        seen += pause_here(*pointers[i]) == (n - 1 - i) * (n - 1 - i);
    for (int *p = small; p != end; p++)
        if (real[p - small] * 2 != pause_here((int)(p - small)))
            return fail("doubles");
    printf("arrays %d %s\n", seen, text);
    return 0;
}

/* A new piece in every turn, all of them alive at the end. */
static int pieces(int n)
{
    char *all[16];
    size_t length = 0;
    for (int i = 0; i < n; i++) {
        all[i] = alloca((size_t)i + 2);
        memset(all[i], 'a' + i, (size_t)i + 1);
        all[i][i + 1] = '\0';
        pause_here(i);
    }
    for (int i = 0; i < n; i++) {
        pause_here(i);
        length += strlen(all[i]);
        if (all[i][0] != 'a' + i || all[i][i] != 'a' + i)
            return fail("pieces");
    }
    printf("pieces %d\n", (int)length);
    return 0;
}

/* Blocks whose type only the callee knows. */
static int fill(void *memory, int n)
{
    int *numbers = memory, sum = 0;
    for (int i = 0; i < n; i++)
        numbers[i] = pause_here(i + 1);
    for (int i = 0; i < n; i++)
        sum += pause_here(numbers[i]);
    return sum;
}

static int lend(int n)
{
    void *memory = alloca((unsigned)n * sizeof(int));
    int sum = fill(memory, n);
    sum += fill(alloca((unsigned)n * sizeof(int)), n);
    printf("lend %d\n", sum + ((int *)memory)[n - 1]);
    return 0;
}

/* Each level's memory refers to that of the level outside. */
static int deep(int level, struct node *outer)
{
    struct node *own = alloca(sizeof *own);
    int sum = 0;
    own->next = outer;
    own->name = "deep";
    own->value = pause_here(level);
    if (level > 0)
        return deep(level - 1, own) + own->value;
    for (struct node *p = own; p != NULL; p = p->next)
        sum += pause_here(p->value);
    return sum;
}

int main(void)
{
    printf("alloca\n");
    if (list(17) || arrays(23))
        return 1;
    printf("halfway\n");
    if (pieces(14) || lend(15))
        return 1;
    printf("deep %d\n", deep(9, NULL));
    printf("done\n");
    return 0;
}
