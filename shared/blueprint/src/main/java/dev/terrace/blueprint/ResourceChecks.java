package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.forEachApplication;
import static dev.terrace.blueprint.Places.forEachWorkload;
import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Application;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import dev.terrace.platform.Resources.Amounts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonPointer;

/** What containers are given of CPU and memory, and the quotas of their namespaces. */
final class ResourceChecks {
    private ResourceChecks() {}

    static void quantitiesAreThoseOfKubernetes(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            var resources = in(path, "resources");
            checkAmounts(in(resources, "requests"), workload.resources().requests(), report);
            checkAmounts(in(resources, "limits"), workload.resources().limits(), report);
        });
        forEachApplication(platform, (path, application) -> {
            if (application.quota() != null) {
                checkAmounts(in(path, "quota", "requests"), application.quota().requests(), report);
                checkAmounts(in(path, "quota", "limits"), application.quota().limits(), report);
            }
        });
    }

    private static void checkAmounts(JsonPointer path, Amounts amounts, Report report) {
        if (amounts == null) {
            return;
        }
        if (amounts.cpu() != null && Quantity.cpu(amounts.cpu()).isEmpty()) {
            report.add(written(in(path, "cpu"), report), "CPU such as 250m or 0.5");
        }
        if (amounts.memory() != null && Quantity.memory(amounts.memory()).isEmpty()) {
            report.add(written(in(path, "memory"), report), "memory such as 256Mi or 1Gi");
        }
    }

    /** Where an amount was written: there, or in the short form from which it follows. */
    static JsonPointer written(JsonPointer path, Report report) {
        return report.isWritten(path) ? path : in(path.head().head(), Places.name(path));
    }

    static void amountsAreSaidOnce(Platform platform, Report report) {
        forEachWorkload(platform, (path, _) -> {
            var resources = in(path, "resources");
            for (var key : List.of("cpu", "memory")) {
                if (report.isWritten(in(resources, key))
                        && (report.isWritten(in(resources, "requests")) || report.isWritten(in(resources, "limits")))) {
                    report.add(
                            in(resources, key),
                            "nothing, since requests or limits say more",
                            "Write all amounts in requests and limits, or none.");
                }
            }
        });
    }

    static void requestsStayWithinLimits(Platform platform, Report report) {
        forEachWorkload(platform, (path, workload) -> {
            var limits = workload.resources().limits();
            var requests = workload.resources().requests();
            if (limits != null && requests != null) {
                var at = in(path, "resources", "requests");
                checkWithin(in(at, "cpu"), requests.cpu(), limits.cpu(), Quantity::cpu, report);
                checkWithin(in(at, "memory"), requests.memory(), limits.memory(), Quantity::memory, report);
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

    /** docs: kubernetes.io/docs/concepts/policy/resource-quotas: with a quota, pods that do not say are refused. */
    static void quotaHasRoomForAllComponents(Platform platform, Report report) {
        forEachApplication(platform, (path, application) -> {
            var quota = application.quota();
            if (quota == null) {
                return;
            }
            if (quota.pods() != null) {
                long pods = application.components().values().stream()
                        .mapToLong(ComponentChecks::mostPods)
                        .sum();
                if (pods > quota.pods()) {
                    report.add(
                            in(path, "quota", "pods"), "at least %d, what all components take at most".formatted(pods));
                }
            }
            checkQuota(path, application, "requests", quota.requests(), Resources::requests, report);
            checkQuota(path, application, "limits", quota.limits(), Resources::limits, report);
        });
    }

    private static void checkQuota(
            JsonPointer path,
            Application application,
            String kind,
            Amounts quota,
            Function<Resources, Amounts> amounts,
            Report report) {
        if (quota != null) {
            var check = new Quota(path, application, kind, report);
            check.of("cpu", quota.cpu(), Quantity::cpu, amounts.andThen(it -> it == null ? null : it.cpu()));
            check.of(
                    "memory", quota.memory(), Quantity::memory, amounts.andThen(it -> it == null ? null : it.memory()));
        }
    }

    /** @param kind requests or limits */
    private record Quota(JsonPointer path, Application application, String kind, Report report) {
        void of(
                String resource,
                String quota,
                Function<String, Optional<BigDecimal>> quantity,
                Function<Resources, String> amount) {
            var allowed = quantity.apply(quota);
            if (allowed.isEmpty()) {
                return;
            }
            var most = BigDecimal.ZERO;
            for (var entry : application.components().entrySet()) {
                var component = entry.getValue();
                var text = amount.apply(component.resources());
                if (text == null) {
                    report.add(
                            in(path, "components", entry.getKey(), "resources", kind, resource),
                            "a quantity, since quota.%s has one".formatted(kind));
                }
                var pods = BigDecimal.valueOf(ComponentChecks.mostPods(component));
                most = most.add(quantity.apply(text).orElse(BigDecimal.ZERO).multiply(pods));
            }
            if (most.compareTo(allowed.get()) > 0) {
                report.add(
                        in(path, "quota", kind, resource),
                        "at least %s, what all components take at most".formatted(words(resource, most)));
            }
        }
    }

    static String words(String resource, BigDecimal amount) {
        return resource.equals("cpu")
                ? amount.movePointRight(3).toBigInteger() + "m"
                : amount.divide(BigDecimal.TWO.pow(20), 0, RoundingMode.CEILING) + "Mi";
    }
}
