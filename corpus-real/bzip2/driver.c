/* Compresses and decompresses a file with libbz2's streams.
 *
 *     driver INPUT COMPRESSED OUTPUT
 *
 * INPUT is compressed into COMPRESSED, that is decompressed into OUTPUT, and
 * the checksums of all three are printed, with a line for every MiB of INPUT
 * on the way. Status 0 if OUTPUT equals INPUT. */
#include <bzlib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, LEVEL = 9, MIB = 1 << 20 };

struct sum {
    uint32_t crc;
    uint64_t bytes;
};

/* One direction of the transformation, from file to file. */
struct job {
    const char *name;
    FILE *in, *out;
    struct sum read, written;
    uint64_t shown;
    char *input, *output;
};

static void fail(const char *what, const char *name)
{
    printf("%s: %s\n", name, what);
    exit(1);
}

/* CRC-32 of ISO 3309, bit by bit per nibble. */
static void add(struct sum *sum, const char *data, size_t size)
{
    static uint32_t table[16];
    uint32_t crc = ~sum->crc;
    if (table[1] == 0)
        for (uint32_t i = 0; i < 16; i++) {
            uint32_t c = i;
            for (int bit = 0; bit < 4; bit++)
                c = (c >> 1) ^ (c & 1 ? 0xedb88320u : 0);
            table[i] = c;
        }
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)data[i];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    sum->crc = ~crc;
    sum->bytes += size;
}

static FILE *open_file(const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    if (file == NULL)
        fail("cannot be opened", name);
    return file;
}

static void begin(struct job *job, const char *name, const char *from,
                  const char *to)
{
    memset(job, 0, sizeof *job);
    job->name = name;
    job->in = open_file(from, "rb");
    job->out = open_file(to, "wb");
    job->input = malloc(CHUNK);
    job->output = malloc(CHUNK);
    if (job->input == NULL || job->output == NULL)
        fail("no memory", name);
}

static void end(struct job *job)
{
    if (fclose(job->in) != 0 || fclose(job->out) != 0)
        fail("cannot be closed", job->name);
    free(job->input);
    free(job->output);
    printf("%s: %llu bytes crc %08lx -> %llu bytes crc %08lx\n", job->name,
           (unsigned long long)job->read.bytes, (unsigned long)job->read.crc,
           (unsigned long long)job->written.bytes,
           (unsigned long)job->written.crc);
}

/* Fills the stream's input from the file; 0 at its end. */
static size_t refill(struct job *job, bz_stream *stream)
{
    size_t got = fread(job->input, 1, CHUNK, job->in);
    add(&job->read, job->input, got);
    stream->next_in = job->input;
    stream->avail_in = (unsigned)got;
    return got;
}

static void drain(struct job *job, bz_stream *stream)
{
    size_t made = CHUNK - stream->avail_out;
    if (fwrite(job->output, 1, made, job->out) != made)
        fail("cannot be written", job->name);
    add(&job->written, job->output, made);
    stream->next_out = job->output;
    stream->avail_out = CHUNK;
}

static void show(struct job *job, uint64_t plain)
{
    while (job->shown + MIB <= plain) {
        job->shown += MIB;
        printf("%s: %llu MiB\n", job->name,
               (unsigned long long)(job->shown / MIB));
    }
}

static void compress_file(struct job *job)
{
    bz_stream stream;
    int action = BZ_RUN, result;
    memset(&stream, 0, sizeof stream);
    if (BZ2_bzCompressInit(&stream, LEVEL, 0, 30) != BZ_OK)
        fail("cannot start", job->name);
    stream.next_out = job->output;
    stream.avail_out = CHUNK;
    do {
        if (stream.avail_in == 0 && action == BZ_RUN &&
            refill(job, &stream) == 0)
            action = BZ_FINISH;
        result = BZ2_bzCompress(&stream, action);
        if (result < 0)
            fail("compression failed", job->name);
        drain(job, &stream);
        show(job, job->read.bytes);
    } while (result != BZ_STREAM_END);
    BZ2_bzCompressEnd(&stream);
}

static void decompress_file(struct job *job)
{
    bz_stream stream;
    int result;
    memset(&stream, 0, sizeof stream);
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
        fail("cannot start", job->name);
    stream.next_out = job->output;
    stream.avail_out = CHUNK;
    do {
        if (stream.avail_in == 0 && refill(job, &stream) == 0)
            fail("ends too early", job->name);
        result = BZ2_bzDecompress(&stream);
        if (result != BZ_OK && result != BZ_STREAM_END)
            fail("decompression failed", job->name);
        drain(job, &stream);
        show(job, job->written.bytes);
    } while (result != BZ_STREAM_END);
    BZ2_bzDecompressEnd(&stream);
}

int main(int argc, char **argv)
{
    struct job packing, unpacking;
    if (argc != 4)
        fail("usage: driver INPUT COMPRESSED OUTPUT", argv[0]);
    printf("libbz2 %s\n", BZ2_bzlibVersion());
    begin(&packing, "compress", argv[1], argv[2]);
    compress_file(&packing);
    end(&packing);
    begin(&unpacking, "decompress", argv[2], argv[3]);
    decompress_file(&unpacking);
    end(&unpacking);
    if (packing.read.crc != unpacking.written.crc ||
        packing.read.bytes != unpacking.written.bytes)
        fail("differs from the input", argv[3]);
    printf("identical\n");
    return 0;
}
