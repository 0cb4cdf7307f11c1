package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandshakeTest {
    @Test
    void client_and_server_come_through_with_the_protocol_of_today() throws Exception {
        assertThat(Handshake.shake()).isEqualTo("TLSv1.3");
    }
}
