/* What the drivers of the compressors share: checksums, files, complaints. */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sum {
    uint32_t crc;
    uint64_t bytes;
};

static inline void fail(const char *what, const char *name)
{
    printf("%s: %s\n", name, what);
    exit(1);
}

/* CRC-32 of ISO 3309, bit by bit per nibble. */
static inline void sum_add(struct sum *sum, const void *data, size_t size)
{
    static uint32_t table[16];
    const unsigned char *bytes = data;
    uint32_t crc = ~sum->crc;
    if (table[1] == 0)
        for (uint32_t i = 0; i < 16; i++) {
            uint32_t c = i;
            for (int bit = 0; bit < 4; bit++)
                c = (c >> 1) ^ (c & 1 ? 0xedb88320u : 0);
            table[i] = c;
        }
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    sum->crc = ~crc;
    sum->bytes += size;
}

static inline FILE *open_file(const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    if (file == NULL)
        fail("cannot be opened", name);
    return file;
}

static inline void *memory(size_t size)
{
    void *block = malloc(size);
    if (block == NULL)
        fail("no memory", "driver");
    return block;
}

/* One direction of a transformation, from file to file in pieces. */
struct job {
    const char *name;
    FILE *in, *out;
    struct sum read, written;
    size_t in_size, out_size;
    unsigned char *input, *output;
};

static inline void job_begin(struct job *job, const char *name,
                             const char *from, const char *to, size_t in_size,
                             size_t out_size)
{
    memset(job, 0, sizeof *job);
    job->name = name;
    job->in = open_file(from, "rb");
    job->out = open_file(to, "wb");
    job->in_size = in_size;
    job->out_size = out_size;
    job->input = malloc(in_size);
    job->output = malloc(out_size);
    if (job->input == NULL || job->output == NULL)
        fail("no memory", name);
}

/* Fills the input; the number of bytes, 0 at the end of the file. */
static inline size_t job_read(struct job *job)
{
    size_t got = fread(job->input, 1, job->in_size, job->in);
    sum_add(&job->read, job->input, got);
    return got;
}

static inline void job_write(struct job *job, size_t made)
{
    if (fwrite(job->output, 1, made, job->out) != made)
        fail("cannot be written", job->name);
    sum_add(&job->written, job->output, made);
}

static inline void job_close(struct job *job)
{
    if (fclose(job->in) != 0 || fclose(job->out) != 0)
        fail("cannot be closed", job->name);
    free(job->input);
    free(job->output);
}

static inline void job_end(struct job *job)
{
    job_close(job);
    printf("%s: %llu bytes crc %08lx -> %llu bytes crc %08lx\n", job->name,
           (unsigned long long)job->read.bytes, (unsigned long)job->read.crc,
           (unsigned long long)job->written.bytes,
           (unsigned long)job->written.crc);
}

static inline void same(const struct job *packing, const struct job *unpacking)
{
    if (packing->read.crc != unpacking->written.crc ||
        packing->read.bytes != unpacking->written.bytes)
        fail("differs from the input", unpacking->name);
}

#endif
