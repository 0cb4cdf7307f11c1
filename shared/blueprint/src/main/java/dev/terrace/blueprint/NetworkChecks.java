package dev.terrace.blueprint;

import dev.terrace.platform.Application;
import dev.terrace.platform.Network;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import tools.jackson.core.JsonPointer;

/** What AWS asks of a VPC and its subnets. */
final class NetworkChecks {
    private static final JsonPointer CIDR = Path.of("network", "cidr");
    private static final JsonPointer ZONES = Path.of("network", "zones");
    private static final JsonPointer SUBNETS = Path.of("network", "subnets");
    private static final String REMEDY_FOR_BLOCKS =
            "VPCs and subnets are /16 to /28: docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";

    private NetworkChecks() {}

    private record Block(JsonPointer path, Cidr cidr) {}

    static void vpcIsAPrivateBlock(Platform platform, Report report) {
        Cidr.parse(platform.network().cidr())
                .ifPresentOrElse(
                        cidr -> {
                            checkSize(CIDR, cidr, report);
                            if (!cidr.isPrivate()) {
                                report.add(
                                        CIDR,
                                        "a block inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
                                        "Addresses outside RFC 1918 and RFC 6598 belong to somebody on the internet.");
                            }
                        },
                        () -> report.add(CIDR, "an IPv4 block such as 10.0.0.0/16"));
    }

    static void subnetsAreBlocksOfTheVpc(Platform platform, Report report) {
        if (!report.isWritten(SUBNETS)) {
            return;
        }
        var vpc = Cidr.parse(platform.network().cidr());
        platform.network().subnets().forEach((tier, cidrs) -> {
            for (int i = 0; i < cidrs.size(); i++) {
                var path = subnet(tier, i);
                var cidr = Cidr.parse(cidrs.get(i));
                if (cidr.isEmpty()) {
                    report.add(path, "an IPv4 block such as 10.0.1.0/24");
                } else if (checkSize(path, cidr.get(), report)
                        && vpc.filter(it -> !it.contains(cidr.get())).isPresent()) {
                    report.add(path, "a block inside " + vpc.get() + ", the VPC's");
                }
            }
        });
    }

    static void subnetsDoNotOverlap(Platform platform, Report report) {
        var blocks = blocks(platform.network());
        for (int i = 0; i < blocks.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (blocks.get(i).cidr.overlaps(blocks.get(j).cidr)) {
                    var other = blocks.get(j);
                    report.add(
                            blocks.get(i).path,
                            "a block that does not overlap with %s at %s"
                                    .formatted(other.cidr, report.words(other.path)));
                    break;
                }
            }
        }
    }

    static void eachTierHasABlockPerZone(Platform platform, Report report) {
        var zones = platform.network().zones().size();
        platform.network().subnets().forEach((tier, cidrs) -> {
            if (cidrs.size() != zones) {
                report.addFound(
                        SUBNETS.appendProperty(tier.word()),
                        "%d block(s)".formatted(cidrs.size()),
                        "%d, one for each of network.zones".formatted(zones),
                        "");
            }
        });
    }

    static void zonesAreDistinct(Platform platform, Report report) {
        var seen = new HashSet<String>();
        var zones = platform.network().zones();
        for (int i = 0; i < zones.size(); i++) {
            var zone = zones.get(i);
            if (!seen.add(zone)) {
                report.add(ZONES.appendIndex(i), "a zone that is not listed yet");
            }
        }
    }

    static void natGatewaysHaveAPublicSubnet(Platform platform, Report report) {
        var network = platform.network();
        if (network.nat() != Network.Nat.NONE && network.cidrs(Tier.PUBLIC).isEmpty() && report.isWritten(SUBNETS)) {
            report.addFound(
                    SUBNETS,
                    "no public subnets",
                    "public subnets, where NAT gateways stand",
                    "Add network.subnets.public, or set network.nat to none.");
        }
    }

    static void clusterHasPrivateSubnetsInTwoZones(Platform platform, Report report) {
        if (platform.cluster() != null) {
            checkSubnets(
                    platform,
                    Tier.PRIVATE,
                    "private subnet(s)",
                    "two or more, in different zones",
                    "EKS needs them: docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
                    report);
        }
    }

    /** Where the blueprint has no subnets there are as many as zones, if the block can be cut at all. */
    private static void checkSubnets(
            Platform platform, Tier tier, String what, String expected, String remedy, Report report) {
        var network = platform.network();
        var isWritten = report.isWritten(SUBNETS);
        var subnets = network.cidrs(tier).size();
        if (subnets < 2 && (isWritten || !network.subnets().isEmpty())) {
            report.addFound(
                    isWritten ? SUBNETS.appendProperty(tier.word()) : ZONES, subnets + " " + what, expected, remedy);
        }
    }

    static void databaseHasSubnetsInTwoZones(Platform platform, Report report) {
        if (platform.postgres() != null) {
            checkSubnets(
                    platform,
                    platform.network().cidrs(Tier.DATABASE).isEmpty() ? Tier.PRIVATE : Tier.DATABASE,
                    "subnet(s) for the database",
                    "two or more, in different zones",
                    "RDS needs them, even for one instance, so that a standby can be added.",
                    report);
        }
    }

    /** docs.aws.amazon.com/eks/latest/userguide/private-clusters.html names what nodes need; network.endpoints has less. */
    static void nodesReachAws(Platform platform, Report report) {
        if (platform.cluster() != null && platform.network().nat() == Network.Nat.NONE) {
            report.add(
                    Path.of("network", "nat"),
                    "single or per-zone",
                    "Nodes call EC2, STS and others to start, for which network.endpoints has no way.");
        }
    }

    static void internetFacingIngressHasPublicSubnets(Platform platform, Report report) {
        Places.forEachIngress(platform, (path, ingress) -> {
            if (ingress.scheme() == Application.Scheme.INTERNET_FACING && ingress.nodePort() == null) {
                checkSubnets(
                        platform,
                        Tier.PUBLIC,
                        "public subnet(s)",
                        "two or more, where an internet-facing load balancer stands",
                        "Add some, or set %s to internal.".formatted(report.words(Places.in(path, "scheme"))),
                        report);
            }
        });
    }

    static void regionHasAsManyZones(Platform platform, Report report) {
        var wanted = report.written(ZONES);
        int there = platform.network().zones().size();
        if (wanted.isInt() && wanted.intValue() > there) {
            report.add(ZONES, "at most %d, as many as %s has".formatted(there, platform.region()));
        }
    }

    /** Which zone it is that EKS is not in, each account has another letter for: only that not all can be taken is known. */
    static void clusterIsInZonesOfEks(Platform platform, Report report) {
        int most = Catalogue.get().mostZonesOfEks(platform.region());
        if (platform.cluster() != null && platform.network().zones().size() > most) {
            report.addFound(
                    ZONES,
                    "%d zones".formatted(platform.network().zones().size()),
                    "at most %d, as many as EKS is in".formatted(most),
                    "docs.aws.amazon.com/eks/latest/userguide/network-reqs.html");
        }
    }

    /** Where subnets are left out, the block is cut into blocks for three tiers and all zones. */
    static void blockHasRoomForSubnets(Platform platform, Report report) {
        var network = platform.network();
        if (network.subnets().isEmpty() && !report.isWritten(SUBNETS)) {
            Cidr.parse(network.cidr())
                    .filter(block -> block.isAligned() && block.prefix() >= 16 && block.prefix() <= Cidr.SMALLEST)
                    .ifPresent(_ -> report.add(
                            CIDR,
                            "a block of /%d or larger".formatted(network.zones().size() <= 4 ? 24 : 23),
                            "Or write network.subnets yourself."));
        }
    }

    private static boolean checkSize(JsonPointer path, Cidr cidr, Report report) {
        if (cidr.prefix() < 16 || cidr.prefix() > Cidr.SMALLEST) {
            report.add(path, "a block of /16 to /28", REMEDY_FOR_BLOCKS);
            return false;
        }
        if (!cidr.isAligned()) {
            report.add(path, cidr.aligned() + ", where a block of this size begins");
            return false;
        }
        return true;
    }

    private static List<Block> blocks(Network network) {
        var blocks = new ArrayList<Block>();
        network.subnets().forEach((tier, cidrs) -> {
            for (int i = 0; i < cidrs.size(); i++) {
                var path = subnet(tier, i);
                Cidr.parse(cidrs.get(i)).ifPresent(cidr -> blocks.add(new Block(path, cidr)));
            }
        });
        return blocks;
    }

    private static JsonPointer subnet(Tier tier, int index) {
        return SUBNETS.appendProperty(tier.word()).appendIndex(index);
    }
}
