/* 128-bit integers and vectors: not on every target. */
__int128 i128;
unsigned __int128 u128;
typedef int v4 __attribute__((vector_size(16)));
typedef float f4 __attribute__((vector_size(16)));
typedef unsigned char b16 __attribute__((vector_size(16)));
typedef int ti __attribute__((mode(TI)));
typedef unsigned int di __attribute__((mode(DI)));
typedef _Complex float dc __attribute__((mode(DC)));
v4 a, b;
f4 x;
b16 c;
ti t;
di d;
dc z;
float f;

void wide(int n)
{
    i128 + n; u128 + i128; u128 + n; i128 * f; u128 << n; i128 == n; -i128; t; t + n; d + n; z;
    z * f; a + b; a * 2; a[1]; x[0]; a == b; x < x; c > c; -a; ~a; a << 1; (v4){1, 2, 3, 4};
    __builtin_convertvector(a, f4); __builtin_shuffle(a, b, a); a += b; n ? a : b; (v4)c; !n;
    __atomic_fetch_xor(&u128, 1, 0); (v4)x;
}
