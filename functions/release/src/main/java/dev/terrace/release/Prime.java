package dev.terrace.release;

import dev.terrace.aws.Priming;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.table.Image;
import dev.terrace.table.Release;
import dev.terrace.table.Table;
import java.time.Clock;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eks.EksClient;

/** A first release in the dry, see {@link Priming}: the calls that lie between a push and the Deployments. */
final class Prime {
    static final String REQUEST = """
            {"step": "begin", "execution": "none", "started": "1970-01-01T00:00:00Z",
             "event": {"id": "none", "detail": {"repository-name": "none", "image-digest": "none", "image-tag": "none"}}}""";

    private static final Release RELEASE = Release.begun(
            "none", new Image("none", "none", "none", "none", Instant.EPOCH), "none", "none", Instant.EPOCH);

    static final Answer ANSWER = new Answer.Deploy(RELEASE);

    private Prime() {}

    static Priming begin() {
        return Priming.begin(Prime::cluster, Prime::aws, ClusterLogin::primeTls);
    }

    private static void aws() {
        var ecr = new EcrImages(Priming.client(EcrClient.builder(), """
                {"repositories": [{"repositoryArn": "none", "createdAt": 0}], "tags": [{"Key": "none", "Value": "none"}],
                 "imageDetails": [{"imageDigest": "none", "imageTags": ["none"], "imagePushedAt": 0}]}"""));
        ecr.repository("none");
        ecr.image("none", "none");
        var table = new Table(Priming.client(DynamoDbClient.builder(), "{}"), "none", Clock.systemUTC());
        table.releases().current("none", "none");
        table.releases().list("none", "none", 1);
        table.locks().acquire("none", "none", "none");
        table.releases().open(RELEASE, "none");
        Priming.client(EksClient.builder(), """
                {"cluster": {"status": "ACTIVE", "createdAt": 0, "certificateAuthority": {}}}""").describeCluster(request -> request.name("none"));
    }

    private static void cluster() {
        ClusterLogin.prime(Workload.Kind.DEPLOYMENT.api(), """
                {"metadata": {}, "items": [{"metadata": {"labels": {"none": "none"}}, "spec": {"replicas": 1}}]}""");
    }
}
