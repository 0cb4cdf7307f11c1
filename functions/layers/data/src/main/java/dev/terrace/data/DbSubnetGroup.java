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
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DbSubnetGroupAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.Subnet;

/**
 * The subnets that RDS may put a database into. {@code Ref} is its name.
 *
 * @param subnetIds in two zones at least
 */
@AwsType("AWS::RDS::DBSubnetGroup")
record DbSubnetGroup(@Property("DBSubnetGroupDescription") String description, Set<String> subnetIds) {

    static final class Type implements ResourceType<DbSubnetGroup> {
        private static final SpecReader<DBSubnetGroup, DbSubnetGroup> READER = SpecReader.of(
                        DbSubnetGroup.class, DBSubnetGroup.builder())
                .with("subnetIds", group -> group.subnets().stream()
                        .map(Subnet::subnetIdentifier)
                        .toList());

        private static final SpecWriter<DbSubnetGroup, CreateDbSubnetGroupRequest.Builder> CREATION =
                SpecWriter.creating(DbSubnetGroup.class, CreateDbSubnetGroupRequest.builder());

        private static final SpecWriter<DbSubnetGroup, ModifyDbSubnetGroupRequest.Builder> CHANGE =
                SpecWriter.changing(DbSubnetGroup.class, ModifyDbSubnetGroupRequest.builder());

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
            return Found.ready(
                    name, group.dbSubnetGroupName(), READER.read(group), Map.of("Arn", group.dbSubnetGroupArn()));
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
                var created = rds.createDBSubnetGroup(request -> CREATION.fill(request, spec)
                                .dbSubnetGroupName(key.physicalName())
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
            rds.modifyDBSubnetGroup(request -> CHANGE.fill(request, spec).dbSubnetGroupName(found.id()));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<DbSubnetGroup> found) {
            AwsProblems.unlessGone(() -> rds.deleteDBSubnetGroup(request -> request.dbSubnetGroupName(found.id())));
            return true;
        }
    }
}
