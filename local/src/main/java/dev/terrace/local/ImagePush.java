package dev.terrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Does what CI does at the end of a build: pushes an image into an ECR repository of the local cloud, by the registry's HTTP API.
 * The image is real, and empty: nothing runs it. On AWS, {@code docker push} takes this place.
 *
 * @param endpoint the local cloud's endpoint
 * @param region the repository's
 */
public record ImagePush(URI endpoint, String region) {

    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";
    private static final byte[] EMPTY_TAR = new byte[1024];

    /** Into the region of a cloud that was given none. */
    public ImagePush(URI endpoint) {
        this(endpoint, LocalCloud.REGION);
    }

    /**
     * Pushes an image. The same arguments make the same image; another tag makes another digest.
     *
     * @param repository the repository's name; it must exist
     * @param tag the image's tag
     * @param broken whether its containers shall crash when they are started: how a release that fails is staged
     * @return the image's digest, {@code sha256:…}
     * @throws LocalCloudException when the registry refuses it: no such repository, or the tag is taken and immutable
     */
    public String push(String repository, String tag, boolean broken) {
        var config = """
                {"architecture":"amd64","os":"linux","config":{"Labels":{"org.opencontainers.image.title":"%s",\
                "org.opencontainers.image.version":"%s","terrace.local/fails":"%s"}},\
                "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(repository, tag, broken, digest(EMPTY_TAR)).getBytes(StandardCharsets.UTF_8);
        var manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(MANIFEST_TYPE, descriptor(CONFIG_TYPE, config), descriptor(LAYER_TYPE, EMPTY_TAR))
                .getBytes(StandardCharsets.UTF_8);
        try (var http = HttpClient.newHttpClient()) {
            var registry = new Registry(http, endpoint, region, repository);
            registry.upload(EMPTY_TAR);
            registry.upload(config);
            registry.put("manifests/" + tag, MANIFEST_TYPE, manifest);
        }
        return digest(manifest);
    }

    private record Registry(HttpClient http, URI endpoint, String region, String repository) {

        void upload(byte[] blob) {
            var request = request("blobs/uploads/", "digest=" + digest(blob)).POST(BodyPublishers.ofByteArray(blob));
            send(request.header("Content-Type", "application/octet-stream").build());
        }

        void put(String path, String type, byte[] content) {
            send(request(path, "")
                    .PUT(BodyPublishers.ofByteArray(content))
                    .header("Content-Type", type)
                    .build());
        }

        /** On AWS the host says which registry is meant; where there is one host for all, {@code ns} says it. */
        private HttpRequest.Builder request(String path, String query) {
            var registry = "%s.dkr.ecr.%s.amazonaws.com".formatted(LocalCloud.ACCOUNT, region);
            return HttpRequest.newBuilder(
                    endpoint.resolve("/v2/%s/%s?ns=%s&%s".formatted(repository, path, registry, query)));
        }

        private void send(HttpRequest request) {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (response.statusCode() != 201) {
                    throw new LocalCloudException("Tried to push to the repository %s but the registry refused: %s"
                            .formatted(repository, response.body()));
                }
            } catch (IOException failure) {
                throw new LocalCloudException(
                        "Tried to push to %s but failed: %s".formatted(endpoint, failure), failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new LocalCloudException("Interrupted while pushing to " + repository, interrupted);
            }
        }
    }

    private static String descriptor(String type, byte[] content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest(content), content.length);
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
