/* LZ77 with hash chains into a growing byte buffer, Huffman coding of that,
 * both undone and compared; on generated text. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 4096
#define MIN_MATCH 4
#define MAX_MATCH 66

struct bytes {
    uint8_t *data;
    size_t size, room;
};

struct tree {
    long weight;
    struct tree *zero, *one, *next; /* next: queue sorted by weight */
    int symbol;
};

struct code {
    uint32_t bits;
    int length;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void put(struct bytes *b, unsigned byte)
{
    if (b->size == b->room) {
        b->room = b->room + b->room / 2 + 64;
        b->data = realloc(b->data, b->room);
        if (!b->data)
            exit(2);
    }
    b->data[b->size++] = (uint8_t)byte;
}

static struct bytes make_text(size_t size)
{
    static const char *const parts[] = { "the ", "window ", "of a ", "compressor ", "slides ", "over ",
                                         "text", ", ", ".\n", "again ", "and ", "0123456789" };
    struct bytes b = { 0 };
    uint32_t s = 42;
    while (b.size < size) {
        s = s * 1103515245u + 12345u;
        for (const char *p = parts[(s >> 16) % 12]; *p; p++)
            put(&b, (unsigned char)*p);
        if ((s >> 24) % 16 == 0)
            put(&b, s >> 8 & 0xff);
    }
    return b;
}

static unsigned hash(const uint8_t *p)
{
    return (p[0] * 2654435761u ^ p[1] * 40503u ^ p[2] * 271u ^ p[3]) % 1024;
}

/* 0 n-1: n literals follow; 1..63 high low: match of length 3 + code. */
static struct bytes compress(const struct bytes *in)
{
    static int32_t head[1024];
    int32_t *chain = malloc((in->size + 1) * sizeof *chain);
    struct bytes out = { 0 };
    const uint8_t *d = in->data, *literals = d, *end = d + in->size;
    if (!chain)
        exit(2);
    memset(head, -1, sizeof head);
    for (const uint8_t *p = d; p <= end;) {
        int best = 0;
        const uint8_t *from = NULL;
        if (end - p >= MIN_MATCH) {
            int tries = 16;
            for (int32_t c = head[hash(p)]; c >= 0 && p - (d + c) < WINDOW && tries--; c = chain[c]) {
                int n = 0, most = end - p < MAX_MATCH ? (int)(end - p) : MAX_MATCH;
                while (n < most && d[c + n] == p[n])
                    n++;
                if (n > best) {
                    best = n;
                    from = d + c;
                }
            }
        }
        if ((best >= MIN_MATCH || p == end || p - literals == 255) && p != literals) {
            put(&out, 0);
            put(&out, (unsigned)(p - literals) - 1);
            while (literals < p)
                put(&out, *literals++);
        }
        if (p == end)
            break;
        int step = best >= MIN_MATCH ? best : 1;
        if (best >= MIN_MATCH) {
            unsigned distance = (unsigned)(p - from);
            put(&out, (unsigned)best - 3);
            put(&out, distance >> 8);
            put(&out, distance & 0xff);
            literals = p + best;
        }
        for (; step--; p++)
            if (end - p >= MIN_MATCH) {
                chain[p - d] = head[hash(p)];
                head[hash(p)] = (int32_t)(p - d);
            }
    }
    free(chain);
    return out;
}

static struct bytes decompress(const struct bytes *in)
{
    struct bytes out = { 0 };
    for (size_t i = 0; i < in->size;) {
        unsigned code = in->data[i++];
        if (code == 0) {
            for (int n = in->data[i++] + 1; n--;)
                put(&out, in->data[i++]);
        } else {
            size_t distance = (size_t)in->data[i] << 8 | in->data[i + 1];
            i += 2;
            for (unsigned n = code + 3; n--;)
                put(&out, out.data[out.size - distance]);
        }
    }
    return out;
}

static void enqueue(struct tree **queue, struct tree *t)
{
    while (*queue && (*queue)->weight <= t->weight)
        queue = &(*queue)->next;
    t->next = *queue;
    *queue = t;
}

static struct tree *node(long weight, int symbol, struct tree *zero, struct tree *one)
{
    struct tree *t = malloc(sizeof *t);
    if (!t)
        exit(2);
    *t = (struct tree){ weight, zero, one, NULL, symbol };
    return t;
}

static struct tree *huffman(const struct bytes *in)
{
    long weight[256] = { 0 };
    struct tree *queue = NULL;
    for (size_t i = 0; i < in->size; i++)
        weight[in->data[i]]++;
    for (int s = 0; s < 256; s++)
        if (weight[s])
            enqueue(&queue, node(weight[s], s, NULL, NULL));
    while (queue->next) {
        struct tree *a = queue, *b = a->next;
        queue = b->next;
        enqueue(&queue, node(a->weight + b->weight, -1, a, b));
    }
    return queue;
}

static void assign(const struct tree *t, struct code *codes, struct code prefix)
{
    if (!t->zero) {
        codes[t->symbol] = prefix;
        return;
    }
    prefix.length++;
    assign(t->zero, codes, (struct code){ prefix.bits << 1, prefix.length });
    assign(t->one, codes, (struct code){ prefix.bits << 1 | 1, prefix.length });
}

static struct bytes encode(const struct bytes *in, const struct code *codes)
{
    struct bytes out = { 0 };
    uint64_t held = 0;
    int count = 0;
    for (size_t i = 0; i < in->size; i++) {
        struct code c = codes[in->data[i]];
        held = held << c.length | c.bits;
        for (count += c.length; count >= 8; count -= 8)
            put(&out, (unsigned)(held >> (count - 8)) & 0xff);
    }
    put(&out, (unsigned)(held << (8 - count)) & 0xff);
    return out;
}

static struct bytes decode(const struct bytes *in, const struct tree *root, size_t size)
{
    struct bytes out = { 0 };
    const struct tree *at = root;
    for (size_t bit = 0; out.size < size; bit++) {
        at = in->data[bit / 8] >> (7 - bit % 8) & 1 ? at->one : at->zero;
        if (!at->zero) {
            put(&out, (unsigned)at->symbol);
            at = root;
        }
    }
    return out;
}

static void release(struct tree *t)
{
    if (t) {
        release(t->zero);
        release(t->one);
        free(t);
    }
}

int main(void)
{
    puts("lz77: start");
    for (size_t size = 300; size < 60000; size *= 13) {
        struct bytes text = make_text(size), packed = compress(&text);
        struct tree *tree = huffman(&packed);
        struct code codes[256] = { { 0, 0 } };
        assign(tree, codes, (struct code){ 0, 0 });
        struct bytes coded = encode(&packed, codes);
        printf("%lu -> %lu -> %lu\n", (unsigned long)text.size, (unsigned long)packed.size,
               (unsigned long)coded.size);
        struct bytes again = decode(&coded, tree, packed.size);
        check("huffman", again.size == packed.size && !memcmp(again.data, packed.data, packed.size));
        struct bytes back = decompress(&again);
        check("lz77", back.size == text.size && !memcmp(back.data, text.data, text.size));
        free(text.data);
        free(packed.data);
        free(coded.data);
        free(again.data);
        free(back.data);
        release(tree);
    }
    puts(failures ? "lz77: FAILED" : "lz77: ok");
    return failures != 0;
}
