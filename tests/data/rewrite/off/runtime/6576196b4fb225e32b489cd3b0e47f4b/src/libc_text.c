#include "libc_text.h"

#include "heap.h"

#include <stdio.h>
#include <string.h>

static void put(migrt_text *text, const char *bytes, size_t count)
{
    if (text->failed)
        return;
    if (text->room - text->size < count) {
        size_t room = (text->room + count) * 2 + 256;
        char *bigger = migrt_internal_realloc(text->bytes, room);
        if (!bigger) {
            text->failed = true;
            return;
        }
        text->bytes = bigger;
        text->room = room;
    }
    memcpy(text->bytes + text->size, bytes, count);
    text->size += count;
}

static bool plain(unsigned char c)
{
    return c > ' ' && c < 127 && c != '%';
}

void migrt_text_bytes(migrt_text *text, const char *bytes, size_t count)
{
    if (text->size && text->bytes[text->size - 1] != '\n')
        put(text, " ", 1);
    if (count == 0)
        put(text, "%", 1);
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        char code[8];
        if (plain(c))
            put(text, bytes + i, 1);
        else
            put(text, code, (size_t)snprintf(code, sizeof code, "%%%02x", c));
    }
}

void migrt_text_word(migrt_text *text, const char *word)
{
    migrt_text_bytes(text, word, strlen(word));
}

void migrt_text_number(migrt_text *text, int64_t number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%lld", (long long)number);
    migrt_text_word(text, digits);
}

void migrt_text_end_line(migrt_text *text)
{
    put(text, "\n", 1);
}

/* ---- reading ------------------------------------------------------------------ */

bool migrt_next_line(migrt_reader *text, migrt_reader *line)
{
    if (text->at == text->end)
        return false;
    const char *stop = memchr(text->at, '\n', (size_t)(text->end - text->at));
    line->at = text->at;
    line->end = stop ? stop : text->end;
    line->failed = false;
    text->at = stop ? stop + 1 : text->end;
    return true;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Bytes of the code that `word` begins with, decoded to *c; 0: none. */
static size_t decode(const char *word, size_t count, char *c)
{
    if (*word != '%') {
        *c = *word;
        return 1;
    }
    if (count < 3 || digit(word[1]) < 0 || digit(word[2]) < 0)
        return 0;
    *c = (char)(digit(word[1]) * 16 + digit(word[2]));
    return 3;
}

char *migrt_next_word(migrt_reader *line, size_t *count)
{
    size_t left = (size_t)(line->end - line->at), out = 0;
    const char *space = memchr(line->at, ' ', left);
    size_t length = space ? (size_t)(space - line->at) : left;
    char *word = length ? migrt_internal_alloc(length + 1) : NULL;
    if (!word || line->failed) {
        migrt_internal_free(word);
        line->failed = true;
        return NULL;
    }
    bool empty = length == 1 && *line->at == '%';
    for (size_t i = 0, used; i < length && !empty; i += used) {
        used = decode(line->at + i, length - i, &word[out++]);
        if (!used) {
            migrt_internal_free(word);
            line->failed = true;
            return NULL;
        }
    }
    word[out * !empty] = 0;
    line->at += length + (space != NULL);
    if (count)
        *count = out;
    return word;
}

int64_t migrt_next_number(migrt_reader *line, int64_t least, int64_t most)
{
    char *word = migrt_next_word(line, NULL);
    const char *c = word;
    int64_t value = 0;
    bool minus = c && *c == '-';
    if (!c)
        return least;
    c += minus;
    bool good = *c != 0;
    for (; good && *c; c++) {
        good = *c >= '0' && *c <= '9' && value <= (INT64_MAX - 9) / 10;
        if (good)
            value = value * 10 + (*c - '0');
    }
    migrt_internal_free(word);
    value = minus ? -value : value;
    if (good && value >= least && value <= most)
        return value;
    line->failed = true;
    return least;
}
