package dev.terrace.cluster;

import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** What the instances of a node group are like. A change is a new version of it; the node group follows the latest. */
@AwsType("AWS::EC2::LaunchTemplate")
public record LaunchTemplate(@CreateOnly String launchTemplateName, LaunchTemplateData launchTemplateData) {
    private static final String LATEST = "$Latest";
    private static final String LATEST_VERSION = "LatestVersionNumber";

    /** @param tagSpecifications tags of what is launched */
    public record LaunchTemplateData(
            List<BlockDeviceMapping> blockDeviceMappings,
            MetadataOptions metadataOptions,
            Set<String> securityGroupIds,
            Set<TagSpecification> tagSpecifications) {}

    public record BlockDeviceMapping(String deviceName, Ebs ebs) {}

    /** @param volumeSize in GiB */
    public record Ebs(String volumeType, Integer volumeSize, Boolean encrypted, Boolean deleteOnTermination) {}

    /**
     * The instance metadata service.
     *
     * @param httpTokens {@code required} is IMDSv2
     * @param httpPutResponseHopLimit 1 keeps pods from the node's credentials, unless they are on the host's network
     */
    public record MetadataOptions(String httpTokens, Integer httpPutResponseHopLimit) {}

    /** @param resourceType {@code instance}, {@code volume} or {@code network-interface} */
    public record TagSpecification(String resourceType, Map<String, String> tags) {}

    private static final SpecReader<ResponseLaunchTemplateData, LaunchTemplateData> DATA =
            SpecReader.of(LaunchTemplateData.class, ResponseLaunchTemplateData.builder());

    private static final SpecWriter<LaunchTemplate, CreateLaunchTemplateVersionRequest.Builder> CHANGE =
            SpecWriter.changing(LaunchTemplate.class, CreateLaunchTemplateVersionRequest.builder());

    static ResourceType<LaunchTemplate> type(Ec2Client ec2) {
        var reader = SpecReader.of(
                        LaunchTemplate.class, software.amazon.awssdk.services.ec2.model.LaunchTemplate.builder())
                .with("launchTemplateData", template -> latest(ec2, template.launchTemplateId()));
        var type = PlainType.of(reader);
        return type.tagging((request, key) -> ModelTags.give(request, "launch-template", key.tags()))
                // The list, by tags; and for each template its latest version, since the list has no data.
                .find(owner -> list(ec2, owner)
                        .gather(Gatherers.mapConcurrent(
                                5,
                                template -> type.found(
                                        Tags.nameFor(owner, ModelTags.of(template))
                                                .orElseThrow(),
                                        template))))
                .id(template -> template.launchTemplateId())
                .attribute("LaunchTemplateId", template -> template.launchTemplateId())
                .attribute(LATEST_VERSION, template -> template.latestVersionNumber())
                .attribute("DefaultVersionNumber", template -> template.defaultVersionNumber())
                .unique("launchTemplateName")
                .rename((found, key) ->
                        ec2.createTags(request -> ModelTags.give(request.resources(found.id()), key.tags())))
                .create(CreateLaunchTemplateRequest::builder, (request, _, _) -> ec2.createLaunchTemplate(
                                request.build())
                        .launchTemplate())
                .taken((_, spec) -> Optional.of(tagsOf(ec2, spec.launchTemplateName)))
                // The node group follows in the same walk: it refers to the number of the latest version.
                .update((key, found, spec, _) -> {
                    var of = new Successor(found.attributes().get(LATEST_VERSION), spec);
                    var created = ec2.createLaunchTemplateVersion(request -> CHANGE.fill(request, spec)
                                    .launchTemplateId(found.id())
                                    .clientToken(key.clientToken(of)))
                            .launchTemplateVersion();
                    var attributes = new HashMap<>(found.attributes());
                    attributes.put(LATEST_VERSION, created.versionNumber().toString());
                    return found.with(spec).with(attributes);
                })
                .delete(found -> ec2.deleteLaunchTemplate(request -> request.launchTemplateId(found.id())));
    }

    /** What a version is asked for: the same content may be wanted again after another, and is another version then. */
    private record Successor(String of, LaunchTemplate spec) {}

    private static Stream<software.amazon.awssdk.services.ec2.model.LaunchTemplate> list(Ec2Client ec2, Owner owner) {
        var owned = owner.ownershipTags().entrySet().stream()
                .map(tag -> Filter.builder()
                        .name("tag:" + tag.getKey())
                        .values(tag.getValue())
                        .build())
                .toList();
        return ec2.describeLaunchTemplatesPaginator(request -> request.filters(owned)).launchTemplates().stream();
    }

    private static LaunchTemplateData latest(Ec2Client ec2, String template) {
        return DATA.read(ec2.describeLaunchTemplateVersions(
                        request -> request.launchTemplateId(template).versions(LATEST))
                .launchTemplateVersions()
                .getFirst()
                .launchTemplateData());
    }

    private static Map<String, String> tagsOf(Ec2Client ec2, String name) {
        return ec2.describeLaunchTemplates(request -> request.launchTemplateNames(name)).launchTemplates().stream()
                .findFirst()
                .map(ModelTags::of)
                .orElse(Map.of());
    }
}
