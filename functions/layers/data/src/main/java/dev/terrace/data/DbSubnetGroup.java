package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.Key;
import dev.terrace.engine.Property;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.DbSubnetGroupAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.ModifyDbSubnetGroupRequest;

/**
 * The subnets that RDS may put a database into. {@code Ref} is its name.
 *
 * @param subnetIds in two zones at least
 */
@AwsType("AWS::RDS::DBSubnetGroup")
record DbSubnetGroup(@Property("DBSubnetGroupDescription") String description, Set<String> subnetIds) {

    private static final SpecReader<DBSubnetGroup, DbSubnetGroup> READER =
            SpecReader.of(DbSubnetGroup.class, DBSubnetGroup.builder()).from("subnetIds", "Subnets.SubnetIdentifier");

    private static final SpecWriter<DbSubnetGroup, ModifyDbSubnetGroupRequest.Builder> CHANGE =
            SpecWriter.changing(DbSubnetGroup.class, ModifyDbSubnetGroupRequest.builder());

    static ResourceType<DbSubnetGroup> type(RdsClient rds, Home home) {
        return PlainType.of(READER)
                .list(_ -> rds.describeDBSubnetGroupsPaginator().dbSubnetGroups().stream())
                .name((owner, group) ->
                        RdsTags.nameFor(rds, owner, group.dbSubnetGroupName(), group.dbSubnetGroupArn()))
                .id(DBSubnetGroup::dbSubnetGroupName)
                .attribute("Arn", DBSubnetGroup::dbSubnetGroupArn)
                .foreseen((key, _) -> new Result.Output(key.physicalName(), Map.of("Arn", arn(home, key))))
                .create(CreateDbSubnetGroupRequest::builder, (request, key, _) -> rds.createDBSubnetGroup(
                                request.dbSubnetGroupName(key.physicalName()).build())
                        .dbSubnetGroup())
                .taken(
                        DbSubnetGroupAlreadyExistsException.class::isInstance,
                        (key, _) -> RdsTags.ofResource(rds, arn(home, key)))
                // RDS takes the subnets as they are to be, whatever has changed.
                .update((_, found, spec, _) -> {
                    rds.modifyDBSubnetGroup(
                            request -> CHANGE.fill(request, spec).dbSubnetGroupName(found.id()));
                    return found.with(spec);
                })
                .delete(found -> rds.deleteDBSubnetGroup(request -> request.dbSubnetGroupName(found.id())));
    }

    private static String arn(Home home, Key key) {
        return home.arn("rds", "subgrp:" + key.physicalName());
    }
}
