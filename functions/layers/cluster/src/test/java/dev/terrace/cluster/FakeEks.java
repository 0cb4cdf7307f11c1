package dev.terrace.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonInfo;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;
import software.amazon.awssdk.services.eks.model.AssociateEncryptionConfigRequest;
import software.amazon.awssdk.services.eks.model.AssociateEncryptionConfigResponse;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.Compatibility;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterResponse;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupResponse;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonResponse;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsResponse;
import software.amazon.awssdk.services.eks.model.EksRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsResponse;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.TagResourceResponse;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;
import software.amazon.awssdk.services.eks.model.UpdateAddonResponse;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionResponse;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionResponse;

/** EKS as it is for one cluster. It writes down what it is asked; updates it takes, and does nothing about them. */
final class FakeEks implements EksClient {
    /** All requests, in order. */
    final List<EksRequest> requests = Collections.synchronizedList(new ArrayList<>());

    /** Null when there is none. */
    Cluster cluster;

    final Map<String, Addon> addons = new TreeMap<>();
    List<String> versionsOnSale = List.of();

    /** Those that have room for a control plane; no cluster can be created in others. */
    List<String> zones = List.of();

    /** Versions of every add-on that go with the cluster's, the default first. */
    List<String> addonVersions = List.of();

    /** The requests of one kind. */
    <R extends EksRequest> List<R> requests(Class<R> kind) {
        return requests.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public DescribeClusterResponse describeCluster(DescribeClusterRequest request) {
        requests.add(request);
        if (cluster == null) {
            throw ResourceNotFoundException.builder()
                    .message("No cluster found")
                    .build();
        }
        return DescribeClusterResponse.builder().cluster(cluster).build();
    }

    @Override
    public CreateClusterResponse createCluster(CreateClusterRequest request) {
        requests.add(request);
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

    @Override
    public DeleteClusterResponse deleteCluster(DeleteClusterRequest request) {
        requests.add(request);
        return DeleteClusterResponse.builder().build();
    }

    /** As EKS answers: all that it was asked for, and that it is being created. */
    @Override
    public CreateNodegroupResponse createNodegroup(CreateNodegroupRequest request) {
        requests.add(request);
        return CreateNodegroupResponse.builder()
                .nodegroup(group -> group.clusterName(request.clusterName())
                        .nodegroupName(request.nodegroupName())
                        .nodegroupArn("arn:group")
                        .status(NodegroupStatus.CREATING)
                        .scalingConfig(request.scalingConfig())
                        .tags(request.tags()))
                .build();
    }

    @Override
    public DescribeClusterVersionsResponse describeClusterVersions(DescribeClusterVersionsRequest request) {
        requests.add(request);
        return DescribeClusterVersionsResponse.builder()
                .clusterVersions(versionsOnSale.stream()
                        .map(version -> ClusterVersionInformation.builder()
                                .clusterVersion(version)
                                .build())
                        .toList())
                .build();
    }

    @Override
    public ListAddonsResponse listAddons(ListAddonsRequest request) {
        requests.add(request);
        return ListAddonsResponse.builder().addons(addons.keySet()).build();
    }

    @Override
    public DescribeAddonResponse describeAddon(DescribeAddonRequest request) {
        requests.add(request);
        return DescribeAddonResponse.builder()
                .addon(addons.get(request.addonName()))
                .build();
    }

    @Override
    public DescribeAddonVersionsResponse describeAddonVersions(DescribeAddonVersionsRequest request) {
        requests.add(request);
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

    @Override
    public UpdateAddonResponse updateAddon(UpdateAddonRequest request) {
        requests.add(request);
        return UpdateAddonResponse.builder().build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        requests.add(request);
        return TagResourceResponse.builder().build();
    }

    @Override
    public UpdateClusterConfigResponse updateClusterConfig(UpdateClusterConfigRequest request) {
        requests.add(request);
        return UpdateClusterConfigResponse.builder().build();
    }

    @Override
    public UpdateClusterVersionResponse updateClusterVersion(UpdateClusterVersionRequest request) {
        requests.add(request);
        return UpdateClusterVersionResponse.builder().build();
    }

    @Override
    public AssociateEncryptionConfigResponse associateEncryptionConfig(AssociateEncryptionConfigRequest request) {
        requests.add(request);
        return AssociateEncryptionConfigResponse.builder().build();
    }

    @Override
    public UpdateNodegroupConfigResponse updateNodegroupConfig(UpdateNodegroupConfigRequest request) {
        requests.add(request);
        return UpdateNodegroupConfigResponse.builder().build();
    }

    @Override
    public UpdateNodegroupVersionResponse updateNodegroupVersion(UpdateNodegroupVersionRequest request) {
        requests.add(request);
        return UpdateNodegroupVersionResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
