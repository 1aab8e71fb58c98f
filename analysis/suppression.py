"""Which counts to hide besides the small ones, so that no hidden count can be worked out.

The reader is assumed to know every shown count exactly (stronger than what is published, which is
rounded), how counts add up, and that no count is below zero. What such a reader can find out about
a hidden count is the range between its least and greatest value over all counts that fit. A hidden
count is safe when that range is at least `width` wide.

Source: secondary cell suppression as in Hundepool et al., Statistical Disclosure Control (2012),
chapter 4; one count after the other by linear programs, as in Kelly, Golden and Assad (1992),
Networks 22, and in the end all that turned out not to be needed is shown again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from analysis.earlier import Known, Moves
from analysis.fitting import Fitting
from analysis.ledger import Entry, Ledger, Total, written
from analysis.ledger import Proof as Kept
from analysis.patterns import Linked, Patterns
from analysis.rounded import Rounded
from analysis.unprotected import NOT_KNOWN, Key, Sum, in_words

_SLACK = 1e-6

Proof: TypeAlias = tuple[Moves, Moves]  # two ways for counts to differ: one key up, and down


class Chosen(Struct, frozen=True):
    """What is to be hidden, and why nobody can work it out.

    hidden: published keys to hide. proofs: why each key that must not be worked out is safe,
    hidden or in no table, those of earlier releases among them. exposed: those that are not.
    """

    hidden: frozenset[Key]
    proofs: Mapping[Key, Proof]
    exposed: frozenset[Key]


def choose_hidden(
    linked: Linked, first: Iterable[Key], small: int, width: int, vague: int = 0
) -> Chosen:
    """`first` and as many further published keys as it takes to make every hidden count safe.

    Counts from 1 to `small` that no table shows are kept safe too, when they can be worked out,
    and so is every count that an earlier release of the wave hid. vague: what counts are rounded
    to where none that is shown may be known to less than `width` either; 0: they may be exact.
    """
    search = _Search(replace(linked, known=Known()), small, width)
    search.begin(first)
    search.run()
    search.show_again(frozenset(search.needed))
    if linked.known.layers:
        alone, search = search, _Search(linked, small, width)
        search.go_on(alone)
        search.run()
        search.show_again(frozenset(alone.hidden))
    if vague:
        search.keep_vague(vague)
    proofs = {key: proof for key, proof in search.proof.items() if search.must_be_safe(key)}
    exposed = frozenset(key for key, proof in proofs.items() if search.is_exposed(key, proof))
    return Chosen(frozenset(search.hidden), proofs, exposed)


def keep_ledger(linked: Linked, chosen: Chosen) -> Ledger:
    """What later releases of the wave must know of this one."""
    keys = sorted(linked.counts, key=in_words)
    entries = tuple(
        Entry(
            key=written(key),
            count=linked.counts[key],
            shown=key in linked.published and key not in chosen.hidden,
            hidden=key in chosen.hidden,
            guarded=key in chosen.proofs,
            least=int(key in linked.groups),
        )
        for key in keys
    )
    place = {key: i for i, key in enumerate(keys)}
    totals = tuple(
        Total(place[one.whole], tuple(place[part] for part in one.parts), one.rest)
        for one in linked.sums
    )
    proofs = tuple(
        Kept(place[key], *(_places(moves, place) for moves in chosen.proofs[key]))
        for key in keys
        if key in chosen.proofs
    )
    return Ledger(entries=entries, totals=totals, proofs=proofs, exposed=len(chosen.exposed))


def _places(moves: Moves, place: Mapping[Key, int]) -> tuple[tuple[int, float], ...]:
    """What moves in this release; what moves in earlier ones is theirs."""
    return tuple((place[key], round(by, 6)) for key, by in moves.items() if key in place)


class _Search:
    """The search. Hiding more only ever widens ranges, so what is safe once stays safe."""

    def __init__(self, linked: Linked, small: int, width: int) -> None:
        self.linked, self.small, self.width = linked, small, width
        self.patterns = Patterns(linked)
        self.hidden: set[Key] = set()
        self.waiting: deque[Key] = deque()
        self.proof: dict[Key, Proof] = {}  # why a key is safe
        self.seen: dict[Key, Proof] = {}  # the furthest any proof has moved a key on the way
        self.sums_of: dict[Key, list[Sum]] = {}
        for total in linked.sums:
            for key in {total.whole, *total.parts}:
                self.sums_of.setdefault(key, []).append(total)
        self.rows_of: dict[Key, set[Key]] = {}
        for base, keys in linked.rows.items():
            for key in keys:
                self.rows_of.setdefault(key, set()).add(base)
        self.needed: set[Key] = set()  # what is hidden for its own sake

    def begin(self, first: Iterable[Key]) -> None:
        """What is to be made safe in a release on its own."""
        self.waiting.extend(sorted(filter(self.is_left_over, self.sums_of), key=in_words))
        for key in first:
            self.hide(key)
        self.needed = set(self.hidden)

    def go_on(self, alone: _Search) -> None:
        """What is to be made safe together with earlier releases, once it is safe on its own.

        What keeps a count safe in its own release may well do so in all of them.
        """
        for key in sorted(alone.hidden, key=in_words):
            self.hidden.add(key)
            self.patterns.hide(key)
        fitting = Fitting(self.linked, self.shown)
        mine = len(self.linked.known.layers)
        proofs = [(key, mine, alone.proof[key]) for key in alone.proof if self.must_be_safe(key)]
        for i, layer in enumerate(self.linked.known.layers):
            for node in layer.values():
                if node in self.linked.known.guarded:
                    proofs.append((node, i, self.linked.known.proofs.get(node, ({}, {}))))
        said: dict[int, Moves] = {}  # one and the same moves are in many proofs
        for key, i, (up, down) in proofs:
            proof = fitting.stacked(up, i), fitting.stacked(down, i)
            if self.is_wide(key, proof):
                self.proof[key] = proof
                self.note(moves for moves in proof if id(moves) not in said)
                said |= {id(moves): moves for moves in proof}
            else:
                self.seen.setdefault(key, proof)
                self.waiting.append(key)

    def is_left_over(self, key: Key) -> bool:
        """A small count that no table shows but that others may leave over.

        Those who did not say what the table splits by are no group that anybody could be found in.
        """
        named = all(codes != {NOT_KNOWN} for _, codes in key)
        return (
            named
            and key not in self.linked.published
            and 1 <= self.linked.counts[key] <= self.small
        )

    def run(self) -> None:
        """Take each hidden count in turn and hide others along with it until it is safe."""
        while self.waiting:
            key = self.waiting.popleft()
            proof = self.noted(key)
            if not self.is_wide(key, proof):
                proof = self.furthest(key)
            if not self.is_wide(key, proof):
                proof = self.cheapest(key, proof)
            to_hide = {other for moves in proof for other in moves if self.shown(other)}
            for other in sorted(to_hide, key=in_words):
                self.hide(other)
            self.proof[key] = proof
            self.note(proof)

    def note(self, proof: Iterable[Moves]) -> None:
        """Keep what these moves say of every other count that they move."""
        for moves in proof:
            for key, by in moves.items():
                up, down = self.noted(key)
                if by > up.get(key, 0.0):
                    self.seen[key] = (moves, down)
                elif by < down.get(key, 0.0):
                    self.seen[key] = (up, moves)

    def noted(self, key: Key) -> Proof:
        return self.seen.get(key, ({}, {}))

    def nearby(self, key: Key) -> Proof:
        """What furthest() gives as far as the counts of one table show it: most often all."""
        up = self.patterns.move_nearby(key, 1, self.width)
        down = self.patterns.move_nearby(key, -1, self.width - up.get(key, 0.0))
        return up, down

    def furthest(self, key: Key) -> Proof:
        """How far a count can go up, and down if that is not enough, with what is hidden."""
        near = self.nearby(key)
        if self.is_wide(key, near):
            return near
        up, down = self.patterns.move_freely(key, self.width)
        return (up, {}) if self.is_wide(key, (up, {})) else (up, down)

    def is_wide(self, key: Key, proof: Proof) -> bool:
        up, down = proof
        return up.get(key, 0.0) - down.get(key, 0.0) >= self.width - _SLACK

    def is_exposed(self, key: Key, proof: Proof) -> bool:
        """Not wide, unless it is nobody and known to be nobody: there is nothing to find out."""
        known = self.linked.known.counts
        nobody = not known.get(key, self.linked.counts.get(key)) and not proof[0].get(key)
        return not self.is_wide(key, proof) and not nobody

    def cheapest(self, key: Key, free: Proof) -> Proof:
        """The least costly moves that make a key safe; `free` if nothing does.

        `free`: how far it goes with what is hidden, from where the rest of the way is paid for.
        """
        up, down = free
        found = []
        above, below = self.patterns.move(
            key, self.width + down.get(key, 0.0), up.get(key, 0.0) - self.width
        )
        if above:
            found.append((self.cost(above), 0, (above, down)))
        if below:
            found.append((self.cost(below), 1, (up, below)))
        if not found:  # neither way goes far enough alone
            found = list(self.both_ways(key))
        return min(found, key=lambda one: one[:2])[2] if found else free

    def both_ways(self, key: Key) -> Iterator[tuple[float, int, Proof]]:
        """Moves that go part of the way up and the rest of it down, with what they cost."""
        for up in range(1, self.width):
            above, below = self.patterns.move(key, up, up - self.width)
            if above and below:
                yield self.cost({**above, **below}), up, (above, below)

    def cost(self, moves: Moves) -> float:
        """What the reader loses when all that these move is hidden."""
        return sum(self.linked.price.get(key, 1.0) for key in moves if self.shown(key))

    def show_again(self, needed: frozenset[Key]) -> None:
        """Show what turns out not to be needed after all, what readers miss most first.

        Where most is hidden anyway there is little to win back, and finding it takes longest.
        """
        if 2 * len(self.hidden) > len(self.linked.published):
            return
        spare = sorted(self.hidden - needed, key=in_words)
        for key in sorted(spare, key=lambda key: -self.linked.price.get(key, 1.0)):
            row = {key, *self.linked.rows.get(key, ())} & self.hidden - needed
            if key in self.hidden and not any(self.is_in_hidden_row(one, key) for one in row):
                self.try_to_show(row)

    def is_in_hidden_row(self, key: Key, base: Key) -> bool:
        """Whether it is in a row, other than that of `base`, that is hidden as a whole."""
        return any(one in self.hidden for one in self.rows_of.get(key, set()) - {key, base})

    def try_to_show(self, row: set[Key]) -> None:
        """Show a key, or a row whole, unless that pins down what must stay hidden."""
        self.hidden -= row
        for key in row:
            self.patterns.show(key)
        shaken = [
            one
            for one, proof in self.proof.items()
            if self.must_be_safe(one) and any(not row.isdisjoint(moves) for moves in proof)
        ]
        proofs = {}
        for one in shaken:
            proofs[one] = self.furthest(one)
            if not self.is_wide(one, proofs[one]):
                self.hidden |= row
                for key in row:
                    self.patterns.hide(key)
                return
        self.proof |= proofs

    def keep_vague(self, rounding: int) -> None:
        """Hide the cheapest of the shown counts that together tell one of them too closely."""
        sums = self.linked.sums
        while pinned := Rounded(self.linked.counts, sums, self.shown, rounding).pinned(self.width):
            for told in pinned:
                if all(self.shown(key) for key in told):
                    self.hide(min(told, key=self.loss))
            self.run()

    def loss(self, key: Key) -> tuple[float, list[tuple[str, list[str]]]]:
        """What hiding a count costs, and its name where others cost as much."""
        return self.linked.price.get(key, 1.0), in_words(key)

    def must_be_safe(self, key: Key) -> bool:
        """Hidden, or a small count that no table shows."""
        return key in self.hidden or key not in self.linked.published

    def shown(self, key: Key) -> bool:
        return key in self.linked.published and key not in self.hidden

    def hide(self, key: Key) -> None:
        """Hide a key, and with the base of a row the whole row."""
        for one in sorted({key, *self.linked.rows.get(key, ())}, key=in_words):
            if self.shown(one) and (one == key or not self.is_void(one)):
                self.hidden.add(one)
                self.patterns.hide(one)
                self.waiting.append(one)
                if not self.linked.counts[one]:
                    self.hide_parts(one)

    def hide_parts(self, nobody: Key) -> None:
        """Hide what a total of nobody made void, where its row is hidden already."""
        for total in self.sums_of.get(nobody, ()):
            for part in total.parts if total.whole == nobody else ():
                if not self.hidden.isdisjoint(self.rows_of.get(part, ())):
                    self.hide_void(part)

    def hide_void(self, key: Key) -> None:
        """Hide a count of nobody unless it is still known to be nobody."""
        if self.shown(key) and not self.is_void(key):
            self.hide(key)

    def is_void(self, key: Key) -> bool:
        """Nobody, and known to be nobody because the shown total is nobody: nothing to hide."""
        if self.linked.counts[key]:
            return False
        wholes = (s.whole for s in self.sums_of.get(key, ()) if s.whole != key)
        return any(self.shown(w) and self.linked.counts[w] == 0 for w in wholes)
