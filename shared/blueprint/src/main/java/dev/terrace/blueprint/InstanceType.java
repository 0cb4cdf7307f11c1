package dev.terrace.blueprint;

/**
 * A type of EC2 instances, and what is left of it for pods once it is a node of EKS.
 *
 * @param name e.g. {@code t3.large}
 * @param vcpu as EC2 counts, by threads
 * @param memoryMib as EC2 sells it; the kernel shows less
 * @param addressedPods how many pods the addresses of its network interfaces serve, two of them on the host's network
 */
record InstanceType(String name, int vcpu, int memoryMib, Architecture architecture, int addressedPods) {
    private static final int FEW_VCPUS = 30;
    private static final int MOST_PODS_OF_FEW_VCPUS = 110;
    private static final int MOST_PODS = 250;
    private static final int EVICTION_MIB = 100;

    /** In the words of Kubernetes and of image indexes. */
    enum Architecture {
        AMD64,
        ARM64
    }

    /**
     * How many pods run on it in a managed node group, those of add-ons among them.
     * docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html
     */
    int pods() {
        return Math.min(addressedPods, vcpu < FEW_VCPUS ? MOST_PODS_OF_FEW_VCPUS : MOST_PODS);
    }

    /**
     * What the kubelet of AL2023 leaves to pods, those of add-ons among them: 6 % of the first core stay with it, 1 % of the second,
     * 0.5 % of the next two, 0.25 % of all others. See nodeadm/internal/kubelet/config.go of github.com/awslabs/amazon-eks-ami.
     */
    int cpuMillis() {
        int millis = vcpu * 1_000;
        int reserved = share(millis, 0, 1_000, 600)
                + share(millis, 1_000, 2_000, 100)
                + share(millis, 2_000, 4_000, 50)
                + share(millis, 4_000, Integer.MAX_VALUE, 25);
        return millis - reserved;
    }

    private static int share(int millis, int from, int to, int perTenThousand) {
        return Math.max(0, Math.min(millis, to) - from) * perTenThousand / 10_000;
    }

    /**
     * The most that the kubelet of AL2023 may leave to pods, those of add-ons among them: 255 MiB and 11 MiB for each addressed pod stay
     * with it, and 100 MiB free. What firmware and kernel take beforehand (2 to 8 %) is not counted: it is known on the node alone.
     */
    int memoryMibAtMost() {
        return memoryMib - 255 - 11 * addressedPods - EVICTION_MIB;
    }
}
