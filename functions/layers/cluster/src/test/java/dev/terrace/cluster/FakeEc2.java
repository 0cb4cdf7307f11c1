package dev.terrace.cluster;

import dev.terrace.aws.FakeClient;
import dev.terrace.aws.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What the cluster layer uses of EC2: network interfaces with their filters, and launch templates whose answers have no tags. */
final class FakeEc2 extends FakeClient<Ec2Client> {
    private final Map<String, NetworkInterface> interfaces = new TreeMap<>();

    private final Map<String, Map<String, String>> tags = new TreeMap<>();

    /** By the clients' tokens, the latest last. */
    private final Map<String, Long> versions = new LinkedHashMap<>();

    FakeEc2() {
        super(Ec2Client.class);
        on(DescribeNetworkInterfacesRequest.class, this::describeNetworkInterfaces);
        takes(DeleteNetworkInterfaceRequest.class, request -> interfaces.remove(request.networkInterfaceId()));
        takes(CreateTagsRequest.class, request -> request.resources()
                .forEach(id -> tags.put(id, Tags.from(request.tags(), Tag::key, Tag::value))));
        on(CreateLaunchTemplateRequest.class, this::createLaunchTemplate);
        on(CreateLaunchTemplateVersionRequest.class, this::createLaunchTemplateVersion);
    }

    void networkInterface(String id, String cluster, String status) {
        interfaces.put(
                id,
                NetworkInterface.builder()
                        .networkInterfaceId(id)
                        .status(status)
                        .tagSet(Tag.builder()
                                .key("cluster.k8s.amazonaws.com/name")
                                .value(cluster)
                                .build())
                        .build());
    }

    List<String> networkInterfaces() {
        return List.copyOf(interfaces.keySet());
    }

    private DescribeNetworkInterfacesResponse describeNetworkInterfaces(DescribeNetworkInterfacesRequest request) {
        var found = interfaces.values().stream()
                .filter(one -> request.filters().stream().allMatch(filter -> passes(one, filter)))
                .toList();
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(new ArrayList<>(found))
                .build();
    }

    private static boolean passes(NetworkInterface one, Filter filter) {
        if (filter.name().equals("status")) {
            return filter.values().contains(one.statusAsString());
        }
        return one.tagSet().stream()
                .anyMatch(tag -> filter.name().equals("tag:" + tag.key())
                        && filter.values().contains(tag.value()));
    }

    /** What was tagged after its creation. */
    Map<String, String> tags(String id) {
        return tags.get(id);
    }

    private CreateLaunchTemplateResponse createLaunchTemplate(CreateLaunchTemplateRequest request) {
        versions.put("", 1L);
        return CreateLaunchTemplateResponse.builder()
                .launchTemplate(template -> template.launchTemplateId("lt-1")
                        .launchTemplateName(request.launchTemplateName())
                        .latestVersionNumber(1L)
                        .defaultVersionNumber(1L))
                .build();
    }

    /** The same token asks for the same version. */
    private CreateLaunchTemplateVersionResponse createLaunchTemplateVersion(
            CreateLaunchTemplateVersionRequest request) {
        var number = versions.computeIfAbsent(request.clientToken(), _ -> versions.size() + 1L);
        return CreateLaunchTemplateVersionResponse.builder()
                .launchTemplateVersion(
                        version -> version.launchTemplateId("lt-1").versionNumber(number))
                .build();
    }
}
