package dev.terrace.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
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
    private final LogGroup.Type type = new LogGroup.Type(logs, NAME, Map.of());

    @Test
    void aGroupOfThatNameWithoutTheOwnersTagsIsNotTheOwners() {
        logs.tags.put(NAME, new HashMap<>());
        logs.tags.put(
                NAME + "-of-another",
                new HashMap<>(
                        new Owner("other", "cluster", Map.of()).key("logs").tags()));

        assertThat(type.find(OWNER)).isEmpty();
    }

    @Test
    void aGroupThatTheServiceMadeItselfIsTakenAndFoundFromThenOn() {
        logs.tags.put(NAME, new HashMap<>(Map.of("cost-centre", "7")));

        type.create(KEY, SPEC);

        assertThat(type.find(OWNER)).containsExactly(Found.ready("logs", NAME, SPEC));
        assertThat(logs.tags.get(NAME)).containsEntry("cost-centre", "7");
    }

    @Test
    void aGroupOfAnotherPlatformIsLeftAlone() {
        var theirs = new Owner("other", "cluster", Map.of()).key("logs").tags();
        logs.tags.put(NAME, new HashMap<>(theirs));

        assertThatThrownBy(() -> type.create(KEY, SPEC)).hasMessageContaining("cluster/logs of the platform other");
        assertThat(logs.tags.get(NAME)).isEqualTo(theirs);
        assertThat(logs.retention).isEmpty();
    }

    @Test
    void aGroupThatLostItsNameIsTheOnlyOneThatCanHaveItAndGetsItBack() {
        type.create(KEY, SPEC);
        logs.tags.get(NAME).remove(Owner.RESOURCE_TAG);

        var found = type.find(OWNER).getFirst();
        assertThat(found.name()).isEmpty();
        assertThat(type.excludes(SPEC, found.spec())).isTrue();

        assertThat(type.rename(KEY, found)).isEqualTo(found.named("logs"));
        assertThat(type.find(OWNER)).containsExactly(Found.ready("logs", NAME, SPEC));
    }

    @Test
    void whatIsForeseenIsWhatIsMade() {
        var created = type.create(KEY, SPEC);

        assertThat(type.foreseen(KEY, SPEC)).isEqualTo(new Result.Output(created.id(), created.attributes()));
    }

    @Test
    void aDeclaredGroupWithARetentionIsFoundByItsNameAndAskedForItsTagsOnlyWhenItIsToBeDeleted() {
        var declaring = new LogGroup.Type(logs, NAME, Map.of(NAME, "logs"));
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
    void aDeclaredGroupThatTheServiceMadeIsNotTheOwnersUntilItIsTaken() {
        logs.tags.put(NAME, new HashMap<>());

        assertThat(new LogGroup.Type(logs, NAME, Map.of(NAME, "logs")).find(OWNER))
                .isEmpty();
    }

    @Test
    void theRetentionIsChangedAndTheGroupDeletedTwice() {
        var created = type.create(KEY, SPEC);

        var updated = type.update(KEY, created, new LogGroup(NAME, 7), Set.of("retentionInDays"));

        assertThat(type.find(OWNER)).containsExactly(updated);
        assertThat(type.delete(updated)).isTrue();
        assertThat(type.delete(updated)).isTrue();
        assertThat(type.find(OWNER)).isEmpty();
    }
}
