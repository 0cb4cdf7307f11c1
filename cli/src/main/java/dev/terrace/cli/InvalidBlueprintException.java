package dev.terrace.cli;

import dev.terrace.blueprint.Blueprint;

/** The blueprint has errors: nothing is started with it. */
final class InvalidBlueprintException extends RuntimeException {
    private final String file;
    private final transient Blueprint.Invalid blueprint;

    InvalidBlueprintException(String file, Blueprint.Invalid blueprint) {
        super(file + " has errors");
        this.file = file;
        this.blueprint = blueprint;
    }

    String file() {
        return file;
    }

    Blueprint.Invalid blueprint() {
        return blueprint;
    }
}
