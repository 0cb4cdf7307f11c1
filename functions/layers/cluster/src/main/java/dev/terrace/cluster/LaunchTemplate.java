package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMappingRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What the instances of a node group are like. A change is a new version of it; the node group follows the latest. */
@AwsType("AWS::EC2::LaunchTemplate")
public record LaunchTemplate(@CreateOnly String launchTemplateName, LaunchTemplateData launchTemplateData) {
    private static final String LATEST = "$Latest";
    private static final String LATEST_VERSION = "LatestVersionNumber";
    private static final String NAME_TAKEN = "InvalidLaunchTemplateName.AlreadyExistsException";

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

    static final class Type implements ResourceType<LaunchTemplate> {
        private final Ec2Client ec2;

        Type(Ec2Client ec2) {
            this.ec2 = ec2;
        }

        @Override
        public Class<LaunchTemplate> spec() {
            return LaunchTemplate.class;
        }

        /** The list, by tags; and for each template its latest version, since the list has no data. */
        @Override
        public List<Found<LaunchTemplate>> find(Owner owner) {
            var owned = owner.ownershipTags().entrySet().stream()
                    .map(tag -> Filter.builder()
                            .name("tag:" + tag.getKey())
                            .values(tag.getValue())
                            .build())
                    .toList();
            return ec2.describeLaunchTemplatesPaginator(request -> request.filters(owned)).launchTemplates().stream()
                    .gather(Gatherers.mapConcurrent(5, template -> found(owner, template)))
                    .toList();
        }

        private Found<LaunchTemplate> found(
                Owner owner, software.amazon.awssdk.services.ec2.model.LaunchTemplate template) {
            var latest = ec2.describeLaunchTemplateVersions(
                            request -> request.launchTemplateId(template.launchTemplateId())
                                    .versions(LATEST))
                    .launchTemplateVersions()
                    .getFirst();
            var name = Tags.nameFor(owner, Tags.from(template.tags(), Tag::key, Tag::value))
                    .orElseThrow();
            return found(name, template, data(latest.launchTemplateData()));
        }

        private static Found<LaunchTemplate> found(
                String name,
                software.amazon.awssdk.services.ec2.model.LaunchTemplate template,
                LaunchTemplateData data) {
            return Found.ready(
                    name,
                    template.launchTemplateId(),
                    new LaunchTemplate(template.launchTemplateName(), data),
                    Map.of(
                            "LaunchTemplateId",
                            template.launchTemplateId(),
                            LATEST_VERSION,
                            template.latestVersionNumber().toString(),
                            "DefaultVersionNumber",
                            template.defaultVersionNumber().toString()));
        }

        static LaunchTemplateData data(ResponseLaunchTemplateData data) {
            var metadata = data.metadataOptions();
            return new LaunchTemplateData(
                    data.blockDeviceMappings().stream().map(Type::mapping).toList(),
                    metadata == null
                            ? null
                            : new MetadataOptions(metadata.httpTokensAsString(), metadata.httpPutResponseHopLimit()),
                    Set.copyOf(data.securityGroupIds()),
                    data.tagSpecifications().stream()
                            .map(tags -> new TagSpecification(
                                    tags.resourceTypeAsString(), Tags.from(tags.tags(), Tag::key, Tag::value)))
                            .collect(Collectors.toSet()));
        }

        private static BlockDeviceMapping mapping(LaunchTemplateBlockDeviceMapping mapping) {
            var ebs = mapping.ebs();
            return new BlockDeviceMapping(
                    mapping.deviceName(),
                    ebs == null
                            ? null
                            : new Ebs(
                                    ebs.volumeTypeAsString(),
                                    ebs.volumeSize(),
                                    ebs.encrypted(),
                                    ebs.deleteOnTermination()));
        }

        static RequestLaunchTemplateData data(LaunchTemplateData data) {
            return RequestLaunchTemplateData.builder()
                    .blockDeviceMappings(data.blockDeviceMappings().stream()
                            .map(mapping -> LaunchTemplateBlockDeviceMappingRequest.builder()
                                    .deviceName(mapping.deviceName())
                                    .ebs(ebs -> ebs.volumeType(mapping.ebs().volumeType())
                                            .volumeSize(mapping.ebs().volumeSize())
                                            .encrypted(mapping.ebs().encrypted())
                                            .deleteOnTermination(mapping.ebs().deleteOnTermination()))
                                    .build())
                            .toList())
                    .metadataOptions(metadata -> metadata.httpTokens(
                                    data.metadataOptions().httpTokens())
                            .httpPutResponseHopLimit(data.metadataOptions().httpPutResponseHopLimit()))
                    .securityGroupIds(data.securityGroupIds())
                    .tagSpecifications(data.tagSpecifications().stream()
                            .map(tags -> LaunchTemplateTagSpecificationRequest.builder()
                                    .resourceType(tags.resourceType())
                                    .tags(sdk(tags.tags()))
                                    .build())
                            .toList())
                    .build();
        }

        private static List<Tag> sdk(Map<String, String> tags) {
            return Tags.to(tags, (k, v) -> Tag.builder().key(k).value(v).build());
        }

        @Override
        public boolean excludes(LaunchTemplate wanted, LaunchTemplate other) {
            return wanted.launchTemplateName().equals(other.launchTemplateName());
        }

        @Override
        public Found<LaunchTemplate> rename(Key key, Found<LaunchTemplate> found) {
            ec2.createTags(request -> request.resources(found.id()).tags(sdk(key.tags())));
            return found.named(key.name());
        }

        /** EC2 need not repeat the tags in its answer, so that the name is the key's. */
        @Override
        public Found<LaunchTemplate> create(Key key, LaunchTemplate spec) {
            var tags = software.amazon.awssdk.services.ec2.model.TagSpecification.builder()
                    .resourceType("launch-template")
                    .tags(sdk(key.tags()))
                    .build();
            try {
                var created = ec2.createLaunchTemplate(request -> request.launchTemplateName(spec.launchTemplateName())
                        .launchTemplateData(data(spec.launchTemplateData()))
                        .tagSpecifications(tags));
                return found(key.name(), created.launchTemplate(), spec.launchTemplateData());
            } catch (Ec2Exception e) {
                if (NAME_TAKEN.equals(e.awsErrorDetails().errorCode())) {
                    throw AwsProblems.alreadyThere(key, tagsOf(spec.launchTemplateName()), e);
                }
                throw e;
            }
        }

        private Map<String, String> tagsOf(String name) {
            return ec2.describeLaunchTemplates(request -> request.launchTemplateNames(name)).launchTemplates().stream()
                    .findFirst()
                    .map(template -> Tags.from(template.tags(), Tag::key, Tag::value))
                    .orElse(Map.of());
        }

        /** The node group follows in the same walk: it refers to the number of the latest version. */
        @Override
        public Found<LaunchTemplate> update(
                Key key, Found<LaunchTemplate> found, LaunchTemplate spec, Set<String> changed) {
            var created = ec2.createLaunchTemplateVersion(request -> request.launchTemplateId(found.id())
                            .clientToken(key.clientToken(
                                    new Successor(found.attributes().get(LATEST_VERSION), spec)))
                            .launchTemplateData(data(spec.launchTemplateData())))
                    .launchTemplateVersion();
            var attributes = new HashMap<>(found.attributes());
            attributes.put(LATEST_VERSION, created.versionNumber().toString());
            return found.with(spec).with(attributes);
        }

        /** What a version is asked for: the same content may be wanted again after another, and is another version then. */
        private record Successor(String of, LaunchTemplate spec) {}

        @Override
        public boolean delete(Found<LaunchTemplate> found) {
            AwsProblems.unlessGone(() -> ec2.deleteLaunchTemplate(request -> request.launchTemplateId(found.id())));
            return true;
        }
    }
}
