package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import dev.terrace.platform.Postgres;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;

/** What RDS and ElastiCache ask of databases. */
final class DataChecks {
    private static final JsonPointer POSTGRES = Path.of("data", "postgres");
    private static final JsonPointer REDIS = Path.of("data", "redis");
    private static final JsonPointer MAINTENANCE = POSTGRES.appendProperty("maintenanceWindow");

    /** Where the database's own is not written, it follows from this one. */
    private static final JsonPointer PATCHING = Path.of("operations", "patching", "window");

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
    private static final int LEAST_WINDOW_MINUTES = 30;

    /** Reserved in PostgreSQL (postgresql.org/docs/current/sql-keywords-appendix.html), and by RDS. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "analyse",
            "analyze",
            "and",
            "any",
            "array",
            "as",
            "asc",
            "asymmetric",
            "both",
            "case",
            "cast",
            "check",
            "collate",
            "column",
            "constraint",
            "create",
            "current_catalog",
            "current_date",
            "current_role",
            "current_time",
            "current_timestamp",
            "current_user",
            "default",
            "deferrable",
            "desc",
            "distinct",
            "do",
            "else",
            "end",
            "except",
            "false",
            "fetch",
            "for",
            "foreign",
            "from",
            "grant",
            "group",
            "having",
            "in",
            "initially",
            "intersect",
            "into",
            "lateral",
            "leading",
            "limit",
            "localtime",
            "localtimestamp",
            "not",
            "null",
            "offset",
            "on",
            "only",
            "or",
            "order",
            "placing",
            "primary",
            "references",
            "returning",
            "select",
            "session_user",
            "some",
            "symmetric",
            "system_user",
            "table",
            "then",
            "to",
            "trailing",
            "true",
            "union",
            "unique",
            "user",
            "using",
            "variadic",
            "when",
            "where",
            "window",
            "with",
            "admin",
            "rdsadmin",
            "rdsrepladmin",
            "template0",
            "template1");

    private DataChecks() {}

    static void databaseAndUserHaveNamesThatPostgresTakes(Platform platform, Report report) {
        postgres(platform).ifPresent(it -> {
            checkIdentifier("database", it.database(), report);
            checkIdentifier("username", it.username(), report);
        });
    }

    private static void checkIdentifier(String key, String name, Report report) {
        var path = POSTGRES.appendProperty(key);
        if (!IDENTIFIER.matcher(name).matches()) {
            report.add(path, "a letter, then at most 62 letters, digits and underscores");
        } else if (RESERVED.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith("pg_")) {
            report.add(path, "a name that is not reserved by PostgreSQL or RDS");
        }
    }

    /** docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html */
    static void storageHasRoomToGrow(Platform platform, Report report) {
        postgres(platform)
                .filter(it -> it.maxStorageGib() != null && it.maxStorageGib() * 10 < it.storageGib() * 11)
                .ifPresent(it -> report.add(
                        POSTGRES.appendProperty("maxStorageGib"),
                        "at least %d, a tenth more than storageGib".formatted((it.storageGib() * 11 + 9) / 10),
                        "Leave it out if the storage is not to grow."));
    }

    static void windowsAreWrittenAsRdsReadsThem(Platform platform, Report report) {
        postgres(platform).ifPresent(it -> {
            if (it.backup().window() != null) {
                var path = POSTGRES.appendProperty("backup").appendProperty("window");
                checkWindow(path, Window.daily(it.backup().window()), "03:00-04:00", report);
            }
        });
        for (var path : List.of(MAINTENANCE, PATCHING)) {
            report.text(path)
                    .ifPresent(window -> checkWindow(path, Window.weekly(window), "mon:04:00-mon:05:00", report));
        }
    }

    private static void checkWindow(JsonPointer path, Optional<Window> window, String example, Report report) {
        if (window.isEmpty()) {
            report.add(path, "a window in UTC such as " + example);
        } else if (window.get().minutes() < LEAST_WINDOW_MINUTES) {
            report.add(path, "a window of at least %d minutes".formatted(LEAST_WINDOW_MINUTES));
        }
    }

    static void maintenanceDoesNotMeetTheBackup(Platform platform, Report report) {
        postgres(platform).ifPresent(it -> {
            var backup = Optional.ofNullable(it.backup().window()).flatMap(Window::daily);
            var maintenance = Optional.ofNullable(it.maintenanceWindow()).flatMap(Window::weekly);
            if (backup.isPresent()
                    && maintenance.isPresent()
                    && maintenance.get().meetsDaily(backup.get())) {
                report.add(
                        report.isWritten(MAINTENANCE) ? MAINTENANCE : PATCHING,
                        "a window that does not overlap with the backup window "
                                + it.backup().window());
            }
        });
    }

    /** docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html: "enable automatic backups on the source". */
    static void backupsAreThereForWhatIsMadeOfThem(Platform platform, Report report) {
        postgres(platform).filter(it -> it.backup().retentionDays() == 0).ifPresent(_ -> {
            var whole = report.whole().at(POSTGRES);
            var replicas = whole.path("readReplicas").asInt(0) > 0;
            if (replicas || whole.path("backup").has("copyTo")) {
                report.add(
                        Places.in(POSTGRES, "backup", "retentionDays"),
                        "1 or more, since %s of backups"
                                .formatted(replicas ? "RDS makes read replicas" : "copyTo makes copies"));
            }
        });
    }

    /** docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html */
    static void redisHasAReplicaThatCanTakeOver(Platform platform, Report report) {
        var redis = report.whole().at(REDIS);
        if (redis.path("multiAz").asBoolean(false) && redis.path("replicas").asInt(0) == 0) {
            report.add(REDIS.appendProperty("replicas"), "1 or more, since multiAz needs one that takes over");
        }
    }

    private static Optional<Postgres> postgres(Platform platform) {
        return Optional.ofNullable(platform.postgres());
    }
}
