package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SUBNET;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * A subnet.
 *
 * @param mapPublicIpOnLaunch whether what is started in it gets a public address
 * @param tags which load balancers may be put into it, as {@code kubernetes.io/role/…}; other tags are none of the spec's
 *     business
 */
@AwsType("AWS::EC2::Subnet")
public record Subnet(
        @CreateOnly String vpcId,
        @CreateOnly String cidrBlock,
        @CreateOnly String availabilityZone,
        Boolean mapPublicIpOnLaunch,
        Map<String, String> tags) {

    private static final String ROLE = "kubernetes.io/role/";

    private static final SpecReader<software.amazon.awssdk.services.ec2.model.Subnet, Subnet> READER = SpecReader.of(
                    Subnet.class, software.amazon.awssdk.services.ec2.model.Subnet.builder())
            .with("tags", subnet -> subnet.tags().stream()
                    .filter(tag -> tag.key().startsWith(ROLE))
                    .collect(Collectors.toMap(Tag::key, Tag::value)));

    static ResourceType<Subnet> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var leftovers = inventory.leftovers();
        return inventory
                .type(SUBNET, READER, look -> look.subnets)
                .id(subnet -> subnet.subnetId())
                .attribute("SubnetId", subnet -> subnet.subnetId())
                .attribute("AvailabilityZone", subnet -> subnet.availabilityZone())
                .settle(inventory.unlessInTheWay(
                        look -> look.subnets,
                        (wanted, subnet) -> wanted.overlaps(subnet.vpcId(), subnet.cidrBlock()),
                        subnet -> subnet.subnetId(),
                        wanted -> "it has addresses of %s in %s".formatted(wanted.cidrBlock, wanted.vpcId)))
                .excludes((wanted, other) -> wanted.overlaps(other.vpcId, other.cidrBlock))
                .change(
                        "mapPublicIpOnLaunch",
                        false,
                        (found, spec) -> ec2.modifySubnetAttribute(request -> request.subnetId(found.id())
                                .mapPublicIpOnLaunch(value -> value.value(spec.mapPublicIpOnLaunch))))
                .change("tags", (found, spec) -> retag(ec2, found, spec.tags))
                .create(
                        CreateSubnetRequest::builder,
                        writer -> writer.without("tags"),
                        (request, key, spec) -> ec2.createSubnet(
                                        request.tagSpecifications(Ec2Tags.of(SUBNET, key.tags(), spec.tags))
                                                .build())
                                .subnet())
                .delete(found -> leftovers.freeing(
                        () -> ec2.deleteSubnet(request -> request.subnetId(found.id())),
                        () -> leftovers.deleteInterfaces("subnet-id", found.id())))
                .holders(found -> inventory.holders().interfaces("subnet-id", found.id()));
    }

    private boolean overlaps(String vpc, String cidr) {
        return vpcId.equals(vpc) && Block.of(cidrBlock).overlaps(Block.of(cidr));
    }

    private static void retag(Ec2Client ec2, Found<Subnet> found, Map<String, String> wanted) {
        var surplus = Difference.between(found.spec().tags.keySet(), wanted.keySet()).surplus().stream()
                .map(key -> Tag.builder().key(key).build())
                .toList();
        if (!surplus.isEmpty()) {
            ec2.deleteTags(request -> request.resources(found.id()).tags(surplus));
        }
        if (!wanted.isEmpty()) {
            ec2.createTags(request -> request.resources(found.id()).tags(Ec2Tags.list(wanted)));
        }
    }
}
