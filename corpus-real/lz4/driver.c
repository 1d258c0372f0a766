/* Compresses and decompresses a file with LZ4's block and stream functions.
 *
 *     driver INPUT
 *
 * LZ4 finds matches with hashes of words as the machine reads them, so that
 * what it writes differs between byte orders and word sizes: of compressed
 * data nothing is printed, and no file of it is left. What comes out of it
 * must be INPUT. */
#include "driver.h"
#include <lz4.h>
#include <lz4hc.h>

enum { BLOCK = 10000, RING = 4 };

void frame(const char *input);

/* Blocks of a file, each with its size before it. */
static void put_block(struct job *job, int made)
{
    unsigned char head[2];
    if (made <= 0)
        fail("cannot be compressed", job->name);
    head[0] = (unsigned char)(made & 255);
    head[1] = (unsigned char)(made >> 8);
    if (fwrite(head, 1, 2, job->out) != 2)
        fail("cannot be written", job->name);
    job_write(job, (size_t)made);
}

/* The size of the next block, which is then in the job's output buffer; 0 at
 * the end. */
static int get_block(struct job *job)
{
    unsigned char head[2];
    size_t size;
    if (fread(head, 1, 2, job->in) != 2)
        return 0;
    size = head[0] + (size_t)head[1] * 256;
    if (fread(job->input, 1, size, job->in) != size)
        fail("ends too early", job->name);
    return (int)size;
}

/* Each block by itself. */
static void pack_blocks(struct job *job, int level)
{
    size_t got;
    while ((got = job_read(job)) > 0) {
        const char *from = (const char *)job->input;
        char *to = (char *)job->output;
        int room = (int)job->out_size;
        put_block(job, level < 0 ? LZ4_compress_fast(from, to, (int)got, room,
                                                     -level)
                                 : LZ4_compress_HC(from, to, (int)got, room,
                                                   level));
    }
}

static void unpack_blocks(struct job *job)
{
    int size;
    while ((size = get_block(job)) > 0) {
        int made = LZ4_decompress_safe((const char *)job->input,
                                       (char *)job->output, size,
                                       (int)job->out_size);
        if (made < 0)
            fail("cannot be decompressed", job->name);
        job_write(job, (size_t)made);
    }
}

/* Blocks that refer to those before them, in a ring of buffers. */
static void pack_stream(struct job *job, int level)
{
    char *ring = malloc(RING * BLOCK);
    LZ4_stream_t *fast = LZ4_createStream();
    LZ4_streamHC_t *high = LZ4_createStreamHC();
    size_t got;
    int turn = 0;
    LZ4_resetStreamHC_fast(high, level);
    LZ4_loadDict(fast, "the quick brown fox and the like", 32);
    while ((got = fread(ring + turn * BLOCK, 1, BLOCK, job->in)) > 0) {
        const char *from = ring + turn * BLOCK;
        char *to = (char *)job->output;
        int room = (int)job->out_size;
        sum_add(&job->read, from, got);
        put_block(job, level < 0
                           ? LZ4_compress_fast_continue(fast, from, to,
                                                        (int)got, room, 1)
                           : LZ4_compress_HC_continue(high, from, to, (int)got,
                                                      room));
        turn = (turn + 1) % RING;
    }
    LZ4_freeStream(fast);
    LZ4_freeStreamHC(high);
    free(ring);
}

static void unpack_stream(struct job *job, int level)
{
    char *ring = malloc(RING * BLOCK);
    LZ4_streamDecode_t *stream = LZ4_createStreamDecode();
    int size, turn = 0;
    if (level < 0)
        LZ4_setStreamDecode(stream, "the quick brown fox and the like", 32);
    else
        LZ4_setStreamDecode(stream, NULL, 0);
    while ((size = get_block(job)) > 0) {
        char *to = ring + turn * BLOCK;
        int made = LZ4_decompress_safe_continue(
            stream, (const char *)job->input, to, size, BLOCK);
        if (made < 0)
            fail("cannot be decompressed", job->name);
        memcpy(job->output, to, (size_t)made);
        job_write(job, (size_t)made);
        turn = (turn + 1) % RING;
    }
    LZ4_freeStreamDecode(stream);
    free(ring);
}

static void both(const char *name, const char *input, int level, int stream)
{
    struct job packing, unpacking;
    size_t room = (size_t)LZ4_compressBound(BLOCK);
    job_begin(&packing, name, input, "packed", BLOCK, room);
    (stream ? pack_stream : pack_blocks)(&packing, level);
    job_close(&packing);
    printf("%s: packed\n", name);
    job_begin(&unpacking, name, "packed", "unpacked", room, BLOCK);
    if (stream)
        unpack_stream(&unpacking, level);
    else
        unpack_blocks(&unpacking);
    job_close(&unpacking);
    printf("%s: crc %08lx\n", name, (unsigned long)unpacking.written.crc);
    same(&packing, &unpacking);
    remove("packed");
}

int main(int argc, char **argv)
{
    if (argc != 2)
        fail("usage: driver INPUT", argv[0]);
    printf("LZ4 %s\n", LZ4_versionString());
    both("fast", argv[1], -1, 0);
    both("faster", argv[1], -9, 0);
    both("HC 3", argv[1], 3, 0);
    both("HC 9", argv[1], 9, 0);
    both("optimal", argv[1], 12, 0);
    both("stream", argv[1], -1, 1);
    both("HC stream", argv[1], 4, 1);
    both("optimal stream", argv[1], 11, 1);
    frame(argv[1]);
    printf("identical\n");
    return 0;
}
