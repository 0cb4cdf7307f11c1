package dev.terrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
    void maps_are_compared_entry_by_entry_also_those_that_are_not_wanted() {
        var wanted = new Group(Map.of("same", "1", "other", "2", "missing", "3"));
        var found = new Group(Map.of("same", "1", "other", "9", "added", "4"));

        assertThat(Specs.compare(wanted, found))
                .extracting(Specs.Difference::field)
                .containsExactlyInAnyOrder(
                        new Change.Field("Parameters.other", "9", "2"),
                        new Change.Field("Parameters.missing", "", "3"),
                        new Change.Field("Parameters.added", "4", ""));
        assertThat(Specs.compare(wanted, wanted)).isEmpty();
    }

    @Test
    void a_map_that_is_not_wanted_at_all_is_not_managed() {
        assertThat(Specs.compare(new Group(null), new Group(Map.of("added", "4"))))
                .isEmpty();
    }
}
