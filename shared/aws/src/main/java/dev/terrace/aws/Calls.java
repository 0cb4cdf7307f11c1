package dev.terrace.aws;

import dev.terrace.engine.Deadline;
import dev.terrace.engine.OutOfTimeException;
import dev.terrace.report.CallCount;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Listens to the calls that a function makes: counts them, so that each result can say what it cost, and begins none when the time
 * is up.
 */
public final class Calls implements ExecutionInterceptor {
    private static final String READING = "(Describe|List|Get|BatchGet|Head|Query|Scan|Lookup).*";

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile Deadline deadline = Deadline.NONE;

    public CallCount count() {
        return new CallCount(reads.get(), writes.get());
    }

    public void countRead() {
        reads.incrementAndGet();
    }

    public void countWrite() {
        writes.incrementAndGet();
    }

    /** From now on calls are begun until then; a function has one request at a time. */
    void until(Deadline other) {
        deadline = other;
    }

    /**
     * Once per call, before anything of it is done.
     *
     * @throws OutOfTimeException when the deadline has passed; the SDK lets it through as it is
     */
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (deadline.passed()) {
            throw new OutOfTimeException();
        }
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
