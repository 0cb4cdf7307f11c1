package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * The network interfaces that the VPC CNI made for pods and did not delete, because its node went before it could: they are
 * nobody's, and would hold the subnets and security groups for ever. See
 * <a href="https://github.com/aws/amazon-vpc-cni-k8s/issues/608">amazon-vpc-cni-k8s#608</a>.
 */
final class LeftInterfaces {
    /** What the CNI tags all that it makes with; its value is the cluster's name. */
    private static final String CLUSTER_TAG = "cluster.k8s.amazonaws.com/name";

    private final Ec2Client ec2;

    LeftInterfaces(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    /** Deletes those that are not attached to anything. The others go with their nodes, as they should. */
    void delete(String cluster) {
        ec2.describeNetworkInterfacesPaginator(request ->
                        request.filters(filter("tag:" + CLUSTER_TAG, cluster), filter("status", "available")))
                .networkInterfaces()
                .forEach(this::delete);
    }

    private void delete(NetworkInterface left) {
        AwsProblems.unlessGone(
                () -> ec2.deleteNetworkInterface(request -> request.networkInterfaceId(left.networkInterfaceId())));
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}
