package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import java.util.Map;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * What the platform's cluster leaves behind and nobody else will ever delete, though it holds subnets, security groups and the VPC:
 * network interfaces of the VPC CNI whose node died before it could clean up (<a
 * href="https://github.com/aws/amazon-vpc-cni-k8s/issues/608">608</a>, <a
 * href="https://github.com/aws/amazon-vpc-cni-k8s/issues/1223">1223</a>), and the security group that EKS made for the cluster, which
 * EKS cannot delete as long as such an interface is in it. Both say by a tag which cluster they are of.
 *
 * <p>It is looked for only when AWS has refused a deletion: then the cluster's nodes are gone from there.
 */
final class ClusterLeftovers {
    private static final String CLUSTER_OF_INTERFACE = "cluster.k8s.amazonaws.com/name";
    private static final String CLUSTER_OF_GROUP = "aws:eks:cluster-name";

    private final Ec2Client ec2;
    private final String cluster;

    ClusterLeftovers(Ec2Client ec2, String cluster) {
        this.ec2 = ec2;
        this.cluster = cluster;
    }

    /**
     * Makes a deleting call, and once more when only what was left behind has held the thing.
     *
     * @param sweep deletes what was left behind there and holds it, and says whether there was anything
     */
    void freeing(Runnable delete, BooleanSupplier sweep) {
        try {
            delete.run();
        } catch (Ec2Exception e) {
            if (!AwsProblems.says(e, "DependencyViolation") || !sweep.getAsBoolean()) {
                throw e;
            }
            delete.run();
        }
    }

    /** @param filter of DescribeNetworkInterfaces: {@code subnet-id} or {@code group-id} */
    boolean deleteInterfaces(String filter, String id) {
        var left =
                ec2.describeNetworkInterfaces(ask -> ask.filters(Look.filter(filter, id))).networkInterfaces().stream()
                        .filter(this::isLeftBehind)
                        .map(NetworkInterface::networkInterfaceId)
                        .toList();
        left.forEach(each ->
                AwsProblems.unlessGone(() -> ec2.deleteNetworkInterface(request -> request.networkInterfaceId(each))));
        return !left.isEmpty();
    }

    boolean isLeftBehind(NetworkInterface each) {
        return each.status() == NetworkInterfaceStatus.AVAILABLE
                && Ec2Tags.map(each.tagSet()).entrySet().contains(Map.entry(CLUSTER_OF_INTERFACE, cluster));
    }

    /** Those that EKS left in the VPC: where no subnet is left, there is no cluster either. */
    boolean deleteSecurityGroups(String vpc) {
        var left = ec2
                .describeSecurityGroups(
                        ask -> ask.filters(Look.filter("vpc-id", vpc), Look.filter("tag:" + CLUSTER_OF_GROUP, cluster)))
                .securityGroups()
                .stream()
                .map(SecurityGroup::groupId)
                .toList();
        left.forEach(each -> AwsProblems.unlessGone(() -> ec2.deleteSecurityGroup(request -> request.groupId(each))));
        return !left.isEmpty();
    }
}
