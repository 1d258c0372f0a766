/* Compresses and decompresses a file with zlib in many ways.
 *
 *     driver INPUT
 *
 * Each way of packing makes a file, which is unpacked again; the checksums of
 * all are printed. Status 0 if what comes out is always INPUT. */
#include "driver.h"
#include <zlib.h>

/* A way of packing. */
struct way {
    const char *name;
    int level, strategy, window, memory;
    size_t in, out;         /* sizes of the pieces */
    int dictionary, change; /* use a dictionary; change the level on the way */
};

static const struct way ways[] = {
    {"stored", 0, Z_DEFAULT_STRATEGY, 15, 8, 4096, 1000, 0, 0},
    {"fast", 1, Z_DEFAULT_STRATEGY, -15, 9, 1 << 14, 1 << 14, 0, 0},
    {"slow", 9, Z_DEFAULT_STRATEGY, 15, 8, 777, 99, 0, 0},
    {"gzip", 6, Z_DEFAULT_STRATEGY, 31, 8, 5000, 4096, 0, 0},
    {"filtered", 4, Z_FILTERED, 9, 1, 1 << 13, 1 << 12, 0, 0},
    {"huffman", 6, Z_HUFFMAN_ONLY, 15, 8, 1 << 14, 1 << 10, 0, 0},
    {"runs", 6, Z_RLE, 12, 4, 1 << 12, 1 << 12, 0, 0},
    {"fixed", 5, Z_FIXED, 14, 7, 1 << 12, 1 << 12, 0, 0},
    {"dictionary", 7, Z_DEFAULT_STRATEGY, 13, 6, 3000, 2000, 1, 0},
    {"changing", 2, Z_DEFAULT_STRATEGY, 15, 8, 10000, 3000, 0, 1},
};

static const char words[] =
    "License Copyright software warranty without include define struct return "
    "static const char the of and to in is that for it as with this be not ";

void gzip(const char *input);
void back(const char *input);

/* Pieces are counted in a table of blocks, so that zalloc has a user. */
static unsigned long blocks;

static voidpf allocate(voidpf opaque, uInt items, uInt size)
{
    ++*(unsigned long *)opaque;
    return calloc(items, size);
}

static void release(voidpf opaque, voidpf address)
{
    --*(unsigned long *)opaque;
    free(address);
}

static z_stream *stream_new(void)
{
    z_stream *stream = memory(sizeof *stream);
    memset(stream, 0, sizeof *stream);
    stream->zalloc = allocate;
    stream->zfree = release;
    stream->opaque = &blocks;
    return stream;
}

static void change_level(z_stream *stream, int step)
{
    static const int levels[] = {9, 0, 1, 6, 3};
    int level = levels[step % 5];
    int strategy = step % 3 == 2 ? Z_RLE : Z_DEFAULT_STRATEGY;
    if (deflateParams(stream, level, strategy) == Z_STREAM_ERROR)
        fail("deflateParams", "changing");
}

static void pack(const struct way *way, struct job *job)
{
    z_stream *stream = stream_new();
    int flush = Z_NO_FLUSH, result, step = 0;
    if (deflateInit2(stream, way->level, Z_DEFLATED, way->window, way->memory,
                     way->strategy) != Z_OK)
        fail("deflateInit2", way->name);
    if (way->dictionary)
        deflateSetDictionary(stream, (const Bytef *)words, sizeof words);
    do {
        if (stream->avail_in == 0 && flush == Z_NO_FLUSH) {
            stream->next_in = job->input;
            stream->avail_in = (uInt)job_read(job);
            if (stream->avail_in == 0)
                flush = Z_FINISH;
        }
        stream->next_out = job->output;
        stream->avail_out = (uInt)job->out_size;
        if (way->change && flush == Z_NO_FLUSH)
            change_level(stream, step++);
        result = deflate(stream, flush);
        if (result == Z_STREAM_ERROR)
            fail("deflate", way->name);
        job_write(job, job->out_size - stream->avail_out);
    } while (result != Z_STREAM_END);
    if (deflateEnd(stream) != Z_OK)
        fail("deflateEnd", way->name);
    free(stream);
}

static void unpack(const struct way *way, struct job *job)
{
    z_stream *stream = stream_new();
    int result;
    if (inflateInit2(stream, way->window) != Z_OK)
        fail("inflateInit2", way->name);
    do {
        if (stream->avail_in == 0) {
            stream->next_in = job->input;
            stream->avail_in = (uInt)job_read(job);
        }
        stream->next_out = job->output;
        stream->avail_out = (uInt)job->out_size;
        result = inflate(stream, Z_NO_FLUSH);
        if (result == Z_NEED_DICT)
            result = inflateSetDictionary(stream, (const Bytef *)words,
                                          sizeof words);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            fail(stream->msg ? stream->msg : "inflate", way->name);
        job_write(job, job->out_size - stream->avail_out);
    } while (result != Z_STREAM_END);
    if (inflateEnd(stream) != Z_OK)
        fail("inflateEnd", way->name);
    free(stream);
}

static void both(const struct way *way, const char *input)
{
    struct job packing, unpacking;
    char name[40];
    snprintf(name, sizeof name, "%s.z", way->name);
    job_begin(&packing, way->name, input, name, way->in, way->out);
    pack(way, &packing);
    job_end(&packing);
    job_begin(&unpacking, way->name, name, "unpacked", way->out, way->in);
    unpack(way, &unpacking);
    job_end(&unpacking);
    same(&packing, &unpacking);
    if (blocks != 0)
        fail("blocks are left", way->name);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        fail("usage: driver INPUT", argv[0]);
    printf("zlib %s\n", zlibVersion());
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        both(&ways[i], argv[1]);
    gzip(argv[1]);
    back(argv[1]);
    printf("identical\n");
    return 0;
}
