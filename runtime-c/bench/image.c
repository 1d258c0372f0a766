/* image.c: how fast is a capture, and how fast the receiver's conversion?
 *
 * image capture DIR [MiB]   writes an image of that many MiB of doubles to
 *     DIR, and lets `cp` copy the image there; prints both times.
 * image convert [MiB]       converts doubles, longs and structs as if from
 *     the other byte order and word size; prints GB/s.
 *
 * Ratios within one run are what counts. */
#define _GNU_SOURCE
#define main walk_main
#include "../tests/walk.c"
#undef main

#include "../src/convert.h"
#include "../src/frames.h"
#include "../src/heap.h"
#include "../src/image_write.h"
#include "../src/prim/prim.h"
#include "../src/state.h"
#include "../src/wire.h"

#include <stdlib.h>

static double seconds(uint64_t since)
{
    return (double)(migrt_prim_now_ns() - since) * 1e-9;
}

static int capture(const char *directory, size_t bytes)
{
    char image[600], copy[600], command[1400], sync_command[700];
    migrt_error error = {0};
    uint64_t began;
    double writing, copying;
    double *block = migrt_malloc_at(bytes, &A[3]);
    if (block == NULL)
        return 1;
    for (size_t i = 0; i < bytes / sizeof *block; i++)
        block[i] = (double)i * 1.000001;
    snprintf(image, sizeof image, "%s/bench.mig", directory);
    snprintf(copy, sizeof copy, "%s/bench.copy", directory);
    snprintf(command, sizeof command, "cp %s %s", image, copy);
    snprintf(sync_command, sizeof sync_command, "sync -d %s", copy);
    for (int round = 0; round < 3; round++) {
        remove(image);
        remove(copy);
        began = migrt_prim_now_ns();
        if (!migrt_image_write(image, &error)) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        writing = seconds(began);
        began = migrt_prim_now_ns();
        if (system(command) != 0)
            return 1;
        copying = seconds(began);
        if (system(sync_command) != 0)
            return 1;
        printf("capture %.3f s (synced), cp %.3f s, cp and sync %.3f s, "
               "ratios %.2f %.2f\n",
               writing, copying, seconds(began), writing / copying,
               writing / seconds(began));
        fflush(stdout);
    }
    began = migrt_prim_now_ns();
    uint64_t sum = migrt_checksum_of(block, bytes);
    printf("checksum %.1f GB/s (%llx)\n", (double)bytes / seconds(began) * 1e-9,
           (unsigned long long)sum);
    remove(image);
    remove(copy);
    migrt_free(block);
    return 0;
}

/* An image of this very program, as another machine would have written it. */
static void foreign(migrt_image *image, migrt_itype *types,
                    migrt_ifield *fields)
{
    memset(image, 0, sizeof *image);
    image->abi = *migrt_abi_here();
    image->abi.byte_order = image->abi.byte_order == 1 ? 2 : 1;
    image->types = types;
    for (unsigned i = 0; i < T_COUNT; i++) {
        types[i].kind = T[i].kind;
        types[i].size = T[i].size;
        types[i].count = T[i].count;
        types[i].name = T[i].name == NULL ? "" : T[i].name;
        types[i].elem =
            T[i].elem == NULL ? MIGRT_NONE : (uint32_t)(T[i].elem - T);
        types[i].fields_count = T[i].fields_count;
        types[i].fields = fields;
        for (unsigned j = 0; j < T[i].fields_count; j++, fields++) {
            fields->name = T[i].fields[j].name;
            fields->type = (uint32_t)(T[i].fields[j].type - T);
            fields->offset = T[i].fields[j].offset;
            fields->bit_width = T[i].fields[j].bit_width;
        }
    }
}

static void convert_type(migrt_converter *c, unsigned type, size_t bytes,
                         const unsigned char *from, unsigned char *to)
{
    const migrt_plan *plan = migrt_plan_of(c, type, &T[type]);
    uint64_t count = bytes / plan->source_size, began;
    double best = 1e9, time;
    for (int round = 0; round < 5; round++) {
        began = migrt_prim_now_ns();
        migrt_convert(c, plan, from, to, count);
        time = seconds(began);
        if (time < best)
            best = time;
    }
    printf("%s in the other byte order: %.2f GB/s\n", T[type].name,
           (double)(count * plan->source_size) / best * 1e-9);
}

static int convert(size_t bytes)
{
    static migrt_itype types[T_COUNT];
    static migrt_ifield fields[256];
    migrt_image image;
    migrt_converter c;
    migrt_error error = {0};
    unsigned char *from = migrt_prim_map(NULL, bytes);
    unsigned char *to = migrt_prim_map(NULL, bytes);
    if (from == NULL || to == NULL)
        return 1;
    memset(from, 0, bytes);
    memset(to, 0, bytes);
    foreign(&image, types, fields);
    if (!migrt_converter_init(&c, &image, &error))
        return 1;
    convert_type(&c, T_DOUBLE, bytes, from, to);
    convert_type(&c, T_LONG, bytes, from, to);
    convert_type(&c, T_INT, bytes, from, to);
    convert_type(&c, T_USHORT, bytes, from, to);
    convert_type(&c, T_POINT, bytes, from, to);
    types[T_LONG].size = 4;
    c.source.size_long = 4;
    types[T_LONG].name = "long (4 to 8)";
    printf("widened, ");
    memset(c.table, 0, c.table_room * sizeof *c.table);
    convert_type(&c, T_LONG, bytes / 2, from, to);
    return error.set;
}

int main(int argc, char **argv)
{
    size_t mib = 1024;
    if (argc > 2 && strcmp(argv[1], "capture") == 0) {
        if (argc > 3)
            mib = (size_t)atol(argv[3]);
        return capture(argv[2], mib << 20);
    }
    if (argc > 1 && strcmp(argv[1], "convert") == 0) {
        if (argc > 2)
            mib = (size_t)atol(argv[2]);
        return convert(mib << 20);
    }
    fprintf(stderr, "image capture DIR [MiB] | convert [MiB]\n");
    return 2;
}
