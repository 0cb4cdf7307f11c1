package dev.terrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs the stand-ins' own tests, in {@code src/test/resources/ministack}: each fact of AWS, on a MiniStack of their own. */
class StandInsIT {
    private static final Path STAND_INS =
            Path.of("target/classes/dev/terrace/local/ministack").toAbsolutePath();
    private static final Path TESTS = Path.of("src/test/resources/ministack").toAbsolutePath();

    @Test
    void the_local_cloud_knows_awss_facts() throws IOException, InterruptedException {
        var python = Installation.python(Installation.ministack().install(TestCloud.Printed.PROGRESS));
        var environment = Map.of(
                "TERRACE_STAND_INS", STAND_INS.toString(),
                "TERRACE_TEST_PORT", Integer.toString(freePort()),
                "PYTHONDONTWRITEBYTECODE", "1");
        var tests = Commands.process(TESTS, environment, List.of(python.toString(), "-m", "unittest", "--verbose"))
                .redirectErrorStream(true)
                .start();
        var report = new String(tests.getInputStream().readAllBytes());

        assertThat(tests.waitFor()).as(report).isZero();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
