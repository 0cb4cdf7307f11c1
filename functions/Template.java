import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts the template together that SAM deploys: {@code template.yaml}, and of each function's folder its part of it. What stands in a
 * part's {@code Resources} and {@code Outputs} comes below what the template has there; nothing is read into it but
 * <ul>
 *   <li>{@code CodeUri} and {@code DefinitionUri}, which are relative to the file that they stand in;
 *   <li>{@code !Arn service:resource}, which is short for the ARN of something in the installation's own account and region.
 * </ul>
 *
 * <p>Why not nested applications: docs/adr/0010. A program of its own, so that the build needs no plugin for it.
 */
public final class Template {
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=[A-Za-z]+:)");
    private static final Pattern FILE = Pattern.compile("(?m)^( +(?:CodeUri|DefinitionUri): )(\\S+)");
    private static final Pattern ARN = Pattern.compile("!Arn ([\\w-]+):");

    /** Whose ARNs name an account and, unless it is the same everywhere, a region; those of others are written out. */
    private static final Set<String> REGIONAL = Set.of(
            "dynamodb",
            "ec2",
            "ecr",
            "eks",
            "events",
            "kms",
            "lambda",
            "logs",
            "rds",
            "secretsmanager",
            "sns",
            "sqs",
            "ssm",
            "states");

    private static final Set<String> GLOBAL = Set.of("iam");

    private Template() {}

    /** @param arguments the project's folder, and where to write the template */
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        var target = Path.of(arguments[1]);
        var whole = sections(root.resolve("template.yaml"), target.getParent());
        for (var part : parts(root.resolve("functions"))) {
            sections(part, target.getParent())
                    .forEach((name, text) -> whole.merge(
                            name, text, (above, below) -> above + below.substring(below.indexOf('\n') + 1)));
        }
        Files.createDirectories(target.getParent());
        Files.writeString(target, String.join("", whole.values()));
    }

    /** The functions' parts, the same way each time. */
    private static List<Path> parts(Path functions) throws IOException {
        var parts = new ArrayList<Path>();
        for (var folder : List.of(functions, functions.resolve("layers"))) {
            try (var children = Files.list(folder)) {
                children.map(child -> child.resolve("template.yaml"))
                        .filter(Files::exists)
                        .sorted()
                        .forEach(parts::add);
            }
        }
        return parts;
    }

    /** The text of each section, with its name: {@code Resources}, {@code Outputs} … Comments above the first are not taken over. */
    private static Map<String, String> sections(Path file, Path target) throws IOException {
        var sections = new LinkedHashMap<String, String>();
        for (var text : SECTION.split(text(file, target))) {
            if (!text.startsWith("#") && !text.isBlank()) {
                sections.put(text.substring(0, text.indexOf(':')), text.stripTrailing() + "\n\n");
            }
        }
        return sections;
    }

    private static String text(Path file, Path target) throws IOException {
        var named = FILE.matcher(Files.readString(file))
                .replaceAll(match -> match.group(1)
                        + target.toAbsolutePath()
                                .relativize(file.toAbsolutePath()
                                        .resolveSibling(match.group(2))
                                        .normalize()));
        return ARN.matcher(named).replaceAll(match -> "!Sub " + arn(file, match.group(1)));
    }

    private static String arn(Path file, String service) {
        if (!REGIONAL.contains(service) && !GLOBAL.contains(service)) {
            throw new IllegalArgumentException(
                    "%s: !Arn knows no service %s. If its ARNs have a region and an account, add it to REGIONAL in %s; otherwise write the ARN out."
                            .formatted(file, service, Template.class.getSimpleName() + ".java"));
        }
        var region = GLOBAL.contains(service) ? "" : "\\${AWS::Region}";
        return "arn:\\${AWS::Partition}:" + service + ":" + region + ":\\${AWS::AccountId}:";
    }
}
