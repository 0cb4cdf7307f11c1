package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.forEachApplication;
import static dev.terrace.blueprint.Places.forEachWorkload;
import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Application;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import dev.terrace.platform.Resources.Amounts;
import dev.terrace.platform.Workload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonPointer;

/** What containers are given of CPU and memory, and the quotas of their namespaces. */
final class ResourceChecks {
    /** Even what waits and does nothing takes more. */
    private static final BigDecimal LEAST_MEMORY = BigDecimal.valueOf(4L << 20);

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
        if (amounts.memory() != null) {
            var memory = Quantity.memory(amounts.memory());
            if (memory.isEmpty()) {
                report.add(written(in(path, "memory"), report), "memory such as 256Mi or 1Gi");
            } else if (memory.get().compareTo(LEAST_MEMORY) < 0) {
                report.add(
                        written(in(path, "memory"), report),
                        "4Mi or more, as any container needs",
                        amounts.memory().matches("[0-9]+")
                                ? "Write %1$sMi: without a unit it is %1$s bytes.".formatted(amounts.memory())
                                : "");
            }
        }
    }

    /** Where an amount was written: there, or in the short form from which it follows; if nowhere, where it holds. */
    static JsonPointer written(JsonPointer path, Report report) {
        var shortForm = in(path.head().head(), Places.name(path));
        return report.isWritten(shortForm) && !report.isWritten(path) ? shortForm : path;
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

    /**
     * docs: kubernetes.io/docs/concepts/policy/resource-quotas: with a quota, pods that do not say are refused. Components run all the
     * time; a job that finds no room beside them waits, and runs late or not at all.
     */
    static void quotasHaveRoomForWhatRuns(Platform platform, Report report) {
        forEachApplication(platform, (path, application) -> {
            var quota = application.quota();
            if (quota == null) {
                return;
            }
            if (quota.pods() != null) {
                long pods = application.components().values().stream()
                        .mapToLong(ComponentChecks::mostPods)
                        .sum();
                checkSum(
                        in(path, "quota", "pods"),
                        BigDecimal.valueOf(quota.pods()),
                        BigDecimal.valueOf(pods),
                        BigDecimal.valueOf(application.jobs().size()),
                        BigDecimal::toString,
                        report);
            }
            checkQuota(path, application, "requests", quota.requests(), Resources::requests, report);
            checkQuota(path, application, "limits", quota.limits(), Resources::limits, report);
        });
    }

    private static void checkSum(
            JsonPointer path,
            BigDecimal allowed,
            BigDecimal components,
            BigDecimal jobs,
            Function<BigDecimal, String> words,
            Report report) {
        var all = components.add(jobs);
        if (components.compareTo(allowed) > 0) {
            report.add(path, "at least %s, what all components take at most".formatted(words.apply(components)));
        } else if (all.compareTo(allowed) > 0) {
            report.warn(
                    path,
                    "at least %s, what all components and jobs take at most".formatted(words.apply(all)),
                    "A job that finds no room waits.");
        }
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
            var components = BigDecimal.ZERO;
            for (var entry : application.components().entrySet()) {
                var one = one(in(path, "components", entry.getKey()), entry.getValue(), quantity, resource, amount);
                components =
                        components.add(one.multiply(BigDecimal.valueOf(ComponentChecks.mostPods(entry.getValue()))));
            }
            var jobs = BigDecimal.ZERO;
            for (var entry : application.jobs().entrySet()) {
                var job = in(path, "jobs", entry.getKey());
                var one = one(job, entry.getValue(), quantity, resource, amount);
                if (one.compareTo(allowed.get()) > 0) {
                    report.add(
                            written(in(job, "resources", kind, resource), report),
                            "at most %s, the quota of all pods in its namespace".formatted(quota));
                }
                jobs = jobs.add(one);
            }
            checkSum(
                    in(path, "quota", kind, resource),
                    allowed.get(),
                    components,
                    jobs,
                    sum -> words(resource, sum),
                    report);
        }

        /** What a pod takes. */
        private BigDecimal one(
                JsonPointer workload,
                Workload its,
                Function<String, Optional<BigDecimal>> quantity,
                String resource,
                Function<Resources, String> amount) {
            var text = amount.apply(its.resources());
            if (text == null) {
                report.add(
                        in(workload, "resources", kind, resource),
                        "a quantity, since quota.%s has one".formatted(kind));
            }
            return quantity.apply(text).orElse(BigDecimal.ZERO);
        }
    }

    static String words(String resource, BigDecimal amount) {
        return resource.equals("cpu")
                ? amount.movePointRight(3).toBigInteger() + "m"
                : amount.divide(BigDecimal.TWO.pow(20), 0, RoundingMode.CEILING) + "Mi";
    }
}
