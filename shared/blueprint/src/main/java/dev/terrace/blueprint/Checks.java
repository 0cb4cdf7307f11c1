package dev.terrace.blueprint;

import java.util.List;

/**
 * All checks of meaning. A new one is a method in the class of its section and a line here. Checks see a platform that is
 * right in form; of what they report, only that reaches the user which does not hang on a value that is not.
 */
final class Checks {
    static final List<Check> ALL = List.of(
            NameChecks::tagsAreThoseThatAwsTakes,
            NameChecks::repositoriesHaveNamesThatEcrTakes,
            NameChecks::namespaceIsNotOneOfKubernetes,
            NameChecks::componentsHaveNamesOfTheirOwn,
            NameChecks::componentsHaveNamesThatAreFree,
            NameChecks::arnsAreOfThePartition,
            OfferChecks::regionsAreThoseOfAws,
            OfferChecks::zonesAreThoseOfTheRegion,
            OfferChecks::instanceTypesAreOffered,
            OfferChecks::databaseClassesAreOffered,
            OfferChecks::cacheNodeTypesAreOffered,
            OfferChecks::versionsAreOffered,
            OfferChecks::addonsAreThoseOfEks,
            NetworkChecks::vpcIsAPrivateBlock,
            NetworkChecks::zonesAreDistinct,
            NetworkChecks::eachTierHasABlockPerZone,
            NetworkChecks::subnetsAreBlocksOfTheVpc,
            NetworkChecks::subnetsDoNotOverlap,
            NetworkChecks::natGatewaysHaveAPublicSubnet,
            NetworkChecks::flowLogsHaveARetentionOfCloudWatch,
            NetworkChecks::clusterHasPrivateSubnetsInTwoZones,
            NetworkChecks::nodesReachTheirImages,
            NetworkChecks::databaseHasSubnetsInTwoZones,
            NetworkChecks::internetFacingIngressHasPublicSubnets,
            DataChecks::databaseAndUserHaveNamesThatPostgresTakes,
            DataChecks::storageHasRoomToGrow,
            DataChecks::windowsAreWrittenAsRdsReadsThem,
            DataChecks::maintenanceDoesNotMeetTheBackup,
            DeletionChecks::keysStayWithWhatTheyEncrypt,
            ClusterChecks::kubernetesCanBeReached,
            ClusterChecks::nodeGroupsHaveMinDesiredAndMaxInOrder,
            ClusterChecks::instanceTypesAreOfOneArchitecture,
            ClusterChecks::instanceTypesAreThoseOfNodes,
            ClusterChecks::labelsAreThoseThatEksTakes,
            ClusterChecks::podIdentityHasItsAgent,
            ApplicationChecks::applicationHasACluster,
            ApplicationChecks::replicasAreSaidOnce,
            ApplicationChecks::autoscalingHasMinAndMaxInOrder,
            ApplicationChecks::autoscalingHasSomethingToGoBy,
            ApplicationChecks::quantitiesAreThoseOfKubernetes,
            ApplicationChecks::requestsStayWithinLimits,
            ApplicationChecks::drainsCanGoOn,
            ApplicationChecks::rolloutsCanGoOn,
            ApplicationChecks::probesAskOneThing,
            ApplicationChecks::quotaHasRoomForAllComponents,
            ApplicationChecks::ingressLeadsToComponents,
            ApplicationChecks::connectionsAreToWhatThereIs,
            ApplicationChecks::connectionsAreAllowedAtBothEnds,
            ApplicationChecks::tokensAreKnown,
            ApplicationChecks::imagesHaveReferences,
            ApplicationChecks::environmentFitsIntoAConfigMap,
            ApplicationChecks::environmentHoldsNoSecret,
            ApplicationChecks::commandsBeginWithAProgram,
            ApplicationChecks::stringsAreThoseThatLinuxTakes,
            ApplicationChecks::permissionsNameActions,
            ApplicationChecks::rolesCanBeUsed,
            IngressChecks::pathsHaveNoEmptyParts,
            IngressChecks::hostIsShortEnough,
            RoomChecks::eachPodFitsOnANode,
            RoomChecks::nodesHaveRoomForAllPods);

    private Checks() {}
}
