package dev.terrace.workloads;

import dev.terrace.engine.Result;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier layers' resources are.
 *
 * @param plan whether a value may be missing: what is to be created has none yet
 */
record Imports(Map<String, Result.Output> outputs, boolean plan) {
    Optional<String> id(String address) {
        return Optional.ofNullable(outputs.get(address)).map(Result.Output::id);
    }

    Optional<String> attribute(String address, String name) {
        return Optional.ofNullable(outputs.get(address))
                .map(output -> output.attributes().get(name));
    }
}
