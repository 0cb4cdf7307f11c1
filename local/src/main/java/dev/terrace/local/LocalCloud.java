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

    /** The region of clients and functions. */
    public static final String REGION = "us-east-1";

    /** The account that everything belongs to. */
    public static final String ACCOUNT = "000000000000";

    private final Path root;
    private final Path folder;
    private final int port;
    private final URI functionsEndpoint;

    private LocalCloud(Path root, int port, URI functionsEndpoint) {
        this.root = root.toAbsolutePath().normalize();
        this.folder = this.root.resolve(".terrace").resolve(Integer.toString(port));
        this.port = port;
        this.functionsEndpoint = functionsEndpoint;
    }

    /**
     * The cloud of a project on a port, whether it runs or not.
     *
     * @param projectRoot the folder with template.yaml; logs and data go to its {@code .terrace/<port>}
     * @param port AWS's port
     */
    public static LocalCloud open(Path projectRoot, int port) {
        return new LocalCloud(projectRoot, port, MiniStack.endpoint(port));
    }

    /** The same cloud, whose functions find AWS at a proxy in front of {@link #endpoint}. Counts at the next start. */
    public LocalCloud withFunctionsEndpoint(URI proxy) {
        return new LocalCloud(root, port, proxy);
    }

    /**
     * Installs all that is missing and returns when it is there, the Kubernetes control plane too, which {@link #start} builds
     * in the background: for tests, which cannot wait for it later.
     *
     * @throws LocalCloudException when a tool is missing or an installation fails
     */
    public void install(Progress progress) {
        exclusively(() -> {
            installPython(progress);
            Installation.controlPlane().install(marked(Map.of()), progress);
        });
    }

    /**
     * Installs what is missing and starts what does not run; does nothing else. The Kubernetes control plane is built in the
     * background, which takes minutes the first time: a cluster is CREATING until then.
     *
     * @throws LocalCloudException when a tool is missing, the port is taken or MiniStack does not start
     */
    public void start(Progress progress) {
        exclusively(() -> {
            if (!Installation.controlPlane().isThere()) {
                installControlPlane(progress);
            }
            var python = installPython(progress);
            if (isRunning()) {
                progress.line("MiniStack runs already on port " + port);
                return;
            }
            var step = "start MiniStack on port " + port;
            progress.started(step);
            var begin = Instant.now();
            processes().end();
            deployment().forget();
            ministack().start(python, marked(environment()));
            progress.done(step, Duration.between(begin, Instant.now()));
        });
    }

    /**
     * Deploys template.yaml by {@code sam deploy}, as the stack {@code terrace}. Nothing is done when this cloud has just this
     * template with just these files already.
     *
     * @throws LocalCloudException when SAM or CloudFormation refuses it
     */
    public void deploy(Progress progress) {
        exclusively(() -> {
            var python = Installation.python(Installation.sam().install(marked(Map.of()), progress));
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
            var python = Installation.python(Installation.sam().install(marked(Map.of()), progress));
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
            deployment().forget();
            Installation.deleteTree(folder.resolve("tmp"));
            Installation.deleteTree(folder.resolve("clusters"));
        } catch (IOException failure) {
            throw new LocalCloudException(
                    "Tried to remove data in %s but failed: %s".formatted(folder, failure.getMessage()), failure);
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

    /** What an AWS client or a child process needs in its environment to use this cloud, as the account's root user. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL", endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test",
                "AWS_REGION", REGION,
                "AWS_DEFAULT_REGION", REGION,
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
    }

    /** The Python environments, both at once. */
    private Path installPython(Progress progress) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sam = CompletableFuture.runAsync(() -> Installation.sam().install(marked(Map.of()), progress), threads);
            var ministack = CompletableFuture.supplyAsync(
                    () -> Installation.ministack().install(marked(Map.of()), progress), threads);
            sam.join();
            return Installation.python(ministack.join());
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof LocalCloudException readable ? readable : failure;
        }
    }

    /** In a thread that keeps the program from ending before the control plane is built. A failure makes the clusters FAILED. */
    private void installControlPlane(Progress progress) {
        var installation = Installation.controlPlane();
        var failed = installation.folder().resolveSibling(installation.name() + ".failed");
        Thread.ofPlatform().name("control-plane").daemon(false).start(() -> {
            try {
                Files.deleteIfExists(failed);
                installation.install(marked(Map.of()), progress);
            } catch (LocalCloudException | IOException failure) {
                progress.line(failure.getMessage());
                try {
                    Files.writeString(failed, failure.getMessage());
                } catch (IOException _) {
                    progress.line("and could not note it in " + failed);
                }
            }
        });
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
            throw new LocalCloudException(
                    "Tried to use %s but failed: %s".formatted(folder, failure.getMessage()), failure);
        }
    }

    private Map<String, String> marked(Map<String, String> environment) {
        var marked = new HashMap<>(environment);
        marked.put(MarkedProcesses.VARIABLE, processes().value());
        return marked;
    }

    private MarkedProcesses processes() {
        return new MarkedProcesses(folder.toString());
    }

    private MiniStack ministack() {
        return new MiniStack(folder, port, functionsEndpoint);
    }

    private SamDeployment deployment() {
        return new SamDeployment(root, folder);
    }
}
