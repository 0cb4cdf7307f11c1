package dev.terrace.local;

import com.github.dockerjava.api.model.Bind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Where tests take their AWS from: one cloud for all tests of a JVM, started by the first that asks and stopped when the JVM ends.
 *
 * <p>It is the local cloud, on a {@link TestPort}, so that one that a developer works with stays untouched. With
 * {@code -Dterrace.test.cloud=testcontainers} it is MiniStack's image, run by Docker; tests are skipped, and say so, where no
 * Docker engine is. There, functions and clusters are containers, too.
 */
public sealed interface TestCloud {

    /** The cloud, running. */
    static TestCloud shared() {
        return Holder.SHARED;
    }

    /** Where AWS is. */
    URI endpoint();

    /** What clients and child processes need in their environment. */
    Map<String, String> environment();

    /** Points the SDK clients that this JVM makes from now on at the cloud. */
    default void connect() {
        Map.of(
                        "aws.endpointUrl", "AWS_ENDPOINT_URL",
                        "aws.accessKeyId", "AWS_ACCESS_KEY_ID",
                        "aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY",
                        "aws.region", "AWS_REGION")
                .forEach((property, variable) ->
                        System.setProperty(property, environment().get(variable)));
    }

    /** Deploys the project's template, unless this has been done. */
    void deploy();

    /**
     * Does something in a cloud where what is newborn is known at once: for tests that count calls, and so cannot have AWS refuse
     * some of them for now. (In MiniStack's image it always is.)
     */
    default <T> T withoutNewborns(Supplier<T> action) {
        if (!(this instanceof Processes)) {
            return action.get();
        }
        standIns().newborn("0");
        try {
            return action.get();
        } finally {
            standIns().newborn(MiniStack.newbornSeconds());
        }
    }

    /** What can be told to the local cloud's stand-ins. */
    default StandIns standIns() {
        return new StandIns(endpoint());
    }

    /**
     * Lets time pass in the cloud, for what takes time there and would be waited for. The stand-ins' clock is put forward; MiniStack's
     * image has none.
     */
    default void pass(Duration time) {
        if (this instanceof Processes) {
            standIns().pass(time);
        } else {
            MarkedProcesses.pause(time);
        }
    }

    /** Lets what was created by hand be known. */
    static void settle() {
        shared().pass(Duration.ofMillis((long) (1000 * Double.parseDouble(MiniStack.newbornSeconds()))));
    }

    /** The folder with samconfig.toml, above the module that runs its tests. */
    static Path projectRoot() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("samconfig.toml"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no samconfig.toml above " + Path.of("").toAbsolutePath());
    }

    /** The local cloud's processes. */
    record Processes(LocalCloud cloud) implements TestCloud {

        private static Processes start() {
            var cloud = LocalCloud.open(projectRoot(), TestPort.claim());
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::stop));
            cloud.stop();
            cloud.install(Printed.PROGRESS);
            cloud.start(Printed.PROGRESS);
            return new Processes(cloud);
        }

        @Override
        public URI endpoint() {
            return cloud.endpoint();
        }

        @Override
        public Map<String, String> environment() {
            return cloud.environment();
        }

        @Override
        public void deploy() {
            cloud.deploy(Printed.PROGRESS);
        }
    }

    /** MiniStack in a container. */
    record Container(GenericContainer<?> container) implements TestCloud {

        private static final int PORT = 4566;

        private static Container start() {
            Assumptions.assumeTrue(
                    DockerClientFactory.instance().isDockerAvailable(),
                    "skipped: terrace.test.cloud=testcontainers needs a Docker engine, and there is none");
            var image = DockerImageName.parse("ministackorg/ministack:" + Installation.MINISTACK_VERSION);
            var container = new GenericContainer<>(image)
                    .withExposedPorts(PORT)
                    .withEnv("AUTH", "true")
                    .withEnv("SFN_WAIT_SCALE", "0.1")
                    .withCreateContainerCmdModifier(command ->
                            command.getHostConfig().withBinds(Bind.parse("/var/run/docker.sock:/var/run/docker.sock")));
            container.start();
            return new Container(container);
        }

        @Override
        public URI endpoint() {
            return URI.create("http://%s:%d".formatted(container.getHost(), container.getMappedPort(PORT)));
        }

        @Override
        public Map<String, String> environment() {
            var environment = new HashMap<>(LocalCloud.open(projectRoot(), PORT).environment());
            environment.put("AWS_ENDPOINT_URL", endpoint().toString());
            return environment;
        }

        @Override
        public void deploy() {
            var root = projectRoot();
            var python = Installation.python(Installation.sam().install(Printed.PROGRESS));
            new SamDeployment(root, root.resolve("target"), LocalCloud.REGION)
                    .deploy(python, environment(), Printed.PROGRESS);
        }
    }

    /** The one cloud of this JVM. */
    final class Holder {
        private static final TestCloud SHARED = "testcontainers".equals(System.getProperty("terrace.test.cloud"))
                ? Container.start()
                : Processes.start();

        private Holder() {}
    }

    /** Prints steps and how long they took. */
    enum Printed implements Progress {
        PROGRESS;

        @Override
        public void started(String step) {
            System.out.println("local cloud: " + step);
        }

        @Override
        public void done(String step, Duration took) {
            System.out.printf("local cloud: %s: %.1f s%n", step, took.toMillis() / 1000.0);
        }

        @Override
        public void line(String text) {
            System.out.println("local cloud: " + text);
        }
    }
}
