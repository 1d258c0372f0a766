/* libc_text.h: lines of words. A word is any bytes, written with %XX where they
 * are not plain, so a line never holds what it should not; the empty word is a
 * single %. The reader takes nothing for granted. */
#ifndef MIGRT_LIBC_TEXT_H
#define MIGRT_LIBC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Grows in the runtime's own memory; pre: zeroed. */
typedef struct migrt_text {
    char *bytes;
    size_t size, room;
    bool failed; /* memory ended: what is there is not complete */
} migrt_text;

void migrt_text_word(migrt_text *text, const char *word);
void migrt_text_bytes(migrt_text *text, const char *bytes, size_t count);
void migrt_text_number(migrt_text *text, int64_t number);
void migrt_text_end_line(migrt_text *text);

typedef struct migrt_reader {
    const char *at, *end; /* the rest */
    bool failed;          /* a word was missing or not what it should be */
} migrt_reader;

/* The line after this one, as a reader of its own; false at the end. */
bool migrt_next_line(migrt_reader *text, migrt_reader *line);

/* The next word, decoded, with a terminating zero that *count leaves out; in
 * the runtime's memory, the caller's to free. NULL sets `failed`. */
char *migrt_next_word(migrt_reader *line, size_t *count);
int64_t migrt_next_number(migrt_reader *line, int64_t least, int64_t most);

#endif
