/* Floating point: between the formats of long double (x87 extended, IEEE
 * binary128, IBM double-double, binary64) and the other IEEE formats.
 *
 * A number is taken apart into sign, exponent and 128 bits of significand, all
 * with integers: the host's own long double need not be able to hold it.
 * Formats: IEEE 754-2008 table 3.5; Intel SDM vol. 1, 4.2.2; the pair of
 * doubles as in the 64-bit PowerPC ELF ABI, 3.1.4. */
#include "convert.h"

#include "stats.h"
#include "wire_order.h"

#include <string.h>

typedef struct u128 {
    uint64_t high, low;
} u128;

enum class { CLASS_ZERO, CLASS_FINITE, CLASS_INFINITE, CLASS_NAN };

/* (-1)^negative * significand * 2^exponent, significand normalised: its
 * highest bit is set. `sticky`: nonzero bits were lost below. */
typedef struct number {
    enum class class;
    bool negative, sticky;
    int exponent;
    u128 significand;
} number;

typedef struct ieee {
    unsigned bytes, exponent_bits, fraction_bits;
} ieee;

static const ieee half = {2, 5, 10}, single = {4, 8, 23},
                  binary64 = {8, 11, 52}, quad = {16, 15, 112};

static const ieee *ieee_of(unsigned format)
{
    switch (format) {
    case MIGRT_FLOAT_HALF:
        return &half;
    case MIGRT_FLOAT_SINGLE:
        return &single;
    case MIGRT_LD_QUAD:
        return &quad;
    default:
        return &binary64;
    }
}

unsigned migrt_float_bytes(unsigned format)
{
    if (format == MIGRT_LD_X87)
        return 10;
    return format == MIGRT_LD_IBM ? 16 : ieee_of(format)->bytes;
}

/* ---- 128-bit arithmetic ----------------------------------------------------------- */

static u128 shift_left(u128 v, unsigned by)
{
    u128 out = {0, 0};
    if (by >= 128)
        return out;
    if (by >= 64) {
        out.high = v.low << (by - 64);
    } else if (by > 0) {
        out.high = v.high << by | v.low >> (64 - by);
        out.low = v.low << by;
    } else {
        out = v;
    }
    return out;
}

static u128 shift_right(u128 v, unsigned by)
{
    u128 out = {0, 0};
    if (by >= 128)
        return out;
    if (by >= 64) {
        out.low = v.high >> (by - 64);
    } else if (by > 0) {
        out.low = v.low >> by | v.high << (64 - by);
        out.high = v.high >> by;
    } else {
        out = v;
    }
    return out;
}

static bool is_zero(u128 v)
{
    return v.high == 0 && v.low == 0;
}

static bool less(u128 a, u128 b)
{
    return a.high != b.high ? a.high < b.high : a.low < b.low;
}

static u128 add(u128 a, u128 b, bool *carry)
{
    u128 sum = {a.high + b.high, a.low + b.low};
    bool low_carry = sum.low < a.low;
    *carry = sum.high < a.high || (low_carry && sum.high == UINT64_MAX);
    sum.high += low_carry;
    return sum;
}

static u128 subtract(u128 a, u128 b)
{
    u128 out = {a.high - b.high - (a.low < b.low), a.low - b.low};
    return out;
}

/* Right shift that remembers whether it lost a bit. */
static u128 shift_right_sticky(u128 v, unsigned by, bool *sticky)
{
    u128 kept = shift_right(v, by);
    u128 back = shift_left(kept, by);
    if (by >= 128)
        *sticky |= !is_zero(v);
    else
        *sticky |= back.high != v.high || back.low != v.low;
    return kept;
}

static void normalise(number *n)
{
    if (is_zero(n->significand)) {
        n->class = CLASS_ZERO;
        return;
    }
    while (n->significand.high >> 63 == 0) {
        n->significand = shift_left(n->significand, 1);
        n->exponent--;
    }
}

/* ---- taking apart ----------------------------------------------------------------- */

/* Bytes, most significant first, to a 128-bit integer. */
static u128 gather(const unsigned char *at, unsigned bytes, bool big)
{
    u128 v = {0, 0};
    for (unsigned i = 0; i < bytes; i++) {
        v = shift_left(v, 8);
        v.low |= at[big ? i : bytes - 1 - i];
    }
    return v;
}

static number unpack_ieee(const unsigned char *at, const ieee *f, bool big)
{
    number n = {CLASS_FINITE, false, false, 0, {0, 0}};
    u128 bits = gather(at, f->bytes, big);
    unsigned top = (1u << f->exponent_bits) - 1;
    unsigned exponent = (unsigned)shift_right(bits, f->fraction_bits).low & top;
    int bias = (int)(top >> 1);
    n.negative = shift_right(bits, f->bytes * 8 - 1).low & 1;
    n.significand = shift_left(bits, 128 - f->fraction_bits);
    n.significand = shift_right(n.significand, 128 - f->fraction_bits);
    if (exponent == top) {
        n.class = is_zero(n.significand) ? CLASS_INFINITE : CLASS_NAN;
        n.significand =
            shift_left(n.significand, 128 - f->fraction_bits); /* payload */
        return n;
    }
    if (exponent != 0) {
        u128 one = {0, 1};
        bool carry;
        n.significand =
            add(n.significand, shift_left(one, f->fraction_bits), &carry);
    } else {
        exponent = 1;
    }
    n.exponent = (int)exponent - bias - (int)f->fraction_bits;
    normalise(&n);
    return n;
}

static number unpack_x87(const unsigned char *at, bool big)
{
    number n = {CLASS_FINITE, false, false, 0, {0, 0}};
    u128 bits = gather(at, 10, big);
    unsigned exponent = (unsigned)bits.high & 0x7FFF;
    n.negative = bits.high >> 15 & 1;
    n.significand.low = bits.low;
    if (exponent == 0x7FFF) {
        n.class = bits.low << 1 == 0 ? CLASS_INFINITE : CLASS_NAN;
        n.significand.high = bits.low << 1;
        n.significand.low = 0;
        return n;
    }
    n.exponent = (int)(exponent == 0 ? 1 : exponent) - 16383 - 63;
    normalise(&n);
    return n;
}

/* The sum of two numbers, exact but for the sticky bit. */
static number sum(number a, number b)
{
    bool carry, sticky = false;
    int apart;
    if (a.class != CLASS_FINITE || b.class == CLASS_ZERO)
        return a;
    apart = a.exponent - b.exponent;
    if (b.class != CLASS_FINITE || apart < 0)
        return a.class == CLASS_FINITE && apart < 0 ? sum(b, a) : a;
    b.significand = shift_right_sticky(
        b.significand, apart > 127 ? 128 : (unsigned)apart, &sticky);
    a.sticky |= sticky;
    if (a.negative == b.negative) {
        a.significand = add(a.significand, b.significand, &carry);
        if (carry) {
            a.significand = shift_right_sticky(a.significand, 1, &a.sticky);
            a.significand.high |= UINT64_C(1) << 63;
            a.exponent++;
        }
        return a;
    }
    if (less(a.significand, b.significand)) {
        u128 difference = subtract(b.significand, a.significand);
        a.significand = difference;
        a.negative = b.negative;
    } else {
        u128 one = {0, sticky ? 1 : 0};
        a.significand = subtract(subtract(a.significand, b.significand), one);
    }
    normalise(&a);
    return a;
}

static number unpack(const unsigned char *at, unsigned format, bool big)
{
    if (format == MIGRT_LD_X87)
        return unpack_x87(at, big);
    if (format == MIGRT_LD_IBM)
        return sum(unpack_ieee(at, &binary64, big),
                   unpack_ieee(at + 8, &binary64, big));
    return unpack_ieee(at, ieee_of(format), big);
}

/* ---- putting together ------------------------------------------------------------- */

enum result { EXACT, ROUNDED, OVERFLOWED };

static void scatter(unsigned char *at, u128 v, unsigned bytes)
{
    bool big = migrt_big_endian();
    for (unsigned i = 0; i < bytes; i++) {
        at[big ? bytes - 1 - i : i] = (unsigned char)(v.low & 255);
        v = shift_right(v, 8);
    }
}

/* Keeps the upper `keep` bits of a normalised significand, to nearest, ties to
 * even; *up when the result is 2^keep. Returned right-aligned. */
static u128 round_to(const number *n, unsigned keep, bool *up, bool *inexact)
{
    bool sticky = n->sticky, carry;
    u128 kept, rest, halfway = {UINT64_C(1) << 63, 0}, one = {0, 1};
    kept = shift_right(n->significand, 128 - keep);
    rest = keep >= 128 ? (u128){0, 0} : shift_left(n->significand, keep);
    *inexact = sticky || !is_zero(rest);
    *up = false;
    if (less(halfway, rest) ||
        (!less(rest, halfway) && (sticky || (kept.low & 1)))) {
        kept = add(kept, one, &carry);
        *up = carry || !is_zero(shift_right(kept, keep));
    }
    return kept;
}

static enum result pack_finite(unsigned char *at, const number *n,
                               const ieee *f, unsigned explicit_one)
{
    unsigned top = (1u << f->exponent_bits) - 1;
    unsigned precision = f->fraction_bits + 1 - explicit_one;
    int exponent = n->exponent + 127 + (int)(top >> 1); /* biased */
    unsigned keep = precision;
    bool up = false, inexact = true;
    u128 bits = {0, 0}, field = {0, 0};
    precision = f->fraction_bits + 1 - explicit_one;
    if (exponent < 1) { /* subnormal here */
        unsigned lost = (unsigned)(1 - exponent);
        keep = lost >= precision ? 0 : precision - lost;
        exponent = 0;
    }
    if (keep > 0)
        bits = round_to(n, keep, &up, &inexact);
    if (exponent == 0 && !is_zero(shift_right(bits, precision - 1)))
        exponent = 1; /* rounded up to the least normal number */
    else if (exponent > 0 && up) {
        bits = shift_right(bits, 1);
        exponent++;
    }
    if (exponent >= (int)top)
        return OVERFLOWED;
    if (!explicit_one) {
        bits = shift_left(bits, 128 - f->fraction_bits);
        bits = shift_right(bits, 128 - f->fraction_bits);
    }
    field.low = (uint64_t)exponent | (uint64_t)n->negative << f->exponent_bits;
    field = shift_left(field, f->fraction_bits);
    bits.high |= field.high;
    bits.low |= field.low;
    scatter(at, bits, f->bytes);
    return inexact ? ROUNDED : EXACT;
}

/* Zero, infinity, NaN. The payload keeps its upper bits; NaNs stay quiet. */
static void pack_special(unsigned char *at, const number *n, const ieee *f,
                         bool explicit_one)
{
    unsigned top = (1u << f->exponent_bits) - 1;
    unsigned fraction = f->fraction_bits - explicit_one;
    u128 bits = {0, 0}, field = {0, 0}, quiet = {0, 1};
    field.low = (uint64_t)n->negative << f->exponent_bits;
    if (n->class != CLASS_ZERO)
        field.low |= top;
    if (n->class == CLASS_NAN) {
        bits = shift_right(n->significand, 128 - fraction);
        quiet = shift_left(quiet, fraction - 1);
        bits.high |= quiet.high;
        bits.low |= quiet.low;
    }
    if (explicit_one && n->class != CLASS_ZERO)
        bits.low |= UINT64_C(1) << 63;
    field = shift_left(field, f->fraction_bits);
    bits.high |= field.high;
    bits.low |= field.low;
    scatter(at, bits, f->bytes);
}

static const ieee x87 = {10, 15, 64}; /* the leading one is stored */

static enum result pack_as(unsigned char *at, const number *n, const ieee *f)
{
    if (n->class == CLASS_FINITE)
        return pack_finite(at, n, f, f == &x87);
    pack_special(at, n, f, f == &x87);
    return EXACT;
}

/* The nearest double, and the nearest double to what is left. */
static enum result pack_ibm(unsigned char *at, const number *n)
{
    enum result result = pack_as(at, n, &binary64);
    number first, rest;
    memset(at + 8, 0, 8);
    if (n->class != CLASS_FINITE || result != ROUNDED)
        return result;
    first = unpack_ieee(at, &binary64, migrt_big_endian());
    first.negative = !first.negative;
    rest = sum(*n, first);
    if (rest.class == CLASS_ZERO)
        return n->sticky ? ROUNDED : EXACT;
    return pack_as(at + 8, &rest, &binary64);
}

static enum result pack(unsigned char *at, const number *n, unsigned format)
{
    if (format == MIGRT_LD_IBM)
        return pack_ibm(at, n);
    return pack_as(at, n, format == MIGRT_LD_X87 ? &x87 : ieee_of(format));
}

/* The value as C writes hexadecimal ones (C11 6.4.4.2), and its size for people. */
static void refuse(migrt_converter *c, const migrt_op *op, const number *n)
{
    int power = n->exponent + 127;
    unsigned long long fraction = n->significand.high << 1 >> 12;
    migrt_refuse_here(c, op, 0,
                      "the value %s0x1.%013llxp+%d, about 10^%d, is too large "
                      "for the floating type it has on this machine: restore "
                      "on a machine with a wider one",
                      n->negative ? "-" : "", fraction, power,
                      power * 30103 / 100000);
}

void migrt_convert_floats(migrt_converter *c, const migrt_op *op,
                          const unsigned char *source, unsigned char *target)
{
    number n = unpack(source, op->from, c->source.byte_order == 2);
    switch (pack(target, &n, op->to)) {
    case EXACT:
        break;
    case ROUNDED:
        if (migrt_counters.rounded++ == 0)
            migrt_log(MIGRT_WARN,
                      "%s: rounded to the precision this machine "
                      "has",
                      migrt_where_text(c, op, 0));
        break;
    case OVERFLOWED:
        refuse(c, op, &n);
        break;
    }
}
