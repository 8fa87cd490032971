"""What the timeline knows of the run, taken up as it goes on."""

from __future__ import annotations

from rnn_debugger.debugger import (
    BranchLine,
    BranchMap,
    MarkSet,
    Peaks,
    Place,
    Program,
    Results,
    Session,
    branch_name,
    first_bad,
    run_marks,
)


class RunScene:
    """Losses, branches and marks as they are after `follow`; it changes nothing."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.version = 0
        """Another number whenever something is to be drawn that was not there."""
        self.losses = Peaks()
        self.others: dict[int, Peaks] = {}
        """The losses of other branches, by branch."""
        self.lines: list[BranchLine] = []
        self.marks = MarkSet([], session.program_at)
        self.way = BranchMap(session.branches, session.position.branch)
        self.reached = Place(0, 0)
        """How far the current branch was run."""
        self._results: Results | None = None
        self._checked, self._bad = 0, -1
        self._seen: object = None
        self._marked: object = None
        self.follow()

    @property
    def own_end(self) -> int:
        """The place where the iteration ends that the current branch has come to."""
        return self.reached.iteration + 1

    @property
    def end(self) -> int:
        """The place that no branch has been run beyond."""
        others = [line.last.iteration + (line.last.operation > 0) for line in self.lines]
        return max([self.own_end, *others])

    def programs(self, iteration: int) -> Program:
        """What runs in an iteration of the current branch."""
        return self.session.program_at(iteration)

    def follow(self) -> None:
        """Take up what has happened since."""
        session = self.session
        branches, here = session.branches, session.position.branch
        reached = {branch.id: Place(*session.reached(branch.id)[1:]) for branch in branches}
        results = session.results_of(here)
        self.reached = reached[here]
        # Within an iteration nothing changes but how far it is reached.
        ends = {**reached, here: Place(self.own_end, 0)}
        seen = (here, branches, ends, len(results))
        if seen != self._seen or results is not self._results:
            self._take_losses(results)
            self.way = BranchMap(branches, here)
            self.lines = self.way.lines(reached)
            self._take_other_losses()
            self._seen = seen
            self.version += 1
        bookmarks = session.bookmarks.listed(branches)
        marked = (here, branches, bookmarks, len(session.hits), self._bad)
        if marked != self._marked:
            bad = None if self._bad < 0 else self._bad
            marks = run_marks(self.way, branches, bookmarks, session.hits, bad)
            self.marks = MarkSet(marks, session.program_at)
            self._marked = marked
            self.version += 1

    def line_of(self, branch: int) -> BranchLine:
        return next(line for line in self.lines if line.branch == branch)

    def name_of(self, branch: int) -> str:
        """The name of a branch that is listed."""
        return next(branch_name(b) for b in self.session.branches if b.id == branch)

    def _take_losses(self, results: Results) -> None:
        if results is not self._results:
            self._results = results
            self.losses = Peaks()
            self._checked, self._bad = 0, -1
        self.losses.extend(results.loss)
        if self._bad < 0:
            bad = first_bad(results.loss, self._checked)
            self._bad = -1 if bad is None else bad
            self._checked = len(results)

    def _take_other_losses(self) -> None:
        known, self.others = self.others, {}
        for line in self.lines:
            series = known.get(line.branch) or Peaks()
            series.extend(self.session.results_of(line.branch).loss)
            self.others[line.branch] = series
