package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Platform;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChecksTest {
    @Test
    void are_all_in_the_list() {
        var written = Stream.of(
                        NameChecks.class,
                        OfferChecks.class,
                        NetworkChecks.class,
                        DataChecks.class,
                        DeletionChecks.class,
                        ClusterChecks.class,
                        ApplicationChecks.class,
                        ComponentChecks.class,
                        ResourceChecks.class,
                        IngressChecks.class,
                        OperationsChecks.class,
                        RoomChecks.class)
                .flatMap(group -> Stream.of(group.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic())
                .filter(method -> List.of(method.getParameterTypes()).equals(List.of(Platform.class, Report.class)))
                .count();
        assertThat(Checks.ALL).hasSize((int) written);
    }
}
