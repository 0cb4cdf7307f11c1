package dev.terrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path cache;

    @TempDir
    private Path project;

    @Test
    void an_installation_is_no_process_of_the_cloud_that_waits_for_it() throws IOException {
        var cloud = LocalCloud.open(project, TestPort.claim()).withControlPlane(slow(cache));
        var installed = cloud.installControlPlane(Progress.SILENT);
        await("the installer runs", () -> Files.exists(cache.resolve("slow.building/begun")));

        cloud.stop(); // ends the processes of this cloud, as its start does with those that an earlier one left
        Files.createFile(cache.resolve("go on"));

        installed.join();
        assertThat(cache.resolve("slow/done")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "/var/cache, /var/cache/terrace",
        "rel, /home/me/.cache/terrace",
        "'', /home/me/.cache/terrace",
        ",/home/me/.cache/terrace"
    })
    void the_cache_is_where_the_environment_says_unless_that_is_relative(String xdgCacheHome, Path expected) {
        assertThat(Installation.usersCache(xdgCacheHome, "/home/me")).isEqualTo(expected);
    }

    @Test
    void a_folder_that_cannot_be_made_is_told_with_the_reason() throws IOException {
        var file = Files.createFile(cache.resolve("a-file"));

        assertThatThrownBy(() -> new Installation("install it", "it", file, (_, _) -> {}).install(Progress.SILENT))
                .isInstanceOf(LocalCloudException.class)
                .hasMessage("Tried to install it but failed: %s is there already, and is no folder", file);
    }

    @Test
    void two_that_need_it_at_once_share_one_installation() {
        var times = new AtomicInteger();
        var installation = new Installation("install it", "it", cache, (_, work) -> {
            times.incrementAndGet();
            work.run("install it", "sleep", "0.5");
        });

        var both = List.of(
                CompletableFuture.supplyAsync(() -> installation.install(Progress.SILENT)),
                CompletableFuture.supplyAsync(() -> installation.install(Progress.SILENT)));

        assertThat(both).allSatisfy(one -> assertThat(one.join()).isDirectory());
        assertThat(times).hasValue(1);
    }

    @Test
    void what_a_command_installs_ends_with_it_and_leaves_nothing_half() throws Exception {
        var command = command();
        await("the installer runs", () -> Files.exists(cache.resolve("slow.building/begun")));

        command.destroy();

        assertThat(command.waitFor()).isNotZero();
        assertThat(MarkedProcesses.ofInstallation(cache.resolve("slow")).running())
                .isEmpty();
        assertThat(cache.resolve("slow.building")).doesNotExist();
        assertThat(cache.resolve("slow")).doesNotExist();
        assertThat(cache.resolve("slow.failed"))
                .as("a cluster that waits goes on waiting")
                .doesNotExist();
    }

    @Test
    void another_command_waits_and_goes_on_where_a_killed_one_cannot() throws Exception {
        var killed = command();
        await("the installer runs", () -> Files.exists(cache.resolve("slow.building/begun")));
        var waiting = new AtomicInteger();
        var installed = CompletableFuture.supplyAsync(() -> slow(cache).install(new Progress() {
            @Override
            public void started(String step) {
                if (step.startsWith("wait for another command")) {
                    waiting.incrementAndGet();
                }
            }
        }));
        await("the other command waits", () -> waiting.get() == 1);
        var orphans = MarkedProcesses.ofInstallation(cache.resolve("slow")).running();
        assertThat(orphans).isNotEmpty();

        killed.destroyForcibly();
        await("what it left is ended", () -> orphans.stream().noneMatch(ProcessHandle::isAlive));
        Files.createFile(cache.resolve("go on"));

        assertThat(installed.join().resolve("done")).exists();
    }

    @Test
    void a_failure_is_a_sentence_with_its_log_and_the_next_call_tries_again() throws IOException {
        var installation = new Installation("build it", "it", cache, (folder, work) -> {
            work.run(
                    "build a part",
                    "sh",
                    "-c",
                    "echo a >> " + cache + "/attempts; i=0; while [ $i -lt 50 ]; do "
                            + "i=$((i+1)); echo line $i; done; [ $(wc -l < " + cache + "/attempts) -gt 1 ]");
        });

        assertThatThrownBy(() -> installation.install(Progress.SILENT))
                .isInstanceOf(LocalCloudException.class)
                .hasMessage("Tried to build a part but failed: see " + cache.resolve("it.log"));
        assertThat(cache.resolve("it.log")).content().contains("build a part", "line 1\n", "line 50\n");
        assertThat(cache.resolve("it.failed"))
                .hasContent("Tried to build a part but failed: see " + cache.resolve("it.log"));

        assertThat(installation.install(Progress.SILENT)).isDirectory();
        assertThat(cache.resolve("it.failed")).doesNotExist();
    }

    /** Installs until there is a file "go on". */
    private static Installation slow(Path cache) {
        return new Installation(
                "install it slowly",
                "slow",
                cache,
                (_, work) -> work.run(
                        "install it slowly",
                        "sh",
                        "-c",
                        "touch begun; while [ ! -e '%s' ]; do sleep 0.05; done; touch done"
                                .formatted(cache.resolve("go on"))));
    }

    /** A program of its own that installs. */
    private Process command() throws IOException {
        var classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Command.class.getName(),
                        cache.toString())
                .inheritIO()
                .start();
    }

    /** The program. */
    static final class Command {
        public static void main(String[] args) {
            slow(Path.of(args[0])).install(Progress.SILENT);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        for (var begin = Instant.now(); !condition.getAsBoolean(); MarkedProcesses.pause(Duration.ofMillis(20))) {
            assertThat(Duration.between(begin, Instant.now())).as(what).isLessThan(PATIENCE);
        }
    }
}
