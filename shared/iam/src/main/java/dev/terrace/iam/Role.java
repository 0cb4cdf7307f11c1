package dev.terrace.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;

/**
 * An IAM role, on the platform's path {@code /terrace/<platform>/}. {@code Ref} is its name; {@code Arn} an attribute.
 *
 * @param managedPolicyArns all that are attached: one that was attached by hand is detached
 * @param policies all inline policies, by name
 * @param maxSessionDuration in seconds, 3600 to 43200
 */
@AwsType("AWS::IAM::Role")
public record Role(
        String description,
        Json assumeRolePolicyDocument,
        Set<String> managedPolicyArns,
        Map<String, Json> policies,
        int maxSessionDuration) {
    private static final int AN_HOUR = 3600;

    public Role {
        managedPolicyArns = Set.copyOf(managedPolicyArns);
        policies = Collections.unmodifiableMap(new TreeMap<>(policies));
    }

    /** A role with IAM's own session duration, an hour. */
    public Role(
            String description,
            Json assumeRolePolicyDocument,
            Set<String> managedPolicyArns,
            Map<String, Json> policies) {
        this(description, assumeRolePolicyDocument, managedPolicyArns, policies, AN_HOUR);
    }

    /** As it is listed; its policies are told elsewhere. */
    private static final SpecReader<software.amazon.awssdk.services.iam.model.Role, Role> READER = SpecReader.of(
                    Role.class, software.amazon.awssdk.services.iam.model.Role.builder())
            .with("description", role -> Objects.requireNonNullElse(role.description(), ""))
            .with("assumeRolePolicyDocument", role -> json(role.assumeRolePolicyDocument()))
            .with("managedPolicyArns", _ -> Set.of())
            .with("policies", _ -> Map.of())
            .with("maxSessionDuration", role -> Objects.requireNonNullElse(role.maxSessionDuration(), AN_HOUR));

    public static ResourceType<Role> type(IamClient iam, Home home) {
        var ownership = new Ownership(home);
        var roles = new Roles(iam, ownership);
        var type = PlainType.of(READER);
        return type.find(owner -> roles.of(owner)
                        .flatMap(told -> ownership
                                .here(told.detail)
                                .flatMap(tags -> Tags.nameFor(owner, tags, told.role.roleName()))
                                .map(name -> type.found(name, told.role, told.spec()))
                                .stream()))
                .id(role -> role.roleName())
                .attribute("Arn", role -> role.arn())
                .foreseen((key, _) -> new Result.Output(key.physicalName(), Map.of("Arn", arn(home, key))))
                .tagging(ownership::tag)
                .change(
                        "assumeRolePolicyDocument",
                        (found, spec) -> iam.updateAssumeRolePolicy(request ->
                                request.roleName(found.id()).policyDocument(spec.assumeRolePolicyDocument.text())))
                .change(
                        List.of("description", "maxSessionDuration"),
                        (found, spec) -> iam.updateRole(request -> request.roleName(found.id())
                                .description(spec.description)
                                .maxSessionDuration(spec.maxSessionDuration)))
                .change("policies", Map.of(), (found, spec) -> roles.putPolicies(found, spec.policies))
                .change("managedPolicyArns", Set.of(), (found, spec) -> roles.attach(found, spec.managedPolicyArns))
                .create(
                        CreateRoleRequest::builder,
                        (request, key, _) -> roles.create(
                                key,
                                request.roleName(key.physicalName())
                                        .path(key.owner().iamPath())
                                        .build()))
                .delete(roles::delete);
    }

    private static String arn(Home home, Key key) {
        return home.globalArn("iam", "role" + key.owner().iamPath() + key.physicalName());
    }

    /** IAM answers with policies in percent-encoding (RFC 3986). */
    private static Json json(String encoded) {
        return new Json(URLDecoder.decode(encoded, UTF_8));
    }

    /** @param detail with what the list does not tell: tags and policies */
    private record Told(software.amazon.awssdk.services.iam.model.Role role, RoleDetail detail) {
        Role spec() {
            var attached = detail.attachedManagedPolicies().stream()
                    .map(AttachedPolicy::policyArn)
                    .collect(Collectors.toSet());
            var policies = detail.rolePolicyList().stream()
                    .collect(Collectors.toMap(PolicyDetail::policyName, policy -> json(policy.policyDocument())));
            return Records.with(READER.read(role), Map.of("managedPolicyArns", attached, "policies", policies));
        }
    }

    private record Roles(IamClient iam, Ownership ownership) {
        /** The most that IAM gives in one answer. */
        private static final int PAGE = 1000;

        /**
         * Of the details IAM makes a page for longer than of a list: of a thousand roles, for longer than a call may be silent
         * ({@link dev.terrace.aws.Aws}).
         */
        private static final int PAGE_OF_DETAILS = 200;

        /** How much of a large account is read before its roles are asked for one by one. */
        private static final int MOST_PAGES = 5;

        /**
         * A few calls for all roles, however many. ListRoles can be asked for a path, but tells neither tags nor policies;
         * to ask for those role by role takes four calls each. GetAccountAuthorizationDetails tells all policies and tags
         * at once (though not the description), but of every role of the account, in no order that one could rely on. So
         * ListRoles says which are meant, and the details are read until all of these have been seen: not at all where
         * there is none, one page in an account of up to two hundred roles. In one of many thousands, or where IAM does not
         * answer in time, what the first pages do not show is asked for role by role.
         */
        Stream<Told> of(Owner owner) {
            var listed = list(owner.iamPath())
                    .collect(Collectors.toMap(software.amazon.awssdk.services.iam.model.Role::roleName, role -> role));
            var told = new ArrayList<Told>();
            return listed.isEmpty() || readDetails(listed, told)
                    ? told.stream()
                    : Stream.concat(
                            told.stream(),
                            listed.values().stream()
                                    .gather(Gatherers.mapConcurrent(listed.size(), this::ask))
                                    .flatMap(Optional::stream));
        }

        /**
         * Takes from the list what the details tell.
         *
         * @return whether what is left is not there
         */
        private boolean readDetails(
                Map<String, software.amazon.awssdk.services.iam.model.Role> listed, List<Told> told) {
            var read = 0;
            try {
                for (var page : iam.getAccountAuthorizationDetailsPaginator(
                        request -> request.filter(EntityType.ROLE).maxItems(PAGE_OF_DETAILS))) {
                    page.roleDetailList().stream()
                            .filter(detail -> listed.containsKey(detail.roleName()))
                            .forEach(detail -> told.add(new Told(listed.remove(detail.roleName()), detail)));
                    if (listed.isEmpty() || ++read == MOST_PAGES) {
                        return listed.isEmpty();
                    }
                }
                return true;
            } catch (SdkClientException _) {
                // No answer in time; where there is none to smaller questions either, those say so.
                return false;
            }
        }

        private Optional<Told> ask(software.amazon.awssdk.services.iam.model.Role role) {
            var name = role.roleName();
            try {
                var detail = RoleDetail.builder()
                        .tags(iam.listRoleTags(request -> request.roleName(name))
                                .tags())
                        .attachedManagedPolicies(iam
                                .listAttachedRolePoliciesPaginator(request -> request.roleName(name))
                                .attachedPolicies()
                                .stream()
                                .toList())
                        .rolePolicyList(
                                iam.listRolePoliciesPaginator(request -> request.roleName(name)).policyNames().stream()
                                        .map(policy -> ask(name, policy))
                                        .toList());
                return Optional.of(new Told(role, detail.build()));
            } catch (IamException e) {
                if (isGone(name, e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        private PolicyDetail ask(String role, String policy) {
            var document = iam.getRolePolicy(request -> request.roleName(role).policyName(policy))
                    .policyDocument();
            return PolicyDetail.builder()
                    .policyName(policy)
                    .policyDocument(document)
                    .build();
        }

        software.amazon.awssdk.services.iam.model.Role create(Key key, CreateRoleRequest request) {
            try {
                return iam.createRole(request).role();
            } catch (EntityAlreadyExistsException e) {
                throw alreadyThere(key, e);
            }
        }

        /** Whose a role on a path that is not Terrace's is, no function may know. */
        private ProblemException alreadyThere(Key key, EntityAlreadyExistsException refused) {
            var name = key.physicalName();
            try {
                var present = iam.getRole(request -> request.roleName(name)).role();
                return ownership.alreadyThere(key, present, refused);
            } catch (IamException e) {
                if (!AwsProblems.notFound(e) && !AwsProblems.denied(e)) {
                    throw e;
                }
                var elsewhere = listed(name)
                        .filter(role -> !role.path().equals(key.owner().iamPath()));
                return elsewhere.isPresent()
                        ? AwsProblems.alreadyThere(key, Map.of(), refused)
                        : AwsProblems.notListedYet(key);
            }
        }

        void delete(Found<Role> found) {
            try {
                putPolicies(found, Map.of());
                attach(found, Set.of());
                iam.deleteRole(request -> request.roleName(found.id()));
            } catch (IamException e) {
                if (!isGone(found.id(), e)) {
                    throw e;
                }
            }
        }

        /**
         * Whether a call about a role was refused because the role is not there. IAM learns a role's path from the role: while there
         * is none, it asks for the permission on {@code role/<name>}, which no function has, and says that the call is denied.
         */
        private boolean isGone(String role, IamException refused) {
            return AwsProblems.notFound(refused)
                    || AwsProblems.denied(refused) && listed(role).isEmpty();
        }

        /** The role of this name, on whatever path: the list of all roles asks for no permission on any of them. */
        private Optional<software.amazon.awssdk.services.iam.model.Role> listed(String name) {
            return list(null).filter(role -> role.roleName().equals(name)).findFirst();
        }

        private Stream<software.amazon.awssdk.services.iam.model.Role> list(String path) {
            return iam.listRolesPaginator(request -> request.pathPrefix(path).maxItems(PAGE)).roles().stream();
        }

        void putPolicies(Found<Role> found, Map<String, Json> wanted) {
            var present = found.spec().policies;
            wanted.forEach((name, policy) -> {
                if (!policy.equals(present.get(name))) {
                    iam.putRolePolicy(request ->
                            request.roleName(found.id()).policyName(name).policyDocument(policy.text()));
                }
            });
            Difference.between(present.keySet(), wanted.keySet())
                    .surplus()
                    .forEach(name -> AwsProblems.unlessGone(() -> iam.deleteRolePolicy(
                            request -> request.roleName(found.id()).policyName(name))));
        }

        void attach(Found<Role> found, Set<String> wanted) {
            var arns = Difference.between(found.spec().managedPolicyArns, wanted);
            arns.missing()
                    .forEach(arn -> iam.attachRolePolicy(
                            request -> request.roleName(found.id()).policyArn(arn)));
            arns.surplus()
                    .forEach(arn -> AwsProblems.unlessGone(() -> iam.detachRolePolicy(
                            request -> request.roleName(found.id()).policyArn(arn))));
        }
    }
}
