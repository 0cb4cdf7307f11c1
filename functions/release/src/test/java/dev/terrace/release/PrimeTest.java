package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.terrace.aws.Priming;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PrimeTest {
    /** It needs nothing: neither AWS nor a cluster, nor a region or credentials in the environment. */
    @Test
    void a_first_release_goes_through_in_the_dry() {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(Priming.class);
        logger.addAppender(log);
        try {
            Prime.begin().await();
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list).as("what could not be primed").isEmpty();
    }
}
