package dev.terrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecsTest {
    private record Group(Map<String, String> parameters) {}

    record Note(String text, Json json) {}

    @Test
    void what_users_wrote_arrives_as_they_wrote_it_and_refers_to_nothing() {
        for (var text :
                new String[] {"${network/vpc}", "${network/vpc.Arn}", "${!network/vpc}", "${aws:username}", "$${x}"}) {
            var users = Ref.literal(new Note(text, new Json("{\"Resource\": \"" + text + "\"}")));

            assertThat(Specs.references(users)).isEmpty();
            assertThat(Specs.resolve(users, (_, _) -> "vpc-1").text()).isEqualTo(text);
            assertThat(Specs.resolve(users, (_, _) -> "vpc-1").json().text()).contains(text);
        }
    }

    @Test
    void a_reference_to_what_is_in_a_namespace_names_that_too() {
        var ref = new Ref("workloads", "shop/ingress-shop");
        var note = new Note(ref.ref() + " " + ref.get("Hostname"), Json.of(Map.of()));

        assertThat(Specs.references(note)).containsExactly("workloads/shop/ingress-shop");
        assertThat(Specs.resolve(note, (address, attribute) -> address + "#" + attribute)
                        .text())
                .isEqualTo("workloads/shop/ingress-shop# workloads/shop/ingress-shop#Hostname");
    }

    @Test
    void maps_are_compared_entry_by_entry_also_those_that_are_not_wanted() {
        var wanted = new Group(Map.of("same", "1", "other", "2", "missing", "3"));
        var found = new Group(Map.of("same", "1", "other", "9", "added", "4"));

        assertThat(Specs.compare(wanted, found))
                .extracting(Specs.Difference::field)
                .containsExactlyInAnyOrder(
                        Change.Field.of("Parameters.other", "9", "2"),
                        Change.Field.of("Parameters.missing", null, "3"),
                        Change.Field.of("Parameters.added", "4", null));
        assertThat(Specs.compare(wanted, wanted)).isEmpty();
    }

    @Test
    void a_map_that_is_not_wanted_at_all_is_not_managed() {
        assertThat(Specs.compare(new Group(null), new Group(Map.of("added", "4"))))
                .isEmpty();
    }

    private record Known(String name, int size, Set<String> doors, Json document) {}

    @Test
    void values_of_a_change_are_json_and_what_is_unknown_is_told_apart_from_every_text() {
        var spec = new Known(
                "(known after apply)",
                3,
                Set.of("front", "back"),
                new Json("{\"Action\": \"s3:Get\", \"Resource\": \"arn:%s\"}".formatted(Unknown.MARK)));

        assertThat(Specs.json(spec)).hasToString("""
                {"Name":"(known after apply)","Size":3,"Doors":["back","front"],\
                "Document":{"Action":"s3:Get","Resource":{"knownAfterApply":true}}}""");
        assertThat(Unknown.in(Specs.json(spec))).isTrue();
        assertThat(Unknown.in(Specs.json("(known after apply)"))).isFalse();
        assertThat(Unknown.in(Specs.json(Map.of("knownAfterApply", "yes"))))
                .as("of a user")
                .isFalse();
    }
}
