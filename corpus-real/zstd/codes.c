/* Between blocks zstd keeps tables of codes, of which the next block says only
 * that they are the same. Codes of Huffman's stand at the upper end of words of
 * the machine's size, and 16-bit numbers in 32-bit ones: neither migcc nor the
 * types can tell. migcc.toml calls them transient; around a capture they are
 * copied into arrays of what they are, and after a restore made again: those of
 * the block before, for in the midst of the next one's captures wait. */
#include "codes.h"

#include "compress/zstd_compress_internal.h"
#include <migrt.h>
#include <stdlib.h>
#include <string.h>

enum { SYMBOLS = HUF_CTABLE_SIZE_ST(255), STATES = 512, MOST_LOG = 9 };
enum { HALVES = 2 + STATES, WORDS = 2 * (MaxML + 1), UPPER = 8 * sizeof(size_t) };

struct huffman {
    int repeat;
    unsigned char header[2];
    unsigned char bits[SYMBOLS];
    unsigned short code[SYMBOLS];
};

/* FSE: two numbers, the states, two words for each symbol. */
struct finite {
    int repeat;
    unsigned short halves[HALVES];
    unsigned words[WORDS];
};

struct codes {
    struct huffman literals;
    struct finite offsets, matches, lengths;
};

static ZSTD_CCtx *context;
static struct codes saved;

void codes_of(ZSTD_CCtx *of)
{
    context = of;
}

/* ---- Huffman's -------------------------------------------------------------------- */

static void save_huffman(struct huffman *to, const ZSTD_hufCTables_t *from)
{
    memset(to, 0, sizeof *to);
    to->repeat = (int)from->repeatMode;
    if (from->repeatMode == HUF_repeat_none)
        return;
    memcpy(to->header, from->CTable, sizeof to->header);
    for (int i = 1; i < SYMBOLS; i++) {
        to->bits[i] = (unsigned char)(from->CTable[i] & 0xff);
        if (to->bits[i] > 0)
            to->code[i] = (unsigned short)(from->CTable[i] >>
                                           (UPPER - to->bits[i]));
    }
}

static void load_huffman(ZSTD_hufCTables_t *to, const struct huffman *from)
{
    memset(to, 0, sizeof *to);
    to->repeatMode = (HUF_repeat)from->repeat;
    if (to->repeatMode == HUF_repeat_none)
        return;
    memcpy(to->CTable, from->header, sizeof from->header);
    for (int i = 1; i < SYMBOLS; i++)
        if (from->bits[i] > 0)
            to->CTable[i] = from->bits[i] | (size_t)from->code[i]
                                                << (UPPER - from->bits[i]);
}

/* ---- FSE -------------------------------------------------------------------------- */

/* What stands before the words: of a table of one symbol, no states. */
static size_t halves_of(unsigned log)
{
    return 2 + (log > 0 ? (size_t)1 << log : 2);
}

/* The words behind them. */
static size_t words_of(unsigned last_symbol)
{
    return 2 * ((size_t)last_symbol + 1);
}

static void save_finite(struct finite *to, const FSE_CTable *from,
                        FSE_repeat repeat)
{
    size_t halves;
    memset(to, 0, sizeof *to);
    to->repeat = (int)repeat;
    if (repeat == FSE_repeat_none)
        return;
    memcpy(to->halves, from, 2 * sizeof *to->halves);
    if (to->halves[0] > MOST_LOG || to->halves[1] > MaxML)
        abort();
    halves = halves_of(to->halves[0]) * sizeof *to->halves;
    memcpy(to->halves, from, halves);
    memcpy(to->words, (const char *)from + halves,
           words_of(to->halves[1]) * sizeof *to->words);
}

static FSE_repeat load_finite(FSE_CTable *to, const struct finite *from)
{
    size_t halves = halves_of(from->halves[0]) * sizeof *from->halves;
    if (from->repeat == (int)FSE_repeat_none)
        return FSE_repeat_none;
    memcpy(to, from->halves, halves);
    memcpy((char *)to + halves, from->words,
           words_of(from->halves[1]) * sizeof *from->words);
    return (FSE_repeat)from->repeat;
}

/* ---- both ------------------------------------------------------------------------- */

static void save(struct codes *to, const ZSTD_entropyCTables_t *from)
{
    const ZSTD_fseCTables_t *fse = &from->fse;
    save_huffman(&to->literals, &from->huf);
    save_finite(&to->offsets, fse->offcodeCTable, fse->offcode_repeatMode);
    save_finite(&to->matches, fse->matchlengthCTable,
                fse->matchlength_repeatMode);
    save_finite(&to->lengths, fse->litlengthCTable, fse->litlength_repeatMode);
}

static void load(ZSTD_entropyCTables_t *to, const struct codes *from)
{
    ZSTD_fseCTables_t *fse = &to->fse;
    load_huffman(&to->huf, &from->literals);
    fse->offcode_repeatMode =
        load_finite(fse->offcodeCTable, &from->offsets);
    fse->matchlength_repeatMode =
        load_finite(fse->matchlengthCTable, &from->matches);
    fse->litlength_repeatMode =
        load_finite(fse->litlengthCTable, &from->lengths);
}

static void before_capture(void)
{
    if (context == NULL || context->blockState.prevCBlock == NULL)
        return;
    save(&saved, &context->blockState.prevCBlock->entropy);
}

static void after_restore(void)
{
    if (context == NULL || context->blockState.prevCBlock == NULL)
        return;
    load(&context->blockState.prevCBlock->entropy, &saved);
}

MIGRT_ON_CAPTURE(before_capture);
MIGRT_ON_RESTORE(after_restore);
