package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.VPC_FLOW_LOG;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.WriteOnly;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

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
        @WriteOnly String resourceType,
        @CreateOnly String trafficType,
        @CreateOnly String logDestinationType,
        @CreateOnly String logGroupName,
        @CreateOnly String deliverLogsPermissionArn) {

    static FlowLog ofVpc(String vpc, String logGroup, String role) {
        return new FlowLog(vpc, "VPC", "ALL", "cloud-watch-logs", logGroup, role);
    }

    static final class Type implements ResourceType<FlowLog> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<FlowLog> spec() {
            return FlowLog.class;
        }

        @Override
        public List<Found<FlowLog>> find(Owner owner) {
            return inventory.look(this).flowLogs.get().stream()
                    .flatMap(
                            log -> Ec2Tags.nameFor(owner, log.tags())
                                    .map(name -> Found.ready(name, log.flowLogId(), spec(log)))
                                    .stream())
                    .toList();
        }

        private static FlowLog spec(software.amazon.awssdk.services.ec2.model.FlowLog log) {
            return new FlowLog(
                    log.resourceId(),
                    null,
                    log.trafficTypeAsString(),
                    log.logDestinationTypeAsString(),
                    log.logGroupName(),
                    log.deliverLogsPermissionArn());
        }

        @Override
        public boolean excludes(FlowLog wanted, FlowLog other) {
            return wanted.resourceId().equals(other.resourceId())
                    && wanted.trafficType().equals(other.trafficType())
                    && wanted.logGroupName().equals(other.logGroupName());
        }

        @Override
        public Found<FlowLog> rename(Key key, Found<FlowLog> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<FlowLog> create(Key key, FlowLog spec) {
            var tags = Ec2Tags.of(VPC_FLOW_LOG, key.tags());
            var answer = ec2.createFlowLogs(request -> request.resourceIds(spec.resourceId())
                    .resourceType(spec.resourceType())
                    .trafficType(spec.trafficType())
                    .logDestinationType(spec.logDestinationType())
                    .logGroupName(spec.logGroupName())
                    .deliverLogsPermissionArn(spec.deliverLogsPermissionArn())
                    .tagSpecifications(tags));
            Unsuccessful.check(answer.unsuccessful());
            return Found.ready(key.name(), answer.flowLogIds().getFirst(), spec);
        }

        @Override
        public Found<FlowLog> update(Key key, Found<FlowLog> found, FlowLog spec, Set<String> changed) {
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<FlowLog> found) {
            Unsuccessful.unlessGone(ec2.deleteFlowLogs(request -> request.flowLogIds(found.id()))
                    .unsuccessful());
            return true;
        }
    }
}
