/* Open addressing: short probes, a call for each. */
#include "kernel.h"

#include <stdint.h>

enum { BITS = 17, SLOTS = 1 << BITS, KEYS = SLOTS / 2, ROUNDS = 300 };

static uint32_t *keys, *counts;

static uint32_t slot_of(uint32_t key)
{
    return key * 2654435769u >> (32 - BITS);
}

static uint32_t find(uint32_t key)
{
    uint32_t slot = slot_of(key);
    while (keys[slot] != 0 && keys[slot] != key)
        slot = (slot + 1) % SLOTS;
    return slot;
}

static void prepare(void)
{
    keys = kernel_memory(calloc(SLOTS, sizeof *keys));
    counts = kernel_memory(calloc(SLOTS, sizeof *counts));
}

static long run(void)
{
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        unsigned state = 7;
        for (int i = 0; i < KEYS; i++) {
            uint32_t key = kernel_random(&state) | 1;
            uint32_t slot = find(key);
            keys[slot] = key;
            sum += ++counts[slot] & 1;
        }
    }
    return sum;
}

KERNEL(prepare, run)
