package dev.terrace.workloads;

import dev.terrace.platform.Platform;
import dev.terrace.platform.Value.Reference;
import java.util.Set;

/**
 * What a reference in a variable is about: a component of any application, or else the platform's database or the application's own
 * ingress. No component is called like a store that the platform has: the checks of blueprints see to that.
 *
 * @param components their names, asked for more often than a platform gathers them
 */
record Scope(Set<String> components) {
    Scope(Platform platform) {
        this(platform.components().keySet());
    }

    boolean isPostgres(Reference reference) {
        return !isComponent(reference) && reference.head().equals("postgres");
    }

    boolean isIngress(Reference reference) {
        return !isComponent(reference) && reference.head().equals("ingress");
    }

    boolean isComponent(Reference reference) {
        return components.contains(reference.head());
    }
}
