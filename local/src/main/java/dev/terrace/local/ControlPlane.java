package dev.terrace.local;

import dev.terrace.local.Downloads.Checksum;
import dev.terrace.local.Downloads.Pinned;
import dev.terrace.local.Downloads.Published;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The programs of a Kubernetes control plane. Their projects' release binaries are taken where they can be had; else they are built
 * from the same sources, which needs Go and some minutes. Either way the folder then holds {@code bin/} with the five programs and
 * {@code stages/} with kwok's stages, which say what its nodes and pods do.
 *
 * @param platform as the releases name it: "linux-amd64"; empty where Kubernetes has no release of its servers (macOS)
 * @param mirror a server with {@code <mirror>/<host>/<path>} for each {@code https://<host>/<path>}; empty for the origins themselves
 * @param kwokChecksums the SHA-256 of kwok's release files, which its project does not publish beside them
 * @param patience see {@link Downloads}
 */
record ControlPlane(
        Optional<String> platform, Optional<String> mirror, Map<String, String> kwokChecksums, Duration patience) {

    static final String KUBERNETES_VERSION = "1.36.3";
    static final String ETCD_VERSION = "3.7.3";
    static final String KWOK_VERSION = "0.8.0";

    /** The variable with the mirror's base URL. */
    static final String MIRROR = "TERRACE_MIRROR";

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private static final String STAGES = "stage-fast.yaml";

    /** Of version 0.8.0, as the maintainers of three package collections recorded them independently of each other. */
    private static final Map<String, String> KWOK_CHECKSUMS = Map.of(
            "kwok-linux-amd64",
            "f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46",
            "kwok-linux-arm64",
            "628f7d277860f524a2a775c217adcc58828e7b59ab0933680315784f1b8b0e37",
            STAGES,
            "2f28d95564ec43056c0873f7a25ac7d2a5bba4c8496c72f8b3ee73fd4f54ee24");

    private record Program(String name, String version) {}

    private static final List<Program> PROGRAMS = List.of(
            new Program("kwok", KWOK_VERSION),
            new Program("etcd", ETCD_VERSION),
            new Program("kube-apiserver", KUBERNETES_VERSION),
            new Program("kube-controller-manager", KUBERNETES_VERSION),
            new Program("kube-scheduler", KUBERNETES_VERSION));

    /** For this machine. */
    static ControlPlane here() {
        return new ControlPlane(
                platform(System.getProperty("os.name"), System.getProperty("os.arch")),
                Optional.ofNullable(System.getenv(MIRROR)).filter(url -> !url.isBlank()),
                KWOK_CHECKSUMS,
                Duration.ofSeconds(3));
    }

    static Optional<String> platform(String system, String architecture) {
        if (!system.equals("Linux")) {
            return Optional.empty();
        }
        return switch (architecture) {
            case "amd64", "x86_64" -> Optional.of("linux-amd64");
            case "aarch64", "arm64" -> Optional.of("linux-arm64");
            default -> Optional.empty();
        };
    }

    Installation installation() {
        return installation(Installation.usersCache(), ControlPlane::build);
    }

    /** @param build what is done where the releases cannot be had */
    Installation installation(Path cache, Installation.Steps build) {
        return new Installation(
                "install the Kubernetes control plane, which EKS clusters wait for",
                "kubernetes-" + KUBERNETES_VERSION,
                cache,
                (folder, work) -> {
                    if (!download(folder, work)) {
                        Installation.deleteTree(folder);
                        Files.createDirectories(folder);
                        build.installInto(folder, work);
                    }
                });
    }

    /** @return false, with nothing of use in the folder, when the releases cannot be had or are not what they should be */
    private boolean download(Path folder, Installation.Work work) throws IOException {
        if (platform.isEmpty()) {
            return false;
        }
        var programs = "Kubernetes %s, etcd %s and kwok %s".formatted(KUBERNETES_VERSION, ETCD_VERSION, KWOK_VERSION);
        try {
            work.step("download " + programs, () -> {
                var files = files(platform.get(), folder);
                for (var file : files) {
                    Files.createDirectories(file.target().getParent());
                }
                new Downloads(patience).fetch(files, work.progress());
                unpackEtcd(folder, work);
                for (var program : PROGRAMS) {
                    executable(folder.resolve("bin").resolve(program.name()));
                }
            });
            return true;
        } catch (Downloads.FailedException unavailable) {
            work.progress().note("%s: %s are built from source".formatted(unavailable.getMessage(), programs));
            return false;
        }
    }

    private static void executable(Path program) throws IOException {
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
    }

    /** What the projects publish. */
    List<Downloads.File> files(String platform, Path folder) {
        var files = new ArrayList<Downloads.File>();
        var bin = folder.resolve("bin");
        for (var program : PROGRAMS) {
            if (program.version().equals(KUBERNETES_VERSION)) {
                var path = "dl.k8s.io/v%s/bin/%s/%s"
                        .formatted(KUBERNETES_VERSION, platform.replace('-', '/'), program.name());
                files.add(new Downloads.File(
                        origin(path), new Published(origin(path + ".sha256")), bin.resolve(program.name())));
            }
        }
        var etcd = "github.com/etcd-io/etcd/releases/download/v" + ETCD_VERSION + "/";
        files.add(new Downloads.File(
                origin(etcd + etcd(platform) + ".tar.gz"),
                new Published(origin(etcd + "SHA256SUMS")),
                folder.resolve("etcd.tar.gz")));
        var kwok = "github.com/kubernetes-sigs/kwok/releases/download/v" + KWOK_VERSION + "/";
        files.add(
                new Downloads.File(origin(kwok + "kwok-" + platform), pinned("kwok-" + platform), bin.resolve("kwok")));
        files.add(new Downloads.File(
                origin(kwok + STAGES), pinned(STAGES), folder.resolve("stages").resolve(STAGES)));
        return files;
    }

    private Checksum pinned(String file) {
        return new Pinned(kwokChecksums.get(file));
    }

    private URI origin(String path) {
        return mirror.map(base -> mirrored(base, path)).orElseGet(() -> URI.create("https://" + path));
    }

    private static URI mirrored(String base, String path) {
        try {
            var uri = new URI(base.replaceAll("/+$", "") + "/" + path);
            if (SCHEMES.contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // told below
        }
        throw new LocalCloudException("%s is \"%s\", which is no URL such as https://mirror.example: mend or unset it"
                .formatted(MIRROR, base));
    }

    private static String etcd(String platform) {
        return "etcd-v" + ETCD_VERSION + "-" + platform;
    }

    private void unpackEtcd(Path folder, Installation.Work work) throws IOException {
        var archive = folder.resolve("etcd.tar.gz");
        work.run(
                "unpack etcd " + ETCD_VERSION,
                "tar",
                "-xzf",
                archive.toString(),
                "-C",
                folder.resolve("bin").toString(),
                "--strip-components=1",
                etcd(platform.orElseThrow()) + "/etcd");
        Files.delete(archive);
    }

    /** From source, a program at a time. */
    private static void build(Path folder, Installation.Work work) throws IOException {
        Installation.need("Go 1.26 or newer", "install it from https://go.dev/dl/", "go", "version");
        var script = folder.resolve("build.sh");
        Resources.copy("build-control-plane.sh", script);
        for (var program : PROGRAMS) {
            var step = "build %s %s (%d of %d)"
                    .formatted(program.name(), program.version(), PROGRAMS.indexOf(program) + 1, PROGRAMS.size());
            work.step(
                    step,
                    () -> work.run(
                            step, "sh", script.toString(), folder.toString(), program.name(), program.version()));
        }
        Installation.deleteTree(folder.resolve("work"));
    }
}
