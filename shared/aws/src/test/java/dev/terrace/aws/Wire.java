package dev.terrace.aws;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The calls between a test and its cloud: they are listed, and they can be cut off, as the death of a process cuts them off. */
public final class Wire {
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);

    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.httpClient(http)
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(new Listener()))
                .build();
    }

    /** The names of the operations that were called and only read, since {@link #forget}. */
    public List<String> reads() {
        return List.copyOf(reads);
    }

    /** The names of the other operations. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    public void forget() {
        reads.clear();
        writes.clear();
    }

    /** Lets so many more writing calls arrive. The answer to the last does not come back, and no call after it gets through. */
    public void cutAfter(int writes) {
        writesLeft.set(writes);
    }

    public void mend() {
        writesLeft.set(Integer.MAX_VALUE);
    }

    private final class Listener implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (writesLeft.get() <= 0) {
                throw new IllegalStateException("the wire is cut");
            }
            (isRead(attributes) ? reads : writes).add(operation(attributes));
        }

        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
            if (!isRead(attributes) && writesLeft.decrementAndGet() <= 0) {
                throw new IllegalStateException("the wire is cut");
            }
        }

        private boolean isRead(ExecutionAttributes attributes) {
            return Calls.isRead(operation(attributes));
        }

        private String operation(ExecutionAttributes attributes) {
            return attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        }
    }
}
