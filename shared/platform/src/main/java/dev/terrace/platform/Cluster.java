package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The EKS cluster.
 *
 * @param version of Kubernetes
 * @param encryptSecrets whether Kubernetes secrets are encrypted by a KMS key of the platform; cannot be taken back
 * @param logs which logs of the control plane go to CloudWatch
 * @param admins ARNs of the IAM users and roles that are cluster administrators, beside Terrace itself
 * @param podIdentity how pods come by their IAM role
 * @param nodeGroups managed node groups by name
 * @param addons EKS managed add-ons by EKS's names, e.g. {@code vpc-cni}
 */
public record Cluster(
        VersionWish version,
        boolean encryptSecrets,
        List<Log> logs,
        Endpoint endpoint,
        List<String> admins,
        PodIdentity podIdentity,
        Map<String, NodeGroup> nodeGroups,
        List<String> addons) {

    public Cluster {
        logs = Ordered.list(logs);
        admins = Ordered.list(admins);
        nodeGroups = Ordered.map(nodeGroups);
        addons = Ordered.list(addons);
    }

    public enum Log {
        @JsonProperty("api")
        API("api"),
        @JsonProperty("audit")
        AUDIT("audit"),
        @JsonProperty("authenticator")
        AUTHENTICATOR("authenticator"),
        @JsonProperty("controllerManager")
        CONTROLLER_MANAGER("controllerManager"),
        @JsonProperty("scheduler")
        SCHEDULER("scheduler");

        private final String word;

        Log(String word) {
            this.word = word;
        }

        /** As the blueprint and EKS spell it. */
        public String word() {
            return word;
        }
    }

    /**
     * From where the Kubernetes API can be reached.
     *
     * @param allowedCidrs the blocks from which the public endpoint can be reached
     */
    public record Endpoint(
            @JsonProperty("public") boolean publicAccess,
            @JsonProperty("private") boolean privateAccess,
            List<String> allowedCidrs) {
        public Endpoint {
            allowedCidrs = Ordered.list(allowedCidrs);
        }
    }

    public enum PodIdentity {
        /** IAM roles for service accounts, by the cluster's OIDC provider. */
        @JsonProperty("irsa")
        IRSA,
        /** EKS Pod Identity, by associations and an agent on each node. */
        @JsonProperty("pod-identity")
        POD_IDENTITY
    }

    /**
     * @param instanceTypes one or more of the same architecture; Spot capacity is taken from any of them
     * @param min fewest nodes, 0 or more
     * @param desired nodes at creation; afterwards it belongs to whoever scales the group
     * @param max most nodes, 1 or more
     * @param diskGib the size of a node's gp3 root volume
     * @param labels of the Kubernetes nodes
     */
    public record NodeGroup(
            List<String> instanceTypes,
            Capacity capacity,
            int min,
            int desired,
            int max,
            int diskGib,
            Map<String, String> labels) {
        public NodeGroup {
            instanceTypes = Ordered.list(instanceTypes);
            labels = Ordered.map(labels);
        }
    }

    public enum Capacity {
        @JsonProperty("on-demand")
        ON_DEMAND,
        @JsonProperty("spot")
        SPOT
    }
}
