package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Platform;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** What sections say of one another that no record holds yet: secrets, volumes, who is told, who watches. */
final class OperationsChecks {
    private static final JsonPointer NOTIFICATIONS = Path.of("notifications");
    private static final JsonPointer POSTGRES = Path.of("data", "postgres");

    /** What tells people something, by its place. */
    private static final List<JsonPointer> REPORTS = List.of(
            Path.of("alerts"),
            Path.of("budget"),
            Path.of("operations", "costReport"),
            Path.of("operations", "backupCheck"),
            Path.of("operations", "driftCheck"));

    private static final Set<String> NO_FOLDERS = Set.of("", ".", "..");

    /** What containers see of the kernel stands there. */
    private static final Set<String> OF_LINUX = Set.of("dev", "proc", "sys");

    /** docs.aws.amazon.com/waf/latest/APIReference/API_GeoMatchStatement.html: ISO 3166, and Kosovo. */
    private static final Set<String> COUNTRIES =
            Stream.concat(Stream.of(Locale.getISOCountries()), Stream.of("XK")).collect(Collectors.toUnmodifiableSet());

    private OperationsChecks() {}

    static void somebodyIsTold(Platform platform, Report report) {
        var whole = report.whole();
        if (whole.has("notifications")) {
            return;
        }
        REPORTS.stream()
                .filter(path -> isOn(whole.at(path)))
                .findFirst()
                .ifPresent(path -> report.addFound(
                        path,
                        report.words(path) + ", which tells nobody",
                        "notifications, which say who is told",
                        "Write `notifications: [ops@example.com]`, with an address of yours."));
    }

    private static boolean isOn(JsonNode value) {
        return value.isObject() || value.isString() && !value.stringValue().equals("off");
    }

    static void receiversAreReached(Platform platform, Report report) {
        forEachReceiver(report, (path, receiver) -> {
            if (receiver.isObject() && receiver.size() != 1) {
                report.addFound(
                        path, receiver.isEmpty() ? "neither slack nor sns" : "both slack and sns", "one of them", "");
            }
        });
    }

    static void topicsAreOfThePartition(Platform platform, Report report) {
        Catalogue.get()
                .partition(platform.region())
                .ifPresent(partition -> forEachReceiver(report, (path, receiver) -> {
                    var topic = receiver.path("sns").asString("");
                    if (topic.startsWith("arn:") && !topic.startsWith("arn:" + partition + ":")) {
                        report.add(
                                in(path, "sns"),
                                "an ARN that begins with arn:%s:, as all of %s do"
                                        .formatted(partition, platform.region()));
                    }
                }));
    }

    /** As they are written: one list is of all tiers, and each mistake in it told once. */
    private static void forEachReceiver(Report report, BiConsumer<JsonPointer, JsonNode> check) {
        var written = report.written(NOTIFICATIONS);
        var lists = written.isArray()
                ? Map.of(NOTIFICATIONS, written)
                : written.properties().stream()
                        .collect(Collectors.toMap(tier -> in(NOTIFICATIONS, tier.getKey()), Map.Entry::getValue));
        lists.forEach((path, receivers) -> {
            for (int i = 0; i < receivers.size(); i++) {
                check.accept(path.appendIndex(i), receivers.path(i));
            }
        });
    }

    static void budgetHasAnEndThatIsToCome(Platform platform, Report report) {
        checkDay(Path.of("budget", "until"), "The platform's last day has passed.", report);
    }

    static void exceptionsOfTheScanHaveAnEndThatIsToCome(Platform platform, Report report) {
        var except = Path.of("delivery", "scan", "except");
        for (int i = 0; i < report.written(except).size(); i++) {
            checkDay(in(except.appendIndex(i), "until"), "The finding counts again.", report);
        }
    }

    /** One of the past is a warning only: a file that was good must not go bad by waiting. */
    private static void checkDay(JsonPointer path, String ofThePast, Report report) {
        report.text(path).ifPresent(text -> {
            try {
                if (LocalDate.parse(text).isBefore(LocalDate.now())) {
                    report.warn(path, "a day to come", ofThePast);
                }
            } catch (DateTimeParseException _) {
                report.add(path, "a day of the calendar such as 2027-12-31");
            }
        });
    }

    static void latencyIsOfWhatThereIs(Platform platform, Report report) {
        var known = new TreeSet<>(platform.components().keySet());
        Stream.of("postgres", "redis")
                .filter(store -> report.whole().path("data").path(store).isObject())
                .forEach(known::add);
        report.whole().path("objectives").path("latency").propertyNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> report.addKey(
                        Path.of("objectives", "latency", name),
                        "the unknown name " + name,
                        known.isEmpty()
                                ? "no name, since there is neither a component nor a store"
                                : ApplicationChecks.oneOf(known),
                        () -> Suggestion.of(name, known)));
    }

    static void volumesAreOfFilesThatAreThere(Platform platform, Report report) {
        var files = new TreeSet<String>();
        report.whole().path("data").path("files").forEachEntry((name, file) -> {
            if (file.isObject()) {
                files.add("files." + name);
            }
        });
        Places.forEachComponent(
                platform, (path, _) -> report.whole().at(in(path, "volumes")).forEachEntry((mount, volume) -> {
                    var name = volume.asString("");
                    if (!files.contains(name)) {
                        report.add(
                                in(path, "volumes", mount),
                                files.isEmpty()
                                        ? "a file system of data.files, which has none"
                                        : ApplicationChecks.oneOf(files),
                                () -> Suggestion.of(name, files));
                    }
                }));
    }

    /** kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1: no colon, none twice; and no runtime mounts over /. */
    static void volumesAreMountedApart(Platform platform, Report report) {
        Places.forEachComponent(platform, (path, _) -> {
            var mounted = new HashSet<String>();
            report.whole().at(in(path, "volumes")).propertyNames().stream()
                    .filter(it -> it.startsWith("/"))
                    .forEach(mount -> {
                        var plain = mount.endsWith("/") ? mount.substring(0, mount.length() - 1) : mount;
                        var parts = List.of(plain.split("/", -1));
                        if (plain.contains(":")
                                || parts.size() < 2
                                || OF_LINUX.contains(parts.get(1))
                                || parts.stream().skip(1).anyMatch(NO_FOLDERS::contains)) {
                            report.addKey(
                                    in(path, "volumes", mount),
                                    "the path \"" + mount + "\"",
                                    "a path below / without a colon, and without any part that is empty, . or ..; not in /dev, /proc or /sys",
                                    "");
                        } else if (!mounted.add(plain)) {
                            report.addKey(
                                    in(path, "volumes", mount),
                                    "the path \"" + mount + "\" a second time",
                                    "one where nothing is mounted yet",
                                    "");
                        }
                    });
        });
    }

    static void secretsAreMadeOrExternal(Platform platform, Report report) {
        report.whole().path("secrets").forEachEntry((name, secret) -> {
            if (secret.has("generate") == secret.has("external")) {
                report.addFound(
                        Path.of("secrets", name),
                        secret.has("generate") ? "both generate and external" : "neither generate nor external",
                        "one of them",
                        "");
            }
        });
    }

    /** docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html, limitations. */
    static void readReplicasAreOfAPasswordThatRdsDoesNotKeep(Platform platform, Report report) {
        var postgres = report.whole().at(POSTGRES);
        if (postgres.path("readReplicas").asInt(0) > 0
                && postgres.path("password").asString("").equals("rds")) {
            report.addFound(
                    in(POSTGRES, "password"),
                    "rds",
                    "terrace, since RDS takes no read replicas while it keeps the password itself",
                    "Or leave it out: it follows from readReplicas.");
        }
    }

    static void countriesAreLetInOrKeptOut(Platform platform, Report report) {
        forEachCountries(platform, report, (path, countries) -> {
            if (countries.has("allow") == countries.has("block")) {
                report.addFound(
                        path,
                        countries.has("allow") ? "both allow and block" : "neither allow nor block",
                        "one of them",
                        "");
            }
        });
    }

    static void countriesAreThoseOfWaf(Platform platform, Report report) {
        forEachCountries(
                platform,
                report,
                (path, countries) -> countries.forEachEntry((key, codes) -> {
                    for (int i = 0; i < codes.size(); i++) {
                        if (!COUNTRIES.contains(codes.path(i).asString(""))) {
                            report.add(in(path, key).appendIndex(i), "a country's code by ISO 3166 such as GB");
                        }
                    }
                }));
    }

    private static void forEachCountries(Platform platform, Report report, BiConsumer<JsonPointer, JsonNode> check) {
        Places.forEachIngress(platform, (path, _) -> {
            var countries = in(path, "waf", "countries");
            if (report.whole().at(countries).isObject()) {
                check.accept(countries, report.whole().at(countries));
            }
        });
    }

    /** Terrace makes them itself, for what runs in them. */
    static void namespacesAreNotThoseOfTerrace(Platform platform, Report report) {
        var owners = new HashMap<String, String>();
        if (report.whole().path("observability").path("prometheus").isObject()) {
            owners.put("monitoring", "observability.prometheus");
        }
        if (report.whole()
                .path("delivery")
                .path("jenkins")
                .path("runsOn")
                .asString("")
                .equals("cluster")) {
            owners.put("jenkins", "delivery.jenkins");
        }
        Places.forEachApplication(platform, (path, application) -> {
            var owner = owners.get(application.namespace());
            if (owner != null) {
                report.addFound(
                        in(path, "namespace"),
                        "the namespace " + application.namespace(),
                        "one of its own; %s has it already".formatted(owner),
                        "");
            }
        });
    }

    /** Told where one is written: the other may be a default. */
    static void thresholdsRise(Platform platform, Report report) {
        report.whole().path("alerts").forEachEntry((name, alert) -> {
            var warning = Amount.of(alert.path("warning"));
            var critical = Amount.of(alert.path("critical"));
            if (warning.isEmpty() || critical.isEmpty() || !warning.get().isMoreThan(critical.get())) {
                return;
            }
            var path = Path.of("alerts", name);
            if (report.isWritten(in(path, "warning"))) {
                report.add(
                        in(path, "warning"),
                        "at most critical, which is " + critical.get().text());
            } else {
                report.add(
                        in(path, "critical"),
                        "at least warning, which is " + warning.get().text());
            }
        });
    }

    /**
     * A threshold.
     *
     * @param kind what is measured: lengths of time can be compared whatever their units are, numbers and shares cannot
     */
    private record Amount(String text, String kind, BigDecimal amount) {
        private static final Pattern FORM = Pattern.compile("(?<number>[0-9]{1,9}(\\.[0-9]{1,4})?)(?<unit>[a-z%]*)");

        private static final Map<String, Long> MILLISECONDS =
                Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

        static Optional<Amount> of(JsonNode threshold) {
            var form = FORM.matcher(threshold.asString(""));
            if (!form.matches()) {
                return Optional.empty();
            }
            var number = new BigDecimal(form.group("number"));
            var milliseconds = MILLISECONDS.get(form.group("unit"));
            return Optional.of(
                    milliseconds == null
                            ? new Amount(form.group(), form.group("unit"), number)
                            : new Amount(form.group(), "time", number.multiply(BigDecimal.valueOf(milliseconds))));
        }

        boolean isMoreThan(Amount other) {
            return kind.equals(other.kind) && amount.compareTo(other.amount) > 0;
        }
    }
}
