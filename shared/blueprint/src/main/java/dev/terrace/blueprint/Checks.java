package dev.terrace.blueprint;

import java.util.List;

/**
 * All checks of meaning, each with the sections of the blueprint that it reads. A new one is a method in the class of its
 * section and a line here.
 */
final class Checks {
    static final List<Check> ALL = List.of(
            Check.of(NameChecks::tagsAreThoseThatAwsTakes, "tags"),
            Check.of(NameChecks::repositoriesHaveNamesThatEcrTakes, "platform", "application"),
            Check.of(NameChecks::namespaceIsNotOneOfKubernetes, "application"),
            Check.of(NameChecks::componentsHaveNamesOfTheirOwn, "application", "data"),
            Check.of(NetworkChecks::vpcIsAPrivateBlock, "network"),
            Check.of(NetworkChecks::zonesAreDistinctAndInTheRegion, "network", "region"),
            Check.of(NetworkChecks::eachTierHasABlockPerZone, "network"),
            Check.of(NetworkChecks::subnetsAreBlocksOfTheVpc, "network"),
            Check.of(NetworkChecks::subnetsDoNotOverlap, "network"),
            Check.of(NetworkChecks::natGatewaysHaveAPublicSubnet, "network"),
            Check.of(NetworkChecks::flowLogsHaveARetentionOfCloudWatch, "network"),
            Check.of(NetworkChecks::clusterHasPrivateSubnetsInTwoZones, "network", "cluster"),
            Check.of(NetworkChecks::nodesReachTheirImages, "network", "cluster"),
            Check.of(NetworkChecks::databaseHasSubnetsInTwoZones, "network", "data"),
            Check.of(NetworkChecks::internetFacingIngressHasPublicSubnets, "network", "application"),
            Check.of(DataChecks::instanceClassIsOne, "data"),
            Check.of(DataChecks::databaseAndUserHaveNamesThatPostgresTakes, "data"),
            Check.of(DataChecks::storageHasRoomToGrow, "data"),
            Check.of(DataChecks::windowsAreWrittenAsRdsReadsThem, "data"),
            Check.of(DataChecks::maintenanceDoesNotMeetTheBackup, "data"),
            Check.of(ClusterChecks::kubernetesCanBeReached, "cluster"),
            Check.of(ClusterChecks::nodeGroupsHaveMinDesiredAndMaxInOrder, "cluster"),
            Check.of(ClusterChecks::instanceTypesAreOfOneArchitecture, "cluster"),
            Check.of(ClusterChecks::labelsAreThoseOfKubernetes, "cluster"),
            Check.of(ClusterChecks::podIdentityHasItsAgent, "cluster"),
            Check.of(ApplicationChecks::applicationHasACluster, "application", "cluster"),
            Check.of(ApplicationChecks::replicasAreSaidOnce, "application"),
            Check.of(ApplicationChecks::autoscalingHasMinAndMaxInOrder, "application"),
            Check.of(ApplicationChecks::autoscalingHasSomethingToGoBy, "application"),
            Check.of(ApplicationChecks::quantitiesAreThoseOfKubernetes, "application"),
            Check.of(ApplicationChecks::requestsStayWithinLimits, "application"),
            Check.of(ApplicationChecks::drainsCanGoOn, "application"),
            Check.of(ApplicationChecks::rolloutsCanGoOn, "application"),
            Check.of(ApplicationChecks::probesAskOneThing, "application"),
            Check.of(ApplicationChecks::quotaHasRoomForAllComponents, "application"),
            Check.of(ApplicationChecks::ingressLeadsToComponents, "application"),
            Check.of(ApplicationChecks::connectionsAreToWhatThereIs, "application", "data"),
            Check.of(ApplicationChecks::connectionsAreAllowedAtBothEnds, "application"),
            Check.of(ApplicationChecks::tokensAreKnown, "application", "data"),
            Check.of(ApplicationChecks::environmentHoldsNoSecret, "application"),
            Check.of(ApplicationChecks::permissionsNameActions, "application"));

    private Checks() {}
}
