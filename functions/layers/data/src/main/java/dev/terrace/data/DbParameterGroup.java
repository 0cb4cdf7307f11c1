package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import dev.terrace.platform.VersionWish;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DbParameterGroupAlreadyExistsException;
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
        return PlainType.of(reader)
                .list(_ -> rds.describeDBParameterGroupsPaginator().dbParameterGroups().stream())
                .name((owner, group) ->
                        RdsTags.nameFor(rds, owner, group.dbParameterGroupName(), group.dbParameterGroupArn()))
                .id(DBParameterGroup::dbParameterGroupName)
                .attribute("Arn", DBParameterGroup::dbParameterGroupArn)
                .settle(parameters::settle)
                .foreseen((key, _) -> new Result.Output(key.physicalName(), Map.of("Arn", arn(home, key))))
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
                .taken(
                        DbParameterGroupAlreadyExistsException.class::isInstance,
                        (key, _) -> RdsTags.ofResource(rds, arn(home, key)))
                .delete(found -> rds.deleteDBParameterGroup(request -> request.dbParameterGroupName(found.id())));
    }

    private static String arn(Home home, Key key) {
        return home.arn("rds", "pg:" + key.physicalName());
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
            var unset = new TreeSet<>(wanted.parameters().keySet());
            unset.removeAll(found.spec().parameters().keySet());
            var byThemselves = unset.isEmpty() ? Map.<String, String>of() : valuesOf(found.id(), unset);
            var parameters = new TreeMap<>(wanted.parameters());
            parameters.entrySet().removeIf(wished -> wished.getValue().equals(byThemselves.get(wished.getKey())));
            return new DbParameterGroup(
                    wanted.description(),
                    isMetBy(wish, found.spec().family()) ? found.spec().family() : familyOf(wish),
                    parameters);
        }

        /** What these parameters are in the group, whoever set them: asked for once in a walk, all in one call. */
        private Map<String, String> valuesOf(String group, Set<String> names) {
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
            var changes = new ArrayList<Parameter>();
            var resets = new ArrayList<Parameter>();
            wanted.forEach((name, value) -> {
                if (!value.equals(present.get(name))) {
                    changes.add(parameter(name, value, dynamic));
                }
            });
            present.keySet().forEach(name -> {
                if (!wanted.containsKey(name)) {
                    resets.add(parameter(name, null, dynamic));
                }
            });
            for (var batch : batches(changes)) {
                rds.modifyDBParameterGroup(
                        request -> request.dbParameterGroupName(group).parameters(batch));
            }
            for (var batch : batches(resets)) {
                rds.resetDBParameterGroup(
                        request -> request.dbParameterGroupName(group).parameters(batch));
            }
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

        private static List<List<Parameter>> batches(List<Parameter> parameters) {
            var batches = new ArrayList<List<Parameter>>();
            for (int from = 0; from < parameters.size(); from += BATCH) {
                batches.add(parameters.subList(from, Math.min(from + BATCH, parameters.size())));
            }
            return batches;
        }
    }
}
