/* Pointers that lie outside of the objects they belong to: positions of a text
 * that arrives in pieces count from before its piece, the one before that from
 * before another, and an array of long numbers counts from 1. Words are found
 * again with a table of their last positions, and compared with a plain search
 * of the whole text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 700, PIECES = 12, WORD = 3, SLOTS = 512 };

/* `base + position` is the text at a position from `begin` on, `old_base +
 * position` from `old_begin` up to `begin`. */
struct window {
    const unsigned char *base, *old_base;
    unsigned begin, old_begin, end;
};

/* `before[n]` is the piece's character n of a view that `first` begins. */
struct view {
    const unsigned char *first;
    const unsigned char *before;
};

struct counts {
    long *from_one;
    int size;
};

static unsigned char whole[PIECE * PIECES + 1];

static void fill_whole(void)
{
    static const char *const words[] = {"one", "and", "two", "the", "sea",
                                        "sun", "fog", "ice"};
    unsigned noise = 7;
    size_t at = 0;
    while (at + 4 < sizeof whole) {
        noise = noise * 1103515245u + 12345u;
        memcpy(whole + at, words[noise >> 16 & 7], 3);
        at += 3;
        if (noise >> 20 & 1)
            whole[at++] = (unsigned char)('a' + (noise >> 24) % 26);
    }
}

static unsigned slot_of(const unsigned char *word)
{
    return (word[0] * 31u + word[1] * 17u + word[2] * 7u) % SLOTS;
}

/* The next piece, in memory of its own; positions go on. */
static void append(struct window *window, const unsigned char *piece,
                   unsigned size)
{
    window->old_base = window->base;
    window->old_begin = window->begin;
    window->begin = window->end;
    window->base = piece - window->begin;
    window->end += size;
}

static int same_word(const struct window *window, unsigned a,
                     const unsigned char *b)
{
    const unsigned char *const base = window->base;
    const unsigned char *const old_base = window->old_base;
    int same = 0;
    for (unsigned i = 0; i < WORD; i++) {
        unsigned at = a + i;
        const unsigned char *from = at < window->begin ? old_base : base;
        same += from[at] == b[i];
    }
    return same == WORD;
}

/* How many words of the new piece stand in the window already. */
static long search(const struct window *window, unsigned *last,
                   struct counts *counts)
{
    const unsigned char *const base = window->base;
    long found = 0;
    for (unsigned at = window->begin; at + WORD <= window->end; at++) {
        const unsigned char *word = base + at;
        unsigned *slot = &last[slot_of(word)];
        if (*slot > window->old_begin && same_word(window, *slot - 1, word)) {
            found++;
            counts->from_one[1 + (at - *slot + 1) % (unsigned)counts->size]++;
        }
        *slot = at + 1;
    }
    return found;
}

static long search_plainly(unsigned begin, unsigned end, unsigned oldest)
{
    long found = 0;
    for (unsigned at = begin; at + WORD <= end; at++) {
        unsigned slot = slot_of(whole + at);
        for (unsigned before = at; before-- > 0;) {
            int within = before / PIECE * PIECE + PIECE >= before + WORD;
            if (!within || slot_of(whole + before) != slot)
                continue;
            found += before >= oldest &&
                     memcmp(whole + before, whole + at, WORD) == 0;
            break;
        }
    }
    return found;
}

/* The same text through a view that begins before its memory. */
static unsigned long sum_of(const unsigned char *piece, unsigned skipped)
{
    struct view *view = malloc(sizeof *view);
    unsigned long sum = 0;
    if (view == NULL)
        exit(1);
    view->first = piece;
    view->before = piece - skipped;
    for (unsigned at = skipped; at < skipped + PIECE; at++)
        sum = (sum * 33 + view->before[at]) % 1000003u;
    free(view);
    return sum;
}

static int step(struct window *window, unsigned *last, struct counts *counts,
                unsigned number, unsigned char **kept)
{
    unsigned begin = number * PIECE;
    unsigned oldest = number == 0 ? 0 : begin - PIECE;
    unsigned char *piece = malloc(PIECE);
    long found, plain;
    if (piece == NULL)
        exit(1);
    memcpy(piece, whole + begin, PIECE);
    append(window, piece, PIECE);
    found = search(window, last, counts);
    plain = search_plainly(begin, begin + PIECE, oldest);
    printf("piece %u: %ld words, sum %lu\n", number, found,
           sum_of(piece, 5000 + number));
    free(kept[number % 2]); /* the piece before the one before */
    kept[number % 2] = piece;
    return found == plain;
}

int main(void)
{
    struct window *window = calloc(1, sizeof *window);
    unsigned *last = calloc(SLOTS, sizeof *last);
    struct counts counts = {NULL, 10};
    unsigned char *kept[2] = {NULL, NULL};
    long *memory = calloc(10, sizeof *memory), total = 0;
    int good = 1;
    if (window == NULL || last == NULL || memory == NULL)
        return 1;
    fill_whole();
    counts.from_one = memory - 1;
    for (unsigned number = 0; number < PIECES; number++)
        good &= step(window, last, &counts, number, kept);
    for (int i = 1; i <= counts.size; i++) {
        printf("distance %d: %ld\n", i, counts.from_one[i]);
        total += counts.from_one[i];
    }
    printf("%ld in all, %s\n", total, good ? "as searched plainly" : "WRONG");
    free(kept[0]);
    free(kept[1]);
    free(memory);
    free(last);
    free(window);
    return !good;
}
