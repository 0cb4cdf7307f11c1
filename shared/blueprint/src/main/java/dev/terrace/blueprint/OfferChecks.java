package dev.terrace.blueprint;

import dev.terrace.blueprint.Catalogue.Kind;
import dev.terrace.blueprint.Catalogue.Standing;
import dev.terrace.platform.Platform;
import dev.terrace.platform.VersionWish;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonPointer;

/** Whether AWS offers what a blueprint asks for, as far as the {@link Catalogue} knows: what may be newer is worth a warning. */
final class OfferChecks {
    private static final JsonPointer ZONES = Path.of("network", "zones");
    private static final JsonPointer POSTGRES = Path.of("data", "postgres");
    private static final JsonPointer REDIS = Path.of("data", "redis");
    private static final String PAST = "What runs in it stays, and nothing new is made in it.";

    private static final String ADDON = "an add-on of EKS such as vpc-cni";

    private OfferChecks() {}

    static void regionsAreThoseOfAws(Platform platform, Report report) {
        checkRegion(Path.of("region"), platform.region(), report);
        forEachCopy(report, (path, region) -> checkRegion(path, region, report));
    }

    /** Copies are for the day when the region is gone; and nothing leads from a partition to another. */
    static void copiesAreInOtherRegionsOfThePartition(Platform platform, Report report) {
        var partition = Catalogue.get().partition(platform.region());
        forEachCopy(report, (path, region) -> {
            var its = Catalogue.get().partition(region);
            if (region.equals(platform.region())) {
                report.add(path, "another region than the platform's own");
            } else if (partition.isPresent() && its.isPresent() && !its.equals(partition)) {
                report.add(
                        path, "a region of the partition %s, as %s is".formatted(partition.get(), platform.region()));
            }
        });
    }

    private static void forEachCopy(Report report, BiConsumer<JsonPointer, String> check) {
        var backups = POSTGRES.appendProperty("backup").appendProperty("copyTo");
        report.text(backups).ifPresent(region -> check.accept(backups, region));
        var images = Path.of("registry", "replication");
        for (int i = 0; i < report.written(images).size(); i++) {
            var path = images.appendIndex(i);
            report.text(path).ifPresent(region -> check.accept(path, region));
        }
    }

    private static void checkRegion(JsonPointer path, String region, Report report) {
        check(
                path,
                region,
                Catalogue.get().region(region),
                "an AWS region such as us-east-1",
                Catalogue.get()::regions,
                report);
    }

    static void zonesAreThoseOfTheRegion(Platform platform, Report report) {
        var zones = platform.network().zones();
        for (int i = 0; i < zones.size() && report.written(ZONES).isArray(); i++) {
            check(
                    ZONES.appendIndex(i),
                    zones.get(i),
                    Catalogue.get().zone(platform.region(), zones.get(i)),
                    "an availability zone of %s such as %1$sa".formatted(platform.region()),
                    List::of,
                    report);
        }
    }

    static void instanceTypesAreOffered(Platform platform, Report report) {
        ClusterChecks.forEachNodeGroup(platform, (name, group) -> {
            var path = Path.of("cluster", "nodeGroups", name, "instanceTypes");
            for (int i = 0; i < group.instanceTypes().size(); i++) {
                var type = group.instanceTypes().get(i);
                check(path.appendIndex(i), platform, Kind.INSTANCE_TYPE, type, report);
            }
        });
        var jenkins = Path.of("delivery", "jenkins", "instanceType");
        report.text(jenkins).ifPresent(type -> check(jenkins, platform, Kind.INSTANCE_TYPE, type, report));
    }

    static void databaseClassesAreOffered(Platform platform, Report report) {
        if (platform.postgres() != null) {
            var path = POSTGRES.appendProperty("instanceClass");
            check(path, platform, Kind.DATABASE_CLASS, platform.postgres().instanceClass(), report);
        }
    }

    static void cacheNodeTypesAreOffered(Platform platform, Report report) {
        var path = REDIS.appendProperty("nodeType");
        report.text(path).ifPresent(type -> check(path, platform, Kind.CACHE_NODE_TYPE, type, report));
    }

    /** What exists nowhere is told without the region: that may be what is wrong. */
    private static void check(JsonPointer path, Platform platform, Kind kind, String name, Report report) {
        var catalogue = Catalogue.get();
        var isOne = catalogue.standing(kind, name) == Standing.KNOWN;
        check(
                path,
                name,
                catalogue.offers(platform.region(), kind, name),
                isOne
                        ? "%s that %s offers".formatted(kind.words(), platform.region())
                        : kind.words() + " such as " + kind.example(),
                () -> catalogue.names(platform.region(), kind),
                report);
    }

    static void versionsAreOffered(Platform platform, Report report) {
        var catalogue = Catalogue.get();
        if (platform.cluster() != null) {
            var wish = platform.cluster().version();
            check(
                    Path.of("cluster", "version"),
                    "Kubernetes that EKS",
                    wish,
                    catalogue.eksVersions(),
                    catalogue.keptDate(),
                    report);
        }
        if (platform.postgres() != null) {
            var wish = platform.postgres().version();
            var path = POSTGRES.appendProperty("version");
            check(path, "PostgreSQL that RDS", wish, catalogue.postgresVersions(), catalogue.date(), report);
        }
        var path = REDIS.appendProperty("version");
        report.text(path)
                .flatMap(OfferChecks::wish)
                .ifPresent(wish -> check(
                        path, "Redis that ElastiCache", wish, catalogue.redisVersions(), catalogue.date(), report));
    }

    /** Empty for what is none, which the schema tells. */
    private static Optional<VersionWish> wish(String text) {
        try {
            return Optional.of(VersionWish.of(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** @param known when the offered ones were */
    private static void check(
            JsonPointer path, String whose, VersionWish wish, List<String> offered, LocalDate known, Report report) {
        var expected = "a version of %s offers, such as %s".formatted(whose, Catalogue.newest(wish, offered));
        switch (Catalogue.version(wish, offered)) {
            case KNOWN -> {}
            case PLAUSIBLE -> report.warn(path, expected, newer(known));
            case PAST ->
                report.warn(
                        path,
                        expected,
                        PAST + " Write \"%s+\" for the oldest that is not older.".formatted(wish.version()));
            case IMPOSSIBLE -> report.add(path, expected);
        }
    }

    /** Of vendors' add-ons, {@code vendor_product}, the catalogue knows none. */
    static void addonsAreThoseOfEks(Platform platform, Report report) {
        if (platform.cluster() == null) {
            return;
        }
        var known = Catalogue.get().eksAddons();
        for (var addon : platform.cluster().addons().keySet()) {
            var path = Path.of("cluster", "addons", addon);
            var suggestion = known.contains(addon) ? "" : Suggestion.of(addon, known);
            if (!suggestion.isEmpty()) {
                report.addKey(path, "the add-on " + addon, ADDON, suggestion);
            } else if (!known.contains(addon) && !addon.contains("_")) {
                report.warnFound(
                        path,
                        "the add-on " + addon,
                        ADDON,
                        newer(Catalogue.get().keptDate()));
            }
        }
    }

    private static void check(
            JsonPointer path,
            String found,
            Standing standing,
            String expected,
            Supplier<Collection<String>> known,
            Report report) {
        switch (standing) {
            case KNOWN -> {}
            case PLAUSIBLE -> report.warn(path, expected, newer(Catalogue.get().date()));
            case PAST -> report.warn(path, expected, PAST);
            case IMPOSSIBLE -> report.add(path, expected, () -> Suggestion.of(found, known.get()));
        }
    }

    private static String newer(LocalDate known) {
        return "It may be newer than what Terrace knows, which is of %s.".formatted(known);
    }
}
