package dev.terrace.data;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
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

    static final class Type implements ResourceType<DbParameterGroup> {
        /** How many parameters one call may change. */
        private static final int BATCH = 20;

        private static final SpecWriter<DbParameterGroup, CreateDbParameterGroupRequest.Builder> CREATION =
                SpecWriter.creating(DbParameterGroup.class, CreateDbParameterGroupRequest.builder())
                        .with("family", (request, spec) -> request.dbParameterGroupFamily(spec.family()))
                        .without("parameters");

        private final SpecReader<DBParameterGroup, DbParameterGroup> reader = SpecReader.of(
                        DbParameterGroup.class, DBParameterGroup.builder())
                .with("family", DBParameterGroup::dbParameterGroupFamily)
                .with("parameters", group -> parameters(group.dbParameterGroupName()));

        private final RdsClient rds;
        private final EngineVersions versions;
        private final Home home;
        private final Map<String, Map<String, String>> values = new ConcurrentHashMap<>();

        Type(RdsClient rds, EngineVersions versions, Home home) {
            this.rds = rds;
            this.versions = versions;
            this.home = home;
        }

        @Override
        public Class<DbParameterGroup> spec() {
            return DbParameterGroup.class;
        }

        @Override
        public List<Found<DbParameterGroup>> find(Owner owner) {
            return rds.describeDBParameterGroupsPaginator().dbParameterGroups().stream()
                    .flatMap(group ->
                            RdsTags.nameFor(rds, owner, group.dbParameterGroupName(), group.dbParameterGroupArn())
                                    .map(name -> Found.ready(
                                            name,
                                            group.dbParameterGroupName(),
                                            reader.read(group),
                                            Map.of("Arn", group.dbParameterGroupArn())))
                                    .stream())
                    .toList();
        }

        /** Those that somebody has set to another value than the family's own. */
        private Map<String, String> parameters(String group) {
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
        @Override
        public DbParameterGroup settle(DbParameterGroup wanted, Found<DbParameterGroup> found) {
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

        static boolean isMetBy(VersionWish wish, String family) {
            if (!family.matches(FAMILY + "\\d+")) {
                return false;
            }
            var major = Integer.parseInt(family.substring(FAMILY.length()));
            var wished = EngineVersions.major(wish.version());
            return wish.orLater() ? major >= wished : major == wished;
        }

        @Override
        public Result.Output foreseen(Key key, DbParameterGroup wanted) {
            return new Result.Output(key.physicalName(), Map.of("Arn", arn(key)));
        }

        private String arn(Key key) {
            return home.arn("rds", "pg:" + key.physicalName());
        }

        private DBParameterGroup createGroup(Key key, DbParameterGroup spec) {
            try {
                return rds.createDBParameterGroup(request -> CREATION.fill(request, spec)
                                .dbParameterGroupName(key.physicalName())
                                .tags(RdsTags.of(key.tags())))
                        .dbParameterGroup();
            } catch (DbParameterGroupAlreadyExistsException e) {
                throw RdsTags.alreadyThere(rds, key, arn(key), e);
            }
        }

        @Override
        public Found<DbParameterGroup> create(Key key, DbParameterGroup spec) {
            var group = createGroup(key, spec);
            put(group.dbParameterGroupName(), Map.of(), spec.parameters());
            return Found.ready(
                    key.name(), group.dbParameterGroupName(), spec, Map.of("Arn", group.dbParameterGroupArn()));
        }

        @Override
        public Found<DbParameterGroup> update(
                Key key, Found<DbParameterGroup> found, DbParameterGroup spec, Set<String> changed) {
            put(found.id(), found.spec().parameters(), spec.parameters());
            return found.with(spec);
        }

        private void put(String group, Map<String, String> present, Map<String, String> wanted) {
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

        @Override
        public boolean delete(Found<DbParameterGroup> found) {
            AwsProblems.unlessGone(
                    () -> rds.deleteDBParameterGroup(request -> request.dbParameterGroupName(found.id())));
            return true;
        }
    }
}
