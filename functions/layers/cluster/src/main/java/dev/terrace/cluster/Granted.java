package dev.terrace.cluster;

import dev.terrace.aws.Home;
import dev.terrace.cluster.AccessEntry.AccessPolicy;
import dev.terrace.engine.Digest;
import dev.terrace.platform.Cluster.Access;
import dev.terrace.platform.Cluster.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that the blueprint gives one principal in the cluster. EKS has one entry for it, in which each policy stands once, for the whole
 * cluster or for some namespaces.
 *
 * @param name after who it is, {@code 111122223333-role-dev}, of administrators {@code admin-111122223333-role-ops}
 */
record Granted(String name, String principalArn, Set<AccessPolicy> policies) {
    /** A resource's name is a tag's value, which has at most 256 characters. */
    private static final int LONGEST_SLUG = 200;

    private static final int DIGITS = 6;

    private static final Pattern PUNCTUATION = Pattern.compile("[^a-z0-9]+");

    /** In the order of the blueprint. */
    static List<Granted> by(Home home, List<Access> access) {
        var byPrincipal = access.stream()
                .collect(Collectors.groupingBy(
                        one -> arn(home, one.principal()), LinkedHashMap::new, Collectors.toList()));
        var slugs = byPrincipal.keySet().stream().collect(Collectors.groupingBy(Granted::slug, Collectors.counting()));
        return byPrincipal.entrySet().stream()
                .map(entry -> {
                    var policies = policies(home, entry.getValue());
                    var name = name(entry.getKey(), slugs);
                    var isAdmin = policies.contains(AccessPolicy.clusterAdmin(home));
                    return new Granted(isAdmin ? "admin-" + name : name, entry.getKey(), policies);
                })
                .toList();
    }

    private static String arn(Home home, String principal) {
        return principal.startsWith("arn:") ? principal : home.globalArn("iam", principal);
    }

    /** Who may do everything needs nothing else. */
    private static Set<AccessPolicy> policies(Home home, List<Access> access) {
        if (access.stream().anyMatch(one -> one.role() == Role.ADMIN && one.namespace() == null)) {
            return Set.of(AccessPolicy.clusterAdmin(home));
        }
        return access.stream().collect(Collectors.groupingBy(Access::role)).entrySet().stream()
                .map(entry -> AccessPolicy.of(home, policy(entry.getKey()), namespaces(entry.getValue())))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** None where the whole cluster is meant, and be it beside namespaces. */
    private static Set<String> namespaces(List<Access> access) {
        return access.stream().anyMatch(one -> one.namespace() == null)
                ? Set.of()
                : access.stream().map(Access::namespace).collect(Collectors.toUnmodifiableSet());
    }

    private static String policy(Role role) {
        return switch (role) {
            case ADMIN -> "AmazonEKSAdminPolicy";
            case EDIT -> "AmazonEKSEditPolicy";
            case VIEW -> "AmazonEKSViewPolicy";
        };
    }

    /** With a digest where it would be another's too, or longer than a tag. */
    private static String name(String principal, Map<String, Long> slugs) {
        var slug = slug(principal);
        return slugs.get(slug) == 1 && slug.length() <= LONGEST_SLUG
                ? slug
                : slug.substring(0, Math.min(slug.length(), LONGEST_SLUG)) + "-" + Digest.of(principal, DIGITS);
    }

    /** {@code 111122223333-role-ops} for {@code arn:aws:iam::111122223333:role/ops}. */
    private static String slug(String principal) {
        var who = principal.substring(principal.indexOf("::") + 2).toLowerCase(Locale.ROOT);
        return PUNCTUATION.matcher(who).replaceAll("-");
    }
}
