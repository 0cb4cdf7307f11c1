package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import java.util.HashMap;
import java.util.Set;
import java.util.regex.Pattern;

/** What AWS and Kubernetes ask of names and tags, beyond what the schema tells of a single one. */
final class NameChecks {
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int TAG_KEY_LENGTH = 128;
    private static final int TAG_VALUE_LENGTH = 256;

    /** docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
    private static final Pattern REPOSITORY =
            Pattern.compile("(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]+)*/)*[a-z0-9]+([._-][a-z0-9]+)*");

    /** What lists of connections mean by these words is no component. */
    static final Set<String> PEERS = Set.of("load-balancer", "postgres", "dns", "https");

    /** In every namespace there is a service account default; and a NetworkPolicy default-deny, which Terrace makes. */
    private static final Set<String> TAKEN = Set.of("default", "default-deny");

    private NameChecks() {}

    static void tagsAreThoseThatAwsTakes(Platform platform, Report report) {
        platform.tags().forEach((key, value) -> {
            var path = Path.of("tags", key);
            if (key.startsWith("aws:") || key.startsWith("terrace:") || key.equals("Name")) {
                report.addKey(
                        path, "the key \"" + key + "\"", "a key of your own", "aws:, terrace: and Name are reserved.");
            } else if (key.isEmpty()
                    || key.length() > TAG_KEY_LENGTH
                    || !TAG.matcher(key).matches()) {
                report.addKey(
                        path,
                        "the key \"" + key + "\"",
                        "1 to %d letters, digits, spaces and any of _ . : / = + - @".formatted(TAG_KEY_LENGTH),
                        "");
            }
            if (value.length() > TAG_VALUE_LENGTH || !TAG.matcher(value).matches()) {
                report.add(
                        path,
                        "at most %d letters, digits, spaces and any of _ . : / = + - @".formatted(TAG_VALUE_LENGTH));
            }
        });
    }

    static void repositoriesHaveNamesThatEcrTakes(Platform platform, Report report) {
        var owners = new HashMap<String, String>();
        platform.components().keySet().forEach(component -> {
            var repository = platform.repository(component);
            var path = Path.of("application", "components", component, "repository");
            var owner = owners.putIfAbsent(repository, component);
            if (platform.component(component).repository() != null
                    && !REPOSITORY.matcher(repository).matches()) {
                report.add(path, "2 to 256 lower-case letters and digits, parted by single . _ - or /", "");
            } else if (owner != null) {
                report.addFound(
                        path,
                        "the repository " + repository,
                        "one of its own; %s has it already".formatted(owner),
                        "A push to a repository must tell which component it is for.");
            }
        });
    }

    static void namespaceIsNotOneOfKubernetes(Platform platform, Report report) {
        if (platform.application() != null) {
            var namespace = platform.application().namespace();
            if (namespace.equals("default") || namespace.startsWith("kube-")) {
                report.add(Path.of("application", "namespace"), "a namespace of its own, neither default nor kube-…");
            }
        }
    }

    static void componentsHaveNamesOfTheirOwn(Platform platform, Report report) {
        platform.components().keySet().stream()
                .filter(name -> PEERS.contains(name) || name.equals("redis") && hasRedis(platform))
                .forEach(name -> report.addKey(
                        Path.of("application", "components", name),
                        "a component named " + name,
                        "another name",
                        "In allowFrom and allowTo the word means something else."));
    }

    static void componentsHaveNamesThatAreFree(Platform platform, Report report) {
        platform.components().keySet().stream()
                .filter(TAKEN::contains)
                .forEach(name -> report.addKey(
                        Path.of("application", "components", name),
                        "a component named " + name,
                        "another name",
                        "Each namespace has something of that name already."));
    }

    /** Whether the blueprint asks for ElastiCache, which has no record yet. */
    static boolean hasRedis(Platform platform) {
        return platform.notBuiltYet().stream().anyMatch(it -> it.startsWith("data.redis:"));
    }
}
