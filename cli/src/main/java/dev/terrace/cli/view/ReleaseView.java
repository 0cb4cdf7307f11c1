package dev.terrace.cli.view;

import dev.terrace.cli.report.ReleaseReport;
import java.time.Duration;

/** The end of a release. */
public final class ReleaseView {
    private final Style style;
    private final String options;

    /** @param options that the commands to type next need to mean the same cloud; may be empty */
    public ReleaseView(Style style, String options) {
        this.style = style;
        this.options = options;
    }

    /** @param took from the push to the end of the release */
    public String render(ReleaseReport release, String platform, String component, String version, Duration took) {
        var what = style.bold(component) + " " + version;
        var text = new StringBuilder("\n");
        switch (release.status()) {
            case "SUCCEEDED" -> {
                text.append(style.done())
                        .append(' ')
                        .append(what)
                        .append(" is released")
                        .append(after(took))
                        .append('\n');
                text.append("  ").append(style.dim(release.digest())).append('\n');
            }
            case "IGNORED" ->
                text.append(style.yellow("–"))
                        .append(' ')
                        .append(what)
                        .append(" is not released")
                        .append(after(took))
                        .append('\n')
                        .append(reason(release));
            default ->
                text.append(style.failed())
                        .append(' ')
                        .append("The release of ")
                        .append(what)
                        .append(" failed")
                        .append(after(took))
                        .append('\n')
                        .append(reason(release));
        }
        Notes.next(
                text,
                style,
                options,
                new Notes.Next("status " + platform, "see what runs where"),
                new Notes.Next("releases " + platform, "see the history"));
        return text.toString();
    }

    private String after(Duration took) {
        return style.dim(" (" + Style.time(took) + ")");
    }

    private String reason(ReleaseReport release) {
        return "  " + Style.wrap(release.reason() == null ? "" : release.reason(), style.width() - 2, "  ") + "\n";
    }
}
