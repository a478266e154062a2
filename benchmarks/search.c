/* The search for a nonce in C, as fast as a compiler makes plain vector arithmetic: what ours is held against.
 *
 * The same work as blockkit/engines/sha256_numba.py: for each nonce the first 32 bits of the header's hash, as
 * many nonces side by side as the processor's registers hold. Source: FIPS 180-4.
 */
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#else
#define LANES 4
#endif

typedef uint32_t lanes __attribute__((vector_size(4 * LANES)));

static const uint32_t START[8] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};
static const uint32_t K[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};

#define TURN(x, n) ((x) >> (n) | (x) << (32 - (n)))

static inline __attribute__((always_inline)) void compress(lanes s[8], lanes w[16])
{
    lanes a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) {
        if (i >= 16) {
            lanes x = w[(i + 1) & 15], y = w[(i + 14) & 15];
            w[i & 15] += (TURN(x, 7) ^ TURN(x, 18) ^ x >> 3) + w[(i + 9) & 15] + (TURN(y, 17) ^ TURN(y, 19) ^ y >> 10);
        }
        lanes t = h + (TURN(e, 6) ^ TURN(e, 11) ^ TURN(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i & 15];
        lanes u = (TURN(a, 2) ^ TURN(a, 13) ^ TURN(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t, d = c, c = b, b = a, a = t + u;
    }
    s[0] += a, s[1] += b, s[2] += c, s[3] += d, s[4] += e, s[5] += f, s[6] += g, s[7] += h;
}

static inline lanes swapped(lanes x)
{
    return (TURN(x, 8) & 0xFF00FF00) | (TURN(x, 24) & 0x00FF00FF);
}

/* header: the 19 words before the nonce; count: a multiple of LANES */
void first_digits(const uint32_t header[19], uint32_t start, uint32_t count, uint32_t *digits)
{
    lanes begun[8], w[16], nonces;
    for (int i = 0; i < 8; i++) begun[i] = (lanes){0} + START[i];
    for (int i = 0; i < 16; i++) w[i] = (lanes){0} + header[i];
    compress(begun, w);
    for (int i = 0; i < LANES; i++) nonces[i] = start + i;
    for (uint32_t at = 0; at < count; at += LANES, nonces += LANES) {
        lanes once[8], twice[8];
        memcpy(once, begun, sizeof once);
        for (int i = 0; i < 16; i++) w[i] = (lanes){0};
        for (int i = 0; i < 3; i++) w[i] += header[16 + i];
        w[3] = swapped(nonces), w[4] += 0x80000000, w[15] += 80 * 8;
        compress(once, w);
        for (int i = 0; i < 8; i++) twice[i] = (lanes){0} + START[i], w[i] = once[i], w[8 + i] = (lanes){0};
        w[8] += 0x80000000, w[15] += 32 * 8;
        compress(twice, w);
        lanes result = swapped(twice[7]);
        memcpy(digits + at, &result, sizeof result);
    }
}
