package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.forEachApplication;
import static dev.terrace.blueprint.Places.forEachComponent;
import static dev.terrace.blueprint.Places.forEachWorkload;
import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Platform;
import dev.terrace.platform.Value;
import java.util.HashMap;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;

/** What AWS and Kubernetes ask of names and tags, beyond what the schema tells of a single one. */
final class NameChecks {
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int TAG_KEY_LENGTH = 128;
    private static final int TAG_VALUE_LENGTH = 256;

    /** docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
    private static final Pattern REPOSITORY =
            Pattern.compile("([a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*/)*[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");

    private static final int LONGEST_REPOSITORY = 256;

    /** In every namespace there is a service account default; and a NetworkPolicy default-deny, which Terrace makes. */
    private static final Set<String> TAKEN = Set.of("default", "default-deny");

    /** Partition, service, region, account, and what it is, after "arn". */
    private static final int FIELDS_OF_ARN = 6;

    private static final int SERVICE = 2;

    private NameChecks() {}

    static void tagsAreThoseThatAwsTakes(Platform platform, Report report) {
        var keys = new HashMap<String, String>();
        platform.tags().forEach((key, value) -> {
            var path = Path.of("tags", key);
            var same = keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
            if (isReserved(key)) {
                report.addKey(
                        path, "the key \"" + key + "\"", "a key of your own", "aws:, terrace: and Name are reserved.");
            } else if (same != null) {
                report.addKey(
                        path,
                        "the key \"" + key + "\"",
                        "one that differs from " + same + " by more than case",
                        "To IAM's roles they are the same.");
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
            } else if (startsWith(value, "aws:")) {
                report.add(path, "a value that does not begin with aws:, which is reserved");
            }
        });
    }

    static void repositoriesHaveNamesThatEcrTakes(Platform platform, Report report) {
        var owners = new HashMap<String, String>();
        forEachComponent(platform, (component, its) -> {
            var repository = its.repository();
            if (repository == null) {
                return;
            }
            var path = in(component, "repository");
            var owner = owners.putIfAbsent(repository, Places.name(component));
            if (report.isWritten(path) && !isRepository(repository)) {
                report.add(path, "2 to 256 lower-case letters and digits, parted by . _ __ / or hyphens", "");
            } else if (owner != null && !owner.equals(Places.name(component))) {
                report.addFound(
                        path,
                        "the repository " + repository,
                        "one of its own; %s has it already".formatted(owner),
                        "A push to a repository must tell which component it is for. To run the same image, write `image: %s`."
                                .formatted(owner));
            }
        });
    }

    private static boolean isRepository(String name) {
        return name.length() >= 2
                && name.length() <= LONGEST_REPOSITORY
                && REPOSITORY.matcher(name).matches();
    }

    static void namespacesAreNotThoseOfKubernetes(Platform platform, Report report) {
        forEachApplication(platform, (path, application) -> {
            var namespace = application.namespace();
            if (namespace.equals("default") || namespace.startsWith("kube-")) {
                report.add(in(path, "namespace"), "a namespace of its own, neither default nor kube-…");
            }
        });
    }

    /** By its name a component has its repository, its role and its releases, and others refer to it. */
    static void componentsAndJobsHaveNamesOfTheirOwn(Platform platform, Report report) {
        var owners = new HashMap<String, JsonPointer>();
        var words = References.taken(report.whole());
        forEachWorkload(platform, (path, _) -> {
            var name = Places.name(path);
            var owner = owners.putIfAbsent(name, path);
            if (owner != null) {
                report.addKey(
                        path,
                        "a second " + name,
                        "another name",
                        "%s has it already; names differ in all applications of a platform."
                                .formatted(report.words(owner)));
            }
            if (TAKEN.contains(name)) {
                report.addKey(
                        path,
                        "one that is named " + name,
                        "another name",
                        "Each namespace has something of that name already.");
            }
            if (words.contains(name)) {
                report.addKey(
                        path,
                        "one that is named " + name,
                        "another name",
                        "${%s.…} means something else.".formatted(name));
            }
        });
    }

    /** docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
    static void arnsAreOfThePartition(Platform platform, Report report) {
        Catalogue.get().partition(platform.region()).ifPresent(partition -> {
            if (platform.cluster() != null) {
                var access = platform.cluster().access();
                for (int i = 0; i < access.size(); i++) {
                    var principal = access.get(i).principal();
                    if (principal.startsWith("arn:")) {
                        checkArn(Path.of("cluster", "access", i, "principal"), principal, partition, platform, report);
                    }
                }
            }
            forEachWorkload(platform, (workload, its) -> {
                var permissions = its.permissions();
                for (int i = 0; i < permissions.size(); i++) {
                    var path = in(workload, "permissions").appendIndex(i).appendProperty("resources");
                    var resources = permissions.get(i).resources();
                    for (int j = 0; j < resources.size(); j++) {
                        checkResource(path.appendIndex(j), resources.get(j), partition, platform, report);
                    }
                }
            });
        });
    }

    /** Nothing is filled in here by Terrace; IAM fills in variables of its own, which have a colon or are one character. */
    private static void checkResource(
            JsonPointer path, String text, String partition, Platform platform, Report report) {
        var ours = Value.parse(text).references().stream()
                .filter(reference ->
                        !reference.path().contains(":") && reference.path().length() > 1)
                .findFirst();
        if (ours.isPresent()) {
            report.addFound(
                    path,
                    "the reference " + ours.get(),
                    "an ARN without it",
                    "References stand in env. Only IAM's own variables may stand here, such as ${aws:PrincipalTag/team}.");
        } else if (!text.equals("*")) {
            checkArn(path, text, partition, platform, report);
        }
    }

    private static void checkArn(JsonPointer path, String text, String partition, Platform platform, Report report) {
        var parts = text.split(":", FIELDS_OF_ARN);
        if (parts.length < FIELDS_OF_ARN
                || !parts[0].equals("arn")
                || parts[SERVICE].isEmpty()
                || parts[FIELDS_OF_ARN - 1].isEmpty()) {
            report.add(path, "an ARN such as arn:%s:s3:::shop-assets/*, or *".formatted(partition));
        } else if (!parts[1].equals(partition) && !parts[1].contains("*")) {
            report.add(
                    path, "an ARN that begins with arn:%s:, as all of %s do".formatted(partition, platform.region()));
        }
    }

    private static boolean isReserved(String key) {
        return startsWith(key, "aws:") || startsWith(key, "terrace:") || key.equalsIgnoreCase("Name");
    }

    private static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
