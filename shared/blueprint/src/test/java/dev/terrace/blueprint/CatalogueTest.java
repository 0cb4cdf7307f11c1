package dev.terrace.blueprint;

import static dev.terrace.blueprint.Catalogue.Kind.CACHE_NODE_TYPE;
import static dev.terrace.blueprint.Catalogue.Kind.DATABASE_CLASS;
import static dev.terrace.blueprint.Catalogue.Kind.INSTANCE_TYPE;
import static dev.terrace.blueprint.Catalogue.Standing.IMPOSSIBLE;
import static dev.terrace.blueprint.Catalogue.Standing.KNOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.blueprint.Catalogue.Kind;
import dev.terrace.blueprint.Catalogue.Standing;
import dev.terrace.blueprint.InstanceType.Architecture;
import dev.terrace.platform.VersionWish;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class CatalogueTest {
    /** Small enough to be read, and never refreshed. */
    private static final Catalogue CATALOGUE = Catalogue.read(new ByteArrayInputStream("""
            {
              "date": "2026-10-20",
              "sources": [],
              "partitions": {"aws": "^(us|eu)\\\\-\\\\w+\\\\-\\\\d+$", "aws-cn": "^cn\\\\-\\\\w+\\\\-\\\\d+$"},
              "regions": {
                "us-east-1": {"partition": "aws", "zones": "abcdef", "instanceTypes": "m5 m9g t3", "databases": "t4g", "caches": "t4g"},
                "us-east-2": {"partition": "aws", "zones": "abc", "instanceTypes": "m5!metal t3:large", "databases": "t4g:micro", "caches": "t4g"},
                "us-west-1": {"partition": "aws", "zones": "ab", "instanceTypes": "t3"},
                "cn-north-1": {"partition": "aws-cn"}
              },
              "instanceFamilies": {
                "m5": {"architecture": "amd64", "settled": true, "sizes": {"large": [2, 8192, 29], "metal": [96, 393216, 737]}},
                "m9g": {"architecture": "arm64", "settled": false, "sizes": {"large": [2, 8192, 29]}},
                "t3": {"architecture": "amd64", "settled": true, "sizes": {"micro": [2, 1024, 4], "large": [2, 8192, 35]}}
              },
              "databaseFamilies": {"t4g": {"settled": true, "sizes": ["medium", "micro"]}},
              "cacheFamilies": {"t4g": {"settled": true, "sizes": ["micro"]}},
              "noNodesFrom": ["a1"],
              "eksZones": {"us-east-1": 5},
              "databaseFamiliesNoLongerMade": ["m4"],
              "eksStandardSupport": {"1.33": "2026-07-29", "1.35": "2027-03-27", "1.36": null},
              "eksAddons": ["coredns"],
              "postgresVersions": ["13.23", "15.13", "15.19", "18.6"],
              "postgresStandardSupport": {"13": "2026-02-28", "15": "2028-02-29", "18": null},
              "redisVersions": ["6.2", "7.1"]
            }
            """.getBytes(UTF_8)));

    @ParameterizedTest
    @CsvSource({
        "us-east-1, KNOWN",
        "us-east-3, PLAUSIBLE",
        "us-east-4, IMPOSSIBLE",
        "us-west-3, IMPOSSIBLE",
        "eu-west-1, PLAUSIBLE",
        "eu-west-2, IMPOSSIBLE",
        "us-esat-1, IMPOSSIBLE",
        "us-east, IMPOSSIBLE",
        "xx-east-1, IMPOSSIBLE",
        "US-EAST-1, IMPOSSIBLE",
        "'', IMPOSSIBLE",
    })
    void takes_a_region_for_new_only_where_the_next_one_would_be(String region, Standing standing) {
        assertThat(CATALOGUE.region(region)).isEqualTo(standing);
    }

    @Test
    void knows_the_partition_of_regions_that_are_not_known() {
        assertThat(CATALOGUE.partition("cn-north-1")).contains("aws-cn");
        assertThat(CATALOGUE.partition("cn-south-1")).contains("aws-cn");
        assertThat(CATALOGUE.partition("moon-1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, us-east-1f, KNOWN",
        "us-east-2, us-east-2c, KNOWN",
        "us-east-2, us-east-2d, PLAUSIBLE",
        "us-east-2, us-east-2e, IMPOSSIBLE",
        "us-east-2, us-east-1a, IMPOSSIBLE",
        "us-east-2, us-east-2, IMPOSSIBLE",
        "us-east-2, us-east-2A, IMPOSSIBLE",
        "us-west-1, us-west-1c, KNOWN",
        "cn-north-1, cn-north-1c, KNOWN",
        "us-east-3, us-east-3a, KNOWN",
    })
    void knows_zones_up_to_the_last_letter_and_at_least_three(String region, String zone, Standing standing) {
        assertThat(CATALOGUE.zone(region, zone)).isEqualTo(standing);
    }

    @ParameterizedTest
    @CsvSource({
        "t3.large, KNOWN",
        "t3.lage, IMPOSSIBLE",
        "t3, IMPOSSIBLE",
        "t3.large.large, IMPOSSIBLE",
        "db.t3.large, IMPOSSIBLE",
        "t3.4xlarge, IMPOSSIBLE",
        "m9g.4xlarge, PLAUSIBLE",
        "m9i.large, PLAUSIBLE",
        "m10g.large, PLAUSIBLE",
        "m8i.large, PLAUSIBLE",
        "m11g.large, IMPOSSIBLE",
        "m7i.large, IMPOSSIBLE",
        "m10.large, IMPOSSIBLE",
        "t4.large, PLAUSIBLE",
        "q1.large, PLAUSIBLE",
        "q7.large, IMPOSSIBLE",
        "'', IMPOSSIBLE",
    })
    void takes_an_instance_type_for_new_only_where_new_ones_come(String name, Standing standing) {
        assertThat(CATALOGUE.standing(INSTANCE_TYPE, name)).isEqualTo(standing);
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, INSTANCE_TYPE, m5.metal, KNOWN",
        "us-east-2, INSTANCE_TYPE, m5.metal, IMPOSSIBLE",
        "us-east-2, INSTANCE_TYPE, m5.large, KNOWN",
        "us-east-2, INSTANCE_TYPE, t3.micro, IMPOSSIBLE",
        "us-east-2, INSTANCE_TYPE, t3.large, KNOWN",
        "us-east-2, INSTANCE_TYPE, m9g.large, PLAUSIBLE",
        "us-east-2, INSTANCE_TYPE, t3.lage, IMPOSSIBLE",
        "us-east-2, DATABASE_CLASS, db.t4g.micro, KNOWN",
        "us-east-2, DATABASE_CLASS, db.t4g.medium, IMPOSSIBLE",
        "us-east-2, DATABASE_CLASS, t4g.micro, IMPOSSIBLE",
        "us-east-2, DATABASE_CLASS, db.m4.xlarge, PAST",
        "us-east-2, DATABASE_CLASS, db.m4.lage, IMPOSSIBLE",
        "us-east-2, CACHE_NODE_TYPE, cache.m4.xlarge, IMPOSSIBLE",
        "us-east-2, CACHE_NODE_TYPE, cache.t4g.micro, KNOWN",
        "cn-north-1, INSTANCE_TYPE, t3.large, KNOWN",
        "cn-north-1, INSTANCE_TYPE, t3.lage, IMPOSSIBLE",
    })
    void takes_what_has_spread_lately_for_coming(String region, Kind kind, String name, Standing standing) {
        assertThat(CATALOGUE.offers(region, kind, name)).isEqualTo(standing);
    }

    @Test
    void names_what_a_region_offers_and_all_where_it_does_not_know() {
        assertThat(CATALOGUE.names("us-east-2", INSTANCE_TYPE)).containsExactly("m5.large", "t3.large");
        assertThat(CATALOGUE.names("us-west-1", DATABASE_CLASS)).containsExactly("db.t4g.medium", "db.t4g.micro");
        assertThat(CATALOGUE.names("cn-north-1", CACHE_NODE_TYPE)).containsExactly("cache.t4g.micro");
    }

    @Test
    void knows_what_a_node_leaves_to_pods() {
        var large = CATALOGUE.instanceType("t3.large").orElseThrow();
        assertThat(large).isEqualTo(new InstanceType("t3.large", 2, 8192, Architecture.AMD64, 35));
        assertThat(large.cpuMillis()).isEqualTo(1930);
        assertThat(large.memoryMibAtMost()).isEqualTo(8192 - 255 - 35 * 11 - 100);
        assertThat(large.pods()).isEqualTo(35);
        var metal = CATALOGUE.instanceType("m5.metal").orElseThrow();
        assertThat(metal.cpuMillis()).isEqualTo(96_000 - 60 - 10 - 10 - 230);
        assertThat(metal.pods()).isEqualTo(250);
        assertThat(CATALOGUE.instanceType("m9i.large")).isEmpty();
    }

    @Test
    void knows_what_no_image_of_nodes_boots_on() {
        assertThat(CATALOGUE.canBeANode("a1.large")).isFalse();
        assertThat(CATALOGUE.canBeANode("t3.large")).isTrue();
    }

    @Test
    void knows_where_eks_is_not_in_all_zones() {
        assertThat(CATALOGUE.mostZonesOfEks("us-east-1")).isEqualTo(5);
        assertThat(CATALOGUE.mostZonesOfEks("us-east-2")).isGreaterThan(6);
    }

    @ParameterizedTest
    @CsvSource({
        "15.13, KNOWN",
        "15.14+, KNOWN",
        "15.20+, KNOWN",
        "15.14, PAST",
        "9.6, PAST",
        "15.20, PLAUSIBLE",
        "19, PLAUSIBLE",
        "15.99, IMPOSSIBLE",
        "18.6.1, IMPOSSIBLE",
        "150, IMPOSSIBLE",
        "99+, IMPOSSIBLE",
    })
    void takes_a_version_for_new_only_where_the_next_ones_would_be(String wish, Standing standing) {
        var offered = List.of("15.13", "15.19", "18.6");
        assertThat(Catalogue.version(VersionWish.of(wish), offered)).isEqualTo(standing);
    }

    @Test
    void names_the_versions_that_were_in_standard_support_on_its_day() {
        assertThat(CATALOGUE.eksVersions()).containsExactly("1.35", "1.36");
        assertThat(CATALOGUE.postgresVersions()).containsExactly("15.13", "15.19", "18.6");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void does_not_mind_long_names(Kind kind) {
        var name = "m".repeat(1_000_000);
        assertThat(CATALOGUE.standing(kind, name)).isEqualTo(IMPOSSIBLE);
        assertThat(CATALOGUE.region(name)).isEqualTo(IMPOSSIBLE);
        assertThat(CATALOGUE.partition(name)).isEmpty();
        assertThat(CATALOGUE.zone(name, name)).isEqualTo(IMPOSSIBLE);
    }

    /** The data of the project itself, whatever its date. */
    @Nested
    class AsItIs {
        private final Catalogue catalogue = Catalogue.get();

        @ParameterizedTest
        @CsvSource({"us-east-1", "eu-central-1", "il-central-1", "ap-southeast-2"})
        void knows_what_most_blueprints_name(String region) {
            assertThat(catalogue.region(region)).isEqualTo(KNOWN);
            assertThat(catalogue.zone(region, region + "c")).isEqualTo(KNOWN);
            assertThat(catalogue.offers(region, INSTANCE_TYPE, "t3.large")).isEqualTo(KNOWN);
            assertThat(catalogue.offers(region, INSTANCE_TYPE, "m6g.large")).isEqualTo(KNOWN);
            assertThat(catalogue.offers(region, DATABASE_CLASS, "db.t4g.medium"))
                    .isEqualTo(KNOWN);
            assertThat(catalogue.offers(region, CACHE_NODE_TYPE, "cache.t4g.micro"))
                    .isEqualTo(KNOWN);
        }

        /** What the schema does not take, nobody could write, however well it is known. */
        @Test
        void knows_regions_that_the_schema_takes() {
            var schema = JsonMapper.shared().readTree(Catalogue.class.getResourceAsStream("blueprint.schema.json"));
            assertThat(catalogue.regions())
                    .allMatch(region -> region.matches(
                            schema.at("/properties/region/pattern").stringValue()));
        }

        @Test
        void holds_of_each_region_only_what_it_describes() {
            for (var region : catalogue.regions()) {
                for (var name : catalogue.names(region, INSTANCE_TYPE)) {
                    var type = catalogue.instanceType(name).orElseThrow();
                    assertThat(type.vcpu()).as(name).isPositive();
                    assertThat(type.pods()).as(name).isPositive();
                    assertThat(type.memoryMib()).as(name).isBetween(500, 64 * 1024 * 1024);
                }
            }
        }

        /** What a name tells of its architecture is a rule of thumb, and a check of what the data says. */
        @Test
        void tells_graviton_by_the_g_after_the_generation() {
            for (var name : catalogue.names("us-east-1", INSTANCE_TYPE)) {
                assertThat(catalogue.instanceType(name).orElseThrow().architecture() == Architecture.ARM64)
                        .as(name)
                        .isEqualTo(name.matches("(a1|[a-z]+[0-9]+g[a-z]*)[.-].*"));
            }
        }

        @Test
        void knows_versions_and_add_ons_that_can_be_had() {
            assertThat(catalogue.eksVersions()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(catalogue.postgresVersions()).hasSizeGreaterThanOrEqualTo(10);
            assertThat(catalogue.redisVersions()).contains("7.1");
            assertThat(catalogue.eksAddons()).contains("vpc-cni", "coredns", "kube-proxy", "metrics-server");
        }
    }
}
