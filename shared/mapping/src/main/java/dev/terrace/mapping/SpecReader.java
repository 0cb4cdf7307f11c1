package dev.terrace.mapping;

import dev.terrace.engine.Records;
import dev.terrace.engine.WriteOnly;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Reads a spec from the model in which AWS tells it: each component from the member of its name, from the one that is named for it, or as a lambda says. What is
 * {@link WriteOnly} is not told.
 *
 * @param <M> the model
 * @param <S> the spec
 */
public final class SpecReader<M extends SdkPojo, S extends Record> implements Mapping {
    private final Class<S> spec;
    private final List<SdkField<?>> members;
    private final Map<String, Function<M, ?>> rules;

    private SpecReader(Class<S> spec, List<SdkField<?>> members, Map<String, Function<M, ?>> rules) {
        this.spec = spec;
        this.members = members;
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
                Values.path(component, members)
                        .filter(path -> path.canBeRead(component.getGenericType()))
                        .ifPresent(path -> rules.put(component.getName(), path::read));
            }
        }
        return new SpecReader<>(spec, members, rules);
    }

    /** @param how may answer what the SDK has: null for zero, a list for a set */
    public SpecReader<M, S> with(String component, Function<M, ?> how) {
        var with = new HashMap<>(rules);
        with.put(Records.component(spec, component).getName(), how);
        return new SpecReader<>(spec, members, with);
    }

    /** @param member of another name, {@code DBSubnetGroup.DBSubnetGroupName}; through a list, that of each item or of the first */
    public SpecReader<M, S> from(String component, String member) {
        var its = Records.component(spec, component);
        return with(
                component,
                path(member)
                        .filter(path -> path.canBeRead(its.getGenericType()))
                        .orElseThrow(() -> noMember(member))::read);
    }

    /**
     * Reads what the spec has not.
     *
     * @param member as for {@link #from}
     * @return answers null where the model does not say, or a part of it on the way to the member
     */
    public Function<M, Object> member(String member) {
        return path(member).orElseThrow(() -> noMember(member))::read;
    }

    private Optional<MemberPath> path(String member) {
        return MemberPath.of(members, member);
    }

    private IllegalArgumentException noMember(String member) {
        return new IllegalArgumentException("%s is read from no member %s".formatted(spec.getSimpleName(), member));
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
