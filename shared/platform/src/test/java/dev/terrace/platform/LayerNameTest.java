package dev.terrace.platform;

import static dev.terrace.platform.LayerName.CLUSTER;
import static dev.terrace.platform.LayerName.DATA;
import static dev.terrace.platform.LayerName.NETWORK;
import static dev.terrace.platform.LayerName.REGISTRY;
import static dev.terrace.platform.LayerName.SECURITY;
import static dev.terrace.platform.LayerName.WORKLOADS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerNameTest {
    @Test
    void layers_that_do_not_need_each_other_share_a_wave() {
        assertThat(LayerName.waves())
                .containsExactly(
                        List.of(SECURITY), List.of(NETWORK, REGISTRY), List.of(DATA, CLUSTER), List.of(WORKLOADS));
    }

    @Test
    void a_layer_comes_after_all_that_it_needs() {
        var before = new HashSet<LayerName>();
        for (var wave : LayerName.waves()) {
            assertThat(wave).allSatisfy(layer -> assertThat(before).containsAll(layer.needs()));
            before.addAll(wave);
        }
        assertThat(before).containsExactlyInAnyOrder(LayerName.values());
    }

    @Test
    void who_needs_a_layer_through_another_needs_it() {
        assertThat(SECURITY.neededBy()).containsExactlyInAnyOrder(NETWORK, REGISTRY, DATA, CLUSTER, WORKLOADS);
        assertThat(REGISTRY.neededBy()).containsExactly(WORKLOADS);
        assertThat(WORKLOADS.neededBy()).isEmpty();
    }

    @Test
    void an_address_names_its_layer() {
        assertThat(LayerName.ofAddress("cluster/nodes-burst")).contains(CLUSTER);
        assertThat(LayerName.ofAddress("cluster/")).isEmpty();
        assertThat(LayerName.ofAddress("clusters/nodes")).isEmpty();
        assertThat(LayerName.ofAddress("nodes-burst")).isEmpty();
    }
}
