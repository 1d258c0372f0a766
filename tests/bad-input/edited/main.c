/* The victim after an edit: walk() has one more variable, so its frames and
 * those of the other program do not match. */
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *next;
    const char *name;
    double weight;
    long count;
};

static struct node *head;
static short table[100];

static long twice(long x)
{
    return 2 * x;
}

static long same(long x)
{
    return x;
}

static struct node *push(struct node *next, const char *name, long count)
{
    struct node *node = malloc(sizeof *node);
    if (node == NULL)
        exit(1);
    node->next = next;
    node->name = name;
    node->weight = (double)count / 4;
    node->count = count;
    return node;
}

static long walk(long (*change)(long), long *visited)
{
    long sum = 0, heavy = 0;
    for (struct node *node = head; node != NULL; node = node->next) {
        sum += change(node->count) + table[node->count % 100];
        heavy += node->weight > 2;
        ++*visited;
    }
    return sum + heavy;
}

int main(void)
{
    long visited = 0, sum = 0;
    printf("begin\n");
    for (int i = 0; i < 100; i++)
        table[i] = (short)(i * i);
    for (int i = 0; i < 20; i++)
        head = push(head, i % 2 ? "odd" : "even", i);
    for (int round = 0; round < 500; round++)
        sum += walk(round % 2 ? twice : same, &visited);
    printf("%ld visited, sum %ld, first %s %.2f\n", visited, sum, head->name,
           head->weight);
    return 0;
}
