/* One expression statement for each rule of typing; the test lets the compiler
 * check every type we say (tests/lowering/self_check.rs). */
enum positive { A, B };
enum negative { C = -1 };
enum large { H = 0x80000000 };
enum narrow { Q } __attribute__((packed));
typedef unsigned char uc;
typedef const int ci;
typedef _Atomic int ai;
struct S {
    unsigned b : 3;
    int s : 31;
    unsigned f : 32;
    unsigned long long v : 20;
    enum positive e : 2;
    enum positive e32;
    _Bool t : 1;
    unsigned char c : 8;
    uc d : 4;
    unsigned long long full : 64;
} s, *p;
int arr[3][4], fn(int), (*fp)(int), *ip, (*pa)[4];
const char *cs;
char *ms, ch;
void *vp;
const volatile int cv;
float f;
long double ld;
_Complex float cf;
short sh;
const int *cip;
enum positive en;
enum negative ef;
enum large eg;
enum narrow ep;
_Bool bo;
struct { int a; const int b; int arr[2]; union { long u; float v; }; } an;
const struct S ks;
ci tci;
ai tai;
unsigned long ul;
long l;

void bit_fields(int n)
{
    s.b++ + 0; (s.b = 1) + 0; (0, s.b) + 0; -s.b; ~s.b; +s.s; s.f + 0; s.v + 0; s.e + 0;
    s.t + 0; s.c + 0; s.d + 0; s.full + 1; ++s.b; (s.b += 1) + 1; s.b << 1L; 1 << s.b;
    n ? s.b : s.b; !s.b; s.b && 1; s.b == s.full; p->b + p->v; (__extension__ s.b) + 0;
}

void designators(int n)
{
    arr[0]; arr[0][1]; *arr; &arr; &arr[1]; arr + 1; *arr + 1; fn; *fn; &fn; fp; *fp;
    fn(1); (*fn)(1); fp(2); (**fp)(2); ip - ip; ip - 1; 1 + ip; ip[n]; n[ip]; *ip++;
    (*ip)++; &n; *&n; an.a; an.b; an.arr; &an.b; an.u; ks.e32; &ks.e32; ks.b + 0;
    tci; tci + 1; &tci; tai; tai + 1; &tai; (0, tai); (ci)n; *&tci;
}

void conditionals(int n)
{
    n ? cs : ms; n ? vp : cs; n ? 0 : cs; n ? (void *)0 : cip; n ? ip : cip; n ? arr : pa;
    n ? fn : fp; n ? f : n; n ? sh : ch; n ?: sh; (n, arr); (n, fn); (n, cv); n ? s : ks;
    n ? (void)0 : (void)1; n ? "a" : cs; n ? &ip : (int **)vp; n ? cip : vp;
}

void arithmetic(int n)
{
    cv; cv + 1; -ch; +sh; ~bo; !f; -cf; ~cf; __real__ cf; __imag__ f; cf * ld; cf + n;
    en + 1; ef + 1; eg; eg + 1; ep + 0; en; A; H; C; A + 0u; sh << 1; ch << 2L; 1u << n;
    n >> 1ul; l + n; ul + l; l + 1u; f + l; ld - f; ch == sh; bo + bo; n = 3; sh += 1;
    f *= 2; ip += 1; n++; ip--; ++f; n <<= 3L; (char)n; (void)n; 1 ? n : 1.0; l * 1ull;
}

void constants(void)
{
    'a'; L'a'; 'ab'; u'a'; U'a'; 1.f; 1.; 1.L; 1.i; 2i; 1e3f; 0x1p3; 1ull; 4000000000;
    0xffffffff; 0777777777777; 100000000000; 0b11u; 2147483647; 2147483648; 1lu; 1LL;
    "abc"; *"abc"; "abc" + 1; L"x"; u"x"; U"x"; "a" "bc"; "\x41\0\u00e9"; u"\U0001F600";
    L"\u00e9x"; sizeof ul; sizeof(int); _Alignof(int); __alignof__ ul;
}

void builtins(int n, int m, ...)
{
    unsigned long *o = 0;
    __builtin_expect(n, 0); __builtin_constant_p(n); __builtin_clz(1u); __builtin_bswap16(1);
    __builtin_bswap32(1); __builtin_bswap64(1); __builtin_add_overflow(n, m, &n);
    __builtin_memcpy(vp, vp, 1); __builtin_strlen("a"); __builtin_sin(1); __builtin_sinf(f);
    __builtin_fabsl(ld); __builtin_inf(); __builtin_inff(); __builtin_nan("");
    __builtin_isnan(f); __builtin_huge_val(); __builtin_object_size(vp, 0);
    __builtin_alloca(3); __builtin_frame_address(0); __builtin_return_address(0);
    __builtin_trap(); __builtin_offsetof(struct S, e32);
    __builtin_types_compatible_p(int, long); __builtin_choose_expr(1, f, n);
    __builtin_choose_expr(0, f, n); __builtin_popcountl(1); __builtin_ffsll(1);
    __builtin_parity(1); __builtin_prefetch(vp); __builtin_assume_aligned(vp, 8);
    __builtin_complex(1.0f, 2.0f); __builtin_conj(cf); __builtin_cabs(cf);
    __builtin_creal(cf); __builtin_cexp(cf); __builtin_signbit(f);
    __builtin_fpclassify(0, 1, 2, 3, 4, f); __builtin_isgreater(f, ld); __builtin_lround(f);
    __builtin_llrintf(f); __builtin_ilogb(f); __builtin_abs(n); __builtin_labs(1);
    __builtin_printf(""); __builtin_LINE(); __builtin_FILE(); __builtin_FUNCTION();
    __builtin_strchr(cs, 1); __builtin_calloc(1, 2); __builtin_classify_type(n);
    __builtin_powi(1., 2); __builtin_ldexp(1., 2); __builtin_nans("");
    __builtin_copysignl(ld, ld); __builtin_fmaf(f, f, f); __builtin_clrsb(1);
    __builtin_expect_with_probability(n, 1, 0.5); __builtin_mul_overflow_p(1, 2, n);
    __builtin_sadd_overflow(1, 2, &n); __builtin_umull_overflow(1, 2, o);
    __builtin___memcpy_chk(vp, vp, 1, 1); __builtin_strncmp("a", "b", 1);
    __builtin_memchr(vp, 1, 1); __builtin_isinf_sign(f); __builtin_toupper(n);
    __sync_fetch_and_add(&n, 1); __sync_bool_compare_and_swap(&n, 1, 2);
    __sync_val_compare_and_swap(&s.e32, 0, 1); __sync_lock_test_and_set(&sh, 1);
    __sync_lock_release(&n); __sync_synchronize(); __atomic_load_n(&ip, 0);
    __atomic_store_n(&n, 1, 0); __atomic_exchange_n(&n, 1, 0);
    __atomic_compare_exchange_n(&n, &m, 1, 0, 0, 0); __atomic_add_fetch(&n, 1, 0);
    __atomic_test_and_set(vp, 0); __atomic_clear(&bo, 0); __atomic_thread_fence(0);
    __atomic_always_lock_free(4, 0); __atomic_is_lock_free(4, 0); __atomic_load(&n, &m, 0);
    malloc(3); implicit(3); strlen("a"); printf("a"); sqrt(2); memcpy(vp, vp, 1);
    alloca(2); abs(3); labs(1); calloc(1, 1);
    __builtin_va_list ap;
    __builtin_va_start(ap, m); __builtin_va_arg(ap, int *); __builtin_va_arg(ap, const int);
    __builtin_va_end(ap);
}

void typed(int n)
{
    ({ n; }); ({ arr; }); ({ s.b; }) + 0; ({ int q = 1; q + 2L; }); ({;}); ({ cv; });
    _Generic(n, int: 1.0, default: 2); _Generic(arr, int (*)[4]: f, default: n);
    _Generic(cv, int: cs, const int: ms); _Generic(fn, int (*)(int): 1L);
    _Generic("a", char *: n); _Generic(n, default: 1u, long: 2);
    (struct S){1}; (int[]){1, 2, 3}; (int){1}; ((struct S){1}).e32; &(int){1};
    (char[]){"abc"}; (int[]){[4] = 1}; (int[][2]){1, 2, 3};
    typeof(n) tn; tn;
    __auto_type at = arr; at;
    __auto_type au = cv; au;
    typeof(arr) ta; ta;
    typeof(cv) tcv = 1; tcv;
    typeof(1 + 1L) tl; tl;
    typeof(int *) tp; tp;
    typeof((0, tai)) tt; tt;
    int vla[n]; vla[0]; *vla; sizeof vla; &vla[1];
    int (*pv)[n] = 0; (*pv)[1]; pv[0][0];
}

int old_style(a, b, c)
    char a;
    float b;
    int *c;
{
    a + 1; b; c; old_style(1, 2.0, c); old_style;
    return 0;
}
