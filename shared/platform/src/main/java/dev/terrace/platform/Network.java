package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The VPC and what is in it.
 *
 * @param cidr the VPC's block, /16 to /28
 * @param zones availability zones by name, e.g. {@code us-east-1a}
 * @param subnets per tier one block for each zone, in the order of {@code zones}; a tier that is not used has no entry
 * @param endpoints the AWS services that are reached from the private subnets without NAT
 * @param flowLogs null when traffic is not logged
 */
public record Network(
        String cidr,
        List<String> zones,
        Map<Tier, List<String>> subnets,
        Nat nat,
        List<Endpoint> endpoints,
        FlowLogs flowLogs) {

    public Network {
        zones = Ordered.list(zones);
        var copies = new LinkedHashMap<Tier, List<String>>();
        Ordered.map(subnets).forEach((tier, blocks) -> copies.put(tier, List.copyOf(blocks)));
        subnets = Ordered.map(copies);
        endpoints = Ordered.list(endpoints);
    }

    /** Who can reach a subnet, and whom it reaches. */
    public enum Tier {
        /** To and from the internet, through the internet gateway. */
        @JsonProperty("public")
        PUBLIC,
        /** To the internet through NAT, if the network has it. */
        @JsonProperty("private")
        PRIVATE,
        /** Nothing but the VPC. */
        @JsonProperty("database")
        DATABASE;

        /** As the blueprint spells it: {@code private}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many NAT gateways the private subnets share. */
    public enum Nat {
        @JsonProperty("none")
        NONE,
        /** One, in the first zone: cheap, and a single point of failure. */
        @JsonProperty("single")
        SINGLE,
        @JsonProperty("per-zone")
        PER_ZONE
    }

    public enum Endpoint {
        /** The gateway endpoint of S3, free of charge. */
        @JsonProperty("s3")
        S3,
        /** The two interface endpoints of ECR, {@code ecr.api} and {@code ecr.dkr}. */
        @JsonProperty("ecr")
        ECR
    }

    /** @param retentionDays one of the retentions that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30 … */
    public record FlowLogs(int retentionDays) {}

    /**
     * One subnet, as it follows from a tier and a zone.
     *
     * @param name the tier and the zone's letter, e.g. {@code private-a}
     */
    public record Subnet(String name, Tier tier, String zone, String letter, String cidr) {}

    /** The blocks of a tier in the zones' order; empty when the tier is not used. */
    public List<String> cidrs(Tier tier) {
        return subnets.getOrDefault(tier, List.of());
    }

    /** The subnets of a tier, one per zone; empty when the tier is not used. */
    public List<Subnet> subnets(Tier tier) {
        var blocks = cidrs(tier);
        return IntStream.range(0, blocks.size())
                .mapToObj(i -> {
                    var zone = zones.get(i);
                    var letter = zoneLetter(zone);
                    return new Subnet(tier.word() + "-" + letter, tier, zone, letter, blocks.get(i));
                })
                .toList();
    }

    /** The subnets that databases are put into: the database tier, or without one the private tier. */
    public List<Subnet> dataSubnets() {
        return subnets(cidrs(Tier.DATABASE).isEmpty() ? Tier.PRIVATE : Tier.DATABASE);
    }

    /** The end of a zone's name, {@code a} for {@code us-east-1a}. */
    public static String zoneLetter(String zone) {
        return zone.substring(zone.length() - 1);
    }
}
