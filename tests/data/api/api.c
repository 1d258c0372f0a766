#include <stdio.h>
#include <stdlib.h>
#include <migrt.h>
MIGRT_TRANSIENT static int cache = 0;
static int restored;
static void again(void) { restored = 1; cache = 77; }
MIGRT_ON_RESTORE(again);
struct item { int a; double b; };
int main(void) {
    char *raw = malloc(64);
    struct item *it = MIGRT_TYPED(raw, struct item);
    it->a = 5; it->b = 2.5;
    cache = 9;
    int r = migrt_checkpoint(getenv("CHECKPOINT_TO"));
    MIGRT_NO_CAPTURE { cache++; }
    printf("r=%d cache=%d restored=%d a=%d b=%g\n", r, cache, restored, it->a, it->b);
    return 0;
}
