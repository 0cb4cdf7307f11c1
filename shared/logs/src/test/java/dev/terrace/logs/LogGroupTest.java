package dev.terrace.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogGroupTest {
    private static final String NAME = "/aws/eks/shop/cluster";
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());
    private static final Key KEY = OWNER.key("logs");
    private static final LogGroup SPEC = new LogGroup(NAME, 30);

    private final FakeLogs logs = new FakeLogs();
    private final ResourceType<LogGroup> type = LogGroup.type(logs, NAME, Map.of());

    @Test
    void a_group_of_that_name_without_the_owners_tags_is_not_the_owners() {
        logs.tags.put(NAME, new HashMap<>());
        logs.tags.put(
                NAME + "-of-another",
                new HashMap<>(
                        new Owner("other", "cluster", Map.of()).key("logs").tags()));

        assertThat(type.find(OWNER)).isEmpty();
    }

    @Test
    void a_group_that_the_service_made_itself_is_taken_and_found_from_then_on() {
        logs.tags.put(NAME, new HashMap<>(Map.of("cost-centre", "7")));

        type.create(KEY, SPEC);

        assertThat(type.find(OWNER)).containsExactly(Found.ready("logs", NAME, SPEC));
        assertThat(logs.tags.get(NAME)).containsEntry("cost-centre", "7");
    }

    @Test
    void a_group_of_another_platform_is_left_alone() {
        var theirs = new Owner("other", "cluster", Map.of()).key("logs").tags();
        logs.tags.put(NAME, new HashMap<>(theirs));

        assertThatThrownBy(() -> type.create(KEY, SPEC)).hasMessageContaining("cluster/logs of the platform other");
        assertThat(logs.tags.get(NAME)).isEqualTo(theirs);
        assertThat(logs.retention).isEmpty();
    }

    @Test
    void a_group_that_lost_its_name_is_the_only_one_that_can_have_it_and_gets_it_back() {
        type.create(KEY, SPEC);
        logs.tags.get(NAME).remove(Owner.RESOURCE_TAG);

        var found = type.find(OWNER).getFirst();
        assertThat(found.name()).isEmpty();
        assertThat(type.excludes(SPEC, found.spec())).isTrue();

        assertThat(type.rename(KEY, found)).isEqualTo(found.named("logs"));
        assertThat(type.find(OWNER)).containsExactly(Found.ready("logs", NAME, SPEC));
    }

    @Test
    void what_is_foreseen_is_what_is_made() {
        var created = type.create(KEY, SPEC);

        assertThat(type.foreseen(KEY, SPEC)).isEqualTo(new Result.Output(created.id(), created.attributes()));
    }

    @Test
    void a_group_that_is_as_declared_is_found_by_its_name_and_asked_for_its_tags_only_when_it_is_to_be_deleted() {
        var declaring = LogGroup.type(logs, NAME, Map.of(SPEC, "logs"));
        declaring.create(KEY, SPEC);
        var ours = logs.tags.put(NAME, new HashMap<>(Map.of("owner", "somebody else")));

        var found = declaring.find(OWNER).getFirst();
        assertThat(found).isEqualTo(Found.ready("logs", NAME, SPEC));
        assertThatThrownBy(() -> declaring.delete(found)).hasMessageContaining("does not carry this platform's tags");

        logs.tags.put(NAME, ours);
        assertThat(declaring.delete(found)).isTrue();
        assertThat(logs.tags).isEmpty();
    }

    @Test
    void a_declared_group_that_the_service_made_is_not_the_owners_until_it_is_taken() {
        logs.tags.put(NAME, new HashMap<>());

        assertThat(LogGroup.type(logs, NAME, Map.of(SPEC, "logs")).find(OWNER)).isEmpty();
    }

    @Test
    void a_declared_group_to_which_somebody_gave_another_retention_is_taken_with_its_tags_or_left_alone() {
        logs.tags.put(NAME, new HashMap<>());
        logs.retention.put(NAME, 365);
        var declaring = LogGroup.type(logs, NAME, Map.of(SPEC, "logs"));

        assertThat(declaring.find(OWNER)).isEmpty();
        declaring.create(KEY, SPEC);

        assertThat(logs.tags.get(NAME)).containsAllEntriesOf(KEY.tags());
        assertThat(declaring.find(OWNER)).containsExactly(Found.ready("logs", NAME, SPEC));
    }

    @Test
    void the_retention_is_changed_and_the_group_deleted_twice() {
        var created = type.create(KEY, SPEC);

        var updated = type.update(KEY, created, new LogGroup(NAME, 7), Set.of("retentionInDays"));

        assertThat(type.find(OWNER)).containsExactly(updated);
        assertThat(type.delete(updated)).isTrue();
        assertThat(type.delete(updated)).isTrue();
        assertThat(type.find(OWNER)).isEmpty();
    }
}
