package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import dev.terrace.platform.VersionWish;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.paginators.DescribeDBParametersIterable;

/**
 * The parameters of a database. {@code Ref} is its name.
 *
 * <p>What PostgreSQL can change while it runs applies at once; the rest when the database is next restarted, which Terrace does
 * not do on its own account.
 *
 * @param family {@code postgres15}; in a declaration with a version that is wished for, {@code postgres15.5+}
 * @param parameters all that differ from RDS's defaults, by RDS's names
 */
@AwsType("AWS::RDS::DBParameterGroup")
record DbParameterGroup(
        @CreateOnly String description, @CreateOnly String family, Map<String, String> parameters) {
    static final String FAMILY = "postgres";

    DbParameterGroup {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    static ResourceType<DbParameterGroup> type(RdsClient rds, EngineVersions versions, Home home) {
        var parameters = new Parameters(rds, versions, new ConcurrentHashMap<>());
        var reader = SpecReader.of(DbParameterGroup.class, DBParameterGroup.builder())
                .from("family", "DBParameterGroupFamily")
                .with("parameters", group -> parameters.parameters(group.dbParameterGroupName()));
        return RdsType.of(
                        reader,
                        rds,
                        home,
                        "pg",
                        DBParameterGroup::dbParameterGroupName,
                        DBParameterGroup::dbParameterGroupArn)
                .list(_ -> rds.describeDBParameterGroupsPaginator().dbParameterGroups().stream())
                .settle(parameters::settle)
                .change(
                        "parameters",
                        Map.of(),
                        (found, spec) -> parameters.put(found.id(), found.spec().parameters, spec.parameters))
                .create(
                        CreateDbParameterGroupRequest::builder,
                        writer -> writer.to("family", "DBParameterGroupFamily"),
                        (request, key, _) -> rds.createDBParameterGroup(request.dbParameterGroupName(key.physicalName())
                                        .build())
                                .dbParameterGroup())
                .delete(found -> rds.deleteDBParameterGroup(request -> request.dbParameterGroupName(found.id())));
    }

    static boolean isMetBy(VersionWish wish, String family) {
        if (!family.matches(FAMILY + "\\d+")) {
            return false;
        }
        var major = Integer.parseInt(family.substring(FAMILY.length()));
        var wished = EngineVersions.major(wish.version());
        return wish.orLater() ? major >= wished : major == wished;
    }

    /**
     * The parameters of the groups.
     *
     * @param values what those that nobody has set are in a group, once they were asked for
     */
    private record Parameters(RdsClient rds, EngineVersions versions, Map<String, Map<String, String>> values) {
        /** How many parameters one call may change. */
        private static final int BATCH = 20;

        /** Those that somebody has set to another value than the family's own. */
        Map<String, String> parameters(String group) {
            return valuesOf(rds.describeDBParametersPaginator(
                    request -> request.dbParameterGroupName(group).source("user")));
        }

        private static Map<String, String> valuesOf(DescribeDBParametersIterable described) {
            return described.parameters().stream()
                    .filter(parameter -> parameter.parameterValue() != null)
                    .collect(Collectors.toMap(Parameter::parameterName, Parameter::parameterValue));
        }

        /**
         * The family of the version that is wished for; one that is there stays, as the database in it does. And of the parameters
         * those that the family does not have by itself: RDS does not tell the others from parameters that nobody has set.
         */
        DbParameterGroup settle(DbParameterGroup wanted, Found<DbParameterGroup> found) {
            var wish = VersionWish.of(wanted.family().substring(FAMILY.length()));
            if (found == null) {
                return Records.with(wanted, Map.of("family", familyOf(wish)));
            }
            var unset = Difference.between(
                            found.spec().parameters().keySet(),
                            wanted.parameters().keySet())
                    .missing();
            var byThemselves = unset.isEmpty() ? Map.<String, String>of() : valuesOf(found.id(), unset);
            var parameters = new TreeMap<>(wanted.parameters());
            parameters.entrySet().removeIf(wished -> wished.getValue().equals(byThemselves.get(wished.getKey())));
            return new DbParameterGroup(
                    wanted.description(),
                    isMetBy(wish, found.spec().family()) ? found.spec().family() : familyOf(wish),
                    parameters);
        }

        /** What these parameters are in the group, whoever set them: asked for once in a walk, all in one call. */
        private Map<String, String> valuesOf(String group, List<String> names) {
            return values.computeIfAbsent(group, _ -> {
                var described =
                        valuesOf(rds.describeDBParametersPaginator(request -> request.dbParameterGroupName(group)
                                .filters(Filter.builder()
                                        .name("parameter-name")
                                        .values(names)
                                        .build())));
                described.keySet().retainAll(names);
                return described;
            });
        }

        private String familyOf(VersionWish wish) {
            return FAMILY + EngineVersions.major(wish.orLater() ? versions.choose(wish) : wish.version());
        }

        void put(String group, Map<String, String> present, Map<String, String> wanted) {
            values.remove(group);
            var dynamic = dynamicParameters(group);
            wanted.entrySet().stream()
                    .filter(wished -> !wished.getValue().equals(present.get(wished.getKey())))
                    .map(wished -> parameter(wished.getKey(), wished.getValue(), dynamic))
                    .gather(Gatherers.windowFixed(BATCH))
                    .forEach(batch -> rds.modifyDBParameterGroup(
                            request -> request.dbParameterGroupName(group).parameters(batch)));
            Difference.between(present.keySet(), wanted.keySet()).surplus().stream()
                    .map(name -> parameter(name, null, dynamic))
                    .gather(Gatherers.windowFixed(BATCH))
                    .forEach(batch -> rds.resetDBParameterGroup(
                            request -> request.dbParameterGroupName(group).parameters(batch)));
        }

        /** RDS refuses to apply a static parameter at once, and wants to be told when for each. */
        private Set<String> dynamicParameters(String group) {
            return rds
                    .describeDBParametersPaginator(request -> request.dbParameterGroupName(group))
                    .parameters()
                    .stream()
                    .filter(parameter -> "dynamic".equals(parameter.applyType()))
                    .map(Parameter::parameterName)
                    .collect(Collectors.toSet());
        }

        private static Parameter parameter(String name, String value, Set<String> dynamic) {
            return Parameter.builder()
                    .parameterName(name)
                    .parameterValue(value)
                    .applyMethod(dynamic.contains(name) ? ApplyMethod.IMMEDIATE : ApplyMethod.PENDING_REBOOT)
                    .build();
        }
    }
}
