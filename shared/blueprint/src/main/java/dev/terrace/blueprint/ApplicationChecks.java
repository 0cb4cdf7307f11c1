package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.forEachApplication;
import static dev.terrace.blueprint.Places.forEachComponent;
import static dev.terrace.blueprint.Places.forEachJob;
import static dev.terrace.blueprint.Places.forEachWorkload;
import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Application;
import dev.terrace.platform.Cluster.NodeGroup;
import dev.terrace.platform.Component;
import dev.terrace.platform.Egress;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Value;
import dev.terrace.platform.Workload;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;

/** What Kubernetes asks of what runs, and what would never work once it does. */
final class ApplicationChecks {
    /** Of one value. They stand at the same place, and nobody reads more before mending some. */
    private static final int MOST_REFERENCES = 10;

    /** That are told where another name is expected. */
    static final int MOST_NAMES = 30;

    /** In bytes, of a variable with its name or of a word of a command: MAX_ARG_STRLEN in Linux' binfmts.h, without the end. */
    private static final int LONGEST_STRING = 128 * 1024 - 1;

    /** Of a ConfigMap, kubernetes.io/docs/concepts/configuration/configmap: a key's characters, and the bytes of all values. */
    private static final int LONGEST_KEY = 253;

    private static final int LARGEST_CONFIG = 1 << 20;

    private static final int HIGHEST_PORT = 65_535;

    private static final int HTTPS = 443;

    /** To one block of addresses, in a network policy of the VPC CNI. */
    private static final int MOST_PORTS = 24;

    /** What a security group takes by default, without the nodes' own: among each other, to HTTPS, to the database. */
    private static final int MOST_EGRESS = 60 - 3;

    private static final Pattern ACTION = Pattern.compile("[a-z0-9-]+:[A-Za-z0-9*]+");

    private ApplicationChecks() {}

    static void namespacesAreDistinct(Platform platform, Report report) {
        var owners = new HashMap<String, String>();
        forEachApplication(platform, (path, application) -> {
            var owner = owners.putIfAbsent(application.namespace(), Places.name(path));
            if (owner != null) {
                report.addFound(
                        in(path, "namespace"),
                        "the namespace " + application.namespace(),
                        "one of its own; %s has it already".formatted(owner),
                        "");
            }
        });
    }

    static void ingressLeadsToComponents(Platform platform, Report report) {
        forEachApplication(platform, (path, application) -> {
            if (application.ingress() == null) {
                return;
            }
            var components = application.components();
            application.ingress().paths().forEach((prefix, name) -> {
                var pointer = in(path, "ingress", "paths", prefix);
                var component = components.get(name);
                if (component == null) {
                    report.add(pointer, oneOf(components.keySet()), () -> Suggestion.of(name, components.keySet()));
                } else if (component.port() == null) {
                    report.add(pointer, "a component with a port");
                }
            });
        });
    }

    static void referencesAreToWhatThereIs(Platform platform, Report report) {
        var all = References.of(report.whole());
        forEachApplication(platform, (path, application) -> {
            var references = all.get(Places.name(path));
            application.workloads().forEach((name, workload) -> {
                var kind = workload instanceof Component ? "components" : "jobs";
                var env = in(path, kind, name, "env");
                workload.env().forEach((variable, value) -> check(env, variable, value, references, report));
            });
        });
    }

    private static void check(JsonPointer env, String variable, String value, References references, Report report) {
        Value.parse(value).references().stream()
                .filter(reference -> !references.isKnown(reference))
                .distinct()
                .limit(MOST_REFERENCES)
                .forEach(reference -> {
                    var path = in(env, variable);
                    if (!reference.isClosed()) {
                        report.add(path, "a reference with } at its end", "A literal ${ is written $${.");
                        return;
                    }
                    report.addFound(
                            path,
                            "the unknown reference " + reference,
                            references.expectedFor(reference),
                            () -> references.remedyFor(reference));
                });
    }

    static void imagesAreThoseOfComponentsOrReferences(Platform platform, Report report) {
        forEachComponent(platform, (path, component) -> {
            if (component.initialImage() != null && !ImageReference.isOne(component.initialImage())) {
                report.add(in(path, "initialImage"), "an image such as docker.io/library/nginx:1.29-alpine");
            }
            for (var key : List.of("repository", "initialImage")) {
                if (component.image() != null && report.isWritten(in(path, key))) {
                    report.add(in(path, key), "nothing, since its image is another's", "Remove it, or image.");
                }
            }
        });
        var released = platform.released().keySet();
        var all = platform.components().keySet();
        forEachWorkload(platform, (path, workload) -> {
            if (workload.image() != null && !released.contains(workload.image())) {
                checkImage(in(path, "image"), workload.image(), released, all, report);
            }
        });
    }

    /** A word is a component's name: nobody means an image of Docker Hub without its tag, and a slip must not run one. */
    private static void checkImage(JsonPointer path, String image, Set<String> names, Set<String> all, Report report) {
        if (all.contains(image)) {
            var isItself = image.equals(Places.name(path.head()));
            report.add(
                    path,
                    "a component with an image of its own",
                    isItself ? "Leave it out, and it has one." : "Write whose image that one runs.");
        } else if (!image.matches(".*[/:@].*")) {
            report.add(
                    path,
                    names.isEmpty()
                            ? "an image such as docker.io/library/nginx:1.29-alpine"
                            : oneOf(names) + ", or an image with its tag",
                    () -> Suggestion.of(image, names));
        } else if (!ImageReference.isOne(image)) {
            report.add(path, "an image such as docker.io/library/nginx:1.29-alpine");
        }
    }

    static void placementsAreNodeGroups(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            if (workload.placement() != null && platform.cluster() != null) {
                var groups = platform.cluster().nodeGroups().keySet();
                var group = workload.placement().nodeGroup();
                if (!groups.contains(group)) {
                    report.add(in(path, "placement", "nodeGroup"), oneOf(groups), () -> Suggestion.of(group, groups));
                }
            }
        });
    }

    /** Where all nodes are tainted, what is not placed waits for ever. */
    static void somethingTakesPodsThatAreNotPlaced(Platform platform, Report report) {
        if (platform.cluster() == null) {
            return;
        }
        var groups = platform.cluster().nodeGroups().values();
        if (!groups.isEmpty() && groups.stream().noneMatch(NodeGroup::takesAll)) {
            report.addFound(
                    Path.of("cluster", "nodeGroups"),
                    "taints on all node groups",
                    "one without taints",
                    "CoreDNS, and what is not placed, would find no node.");
        }
    }

    static void egressIsToAPort(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            for (int i = 0; i < workload.egress().size(); i++) {
                Egress egress = workload.egress().get(i);
                var place = in(path, "egress").appendIndex(i);
                if (egress.port() < 1 || egress.port() > HIGHEST_PORT) {
                    report.add(place, "a port from 1 to %d at its end".formatted(HIGHEST_PORT));
                } else if (egress.block().isPresent()
                        && egress.block()
                                .flatMap(Cidr::parse)
                                .filter(Cidr::isAligned)
                                .isEmpty()) {
                    report.add(place, "an IPv4 address or block such as 203.0.113.0/24 before the port");
                }
            }
        });
    }

    /** A rule about addresses outside the VPC opens no way to what CoreDNS completes: names of one part, and those of Services. */
    static void egressIsToOutsideTheCluster(Platform platform, Report report) {
        var namespaces = platform.applications().values().stream()
                .map(Application::namespace)
                .collect(Collectors.toSet());
        var components = platform.components();
        forEachWorkload(platform, (path, workload) -> {
            for (int i = 0; i < workload.egress().size(); i++) {
                var egress = workload.egress().get(i);
                var name = egress.host().toLowerCase(Locale.ROOT).split("\\.", 2);
                var isComponent = components.containsKey(name[0]);
                var isInCluster = name.length == 1
                        ? !egress.host().equals("*")
                        : name[1].endsWith("cluster.local")
                                || name[1].endsWith(".svc")
                                || isComponent && namespaces.contains(name[1]);
                if (isInCluster && egress.block().isEmpty()) {
                    report.add(
                            in(path, "egress").appendIndex(i),
                            "a host outside the cluster, such as smtp.example.com",
                            "Write ${%s} in env: it opens the way."
                                    .formatted(
                                            isComponent
                                                    ? name[0] + ".url"
                                                    : List.of("postgres", "redis")
                                                                    .contains(name[0])
                                                            ? name[0] + ".host"
                                                            : "COMPONENT.url"));
                }
            }
        });
    }

    /**
     * docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html: what is more, the VPC CNI does not hold. To the ports of a block it
     * adds those of all that the block lies in (its agent's checkAndDeriveL4InfoFromAnyMatchingCIDRs).
     */
    static void egressIsHeldByPolicies(Platform platform, Report report) {
        var vpc = Cidr.parse(platform.network().cidr());
        forEachWorkload(platform, (path, workload) -> {
            var portsOf = new LinkedHashMap<String, Set<Integer>>();
            workload.egress()
                    .forEach(rule -> portsOf.computeIfAbsent(rule.block().orElse("*"), _ -> new HashSet<>())
                            .add(rule.port()));
            var blocks = new HashMap<String, Optional<Cidr>>();
            portsOf.keySet().forEach(host -> blocks.put(host, Cidr.parse(host)));
            blocks.forEach((host, block) -> {
                var ports = new HashSet<Integer>();
                blocks.forEach((other, wider) -> {
                    if (host.equals(other) || isWithin(block.orElse(Cidr.ALL), wider, vpc)) {
                        ports.addAll(portsOf.get(other));
                    }
                });
                if (!workload.permissions().isEmpty()) {
                    ports.add(HTTPS); // AWS itself
                }
                if (ports.size() > MOST_PORTS) {
                    report.addFound(
                            in(path, "egress"),
                            "%d ports of %s".formatted(ports.size(), host.equals("*") ? "names and *" : host),
                            "at most %d, of all names together as of each block with all that it lies in"
                                    .formatted(MOST_PORTS),
                            "The VPC CNI holds no more in a network policy."
                                    + (workload.permissions().isEmpty() ? "" : " Permissions take 443."));
                }
            });
        });
    }

    /** @param wider empty for all names: they are everywhere outside the VPC, for which a block's first address counts */
    private static boolean isWithin(Cidr block, Optional<Cidr> wider, Optional<Cidr> vpc) {
        return wider.map(it -> it.contains(block)).orElseGet(() -> vpc.filter(it -> it.contains(block.firstAddress()))
                .isEmpty());
    }

    /** Only a warning, since AWS grants more: docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html. */
    static void egressIsHeldBySecurityGroups(Platform platform, Report report) {
        var rules = platform.running().values().stream()
                .flatMap(workload -> workload.egress().stream())
                .map(Egress::held)
                .filter(egress -> egress.port() != HTTPS)
                .distinct()
                .count();
        if (rules > MOST_EGRESS) {
            report.warnFound(
                    Path.of("applications"),
                    "egress to %d ports in all".formatted(rules),
                    "at most %d, each of a block or of all names".formatted(MOST_EGRESS),
                    "A security group has 60 outbound rules by default, of which the nodes' need some. Ask AWS for more, or write larger blocks.");
        }
    }

    static void schedulesAreThoseOfCron(Platform platform, Report report) {
        forEachJob(platform, (path, job) -> {
            var schedule = in(path, "schedule");
            if (job.schedule() != null && !CronSchedule.isOne(job.schedule())) {
                report.add(
                        schedule,
                        "five fields such as \"0 6 * * *\", or @hourly, @daily, @weekly, @monthly",
                        CronSchedule.remedy(job.schedule()));
            } else if (job.schedule() != null && !CronSchedule.comes(job.schedule())) {
                report.add(schedule, "a day that comes", "None of its months has that day.");
            }
            var before = report.whole().at(in(path, "before"));
            if (job.schedule() == null && before.isMissingNode()) {
                report.addFound(path, "neither schedule nor before", "one of them", "When is it to run?");
            } else if (job.schedule() != null && !before.isMissingNode()) {
                report.addFound(path, "both schedule and before", "one of them", "Make two jobs of it.");
            }
        });
    }

    static void environmentFitsIntoAConfigMap(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            workload.env().keySet().stream()
                    .filter(variable -> variable.length() > LONGEST_KEY)
                    .forEach(variable -> report.addKey(
                            in(path, "env", variable),
                            "a name of %d characters".formatted(variable.length()),
                            "at most %d".formatted(LONGEST_KEY),
                            ""));
            int bytes = workload.env().values().stream()
                    .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            if (bytes > LARGEST_CONFIG) {
                report.addFound(
                        in(path, "env"),
                        "%d bytes".formatted(bytes),
                        "at most %d in all".formatted(LARGEST_CONFIG),
                        "A ConfigMap holds no more.");
            }
        });
    }

    static void environmentHoldsNoSecret(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            workload.env().forEach((variable, value) -> kindOfSecret(variable, value)
                    .ifPresent(kind -> report.addFound(
                            in(path, "env", variable),
                            kind,
                            "a reference to a secret",
                            wayOut(Places.name(path), variable))));
            forEachCommand(path, workload, (place, words) -> {
                for (int i = 0; i < words.size(); i++) {
                    var word = place.appendIndex(i);
                    Secrets.kindOfWord(i == 0 ? "" : words.get(i - 1), words.get(i))
                            .ifPresent(kind ->
                                    report.addFound(word, kind, "a variable in its place: $(NAME)", Secrets.REMEDY));
                }
            });
        });
    }

    /**
     * In a command Kubernetes fills in variables and nobody references. Only what cannot be meant for a shell or a program is refused:
     * what this platform has, with a dot.
     */
    static void referencesStandInVariables(Platform platform, Report report) {
        var components = platform.components().keySet();
        forEachWorkload(
                platform,
                (path, workload) -> forEachCommand(path, workload, (place, words) -> {
                    var isProbe = !place.head().equals(path);
                    for (int i = 0; i < words.size(); i++) {
                        var word = place.appendIndex(i);
                        Value.parse(words.get(i)).references().stream()
                                .filter(reference -> reference.isClosed()
                                        && !reference.attribute().isEmpty()
                                        && (References.STORES.contains(reference.head())
                                                || components.contains(reference.head())))
                                .distinct()
                                .limit(MOST_REFERENCES)
                                .forEach(reference -> report.addFound(
                                        word,
                                        "the reference " + reference,
                                        isProbe
                                                ? "a variable of a shell in its place: $NAME"
                                                : "a variable in its place: $(NAME)",
                                        "Write NAME: \"%s\" in env.%s"
                                                .formatted(reference, isProbe ? "" : " A literal ${ is written $${.")));
                    }
                }));
    }

    private static String wayOut(String workload, String variable) {
        return "Declare it under secrets, as `%1$s: { generate: { %2$s: true } }` or `%1$s: { external: NAME }`, and write ${secrets.%1$s.%2$s}. %3$s"
                .formatted(workload, variable, Secrets.REMEDY);
    }

    private static Optional<String> kindOfSecret(String variable, String value) {
        return Secrets.kindOf(value).or(() -> Optional.of("a value that looks like a secret")
                .filter(_ -> Secrets.isNamed(variable, value)));
    }

    static void commandsBeginWithAProgram(Platform platform, Report report) {
        forEachWorkload(
                platform,
                (path, workload) -> forEachCommand(path, workload, (place, words) -> {
                    var isProgram = !Places.name(place).equals("args");
                    if (isProgram && !words.isEmpty() && words.getFirst().isBlank()) {
                        report.add(place.appendIndex(0), "the program that runs");
                    }
                }));
    }

    /** What is longer, no container starts with: Linux refuses it, and not before. */
    static void stringsAreThoseThatLinuxTakes(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            workload.env()
                    .forEach((variable, value) -> checkLength(
                            () -> in(path, "env", variable),
                            variable + "=" + value,
                            "at most %d bytes with its name",
                            report));
            forEachCommand(path, workload, (place, words) -> {
                for (int i = 0; i < words.size(); i++) {
                    int index = i;
                    checkLength(() -> place.appendIndex(index), words.get(i), "at most %d bytes", report);
                }
            });
        });
    }

    /** @param path made only where it is needed: a file may have thousands of texts */
    private static void checkLength(Supplier<JsonPointer> path, String text, String expected, Report report) {
        var bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_STRING) {
            report.addFound(path.get(), "%d bytes".formatted(bytes), expected.formatted(LONGEST_STRING), "");
        }
    }

    private static void forEachCommand(
            JsonPointer path, Workload workload, BiConsumer<JsonPointer, List<String>> check) {
        check.accept(in(path, "command"), workload.command());
        check.accept(in(path, "args"), workload.args());
        if (workload instanceof Component component && component.probes() != null) {
            ComponentChecks.forEachProbe(
                    component.probes(),
                    (kind, probe) -> check.accept(in(path, "probes", kind, "command"), probe.command()));
        }
    }

    static void permissionsNameActions(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            var permissions = workload.permissions();
            for (int i = 0; i < permissions.size(); i++) {
                var actions = permissions.get(i).actions();
                for (int j = 0; j < actions.size(); j++) {
                    if (!ACTION.matcher(actions.get(j)).matches()) {
                        report.add(
                                in(path, "permissions")
                                        .appendIndex(i)
                                        .appendProperty("actions")
                                        .appendIndex(j),
                                "an action of one service such as s3:GetObject");
                    }
                }
            }
        });
    }

    static String oneOf(Collection<String> names) {
        return "one of " + some(names);
    }

    /** The first of them: nobody reads more. */
    static String some(Collection<String> names) {
        var some = String.join(", ", names.stream().limit(MOST_NAMES).toList());
        return some + (names.size() > MOST_NAMES ? ", …" : "");
    }
}
