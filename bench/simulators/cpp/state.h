// What a block of runs stands on: the book, read once, and the state that every run begins with.
#pragma once
#include "book.h"
#include "lanes.h"
#include "luck.h"
#include "money.h"

const double FAR = 1e9, KEPT = 1.0 - 1e-6, DONE = 1e-9;
enum { START, RELEASE, SHIP, DELIVER };

struct Used {
    int32_t node;
    double quantity, per_unit; // and its inverse
};

struct Move {
    int32_t kind, row, out, cost, price_at, first_input, end_input;
    bool sure;                 // no run draws its price
    double per_price;          // the inverse of its planned price, 0 where that is 0
};

struct Lead {
    int32_t period[LANES];
    bool even;
};

struct State {
    const Book& b;
    const int64_t periods, flows, nodes, lines, needs, projects, payers, costs, funds;
    const bool limited;
    std::vector<V> p, hand, done, left, back, pool_left, carried, incoming, opened, ordered, capacity, finish, begun, worked,
        step_at, outstanding, got, by_due, date;
    std::vector<M> failed;
    std::vector<int32_t> stage;       // [project][lane]
    std::vector<char> settled;        // per line: its capacity stays as it is until it opens or grows
    std::vector<Lead> lead;
    std::vector<int> targets, filled; // struck places; nodes into which something flows with a lead time
    std::vector<Bits> running;        // [period][risk]
    std::vector<Move> moves;
    std::vector<Used> used;
    std::vector<int> closed, growing; // lines that may open still, lines that have steps
    Purses m;
    V spent;
    int64_t most_steps, ring, first_project, first_fund;
    bool was_struck;

    State(const Book& book, const int64_t* places, int64_t n_places)
        : b(book), periods(b.n_discount), flows(b.n_flows), nodes(b.w_hand), lines(b.n_lines), needs(b.n_needs),
          projects(b.n_projects), payers(b.n_payers), costs(b.n_costs), funds(b.n_funds), limited(funds > 0) {
        first_fund = lines + b.n_routes;
        first_project = first_fund + funds;
        most_steps = 1;
        for (int n = 0; n < lines; n++)
            if (b.steps[(periods - 1) * lines + n] > most_steps) most_steps = b.steps[(periods - 1) * lines + n];
        p.assign(b.planned, b.planned + b.n_planned);
        done.resize(flows);
        hand.resize(nodes);
        left.assign(first_project + projects, 1.0);
        for (auto* v : {&back, &outstanding, &got}) v->resize(needs);
        pool_left.resize(b.n_pools);
        carried.resize(b.n_routes);
        for (auto* v : {&opened, &ordered, &capacity}) v->resize(lines);
        settled.resize(lines);
        step_at.resize(lines * most_steps);
        for (auto* v : {&finish, &begun, &worked}) v->resize(projects);
        failed.resize(projects);
        stage.resize(projects * LANES);
        lead.resize(flows);
        running.resize(b.n_risks * periods);
        by_due.resize(b.n_promises);
        date.resize(b.n_promises);
        std::vector<char> hit(first_project + projects, 0), fills(nodes, 0);
        for (int i = 0; i < b.n_struck; i++) hit[b.struck[i]] = 1;
        for (int i = 0; i < first_project + projects; i++)
            if (hit[i]) targets.push_back(i);
        for (int f = 0; f < flows; f++)
            if (b.flows[f].out >= 0) fills[b.flows[f].out] = 1;
        for (int n = 0; n < nodes; n++)
            if (fills[n]) filled.push_back(n);
        for (int n = 0; n < lines; n++)
            if (b.steps[(periods - 1) * lines + n] > 0) growing.push_back(n);
        open_purses();
        list_moves(places, n_places);
    }

    void list_moves(const int64_t* places, int64_t n_places) {
        std::vector<char> drawn(b.n_planned, 0);
        for (int64_t i = 0; i < n_places; i++) drawn[places[i]] = 1;
        for (int f = 0; f < flows; f++) {
            const Flow& o = b.flows[f];
            const double was = o.price_at >= 0 ? b.planned[o.price_at] : 0.0;
            moves.push_back({o.kind, o.row, o.out, o.cost, o.price_at, o.first_input, o.end_input,
                             o.price_at < 0 || !drawn[o.price_at], was > 0.0 ? 1.0 / was : 0.0});
        }
        for (int i = 0; i < b.n_inputs; i++)
            used.push_back({b.inputs[i].node, b.inputs[i].quantity, 1.0 / b.inputs[i].quantity});
    }

    void open_purses() {
        m.paid.resize(payers);
        for (auto* v : {&m.room, &m.behind, &m.part}) v->resize(payers);
        m.purse.resize(funds);
        for (int f = 0; f < funds; f++) m.purse[f].limit = b.funds[f].period_limit * SLACK;
        for (int t = 0; t < periods; t++) {
            for (int c = 0; c < costs; c++) {
                m.first.push_back(int(m.open.size()));
                for (int e = b.costs[c].first_payer; e < b.costs[c].end_payer; e++) {
                    const Payer& o = b.payers[e];
                    if (o.first <= t && t <= o.last)
                        m.open.push_back({e, o.fund, o.signed_first, o.signed_last, o.share, o.capped != 0});
                }
            }
            m.first.push_back(int(m.open.size()));
        }
        m.open.push_back({});
    }

    void begin(const int64_t* places, int64_t n_places, const double* drawn, int64_t first, int64_t row, int64_t count,
               int64_t key) {
        for (int64_t i = 0; i < n_places; i++)
            for (int l = 0; l < LANES; l++)
                p[places[i]].lane(l) = drawn[(row + l < count ? row + l : count - 1) * n_places + i];
        const V none = 0.0, never = FAR;
        for (auto* v : {&hand, &done, &back, &outstanding, &got, &ordered, &capacity, &worked, &by_due, &m.paid})
            v->assign(v->size(), none);
        for (auto* v : {&opened, &finish, &begun, &step_at}) v->assign(v->size(), never);
        left.assign(left.size(), 1.0);
        date.assign(date.size(), double(periods));
        failed.assign(failed.size(), mask_of_bits(0));
        stage.assign(stage.size(), 0);
        settled.assign(settled.size(), 1);
        for (int f = 0; f < funds; f++) {
            m.purse[f].amount = p[b.funds[f].amount_at] * SLACK;
            m.purse[f].spent = none;
        }
        int longest = 0;
        for (int f = 0; f < flows; f++) {
            lead[f].even = true;
            for (int l = 0; l < LANES; l++) {
                const double drawn_lead = b.flows[f].out >= 0 ? p[b.flows[f].lead_at].lane(l) : 0.0;
                const int periods_late = drawn_lead < periods ? int(drawn_lead) : int(periods);
                lead[f].period[l] = periods_late;
                lead[f].even &= periods_late == lead[f].period[0];
                if (periods_late > longest) longest = periods_late;
            }
        }
        for (ring = 1; ring <= longest;) ring *= 2;
        incoming.assign(ring * nodes, none);
        spent = none;
        was_struck = true;
        closed.clear();
        for (int n = 0; n < lines; n++) closed.push_back(n);
        for (int r = 0; r < b.n_risks; r++) play(b.risks[r], p.data(), int(periods), first + row, key, &running[r],
                                              int(b.n_risks));
    }
};
