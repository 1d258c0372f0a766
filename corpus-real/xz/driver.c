/* Compresses and decompresses files with liblzma in many ways.
 *
 *     driver TEXT CODE
 *
 * Each way of packing makes a file, which is unpacked again; the checksums of
 * all are printed. Status 0 if what comes out is always what went in. */
#include "driver.h"
#include <lzma.h>

/* A filter chain before LZMA2, if any. */
enum before { NOTHING, X86, DELTA, ALONE };

struct way {
    const char *name;
    int input; /* argument that names it */
    uint32_t preset;
    enum before before;
    lzma_check check;
    size_t in, out; /* sizes of the pieces */
};

static const struct way ways[] = {
    {"fast", 1, 0, NOTHING, LZMA_CHECK_CRC32, 4096, 4096},
    {"normal", 1, 6, NOTHING, LZMA_CHECK_CRC64, 1000, 333},
    {"extreme", 1, 3 | LZMA_PRESET_EXTREME, NOTHING, LZMA_CHECK_SHA256, 9999,
     1 << 14},
    {"x86", 2, 4, X86, LZMA_CHECK_CRC64, 2000, 2000},
    {"delta", 2, 1, DELTA, LZMA_CHECK_NONE, 5000, 1000},
    {"alone", 1, 2, ALONE, LZMA_CHECK_NONE, 3000, 3000},
};

/* liblzma leaves members of its large states without a value until they are
 * used; a stale number may be too wide for another machine. */
static void *cleared(void *opaque, size_t count, size_t size)
{
    (void)opaque;
    return calloc(count, size);
}

static void released(void *opaque, void *block)
{
    (void)opaque;
    free(block);
}

static lzma_stream *stream_new(void)
{
    static const lzma_stream fresh = LZMA_STREAM_INIT;
    static const lzma_allocator allocator = {cleared, released, NULL};
    lzma_stream *stream = memory(sizeof *stream);
    *stream = fresh;
    stream->allocator = &allocator;
    return stream;
}

static void check(lzma_ret result, const struct way *way)
{
    if (result != LZMA_OK && result != LZMA_STREAM_END) {
        printf("liblzma says %d\n", (int)result);
        fail("failed", way->name);
    }
}

static void start(lzma_stream *stream, const struct way *way)
{
    lzma_options_lzma lzma;
    lzma_options_delta delta;
    lzma_filter filters[3];
    size_t count = 0;
    if (lzma_lzma_preset(&lzma, way->preset))
        fail("no such preset", way->name);
    lzma.dict_size = 1 << 16;
    if (way->before == ALONE) {
        check(lzma_alone_encoder(stream, &lzma), way);
        return;
    }
    memset(&delta, 0, sizeof delta);
    delta.type = LZMA_DELTA_TYPE_BYTE;
    delta.dist = 4;
    if (way->before == X86) {
        filters[count].id = LZMA_FILTER_X86;
        filters[count++].options = NULL;
    } else if (way->before == DELTA) {
        filters[count].id = LZMA_FILTER_DELTA;
        filters[count++].options = &delta;
    }
    filters[count].id = LZMA_FILTER_LZMA2;
    filters[count++].options = &lzma;
    filters[count].id = LZMA_VLI_UNKNOWN;
    filters[count].options = NULL;
    check(lzma_stream_encoder(stream, filters, way->check), way);
}

/* Runs all of the job's input through the stream. */
static void run(lzma_stream *stream, struct job *job, const struct way *way)
{
    lzma_action action = LZMA_RUN;
    lzma_ret result;
    do {
        if (stream->avail_in == 0 && action == LZMA_RUN) {
            stream->next_in = job->input;
            stream->avail_in = job_read(job);
            if (stream->avail_in == 0)
                action = LZMA_FINISH;
        }
        stream->next_out = job->output;
        stream->avail_out = job->out_size;
        result = lzma_code(stream, action);
        check(result, way);
        job_write(job, job->out_size - stream->avail_out);
    } while (result != LZMA_STREAM_END);
    lzma_end(stream);
    free(stream);
}

static void both(const struct way *way, char **argv)
{
    struct job packing, unpacking;
    char name[40];
    lzma_stream *stream = stream_new();
    snprintf(name, sizeof name, "%s.xz", way->name);
    job_begin(&packing, way->name, argv[way->input], name, way->in, way->out);
    start(stream, way);
    run(stream, &packing, way);
    job_end(&packing);
    job_begin(&unpacking, way->name, name, "unpacked", way->out, way->in);
    stream = stream_new();
    check(lzma_auto_decoder(stream, UINT64_MAX, 0), way);
    run(stream, &unpacking, way);
    job_end(&unpacking);
    same(&packing, &unpacking);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        fail("usage: driver TEXT CODE", argv[0]);
    printf("liblzma %s\n", lzma_version_string());
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        both(&ways[i], argv);
    printf("identical\n");
    return 0;
}
