// Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011) for LANES runs at once, and the events of risks.
#pragma once
#include "lanes.h"

#if LANES > 1 && WIDE == 64 && defined(__AVX512F__)
INLINE MQ product(MQ a, MQ b) { return (MQ)_mm512_mul_epu32((__m512i)a, (__m512i)b); }
#elif LANES > 1 && WIDE == 32 && defined(__AVX2__)
INLINE MQ product(MQ a, MQ b) { return (MQ)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
#else
INLINE MQ product(MQ a, MQ b) { return a * b; }
#endif
#if LANES == 1
INLINE MQ high_word(MQ a) { return MQ(uint64_t(a) >> 32); }
#else
typedef uint64_t UQ __attribute__((vector_size(WIDE)));
INLINE MQ high_word(MQ a) { return (MQ)((UQ)a >> 32); }
#endif

struct Words {
    V uniform[4];
};

// Four numbers above 0 and below 1 for each of the runs first, first + 1, ...
INLINE Words philox(int64_t first, uint64_t stream, uint64_t index, uint64_t block, uint64_t key) {
    Words words;
    const MQ low = MQ{} + 0xffffffff, m0 = MQ{} + 0xD2511F53, m1 = MQ{} + 0xCD9E8D57;
    const MQ magic = MQ{} + 0x4330000000000000;
    for (int i = 0; i < PARTS; i++) {
        MQ x0{}, x1 = MQ{} + int64_t(stream & 0xffffffff), x2 = MQ{} + int64_t(index), x3 = MQ{} + int64_t(block);
        for (int l = 0; l < WIDE / 8; l++) reinterpret_cast<int64_t*>(&x0)[l] = (first + i * (WIDE / 8) + l) & 0xffffffff;
        uint32_t k0 = uint32_t(key), k1 = uint32_t(key >> 32);
        for (int round = 0; round < 10; round++) {
            MQ a = product(m0, x0), b = product(m1, x2);
            x0 = high_word(b) ^ x1 ^ (MQ{} + int64_t(k0));
            x2 = high_word(a) ^ x3 ^ (MQ{} + int64_t(k1));
            x1 = b & low;
            x3 = a & low;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        const MQ x[4] = {x0, x1, x2, x3};
        for (int w = 0; w < 4; w++) words.uniform[w].q[i] = (as_number(x[w] | magic) - 0x1p52 + 0.5) * 0x1p-32;
    }
    return words;
}

// Marks, a bit per lane, the periods in which an event of the risk runs: one number per period, `apart` of them apart.
static void play(const Risk& risk, const V* p, int periods, int64_t first_run, uint64_t key, Bits* running,
                 int apart) {
    for (int t = 0; t < periods; t++) running[t * apart] = 0;
    const V chance = p[risk.chance_at], lasts = p[risk.duration_at];
    if (!any(chance > V(0.0))) return;
    const int last = risk.last < periods - 1 ? risk.last : periods - 1;
    const int begin = risk.first > 0 ? risk.first : 0;
    for (int block = begin >> 2; block <= last >> 2 && begin <= last; block++) {
        const Words words = philox(first_run, risk.stream, 0, block, key);
        for (int t = block * 4; t < block * 4 + 4; t++) {
            if (t < begin || t > last) continue;
            unsigned starts = bits(words.uniform[t & 3] < chance) & ~running[t * apart];
            for (; starts; starts &= starts - 1) {
                const int l = __builtin_ctz(starts);
                const double end = t + lasts.lane(l);
                for (int s = t; s < end && s < periods; s++) running[s * apart] |= Bits(1u << l);
            }
        }
    }
}
