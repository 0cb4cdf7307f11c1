package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Platform;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** What sections say of one another that no record holds yet: environments, secrets, who is told, who watches. */
final class OperationsChecks {
    private static final JsonPointer ENVIRONMENTS = Path.of("environments");
    private static final JsonPointer POSTGRES = Path.of("data", "postgres");

    /** What tells people something, by its place. */
    private static final List<JsonPointer> REPORTS = List.of(
            Path.of("alerts"),
            Path.of("budget"),
            Path.of("operations", "costReport"),
            Path.of("operations", "backupCheck"),
            Path.of("operations", "driftCheck"));

    private static final Pattern AMOUNT = Pattern.compile("(?<number>[0-9]{1,9})(?<unit>[a-z%]*)");

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
        report.whole().path("notifications").forEachEntry((tier, receivers) -> {
            for (int i = 0; i < receivers.size(); i++) {
                var receiver = receivers.get(i);
                if (receiver.isObject() && receiver.size() != 1) {
                    report.addFound(
                            Path.of("notifications", tier, i),
                            receiver.isEmpty() ? "neither slack nor sns" : "both slack and sns",
                            "one of them",
                            "");
                }
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

    static void environmentsAreOfTheSameApplications(Platform platform, Report report) {
        var environments = report.whole().path("environments");
        var names = List.copyOf(environments.propertyNames());
        var components = new TreeSet<>(platform.components().keySet());
        var hasHost = platform.applications().values().stream()
                .anyMatch(it -> it.ingress() != null && it.ingress().host() != null);
        for (var name : names) {
            var environment = environments.get(name);
            var path = in(ENVIRONMENTS, name);
            environment.path("components").propertyNames().stream()
                    .filter(component -> !components.contains(component))
                    .forEach(component -> report.addKey(
                            in(path, "components", component),
                            "the unknown component " + component,
                            ApplicationChecks.oneOf(components),
                            () -> Suggestion.of(component, components)));
            var isLast = name.equals(names.getLast());
            if (!isLast && hasHost && !environment.has("host")) {
                report.addFound(
                        path, "no host", "a host of its own", "Two environments cannot answer to the same name.");
            }
            if (isLast && environment.has("host")) {
                report.add(in(path, "host"), "nothing, since ingress.host says it");
            }
            if (isLast && environment.path("data").asString("").equals("shared")) {
                report.add(in(path, "data"), "nothing: the last environment has the stores that data says");
            }
        }
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
                        ApplicationChecks.oneOf(known),
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
        Places.forEachIngress(platform, (path, _) -> {
            var countries = in(path, "waf", "countries");
            var found = report.whole().at(countries);
            if (found.isObject() && found.has("allow") == found.has("block")) {
                report.addFound(
                        countries,
                        found.has("allow") ? "both allow and block" : "neither allow nor block",
                        "one of them",
                        "");
            }
        });
    }

    /** Those that are told in different units are not compared. */
    static void thresholdsRise(Platform platform, Report report) {
        report.whole().path("alerts").forEachEntry((name, alert) -> {
            var warning = AMOUNT.matcher(alert.path("warning").asString(""));
            var critical = AMOUNT.matcher(alert.path("critical").asString(""));
            var path = Path.of("alerts", name, "warning");
            if (warning.matches()
                    && critical.matches()
                    && report.isWritten(path)
                    && warning.group("unit").equals(critical.group("unit"))
                    && Long.parseLong(warning.group("number")) > Long.parseLong(critical.group("number"))) {
                report.add(path, "at most critical, which is " + critical.group());
            }
        });
    }
}
