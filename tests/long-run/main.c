/* Runs for as many rounds as its argument says. Its heap grows and shrinks all
 * the time: records in a ring, an index that is reallocated, a tree that is built
 * and freed; and it keeps a file open that it reads back. Whatever it meets it
 * checks; it prints a line now and then, and its sum at the end.
 *
 * Blocks have few sizes, so that the heap soon has all the pages it will need:
 * what grows later is not this program's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PERIOD = 60, LEAST = 160, STEP = 4, SLOTS = 128, EVERY = 1000 };

struct record {
    struct record *next, *previous;
    unsigned number, length, sum;
    unsigned char *text; /* length bytes, by themselves or behind the record */
    unsigned char inside[24];
};

struct leaf {
    struct leaf *left, *right;
    struct record *of;
    double weight;
};

static struct record ring = {&ring, &ring, 0, 0, 0, NULL, {0}};
static struct record **records; /* the same, to find one */
static unsigned live, room;
static unsigned long state = 1;
static unsigned sum, made;
static FILE *file;

static unsigned draw(unsigned below)
{
    state = (state * 1103515245UL + 12345UL) & 0x7fffffffUL;
    return (unsigned)(state >> 8) % below;
}

static void mix(unsigned value)
{
    sum = (sum << 5 | sum >> 27) ^ value;
}

static void fail(const char *what, unsigned number)
{
    printf("wrong: %s of %u\n", what, number);
    exit(1);
}

static unsigned sum_of(const unsigned char *text, unsigned length)
{
    unsigned all = 7, i;
    for (i = 0; i < length; i++)
        all = all * 31 + text[i];
    return all;
}

static void check(const struct record *one)
{
    if (one->next->previous != one || one->previous->next != one)
        fail("neighbours", one->number);
    if (sum_of(one->text, one->length) != one->sum)
        fail("text", one->number);
    mix(one->sum + one->number);
}

static void fill(struct record *one)
{
    unsigned i;
    one->length = draw(20) == 0 ? 800 + draw(100) : draw(60);
    if (one->length <= sizeof one->inside)
        one->text = one->inside;
    else
        one->text = malloc(one->length);
    if (one->text == NULL)
        abort();
    for (i = 0; i < one->length; i++)
        one->text[i] = (unsigned char)draw(256);
    one->sum = sum_of(one->text, one->length);
}

static void grow_index(void)
{
    struct record **more;
    unsigned i;
    if (live < room)
        return;
    room = room * 3 / 2 + 8;
    more = realloc(records, room * sizeof *more);
    if (more == NULL)
        abort();
    records = more;
    for (i = live; i < room; i++)
        records[i] = NULL;
}

static void add(void)
{
    struct record *one = calloc(1, sizeof *one);
    if (one == NULL)
        abort();
    one->number = ++made;
    fill(one);
    one->next = &ring;
    one->previous = ring.previous;
    one->previous->next = one;
    ring.previous = one;
    grow_index();
    records[live++] = one;
}

static void drop(unsigned at)
{
    struct record *one = records[at];
    check(one);
    one->next->previous = one->previous;
    one->previous->next = one->next;
    records[at] = records[--live];
    records[live] = NULL; /* what was there is gone */
    if (one->text != one->inside)
        free(one->text);
    free(one);
}

static void shrink_index(void)
{
    struct record **less;
    if (room < 64 || live > room / 4)
        return;
    room /= 2;
    less = realloc(records, room * sizeof *less);
    if (less == NULL)
        abort();
    records = less;
}

static struct leaf *tree(unsigned depth)
{
    struct leaf *top;
    if (depth == 0)
        return NULL;
    top = malloc(sizeof *top);
    if (top == NULL)
        abort();
    top->of = records[draw(live)];
    top->weight = depth / 4.0;
    top->left = tree(depth - 1);
    top->right = tree(draw(depth));
    return top;
}

static double fell(struct leaf *top)
{
    double all;
    if (top == NULL)
        return 0;
    check(top->of);
    all = top->weight + fell(top->left) + fell(top->right);
    free(top);
    return all;
}

static void open_file(const char *mode)
{
    file = fopen("ring.txt", mode);
    if (file == NULL)
        fail("file", 0);
}

/* Writes one slot of the file and reads another one back. */
static void use_file(unsigned round)
{
    unsigned slot = round % SLOTS, read, number;
    if (fseek(file, slot * 16L, SEEK_SET) != 0 ||
        fprintf(file, "%4u %10u\n", slot, round * 2654435761U) != 16)
        fail("write", slot);
    read = round < SLOTS ? draw(round + 1) : draw(SLOTS);
    if (fseek(file, read * 16L, SEEK_SET) != 0 ||
        fscanf(file, "%u %u", &slot, &number) != 2 || slot != read)
        fail("slot", read);
    mix(number);
    if (round % 101 == 0) {
        fclose(file);
        open_file("r+");
    }
}

/* Between LEAST and LEAST + PERIOD / 2 * STEP records, up and down. */
static unsigned wanted(unsigned round)
{
    unsigned at = round % PERIOD;
    return LEAST + STEP * (at < PERIOD / 2 ? at : PERIOD - at);
}

static void work(unsigned round)
{
    unsigned target = wanted(round);
    struct leaf *top;
    while (live < target)
        add();
    while (live > target)
        drop(draw(live));
    shrink_index();
    drop(draw(live));
    add();
    top = tree(5);
    use_file(round);
    while (top != NULL) {
        struct leaf *left = top->left;
        mix((unsigned)(top->weight * 4 + fell(top->right)));
        free(top);
        top = left;
    }
    check(records[draw(live)]);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000;
    unsigned round;
    open_file("w+");
    for (round = 0; round < rounds; round++) {
        work(round);
        if (round % EVERY == 0)
            printf("round %u: %u records, sum %08x\n", round, live, sum);
    }
    while (live > 0)
        drop(live - 1);
    fclose(file);
    printf("%u records made, sum %08x\n", made, sum);
    return 0;
}
