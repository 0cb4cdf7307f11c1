package dev.terrace.workloads;

import dev.terrace.platform.Application;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Value.Reference;

/**
 * What a reference in a variable is about: the platform's database, the application's own ingress, or else a component of any
 * application. Where the platform has no database, a component may be called so.
 */
record Scope(Platform platform, Application application) {
    boolean isPostgres(Reference reference) {
        return platform.postgres() != null && reference.head().equals("postgres");
    }

    boolean isIngress(Reference reference) {
        return application.ingress() != null && reference.head().equals("ingress");
    }

    boolean isComponent(Reference reference) {
        return !isPostgres(reference)
                && !isIngress(reference)
                && platform.components().containsKey(reference.head());
    }
}
