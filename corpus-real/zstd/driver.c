/* Compresses and decompresses a file with zstd in many ways.
 *
 *     driver INPUT
 *
 * What is printed is of every byte of the frames, and of what comes out of them
 * again, which must be INPUT: frames of one block, and streams of several, which
 * say of their codes that they are those of the block before (codes.c). */
#include "codes.h"
#include "driver.h"

enum { PIECE = 20000, WINDOW_LOG = 17 };

enum shape { FRAMES, STREAM };

struct way {
    const char *name;
    enum shape shape;
    ZSTD_strategy strategy;
    int level, checksum, distant;
    const char *words; /* a dictionary's text, or null */
};

static const char words[] = "the license the software without warranty of any "
                            "kind include define struct static return int ";

static const struct way ways[] = {
    {"fast", FRAMES, ZSTD_fast, 1, 0, 0, NULL},
    {"double fast", FRAMES, ZSTD_dfast, 3, 1, 0, NULL},
    {"greedy", FRAMES, ZSTD_greedy, 5, 0, 0, NULL},
    {"lazy", FRAMES, ZSTD_lazy, 6, 1, 0, NULL},
    {"two trees", FRAMES, ZSTD_btlazy2, 13, 0, 0, NULL},
    {"optimal", FRAMES, ZSTD_btopt, 16, 0, 0, words},
    {"negative", STREAM, ZSTD_fast, -5, 0, 0, NULL},
    {"stream", STREAM, ZSTD_dfast, 3, 1, 0, words},
    {"lazy stream", STREAM, ZSTD_lazy2, 9, 1, 0, NULL},
    {"distant", STREAM, ZSTD_lazy2, 8, 0, 1, NULL},
    {"ultra", STREAM, ZSTD_btultra2, 19, 1, 0, NULL},
};

static size_t check(size_t code, const char *name)
{
    if (ZSTD_isError(code))
        fail(ZSTD_getErrorName(code), name);
    return code;
}

static void set(ZSTD_CCtx *context, ZSTD_cParameter what, int value,
                const struct way *way)
{
    check(ZSTD_CCtx_setParameter(context, what, value), way->name);
}

static ZSTD_CCtx *packer(const struct way *way)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (context == NULL)
        fail("no memory", way->name);
    set(context, ZSTD_c_compressionLevel, way->level, way);
    set(context, ZSTD_c_strategy, (int)way->strategy, way);
    set(context, ZSTD_c_windowLog, WINDOW_LOG, way);
    set(context, ZSTD_c_checksumFlag, way->checksum, way);
    if (way->distant)
        set(context, ZSTD_c_enableLongDistanceMatching, ZSTD_ps_enable, way);
    if (way->words != NULL)
        check(ZSTD_CCtx_loadDictionary(context, way->words,
                                       strlen(way->words)),
              way->name);
    return context;
}

/* Each piece of the input as a frame of its own. */
static void pack_frames(struct job *job, ZSTD_CCtx *context)
{
    size_t got;
    while ((got = job_read(job)) > 0)
        job_write(job, check(ZSTD_compress2(context, job->output, job->out_size,
                                            job->input, got),
                             job->name));
}

static void pack_stream(struct job *job, ZSTD_CCtx *context)
{
    ZSTD_EndDirective what = ZSTD_e_continue;
    while (what == ZSTD_e_continue) {
        ZSTD_inBuffer in = {job->input, 0, 0};
        size_t left;
        in.size = job_read(job);
        if (in.size == 0)
            what = ZSTD_e_end;
        do {
            ZSTD_outBuffer out = {job->output, 0, 0};
            out.size = job->out_size;
            left = check(ZSTD_compressStream2(context, &out, &in, what),
                         job->name);
            job_write(job, out.pos);
        } while (what == ZSTD_e_end ? left > 0 : in.pos < in.size);
    }
}

static void unpack(struct job *job, const struct way *way)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();
    if (context == NULL)
        fail("no memory", way->name);
    if (way->words != NULL)
        check(ZSTD_DCtx_loadDictionary(context, way->words,
                                       strlen(way->words)),
              way->name);
    for (;;) {
        ZSTD_inBuffer in = {job->input, 0, 0};
        ZSTD_outBuffer out = {job->output, 0, 0};
        in.size = job_read(job);
        if (in.size == 0)
            break;
        do {
            out.pos = 0;
            out.size = job->out_size;
            check(ZSTD_decompressStream(context, &out, &in), job->name);
            job_write(job, out.pos);
        } while (in.pos < in.size || out.pos == out.size);
    }
    ZSTD_freeDCtx(context);
}

static void pack(struct job *job, const struct way *way)
{
    ZSTD_CCtx *context = packer(way);
    codes_of(context);
    (way->shape == FRAMES ? pack_frames : pack_stream)(job, context);
    codes_of(NULL);
    ZSTD_freeCCtx(context);
}

static void both(const struct way *way, const char *input)
{
    struct job packing, unpacking;
    job_begin(&packing, way->name, input, "packed", PIECE,
              ZSTD_compressBound(PIECE));
    pack(&packing, way);
    job_end(&packing);
    job_begin(&unpacking, way->name, "packed", "unpacked", 1000, 3000);
    unpack(&unpacking, way);
    job_close(&unpacking);
    printf("%s: crc %08lx\n", way->name, (unsigned long)unpacking.written.crc);
    same(&packing, &unpacking);
    remove("packed");
}

int main(int argc, char **argv)
{
    if (argc != 2)
        fail("usage: driver INPUT", argv[0]);
    printf("zstd %s\n", ZSTD_versionString());
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        both(&ways[i], argv[1]);
    printf("identical\n");
    return 0;
}
