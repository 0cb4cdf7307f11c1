package dev.terrace.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Lambda function from JSON to JSON, as records. Every line that it logs carries the {@link #correlation} of the request.
 */
public abstract class JsonFunction<I, O> implements RequestStreamHandler {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    protected final Logger log = LoggerFactory.getLogger(getClass());
    private final Class<I> input;

    protected JsonFunction(Class<I> input) {
        this.input = input;
    }

    /** @param remaining how much of the function's time is left, at each moment of asking */
    protected abstract O handle(I request, Remaining remaining);

    /** What is to stand in each log line, e.g. the run and the platform. */
    protected abstract Map<String, String> correlation(I request);

    /** How much time the function has left. */
    @FunctionalInterface
    public interface Remaining {
        Duration time();
    }

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context) {
        var request = MAPPER.readValue(in, input);
        correlation(request).forEach(MDC::put);
        MDC.put("requestId", context.getAwsRequestId());
        try {
            MAPPER.writeValue(out, handle(request, () -> Duration.ofMillis(context.getRemainingTimeInMillis())));
        } catch (RuntimeException e) {
            log.error("failed", e);
            throw e;
        } finally {
            MDC.clear();
        }
    }
}
