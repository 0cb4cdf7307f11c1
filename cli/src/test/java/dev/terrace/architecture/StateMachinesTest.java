package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.LayerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every state machine owes whoever reads it in the console, and whoever is woken by it. */
class StateMachinesTest {
    /** What the Lambda service, or the function itself, says of a call that may succeed when it is made again. */
    private static final List<String> TRANSIENT = List.of(
            "Lambda.ClientExecutionTimeoutException",
            "Lambda.ServiceException",
            "Lambda.AWSLambdaException",
            "Lambda.SdkClientException",
            "Lambda.TooManyRequestsException",
            "Lambda.Unknown",
            "Runtime.ExitError",
            "Runtime.Unknown",
            "Sandbox.Timedout",
            "dev.terrace.aws.TransientException");

    static Stream<Path> machines() throws IOException {
        return Files.list(Path.of("../statemachines")).sorted();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void speaks_jsonata_says_what_it_is_for_and_ends_some_day(Path machine) {
        var definition = JsonMapper.shared().readTree(machine);
        assertThat(definition.path("QueryLanguage").asString()).isEqualTo("JSONata");
        assertThat(definition.path("Comment").asString()).isNotBlank();
        assertThat(definition.path("TimeoutSeconds").asInt()).isPositive();
        assertThat(definition.toString()).as("ARNs come by substitution").doesNotContain("arn:aws:lambda:");
    }

    @ParameterizedTest
    @MethodSource("machines")
    void gives_every_task_a_timeout(Path machine) {
        assertThat(states(JsonMapper.shared().readTree(machine)))
                .filteredOn(state -> state.path("Type").asString().equals("Task"))
                .isNotEmpty()
                .allMatch(state -> state.path("TimeoutSeconds").asInt() > 0);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void tries_each_function_again_after_what_may_pass(Path machine) {
        assertThat(states(JsonMapper.shared().readTree(machine)))
                .filteredOn(state -> state.path("Resource").asString("").endsWith("lambda:invoke"))
                .isNotEmpty()
                .allSatisfy(state -> assertThat(
                                state.path("Retry").path(0).path("ErrorEquals").valueStream())
                        .extracting(JsonNode::asString)
                        .containsAll(TRANSIENT));
    }

    /** With the same name and input a start that has arrived is not made twice. */
    @Test
    void starts_a_layer_again_where_starting_it_may_have_failed_for_now() {
        var run = JsonMapper.shared().readTree(Path.of("../statemachines/run.asl.json"));
        assertThat(states(run))
                .filteredOn(state -> state.path("Resource").asString("").contains("states:startExecution"))
                .isNotEmpty()
                .allSatisfy(state -> assertThat(
                                state.path("Retry").path(0).path("ErrorEquals").valueStream())
                        .extracting(JsonNode::asString)
                        .contains("StepFunctions.ThrottlingException")
                        .doesNotContain("States.TaskFailed", "States.ALL"))
                .allSatisfy(
                        state -> assertThat(state.path("Arguments").path("Name").asString())
                                .isNotBlank());
    }

    /** Nobody would end the run's record, and free its lock. */
    @Test
    void a_run_never_takes_longer_than_its_machine_allows() {
        var run = JsonMapper.shared().readTree(Path.of("../statemachines/run.asl.json"));
        var turns = 2 * LayerName.values().length;
        assertThat(run.path("TimeoutSeconds").asInt()).isGreaterThan(turns * longestTask(run));
    }

    private static int longestTask(JsonNode machine) {
        return states(machine).stream()
                .mapToInt(state -> state.path("TimeoutSeconds").asInt())
                .max()
                .orElseThrow();
    }

    /** The states of a machine, and those of its branches and items. */
    private static List<JsonNode> states(JsonNode machine) {
        return machine.path("States")
                .valueStream()
                .flatMap(state -> Stream.of(
                                Stream.of(state),
                                state.path("Branches").valueStream().flatMap(branch -> states(branch).stream()),
                                states(state.path("ItemProcessor")).stream())
                        .flatMap(it -> it))
                .toList();
    }
}
