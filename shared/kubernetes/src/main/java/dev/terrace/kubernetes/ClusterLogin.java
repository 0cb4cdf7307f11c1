package dev.terrace.kubernetes;

import dev.terrace.aws.Aws;
import dev.terrace.aws.Calls;
import dev.terrace.engine.Owner;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * Logs into EKS clusters with the function's own IAM role; what it may do there is what the cluster's access entry for that
 * role says. A client outlives an invocation, so that a warm function has its connections open.
 */
public final class ClusterLogin {
    private static final int CONNECT_MILLIS = 5_000;

    /** Longer than a webhook may take, so that it is named; shorter than what a function keeps in reserve for a call. */
    private static final int REQUEST_MILLIS = 11_000;

    /** What fails is tried again by the next pass: a call with several attempts would outlast the function. */
    static final int RETRIES = 0;

    /** A port that nobody listens at: a call of it fails at once. */
    private static final String NOWHERE = "https://127.0.0.1:1";

    /** One for all clients: what it has learned of a kind is not learned again. */
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final EksClient eks;
    private final Calls calls;
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final Map<Endpoint, KubernetesClient> clients = new ConcurrentHashMap<>();

    /** A cluster that was deleted and made again has another endpoint, and needs another client. */
    private record Endpoint(String cluster, String url, String certificateAuthority, Region region) {}

    public ClusterLogin(Aws aws) {
        this(aws.client(EksClient.builder()), aws.calls());
    }

    ClusterLogin(EksClient eks, Calls calls) {
        this.eks = eks;
        this.calls = calls;
    }

    /** @param platform whose cluster it is, which has its name and its tag: one of the name alone is somebody else's */
    public ClusterAccess open(String platform) {
        try {
            var cluster = eks.describeCluster(request -> request.name(platform)).cluster();
            if (!platform.equals(cluster.tags().get(Owner.PLATFORM_TAG))) {
                return new ClusterAccess.Absent();
            }
            return switch (cluster.status()) {
                case ACTIVE, UPDATING -> open(cluster);
                case DELETING -> new ClusterAccess.Absent();
                // One that failed while it was created has no endpoint, never had pods, and is not going to.
                case FAILED ->
                    cluster.endpoint() == null || cluster.endpoint().isEmpty()
                            ? new ClusterAccess.Absent()
                            : open(cluster);
                case CREATING, PENDING, UNKNOWN_TO_SDK_VERSION -> new ClusterAccess.NotReady(cluster.statusAsString());
            };
        } catch (ResourceNotFoundException _) {
            return new ClusterAccess.Absent();
        }
    }

    /**
     * Whether the cluster has an access entry for a role, and in it a policy that gives rights. Without the one every call is answered
     * with 401, without the other with 403, as it is for a while also with those that are new.
     *
     * @param role its ARN
     */
    boolean letsIn(String role, String cluster) {
        try {
            return !eks.listAssociatedAccessPolicies(
                            request -> request.clusterName(cluster).principalArn(role))
                    .associatedAccessPolicies()
                    .isEmpty();
        } catch (ResourceNotFoundException _) {
            return false;
        }
    }

    private ClusterAccess open(Cluster cluster) {
        var endpoint = new Endpoint(
                cluster.name(),
                cluster.endpoint(),
                cluster.certificateAuthority().data(),
                region());
        return new ClusterAccess.Open(clients.computeIfAbsent(endpoint, this::connect));
    }

    private Region region() {
        return eks.serviceClientConfiguration().region();
    }

    /**
     * Does all that a first look into a cluster does, up to the wire, and reads the given list: part of a function's
     * {@link dev.terrace.aws.Priming}.
     */
    public static void prime(ResourceDefinitionContext kind, String list) {
        JSON.unmarshal(list, GenericKubernetesResourceList.class);
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("nobody", "none"));
        var nowhere = new Endpoint("none", NOWHERE, null, Region.US_EAST_1);
        try (var client = connect(nowhere, credentials, new Calls())) {
            client.genericKubernetesResources(kind)
                    .inAnyNamespace()
                    .withLabel("none")
                    .list();
        } catch (KubernetesClientException _) {
            // Nobody answers there.
        }
    }

    /** A first handshake with a cluster, in the dry: part of a function's {@link dev.terrace.aws.Priming}. */
    public static void primeTls() {
        try {
            Handshake.shake();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no handshake", e);
        }
    }

    private KubernetesClient connect(Endpoint endpoint) {
        return connect(endpoint, credentials, calls);
    }

    private static KubernetesClient connect(Endpoint endpoint, AwsCredentialsProvider credentials, Calls calls) {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(endpoint.url())
                .withCaCertData(endpoint.certificateAuthority())
                .withOauthTokenProvider(
                        new EksToken(endpoint.cluster(), endpoint.region(), credentials, Clock.systemUTC()))
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(RETRIES)
                .build();
        return client(config, calls);
    }

    /** A client that counts its calls. */
    static KubernetesClient client(Config config, Calls calls) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(JSON)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("calls", counting(calls)))
                .build();
    }

    /** A dry run counts as a read: it changes nothing. */
    private static Interceptor counting(Calls calls) {
        return new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                var query = request.uri().getRawQuery();
                if (request.method().equals("GET") || query != null && query.contains("dryRun=All")) {
                    calls.countRead();
                } else {
                    calls.countWrite();
                }
            }
        };
    }
}
