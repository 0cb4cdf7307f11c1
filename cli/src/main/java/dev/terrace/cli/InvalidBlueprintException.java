package dev.terrace.cli;

import dev.terrace.blueprint.BlueprintProblem;
import java.util.List;

/** The blueprint has errors: nothing is started with it. */
final class InvalidBlueprintException extends RuntimeException {
    private final String file;
    private final transient List<BlueprintProblem> problems;

    InvalidBlueprintException(String file, List<BlueprintProblem> problems) {
        super(file + " has errors");
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    String file() {
        return file;
    }

    List<BlueprintProblem> problems() {
        return problems;
    }
}
