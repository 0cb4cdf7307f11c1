package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Follows executions of state machines. A wire that is cut, or AWS too busy to answer, ends a look for a while, not the execution. */
final class Executions {
    /** How long AWS may give no answer while an execution is followed. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SfnClient stepFunctions;
    private final Clock clock;
    private final Duration poll;

    Executions(SfnClient stepFunctions, Clock clock, Duration poll) {
        this.stepFunctions = stepFunctions;
        this.clock = clock;
        this.poll = poll;
    }

    /**
     * Looks at an execution again and again, until it has ended.
     *
     * @param look at what else tells how it goes
     * @param lostSight what to say when AWS gives no answer any more, before the reason
     */
    DescribeExecutionResponse follow(String arn, Consumer<DescribeExecutionResponse> look, Problem lostSight) {
        while (true) {
            var execution = patiently(lostSight, () -> {
                var now = stepFunctions.describeExecution(request -> request.executionArn(arn));
                look.accept(now);
                return now;
            });
            if (ended(execution)) {
                return execution;
            }
            pause();
        }
    }

    /**
     * One look, begun again as long as AWS may answer the next time.
     *
     * @param unanswered what to say when it gives no answer, before the reason
     */
    <T> T patiently(Problem unanswered, Supplier<T> look) {
        var latest = clock.instant().plus(PATIENCE);
        while (true) {
            try {
                return look.get();
            } catch (SdkException refused) {
                checkPatience(latest, unanswered, AwsErrors.problem(refused), refused);
            } catch (ProblemException withoutCredentials) {
                checkPatience(latest, unanswered, withoutCredentials.problem(), withoutCredentials);
            }
            pause();
        }
    }

    private void checkPatience(Instant latest, Problem unanswered, Problem why, RuntimeException failure) {
        if (!mayPass(failure) || clock.instant().isAfter(latest)) {
            throw new ProblemException(
                    Problem.user(
                            unanswered.code(), "", unanswered.message() + ": " + why.sentence(), unanswered.remedy()),
                    failure);
        }
    }

    private static boolean mayPass(Throwable failure) {
        return switch (failure) {
            case SdkClientException _ -> true;
            case SdkServiceException refused -> refused.isThrottlingException() || refused.statusCode() >= 500;
            // Credentials may come from AWS, too.
            case ProblemException withoutCredentials -> mayPass(withoutCredentials.getCause());
            case null, default -> false;
        };
    }

    static boolean ended(DescribeExecutionResponse execution) {
        return execution.status() != ExecutionStatus.RUNNING && execution.status() != ExecutionStatus.PENDING_REDRIVE;
    }

    /** Until the next look. */
    void pause() {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while following an execution", e);
        }
    }
}
