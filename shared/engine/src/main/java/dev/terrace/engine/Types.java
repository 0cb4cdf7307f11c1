package dev.terrace.engine;

import java.util.List;

/** The resource types of a layer, each after those that it refers to: what is deleted goes through them backwards. */
record Types(List<ResourceType<?>> all) {
    Types {
        all = List.copyOf(all);
    }

    ResourceType<?> of(Layer.Declared declared) {
        return all.stream()
                .filter(type -> type.spec() == declared.spec().getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(declared.name() + ": no resource type for "
                        + declared.spec().getClass().getSimpleName()));
    }
}
