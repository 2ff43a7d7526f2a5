// The chase rule of docs/runs.md by hand, LANES runs at a time: what a compiler makes of it is the practical limit.
#include "state.h"

struct Runs : State {
    using State::State;

    template <bool whole>
    __attribute__((always_inline)) inline V paid(int cost, int t, V want, V ratio, bool planned_price, const V* begun = nullptr) {
        return pay<whole>(m, b.payments + t * payers, cost, int(costs), t, want, ratio, planned_price, begun);
    }

    void receive(int t, int& arrival) {
        for (; arrival < b.n_arrivals && b.arrivals[arrival].period == t; arrival++)
            hand[b.arrivals[arrival].node] += p[b.arrivals[arrival].at];
        V* row = &incoming[(t & (ring - 1)) * nodes];
        for (int n : filled) {
            hand[n] += row[n];
            row[n] = 0.0;
        }
    }

    void strike(int t) {
        bool struck = false;
        for (int r = 0; r < b.n_risks; r++) struck |= running[t * b.n_risks + r] != 0;
        if (struck || was_struck) {
            for (int i : targets) left[i] = 1.0;
            for (int r = 0; r < b.n_risks; r++)
                if (const unsigned now = running[t * b.n_risks + r]) {
                    const V keeps = where(mask_of_bits(now), 1.0 - p[b.risks[r].severity_at], 1.0);
                    for (int i = b.risks[r].first_target; i < b.risks[r].end_target; i++) left[b.struck[i]] *= keeps;
                }
            m.struck = false;
            for (int f = 0; f < funds; f++) {
                m.purse[f].left = left[first_fund + f];
                m.purse[f].struck = any(m.purse[f].left < V(1.0));
                m.struck |= m.purse[f].struck;
            }
        }
        was_struck = struck;
        for (int f = 0; f < funds; f++) m.purse[f].now = 0.0;
    }

    // The cells of the stage that each lane stands in.
    __attribute__((always_inline)) inline void read_stage(int j, unsigned on, V& length, V& price, V& was, V& success) {
        const int32_t* at = &stage[j * LANES];
        const int one = at[__builtin_ctz(on)];
        bool same = true;
        for (int l = 0; l < LANES; l++) same &= at[l] == one || !(on >> l & 1);
        if (same) {
            const Stage& cell = b.stages[b.projects[j].first_stage + one];
            length = p[cell.duration_at], price = p[cell.price_at], success = p[cell.success_at];
            was = b.planned[cell.price_at];
            return;
        }
        for (unsigned now = on; now; now &= now - 1) {
            const int l = __builtin_ctz(now);
            const Stage& cell = b.stages[b.projects[j].first_stage + at[l]];
            length.lane(l) = p[cell.duration_at].lane(l);
            price.lane(l) = p[cell.price_at].lane(l);
            success.lane(l) = p[cell.success_at].lane(l);
            was.lane(l) = b.planned[cell.price_at];
        }
    }

    void project(int j, int when, int t, int64_t run, int64_t key) {
        const Project& row = b.projects[j];
        const int count = row.end_stage - row.first_stage;
        if (!any(begun[j] == V(FAR)) && !any((finish[j] == V(FAR)) & ~failed[j])) return;
        V able = when >= 0 ? left[first_project + j] : V(1.0);
        M on = (finish[j] == V(FAR)) & ~failed[j], idle = mask_of_bits(ALL);
        while (any(on = on & (able > V(0.0)))) {
            V length = 1.0, price = 0.0, was = 0.0, success = 1.0;
            read_stage(j, bits(on), length, price, was, success);
            const M lasts = length > V(0.0);
            on = on & ~(lasts & (able <= V(DONE)));
            const V part = min(able, length - worked[j]), since = where(begun[j] == V(FAR), V(when), begun[j]);
            const V want = only(on, where(lasts, price * part / where(lasts, length, 1.0), price));
            if (when >= 0 && row.cost >= 0 && any(want > V(0.0))) {
                V amount = want;
                if (limited) {
                    const M had = was > V(0.0);
                    amount = paid<true>(row.cost, t, max(want, 0.0), where(had, price / where(had, was, 1.0), 1.0), false, &since);
                    on = on & ~((want > V(0.0)) & (amount <= V(0.0)));
                }
                spent += amount * b.discount[t];
            }
            begun[j] = where(on, since, begun[j]);
            const M works = on & lasts;
            worked[j] += only(works, part);
            able -= only(works, part);
            idle = idle & ~works;
            on = on & ~(works & (worked[j] < length - DONE));
            unsigned stay = 0;
            const unsigned still = bits(idle);
            for (unsigned over = bits(on); over; over &= over - 1) {
                const int l = __builtin_ctz(over);
                int32_t& s = stage[j * LANES + l];
                if (!(philox(run, row.stream, 1 + s, 0, key).uniform[0].lane(l) < success.lane(l))) {
                    reinterpret_cast<int64_t*>(failed[j].q)[l] = -1;
                    continue;
                }
                s++;
                worked[j].lane(l) = 0.0;
                if (s == count) finish[j].lane(l) = (still >> l & 1) ? when : when + 1;
                else if ((still >> l & 1) || able.lane(l) > DONE) stay |= 1u << l;
            }
            on = mask_of_bits(stay);
        }
    }

    void open_lines(int t) {
        size_t kept = 0;
        for (size_t i = 0; i < closed.size(); i++) {
            open_line(closed[i], t);
            if (any(opened[closed[i]] == V(FAR))) closed[kept++] = closed[i];
        }
        closed.resize(kept);
    }

    void open_line(int n, int t) {
        const Line& row = b.lines[n];
        if (row.opens > t || (row.chosen && (row.planned_opening > t || row.closes <= t))) return;
        M now = opened[n] == V(FAR);
        if (!any(now)) return;
        V since = row.opens;
        if (row.project >= 0) {
            now = now & (finish[row.project] <= V(t));
            if (!any(now)) return;
            since = max(since, finish[row.project]);
        }
        if (row.chosen) {
            since = t;
            V amount = only(now, p[row.opening_at]);
            if (limited && any(amount > V(0.0))) {
                const V asked = amount;
                amount = paid<true>(row.opening_cost, t, asked, p[row.opening_at] * (1.0 / b.planned[row.opening_at]), false);
                now = now & ~((asked > V(0.0)) & (amount <= V(0.0)));
            }
            spent += amount * b.discount[t];
        }
        opened[n] = where(now, since, opened[n]);
        settled[n] = 0;
    }

    void order_steps(int t) {
        for (int n : growing) {
            const Line& row = b.lines[n];
            const V planned = double(b.steps[t * lines + n]);
            if (row.opens > t || b.steps[t * lines + n] == 0) continue;
            M on = ordered[n] < planned;
            if (!any(on)) continue;
            if (row.project >= 0) on = on & ~failed[row.project];
            if (row.chosen) on = on & (opened[n] <= V(t));
            for (; any(on); on = on & (ordered[n] < planned)) {
                const V price = p[row.step_price_at];
                V amount = only(on, price);
                if (row.step_cost >= 0 && any(amount > V(0.0))) {
                    if (limited) {
                        const V asked = amount, ratio = price * (1.0 / b.planned[row.step_price_at]);
                        amount = paid<true>(row.step_cost, t, asked, ratio, false);
                        on = on & ~((asked > V(0.0)) & (amount <= V(0.0)));
                    }
                    spent += amount * b.discount[t];
                }
                for (unsigned now = bits(on); now; now &= now - 1) {
                    const int l = __builtin_ctz(now);
                    step_at[n * most_steps + int(ordered[n].lane(l))].lane(l) = t;
                }
                ordered[n] += only(on, 1.0);
                settled[n] = 0;
            }
        }
    }

    V capacity_of(int n, int t) {
        const Line& row = b.lines[n];
        if (row.closes <= t) return 0.0;
        if (settled[n]) return capacity[n];
        const V ramp = p[row.ramp_at], age = V(t) - opened[n], one = 1.0;
        const M open = opened[n] <= V(t), young = open & (age < ramp);
        V total = p[row.capacity_at] * min(one, (age + 1.0) / (ramp + 1.0));
        M growing = young;
        const V step_lead = p[row.step_lead_at], step_ramp = p[row.step_ramp_at];
        for (int k = 0; k < most_steps; k++) {
            const V at = step_at[n * most_steps + k];
            const M is = at < V(FAR);
            if (!any(is)) break;
            const V old = V(t) - at - step_lead;
            total += only(old >= V(0.0), min(one, (old + 1.0) / (step_ramp + 1.0)) * row.step);
            growing = growing | (is & (old < step_ramp)) | (is & ~open);
        }
        total = only(open, total);
        capacity[n] = total;
        settled[n] = !any(growing);
        return total;
    }

    void send(int f, int t, V want) {
        const Flow& row = b.flows[f];
        const Lead& late = lead[f];
        if (late.even) {
            if (late.period[0] == 0) hand[row.out] += want;
            else if (t + late.period[0] < periods) incoming[((t + late.period[0]) & (ring - 1)) * nodes + row.out] += want;
            return;
        }
        for (int l = 0; l < LANES; l++) {
            const int then = t + late.period[l];
            V& into = late.period[l] == 0 ? hand[row.out] : incoming[(then & (ring - 1)) * nodes + row.out];
            if (then < periods) into.lane(l) += want.lane(l);
        }
    }

    __attribute__((always_inline)) inline V bound(const Move& row, int f, int t, V want) {
        const int n = row.row;
        if (row.kind == START) {
            want = min(want, capacity_of(n, t) * left[n]);
            const Line& line = b.lines[n];
            if (line.pool >= 0 && line.pool_use > 0.0) want = min(want, pool_left[line.pool] * (1.0 / line.pool_use));
        } else if (row.kind == RELEASE) {
            if (t < b.stocks[n].available) return 0.0;
            want = min(min(want, b.stocks[n].rate), p[b.stocks[n].at] - p[b.stocks[n].reserve_at] - done[f]);
        } else if (row.kind == SHIP) {
            const Route& route = b.routes[n];
            if (t < route.opens || t >= route.closes) return 0.0;
            const V keeps = left[lines + n];
            want = route.capacity < FAR ? min(want, keeps * route.capacity - carried[n]) : want * keeps;
        } else {
            want = min(want, back[n]);
        }
        return want;
    }

    __attribute__((always_inline)) inline V afford(const Move& row, int f, int t, V want) {
        V price = p[row.price_at];
        bool planned_price = row.sure;
        if (row.kind == START && b.lines[row.row].learning < 0.0 && any(done[f] > V(1.0))) {
            price *= exp2_of(log2_of(max(done[f], 1.0)) * b.lines[row.row].learning);
            planned_price = false;
        }
        V amount = want * price;
        if (limited && any(amount > V(0.0))) {
            const V ratio = price * row.per_price;
            const V could = paid<false>(row.cost, t, amount, where(ratio > V(0.0), ratio, 1.0), planned_price);
            const M less = could < amount;
            if (any(less)) {
                want = where(less, want * could / where(less, amount, 1.0), want);
                amount = could;
            }
        }
        spent += amount * b.discount[t];
        return want;
    }

    void flow(int f, int t, V* delivered) {
        V want = V(b.target[t * flows + f]) - done[f];
        if (!any(want > V(0.0))) return;
        const Move& row = moves[f];
        want = bound(row, f, t, want);
        for (int i = row.first_input; i < row.end_input; i++)
            want = min(want, hand[used[i].node] * used[i].per_unit);
        want = max(want, 0.0);
        if (!any(want > V(0.0))) return;
        if (row.cost >= 0) want = afford(row, f, t, want);
        done[f] += want;
        for (int i = row.first_input; i < row.end_input; i++)
            hand[used[i].node] = max(hand[used[i].node] - want * used[i].quantity, 0.0);
        if (row.out >= 0) send(f, t, want);
        const int n = row.row;
        if (row.kind == START && b.lines[n].pool >= 0) pool_left[b.lines[n].pool] -= want * b.lines[n].pool_use;
        else if (row.kind == SHIP) carried[n] += want;
        else if (row.kind == DELIVER) {
            back[n] = max(back[n] - want, 0.0);
            delivered[n] = want;
        }
    }

    void spread(int t, V* delivered) {
        for (int i = 0; i < needs; i++) {
            const int n = int(b.by_priority[i]), node = b.needs[n].node;
            const V more = max(min(back[n], hand[node] - b.hand[t * nodes + node]), 0.0);
            hand[node] -= more;
            back[n] -= more;
            done[b.needs[n].flow] += more;
            delivered[n] += more;
        }
    }

    void measure(int t, const V* delivered) {
        for (int n = 0; n < needs; n++) {
            outstanding[n] += back[n];
            got[n] += delivered[n];
        }
        for (int k = 0; k < b.n_promises; k++) {
            const Promise& row = b.promises[k];
            if (t <= row.due) by_due[k] = got[row.need];
            date[k] = where((got[row.need] >= V(row.quantity * KEPT)) & (date[k] == V(double(periods))), V(t), date[k]);
        }
    }

    V shortfall() {
        V total = 0.0;
        for (int n = 0; n < needs; n++) {
            const Need& row = b.needs[n];
            const int last = row.last < periods - 1 ? row.last : int(periods - 1), first = row.first > 0 ? row.first : 0;
            const V asked = p[row.quantity_at] * double(last - first + 1);
            const M some = asked > V(0.0);
            total += only(some, outstanding[n] * row.priority / where(some, asked, 1.0));
        }
        for (int k = 0; k < b.n_promises; k++)
            total += max(V(b.promises[k].quantity) - by_due[k], 0.0) * (b.promises[k].priority / b.promises[k].quantity);
        return total;
    }

    // delivered and short: [period][need] of this block.
    void go(int64_t run, int64_t key, V* delivered, V* brief) {
        int arrival = 0;
        for (int t = 0; t < periods; t++, delivered += needs, brief += needs) {
            receive(t, arrival);
            strike(t);
            for (int j = 0; j < projects; j++)
                for (int when = t == 0 && b.projects[j].begin < 0 ? b.projects[j].begin : t; when <= t; when++)
                    if (b.projects[j].begin <= when) project(j, when, t, run, key);
            open_lines(t);
            order_steps(t);
            for (int n = 0; n < needs; n++) {
                const Need& row = b.needs[n];
                const V asked = row.first <= t && t <= row.last ? p[row.quantity_at] : V(0.0);
                back[n] = row.waits ? back[n] + asked : asked;
                delivered[n] = 0.0;
            }
            for (int g = 0; g < b.n_pools; g++)
                pool_left[g] = b.pools[g].opens <= t && t < b.pools[g].closes ? p[b.pools[g].at] : V(0.0);
            for (auto& c : carried) c = 0.0;
            for (int place = 0; place < flows; place++) flow(int(b.order[t * flows + place]), t, delivered);
            spread(t, delivered);
            for (int n = 0; n < needs; n++) brief[n] = back[n];
            measure(t, delivered);
        }
    }
};

// Follows the runs first, first + 1, ...; delivered and brief [block][period][need][lane], the others [run or block][lane].
extern "C" void follow(const Book* book, const int64_t* places, int64_t n_places, const double* drawn, int64_t count,
                       int64_t first, int64_t key, V* delivered, V* brief, double* cost, double* shortfall, V* date) {
    Runs runs(*book, places, n_places);
    const int64_t size = runs.periods * runs.needs;
    for (int64_t row = 0; row < count; row += LANES, delivered += size, brief += size, date += book->n_promises) {
        runs.begin(places, n_places, drawn, first, row, count, key);
        runs.go(first + row, key, delivered, brief);
        const V short_of = runs.shortfall();
        for (int l = 0; l < LANES && row + l < count; l++) {
            cost[row + l] = runs.spent.lane(l);
            shortfall[row + l] = short_of.lane(l);
        }
        for (int k = 0; k < book->n_promises; k++) date[k] = runs.date[k];
    }
}
