package dev.terrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class TestPortTest {
    /** As a cloud does whose JVM was killed: its lock file is free. */
    @Test
    void a_port_at_which_somebody_listens_is_nobodys_to_claim() throws IOException {
        var next = TestPort.claim() + LocalCloud.PORTS;
        try (var _ = new ServerSocket(next)) {
            assertThat(TestPort.claim()).isGreaterThan(next);
        }
    }
}
