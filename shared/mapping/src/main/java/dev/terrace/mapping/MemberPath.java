package dev.terrace.mapping;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * Where a value is in a model: {@code Endpoint.Address}, members by their names, whatever the case. Through a list it is read from
 * each of the items, {@code Subnets.SubnetIdentifier}, or from the first where one value is wanted; nothing is written through one.
 */
final class MemberPath {
    private final List<SdkField<?>> steps;

    private MemberPath(List<SdkField<?>> steps) {
        this.steps = steps;
    }

    static Optional<MemberPath> of(List<SdkField<?>> members, String names) {
        var steps = new ArrayList<SdkField<?>>();
        for (var name : names.split("\\.")) {
            var among = steps.isEmpty() ? members : Values.members(steps.getLast());
            var step = among.stream()
                    .filter(member -> member.memberName().equalsIgnoreCase(name))
                    .findFirst();
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
        }
        return Optional.of(new MemberPath(List.copyOf(steps)));
    }

    private SdkField<?> last() {
        return steps.getLast();
    }

    private List<SdkField<?>> before() {
        return steps.subList(0, steps.size() - 1);
    }

    private boolean leadsThroughList() {
        return before().stream().anyMatch(step -> step.marshallingType() == MarshallingType.LIST);
    }

    boolean canBeRead(Type type) {
        return Values.fits(leadsThroughList() ? Values.item(type) : type, last());
    }

    boolean canBeWritten(Type type) {
        return !leadsThroughList() && Values.fits(type, last());
    }

    /** Null where the model, or a part of it on the way, does not say. */
    Object read(SdkPojo model) {
        return read(model, 0);
    }

    private Object read(SdkPojo model, int step) {
        var value = steps.get(step).getValueOrDefault(model);
        if (step == steps.size() - 1) {
            return value;
        }
        return switch (value) {
            case SdkPojo inner -> read(inner, step + 1);
            case Collection<?> items ->
                items.stream()
                        .map(item -> read((SdkPojo) item, step + 1))
                        .filter(Objects::nonNull)
                        .toList();
            case null, default -> null;
        };
    }

    /** Null is not managed: it stays out. What else there is on the way stays as it is. */
    void write(SdkPojo builder, Object value) {
        if (value != null) {
            write(builder, 0, value);
        }
    }

    private void write(SdkPojo builder, int step, Object value) {
        var member = steps.get(step);
        if (step == steps.size() - 1) {
            member.set(builder, Values.toModel(member, value));
            return;
        }
        var model = (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
        var inner = member.getValueOrDefault(model) instanceof ToCopyableBuilder<?, ?> present
                ? (SdkPojo) present.toBuilder()
                : member.constructor().get();
        write(inner, step + 1, value);
        member.set(builder, ((SdkBuilder<?, ?>) inner).build());
    }
}
