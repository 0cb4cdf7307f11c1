package dev.terrace.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the move of a component to a pushed image ended.
 *
 * @param status {@code SUCCEEDED}, {@code FAILED} or {@code IGNORED}
 * @param release the execution that did it
 * @param reason why it failed or was ignored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseReport(
        String status, String platform, String component, String tag, String digest, String release, String reason) {

    public boolean failed() {
        return status.equals("FAILED");
    }
}
