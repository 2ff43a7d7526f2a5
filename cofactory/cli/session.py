"""A review in the terminal: one proposed claim after the other, one key each, every decision written at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cofactory.base.problems import ProblemsFound, show
from cofactory.cli.proposals import HELP, PROMPT, shown, suggested
from cofactory.cli.show_decided import rests
from cofactory.cli.show_read import whole
from cofactory.desk.asked import one_of, pairs_of
from cofactory.desk.deciding import burdens_of, record_decision
from cofactory.desk.reviewing import open_review
from cofactory.evidence.cache import open_ledger
from cofactory.evidence.state import replay
from cofactory.programme.burden import Burdens
from cofactory.programme.trace_quotes import decision_step
from cofactory.render.claims import on_one_line
from cofactory.render.words import count, listing

if TYPE_CHECKING:
    from cofactory.cli.keys import Keys
    from cofactory.desk.reviewing import Proposal, Review
    from cofactory.evidence.state import Held
    from cofactory.schema.evidence import Claim, Verdict

LEFT = "Left; every decision is kept, and the rest waits."
"""What Ctrl-C leaves behind."""

USUAL = {
    "accept": "the quote says so",
    "reject": "the quote does not say so",
    "correct": "as the quote says",
    "merge": "the same said twice",
    "carry": "the new version says the same",
    "retract": "taken back during the review",
}
"""The reason that is kept where the person gives none."""


def document(review: Review) -> list[dict[str, Any]]:
    """Every proposed claim with its paragraph, and what it fits, repeats and contradicts."""
    found = []
    for claim in review.waiting:
        proposal, passage = review.proposal(claim), review.passage(claim)
        found.append(
            {
                "claim": whole(claim),
                "passage": {"text": passage.text, "quotes": whole(passage.quotes)},
                "fitting": list(proposal.fitting),
                "groups": [asdict(group) for group in proposal.groups],
                "conflicts": [{**asdict(conflict), "why": conflict.why} for conflict in proposal.conflicts],
            }
        )
    return found


@dataclass
class Session:
    """One sitting: where it is, and what was decided in it, newest last."""

    review: Review
    keys: Keys
    by: str
    only: str | None = None
    at: int = 0
    wider: int = 0
    commitment: str | None = None
    taken: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    """Where each decision was made, its id, and the claims it was about."""
    seen: dict[str, Held] = field(default_factory=dict)
    """Where claims stand by what others decided during the sitting, as the person was told."""

    @cached_property
    def burdens(self) -> Burdens:
        """The programme, to say what rests on claims that fall."""
        return Burdens(self.review.folder)

    def run(self) -> None:
        """Nothing; goes through what waits until its end, `q`, or the end of the keys."""
        waiting = self.review.waiting
        if not waiting:
            self.keys.say("Nothing waits for a decision.")
            return
        self.keys.say(f"{count(len(waiting), 'claim')} to decide about, as {self.by}:\n{HELP}")
        going = self._present()
        while going:
            going = self._act(self.keys.key())
        self._close()

    def _present(self) -> bool:
        """Shows the next claim that nobody decided about in this sitting; False when there is none."""
        done = {claim for _, _, claims in self.taken for claim in claims}
        waiting = self.review.waiting
        while self.at < len(waiting) and waiting[self.at].id in done:
            self.at += 1
        if self.at >= len(waiting):
            return False
        self.wider = 0
        self.commitment = suggested(self._proposal())
        self._show()
        return True

    @property
    def _claim(self) -> Claim:
        return self.review.waiting[self.at]

    def _proposal(self) -> Proposal:
        return self.review.proposal(self._claim)

    def _show(self) -> None:
        place = f"{self.at + 1} of {len(self.review.waiting)}"
        passage = self.review.passage(self._claim, wider=self.wider)
        self.keys.say(
            "\n" + shown(self._proposal(), passage, self.review, self.commitment, place, colour=self.keys.colour)
        )
        self.keys.say(PROMPT)

    def _act(self, key: str) -> bool:
        """What a key does; False ends the sitting."""
        if key in ("", "q"):
            return False
        if key == "s":
            self.at += 1
            return self._present()
        acts = {
            "a": self._accept, "r": self._reject, "c": self._correct, "m": self._merge, "v": self._carry,
            "k": self._change_commitment, "o": self._open, "u": self._undo, "?": self._help,
        }  # fmt: skip
        act = acts.get(key)
        if act is None:
            one = " One key a line; what stands behind it is its reason." if len(key) > 1 else ""
            self.keys.say(f"{key!r} is no key here.{one} {PROMPT}")
            return True
        return act()

    def _accept(self) -> bool:
        why = self.keys.reason() or USUAL["accept"]
        return self._decide("accept", (self._claim.id,), why, commitment=self.commitment)

    def _reject(self) -> bool:
        why = self.keys.line(f"Why? (Enter: {USUAL['reject']})")
        return self._decide("reject", (self._claim.id,), why or USUAL["reject"])

    def _correct(self) -> bool:
        typed = self.keys.line("What is right? Such as quantity=up to 100; stage=declaration (Enter: nothing)")
        if not typed:
            return self._again("Nothing was corrected.")
        try:
            fields = pairs_of(typed.split(";"))
        except ValueError as error:
            return self._again(str(error))
        why = fields.pop("why", "") or self.keys.line(f"Why? (Enter: {USUAL['correct']})") or USUAL["correct"]
        return self._decide("correct", (self._claim.id,), why, commitment=self.commitment, fields=fields)

    def _merge(self) -> bool:
        others = [key for group in self._proposal().groups for key in group.claims if key != self._claim.id]
        others = list(dict.fromkeys(others))
        if not others:
            return self._again("Nothing that may say the same is known.")
        numbered = ", ".join(f"{number} {key}" for number, key in enumerate(others, 1))
        typed = self.keys.line(f"Into which? {numbered} (Enter: none)")
        if not typed:
            return self._again("Nothing was merged.")
        if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= len(others):
            return self._again(f"{typed!r} is none of 1 to {len(others)}.")
        both = (others[int(typed) - 1], self._claim.id)
        return self._decide("merge", both, USUAL["merge"], commitment=self.commitment)

    def _carry(self) -> bool:
        earlier = self._proposal().carries
        if earlier is None:
            return self._again("No accepted claim about an earlier version says the same.")
        return self._decide("correct", (earlier,), USUAL["carry"], carried=True)

    def _change_commitment(self) -> bool:
        known = [row.id for row in self.review.names.commitments]
        typed = self.keys.line(f"Which commitment? {listing(known, 40)} (Enter: none)")
        try:
            self.commitment = one_of(typed, known, what="commitment") if typed and typed != "-" else None
        except LookupError as error:
            return self._again(str(error.args[0]))
        return self._again(f"It speaks of {self.commitment or 'no commitment'}.")

    def _open(self) -> bool:
        self.wider = 2 * self.wider + 1
        self._show()
        return True

    def _help(self) -> bool:
        return self._again(HELP)

    def _undo(self) -> bool:
        if not self.taken:
            return self._again(
                "Nothing was decided in this sitting; `cofactory decide DIR ID retract` takes back others."
            )
        at, decision, claims = self.taken[-1]
        why = self.keys.reason() or USUAL["retract"]
        try:
            record_decision(self.review.folder, [decision], "retract", why=why, by=self.by, names=self.review.names)
        except ProblemsFound as found:
            return self._again(show(found.problems))
        self.taken.pop()
        self.keys.drop()
        self.keys.say(f"Took back {decision} about {listing(claims)}.")
        self.at = at
        return self._present()

    def _again(self, said: str) -> bool:
        """Says something and waits for the next key about the same claim."""
        self.keys.say(f"{said}\n{PROMPT}")
        return True

    def _decide(
        self,
        verdict: Verdict,
        claims: tuple[str, ...],
        why: str,
        *,
        commitment: str | None = None,
        fields: Mapping[str, str] | None = None,
        carried: bool = False,
    ) -> bool:
        """Writes the decision and goes on; where it is refused, or somebody decided meanwhile, says so and stays."""
        if others := self._meanwhile(claims):
            return self._again(others)
        try:
            decision, _ = record_decision(
                self.review.folder, claims, verdict, why=why, by=self.by, commitment=commitment, fields=fields,
                names=self.review.names, carried=carried,
            )  # fmt: skip
        except (LookupError, ValueError) as error:
            return self._again(str(error.args[0]))
        except ProblemsFound as found:
            return self._again(show(found.problems))
        self.keys.drop()
        self.taken.append((self.at, decision.id, (*claims, *decision.result)))
        into = f" into {listing(decision.result)}" if decision.result else ""
        about = f" for {commitment}" if commitment else ""
        self.keys.say(f"{verdict}: {listing(claims)}{into}{about} ({decision.id}; u takes it back)")
        self._warn(verdict, [key for key in claims if key not in decision.result])
        self.at += 1
        return self._present()

    def _meanwhile(self, claims: tuple[str, ...]) -> str:
        """What somebody else decided about these claims since they were shown, told once; nothing if nobody did."""
        ledger = open_ledger(self.review.folder)
        now, told = replay(ledger).claims, []
        own = {decision for _, decision, _ in self.taken}
        for key in claims:
            held, known = now.get(key), self.seen.get(key) or self.review.state.claims.get(key)
            if held is None or held == known or held.decision in own:
                continue
            self.seen[key] = held
            decision = ledger.decisions.get(held.decision or "")
            by = f", {decision_step(decision).said}" if decision is not None else ""
            told.append(f"{key} is {held.status} since it was shown{on_one_line(by, 300)}.")
        return "\n".join([*told, "The same key again decides all the same; s leaves it."]) if told else ""

    def _warn(self, verdict: Verdict, fallen: list[str]) -> None:
        """Says what rests on claims that hold no more since."""
        if verdict == "accept":
            return
        burdens, unread = burdens_of(self.burdens, fallen, self.review.state)
        if told := [*rests(burdens, unread, self.review.folder)]:
            self.keys.say("\n".join(told))

    def _close(self) -> None:
        left = len(open_review(self.review.folder, document=self.only).waiting)
        rest = f"{count(left, 'claim')} still to decide about" if left else "nothing waits any more"
        self.keys.say(f"\n{count(len(self.taken), 'decision')} kept; {rest}.")
