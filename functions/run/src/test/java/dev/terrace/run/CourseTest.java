package dev.terrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.platform.LayerName;
import dev.terrace.run.Course.Chain;
import dev.terrace.run.Course.Turn;
import dev.terrace.run.Course.Wave;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourseTest {
    @Test
    void what_waits_for_one_thing_alone_goes_on_with_it_and_does_not_wait_for_others() {
        var needs = Map.of(
                "network", Set.<String>of(),
                "data", Set.of("network"),
                "cluster", Set.of("network"),
                "addons", Set.of("cluster"),
                "edge", Set.of("addons"),
                "workloads", Set.of("data", "edge"));

        assertThat(Course.waves(List.of("network", "data", "cluster", "addons", "edge", "workloads"), needs::get))
                .containsExactly(
                        List.of(List.of("network")),
                        List.of(List.of("data"), List.of("cluster", "addons", "edge")),
                        List.of(List.of("workloads")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144})
    void each_has_one_turn_after_all_that_it_needs_whatever_needs_what(long seed) {
        var random = new Random(seed);
        var all = IntStream.range(0, 11).boxed().toList();
        var needs = new HashMap<Integer, Set<Integer>>();
        all.forEach(each -> needs.put(
                each,
                new HashSet<>(all.stream()
                        .filter(other -> other < each && random.nextInt(4) == 0)
                        .toList())));

        var done = new ArrayList<Integer>();
        for (var wave : Course.waves(all, needs::get)) {
            for (var chain : wave) {
                var known = new HashSet<>(done);
                for (var each : chain) {
                    assertThat(known).as("before " + each).containsAll(needs.get(each));
                    known.add(each);
                }
            }
            wave.forEach(done::addAll);
        }
        assertThat(done).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void what_needs_itself_in_the_end_is_refused() {
        var needs = Map.of("egg", Set.of("hen"), "hen", Set.of("egg"));

        assertThatThrownBy(() -> Course.waves(List.of("egg", "hen"), needs::get))
                .hasMessageContaining("need each other");
    }

    @Test
    void every_layer_has_one_turn_there_and_one_back() {
        for (var way : List.of(Course.forwards("run-1"), Course.backwards("run-1"))) {
            assertThat(turns(way)).extracting(Turn::layer).containsExactlyInAnyOrder(LayerName.values());
        }
    }

    @Test
    void the_database_and_the_cluster_are_built_and_cleared_side_by_side() {
        for (var way : List.of(Course.forwards("run-1"), Course.backwards("run-1"))) {
            assertThat(layers(way)).anySatisfy(wave -> assertThat(wave)
                    .anySatisfy(chain -> assertThat(chain).contains(LayerName.DATA))
                    .anySatisfy(chain -> assertThat(chain).contains(LayerName.CLUSTER))
                    .noneSatisfy(chain -> assertThat(chain).contains(LayerName.DATA, LayerName.CLUSTER)));
        }
    }

    private static List<List<List<LayerName>>> layers(List<Wave> waves) {
        return waves.stream()
                .map(wave -> wave.chains().stream()
                        .map(chain -> chain.turns().stream().map(Turn::layer).toList())
                        .toList())
                .toList();
    }

    /** What failed to be built may still use what is no longer declared, in any layer that it needs. */
    @Test
    void nothing_is_cleared_on_which_something_may_stand_that_could_not_be_built_or_cleared() {
        var turns = turns(Course.backwards("run-1"));

        assertThat(turns).allSatisfy(turn -> assertThat(turn.after())
                .contains(turn.layer())
                .containsAll(turn.layer().neededBy()));
        assertThat(turn(turns, LayerName.REGISTRY).after())
                .contains(LayerName.REGISTRY, LayerName.WORKLOADS)
                .doesNotContain(LayerName.NETWORK);
    }

    private static Turn turn(List<Turn> turns, LayerName layer) {
        return turns.stream().filter(turn -> turn.layer() == layer).findFirst().orElseThrow();
    }

    private static List<Turn> turns(List<Wave> waves) {
        return waves.stream()
                .map(Wave::chains)
                .flatMap(List::stream)
                .map(Chain::turns)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void executions_of_a_run_with_the_longest_name_have_names_that_step_functions_takes() {
        var one = "nightly-" + "x".repeat(72);
        var other = "nightly-" + "x".repeat(71) + "y";

        assertThat(Stream.of(one, other)
                        .flatMap(run -> Stream.of(Course.forwards(run), Course.backwards(run)))
                        .flatMap(waves -> turns(waves).stream()))
                .allSatisfy(turn -> assertThat(turn.execution())
                        .hasSizeLessThanOrEqualTo(80)
                        .startsWith("nightly-xxx")
                        .contains("-" + turn.layer()))
                .extracting(Turn::execution)
                .doesNotHaveDuplicates();
    }
}
