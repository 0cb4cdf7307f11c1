package dev.terrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.table.Executions.Foreign;
import dev.terrace.table.Locks.Held;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** A lock that somebody wrote by hand. */
class DamagedLockTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-45T00:00:00Z"})
    void is_as_old_as_can_be_when_its_time_is_none(String since) {
        assertThat(heldBy(Map.of("holder", AttributeValue.fromS("h"), "since", AttributeValue.fromS(since))))
                .isEqualTo(new Held("h", Instant.EPOCH, ""));
    }

    @Test
    void is_somebodys_even_without_a_text_in_it() {
        assertThat(heldBy(Map.of("holder", AttributeValue.fromN("7"), "since", AttributeValue.fromBool(true))))
                .isEqualTo(new Held("", Instant.EPOCH, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidArn", "AccessDeniedException", "ValidationException"})
    void is_held_by_no_execution_of_ours_where_step_functions_says_nothing_of_it(String code) {
        var sfn = new RefusingStepFunctions(code);

        assertThat(new StepFunctionsExecutions(sfn).state("somebody")).isEqualTo(new Foreign());
    }

    private static Locks.Attempt heldBy(Map<String, AttributeValue> lock) {
        return new Table(new TakenTable(lock), "table", Clock.systemUTC())
                .locks()
                .acquire("shop", "second", "apply");
    }

    private record TakenTable(Map<String, AttributeValue> lock) implements DynamoDbClient {
        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            throw ConditionalCheckFailedException.builder().item(lock).build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }

    private record RefusingStepFunctions(String code) implements SfnClient {
        @Override
        public DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
            throw SfnException.builder()
                    .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                    .build();
        }

        @Override
        public String serviceName() {
            return "states";
        }

        @Override
        public void close() {}
    }
}
