package dev.terrace.cluster;

import dev.terrace.aws.FakeClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.AssociateEncryptionConfigRequest;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.Compatibility;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterResponse;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupResponse;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsResponse;
import software.amazon.awssdk.services.eks.model.ListAddonsRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsResponse;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;

/** EKS as it is for one cluster. Updates it takes, and does nothing about them. */
final class FakeEks extends FakeClient<EksClient> {
    /** Null when there is none. */
    Cluster cluster;

    final Map<String, Addon> addons = new TreeMap<>();
    List<String> offeredVersions = List.of();

    /** Those that have room for a control plane; no cluster can be created in others. */
    List<String> zones = List.of();

    /** Versions of every add-on that go with the cluster's, the default first. */
    List<String> addonVersions = List.of();

    FakeEks() {
        super(EksClient.class);
        on(DescribeClusterRequest.class, this::describeCluster);
        on(CreateClusterRequest.class, this::createCluster);
        on(CreateNodegroupRequest.class, FakeEks::createNodegroup);
        on(DescribeClusterVersionsRequest.class, this::describeClusterVersions);
        on(
                ListAddonsRequest.class,
                _ -> ListAddonsResponse.builder().addons(addons.keySet()).build());
        on(DescribeAddonRequest.class, request -> DescribeAddonResponse.builder()
                .addon(addons.get(request.addonName()))
                .build());
        on(DescribeAddonVersionsRequest.class, this::describeAddonVersions);
        takes(
                DeleteClusterRequest.class,
                TagResourceRequest.class,
                UpdateAddonRequest.class,
                UpdateClusterConfigRequest.class,
                UpdateClusterVersionRequest.class,
                AssociateEncryptionConfigRequest.class,
                UpdateNodegroupConfigRequest.class,
                UpdateNodegroupVersionRequest.class);
    }

    private DescribeClusterResponse describeCluster(DescribeClusterRequest request) {
        if (cluster == null) {
            throw ResourceNotFoundException.builder()
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("ResourceNotFoundException")
                            .errorMessage("No cluster found")
                            .build())
                    .build();
        }
        return DescribeClusterResponse.builder().cluster(cluster).build();
    }

    private CreateClusterResponse createCluster(CreateClusterRequest request) {
        if (cluster != null) {
            throw ResourceInUseException.builder()
                    .message("Cluster already exists")
                    .build();
        }
        throw UnsupportedAvailabilityZoneException.builder()
                .message("Cannot create cluster because us-east-1e does not currently have sufficient capacity")
                .validZones(zones)
                .build();
    }

    /** As EKS answers: all that it was asked for, and that it is being created. */
    private static CreateNodegroupResponse createNodegroup(CreateNodegroupRequest request) {
        return CreateNodegroupResponse.builder()
                .nodegroup(group -> group.clusterName(request.clusterName())
                        .nodegroupName(request.nodegroupName())
                        .nodegroupArn("arn:group")
                        .status(NodegroupStatus.CREATING)
                        .scalingConfig(request.scalingConfig())
                        .tags(request.tags()))
                .build();
    }

    private DescribeClusterVersionsResponse describeClusterVersions(DescribeClusterVersionsRequest request) {
        return DescribeClusterVersionsResponse.builder()
                .clusterVersions(offeredVersions.stream()
                        .map(version -> ClusterVersionInformation.builder()
                                .clusterVersion(version)
                                .build())
                        .toList())
                .build();
    }

    private DescribeAddonVersionsResponse describeAddonVersions(DescribeAddonVersionsRequest request) {
        var versions = addonVersions.stream()
                .map(version -> AddonVersionInfo.builder()
                        .addonVersion(version)
                        .compatibilities(Compatibility.builder()
                                .defaultVersion(version.equals(addonVersions.getFirst()))
                                .build())
                        .build())
                .toList();
        return DescribeAddonVersionsResponse.builder()
                .addons(AddonInfo.builder().addonVersions(versions).build())
                .build();
    }
}
