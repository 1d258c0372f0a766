extern int shared_numbers[8];
extern int shared_other[];
extern int *shared_numbers_end;
int shared_sum(void);
