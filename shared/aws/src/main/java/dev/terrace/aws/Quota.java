package dev.terrace.aws;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A quota of AWS that a new account soon meets.
 *
 * @param service its code in Service Quotas
 * @param code its own code there
 * @param name its name there
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html">the quotas of each service</a>
 */
record Quota(String service, String code, String name) {

    /**
     * How a service says that a quota is used up.
     *
     * @param said the error code, whole
     * @param words a part of the message, for those that have one code for all their quotas
     */
    private record Row(String sdkService, Pattern said, Pattern words, Quota quota) {}

    private static final List<Row> ROWS = List.of(
            row("Ec2", "VpcLimitExceeded", "", "vpc", "L-F678F1CE", "VPCs per Region"),
            row("Ec2", "InternetGatewayLimitExceeded", "", "vpc", "L-A4707A72", "Internet gateways per Region"),
            row("Ec2", "NatGatewayLimitExceeded", "", "vpc", "L-FE5A380F", "NAT gateways per Availability Zone"),
            row("Ec2", "AddressLimitExceeded", "", "ec2", "L-0263D0A3", "EC2-VPC Elastic IPs"),
            row("Ec2", "SubnetLimitExceeded", "", "vpc", "L-407747CB", "Subnets per VPC"),
            row("Ec2", "RouteTableLimitExceeded", "", "vpc", "L-589F43AA", "Route tables per VPC"),
            row("Ec2", "RouteLimitExceeded", "", "vpc", "L-93826ACB", "Routes per route table"),
            row("Ec2", "SecurityGroupLimitExceeded", "", "vpc", "L-E79EC296", "VPC security groups per Region"),
            row(
                    "Ec2",
                    "RulesPerSecurityGroupLimitExceeded",
                    "",
                    "vpc",
                    "L-0EA8095F",
                    "Inbound or outbound rules per security group"),
            row("Ec2", "VpcEndpointLimitExceeded", "", "vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC"),
            row(
                    "Ec2",
                    "VcpuLimitExceeded",
                    "",
                    "ec2",
                    "L-1216C47A",
                    "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances"),
            row(
                    "Ec2",
                    "MaxSpotInstanceCountExceeded",
                    "",
                    "ec2",
                    "L-34B43A08",
                    "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests"),
            row("Rds", "InstanceQuotaExceeded(Fault)?", "", "rds", "L-7B6409FD", "DB instances"),
            row("Rds", "StorageQuotaExceeded(Fault)?", "", "rds", "L-7ADDB58A", "Total storage for all DB instances"),
            row("Rds", "DBSubnetGroupQuotaExceeded(Fault)?", "", "rds", "L-48C6BF61", "DB subnet groups"),
            row("Rds", "SnapshotQuotaExceeded(Fault)?", "", "rds", "L-272F1212", "Manual DB instance snapshots"),
            row(
                    "Eks",
                    "ResourceLimitExceededException",
                    "node ?group",
                    "eks",
                    "L-6D54EA21",
                    "Managed node groups per cluster"),
            row("Eks", "ResourceLimitExceededException", "cluster", "eks", "L-1194D53C", "Clusters"),
            row("Ecr", "LimitExceededException", "repositor", "ecr", "L-CFEB8E8D", "Registered repositories"),
            row("Kms", "LimitExceededException", "key", "kms", "L-C2F1777E", "Customer Master Keys (CMKs)"),
            row("Iam", "LimitExceeded", "RolesPerAccount", "iam", "L-FE177D64", "Roles per account"),
            row("Iam", "LimitExceeded", "PoliciesPerRole", "iam", "L-0DA4ABF3", "Managed policies per role"));

    private static Row row(String sdkService, String said, String words, String service, String code, String name) {
        return new Row(
                sdkService,
                Pattern.compile(said),
                Pattern.compile(words, Pattern.CASE_INSENSITIVE),
                new Quota(service, code, name));
    }

    /** The quota that an error speaks of, if it speaks of one. */
    static Optional<Quota> of(String sdkService, String errorCode, String message) {
        return ROWS.stream()
                .filter(row -> row.sdkService.equalsIgnoreCase(sdkService))
                .filter(row -> row.said.matcher(errorCode).matches())
                .filter(row -> row.words.matcher(message).find())
                .map(Row::quota)
                .findFirst();
    }

    String remedy() {
        return ("Delete what is not needed any more, or ask AWS for more: `aws service-quotas request-service-quota-increase"
                        + " --service-code %s --quota-code %s --desired-value …`.")
                .formatted(service, code);
    }
}
