/* A program whose captures are made to fail (tests/faults.rs): globals, frames,
 * a heap of argv[1] MiB, standard input, a file that is read and one that is
 * written. What it prints at its end depends on all of that. argv[2]: rounds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    uint32_t value;
    char name[24];
};

static struct node *list;
static double table[1000];
static unsigned char *block;
static size_t block_size;
static FILE *input, *output;

static void fail(const char *what)
{
    fprintf(stderr, "victim: %s\n", what);
    exit(2);
}

static void push(uint32_t value)
{
    struct node *node = malloc(sizeof *node);
    if (node == NULL)
        fail("no memory");
    node->next = list;
    node->value = value;
    snprintf(node->name, sizeof node->name, "node %u", (unsigned)value);
    list = node;
}

static uint32_t step(uint32_t sum, int depth)
{
    uint32_t local[8];
    char line[32];
    for (int i = 0; i < 8; i++)
        local[i] = sum + (uint32_t)(depth * i);
    if (depth > 0)
        sum = step(sum + 1, depth - 1);
    if (fgets(line, sizeof line, input) == NULL)
        rewind(input);
    else
        sum += (uint32_t)strtoul(line, NULL, 10);
    for (struct node *node = list; node != NULL; node = node->next)
        sum = sum * 31 + node->value + (unsigned char)node->name[5];
    for (int i = 0; i < 8; i++)
        sum ^= local[i];
    table[sum % 1000] += 1;
    block[sum % block_size] ^= (unsigned char)sum;
    return sum;
}

static uint32_t final(uint32_t sum)
{
    for (int i = 0; i < 1000; i++)
        sum = sum * 33 + (uint32_t)table[i];
    for (size_t i = 0; i < block_size; i += 997)
        sum = sum * 33 + block[i];
    return sum;
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 200;
    unsigned input_number;
    uint32_t sum;
    block_size = (argc > 1 ? strtoul(argv[1], NULL, 10) : 2) << 20;
    block = malloc(block_size);
    if (block == NULL)
        fail("no memory");
    memset(block, 77, block_size);
    for (uint32_t i = 0; i < 300; i++)
        push(i);
    input = fopen("numbers.txt", "r");
    output = fopen("log.txt", "w");
    if (input == NULL || output == NULL)
        fail("no files");
    if (scanf("%u", &input_number) != 1)
        fail("nothing on standard input");
    sum = input_number;
    for (unsigned long round = 0; round < rounds; round++) {
        sum = step(sum, 3);
        if (round % 16 == 0)
            fprintf(output, "%lu: %lu\n", round, (unsigned long)sum);
    }
    while (scanf("%u", &input_number) == 1)
        sum = sum * 7 + input_number;
    if (fclose(output) != 0 || fclose(input) != 0)
        fail("a file cannot be closed");
    printf("sum %lu\n", (unsigned long)final(sum));
    return 0;
}
