package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.report.Reports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TerraceTest {
    private static final Path BLUEPRINTS = Path.of("../blueprints");
    private static final Path BROKEN = Path.of("../shared/blueprint/src/test/resources/dev/terrace/blueprint/broken");

    @TempDir
    private Path home;

    static Stream<Path> brokenBlueprints() throws IOException {
        return yaml(BROKEN);
    }

    static Stream<Path> blueprints() throws IOException {
        return yaml(BLUEPRINTS);
    }

    private static Stream<Path> yaml(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("brokenBlueprints")
    void a_broken_blueprint_is_an_error_with_lines_and_nobody_is_called(Path blueprint) throws IOException {
        try (var aws = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var port = "--port=" + aws.getLocalPort();
            for (var command : List.of("up " + port, "apply " + port, "plan " + port, "validate", "explain")) {
                var run = terrace((command + " " + blueprint).split(" "));
                assertThat(run.exitCode()).as(command).isEqualTo(1);
                assertThat(run.err()).as(command).contains(blueprint + ":").containsPattern(":[0-9]+:[0-9]+");
                assertThat(run.out()).as(command).isEmpty();
            }
            assertThat(wasCalled(aws)).isFalse();
        }
        assertThat(home).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("brokenBlueprints")
    void a_broken_blueprint_is_one_json_document_for_programs(Path blueprint) {
        var run = terrace("plan", "--json", blueprint.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.as(Invalid.class).status()).isEqualTo("INVALID");
        assertThat(run.as(Invalid.class).problems()).isNotEmpty().allMatch(problem -> problem.line() > 0);
    }

    record Invalid(String status, List<Place> problems) {
        record Place(String file, int line, int column) {}
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void every_blueprint_of_the_project_is_good(Path blueprint) {
        var run = terrace("validate", blueprint.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void validate_says_what_no_layer_builds_yet() {
        var run = terrace("validate", BLUEPRINTS.resolve("status-page-sad.yaml").toString());
        assertThat(run.out()).containsPattern("(?s)is a good blueprint.*Not built yet.*delivery.*\\R");
        assertThat(run.exitCode()).isZero();
    }

    static Stream<Path> warnedBlueprints() throws IOException {
        return yaml(BROKEN.resolveSibling("warned"));
    }

    @ParameterizedTest
    @MethodSource("warnedBlueprints")
    void warnings_are_told_with_lines_and_are_no_error(Path blueprint) {
        var run = terrace("validate", blueprint.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("is a good blueprint");
        assertThat(run.err())
                .contains(blueprint + ":")
                .containsPattern(":[0-9]+:[0-9]+ +warning")
                .contains(" warning");
    }

    @Test
    void warnings_come_before_anything_is_begun() throws IOException {
        var blueprint = BROKEN.resolveSibling("warned/room.yaml").toString();
        for (var command : List.of("plan", "apply")) {
            var run = terrace(command, blueprint, "--port", freePort());
            assertThat(run.err())
                    .as(command)
                    .containsSubsequence("room.yaml has 3 warnings", "No local cloud is running");
        }
    }

    @Test
    void warnings_are_a_list_for_programs() {
        var warned = terrace(
                "validate", "--json", BROKEN.resolveSibling("warned/newer.yaml").toString());
        assertThat(warned.exitCode()).isZero();
        assertThat(warned.err()).isEmpty();
        assertThat(warned.as(Warned.class).status()).isEqualTo("VALID");
        assertThat(warned.as(Warned.class).warnings()).isNotEmpty().allMatch(warning -> warning.line() > 0);

        var good = terrace(
                "validate", "--json", BLUEPRINTS.resolve("task-manager.yaml").toString());
        assertThat(good.as(Warned.class).warnings()).isEmpty();
        var broken = terrace("plan", "--json", BROKEN.resolve("quota.yaml").toString());
        assertThat(broken.as(Warned.class).warnings()).isEmpty();
    }

    record Warned(String status, List<Invalid.Place> warnings) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plna",
                "plan",
                "plan --no-such-option x",
                "push task-manager backend",
                "status",
                "up --port x y",
                "up --port 0 y",
                "up --port -1 y",
                "up --port 65437 y",
                "releases task-manager --last -1",
                "releases task-manager --last 0",
                "push task-manager backend x\"y",
                "push task-manager backend ../x",
                "validate --port 4566 x.yaml",
                "explain no.such.key",
                "explain --markdown network",
                "init",
                "init --platform shop --component web:x",
                "completion",
                "completion tcsh"
            })
    void wrong_usage_is_an_error_and_never_two_which_means_changes(String args) {
        var run = terrace(args.isEmpty() ? new String[0] : args.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("terrace");
    }

    @ParameterizedTest
    @CsvSource({
        "status, ''",
        "releases, ' '",
        "destroy, ''",
        "status, x, --region, ''",
        "status, x, --stack, ' '",
        "push, x, y, ''",
        "push, x, '', 1",
        "push, x, y, a b"
    })
    void what_is_blank_is_wrong_usage_and_no_fault(ArgumentsAccessor arguments) {
        var run = terrace(arguments.toList().stream().map(String::valueOf).toArray(String[]::new));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Invalid value for").contains("--help").doesNotContain("fault of Terrace");
        assertThat(home).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "up --stack foo x.yaml, Leave --stack out",
        "up --aws x.yaml, terrace apply --aws x.yaml",
        "push --aws --broken shop web 1, Leave --broken out"
    })
    void what_means_nothing_there_is_refused_before_anything_is_done(String args, String remedy) {
        var run = terrace(args.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(remedy);
    }

    @Test
    void what_is_blank_in_the_environment_counts_as_not_set() throws Exception {
        var spec = CommandLine.Model.CommandSpec.forAnnotatedObject(new StatusCommand());
        var provider = Options.from(Map.of("TERRACE_PORT", " ", "TERRACE_STACK", "mine"));

        assertThat(provider.defaultValue(spec.findOption("--port"))).isNull();
        assertThat(provider.defaultValue(spec.findOption("--stack"))).isEqualTo("mine");
        assertThat(provider.defaultValue(spec.findOption("--json"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 54})
    void a_narrow_terminal_is_written_to_all_the_same(int width) {
        var err = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();
        var terminal = Terminal.plain(new PrintStream(out), new PrintStream(err), width);

        assertThat(Terrace.run(terminal, home, "up", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("terrace up");
    }

    @Test
    void a_file_that_is_far_larger_than_any_blueprint_is_not_read_to_its_end() throws IOException {
        var file = Files.write(home.resolve("big.yaml"), new byte[3_000_000]);

        var run = terrace("validate", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("more than 1 MB").hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "plan",
                "apply",
                "push",
                "status",
                "releases",
                "destroy",
                "down",
                "validate",
                "explain",
                "init",
                "completion"
            })
    void every_command_has_a_help_with_an_example(String command) {
        var run = terrace(command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"});
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Example").contains("./terrace " + command);
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 140);
    }

    @Test
    void without_a_local_cloud_it_says_how_to_get_one() throws IOException {
        var run = terrace("plan", BLUEPRINTS.resolve("task-manager.yaml").toString(), "--port", freePort());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("No local cloud is running").contains("./terrace up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "plan", "apply"})
    void a_region_that_is_not_the_blueprints_is_refused_with_what_to_do(String command) throws IOException {
        var run = terrace(
                command,
                BLUEPRINTS.resolve("task-manager.yaml").toString(),
                "--region",
                "eu-west-1",
                "--port",
                freePort());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is about us-east-1").contains("Leave --region out");
    }

    @Test
    void a_blueprint_that_is_not_there_is_an_error_without_a_stack_trace() {
        var run = terrace("plan", "no/such/file.yaml");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("no/such/file.yaml")
                .contains("there is no such file")
                .doesNotContain("\tat ");
    }

    @Test
    void nobody_is_destroyed_by_a_script_that_does_not_say_yes() {
        var run = terrace("destroy", "task-manager");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("nothing was destroyed").contains("--yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void what_could_not_be_written_is_an_error(String option) {
        var full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        var err = new ByteArrayOutputStream();
        var terminal = Terminal.plain(full, new PrintStream(err), 100);
        var blueprint = BLUEPRINTS.resolve("task-manager.yaml").toString();
        var args =
                option.isEmpty() ? new String[] {"validate", blueprint} : new String[] {"validate", option, blueprint};

        assertThat(Terrace.run(terminal, home, args)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("could not be written to stdout");
    }

    @Test
    void an_error_of_the_machine_is_one_json_document_too() {
        var out = new ByteArrayOutputStream();
        var deep = new PrintStream(out) {
            private boolean failed;

            @Override
            public void writeBytes(byte[] bytes) {
                if (!failed) {
                    failed = true;
                    throw new StackOverflowError();
                }
                super.writeBytes(bytes);
            }
        };
        var terminal = Terminal.plain(deep, new PrintStream(new ByteArrayOutputStream()), 100);
        var blueprint = BLUEPRINTS.resolve("task-manager.yaml").toString();

        assertThat(Terrace.run(terminal, home, "validate", "--json", blueprint)).isEqualTo(1);
        assertThat(Reports.tree(out.toString(StandardCharsets.UTF_8))
                        .at("/problem/code")
                        .asString())
                .isEqualTo("StackOverflowError");
    }

    @Test
    void down_without_a_local_cloud_is_fine() throws IOException {
        var run = terrace("down", "--port", freePort());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("No local cloud was running");
    }

    private Run terrace(String... args) {
        return Run.terrace(home, args);
    }

    private static String freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    private static boolean wasCalled(ServerSocket socket) throws IOException {
        socket.setSoTimeout(1);
        try (var _ = socket.accept()) {
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }
}
