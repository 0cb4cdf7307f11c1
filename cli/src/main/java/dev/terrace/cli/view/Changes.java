package dev.terrace.cli.view;

import dev.terrace.engine.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words and signs for what happens to resources. */
final class Changes {
    private Changes() {}

    static String sign(Style style, Change.Action action) {
        return switch (action) {
            case CREATE -> style.green("  +");
            case UPDATE -> style.yellow("  ~");
            case REPLACE -> style.magenta("-/+");
            case DELETE -> style.red("  -");
        };
    }

    private static String participle(Change.Action action) {
        return switch (action) {
            case CREATE -> "created";
            case UPDATE -> "changed";
            case REPLACE -> "replaced";
            case DELETE -> "deleted";
        };
    }

    private static String infinitive(Change.Action action) {
        return switch (action) {
            case CREATE -> "to create";
            case UPDATE -> "to change";
            case REPLACE -> "to replace";
            case DELETE -> "to delete";
        };
    }

    /** {@code 3 created, 1 changed}; empty when nothing was. */
    static String done(List<Change> changes) {
        return counted(changes, Changes::participle);
    }

    /** {@code 3 to create, 1 to change}; empty when nothing is. */
    static String planned(List<Change> changes) {
        return counted(changes, Changes::infinitive);
    }

    private static String counted(List<Change> changes, Function<Change.Action, String> verb) {
        return Arrays.stream(Change.Action.values())
                .map(action -> Map.entry(
                        action,
                        changes.stream()
                                .filter(change -> change.action() == action)
                                .count()))
                .filter(counted -> counted.getValue() > 0)
                .map(counted -> counted.getValue() + " " + verb.apply(counted.getKey()))
                .collect(Collectors.joining(", "));
    }

    /** A resource's name without its layer, which stands above it. */
    static String name(Change change) {
        return change.resource().substring(change.resource().indexOf('/') + 1);
    }
}
