package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.VPC_FLOW_LOG;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.WriteOnly;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;

/**
 * A log of the traffic of a VPC. No client token is needed: AWS refuses a second one with the same destination.
 *
 * @param trafficType {@code ALL}, {@code ACCEPT} or {@code REJECT}
 * @param logGroupName where it is written to
 * @param deliverLogsPermissionArn the role with which it is written
 */
@AwsType("AWS::EC2::FlowLog")
public record FlowLog(
        @CreateOnly String resourceId,
        @CreateOnly @WriteOnly String resourceType,
        @CreateOnly String trafficType,
        @CreateOnly String logDestinationType,
        @CreateOnly String logGroupName,
        @CreateOnly String deliverLogsPermissionArn) {

    static FlowLog ofVpc(String vpc, String logGroup, String role) {
        return new FlowLog(vpc, "VPC", "ALL", "cloud-watch-logs", logGroup, role);
    }

    static ResourceType<FlowLog> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var model = software.amazon.awssdk.services.ec2.model.FlowLog.builder();
        return inventory
                .type(VPC_FLOW_LOG, FlowLog.class, model, look -> look.flowLogs)
                .id(log -> log.flowLogId())
                .unique("resourceId", "trafficType", "logGroupName")
                .create(
                        CreateFlowLogsRequest::builder,
                        writer -> writer.with("resourceId", (request, spec) -> request.resourceIds(spec.resourceId())),
                        (request, _, _) -> {
                            var answer = ec2.createFlowLogs(request.build());
                            Unsuccessful.check(answer.unsuccessful());
                            return software.amazon.awssdk.services.ec2.model.FlowLog.builder()
                                    .flowLogId(answer.flowLogIds().getFirst())
                                    .build();
                        })
                .delete(found -> Unsuccessful.check(ec2.deleteFlowLogs(request -> request.flowLogIds(found.id()))
                        .unsuccessful()));
    }
}
