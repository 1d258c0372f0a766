#ifndef SCORE_H
#define SCORE_H

long score_total(void);
int score_count(const char *who);
int score(int value, void *context); /* a visitor; context: const char * */

#endif
