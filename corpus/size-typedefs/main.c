/* What size_t and int64_t are called in the C language differs between
 * machines, and to some of them (size_t)-1 is the greatest unsigned int. Kept
 * sizes must be right wherever the program is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct item {
  struct item *next;
  long key;
  char mark;
};

struct column {
  const char *name;
  size_t width;
};

enum limit {
  PARTS = sizeof(struct item[3]) / sizeof(struct item),
  HEADER = sizeof(struct item)
};

struct shape {
  size_t word, wide, record, none, header;
  int parts;
  struct column columns[4];
};

static int failures;
static unsigned noise = 1;

static void check(const char *what, int ok) {
  if (!ok) {
    printf("FAILED: %s\n", what);
    failures++;
  }
}

static void work(void) {
  do
    noise = noise * 1664525u + 1013904223u;
  while (noise >> 29);
}

static void add(struct shape *s, int at, const char *name, size_t width) {
  s->columns[at].name = name;
  s->columns[at].width = width;
}

static struct shape *new_shape(void) {
  struct shape *s = calloc(1, sizeof *s);
  s->word = sizeof(size_t);
  s->wide = sizeof(int64_t);
  s->record = sizeof(struct item);
  s->none = (size_t)-1;
  s->header = HEADER;
  s->parts = PARTS;
  add(s, 0, "mark", sizeof(char));
  add(s, 1, "count", sizeof(int));
  add(s, 2, "item", sizeof(struct item));
  add(s, 3, "half", sizeof(short));
  return s;
}

static void check_shape(const struct shape *s) {
  check("word", s->word == sizeof(size_t));
  check("wide", s->wide == sizeof(int64_t));
  check("record", s->record == sizeof(struct item));
  check("none", s->none == (size_t)-1);
  check("header", s->header == HEADER);
  check("parts", s->parts == PARTS && PARTS == 3);
  check("mark", s->columns[0].width == 1);
  check("count", s->columns[1].width == sizeof(int));
  check("item", s->columns[2].width == sizeof(struct item));
  check("half", s->columns[3].width == sizeof(short));
}

int main(void) {
  struct shape *s = new_shape();
  for (int round = 1; round <= 60; round++) {
    work();
    check_shape(s);
    if (round % 20 == 0)
      printf("round %d: %s %s\n", round, s->columns[0].name,
             s->columns[3].name);
  }
  free(s);
  puts(failures ? "size-typedefs: FAILED" : "size-typedefs: ok");
  return failures != 0;
}
