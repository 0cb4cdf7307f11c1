package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.Property;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbSubnetGroupRequest;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
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
        return RdsType.of(
                        READER, rds, home, "subgrp", DBSubnetGroup::dbSubnetGroupName, DBSubnetGroup::dbSubnetGroupArn)
                .list(_ -> rds.describeDBSubnetGroupsPaginator().dbSubnetGroups().stream())
                .create(CreateDbSubnetGroupRequest::builder, (request, key, _) -> rds.createDBSubnetGroup(
                                request.dbSubnetGroupName(key.physicalName()).build())
                        .dbSubnetGroup())
                // RDS takes the subnets as they are to be, whatever has changed.
                .update((_, found, spec, _) -> {
                    rds.modifyDBSubnetGroup(
                            request -> CHANGE.fill(request, spec).dbSubnetGroupName(found.id()));
                    return found.with(spec);
                })
                .delete(found -> rds.deleteDBSubnetGroup(request -> request.dbSubnetGroupName(found.id())));
    }
}
