/* The image file: body first, header last, then fsync and rename.
 *
 * Heap memory is not copied: it is written from where it lies, past the page
 * cache where the file system allows, and summed by a second process meanwhile
 * (image_write_sums.h) or, when it is little, piece by piece before it is
 * written. */
#include "image_write.h"

#include "generations.h"
#include "heap.h"
#include "image_write_sums.h"
#include "image_write_tables.h"
#include "prim/prim.h"
#include "prim/prim_initialised.h"
#include "seal.h"
#include "state.h"
#include "stats.h"
#include "wire_abi.h"

#include <string.h>

/* Bytes summed and written in one go: small enough to stay in the cache; told
 * to the disk in one go; written past the page cache in one go, of which
 * several are in flight within the device. */
#ifdef MIGRT_TINY
enum { STEP = 1024, WRITEBACK = 16 * 1024, DIRECT_STEP = 64 * 1024 };
#else
enum {
    STEP = 512 * 1024,
    WRITEBACK = 8 * 1024 * 1024,
    DIRECT_STEP = 16 * 1024 * 1024
};
#endif

typedef struct output {
    const char *path;
    int fd;
    int direct;       /* the same file, past the page cache; -1: no */
    bool dry;         /* only sums: for a stream, whose header must go first */
    migrt_seal *seal; /* what is to be signed passes by; NULL: nothing, or it
                         has passed by already */
    uint64_t at;
    migrt_error *error;
    uint64_t started; /* up to where the disk has been told to write */
} output;

typedef struct layout {
    unsigned char *head; /* header and table of contents */
    size_t head_size;
    uint32_t toc_count;
    uint64_t file_size;
} layout;

static void emit(output *out, const void *bytes, size_t count)
{
    int problem;
    out->at += count;
    if (out->seal != NULL)
        migrt_seal_add(out->seal, bytes, count);
    if (out->dry || out->error->set || count == 0)
        return;
    problem = migrt_prim_write(out->fd, bytes, count);
    if (problem != 0)
        migrt_fail(out->error,
                   "cannot write the image %s: %s; free some space or name "
                   "another place with MIGRT_IMAGE",
                   out->path, strerror(problem));
}

static void emit_zeros(output *out, uint64_t upto)
{
    static const unsigned char zeros[4096];
    while (out->at < upto && !out->error->set) {
        uint64_t count = upto - out->at;
        emit(out, zeros, count < sizeof zeros ? (size_t)count : sizeof zeros);
    }
}

/* Lets the disk work while the next part is summed and copied, so that the sync
 * at the end has less to wait for. */
static void start_writeback(output *out)
{
    if (out->dry || out->error->set || out->at - out->started < WRITEBACK)
        return;
    migrt_prim_start_writeback(out->fd, out->started, out->at - out->started);
    out->started = out->at;
}

static void emit_summed(output *out, const void *bytes, size_t count,
                        migrt_checksum *sum)
{
    const char *at = bytes;
    while (count > 0 && !out->error->set) {
        size_t step = count < STEP ? count : STEP;
        if (sum != NULL)
            migrt_checksum_add(sum, at, step);
        emit(out, at, step);
        at += step;
        count -= step;
        start_writeback(out);
    }
}

/* Whole pages by the descriptor that goes past the page cache; whatever it
 * refuses, for its alignment or otherwise, is left for the other one, which
 * reports errors. Returns the bytes written. */
static size_t emit_direct(output *out, const char *bytes, size_t count)
{
    size_t done = 0;
    while (out->direct >= 0 && done < count) {
        size_t step = count - done < DIRECT_STEP ? count - done : DIRECT_STEP;
        if (migrt_prim_write_at(out->direct, bytes + done, step,
                                out->at + done) != 0) {
            migrt_prim_close(out->direct);
            out->direct = -1;
            break;
        }
        done += step;
    }
    return done;
}

/* Heap memory that another process sums. */
static void emit_raw(output *out, const char *bytes, size_t count)
{
    size_t done;
    int problem;
    if (out->error->set)
        return;
    done = emit_direct(out, bytes, count);
    if (done > 0) {
        out->at += done;
        out->started = out->at;
        problem = migrt_prim_seek(out->fd, out->at);
        if (problem != 0)
            migrt_fail(out->error, "cannot write the image %s: %s", out->path,
                       strerror(problem));
    }
    emit_summed(out, bytes + done, count - done, NULL);
}

static uint64_t align_up(uint64_t value, uint64_t to)
{
    return (value + to - 1) / to * to;
}

static unsigned char *toc_entry(const layout *plan, uint32_t index)
{
    return plan->head + MIGRT_HEADER_SIZE + (size_t)index * MIGRT_TOC_ENTRY;
}

/* Places one section behind `at`; returns its end. */
static uint64_t place(unsigned char *entry, uint32_t kind, uint64_t at,
                      uint64_t size, uint64_t count, uint64_t address)
{
    at = align_up(at, kind == MIGRT_S_RAW ? MIGRT_RAW_ALIGN : 16);
    migrt_set32(entry, kind);
    migrt_set64(entry + 8, at);
    migrt_set64(entry + 16, size);
    migrt_set64(entry + 24, count);
    migrt_set64(entry + 40, address);
    return at + size;
}

static bool lay_out(const migrt_tables *tables, layout *plan,
                    migrt_error *error)
{
    const migrt_span *span = NULL;
    uint32_t index = 0;
    uint64_t at;
    plan->toc_count = MIGRT_S_RAW - 1;
    while ((span = migrt_heap_next_span(span)) != NULL)
        plan->toc_count += migrt_heap_raw_bytes(span) > 0;
    plan->head_size =
        MIGRT_HEADER_SIZE + (size_t)plan->toc_count * MIGRT_TOC_ENTRY;
    plan->head = migrt_internal_alloc(plan->head_size);
    if (plan->head == NULL)
        return migrt_fail(error, "no memory for the image's contents");
    at = plan->head_size;
    for (uint32_t kind = 1; kind < MIGRT_S_RAW; kind++)
        at = place(toc_entry(plan, index++), kind, at,
                   kind == MIGRT_S_DATA ? tables->data_size
                                        : tables->section[kind].size,
                   tables->count[kind], 0);
    while ((span = migrt_heap_next_span(span)) != NULL) {
        size_t bytes = migrt_heap_raw_bytes(span);
        if (bytes > 0)
            at = place(toc_entry(plan, index++), MIGRT_S_RAW, at, bytes, 0,
                       (uintptr_t)span->start);
    }
    plan->file_size = at;
    return true;
}

static void end_section(unsigned char *entry, const migrt_checksum *sum)
{
    migrt_set64(entry + 32, migrt_checksum_end(sum));
}

static void write_data(output *out, const migrt_tables *tables,
                       migrt_checksum *sum)
{
    static const unsigned char zeros[MIGRT_DATA_ALIGN];
    for (size_t i = 0; i < tables->pieces_count; i++) {
        const migrt_piece *piece = &tables->pieces[i];
        size_t whole = piece->size / MIGRT_DATA_ALIGN * MIGRT_DATA_ALIGN;
        size_t rest = piece->size - whole;
        unsigned char last[MIGRT_DATA_ALIGN];
        emit_summed(out, piece->bytes, whole, sum);
        if (rest == 0)
            continue;
        memcpy(last, zeros, sizeof last);
        memcpy(last, (const char *)piece->bytes + whole, rest);
        emit_summed(out, last, sizeof last, sum);
    }
}

/* The sums of the RAW sections, whose entries begin at `index`. */
static void take_sums(migrt_sums *beside, const layout *plan, uint32_t index)
{
    const uint64_t *values = migrt_sums_end(beside);
    for (uint32_t i = index; i < plan->toc_count; i++)
        migrt_set64(toc_entry(plan, i) + 32, values[i - index]);
    migrt_sums_free(beside);
}

/* Everything behind the table of contents; fills in the checksums there. */
static void write_body(output *out, const migrt_tables *tables,
                       const layout *plan)
{
    const migrt_span *span = NULL;
    migrt_sums *beside =
        out->dry || out->seal != NULL ? NULL : migrt_sums_begin();
    migrt_checksum sum;
    uint32_t index = 0, first;
    for (uint32_t kind = 1; kind < MIGRT_S_RAW; kind++) {
        unsigned char *entry = toc_entry(plan, index++);
        emit_zeros(out, migrt_get64(entry + 8));
        migrt_checksum_begin(&sum);
        if (kind == MIGRT_S_DATA)
            write_data(out, tables, &sum);
        else
            emit_summed(out, tables->section[kind].bytes,
                        tables->section[kind].size, &sum);
        end_section(entry, &sum);
    }
    first = index;
    while ((span = migrt_heap_next_span(span)) != NULL) {
        size_t bytes = migrt_heap_raw_bytes(span);
        unsigned char *entry;
        if (bytes == 0)
            continue;
        entry = toc_entry(plan, index++);
        emit_zeros(out, migrt_get64(entry + 8));
        if (beside != NULL) {
            emit_raw(out, span->start, bytes);
            continue;
        }
        migrt_checksum_begin(&sum);
        emit_summed(out, span->start, bytes, &sum);
        end_section(entry, &sum);
    }
    if (beside != NULL)
        take_sums(beside, plan, first);
}

static void fill_header(output *out, const layout *plan)
{
    unsigned char *h = plan->head;
    memcpy(h, MIGRT_IMAGE_MAGIC, 8);
    migrt_set32(h + MIGRT_H_VERSION, MIGRT_IMAGE_VERSION);
    migrt_set32(h + MIGRT_H_HEADER_SIZE, MIGRT_HEADER_SIZE);
    migrt_set64(h + MIGRT_H_FILE_SIZE, plan->file_size);
    migrt_set64(h + MIGRT_H_TOC_OFFSET, MIGRT_HEADER_SIZE);
    migrt_set32(h + MIGRT_H_TOC_COUNT, plan->toc_count);
    migrt_set64(h + MIGRT_H_TOC_CHECKSUM,
                migrt_checksum_of(h + MIGRT_HEADER_SIZE,
                                  plan->head_size - MIGRT_HEADER_SIZE));
    migrt_set64(h + MIGRT_H_ARENA, migrt_heap_base());
    migrt_set64(h + MIGRT_H_TIME, migrt_prim_calendar());
    migrt_set64(h + MIGRT_H_PID, (uint64_t)migrt_prim_pid());
    migrt_abi_write(h);
    migrt_set64(h + MIGRT_H_PAGE_SIZE, migrt_prim_page_size());
    migrt_set64(h + MIGRT_H_POLLS, migrt_counters.polls);
    migrt_set64(h + MIGRT_H_FINGERPRINT, migrt_program_fingerprint());
    migrt_set64(h + MIGRT_H_SERIAL, migrt_here.serial);
    if (out->seal != NULL)
        migrt_seal_sign(out->seal, h, plan->head_size);
    out->seal = NULL;
    migrt_set64(h + MIGRT_H_CHECKSUM, migrt_checksum_of(h, MIGRT_HEADER_SIZE));
}

/* A file: a hole for the head, the body, then the head. */
static void write_file(output *out, const migrt_tables *tables,
                       const layout *plan)
{
    int problem = migrt_prim_seek(out->fd, plan->head_size);
    out->at = plan->head_size;
    if (problem == 0)
        write_body(out, tables, plan);
    if (problem == 0 && !out->error->set)
        problem = migrt_prim_seek(out->fd, 0);
    if (problem != 0)
        migrt_fail(out->error, "cannot write the image %s: %s", out->path,
                   strerror(problem));
    fill_header(out, plan);
    emit(out, plan->head, plan->head_size);
}

/* A stream: sums first, then everything in order. */
static void write_stream(output *out, const migrt_tables *tables,
                         const layout *plan)
{
    out->dry = true;
    out->at = plan->head_size;
    write_body(out, tables, plan);
    fill_header(out, plan);
    out->dry = false;
    out->at = 0;
    emit(out, plan->head, plan->head_size);
    write_body(out, tables, plan);
}

/* The file stays open, and so locked, until it is in its place. */
static void finish(output *out, const char *temporary)
{
    int problem = out->error->set ? 0 : migrt_prim_sync(out->fd);
    if (problem != 0)
        migrt_fail(out->error, "cannot complete the image %s: %s", out->path,
                   strerror(problem));
    if (out->error->set)
        migrt_prim_unlink(temporary);
    else
        migrt_generations_push(temporary, out->path, migrt_here.config.keep,
                               out->error);
    migrt_prim_close(out->fd);
}

static void write_to(output *out, const migrt_tables *tables,
                     const layout *plan)
{
    char temporary[4400];
    bool special;
    int problem = migrt_prim_open_special(out->path, &out->fd, &special);
    if (problem == 0 && special) {
        write_stream(out, tables, plan);
        migrt_prim_close(out->fd);
        return;
    }
    if (problem == 0)
        problem = migrt_prim_open_temporary(out->path, true, temporary,
                                            sizeof temporary, &out->fd);
    if (problem != 0) {
        migrt_fail(out->error,
                   "cannot create the image %s: %s; name another place with "
                   "MIGRT_IMAGE",
                   out->path, strerror(problem));
        return;
    }
    out->direct = migrt_prim_open_direct(temporary);
    write_file(out, tables, plan);
    if (out->direct >= 0)
        migrt_prim_close(out->direct);
    finish(out, temporary);
}

/* Before anything is written: the file may be gone by now, or be no key. */
static bool take_key(output *out, migrt_seal *seal)
{
    const char *key = migrt_here.config.key;
    if (key == NULL)
        return true;
    if (!migrt_seal_begin(seal, key, out->error))
        return false;
    out->seal = seal;
    return true;
}

/* The program's own memory goes into the image as it lies there, with padding and
 * variables that nobody has written: no mistake of the program or of ours. What
 * the runtime itself writes, tables and header, is not taken for initialised. */
static void take_as_it_is(const migrt_tables *tables)
{
    const migrt_span *span = NULL;
    for (size_t i = 0; i < tables->pieces_count; i++)
        MIGRT_INITIALISED(tables->pieces[i].bytes, tables->pieces[i].size);
    while ((span = migrt_heap_next_span(span)) != NULL)
        MIGRT_INITIALISED(span->start, migrt_heap_raw_bytes(span));
}

bool migrt_image_write(const char *path, migrt_error *error)
{
    migrt_tables tables;
    migrt_seal seal;
    layout plan = {0};
    output out = {.path = path, .error = error, .direct = -1};
    memset(&tables, 0, sizeof tables);
    if (migrt_tables_fill(&tables, error) && lay_out(&tables, &plan, error) &&
        take_key(&out, &seal)) {
        take_as_it_is(&tables);
        write_to(&out, &tables, &plan);
        migrt_counters.image_bytes = plan.file_size;
    }
    if (out.seal != NULL)
        migrt_seal_wipe(out.seal);
    migrt_internal_free(plan.head);
    migrt_tables_free(&tables);
    return !error->set;
}
