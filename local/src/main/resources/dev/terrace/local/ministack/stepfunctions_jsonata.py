"""What MiniStack leaves out of Step Functions' JSONata: `Assign` and `Output` of a Parallel state.

On AWS both are evaluated once all branches have ended; `$states.result` is the list of the branches' outputs.
"""

from ministack.services import stepfunctions


def run_parallel_branches(state, state_input, execution, ctx):
    results, following = original_run_parallel_branches(state, state_input, execution, ctx)
    if stepfunctions._state_query_language(state, ctx) != "JSONata":
        return results, following
    output = results
    if "Output" in state:
        output = stepfunctions._apply_jsonata_template(state["Output"], state_input, ctx, result=results)
    stepfunctions._apply_state_assign(state, state_input, ctx, result=results)
    return output, following


def install():
    global original_run_parallel_branches
    original_run_parallel_branches = stepfunctions._run_parallel_branches
    stepfunctions._run_parallel_branches = run_parallel_branches
