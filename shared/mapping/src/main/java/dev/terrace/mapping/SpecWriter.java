package dev.terrace.mapping;

import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Records;
import dev.terrace.engine.WriteOnly;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Writes a spec into a request: each component into the member of its name, into the one that is named for it, or as a lambda says. Null is not managed, and stays
 * out.
 *
 * @param <S> the spec
 * @param <B> the request's builder; or whatever else a change goes to, where there is a call for each
 */
public final class SpecWriter<S extends Record, B> implements Mapping {
    private final Class<S> spec;
    private final List<SdkField<?>> members;
    private final Map<String, BiConsumer<B, S>> rules;

    /** What the request is about. */
    private final Set<String> components;

    private SpecWriter(
            Class<S> spec, List<SdkField<?>> members, Set<String> components, Map<String, BiConsumer<B, S>> rules) {
        this.spec = spec;
        this.members = members;
        this.components = components;
        this.rules = rules;
    }

    /** For a request that creates: it takes every component. */
    public static <S extends Record, B extends SdkPojo> SpecWriter<S, B> creating(Class<S> spec, B request) {
        return of(spec, request.sdkFields(), _ -> true);
    }

    /** For a request that changes: it takes every component that can be changed. */
    public static <S extends Record, B extends SdkPojo> SpecWriter<S, B> changing(Class<S> spec, B request) {
        return of(spec, request.sdkFields(), SpecWriter::canBeChanged);
    }

    /** For what has no request that changes all of it: how each component is changed is said {@link #with} a call, in their order. */
    public static <S extends Record, B> SpecWriter<S, B> calling(Class<S> spec) {
        return of(spec, List.of(), SpecWriter::canBeChanged);
    }

    /** What is only written is compared with nothing. */
    private static boolean canBeChanged(RecordComponent component) {
        return !component.isAnnotationPresent(CreateOnly.class) && !component.isAnnotationPresent(WriteOnly.class);
    }

    private static <S extends Record, B> SpecWriter<S, B> of(
            Class<S> spec, List<SdkField<?>> members, Predicate<RecordComponent> about) {
        var components = new LinkedHashSet<String>();
        var rules = new LinkedHashMap<String, BiConsumer<B, S>>();
        Records.components(spec).stream().filter(about).forEach(component -> {
            components.add(component.getName());
            Values.path(component, members)
                    .filter(path -> path.canBeWritten(component.getGenericType()))
                    .ifPresent(path -> rules.put(component.getName(), rule(path, component)));
        });
        return new SpecWriter<>(spec, members, components, rules);
    }

    private static <S extends Record, B> BiConsumer<B, S> rule(MemberPath path, RecordComponent component) {
        return (builder, values) -> path.write((SdkPojo) builder, Records.get(values, component));
    }

    /** @param member of another name, {@code VpcSecurityGroupIds} */
    public SpecWriter<S, B> to(String component, String member) {
        var its = Records.component(spec, component);
        return with(
                component,
                rule(
                        MemberPath.of(members, member)
                                .filter(path -> path.canBeWritten(its.getGenericType()))
                                .orElseThrow(() -> new IllegalArgumentException("%s.%s is written into no member %s"
                                        .formatted(spec.getSimpleName(), component, member))),
                        its));
    }

    public SpecWriter<S, B> with(String component, BiConsumer<B, S> how) {
        if (!components.contains(component)) {
            throw new IllegalArgumentException("%s has no component named %s that the request is about"
                    .formatted(spec.getSimpleName(), component));
        }
        var with = new LinkedHashMap<>(rules);
        with.put(component, how);
        return new SpecWriter<>(spec, members, components, with);
    }

    /** These components are not for this request to take: others do, or the caller knows more than the spec says. */
    public SpecWriter<S, B> without(String... elsewhere) {
        var with = this;
        for (var component : elsewhere) {
            if (rules.containsKey(component)) {
                throw new IllegalArgumentException(
                        "the request takes %s.%s".formatted(spec.getSimpleName(), component));
            }
            with = with.with(component, (_, _) -> {});
        }
        return with;
    }

    /** Writes all. */
    public B fill(B request, S values) {
        return fill(request, values, components);
    }

    /** Writes what has changed. What is the same call for several components is made once. */
    public B fill(B request, S values, Set<String> changed) {
        requireComplete();
        for (var component : changed) {
            if (!components.contains(component)) {
                throw new IllegalArgumentException(spec.getSimpleName() + "." + component + " cannot be changed");
            }
        }
        rules.keySet().stream()
                .filter(changed::contains)
                .map(rules::get)
                .distinct()
                .forEach(rule -> rule.accept(request, values));
        return request;
    }

    @Override
    public Class<S> spec() {
        return spec;
    }

    @Override
    public Set<String> components() {
        return Set.copyOf(components);
    }

    @Override
    public Set<String> missing() {
        return components.stream()
                .filter(component -> !rules.containsKey(component))
                .collect(Collectors.toSet());
    }
}
