/* Blocks as databases and interpreters make them: the size is a sum, and the
 * parts are found by adding offsets. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUND8(x) (((x) + 7) & ~(size_t)7)

enum { PAGE = 512, PAGES = 24, OPS = 9, REGISTERS = 5, COLUMNS = 7 };

/* Bytes, then the slot's header, then the page's own record. */
struct slot {
    unsigned char *bytes;
    struct page *record;
    struct slot *next;
    long key;
};
struct page {
    struct slot *slot;
    unsigned short cells;
    double weight;
    unsigned char *data;
};

/* Header, pointers, two arrays of shorts, a name. */
struct table_index {
    struct table_index *next;
    const char **collations;
    short *rows;
    short *columns;
    char *name;
    unsigned count;
};

/* Header with a flexible array, then one byte for each element. */
struct key {
    unsigned count;
    unsigned char *flags;
    struct table_index *of[];
};

/* Code; registers and a stack of pointers to registers behind it. */
struct op {
    unsigned char code;
    int a, b;
    long constant;
};
struct reg {
    int64_t value;
    struct op *setter;
};
struct machine {
    struct op *code;
    struct reg *regs;
    struct reg **stack;
    int steps;
};

static struct slot *slots;
static struct table_index *indexes;
static struct key *the_key;
static struct machine machine;

/* No type here, as in a library's own allocator. */
static void *get(size_t bytes)
{
    void *block = calloc(1, bytes);
    if (block == NULL)
        exit(2);
    return block;
}

static void make_page(long key)
{
    unsigned char *block =
        get(PAGE + ROUND8(sizeof(struct slot)) + sizeof(struct page));
    struct slot *slot = (struct slot *)&block[PAGE];
    slot->bytes = block;
    slot->record =
        (struct page *)((unsigned char *)slot + ROUND8(sizeof(struct slot)));
    slot->key = key;
    slot->record->slot = slot;
    slot->record->data = block + 16;
    slot->record->weight = (double)key / 4;
    for (int i = 0; i < PAGE; i++)
        block[i] = (unsigned char)(key * 7 + i);
    slot->next = slots;
    slots = slot;
}

static void make_index(const char *name)
{
    static const char *const names[] = {"binary", "nocase", "rtrim"};
    size_t size = ROUND8(sizeof(struct table_index)) +
                  ROUND8(sizeof(char *) * COLUMNS) +
                  2 * ROUND8(sizeof(short) * COLUMNS) + strlen(name) + 1;
    char *at = get(size);
    struct table_index *index = (struct table_index *)at;
    at += ROUND8(sizeof *index);
    index->collations = (const char **)at;
    at += ROUND8(sizeof(char *) * COLUMNS);
    index->rows = (short *)at;
    at += ROUND8(sizeof(short) * COLUMNS);
    index->columns = (short *)at;
    at += ROUND8(sizeof(short) * COLUMNS);
    index->name = at;
    strcpy(at, name);
    index->count = COLUMNS;
    for (short i = 0; i < COLUMNS; i++) {
        index->collations[i] = names[i % 3];
        index->rows[i] = (short)(300 * i - 1000);
        index->columns[i] = (short)(i * i);
    }
    index->next = indexes;
    indexes = index;
}

static void make_key(unsigned count)
{
    struct key *key =
        get(offsetof(struct key, of) + count * (sizeof key->of[0] + 1));
    key->count = count;
    key->flags = (unsigned char *)&key->of[count];
    for (unsigned i = 0; i < count; i++) {
        key->of[i] = i % 2 == 0 ? indexes : indexes->next;
        key->flags[i] = (unsigned char)(0x80 + i);
    }
    the_key = key;
}

static void make_machine(void)
{
    size_t code = ROUND8(sizeof(struct op) * OPS);
    size_t regs = ROUND8(sizeof(struct reg) * REGISTERS);
    char *block = get(code + regs + sizeof(struct reg *) * REGISTERS);
    machine.code = (struct op *)block;
    machine.regs = (struct reg *)(block + code);
    machine.stack = (struct reg **)(block + code + regs);
    for (int i = 0; i < OPS; i++) {
        machine.code[i].code = (unsigned char)(i % 3);
        machine.code[i].a = i % REGISTERS;
        machine.code[i].b = (i * 3 + 1) % REGISTERS;
        machine.code[i].constant = 1000 * i + 17;
    }
    for (int i = 0; i < REGISTERS; i++)
        machine.stack[i] = &machine.regs[REGISTERS - 1 - i];
}

static void step(struct machine *m)
{
    struct op *op = &m->code[m->steps++ % OPS];
    struct reg *reg = m->stack[op->a];
    switch (op->code) {
    case 0:
        reg->value = (reg->value * 31 + op->constant) % 1000003;
        break;
    case 1:
        reg->value = (reg->value + m->regs[op->b].value) % 1000000007;
        break;
    default:
        reg->value = (reg->value ^ (int64_t)m->steps << 33) % 999999999989;
    }
    reg->setter = op;
}

static int pages_are_right(void)
{
    long key = PAGES;
    for (const struct slot *slot = slots; slot != NULL; slot = slot->next) {
        if (slot->key != --key || slot->record->slot != slot ||
            slot->record->data != slot->bytes + 16 ||
            slot->record->weight != (double)key / 4)
            return 0;
        for (int i = 0; i < PAGE; i++)
            if (slot->bytes[i] != (unsigned char)(key * 7 + i))
                return 0;
    }
    return key == 0;
}

static int keys_are_right(void)
{
    for (unsigned i = 0; i < the_key->count; i++) {
        const struct table_index *index = the_key->of[i];
        if (the_key->flags[i] != (unsigned char)(0x80 + i) ||
            strcmp(index->name, i % 2 == 0 ? "by_date" : "by_name_of_owner"))
            return 0;
        for (short j = 0; j < COLUMNS; j++)
            if (index->rows[j] != 300 * j - 1000 ||
                index->columns[j] != j * j ||
                strcmp(index->collations[j], j % 3 == 0   ? "binary"
                                             : j % 3 == 1 ? "nocase"
                                                          : "rtrim"))
                return 0;
    }
    return 1;
}

static int64_t machine_sum(const struct machine *m)
{
    int64_t sum = 0;
    for (int i = 0; i < REGISTERS; i++)
        sum = sum % 1000000000039 * 3 + m->regs[i].value + (m->regs[i].setter - m->code);
    return sum;
}

int main(void)
{
    for (long i = 0; i < PAGES; i++)
        make_page(i);
    make_index("by_name_of_owner");
    make_index("by_date");
    make_key(6);
    make_machine();
    printf("%d pages\n", PAGES);
    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 4000; i++)
            step(&machine);
        if (!pages_are_right() || !keys_are_right()) {
            printf("round %d: a block is damaged\n", round);
            return 1;
        }
        printf("round %d: %lld\n", round, (long long)machine_sum(&machine));
    }
    printf("%s after %d steps\n", indexes->name, machine.steps);
    return 0;
}
