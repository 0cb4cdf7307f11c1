package dev.terrace.data;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Property;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DbSubnetGroupAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.Subnet;

/**
 * The subnets that RDS may put a database into. {@code Ref} is its name.
 *
 * @param subnetIds in two zones at least
 */
@AwsType("AWS::RDS::DBSubnetGroup")
record DbSubnetGroup(@Property("DBSubnetGroupDescription") String description, Set<String> subnetIds) {

    static final class Type implements ResourceType<DbSubnetGroup> {
        private final RdsClient rds;
        private final Home home;

        Type(RdsClient rds, Home home) {
            this.rds = rds;
            this.home = home;
        }

        @Override
        public Class<DbSubnetGroup> spec() {
            return DbSubnetGroup.class;
        }

        @Override
        public List<Found<DbSubnetGroup>> find(Owner owner) {
            return rds.describeDBSubnetGroupsPaginator().dbSubnetGroups().stream()
                    .flatMap(group -> RdsTags.nameFor(rds, owner, group.dbSubnetGroupName(), group.dbSubnetGroupArn())
                            .map(name -> found(name, group))
                            .stream())
                    .toList();
        }

        private static Found<DbSubnetGroup> found(String name, DBSubnetGroup group) {
            var subnets = group.subnets().stream().map(Subnet::subnetIdentifier).collect(Collectors.toSet());
            return Found.ready(
                    name,
                    group.dbSubnetGroupName(),
                    new DbSubnetGroup(group.dbSubnetGroupDescription(), subnets),
                    Map.of("Arn", group.dbSubnetGroupArn()));
        }

        @Override
        public Result.Output foreseen(Key key, DbSubnetGroup wanted) {
            return new Result.Output(key.physicalName(), Map.of("Arn", arn(key)));
        }

        private String arn(Key key) {
            return home.arn("rds", "subgrp:" + key.physicalName());
        }

        @Override
        public Found<DbSubnetGroup> create(Key key, DbSubnetGroup spec) {
            try {
                var created = rds.createDBSubnetGroup(request -> request.dbSubnetGroupName(key.physicalName())
                                .dbSubnetGroupDescription(spec.description())
                                .subnetIds(spec.subnetIds())
                                .tags(RdsTags.of(key.tags())))
                        .dbSubnetGroup();
                return found(key.name(), created);
            } catch (DbSubnetGroupAlreadyExistsException e) {
                throw RdsTags.alreadyThere(rds, key, arn(key), e);
            }
        }

        @Override
        public Found<DbSubnetGroup> update(
                Key key, Found<DbSubnetGroup> found, DbSubnetGroup spec, Set<String> changed) {
            rds.modifyDBSubnetGroup(request -> request.dbSubnetGroupName(found.id())
                    .dbSubnetGroupDescription(spec.description())
                    .subnetIds(spec.subnetIds()));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<DbSubnetGroup> found) {
            AwsProblems.unlessGone(() -> rds.deleteDBSubnetGroup(request -> request.dbSubnetGroupName(found.id())));
            return true;
        }
    }
}
