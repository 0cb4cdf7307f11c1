package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.platform.Network.Tier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private final Network network = new Network(
            "10.0.0.0/16",
            List.of("us-east-1a", "us-east-1c"),
            Map.of(Tier.PRIVATE, List.of("10.0.0.0/24", "10.0.1.0/24")),
            Network.Nat.NONE,
            null,
            null);

    @Test
    void names_subnets_after_their_tier_and_zone() {
        assertThat(network.subnets(Tier.PRIVATE))
                .containsExactly(
                        new Network.Subnet("private-a", Tier.PRIVATE, "us-east-1a", "a", "10.0.0.0/24"),
                        new Network.Subnet("private-c", Tier.PRIVATE, "us-east-1c", "c", "10.0.1.0/24"));
    }

    @Test
    void has_no_subnets_in_a_tier_that_is_not_used() {
        assertThat(network.subnets(Tier.PUBLIC)).isEmpty();
    }

    @Test
    void puts_databases_into_the_private_tier_when_they_have_none_of_their_own() {
        assertThat(network.dataSubnets()).isEqualTo(network.subnets(Tier.PRIVATE));
    }

    @Test
    void has_no_collection_that_is_null_or_can_be_changed() {
        assertThat(network.endpoints()).isEmpty();
        assertThatThrownBy(() -> network.subnets().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
