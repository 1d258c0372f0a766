/* Arguments in memory, as the ABI passes those that no register has room for,
 * and a va_list that says that all registers are used up.
 *
 *   x86_64     System V ABI, AMD64 supplement, 3.5.7: eightbytes, long double
 *              aligned to 16
 *   aarch64    AAPCS64, 6.8.2 rule C.14 f. and appendix "Variable argument
 *              lists": 8 bytes, quad precision aligned to 16
 *   riscv64    psABI, "Integer calling convention": XLEN bytes, what is twice
 *              as large aligned to twice as much
 *   s390x      ELF ABI s390x supplement, "Parameter passing": 8 bytes, numbers
 *              at the right end; long double by reference
 *   ppc64      64-bit PowerPC ELF ABI 1.9, 3.2.3: doublewords, numbers at the
 *              right end
 *   i386       System V ABI, Intel386 supplement: words, nothing aligned to more
 *   arm        AAPCS32, 6.5 rule C.3 to C.8: words, 8-byte types aligned to 8
 *   mips       MIPS System V ABI (o32), 3-17: words, 8-byte types aligned to 8
 *   ppc        PowerPC System V ABI, 3-18 to 3-20: words, 8-byte types aligned
 *              to 8 */
#include "heap.h"
#include "lists.h"

#include <stdint.h>
#include <string.h>

#if defined(__s390x__)
#define BY_REFERENCE(type) ((type)->kind == MIGRT_K_LDOUBLE)
#else
#define BY_REFERENCE(type) ((void)(type), false)
#endif

enum { SLOT = sizeof(void *) };

static size_t align_up(size_t value, size_t to)
{
    return (value + to - 1) / to * to;
}

static size_t alignment_of(const migrt_type *type)
{
#if defined(__i386__)
    (void)type;
    return SLOT;
#elif defined(__powerpc64__)
    /* IBM double-double: two doublewords. */
    (void)type;
    return SLOT;
#elif defined(__x86_64__) || defined(__aarch64__) || defined(__riscv)
    return type->size > SLOT ? 2 * SLOT : SLOT;
#else
    return type->size > SLOT && !BY_REFERENCE(type) ? 8 : SLOT;
#endif
}

static size_t room_of(const migrt_type *type)
{
    return BY_REFERENCE(type) ? SLOT : align_up(type->size, SLOT);
}

/* Numbers narrower than a slot are sign- or zero-extended to it. */
static void put_narrow(unsigned char *slot, const migrt_type *type,
                       const unsigned char *value)
{
    uintptr_t word;
    int whole;
    unsigned plain;
    memcpy(&whole, value, sizeof whole);
    memcpy(&plain, value, sizeof plain);
    word = type->kind == MIGRT_K_UINT ? plain : (uintptr_t)(intptr_t)whole;
    memcpy(slot, &word, sizeof word);
}

static void put(unsigned char *slot, const migrt_type *type,
                const unsigned char *value, unsigned char *copy)
{
    if (BY_REFERENCE(type)) {
        memcpy(copy, value, type->size);
        memcpy(slot, &copy, sizeof copy);
    } else if (type->size < SLOT) {
        put_narrow(slot, type, value);
    } else {
        memcpy(slot, value, type->size);
    }
}

/* Bytes of all slots. */
static size_t extent(const migrt_type *all)
{
    size_t end = 0;
    for (unsigned i = 0; i < all->fields_count; i++) {
        const migrt_type *type = all->fields[i].type;
        end = align_up(end, alignment_of(type)) + room_of(type);
    }
    return align_up(end, 16);
}

unsigned char *migrt_arguments_lay_out(const void *block, const migrt_type *all)
{
    size_t slots = extent(all), at = 0;
    /* Behind the slots: what is passed by reference. */
    unsigned char *memory =
        migrt_internal_alloc(slots + (size_t)all->fields_count * 16 + 16);
    for (unsigned i = 0; memory != NULL && i < all->fields_count; i++) {
        const migrt_field *field = &all->fields[i];
        at = align_up(at, alignment_of(field->type));
        put(memory + at, field->type,
            (const unsigned char *)block + field->offset,
            memory + slots + (size_t)i * 16);
        at += room_of(field->type);
    }
    return memory;
}

/* ---- the va_list itself ------------------------------------------------------------- */

#if defined(__x86_64__)

typedef struct shape {
    unsigned gp_offset, fp_offset;
    void *overflow_arg_area, *reg_save_area;
} shape;

static void fill(shape *list, unsigned char *memory)
{
    list->gp_offset = 6 * 8;
    list->fp_offset = 6 * 8 + 8 * 16;
    list->overflow_arg_area = memory;
}

#elif defined(__aarch64__)

typedef struct shape {
    void *stack, *gr_top, *vr_top;
    int gr_offs, vr_offs;
} shape;

static void fill(shape *list, unsigned char *memory)
{
    list->stack = memory;
}

#elif defined(__s390x__)

typedef struct shape {
    long gpr, fpr;
    void *overflow_arg_area, *reg_save_area;
} shape;

static void fill(shape *list, unsigned char *memory)
{
    list->gpr = 5;
    list->fpr = 4;
    list->overflow_arg_area = memory;
}

#elif defined(__powerpc__) && !defined(__powerpc64__)

typedef struct shape {
    unsigned char gpr, fpr;
    unsigned short reserved;
    void *overflow_arg_area, *reg_save_area;
} shape;

static void fill(shape *list, unsigned char *memory)
{
    list->gpr = 8;
    list->fpr = 8;
    list->overflow_arg_area = memory;
}

/* va_start leaves it as it was. */
#define FORGET_UNUSED(list) ((list)->reserved = 0)

#elif defined(__i386__) || defined(__arm__) || defined(__mips__) ||            \
    defined(__riscv) || defined(__powerpc64__)

typedef struct shape {
    void *next;
} shape;

static void fill(shape *list, unsigned char *memory)
{
    list->next = memory;
}

#else
#error "the va_list of this ABI is not known: see lists_layout.c"
#endif

/* A va_list of another size is not the one described above. */
typedef char shape_is_va_list[sizeof(shape) == sizeof(va_list) ? 1 : -1];

#ifndef FORGET_UNUSED
#define FORGET_UNUSED(list) ((void)(list))
#endif

bool migrt_list_same(const migrt_list *a, const migrt_list *b)
{
    shape x, y;
    memcpy(&x, &a->list, sizeof x);
    memcpy(&y, &b->list, sizeof y);
    FORGET_UNUSED(&x);
    FORGET_UNUSED(&y);
    return memcmp(&x, &y, sizeof x) == 0;
}

void migrt_list_over(migrt_list *list, unsigned char *memory)
{
    shape made;
    memset(&made, 0, sizeof made);
    fill(&made, memory);
    memcpy(&list->list, &made, sizeof made);
}
