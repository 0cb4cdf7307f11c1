package dev.terrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The real {@code sam deploy} of the project's template, with the runtime that needs no Docker.
 *
 * @param root the folder with template.yaml
 * @param folder the cloud's folder; {@code deployed/<region>} in it says what the region was given last
 * @param region where the stack is
 */
record SamDeployment(Path root, Path folder, String region) {

    static final String STACK = "terrace";

    /** What the build puts together of template.yaml and the functions' parts. */
    private static final String TEMPLATE = "target/template.yaml";

    private static final String DEPLOYED = "deployed";
    private static final Pattern FILE =
            Pattern.compile("(?m)^\\s*(?:CodeUri|DefinitionUri|ContentUri):\\s*(\\S+)\\s*$");

    void deploy(Path python, Map<String, String> environment, Progress progress) {
        var step = "deploy the stack %s in %s".formatted(STACK, region);
        var marker = folder.resolve(DEPLOYED).resolve(region);
        try {
            var fingerprint = fingerprint();
            if (Files.exists(marker) && Files.readString(marker).equals(fingerprint)) {
                progress.line("the stack %s in %s is up to date".formatted(STACK, region));
                return;
            }
            progress.started(step);
            var begin = Instant.now();
            sam(
                    python,
                    environment,
                    progress,
                    "deploy",
                    "--template-file",
                    TEMPLATE,
                    "--stack-name",
                    STACK,
                    "--resolve-s3",
                    "--no-confirm-changeset",
                    "--no-fail-on-empty-changeset",
                    "--no-progressbar",
                    "--capabilities",
                    "CAPABILITY_IAM",
                    "CAPABILITY_NAMED_IAM",
                    "--parameter-overrides",
                    "Runtime=provided.al2023");
            Files.createDirectories(marker.getParent());
            Files.writeString(marker, fingerprint);
            progress.done(step, Duration.between(begin, Instant.now()));
        } catch (IOException failure) {
            throw LocalCloudException.tried(step, failure);
        }
    }

    /** {@code sam validate --lint}: SAM's own check, and cfn-lint on what SAM makes of the template. */
    void validate(Path python, Map<String, String> environment, Progress progress) {
        sam(python, environment, progress, "validate", "--lint", "--template-file", TEMPLATE);
    }

    private void sam(Path python, Map<String, String> environment, Progress progress, String... arguments) {
        var settings = new HashMap<>(environment);
        settings.put("SAM_CLI_POLL_DELAY", "0.5");
        settings.put("SAM_CLI_TELEMETRY", "0");
        settings.put("COLUMNS", "160");
        var command = new ArrayList<>(List.of(python.toString(), "-m", "samcli"));
        command.addAll(List.of(arguments));
        Commands.run(root, settings, command, line -> report(line, progress));
    }

    /** Of SAM's tables, the lines that say that a resource is there: status, type, logical name. */
    private static void report(String line, Progress progress) {
        var words = line.strip().split(" +");
        if (words.length == 3 && words[0].endsWith("_COMPLETE")) {
            progress.line(String.join(" ", words));
        }
    }

    /** Where the stack is, in a cloud; by name. */
    static List<String> regions(Path folder) {
        var regions = folder.resolve(DEPLOYED);
        if (!Files.isDirectory(regions)) {
            return List.of();
        }
        try (var files = Files.list(regions)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw LocalCloudException.tried("read " + regions, failure);
        }
    }

    /** Forgets what was deployed: the cloud is a new one. */
    static void forget(Path folder) throws IOException {
        Installation.deleteTree(folder.resolve(DEPLOYED));
    }

    /** A digest of the template and of every file that it names. */
    private String fingerprint() throws IOException {
        var file = root.resolve(TEMPLATE);
        if (!Files.exists(file)) {
            throw new LocalCloudException("%s is not there: put it together with mvn package".formatted(TEMPLATE));
        }
        var template = Files.readString(file);
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(template.getBytes());
            for (var match : (Iterable<MatchResult>) FILE.matcher(template).results()::iterator) {
                var named = file.resolveSibling(match.group(1));
                if (!Files.isRegularFile(named)) {
                    throw new LocalCloudException("the template names %s, which is not there: build it with mvn package"
                            .formatted(match.group(1)));
                }
                digest.update(Files.readAllBytes(named));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
