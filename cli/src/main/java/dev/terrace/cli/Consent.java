package dev.terrace.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** What the user allows for one run. */
final class Consent {
    @Option(
            names = "--replace",
            paramLabel = "LAYER/NAME",
            description =
                    "Let this resource be deleted and created anew, where a change needs that. May be given several times.")
    private List<String> replace = List.of();

    /** The resources that may be replaced, as {@code layer/name}. */
    List<String> replace() {
        return replace;
    }
}
