package dev.terrace.aws;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Counts the calls that a function makes, so that each result can say what it cost. */
public final class Calls implements ExecutionInterceptor {
    private static final String READING = "(Describe|List|Get|BatchGet|Head|Query|Scan|Lookup).*";

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();

    /** How many calls were made: those that only read, and the others. */
    public record Count(int reads, int writes) {
        public Count minus(Count earlier) {
            return new Count(reads - earlier.reads, writes - earlier.writes);
        }
    }

    public Count count() {
        return new Count(reads.get(), writes.get());
    }

    public void countRead() {
        reads.incrementAndGet();
    }

    public void countWrite() {
        writes.incrementAndGet();
    }

    /** Once per attempt: what is sent again is a call again. */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        if (isRead(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))) {
            countRead();
        } else {
            countWrite();
        }
    }

    static boolean isRead(String operation) {
        return operation.matches(READING);
    }
}
