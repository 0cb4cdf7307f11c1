package dev.terrace.local;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/**
 * A cloud on this machine: AWS, deployed with this project's template, and a Kubernetes control plane per EKS cluster.
 *
 * <p>Its processes outlive the program that starts them and hold its whole state: {@link #stop} throws everything away. Clouds on
 * different ports do not know of each other. Each uses its port and the 99 after it.
 */
public final class LocalCloud {

    /** AWS's port unless another is given. */
    public static final int DEFAULT_PORT = 4566;

    /** How many ports a cloud has, from AWS's on. */
    public static final int PORTS = 100;

    /** The region unless another is given. */
    public static final String REGION = "us-east-1";

    /** The account that everything belongs to. */
    public static final String ACCOUNT = "000000000000";

    private final Path root;
    private final Path folder;
    private final int port;
    private final String region;
    private final Installation controlPlane;

    private LocalCloud(Path root, int port, String region, Installation controlPlane) {
        this.root = root.toAbsolutePath().normalize();
        this.folder = this.root.resolve(".terrace").resolve(Integer.toString(port));
        this.port = port;
        this.region = region;
        this.controlPlane = controlPlane;
    }

    /**
     * The cloud of a project on a port, whether it runs or not.
     *
     * @param projectRoot the folder with template.yaml; logs and data go to its {@code .terrace/<port>}
     * @param port AWS's port
     */
    public static LocalCloud open(Path projectRoot, int port) {
        return new LocalCloud(projectRoot, port, REGION, ControlPlane.here().installation());
    }

    /**
     * The same cloud in another region: {@link #deploy} goes there, and so do clients with its {@link #environment}. As on AWS, an
     * installation in one region knows nothing of one in another.
     */
    public LocalCloud in(String other) {
        return new LocalCloud(root, port, other, controlPlane);
    }

    /** The same cloud, with other programs for its clusters. */
    LocalCloud withControlPlane(Installation other) {
        return new LocalCloud(root, port, region, other);
    }

    /**
     * Installs all that is missing and returns when it is there, the Kubernetes control plane too: for tests.
     *
     * @throws LocalCloudException when a tool is missing or an installation fails
     */
    public void install(Progress progress) {
        exclusively(() -> {
            installPython(progress);
            controlPlane.install(progress);
        });
    }

    /**
     * Installs the Kubernetes control plane in the background, unless it is there. This can take minutes the first time, and only
     * clusters need it: they are CREATING until then. It goes on whatever happens to this cloud, others may wait for it, and it ends
     * with this program.
     *
     * @return completes when it is there; exceptionally with a {@link LocalCloudException} when it cannot be installed: the clusters
     *     that wait for it are FAILED then, and the next call tries again
     */
    public CompletableFuture<Void> installControlPlane(Progress progress) {
        if (controlPlane.isThere()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            controlPlane.forgetFailure();
        } catch (IOException failure) {
            return CompletableFuture.failedFuture(LocalCloudException.tried(controlPlane.step(), failure));
        }
        var installed = new CompletableFuture<Void>();
        Thread.ofVirtual().name("control-plane").start(() -> {
            try {
                controlPlane.install(progress);
                installed.complete(null);
            } catch (RuntimeException failure) {
                installed.completeExceptionally(failure);
            }
        });
        return installed;
    }

    /**
     * Installs what is missing and starts what does not run; does nothing else. For clusters there is
     * {@link #installControlPlane} beside it.
     *
     * @throws LocalCloudException when a tool is missing, the port is taken or MiniStack does not start
     */
    public void start(Progress progress) {
        exclusively(() -> {
            var python = installPython(progress);
            if (isRunning()) {
                progress.line("MiniStack runs already on port " + port);
                return;
            }
            var step = "start MiniStack on port " + port;
            progress.started(step);
            var begin = Instant.now();
            processes().end();
            SamDeployment.forget(folder);
            ministack().start(python, marked(environment()));
            progress.done(step, Duration.between(begin, Instant.now()));
        });
    }

    /**
     * Deploys template.yaml by {@code sam deploy}, as the stack {@code terrace} in this region. Nothing is done when it has just
     * this template with just these files already.
     *
     * @throws LocalCloudException when SAM or CloudFormation refuses it
     */
    public void deploy(Progress progress) {
        exclusively(() -> {
            var python = Installation.python(Installation.sam().install(progress));
            deployment().deploy(python, marked(environment()), progress);
        });
    }

    /**
     * Checks template.yaml by {@code sam validate --lint}; the cloud need not run.
     *
     * @throws LocalCloudException with the findings
     */
    public void validate(Progress progress) {
        exclusively(() -> {
            var python = Installation.python(Installation.sam().install(progress));
            deployment().validate(python, marked(environment()), progress);
        });
    }

    /**
     * Ends all processes of this cloud, whoever started them, and removes its data; logs stay.
     *
     * @return the processes that were ended
     */
    public List<String> stop() {
        var ended = processes().end();
        try {
            SamDeployment.forget(folder);
            Installation.deleteTree(folder.resolve("tmp"));
            Installation.deleteTree(folder.resolve("clusters"));
        } catch (IOException failure) {
            throw LocalCloudException.tried("remove data in " + folder, failure);
        }
        return ended;
    }

    /** Whether AWS answers and is this cloud's. */
    public boolean isRunning() {
        return !processes().running().isEmpty() && ministack().answers();
    }

    /** Where AWS is. */
    public URI endpoint() {
        return MiniStack.endpoint(port);
    }

    /** Logs and data of this cloud. */
    public Path folder() {
        return folder;
    }

    /** Where Terrace is installed in this cloud; by name. */
    public List<String> regions() {
        return SamDeployment.regions(folder);
    }

    /** What an AWS client or a child process needs in its environment to use this cloud, as the account's root user. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL", endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test",
                "AWS_REGION", region,
                "AWS_DEFAULT_REGION", region,
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
    }

    /** The Python environments, both at once. */
    private Path installPython(Progress progress) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sam = CompletableFuture.runAsync(() -> Installation.sam().install(progress), threads);
            var ministack =
                    CompletableFuture.supplyAsync(() -> Installation.ministack().install(progress), threads);
            sam.join();
            return Installation.python(ministack.join());
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof LocalCloudException readable ? readable : failure;
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    /** One command at a time starts or deploys a cloud. */
    private void exclusively(Task task) {
        try {
            Files.createDirectories(folder);
            var lock = folder.resolve("lock");
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                task.run();
            }
        } catch (IOException failure) {
            throw LocalCloudException.tried("use " + folder, failure);
        }
    }

    private Map<String, String> marked(Map<String, String> environment) {
        var marked = new HashMap<>(environment);
        marked.putAll(processes().mark());
        return marked;
    }

    private MarkedProcesses processes() {
        return MarkedProcesses.ofCloud(folder);
    }

    private MiniStack ministack() {
        return new MiniStack(folder, port, controlPlane.folder());
    }

    private SamDeployment deployment() {
        return new SamDeployment(root, folder, region);
    }
}
