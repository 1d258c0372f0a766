/* zlib's files: lines written with gzputs and gzprintf, read with gzgets,
 * sought in, and read in blocks. */
#include "driver.h"
#include <zlib.h>

enum { LINE = 200 };

void gzip(const char *input);

static gzFile open_gz(const char *mode)
{
    gzFile file = gzopen("lines.gz", mode);
    if (file == NULL)
        fail("cannot be opened", "lines.gz");
    gzbuffer(file, 4096);
    return file;
}

static unsigned long write_lines(const char *input, struct sum *sum)
{
    FILE *in = open_file(input, "r");
    gzFile out = open_gz("wb7");
    unsigned long lines = 0;
    char line[LINE];
    while (fgets(line, LINE, in) != NULL) {
        sum_add(sum, line, strlen(line));
        if (lines++ % 2 == 0)
            gzputs(out, line);
        else
            gzprintf(out, "%s", line);
    }
    fclose(in);
    if (gzclose(out) != Z_OK)
        fail("gzclose", "lines.gz");
    return lines;
}

static unsigned long read_lines(struct sum *sum)
{
    gzFile in = open_gz("rb");
    unsigned long lines = 0;
    char line[LINE];
    while (gzgets(in, line, LINE) != NULL) {
        sum_add(sum, line, strlen(line));
        lines++;
    }
    gzclose(in);
    return lines;
}

/* The second half, by seeking there, then the first after a rewind. */
static void read_halves(unsigned long size, struct sum halves[2])
{
    gzFile in = open_gz("rb");
    unsigned long half = size / 2;
    char *buffer = memory(size);
    int got;
    if (gzseek(in, (z_off_t)half, SEEK_SET) != (z_off_t)half)
        fail("gzseek", "lines.gz");
    got = gzread(in, buffer, (unsigned)(size - half));
    sum_add(&halves[1], buffer, got < 0 ? 0 : (size_t)got);
    gzrewind(in);
    got = (int)gzfread(buffer, 1, half, in);
    sum_add(&halves[0], buffer, (size_t)got);
    printf("gzip: at %ld\n", (long)gztell(in));
    gzclose(in);
    free(buffer);
}

void gzip(const char *input)
{
    struct sum written = {0, 0}, read = {0, 0}, halves[2] = {{0, 0}, {0, 0}};
    unsigned long lines = write_lines(input, &written);
    printf("gzip: %lu lines, crc %08lx\n", lines, (unsigned long)written.crc);
    if (read_lines(&read) != lines || read.crc != written.crc)
        fail("other lines", "lines.gz");
    read_halves((unsigned long)written.bytes, halves);
    printf("gzip: halves %08lx %08lx\n", (unsigned long)halves[0].crc,
           (unsigned long)halves[1].crc);
    if (halves[0].bytes + halves[1].bytes != written.bytes)
        fail("other halves", "lines.gz");
    if (crc32_combine(halves[0].crc, halves[1].crc,
                      (z_off_t)halves[1].bytes) != written.crc)
        fail("other halves", "lines.gz");
}
