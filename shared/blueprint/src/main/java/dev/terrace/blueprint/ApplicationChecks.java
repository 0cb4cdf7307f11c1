package dev.terrace.blueprint;

import dev.terrace.platform.Component;
import dev.terrace.platform.Component.Probe;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;

/** What Kubernetes asks of workloads, and what would never work once it runs. */
final class ApplicationChecks {
    private static final Pattern TOKEN = Pattern.compile("\\$\\{([^}]*)}?");
    private static final Set<String> POSTGRES_TOKENS =
            Set.of("postgres.host", "postgres.port", "postgres.database", "postgres.secret");

    /** Of one value. They stand at the same place, and nobody reads more before mending some. */
    private static final int MOST_TOKENS = 10;

    /** In bytes, of a variable with its name or of a word of a command: MAX_ARG_STRLEN in Linux' binfmts.h, without the end. */
    private static final int LONGEST_STRING = 128 * 1024 - 1;

    /** Of a ConfigMap, kubernetes.io/docs/concepts/configuration/configmap: a key's characters, and the bytes of all values. */
    private static final int LONGEST_KEY = 253;

    private static final int LARGEST_CONFIG = 1 << 20;

    private static final Pattern ACTION = Pattern.compile("[a-z0-9-]+:[A-Za-z0-9*]+");

    private ApplicationChecks() {}

    static void applicationHasACluster(Platform platform, Report report) {
        if (platform.application() != null && platform.cluster() == null) {
            report.addFound(
                    Path.of("application"), "an application without a cluster", "the section cluster beside it", "");
        }
    }

    static void replicasAreSaidOnce(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            if (component.replicas() != null && component.autoscaling() != null) {
                report.add(
                        component(name, "replicas"),
                        "nothing, since autoscaling decides",
                        "Remove replicas or autoscaling.");
            }
        });
    }

    static void autoscalingHasMinAndMaxInOrder(Platform platform, Report report) {
        forEachAutoscaled(platform, (name, component) -> {
            var autoscaling = component.autoscaling();
            if (autoscaling.min() > autoscaling.max()) {
                report.add(component(name, "autoscaling", "min"), "at most max, which is " + autoscaling.max());
            }
        });
    }

    static void autoscalingHasSomethingToGoBy(Platform platform, Report report) {
        forEachAutoscaled(platform, (name, component) -> {
            var autoscaling = component.autoscaling();
            var requests = component.resources().requests();
            if (autoscaling.cpuPercent() == null && autoscaling.memoryPercent() == null) {
                report.addFound(component(name, "autoscaling"), "no target", "cpuPercent, memoryPercent or both", "");
            }
            if (autoscaling.cpuPercent() != null && requests.cpu() == null) {
                report.add(
                        component(name, "resources", "requests", "cpu"),
                        "a quantity, since autoscaling.cpuPercent is a percentage of it");
            }
            if (autoscaling.memoryPercent() != null && requests.memory() == null) {
                report.add(
                        component(name, "resources", "requests", "memory"),
                        "a quantity, since autoscaling.memoryPercent is a percentage of it");
            }
        });
    }

    static void quantitiesAreThoseOfKubernetes(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            checkAmounts(
                    component(name, "resources", "requests"),
                    component.resources().requests(),
                    report);
            checkAmounts(
                    component(name, "resources", "limits"),
                    component.resources().limits(),
                    report);
        });
        if (platform.application() != null && platform.application().quota() != null) {
            var quota = platform.application().quota();
            checkAmounts(Path.of("application", "quota", "requests"), quota.requests(), report);
            checkAmounts(Path.of("application", "quota", "limits"), quota.limits(), report);
        }
    }

    private static void checkAmounts(JsonPointer path, Resources.Amounts amounts, Report report) {
        if (amounts == null) {
            return;
        }
        if (amounts.cpu() != null && Quantity.cpu(amounts.cpu()).isEmpty()) {
            report.add(path.appendProperty("cpu"), "CPU such as 250m or 0.5");
        }
        if (amounts.memory() != null && Quantity.memory(amounts.memory()).isEmpty()) {
            report.add(path.appendProperty("memory"), "memory such as 256Mi or 1Gi");
        }
    }

    static void requestsStayWithinLimits(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            var limits = component.resources().limits();
            if (limits != null) {
                var requests = component.resources().requests();
                var path = component(name, "resources", "requests");
                checkWithin(path.appendProperty("cpu"), requests.cpu(), limits.cpu(), Quantity::cpu, report);
                checkWithin(
                        path.appendProperty("memory"), requests.memory(), limits.memory(), Quantity::memory, report);
            }
        });
    }

    private static void checkWithin(
            JsonPointer path,
            String request,
            String limit,
            Function<String, Optional<BigDecimal>> quantity,
            Report report) {
        var requested = quantity.apply(request);
        var limited = quantity.apply(limit);
        if (requested.isPresent() && limited.isPresent() && requested.get().compareTo(limited.get()) > 0) {
            report.add(path, "at most the limit, which is " + limit);
        }
    }

    static void drainsCanGoOn(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            if (component.disruption() != null && component.disruption().minAvailable() >= component.minReplicas()) {
                report.add(
                        component(name, "disruption", "minAvailable"),
                        "less than %d, the fewest pods that run".formatted(component.minReplicas()),
                        "No node that runs one of its pods could ever be drained.");
            }
        });
    }

    static void rolloutsCanGoOn(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            if (component.rollout().maxSurge() == 0 && component.rollout().maxUnavailable() == 0) {
                report.add(component(name, "rollout", "maxSurge"), "at least 1 when maxUnavailable is 0");
            }
        });
    }

    static void probesAskOneThing(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            if (component.probes() != null) {
                forEachProbe(component.probes(), (kind, probe) -> checkProbe(name, component, kind, probe, report));
            }
        });
    }

    private static void checkProbe(String name, Component component, String kind, Probe probe, Report report) {
        var path = component(name, "probes", kind);
        if ((probe.path() == null) == probe.command().isEmpty()) {
            var found = probe.path() == null ? "neither path nor command" : "both path and command";
            report.addFound(path, found, "one of them", "");
        } else if (probe.path() != null && component.port() == null) {
            report.add(path.appendProperty("path"), "a command, since the component has no port");
        }
    }

    /** docs: kubernetes.io/docs/concepts/policy/resource-quotas: with a quota, pods that do not say are refused. */
    static void quotaHasRoomForAllComponents(Platform platform, Report report) {
        if (platform.application() == null || platform.application().quota() == null) {
            return;
        }
        var quota = platform.application().quota();
        var path = Path.of("application", "quota");
        if (quota.pods() != null) {
            long pods = platform.components().values().stream()
                    .mapToLong(ApplicationChecks::mostPods)
                    .sum();
            if (pods > quota.pods()) {
                report.add(
                        path.appendProperty("pods"), "at least %d, what all components take at most".formatted(pods));
            }
        }
        checkQuota(platform, path.appendProperty("requests"), quota.requests(), Resources::requests, report);
        checkQuota(platform, path.appendProperty("limits"), quota.limits(), Resources::limits, report);
    }

    private static void checkQuota(
            Platform platform,
            JsonPointer path,
            Resources.Amounts quota,
            Function<Resources, Resources.Amounts> amounts,
            Report report) {
        if (quota != null) {
            checkQuota(
                    platform,
                    path,
                    "cpu",
                    quota.cpu(),
                    Quantity::cpu,
                    amounts.andThen(it -> it == null ? null : it.cpu()),
                    report);
            checkQuota(
                    platform,
                    path,
                    "memory",
                    quota.memory(),
                    Quantity::memory,
                    amounts.andThen(it -> it == null ? null : it.memory()),
                    report);
        }
    }

    private static void checkQuota(
            Platform platform,
            JsonPointer path,
            String resource,
            String quota,
            Function<String, Optional<BigDecimal>> quantity,
            Function<Resources, String> amount,
            Report report) {
        var allowed = quantity.apply(quota);
        if (allowed.isEmpty()) {
            return;
        }
        var most = BigDecimal.ZERO;
        for (var entry : platform.components().entrySet()) {
            var component = entry.getValue();
            var text = amount.apply(component.resources());
            if (text == null) {
                var kind = path.last().getMatchingProperty();
                report.add(
                        component(entry.getKey(), "resources", kind, resource),
                        "a quantity, since application.quota.%s limits it".formatted(kind));
            }
            most = most.add(
                    quantity.apply(text).orElse(BigDecimal.ZERO).multiply(BigDecimal.valueOf(mostPods(component))));
        }
        if (most.compareTo(allowed.get()) > 0) {
            report.add(
                    path.appendProperty(resource),
                    "at least %s, what all components take at most".formatted(words(resource, most)));
        }
    }

    static String words(String resource, BigDecimal amount) {
        return resource.equals("cpu")
                ? amount.movePointRight(3).toBigInteger() + "m"
                : amount.divide(BigDecimal.TWO.pow(20), 0, RoundingMode.CEILING) + "Mi";
    }

    static int mostPods(Component component) {
        return component.maxReplicas() + component.rollout().maxSurge();
    }

    static void ingressLeadsToComponents(Platform platform, Report report) {
        if (platform.application() == null || platform.application().ingress() == null) {
            return;
        }
        var components = platform.components();
        var known = oneOf(components.keySet());
        platform.application().ingress().paths().forEach((path, name) -> {
            var pointer = Path.of("application", "ingress", "paths", path);
            var component = components.get(name);
            if (component == null) {
                report.add(pointer, known, () -> Suggestion.of(name, components.keySet()));
            } else if (component.port() == null) {
                report.add(pointer, "a component with a port");
            } else if (!component.allowFrom().contains("load-balancer")) {
                report.addFound(
                        component(name, "allowFrom"),
                        "no load-balancer",
                        "it, since application.ingress leads %s here".formatted(path),
                        "");
            }
        });
    }

    static void connectionsAreToWhatThereIs(Platform platform, Report report) {
        var peers = new TreeSet<>(platform.components().keySet());
        forEachComponent(platform, (name, component) -> {
            var from = new TreeSet<>(peers);
            from.add("load-balancer");
            checkPeers(component(name, "allowFrom"), component.allowFrom(), from, report);
            var to = new TreeSet<>(peers);
            to.addAll(List.of("dns", "https"));
            if (platform.postgres() != null) {
                to.add("postgres");
            }
            if (NameChecks.hasRedis(platform)) {
                to.add("redis");
            }
            checkPeers(component(name, "allowTo"), component.allowTo(), to, report);
        });
    }

    private static void checkPeers(JsonPointer path, List<String> named, Set<String> known, Report report) {
        var expected = oneOf(known);
        for (int i = 0; i < named.size(); i++) {
            var name = named.get(i);
            if (!known.contains(name)) {
                report.add(path.appendIndex(i), expected, () -> Suggestion.of(name, known));
            }
        }
    }

    /** A connection between pods needs both ends to allow it. */
    static void connectionsAreAllowedAtBothEnds(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            component.allowTo().stream()
                    .filter(platform.components()::containsKey)
                    .forEach(to -> {
                        if (!platform.component(to).allowFrom().contains(name)) {
                            report.addFound(
                                    component(to, "allowFrom"),
                                    "no " + name,
                                    "it, since %s has %s in allowTo".formatted(name, to),
                                    "");
                        }
                    });
            component.allowFrom().stream()
                    .filter(platform.components()::containsKey)
                    .forEach(from -> {
                        if (!platform.component(from).allowTo().contains(name)) {
                            report.addFound(
                                    component(from, "allowTo"),
                                    "no " + name,
                                    "it, since %s has %s in allowFrom".formatted(name, from),
                                    "");
                        }
                    });
        });
    }

    static void tokensAreKnown(Platform platform, Report report) {
        var known = new ArrayList<String>();
        if (platform.postgres() != null) {
            POSTGRES_TOKENS.stream().sorted().forEach(known::add);
        }
        forEachComponent(platform, (name, component) -> component.env().forEach((variable, value) -> {
            var path = component(name, "env", variable);
            unknownTokens(value, known).forEach(token -> {
                if (!token.endsWith("}")) {
                    report.add(path, "a token with } at its end");
                } else {
                    var expected = known.isEmpty() ? "no token, since there is no data.postgres" : tokens(known);
                    report.addFound(
                            path,
                            "the unknown token " + token,
                            expected,
                            () -> Suggestion.of(token.substring(2, token.length() - 1), known));
                }
            });
        }));
    }

    private static List<String> unknownTokens(String value, List<String> known) {
        return TOKEN.matcher(value)
                .results()
                .filter(token -> !token.group().endsWith("}") || !known.contains(token.group(1)))
                .map(MatchResult::group)
                .distinct()
                .limit(MOST_TOKENS)
                .toList();
    }

    private static String tokens(List<String> known) {
        return "one of "
                + String.join(", ", known.stream().map("${%s}"::formatted).toList());
    }

    static void imagesHaveReferences(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            if (!ImageReference.isOne(component.initialImage())) {
                report.add(component(name, "initialImage"), "an image such as docker.io/library/nginx:1.29-alpine");
            }
        });
    }

    static void environmentFitsIntoAConfigMap(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            component.env().keySet().stream()
                    .filter(variable -> variable.length() > LONGEST_KEY)
                    .forEach(variable -> report.addKey(
                            component(name, "env", variable),
                            "a name of %d characters".formatted(variable.length()),
                            "at most %d".formatted(LONGEST_KEY),
                            ""));
            int bytes = component.env().values().stream()
                    .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            if (bytes > LARGEST_CONFIG) {
                report.addFound(
                        component(name, "env"),
                        "%d bytes".formatted(bytes),
                        "at most %d in all".formatted(LARGEST_CONFIG),
                        "A ConfigMap holds no more.");
            }
        });
    }

    static void environmentHoldsNoSecret(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            component.env().forEach((variable, value) -> {
                var path = component(name, "env", variable);
                kindOfSecret(variable, value)
                        .ifPresent(kind -> report.addFound(
                                path, kind, "it under secrets", wayOut(platform.name(), name, variable)));
            });
            forEachCommand(name, component, (path, words) -> {
                for (int i = 0; i < words.size(); i++) {
                    var place = path.appendIndex(i);
                    Secrets.kindOf(words.get(i))
                            .ifPresent(kind ->
                                    report.addFound(place, kind, "a variable in its place: $(NAME)", Secrets.REMEDY));
                }
            });
        });
    }

    private static String wayOut(String platform, String component, String variable) {
        return "Put it into Secrets Manager, and write under secrets: %s: %s/%s#%1$s. %s"
                .formatted(variable, platform, component, Secrets.REMEDY);
    }

    private static Optional<String> kindOfSecret(String variable, String value) {
        return Secrets.kindOf(value).or(() -> Optional.of("a value that looks like a secret")
                .filter(_ -> Secrets.isNamed(variable, value)));
    }

    static void commandsBeginWithAProgram(Platform platform, Report report) {
        forEachComponent(
                platform,
                (name, component) -> forEachCommand(name, component, (path, words) -> {
                    var isProgram = !path.last().getMatchingProperty().equals("args");
                    if (isProgram && !words.isEmpty() && words.getFirst().isBlank()) {
                        report.add(path.appendIndex(0), "the program that runs");
                    }
                }));
    }

    /** What is longer, no container starts with: Linux refuses it, and not before. */
    static void stringsAreThoseThatLinuxTakes(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            component.env().forEach((variable, value) -> {
                var path = component(name, "env", variable);
                checkLength(path, variable + "=" + value, "at most %d bytes with its name", report);
            });
            forEachCommand(name, component, (path, words) -> {
                for (int i = 0; i < words.size(); i++) {
                    checkLength(path.appendIndex(i), words.get(i), "at most %d bytes", report);
                }
            });
        });
    }

    private static void checkLength(JsonPointer path, String text, String expected, Report report) {
        var bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_STRING) {
            report.addFound(path, "%d bytes".formatted(bytes), expected.formatted(LONGEST_STRING), "");
        }
    }

    private static void forEachCommand(String name, Component component, BiConsumer<JsonPointer, List<String>> check) {
        check.accept(component(name, "command"), component.command());
        check.accept(component(name, "args"), component.args());
        if (component.probes() != null) {
            forEachProbe(
                    component.probes(),
                    (kind, probe) -> check.accept(component(name, "probes", kind, "command"), probe.command()));
        }
    }

    private static void forEachProbe(Component.Probes probes, BiConsumer<String, Probe> check) {
        Stream.of(
                        Map.entry("liveness", Optional.ofNullable(probes.liveness())),
                        Map.entry("readiness", Optional.ofNullable(probes.readiness())),
                        Map.entry("startup", Optional.ofNullable(probes.startup())))
                .forEach(probe -> probe.getValue().ifPresent(it -> check.accept(probe.getKey(), it)));
    }

    static void permissionsNameActions(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            var permissions = component.permissions();
            for (int i = 0; i < permissions.size(); i++) {
                var actions = permissions.get(i).actions();
                for (int j = 0; j < actions.size(); j++) {
                    if (!ACTION.matcher(actions.get(j)).matches()) {
                        report.add(
                                component(name, "permissions")
                                        .appendIndex(i)
                                        .appendProperty("actions")
                                        .appendIndex(j),
                                "an action of one service such as s3:GetObject");
                    }
                }
            }
        });
    }

    /** A role's credentials come from STS or serve to call AWS: both are behind a host name and port 443. */
    static void rolesCanBeUsed(Platform platform, Report report) {
        forEachComponent(platform, (name, component) -> {
            var missing = Stream.of("dns", "https")
                    .filter(to -> !component.permissions().isEmpty()
                            && !component.allowTo().contains(to))
                    .collect(Collectors.joining(" and "));
            if (!missing.isEmpty()) {
                report.addFound(
                        component(name, "allowTo"),
                        "no " + missing,
                        "it, since %s has permissions".formatted(name),
                        "AWS is called by https.");
            }
        });
    }

    private static String oneOf(Set<String> names) {
        return "one of " + String.join(", ", names);
    }

    private static JsonPointer component(String name, String... keys) {
        var path = Path.of("application", "components", name);
        for (var key : keys) {
            path = path.appendProperty(key);
        }
        return path;
    }

    private static void forEachComponent(Platform platform, BiConsumer<String, Component> check) {
        platform.components().forEach(check);
    }

    private static void forEachAutoscaled(Platform platform, BiConsumer<String, Component> check) {
        forEachComponent(platform, (name, component) -> {
            if (component.autoscaling() != null) {
                check.accept(name, component);
            }
        });
    }
}
