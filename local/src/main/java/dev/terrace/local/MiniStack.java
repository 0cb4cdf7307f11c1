package dev.terrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The MiniStack process: AWS on one port.
 *
 * @param folder where its logs, its data and the clusters' data go
 * @param port the cloud's base port: MiniStack itself; the clusters' control planes take theirs from the 99 ports after it
 * @param controlPlane where the clusters' programs are, or will be
 */
record MiniStack(Path folder, int port, Path controlPlane) {

    private static final List<String> PROGRAM = List.of(
            "launch.py",
            "arns.py",
            "aws.json",
            "caller_permissions.py",
            "catalogue.py",
            "cloudformation.py",
            "control_plane.py",
            "creation_failures.py",
            "dependencies.py",
            "ec2_apis.py",
            "ecr_apis.py",
            "eks_apis.py",
            "eks_clusters.py",
            "facts.py",
            "image_pulls.py",
            "load_balancers.py",
            "network_interfaces.py",
            "newborn.py",
            "nodes.py",
            "permissions.py",
            "rds_apis.py",
            "rds_parameters.py",
            "replacements.py",
            "secure_transport.py",
            "service_log_groups.py",
            "step_functions.py",
            "tag_index.py");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    static URI endpoint(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean answers() {
        var request = HttpRequest.newBuilder(endpoint(port).resolve("/_ministack/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void start(Path python, Map<String, String> environment) throws IOException {
        if (!isFree(port)) {
            throw new LocalCloudException(
                    "Port %d is taken by another program: end it, or choose another port for this local cloud"
                            .formatted(port));
        }
        Installation.deleteTree(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("tmp"));
        PROGRAM.forEach(file ->
                Resources.copy("ministack/" + file, folder.resolve("ministack").resolve(file)));
        RuntimeInterfaceClient.copyTo(runtime());
        var log = folder.resolve("ministack.log").toFile();
        var process = Commands.process(folder, settings(environment), List.of(python.toString(), "ministack/launch.py"))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        for (var begin = Instant.now(); !answers(); MarkedProcesses.pause(Duration.ofMillis(100))) {
            if (!process.isAlive() || Duration.between(begin, Instant.now()).compareTo(START_LIMIT) > 0) {
                throw new LocalCloudException("MiniStack did not start, see " + log);
            }
        }
    }

    private Map<String, String> settings(Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        settings.put("AWS_ENDPOINT_URL", endpoint(port).toString());
        settings.put("GATEWAY_PORT", Integer.toString(port));
        settings.put("BIND_HOST", "127.0.0.1");
        settings.put("MINISTACK_HOST", "127.0.0.1");
        settings.put("AUTH", "true");
        settings.put("SFN_WAIT_SCALE", System.getProperty("terrace.wait.scale", "0.1"));
        settings.put("TERRACE_NEWBORN_SECONDS", newbornSeconds());
        settings.put("RDS_BASE_PORT", Integer.toString(port + 70));
        settings.put("SFTP_ENABLED", "0");
        settings.put("IOT_MTLS_ENABLED", "0");
        settings.put("TMPDIR", folder.resolve("tmp").toString());
        settings.put("PYTHONDONTWRITEBYTECODE", "1");
        settings.put(
                "TERRACE_JAVA",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        settings.put("TERRACE_RUNTIME", runtime().toString());
        settings.put("TERRACE_CONTROL_PLANE", controlPlane.toString());
        settings.put("TERRACE_CLUSTERS", folder.resolve("clusters").toString());
        settings.put("TERRACE_CLUSTER_PORTS", "%d-%d".formatted(port + 10, port + 69));
        return settings;
    }

    private Path runtime() {
        return folder.resolve("runtime");
    }

    /** How long what is newborn is unknown. */
    static String newbornSeconds() {
        return System.getProperty("terrace.newborn.seconds", "0");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
