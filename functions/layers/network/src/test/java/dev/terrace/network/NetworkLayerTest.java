package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Declaration;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Layer;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class NetworkLayerTest {
    private static Map<String, Record> declared(Platform platform) {
        return layer(platform).specs();
    }

    private static Layer layer(Platform platform) {
        return Declaration.of(LayerName.NETWORK, platform, NetworkLayer::declare);
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        Declaration.assertMatches(getClass(), document, layer(Documents.platform(document)));
    }

    @Test
    void the_sample_platform_is_the_task_manager() {
        var file = TestCloud.projectRoot().resolve("events/platform.json");

        assertThat(JsonMapper.builder().build().readValue(file.toFile(), Platform.class))
                .isEqualTo(Documents.platform(Documents.TASK_MANAGER));
    }

    @Test
    void one_nat_gateway_serves_all_zones_through_one_route_table() {
        var specs = declared(Documents.platform(Documents.TASK_MANAGER, "nat: per-zone", "nat: single"));

        assertThat(specs).containsKeys("nat-a", "eip-a", "private-route-table", "private-default-route");
        assertThat(specs).doesNotContainKeys("nat-b", "eip-b", "private-a-route-table");
        assertThat(specs.get("private-c-association"))
                .isEqualTo(new SubnetRouteTableAssociation("${network/private-c}", "${network/private-route-table}"));
    }

    @Test
    void without_nat_the_private_subnets_have_no_way_out() {
        var specs = declared(Documents.platform(
                Documents.TASK_MANAGER, _ -> "platform: shop\nregion: us-east-1\nnetwork: { nat: none }\n"));

        assertThat(specs).containsKey("private-route-table").doesNotContainKeys("nat-a", "private-default-route");
        assertThat(specs.values()).noneMatch(Eip.class::isInstance);
    }

    @Test
    void the_database_tier_has_no_way_out_whatever_the_rest_has() {
        assertThat(declared(Documents.platform(Documents.TASK_MANAGER)))
                .containsKey("database-route-table")
                .doesNotContainKey("database-default-route");
    }

    @Test
    void no_port_is_open_to_everybody_but_the_load_balancers() {
        var open = declared(Documents.platform(Documents.TASK_MANAGER)).entrySet().stream()
                .filter(resource -> resource.getValue() instanceof SecurityGroupIngress rule && rule.cidrIp() != null)
                .map(Map.Entry::getKey);

        assertThat(open).containsExactly("load-balancer-from-http", "load-balancer-from-https");
    }

    @Test
    void an_internal_load_balancer_is_open_to_the_vpc_only() {
        var specs = declared(
                Documents.platform(Documents.TASK_MANAGER, "      paths: {", "      scheme: internal\n      paths: {"));

        assertThat(specs.get("load-balancer-from-http"))
                .isInstanceOfSatisfying(SecurityGroupIngress.class, rule -> assertThat(rule.cidrIp())
                        .isEqualTo("10.0.0.0/16"));
    }

    @Test
    void only_the_nodes_reach_the_database_and_it_reaches_nobody() {
        var specs = declared(Documents.platform(Documents.TASK_MANAGER));

        assertThat(specs.values())
                .filteredOn(spec -> spec instanceof SecurityGroupIngress rule
                        && rule.groupId().equals("${network/database-sg}"))
                .singleElement()
                .isEqualTo(new SecurityGroupIngress(
                        "${network/database-sg}", "tcp", 5432, 5432, null, "${network/nodes-sg}", "PostgreSQL"));
        assertThat(specs.values())
                .noneMatch(spec -> spec instanceof SecurityGroupEgress rule
                        && rule.groupId().equals("${network/database-sg}"));
    }

    /** Without a rule of theirs, a network policy that lets pods through would lead to nothing. */
    @Test
    void nodes_let_out_what_pods_call_by_egress_and_nothing_more() {
        var specs = declared(
                Documents.platform(
                        Documents.TASK_MANAGER,
                        "port: 80\n",
                        "port: 80\n        egress: [\"smtp.example.com:587\", \"*:587\", \"0.0.0.0/0:587\", \"*:443\", \"203.0.113.0/24:5671\", \"203.0.113.7:5672\"]\n"));

        assertThat(specs.get("nodes-to-587"))
                .isEqualTo(new SecurityGroupEgress(
                        "${network/nodes-sg}", "tcp", 587, 587, "0.0.0.0/0", null, "what pods call by egress"));
        assertThat(specs.get("nodes-to-203-0-113-0-24-5671"))
                .isEqualTo(new SecurityGroupEgress(
                        "${network/nodes-sg}", "tcp", 5671, 5671, "203.0.113.0/24", null, "what pods call by egress"));
        assertThat(specs.get("nodes-to-203-0-113-7-32-5672"))
                .isEqualTo(new SecurityGroupEgress(
                        "${network/nodes-sg}", "tcp", 5672, 5672, "203.0.113.7/32", null, "what pods call by egress"));
        assertThat(outOfNodes(specs))
                .hasSize(outOfNodes(declared(Documents.platform(Documents.TASK_MANAGER)))
                                .size()
                        + 3);
    }

    @Test
    void nodes_let_out_nothing_for_a_job_that_nothing_runs_yet() {
        var job = "jobs: { migrate: { image: backend, %s, egress: [\"*:25\"] } }\n    ingress: #";

        assertThat(declared(Documents.platform(
                        Documents.TASK_MANAGER, "ingress: #", job.formatted("schedule: \"@daily\""))))
                .containsKey("nodes-to-25");
        assertThat(declared(Documents.platform(Documents.TASK_MANAGER, "ingress: #", job.formatted("before: release"))))
                .doesNotContainKey("nodes-to-25");
    }

    /** Of the sixty that a security group takes, the checks of blueprints leave three to them. */
    @Test
    void nodes_need_three_rules_of_their_own_to_go_out() {
        assertThat(outOfNodes(declared(Documents.platform(Documents.TASK_MANAGER))))
                .containsExactlyInAnyOrder("nodes-to-nodes", "nodes-to-https", "nodes-to-database");
    }

    private static List<String> outOfNodes(Map<String, Record> specs) {
        return specs.keySet().stream()
                .filter(name -> specs.get(name) instanceof SecurityGroupEgress rule
                        && rule.groupId().equals("${network/nodes-sg}"))
                .toList();
    }

    @Test
    void what_the_database_the_cluster_and_its_load_balancer_stand_on_is_exported() {
        assertThat(layer(Documents.platform(Documents.TASK_MANAGER)).exports())
                .containsExactlyInAnyOrder(
                        "network/vpc",
                        "network/public-a",
                        "network/public-b",
                        "network/public-c",
                        "network/private-a",
                        "network/private-b",
                        "network/private-c",
                        "network/database-a",
                        "network/database-b",
                        "network/database-c",
                        "network/cluster-sg",
                        "network/nodes-sg",
                        "network/load-balancer-sg",
                        "network/database-sg");
    }
}
