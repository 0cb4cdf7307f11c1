package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** That an internet gateway serves a VPC. It has no tags: it is found, and named, with its gateway. */
@AwsType("AWS::EC2::VPCGatewayAttachment")
public record VpcGatewayAttachment(
        @CreateOnly String internetGatewayId, @CreateOnly String vpcId) {

    static String nameOf(String gateway) {
        return gateway.isEmpty() ? "" : gateway + "-attachment";
    }

    static final class Type implements ResourceType<VpcGatewayAttachment> {
        private final Ec2Client ec2;
        private final Inventory inventory;
        private final Holders holders;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
            this.holders =
                    new Holders(ec2, new ClusterLeftovers(ec2, inventory.owner().platform()));
        }

        @Override
        public Class<VpcGatewayAttachment> spec() {
            return VpcGatewayAttachment.class;
        }

        @Override
        public List<Found<VpcGatewayAttachment>> find(Owner owner) {
            return inventory.look(this).internetGateways.get().stream()
                    .flatMap(gateway -> Ec2Tags.nameForWhatBelongsTo(owner, gateway.tags())
                            .map(name -> attachments(nameOf(name), gateway))
                            .orElseGet(Stream::empty))
                    .toList();
        }

        private static Stream<Found<VpcGatewayAttachment>> attachments(
                String name, software.amazon.awssdk.services.ec2.model.InternetGateway gateway) {
            return gateway.attachments().stream()
                    .filter(attachment -> attachment.state() != AttachmentStatus.DETACHED)
                    .map(attachment ->
                            found(name, new VpcGatewayAttachment(gateway.internetGatewayId(), attachment.vpcId())));
        }

        private static Found<VpcGatewayAttachment> found(String name, VpcGatewayAttachment spec) {
            return Found.ready(name, spec.internetGatewayId() + "|" + spec.vpcId(), spec);
        }

        /** A VPC has one internet gateway, and a gateway one VPC. */
        @Override
        public boolean excludes(VpcGatewayAttachment wanted, VpcGatewayAttachment other) {
            return wanted.vpcId().equals(other.vpcId())
                    || wanted.internetGatewayId().equals(other.internetGatewayId());
        }

        @Override
        public Found<VpcGatewayAttachment> rename(Key key, Found<VpcGatewayAttachment> found) {
            return found.named(key.name());
        }

        @Override
        public Found<VpcGatewayAttachment> create(Key key, VpcGatewayAttachment spec) {
            ec2.attachInternetGateway(request ->
                    request.internetGatewayId(spec.internetGatewayId()).vpcId(spec.vpcId()));
            return found(key.name(), spec);
        }

        @Override
        public Found<VpcGatewayAttachment> update(
                Key key, Found<VpcGatewayAttachment> found, VpcGatewayAttachment spec, Set<String> changed) {
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<VpcGatewayAttachment> found) {
            AwsProblems.unlessGone(() -> detach(found.spec()));
            return true;
        }

        private void detach(VpcGatewayAttachment spec) {
            try {
                ec2.detachInternetGateway(request ->
                        request.internetGatewayId(spec.internetGatewayId()).vpcId(spec.vpcId()));
            } catch (Ec2Exception e) {
                if (!AwsProblems.says(e, "Gateway.NotAttached")) {
                    throw e;
                }
            }
        }

        @Override
        public List<String> holders(Found<VpcGatewayAttachment> found) {
            return holders.publicAddresses(found.spec().vpcId());
        }
    }
}
