/* Where a pointer to a string literal can be: globals, arrays of structs, heap
 * nodes, locals of frames that are running; into its middle, at its
 * terminator, adjacent literals, the same text in several places. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum level { LOW, MEDIUM, HIGH };

struct message {
    const char *text, *cursor;
    enum level level;
    const char *const *tags;
};

struct note {
    struct note *next;
    const char *text;
    char own[12];
};

static const char *greeting = "hello, world";
static const char *tail = "unchanging"; /* moved into its middle later */
static const char *const day_tags[] = { "mon", "tue", "wed", NULL };
static const char table[][8] = { "zero", "one", "two", "three" };
static char buffer[] = "a writable" " array";
static const wchar_t *wide = L"wide text";

static struct message messages[] = {
    { "disk almost full", NULL, HIGH, day_tags },
    { "all is well", NULL, LOW, day_tags + 1 },
    { "backup finished\tat last", NULL, MEDIUM, (const char *const[]){ "night", "weekend", NULL } },
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static const char *level_name(enum level l)
{
    switch (l) {
    case LOW: return "low";
    case MEDIUM: return "medium";
    case HIGH: return "high";
    }
    return "?";
}

/* Moves every cursor one word on; counts the words seen. */
static int advance(struct message *m, size_t n)
{
    int words = 0;
    for (struct message *p = m; p < m + n; p++) {
        const char *c = p->cursor ? p->cursor : p->text;
        while (*c && !isspace((unsigned char)*c))
            c++;
        if (c != p->cursor)
            words++;
        while (isspace((unsigned char)*c))
            c++;
        p->cursor = c; /* at the end: points at the terminator */
    }
    return words;
}

static struct note *remember(struct note *list, const char *text)
{
    struct note *n = malloc(sizeof *n);
    if (!n)
        exit(2);
    n->next = list;
    n->text = strlen(text) < sizeof n->own ? strcpy(n->own, text) : text;
    return n;
}

static uint32_t hash(const char *s)
{
    uint32_t h = 5381;
    while (*s)
        h = h * 33 ^ (unsigned char)*s++;
    return h;
}

/* A literal in every frame of a recursion. */
static uint32_t spell(int n, const char *so_far)
{
    const char *mine = n % 3 == 0 ? "fizz" : n % 5 == 0 ? "buzz" : so_far + (*so_far != '\0');
    if (n == 0)
        return hash(mine);
    uint32_t inner = spell(n - 1, mine);
    return inner * 31 + hash(mine);
}

static uint32_t spell_again(int n)
{
    uint32_t hashes[101], result;
    const char *s = "start";
    int i = n;
    for (; i >= 0; i--) {
        s = i % 3 == 0 ? "fizz" : i % 5 == 0 ? "buzz" : *s ? s + 1 : s;
        hashes[i] = hash(s);
    }
    result = hashes[0];
    for (i = 1; i <= n; i++)
        result = result * 31 + hashes[i];
    return result;
}

int main(void)
{
    const char *local = "local \"quoted\" \\ \x41\102 end";
    struct note *notes = NULL;
    printf("literals: %s\n", greeting);
    int words = 0;
    for (int i = 0; i < 6; i++) {
        int now = advance(messages, 3);
        words += now;
        if (now)
            printf("pass %d: '%s' '%s' '%s'\n", i, messages[0].cursor, messages[1].cursor,
                   messages[2].cursor);
    }
    for (int i = 0; i < 3; i++) {
        check("cursor at the end", *messages[i].cursor == '\0'
              && messages[i].cursor == messages[i].text + strlen(messages[i].text));
        const char *const *tag = messages[i].tags;
        printf("%s:", level_name(messages[i].level));
        for (; *tag; tag++)
            printf(" %s", *tag);
        printf("\n");
    }
    check("words", words == 3 + 3 + 4);
    tail += 2;
    for (int i = 0; i < 3000; i++) {
        notes = remember(notes, table[i % 4]);
        notes = remember(notes, i % 2 ? "a text too long to be copied" : greeting + i % 12);
    }
    unsigned long letters = 0;
    int inside = 0, count = 0;
    for (const struct note *n = notes; n; n = n->next, count++) {
        letters += strlen(n->text);
        inside += n->text == n->own;
    }
    printf("%d notes, %d copied, %lu letters\n", count, inside, letters);
    check("notes", count == 6000 && letters == 750 * (4 + 3 + 3 + 5) + 1500 * 28
          + 250 * (12 + 10 + 8 + 6 + 4 + 2));
    uint32_t spelled = 0;
    for (int i = 0; i < 200; i++)
        spelled = spell(100, "start");
    printf("spelled %08lx\n", (unsigned long)spelled);
    check("spelled", spelled == spell_again(100));
    for (char *p = buffer; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    printf("%s / %s / %s\n", buffer, tail, local);
    check("wide", wcslen(wide) == 9 && wide[5] == L't');
    check("offset literal", strcmp(tail, "changing") == 0 && tail[-1] == 'n');
    while (notes) {
        struct note *next = notes->next;
        free(notes);
        notes = next;
    }
    puts(failures ? "literals: FAILED" : "literals: ok");
    return failures != 0;
}
