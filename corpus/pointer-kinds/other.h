#ifndef OTHER_H
#define OTHER_H
typedef int operation(int);
operation *other_step(void); /* lib/other.c's static step */
const char *other_hello(void);
const char *other_ello(void);
int *other_table(int i);
int other_is_step(operation *f);
#endif
