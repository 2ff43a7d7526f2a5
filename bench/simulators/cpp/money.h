// Who pays what falls due, and how much of it can be paid (docs/runs.md, "Money").
#pragma once
#include <vector>
#include "lanes.h"

const double SLACK = 1.0 + 1e-7, WHOLE = 1.0 - 1e-6;

struct Purse {
    V amount, spent, now, left;
    double limit;
    bool struck;
};
struct Open {
    int32_t payer, fund, signed_first, signed_last;
    double share;
    bool capped;
};
struct Purses {
    std::vector<V> paid, room, behind, part;
    std::vector<Purse> purse;
    std::vector<Open> open;    // the payers that may pay now, cost by cost
    std::vector<int> first;    // [period][cost]: where they begin in `open`
    bool struck;               // an event strikes some fund in some lane now
};

struct Ready {
    const Open* open;
    int count;
    V *room, *behind, *part;
};

// The greatest x <= want with sum over payers of min(room, share x) >= x, by Newton's steps from the right.
INLINE V greatest(V want, const Ready& r) {
    V x = want;
    for (int step = 0; step <= r.count; step++) {
        V full = 0.0, shares = 0.0;
        for (int e = 0; e < r.count; e++) {
            const M bound = r.room[e] < x * r.open[e].share;
            full += only(bound, r.room[e]);
            shares += only(~bound, V(r.open[e].share));
        }
        const M good = (full + shares * x >= x) | (shares >= V(1.0));
        if (bits(good) == ALL) break;
        x = where(good, x, full / (1.0 - where(good, V(0.0), shares)));
    }
    return x;
}

// Each in proportion to what it is behind, then those with room, in order.
INLINE void split(V amount, const Ready& r, const V* behind) {
    V total = 0.0, rest = amount;
    for (int e = 0; e < r.count; e++) total += behind[e];
    const M over = total > amount;
    const V scale = any(over) ? where(over, amount / where(over, total, V(1.0)), V(1.0)) : V(1.0);
    for (int e = 0; e < r.count; e++) {
        r.part[e] = min(min(behind[e] * scale, r.room[e]), min(amount * r.open[e].share, rest));
        rest -= r.part[e];
    }
    for (int e = 0; e < r.count && any(rest > V(0.0)); e++) {
        const V more = max(min(min(r.room[e], amount * r.open[e].share) - r.part[e], rest), 0.0);
        r.part[e] += more;
        rest -= more;
    }
}

// How much of `want` is paid; lanes that owe nothing have 0 there. `begun`: see docs/runs.md, signature windows.
template <bool whole>
static V pay(Purses& m, const double* payments, int cost, int costs, int t, V want, V ratio, bool planned_price,
             const V* begun) {
    const int from = m.first[size_t(t) * (costs + 1) + cost], to = m.first[size_t(t) * (costs + 1) + cost + 1];
    const Ready r = {&m.open[from], to - from, m.room.data(), m.behind.data(), m.part.data()};
    if (r.count == 0) return 0.0;
    for (int e = 0; e < r.count; e++) {
        const Open& o = r.open[e];
        const Purse& purse = m.purse[o.fund];
        V room = max(min(purse.amount - purse.spent, V(purse.limit) - purse.now), 0.0);
        V behind = max(V(payments[o.payer]) - m.paid[o.payer], 0.0);
        if (!planned_price) behind *= ratio;
        if (begun) {
            const M signs = (*begun >= V(o.signed_first)) & (*begun <= V(o.signed_last));
            room = only(signs, room);
            behind = only(signs, behind);
        }
        r.room[e] = o.capped ? min(room, behind) : room;
        r.behind[e] = behind;
    }
    V amount = greatest(want, r);
    if (whole) amount = only(amount >= want * WHOLE, amount);
    split(amount, r, r.behind);
    if (m.struck) {
        M hit = mask_of_bits(0);
        for (int e = 0; e < r.count; e++) {
            const Purse& purse = m.purse[r.open[e].fund];
            if (purse.struck) hit = hit | ((r.part[e] > V(0.0)) & (purse.left < V(1.0)));
        }
        if (any(hit)) {
            if (whole) {
                amount = only(~hit, amount);
                for (int e = 0; e < r.count; e++) r.part[e] = only(~hit, r.part[e]);
            } else {
                for (int e = 0; e < r.count; e++) {
                    r.behind[e] = r.part[e];
                    r.room[e] = where(hit, r.part[e] * m.purse[r.open[e].fund].left, r.part[e]);
                }
                const V able = where(hit, greatest(amount, r), amount);
                split(able, r, r.room);
                for (int e = 0; e < r.count; e++) r.part[e] = where(hit, r.part[e], r.behind[e]);
                amount = able;
            }
        }
    }
    const V back = planned_price ? V(1.0) : 1.0 / ratio;
    for (int e = 0; e < r.count; e++) {
        const Open& o = r.open[e];
        m.purse[o.fund].spent += r.part[e];
        m.purse[o.fund].now += r.part[e];
        m.paid[o.payer] += r.part[e] * back;
    }
    return amount;
}
