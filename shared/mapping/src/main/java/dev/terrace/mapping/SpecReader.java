package dev.terrace.mapping;

import dev.terrace.engine.Records;
import dev.terrace.engine.WriteOnly;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Reads a spec from the model in which AWS tells it: each component from the member of its name, or as a lambda says. What is
 * {@link WriteOnly} is not told.
 *
 * @param <M> the model
 * @param <S> the spec
 */
public final class SpecReader<M extends SdkPojo, S extends Record> implements Mapping {
    private final Class<S> spec;
    private final Map<String, Function<M, ?>> rules;

    private SpecReader(Class<S> spec, Map<String, Function<M, ?>> rules) {
        this.spec = spec;
        this.rules = rules;
    }

    /** @param model of which only the members are asked */
    public static <M extends SdkPojo, S extends Record> SpecReader<M, S> of(Class<S> spec, SdkBuilder<?, M> model) {
        var members = model.build().sdkFields();
        var rules = new HashMap<String, Function<M, ?>>();
        for (var component : Records.components(spec)) {
            if (component.isAnnotationPresent(WriteOnly.class)) {
                rules.put(component.getName(), _ -> null);
            } else {
                Values.member(component, members)
                        .ifPresent(member -> rules.put(component.getName(), member::getValueOrDefault));
            }
        }
        return new SpecReader<>(spec, rules);
    }

    /** @param how may answer what the SDK has: null for zero, a list for a set */
    public SpecReader<M, S> with(String component, Function<M, ?> how) {
        var with = new HashMap<>(rules);
        with.put(Records.component(spec, component).getName(), how);
        return new SpecReader<>(spec, with);
    }

    public S read(M model) {
        requireComplete();
        return Records.of(
                spec,
                component -> Values.toRecord(
                        component.getGenericType(),
                        rules.get(component.getName()).apply(model)));
    }

    @Override
    public Class<S> spec() {
        return spec;
    }

    @Override
    public Set<String> components() {
        return Records.components(spec).stream().map(RecordComponent::getName).collect(Collectors.toSet());
    }

    @Override
    public Set<String> missing() {
        return components().stream()
                .filter(component -> !rules.containsKey(component))
                .collect(Collectors.toSet());
    }
}
