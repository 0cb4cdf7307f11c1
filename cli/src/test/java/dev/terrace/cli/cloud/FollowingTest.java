package dev.terrace.cli.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cli.report.DestroyReport;
import dev.terrace.cli.report.ReleaseReport;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import dev.terrace.local.Progress;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.CallCount;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Reports;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Runs and releases, followed to their ends. */
class FollowingTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String NETWORK = "runs/shop/run-1/network.json";
    private static final Change CHANGE = new Change("network/vpc", "AWS::EC2::VPC", Action.CREATE, "", List.of());

    private final FakeAws aws = new FakeAws();
    private final Account account = aws.account();

    FollowingTest() throws IOException {}

    @AfterEach
    void close() {
        account.close();
        aws.close();
    }

    @BeforeEach
    void let_a_plan_be_through() {
        aws.objects.put(NETWORK, Reports.write(report(new Outcome.Done(), CHANGE)));
        succeeded(Map.of("mode", "plan", "status", "SUCCEEDED", "layers", List.of(turn(0), turn(1))));
    }

    private static Map<String, Object> turn(int changes) {
        return Map.of("layer", "network", "status", "DONE", "changes", changes);
    }

    private void succeeded(Object output) {
        aws.answers.put(
                "DescribeExecution",
                Reports.write(Map.of(
                        "status", "SUCCEEDED", "input", "{\"id\": \"event-1\"}", "output", Reports.write(output))));
    }

    private static LayerReport report(Outcome outcome, Change... changes) {
        var result = new Result(outcome, List.of(changes), 1, Map.of());
        return LayerReport.begun(LayerName.NETWORK, Direction.FORWARDS, NOON)
                .after(new LayerReport.Pass(result, null, CallCount.NONE, Duration.ZERO, NOON));
    }

    private RunReport run() {
        return new Provisioning(account, FakeAws.STACK, Clock.systemUTC())
                .follow(
                        new Provisioning.Started("shop", "run-1", "arn:run-1", NOON),
                        List.of(LayerName.values()),
                        _ -> {});
    }

    private ReleaseReport release(Clock clock) {
        return new Releasing(account, FakeAws.STACK, clock).follow("event-1", Progress.SILENT);
    }

    // ---------------------------------------------------------------- whether all is told

    @Test
    void a_run_is_what_its_layers_report_of_it() {
        assertThat(run().changes()).containsExactly(CHANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"changes\": [null]}"})
    void a_report_that_is_lost_does_not_pass_for_a_layer_in_which_nothing_changes(String damaged) {
        aws.objects.put(NETWORK, damaged);
        assertMissing();

        aws.objects.remove(NETWORK);
        assertMissing();
    }

    @Test
    void a_report_that_says_less_than_the_run_does_not_pass_either() {
        aws.objects.put(NETWORK, Reports.write(report(new Outcome.Done())));
        assertMissing();

        aws.objects.put(NETWORK, Reports.write(report(new Outcome.Pending(List.of("AWS"), Duration.ZERO), CHANGE)));
        assertMissing();

        aws.objects.put(NETWORK, aws.objects.get(NETWORK).replace("\"layer\":\"network\"", "\"layer\":\"data\""));
        assertMissing();
    }

    private void assertMissing() {
        assertThatThrownBy(this::run).isInstanceOfSatisfying(ProblemException.class, lost -> {
            assertThat(lost.problem().code()).isEqualTo("ReportMissing");
            assertThat(lost.problem().sentence()).contains("The run run-1 is done", "the layer network", "plan again");
        });
    }

    // ---------------------------------------------------------------- AWS that does not answer

    @ParameterizedTest
    @CsvSource({"400, ThrottlingException", "500, InternalFailure", "503, ServiceUnavailable"})
    void what_passes_is_waited_for(int status, String error) {
        aws.fail(2, status, error);
        assertThat(run().changes()).containsExactly(CHANGE);

        letAReleaseBeThrough();
        for (var calls = 1; calls <= 3; calls++) {
            aws.fail(calls, status, error);
            assertThat(release(Clock.systemUTC()).status()).isEqualTo("SUCCEEDED");
        }
    }

    @Test
    void what_is_refused_is_told_at_once_and_that_the_run_goes_on() {
        aws.fail(1, 400, "ExpiredTokenException");

        assertThatThrownBy(this::run)
                .isInstanceOf(ProblemException.class)
                .hasMessage("The run run-1 goes on without being looked at: Sfn said ExpiredTokenException: No."
                        + " The execution run-1 in Step Functions says how it goes.");
    }

    @Test
    void credentials_that_end_are_told_at_once_and_those_that_aws_keeps_back_are_waited_for() {
        var reasons = List.<RuntimeException>of(
                SdkClientException.create("timed out"), new IllegalStateException("exit value 255"));
        var asked = new AtomicInteger();
        var executions = new Executions(account.stepFunctions(), Clock.systemUTC(), Duration.ZERO);

        assertThatThrownBy(() -> executions.patiently(Problem.user("LostSight", "", "It goes on", "Look."), () -> {
                    var reason = reasons.get(asked.getAndIncrement());
                    throw new ProblemException(Problem.user("NoCredentials", "", "Ended.", "Log in."), reason);
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessage("It goes on: Ended. Log in. Look.");
        assertThat(asked).hasValue(2);
    }

    @Test
    void of_what_stays_away_is_said_that_the_release_goes_on() {
        letAReleaseBeThrough();
        aws.fail(Integer.MAX_VALUE, 400, "ThrottlingException");
        var now = new AtomicReference<>(NOON);
        InstantSource aMinuteAtEachLook = () -> now.getAndUpdate(it -> it.plusSeconds(61));

        assertThatThrownBy(() -> release(aMinuteAtEachLook.withZone(ZoneOffset.UTC)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The release goes on without being looked at: Sfn said ThrottlingException: No.");
    }

    private void letAReleaseBeThrough() {
        aws.answers.put("ListExecutions", "{\"executions\": [{\"executionArn\": \"arn:release-1\"}]}");
        aws.answers.put("GetExecutionHistory", "{\"events\": []}");
        succeeded(new ReleaseReport("SUCCEEDED", "shop", "web", "2.0.0", "sha256:1", "release-1", null));
    }

    // ---------------------------------------------------------------- what is left of a platform

    @Test
    void a_destroy_is_told_with_what_the_tag_index_lists_and_was_not_kept() {
        aws.fail(1, 400, "ThrottlingException");
        tagged("arn:aws:kms:us-east-1:0:key/key-1", "arn:aws:ec2:us-east-1:0:natgateway/nat-1");

        var destroyed = destroyed();

        assertThat(destroyed.stillTagged()).containsExactly("arn:aws:ec2:us-east-1:0:natgateway/nat-1");
        assertThat(Reports.write(destroyed)).doesNotContain("notAsked");
    }

    @Test
    void a_destroy_is_told_even_if_the_tag_index_may_not_be_asked() {
        aws.fail(1, 400, "AccessDeniedException");

        assertThat(destroyed().notAsked().sentence())
                .isEqualTo("AWS's tag index could not be asked what is left: ResourceGroupsTaggingApi said"
                        + " AccessDeniedException: No. `aws resourcegroupstaggingapi get-resources --tag-filters"
                        + " Key=terrace:platform,Values=shop` asks it.");
    }

    private void tagged(String... arns) {
        var resources =
                Arrays.stream(arns).map(arn -> Map.of("ResourceARN", arn)).toList();
        aws.answers.put("GetResources", Reports.write(Map.of("ResourceTagMappingList", resources)));
    }

    private DestroyReport destroyed() {
        var result = new Result(
                new Outcome.Done(),
                List.of(),
                1,
                Map.of(),
                List.of(new Kept("security/data", "key-1", "")),
                0,
                Set.of(),
                List.of());
        var security = LayerReport.begun(LayerName.SECURITY, Direction.BACKWARDS, NOON)
                .after(new LayerReport.Pass(result, null, CallCount.NONE, Duration.ZERO, NOON));
        return new Provisioning(account, FakeAws.STACK, Clock.systemUTC())
                .destroyed(new RunReport("shop", "destroy", "run-1", "SUCCEEDED", List.of(security), List.of()));
    }
}
