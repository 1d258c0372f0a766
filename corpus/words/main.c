/* Reads a text from standard input in pieces, counts words in a sorted array
 * of records, prints the most frequent, and looks for phrases with
 * Knuth-Morris-Pratt, compared with a naive search. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
    char *text;
    unsigned count;
    const char *first; /* where it first stands in the text */
};

struct text {
    char *chars;
    size_t length, room;
};

static struct word *words;
static size_t word_count, word_room;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void read_all(struct text *t)
{
    char line[100];
    int lines = 0;
    while (fgets(line, sizeof line, stdin)) {
        size_t n = strlen(line);
        if (t->length + n + 1 > t->room) {
            t->room = t->room ? t->room * 2 : 256;
            t->chars = realloc(t->chars, t->room);
            if (!t->chars)
                exit(2);
        }
        memcpy(t->chars + t->length, line, n + 1);
        t->length += n;
        if (line[n - 1] == '\n' && ++lines % 100 == 0)
            printf("line %d: %lu characters\n", lines, (unsigned long)t->length);
    }
    printf("%d lines\n", lines);
}

/* Index of the word, or of where it belongs. */
static size_t find(const char *w, size_t n, int *found)
{
    size_t low = 0, high = word_count;
    *found = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = strncmp(w, words[mid].text, n);
        if (c == 0 && words[mid].text[n] != '\0')
            c = -1;
        if (c == 0) {
            *found = 1;
            return mid;
        }
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

static void count(const char *w, size_t n, const char *place)
{
    int found;
    size_t i = find(w, n, &found);
    if (!found) {
        if (word_count == word_room) {
            word_room = word_room * 2 + 4;
            words = realloc(words, word_room * sizeof *words);
            if (!words)
                exit(2);
        }
        memmove(words + i + 1, words + i, (word_count - i) * sizeof *words);
        word_count++;
        words[i] = (struct word){ malloc(n + 1), 0, place };
        if (!words[i].text)
            exit(2);
        memcpy(words[i].text, w, n);
        words[i].text[n] = '\0';
    }
    words[i].count++;
}

static unsigned tokens(const char *s)
{
    unsigned total = 0;
    while (*s) {
        char lower[40];
        size_t n = 0;
        while (*s && !isalpha((unsigned char)*s))
            s++;
        const char *place = s;
        while (isalpha((unsigned char)*s) && n < sizeof lower)
            lower[n++] = (char)tolower((unsigned char)*s++);
        if (n) {
            count(lower, n, place);
            total++;
        }
    }
    return total;
}

static int by_count(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

static unsigned kmp(const char *text, const char *pattern)
{
    size_t m = strlen(pattern), k = 0, *fail = calloc(m + 1, sizeof *fail);
    unsigned hits = 0;
    if (!fail)
        exit(2);
    for (size_t i = 1; i < m; i++) {
        while (k && pattern[i] != pattern[k])
            k = fail[k];
        if (pattern[i] == pattern[k])
            k++;
        fail[i + 1] = k;
    }
    k = 0;
    for (const char *s = text; *s; s++) {
        while (k && (k == m || *s != pattern[k]))
            k = fail[k];
        if (*s == pattern[k])
            k++;
        if (k == m)
            hits++;
    }
    free(fail);
    return hits;
}

static unsigned naive(const char *text, const char *pattern)
{
    unsigned hits = 0;
    while ((text = strstr(text, pattern)) != NULL) {
        hits++;
        text++;
    }
    return hits;
}

int main(void)
{
    static const char *const phrases[] = { "the sea", "ee", "a", "harbour", "clock and", "ana" };
    struct text t = { NULL, 0, 0 };
    puts("words: start");
    read_all(&t);
    unsigned total = tokens(t.chars), sum = 0;
    printf("%u words, %lu different\n", total, (unsigned long)word_count);
    qsort(words, word_count, sizeof *words, by_count);
    for (size_t i = 0; i < word_count; i++) {
        sum += words[i].count;
        if (i < 6)
            printf("%4u %s, first at %ld\n", words[i].count, words[i].text,
                   (long)(words[i].first - t.chars));
        if (i)
            check("order", words[i].count <= words[i - 1].count);
    }
    check("sum of counts", sum == total);
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        unsigned hits = kmp(t.chars, phrases[i]);
        printf("\"%s\": %u\n", phrases[i], hits);
        check("search", hits == naive(t.chars, phrases[i]));
    }
    while (word_count)
        free(words[--word_count].text);
    free(words);
    free(t.chars);
    puts(failures ? "words: FAILED" : "words: ok");
    return failures != 0;
}
