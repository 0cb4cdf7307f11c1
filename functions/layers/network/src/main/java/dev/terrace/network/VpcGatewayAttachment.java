package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** That an internet gateway serves a VPC. It has no tags: it is found, and named, with its gateway. */
@AwsType("AWS::EC2::VPCGatewayAttachment")
public record VpcGatewayAttachment(
        @CreateOnly String internetGatewayId, @CreateOnly String vpcId) {

    private static final SpecReader<InternetGatewayAttachment, VpcGatewayAttachment> READER = SpecReader.of(
                    VpcGatewayAttachment.class, InternetGatewayAttachment.builder())
            .with("internetGatewayId", _ -> null);

    private static final SpecWriter<VpcGatewayAttachment, AttachInternetGatewayRequest.Builder> CREATION =
            SpecWriter.creating(VpcGatewayAttachment.class, AttachInternetGatewayRequest.builder());

    static String nameOf(String gateway) {
        return gateway.isEmpty() ? "" : gateway + "-attachment";
    }

    static ResourceType<VpcGatewayAttachment> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        return inventory
                .typeOfWhatBelongs(READER, (owner, look) -> look.internetGateways.get().stream()
                        .flatMap(gateway -> Ec2Tags.nameForWhatBelongsTo(owner, gateway.tags()).stream()
                                .flatMap(name -> attachments(nameOf(name), gateway))))
                // A VPC has one internet gateway, and a gateway one VPC.
                .excludes((wanted, other) ->
                        wanted.vpcId.equals(other.vpcId) || wanted.internetGatewayId.equals(other.internetGatewayId))
                .create((key, spec) -> {
                    ec2.attachInternetGateway(CREATION.fill(AttachInternetGatewayRequest.builder(), spec)
                            .build());
                    return found(key.name(), spec);
                })
                .delete(found -> unlessDetached(() ->
                        ec2.detachInternetGateway(request -> request.internetGatewayId(found.spec().internetGatewayId)
                                .vpcId(found.spec().vpcId))))
                .holders(found -> inventory.holders().publicAddresses(found.spec().vpcId));
    }

    private static Stream<Found<VpcGatewayAttachment>> attachments(
            String name, software.amazon.awssdk.services.ec2.model.InternetGateway gateway) {
        return gateway.attachments().stream()
                .filter(attachment -> attachment.state() != AttachmentStatus.DETACHED)
                .map(attachment ->
                        Records.with(READER.read(attachment), Map.of("internetGatewayId", gateway.internetGatewayId())))
                .map(spec -> found(name, spec));
    }

    private static Found<VpcGatewayAttachment> found(String name, VpcGatewayAttachment spec) {
        return Found.ready(name, spec.internetGatewayId + "|" + spec.vpcId, spec);
    }

    private static void unlessDetached(Runnable call) {
        try {
            call.run();
        } catch (Ec2Exception e) {
            if (!AwsProblems.says(e, "Gateway.NotAttached")) {
                throw e;
            }
        }
    }
}
