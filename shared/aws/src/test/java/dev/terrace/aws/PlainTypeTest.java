package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.State;
import dev.terrace.mapping.SpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.Tag;

class PlainTypeTest {
    /** Not a thing of AWS: its models and requests are of those that are at hand. */
    record Thing(@CreateOnly String resourceArn, String description, String policy) {}

    private static final Owner OWNER = new Owner("shop", "security", Map.of());
    private static final Key KEY = OWNER.key("thing");
    private static final Thing THING = new Thing("arn:thing", "one", "{}");
    private static final Found<Thing> FOUND = Found.ready("thing", "arn:thing", THING);
    private static final SpecReader<ResourceTagMapping, Thing> READER = SpecReader.of(
                    Thing.class, ResourceTagMapping.builder())
            .with("description", _ -> "one")
            .with("policy", _ -> "{}");

    private final List<String> calls = new ArrayList<>();

    private PlainType<ResourceTagMapping, Thing> type() {
        return PlainType.of(READER)
                .list(owner -> Stream.of(
                        model("arn:thing", owner.key("thing").tags()),
                        model("arn:unnamed", owner.ownershipTags()),
                        model("arn:other", Map.of(Owner.PLATFORM_TAG, "other"))))
                .id(ResourceTagMapping::resourceARN)
                .attribute("Arn", ResourceTagMapping::resourceARN)
                .attribute("NotThereYet", _ -> null);
    }

    private static ResourceTagMapping model(String arn, Map<String, String> tags) {
        return ResourceTagMapping.builder()
                .resourceARN(arn)
                .tags(Tags.to(
                        tags,
                        (key, value) -> Tag.builder().key(key).value(value).build()))
                .build();
    }

    @Test
    void what_carries_the_owner_s_tags_is_found_with_its_name_or_without() {
        assertThat(type().find(OWNER))
                .containsExactly(
                        Found.ready("thing", "arn:thing", THING, Map.of("Arn", "arn:thing")),
                        Found.ready(
                                "",
                                "arn:unnamed",
                                new Thing("arn:unnamed", "one", "{}"),
                                Map.of("Arn", "arn:unnamed")));
    }

    @Test
    void what_is_only_still_listed_is_not_found() {
        assertThat(type().where(model -> model.resourceARN().equals("arn:unnamed"))
                        .find(OWNER))
                .extracting(Found::id)
                .containsExactly("arn:unnamed");
    }

    @Test
    void what_the_creating_call_does_not_take_follows_it() {
        var type = creating(type()).afterCreation((found, _) -> calls.add("then " + found.id()));

        assertThat(type.create(KEY, THING)).isEqualTo(type.find(OWNER).getFirst());
        assertThat(calls).containsExactly("create one thing", "then arn:thing");
    }

    private PlainType<ResourceTagMapping, Thing> creating(PlainType<ResourceTagMapping, Thing> type) {
        return type.create(CreateKeyRequest::builder, writer -> writer.without("resourceArn"), (request, key, spec) -> {
            calls.add("create " + request.build().description() + " " + key.name());
            return model(spec.resourceArn, key.tags());
        });
    }

    record Rotating(@CreateOnly String resourceArn, Boolean rotates) {}

    @Test
    void a_component_with_a_call_of_its_own_is_set_after_the_creation_unless_it_is_so_already() {
        var type = PlainType.of(SpecReader.of(Rotating.class, ResourceTagMapping.builder())
                        .with("rotates", _ -> true))
                .id(ResourceTagMapping::resourceARN)
                .change("rotates", false, (found, spec) -> calls.add(found.spec().rotates + " becomes " + spec.rotates))
                .create(
                        CreateKeyRequest::builder,
                        writer -> writer.without("resourceArn"),
                        (_, key, spec) -> model(spec.resourceArn, key.tags()));

        type.create(KEY, new Rotating("arn:thing", false));
        assertThat(calls).isEmpty();

        var created = type.create(KEY, new Rotating("arn:thing", true));
        assertThat(created.spec().rotates).isTrue();
        assertThat(calls).containsExactly("false becomes true");

        type.update(KEY, created, new Rotating("arn:thing", false), Set.of("rotates"));
        assertThat(calls.getLast()).isEqualTo("true becomes false");
        assertThatThrownBy(() -> type.change("rotates", false, (_, _) -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_creating_request_carries_the_tags_of_the_key_in_its_own_way() {
        var tags = new ArrayList<List<software.amazon.awssdk.services.kms.model.Tag>>();
        var type = type().create(
                        CreateKeyRequest::builder, writer -> writer.without("resourceArn"), (request, key, spec) -> {
                            tags.add(request.build().tags());
                            return model(spec.resourceArn, key.tags());
                        });

        type.create(KEY, THING);
        type.tagging((_, _) -> {}).create(KEY, THING);

        assertThat(tags.getFirst())
                .extracting(tag -> tag.tagKey() + "=" + tag.tagValue())
                .containsExactlyInAnyOrderElementsOf(KEY.tags().entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .toList());
        assertThat(tags.getLast()).isEmpty();
    }

    @Test
    void a_name_that_is_taken_is_told_with_whose_it_is_and_waited_for_when_it_is_ours() {
        assertThat(refusal(Map.of(Owner.PLATFORM_TAG, "other")).problem().retryable())
                .isFalse();
        assertThat(refusal(OWNER.ownershipTags()).problem().retryable()).isTrue();
        assertThat(calls).isEmpty();
    }

    private ProblemException refusal(Map<String, String> tagsOfHolder) {
        var type = taken().taken((_, _) -> Optional.of(tagsOfHolder));
        return assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> type.create(KEY, THING))
                .actual();
    }

    private PlainType<ResourceTagMapping, Thing> taken() {
        return type().create(CreateKeyRequest::builder, writer -> writer.without("resourceArn"), (_, _, _) -> {
                    throw AlreadyExistsException.builder()
                            .awsErrorDetails(AwsErrorDetails.builder()
                                    .errorCode("AlreadyExistsException")
                                    .errorMessage("taken")
                                    .build())
                            .build();
                })
                .afterCreation((_, _) -> calls.add("then"));
    }

    @Test
    void a_refusal_that_means_something_else_is_left_as_it_is() {
        assertThatThrownBy(() -> taken().create(KEY, THING)).isInstanceOf(AlreadyExistsException.class);
        var nobody = taken().taken((_, _) -> Optional.empty());
        assertThatThrownBy(() -> nobody.create(KEY, THING)).isInstanceOf(AlreadyExistsException.class);
        var otherwise = taken().taken(_ -> false, (_, _) -> Optional.of(Map.of()));
        assertThatThrownBy(() -> otherwise.create(KEY, THING)).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void what_aws_has_only_one_of_excludes_what_is_the_same_in_all_that_tells_one_from_the_other() {
        var type = type().unique("resourceArn", "policy");

        assertThat(type.excludes(THING, new Thing("arn:thing", "another", "{}")))
                .isTrue();
        assertThat(type.excludes(THING, new Thing("arn:thing", "one", "[]"))).isFalse();
    }

    @Test
    void of_the_components_with_calls_of_their_own_only_the_changed_ones_are_called() {
        var type = type().change("description", (_, spec) -> calls.add("description " + spec.description()))
                .change("policy", (_, spec) -> calls.add("policy " + spec.policy()));
        var wanted = new Thing("arn:thing", "two", "[]");

        assertThat(type.update(KEY, FOUND, wanted, Set.of("policy"))).isEqualTo(FOUND.with(wanted));
        assertThat(calls).containsExactly("policy []");
        assertThat(type.changesTakeTime()
                        .update(KEY, FOUND, wanted, Set.of("policy"))
                        .state())
                .isEqualTo(State.PENDING);
    }

    @Test
    void what_can_only_be_created_has_no_change() {
        assertThatThrownBy(() -> type().update(KEY, FOUND, THING, Set.of("description")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void what_is_gone_needs_no_deletion() {
        assertThat(type().delete(_ -> calls.add("delete")).delete(FOUND)).isTrue();
        assertThat(type().delete(_ -> fail("NotFoundException")).delete(FOUND)).isTrue();
        assertThat(type().beginDeletion(_ -> calls.add("begin")).delete(FOUND)).isFalse();
        assertThat(type().beginDeletion(_ -> fail("NotFoundException")).delete(FOUND))
                .isTrue();
        assertThat(calls).containsExactly("delete", "begin");
        assertThatThrownBy(() ->
                        type().delete(_ -> fail("DependencyTimeoutException")).delete(FOUND))
                .isInstanceOf(KmsException.class);
    }

    private static void fail(String code) {
        throw KmsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Kms")
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();
    }

    @Test
    void a_new_name_is_given_by_tags_where_a_type_has_them() {
        var type = type().rename((found, key) -> calls.add("tag " + found.id() + " " + key.name()));

        assertThat(type.rename(OWNER.key("other"), FOUND).name()).isEqualTo("other");
        assertThat(calls).containsExactly("tag arn:thing other");
        assertThatThrownBy(() -> type().rename(KEY, FOUND)).isInstanceOf(UnsupportedOperationException.class);
    }
}
