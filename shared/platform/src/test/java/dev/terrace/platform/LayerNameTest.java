package dev.terrace.platform;

import static dev.terrace.platform.LayerName.CLUSTER;
import static dev.terrace.platform.LayerName.DATA;
import static dev.terrace.platform.LayerName.NETWORK;
import static dev.terrace.platform.LayerName.REGISTRY;
import static dev.terrace.platform.LayerName.SECURITY;
import static dev.terrace.platform.LayerName.WORKLOADS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerNameTest {
    @Test
    void a_layer_is_named_after_all_that_it_needs() {
        assertThat(LayerName.values()).allSatisfy(layer -> assertThat(layer.needs())
                .allSatisfy(needed -> assertThat(needed).isLessThan(layer)));
    }

    @Test
    void who_needs_a_layer_through_another_needs_it() {
        assertThat(SECURITY.neededBy()).contains(NETWORK, REGISTRY, DATA, CLUSTER, WORKLOADS);
        assertThat(REGISTRY.neededBy()).contains(WORKLOADS).doesNotContain(REGISTRY, NETWORK, DATA, CLUSTER);
    }

    @Test
    void an_address_names_its_layer() {
        assertThat(LayerName.ofAddress("cluster/nodes-burst")).contains(CLUSTER);
        assertThat(LayerName.ofAddress("cluster/")).isEmpty();
        assertThat(LayerName.ofAddress("clusters/nodes")).isEmpty();
        assertThat(LayerName.ofAddress("nodes-burst")).isEmpty();
    }
}
