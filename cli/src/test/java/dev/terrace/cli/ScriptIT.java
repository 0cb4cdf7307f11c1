package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code terrace}, in a project without sources, with a JDK that only says so and a Maven that only makes the files. */
class ScriptIT {
    @TempDir
    private Path home;

    @BeforeEach
    void make_the_project() throws IOException {
        Files.createDirectories(home.resolve("functions/run/src"));
        Files.createDirectories(home.resolve("functions/layers/network/src"));
        Files.createDirectories(home.resolve("jdk/bin"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        program("terrace", Files.readString(Path.of("../terrace")));
        program("jdk/bin/javac", "");
        program("jdk/bin/java", "#!/bin/sh\necho started\n");
        program("jdk/bin/mvn", """
                #!/bin/sh
                echo built >>builds
                sleep 1
                for module in . cli functions/run functions/layers/network; do mkdir -p $module/target; done
                touch target/template.yaml cli/target/cli.jar functions/run/target/function.zip functions/layers/network/target/function.zip
                """);
    }

    private void program(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
        Files.setPosixFilePermissions(home.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void two_that_begin_at_once_build_once_and_both_start() throws Exception {
        var one = terrace("status");
        var other = terrace("status");

        assertStarts(one);
        assertStarts(other);
        assertThat(home.resolve("builds")).hasContent("built");
    }

    @Test
    void one_that_was_killed_while_it_built_hinders_no_other() throws Exception {
        var ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.createDirectory(home.resolve(".terrace"));
        Files.createSymbolicLink(home.resolve(".terrace/building"), Path.of(String.valueOf(ended.pid())));

        assertStarts(terrace("status"));
        assertThat(home.resolve("builds")).hasContent("built");
    }

    @Test
    void a_build_that_fails_lets_the_next_one_try() throws Exception {
        program("jdk/bin/mvn", "#!/bin/sh\necho '[ERROR] no'\nexit 1\n");
        var failed = terrace("status");
        assertThat(said(failed)).contains("[ERROR] no", "could not be built");

        assertThat(failed.waitFor()).isEqualTo(1);
        assertThat(Files.exists(home.resolve(".terrace/building"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void the_completion_of_shells_waits_for_no_build_as_long_as_there_is_a_command() throws Exception {
        Files.createDirectories(home.resolve("cli/target"));
        Files.createFile(home.resolve("cli/target/cli.jar"));

        assertStarts(terrace("completion"));
        assertThat(home.resolve("builds")).doesNotExist();
    }

    private static void assertStarts(Process terrace) throws Exception {
        assertThat(said(terrace)).contains("started");
        assertThat(terrace.waitFor()).isZero();
    }

    private static String said(Process terrace) throws IOException {
        return new String(terrace.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process terrace(String command) throws IOException {
        var process = new ProcessBuilder(home.resolve("terrace").toString(), command).redirectErrorStream(true);
        process.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        process.environment().merge("PATH", home.resolve("jdk/bin").toString(), (old, bin) -> bin + ":" + old);
        return process.start();
    }
}
