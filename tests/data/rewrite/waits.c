typedef __builtin_va_list va_list;
void stop(void);
int count(int);
void end(int *);
void *get(unsigned long);
void *memcpy(void *, const void *, unsigned long);
extern long buffer[8];
int _setjmp(long *);
typedef struct { va_list ap; } context;
void vla_member(int n) { struct { int n; } s = { n }; struct t { int a[n]; } t; t.a[0] = s.n; stop(); }
void vla_aligned(int n) { int a[n] __attribute__((aligned(64))); a[0] = n; stop(); }
void vla_parameter(int n, int a[n][count(n)]) { stop(); a[0][0] = 1; }
int vla_call(int n) { int s = sizeof(int[count(n)]); stop(); return s; }
void vla_of_sizes(int n) { char a[n * sizeof(long)]; a[0] = 1; stop(); }
void vla_of_values(char *p, unsigned long n) { char a[n]; memcpy(a, p, n); stop(); memcpy(p, a, n); }
void bytes_of_values(char *p, char *q, unsigned long n) { char a[64]; memcpy(a, p, n); stop(); memcpy(q, a, n); }
void vla_transient(int n) { int a[n] __attribute__((migrt_transient)); a[0] = n; stop(); a[0]++; }
void vla_pointers(int n) { int (*a[3])[n]; a[0] = 0; stop(); }
void vla_choice(int n, int c) { int a[n][n], b[n][n]; int (*p)[n] = c ? a : b; stop(); p[0][0] = 1; }
void vla_names_itself(int n) { int (*p)[n] = get(sizeof *p); stop(); p[0][0] = 1; }
void vla_static(int n) { static int (*p)[n]; p = 0; stop(); }
void alloca_and_vla(int n) { char a[n]; a[0] = *(char *)__builtin_alloca(n); stop(); }
void setjmp_and_vla(int n) { char a[n]; if (_setjmp(buffer)) a[0] = 1; stop(); }
void setjmp_and_alloca(int n) { char *p = __builtin_alloca(n); if (_setjmp(buffer)) p[0] = 1; stop(); }
void alloca_aligned(int n) { char *p = __builtin_alloca_with_align(n, 256); p[0] = 1; stop(); }
void list_address(int n, ...) { va_list ap; va_list *p = &ap; __builtin_va_start(*p, n); stop(); __builtin_va_end(ap); }
void list_in_object(int n, ...) { context c; __builtin_va_start(c.ap, n); stop(); __builtin_va_end(c.ap); }
void cleanup(void) { int i __attribute__((cleanup(end))) = 1; stop(); i++; }
void in_register(void) { register int i __asm__("ebx") = 1; stop(); i++; }
void nested(void) { int inner(void) { return 1; } stop(); inner(); }
void asm_goto(void) { __asm__ goto("" : : : : out); stop(); out: ; }
int never_same(int) __attribute__((const));
int never_same(int n) { stop(); return n; }
int reads(int) __attribute__((pure));
int reads(int n) { stop(); return n; }
extern inline __attribute__((gnu_inline)) int twice(int n) { stop(); return n; }
int twice(int n) { stop(); return n; }
