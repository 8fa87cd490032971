"""The engine: symbols, primitives, programs, differentiation and the machine. NumPy only."""

from rnn_debugger.engine import threads

threads.use_one_thread()

from rnn_debugger.engine.arena import Plan  # noqa: E402
from rnn_debugger.engine.bindings import Binding, Feed, binding  # noqa: E402
from rnn_debugger.engine.checkpoint_plans import (  # noqa: E402
    gruslys_plan,
    least_cost,
    plan_cost,
    square_root_plan,
)
from rnn_debugger.engine.checkpointing import checkpointed  # noqa: E402
from rnn_debugger.engine.collecting import collecting_later  # noqa: E402
from rnn_debugger.engine.differentiation import differentiate  # noqa: E402
from rnn_debugger.engine.keeping import kept_with_program  # noqa: E402
from rnn_debugger.engine.liveness import (  # noqa: E402
    Life,
    live_bytes,
    lives,
)
from rnn_debugger.engine.machine import Machine  # noqa: E402
from rnn_debugger.engine.naming import name_the_anonymous  # noqa: E402
from rnn_debugger.engine.optimizers import RULE_SETTINGS, Optimizer, Rule, Updates  # noqa: E402
from rnn_debugger.engine.primitive import (  # noqa: E402
    Application,
    Array,
    Index,
    Primitive,
    Shape,
    ShapeError,
)
from rnn_debugger.engine.program import (  # noqa: E402
    Operation,
    Phase,
    Program,
    Role,
    Source,
    Tensor,
)
from rnn_debugger.engine.slices import finish, telling  # noqa: E402
from rnn_debugger.engine.symbols import (  # noqa: E402
    NOTHING,
    Nothing,
    Record,
    Symbol,
    Tape,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)

__all__ = [
    "NOTHING",
    "RULE_SETTINGS",
    "Application",
    "Array",
    "Binding",
    "Feed",
    "Index",
    "Life",
    "Machine",
    "Nothing",
    "Operation",
    "Optimizer",
    "Phase",
    "Plan",
    "Primitive",
    "Program",
    "Record",
    "Role",
    "Rule",
    "Shape",
    "ShapeError",
    "Source",
    "Symbol",
    "Tape",
    "Tensor",
    "Updates",
    "binding",
    "checkpointed",
    "collecting_later",
    "differentiate",
    "finish",
    "gruslys_plan",
    "identity",
    "kept_with_program",
    "least_cost",
    "live_bytes",
    "lives",
    "name_the_anonymous",
    "plan_cost",
    "relu",
    "sigmoid",
    "softmax",
    "square_root_plan",
    "tanh",
    "telling",
]
