// Several runs side by side: LANES doubles that the compiler keeps in vector registers, and masks over them.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#ifndef LANES
#define LANES 8
#endif

#if defined(__AVX512F__)
#define NATIVE 64
#elif defined(__AVX2__)
#define NATIVE 32
#else
#define NATIVE 16
#endif
#define WIDE (8 * LANES < NATIVE ? 8 * LANES : NATIVE)
#define PARTS (8 * LANES / WIDE)
#define INLINE static inline __attribute__((always_inline))

#if LANES == 1
typedef double Q;
typedef int64_t MQ;
INLINE MQ mask_of(bool b) { return -int64_t(b); }
INLINE Q pick(MQ m, Q a, Q b) { return m ? a : b; }
INLINE MQ as_bits(Q a) { MQ b; std::memcpy(&b, &a, 8); return b; }
INLINE Q as_number(MQ a) { Q b; std::memcpy(&b, &a, 8); return b; }
#else
typedef double Q __attribute__((vector_size(WIDE)));
typedef int64_t MQ __attribute__((vector_size(WIDE)));
INLINE MQ mask_of(MQ b) { return b; }
INLINE Q pick(MQ m, Q a, Q b) { return m ? a : b; }
INLINE MQ as_bits(Q a) { return (MQ)a; }
INLINE Q as_number(MQ a) { return (Q)a; }
#endif

#if LANES == 1
INLINE Q least(Q a, Q b) { return a < b ? a : b; }
INLINE Q most(Q a, Q b) { return a > b ? a : b; }
INLINE unsigned bits_of(MQ m) { return unsigned(m & 1); }
#elif WIDE == 64 && defined(__AVX512F__)
#include <immintrin.h>
INLINE Q least(Q a, Q b) { return _mm512_min_pd(a, b); }
INLINE Q most(Q a, Q b) { return _mm512_max_pd(a, b); }
INLINE unsigned bits_of(MQ m) { return _mm512_cmplt_epi64_mask((__m512i)m, _mm512_setzero_si512()); }
#elif WIDE == 32 && defined(__AVX2__)
#include <immintrin.h>
INLINE Q least(Q a, Q b) { return _mm256_min_pd(a, b); }
INLINE Q most(Q a, Q b) { return _mm256_max_pd(a, b); }
INLINE unsigned bits_of(MQ m) { return unsigned(_mm256_movemask_pd((__m256d)m)); }
#else
INLINE Q least(Q a, Q b) { return pick(mask_of(a < b), a, b); }
INLINE Q most(Q a, Q b) { return pick(mask_of(a > b), a, b); }
INLINE unsigned bits_of(MQ m) {
    unsigned found = 0;
    for (int i = 0; i < WIDE / 8; i++) found |= unsigned(m[i] & 1) << i;
    return found;
}
#endif

struct alignas(8 * LANES) M {
    MQ q[PARTS];
};
struct alignas(8 * LANES) V {
    Q q[PARTS];
    V() = default;
    __attribute__((always_inline)) V(double x) {
        for (int i = 0; i < PARTS; i++) q[i] = Q{} + x;
    }
    double& lane(int l) { return reinterpret_cast<double*>(q)[l]; }
    double lane(int l) const { return reinterpret_cast<const double*>(q)[l]; }
};

#define EACH(type, expression) \
    type c; \
    for (int i = 0; i < PARTS; i++) c.q[i] = (expression); \
    return c
INLINE V operator+(V a, V b) { EACH(V, a.q[i] + b.q[i]); }
INLINE V operator-(V a, V b) { EACH(V, a.q[i] - b.q[i]); }
INLINE V operator*(V a, V b) { EACH(V, a.q[i] * b.q[i]); }
INLINE V operator/(V a, V b) { EACH(V, a.q[i] / b.q[i]); }
INLINE V& operator+=(V& a, V b) { return a = a + b; }
INLINE V& operator-=(V& a, V b) { return a = a - b; }
INLINE V& operator*=(V& a, V b) { return a = a * b; }
INLINE V min(V a, V b) { EACH(V, least(a.q[i], b.q[i])); }
INLINE V max(V a, V b) { EACH(V, most(a.q[i], b.q[i])); }
INLINE M operator<(V a, V b) { EACH(M, mask_of(a.q[i] < b.q[i])); }
INLINE M operator<=(V a, V b) { EACH(M, mask_of(a.q[i] <= b.q[i])); }
INLINE M operator>(V a, V b) { return b < a; }
INLINE M operator>=(V a, V b) { return b <= a; }
INLINE M operator==(V a, V b) { EACH(M, mask_of(a.q[i] == b.q[i])); }
INLINE M operator&(M a, M b) { EACH(M, a.q[i] & b.q[i]); }
INLINE M operator|(M a, M b) { EACH(M, a.q[i] | b.q[i]); }
INLINE M operator~(M a) { EACH(M, ~a.q[i]); }
INLINE V where(M m, V a, V b) { EACH(V, pick(m.q[i], a.q[i], b.q[i])); }
INLINE V only(M m, V a) { EACH(V, as_number(m.q[i] & as_bits(a.q[i]))); }

INLINE unsigned bits(M m) {
    unsigned found = 0;
    for (int i = 0; i < PARTS; i++) found |= bits_of(m.q[i]) << (i * (WIDE / 8));
    return found;
}
INLINE bool any(M m) {
    MQ all = m.q[0];
    for (int i = 1; i < PARTS; i++) all = all | m.q[i];
    return bits_of(all) != 0;
}
const unsigned ALL = (1u << LANES) - 1;
typedef uint16_t Bits; // one per lane

INLINE M mask_of_bits(unsigned b) {
    M m;
    for (int i = 0; i < PARTS; i++) {
        MQ own{};
#if LANES == 1
        own = 1;
#else
        for (int l = 0; l < WIDE / 8; l++) own[l] = int64_t(1) << (i * (WIDE / 8) + l);
#endif
        m.q[i] = mask_of(((MQ{} + int64_t(b)) & own) == own);
    }
    return m;
}

// log2 for numbers above 0, and 2^x for |x| < 1000: polynomials good to about 1e-13.
INLINE V log2_of(V x) {
    V exponent, mantissa;
    for (int i = 0; i < PARTS; i++) {
        const MQ low = MQ{} + 0x000fffffffffffff, one = MQ{} + 0x3ff0000000000000, magic = MQ{} + 0x4330000000000000;
        MQ b = as_bits(x.q[i]);
        exponent.q[i] = as_number((b >> 52) | magic) - (0x1p52 + 1023.0);
        mantissa.q[i] = as_number((b & low) | one);
    }
    M high = mantissa > V(M_SQRT2);
    mantissa = where(high, mantissa * 0.5, mantissa);
    exponent += only(high, V(1.0));
    V s = (mantissa - 1.0) / (mantissa + 1.0), z = s * s, sum = 1.0 / 17;
    for (int k = 15; k >= 1; k -= 2) sum = sum * z + 1.0 / k;
    return exponent + s * sum * (2.0 / M_LN2);
}
INLINE V exp2_of(V x) {
    const double magic = 0x1.8p52;
    V shifted = x + magic, rest = (x - (shifted - magic)) * M_LN2, sum = 1.0, power;
    for (int k = 12; k >= 1; k--) sum = sum * rest * (1.0 / k) + 1.0;
    for (int i = 0; i < PARTS; i++) power.q[i] = as_number((as_bits(shifted.q[i]) + 1023) << 52);
    return sum * power;
}
