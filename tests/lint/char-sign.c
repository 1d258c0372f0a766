#include <ctype.h>
#include <stdio.h>

int counts[256];
struct reader {
    char last;
    FILE *file;
};

int is_high(char c)
{
    return c < 0; // finds
}

int at_end(char c)
{
    return c == EOF; // finds
}

int above(const char *p)
{
    return *p >= 128; // finds
}

void count(const char *p)
{
    counts[*p]++; // finds
}

int byte(char c)
{
    return c == 0xff; // finds
}

int upper(char c)
{
    return c >> 4; // finds
}

void next(struct reader *r)
{
    r->last = getc(r->file); // finds
}

int read_all(FILE *f)
{
    char c = fgetc(f); // finds
    return c;
}

void count_right(const char *p)
{
    counts[(unsigned char)*p]++; // near miss
}

int letter(char c)
{
    return c == 'a' || c >= '0'; // near miss
}

int ends(char c)
{
    return c == 0 || c == 127; // near miss
}

int whole(FILE *f)
{
    int c = getc(f); // near miss
    return c == EOF;
}

int sign(signed char c)
{
    return c < 0; // near miss
}

int unsigned_byte(unsigned char c)
{
    return c >= 128; // near miss
}

int negative(int n)
{
    return n < 0; // near miss
}

int printable(char c)
{
    return c > 0 && c < 127; // near miss
}

int high_digit(char c)
{
    return c >> 4 & 15; // near miss
}
