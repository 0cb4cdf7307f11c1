package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ExplainTest {
    private static final Path BLUEPRINTS = Path.of("../blueprints");
    private static final String TASK_MANAGER =
            BLUEPRINTS.resolve("task-manager.yaml").toString();

    @TempDir
    private Path home;

    @Test
    void a_blueprint_is_shown_whole_with_the_origin_of_each_value() {
        var run = terrace("explain", TASK_MANAGER);
        assertThat(run.exitCode()).isZero();
        Golden.assertMatches(getClass(), "explain-task-manager.yaml", run.out());
    }

    /** What is shown can be written into a file: what was left out stands there then, and nothing is changed by it. */
    @ParameterizedTest
    @MethodSource("dev.terrace.cli.TerraceTest#blueprints")
    void what_is_shown_is_a_blueprint_of_the_same_platform(Path blueprint) throws IOException {
        var shown = home.resolve("shown.yaml");
        Files.writeString(shown, terrace("explain", blueprint.toString()).out());

        assertThat(platform(shown)).isEqualTo(platform(blueprint));
    }

    private JsonNode platform(Path blueprint) {
        return terrace("validate", "--json", blueprint.toString())
                .as(JsonNode.class)
                .get("platform");
    }

    @Test
    void programs_get_value_and_origin_by_path() throws IOException {
        var file = home.resolve("shop.yaml");
        terrace("init", file.toString(), "--platform", "shop", "--component", "worker");
        var lines = Files.readAllLines(file);
        var whole = terrace("explain", "--json", file.toString()).as(Whole.class);

        assertThat(whole.status()).isEqualTo("EXPLAINED");
        assertThat(whole.values().get("region").line()).isEqualTo(lines.indexOf("region: us-east-1") + 1);
        assertThat(whole.values().get("region"))
                .extracting(Whole.Value::origin, value -> value.value().stringValue(), Whole.Value::from)
                .containsExactly("file", "us-east-1", null);
        assertThat(whole.values().get("security.guardDuty"))
                .extracting(Whole.Value::origin, value -> value.value().booleanValue(), Whole.Value::line)
                .containsExactly("default", false, null);
        assertThat(whole.values().get("applications.shop.components.worker.repository"))
                .extracting(Whole.Value::origin, value -> value.value().stringValue(), Whole.Value::from)
                .containsExactly("derived", "shop-worker", "the names of platform and component");
        assertThat(whole.notBuiltYet())
                .containsExactly(
                        "cluster.addons.cluster-autoscaler: Cluster Autoscaler",
                        "delivery.scan: the scan gate of releases");
    }

    record Whole(String status, String file, Map<String, Value> values, List<String> notBuiltYet) {
        record Value(JsonNode value, String origin, Integer line, String from) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster.nodeGroups", "cluster.nodeGroups.*.min", "data.redis", ""})
    void a_key_is_shown_with_all_that_is_known_of_it(String key) {
        var run = key.isEmpty() ? terrace("explain") : terrace("explain", key);
        assertThat(run.exitCode()).isZero();
        Golden.assertMatches(getClass(), "explain-" + key.replace("*", "any") + ".txt", run.out());
    }

    @Test
    void a_key_is_json_for_programs() {
        var key = terrace("explain", "--json", "network.acls").as(JsonNode.class);

        assertThat(key.get("path").stringValue()).isEqualTo("network.acls");
        assertThat(key.get("default").booleanValue()).isFalse();
        assertThat(key.get("notBuilt").stringValue()).isEqualTo("network ACLs per tier");
    }

    @Test
    void an_unknown_key_is_an_error_with_a_suggestion() {
        var run = terrace("explain", "cluster.nodeGroups.*.mni");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("neither a file nor a key").contains("Did you mean cluster.nodeGroups.*.min?");
        assertThat(terrace("explain", "--json", "nonsense").out()).contains("NoKey");
    }

    @Test
    void a_file_that_is_not_there_is_not_taken_for_a_key() {
        assertThat(terrace("explain", "netwrok.yaml").err()).contains("there is no such file");
    }

    @Test
    void a_file_wins_over_a_key() throws Exception {
        Files.writeString(home.resolve("network"), "platform: 1");
        Files.createDirectory(home.resolve("cluster"));

        assertThat(process("explain", "network")).contains("network:1:11");
        assertThat(process("explain", "cluster")).contains("The EKS cluster.");
        assertThat(process("explain", "data")).contains("The platform's stores.");
    }

    /** In a folder of its own, which a process has and a thread does not. */
    private String process(String... args) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.terrace.cli.Terrace"));
        command.addAll(List.of(args));
        var process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void colours_tell_what_is_written_from_what_is_filled_in() throws IOException {
        var file = home.resolve("shop.yaml");
        terrace("init", file.toString(), "--platform", "shop");
        var out = Run.inColour(home, "explain", file.toString()).out();

        assertThat(out.lines()).anyMatch(line -> line.startsWith("region: us-east-1 "));
        assertThat(out.lines()).anyMatch(line -> line.startsWith("\u001B[2m  nat: single\u001B[0m "));
        assertThat(out.lines()).anyMatch(line -> line.startsWith("\u001B[36m        repository: shop-web\u001B[0m "));
    }

    @Test
    void the_page_of_all_keys_is_what_the_schema_says() {
        var run = terrace("explain", "--markdown");
        assertThat(run.exitCode()).isZero();
        Golden.assertMatches(Path.of("../docs/blueprint.md"), run.out());
    }

    private Run terrace(String... args) {
        return Run.terrace(home, args);
    }
}
