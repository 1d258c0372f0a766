/* Checksums and digests fed in pieces of odd lengths, so that a context with a
 * half-filled block is alive all the time; against published test vectors and
 * between two ways of computing. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct sha256 {
    uint32_t h[8];
    uint64_t length;
    uint8_t block[64];
};

struct sum {
    const char *name;
    uint32_t (*update)(uint32_t, const uint8_t *, size_t);
    uint32_t start, value;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t crc_table[256];

static void crc_init(void)
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t c = n;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
        crc_table[n] = c;
    }
}

static uint32_t crc_by_table(uint32_t crc, const uint8_t *p, size_t n)
{
    for (crc = ~crc; n--; p++)
        crc = crc_table[(crc ^ *p) & 0xff] ^ crc >> 8;
    return ~crc;
}

static uint32_t crc_by_bit(uint32_t crc, const uint8_t *p, size_t n)
{
    crc = ~crc;
    while (n--) {
        crc ^= *p++;
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static uint32_t adler32(uint32_t sum, const uint8_t *p, size_t n)
{
    uint32_t a = sum & 0xffff, b = sum >> 16;
    while (n--) {
        a = (a + *p++) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

static const uint32_t k256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t ror(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void sha_init(struct sha256 *s)
{
    static const uint32_t h[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    memcpy(s->h, h, sizeof h);
    s->length = 0;
}

static void sha_block(struct sha256 *s)
{
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16
             | (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (ror(a, 7) ^ ror(a, 18) ^ a >> 3) + w[i - 7]
             + (ror(b, 17) ^ ror(b, 19) ^ b >> 10);
    }
    memcpy(v, s->h, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t e = v[4], a = v[0];
        uint32_t t1 = v[7] + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + k256[i] + w[i];
        uint32_t t2 = (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++)
        s->h[i] += v[i];
}

static void sha_update(struct sha256 *s, const uint8_t *p, size_t n)
{
    while (n--) {
        s->block[s->length++ % 64] = *p++;
        if (s->length % 64 == 0)
            sha_block(s);
    }
}

static const char *sha_end(struct sha256 *s)
{
    static char text[65];
    uint64_t bits = s->length * 8;
    sha_update(s, (const uint8_t *)"\x80", 1);
    while (s->length % 64 != 56)
        sha_update(s, (const uint8_t *)"", 1);
    for (int i = 56; i >= 0; i -= 8) {
        uint8_t byte = (uint8_t)(bits >> i);
        sha_update(s, &byte, 1);
    }
    for (int i = 0; i < 8; i++)
        sprintf(text + 8 * i, "%08lx", (unsigned long)s->h[i]);
    return text;
}

static void known(const char *text, const char *digest)
{
    struct sha256 s;
    sha_init(&s);
    sha_update(&s, (const uint8_t *)text, strlen(text));
    check("known digest", strcmp(sha_end(&s), digest) == 0);
}

int main(void)
{
    static uint8_t data[1009];
    struct sum sums[] = {
        { "crc by table", crc_by_table, 0, 0 },
        { "crc by bit", crc_by_bit, 0, 0 },
        { "adler", adler32, 1, 1 },
    };
    const uint8_t *digits = (const uint8_t *)"123456789";
    puts("digests: start");
    crc_init();
    check("crc", crc_by_table(0, digits, 9) == 0xcbf43926u && crc_by_bit(0, digits, 9) == 0xcbf43926u);
    check("adler", adler32(1, (const uint8_t *)"Wikipedia", 9) == 0x11e60398u);
    known("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    known("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    known("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    struct sha256 whole, pieces;
    sha_init(&whole);
    sha_init(&pieces);
    uint32_t s = 3;
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < sizeof data; i++) {
            s = s * 69069u + 1;
            data[i] = (uint8_t)(s >> 24);
        }
        sha_update(&whole, data, sizeof data);
        size_t at = 0;
        for (size_t step = 1; at < sizeof data; step = step * 3 % 101) {
            size_t n = step < sizeof data - at ? step : sizeof data - at;
            sha_update(&pieces, data + at, n);
            for (int i = 0; i < 3; i++)
                sums[i].value = sums[i].update(sums[i].value, data + at, n);
            at += n;
        }
        if (round % 13 == 12)
            printf("round %d: %s %08lx\n", round, sums[2].name, (unsigned long)sums[2].value);
    }
    check("crc in pieces", sums[0].value == sums[1].value);
    char text[65];
    strcpy(text, sha_end(&whole));
    printf("crc %08lx, sha256 %s\n", (unsigned long)sums[0].value, text);
    check("sha256 in pieces", strcmp(text, sha_end(&pieces)) == 0);
    puts(failures ? "digests: FAILED" : "digests: ok");
    return failures != 0;
}
