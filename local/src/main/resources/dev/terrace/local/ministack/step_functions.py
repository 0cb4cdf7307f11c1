"""What MiniStack leaves out of Step Functions where JSONata is the query language.

- A Succeed state has an Output.
- A Parallel state has Arguments, Output and Assign.
- Variables that a branch of Parallel, or an item of Map, assigns are its own: branches that use the same name do not meet.
"""

import replacements
from ministack.services import stepfunctions


def apply_output_path(original, state, data, ctx=None):
    """Called last for a Succeed state, whatever its query language."""
    if state.get("Type") == "Succeed" and _is_jsonata(state, ctx):
        return stepfunctions._apply_jsonata_output(state, data, ctx, default=data)
    return original(state, data, ctx)


def run_parallel_branches(original, state, raw_input, execution, ctx):
    if not _is_jsonata(state, ctx):
        return original(state, raw_input, execution, ctx)
    arguments = stepfunctions._apply_jsonata_arguments(state, raw_input, ctx)
    results, next_name = original(state, arguments, execution, ctx)
    output = stepfunctions._apply_jsonata_output(state, raw_input, ctx, result=results, default=results)
    stepfunctions._apply_state_assign(state, raw_input, ctx, result=results)
    return output, next_name


def run_sub_machine(original, states, start_at, input_data, execution, ctx):
    own = {**ctx, "variables": dict(ctx.get("variables", {}))}
    return original(states, start_at, input_data, execution, own)


def _is_jsonata(state, ctx):
    return stepfunctions._state_query_language(state, ctx) == "JSONata"


def install():
    replacements.wrap(stepfunctions, "_apply_output_path", apply_output_path)
    replacements.wrap(stepfunctions, "_run_parallel_branches", run_parallel_branches)
    replacements.wrap(stepfunctions, "_run_sub_machine", run_sub_machine)
