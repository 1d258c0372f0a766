/* inflateBack: zlib calls our functions for input and output. */
#include "driver.h"
#include <zlib.h>

void back(const char *input);

static unsigned more(void *description, z_const unsigned char **data)
{
    struct job *job = description;
    *data = job->input;
    return (unsigned)job_read(job);
}

static int put(void *description, unsigned char *data, unsigned size)
{
    struct job *job = description;
    sum_add(&job->written, data, size);
    return fwrite(data, 1, size, job->out) != size;
}

/* "fast.z" is a raw stream with a full window. */
void back(const char *input)
{
    static unsigned char window[1 << 15];
    struct job job;
    struct sum sum = {0, 0};
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateBackInit(&stream, 15, window) != Z_OK)
        fail("inflateBackInit", "back");
    job_begin(&job, "back", "fast.z", "unpacked", 1000, 1);
    if (inflateBack(&stream, more, &job, put, &job) != Z_STREAM_END)
        fail("inflateBack", "back");
    inflateBackEnd(&stream);
    job_end(&job);

    FILE *in = open_file(input, "rb");
    unsigned char piece[512];
    for (size_t got; (got = fread(piece, 1, sizeof piece, in)) > 0;)
        sum_add(&sum, piece, got);
    fclose(in);
    if (sum.crc != job.written.crc)
        fail("differs from the input", "back");
}
