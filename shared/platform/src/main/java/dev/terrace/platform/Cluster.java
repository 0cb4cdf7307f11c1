package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The EKS cluster.
 *
 * @param version of Kubernetes
 * @param encryptSecrets whether Kubernetes secrets are encrypted by a KMS key of the platform; cannot be taken back
 * @param logs which logs of the control plane go to CloudWatch
 * @param access who may do what in the cluster, beside Terrace itself
 * @param podIdentity how pods come by their IAM role
 * @param nodeGroups managed node groups by name
 * @param addons whether EKS manages an add-on, by EKS's names, e.g. {@code vpc-cni}
 */
public record Cluster(
        VersionWish version,
        boolean encryptSecrets,
        List<Log> logs,
        Endpoint endpoint,
        List<Access> access,
        PodIdentity podIdentity,
        Map<String, NodeGroup> nodeGroups,
        Map<String, Boolean> addons) {

    public Cluster {
        logs = Ordered.list(logs);
        access = Ordered.list(access);
        nodeGroups = Ordered.map(nodeGroups);
        addons = Ordered.map(addons);
    }

    /** The node groups whose nodes a workload may run on, by name: the one that it is placed on, or all that keep nothing away. */
    public Map<String, NodeGroup> nodeGroupsFor(Workload workload) {
        var groups = new LinkedHashMap<>(nodeGroups);
        var placement = workload.placement();
        groups.entrySet()
                .removeIf(group -> placement == null
                        ? !group.getValue().takesAll()
                        : !group.getKey().equals(placement.nodeGroup()));
        return Collections.unmodifiableMap(groups);
    }

    /** The EKS managed add-ons that are on. */
    public List<String> managedAddons() {
        return addons.keySet().stream().filter(addons::get).toList();
    }

    /**
     * An EKS access entry with one of EKS's access policies.
     *
     * @param principal the ARN of an IAM role or user, or {@code role/NAME} or {@code user/NAME} of the platform's account
     * @param namespace where it holds; null for the whole cluster
     */
    public record Access(String principal, Role role, String namespace) {}

    /** What somebody may do in the cluster: Kubernetes' default roles. */
    public enum Role {
        @JsonProperty("admin")
        ADMIN,
        @JsonProperty("edit")
        EDIT,
        @JsonProperty("view")
        VIEW
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
     * @param taints effects by key, which keep away the pods that do not tolerate them
     * @param repair whether EKS replaces nodes that are not healthy
     */
    public record NodeGroup(
            List<String> instanceTypes,
            Capacity capacity,
            int min,
            int desired,
            int max,
            int diskGib,
            Map<String, String> labels,
            Map<String, TaintEffect> taints,
            boolean repair) {
        /** The label of each node that names its group, as the blueprint does: by it pods are placed. */
        public static final String LABEL = "terrace.dev/node-group";

        public NodeGroup {
            instanceTypes = Ordered.list(instanceTypes);
            labels = Ordered.map(labels);
            taints = Ordered.map(taints);
        }

        /** Whether pods come here that are not placed: no taint keeps them away. */
        public boolean takesAll() {
            return taints.values().stream().allMatch(effect -> effect == TaintEffect.PREFER_NO_SCHEDULE);
        }
    }

    /** What becomes of pods that do not tolerate a taint. */
    public enum TaintEffect {
        @JsonProperty("NoSchedule")
        NO_SCHEDULE("NoSchedule"),
        @JsonProperty("PreferNoSchedule")
        PREFER_NO_SCHEDULE("PreferNoSchedule"),
        @JsonProperty("NoExecute")
        NO_EXECUTE("NoExecute");

        private final String word;

        TaintEffect(String word) {
            this.word = word;
        }

        /** As Kubernetes spells it. */
        public String word() {
            return word;
        }
    }

    public enum Capacity {
        @JsonProperty("on-demand")
        ON_DEMAND,
        @JsonProperty("spot")
        SPOT
    }
}
