package dev.terrace.blueprint;

import dev.terrace.platform.Application;
import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Component;
import dev.terrace.platform.Job;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Workload;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonPointer;

/** Where applications, and what is in them, stand in a blueprint: checks visit each with its place. */
final class Places {
    private Places() {}

    static void forEachApplication(Platform platform, BiConsumer<JsonPointer, Application> check) {
        platform.applications()
                .forEach((name, application) -> check.accept(Path.of("applications", name), application));
    }

    static void forEachIngress(Platform platform, BiConsumer<JsonPointer, Ingress> check) {
        forEachApplication(platform, (path, application) -> {
            if (application.ingress() != null) {
                check.accept(path.appendProperty("ingress"), application.ingress());
            }
        });
    }

    static void forEachComponent(Platform platform, BiConsumer<JsonPointer, Component> check) {
        forEachWorkload(platform, (path, workload) -> {
            if (workload instanceof Component component) {
                check.accept(path, component);
            }
        });
    }

    static void forEachJob(Platform platform, BiConsumer<JsonPointer, Job> check) {
        forEachWorkload(platform, (path, workload) -> {
            if (workload instanceof Job job) {
                check.accept(path, job);
            }
        });
    }

    /** Components and jobs of all applications, those of one name that two of them have, too. */
    static void forEachWorkload(Platform platform, BiConsumer<JsonPointer, Workload> check) {
        forEachApplication(platform, (path, application) -> {
            var components = path.appendProperty("components");
            var jobs = path.appendProperty("jobs");
            application.components().forEach((name, it) -> check.accept(components.appendProperty(name), it));
            application.jobs().forEach((name, it) -> check.accept(jobs.appendProperty(name), it));
        });
    }

    /** What stands last in a path: of a component's or a job's, its name. */
    static String name(JsonPointer path) {
        return path.last().getMatchingProperty();
    }

    /** @param keys one inside the other */
    static JsonPointer in(JsonPointer path, String... keys) {
        var inside = path;
        for (var key : keys) {
            inside = inside.appendProperty(key);
        }
        return inside;
    }
}
