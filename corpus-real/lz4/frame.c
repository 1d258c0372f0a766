/* LZ4 frames: linked and independent blocks, checksums of content and blocks,
 * fast and high compression, through small pieces. */
#include "driver.h"
#include <lz4frame.h>

enum { PIECE = 3000 };

void frame(const char *input);

static void check(size_t code, const char *name)
{
    if (LZ4F_isError(code))
        fail(LZ4F_getErrorName(code), name);
}

static void pack(struct job *job, const LZ4F_preferences_t *how)
{
    LZ4F_cctx *context;
    size_t got;
    check(LZ4F_createCompressionContext(&context, LZ4F_VERSION), job->name);
    job_write(job, LZ4F_compressBegin(context, job->output, job->out_size,
                                      how));
    while ((got = job_read(job)) > 0) {
        size_t made = LZ4F_compressUpdate(context, job->output, job->out_size,
                                          job->input, got, NULL);
        check(made, job->name);
        job_write(job, made);
    }
    got = LZ4F_compressEnd(context, job->output, job->out_size, NULL);
    check(got, job->name);
    job_write(job, got);
    LZ4F_freeCompressionContext(context);
}

static void unpack(struct job *job)
{
    LZ4F_dctx *context;
    size_t got, hint = 1;
    check(LZ4F_createDecompressionContext(&context, LZ4F_VERSION), job->name);
    while (hint != 0 && (got = job_read(job)) > 0) {
        const unsigned char *at = job->input;
        while (got > 0 && hint != 0) {
            size_t taken = got, made = job->out_size;
            hint = LZ4F_decompress(context, job->output, &made, at, &taken,
                                   NULL);
            check(hint, job->name);
            job_write(job, made);
            at += taken;
            got -= taken;
        }
    }
    LZ4F_freeDecompressionContext(context);
}

static void both(const char *name, const char *input,
                 const LZ4F_preferences_t *how)
{
    struct job packing, unpacking;
    job_begin(&packing, name, input, "packed", PIECE,
              LZ4F_compressBound(PIECE, how) + LZ4F_HEADER_SIZE_MAX);
    pack(&packing, how);
    job_close(&packing);
    printf("%s: packed\n", name);
    job_begin(&unpacking, name, "packed", "unpacked", 1000, PIECE);
    unpack(&unpacking);
    job_close(&unpacking);
    printf("%s: crc %08lx\n", name, (unsigned long)unpacking.written.crc);
    same(&packing, &unpacking);
    remove("packed");
}

void frame(const char *input)
{
    LZ4F_preferences_t how;
    memset(&how, 0, sizeof how);
    how.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    both("frame", input, &how);
    how.frameInfo.blockMode = LZ4F_blockIndependent;
    how.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled;
    how.compressionLevel = 6;
    both("frame HC", input, &how);
}
