#ifndef PROG_H
#define PROG_H

#include <alloca.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;

enum shade { DARK, PLAIN, LIGHT };

struct pair {
    u32 first, second;
};

struct mixed {
    u8 small;
    u32 word;
    i8 tiny;
    struct pair pair;
    i64 wide;
    u16 half;
    unsigned bits : 5;
    signed low : 4;
    double real;
    bool flag;
};

typedef u32 binary(u32, u32);

/* Adds to the checksum: the order of calls does not show. */
void feed(u64 value);
void show(const char *what, u32 value);
void apply(u32 *place, binary *function, u32 value);
u32 plain_step(u32 a, u32 b);
struct pair pair_of(u32 first, u32 second);
u32 pair_sum(struct pair pair);
u32 pair_at(const struct pair *pair);
void *memory(void *got);

