package dev.terrace.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.Tag;

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

    public static final class Type implements ResourceType<Role> {
        /** The most that IAM gives in one answer. */
        private static final int PAGE = 1000;

        /** How much of a large account is read before its roles are asked for one by one. */
        private static final int MOST_PAGES = 3;

        private final IamClient iam;
        private final Home home;
        private final Ownership ownership;

        public Type(IamClient iam, Home home) {
            this.iam = iam;
            this.home = home;
            this.ownership = new Ownership(home);
        }

        @Override
        public Class<Role> spec() {
            return Role.class;
        }

        /**
         * Two calls for all roles, however many. ListRoles can be asked for a path, but tells neither tags nor policies;
         * to ask for those role by role takes four calls each. GetAccountAuthorizationDetails tells all policies and tags
         * at once (though not the description), but of every role of the account, in no order that one could rely on. So
         * ListRoles says which are meant, and the details are read until all of these have been seen: not at all where
         * there is none, one page in an account of up to a thousand roles. In one of many thousands, what the first pages
         * do not show is asked for role by role.
         */
        @Override
        public List<Found<Role>> find(Owner owner) {
            var listed = new HashMap<String, software.amazon.awssdk.services.iam.model.Role>();
            iam.listRolesPaginator(
                            request -> request.pathPrefix(owner.iamPath()).maxItems(PAGE))
                    .roles()
                    .forEach(role -> listed.put(role.roleName(), role));
            var found = new ArrayList<Found<Role>>();
            if (listed.isEmpty()) {
                return found;
            }
            var read = 0;
            for (var page : iam.getAccountAuthorizationDetailsPaginator(
                    request -> request.filter(EntityType.ROLE).maxItems(PAGE))) {
                for (var detail : page.roleDetailList()) {
                    var role = listed.remove(detail.roleName());
                    if (role != null) {
                        found(owner, role, detail.tags(), specOf(role, detail)).ifPresent(found::add);
                    }
                }
                if (listed.isEmpty() || ++read == MOST_PAGES) {
                    break;
                }
            }
            if (read == MOST_PAGES) {
                found.addAll(oneByOne(owner, listed.values()));
            }
            return found;
        }

        private Optional<Found<Role>> found(
                Owner owner, software.amazon.awssdk.services.iam.model.Role role, List<Tag> tags, Role spec) {
            return ownership
                    .here(tags)
                    .flatMap(here -> Tags.nameFor(owner, here, role.roleName()))
                    .map(name -> Found.ready(name, role.roleName(), spec, attributes(role.arn())));
        }

        private List<Found<Role>> oneByOne(
                Owner owner, Collection<software.amazon.awssdk.services.iam.model.Role> roles) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                return roles.stream()
                        .map(role -> CompletableFuture.supplyAsync(() -> read(owner, role), threads))
                        .toList()
                        .stream()
                        .flatMap(read -> join(read).stream())
                        .toList();
            }
        }

        private static <T> T join(CompletableFuture<T> read) {
            try {
                return read.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        private Optional<Found<Role>> read(Owner owner, software.amazon.awssdk.services.iam.model.Role role) {
            var name = role.roleName();
            try {
                var tags = iam.listRoleTags(request -> request.roleName(name)).tags();
                var attached = iam
                        .listAttachedRolePoliciesPaginator(request -> request.roleName(name))
                        .attachedPolicies()
                        .stream()
                        .map(AttachedPolicy::policyArn)
                        .collect(Collectors.toSet());
                var policies = iam.listRolePoliciesPaginator(request -> request.roleName(name)).policyNames().stream()
                        .collect(Collectors.toMap(
                                policy -> policy,
                                policy -> json(iam.getRolePolicy(request ->
                                                request.roleName(name).policyName(policy))
                                        .policyDocument())));
                return found(owner, role, tags, specOf(role, role.assumeRolePolicyDocument(), attached, policies));
            } catch (IamException e) {
                if (isGone(name, e)) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        static Role specOf(software.amazon.awssdk.services.iam.model.Role role, RoleDetail detail) {
            return specOf(
                    role,
                    detail.assumeRolePolicyDocument(),
                    detail.attachedManagedPolicies().stream()
                            .map(AttachedPolicy::policyArn)
                            .collect(Collectors.toSet()),
                    detail.rolePolicyList().stream()
                            .collect(Collectors.toMap(
                                    policy -> policy.policyName(), policy -> json(policy.policyDocument()))));
        }

        private static Role specOf(
                software.amazon.awssdk.services.iam.model.Role role,
                String assumeRolePolicyDocument,
                Set<String> attached,
                Map<String, Json> policies) {
            return new Role(
                    role.description() == null ? "" : role.description(),
                    json(assumeRolePolicyDocument),
                    attached,
                    policies,
                    role.maxSessionDuration() == null ? AN_HOUR : role.maxSessionDuration());
        }

        /** IAM answers with policies in percent-encoding (RFC 3986). */
        private static Json json(String encoded) {
            return new Json(URLDecoder.decode(encoded, UTF_8));
        }

        private static Map<String, String> attributes(String arn) {
            return Map.of("Arn", arn);
        }

        @Override
        public Result.Output foreseen(Key key, Role wanted) {
            var name = key.physicalName();
            return new Result.Output(
                    name, attributes(home.globalArn("iam", "role" + key.owner().iamPath() + name)));
        }

        @Override
        public Found<Role> create(Key key, Role spec) {
            var role = createRole(key, spec);
            putPolicies(role.roleName(), Map.of(), spec.policies());
            attach(role.roleName(), Set.of(), spec.managedPolicyArns());
            return Found.ready(key.name(), role.roleName(), spec, attributes(role.arn()));
        }

        private software.amazon.awssdk.services.iam.model.Role createRole(Key key, Role spec) {
            try {
                return iam.createRole(request -> request.roleName(key.physicalName())
                                .path(key.owner().iamPath())
                                .description(spec.description())
                                .assumeRolePolicyDocument(
                                        spec.assumeRolePolicyDocument().text())
                                .maxSessionDuration(spec.maxSessionDuration())
                                .tags(ownership.tags(key)))
                        .role();
            } catch (EntityAlreadyExistsException e) {
                throw alreadyThere(key, e);
            }
        }

        /** Whose a role on a path that is not Terrace's is, no function may know. */
        private ProblemException alreadyThere(Key key, EntityAlreadyExistsException refused) {
            var name = key.physicalName();
            try {
                var present = iam.getRole(request -> request.roleName(name)).role();
                return ownership.alreadyThere(key, present.tags(), refused);
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
            return iam.listRolesPaginator(request -> request.maxItems(PAGE)).roles().stream()
                    .filter(role -> role.roleName().equals(name))
                    .findFirst();
        }

        @Override
        public Found<Role> update(Key key, Found<Role> found, Role spec, Set<String> changed) {
            var name = found.id();
            if (changed.contains("assumeRolePolicyDocument")) {
                iam.updateAssumeRolePolicy(request -> request.roleName(name)
                        .policyDocument(spec.assumeRolePolicyDocument().text()));
            }
            if (changed.contains("description") || changed.contains("maxSessionDuration")) {
                iam.updateRole(request -> request.roleName(name)
                        .description(spec.description())
                        .maxSessionDuration(spec.maxSessionDuration()));
            }
            putPolicies(name, found.spec().policies(), spec.policies());
            attach(name, found.spec().managedPolicyArns(), spec.managedPolicyArns());
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<Role> found) {
            try {
                putPolicies(found.id(), found.spec().policies(), Map.of());
                attach(found.id(), found.spec().managedPolicyArns(), Set.of());
                iam.deleteRole(request -> request.roleName(found.id()));
            } catch (IamException e) {
                if (!isGone(found.id(), e)) {
                    throw e;
                }
            }
            return true;
        }

        private void putPolicies(String role, Map<String, Json> present, Map<String, Json> wanted) {
            var missing = new LinkedHashMap<>(wanted);
            missing.entrySet().removeAll(present.entrySet());
            missing.forEach((name, policy) -> iam.putRolePolicy(
                    request -> request.roleName(role).policyName(name).policyDocument(policy.text())));
            Difference.between(present.keySet(), wanted.keySet())
                    .surplus()
                    .forEach(name -> AwsProblems.unlessGone(() -> iam.deleteRolePolicy(
                            request -> request.roleName(role).policyName(name))));
        }

        private void attach(String role, Set<String> present, Set<String> wanted) {
            var arns = Difference.between(present, wanted);
            arns.missing()
                    .forEach(arn -> iam.attachRolePolicy(
                            request -> request.roleName(role).policyArn(arn)));
            arns.surplus()
                    .forEach(arn -> AwsProblems.unlessGone(() -> iam.detachRolePolicy(
                            request -> request.roleName(role).policyArn(arn))));
        }
    }
}
