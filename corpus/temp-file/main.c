/* Files that stay open while the program computes: written in steps, read back
 * in steps, two at once, with seeks. The files are made in the directory the
 * program runs in, and removed at the end. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS 3000

struct source {
    FILE *file;
    long value;
    int open;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static FILE *need(const char *name, const char *mode)
{
    FILE *f = fopen(name, mode);
    if (!f) {
        perror(name);
        exit(2);
    }
    return f;
}

static uint32_t scramble(uint32_t n)
{
    for (int i = 0; i < 20; i++)
        n = n * 2654435761u + (n >> 15);
    return n;
}

/* Ascending numbers with gaps; returns their sum. */
static long write_sorted(const char *name, uint32_t seed)
{
    FILE *f = need(name, "w");
    long value = 0, sum = 0;
    for (int i = 1; i <= RECORDS; i++) {
        value += scramble(seed + (uint32_t)i) % 50;
        sum += value;
        fprintf(f, "%ld\n", value);
        if (i % 1000 == 0)
            printf("%s: %d lines, at %ld\n", name, i, ftell(f));
    }
    check("write", fclose(f) == 0);
    return sum;
}

static void advance(struct source *s)
{
    char line[32];
    s->open = fgets(line, sizeof line, s->file) != NULL;
    s->value = s->open ? atol(line) : 0;
}

static long merge(const char *a, const char *b, const char *to)
{
    struct source in[2] = { { need(a, "r"), 0, 0 }, { need(b, "r"), 0, 0 } };
    FILE *out = need(to, "w");
    long sum = 0, last = -1;
    int count = 0;
    advance(&in[0]);
    advance(&in[1]);
    while (in[0].open || in[1].open) {
        struct source *next = !in[1].open || (in[0].open && in[0].value <= in[1].value) ? &in[0] : &in[1];
        check("ascending", next->value >= last);
        last = next->value;
        sum += last;
        fprintf(out, "%ld %08lx\n", last, (unsigned long)scramble((uint32_t)last));
        if (++count % 2000 == 0)
            printf("merged %d, now %ld\n", count, last);
        advance(next);
    }
    fclose(in[0].file);
    fclose(in[1].file);
    check("close", fclose(out) == 0);
    check("merged all", count == 2 * RECORDS);
    return sum;
}

/* Binary records of fixed layout (bytes, so the file is the same everywhere),
 * updated in place through one stream. */
static void update_in_place(const char *name)
{
    FILE *f = need(name, "w+b");
    unsigned char record[8];
    for (unsigned i = 0; i < 256; i++) {
        memset(record, 0, sizeof record);
        record[0] = (unsigned char)i;
        fwrite(record, sizeof record, 1, f);
    }
    for (unsigned round = 1; round <= 6; round++) {
        unsigned at = 0;
        for (unsigned i = 0; i < 256; i++, at = (at * 5 + 3) % 256) {
            fseek(f, (long)(at * sizeof record), SEEK_SET);
            check("read record", fread(record, sizeof record, 1, f) == 1 && record[0] == at);
            record[round] = (unsigned char)scramble(at * round);
            fseek(f, -(long)sizeof record, SEEK_CUR);
            fwrite(record, sizeof record, 1, f);
        }
        printf("updated %u times\n", round);
    }
    rewind(f);
    uint32_t sum = 0, expected = 0;
    for (unsigned i = 0; i < 256; i++) {
        check("read again", fread(record, sizeof record, 1, f) == 1);
        for (unsigned round = 1; round <= 6; round++) {
            sum += record[round];
            expected += scramble(i * round) & 0xff;
        }
    }
    check("sum of records", sum == expected);
    check("at the end", fgetc(f) == EOF && feof(f));
    fclose(f);
}

static void append(const char *name)
{
    for (int i = 0; i < 5; i++) {
        FILE *f = need(name, "a");
        fprintf(f, "appended %d\n", i);
        fclose(f);
    }
    FILE *f = need(name, "r");
    int c, lines = 0;
    while ((c = getc(f)) != EOF) {
        lines += c == '\n';
        if (c == 'a') {
            ungetc('#', f);
            check("ungetc", getc(f) == '#');
        }
    }
    fclose(f);
    printf("lines: %d\n", lines);
    check("lines", lines == 2 * RECORDS + 5);
}

int main(void)
{
    puts("temp-file: start");
    long a = write_sorted("first.txt", 1), b = write_sorted("second.txt", 77);
    long merged = merge("first.txt", "second.txt", "merged.txt");
    printf("sums %ld + %ld = %ld\n", a, b, merged);
    check("sums", a + b == merged);
    append("merged.txt");
    update_in_place("records.bin");
    check("removed", !remove("first.txt") && !remove("second.txt") && !remove("merged.txt")
          && !remove("records.bin"));
    puts(failures ? "temp-file: FAILED" : "temp-file: ok");
    return failures != 0;
}
