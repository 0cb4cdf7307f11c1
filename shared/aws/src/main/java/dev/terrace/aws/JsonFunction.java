package dev.terrace.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.report.Reports;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;

/**
 * A Lambda function from JSON to JSON, as records. Every line that it logs carries the {@link #correlation} of the request.
 *
 * <p>Whatever is thrown leaves it as a sentence: a {@link TransientException} where the caller may try again, a
 * {@link ProblemException} otherwise. The stack trace is in the log.
 */
public abstract class JsonFunction<I, O> implements RequestStreamHandler {
    private static final String REQUEST_ID = "requestId";

    protected final Logger log = LoggerFactory.getLogger(getClass());
    private final Class<I> input;

    protected JsonFunction(Class<I> input) {
        this.input = input;
    }

    /** @param remaining how much of the function's time is left, at each moment of asking */
    protected abstract O handle(I request, Remaining remaining);

    /** What is to stand in each log line, e.g. the run and the platform: asked first of all, and where it is missing, refused. */
    protected abstract Map<String, String> correlation(I request);

    /** What to answer to a request that is not understood; unless a function knows better, it fails so. */
    protected O refuse(Problem badRequest) {
        throw new ProblemException(badRequest);
    }

    /** The problem behind an exception; null when nobody foresaw it. */
    protected Problem problem(RuntimeException error) {
        return error instanceof ProblemException known ? known.problem() : AwsProblems.of(error);
    }

    /**
     * Reads and writes once what it will read and write with its first request: part of {@link Priming}.
     *
     * @param request a request as it arrives
     * @param answer an answer to one
     */
    protected final void prime(String request, O answer) {
        Reports.MAPPER.readValue(request, input);
        Reports.MAPPER.writeValueAsBytes(answer);
    }

    /** How much time the function has left. */
    @FunctionalInterface
    public interface Remaining {
        Duration time();
    }

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) {
        MDC.put(REQUEST_ID, context.getAwsRequestId());
        try {
            Reports.MAPPER.writeValue(out, answer(in, () -> Duration.ofMillis(context.getRemainingTimeInMillis())));
        } catch (RuntimeException e) {
            var problem = problemOrFault(e);
            throw problem.retryable()
                    ? new TransientException(problem.sentence(), e)
                    : new ProblemException(problem, e);
        } finally {
            MDC.clear();
        }
    }

    private O answer(InputStream in, Remaining remaining) {
        I request;
        try {
            request = read(in);
            correlation(request).forEach(MDC::put);
        } catch (ProblemException badRequest) {
            log.warn(badRequest.problem().sentence());
            return refuse(badRequest.problem());
        }
        return handle(request, remaining);
    }

    private I read(InputStream in) {
        try {
            return BadRequest.required(Reports.MAPPER.readValue(in, input));
        } catch (JacksonException unreadable) {
            throw new ProblemException(BadRequest.of(unreadable), unreadable);
        }
    }

    /** The problem behind an exception; what nobody foresaw is one too, and is found in the log by the request's id. */
    final Problem problemOrFault(RuntimeException error) {
        log.error("failed", error);
        var known = problem(error);
        return known != null
                ? known
                : new Problem(
                        "Fault",
                        Problem.Category.INTERNAL,
                        "",
                        "This is a fault of Terrace: " + error + ".",
                        "The log group %s says where, at the request %s.".formatted(logGroup(), MDC.get(REQUEST_ID)));
    }

    /** The name of the function's log group. */
    protected final String logGroup() {
        return Objects.requireNonNullElse(
                System.getenv("AWS_LAMBDA_LOG_GROUP_NAME"), "of " + getClass().getSimpleName());
    }
}
